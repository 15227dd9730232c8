//! JSON of the Unified Histogram Interface, read and written by boost-histogram.

use rootlet::{Axis, Efficiency, Growth, Hist1D, Hist2D, HistN, HistSparse, Interval, Storage};

#[test]
fn reads_what_boost_histogram_writes() {
    // Written by boost-histogram 1.8 and uhi 1.2: see goldens/check_uhi.py.
    let json = r#"{"uhi_schema": 1, "writer_info": {"boost-histogram": {"version": "1.8.1"}}, "axes": [
        {"type": "regular", "lower": 0.0, "upper": 1.0, "bins": 3, "underflow": true, "overflow": true, "circular": false},
        {"type": "category_str", "categories": ["a", "b"], "flow": false, "writer_info": {"boost-histogram": {"growth": true}}}],
        "storage": {"type": "weighted",
        "values": [[0.0, 0.0], [1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [0.0, 3.0]],
        "variances": [[0.0, 0.0], [1.0, 4.0], [0.0, 0.0], [0.0, 0.0], [0.0, 9.0]]}}"#;
    let h = Hist2D::from_uhi_json(json).unwrap();
    assert_eq!((h.bin_content(1, 1), h.bin_content(1, 2), h.bin_content(4, 2)), (1.0, 2.0, 3.0));
    assert_eq!(h.bin_error(4, 2), 3.0);
    assert!(h.y_axis().is_growing());
}

#[test]
fn axes_may_lack_flow_bins() {
    for (flow, values, expected) in [
        (r#""underflow": false, "overflow": false"#, "[1.0, 2.0]", [0.0, 1.0, 2.0, 0.0]),
        (r#""underflow": true, "overflow": false"#, "[5.0, 1.0, 2.0]", [5.0, 1.0, 2.0, 0.0]),
        (r#""underflow": false, "overflow": true"#, "[1.0, 2.0, 5.0]", [0.0, 1.0, 2.0, 5.0]),
    ] {
        let json = format!(
            r#"{{"uhi_schema": 1, "axes": [{{"type": "variable", "edges": [0, 1, 3], {flow}, "circular": false}}],
            "storage": {{"type": "double", "values": {values}}}}}"#
        );
        assert_eq!(Hist1D::from_uhi_json(&json).unwrap().contents(), expected);
    }
}

#[test]
fn writes_the_schema() {
    let mut h = Hist1D::new("h", "title", 2, 0.0, 1.0);
    h.fill_n(&[0.2, 0.7, 0.8, 3.0]);
    let value: serde_json::Value = serde_json::from_str(&h.to_uhi_json()).unwrap();
    assert_eq!(value["uhi_schema"], 1);
    assert_eq!(value["storage"], serde_json::json!({"type": "double", "values": [0.0, 1.0, 2.0, 1.0]}));
    assert_eq!(value["axes"][0]["type"], "regular");
}

#[test]
fn every_axis_survives() {
    let mut labelled = Axis::regular(2, 0.0, 1.0).unwrap();
    labelled.set_label(2, "two").unwrap();
    let axes = [
        labelled,
        Axis::sqrt(2, 0.0, 1.0).unwrap(),
        Axis::int_categories(&[3, -1], Growth::Growing).unwrap(),
        Axis::str_categories(&["x"], Growth::Fixed).unwrap(),
        Axis::circular(3, 0.0, 6.0).unwrap(),
    ];
    let mut h = HistN::new("n", "", &axes).unwrap();
    h.fill(&[0.3, 0.5, 3.0, 0.0, 7.0]).unwrap();
    h.fill_weight(&[0.3, f64::NAN, 12.0, 5.0, f64::NAN], 0.5).unwrap();
    assert_eq!(HistN::from_uhi_json(&h.to_uhi_json()).unwrap(), h);
}

#[test]
fn bad_json_is_an_error() {
    for (json, reason) in [
        ("{", "EOF"),
        ("{}", "`uhi_schema` is missing"),
        (r#"{"uhi_schema": 7}"#, "schema 7 is not known"),
        (r#"{"uhi_schema": 1, "axes": []}"#, "there are no axes"),
        (r#"{"uhi_schema": 1, "axes": [{"type": "spiral"}]}"#, "no axis of type `spiral`"),
    ] {
        let message = Hist1D::from_uhi_json(json).unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
    }
    let json = Hist1D::new("h", "", 2, 0.0, 1.0).to_uhi_json();
    let message = Hist2D::from_uhi_json(&json).unwrap_err().to_string();
    assert!(message.contains("1 axes do not make a Hist2D"), "{message}");
    let short = json.replace("[0.0,0.0,0.0,0.0]", "[0.0]");
    assert!(Hist1D::from_uhi_json(&short).unwrap_err().to_string().contains("1 values for 4 bins"));
}

#[test]
fn sparse_histograms_and_efficiencies_survive() {
    let axes =
        [Axis::regular(1000, 0.0, 1.0).unwrap(), Axis::circular(5, 0.0, 6.0).unwrap(), Axis::integer(0, 1000).unwrap()];
    let mut sparse = HistSparse::new("s", "", &[axes.as_slice(), &axes].concat()).unwrap();
    sparse.fill(&[0.5, 7.0, 3.0, -1.0, f64::NAN, 2000.0]).unwrap();
    sparse.fill_weight(&[0.5, 7.0, 3.0, 0.2, 1.0, 4.0], 0.5).unwrap();
    assert_eq!(sparse.filled_bins(), 2);
    assert_eq!(sparse.project(0).unwrap().bin_content(501), 1.5);
    assert_eq!(HistSparse::from_uhi_json(&sparse.to_uhi_json()).unwrap(), sparse);
    assert_eq!(serde_json::from_str::<HistSparse>(&serde_json::to_string(&sparse).unwrap()).unwrap(), sparse);
    let mut efficiency = Efficiency::new("e", "", 2, 0.0, 2.0);
    efficiency.set_interval(Interval::Bayesian { alpha: 0.5, beta: 0.5, shortest: true });
    efficiency.fill(true, 1.5);
    assert_eq!(serde_json::from_str::<Efficiency>(&serde_json::to_string(&efficiency).unwrap()).unwrap(), efficiency);
}

#[test]
fn every_type_goes_to_other_threads() {
    fn crosses<T: Send + Sync + Clone + std::fmt::Debug + PartialEq>() {}
    crosses::<(Hist1D, Hist2D, rootlet::Hist3D, HistN)>();
    crosses::<(HistSparse, Efficiency, rootlet::Profile1D, rootlet::Profile2D)>();
    crosses::<(rootlet::Graph, rootlet::MultiGraph, Axis)>();
}

#[test]
fn counts_are_integers_until_a_bin_is_not() {
    let mut h = Hist1D::with_storage("n", "", Axis::regular(3, 0.0, 3.0).unwrap(), Storage::Count);
    h.fill_n(&[0.5, 1.5, 1.5]);
    let json: serde_json::Value = serde_json::from_str(&h.to_uhi_json()).unwrap();
    assert_eq!((&json["storage"]["type"], &json["storage"]["values"][2]), (&"int".into(), &2.into()));
    assert_eq!(Hist1D::from_uhi_json(&h.to_uhi_json()).unwrap(), h);
    h.set_bin_content(1, 0.5).unwrap();
    let json: serde_json::Value = serde_json::from_str(&h.to_uhi_json()).unwrap();
    assert_eq!((&json["storage"]["type"], &json["storage"]["values"][1]), (&"double".into(), &0.5.into()));
}
