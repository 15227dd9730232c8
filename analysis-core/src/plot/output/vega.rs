//! Vega-Lite version 5, which JupyterLab and VS Code draw without an extension.

use serde_json::{Value, json};

use crate::plot::latex::{parse, text_of};
use crate::plot::render::{Axis, Looks, View, settled};
use crate::plot::{BinLook, Bins, Cells, Color, Curve, Figure, Layer, Pad, Points, Scale};

/// The figure as a Vega-Lite specification; several pads stand below each other.
pub(crate) fn spec(figure: &Figure) -> Value {
    let figure = &*settled(figure);
    let mut pads: Vec<Value> = figure.pads.iter().map(|pad| pad_spec(figure, pad)).collect();
    let mut spec = match pads.len() {
        1 => pads.remove(0),
        _ => json!({"vconcat": pads, "resolve": {"scale": {"color": "independent"}}}),
    };
    spec["$schema"] = json!("https://vega.github.io/schema/vega-lite/v5.json");
    spec
}

fn pad_spec(figure: &Figure, pad: &Pad) -> Value {
    let view = View::of(figure, pad);
    let mut layers = Vec::new();
    for (layer, looks) in pad.layers.iter().zip(&view.styles) {
        match layer {
            Layer::Bins(bins) => bins_layers(&view, bins, &looks[0], &mut layers),
            Layer::Stack(all) => stack_layers(&view, all, looks, &mut layers),
            Layer::Cells(cells) => layers.push(cells_layer(&view, cells)),
            Layer::Points(points) => points_layers(&view, points, &looks[0], &mut layers),
            Layer::Curve(curve) => layers.push(curve_layer(&view, curve, looks[0].color)),
            Layer::Line(line) => {
                let curve =
                    Curve { x: vec![line.from.0, line.to.0], y: vec![line.from.1, line.to.1], ..Curve::default() };
                layers.push(curve_layer(&view, &curve, looks[0].color));
            }
            // It has no third dimension.
            Layer::Volume(_) | Layer::Text(_) => {}
        }
    }
    json!({
        "width": view.frame.width().round(), "height": view.frame.height().round(),
        "title": plain(&view.title), "layer": layers,
    })
}

fn plain(text: &str) -> String {
    text_of(&parse(text))
}

/// A position on an axis, with the range and title of the static view.
fn channel(field: &str, axis: &Axis, title: &str) -> Value {
    let domain = [axis.low, axis.high];
    let scale = match axis.scale {
        Scale::Linear => json!({"domain": domain, "type": "linear", "nice": false, "zero": false}),
        // Zero is not on it, and Vega-Lite complains where it is named.
        Scale::Log => json!({"domain": domain, "type": "log", "nice": false}),
    };
    json!({"field": field, "type": "quantitative", "title": plain(title), "scale": scale})
}

fn x(view: &View<'_>, field: &str) -> Value {
    channel(field, &view.x, &view.titles[0])
}

fn y(view: &View<'_>, field: &str) -> Value {
    channel(field, &view.y, &view.titles[1])
}

/// The lowest value that an area reaches: a logarithmic axis has no zero.
fn floor(view: &View<'_>) -> f64 {
    if view.y.scale == Scale::Log { view.y.low } else { 0.0 }
}

/// A specification has an object for each bin: more than this are joined, and the largest of each group is shown.
const MOST_BINS: usize = 2000;

/// The same along each side of a two-dimensional histogram.
const MOST_CELLS: usize = 150;

/// More points are thinned out.
const MOST_POINTS: usize = 20_000;

/// The larger of two contents; one that is none counts as nothing.
fn larger(a: f64, b: f64) -> f64 {
    if b.is_finite() { a.max(b) } else { a }
}

fn bins_layers(view: &View<'_>, bins: &Bins, looks: &Looks, layers: &mut Vec<Value>) {
    let color = looks.color.css();
    let floor = floor(view);
    let count = bins.edges.count();
    let group = count.div_ceil(MOST_BINS).max(1);
    let values: Vec<Value> = (0..count)
        .step_by(group)
        .filter_map(|first| {
            let end = (first + group).min(count);
            let content = (first..end).map(|i| bins.content(i)).fold(f64::NEG_INFINITY, larger);
            let error = bins.error(first);
            let (low, high) = (bins.edges.edge(first), bins.edges.edge(end));
            content.is_finite().then(|| {
                json!({
                    "a": low, "b": high, "c": f64::midpoint(low, high), "y": if floor > 0.0 { content.max(floor) } else { content },
                    "low": content - error, "high": content + error, "zero": floor,
                })
            })
        })
        .collect();
    match bins.look {
        BinLook::Errors | BinLook::Points | BinLook::Markers | BinLook::ErrorBand => {
            if bins.look != BinLook::Markers {
                layers.push(json!({
                    "data": {"values": values}, "mark": {"type": "rule", "color": color, "clip": true},
                    "encoding": {"x": x(view, "c"), "y": y(view, "low"), "y2": {"field": "high"}},
                }));
            }
            layers.push(json!({
                "data": {"values": values}, "mark": {"type": "point", "filled": true, "color": color, "clip": true, "tooltip": true},
                "encoding": {"x": x(view, "c"), "y": y(view, "y")},
            }));
        }
        BinLook::Steps | BinLook::Bars => {
            if let Some(fill) = looks.fill {
                layers.push(json!({
                    "data": {"values": values}, "mark": {"type": "rect", "color": fill.css(), "opacity": fill.alpha, "clip": true},
                    "encoding": {"x": x(view, "a"), "x2": {"field": "b"}, "y": y(view, "zero"), "y2": {"field": "y"}},
                }));
            }
            // The last step needs a point at its right edge.
            let mut steps = values;
            if let Some(mut end) = steps.last().cloned() {
                end["a"] = end["b"].clone();
                steps.push(end);
            }
            layers.push(json!({
                "data": {"values": steps},
                "mark": {"type": "line", "interpolate": "step-after", "color": color, "strokeWidth": looks.width, "clip": true, "tooltip": true},
                "encoding": {"x": x(view, "a"), "y": y(view, "y")},
            }));
        }
    }
    for fit in &bins.fits {
        layers.push(curve_layer(view, fit, fit.style.color.unwrap_or_else(|| view.theme.fit())));
    }
}

fn stack_layers(view: &View<'_>, all: &[Bins], looks: &[Looks], layers: &mut Vec<Value>) {
    let mut sums = vec![0.0; all.iter().map(|bins| bins.edges.count()).max().unwrap_or(0)];
    let lowest = floor(view);
    for (bins, looks) in all.iter().zip(looks) {
        let values: Vec<Value> = (0..bins.edges.count())
            .map(|i| {
                let from = sums[i];
                sums[i] += if bins.content(i).is_finite() { bins.content(i) } else { 0.0 };
                json!({"a": bins.edges.edge(i), "b": bins.edges.edge(i + 1), "from": f64::max(from, lowest), "to": f64::max(sums[i], lowest)})
            })
            .collect();
        layers.push(json!({
            "data": {"values": values},
            "mark": {"type": "rect", "color": looks.fill.unwrap_or(Color::GRAY).css(), "clip": true, "tooltip": true},
            "encoding": {"x": x(view, "a"), "x2": {"field": "b"}, "y": y(view, "from"), "y2": {"field": "to"}},
        }));
    }
}

fn cells_layer(view: &View<'_>, cells: &Cells) -> Value {
    let mut values = Vec::new();
    let (nx, ny) = (cells.x.count(), cells.y.count());
    let (gx, gy) = (nx.div_ceil(MOST_CELLS).max(1), ny.div_ceil(MOST_CELLS).max(1));
    for iy in (0..ny).step_by(gy) {
        for ix in (0..nx).step_by(gx) {
            let (right, top) = ((ix + gx).min(nx), (iy + gy).min(ny));
            let content =
                (iy..top).flat_map(|j| (ix..right).map(move |i| cells.content(i, j))).fold(f64::NEG_INFINITY, larger);
            if content != 0.0 && content.is_finite() {
                values.push(json!({
                    "a": cells.x.edge(ix), "b": cells.x.edge(right), "c": cells.y.edge(iy), "d": cells.y.edge(top), "z": content,
                }));
            }
        }
    }
    let palette = cells.palette.unwrap_or_else(|| view.theme.palette());
    let kind = if view.pad.z.scale == Scale::Log { "log" } else { "linear" };
    let domain = view.z.as_ref().map(|z| [z.low, z.high]);
    json!({
        "data": {"values": values}, "mark": {"type": "rect", "clip": true, "tooltip": true},
        "encoding": {
            "x": x(view, "a"), "x2": {"field": "b"}, "y": y(view, "c"), "y2": {"field": "d"},
            "color": {
                "field": "z", "type": "quantitative", "title": plain(&view.titles[2]),
                "scale": {"scheme": palette.vega_scheme(), "domain": domain, "type": kind},
            },
        },
    })
}

fn points_layers(view: &View<'_>, points: &Points, looks: &Looks, layers: &mut Vec<Value>) {
    let at = |errors: &Option<(Vec<f64>, Vec<f64>)>, i: usize| {
        errors
            .as_ref()
            .map_or((0.0, 0.0), |(low, high)| (low.get(i).copied().unwrap_or(0.0), high.get(i).copied().unwrap_or(0.0)))
    };
    let count = points.x.len().min(points.y.len());
    let values: Vec<Value> = (0..count)
        .step_by(count.div_ceil(MOST_POINTS).max(1))
        .filter(|i| points.x[*i].is_finite() && points.y[*i].is_finite())
        .map(|i| {
            let ((left, right), (below, above)) = (at(&points.x_errors, i), at(&points.y_errors, i));
            let (px, py) = (points.x[i], points.y[i]);
            json!({"x": px, "y": py, "l": px - left, "r": px + right, "low": py - below, "high": py + above})
        })
        .collect();
    let color = looks.color.css();
    let mut layer = |mark: Value, encoding: Value| {
        layers.push(json!({"data": {"values": values}, "mark": mark, "encoding": encoding}));
    };
    if points.look.band {
        let fill = looks.fill.unwrap_or(looks.color).css();
        layer(
            json!({"type": "area", "color": fill, "clip": true}),
            json!({"x": x(view, "x"), "y": y(view, "low"), "y2": {"field": "high"}}),
        );
    }
    if points.look.line {
        layer(json!({"type": "line", "color": color, "clip": true}), json!({"x": x(view, "x"), "y": y(view, "y")}));
    }
    if points.look.bars && points.y_errors.is_some() {
        layer(
            json!({"type": "rule", "color": color, "clip": true}),
            json!({"x": x(view, "x"), "y": y(view, "low"), "y2": {"field": "high"}}),
        );
    }
    if points.look.bars && points.x_errors.is_some() {
        layer(
            json!({"type": "rule", "color": color, "clip": true}),
            json!({"x": x(view, "l"), "x2": {"field": "r"}, "y": y(view, "y")}),
        );
    }
    if points.look.markers {
        layer(
            json!({"type": "point", "filled": true, "color": color, "clip": true, "tooltip": true}),
            json!({"x": x(view, "x"), "y": y(view, "y")}),
        );
    }
    for fit in &points.fits {
        layers.push(curve_layer(view, fit, fit.style.color.unwrap_or_else(|| view.theme.fit())));
    }
}

fn curve_layer(view: &View<'_>, curve: &Curve, color: Color) -> Value {
    let values: Vec<Value> = curve
        .x
        .iter()
        .zip(&curve.y)
        .filter(|(x, y)| x.is_finite() && y.is_finite() && (view.y.scale == Scale::Linear || **y > 0.0))
        .map(|(x, y)| json!({"x": x, "y": y}))
        .collect();
    json!({
        "data": {"values": values}, "mark": {"type": "line", "color": color.css(), "clip": true},
        "encoding": {"x": x(view, "x"), "y": y(view, "y")},
    })
}
