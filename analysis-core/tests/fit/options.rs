//! Models, options, and what can be asked of a result.

use rootlet::fit::{Algorithm, Attach, FitStatus, Method, Problem, Unbinned};
use rootlet::random::{Generator, TRandom3};
use rootlet::{FitOptions, Graph, Hist1D, Hist2D, Minos, Model, minimize};
use rootlet_display::Show;

fn peak(mean: f64, background: bool) -> Hist1D {
    let mut generator = TRandom3::new(99);
    let mut h = Hist1D::new("peak", "", 80, -4.0, 6.0);
    for _ in 0..4000 {
        h.fill(generator.gaus(mean, 0.7));
    }
    for _ in 0..if background { 4000 } else { 0 } {
        h.fill(-4.0 + 10.0 * generator.rndm());
    }
    h
}

#[test]
fn every_algorithm_finds_the_same_minimum() {
    let mut h = peak(1.0, true);
    let reference = h.fit("gaus+pol0").unwrap();
    for algorithm in [Algorithm::Simplex, Algorithm::Combined, Algorithm::LevenbergMarquardt] {
        let fit = h.fit_with("gaus+pol0", &FitOptions { algorithm, ..FitOptions::default() }).unwrap();
        assert_eq!(fit.status(), FitStatus::Converged);
        assert!((fit.chi2() - reference.chi2()).abs() < 1e-3, "{algorithm:?}\n{fit}\n{reference}");
        let relative = fit.error("Mean").unwrap() / reference.error("Mean").unwrap() - 1.0;
        assert!(relative.abs() < 1e-2, "{algorithm:?}\n{fit}\n{reference}");
    }
}

#[test]
fn least_squares_needs_a_sum_of_squares() {
    let mut h = peak(1.0, false);
    let options = FitOptions { algorithm: Algorithm::LevenbergMarquardt, ..FitOptions::likelihood() };
    assert!(h.fit_with("gaus", &options).unwrap_err().to_string().contains("a sum of squares"));
}

#[test]
fn fixed_and_tied_parameters() {
    let mut h = peak(1.0, true);
    let model = Model::from("gaus+pol0").fix("Mean", 1.0).tie("Sigma", |p| 0.002 * p[0]);
    let fit = h.fit(model).unwrap();
    assert_eq!(fit.value("Mean").unwrap(), 1.0);
    assert_eq!(fit.error("Mean").unwrap(), 0.0);
    let (height, sigma) = (fit.value("Constant").unwrap(), fit.value("Sigma").unwrap());
    assert!((sigma - 0.002 * height).abs() < 1e-12);
    assert!((fit.error("Sigma").unwrap() - 0.002 * fit.error("Constant").unwrap()).abs() < 1e-6);
    assert!((fit.correlation()[(0, 2)] - 1.0).abs() < 1e-6);
    assert_eq!(fit.ndf(), 80 - 2);
    let text = fit.to_string();
    assert!(text.contains("(fixed)") && text.contains("(tied)"), "{text}");
}

#[test]
fn several_ranges_leave_out_what_lies_between() {
    let mut h = peak(1.0, true);
    let fit = h.fit_with("pol0", &FitOptions::default().range(-4.0, -2.0).range(4.0, 6.0)).unwrap();
    assert_eq!(fit.ndf(), 31);
    assert!((fit.value("p0").unwrap() - 50.0).abs() < 5.0, "{fit}");
}

#[test]
fn histogram_keeps_its_fits_as_told() {
    let mut h = peak(1.0, false);
    h.fit("gaus").unwrap();
    h.fit_with("pol1", &FitOptions { attach: Attach::Add, ..FitOptions::default() }).unwrap();
    assert_eq!(h.fitted_functions().len(), 2);
    h.fit_with("pol2", &FitOptions { attach: Attach::Nothing, ..FitOptions::default() }).unwrap();
    assert_eq!(h.fitted_functions().len(), 2);
    h.fit("gaus").unwrap();
    assert_eq!(h.fitted_functions().len(), 1);
}

#[test]
fn simultaneous_fit_shares_parameters_of_one_name() {
    let (a, b) = (peak(1.0, false), peak(2.5, true));
    let options = FitOptions::default();
    let shape = |mean: &str, more: &str| format!("[A{mean}]*exp(-0.5*((x-[{mean}])/[sigma])^2){more}");
    let start = |m: Model, mean: &str, at: f64| m.start(mean, at).start(&format!("A{mean}"), 200.0).start("sigma", 1.0);
    let left = a.problem(start(Model::from(shape("m1", "")), "m1", 0.8), &options).unwrap();
    let right = b.problem(start(Model::from(shape("m2", "+[b]")), "m2", 2.2).start("b", 40.0), &options).unwrap();
    let fit = (left + right).fit(&options).unwrap();
    assert!(fit.is_valid(), "{fit}");
    assert_eq!(fit.parameters().len(), 6);
    assert!((fit.value("sigma").unwrap() - 0.7).abs() < 0.02, "{fit}");
    assert!((fit.value("m1").unwrap() - 1.0).abs() < 0.05 && (fit.value("m2").unwrap() - 2.5).abs() < 0.06, "{fit}");
}

#[test]
fn contour_points_lie_where_the_profile_says() {
    let mut h = peak(1.0, true);
    let fit = h.fit("gaus+pol0").unwrap();
    let contour = fit.contour("Mean", "Sigma", 0.68, 16).unwrap();
    let rise = -2.0 * 0.32f64.ln();
    for (mean, sigma) in contour {
        // Hold both and minimise over the others.
        let again = h
            .fit_with(
                Model::from("gaus+pol0").fix("Mean", mean).fix("Sigma", sigma),
                &FitOptions { attach: Attach::Nothing, ..FitOptions::default() },
            )
            .unwrap();
        assert!((again.chi2() - fit.chi2() - rise).abs() < 3e-3, "{} {mean} {sigma}", again.chi2() - fit.chi2());
    }
}

#[test]
fn scans_and_profiles_touch_at_the_minimum() {
    let mut h = peak(1.0, true);
    let fit = h.fit("gaus+pol0").unwrap();
    let (value, error) = (fit.value("Sigma").unwrap(), fit.error("Sigma").unwrap());
    let scan = fit.scan("Sigma", value - error, value + error, 5).unwrap();
    let profile = fit.profile("Sigma", value - error, value + error, 5).unwrap();
    assert!((scan[2].1 - fit.minimum()).abs() < 1e-6 && (profile[2].1 - fit.minimum()).abs() < 1e-3);
    for (scan, profile) in scan.iter().zip(&profile) {
        assert!(profile.1 <= scan.1 + 1e-6);
    }
    assert!((profile[4].1 - fit.minimum() - 1.0).abs() < 0.1);
}

#[test]
fn minos_at_a_limit_ends_there() {
    let mut h = peak(1.0, false);
    let options = FitOptions { minos: Minos::Only(vec!["b".to_owned()]), ..FitOptions::likelihood() };
    let model = Model::from("gaus(0)+[b]").limit("b", 0.0, 100.0).start("b", 1.0);
    let fit = h.fit_with(model, &options).unwrap();
    let parameter = fit.parameter("b").unwrap();
    assert!(parameter.value >= 0.0 && parameter.error < 100.0, "{fit}");
    if let Some((low, high)) = parameter.minos {
        assert!(parameter.value + low >= -1e-9 && high > 0.0, "{fit}");
    }
}

#[test]
fn unbinned_fits_normalise_extend_and_weigh() {
    let mut generator = TRandom3::new(7);
    let events: Vec<f64> = (0..5000).map(|_| generator.gaus(1.0, 0.5)).collect();
    let model = || Model::from("gaus").start_values(&[3.0, 0.8, 0.7]);
    let options = FitOptions::default();
    // The height of a density that is normalised anyway is arbitrary: it must be fixed.
    let plain = Unbinned::new(&events, model().fix("Constant", 1.0)).range(-5.0, 7.0).fit(&options).unwrap();
    let mean = events.iter().sum::<f64>() / 5000.0;
    let sigma = (events.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 5000.0).sqrt();
    assert!((plain.value("Mean").unwrap() - mean).abs() < 1e-5, "{plain}");
    assert!((plain.value("Sigma").unwrap() - sigma).abs() < 1e-5, "{plain}");
    assert!((plain.error("Mean").unwrap() / (sigma / 5000f64.sqrt()) - 1.0).abs() < 1e-3, "{plain}");
    let area = Model::from("gausn").start_values(&[4000.0, 0.8, 0.7]);
    let extended = Unbinned::new(&events, area).range(-5.0, 7.0).extended().fit(&options).unwrap();
    assert!((extended.value("Area").unwrap() - 5000.0).abs() < 0.1, "{extended}");
    assert!((extended.error("Area").unwrap() - 5000f64.sqrt()).abs() < 0.1, "{extended}");
    // Equal weights change nothing but the scale of the errors' input.
    let weights = vec![3.0; events.len()];
    let weighted =
        Unbinned::new(&events, model().fix("Constant", 1.0)).range(-5.0, 7.0).weights(&weights).fit(&options).unwrap();
    assert!((weighted.error("Mean").unwrap() / plain.error("Mean").unwrap() - 1.0).abs() < 1e-3, "{weighted}");
    let two = Unbinned::new(&events, model().fix("Constant", 1.0)).range(-5.0, 7.0).threads(2).fit(&options).unwrap();
    assert_eq!(two.minimum().to_bits(), plain.minimum().to_bits());
}

#[test]
fn improve_finds_the_deeper_of_two_valleys() {
    let wells = |p: &[f64]| (p[0] * p[0] - 4.0).powi(2) + p[0];
    let plain = minimize(wells, [("x", 1.0)], &FitOptions::default()).unwrap();
    assert!(plain.value("x").unwrap() > 0.0);
    let improved = minimize(wells, [("x", 1.0)], &FitOptions { improve: true, ..FitOptions::default() }).unwrap();
    assert!(improved.value("x").unwrap() < 0.0, "{improved}");
}

#[test]
fn result_shows_a_table_as_text_and_html() {
    let mut h = peak(1.0, false);
    let fit = h.fit_with("gaus", &FitOptions::default().minos()).unwrap();
    let bundle = fit.mime_bundle();
    let text = bundle.plain_text().unwrap();
    for part in ["Minimizer is rootlet / Migrad", "Chi2 ", "NDf ", "Edm ", "NCalls ", "Constant ", "+/-", "(Minos)"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let html = bundle.data["text/html"].as_str().unwrap();
    assert!(html.starts_with("<table>") && html.ends_with("</table>") && html.contains("<td>Sigma</td>"), "{html}");
}

#[test]
fn errors_scale_with_the_number_of_deviations() {
    let mut h = peak(1.0, false);
    let one = h.fit("gaus").unwrap();
    let two = h.fit_with("gaus", &FitOptions { sigmas: 2.0, ..FitOptions::default() }).unwrap();
    assert!((two.error("Mean").unwrap() / one.error("Mean").unwrap() - 2.0).abs() < 1e-3);
    let band = (one.confidence_band(&[1.0], 0.95)[0], two.confidence_band(&[1.0], 0.95)[0]);
    assert!((band.0 / band.1 - 1.0).abs() < 1e-3);
}

#[test]
fn own_cost_functions_join_a_simultaneous_fit() {
    let h = peak(1.0, false);
    let options = FitOptions { method: Method::Likelihood, ..FitOptions::default() };
    let constraint = Problem::from_cost(|p: &[f64]| ((p[0] - 0.9) / 0.001).powi(2), [("Mean", 0.9)]);
    let fit = (h.problem("gaus", &options).unwrap() + constraint).fit(&options).unwrap();
    assert!((fit.value("Mean").unwrap() - 0.9).abs() < 0.002, "{fit}");
}

#[test]
fn two_dimensions() {
    let mut generator = TRandom3::new(5);
    let mut h = Hist2D::new("h", "", 30, -3.0, 3.0, 30, -3.0, 3.0);
    for _ in 0..20_000 {
        h.fill(generator.gaus(0.5, 0.7), generator.gaus(-0.3, 1.0));
    }
    let model =
        Model::from("[N]*exp(-0.5*((x-[mx])/[sx])^2-0.5*((y-[my])/[sy])^2)").start_values(&[100.0, 0.0, 1.0, 0.0, 1.0]);
    let fit = h.fit_with(model, &FitOptions::likelihood()).unwrap();
    for (name, expected) in [("mx", 0.5), ("sx", 0.7), ("my", -0.3), ("sy", 1.0)] {
        let parameter = fit.parameter(name).unwrap();
        assert!((parameter.value - expected).abs() < 4.0 * parameter.error + 0.005, "{fit}");
    }
}

#[test]
fn graphs_fit_with_errors_of_both_kinds() {
    let x: Vec<f64> = (0..10).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 + 3.0 * x + 0.1 * (x * 7.0).sin()).collect();
    let plain = Graph::new(&x, &y).unwrap().fit("pol1").unwrap();
    assert!((plain.value("p1").unwrap() - 3.0).abs() < 0.05 && plain.ndf() == 8, "{plain}");
    let only_x = Graph::with_errors(&x, &y, &[0.1; 10], &[0.0; 10]).unwrap().fit("pol1").unwrap();
    // An error of x counts as the slope times it.
    let only_y = Graph::with_errors(&x, &y, &[0.0; 10], &[0.3; 10]).unwrap().fit("pol1").unwrap();
    assert!((only_x.chi2() / only_y.chi2() - 1.0).abs() < 0.05, "{only_x}\n{only_y}");
    let mut sides = Graph::with_asymmetric_errors(&x, &y, &[0.0; 10], &[0.0; 10], &[0.1; 10], &[0.4; 10]).unwrap();
    let fit = sides.fit("pol1").unwrap();
    // Small errors below hold the line up from falling less than large ones above let it rise.
    assert!(fit.value("p0").unwrap() > only_y.value("p0").unwrap(), "{fit}");
    assert_eq!(sides.fitted_functions().len(), 1);
}
