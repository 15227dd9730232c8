//! Where values go, and what bad input does.

use rootlet::random::{FastRandom, Generator};
use rootlet::{Axis, Growth, Hist1D, Hist2D, HistError, HistN, Storage};

#[test]
fn edges_belong_to_the_bin_above_and_nan_to_the_overflow() {
    let mut h = Hist1D::new("h", "", 4, 0.0, 1.0);
    h.fill_n(&[-0.1, 0.0, 0.25, 0.999, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    assert_eq!(h.contents(), [2.0, 1.0, 1.0, 0.0, 1.0, 3.0]);
    assert_eq!(h.entries(), 8.0);
    assert_eq!(h.stats()[..2], [3.0, 3.0]);
    assert!((h.mean() - 1.249 / 3.0).abs() < 1e-15);
}

#[test]
fn bulk_fill_agrees_with_single_fills_on_every_edge() {
    // Values on and next to the edges are where a reciprocal instead of a division would go wrong.
    for (bins, low, high) in [(100, -4.0, 4.0), (7, 0.1, 0.3), (64, 0.0, 1.0), (3, -1e-3, 1e9), (1, 1.0, 1.0000001)] {
        let axis = Axis::regular(bins, low, high).unwrap();
        let mut xs = Vec::new();
        for edge in axis.edges() {
            xs.extend([edge.next_down().next_down(), edge.next_down(), edge, edge.next_up(), edge.next_up().next_up()]);
        }
        let (mut one, mut bulk) = (Hist1D::with_axis("one", "", axis.clone()), Hist1D::with_axis("bulk", "", axis));
        xs.iter().for_each(|x| one.fill(*x));
        bulk.fill_n(&xs);
        assert_eq!(one.contents(), bulk.contents(), "{bins} {low} {high}");
    }
}

#[test]
fn bulk_fill_of_many_axes_agrees_with_single_fills_on_their_edges() {
    // Ranges of all widths: of some of them n·(high − low)/(high − low) rounds to less than n.
    let mut generator = FastRandom::new(11);
    for trial in 0..60 {
        let bins = 1 + (generator.uniform(0.0, 1.0) * [10.0, 100.0, 3000.0][trial % 3]) as usize;
        let low = generator.uniform(-5.0, 5.0);
        let (x, y) = (
            Axis::regular(bins, low, low + generator.uniform(1e-3, 10.0)).unwrap(),
            Axis::regular(1 + bins % 50, low, low + generator.uniform(1e-3, 10.0)).unwrap(),
        );
        let mut near = |axis: &Axis| -> Vec<f64> {
            (0..501)
                .map(|i| match i % 4 {
                    0 => axis.low_edge(1 + i % (bins + 1)).next_down(),
                    1 => axis.low_edge(1 + i % (bins + 1)),
                    2 => axis.high(),
                    _ => generator.uniform(low - 1.0, low + 11.0),
                })
                .collect()
        };
        let (xs, ys) = (near(&x), near(&y));
        let weights: Vec<f64> = (0..501).map(|_| generator.uniform(-1.0, 2.0)).collect();
        let (mut one, mut bulk) = (Hist1D::with_axis("", "", x.clone()), Hist1D::with_axis("", "", x.clone()));
        xs.iter().for_each(|x| one.fill(*x));
        bulk.fill_n(&xs);
        assert_eq!(one.contents(), bulk.contents(), "{x:?}");
        assert!((one.mean() - bulk.mean()).abs() < 1e-12 && (one.std_dev() - bulk.std_dev()).abs() < 1e-7);
        xs.iter().zip(&weights).for_each(|(x, w)| one.fill_weight(*x, *w));
        bulk.fill_weights(&xs, &weights).unwrap();
        for (a, b) in one.contents().iter().zip(bulk.contents()) {
            assert!((a - b).abs() < 1e-12 * xs.len() as f64, "{x:?}");
        }
        let axes = |x: &Axis, y: &Axis| Hist2D::with_axes("", "", x.clone(), y.clone()).unwrap();
        let (mut one, mut bulk) = (axes(&x, &y), axes(&x, &y));
        xs.iter().zip(&ys).for_each(|(x, y)| one.fill(*x, *y));
        bulk.fill_n(&xs, &ys).unwrap();
        assert_eq!(one.contents(), bulk.contents(), "{x:?} {y:?}");
        assert!((one.covariance(0, 1) - bulk.covariance(0, 1)).abs() < 1e-10);
        bulk.fill_weights(&xs, &ys, &weights).unwrap();
        xs.iter().zip(&ys).zip(&weights).for_each(|((x, y), w)| one.fill_weight(*x, *y, *w));
        for (a, b) in one.contents().iter().zip(bulk.contents()) {
            assert!((a - b).abs() < 1e-12 * xs.len() as f64, "{x:?} {y:?}");
        }
    }
}

#[test]
fn extreme_ranges_neither_panic_nor_disagree() {
    for (low, high) in [(0.0, f64::MAX), (-1e307, 1e307), (0.0, 1e-310), (1.0, 1.0f64.next_up())] {
        let axis = Axis::regular(1000, low, high).unwrap();
        let xs = [low, low.next_up(), 0.5 * low + 0.5 * high, high.next_down(), high, f64::NAN, f64::INFINITY, -1e308];
        let (mut one, mut bulk) = (Hist1D::with_axis("one", "", axis.clone()), Hist1D::with_axis("bulk", "", axis));
        xs.iter().for_each(|x| one.fill(*x));
        bulk.fill_n(&xs);
        assert_eq!(one.contents(), bulk.contents(), "{low} {high}");
        assert_eq!(one.contents().iter().sum::<f64>(), 8.0);
    }
    let empty = Hist1D::with_axis("h", "", Axis::str_categories(&[], Growth::Growing).unwrap());
    assert_eq!((empty.interpolate(0.5), empty.max(), empty.mean()), (0.0, 0.0, 0.0));
    assert!(empty.rebin(1).is_err() && empty.slice(1, 1).is_err() && empty.median().is_err());
    assert_eq!(format!("{empty:?}"), "Hist1D `h`: 0 entries");
    assert_eq!(Hist1D::from_uhi_json(&empty.to_uhi_json()).unwrap(), empty);
}

#[test]
fn variable_axis_agrees_with_a_search_on_every_edge() {
    let edges: Vec<f64> = (0..=100).map(|i| (f64::from(i) / 10.0).exp()).collect();
    let mut with_clusters = vec![-5.0, 0.0, 1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 6e-9, 10.0];
    with_clusters.extend([10.000001, 10.000002, 1000.0]);
    for edges in [edges, with_clusters, vec![0.0, 1.0]] {
        let axis = Axis::variable(&edges).unwrap();
        let mut xs = vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300, 1e300];
        for edge in &edges {
            xs.extend([edge.next_down(), *edge, edge.next_up()]);
        }
        let mut h = Hist1D::with_axis("h", "", axis.clone());
        h.fill_n(&xs);
        let mut expected = vec![0.0; edges.len() + 1];
        for x in &xs {
            let bin = if x.is_nan() { edges.len() } else { edges.iter().filter(|edge| *edge <= x).count() };
            assert_eq!(axis.index(*x), bin);
            expected[bin] += 1.0;
        }
        assert_eq!(h.contents(), expected);
    }
}

#[test]
fn transformed_and_circular_axes() {
    let log = Axis::log(3, 1.0, 1000.0).unwrap();
    let edges = log.edges();
    assert!((edges[1] - 10.0).abs() < 1e-12 && edges[3] == 1000.0);
    assert_eq!([log.index(5.0), log.index(500.0), log.index(0.0), log.index(-1.0), log.index(1000.0)], [1, 3, 0, 0, 4]);
    assert_eq!(log.index(f64::NAN), 4);
    let circular = Axis::circular(4, 0.0, 360.0).unwrap();
    assert_eq!(
        [circular.index(-10.0), circular.index(370.0), circular.index(360.0), circular.index(-1e-300)],
        [4, 1, 1, 1]
    );
    assert_eq!(circular.index(f64::INFINITY), 5);
    let power = Axis::pow(2, 0.0, 4.0, 2.0).unwrap();
    assert!((power.edges()[1] - 8f64.sqrt()).abs() < 1e-12);
    let sqrt = Axis::sqrt(2, 0.0, 4.0).unwrap();
    assert_eq!((sqrt.index(0.99), sqrt.index(1.0), sqrt.index(-1.0)), (1, 2, 0));
    let integer = Axis::integer(-1, 2).unwrap();
    assert_eq!([integer.index(-1.0), integer.index(1.5), integer.index(2.0), integer.index(-1.5)], [1, 3, 4, 0]);
}

#[test]
fn categories_grow_where_asked() {
    let mut h = Hist1D::with_axis("h", "", Axis::str_categories(&["a"], Growth::Growing).unwrap());
    ["b", "a", "b", "c"].into_iter().for_each(|label| h.fill_label(label));
    assert_eq!(h.values(), [1.0, 2.0, 1.0]);
    assert_eq!(h.axis().label(2).as_deref(), Some("b"));
    let mut fixed = Hist1D::with_axis("h", "", Axis::int_categories(&[10, 20], Growth::Fixed).unwrap());
    fixed.fill_n(&[10.0, 30.0, 20.0, 20.0, 20.5, f64::NAN]);
    assert_eq!(fixed.contents(), [0.0, 1.0, 2.0, 3.0]);
    let mut growing = Hist2D::with_axes(
        "h",
        "",
        Axis::int_categories(&[], Growth::Growing).unwrap(),
        Axis::regular(2, 0.0, 2.0).unwrap(),
    )
    .unwrap();
    growing.fill_n(&[7.0, 9.0, 7.0], &[0.5, 1.5, 5.0]).unwrap();
    assert_eq!((growing.bin_content(1, 1), growing.bin_content(2, 2), growing.bin_content(1, 3)), (1.0, 1.0, 1.0));
    // Histograms with categories of different order and number add by name.
    let mut other = Hist1D::with_axis("h", "", Axis::str_categories(&["d", "b"], Growth::Growing).unwrap());
    other.fill_label("d");
    other.fill_label("b");
    h.add(&other).unwrap();
    assert_eq!(h.values(), [1.0, 3.0, 1.0, 1.0]);
    assert_eq!(h.entries(), 6.0);
}

#[test]
fn weights_switch_to_sums_of_squares() {
    let mut h = Hist1D::new("h", "", 2, 0.0, 2.0);
    h.fill(0.5);
    assert_eq!(h.storage(), Storage::Double);
    h.fill_weight(0.5, 2.0);
    assert_eq!((h.storage(), h.bin_content(1), h.bin_error(1)), (Storage::Weight, 3.0, 5f64.sqrt()));
    h.fill_weights(&[1.5, 9.0], &[-1.0, 0.5]).unwrap();
    assert_eq!((h.bin_content(2), h.bin_error(2), h.overflow()), (-1.0, 1.0, 0.5));
    let error = h.fill_weights(&[1.0], &[]).unwrap_err();
    assert_eq!(error.to_string(), "columns of one length are needed: 0 values for 1 entries");
    // A spoilt weight spoils its bin and nothing else.
    h.fill_weight(1.5, f64::NAN);
    assert!(h.bin_content(2).is_nan() && h.bin_content(1) == 3.0);
    for weight in [f64::INFINITY, f64::NEG_INFINITY] {
        let (mut one, mut bulk) = (Hist1D::new("h", "", 2, 0.0, 2.0), Hist1D::new("h", "", 2, 0.0, 2.0));
        one.fill_weight(0.5, weight);
        one.fill_weight(1.5, 2.0);
        bulk.fill_weights(&[0.5, 1.5], &[weight, 2.0]).unwrap();
        assert_eq!(one.contents(), [0.0, weight, 2.0, 0.0]);
        assert_eq!(bulk.contents(), one.contents());
        // Moments of infinite sums are no numbers; the fit names the bin instead of starting.
        assert!(one.mean().is_nan() && !one.integral().is_finite());
        assert!(one.fit("gaus").unwrap_err().to_string().contains("inf"), "{:?}", one.fit("gaus"));
    }
}

#[test]
fn threads_change_nothing_not_even_the_last_bit() {
    let xs: Vec<f64> = (0..3_000_000).map(|i| f64::from(i % 9973) * 1.1e-3 - 5.0).collect();
    let ws: Vec<f64> = xs.iter().map(|x| 0.1 + x * x).collect();
    let (mut one, mut two) = (Hist1D::new("h", "", 100, -4.0, 4.0), Hist1D::new("h", "", 100, -4.0, 4.0));
    one.fill_n(&xs);
    two.fill_n_threads(&xs, 2);
    assert_eq!(one, two);
    one.fill_weights(&xs, &ws).unwrap();
    two.fill_weights_threads(&xs, &ws, 3).unwrap();
    assert_eq!(one, two);
    let (mut one, mut two) =
        (Hist2D::new("h", "", 10, -4.0, 4.0, 10, 0.0, 9.0), Hist2D::new("h", "", 10, -4.0, 4.0, 10, 0.0, 9.0));
    one.fill_n(&xs, &ws).unwrap();
    two.fill_n_threads(&xs, &ws, 2).unwrap();
    assert_eq!(one, two);
}

#[test]
fn bad_axes_are_errors_that_say_what_would_do() {
    let message = |result: Result<Axis, HistError>| result.unwrap_err().to_string();
    assert_eq!(message(Axis::regular(0, 0.0, 1.0)), "an axis needs at least 1 bin, got 0");
    assert_eq!(message(Axis::regular(5, 1.0, 1.0)), "the range of an axis must be finite with low < high, got 1 to 1");
    assert!(Axis::regular(5, f64::NAN, 1.0).is_err());
    assert!(Axis::regular(5, -1e308, 1e308).is_err());
    assert!(Axis::regular(usize::MAX, 0.0, 1.0).is_err());
    assert_eq!(
        message(Axis::variable(&[0.0, 1.0, 1.0])),
        "the edges of an axis must increase, but edge 2 is 1 after 1"
    );
    assert!(Axis::variable(&[0.0]).is_err() && Axis::variable(&[]).is_err());
    assert!(Axis::variable(&[0.0, f64::NAN]).is_err() && Axis::variable(&[f64::NEG_INFINITY, 0.0]).is_err());
    assert!(Axis::log(5, 0.0, 1.0).is_err() && Axis::pow(5, 0.0, 1.0, -1.0).is_err());
    assert!(Axis::integer(3, 3).is_err() && Axis::integer(i64::MIN, i64::MAX).is_err());
    assert!(Axis::int_categories(&[1, 1], Growth::Fixed).is_err() && Axis::str_categories(&[], Growth::Fixed).is_err());
    let axis = Axis::regular(100_000, 0.0, 1.0).unwrap();
    assert!(matches!(HistN::new("h", "", &[axis.clone(), axis]), Err(HistError::TooBig { .. })));
    assert!(matches!(Hist1D::try_new("h", "", 2_000_000_000, 0.0, 1.0), Err(HistError::TooBig { .. })));
    assert!(HistN::new("h", "", &[]).is_err());
}

#[test]
#[should_panic(expected = "Hist1D::new(\"h\", …): an axis needs at least 1 bin, got 0")]
fn new_panics_with_one_sentence() {
    drop(Hist1D::new("h", "", 0, 0.0, 1.0));
}

#[test]
fn a_cell_shows_entries_moments_and_blocks() {
    let mut h = Hist1D::new("h", "MyData", 8, 0.0, 8.0);
    h.fill_n(&[0.5, 1.5, 1.5, 2.5, 2.5, 2.5, 9.0]);
    let expected = "Hist1D `h` MyData: 7 entries, mean 1.83333, std dev 0.745356\n0 ▕▃▅█     ▏ 8\n8 bins regular, 0 to 8, underflow 0, overflow 1";
    assert_eq!(format!("{h:?}"), expected);
    let mut labelled = Hist1D::with_axis("cuts", "", Axis::str_categories(&["all", "jets"], Growth::Fixed).unwrap());
    labelled.fill_label_weight("all", 4.0);
    labelled.fill_label_weight("jets", 1.0);
    assert_eq!(
        format!("{labelled:?}"),
        "Hist1D `cuts`: 2 entries\nall  ████████████████████████████████ 4\njets ████████ 1"
    );
    let map = Hist2D::new("m", "", 2, 0.0, 2.0, 2, 0.0, 2.0);
    assert!(format!("{map:?}").contains("▕  ▏"));
}
