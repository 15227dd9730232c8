//! The eight ADL queries against RDataFrame on the same file (`goldens/adl/make.py`).

use std::path::PathBuf;

use rootlet::Frame;
use serde_json::Value;

#[path = "../../../examples/src/bin/adl/queries.rs"]
mod queries;

fn golden(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "goldens", "adl", name].iter().collect()
}

/// Every bin, the flow bins as well, and the mean from TH1's running sums.
fn check(file: &str, threads: usize) {
    let text = std::fs::read_to_string(golden("rdataframe.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let events = Frame::open(golden(file), "Events").unwrap().threads(threads);
    let booked: Vec<_> = queries::QUERIES.iter().flat_map(|query| query(&events).unwrap()).collect();
    assert_eq!(booked.len(), 9);
    for histogram in &booked {
        let h = histogram.value().unwrap();
        let golden = &expected[h.name()];
        let bins: Vec<f64> = golden["bins"].as_array().unwrap().iter().map(|bin| bin.as_f64().unwrap()).collect();
        assert_eq!(h.contents(), bins, "{} of {file}", h.name());
        assert_eq!(h.entries(), golden["entries"].as_f64().unwrap(), "{}", h.name());
        let mean = golden["mean"].as_f64().unwrap();
        assert!((h.mean() - mean).abs() < 1e-12 * mean, "{}: {} is not {mean}", h.name(), h.mean());
    }
    assert_eq!(events.runs(), 1);
}

#[test]
fn queries_agree_with_rdataframe_on_a_tree() {
    check("events.root", 1);
    check("events.root", 2);
}

#[test]
fn queries_agree_with_rdataframe_on_an_rntuple() {
    check("events_rntuple.root", 1);
    check("events_rntuple.root", 2);
}

#[test]
fn files_that_are_not_there_are_named() {
    let error = Frame::open(golden("nothing_*.root"), "Events").unwrap_err().to_string();
    assert!(error.starts_with("no file fits `") && error.ends_with("nothing_*.root`"), "{error}");
    let error = Frame::open(golden("events.root"), "Event").unwrap_err().to_string();
    assert!(error.contains("events.root") && error.contains("Events"), "{error}");
    let events = Frame::open_all(&[golden("events.root"), golden("events.roo?")], "Events").unwrap();
    assert_eq!(events.entries(), 2000);
    let error = events.column::<[f32]>("Muon_charge").unwrap_err().to_string();
    assert_eq!(error, "column `Muon_charge` holds `[i32]`, not `[f32]`; ask for `[i32]`");
}

#[test]
fn snapshots_in_files_are_frames_again() {
    let events = Frame::open(golden("events.root"), "Events").unwrap();
    let chosen = events.filter("nMuon == 2").unwrap().define("good_pt", "Jet_pt[abs(Jet_eta) < 2]").unwrap();
    let columns = ["nMuon", "MET_pt", "good_pt", "Muon_charge"];
    let directory = tempfile::tempdir().unwrap();
    let expected = chosen.sum("good_pt").unwrap();
    let tree = chosen.snapshot_tree(directory.path().join("tree.root"), "Chosen", &columns).unwrap();
    let ntuple = chosen.snapshot_ntuple(directory.path().join("ntuple.root"), "Chosen", &columns).unwrap();
    for copy in [tree, ntuple] {
        let (rows, sum) = (copy.filter("Muon_charge.size() == nMuon").unwrap().count(), copy.sum("good_pt").unwrap());
        assert_eq!(rows.value().unwrap(), chosen.count().value().unwrap());
        assert!((sum.value().unwrap() - expected.value().unwrap()).abs() < 1e-9 * sum.value().unwrap());
    }
    let error =
        chosen.snapshot_tree(directory.path().join("no/tree.root"), "Chosen", &columns).unwrap_err().to_string();
    assert!(error.starts_with("cannot write ") && error.contains("no/tree.root"), "{error}");
    let truncated = directory.path().join("short.root");
    let bytes = std::fs::read(golden("events.root")).unwrap();
    std::fs::write(&truncated, &bytes[..bytes.len() / 2]).unwrap();
    if let Ok(short) = Frame::open(&truncated, "Events") {
        let error = short.sum("MET_pt").unwrap().value().unwrap_err().to_string();
        assert!(error.contains("short.root"), "{error}");
    }
    std::fs::write(&truncated, b"").unwrap();
    let error = Frame::open(&truncated, "Events").unwrap_err().to_string();
    assert!(error.starts_with("cannot open ") && error.contains("short.root"), "{error}");
}
