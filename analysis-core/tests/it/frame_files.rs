//! Frames over files that are not as they should be.

use std::path::{Path, PathBuf};

use rootio::{Array, RootWriter, Type};
use rootlet::{Frame, Hist1D};

/// A tree of `x` (and `y`) with `entries` entries.
fn write(path: &Path, entries: i32, with_y: bool) {
    let mut file = RootWriter::create(path).unwrap();
    let x = Array::from((0..entries).map(f64::from).collect::<Vec<_>>());
    let mut types = vec![("x", Type::F64)];
    let mut data = vec![("x", &x)];
    if with_y {
        types.push(("y", Type::F64));
        data.push(("y", &x));
    }
    let mut tree = file.tree("Events", "", &types).unwrap();
    tree.write(&data).unwrap();
    tree.finish().unwrap();
    file.finish().unwrap();
}

fn files(directory: &Path) -> Vec<PathBuf> {
    (0..4).map(|index| directory.join(format!("{index}.root"))).collect()
}

#[test]
fn column_that_vanishes_in_the_third_file_is_named_and_other_results_are_made() {
    let directory = tempfile::tempdir().unwrap();
    let files = files(directory.path());
    for (index, file) in files.iter().enumerate() {
        write(file, 100, index != 2);
    }
    let events = Frame::open_all(&files, "Events").unwrap();
    let x = events.histo1d(Hist1D::new("x", "", 10, 0.0, 100.0), "x").unwrap();
    let y = events.sum("y").unwrap();
    let error = y.value().unwrap_err().to_string();
    assert!(error.starts_with("column `y` of `Events` of ") && error.contains("is missing in"), "{error}");
    assert!(error.contains("2.root") && error.contains("from 200 of the chain"), "{error}");
    assert!(x.is_ready(), "the same loop made it");
    assert_eq!(x.value().unwrap().entries(), 400.0);
}

#[test]
fn truncated_file_in_a_chain_is_named_with_its_entries() {
    let directory = tempfile::tempdir().unwrap();
    let files = files(directory.path());
    for file in &files {
        write(file, 100_000, true);
    }
    let bytes = std::fs::read(&files[1]).unwrap();
    // A hole in the baskets, with the directory at the end still in place.
    let mut broken = bytes.clone();
    let middle = bytes.len() / 3;
    broken[middle..middle + 4000].fill(0xff);
    std::fs::write(&files[1], &broken).unwrap();
    let events = Frame::open_all(&files, "Events").unwrap();
    let (x, y) = (events.sum("x").unwrap(), events.sum("y").unwrap());
    let outcomes = [x.value().map(|_| ()), y.value().map(|_| ())];
    let error = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).unwrap().to_string();
    assert!(error.starts_with("cannot read column `"), "{error}");
    assert!(error.contains("1.root") && error.contains("in entries "), "{error}");
    assert!(outcomes.iter().any(Result::is_ok), "the column that is whole is read: {error}");

    std::fs::write(&files[1], &bytes[..bytes.len() / 2]).unwrap();
    let error = Frame::open_all(&files, "Events").and_then(|events| events.sum("x")?.value().copied());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("1.root"), "{error}");
}

#[test]
fn zero_events_give_empty_results() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("empty.root");
    write(&file, 0, true);
    let events = Frame::open(&file, "Events").unwrap();
    let chosen = events.filter("x > y").unwrap();
    let (h, n) = (chosen.histo1d(Hist1D::new("x", "", 10, 0.0, 1.0), "x").unwrap(), chosen.count());
    let (report, mean, graph) = (chosen.report(), chosen.mean("x").unwrap(), chosen.scatter("x", "y").unwrap());
    assert_eq!((h.value().unwrap().entries(), *n.value().unwrap()), (0.0, 0));
    assert_eq!(report.value().unwrap().cuts[0].all, 0);
    assert!(mean.value().unwrap().is_nan());
    assert_eq!(graph.value().unwrap().x().len(), 0);
    let copy = chosen.snapshot_tree(directory.path().join("copy.root"), "Events", &[]).unwrap();
    assert_eq!((copy.entries(), copy.columns().len()), (0, 2));
}

#[test]
fn files_that_are_empty_or_something_else_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("text.root");
    for content in ["", "no ROOT file at all, but long enough to have had a header of one"] {
        std::fs::write(&file, content).unwrap();
        let error = Frame::open(&file, "Events").unwrap_err().to_string();
        assert!(error.starts_with("cannot open ") && error.contains("text.root"), "{error}");
    }
}

#[test]
fn booked_files_are_written_by_the_loop_of_the_other_results() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("events.root");
    write(&file, 50_000, true);
    for threads in [1, 2] {
        let events = Frame::open(&file, "Events").unwrap().threads(threads);
        let even = events.filter("rdfentry_ % 2 == 0").unwrap();
        let tree = even.book_tree(directory.path().join("even.root"), "Even", &["x"]).unwrap();
        let ntuple = even.book_ntuple(directory.path().join("ntuple.root"), "Even", &["x", "y"]).unwrap();
        let points = even.scatter("x", "2 * y").unwrap();
        assert!(!directory.path().join("even.root").exists() || threads == 2);
        assert_eq!(tree.value().unwrap().entries(), 25_000);
        assert_eq!(events.runs(), 1);
        let back = ntuple.value().unwrap().take::<f64>("x").unwrap();
        assert_eq!(back.value().unwrap(), points.value().unwrap().x());
        assert_eq!(points.value().unwrap().y()[1], 4.0);
    }
    let broken = Frame::open(&file, "Events").unwrap().define_with("z", |row| {
        assert!(row.entry() < 30_000, "a closure that fails late");
        1.0
    });
    let path = directory.path().join("never.root");
    let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        broken.unwrap().threads(1).snapshot_tree(&path, "Never", &["z"]).map(|_| ())
    }));
    assert!(attempt.is_err());
    assert!(!path.exists(), "a loop that ended early leaves no file");
}
