use serde_json::{Value, json};

use super::attributes::{self, Colors};
use super::{Drawn, array, extend, number, numbers, pave, plain};
use crate::plot::latex::root_spelling;
use crate::plot::render::{Looks, View};
use crate::plot::{Curve, Line, Marker, Points};

/// A graph, with symmetric or asymmetric errors if it has errors. The frame before it says the ranges.
pub(super) fn points(view: &View<'_>, graph: &Points, looks: &Looks, main: bool, colors: &mut Colors) -> Drawn {
    let count = graph.x.len().min(graph.y.len());
    let shown: Vec<usize> = (0..count).filter(|i| graph.x[*i].is_finite() && graph.y[*i].is_finite()).collect();
    let pick =
        |values: &[f64]| array(&shown.iter().map(|i| values.get(*i).copied().unwrap_or(0.0)).collect::<Vec<_>>());
    let zeros = || (vec![0.0; count], vec![0.0; count]);
    let errors = graph.x_errors.is_some() || graph.y_errors.is_some();
    let (left, right) = graph.x_errors.clone().unwrap_or_else(zeros);
    let (below, above) = graph.y_errors.clone().unwrap_or_else(zeros);
    let symmetric = left == right && below == above;
    let kind = match (errors, symmetric) {
        (false, _) => "TGraph",
        (true, true) => "TGraphErrors",
        (true, false) => "TGraphAsymmErrors",
    };
    let mut value = json!({
        "_typename": kind, "fBits": 1032, "fName": plain(&graph.name), "fTitle": root_spelling(&graph.title),
        "fNpoints": shown.len(), "fX": pick(&graph.x), "fY": pick(&graph.y), "fMinimum": -1111, "fMaximum": -1111, "fHistogram": null,
    });
    attributes::looks(&mut value, looks, colors);
    match kind {
        "TGraphErrors" => extend(&mut value, json!({"fEX": pick(&left), "fEY": pick(&below)})),
        "TGraphAsymmErrors" => extend(
            &mut value,
            json!({"fEXlow": pick(&left), "fEXhigh": pick(&right), "fEYlow": pick(&below), "fEYhigh": pick(&above)}),
        ),
        _ => {}
    }
    let mut functions: Vec<Value> = graph
        .fits
        .iter()
        .map(|fit| {
            let looks = Looks {
                color: fit.style.color.unwrap_or_else(|| view.theme.fit()),
                width: fit.style.width.unwrap_or(2.0),
                dash: fit.style.dash,
                fill: None,
                ..looks.clone()
            };
            curve(fit, &looks, colors)
        })
        .collect();
    if main
        && view.stats
        && let Some(stats) = pave::stats(view)
    {
        functions.push(stats);
    }
    let options = vec![""; functions.len()];
    value["fFunctions"] = json!({"_typename": "TList", "name": "TList", "arr": functions, "opt": options});
    let mut option = String::new();
    if graph.look.band {
        option.push('3');
    }
    if graph.look.line {
        option.push('L');
    }
    if graph.look.markers && looks.marker != Marker::None {
        option.push('P');
    } else if graph.look.bars && errors {
        option.push('Z');
    }
    if errors && !graph.look.bars && !graph.look.band {
        option.push('X');
    }
    (value, option)
}

/// A curve as a `TF1` with saved points. Its formula is empty, so that no viewer evaluates the title in its place.
pub(super) fn curve(curve: &Curve, looks: &Looks, colors: &mut Colors) -> Value {
    let (low, high) = (curve.x.first().copied().unwrap_or(0.0), curve.x.last().copied().unwrap_or(1.0));
    let intervals = curve.x.len().saturating_sub(1).max(1);
    let mut saved: Vec<f64> = curve.y.iter().map(|y| super::finite(*y)).collect();
    saved.extend([low, high]);
    let mut value = json!({
        "_typename": "TF1", "fBits": 0, "fName": plain(&curve.name), "fTitle": root_spelling(&curve.title),
        "fXmin": number(low), "fXmax": number(high), "fNpx": intervals, "fNdim": 1, "fType": 0,
        "fMinimum": -1111, "fMaximum": -1111, "fSave": array(&rounded(&saved)),
        "fFormula": {"_typename": "TFormula", "fBits": 0, "fFormula": "", "fClingParameters": [], "fParams": []},
    });
    attributes::looks(&mut value, looks, colors);
    match &curve.fit {
        Some(fit) => extend(
            &mut value,
            json!({
                "fNpar": fit.parameters.len(), "fChisquare": number(fit.chi2), "fNDF": fit.ndf,
                "fParErrors": numbers(fit.parameters.iter().map(|(_, _, error)| *error)),
                "fParams": {
                    "_typename": "TF1Parameters", "fBits": 0,
                    "fParNames": fit.parameters.iter().map(|(name, _, _)| root_spelling(name)).collect::<Vec<_>>(),
                    "fParameters": numbers(fit.parameters.iter().map(|(_, value, _)| *value)),
                },
            }),
        ),
        None => extend(&mut value, json!({"fNpar": 0, "fChisquare": 0, "fNDF": 0, "fParErrors": []})),
    }
    value
}

/// Nine digits are far below a pixel and make a curve half as long.
fn rounded(values: &[f64]) -> Vec<f64> {
    values.iter().map(|v| format!("{v:.8e}").parse().unwrap_or(*v)).collect()
}

pub(super) fn line(line: &Line, looks: &Looks, colors: &mut Colors) -> Value {
    let mut value = json!({
        "_typename": "TLine", "fBits": 8,
        "fX1": number(line.from.0), "fY1": number(line.from.1), "fX2": number(line.to.0), "fY2": number(line.to.1),
    });
    attributes::looks(&mut value, looks, colors);
    value
}
