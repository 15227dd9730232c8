//! A plot or a clear message, never a hang and never a number that no viewer reads.

use std::time::{Duration, Instant};

use rootlet::plot::{Bins, CellLook, Curve, Edges, Layer, Margins, Points};
use rootlet::{Canvas, Hist1D, Plot};

use crate::figures::{self, histogram, one};

/// Draws every output and checks that each can be read.
#[track_caller]
fn survives(what: &str, plot: &Plot) {
    let start = Instant::now();
    let svg = plot.to_svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{what}: the SVG has numbers that are none");
    assert!(plot.to_png(1.0).starts_with(b"\x89PNG"), "{what}");
    let json = plot.to_root_json();
    assert_eq!(json["_typename"], "TCanvas");
    assert!(plot.to_vega_json().is_object());
    // A hang, not a speed: without optimization on a busy machine a hundred thousand points take twenty seconds.
    assert!(start.elapsed() < Duration::from_mins(2), "{what} took {:?}", start.elapsed());
}

fn bins(edges: Edges, contents: &[f64]) -> Plot {
    histogram(Bins::new("h", "h", edges, contents))
}

fn regular(count: usize, low: f64, high: f64) -> Edges {
    Edges::Regular { count, low, high }
}

#[test]
fn histograms_without_content() {
    survives("no bin", &bins(regular(0, 0.0, 1.0), &[]));
    survives("one bin", &bins(regular(1, 0.0, 1.0), &[3.0]));
    survives("empty", &bins(regular(10, 0.0, 1.0), &[]));
    survives("empty, logarithmic", &bins(regular(10, 0.0, 1.0), &[]).log_y().log_x());
    survives("empty Hist1D", &Hist1D::new("h", "", 10, 0.0, 1.0).draw());
    survives("no layers", &Plot::new(rootlet::plot::Figure::default()));
    survives("empty stack", &one(Layer::Stack(vec![])).legend());
    survives("empty canvas", &Canvas::divided(3, 0).draw());
}

#[test]
fn numbers_that_are_none() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0, -1.0, f64::MAX, f64::MIN_POSITIVE, -0.0];
    for log in [false, true] {
        let set = |plot: Plot| if log { plot.log_x().log_y() } else { plot };
        survives("bins", &set(bins(regular(8, -1.0, 1.0), &odd)));
        survives("errors", &set(bins(regular(8, -1.0, 1.0), &odd).errors()));
        survives("filled", &set(bins(regular(8, -1.0, 1.0), &odd).fill(rootlet::Color::RED)));
        let points = Points {
            x: odd.to_vec(),
            y: odd.to_vec(),
            y_errors: Some((odd.to_vec(), odd.to_vec())),
            ..Points::default()
        };
        survives("points", &set(one(Layer::Points(points)).joined().band()));
        let curve = Curve { x: odd.to_vec(), y: odd.to_vec(), ..Curve::default() };
        survives("curve", &set(one(Layer::Curve(curve))));
        let mut cells = figures::cells(4, 4);
        for (cell, value) in cells.contents.iter_mut().zip(odd.iter().cycle()) {
            *cell = *value;
        }
        for look in [
            CellLook::Colors,
            CellLook::Contours,
            CellLook::Lego,
            CellLook::Surface,
            CellLook::Boxes,
            CellLook::Scatter,
            CellLook::Text,
        ] {
            survives("cells", &set(one(Layer::Cells(cells.clone())).cells(look).log_z()));
        }
    }
}

#[test]
fn volumes_with_odd_contents() {
    survives("no bin", &one(Layer::Volume(figures::volume(0))));
    survives("one bin", &one(Layer::Volume(figures::volume(1))).log_z());
    let mut volume = figures::volume(3);
    volume.contents.truncate(7);
    survives("too few contents", &one(Layer::Volume(volume.clone())).legend());
    volume.contents = vec![f64::NAN; 125];
    survives("no numbers", &one(Layer::Volume(volume)));
    survives("many bins", &one(Layer::Volume(figures::volume(100))));
}

#[test]
fn ranges_that_are_none() {
    for (low, high) in
        [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (-1e308, 1e308), (1e300, 1.000000001e300)]
    {
        survives("axis", &bins(regular(4, low, high), &[1.0, 2.0, 3.0, 4.0]));
        let ranged = bins(regular(4, 0.0, 1.0), &[1.0, 2.0, 3.0, 4.0]).x_range(low, high).y_range(low, high);
        survives("range", &ranged);
        survives("logarithmic range", &ranged.log_x().log_y());
    }
    survives(
        "infinite edges",
        &bins(Edges::Variable(vec![f64::NEG_INFINITY, 0.0, 1.0, f64::INFINITY]), &[1.0, 2.0, 3.0]),
    );
    survives("decreasing edges", &bins(Edges::Variable(vec![2.0, 1.0, 0.0]), &[1.0, 2.0]));
    survives("negative on a log axis", &bins(regular(3, -3.0, 0.0), &[-1.0, -2.0, -3.0]).log_x().log_y());
}

#[test]
fn sizes_that_are_too_large() {
    let million: Vec<f64> = (0..1_000_000).map(|i| f64::from(i % 100)).collect();
    survives("a million bins", &bins(regular(1_000_000, 0.0, 1.0), &million));
    let names = (0..1_000_000).map(|i| format!("name {i}")).collect();
    survives("a million labels", &bins(Edges::Labels(names), &million));
    survives("a hundred thousand points", &one(Layer::Points(figures::graph(100_000))));
    let margins = Margins { left: 5.0, right: -1.0, bottom: f64::NAN, top: 0.9 };
    survives("margins", &bins(regular(3, 0.0, 1.0), &[1.0]).margins(margins));
    survives("tiny", &bins(regular(3, 0.0, 1.0), &[1.0]).size(0, 0));
    assert!(bins(regular(3, 0.0, 1.0), &[1.0]).to_png(1e9).starts_with(b"\x89PNG"));
    assert!(bins(regular(3, 0.0, 1.0), &[1.0]).to_png(f64::NAN).starts_with(b"\x89PNG"));
}

#[test]
fn labels_that_are_hostile() {
    for text in [
        "#sqrt{".repeat(5000),
        "{".repeat(100_000),
        "_{^{".repeat(9999),
        "<script>alert(1)</script>\u{0}\u{1b}\u{ffff}".to_owned(),
        "\u{202e}漢字🦀".to_owned(),
    ] {
        let plot = bins(regular(3, 0.0, 1.0), &[1.0]).title(&text).x_title(&text).y_title(&text).text(0.1, 0.1, &text);
        survives("label", &plot);
        assert!(!plot.to_svg().contains("<script"), "markup reached the SVG");
    }
}
