use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rootlet_display::Show;

use super::*;
use crate::hist::{Hist1D, Hist2D, Profile1D};

/// `n` entries: `x` counts them, `v` has `x % 5` values `x + 0.5`, `w` is `x % 3`.
fn events(n: u64) -> Memory {
    let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
    let v: Vec<Vec<f32>> = (0..n).map(|i| vec![i as f32 + 0.5; (i % 5) as usize]).collect();
    let w: Vec<i32> = (0..n).map(|i| (i % 3) as i32).collect();
    Memory::new()
        .with("x", ColumnData::flat(x))
        .and_then(|m| m.with("v", ColumnData::lists(&v)))
        .and_then(|m| m.with("w", ColumnData::flat(w)))
        .unwrap()
}

fn h(bins: usize, low: f64, high: f64) -> Hist1D {
    Hist1D::new("h", "", bins, low, high)
}

/// A source that counts its reads and fails where it is told to.
struct Probe {
    inner: Memory,
    name: String,
    reads: AtomicUsize,
    broken_from: u64,
    cluster: u64,
}

impl Probe {
    fn new(inner: Memory) -> Self {
        Self { inner, name: "probe".to_owned(), reads: AtomicUsize::new(0), broken_from: u64::MAX, cluster: 0 }
    }
}

impl Source for Probe {
    fn name(&self) -> String {
        self.name.clone()
    }
    fn entries(&self) -> u64 {
        self.inner.entries()
    }
    fn columns(&self) -> &[ColumnInfo] {
        self.inner.columns()
    }
    fn clusters(&self, _: &[usize]) -> Vec<u64> {
        if self.cluster == 0 { Vec::new() } else { (0..self.entries()).step_by(self.cluster as usize).collect() }
    }
    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        if entries.end > self.broken_from {
            let cause = Arc::new(std::io::Error::other("the file ends too early"));
            let column = self.columns()[column].name.clone();
            return Err(Error::Read { place: self.name(), column, entries, cause });
        }
        self.inner.read(column, entries)
    }
}

#[test]
fn one_loop_makes_all_results() {
    let frame = Frame::new(events(1000));
    let sum = frame.sum("x").unwrap();
    let even = frame.filter("w == 0").unwrap();
    let (count, mean) = (even.count(), even.mean("x * 2").unwrap());
    let spread = frame.std_dev("x").unwrap();
    let ends = (frame.min("v").unwrap(), frame.max("v").unwrap());
    assert!(!count.is_ready());
    assert_eq!(*count.value().unwrap(), 334);
    assert_eq!(*sum.value().unwrap(), 499_500.0);
    assert_eq!(*mean.value().unwrap(), 999.0);
    assert!((spread.value().unwrap() - 288.819_436_095_8).abs() < 1e-9);
    assert_eq!((*ends.0.value().unwrap(), *ends.1.value().unwrap()), (1.5, 999.5));
    assert_eq!(frame.runs(), 1);
}

#[test]
fn closures_read_columns_by_handle() {
    let frame = Frame::new(events(100));
    let x = frame.column::<f64>("x").unwrap();
    let v = frame.column::<[f32]>("v").unwrap();
    let long = frame.filter_with(move |row| row[v].len() >= 3).named("three or more");
    let sums = long.define_with("s", move |row| row[v].iter().sum::<f32>()).unwrap();
    let halves = sums.define_with("halves", move |row| row[v].iter().map(|v| v / 2.0).collect::<Vec<f32>>()).unwrap();
    let s = sums.column::<f32>("s").unwrap();
    let total = halves.aggregate(0.0, move |sum, row| *sum += f64::from(row[s]) + row[x], |sum, later| *sum += later);
    let lists = halves.take_lists::<f32>("halves").unwrap();
    let expected: f64 =
        (0..100).filter(|i| i % 5 >= 3).map(|i| f64::from(i % 5) * (f64::from(i) + 0.5) + f64::from(i)).sum();
    assert_eq!(*total.value().unwrap(), expected);
    assert_eq!(lists.value().unwrap()[0], [1.75; 3]);
    assert_eq!(lists.value().unwrap().len(), 40);
}

#[test]
fn batches_give_slices_and_share_scratch() {
    let frame = Frame::new(events(100));
    let x = frame.column::<f64>("x").unwrap();
    let v = frame.column::<[f32]>("v").unwrap();
    let all =
        frame.aggregate_batches(0.0, move |sum, batch| *sum += batch.values(x).iter().sum::<f64>(), |a, b| *a += b);
    let some = frame.filter_batches(move |batch| batch.values(x).iter().map(|x| *x >= 90.0).collect());
    let late =
        some.aggregate_batches(0.0, move |sum, batch| *sum += batch.values(x).iter().sum::<f64>(), |a, b| *a += b);
    let firsts = some
        .define_batches::<[f32]>("firsts", move |batch, out| {
            for row in batch.rows() {
                out.list::<f32>().extend(row[v].iter().take(1));
                out.end_list();
            }
        })
        .unwrap();
    let filled = firsts.histo1d_batches(h(10, 0.0, 100.0), move |batch, fill| {
        for row in batch.rows() {
            row[v].iter().for_each(|&v| fill.fill(f64::from(v)));
        }
    });
    assert_eq!((*all.value().unwrap(), *late.value().unwrap()), (4950.0, 945.0));
    assert_eq!(firsts.take_lists::<f32>("firsts").unwrap().value().unwrap()[1], [91.5]);
    assert_eq!(filled.value().unwrap().bin_content(10), 20.0);
    let short = some.define_batches::<f64>("short", |_, out| out.push(1.0)).unwrap();
    let error = short.sum("short").unwrap().value().unwrap_err().to_string();
    assert!(error.starts_with("define_batches: the closure gave 1 values for the 10 selected rows"), "{error}");
}

#[test]
fn histograms_take_lists_and_weights() {
    let frame = Frame::new(events(10));
    let flat = frame.weight("w").unwrap().histo1d(h(10, 0.0, 10.0), "x").unwrap();
    let lists = frame.weight("w").unwrap().weight("2").unwrap().histo1d(h(10, 0.0, 10.0), "v").unwrap();
    let both = frame.histo2d(Hist2D::new("h2", "", 10, 0.0, 10.0, 10, 0.0, 10.0), "x", "v").unwrap();
    assert_eq!(flat.value().unwrap().bin_content(3), 2.0);
    assert_eq!(lists.value().unwrap().bin_content(9), 3.0 * 2.0 * 2.0);
    assert_eq!(lists.value().unwrap().bin_error(9), (3.0 * 16.0f64).sqrt());
    assert_eq!(both.value().unwrap().entries(), 20.0);
    let mut model = h(10, 0.0, 10.0);
    model.fill(0.5);
    let more = frame.histo1d(model, "x").unwrap();
    assert_eq!((more.value().unwrap().bin_content(1), more.value().unwrap().entries()), (2.0, 11.0));
    let error = frame.weight("v").unwrap().histo1d(h(1, 0.0, 1.0), "x").unwrap_err().to_string();
    assert_eq!(error, "weight: the weight is a list per entry, but `x` is one value per entry");
}

#[test]
fn profiles_average_the_second_column() {
    let frame = Frame::new(events(100_000));
    let mut model = Profile1D::new("p", "", 3, 0.0, 3.0);
    model.fill(0.5, 1e6);
    let profile = frame.profile1d(model, "w", "x").unwrap();
    let weighted = frame.weight("v").unwrap().profile1d(Profile1D::new("p", "", 3, 0.0, 3.0), "w", "v").unwrap();
    let p = profile.value().unwrap();
    assert_eq!((p.bin_entries(1), p.bin_entries(2)), (33_335.0, 33_333.0));
    let (mean, expected) = (p.bin_content(2), (1..100_000).step_by(3).map(f64::from).sum::<f64>() / 33_333.0);
    assert!((mean - expected).abs() < 1e-9 * expected, "{mean} is not {expected}");
    assert!(weighted.value().unwrap().bin_content(1) > mean);
}

#[test]
fn histograms_with_many_bins_are_filled_across_chunks() {
    let frame = Frame::new(events(300_000));
    let fine = frame.histo1d(h(500_000, 0.0, 300_000.0), "x").unwrap();
    let coarse = frame.histo1d(h(3, 0.0, 300_000.0), "x").unwrap();
    assert!(fine.value().unwrap().contents().iter().all(|&content| content <= 1.0));
    assert_eq!(fine.value().unwrap().integral(), 300_000.0);
    assert_eq!(coarse.value().unwrap().values(), [100_000.0; 3]);
    assert!((fine.value().unwrap().mean() - 149_999.5).abs() < 1e-6);
}

#[test]
fn results_do_not_depend_on_threads() {
    let results = |threads: usize| {
        let frame = Frame::new(events(400_000)).threads(threads);
        let v = frame.column::<[f32]>("v").unwrap();
        let h1 = frame.weight("sqrt(x)").unwrap().histo1d(h(50, 0.0, 4e5), "v").unwrap();
        let mean = frame.mean("sqrt(x)").unwrap();
        let spread = frame.std_dev("sqrt(x)").unwrap();
        let sum = frame.aggregate(
            0.0f64,
            move |sum, row| *sum += row[v].iter().map(|v| v.sqrt()).sum::<f32>() as f64,
            |a, b| *a += b,
        );
        let bits = |x: &f64| x.to_bits();
        let h1 = h1.value().unwrap();
        let contents: Vec<u64> = h1.contents().iter().map(bits).collect();
        (
            contents,
            bits(&h1.mean()),
            bits(mean.value().unwrap()),
            bits(spread.value().unwrap()),
            bits(sum.value().unwrap()),
        )
    };
    let one = results(1);
    assert_eq!(one, results(2));
    assert_eq!(one, results(7));
}

#[test]
fn definitions_run_once_and_only_where_they_are_needed() {
    let frame = Frame::new(events(1000)).threads(1);
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    let x = frame.column::<f64>("x").unwrap();
    let y = frame
        .define_with("y", move |row| {
            count.fetch_add(1, Ordering::Relaxed);
            row[x] * 2.0
        })
        .unwrap();
    let few = y.filter("w == 0").unwrap().filter("x < 30").unwrap();
    let a = few.sum("y").unwrap();
    assert_eq!(*a.value().unwrap(), 270.0);
    assert_eq!(calls.load(Ordering::Relaxed), 10);
    let (b, c) = (few.sum("y").unwrap(), y.filter("x < 40").unwrap().sum("y").unwrap());
    assert_eq!((*b.value().unwrap(), *c.value().unwrap()), (270.0, 1560.0));
    assert_eq!(calls.load(Ordering::Relaxed), 50, "10 and the 30 others");
}

#[test]
fn only_needed_columns_are_read() {
    let probe = Arc::new(Probe::new(events(100)));
    let frame = Frame::from_source(probe.clone());
    let v = frame.column::<[f32]>("v").unwrap();
    let none = frame.filter("x < 0").unwrap();
    let sum = none.sum("w").unwrap();
    let rows = none.aggregate(0, move |n, row| *n += row[v].len(), |a, b| *a += b);
    assert_eq!((*sum.value().unwrap(), *rows.value().unwrap()), (0.0, 0));
    assert_eq!(probe.reads.load(Ordering::Relaxed), 1, "x alone");
}

#[test]
fn redefinition_and_alias_see_the_column_of_their_place() {
    let frame = Frame::new(events(10));
    let twice = frame.redefine("x", "x * 2").unwrap();
    let again = twice.redefine("x", "x + 1").unwrap().alias("also", "x").unwrap();
    let sums = [frame.sum("x"), twice.sum("x"), again.sum("x"), again.sum("also")].map(Result::unwrap);
    assert_eq!(sums.each_ref().map(|sum| *sum.value().unwrap()), [45.0, 90.0, 100.0, 100.0]);
    assert_eq!(frame.runs(), 1);
}

#[test]
fn cut_flow_counts_every_filter() {
    let frame = Frame::new(events(1000));
    let x = frame.column::<f64>("x").unwrap();
    let last =
        frame.filter("w < 2").unwrap().filter_with(move |row| row[x] < 300.0).named("low").filter("x > 1e9").unwrap();
    let report = last.report();
    let cuts: Vec<_> = report.value().unwrap().cuts.iter().map(|cut| (cut.label.as_str(), cut.all, cut.pass)).collect();
    assert_eq!(cuts, [("w < 2", 1000, 667), ("low", 667, 200), ("x > 1e9", 200, 0)]);
    let text = report.value().unwrap().to_string();
    assert_eq!(text.lines().nth(2).unwrap(), "low       667   200     29.99 %     20.00 %");
    let html = report.mime_bundle().data["text/html"].as_str().unwrap().to_owned();
    assert!(html.contains("<td style=\"text-align:left\">w &lt; 2</td>"), "{html}");
}

#[test]
fn a_name_stands_for_an_expression() {
    let frame = Frame::new(events(10)).filter("w < 2").unwrap().named("light");
    let report = frame.report();
    assert_eq!(report.value().unwrap().cuts[0].label, "light");
}

#[test]
fn ranges_count_rows_also_below_filters() {
    let frame = Frame::new(events(300_000)).threads(4);
    let counts = [
        frame.range(10..20).count(),
        frame.range_by(0..100, 7).count(),
        frame.filter("w == 1").unwrap().range(90_000..1_000_000).count(),
        frame.range(5..300_000).range(0..3).count(),
        // Nothing, and no panic.
        frame.range(std::ops::Range { start: 7, end: 3 }).count(),
    ];
    assert_eq!(counts.each_ref().map(|count| *count.value().unwrap()), [10, 15, 10_000, 3, 0]);
    assert_eq!(*frame.filter("w == 1").unwrap().range(2..3).sum("x").unwrap().value().unwrap(), 7.0);
}

#[test]
fn display_shows_the_first_rows_and_stops() {
    let probe = Arc::new(Probe { cluster: 20_000, ..Probe::new(events(200_000)) });
    let frame = Frame::from_source(probe.clone()).threads(1);
    let shown = frame.filter("w == 0").unwrap().display(&["x", "v", "x / 7"], 3).unwrap();
    assert_eq!(
        shown.value().unwrap().to_string(),
        "   x: f64  v: [f32]         x / 7: f64\n0       0  []                        0\n\
         1       3  [3.5, 3.5, 3.5]     0.42857\n2       6  [6.5]               0.85714\n"
    );
    assert_eq!(probe.reads.load(Ordering::Relaxed), 3, "one cluster of three columns");
    assert!(shown.mime_bundle().data.contains_key("text/html"));
}

#[test]
fn snapshot_is_a_source() {
    let frame = Frame::new(events(1000));
    let small = frame.filter("x >= 990").unwrap().define("y", "x * 2").unwrap().snapshot(&["y", "v"]).unwrap();
    let next = Frame::new(small.value().unwrap().clone());
    assert_eq!(*next.sum("y").unwrap().value().unwrap(), 19_890.0);
    assert_eq!(*next.max("v").unwrap().value().unwrap(), 999.5);
}

#[test]
fn variations_come_with_the_nominal_result() {
    let frame = Frame::new(events(100));
    let varied = frame.vary("x", &[("up", "x * 1.5"), ("down", "x - 10")]).unwrap();
    let chosen = varied.define("y", "x + 1").unwrap().filter("x >= 50").unwrap();
    let (count, sum) = (chosen.count(), chosen.sum("y").unwrap());
    let other = varied.sum("w").unwrap();
    let (counts, sums, others) = (count.variations(), sum.variations(), other.variations());
    assert_eq!(counts.names().collect::<Vec<_>>(), ["nominal", "x:up", "x:down"]);
    assert_eq!(others.names().collect::<Vec<_>>(), ["nominal"], "w depends on nothing that varies");
    assert_eq!(*counts.value("nominal").unwrap(), 50);
    assert_eq!(*counts.value("x:up").unwrap(), 66);
    assert_eq!(*counts.value("x:down").unwrap(), 40);
    let up: f64 = (34..100).map(|x| f64::from(x) * 1.5 + 1.0).sum();
    assert_eq!(*sums.value("x:up").unwrap(), up);
    assert_eq!(frame.runs(), 1);
    let error = counts.value("x:left").unwrap_err().to_string();
    assert_eq!(error, "no column `x:left` in the variations of this result; near: `nominal`, `x:up`, `x:down`");
}

#[test]
fn variations_reach_closures_and_several_columns() {
    let frame = Frame::new(events(100));
    let varied = frame.vary_as("both:up", &[("x", "x + 1"), ("w", "w + 1")]).unwrap();
    let x = varied.column::<f64>("x").unwrap();
    let w = varied.column::<i32>("w").unwrap();
    let total = varied.aggregate(0.0, move |sum, row| *sum += row[x] * f64::from(row[w]), |a, b| *a += b);
    let before = frame.aggregate(0.0, move |sum, row| *sum += row[x] * f64::from(row[w]), |a, b| *a += b);
    let all = total.variations();
    let expected = |d: f64| (0..100).map(|i| (f64::from(i) + d) * (f64::from(i % 3) + d)).sum::<f64>();
    assert_eq!(*all.value("nominal").unwrap(), expected(0.0));
    assert_eq!(*all.value("both:up").unwrap(), expected(1.0));
    assert_eq!(before.variations().names().count(), 1, "made above the variation");
    let twice = varied.vary_with("x", "off", move |row| row[x] * 0.0).unwrap();
    assert_eq!(*twice.sum("x").unwrap().variations().value("x:off").unwrap(), 0.0);
}

#[test]
fn samples_and_friends_stand_beside_columns() {
    let part =
        |n: u64, name: &str| -> Arc<dyn Source> { Arc::new(Probe { name: name.to_owned(), ..Probe::new(events(n)) }) };
    let chain = Frame::chain(vec![part(30, "a"), part(20, "b")]).unwrap();
    let tagged = chain.define_per_sample("is_b", |sample| sample.name == "b").unwrap();
    assert_eq!(*tagged.sum("is_b").unwrap().value().unwrap(), 20.0);
    assert_eq!(*tagged.filter("is_b").unwrap().max("rdfentry_").unwrap().value().unwrap(), 49.0);
    let friend = Arc::new(events(50));
    let both = chain.with_friend(friend, "f").unwrap();
    assert_eq!(*both.filter("f.x == rdfentry_").unwrap().count().value().unwrap(), 50);
    let error = chain.with_friend(Arc::new(events(9)), "f").unwrap_err().to_string();
    assert_eq!(error, "the friend memory has 9 entries, but a chain of 2 from a has 50");
    assert!(matches!(Frame::chain(vec![]), Err(Error::NoFiles { .. })));
}

#[test]
fn column_that_vanishes_in_the_third_file_is_named() {
    let good = || -> Arc<dyn Source> { Arc::new(Probe { name: "good.root".to_owned(), ..Probe::new(events(30)) }) };
    let other = Memory::new().with("x", ColumnData::flat(vec![1.0f32; 5])).unwrap();
    let bad = Arc::new(Probe { name: "bad.root".to_owned(), ..Probe::new(other) });
    let frame = Frame::chain(vec![good(), good(), bad]).unwrap();
    let early = frame.range(0..10).sum("w").unwrap();
    assert_eq!(*early.value().unwrap(), 9.0);
    assert_eq!(
        frame.sum("w").unwrap().value().unwrap_err().to_string(),
        "column `w` of good.root is missing in bad.root (entries from 60 of the chain)"
    );
    assert_eq!(
        frame.sum("x").unwrap().value().unwrap_err().to_string(),
        "column `x` of good.root holds `f64`, but it holds `f32` in bad.root (entries from 60 of the chain)"
    );
    assert_eq!(*early.value().unwrap(), 9.0, "earlier results stay");
}

#[test]
fn truncated_file_fails_with_its_entries_and_first_error() {
    for threads in [1, 4] {
        let probe = Probe { broken_from: 50_000, cluster: 20_000, ..Probe::new(events(200_000)) };
        let frame = Frame::new(probe).threads(threads);
        let x = frame.column::<f64>("x").unwrap();
        let sum = frame.aggregate(0.0, move |sum, row| *sum += row[x], |a, b| *a += b);
        let error = sum.value().unwrap_err().to_string();
        assert_eq!(error, "cannot read column `x` in entries 40000..60000 of probe: the file ends too early");
        let early = frame.range(0..100).sum("x").unwrap();
        assert!(sum.value().is_err(), "it is tried again");
        assert!(early.is_ready(), "the same loop made what could be made");
        assert_eq!(*early.value().unwrap(), 4950.0);
    }
}

#[test]
fn nothing_at_all_is_no_error() {
    let frame = Frame::new(events(0));
    let (count, hist, report) =
        (frame.count(), frame.histo1d(h(2, 0.0, 1.0), "v").unwrap(), frame.filter("x > 0").unwrap().report());
    let (mean, max) = (frame.mean("x").unwrap(), frame.max("x").unwrap());
    assert_eq!((*count.value().unwrap(), hist.value().unwrap().entries()), (0, 0.0));
    assert_eq!(report.value().unwrap().cuts[0].all, 0);
    assert!(mean.value().unwrap().is_nan());
    assert_eq!(*max.value().unwrap(), f64::NEG_INFINITY);
    let toys = Frame::empty(3).define("x", "rdfentry_ * 2.0").unwrap();
    assert_eq!(toys.take::<f64>("x").unwrap().value().unwrap(), &[0.0, 2.0, 4.0]);
}

#[test]
fn names_and_types_are_checked_at_once() {
    let frame = Frame::new(events(3));
    let text = |error: Error| error.to_string();
    assert_eq!(
        frame.column::<f32>("x").map(|_| ()).map_err(text).unwrap_err(),
        "column `x` holds `f64`, not `f32`; ask for `f64`"
    );
    assert_eq!(frame.sum("vv").map(|_| ()).map_err(text).unwrap_err(), "no column `vv` in memory; near: `v`");
    assert_eq!(
        frame.define("x", "1").map_err(text).unwrap_err(),
        "column `x` exists already: use `redefine` to replace it"
    );
    assert_eq!(
        frame.redefine("y", "1").map_err(text).unwrap_err(),
        "column `y` does not exist: use `define` to make it"
    );
    assert!(matches!(frame.define("a b", "1"), Err(Error::BadName { .. })));
    assert!(matches!(frame.vary("v", &[("up", "x")]), Err(Error::Expression { .. })));
    let named = Frame::new(Memory::new().with("s", ColumnData::flat(vec![String::new()])).unwrap());
    assert!(matches!(named.histo1d(h(1, 0.0, 1.0), "s"), Err(Error::Unusable { .. })));
}

#[test]
fn panic_of_a_closure_reaches_the_caller_and_leaves_the_frame_usable() {
    let frame = Frame::new(events(200_000)).threads(3);
    let x = frame.column::<f64>("x").unwrap();
    let bad = frame.aggregate((), move |(), row| assert!(row[x] < 150_000.0, "too large"), |(), ()| {});
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bad.value().map(drop))).unwrap_err();
    assert!(panic.downcast_ref::<&str>().is_some_and(|text| text.contains("too large")));
    drop(bad);
    assert_eq!(*frame.count().value().unwrap(), 200_000);
}

#[test]
#[should_panic(expected = "made by another frame")]
fn handle_of_another_frame_is_refused() {
    let x = Frame::new(events(3)).column::<f64>("x").unwrap();
    let _ = Frame::new(events(3)).aggregate(0.0, move |sum, row| *sum += row[x], |a, b| *a += b).value();
}

#[test]
fn dropped_results_are_not_made() {
    let probe = Arc::new(Probe::new(events(100)));
    let frame = Frame::from_source(probe.clone());
    drop(frame.sum("x").unwrap());
    assert_eq!(*frame.count().value().unwrap(), 100);
    assert_eq!(probe.reads.load(Ordering::Relaxed), 0);
}

#[test]
fn for_each_runs_in_order_with_borrowed_state() {
    let frame = Frame::new(events(200_000));
    let x = frame.column::<f64>("x").unwrap();
    let mut seen = Vec::new();
    frame.filter("w == 2").unwrap().for_each(&mut |row| seen.push(row[x])).unwrap();
    assert!(seen.is_sorted());
    assert_eq!(seen.len(), 66_666);
}

#[test]
fn reduce_joins_in_order() {
    let frame = Frame::new(events(10));
    let x = frame.column::<f64>("x").unwrap();
    let text = frame.reduce(String::new(), move |row| row[x].to_string(), |a, b| a + &b);
    assert_eq!(text.value().unwrap(), "0123456789");
}

#[test]
fn graph_is_drawn() {
    let frame = Frame::new(events(10));
    let y = frame.define("y", "x * 2").unwrap();
    let sum = y.filter("y < 7").unwrap().sum("y").unwrap();
    let all = y.histo1d(h(1, 0.0, 1.0), "y").unwrap();
    sum.value().unwrap();
    let later = y.count();
    assert_eq!(
        frame.graph().to_string(),
        "memory\n  define y\n    Hist1D h of y (ready)\n    count (not run yet)\n    filter y < 7\n      sum of y (ready)\n"
    );
    let svg = frame.graph().svg();
    assert!(svg.starts_with("<svg") && svg.contains("filter y &lt; 7"), "{svg}");
    drop((all, later));
}

#[test]
fn memory_refuses_columns_that_do_not_fit() {
    let memory = Memory::new().with("x", ColumnData::flat(vec![1, 2])).unwrap();
    let error = memory.clone().with("y", ColumnData::flat(vec![1])).unwrap_err().to_string();
    assert_eq!(error, "column `y` has 1 entries, but column `x` has 2");
    assert!(matches!(memory.with("x", ColumnData::flat(vec![1, 2])), Err(Error::Defined { .. })));
}

#[test]
fn definitions_below_a_filter_are_the_same_for_everybody() {
    let frame = Frame::new(events(20_000));
    let some = frame.filter("w == 1").unwrap();
    let both = some.define("y", "x * 2").unwrap().define("n", "v[v > 1000]").unwrap();
    let few = both.filter("y > 3000 && size(n) > 1").unwrap().define("z", "Sum(n) + n[1] + y").unwrap();
    let y = both.column::<f64>("y").unwrap();
    // The narrow rows first, then the wide ones, then by row, in an expression, as a list and in a table.
    let narrow = few.sum("y").unwrap();
    let wide = both.sum("y").unwrap();
    let rows = both.aggregate(0.0, move |sum, row| *sum += row[y], |sum, later| *sum += later);
    let mixed = both.sum("y + x").unwrap();
    let hist = both.histo2d(Hist2D::new("h", "", 1, 0.0, 1e6, 1, 0.0, 1e6), "n", "y").unwrap();
    let list = few.take_lists::<f32>("n").unwrap();
    let table = few.snapshot(&["z"]).unwrap();

    let ones = || (0..20_000u32).filter(|i| i % 3 == 1).map(f64::from);
    let kept = |x: f64| if x + 0.5 > 1000.0 { (x % 5.0) as usize } else { 0 };
    let fewer: Vec<f64> = ones().filter(|&x| 2.0 * x > 3000.0 && kept(x) > 1).collect();
    assert_eq!(*narrow.value().unwrap(), fewer.iter().map(|x| 2.0 * x).sum::<f64>());
    assert_eq!(*wide.value().unwrap(), ones().map(|x| 2.0 * x).sum::<f64>());
    assert_eq!(rows.value().unwrap(), wide.value().unwrap());
    assert_eq!(*mixed.value().unwrap(), ones().map(|x| 3.0 * x).sum::<f64>());
    assert_eq!(hist.value().unwrap().entries(), ones().map(|x| kept(x) as f64).sum::<f64>());
    let lists: Vec<Vec<f32>> = fewer.iter().map(|&x| vec![x as f32 + 0.5; kept(x)]).collect();
    assert_eq!(*list.value().unwrap(), lists);
    let last = fewer.len() - 1;
    let z = table.value().unwrap().column("z").unwrap();
    let expected = fewer[last] * 2.0 + (fewer[last] + 0.5) * (kept(fewer[last]) + 1) as f64;
    assert_eq!((z.rows(), z.values().text(last)), (fewer.len(), Values::F64(vec![expected]).text(0)));
    assert_eq!(frame.runs(), 1);
}

#[test]
fn report_of_the_input_lists_every_filter() {
    let frame = Frame::new(events(90));
    let light = frame.filter("w == 0").unwrap().named("light");
    let first = light.range(0..20).filter("x < 30").unwrap();
    let _other = frame.filter("w == 2").unwrap();
    let report = frame.report();
    let cuts: Vec<_> = report.value().unwrap().cuts.iter().map(|cut| (cut.label.as_str(), cut.all, cut.pass)).collect();
    assert_eq!(cuts, [("light", 90, 30), ("x < 30", 20, 10), ("w == 2", 90, 30)]);
    assert_eq!(first.report().value().unwrap().cuts.len(), 2);
}
