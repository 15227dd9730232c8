//! One page of PDF with real text: it can be searched and selected.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, LineCapStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect as Box, Ref, Str};
use subsetter::GlyphRemapper;

use crate::plot::font::Face;
use crate::plot::scene::{Item, Path, Scene, Step, Stroke, TextItem, marker_outline};
use crate::plot::{Color, Marker};

/// A CSS pixel is 1/96 inch, a point 1/72.
const POINTS: f64 = 0.75;

/// The drawing as a PDF file.
pub(crate) fn write(scene: &Scene) -> Vec<u8> {
    let mut page = Page::new(scene);
    for item in &scene.items {
        page.item(item);
    }
    page.finish()
}

struct Page<'a> {
    scene: &'a Scene,
    content: Content,
    fonts: BTreeMap<Face, Used>,
    /// Opacities in use, in hundredths.
    alphas: Vec<u8>,
}

/// The glyphs of a face that the page uses, and the characters that they stand for.
#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    characters: BTreeMap<u16, char>,
}

impl<'a> Page<'a> {
    fn new(scene: &'a Scene) -> Self {
        let mut content = Content::new();
        // From pixels with y downwards to points with y upwards.
        content.transform([POINTS as f32, 0.0, 0.0, -POINTS as f32, 0.0, (scene.height * POINTS) as f32]);
        let background = scene.background;
        let mut page = Self { scene, content, fonts: BTreeMap::new(), alphas: Vec::new() };
        page.fill_color(background);
        page.content.rect(0.0, 0.0, scene.width as f32, scene.height as f32).fill_nonzero();
        page
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Shape { path, fill, stroke } => self.shape(path, *fill, stroke.as_ref()),
            Item::Markers { points, marker, size, color } => self.markers(points, *marker, *size, *color),
            Item::Text(text) => self.text(text),
            Item::Raster { area, columns, rows, pixels } => {
                // Cells of one colour in a row become one rectangle: exact at every size, and few enough.
                let (width, height) = (area.width() / *columns as f64, area.height() / *rows as f64);
                for (y, row) in pixels.chunks(*columns.max(&1)).enumerate() {
                    let mut x = 0;
                    while x < row.len() {
                        let mut end = x + 1;
                        while end < row.len() && row[end] == row[x] {
                            end += 1;
                        }
                        if let Some(color) = row[x] {
                            self.fill_color(color);
                            let (left, top) = (area.left + x as f64 * width, area.top + y as f64 * height);
                            self.content.rect(
                                left as f32,
                                top as f32,
                                ((end - x) as f64 * width) as f32,
                                height as f32,
                            );
                            self.content.fill_nonzero();
                        }
                        x = end;
                    }
                }
            }
            Item::Clip(area) => {
                self.content.save_state();
                self.content.rect(area.left as f32, area.top as f32, area.width() as f32, area.height() as f32);
                self.content.clip_nonzero().end_path();
            }
            Item::Unclip => {
                self.content.restore_state();
            }
        }
    }

    fn fill_color(&mut self, color: Color) {
        let [r, g, b] = parts(color);
        self.content.set_fill_rgb(r, g, b);
    }

    /// Runs `draw` with an opacity, as a state of its own.
    fn with_alpha(&mut self, alpha: f32, draw: impl FnOnce(&mut Self)) {
        if alpha >= 1.0 {
            draw(self);
            return;
        }
        let hundredths = (alpha * 100.0).round() as u8;
        if !self.alphas.contains(&hundredths) {
            self.alphas.push(hundredths);
        }
        self.content.save_state();
        self.content.set_parameters(Name(format!("A{hundredths}").as_bytes()));
        draw(self);
        self.content.restore_state();
    }

    fn shape(&mut self, path: &Path, fill: Option<Color>, stroke: Option<&Stroke>) {
        if path.is_empty() {
            return;
        }
        if let Some(fill) = fill {
            self.with_alpha(fill.alpha, |page| {
                page.fill_color(fill);
                page.path(path);
                page.content.fill_nonzero();
            });
        }
        if let Some(stroke) = stroke {
            self.with_alpha(stroke.color.alpha, |page| {
                let [r, g, b] = parts(stroke.color);
                page.content.set_stroke_rgb(r, g, b).set_line_width(stroke.width as f32);
                page.content.set_dash_pattern(stroke.dash.pattern().iter().map(|length| *length as f32), 0.0);
                page.path(path);
                page.content.stroke();
            });
        }
    }

    fn path(&mut self, path: &Path) {
        let mut last = (0.0, 0.0);
        for step in &path.steps {
            match *step {
                Step::Move(x, y) => {
                    self.content.move_to(x as f32, y as f32);
                    last = (x, y);
                }
                Step::Line(x, y) => {
                    self.content.line_to(x as f32, y as f32);
                    last = (x, y);
                }
                Step::Quad(control, end) => {
                    // PDF has only cubic curves.
                    let toward = |from: (f64, f64)| {
                        (from.0 + (control.0 - from.0) * 2.0 / 3.0, from.1 + (control.1 - from.1) * 2.0 / 3.0)
                    };
                    let (a, b) = (toward(last), toward(end));
                    self.content.cubic_to(a.0 as f32, a.1 as f32, b.0 as f32, b.1 as f32, end.0 as f32, end.1 as f32);
                    last = end;
                }
                Step::Cubic(a, b, end) => {
                    self.content.cubic_to(a.0 as f32, a.1 as f32, b.0 as f32, b.1 as f32, end.0 as f32, end.1 as f32);
                    last = end;
                }
                Step::Close => {
                    self.content.close_path();
                }
            }
        }
    }

    fn markers(&mut self, points: &[(f64, f64)], marker: Marker, size: f64, color: Color) {
        if matches!(marker, Marker::Circle | Marker::Dot) {
            // Dots of a round pen, as in the SVG.
            let [r, g, b] = parts(color);
            self.content.save_state();
            self.content.set_line_cap(LineCapStyle::RoundCap).set_stroke_rgb(r, g, b).set_line_width(size as f32);
            for (x, y) in points.iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
                self.content.move_to(*x as f32, *y as f32).line_to(*x as f32, *y as f32);
            }
            self.content.stroke();
            self.content.restore_state();
            return;
        }
        let (path, filled) = marker_outline(points, marker, size);
        let stroke = Stroke::solid(color, 1.2);
        self.shape(&path, filled.then_some(color), (!filled).then_some(&stroke));
    }

    fn text(&mut self, item: &TextItem) {
        let used = self.fonts.entry(item.face).or_default();
        let mut encoded = Vec::with_capacity(item.text.len() * 2);
        for character in item.text.chars() {
            let glyph = used.glyphs.remap(item.face.glyph(character).0);
            used.characters.entry(glyph).or_insert(character);
            encoded.extend_from_slice(&glyph.to_be_bytes());
        }
        self.fill_color(item.color);
        let (sin, cos) = item.angle.to_radians().sin_cos();
        let (sin, cos) = (sin as f32, cos as f32);
        self.content.begin_text();
        self.content.set_font(Name(resource(item.face)), item.size as f32);
        // The text is turned over, since the page's y grows downwards.
        self.content.set_text_matrix([cos, -sin, -sin, -cos, item.x as f32, item.y as f32]);
        self.content.show(Str(&encoded));
        self.content.end_text();
    }

    fn finish(self) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let mut next = 1;
        let mut reference = || {
            next += 1;
            Ref::new(next - 1)
        };
        let (catalog, pages, page, content) = (reference(), reference(), reference(), reference());
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page]).count(1);
        let faces: Vec<(Face, Ref)> = self.fonts.keys().map(|face| (*face, reference())).collect();
        {
            let mut description = pdf.page(page);
            let (width, height) = ((self.scene.width * POINTS) as f32, (self.scene.height * POINTS) as f32);
            description.parent(pages).media_box(Box::new(0.0, 0.0, width, height)).contents(content);
            let mut resources = description.resources();
            let mut fonts = resources.fonts();
            for (face, reference) in &faces {
                fonts.pair(Name(resource(*face)), *reference);
            }
            fonts.finish();
            let mut states = resources.ext_g_states();
            for alpha in &self.alphas {
                let mut state = states
                    .insert(Name(format!("A{alpha}").as_bytes()))
                    .start::<pdf_writer::writers::ExtGraphicsState<'_>>();
                state.non_stroking_alpha(f32::from(*alpha) / 100.0).stroking_alpha(f32::from(*alpha) / 100.0);
            }
        }
        let stream = deflated(&self.content.finish());
        pdf.stream(content, &stream).filter(Filter::FlateDecode);
        for (face, font) in faces {
            let references = [reference(), reference(), reference(), reference()];
            embed(&mut pdf, face, &self.fonts[&face], font, references);
        }
        pdf.finish()
    }
}

fn parts(color: Color) -> [f32; 3] {
    [color.red, color.green, color.blue].map(|part| f32::from(part) / 255.0)
}

fn resource(face: Face) -> &'static [u8] {
    match face {
        Face::Regular => b"F1",
        Face::Bold => b"F2",
        Face::Italic => b"F3",
    }
}

/// Writes a font with only the glyphs that are used, and a table from them back to characters.
fn embed(pdf: &mut Pdf, face: Face, used: &Used, font: Ref, [cid, descriptor, file, cmap]: [Ref; 4]) {
    let parsed = face.parsed();
    let scale = 1000.0 / f32::from(parsed.units_per_em());
    // Six letters before the name say that the font is a part.
    let name = format!("ROOTLT+{}", face.postscript_name());
    let name = Name(name.as_bytes());
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    pdf.type0_font(font).base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(cmap);

    let mut description = pdf.cid_font(cid);
    description
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(system)
        .font_descriptor(descriptor)
        .default_width(0.0);
    description.cid_to_gid_map_predefined(Name(b"Identity"));
    let widths = used
        .glyphs
        .remapped_gids()
        .map(|glyph| f32::from(parsed.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0)) * scale);
    description.widths().consecutive(0, widths);
    description.finish();

    let bounds = parsed.global_bounding_box();
    let bounds = Box::new(
        f32::from(bounds.x_min) * scale,
        f32::from(bounds.y_min) * scale,
        f32::from(bounds.x_max) * scale,
        f32::from(bounds.y_max) * scale,
    );
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(bounds)
        .italic_angle(if face == Face::Italic { -12.0 } else { 0.0 })
        .ascent(f32::from(parsed.ascender()) * scale)
        .descent(f32::from(parsed.descender()) * scale)
        .cap_height(720.0)
        .stem_v(80.0)
        .font_file2(file);

    let mut characters = UnicodeCmap::new(Name(b"Custom"), system);
    for (glyph, character) in &used.characters {
        characters.pair(*glyph, *character);
    }
    pdf.cmap(cmap, &characters.finish());

    // A font that cannot be cut down is embedded whole: larger, but right... as long as its glyph numbers are kept,
    // which they are not; the shipped fonts can be cut down, and a test says so.
    let data = subsetter::subset(face.data(), 0, &used.glyphs).unwrap_or_default();
    pdf.stream(file, &deflated(&data)).filter(Filter::FlateDecode);
}

fn deflated(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(data).and_then(|()| encoder.finish()).expect("writing to memory cannot fail")
}
