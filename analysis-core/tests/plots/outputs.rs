//! Sizes, files, agreement of the outputs.

use rootlet::{Hist1D, Hist2D, Plot, PlotError};
use rootlet_display::Show;
use serde_json::Value;

use crate::figures::{self, all, bell, histogram};

fn bytes(plot: &Plot) -> usize {
    serde_json::to_string(&plot.mime_bundle()).unwrap().len()
}

#[test]
fn a_histogram_is_small() {
    let mut h = Hist1D::new("h", "MyData", 100, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    assert!(bytes(&h.draw()) <= 20_000, "{}", bytes(&h.draw()));
}

#[test]
fn a_million_cells_are_below_a_megabyte() {
    let mut h = Hist2D::new("h", "h", 1000, 0.0, 1.0, 1000, 0.0, 1.0);
    let mut x = 0.5;
    for _ in 0..300_000 {
        // The logistic map: a sequence that is the same everywhere.
        let y = 3.99 * x * (1.0 - x);
        h.fill(x, y * 0.5 + x * 0.3);
        x = y;
    }
    let plot = h.draw();
    assert!(bytes(&plot) <= 1_000_000, "{}", bytes(&plot));
}

#[test]
fn the_bundle_has_every_form_with_its_size() {
    let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    let bundle = h.draw().size(600, 400).mime_bundle();
    assert_eq!(bundle.plain_text(), Some("Hist1D h: 5000 entries, mean 0.0082"));
    assert_eq!(bundle.metadata["image/png"]["width"], 600);
    assert_eq!(bundle.metadata["application/vnd.root+json"]["height"], 400);
    assert!(!bundle.data.contains_key("text/html"));
    assert!(!bundle.data.contains_key("application/vnd.vegalite.v5+json"));
    assert!(h.draw().vega().mime_bundle().data.contains_key("application/vnd.vegalite.v5+json"));
}

/// All objects of a class inside a JSON value.
fn objects<'a>(value: &'a Value, class: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            if fields.get("_typename").and_then(Value::as_str).is_some_and(|name| name == class) {
                found.push(value);
            }
            fields.values().for_each(|part| objects(part, class, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| objects(part, class, found)),
        _ => {}
    }
}

#[test]
fn json_has_the_bins_of_the_histogram() {
    let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    let json = h.draw().to_root_json();
    let mut found = Vec::new();
    objects(&json, "TH1D", &mut found);
    let array: Vec<f64> = found[0]["fArray"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    assert_eq!(array, h.contents());
    assert_eq!(found[0]["fEntries"], 5000);
}

#[test]
fn every_object_has_bits_and_no_formula() {
    for (name, plot) in all() {
        let text = plot.to_root_json().to_string();
        let mut stack = vec![plot.to_root_json()];
        while let Some(value) = stack.pop() {
            match value {
                Value::Object(fields) => {
                    if let Some(class) = fields.get("_typename").and_then(Value::as_str) {
                        let plain = ["TList", "TObjArray", "THashList"].contains(&class);
                        assert!(plain || fields.contains_key("fBits"), "{name}: {class} without fBits");
                        assert!(class != "TFormula" || fields["fFormula"] == "", "{name}: a formula");
                    }
                    stack.extend(fields.into_iter().map(|(_, part)| part));
                }
                Value::Array(parts) => stack.extend(parts),
                _ => {}
            }
        }
        assert!(!text.contains("\\\\"), "{name}: a backslash would load MathJax");
    }
}

#[test]
fn both_views_have_one_range() {
    let plot = histogram(bell("h", 40, 100.0, 0.0));
    let json = plot.to_root_json();
    let mut found = Vec::new();
    objects(&json, "TH1D", &mut found);
    // 104 is the highest bin; five percent are free above it.
    assert_eq!(found[0]["fMinimum"], 0);
    assert!((found[0]["fMaximum"].as_f64().unwrap() - 104.0 * 1.05).abs() < 3.0);
    assert_eq!(found[0]["fXaxis"]["fXmin"], -4);
}

#[test]
fn functions_of_two_variables_are_cells() {
    let function = rootlet::Function::formula("x*y").unwrap().range(-1.0, 1.0);
    let mut found = Vec::new();
    let json = function.draw().to_root_json();
    objects(&json, "TH2D", &mut found);
    assert_eq!((&found[0]["fXaxis"]["fNbins"], &found[0]["fYaxis"]["fNbins"]), (&60.into(), &60.into()));
    assert_eq!((&found[0]["fXaxis"]["fXmin"], &found[0]["fYaxis"]["fXmax"]), (&(-1).into(), &1.into()));
}

#[test]
fn an_empty_range_changes_nothing() {
    let plain = histogram(bell("h", 40, 100.0, 0.0)).to_svg();
    for (low, high) in [(1.0, -1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        let plot = histogram(bell("h", 40, 100.0, 0.0)).x_range(low, high).y_range(low, high);
        assert_eq!(plot.to_svg(), plain, "{low} to {high}");
    }
}

#[test]
fn files_are_what_their_names_say() {
    let folder = tempfile::tempdir().unwrap();
    let plot = histogram(figures::fitted());
    for (name, start) in [
        ("a.png", &b"\x89PNG"[..]),
        ("a@2x.png", b"\x89PNG"),
        ("a.svg", b"<svg"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.JSON", b"{\"_typename\":\"TCanvas\""),
        ("a.root", b"root"),
    ] {
        let path = folder.path().join(name);
        plot.save(&path).unwrap();
        assert!(std::fs::read(&path).unwrap().starts_with(start), "{name}");
    }
    let width = |name: &str| {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        u32::from_be_bytes(bytes[16..20].try_into().unwrap())
    };
    assert_eq!((width("a.png"), width("a@2x.png")), (696, 1392));
}

#[test]
fn a_name_without_a_format_is_refused() {
    let plot = histogram(figures::fitted());
    let error = plot.save("plot.gif").unwrap_err();
    assert!(matches!(error, PlotError::UnknownFormat { .. }));
    assert_eq!(error.to_string(), "no picture format for `plot.gif`; known endings: .png, .pdf, .svg, .json, .root");
    assert!(matches!(plot.save("no/such/folder/plot.png"), Err(PlotError::Write { .. })));
}

#[test]
fn pdf_text_can_be_searched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    histogram(figures::fitted()).save(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    // A part of our font, and the table from glyphs to characters.
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"ROOTLT+LiberationSans") && has(b"beginbfchar") && has(b"/FontFile2"));
    assert!(bytes.len() < 60_000, "{} bytes: only the used glyphs are embedded", bytes.len());
}

#[test]
fn a_canvas_in_a_root_file_has_its_objects() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plots.root");
    let mut file = rootlet::io::RootWriter::create(&path).unwrap();
    for (name, plot) in all() {
        file.write(&format!("plots/{name}"), &plot).unwrap();
    }
    file.finish().unwrap();
    let listing = rootlet::io::RootFile::open(&path).unwrap();
    let keys = listing.directory("plots").unwrap();
    let keys: Vec<_> = keys.newest().collect();
    assert_eq!(keys.len(), all().len());
    assert!(keys.iter().all(|key| key.class == "TCanvas"));
}

/// The boxes of a pad, in shares of the pad: left, bottom, right, top.
fn corners(plot: &Plot, class: &str) -> [f64; 4] {
    let json = plot.to_root_json();
    let mut found = Vec::new();
    objects(&json, class, &mut found);
    ["fX1NDC", "fY1NDC", "fX2NDC", "fY2NDC"].map(|name| found[0][name].as_f64().unwrap())
}

fn highest(plot: &Plot) -> f64 {
    let json = plot.to_root_json();
    let mut found = Vec::new();
    objects(&json, "TH1D", &mut found);
    found[0]["fMaximum"].as_f64().unwrap()
}

fn contents(values: &[f64]) -> rootlet::plot::Bins {
    let mut bins = bell("h", values.len(), 0.0, 0.0);
    bins.contents[1..=values.len()].copy_from_slice(values);
    bins
}

#[test]
fn the_statistics_box_gives_way_to_data_and_titles() {
    let usual = corners(&histogram(bell("h", 40, 100.0, 0.0)), "TPaveStats");
    assert_eq!((usual[2], usual[3]), (0.98, 0.935), "ROOT's place where it is free");
    let rising: Vec<f64> = (0..20).map(f64::from).collect();
    assert!(corners(&histogram(contents(&rising)), "TPaveStats")[2] < 0.5, "to the left of what rises");
    let flat = histogram(contents(&[100.0; 20]));
    assert!(highest(&flat) > 115.0, "above what is flat: {}", highest(&flat));
    assert_eq!(highest(&histogram(contents(&[100.0; 20])).y_range(0.0, 101.0)), 101.0, "a chosen range stays");
    let long = histogram(bell("h", 40, 100.0, 0.0)).title("a title that is long enough to reach far to the right");
    assert!(corners(&long, "TPaveStats")[3] <= 0.9);
}

/// The x axis of the first histogram, and the lower margin of its pad.
fn x_axis(plot: &Plot) -> (Value, f64) {
    let json = plot.to_root_json();
    let (mut histograms, mut pads) = (Vec::new(), Vec::new());
    objects(&json, "TH1D", &mut histograms);
    objects(&json, "TPad", &mut pads);
    let margin = pads.first().unwrap_or(&&json)["fBottomMargin"].as_f64().unwrap();
    (histograms[0]["fXaxis"].clone(), margin)
}

#[test]
fn names_without_room_stand_upright() {
    const VERTICAL: u64 = 1 << 19;
    let (axis, margin) = x_axis(&histogram(figures::cut_flow()));
    assert_eq!(axis["fBits"].as_u64().unwrap() & VERTICAL, VERTICAL);
    assert!(margin > 0.25, "room for the names: {margin}");
    let mut short = figures::cut_flow();
    short.edges = rootlet::plot::Edges::Labels(["e", "#mu", "#tau"].map(String::from).to_vec());
    let (axis, margin) = x_axis(&histogram(short));
    assert_eq!((axis["fBits"].as_u64().unwrap(), margin), (0, 0.1));
}

#[test]
fn a_narrow_pad_has_fewer_marks() {
    let wide = Hist1D::new("h", "", 10, 0.0, 10_000.0);
    assert_eq!(x_axis(&wide.draw()).0["fNdivisions"], 510);
    let narrow = rootlet::Canvas::divided(3, 1).add(&wide).draw().size(900, 300);
    let marks = x_axis(&narrow).0["fNdivisions"].as_u64().unwrap();
    assert!((502..510).contains(&marks), "{marks}");
}

#[test]
fn the_legend_takes_a_free_corner() {
    let with = |values: &[f64]| histogram(contents(values)).legend();
    let rising: Vec<f64> = (0..20).map(f64::from).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    assert!(corners(&with(&rising), "TLegend")[0] < 0.3);
    assert!(corners(&with(&falling), "TLegend")[2] > 0.7);
    let flat = with(&[100.0; 20]);
    assert!(highest(&flat) > 110.0, "room above: {}", highest(&flat));
    let fixed = histogram(contents(&[100.0; 20])).legend_at(rootlet::LegendPlace::BottomLeft);
    assert!(highest(&fixed) < 106.0 && corners(&fixed, "TLegend")[1] < 0.2, "a chosen corner stays");
}

#[test]
fn the_looks_of_a_group_of_graphs_are_those_of_all() {
    let mut many = rootlet::MultiGraph::new("mg", "several");
    for shift in [0.0, 1.0, 2.0] {
        many.add(rootlet::Graph::new(&[1.0, 2.0, 3.0], &[shift, shift + 1.0, shift]).unwrap());
    }
    let looks = |plot: &Plot| -> Vec<(bool, bool)> {
        let layers = plot.figure().pads[0].layers.iter();
        layers
            .filter_map(|layer| match layer {
                rootlet::plot::Layer::Points(points) => Some((points.look.line, points.look.markers)),
                _ => None,
            })
            .collect()
    };
    let lines = many.draw().joined().no_markers();
    assert_eq!(looks(&lines), [(true, false); 3]);
    let beside = figures::one(rootlet::plot::Layer::Points(figures::graph(3))).same(many.draw().joined());
    assert_eq!(looks(&beside), [(false, true), (true, true), (true, true), (true, true)]);
    let line_last = many.draw().line((0.0, 0.0), (1.0, 1.0)).joined();
    assert_eq!(looks(&line_last), [(false, true); 3], "the line was drawn last");
}

#[test]
fn a_ratio_has_the_x_axis_of_what_it_divides() {
    let pulls = || figures::one(rootlet::plot::Layer::Points(figures::graph(3))).y_range(-3.0, 3.0);
    let ends = |plot: &Plot| {
        let json = plot.to_root_json();
        let lower = &json["fPrimitives"]["arr"][0]["fPrimitives"]["arr"][0]["fXaxis"];
        (lower["fXmin"].as_f64().unwrap(), lower["fXmax"].as_f64().unwrap())
    };
    let upper = || histogram(bell("h", 40, 100.0, 0.0));
    assert_eq!(ends(&upper().ratio(pulls())), (-4.0, 4.0));
    assert_eq!(ends(&upper().ratio(pulls()).x_range(-1.0, 2.0)), (-1.0, 2.0), "a range that is said later");
    assert_eq!(ends(&upper().ratio(pulls().x_range(0.0, 3.0))), (0.0, 3.0), "a range of its own");
}
