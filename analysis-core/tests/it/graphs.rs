//! Graphs and splines against ROOT's.

use rootlet::graph::{Spline, SplineEnd};
use rootlet::{Graph, GraphError, Hist1D, MultiGraph};
use serde_json::Value;

fn golden() -> Value {
    let all: Value = serde_json::from_str(include_str!("../data/hist.json")).unwrap();
    all["graph"].clone()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(ours: f64, roots: f64) {
    assert!((ours - roots).abs() <= 1e-12 * roots.abs().max(1.0), "{ours}, ROOT has {roots}");
}

fn graph() -> Graph {
    let golden = golden();
    Graph::new(&floats(&golden["x"]), &floats(&golden["y"])).unwrap()
}

#[test]
fn straight_lines_and_splines_are_roots() {
    let (graph, golden) = (graph(), golden());
    let natural = SplineEnd::Curvature(0.0);
    let splines = [
        ("spline", graph.spline(SplineEnd::NotAKnot, SplineEnd::NotAKnot).unwrap()),
        ("spline_first", graph.spline(SplineEnd::Slope(0.5), SplineEnd::Slope(-1.0)).unwrap()),
        ("spline_second", graph.spline(natural, natural).unwrap()),
    ];
    for (i, at) in floats(&golden["at"]).into_iter().enumerate() {
        close(graph.eval(at), golden["linear"][i].as_f64().unwrap());
        for (name, spline) in &splines {
            close(spline.eval(at), golden[name][i].as_f64().unwrap());
        }
        close(splines[0].1.derivative(at), golden["spline_derivative"][i].as_f64().unwrap());
    }
}

#[test]
fn moments_and_area_are_roots() {
    let (graph, golden) = (graph(), golden());
    close(graph.mean(0), golden["mean_x"].as_f64().unwrap());
    close(graph.std_dev(1), golden["rms_y"].as_f64().unwrap());
    close(graph.covariance(), golden["covariance"].as_f64().unwrap());
    close(graph.correlation(), golden["correlation"].as_f64().unwrap());
    close(graph.area(), golden["integral"].as_f64().unwrap());
}

#[test]
fn a_spline_goes_through_cubics_unchanged() {
    let cubic = |x: f64| 1.0 - x + 0.5 * x * x * x;
    let x = [-2.0, -1.0, 0.5, 1.0, 3.0];
    let spline = Spline::new(&x, &x.map(cubic), SplineEnd::NotAKnot, SplineEnd::NotAKnot).unwrap();
    for i in 0..60 {
        let at = -3.0 + f64::from(i) / 10.0;
        assert!((spline.eval(at) - cubic(at)).abs() < 1e-11);
    }
    assert!((spline.integral(-2.0, 3.0) - (5.0 - 2.5 + 0.125 * 65.0)).abs() < 1e-12);
    let parabola = Spline::new(&[0.0, 1.0, 3.0], &[0.0, 1.0, 9.0], SplineEnd::NotAKnot, SplineEnd::NotAKnot).unwrap();
    assert!((parabola.eval(2.0) - 4.0).abs() < 1e-12);
    let line = Spline::new(&[0.0, 2.0], &[1.0, 5.0], SplineEnd::NotAKnot, SplineEnd::NotAKnot).unwrap();
    assert!((line.eval(1.0) - 3.0).abs() < 1e-12);
}

#[test]
fn unordered_points_evaluate_in_order() {
    let mut graph = Graph::new(&[2.0, 0.0, 1.0], &[4.0, 0.0, 1.0]).unwrap();
    assert_eq!([graph.eval(0.5), graph.eval(1.5), graph.eval(3.0), graph.eval(-1.0)], [0.5, 2.5, 7.0, -1.0]);
    graph.push_with_errors(-1.0, 5.0, (0.1, 0.2), (0.3, 0.4));
    graph.sort();
    assert_eq!(graph.x(), [-1.0, 0.0, 1.0, 2.0]);
    assert_eq!(graph.y_errors().unwrap(), ([0.3, 0.0, 0.0, 0.0].as_slice(), [0.4, 0.0, 0.0, 0.0].as_slice()));
    assert!(graph.is_asymmetric());
    assert_eq!(graph.range(1), Some((0.0, 5.4)));
    graph.scale(-2.0);
    assert_eq!((graph.y()[0], graph.y_errors().unwrap().0[0]), (-10.0, 0.8));
    assert_eq!(graph.remove(0), Ok((-1.0, -10.0)));
    assert_eq!(graph.remove(9), Err(GraphError::NoSuchPoint { index: 9, points: 3 }));
}

#[test]
fn bad_points_are_errors() {
    let message = |error: GraphError| error.to_string();
    assert_eq!(message(Graph::new(&[1.0], &[]).unwrap_err()), "y: 0 values for 1 points");
    let graph = Graph::new(&[1.0, 1.0], &[0.0, 2.0]).unwrap();
    let error = graph.spline(SplineEnd::NotAKnot, SplineEnd::NotAKnot).unwrap_err();
    assert_eq!(message(error), "a spline needs different x, but two points have x = 1");
    assert!(Spline::new(&[1.0], &[1.0], SplineEnd::NotAKnot, SplineEnd::NotAKnot).is_err());
    assert!(Spline::new(&[1.0, f64::NAN], &[1.0, 2.0], SplineEnd::NotAKnot, SplineEnd::NotAKnot).is_err());
    assert!(Graph::new(&[], &[]).unwrap().eval(1.0).is_nan());
}

#[test]
fn histograms_become_graphs() {
    let mut h = Hist1D::new("h", "t", 2, 0.0, 4.0);
    h.fill_n(&[1.0, 1.0, 3.0, 3.0, 3.0, 3.0]);
    let graph = Graph::from(&h);
    assert_eq!((graph.x(), graph.y()), ([1.0, 3.0].as_slice(), [2.0, 4.0].as_slice()));
    assert_eq!(graph.y_errors().unwrap().1[1], 2.0);
    let mut all = MultiGraph::new("m", "both");
    all.add(graph.clone()).add(graph);
    assert_eq!(all.merged().len(), 4);
    assert_eq!(all.range(0), Some((0.0, 4.0)));
    assert!(format!("{all:?}").starts_with("MultiGraph `m` both: 2 graphs"));
}
