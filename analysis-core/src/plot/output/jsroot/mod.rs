//! ROOT's JSON, as small as JSROOT accepts it: one canvas with its pads.
//!
//! Ranges, margins and looks are those of the static output. No formula is written: a curve is its points.
//! Every object carries `fBits`, without which JSROOT fails.

mod attributes;
mod graph;
mod histogram;
mod pave;

use serde_json::{Value, json};

use crate::plot::latex::root_spelling;
use crate::plot::render::{View, settled};
use crate::plot::{Area, Coordinates, Figure, Layer, Scale};
use attributes::Colors;

pub(crate) use attributes::SOLID_LETTERS;

/// What an object of the canvas is, and the option that it is drawn with.
type Drawn = (Value, String);

/// The figure as a `TCanvas`.
pub(crate) fn canvas(figure: &Figure) -> Value {
    let figure = &*settled(figure);
    let mut colors = Colors::default();
    let alone = figure.pads.len() == 1 && figure.pads[0].area == Area::default();
    let mut drawn: Vec<Drawn> = Vec::new();
    let mut canvas = json!({"_typename": "TCanvas", "fBits": 8, "fName": plain(&figure.name), "fTitle": ""});
    if alone {
        let pad = &figure.pads[0];
        let view = View::of(figure, pad);
        frame_fields(&mut canvas, &view);
        drawn = contents(&view, &mut colors);
    } else {
        extend(&mut canvas, json!({"fFillColor": 0, "fFillStyle": 1001, "fBorderMode": 0, "fBorderSize": 0}));
        for (number, pad) in figure.pads.iter().enumerate() {
            let view = View::of(figure, pad);
            let name = format!("{}_{}", plain(&figure.name), number + 1);
            let mut value = json!({"_typename": "TPad", "fBits": 9, "fName": name, "fTitle": ""});
            frame_fields(&mut value, &view);
            let area = pad.area;
            extend(
                &mut value,
                json!({
                    "fAbsXlowNDC": area.left, "fAbsYlowNDC": area.bottom,
                    "fAbsWNDC": area.right - area.left, "fAbsHNDC": area.top - area.bottom,
                    "fXlowNDC": area.left, "fYlowNDC": area.bottom, "fXUpNDC": area.right, "fYUpNDC": area.top,
                    "fWNDC": area.right - area.left, "fHNDC": area.top - area.bottom,
                }),
            );
            value["fPrimitives"] = list(contents(&view, &mut colors));
            drawn.push((value, String::new()));
        }
    }
    if let Some(table) = colors.table() {
        drawn.push((table, String::new()));
    }
    canvas["fPrimitives"] = list(drawn);
    canvas["fCw"] = figure.width.into();
    canvas["fCh"] = figure.height.into();
    canvas
}

/// What JSROOT is to do with the canvas: its colours are its own, not those of the next plot on the page.
pub(crate) const OPTION: &str = "localcolors";

fn frame_fields(pad: &mut Value, view: &View<'_>) {
    let log = |scale: Scale| u8::from(scale == Scale::Log);
    let ticks = u8::from(view.theme.ticks_all_around());
    let margins = view.margins;
    extend(
        pad,
        json!({
            "fFillColor": 0, "fFillStyle": 1001, "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1,
            "fBorderMode": 0, "fBorderSize": 0, "fFrameFillColor": 0, "fFrameFillStyle": 1001,
            "fFrameLineColor": 1, "fFrameLineStyle": 1, "fFrameLineWidth": 1, "fFrameBorderMode": 0, "fFrameBorderSize": 0,
            "fLeftMargin": share(margins.left), "fRightMargin": share(margins.right),
            "fBottomMargin": share(margins.bottom), "fTopMargin": share(margins.top),
            "fTickx": ticks, "fTicky": ticks,
            "fGridx": view.pad.x.grid, "fGridy": view.pad.y.grid,
            "fLogx": log(view.pad.x.scale), "fLogy": log(view.pad.y.scale), "fLogz": log(view.pad.z.scale),
            "fTheta": 30, "fPhi": 30,
            "fX1": 0, "fY1": 0, "fX2": 1, "fY2": 1,
        }),
    );
}

/// Whether the title is an object of its own: JSROOT makes one only for a histogram that brings the frame, and of
/// one size.
fn own_title(view: &View<'_>) -> bool {
    !histogram::makes_the_frame(view) || view.pad.text_scale.is_some()
}

/// The objects of a pad in drawing order.
fn contents(view: &View<'_>, colors: &mut Colors) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    let framed = !histogram::makes_the_frame(view);
    if framed {
        drawn.push((histogram::frame(view), "AXIS".to_owned()));
    }

    for (index, layer) in view.pad.layers.iter().enumerate() {
        let first = index == 0 && !framed;
        let looks = &view.styles[index];
        match layer {
            Layer::Bins(bins) => drawn.push(histogram::bins(view, bins, &looks[0], first, index == 0, colors)),
            Layer::Stack(all) => drawn.push(histogram::stack(view, all, looks, colors)),
            Layer::Cells(cells) => drawn.push(histogram::cells(view, cells, first, index == 0, colors)),
            Layer::Volume(volume) => drawn.push(histogram::volume(view, volume, colors)),
            Layer::Points(points) => drawn.push(graph::points(view, points, &looks[0], index == 0, colors)),
            Layer::Curve(curve) => drawn.push((graph::curve(curve, &looks[0], colors), "same".to_owned())),
            Layer::Line(line) => drawn.push((graph::line(line, &looks[0], colors), String::new())),
            Layer::Text(text) => {
                // BIT(14) says that the place is a share of the pad.
                let bits = if text.coordinates == Coordinates::Pad { 1 << 14 } else { 0 };
                let value = json!({
                    "_typename": "TLatex", "fBits": bits, "fName": "", "fTitle": root_spelling(&text.text),
                    "fX": number(text.at.0), "fY": number(text.at.1), "fTextAngle": 0, "fTextAlign": 11,
                    "fTextSize": number(view.text_share(text.size)), "fTextFont": 42, "fTextColor": colors.index(text.color),
                    "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fFactorSize": 1.5, "fFactorPos": 0.6, "fLimitFactorSize": 3,
                });
                drawn.push((value, String::new()));
            }
        }
    }
    if own_title(view) && !view.title.is_empty() {
        drawn.push((pave::title(view), "blNDC".to_owned()));
    }
    if let Some(legend) = pave::legend(view, colors) {
        drawn.push((legend, String::new()));
    }
    drawn
}

fn list(drawn: Vec<Drawn>) -> Value {
    let (objects, options): (Vec<Value>, Vec<String>) = drawn.into_iter().unzip();
    json!({"_typename": "TList", "name": "TList", "arr": objects, "opt": options})
}

/// Adds the fields of one object to another.
fn extend(object: &mut Value, fields: Value) {
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
        object.extend(fields);
    }
}

/// A number as JSON: whole ones without a decimal point, since most contents are counts; 0 for what JSON cannot say.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else if value.is_finite() {
        json!(value)
    } else {
        json!(0)
    }
}

/// A share of a pad; five decimals are less than a tenth of a pixel.
fn share(value: f64) -> Value {
    json!((value * 1e5).round() / 1e5)
}

fn numbers(values: impl IntoIterator<Item = f64>) -> Value {
    Value::Array(values.into_iter().map(number).collect())
}

/// Longer arrays are written as bytes in base64: smaller and faster to read.
const LONG: usize = 400;

/// An array of numbers; whole numbers take the smallest type that holds them.
fn array(values: &[f64]) -> Value {
    use base64::Engine;
    if values.len() <= LONG {
        return numbers(values.iter().copied());
    }
    let largest = values.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    let whole = values.iter().all(|v| v.fract() == 0.0 && (*v >= 0.0));
    let exact_f32 = values.iter().all(|v| f64::from(*v as f32) == *v || v.is_nan());
    let bytes: (&str, Vec<u8>) = if whole && largest <= 255.0 {
        ("Uint8", values.iter().map(|v| *v as u8).collect())
    } else if whole && largest <= 65535.0 {
        ("Uint16", values.iter().flat_map(|v| (*v as u16).to_le_bytes()).collect())
    } else if exact_f32 {
        ("Float32", values.iter().flat_map(|v| (finite(*v) as f32).to_le_bytes()).collect())
    } else {
        ("Float64", values.iter().flat_map(|v| finite(*v).to_le_bytes()).collect())
    };
    let text = base64::engine::general_purpose::STANDARD.encode(bytes.1);
    json!({"$arr": bytes.0, "len": values.len(), "b": text})
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// A name without what a viewer could take for mathematics or markup.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '\\' | '<' | '>')).take(200).collect()
}
