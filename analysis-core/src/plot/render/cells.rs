//! Two-dimensional histograms in the plane.

use super::View;
use super::contours;
use crate::plot::number::general;
use crate::plot::scene::{Item, Path, Rect, Stroke};
use crate::plot::typeset::{Align, Label, Stand};
use crate::plot::{CellLook, Cells, Color, Edges, Palette, Scale};

/// Steps of colour between the lowest and the highest content, as in ROOT.
pub(crate) const LEVELS: usize = 20;

/// The colour of the `level`-th step, from 0.
pub(crate) fn level_color(palette: Palette, level: usize) -> Color {
    palette.at((((level as f64 + 0.99) * 255.0 / LEVELS as f64).floor() / 254.0).min(1.0))
}

/// The colour of a content; `None` for an empty cell.
fn color(view: &View<'_>, palette: Palette, content: f64) -> Option<Color> {
    if !content.is_finite() || content == 0.0 {
        return None;
    }
    let place = view.z.as_ref()?.place(content);
    if place.is_nan() || place < 0.0 {
        return None;
    }
    Some(level_color(palette, ((place * LEVELS as f64) as usize).min(LEVELS - 1)))
}

pub(super) fn palette(view: &View<'_>, cells: &Cells) -> Palette {
    cells.palette.unwrap_or_else(|| view.theme.palette())
}

pub(super) fn draw(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    match cells.look {
        CellLook::Colors => colors(view, cells, items),
        CellLook::ColorsText => {
            colors(view, cells, items);
            numbers(view, cells, items);
        }
        CellLook::Text => numbers(view, cells, items),
        CellLook::Boxes => boxes(view, cells, items),
        CellLook::Scatter => scatter(view, cells, items),
        CellLook::Contours => contours::filled(view, cells, items),
        CellLook::ContourLines => contours::lines(view, cells, items),
        CellLook::Lego | CellLook::Surface => {}
    }
}

/// The bins of an axis that are visible, as pixels: `(bin, from, to)`.
fn columns(view: &View<'_>, edges: &Edges, along_x: bool) -> Vec<(usize, f64, f64)> {
    let (low, high) = if along_x { (view.x.low, view.x.high) } else { (view.y.low, view.y.high) };
    let place = |value: f64| {
        let value = value.clamp(low, high);
        if along_x { view.px(value) } else { view.py(value) }
    };
    (0..edges.count())
        .filter(|i| edges.edge(i + 1) > low && edges.edge(*i) < high)
        .map(|i| (i, place(edges.edge(i)), place(edges.edge(i + 1))))
        .collect()
}

fn colors(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let palette = palette(view, cells);
    let (across, up) = (columns(view, &cells.x, true), columns(view, &cells.y, false));
    let (wide, high) = (view.frame.width(), view.frame.height());
    // More cells than half of the pixels: one picture, in which every pixel shows the largest of its cells.
    if (across.len() as f64) > wide / 2.0 || (up.len() as f64) > high / 2.0 {
        items.push(raster(view, cells, palette, &across, &up));
        return;
    }
    // Neighbours of one colour in a row become one rectangle; it reaches half a pixel under the next one, so that
    // no light line shows between them.
    let mut by_color: Vec<(Color, Path)> = Vec::new();
    for (iy, bottom, top) in &up {
        let mut run: Option<(Color, f64, f64)> = None;
        for (ix, left, right) in across.iter().map(|c| (c.0, c.1, c.2)).chain([(usize::MAX, 0.0, 0.0)]) {
            let next = (ix != usize::MAX).then(|| color(view, palette, cells.content(ix, *iy))).flatten();
            if let (Some((current, _, end)), Some(color)) = (&mut run, next)
                && *current == color
            {
                *end = right;
                continue;
            }
            if let Some((color, from, to)) = run.take() {
                let area = Rect { left: from, top: *top, right: to, bottom: *bottom };
                match by_color.iter_mut().find(|(known, _)| *known == color) {
                    Some((_, path)) => path.steps.extend(area.path().steps),
                    None => by_color.push((color, area.path())),
                }
            }
            run = next.map(|color| (color, left, right));
        }
    }
    for (color, path) in by_color {
        items.push(Item::Shape { path, fill: Some(color), stroke: Some(Stroke::solid(color, 0.4)) });
    }
}

fn raster(
    view: &View<'_>,
    cells: &Cells,
    palette: Palette,
    across: &[(usize, f64, f64)],
    up: &[(usize, f64, f64)],
) -> Item {
    let (columns, rows) = (view.frame.width().round().max(1.0) as usize, view.frame.height().round().max(1.0) as usize);
    let mut largest = vec![f64::NEG_INFINITY; columns * rows];
    let span = |from: f64, to: f64, start: f64, count: usize| {
        let first = ((from - start).floor().max(0.0) as usize).min(count - 1);
        let last = ((to - start).ceil() as usize).clamp(first + 1, count);
        (first, last)
    };
    let spans: Vec<_> =
        across.iter().map(|(ix, left, right)| (*ix, span(*left, *right, view.frame.left, columns))).collect();
    for (iy, bottom, top) in up {
        let (first_row, last_row) = span(*top, *bottom, view.frame.top, rows);
        for (ix, (first, last)) in &spans {
            let content = cells.content(*ix, *iy);
            if content == 0.0 || !content.is_finite() {
                continue;
            }
            for row in first_row..last_row {
                for value in &mut largest[row * columns + first..row * columns + last] {
                    *value = value.max(content);
                }
            }
        }
    }
    let pixels = largest.into_iter().map(|content| color(view, palette, content)).collect();
    Item::Raster { area: view.frame, columns, rows, pixels }
}

/// At most this many numbers or boxes are drawn; more could not be read.
const READABLE: usize = 10_000;

fn numbers(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let (across, up) = (columns(view, &cells.x, true), columns(view, &cells.y, false));
    if across.len() * up.len() > READABLE {
        return;
    }
    let widest = across.iter().map(|(_, left, right)| right - left).fold(f64::INFINITY, f64::min);
    let size = view.font(0.032).min((widest / 2.2).max(5.0));
    let palette = palette(view, cells);
    for (iy, bottom, top) in &up {
        for (ix, left, right) in &across {
            let content = cells.content(*ix, *iy);
            if content == 0.0 || !content.is_finite() {
                continue;
            }
            // On a dark cell the number is white.
            let dark = cells.look == CellLook::ColorsText
                && color(view, palette, content).is_some_and(|c| {
                    0.3 * f64::from(c.red) + 0.59 * f64::from(c.green) + 0.11 * f64::from(c.blue) < 110.0
                });
            let at = (f64::midpoint(*left, *right), f64::midpoint(*bottom, *top));
            let ink = if dark { Color::WHITE } else { Color::BLACK };
            Label::new(&general(content, 4), size).place(items, at, (Align::Center, Stand::Middle), 0.0, ink);
        }
    }
}

fn boxes(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let Some(z) = &view.z else { return };
    let (across, up) = (columns(view, &cells.x, true), columns(view, &cells.y, false));
    let largest = z.high.abs().max(z.low.abs());
    let mut path = Path::default();
    for (iy, bottom, top) in &up {
        for (ix, left, right) in &across {
            let content = cells.content(*ix, *iy);
            let share = match z.scale {
                Scale::Linear => content.abs() / largest,
                Scale::Log => z.place(content),
            };
            if !(share > 0.0) {
                continue;
            }
            // The area grows with the content.
            let half = share.min(1.0).sqrt() / 2.0;
            let (x, y) = (f64::midpoint(*left, *right), f64::midpoint(*bottom, *top));
            let (dx, dy) = ((right - left) * half, (bottom - top) * half);
            let area = Rect { left: x - dx, top: y - dy, right: x + dx, bottom: y + dy };
            path.steps.extend(area.path().steps);
        }
    }
    let color = view.theme.lone_histogram();
    items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(color, 1.0)) });
}

/// At most this many points in a cloud.
const CLOUD: f64 = 20_000.0;

fn scatter(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let (across, up) = (columns(view, &cells.x, true), columns(view, &cells.y, false));
    let total: f64 = up
        .iter()
        .flat_map(|(iy, ..)| across.iter().map(|(ix, ..)| cells.content(*ix, *iy)))
        .filter(|c| c.is_finite() && *c > 0.0)
        .sum();
    if !(total > 0.0) {
        return;
    }
    let scale = (CLOUD / total).min(1.0);
    // A fixed sequence, so that the same histogram gives the same picture.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut points = Vec::new();
    for (iy, bottom, top) in &up {
        for (ix, left, right) in &across {
            let content = cells.content(*ix, *iy);
            if !(content.is_finite() && content > 0.0) {
                continue;
            }
            let expected = content * scale;
            let number = expected.floor() as usize + usize::from(random() < expected.fract());
            for _ in 0..number {
                points.push((left + random() * (right - left), bottom + random() * (top - bottom)));
            }
        }
    }
    let color = view.theme.lone_histogram();
    items.push(Item::Markers { points, marker: crate::plot::Marker::Dot, size: 1.6, color });
}

/// The bar that says which colour is which content, right of the frame.
pub(super) fn color_bar(view: &View<'_>, items: &mut Vec<Item>) {
    let (true, Some(z)) = (view.color_bar(), &view.z) else { return };
    let Some(cells) = view.pad.layers.iter().find_map(|layer| match layer {
        crate::plot::Layer::Cells(cells) => Some(cells),
        _ => None,
    }) else {
        return;
    };
    let palette = palette(view, cells);
    let width = view.area.width();
    let (top, bottom) = (view.frame.top, view.frame.bottom);
    let left = view.frame.right + 0.005 * width;
    let right = left + 0.045 * width;
    let height = bottom - top;
    for level in 0..LEVELS {
        let edge = |i: usize| bottom - height * i as f64 / LEVELS as f64;
        let area = Rect { left, top: edge(level + 1), right, bottom: edge(level) };
        let color = level_color(palette, level);
        items.push(Item::Shape { path: area.path(), fill: Some(color), stroke: Some(Stroke::solid(color, 0.5)) });
    }
    let mut path = Rect { left, top, right, bottom }.path();
    let font = view.label_font();
    let mut widest = 0.0f64;
    for (value, text) in &z.ticks.major {
        let place = z.place(*value);
        if !(-1e-9..=1.0 + 1e-9).contains(&place) {
            continue;
        }
        let y = bottom - place * height;
        path.move_to(right, y);
        path.line_to(right - 0.012 * width, y);
        let label = Label::new(text, font);
        widest = widest.max(label.width);
        label.place(items, (right + 0.007 * width, y), (Align::Left, Stand::Middle), 0.0, Color::BLACK);
    }
    items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(Color::BLACK, 1.0)) });
    if z.ticks.exponent != 0 {
        let label = Label::new(&format!("#times10^{{{}}}", z.ticks.exponent), font);
        label.place(items, (left, top - font * 0.45), (Align::Left, Stand::Baseline), 0.0, Color::BLACK);
    }
    if !view.titles[2].is_empty() {
        let label = Label::new(&view.titles[2], font);
        let x = right + 0.007 * width + widest + font * 1.2;
        label.place(items, (x, top), (Align::Right, Stand::Baseline), 90.0, Color::BLACK);
    }
}
