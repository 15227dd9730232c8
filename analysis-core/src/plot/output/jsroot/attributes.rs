use serde_json::{Value, json};

use super::{extend, number};
use crate::plot::latex::root_spelling;
use crate::plot::render::{Axis, Looks, Turn, View};
use crate::plot::{Color, Edges};

/// Numbers for the colours of a canvas that ROOT's table does not have.
#[derive(Default)]
pub(super) struct Colors {
    used: Vec<(u32, Color)>,
}

impl Colors {
    /// The number that stands for a colour in this canvas.
    ///
    /// It follows from the colour, so that two plots on a page rarely mean different colours by one number even in
    /// viewers that share one table between them.
    pub(super) fn index(&mut self, color: Color) -> u32 {
        if let Some(index) = color.root_index() {
            return index;
        }
        if let Some((index, _)) = self.used.iter().find(|(_, known)| *known == color) {
            return *index;
        }
        let code = u32::from(color.red) << 16 | u32::from(color.green) << 8 | u32::from(color.blue);
        let mut index = 1200 + (code.wrapping_mul(2_654_435_761) ^ (color.alpha * 100.0) as u32) % 2500;
        while self.used.iter().any(|(taken, _)| *taken == index) {
            index += 1;
        }
        self.used.push((index, color));
        index
    }

    /// The table that goes into the canvas.
    pub(super) fn table(self) -> Option<Value> {
        if self.used.is_empty() {
            return None;
        }
        let share = |part: u8| (f64::from(part) / 255.0 * 1e4).round() / 1e4;
        let colors: Vec<Value> = self
            .used
            .iter()
            .map(|(index, color)| {
                json!({
                    "_typename": "TColor", "fBits": 0, "fNumber": index, "fName": "",
                    "fRed": share(color.red), "fGreen": share(color.green), "fBlue": share(color.blue),
                    "fAlpha": (f64::from(color.alpha) * 100.0).round() / 100.0,
                })
            })
            .collect();
        Some(json!({"_typename": "TObjArray", "name": "ListOfColors", "arr": colors}))
    }
}

/// Line, fill and marker of an object.
pub(super) fn looks(object: &mut Value, looks: &Looks, colors: &mut Colors) {
    let line = colors.index(looks.color);
    let fill = looks.fill.map_or(0, |fill| colors.index(fill));
    extend(
        object,
        json!({
            "fLineColor": line, "fLineStyle": looks.dash.root_style(), "fLineWidth": number(looks.width),
            "fFillColor": fill, "fFillStyle": if looks.fill.is_some() { 1001 } else { 0 },
            "fMarkerColor": line, "fMarkerStyle": looks.marker.root_style(),
            // ROOT's size 1 is a circle of eight pixels.
            "fMarkerSize": number(looks.marker_size / 8.0),
        }),
    );
}

/// JSROOT writes on the walls of a box, far from the eye: letters of the usual size cannot be read there.
pub(crate) const SOLID_LETTERS: f64 = 1.6;

/// ROOT and JSROOT write names with two thirds of the letters that they are told.
const NAME_LETTERS: f64 = 1.5;

/// `TAxis::kLabelsVert`.
const LABELS_VERTICAL: u32 = 1 << 19;

/// An axis with its bins, or with one bin over its whole range.
pub(super) fn axis(name: &str, title: &str, shown: &Axis, edges: Option<&Edges>, view: &View<'_>) -> Value {
    let usual = view.label_share();
    let letters = if view.solid { usual * SOLID_LETTERS } else { usual };
    let size = if shown.named { letters * NAME_LETTERS } else { letters };
    // JSROOT counts the offset in 1.6 letters of the title, drawn out by the pad's longer side.
    let (width, height) = (view.area.width(), view.area.height());
    let letter = 1.6 * (usual * width.min(height)).round().max(1.0) / width.min(height);
    let offset = match name {
        "xaxis" => view.x_title_distance() / (letter * height),
        "yaxis" => view.y_title_distance() / (letter * width),
        _ => 1.0,
    };
    let mut axis = json!({
        "_typename": "TAxis", "fBits": 0, "fName": name, "fTitle": root_spelling(title),
        "fNdivisions": 500 + shown.marks, "fAxisColor": 1, "fLabelColor": 1, "fLabelFont": 42, "fLabelOffset": 0.005, "fLabelSize": size,
        "fTickLength": 0.03, "fTitleOffset": super::share(offset), "fTitleSize": letters,
        "fTitleColor": 1, "fTitleFont": 42,
    });
    if name == "xaxis" && view.along.turn == Turn::Upright {
        extend(&mut axis, json!({"fBits": LABELS_VERTICAL}));
    }
    if name == "xaxis" && view.along.scale < 1.0 {
        extend(&mut axis, json!({"fLabelSize": super::share(size * view.along.scale)}));
    }
    if name == "xaxis" && view.pad.hide_x_labels {
        extend(&mut axis, json!({"fLabelSize": 0, "fTitle": ""}));
    }
    let fields = match edges {
        Some(Edges::Regular { count, low, high }) => {
            json!({"fNbins": count, "fXmin": number(*low), "fXmax": number(*high), "fXbins": []})
        }
        Some(Edges::Variable(edges)) => {
            let (low, high) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(1.0));
            json!({
                "fNbins": edges.len().saturating_sub(1), "fXmin": number(low), "fXmax": number(high),
                "fXbins": super::numbers(edges.iter().copied()),
            })
        }
        Some(Edges::Labels(labels)) => {
            // A name is told by the number of its bin, from 1.
            let names: Vec<Value> = labels
                .iter()
                .enumerate()
                .take(2000)
                .map(|(i, label)| json!({"_typename": "TObjString", "fUniqueID": i + 1, "fBits": 0, "fString": root_spelling(label)}))
                .collect();
            json!({
                "fNbins": labels.len(), "fXmin": 0, "fXmax": labels.len(), "fXbins": [],
                "fLabels": {"_typename": "THashList", "name": "THashList", "arr": names, "opt": []},
            })
        }
        None => json!({"fNbins": 1, "fXmin": number(shown.low), "fXmax": number(shown.high), "fXbins": []}),
    };
    extend(&mut axis, fields);
    axis
}
