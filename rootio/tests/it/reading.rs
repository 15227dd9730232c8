use std::collections::HashMap;

use rootio::{Array, ReadOptions, RootFile, Table, ls, views};
use serde_json::{Value as Json, json};

use super::data;

const TREES: [&str; 5] = ["tree_zstd.root", "tree_lz4.root", "tree_zlib.root", "tree_lzma.root", "tree_plain.root"];

/// Entry `i` of an array, as uproot's lists are in JSON.
pub(crate) fn entry(array: &Array, i: usize) -> Json {
    match array {
        Array::Bool(v) => json!(v[i]),
        Array::String(s) => {
            json!(String::from_utf8_lossy(&s.bytes[s.offsets[i] as usize..s.offsets[i + 1] as usize]))
        }
        Array::List(l) => (l.offsets[i]..l.offsets[i + 1]).map(|k| entry(&l.values, k as usize)).collect(),
        Array::Fixed(f) => (i * f.size..(i + 1) * f.size).map(|k| entry(&f.values, k)).collect(),
        Array::Struct(s) => Json::Object(s.fields.iter().map(|(n, a)| (n.clone(), entry(a, i))).collect()),
        Array::U64(v) => json!(v[i]),
        Array::I64(v) => json!(v[i]),
        numbers => json!(numbers.to_f64().unwrap()[i]),
    }
}

/// Equality of numbers whatever their kind, and of records whatever their names.
fn same(ours: &Json, theirs: &Json) -> bool {
    match (ours, theirs) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => a.len() == b.len() && a.values().zip(b.values()).all(|(a, b)| same(a, b)),
        // uproot gives maps as pairs.
        (Json::Object(a), Json::Array(b)) => a.len() == b.len() && a.values().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}

fn expected(table: &str) -> HashMap<String, Vec<Json>> {
    let text = std::fs::read_to_string(data("expected.json")).unwrap();
    let mut all: HashMap<String, HashMap<String, Vec<Json>>> = serde_json::from_str(&text).unwrap();
    all.remove(table).unwrap()
}

fn check(table: &dyn Table, expected: &HashMap<String, Vec<Json>>, at_least: usize) {
    let mut compared = 0;
    for column in table.columns() {
        let Some(values) = expected.get(&column.name) else { continue };
        let Ok(ty) = &column.ty else { panic!("{}: {:?}", column.name, column.ty) };
        let batch = table.read(&[&column.name], 0..table.entries(), ReadOptions { threads: 2 }).unwrap();
        let array = &batch.columns[0].1;
        assert_eq!(array.ty(), *ty, "{}", column.name);
        assert_eq!(array.len(), values.len(), "{}", column.name);
        // The node of a split collection: uproot gives its members once more.
        if matches!(array, Array::I32(_)) && values.iter().any(|value| !value.is_number()) {
            continue;
        }
        for (i, value) in values.iter().enumerate() {
            assert!(same(&entry(array, i), value), "{} entry {i}: {} not {value}", column.name, entry(array, i));
        }
        compared += 1;
    }
    assert!(compared >= at_least, "only {compared} columns were compared");
}

#[test]
fn every_column_of_a_tree_equals_uproot_whatever_the_compression() {
    let expected = expected("tree");
    for name in TREES {
        let file = RootFile::open(data(name)).unwrap();
        check(&*file.table("t").unwrap(), &expected, 16);
    }
}

#[test]
fn every_column_of_an_ntuple_equals_uproot() {
    let file = RootFile::open(data("ntuple.root")).unwrap();
    check(&*file.table("n").unwrap(), &expected("ntuple"), 9);
}

#[test]
fn a_range_is_the_same_as_a_slice_of_all() {
    for (name, table) in [("tree_zstd.root", "t"), ("ntuple.root", "n")] {
        let file = RootFile::open(data(name)).unwrap();
        let table = file.table(table).unwrap();
        let names = table.select(&["*"]).unwrap();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let all = table.read(&names, 0..table.entries(), ReadOptions::default()).unwrap();
        for range in [0..1, 39..41, 17..83, 99..100, 50..50] {
            let part = table.read(&names, range.clone(), ReadOptions { threads: 1 }).unwrap();
            for ((name, part), (_, all)) in part.columns.iter().zip(&all.columns) {
                assert_eq!(*part, all.slice(range.start as usize, range.end as usize), "{name} {range:?}");
            }
        }
    }
}

#[test]
fn clusters_cover_all_entries_once() {
    for (name, table) in [("tree_zstd.root", "t"), ("ntuple.root", "n")] {
        let file = RootFile::open(data(name)).unwrap();
        let table = file.table(table).unwrap();
        let clusters = table.clusters(&[]).unwrap();
        assert_eq!(clusters.first().unwrap().start, 0);
        assert!(clusters.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(clusters.last().unwrap().end, table.entries());
    }
}

#[test]
fn columns_with_one_counter_share_their_offsets() {
    let file = RootFile::open(data("tree_zstd.root")).unwrap();
    let batch = file.tree("t").unwrap().read(&["pt", "n"], 0..100, ReadOptions::default()).unwrap();
    let Array::List(pt) = batch.column("pt").unwrap() else { panic!() };
    let Array::I32(n) = batch.column("n").unwrap() else { panic!() };
    assert_eq!(pt.offsets.windows(2).map(|w| (w[1] - w[0]) as i32).collect::<Vec<_>>(), *n);
}

#[test]
fn histograms_graphs_functions_and_texts_are_typed() {
    let file = RootFile::open(data("objects.root")).unwrap();
    let h: views::Histogram = file.get("h").unwrap();
    assert_eq!((h.class().as_str(), h.axes[0].bins, h.entries), ("TH1D", 10, 100.0));
    assert_eq!(h.axes[0].title, "x axis");
    assert_eq!(h.contents.len(), 12);
    // Weights 1 + i/100 for i = 0…99 sum up to 149.5.
    assert!((h.contents.iter().sum::<f64>() - 149.5).abs() < 1e-9);
    let h2: views::Histogram = file.get("h2").unwrap();
    assert_eq!(h2.axes[1].edges, [0.0, 0.3, 1.0]);
    assert_eq!(h2.axes[0].labels, [(2, "middle".to_owned())]);
    let h3: views::Histogram = file.get("h3").unwrap();
    assert_eq!((h3.storage, h3.contents.len()), (views::Storage::I32, 64));
    let p: views::Histogram = file.get("p").unwrap();
    assert_eq!(p.profile.unwrap().bin_entries.iter().sum::<f64>(), 100.0);
    let g: views::Graph = file.get("g").unwrap();
    assert_eq!((g.x, g.y), (vec![1.0, 2.0], vec![2.0, 3.0]));
    let f: views::Function = file.get("f1").unwrap();
    assert_eq!(f.parameters, [("p0".to_owned(), 1.5), ("slope".to_owned(), -2.0)]);
    assert_eq!(file.get::<views::Text>("note").unwrap().0, "second");
    assert_eq!(file.get::<views::Text>("note;1").unwrap().0, "first");
    assert_eq!(file.get::<views::Text>("a/b/inner").unwrap().0, "deep");
    assert_eq!(file.get::<views::Parameter>("number").unwrap().value, views::Number::F64(2.5));
}

#[test]
fn a_canvas_has_its_pads_and_what_is_drawn_on_them() {
    let file = RootFile::open(data("objects.root")).unwrap();
    let canvas = file.object("c").unwrap();
    let json = canvas.to_json();
    assert_eq!(
        (&json["_typename"], &json["fName"], &json["fTitle"]),
        (&json!("TCanvas"), &json!("c"), &json!("canvas"))
    );
    assert!(json["fCw"].as_u64().unwrap() > 100 && json["fCatt"]["_typename"] == "TAttCanvas", "{json}");
    let primitives: Vec<&str> =
        json["fPrimitives"]["arr"].as_array().unwrap().iter().filter_map(|item| item["_typename"].as_str()).collect();
    assert!(primitives.contains(&"TH1D"), "{primitives:?}");
    let mut unreadable = 0;
    canvas.visit(&mut |object| {
        unreadable +=
            object.members.iter().filter(|(_, value)| matches!(value, rootio::Value::Unreadable { .. })).count();
    });
    assert_eq!(unreadable, 0);
}

#[test]
fn variants_are_a_tag_and_a_list_of_each_alternative() {
    let file = RootFile::open(data("variants.root")).unwrap();
    let text = std::fs::read_to_string(data("variants.json")).unwrap();
    let expected: HashMap<String, Vec<Json>> = serde_json::from_str(&text).unwrap();
    let table = file.table("n").unwrap();
    check(&*table, &expected, 3);
    // The middle of a cluster, and the edges between some.
    let batch = table.read(&["one", "many"], 7..143, ReadOptions { threads: 1 }).unwrap();
    for (name, array) in &batch.columns {
        for i in 0..136 {
            assert!(same(&entry(array, i), &expected[name][i + 7]), "{name} {i}");
        }
    }
    assert_eq!(table.columns()[0].ty.as_ref().unwrap().to_string(), batch.columns[0].1.ty().to_string(),);
}

#[test]
fn a_sparse_histogram_has_the_bins_that_root_has() {
    let file = RootFile::open(data("more.root")).unwrap();
    let sparse: views::Sparse = file.get("sparse").unwrap();
    let expected: Vec<(Vec<usize>, f64, f64)> =
        serde_json::from_str(&std::fs::read_to_string(data("sparse.json")).unwrap()).unwrap();
    let bins: Vec<_> = sparse.bins.into_iter().map(|bin| (bin.bins, bin.content, bin.variance)).collect();
    assert_eq!(bins, expected);
    assert_eq!((sparse.entries, sparse.axes[1].bins, sparse.axes[1].title.as_str()), (60.0, 300, "pt"));
    let error = file.get::<views::Sparse>("p2").unwrap_err().to_string();
    assert!(error.contains("is a TProfile2D, wanted a sparse histogram"), "{error}");
}

#[test]
fn collections_and_groups_of_graphs_are_lists_of_their_items() {
    let file = RootFile::open(data("more.root")).unwrap();
    for name in ["array", "list"] {
        let object = file.object(name).unwrap();
        let rootio::Value::List(items) = object.get("arr").unwrap() else { panic!("{object:?}") };
        let texts: Vec<&str> = items.iter().map(|item| item.as_object().unwrap().str("fString").unwrap()).collect();
        assert_eq!(texts, ["one", "two", "three"], "{name}");
    }
    let json = file.object("map").unwrap().to_json();
    assert_eq!(
        (&json["arr"][0]["first"]["fString"], &json["arr"][0]["second"]["fString"]),
        (&json!("one"), &json!("two"))
    );
    let graphs = file.object("multi").unwrap();
    let graphs: Vec<views::Graph> = graphs
        .items("fGraphs")
        .unwrap()
        .iter()
        .map(|graph| rootio::FromObject::from_object(graph.as_object().unwrap()).unwrap())
        .collect();
    assert_eq!((graphs.len(), graphs[1].name.as_str(), &graphs[1].y), (2, "g2", &vec![2.0, 4.0, 6.0]));
    let profiles = [("p2", 16), ("p3", 64)].map(|(name, cells)| (file.get::<views::Histogram>(name).unwrap(), cells));
    for (profile, cells) in profiles {
        assert_eq!((profile.contents.len(), profile.entries, profile.profile.is_some()), (cells, 10.0, true));
    }
}

#[test]
fn errors_name_the_file_and_the_nearest_names() {
    let file = RootFile::open(data("objects.root")).unwrap();
    let text = file.key("a/b/iner").unwrap_err().to_string();
    assert!(text.contains("objects.root:a/b") && text.contains("near: `inner`"), "{text}");
    let tree = RootFile::open(data("tree_zstd.root")).unwrap();
    let text = tree.tree("t").unwrap().select(&["matrx"]).unwrap_err().to_string();
    assert!(text.contains("no column `matrx`") && text.contains("`matrix`"), "{text}");
    let text = RootFile::open(file!()).or_else(|_| RootFile::open(data("make.py"))).unwrap_err().to_string();
    assert!(text.contains("is not a ROOT file"), "{text}");
}

#[test]
fn a_listing_tells_types_and_sizes() {
    let file = RootFile::open(data("tree_zstd.root")).unwrap();
    let listing = ls::list(&file, ls::Detail::Trees).unwrap();
    let text = ls::render(&listing, ls::Style::Tree);
    assert!(text.contains("TTree") && text.contains("100 entries") && text.contains("vector<vector<int> >"), "{text}");
    let json = ls::to_json(&listing);
    assert_eq!(json["objects"][0]["entries"], 100);
}
