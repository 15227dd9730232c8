//! Graphs, curves and lines.

use super::View;
use super::view::{Looks, errors_at};
use crate::plot::scene::{Item, Path, Stroke};
use crate::plot::{Curve, Line, Marker, Points, Scale};

/// The line of a layer.
pub(super) fn stroke(looks: &Looks) -> Stroke {
    Stroke { color: looks.color, width: looks.width, dash: looks.dash }
}

pub(super) fn draw(view: &View<'_>, graph: &Points, looks: &Looks, items: &mut Vec<Item>) {
    let shown: Vec<usize> = (0..graph.x.len().min(graph.y.len()))
        .filter(|i| {
            let (x, y) = (graph.x[*i], graph.y[*i]);
            x.is_finite()
                && y.is_finite()
                && (view.x.scale == Scale::Linear || x > 0.0)
                && (view.y.scale == Scale::Linear || y > 0.0)
        })
        .collect();
    let place = |i: usize| (view.px(graph.x[i]), view.py(graph.y[i]));
    if graph.look.band {
        let edge = |i: usize, sign: f64| {
            let (low, high) = errors_at(graph.y_errors.as_ref(), i);
            (view.px(graph.x[i]), view.py(graph.y[i] + if sign > 0.0 { high } else { -low }))
        };
        let upper = shown.iter().map(|i| edge(*i, 1.0));
        let lower = shown.iter().rev().map(|i| edge(*i, -1.0));
        items.push(Item::Shape { path: Path::polygon(upper.chain(lower)), fill: looks.fill, stroke: None });
    }
    if graph.look.line {
        let path = Path::polyline(shown.iter().map(|i| place(*i)));
        items.push(Item::Shape { path, fill: None, stroke: Some(stroke(looks)) });
    }
    if graph.look.bars && (graph.x_errors.is_some() || graph.y_errors.is_some()) {
        items.push(Item::Shape { path: bars(view, graph, &shown), fill: None, stroke: Some(stroke(looks)) });
    }
    if graph.look.markers && looks.marker != Marker::None {
        let points = shown.iter().map(|i| place(*i)).collect();
        items.push(Item::Markers { points, marker: looks.marker, size: looks.marker_size, color: looks.color });
    }
    for fit in &graph.fits {
        let looks = Looks {
            color: fit.style.color.unwrap_or_else(|| view.theme.fit()),
            width: fit.style.width.unwrap_or(2.0),
            dash: fit.style.dash,
            ..looks.clone()
        };
        curve(view, fit, &looks, items);
    }
}

/// Error bars with the small caps that ROOT draws.
fn bars(view: &View<'_>, graph: &Points, shown: &[usize]) -> Path {
    const CAP: f64 = 2.5;
    let mut path = Path::default();
    for &i in shown {
        let (x, y) = (view.px(graph.x[i]), view.py(graph.y[i]));
        let (left, right) = errors_at(graph.x_errors.as_ref(), i);
        if left > 0.0 || right > 0.0 {
            let (from, to) = (view.px(graph.x[i] - left), view.px(graph.x[i] + right));
            let from = if from.is_finite() { from } else { view.frame.left };
            path.move_to(from, y);
            path.line_to(to, y);
            for end in [from, to] {
                path.move_to(end, y - CAP);
                path.line_to(end, y + CAP);
            }
        }
        let (below, above) = errors_at(graph.y_errors.as_ref(), i);
        if below > 0.0 || above > 0.0 {
            let (from, to) = (view.py(graph.y[i] - below), view.py(graph.y[i] + above));
            path.move_to(x, from);
            path.line_to(x, to);
            for end in [from, to] {
                path.move_to(x - CAP, end);
                path.line_to(x + CAP, end);
            }
        }
    }
    path
}

/// A sampled curve; it breaks where it has no value.
pub(super) fn curve(view: &View<'_>, curve: &Curve, looks: &Looks, items: &mut Vec<Item>) {
    let mut path = Path::default();
    let mut drawing = false;
    let mut area = Vec::new();
    for (x, y) in curve.x.iter().zip(&curve.y) {
        let (px, py) = (view.px(*x), view.py(*y));
        if !px.is_finite() || !y.is_finite() {
            drawing = false;
            continue;
        }
        area.push((px, py));
        if drawing {
            path.line_to(px, py);
        } else {
            path.move_to(px, py);
            drawing = true;
        }
    }
    if let (Some(fill), Some(first), Some(last)) = (looks.fill, area.first().copied(), area.last().copied()) {
        let floor = view.py(0.0f64.clamp(view.y.low, view.y.high)).min(view.frame.bottom);
        let closed = [(first.0, floor)].into_iter().chain(area).chain([(last.0, floor)]);
        items.push(Item::Shape { path: Path::polygon(closed), fill: Some(fill), stroke: None });
    }
    items.push(Item::Shape { path, fill: None, stroke: Some(stroke(looks)) });
}

pub(super) fn line(view: &View<'_>, line: &Line, looks: &Looks, items: &mut Vec<Item>) {
    let path = Path::segment(view.px(line.from.0), view.py(line.from.1), view.px(line.to.0), view.py(line.to.1));
    items.push(Item::Shape { path, fill: None, stroke: Some(stroke(looks)) });
}
