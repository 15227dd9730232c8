//! From a figure to a drawing of lines, areas and text.

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

use super::scene::{Item, Rect, Scene};
use super::{Color, Figure, Layer, Pad};

pub(crate) use boxes::{legend_entries, stat_box};
pub(crate) use view::{Axis, Looks, View};

/// Paints a whole figure.
pub(crate) fn scene(figure: &Figure) -> Scene {
    let (width, height) = (f64::from(figure.width), f64::from(figure.height));
    let mut items = Vec::new();
    for pad in &figure.pads {
        let area = Rect {
            left: pad.area.left * width,
            top: (1.0 - pad.area.top) * height,
            right: pad.area.right * width,
            bottom: (1.0 - pad.area.bottom) * height,
        };
        draw_pad(pad, figure, area, &mut items);
    }
    Scene { width, height, background: Color::WHITE, items }
}

fn draw_pad(pad: &Pad, figure: &Figure, area: Rect, items: &mut Vec<Item>) {
    let view = View::new(pad, figure.theme, area);
    if view.solid {
        solid::draw(&view, items);
    } else {
        frame::grid(&view, items);
        items.push(Item::Clip(view.frame));
        for (index, layer) in pad.layers.iter().enumerate() {
            draw_layer(&view, index, layer, items);
        }
        items.push(Item::Unclip);
        frame::axes(&view, items);
        cells::color_bar(&view, items);
    }
    for layer in &pad.layers {
        if let Layer::Text(text) = layer {
            boxes::text(&view, text, items);
        }
    }
    frame::title(&view, items);
    boxes::legend(&view, items);
    boxes::statistics(&view, items);
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
