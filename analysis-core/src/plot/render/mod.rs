//! From a figure to a drawing of lines, areas and text.

mod along;
mod bins;
mod boxes;
mod cells;
mod contours;
mod frame;
mod place;
mod points;
mod range;
mod solid;
mod view;
mod volume;

use std::borrow::Cow;

use super::scene::{Item, Scene};
use super::{Color, Figure, Layer, Pad};

pub(crate) use along::Turn;
pub(crate) use boxes::{legend_entries, stat_box};
pub(crate) use view::{Axis, Looks, View};

/// The figure with the x axes that pads share written into each of them. Every output starts with it.
pub(crate) fn settled(figure: &Figure) -> Cow<'_, Figure> {
    if figure.pads.iter().all(|pad| !pad.shares_x) {
        return Cow::Borrowed(figure);
    }
    let mut figure = figure.clone();
    for index in 1..figure.pads.len() {
        let (before, after) = figure.pads.split_at_mut(index);
        if before[index - 1].shares_x {
            let (lower, upper) = (&mut before[index - 1].x, &after[0]);
            lower.scale = upper.x.scale;
            lower.range = lower.range.or(upper.x.range).or_else(|| Some(range::x_range(upper)));
        }
    }
    Cow::Owned(figure)
}

/// Paints a whole figure.
pub(crate) fn scene(figure: &Figure) -> Scene {
    let figure = &*settled(figure);
    let mut items = Vec::new();
    for pad in &figure.pads {
        draw_pad(&View::of(figure, pad), pad, &mut items);
    }
    Scene { width: f64::from(figure.width), height: f64::from(figure.height), background: Color::WHITE, items }
}

fn draw_pad(view: &View<'_>, pad: &Pad, items: &mut Vec<Item>) {
    if view.solid {
        solid::draw(view, items);
    } else {
        frame::grid(view, items);
        items.push(Item::Clip(view.frame));
        for (index, layer) in pad.layers.iter().enumerate() {
            draw_layer(view, index, layer, items);
        }
        items.push(Item::Unclip);
        frame::axes(view, items);
        cells::color_bar(view, items);
    }
    for layer in &pad.layers {
        if let Layer::Text(text) = layer {
            boxes::text(view, text, items);
        }
    }
    frame::title(view, items);
    boxes::legend(view, items);
    boxes::statistics(view, items);
}

fn draw_layer(view: &View<'_>, index: usize, layer: &Layer, items: &mut Vec<Item>) {
    match layer {
        Layer::Bins(histogram) => bins::draw(view, histogram, &view.styles[index][0], items),
        Layer::Stack(histograms) => bins::stack(view, histograms, &view.styles[index], items),
        Layer::Cells(cells) => cells::draw(view, cells, items),
        Layer::Points(graph) => points::draw(view, graph, &view.styles[index][0], items),
        Layer::Curve(curve) => points::curve(view, curve, &view.styles[index][0], items),
        Layer::Line(line) => points::line(view, line, &view.styles[index][0], items),
        // Drawn in perspective, apart from the layers of a flat frame.
        Layer::Volume(_) | Layer::Text(_) => {}
    }
}
