use std::sync::Arc;

use rootio::{
    Array, Compression, Fixed, List, ReadOptions, RootFile, RootWriter, Table, Type, WriteOptions,
    views::{Axis, Sparse, SparseBin, Text},
};

/// Columns of every shape that both trees and RNTuples hold.
pub(crate) fn columns(entries: usize) -> Vec<(&'static str, Array)> {
    let lists = |from: fn(usize) -> f32| -> Array {
        (0..entries).map(|i| (0..i % 4).map(|k| from(i + k)).collect()).collect::<Vec<Vec<f32>>>().into()
    };
    let texts = List {
        offsets: Arc::new((0..=entries as i64).map(|i| i / 2).collect()),
        values: Box::new((0..entries / 2).map(|i| format!("t{i}")).collect::<Vec<_>>().into()),
    };
    let pairs: Array = (0..2 * entries as i64).map(|i| -i).collect::<Vec<_>>().into();
    vec![
        ("x", (0..entries).map(|i| i as f32 / 3.0).collect::<Vec<_>>().into()),
        ("flag", (0..entries).map(|i| i % 3 == 0).collect::<Vec<_>>().into()),
        ("byte", (0..entries).map(|i| i as u8).collect::<Vec<_>>().into()),
        ("pt", lists(|i| i as f32)),
        ("eta", lists(|i| -(i as f32))),
        ("text", (0..entries).map(|i| "ä".repeat(i % 200)).collect::<Vec<_>>().into()),
        ("texts", Array::List(texts)),
        ("pair", Array::Fixed(Fixed { size: 2, length: entries, values: Box::new(pairs) })),
    ]
}

fn compare(table: &dyn Table, columns: &[(&str, Array)], times: usize) {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let batch = table.read(&names, 0..table.entries(), ReadOptions::default()).unwrap();
    let entries = columns[0].1.len();
    assert_eq!(batch.entries, entries * times);
    for ((name, array), (_, read)) in columns.iter().zip(&batch.columns) {
        for i in 0..times {
            assert_eq!(read.slice(i * entries, (i + 1) * entries), *array, "{name}");
        }
    }
}

#[test]
fn trees_and_ntuples_come_back_with_every_compression() {
    let columns = columns(3000);
    let given: Vec<(&str, &Array)> = columns.iter().map(|(name, array)| (*name, array)).collect();
    let types: Vec<(&str, Type)> = columns.iter().map(|(name, array)| (*name, array.ty())).collect();
    for compression in [Compression::None, Compression::Zlib(1), Compression::Lz4, Compression::Zstd(3)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.root");
        let mut file = RootWriter::create_with(&path, WriteOptions { compression }).unwrap();
        let mut tree = file.tree("dir/t", "a title", &types).unwrap();
        tree.counter("n", &["pt", "eta"]).unwrap();
        for _ in 0..3 {
            tree.write(&given).unwrap();
        }
        tree.finish().unwrap();
        let mut ntuple = file.ntuple("r", "", &types).unwrap();
        for _ in 0..3 {
            ntuple.write(&given).unwrap();
        }
        ntuple.finish().unwrap();
        file.finish().unwrap();
        let file = RootFile::open(&path).unwrap();
        compare(&*file.table("dir/t").unwrap(), &columns, 3);
        compare(&*file.table("r").unwrap(), &columns, 3);
        let Array::I32(n) =
            &file.tree("dir/t").unwrap().read(&["n"], 0..4, ReadOptions::default()).unwrap().columns[0].1
        else {
            panic!()
        };
        assert_eq!(*n, [0, 1, 2, 3]);
    }
}

#[test]
fn lists_of_unequal_length_have_no_common_counter() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = RootWriter::create(folder.path().join("a.root")).unwrap();
    let (a, b): (Array, Array) = (vec![vec![1f32], vec![]].into(), vec![vec![1f32], vec![2.0]].into());
    let mut tree = file.tree("t", "", &[("a", a.ty()), ("b", b.ty())]).unwrap();
    tree.counter("n", &["a", "b"]).unwrap();
    assert!(tree.write(&[("a", &a), ("b", &b)]).is_err());
}

#[test]
fn nothing_appears_under_the_name_before_finish() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    let mut file = RootWriter::create(&path).unwrap();
    file.write("note", &Text("x".to_owned())).unwrap();
    assert!(!path.exists());
    drop(file);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_update_adds_cycles_and_keeps_the_old_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    std::fs::copy(super::data("objects.root"), &path).unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut file = RootWriter::update(&path).unwrap();
    file.write("note", &Text("third".to_owned())).unwrap();
    file.write("a/b/late", &Text("late".to_owned())).unwrap();
    file.write("new/one", &Text("one".to_owned())).unwrap();
    // A writer that stops here leaves the old file as it was, with unused bytes behind.
    let half = std::fs::read(&path).unwrap();
    assert_eq!(half[..before.len()], before[..]);
    assert_eq!(RootFile::open(&path).unwrap().get::<Text>("note").unwrap().0, "second");
    file.finish().unwrap();
    let file = RootFile::open(&path).unwrap();
    assert_eq!(file.get::<Text>("note").unwrap().0, "third");
    assert_eq!(file.get::<Text>("note;2").unwrap().0, "second");
    assert_eq!(file.get::<Text>("a/b/inner").unwrap().0, "deep");
    assert_eq!(file.get::<Text>("a/b/late").unwrap().0, "late");
    assert_eq!(file.get::<Text>("new/one").unwrap().0, "one");
    assert_eq!(file.object("h").unwrap().class, "TH1D");
}

#[test]
fn sparse_histograms_come_back_with_and_without_weights() {
    let axes = vec![
        Axis { name: "axis0".to_owned(), bins: 200, low: 0.0, high: 1.0, ..Axis::default() },
        Axis {
            name: "axis1".to_owned(),
            title: "pt".to_owned(),
            bins: 1,
            high: 2.0,
            edges: vec![0.0, 2.0],
            ..Axis::default()
        },
        Axis { name: "axis2".to_owned(), bins: 300, low: -1.0, high: 1.0, ..Axis::default() },
    ];
    // More bins than one chunk of ROOT holds, underflow and overflow among them.
    let bins: Vec<SparseBin> = (0..20_000usize)
        .map(|i| SparseBin { bins: vec![i % 202, i / 10_000, i % 302], content: i as f64, variance: i as f64 })
        .collect();
    let counts = Sparse { name: "counts".to_owned(), title: "t".to_owned(), axes, bins, entries: 7.0 };
    let mut weighted = counts.clone();
    weighted.bins.iter_mut().for_each(|bin| bin.variance = bin.content * 2.5);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    let mut file = RootWriter::create(&path).unwrap();
    file.write("counts", &counts).unwrap();
    file.write("weighted", &weighted).unwrap();
    file.finish().unwrap();
    let file = RootFile::open(&path).unwrap();
    assert_eq!(file.get::<Sparse>("counts").unwrap(), counts);
    assert_eq!(file.get::<Sparse>("weighted").unwrap(), weighted);
}
