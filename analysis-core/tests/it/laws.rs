//! What must hold for every input.

use proptest::prelude::*;
use rootlet::{Axis, Hist1D, Hist2D, Hist3D, HistN, HistSparse};

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(
        prop_oneof![9 => -6.0..6.0, 1 => Just(f64::NAN), 1 => prop_oneof![Just(f64::INFINITY), Just(f64::NEG_INFINITY), -1e100..1e100]],
        0..1500,
    )
}

fn axis() -> impl Strategy<Value = Axis> {
    prop_oneof![
        (1_usize..200, -5.0..0.0, 0.1..5.0).prop_map(|(n, low, width)| Axis::regular(n, low, low + width).unwrap()),
        prop::collection::btree_set(-500_i32..500, 2..40).prop_map(|edges| {
            Axis::variable(&edges.into_iter().map(|edge| f64::from(edge) / 100.0).collect::<Vec<_>>()).unwrap()
        }),
        (1_usize..50).prop_map(|n| Axis::log(n, 0.1, 4.0).unwrap()),
        (1_usize..50).prop_map(|n| Axis::circular(n, -1.0, 2.0).unwrap()),
        Just(Axis::integer(-3, 4).unwrap()),
    ]
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-300)
}

/// Whether two sums of `n` squares of numbers up to 6 agree; wild numbers on a circle only to their own size.
fn same_sum(a: f64, b: f64, n: f64) -> bool {
    close(a, b) || (a - b).abs() <= 1e-9 * (1.0 + n * 50.0)
}

proptest! {
    #[test]
    fn bulk_is_one_by_one(xs in values(), axis in axis()) {
        let (mut one, mut bulk) = (Hist1D::with_axis("h", "", axis.clone()), Hist1D::with_axis("h", "", axis));
        xs.iter().for_each(|x| one.fill(*x));
        bulk.fill_n(&xs);
        prop_assert_eq!(one.contents(), bulk.contents());
        prop_assert_eq!(one.entries(), bulk.entries());
        for (a, b) in one.stats().into_iter().zip(bulk.stats()) {
            prop_assert!(same_sum(a, b, one.stats()[0]), "{} {}", a, b);
        }
    }

    #[test]
    fn order_does_not_matter(xs in values(), axis in axis()) {
        let mut reversed = xs.clone();
        reversed.reverse();
        let (mut a, mut b) = (Hist1D::with_axis("h", "", axis.clone()), Hist1D::with_axis("h", "", axis));
        a.fill_n(&xs);
        b.fill_n(&reversed);
        prop_assert_eq!(a.contents(), b.contents());
    }

    #[test]
    fn merge_is_filling_both(xs in values(), ys in values(), axis in axis()) {
        let new = || Hist1D::with_axis("h", "", axis.clone());
        let (mut a, mut b, mut both) = (new(), new(), new());
        a.fill_n(&xs);
        b.fill_n(&ys);
        both.fill_n(&xs);
        both.fill_n(&ys);
        let merged = (&a + &b).unwrap();
        prop_assert_eq!(merged.contents(), both.contents());
        prop_assert_eq!(merged.entries(), both.entries());
        // Adding and subtracting the same leaves the contents.
        let back = (&merged - &b).unwrap();
        prop_assert_eq!(back.contents(), a.contents());
    }

    #[test]
    fn weights_of_one_are_no_weights(xs in values(), axis in axis()) {
        let new = || Hist1D::with_axis("h", "", axis.clone());
        let (mut plain, mut weighted) = (new(), new());
        plain.fill_n(&xs);
        weighted.fill_weights(&xs, &vec![1.0; xs.len()]).unwrap();
        prop_assert_eq!(plain.contents(), weighted.contents());
        prop_assert_eq!(plain.errors(), weighted.errors());
        for (a, b) in plain.stats().into_iter().zip(weighted.stats()) {
            prop_assert!(same_sum(a, b, plain.stats()[0]), "{} {}", a, b);
        }
    }

    #[test]
    fn projections_keep_the_sum(rows in prop::collection::vec((-6.0..6.0, -6.0..6.0, -6.0..6.0), 0..300)) {
        let mut h = Hist3D::new("h", "", (5, -4.0, 4.0), (6, -4.0, 4.0), (7, -4.0, 4.0));
        let columns: Vec<Vec<f64>> = (0..3).map(|i| rows.iter().map(|row| [row.0, row.1, row.2][i]).collect()).collect();
        h.fill_n(&columns[0], &columns[1], &columns[2]).unwrap();
        let mut one_by_one = Hist3D::new("h", "", (5, -4.0, 4.0), (6, -4.0, 4.0), (7, -4.0, 4.0));
        rows.iter().for_each(|row| one_by_one.fill(row.0, row.1, row.2));
        prop_assert_eq!(h.contents(), one_by_one.contents());
        for axis in 0..3 {
            let projected = h.project(axis).unwrap();
            let mut direct = Hist1D::with_axis("h", "", h.axes()[axis].clone());
            direct.fill_n(&columns[axis]);
            prop_assert_eq!(projected.contents(), direct.contents());
            prop_assert_eq!(projected.entries(), direct.entries());
        }
        let xz = h.project_2d(2, 0).unwrap();
        let mut direct = Hist2D::with_axes("h", "", h.z_axis().clone(), h.x_axis().clone()).unwrap();
        direct.fill_n(&columns[2], &columns[0]).unwrap();
        prop_assert_eq!(xz.contents(), direct.contents());
        let all = HistN::from(h.clone()).project_n(&[2, 1, 0]).unwrap().project_n(&[2, 1, 0]).unwrap();
        prop_assert_eq!(all.contents(), h.contents());
    }

    #[test]
    fn rebinning_and_slicing_keep_the_sum(xs in values(), group in 1_usize..20, cut in 1_usize..60) {
        let mut h = Hist1D::new("h", "", 60, -4.0, 4.0);
        h.fill_n(&xs);
        let rebinned = h.rebin(group).unwrap();
        prop_assert_eq!(rebinned.contents().iter().sum::<f64>(), xs.len() as f64);
        if 60 % group == 0 {
            prop_assert!(close(rebinned.mean(), h.mean()));
            let edges = rebinned.edges();
            let to_edges = h.rebin_to(&edges).unwrap();
            prop_assert_eq!(to_edges.values(), rebinned.values());
        }
        let sliced = h.slice(cut, 60).unwrap();
        prop_assert_eq!(sliced.values(), &h.values()[cut - 1..]);
        prop_assert_eq!((sliced.underflow(), sliced.overflow()), (0.0, 0.0));
        prop_assert_eq!(sliced.entries(), h.integral_of(cut, 60).unwrap().value);
    }

    #[test]
    fn slice_cuts_what_is_projected(rows in prop::collection::vec((-6.0..6.0, -6.0..6.0, -6.0..6.0), 0..300), first in 1_usize..6, size in 0_usize..3) {
        let last = (first + size).min(6);
        let axes: Vec<Axis> = [3, 4, 6].into_iter().map(|bins| Axis::regular(bins, -4.0, 4.0).unwrap()).collect();
        let mut h = Hist3D::with_axes("h", "", axes[0].clone(), axes[1].clone(), axes[2].clone()).unwrap();
        let mut sparse = HistSparse::new("s", "", &axes).unwrap();
        let mut cut = Hist2D::new("c", "", 3, -4.0, 4.0, 4, -4.0, 4.0);
        for (x, y, z) in rows {
            h.fill(x, y, z);
            sparse.fill(&[x, y, z]).unwrap();
            if (first..=last).contains(&axes[2].index(z)) {
                cut.fill(x, y);
            }
        }
        let n = HistN::from(h.clone()).slice(2, first, last).unwrap().project_2d(0, 1).unwrap();
        let sparse = sparse.slice(2, first, last).unwrap().project_2d(0, 1).unwrap();
        let (low, high) = (axes[2].low_edge(first), axes[2].high_edge(last));
        let h = h.slice_range(2, low + 0.1, high).unwrap().project_2d(0, 1).unwrap();
        for projected in [&h, &n, &sparse] {
            prop_assert_eq!(projected.contents(), cut.contents());
            prop_assert_eq!(projected.entries(), cut.entries());
        }
    }

    #[test]
    fn json_round_trip_is_exact(xs in values(), axis in axis(), weight in -2.0..2.0) {
        let mut h = Hist1D::with_axis("h", "title", axis.titled("x [GeV]"));
        h.fill_n(&xs);
        if weight > 0.0 {
            h.fill_weights(&xs, &vec![weight; xs.len()]).unwrap();
        }
        prop_assert_eq!(&Hist1D::from_uhi_json(&h.to_uhi_json()).unwrap(), &h);
        let text = serde_json::to_string(&h).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Hist1D>(&text).unwrap(), &h);
    }

    #[test]
    fn arithmetic_undoes_itself(xs in values(), ys in values(), factor in 0.1..10.0) {
        let new = || Hist1D::new("h", "", 30, -4.0, 4.0);
        let (mut a, mut b) = (new(), new());
        a.fill_n(&xs);
        b.fill_n(&ys);
        let mut scaled: Hist1D = &a * factor;
        scaled.scale(1.0 / factor);
        let product = (&a * &b).unwrap();
        let back = (&product / &b).unwrap();
        for bin in 0..32 {
            prop_assert!(close(scaled.bin_content(bin), a.bin_content(bin)));
            prop_assert!(close(scaled.bin_error(bin), a.bin_error(bin)));
            if b.bin_content(bin) != 0.0 {
                prop_assert!(close(back.bin_content(bin), a.bin_content(bin)));
            }
        }
    }
}
