use serde_json::{Value, json};

use super::attributes::{self, Colors, axis};
use super::{Drawn, array, extend, graph, number, pave, plain};
use crate::plot::latex::root_spelling;
use crate::plot::render::{Looks, View};
use crate::plot::{BinLook, Bins, CellLook, Cells, Color, Layer, Palette, Volume};

/// Whether the first object itself says the ranges that are shown; else a frame is drawn before it.
pub(super) fn makes_the_frame(view: &View<'_>) -> bool {
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    let covers = |(low, high): (f64, f64), axis: &crate::plot::render::Axis| {
        (same(low, axis.low) && same(high, axis.high))
            || (axis.scale == crate::plot::Scale::Log && same(high, axis.high) && low <= 0.0)
    };
    match view.pad.layers.first() {
        Some(Layer::Bins(bins)) => covers(bins.edges.range(), &view.x),
        Some(Layer::Cells(cells)) => covers(cells.x.range(), &view.x) && covers(cells.y.range(), &view.y) || view.solid,
        Some(Layer::Volume(_)) => true,
        _ => false,
    }
}

/// Name, title and the fields that every histogram needs.
fn base(kind: &str, name: &str, title: &str, bits: u32) -> Value {
    json!({
        "_typename": kind, "fBits": bits, "fName": plain(name), "fTitle": root_spelling(title),
        "fBarOffset": 100, "fBarWidth": 800, "fNormFactor": 0, "fContour": [],
    })
}

/// BIT(9) of a histogram: no statistics box.
const NO_STATS: u32 = 1 << 9;

/// An empty histogram that shows the axes.
pub(super) fn frame(view: &View<'_>) -> Value {
    let mut value = base("TH1F", "frame", &view.title, NO_STATS);
    let names = view.pad.layers.iter().find_map(|layer| match layer {
        Layer::Stack(all) => all.first().map(|bins| &bins.edges),
        Layer::Bins(bins) => Some(&bins.edges),
        _ => None,
    });
    let edges = names.filter(|edges| matches!(edges, crate::plot::Edges::Labels(_)));
    let count = edges.map_or(1, crate::plot::Edges::count);
    extend(
        &mut value,
        json!({
            "fXaxis": axis("xaxis", &view.titles[0], &view.x, edges, view),
            "fYaxis": axis("yaxis", &view.titles[1], &view.y, None, view),
            "fZaxis": axis("zaxis", "", &view.y, None, view),
            "fMinimum": number(view.y.low), "fMaximum": number(view.y.high),
            "fEntries": 0, "fArray": vec![0; count + 2],
            "fLineColor": 1, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 0, "fFillStyle": 0,
        }),
    );
    value
}

/// A one-dimensional histogram. The first of a pad brings the axes, their ranges and the statistics box.
pub(super) fn bins(view: &View<'_>, bins: &Bins, looks: &Looks, first: bool, main: bool, colors: &mut Colors) -> Drawn {
    let boxed = main && view.stats;
    let title = if first { &view.title } else { &bins.title };
    let mut value = base("TH1D", &bins.name, title, if boxed { 8 } else { NO_STATS | 8 });
    attributes::looks(&mut value, looks, colors);
    axes(&mut value, view, bins);
    let summary = bins.summary.unwrap_or_default();
    let (low, high) = (view.y.low, view.y.high);
    extend(
        &mut value,
        json!({
            "fMinimum": number(low), "fMaximum": number(high), "fEntries": number(summary.entries),
            "fTsumw": number(summary.sum_w), "fTsumw2": number(summary.sum_w2),
            "fTsumwx": number(summary.sum_wx), "fTsumwx2": number(summary.sum_wx2),
        }),
    );
    contents(&mut value, bins);
    let mut functions: Vec<Value> = bins
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
            graph::curve(fit, &looks, colors)
        })
        .collect();
    if boxed && let Some(stats) = pave::stats(view) {
        functions.push(stats);
    }
    let options = vec![""; functions.len()];
    value["fFunctions"] = json!({"_typename": "TList", "name": "TList", "arr": functions, "opt": options});
    let mut option = match bins.look {
        BinLook::Steps if bins.fits.is_empty() => "hist",
        BinLook::Steps => "histfunc",
        BinLook::Errors => "E",
        BinLook::ErrorBand => "E2",
        BinLook::Bars => "bar",
        BinLook::Points => "PEX0",
        BinLook::Markers => "P",
    }
    .to_owned();
    if !first {
        option.push_str("same");
    }
    (value, option)
}

fn axes(value: &mut Value, view: &View<'_>, bins: &Bins) {
    extend(
        value,
        json!({
            "fXaxis": axis("xaxis", &view.titles[0], &view.x, Some(&bins.edges), view),
            "fYaxis": axis("yaxis", &view.titles[1], &view.y, None, view),
            "fZaxis": axis("zaxis", "", &view.y, None, view),
        }),
    );
}

fn contents(value: &mut Value, bins: &Bins) {
    value["fArray"] = array(&bins.contents);
    let errors = matches!(bins.look, BinLook::Errors | BinLook::Points | BinLook::ErrorBand) || bins.errors.is_some();
    value["fSumw2"] = match &bins.errors {
        Some(all) if errors => array(&all.iter().map(|error| error * error).collect::<Vec<_>>()),
        _ => json!([]),
    };
}

pub(super) fn stack(view: &View<'_>, all: &[Bins], looks: &[Looks], colors: &mut Colors) -> Drawn {
    let histograms: Vec<Value> = all
        .iter()
        .zip(looks)
        .map(|(bins, looks)| {
            let mut value = base("TH1D", &bins.name, &bins.title, NO_STATS | 8);
            attributes::looks(&mut value, looks, colors);
            axes(&mut value, view, bins);
            extend(&mut value, json!({"fMinimum": -1111, "fMaximum": -1111, "fEntries": number(bins.summary.unwrap_or_default().entries)}));
            contents(&mut value, bins);
            value["fSumw2"] = json!([]);
            value
        })
        .collect();
    let options = vec!["hist"; histograms.len()];
    let value = json!({
        "_typename": "THStack", "fBits": 0, "fName": "stack", "fTitle": "",
        "fHists": {"_typename": "TList", "name": "TList", "arr": histograms, "opt": options},
        "fMinimum": number(view.y.low), "fMaximum": number(view.y.high),
    });
    (value, "histsame".to_owned())
}

/// A two-dimensional histogram; its range of contents is that of the static view.
pub(super) fn cells(view: &View<'_>, cells: &Cells, first: bool, main: bool, colors: &mut Colors) -> Drawn {
    let boxed = main && view.stats && !view.solid;
    let title = if first { &view.title } else { &cells.title };
    let mut value = base("TH2D", &cells.name, title, if boxed { 8 } else { NO_STATS | 8 });
    let summary = cells.summary.unwrap_or_default();
    let (low, high) = view.z.as_ref().map_or((-1111.0, -1111.0), |z| (z.low, z.high));
    let z = view.z.as_ref().unwrap_or(&view.y);
    let line = colors.index(view.theme.lone_histogram());
    // It is the colour of the numbers in cells as well, of which there is one for all.
    let marker = if cells.look == CellLook::ColorsText { colors.index(number_color(view, cells)) } else { line };
    extend(
        &mut value,
        json!({
            "fLineColor": line, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": 0, "fFillStyle": 1001,
            "fMarkerColor": marker, "fMarkerStyle": 1, "fMarkerSize": 1,
            "fXaxis": axis("xaxis", &view.titles[0], &view.x, Some(&cells.x), view),
            "fYaxis": axis("yaxis", &view.titles[1], &view.y, Some(&cells.y), view),
            "fZaxis": axis("zaxis", &view.titles[2], z, None, view),
            "fMinimum": number(low), "fMaximum": number(high), "fEntries": number(summary.entries),
            "fTsumw": number(summary.sum_w), "fTsumw2": number(summary.sum_w2),
            "fTsumwx": number(summary.sum_wx), "fTsumwx2": number(summary.sum_wx2),
            "fTsumwy": number(summary.sum_wy), "fTsumwy2": number(summary.sum_wy2), "fTsumwxy": number(summary.sum_wxy),
            "fSumw2": [],
        }),
    );
    value["fArray"] = array(&cells.contents);
    let mut functions = Vec::new();
    if view.color_bar() {
        functions.push(pave::palette(view));
    }
    if boxed && let Some(stats) = pave::stats(view) {
        functions.push(stats);
    }
    let options = vec![""; functions.len()];
    value["fFunctions"] = json!({"_typename": "TList", "name": "TList", "arr": functions, "opt": options});
    let mut option = match cells.look {
        CellLook::Colors => "colz",
        CellLook::Contours => "contz",
        CellLook::ContourLines => "cont1",
        CellLook::Lego => "lego2",
        CellLook::Surface => "surf1",
        CellLook::Scatter => "scat",
        CellLook::Boxes => "box",
        CellLook::Text => "text",
        CellLook::ColorsText => "colztext",
    }
    .to_owned();
    let palette = cells.palette.unwrap_or_else(|| view.theme.palette());
    if palette != Palette::Bird {
        option = format!("{option}_pal{}", palette.root_number());
    }
    if !first {
        option.push_str("same");
    }
    (value, option)
}

/// White where most of the cells that are drawn are dark, as low contents are; else black.
fn number_color(view: &View<'_>, cells: &Cells) -> Color {
    let places = cells.contents.iter().filter(|content| content.is_finite() && **content != 0.0);
    let places: Vec<f64> = places.filter_map(|content| view.z.as_ref().map(|z| z.place(*content))).collect();
    let low = places.iter().filter(|place| **place < 0.5).count();
    if 2 * low > places.len() { Color::WHITE } else { Color::BLACK }
}

/// A three-dimensional histogram, which JSROOT lets one turn.
pub(super) fn volume(view: &View<'_>, volume: &Volume, colors: &mut Colors) -> Drawn {
    let mut value = base("TH3D", &volume.name, &view.title, if view.stats { 8 } else { NO_STATS | 8 });
    let summary = volume.summary.unwrap_or_default();
    let line = colors.index(view.theme.lone_histogram());
    let fill = colors.index(view.theme.lone_histogram().lighten(0.45));
    let z = view.z.as_ref().unwrap_or(&view.y);
    extend(
        &mut value,
        json!({
            "fLineColor": line, "fLineStyle": 1, "fLineWidth": 1, "fFillColor": fill, "fFillStyle": 1001,
            "fMarkerColor": line, "fMarkerStyle": 1, "fMarkerSize": 1,
            "fXaxis": axis("xaxis", &view.titles[0], &view.x, Some(&volume.axes[0]), view),
            "fYaxis": axis("yaxis", &view.titles[1], &view.y, Some(&volume.axes[1]), view),
            "fZaxis": axis("zaxis", &view.titles[2], z, Some(&volume.axes[2]), view),
            "fMinimum": -1111, "fMaximum": -1111, "fEntries": number(summary.entries),
            "fTsumw": number(summary.sum_w), "fTsumw2": number(summary.sum_w2),
            "fTsumwx": number(summary.sum_wx), "fTsumwx2": number(summary.sum_wx2),
            "fTsumwy": number(summary.sum_wy), "fTsumwy2": number(summary.sum_wy2), "fTsumwxy": number(summary.sum_wxy),
            "fTsumwz": number(summary.sum_wz), "fTsumwz2": number(summary.sum_wz2), "fTsumwxz": 0, "fTsumwyz": 0,
            "fSumw2": [],
        }),
    );
    value["fArray"] = array(&volume.contents);
    let boxed: Vec<Value> = if view.stats { pave::stats(view).into_iter().collect() } else { Vec::new() };
    let options = vec![""; boxed.len()];
    value["fFunctions"] = json!({"_typename": "TList", "name": "TList", "arr": boxed, "opt": options});
    (value, "box".to_owned())
}
