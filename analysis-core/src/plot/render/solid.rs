//! Two-dimensional histograms in perspective: columns and surfaces, painted from the back to the front.

use super::View;
use super::cells::{LEVELS, level_color, palette};
use super::contours::{Corner, split};
use crate::plot::scene::{Item, Path, Stroke};
use crate::plot::typeset::{Align, Label, Stand};
use crate::plot::{CellLook, Cells, Color, Dash, Layer, Scale};

/// ROOT's default view: 30° around the vertical, 30° from above.
const AROUND: f64 = 30.0;
const ABOVE: f64 = 30.0;

/// Height of the box over half of its side.
const HEIGHT: f64 = 1.25;

/// More bins along a side are joined: thinner columns could not be seen.
const FINEST: usize = 64;

/// Turns places in the box, each from 0 to 1, into pixels.
pub(super) struct Camera {
    left: f64,
    bottom: f64,
    per_x: f64,
    per_y: f64,
    around: (f64, f64),
    above: (f64, f64),
}

impl Camera {
    fn new(view: &View<'_>) -> Self {
        let (around, above) = (AROUND.to_radians().sin_cos(), ABOVE.to_radians().sin_cos());
        let half = around.0 + around.1;
        let font = view.label_font();
        let area = view.area;
        let top = if view.title.is_empty() { area.top + font } else { area.top + 0.1 * area.height() };
        let (left, right) = (area.left + font * 4.5, area.right - font * 2.5);
        let bottom = area.bottom - font * 2.2;
        let tall = 2.0 * half * above.0 + HEIGHT * above.1;
        Self { left, bottom, per_x: (right - left) / (2.0 * half), per_y: (bottom - top) / tall, around, above }
    }

    pub(super) fn place(&self, x: f64, y: f64, z: f64) -> (f64, f64) {
        let (u, v) = (2.0 * x - 1.0, 2.0 * y - 1.0);
        let (sin, cos) = self.around;
        let half = sin + cos;
        let across = u * cos - v * sin + half;
        let depth = u * sin + v * cos + half;
        let up = depth * self.above.0 + z * HEIGHT * self.above.1;
        (self.left + across * self.per_x, self.bottom - up * self.per_y)
    }
}

pub(super) fn draw(view: &View<'_>, items: &mut Vec<Item>) {
    let camera = Camera::new(view);
    walls(view, &camera, items);
    for layer in &view.pad.layers {
        if let Layer::Volume(volume) = layer {
            super::volume::draw(view, volume, &camera, items);
        }
        if let Layer::Cells(cells) = layer {
            let heights = heights(view, cells);
            if cells.look == CellLook::Surface {
                surface(view, cells, &camera, &heights, items);
            } else {
                columns(view, cells, &camera, &heights, items);
            }
        }
    }
    axes(view, &camera, items);
}

/// Contents as places between the ends of the z axis, bins joined where there are too many.
struct Heights {
    /// Edges along x and y as shares of the side.
    x: Vec<f64>,
    y: Vec<f64>,
    values: Vec<f64>,
}

impl Heights {
    fn at(&self, ix: usize, iy: usize) -> f64 {
        self.values[iy * (self.x.len() - 1) + ix]
    }
}

fn heights(view: &View<'_>, cells: &Cells) -> Heights {
    let group = |count: usize| count.div_ceil(FINEST).max(1);
    let (gx, gy) = (group(cells.x.count()), group(cells.y.count()));
    let edges = |edges: &crate::plot::Edges, group: usize, axis: &super::Axis| -> Vec<f64> {
        (0..edges.count())
            .step_by(group)
            .chain([edges.count()])
            .map(|i| axis.place(edges.edge(i)).clamp(0.0, 1.0))
            .collect()
    };
    let (x, y) = (edges(&cells.x, gx, &view.x), edges(&cells.y, gy, &view.y));
    let mut values = Vec::with_capacity(x.len() * y.len());
    for iy in 0..y.len().saturating_sub(1) {
        for ix in 0..x.len().saturating_sub(1) {
            // The mean of joined bins keeps the range of the axis.
            let (mut sum, mut number) = (0.0, 0.0);
            for j in iy * gy..((iy + 1) * gy).min(cells.y.count()) {
                for i in ix * gx..((ix + 1) * gx).min(cells.x.count()) {
                    let content = cells.content(i, j);
                    if content.is_finite() {
                        sum += content;
                        number += 1.0;
                    }
                }
            }
            let content = if number > 0.0 { sum / number } else { 0.0 };
            let place = view
                .z
                .as_ref()
                .map_or(0.0, |z| if z.scale == Scale::Log && content <= 0.0 { 0.0 } else { z.place(content) });
            values.push(if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 });
        }
    }
    Heights { x, y, values }
}

/// The two walls at the back with their top edges, and dotted lines across them at the marks of the upright axis.
fn walls(view: &View<'_>, camera: &Camera, items: &mut Vec<Item>) {
    let corners = [(0.0, 1.0), (1.0, 1.0), (1.0, 0.0)];
    let mut path = Path::polyline(corners.map(|(x, y)| camera.place(x, y, 1.0)));
    for (x, y) in corners {
        let (foot, top) = (camera.place(x, y, 0.0), camera.place(x, y, 1.0));
        path.steps.extend(Path::segment(foot.0, foot.1, top.0, top.1).steps);
    }
    path.steps.extend(Path::polyline(corners.map(|(x, y)| camera.place(x, y, 0.0))).steps);
    let grey = Stroke::solid(Color::rgb(170, 170, 170), 1.0);
    items.push(Item::Shape { path, fill: None, stroke: Some(grey) });
    let mut marks = Path::default();
    for (value, _) in view.z.iter().flat_map(|z| &z.ticks.major) {
        let place = view.z.as_ref().map_or(0.0, |z| z.place(*value));
        if place > 0.01 && place < 0.99 {
            marks.steps.extend(Path::polyline(corners.map(|(x, y)| camera.place(x, y, place))).steps);
        }
    }
    if !marks.is_empty() {
        let dotted = Stroke { color: Color::rgb(120, 120, 120), width: 0.7, dash: Dash::Dotted };
        items.push(Item::Shape { path: marks, fill: None, stroke: Some(dotted) });
    }
}

fn columns(view: &View<'_>, cells: &Cells, camera: &Camera, heights: &Heights, items: &mut Vec<Item>) {
    let palette = palette(view, cells);
    let (nx, ny) = (heights.x.len().saturating_sub(1), heights.y.len().saturating_sub(1));
    let edge = Stroke::solid(Color::rgb(60, 60, 60), 0.5);
    for iy in (0..ny).rev() {
        for ix in (0..nx).rev() {
            let height = heights.at(ix, iy);
            let (x0, x1, y0, y1) = (heights.x[ix], heights.x[ix + 1], heights.y[iy], heights.y[iy + 1]);
            let top_level = ((height * LEVELS as f64) as usize).min(LEVELS - 1);
            // What lies lower than the column in front of a side is hidden.
            let front = if iy > 0 { heights.at(ix, iy - 1) } else { 0.0 };
            let left = if ix > 0 { heights.at(ix - 1, iy) } else { 0.0 };
            for (a, b, hidden, shade) in [((x0, y0), (x1, y0), front, 0.88), ((x0, y0), (x0, y1), left, 0.72)] {
                let first_level = ((hidden * LEVELS as f64) as usize).min(LEVELS - 1);
                for level in first_level..=top_level {
                    let from = (level as f64 / LEVELS as f64).max(hidden);
                    let to = ((level + 1) as f64 / LEVELS as f64).min(height);
                    if to <= from {
                        continue;
                    }
                    let path = Path::polygon([
                        camera.place(a.0, a.1, from),
                        camera.place(b.0, b.1, from),
                        camera.place(b.0, b.1, to),
                        camera.place(a.0, a.1, to),
                    ]);
                    let color = level_color(palette, level).shade(shade);
                    items.push(Item::Shape { path, fill: Some(color), stroke: Some(Stroke::solid(color, 0.4)) });
                }
            }
            let top = Path::polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| camera.place(x, y, height)));
            let fill = level_color(palette, top_level);
            items.push(Item::Shape { path: top, fill: Some(fill), stroke: Some(edge) });
            let mut outline = Path::default();
            for (x, y, hidden) in [(x1, y0, front), (x0, y0, front.max(left)), (x0, y1, left)] {
                if height > hidden {
                    let (foot, top) = (camera.place(x, y, hidden), camera.place(x, y, height));
                    outline.steps.extend(Path::segment(foot.0, foot.1, top.0, top.1).steps);
                }
            }
            if !outline.is_empty() {
                items.push(Item::Shape { path: outline, fill: None, stroke: Some(edge) });
            }
        }
    }
}

/// A surface through the middles of the bins.
fn surface(view: &View<'_>, cells: &Cells, camera: &Camera, heights: &Heights, items: &mut Vec<Item>) {
    let palette = palette(view, cells);
    let (nx, ny) = (heights.x.len().saturating_sub(1), heights.y.len().saturating_sub(1));
    let middle = |edges: &[f64], i: usize| f64::midpoint(edges[i], edges[i + 1]);
    let corner = |ix: usize, iy: usize| -> Corner {
        let height = heights.at(ix, iy);
        let (x, y) = camera.place(middle(&heights.x, ix), middle(&heights.y, iy), height);
        (x, y, height * LEVELS as f64)
    };
    for iy in (0..ny.saturating_sub(1)).rev() {
        for ix in (0..nx.saturating_sub(1)).rev() {
            let quad = [corner(ix, iy), corner(ix + 1, iy), corner(ix + 1, iy + 1), corner(ix, iy + 1)];
            for triangle in [[quad[0], quad[1], quad[2]], [quad[0], quad[2], quad[3]]] {
                split(&triangle, |level, polygon| {
                    let color = level_color(palette, level);
                    let path = Path::polygon(polygon.iter().map(|(x, y, _)| (*x, *y)));
                    items.push(Item::Shape { path, fill: Some(color), stroke: Some(Stroke::solid(color, 0.5)) });
                });
            }
            let outline = Path::polygon(quad.iter().map(|(x, y, _)| (*x, *y)));
            items.push(Item::Shape {
                path: outline,
                fill: None,
                stroke: Some(Stroke::solid(Color::BLACK.with_alpha(0.45), 0.5)),
            });
        }
    }
}

/// Marks and labels along the three visible edges.
fn axes(view: &View<'_>, camera: &Camera, items: &mut Vec<Item>) {
    let font = view.label_font();
    let edges = [camera.place(0.0, 1.0, 0.0), camera.place(0.0, 0.0, 0.0), camera.place(1.0, 0.0, 0.0)];
    let mut path = Path::polyline(edges);
    let (foot, top) = (camera.place(0.0, 1.0, 0.0), camera.place(0.0, 1.0, 1.0));
    path.steps.extend(Path::segment(foot.0, foot.1, top.0, top.1).steps);
    let mut label = |text: &str, at: (f64, f64), anchor: (Align, Stand)| {
        Label::new(text, font).place(items, at, anchor, 0.0, Color::BLACK);
    };
    let inside = |place: f64| (-1e-9..=1.0 + 1e-9).contains(&place);
    let every = |count: usize| count.div_ceil(7).max(1);
    let x_marks = &view.x.ticks.major;
    for (value, text) in x_marks.iter().step_by(every(x_marks.len())) {
        let place = view.x.place(*value);
        if inside(place) {
            let (at, out) = (camera.place(place, 0.0, 0.0), camera.place(place, -0.03, 0.0));
            path.steps.extend(Path::segment(at.0, at.1, out.0, out.1).steps);
            label(text, (out.0 + 3.0, out.1 + 2.0), (Align::Left, Stand::Top));
        }
    }
    let y_marks = &view.y.ticks.major;
    for (value, text) in y_marks.iter().step_by(every(y_marks.len())) {
        let place = view.y.place(*value);
        // At the corner the lowest label of the upright axis stands.
        if inside(place) && place < 0.97 {
            let (at, out) = (camera.place(0.0, place, 0.0), camera.place(-0.02, place, 0.0));
            path.steps.extend(Path::segment(at.0, at.1, out.0, out.1).steps);
            label(text, (out.0 - 3.0, out.1 + 2.0), (Align::Right, Stand::Top));
        }
    }
    if let Some(z) = &view.z {
        for (value, text) in &z.ticks.major {
            let place = z.place(*value);
            if inside(place) {
                let (x, y) = camera.place(0.0, 1.0, place);
                path.steps.extend(Path::segment(x, y, x - 5.0, y).steps);
                label(text, (x - 8.0, y), (Align::Right, Stand::Middle));
            }
        }
        if z.ticks.exponent != 0 {
            label(
                &format!("#times10^{{{}}}", z.ticks.exponent),
                (top.0, top.1 - font * 0.6),
                (Align::Center, Stand::Baseline),
            );
        }
    }
    let x_end = camera.place(0.75, 0.0, 0.0);
    label(&view.titles[0], (x_end.0 + font, x_end.1 + font * 2.8), (Align::Left, Stand::Baseline));
    let y_end = camera.place(0.0, 0.6, 0.0);
    label(&view.titles[1], (y_end.0 - font * 1.8, y_end.1 + font * 2.2), (Align::Right, Stand::Baseline));
    items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(Color::BLACK, 1.0)) });
    if !view.titles[2].is_empty() {
        let title = Label::new(&view.titles[2], font);
        let at = (view.area.left + title.ascent + 2.0, top.1);
        title.place(items, at, (Align::Right, Stand::Baseline), 90.0, Color::BLACK);
    }
}
