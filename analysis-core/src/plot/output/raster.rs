use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Paint, PathBuilder, Pixmap, StrokeDash, Transform};

use crate::plot::output::png;
use crate::plot::scene::{Item, Path, Rect, Scene, Step, Stroke, marker_outline};
use crate::plot::{Color, Marker};

/// The largest side of a picture in pixels; a larger figure is drawn smaller.
const LARGEST: f64 = 16_000.0;

/// A PNG with `scale` pixels for each CSS pixel.
///
/// tiny-skia computes the same pixels on every processor, and the font is ours: the same figure gives the same bytes.
pub(crate) fn png(scene: &Scene, scale: f64) -> Vec<u8> {
    let (width, height, pixels) = pixels(scene, scale);
    png::encode(width, height, &pixels)
}

/// Width, height and the colours of the pixels, row by row from the top.
pub(crate) fn pixels(scene: &Scene, scale: f64) -> (usize, usize, Vec<[u8; 3]>) {
    let scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
    let scale = scale.min(LARGEST / scene.width.max(scene.height).max(1.0));
    let width = ((scene.width * scale).round() as u32).max(1);
    let height = ((scene.height * scale).round() as u32).max(1);
    let Some(mut pixmap) = Pixmap::new(width, height) else { return (0, 0, Vec::new()) };
    pixmap.fill(color(scene.background));
    let mut painter =
        Painter { pixmap, transform: Transform::from_scale(scale as f32, scale as f32), scale, mask: None };
    for item in &scene.items {
        painter.item(item);
    }
    let pixels = painter.pixmap.data().chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect();
    (width as usize, height as usize, pixels)
}

struct Painter {
    pixmap: Pixmap,
    transform: Transform,
    scale: f64,
    mask: Option<Mask>,
}

impl Painter {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Shape { path, fill, stroke } => {
                if let Some(fill) = fill {
                    self.fill(path, *fill, self.transform);
                }
                if let Some(stroke) = stroke {
                    self.stroke(path, stroke);
                }
            }
            Item::Markers { points, marker, size, color } => self.markers(points, *marker, *size, *color),
            Item::Text(text) => {
                let outline = text.face.outline(&text.text, text.size);
                let (x, y) = (text.x as f32, text.y as f32);
                let mut transform = self.transform.pre_translate(x, y);
                if text.angle != 0.0 {
                    transform = transform.pre_concat(Transform::from_rotate(-text.angle as f32));
                }
                self.fill(&outline, text.color, transform);
            }
            Item::Raster { area, columns, rows, pixels } => self.raster(*area, *columns, *rows, pixels),
            Item::Clip(area) => {
                let mut mask = Mask::new(self.pixmap.width(), self.pixmap.height());
                if let (Some(mask), Some(path)) = (&mut mask, build(&area.path())) {
                    mask.fill_path(&path, FillRule::Winding, false, self.transform);
                }
                self.mask = mask;
            }
            Item::Unclip => self.mask = None,
        }
    }

    fn fill(&mut self, path: &Path, with: Color, transform: Transform) {
        let Some(path) = build(path) else { return };
        self.pixmap.fill_path(&path, &paint(with), FillRule::Winding, transform, self.mask.as_ref());
    }

    fn stroke(&mut self, path: &Path, stroke: &Stroke) {
        // Lines of one pixel along the axes are drawn in the middle of pixels, or they would be two pixels of grey.
        let path = self.snapped(path, stroke.width);
        let Some(path) = build(&path) else { return };
        let pattern = stroke.dash.pattern();
        let style = tiny_skia::Stroke {
            width: stroke.width as f32,
            line_cap: LineCap::Butt,
            line_join: LineJoin::Miter,
            dash: StrokeDash::new(pattern.iter().map(|length| *length as f32).collect(), 0.0),
            ..tiny_skia::Stroke::default()
        };
        self.pixmap.stroke_path(&path, &paint(stroke.color), &style, self.transform, self.mask.as_ref());
    }

    fn snapped(&self, path: &Path, width: f64) -> Path {
        let pixels = (width * self.scale).round().max(1.0);
        let offset = if pixels as u64 % 2 == 1 { 0.5 } else { 0.0 };
        let snap = |v: f64| ((v * self.scale - offset).round() + offset) / self.scale;
        let mut steps = path.steps.clone();
        let place = |step: &Step| match *step {
            Step::Move(x, y) | Step::Line(x, y) => Some((x, y)),
            _ => None,
        };
        let mut start = None;
        for i in 0..path.steps.len() {
            if let Step::Move(x, y) = path.steps[i] {
                start = Some((x, y));
            }
            let Some((x, y)) = place(&path.steps[i]) else { continue };
            let next = path.steps.get(i + 1).and_then(|step| match step {
                Step::Line(x, y) => Some((*x, *y)),
                Step::Close => start,
                _ => None,
            });
            let previous = match (&path.steps[i], i) {
                (Step::Line(..), 1..) => place(&path.steps[i - 1]),
                _ => None,
            };
            let same = |pick: fn((f64, f64)) -> f64| {
                [next, previous].into_iter().flatten().any(|other| (pick(other) - pick((x, y))).abs() < 1e-9)
            };
            let snapped = (if same(|p| p.0) { snap(x) } else { x }, if same(|p| p.1) { snap(y) } else { y });
            match &mut steps[i] {
                Step::Move(x, y) | Step::Line(x, y) => (*x, *y) = snapped,
                _ => {}
            }
        }
        Path { steps }
    }

    fn markers(&mut self, points: &[(f64, f64)], marker: Marker, size: f64, color: Color) {
        // In pieces: one path of ten thousand circles would be slow to fill.
        for points in points.chunks(256) {
            let (path, filled) = marker_outline(points, marker, size);
            if filled {
                self.fill(&path, color, self.transform);
            } else if let Some(path) = build(&path) {
                let style = tiny_skia::Stroke { width: 1.2, ..tiny_skia::Stroke::default() };
                self.pixmap.stroke_path(&path, &paint(color), &style, self.transform, self.mask.as_ref());
            }
        }
    }

    /// Paints cells by nearest neighbour; the frame around them keeps them from reaching outside.
    fn raster(&mut self, area: Rect, columns: usize, rows: usize, pixels: &[Option<Color>]) {
        let (width, height) = (self.pixmap.width() as usize, self.pixmap.height() as usize);
        let edge = |v: f64, largest: usize| ((v * self.scale).round().max(0.0) as usize).min(largest);
        let (left, right) = (edge(area.left, width), edge(area.right, width));
        let (top, bottom) = (edge(area.top, height), edge(area.bottom, height));
        if columns == 0 || rows == 0 || right <= left || bottom <= top {
            return;
        }
        let data = self.pixmap.data_mut();
        for y in top..bottom {
            let row = (y - top) * rows / (bottom - top);
            for x in left..right {
                let column = (x - left) * columns / (right - left);
                if let Some(color) = pixels[row * columns + column] {
                    data[(y * width + x) * 4..][..4].copy_from_slice(&[color.red, color.green, color.blue, 255]);
                }
            }
        }
    }
}

fn color(color: Color) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(color.red, color.green, color.blue, (color.alpha * 255.0).round() as u8)
}

fn paint(with: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(color(with));
    paint
}

fn build(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    for step in &path.steps {
        match *step {
            Step::Move(x, y) => builder.move_to(x as f32, y as f32),
            Step::Line(x, y) => builder.line_to(x as f32, y as f32),
            Step::Quad(a, b) => builder.quad_to(a.0 as f32, a.1 as f32, b.0 as f32, b.1 as f32),
            Step::Cubic(a, b, c) => {
                builder.cubic_to(a.0 as f32, a.1 as f32, b.0 as f32, b.1 as f32, c.0 as f32, c.1 as f32);
            }
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}
