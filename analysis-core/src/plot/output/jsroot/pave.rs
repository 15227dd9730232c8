use serde_json::{Value, json};

use super::attributes::{self, Colors};
use super::{extend, share};
use crate::plot::latex::root_spelling;
use crate::plot::render::{View, legend_entries, stat_box};

/// Corners of a box as shares of the pad.
fn corners(view: &View<'_>, left: f64, top: f64, right: f64, bottom: f64) -> Value {
    let (width, height) = (view.area.width(), view.area.height());
    let x = |v: f64| share((v - view.area.left) / width);
    let y = |v: f64| share(1.0 - (v - view.area.top) / height);
    json!({
        "fX1NDC": x(left), "fY1NDC": y(bottom), "fX2NDC": x(right), "fY2NDC": y(top),
        "fX1": x(left), "fY1": y(bottom), "fX2": x(right), "fY2": y(top), "fInit": 1,
    })
}

/// The statistics box. JSROOT fills it from the histogram, so that its numbers follow a zoom.
pub(super) fn stats(view: &View<'_>) -> Option<Value> {
    let (text, area) = (stat_box(view)?, view.stat_area?);
    let lines: Vec<Value> = std::iter::once(text.heading.clone())
        .chain(text.lines.iter().map(|(name, value)| format!("{name} = {value}")))
        .map(|line| json!({"_typename": "TLatex", "fBits": 0, "fName": "", "fTitle": root_spelling(&line), "fTextColor": 0, "fTextSize": 0}))
        .collect();
    let mut value = json!({
        "_typename": "TPaveStats", "fBits": 9, "fName": "stats", "fOption": "brNDC",
        "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 0, "fFillStyle": 1001, "fBorderSize": 1,
        "fTextColor": 1, "fTextFont": 42, "fTextSize": 0, "fTextAlign": 12, "fTextAngle": 0, "fMargin": 0.05,
        "fOptStat": 1111, "fOptFit": if text.fit { 111 } else { 0 }, "fStatFormat": "6.4g", "fFitFormat": "5.4g",
        "fLines": {"_typename": "TList", "name": "TList", "arr": lines, "opt": []},
    });
    extend(&mut value, corners(view, area.left, area.top, area.right, area.bottom));
    Some(value)
}

/// The title above the frame, for a frame that does not bring one.
pub(super) fn title(view: &View<'_>) -> Value {
    let size = 0.05 * view.text_share(1.0);
    let low = share(1.0 - view.margins.top + 0.005);
    let mut value = json!({
        "_typename": "TPaveText", "fBits": 9, "fName": "title", "fOption": "blNDC", "fLabel": "", "fBorderSize": 0, "fInit": 1,
        "fX1NDC": 0.02, "fX2NDC": 0.98, "fY1NDC": low, "fY2NDC": 0.995, "fX1": 0.02, "fX2": 0.98, "fY1": low, "fY2": 0.995,
        "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 0, "fFillStyle": 0, "fShadowColor": 0, "fCornerRadius": 0,
    });
    let letters = json!({"fTextColor": 1, "fTextFont": 42, "fTextSize": size, "fTextAlign": 22, "fTextAngle": 0, "fMargin": 0.05});
    let mut line = json!({
        "_typename": "TLatex", "fBits": 0, "fName": "", "fTitle": root_spelling(&view.title), "fX": 0, "fY": 0,
        "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1,
    });
    extend(&mut value, letters.clone());
    extend(&mut line, letters);
    value["fLines"] = json!({"_typename": "TList", "name": "TList", "arr": [line], "opt": [""]});
    value
}

/// The bar of colours right of the frame.
pub(super) fn palette(view: &View<'_>) -> Value {
    let left = view.frame.right + 0.005 * view.area.width();
    let right = left + 0.045 * view.area.width();
    let size = view.label_share();
    let mut value = json!({
        "_typename": "TPaletteAxis", "fBits": 0, "fName": "palette", "fOption": "br", "fBorderSize": 0,
        "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 1, "fFillStyle": 1001, "fShadowColor": 0, "fCornerRadius": 0,
        "fAxis": {
            "_typename": "TGaxis", "fBits": 0, "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fNdiv": 510,
            "fLabelColor": 1, "fLabelFont": 42, "fLabelOffset": 0.005, "fLabelSize": size,
            "fTextColor": 1, "fTextFont": 42, "fTextSize": size, "fTitleOffset": 1, "fTitleSize": size, "fTickSize": 0.03,
            "fTitle": root_spelling(&view.titles[2]), "fName": "", "fChopt": "", "fFunctionName": "", "fTimeFormat": "",
        },
    });
    extend(&mut value, corners(view, left, view.frame.top, right, view.frame.bottom));
    value
}

/// The legend, where the static view has it.
pub(super) fn legend(view: &View<'_>, colors: &mut Colors) -> Option<Value> {
    let area = view.legend_area?;
    let entries: Vec<Value> = legend_entries(view)
        .iter()
        .map(|entry| {
            let mut object = json!({"_typename": "TGraph", "fBits": 8, "fName": "", "fTitle": "", "fNpoints": 0, "fX": [], "fY": []});
            attributes::looks(&mut object, &entry.looks, colors);
            let mut option = String::new();
            for (on, letter) in [(entry.area, 'f'), (entry.line, 'l'), (entry.bars, 'e'), (entry.points, 'p')] {
                if on {
                    option.push(letter);
                }
            }
            let mut value = json!({
                "_typename": "TLegendEntry", "fBits": 0, "fObject": object, "fLabel": root_spelling(entry.text), "fOption": option,
                "fTextColor": 1, "fTextFont": 42, "fTextSize": view.label_share(), "fTextAlign": 12, "fTextAngle": 0,
            });
            attributes::looks(&mut value, &entry.looks, colors);
            value
        })
        .collect();
    let mut value = json!({
        "_typename": "TLegend", "fBits": 8, "fName": "legend", "fOption": "brNDC", "fBorderSize": 0, "fShadowColor": 0,
        "fLineColor": 0, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 0, "fFillStyle": 0, "fCornerRadius": 0,
        "fTextColor": 1, "fTextFont": 42, "fTextSize": view.label_share(), "fTextAlign": 12, "fTextAngle": 0,
        "fEntrySeparation": 0.1, "fMargin": 0.25, "fNColumns": 1, "fColumnSeparation": 0,
        "fPrimitives": {"_typename": "TList", "name": "TList", "arr": entries, "opt": []},
    });
    extend(&mut value, corners(view, area.left, area.top, area.right, area.bottom));
    Some(value)
}
