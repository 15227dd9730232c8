use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use polars::prelude::{Column, IntoColumn, LazyFrame, NamedFrom, Series};
use polars::prelude::{
    CsvWriter, DataFrame, IntoLazy, IpcWriter, ParquetWriter, ScanArgsAnonymous, SerWriter, col, df, lit,
};
use polars_arrow::array::{ListArray, PrimitiveArray};

use rootlet::frame::{ColumnData, ColumnInfo, Frame, Memory, Result, Sample, Source};

use crate::scan::Scan;
use crate::{FrameTables as _, MemoryTables as _, scan_rntuple, scan_root};

fn events() -> Memory {
    let lists = ColumnData::lists(&[vec![1.5f32, 2.5], vec![], vec![3.5]]);
    Memory::new()
        .with("x", ColumnData::flat(vec![10.0f64, 20.0, 30.0]))
        .and_then(|m| m.with("v", lists))
        .and_then(|m| m.with("n", ColumnData::flat(vec![2i32, 0, 1])))
        .and_then(|m| m.with("good", ColumnData::flat(vec![true, false, true])))
        .and_then(|m| m.with("name", ColumnData::flat(["a", "b", "c"].map(str::to_owned).to_vec())))
        .unwrap()
}

fn golden(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "analysis-core", "tests", "goldens", "adl", name].iter().collect()
}

/// Where the values of a column of lists begin, and its offsets.
fn list_memory(column: &Column) -> (*const f32, *const i64) {
    let series = column.as_materialized_series();
    let lists = series.chunks()[0].as_any().downcast_ref::<ListArray<i64>>().unwrap();
    let values = lists.values().as_any().downcast_ref::<PrimitiveArray<f32>>().unwrap();
    (values.values().as_ptr(), lists.offsets().buffer().as_ptr())
}

#[test]
fn numbers_and_lists_share_their_memory_both_ways() {
    let memory = events();
    let x = memory.column("x").unwrap().as_slice::<f64>().unwrap().as_ptr();
    let v = memory.column("v").unwrap();
    let offsets = v.offsets().unwrap().as_ptr();
    let frame = memory.to_polars().unwrap();
    assert_eq!(frame.column("x").unwrap().f64().unwrap().cont_slice().unwrap().as_ptr(), x);
    let (values, shared) = list_memory(frame.column("v").unwrap());
    assert_eq!(shared, offsets);

    let back = Memory::from_polars(&frame).unwrap();
    assert_eq!(back.column("x").unwrap().as_slice::<f64>().unwrap().as_ptr(), x);
    assert_eq!(back.column("v").unwrap().offsets().unwrap().as_ptr(), offsets);
    assert_eq!(list_memory(back.to_polars().unwrap().column("v").unwrap()), (values, shared));
    // What is shared outlives where it came from.
    drop((memory, frame));
    let total = Frame::new(back).sum("v").unwrap();
    assert_eq!(*total.value().unwrap(), 7.5);
}

#[test]
fn windows_of_columns_are_shared_as_well() {
    let tail = events().column("v").unwrap().slice(1..3);
    let x = events().column("x").unwrap().slice(1..3);
    let memory = Memory::new().with("v", tail).and_then(|m| m.with("x", x)).unwrap();
    let frame = memory.to_polars().unwrap();
    assert_eq!(frame.column("x").unwrap().f64().unwrap().to_vec(), [Some(20.0), Some(30.0)]);
    assert_eq!(frame.column("v").unwrap().list().unwrap().explode_lengths(), [0, 1]);
    let back = Frame::from_polars(&frame).unwrap();
    assert_eq!(*back.sum("v").unwrap().value().unwrap(), 3.5);
}

trait Lengths {
    fn explode_lengths(&self) -> Vec<usize>;
}

impl Lengths for polars::prelude::ListChunked {
    fn explode_lengths(&self) -> Vec<usize> {
        (0..self.len()).map(|i| self.get_as_series(i).map_or(0, |list| list.len())).collect()
    }
}

#[test]
fn every_type_survives_the_way_there_and_back() {
    let frame = events().to_polars().unwrap();
    let back = Memory::from_polars(&frame).unwrap();
    assert_eq!(back.to_string(), events().to_string());
}

#[test]
fn nulls_and_dates_are_named() {
    let frame = df!["n" => [Some(1i32), None], "x" => [Some(1.0f64), None]].unwrap();
    let error = Frame::from_polars(&frame).unwrap_err().to_string();
    assert_eq!(
        error,
        "column `n` of a `DataFrame` cannot be read: 1 of its values are null; use `fill_null` or `drop_nulls` first"
    );
    let x = Memory::from_polars(&frame.select(["x"]).unwrap()).unwrap();
    assert!(x.column("x").unwrap().as_slice::<f64>().unwrap()[1].is_nan());
    let dates = Series::new("day".into(), [1i32, 2]).cast(&polars::prelude::DataType::Date).unwrap();
    let error = Frame::from_polars(&DataFrame::new(2, vec![dates.into_column()]).unwrap()).unwrap_err().to_string();
    assert!(error.contains("no type for `date`"), "{error}");
}

#[test]
fn parquet_csv_and_ipc_are_sources() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let file = |name: &str| std::fs::File::create(path(name)).unwrap();
    let mut table = events().to_polars().unwrap();
    ParquetWriter::new(file("a.parquet")).finish(&mut table).unwrap();
    IpcWriter::new(file("a.arrow")).finish(&mut table).unwrap();
    let mut flat = table.select(["x", "n", "name"]).unwrap();
    CsvWriter::new(file("a.csv")).finish(&mut flat).unwrap();

    for frame in [Frame::from_parquet(path("a.parquet")).unwrap(), Frame::from_ipc(path("a.arrow")).unwrap()] {
        let (sum, two) = (frame.sum("v[v > 2]").unwrap(), frame.filter("n == v.size() && good").unwrap().count());
        assert_eq!((*sum.value().unwrap(), *two.value().unwrap()), (6.0, 2));
        assert_eq!(frame.runs(), 1);
    }
    let csv = Frame::from_csv(path("a.csv")).unwrap();
    assert_eq!(*csv.filter("name != \"b\"").unwrap().sum("x").unwrap().value().unwrap(), 40.0);
    let error = Frame::from_parquet(path("none.parquet")).unwrap_err().to_string();
    assert!(error.starts_with("cannot open ") && error.matches("none.parquet").count() == 1, "{error}");
    let error = csv.sum("y").map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("no column `y`"), "{error}");
}

#[test]
fn snapshots_in_parquet_are_frames_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("chosen.parquet");
    let events = Frame::open(golden("events.root"), "Events").unwrap();
    let chosen = events.filter("nMuon == 2").unwrap().define("good_pt", "Jet_pt[abs(Jet_eta) < 2]").unwrap();
    let columns = ["nMuon", "MET_pt", "good_pt", "Muon_charge"];
    let (expected, booked) = (chosen.sum("good_pt").unwrap(), chosen.book_parquet(&path, &columns).unwrap());
    let copy = booked.value().unwrap();
    assert_eq!(events.runs(), 1, "one loop made both");
    assert!((copy.sum("good_pt").unwrap().value().unwrap() - expected.value().unwrap()).abs() < 1e-6);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no part is left behind");
    let table = chosen.to_polars(&columns).unwrap();
    assert_eq!(table.height() as u64, copy.entries());
}

#[test]
fn trees_and_rntuples_are_sources_of_queries() {
    let tree = scan_root(golden("events.root"), "Events").unwrap();
    let ntuple = scan_rntuple(golden("events_rntuple.root"), "Events").unwrap();
    let answer = |lazy: LazyFrame| {
        let query =
            lazy.filter(col("nMuon").eq(lit(2))).select([col("MET_pt").sum(), col("Jet_pt").list().sum().sum()]);
        query.collect().unwrap()
    };
    assert_eq!(answer(tree.clone()), answer(ntuple));
    let head = tree.clone().select([col("MET_pt")]).limit(3).collect().unwrap();
    assert_eq!(head.shape(), (3, 1));
    let counts = tree.group_by([col("nMuon")]).agg([col("MET_pt").mean()]).collect().unwrap();
    assert!(counts.height() > 3);
}

/// A source that notes what is read.
struct Probe(Memory, Mutex<Vec<(usize, Range<u64>)>>);

impl Source for Probe {
    fn name(&self) -> String {
        "probe".to_owned()
    }
    fn entries(&self) -> u64 {
        self.0.entries()
    }
    fn columns(&self) -> &[ColumnInfo] {
        self.0.columns()
    }
    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        self.1.lock().unwrap().push((column, entries.clone()));
        self.0.read(column, entries)
    }
    fn samples(&self) -> Vec<Sample> {
        [0..2, 2..3].map(|entries| Sample { name: "part".to_owned(), index: 0, entries }).to_vec()
    }
}

#[test]
fn queries_read_only_their_columns_and_rows() {
    let check = |query: fn(LazyFrame) -> LazyFrame, expected: &[(usize, Range<u64>)]| {
        let source = Arc::new(Probe(events(), Mutex::default()));
        let scan = Arc::new(Scan { source: source.clone() });
        let lazy = LazyFrame::anonymous_scan(scan, ScanArgsAnonymous::default()).unwrap();
        let table = query(lazy).collect().unwrap();
        assert_eq!(*source.1.lock().unwrap(), expected);
        table
    };
    check(|lazy| lazy.select([col("x").sum()]), &[(0, 0..2), (0, 2..3)]);
    check(|lazy| lazy.select([col("x"), col("n")]).limit(2), &[(0, 0..2), (2, 0..2)]);
    let table = check(
        |lazy| lazy.filter(col("n").gt(lit(0))).select([col("x")]),
        &[(0, 0..2), (2, 0..2), (0, 2..3), (2, 2..3)],
    );
    assert_eq!(table.column("x").unwrap().f64().unwrap().to_vec(), [Some(10.0), Some(30.0)]);
    let sums = events().to_polars().unwrap().lazy().select([col("x").sum()]).collect().unwrap();
    assert_eq!(sums.column("x").unwrap().f64().unwrap().get(0), Some(60.0));
}
