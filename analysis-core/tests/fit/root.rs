//! Fits of histograms against ROOT's (`tests/goldens/root_fits.py`).

use rootlet::fit::Method;
use rootlet::{FitOptions, Graph, Hist1D, Model, Profile1D};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn histogram(case: &Value) -> Hist1D {
    let number = |key: &str| case[key].as_f64().unwrap();
    let mut h = Hist1D::new("h", "", number("bins") as usize, number("low"), number("high"));
    let (y, e) = (numbers(&case["y"]), numbers(&case["e"]));
    for bin in 0..y.len() {
        h.set_bin_content(bin + 1, y[bin]).unwrap();
        if case["weighted"] == true {
            h.set_bin_error(bin + 1, e[bin]).unwrap();
        }
    }
    h
}

fn options(case: &Value) -> FitOptions {
    let option = case["option"].as_str().unwrap();
    let mut options = FitOptions { use_start_values: true, ..FitOptions::default() };
    if option.contains("WL") {
        options.method = Method::WeightedLikelihood;
    } else if option.contains('L') {
        options.method = Method::Likelihood;
    } else if option.contains('P') {
        options.method = Method::Pearson;
    }
    options.integrate = option.contains('I');
    if option.contains('E') {
        options = options.minos();
    }
    if let Some(range) = case["range"].as_array() {
        options = options.range(range[0].as_f64().unwrap(), range[1].as_f64().unwrap());
    }
    options
}

#[test]
fn histogram_fits_have_the_numbers_of_root() {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../goldens/root_fits.json")).unwrap();
    let mut complaints = Vec::new();
    for case in &golden {
        let name = case["name"].as_str().unwrap();
        let mut h = histogram(case);
        let model = Model::from(case["formula"].as_str().unwrap()).start_values(&numbers(&case["start"]));
        let fit = h.fit_with(model, &options(case)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(fit.is_valid(), "{name}\n{fit}");
        let mut check = |what: &str, ours: f64, theirs: f64, tolerance: f64| {
            if (ours - theirs).abs() > tolerance {
                complaints.push(format!("{name} {what}: {ours} instead of {theirs}"));
            }
        };
        let number = |key: &str| case[key].as_f64().unwrap();
        // ROOT's Landau density is good to 1e-6 only.
        let loose = if name == "landau" { 100.0 } else { 1.0 };
        check("chi2", fit.chi2(), number("chi2"), 1e-6 * loose * number("chi2"));
        check("ndf", fit.ndf() as f64, number("ndf"), 0.0);
        check("p-value", fit.p_value(), number("prob"), 1e-4);
        let (values, errors) = (numbers(&case["values"]), numbers(&case["errors"]));
        let correlation = fit.correlation();
        let global = fit.global_correlations();
        for (i, ours) in fit.parameters().iter().enumerate() {
            let what = &ours.name;
            check(what, ours.value, values[i], 5e-4 * loose.min(10.0) * errors[i]);
            // ROOT's second derivatives of Pearson's χ² err by more.
            let tolerance = if name == "pearson" { 1e-3 } else { 5e-4 };
            check("error", ours.error, errors[i], tolerance * errors[i]);
            if name != "weighted_likelihood" {
                check("global correlation", global[i], numbers(&case["global_correlation"])[i], 2e-3);
            }
            for (j, theirs) in numbers(&case["correlation"][i]).into_iter().enumerate() {
                check("correlation", correlation[(i, j)], theirs, 2e-3);
            }
            if let Some(minos) = case["minos"].as_array() {
                // ROOT's MINOS stops within a hundredth of errordef.
                let (theirs, (low, high)) = (numbers(&minos[i]), ours.minos.unwrap());
                check("MINOS below", low, theirs[0], 3e-3 * errors[i]);
                check("MINOS above", high, theirs[1], 3e-3 * errors[i]);
            }
        }
        let band = fit.confidence_band(&numbers(&case["band"][0]), 0.95);
        for (ours, theirs) in band.iter().zip(numbers(&case["band"][1])) {
            check("confidence band", *ours, theirs, 2e-3 * theirs);
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Goldens by `tests/goldens/scatter_fits.py`.
#[test]
fn errors_of_points_without_errors_come_from_their_scatter_as_in_root() {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../goldens/scatter_fits.json")).unwrap();
    for case in &golden {
        let name = case["name"].as_str().unwrap();
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let model = Model::from(case["formula"].as_str().unwrap()).start_values(&numbers(&case["start"]));
        let fit = if name == "profile" {
            let mut profile = Profile1D::new("p", "", 10, 0.0, 10.0);
            profile.fill_n(&x, &y).unwrap();
            let fit = profile.fit(model).unwrap();
            assert_eq!(profile.fitted_functions().len(), 1);
            fit
        } else {
            Graph::new(&x, &y).unwrap().fit(model).unwrap()
        };
        let scaled = fit.error_scale();
        assert_eq!(scaled.is_some(), name != "profile");
        assert_eq!(fit.to_string().contains("Errors scaled by"), name != "profile", "{fit}");
        let near = |ours: f64, theirs: f64, digits: f64| {
            assert!((ours - theirs).abs() <= digits * theirs.abs(), "{name}: {ours} instead of {theirs}");
        };
        near(fit.chi2(), case["chi2"].as_f64().unwrap(), 1e-7);
        assert_eq!(fit.ndf(), case["ndf"].as_u64().unwrap() as usize);
        let (values, errors) = (numbers(&case["values"]), numbers(&case["errors"]));
        for (i, parameter) in fit.parameters().iter().enumerate() {
            near(parameter.value, values[i], 1e-4);
            near(parameter.error, errors[i], 1e-3);
            for (j, theirs) in numbers(&case["covariance"][i]).into_iter().enumerate() {
                near(fit.covariance()[(i, j)], theirs, 2e-3);
            }
        }
        // MINOS of a linear model finds the same errors.
        if name == "line" {
            let mut again = Graph::new(&x, &y).unwrap();
            let minos = again.fit_with("pol1", &FitOptions::default().minos()).unwrap();
            for parameter in minos.parameters() {
                let (low, high) = parameter.minos.unwrap();
                near(high, parameter.error, 1e-3);
                near(-low, parameter.error, 1e-3);
            }
        }
    }
}

#[test]
fn parameters_print_their_value_and_error() {
    let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    let fit = h.fit("gaus").unwrap();
    let mean = fit.parameter("Mean").unwrap();
    assert_eq!(format!("{mean:.4}"), "0.0105 ± 0.0144");
    assert_eq!(mean.to_string(), mean.estimate().to_string());
    let fixed = h.fit(Model::from("gaus").fix("Mean", 0.5)).unwrap();
    assert_eq!(format!("{:.1}", fixed.parameter("Mean").unwrap()), "0.5 (fixed)");
}
