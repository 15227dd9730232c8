//! Histograms, tests, efficiencies, profiles and draws against ROOT's numbers on the same entries.
//!
//! `data/hist.json` was made by `goldens/hist.py`; both programs draw the entries with TRandom3.

use rootlet::hist::{Chi2Kind, Direction, Efficiency, Interval, Profile1D, Profile2D, ProfileError};
use rootlet::random::{self, Generator, TRandom3};
use rootlet::{Axis, Estimate, Hist1D, Hist2D, Hist3D};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../data/hist.json")).unwrap()
}

#[track_caller]
fn close_to(ours: f64, roots: f64, tolerance: f64, what: &str) {
    let scale = roots.abs().max(1e-3);
    assert!((ours - roots).abs() <= tolerance * scale, "{what}: {ours}, ROOT has {roots}");
}

#[track_caller]
fn close(ours: f64, expected: &Value, what: &str) {
    close_to(ours, expected.as_f64().unwrap(), 1e-10, what);
}

#[track_caller]
fn all_close(ours: &[f64], expected: &Value, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(ours.len(), expected.len(), "{what}");
    for (i, (ours, expected)) in ours.iter().zip(expected).enumerate() {
        close(*ours, expected, &format!("{what} {i}"));
    }
}

#[track_caller]
fn estimate(ours: Estimate, golden: &Value, what: &str) {
    close(ours.value, &golden[what], what);
    close(ours.error, &golden[format!("{what}_error")], what);
}

fn gaussian(seed: u32, n: usize, mean: f64, sigma: f64, weights: bool) -> Hist1D {
    let mut h = Hist1D::new("h", "", 40, -4.0, 4.0);
    h.keep_sumw2();
    let mut g = TRandom3::new(seed);
    for _ in 0..n {
        let x = g.gaus(mean, sigma);
        h.fill_weight(x, if weights { 0.5 + g.rndm() } else { 1.0 });
    }
    h
}

fn a() -> Hist1D {
    gaussian(1, 1000, 0.0, 1.0, false)
}

fn b() -> Hist1D {
    gaussian(2, 1500, 0.2, 1.1, false)
}

fn wa() -> Hist1D {
    gaussian(3, 1000, 0.0, 1.0, true)
}

fn wb() -> Hist1D {
    gaussian(4, 1500, 0.2, 1.1, true)
}

/// The same contents without sums of weights.
fn unweighted(h: &Hist1D) -> Hist1D {
    let mut plain = Hist1D::with_axis("h", "", h.axis().clone());
    plain.set_contents(h.contents()).unwrap();
    plain
}

fn errors(h: &Hist1D) -> Vec<f64> {
    (0..h.nbins() + 2).map(|bin| h.bin_error(bin)).collect()
}

#[track_caller]
fn summary(h: &Hist1D, golden: &Value, what: &str) {
    all_close(h.contents(), &golden["contents"], &format!("{what} contents"));
    all_close(&errors(h), &golden["errors"], &format!("{what} errors"));
    close(h.mean(), &golden["mean"], &format!("{what} mean"));
    close(h.std_dev(), &golden["std_dev"], &format!("{what} std dev"));
    close(h.entries(), &golden["entries"], &format!("{what} entries"));
}

#[test]
fn statistics_and_their_errors() {
    for (h, name) in [(a(), "a"), (wb(), "wb")] {
        let golden = &golden()["statistics"][name];
        close(h.entries(), &golden["entries"], "entries");
        close(h.effective_entries(), &golden["effective"], "effective");
        estimate(h.mean_and_error(), golden, "mean");
        estimate(h.std_dev_and_error(), golden, "std_dev");
        estimate(h.skewness(), golden, "skewness");
        estimate(h.kurtosis(), golden, "kurtosis");
        estimate(h.integral_of(5, 30).unwrap(), golden, "integral");
        close(h.integral_width().value, &golden["integral_width"], "integral_width");
        assert_eq!(h.highest_bin() as u64, golden["maximum_bin"].as_u64().unwrap());
        close(h.max(), &golden["maximum"], "maximum");
        close(h.min(), &golden["minimum"], "minimum");
    }
}

#[test]
fn arithmetic_with_uncertainties() {
    let golden = &golden()["arithmetic"];
    let check = |name: &str, change: &dyn Fn(&mut Hist1D)| {
        let mut h = wa();
        change(&mut h);
        summary(&h, &golden[name], name);
    };
    check("add", &|h| h.add(&wb()).unwrap());
    check("subtract", &|h| h.add_scaled(&wb(), -0.5).unwrap());
    check("multiply", &|h| h.multiply(&wb()).unwrap());
    check("divide", &|h| h.divide(&wb()).unwrap());
    check("binomial", &|h| h.divide_binomial(&wb()).unwrap());
    check("scale", &|h| h.scale(0.25));
}

#[test]
fn rebinning_cumulating_interpolating_smoothing() {
    let golden = golden();
    summary(&wa().rebin(4).unwrap(), &golden["rebin"], "rebin");
    summary(&wa().rebin(7).unwrap(), &golden["rebin_remainder"], "rebin with remainder");
    // ROOT keeps the moments of all entries here, though some lie outside now.
    let rebinned = wa().rebin_to(&[-3.0, -1.0, 0.0, 0.4, 4.0]).unwrap();
    all_close(rebinned.contents(), &golden["rebin_edges"]["contents"], "rebin to edges");
    all_close(&errors(&rebinned), &golden["rebin_edges"]["errors"], "errors of rebin to edges");
    all_close(a().cumulative(Direction::Forward).contents(), &golden["cumulative"], "cumulative");
    all_close(a().cumulative(Direction::Backward).contents(), &golden["cumulative_backward"], "cumulative backward");
    for point in golden["interpolate"].as_array().unwrap() {
        close(a().interpolate(point[0].as_f64().unwrap()), &point[1], "interpolate");
    }
    let mut smooth = a();
    smooth.smooth(1).unwrap();
    all_close(smooth.contents(), &golden["smooth"], "smooth");
    smooth.smooth(2).unwrap();
    all_close(smooth.contents(), &golden["smooth_thrice"], "smooth thrice");
}

#[test]
fn quantiles_and_draws() {
    let golden = golden();
    let quantiles = &golden["quantiles"];
    let probabilities: Vec<f64> =
        quantiles["probabilities"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
    all_close(&a().quantiles(&probabilities).unwrap(), &quantiles["values"], "quantiles");
    random::reset_seed(7);
    let h = a();
    let draws: Vec<f64> = (0..20).map(|_| h.random().unwrap()).collect();
    all_close(&draws, &golden["random"], "random");
    // On a plateau of the integral the middle is taken.
    let mut h = Hist1D::new("h", "", 8, 0.0, 8.0);
    h.fill_n(&[1.5, 5.5]);
    assert_eq!(h.quantiles(&[0.0, 0.25, 0.5, 0.75, 1.0]).unwrap(), [1.0, 1.5, 3.5, 5.5, 6.0]);
    assert!(h.quantiles(&[1.5]).is_err() && Hist1D::new("h", "", 2, 0.0, 1.0).median().is_err());
}

#[test]
fn variable_bins() {
    let golden = &golden()["variable"];
    let axis = Axis::variable(&[-4.0, -2.0, -1.0, -0.5, 0.0, 0.25, 1.0, 4.0]).unwrap();
    let mut h = Hist1D::with_axis("h", "", axis);
    let mut g = TRandom3::new(5);
    let xs: Vec<f64> = (0..500).map(|_| g.gaus(0.3, 1.2)).collect();
    h.fill_n(&xs);
    all_close(h.contents(), &golden["contents"], "contents");
    estimate(h.skewness(), golden, "skewness");
    close(h.integral_width().value, &golden["integral_width"], "integral width");
    close(h.mean(), &golden["mean"], "mean");
}

#[test]
fn chi2_tests() {
    let golden = &golden()["chi2"];
    let mut scaled = unweighted(&a());
    scaled.scale(0.37);
    let cases = [
        ("UU", unweighted(&a()), unweighted(&b()), Chi2Kind::Unweighted),
        ("UW", unweighted(&a()), wb(), Chi2Kind::UnweightedWeighted),
        ("WW", wa(), wb(), Chi2Kind::Weighted),
        ("NORM", scaled, unweighted(&b()), Chi2Kind::Normalised),
    ];
    for (name, first, second, kind) in cases {
        let test = first.chi2_test(&second, kind).unwrap();
        let golden = &golden[name];
        close(test.chi2, &golden["chi2"], name);
        assert_eq!(test.ndf as u64, golden["ndf"].as_u64().unwrap(), "{name}");
        close(test.p_value, &golden["p"], name);
        // ROOT leaves out bins that are empty in both, and has zeros at the end instead.
        let filled = (1..=40).filter(|bin| first.bin_content(*bin) != 0.0 || second.bin_content(*bin) != 0.0);
        for (place, bin) in filled.enumerate() {
            close_to(test.residuals[bin - 1], golden["residuals"][place].as_f64().unwrap(), 1e-8, name);
        }
    }
    let empty = Hist1D::new("nothing", "", 40, -4.0, 4.0);
    let error = a().chi2_test(&empty, Chi2Kind::Unweighted).unwrap_err();
    assert_eq!(error.to_string(), "chi2_test: `nothing` is empty");
    let error = a().chi2_test(&Hist1D::new("h", "", 4, -4.0, 4.0), Chi2Kind::Unweighted).unwrap_err();
    assert_eq!(error.to_string(), "chi2_test: the axes differ: 40 and 4 bins");
}

#[test]
fn kolmogorov_and_anderson_darling() {
    let golden = golden();
    let kolmogorov = &golden["kolmogorov"];
    for (first, second, name) in [(a(), b(), "ab"), (wa(), wb(), "weighted")] {
        let test = first.kolmogorov_test(&second).unwrap();
        close(test.p_value, &kolmogorov[name], name);
        close(test.distance, &kolmogorov[format!("{name}_distance")], name);
    }
    let against = |second: &Hist1D| unweighted(&a()).anderson_darling_test(&unweighted(second)).unwrap();
    let test = against(&gaussian(8, 900, 0.0, 1.0, false));
    close(test.distance, &golden["anderson_darling_same"]["statistic"], "anderson_darling_same");
    // ROOT interpolates a simulated table; ours is the limit distribution itself.
    close_to(test.p_value, golden["anderson_darling_same"]["p"].as_f64().unwrap(), 0.02, "p of anderson_darling_same");
    // Far out ROOT has 18.81; this is the value of scipy.stats.anderson_ksamp(midrank=False).
    close_to(against(&b()).distance, 19.270845602001756, 1e-12, "anderson_darling");
    assert!(against(&b()).p_value < 1e-5);
}

struct Many {
    h2: Hist2D,
    h3: Hist3D,
    p1: Profile1D,
    p1w: Profile1D,
    p2: Profile2D,
}

fn many() -> Many {
    let mut all = Many {
        h2: Hist2D::new("h2", "", 10, -3.0, 3.0, 8, -2.0, 4.0),
        h3: Hist3D::new("h3", "", (4, -2.0, 2.0), (5, -2.0, 2.0), (6, -2.0, 2.0)),
        p1: Profile1D::new("p1", "", 10, -3.0, 3.0),
        p1w: Profile1D::new("p1w", "", 10, -3.0, 3.0),
        p2: Profile2D::new("p2", "", (4, -3.0, 3.0), (4, -3.0, 3.0)),
    };
    let mut g = TRandom3::new(6);
    for _ in 0..2000 {
        let (x, mut y, z) = (g.gaus(0.0, 1.0), g.gaus(0.5, 1.5), g.gaus(0.0, 1.0));
        let w = 0.5 + g.rndm();
        y += 0.5 * x;
        all.h2.fill(x, y);
        all.p1.fill(x, y);
        all.p1w.fill_weight(x, y, w);
        all.p2.fill(x, z, y);
        all.h3.fill(x, y, z);
    }
    all
}

#[test]
fn two_and_three_dimensions() {
    let (all, golden) = (many(), golden());
    let (h2, expected) = (&all.h2, &golden["h2"]);
    all_close(h2.contents(), &expected["contents"], "h2");
    close(h2.mean(0), &expected["mean_x"], "mean x");
    close(h2.mean(1), &expected["mean_y"], "mean y");
    close(h2.std_dev(0), &expected["std_dev_x"], "std dev x");
    close(h2.std_dev(1), &expected["std_dev_y"], "std dev y");
    close(h2.covariance(0, 1), &expected["covariance"], "covariance");
    close(h2.correlation(0, 1), &expected["correlation"], "correlation");
    summary(&h2.project_x(), &expected["project_x"], "project x");
    summary(&h2.project_y_of(3, 7).unwrap(), &expected["project_y_3_7"], "project y");
    for point in expected["interpolate"].as_array().unwrap() {
        let (x, y) = (point[0].as_f64().unwrap(), point[1].as_f64().unwrap());
        close(h2.interpolate(x, y), &point[2], "interpolate");
    }
    let profile = h2.profile_x();
    all_close(&profile.values(), &inner(&expected["profile_x"]["contents"]), "profile of h2");
    all_close(&profile.errors(), &inner(&expected["profile_x"]["errors"]), "errors of the profile of h2");
    all_close(h2.rebin(0, 2).unwrap().rebin(1, 4).unwrap().contents(), &expected["rebin"], "rebin");
    let (h3, expected) = (&all.h3, &golden["h3"]);
    all_close(h3.contents(), &expected["contents"], "h3");
    close(h3.mean(2), &expected["mean_z"], "mean z");
    close(h3.std_dev(1), &expected["std_dev_y"], "std dev y");
    all_close(h3.project(0).unwrap().contents(), &expected["project_x"]["contents"], "h3 project x");
    // In ROOT "zx" puts x on the horizontal axis.
    all_close(h3.project_2d(0, 2).unwrap().contents(), &expected["project_zx"], "h3 project zx");
    let (cut, theirs) = (h3.slice(1, 2, 4).unwrap(), &expected["project_zx_of_y_2_4"]);
    all_close(cut.project_2d(0, 2).unwrap().contents(), &theirs["contents"], "h3 project zx of a range of y");
    // ROOT counts the entries inside alone here, and those in flow bins too for projections of two dimensions.
    assert_eq!(cut.project_2d(0, 2).unwrap().integral(), theirs["entries"].as_f64().unwrap());
    all_close(cut.project(0).unwrap().contents(), &theirs["x"]["contents"], "h3 project x of a range of y");
}

/// Without the flow bins.
fn inner(values: &Value) -> Value {
    let values = values.as_array().unwrap();
    Value::Array(values[1..values.len() - 1].to_vec())
}

#[test]
fn profiles_and_their_error_options() {
    let (all, golden) = (many(), golden());
    for (profile, expected, name) in [(all.p1.clone(), &golden["p1"], "p1"), (all.p1w, &golden["p1w"], "p1w")] {
        let bins = 0..profile.nbins() + 2;
        let list = |f: &dyn Fn(usize) -> f64| bins.clone().map(f).collect::<Vec<f64>>();
        close(profile.mean(), &expected["mean"], name);
        close(profile.std_dev(), &expected["std_dev"], name);
        close(profile.mean_y(), &expected["mean_y"], name);
        close(profile.std_dev_y(), &expected["std_dev_y"], name);
        all_close(&list(&|bin| profile.bin_content(bin)), &expected["contents"], name);
        all_close(&list(&|bin| profile.bin_entries(bin)), &expected["bin_entries"], name);
        let options = [
            ("", ProfileError::OfMean),
            ("s", ProfileError::Spread),
            ("i", ProfileError::OfMeanInteger),
            ("g", ProfileError::OfWeights),
        ];
        for (letter, option) in options {
            let mut profile = profile.clone();
            profile.set_error_option(option);
            let errors: Vec<f64> = bins.clone().map(|bin| profile.bin_error(bin)).collect();
            all_close(&errors, &expected[format!("errors_{letter}")], &format!("{name} option {letter}"));
        }
        let back = Profile1D::from_uhi_json(&profile.to_uhi_json()).unwrap();
        assert_eq!(back, profile);
    }
    let rebinned = all.p1.rebin(5).unwrap();
    all_close(&rebinned.values(), &inner(&golden["p1_rebin"]["contents"]), "rebinned profile");
    all_close(&rebinned.errors(), &inner(&golden["p1_rebin"]["errors"]), "errors of a rebinned profile");
    let flat = all.p2.to_hist();
    all_close(flat.contents(), &golden["p2"]["contents"], "p2");
    for (i, error) in golden["p2"]["errors"].as_array().unwrap().iter().enumerate() {
        close(flat.bin_error(i % 6, i / 6), error, "p2 errors");
    }
}

#[test]
fn bulk_fills_of_profiles_are_single_fills() {
    let mut g = TRandom3::new(9);
    let mut column = |mean| -> Vec<f64> { (0..1300).map(|_| g.gaus(mean, 2.0)).collect() };
    let (x, y, z, w) = (column(0.0), column(0.5), column(0.0), column(3.0));
    for limited in [false, true] {
        let new = || {
            let mut profiles =
                (Profile1D::new("p", "", 10, -3.0, 3.0), Profile2D::new("p", "", (5, -3.0, 3.0), (4, -3.0, 3.0)));
            if limited {
                profiles.0.set_y_range(-1.0, 2.0);
                profiles.1.set_y_range(-1.0, 2.0);
            }
            profiles
        };
        let ((mut one, mut one2), (mut bulk, mut bulk2)) = (new(), new());
        for i in 0..x.len() {
            one.fill_weight(x[i], y[i], w[i]);
            one2.fill(x[i], z[i], y[i]);
        }
        bulk.fill_weights(&x, &y, &w).unwrap();
        bulk2.fill_n(&x, &z, &y).unwrap();
        assert_eq!((bulk.values(), bulk.errors(), bulk.entries()), (one.values(), one.errors(), one.entries()));
        assert_eq!((bulk2.to_hist().contents(), bulk2.entries()), (one2.to_hist().contents(), one2.entries()));
        close_to(bulk.mean_y(), one.mean_y(), 1e-12, "mean y");
        close_to(bulk2.std_dev_y(), one2.std_dev_y(), 1e-12, "std dev y");
    }
}

#[test]
fn efficiency_intervals() {
    let golden = golden();
    for case in golden["efficiency"].as_array().unwrap() {
        let interval = match case["interval"].as_str().unwrap() {
            "clopper_pearson" => Interval::ClopperPearson,
            "normal" => Interval::Normal,
            "wilson" => Interval::Wilson,
            "agresti_coull" => Interval::AgrestiCoull,
            "mid_p" => Interval::MidP,
            _ => Interval::FeldmanCousins,
        };
        // ROOT searches these two to about that accuracy.
        let tolerance = match interval {
            Interval::FeldmanCousins => 2e-3,
            Interval::MidP => 1e-5,
            _ => 1e-9,
        };
        let number = |key: &str| case[key].as_f64().unwrap();
        let (low, high) = interval.of(number("passed"), number("total"), number("level")).unwrap();
        close_to(low, number("low"), tolerance, &case.to_string());
        close_to(high, number("high"), tolerance, &case.to_string());
    }
    for case in golden["bayesian"].as_array().unwrap() {
        let number = |key: &str| case[key].as_f64().unwrap();
        let (alpha, beta) = (number("alpha"), number("beta"));
        let shortest = case["shortest"].as_bool().unwrap();
        let interval = Interval::Bayesian { alpha, beta, shortest };
        let (low, high) = interval.of(number("passed"), number("total"), 0.682689492137).unwrap();
        let tolerance = if shortest { 2e-5 } else { 1e-9 };
        close_to(low, number("low"), tolerance, &case.to_string());
        close_to(high, number("high"), tolerance, &case.to_string());
    }
    assert!(Interval::Wilson.of(3.0, 2.0, 0.9).is_err() && Interval::Wilson.of(1.0, 2.0, 1.0).is_err());
}

#[test]
fn efficiencies_of_histograms() {
    let mut efficiency = Efficiency::new("e", "", 2, 0.0, 2.0);
    efficiency.fill_n(&[true, true, false, true], &[0.5, 0.6, 0.7, 5.0]).unwrap();
    assert_eq!(efficiency.efficiency(1), 2.0 / 3.0);
    assert_eq!(efficiency.interval(1), Interval::ClopperPearson.of(2.0, 3.0, 0.682_689_492_137_085_9).unwrap());
    assert_eq!((efficiency.efficiency(2), efficiency.interval(2)), (0.0, (0.0, 1.0)));
    let again = Efficiency::from_hists(efficiency.passed(), efficiency.total()).unwrap();
    assert_eq!(again, efficiency);
    assert!(Efficiency::from_hists(efficiency.total(), efficiency.passed()).is_err());
}

#[test]
#[expect(clippy::type_complexity, reason = "a table of names and draws")]
fn every_distribution_draws_roots_numbers() {
    let draws: [(&str, fn(&mut TRandom3) -> Vec<f64>); 10] = [
        ("binomial", |g| vec![f64::from(g.binomial(20, 0.3))]),
        ("breit_wigner", |g| vec![g.breit_wigner(1.0, 0.5)]),
        ("circle", |g| {
            let (x, y) = g.circle(2.0);
            vec![x, y]
        }),
        ("sphere", |g| {
            let (x, y, z) = g.sphere(2.0);
            vec![x, y, z]
        }),
        ("rannor", |g| {
            let (x, y) = g.rannor();
            vec![x, y]
        }),
        ("poisson_40", |g| vec![g.poisson(40.5) as f64]),
        ("poisson_1e6", |g| vec![g.poisson_f64(1e6)]),
        ("poisson_1e10", |g| vec![g.poisson_f64(1e10)]),
        ("landau_2_3", |g| vec![g.landau(2.0, 3.0)]),
        ("gaus_1_2", |g| vec![g.gaus(1.0, 2.0)]),
    ];
    let floats = |value: &Value| -> Vec<f64> {
        value
            .as_array()
            .map_or_else(|| vec![value.as_f64().unwrap()], |all| all.iter().map(|x| x.as_f64().unwrap()).collect())
    };
    for (name, draw) in draws {
        let golden = &golden()["draws"][name];
        let mut generator = TRandom3::new(4357);
        let values: Vec<Vec<f64>> = (0..1000).map(|_| draw(&mut generator)).collect();
        for (ours, roots) in values.iter().zip(golden["first"].as_array().unwrap()) {
            assert_eq!(*ours, floats(roots), "{name}");
        }
        assert_eq!(values[999], floats(&golden["last"]), "{name}");
        assert_eq!(generator.rndm(), golden["next"].as_f64().unwrap(), "{name}");
    }
}
