//! Files with everything that we write, for ROOT, uproot and JSROOT: `tests/peers/read_back.py` compares
//! them with the expected values beside them.

use std::path::{Path, PathBuf};

use rootio::{
    Array, Compression, RootFile, RootWriter, Type, WriteOptions,
    views::{
        Axis, Function, Graph, GraphErrors, Histogram, Number, Parameter, Profile, Sparse, SparseBin, Storage, Text,
    },
};
use serde_json::{Value as Json, json};

use super::writing::columns;

const COMPRESSIONS: [(&str, Compression); 4] = [
    ("none", Compression::None),
    ("zlib", Compression::Zlib(1)),
    ("lz4", Compression::Lz4),
    ("zstd", Compression::Zstd(5)),
];

fn axis(dimension: usize) -> Axis {
    let name = ["xaxis", "yaxis", "zaxis"][dimension].to_owned();
    match dimension {
        0 => Axis { name, title: "x (GeV)".to_owned(), bins: 4, low: -1.0, high: 1.0, ..Axis::default() },
        1 => Axis { name, bins: 3, low: 0.0, high: 1.0, edges: vec![0.0, 0.2, 0.5, 1.0], ..Axis::default() },
        _ => {
            let labels = vec![(1, "one".to_owned()), (2, "two".to_owned())];
            Axis { name, bins: 2, low: 0.0, high: 2.0, labels, ..Axis::default() }
        }
    }
}

fn histogram(dimensions: usize, storage: Storage, is_profile: bool) -> Histogram {
    let axes: Vec<Axis> = (0..dimensions).map(axis).collect();
    let cells: usize = axes.iter().map(|axis| axis.bins + 2).product();
    let contents: Vec<f64> = (0..cells).map(|i| ((i * 7) % 50) as f64).collect();
    let profile = is_profile.then(|| Profile {
        bin_entries: contents.iter().map(|c| c + 1.0).collect(),
        bin_sumw2: vec![],
        low: 0.0,
        high: 0.0,
        error_mode: 0,
    });
    Histogram {
        name: format!("h{dimensions}{storage:?}{}", if is_profile { "p" } else { "" }).to_lowercase(),
        title: "a title; with ä".to_owned(),
        storage,
        axes,
        sumw2: if is_profile || storage == Storage::F64 { contents.iter().map(|c| c * 2.0).collect() } else { vec![] },
        contents,
        entries: 100.0,
        sums: (0..[4, 7, 11][dimensions - 1] + 2 * usize::from(is_profile)).map(|i| i as f64 + 100.0).collect(),
        profile,
    }
}

fn write_objects(out: &mut RootWriter, expected: &mut serde_json::Map<String, Json>) -> rootio::Result<()> {
    let storages = [Storage::I8, Storage::I16, Storage::I32, Storage::I64, Storage::F32, Storage::F64];
    for dimensions in 1..=3 {
        let plain = storages.map(|storage| histogram(dimensions, storage, false));
        for h in plain.iter().chain(&[histogram(dimensions, Storage::F64, true)]) {
            let path = format!("histograms/{dimensions}d/{}", h.name);
            out.write(&path, h)?;
            expected.insert(
                path,
                json!({"class": h.class(), "contents": h.contents, "sumw2": h.sumw2, "title": h.title,
                    "entries": h.entries, "edges": h.axes.iter().map(|a| json!([a.low, a.high, a.bins, a.edges,
                    a.labels, a.title])).collect::<Vec<_>>(),
                    "bin_entries": h.profile.as_ref().map(|p| p.bin_entries.clone())}),
            );
        }
    }
    let (x, y) = (vec![1.0, 2.0, 3.5], vec![-1.0, 0.5, 9.0]);
    let all = [
        ("none", GraphErrors::None),
        ("symmetric", GraphErrors::Symmetric { x: vec![0.1; 3], y: vec![0.2, 0.3, 0.4] }),
        (
            "asymmetric",
            GraphErrors::Asymmetric {
                x_low: vec![0.1; 3],
                x_high: vec![0.2; 3],
                y_low: vec![0.3; 3],
                y_high: vec![0.4; 3],
            },
        ),
    ];
    for (name, errors) in all {
        let graph = Graph { name: name.to_owned(), title: "g".to_owned(), x: x.clone(), y: y.clone(), errors };
        out.write(&format!("graphs/{name}"), &graph)?;
        expected.insert(format!("graphs/{name}"), json!({"x": x, "y": y, "errors": format!("{:?}", graph.errors)}));
    }
    let f = Function {
        name: "f".to_owned(),
        title: "[0]*exp(-0.5*((x-[1])/[2])^2)".to_owned(),
        formula: "[0]*exp(-0.5*((x-[1])/[2])^2)".to_owned(),
        low: -3.0,
        high: 3.0,
        points: 100,
        parameters: vec![("p0".to_owned(), 2.0), ("p1".to_owned(), 0.5), ("p2".to_owned(), 1.5)],
        errors: vec![0.1, 0.2, 0.3],
        ..Function::default()
    };
    out.write("functions/f", &f)?;
    expected.insert(
        "functions/f".to_owned(),
        json!({"at": 1.0, "value": 2.0 * (-0.5f64 * (0.5 / 1.5) * (0.5 / 1.5)).exp()}),
    );
    let saved: Vec<f64> = (0..=100).map(|i| f64::from(i) * 0.02).chain([0.0, 2.0]).collect();
    let compiled = Function { name: "s".to_owned(), low: 0.0, high: 2.0, points: 100, saved, ..Function::default() };
    out.write("functions/saved", &compiled)?;
    expected.insert("functions/saved".to_owned(), json!({"at": 1.0, "value": 1.0}));
    for (name, scale) in [("counts", 1.0), ("weighted", 2.5)] {
        // Two of ROOT's chunks.
        let bins: Vec<SparseBin> = (1..17_000usize)
            .map(|i| SparseBin { bins: vec![i % 6, i / 6 % 5, i / 30], content: i as f64, variance: i as f64 * scale })
            .collect();
        let long = Axis { bins: 600, high: 6.0, title: "long".to_owned(), ..Axis::default() };
        let axes = vec![axis(0), axis(1), long];
        let sparse = Sparse { name: name.to_owned(), title: "s".to_owned(), axes, bins, entries: 9.0 };
        out.write(&format!("sparse/{name}"), &sparse)?;
        let rows = sparse.bins.iter().map(|bin| json!([bin.bins, bin.content, bin.variance]));
        expected.insert(format!("sparse/{name}"), json!({"bins": rows.collect::<Vec<_>>(), "weighted": scale != 1.0}));
    }
    for text in ["first", "second"] {
        out.write("texts/note", &Text(text.to_owned()))?;
    }
    expected.insert("texts/note".to_owned(), json!({"text": "second"}));
    expected.insert("texts/note;1".to_owned(), json!({"text": "first"}));
    let numbers = [Number::F64(2.5), Number::F32(1.5), Number::I32(-7), Number::I64(1 << 40), Number::Bool(true)];
    for (i, value) in numbers.into_iter().enumerate() {
        let path = format!("numbers/n{i}");
        out.write(&path, &Parameter { name: format!("n{i}"), value })?;
        let number = match value {
            Number::F64(x) => x,
            Number::F32(x) => f64::from(x),
            Number::I32(x) => f64::from(x),
            Number::I64(x) => x as f64,
            Number::Bool(x) => f64::from(u8::from(x)),
        };
        expected.insert(path, json!({ "number": number }));
    }
    Ok(())
}

/// Entry by entry.
fn values(array: &Array) -> Json {
    (0..array.len()).map(|i| super::reading::entry(array, i)).collect()
}

/// Writes a file with each compression; gives their paths.
fn write_all(folder: &Path) -> rootio::Result<Vec<PathBuf>> {
    let columns = columns(3000);
    let given: Vec<(&str, &Array)> = columns.iter().map(|(name, array)| (*name, array)).collect();
    let types: Vec<(&str, Type)> = columns.iter().map(|(name, array)| (*name, array.ty())).collect();
    let mut paths = vec![];
    for (name, compression) in COMPRESSIONS {
        let mut expected = serde_json::Map::new();
        let path = folder.join(format!("{name}.root"));
        let mut out = RootWriter::create_with(&path, WriteOptions { compression })?;
        write_objects(&mut out, &mut expected)?;
        let mut tree = out.tree("tables/t", "a tree", &types)?;
        tree.counter("n", &["pt", "eta"])?;
        tree.write(&given)?;
        tree.write(&given)?;
        tree.finish()?;
        let mut ntuple = out.ntuple("tables/r", "", &types)?;
        ntuple.write(&given)?;
        ntuple.write(&given)?;
        ntuple.finish()?;
        out.finish()?;
        // And one more object by an update.
        let mut out = RootWriter::update(&path)?;
        out.write("later/note", &Text("added".to_owned()))?;
        out.finish()?;
        expected.insert("later/note".to_owned(), json!({"text": "added"}));
        let table: serde_json::Map<String, Json> =
            columns.iter().map(|(name, array)| ((*name).to_owned(), values(array))).collect();
        let all = json!({"objects": expected, "columns": table, "times": 2});
        let text = serde_json::to_string(&all).unwrap_or_default();
        std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
        paths.push(path);
    }
    Ok(paths)
}

/// In the folder that `ROOTIO_PEERS` names, where the other programs look for them; elsewhere to read them ourselves.
#[test]
fn files_with_everything_that_is_written_can_be_read() {
    let own = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("ROOTIO_PEERS").map_or_else(|| own.path().to_owned(), PathBuf::from);
    for path in write_all(&folder).unwrap() {
        let file = RootFile::open(&path).unwrap();
        let mut classes = vec![];
        file.walk(&mut |path, key| classes.push((path.to_owned(), key.class.clone()))).unwrap();
        for (path, class) in classes.iter().filter(|(_, class)| class.starts_with("TH") || class.starts_with("TP")) {
            if let Ok(h) = file.get::<Histogram>(path) {
                let dimensions = h.axes.len();
                let storage = h.storage;
                assert_eq!(h, histogram(dimensions, storage, h.profile.is_some()), "{path} ({class})");
            }
        }
        assert!(classes.len() > 35, "{}", classes.len());
    }
}
