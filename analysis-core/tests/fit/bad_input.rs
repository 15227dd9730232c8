//! Bad input gives an error that says what is wrong, or a result whose status does; never a panic.

use rootlet::fit::{BinnedLikelihood, ChiSquare, CovarianceQuality, FitStatus, Unbinned};
use rootlet::{FitError, FitOptions, Function, Hist1D, Model, Parameter, minimize};

fn filled() -> Hist1D {
    let mut h = Hist1D::new("h", "", 20, 0.0, 1.0);
    h.fill_n(&(0..200).map(|i| f64::from(i) / 200.0).collect::<Vec<_>>());
    h
}

#[track_caller]
fn says(result: Result<impl std::fmt::Debug, FitError>, part: &str) {
    let message = result.unwrap_err().to_string();
    assert!(message.contains(part), "{message}");
}

#[test]
fn data_that_are_not_there() {
    says(Hist1D::new("empty", "", 10, 0.0, 1.0).fit("gaus"), "no data to fit in histogram `empty`; every bin is empty");
    says(filled().fit_with("gaus", &FitOptions::default().range(5.0, 6.0)), "the range contains no bin centre");
    says(filled().fit_with("gaus", &FitOptions::default().range(1.0, 0.0)), "range [1, 0]");
    says(filled().fit_with("gaus", &FitOptions::default().range(f64::NAN, 0.0)), "range [NaN, 0]");
    says(Unbinned::new(&[], "gaus").fit(&FitOptions::default()), "there are no events");
    says(Unbinned::new(&[1.0, f64::NAN], "gaus").fit(&FitOptions::default()), "event number 1 is NaN");
    says(Unbinned::new(&[1.0, 1.0], "gaus").fit(&FitOptions::default()), "range [1, 1]");
    let line = Function::formula("pol1").unwrap();
    says(ChiSquare::new(&line, &[1.0], &[1.0, 2.0], &[1.0, 1.0]).map(|_| ()), "must be equally many");
    says(ChiSquare::new(&line, &[1.0], &[1.0], &[0.0]).map(|_| ()), "every point has an error of zero");
    says(ChiSquare::new(&line, &[1.0], &[f64::INFINITY], &[1.0]).map(|_| ()), "y value number 0 is inf");
    says(BinnedLikelihood::new(&line, &[1.0], &[-1.0]).map(|_| ()), "below zero");
}

#[test]
fn models_that_do_not_work() {
    says(filled().fit("gauss("), "gauss(");
    says(filled().fit(Model::from("gaus").start("Width", 1.0)), "no parameter `Width` in `gaus`");
    says(filled().fit(Model::new(|x, p| p[0] * x)), "has no free parameter");
    says(filled().fit(Model::from("pol0").fix("p0", 1.0)), "no free parameter");
    says(filled().fit(Model::from("pol1").limit("p0", 2.0, 1.0)), "limits [2, 1]");
    says(filled().fit(Model::from("pol1").limit("p0", f64::NAN, 1.0)), "limits [NaN, 1]");
    says(filled().fit(Model::from("pol1").start_values(&[1.0])), "has 2 parameters, 1 were given");
    says(filled().fit(Model::new(|x, p| p[0] * x).params([("a", 1.0), ("a", 2.0)])), "two parameters are called `a`");
    says(filled().fit("x*y*[0]"), "a function of 2 variables, 1 are needed");
    says(filled().fit("pol30"), "cannot determine 31 free parameters");
    says(filled().fit(Model::from("gaus").start("Mean", f64::INFINITY)), "the fit cannot start");
}

#[test]
fn functions_that_are_not_finite() {
    says(filled().fit("[0]*log(x-5)"), "the fit cannot start: the function is NaN at p0 = 1");
    // NaN in a part of the parameters' space turns the search back.
    let root = |p: &[f64]| (p[0] - 0.1).sqrt() * 2.0 - p[0] + (p[0] - 0.7).powi(2) * 10.0;
    let fit = minimize(root, [("x", 0.2)], &FitOptions::default()).unwrap();
    assert!(fit.value("x").unwrap() >= 0.1 && fit.minimum().is_finite(), "{fit}");
    let nan_soon = |p: &[f64]| if p[0].abs() > 1.5 { f64::NAN } else { (p[0] - 1.0).powi(2) };
    let fit = minimize(nan_soon, [Parameter::new("x", -1.4)], &FitOptions::default()).unwrap();
    assert!((fit.value("x").unwrap() - 1.0).abs() < 1e-3, "{fit}");
}

#[test]
fn functions_without_a_minimum() {
    let slope = |p: &[f64]| p[0];
    let fit = minimize(slope, [("x", 0.0)], &FitOptions::default()).unwrap();
    assert_ne!(fit.status(), FitStatus::Converged, "{fit}");
    assert!(!fit.is_valid() && fit.to_string().contains("NOT converged"), "{fit}");
    let constant = |_: &[f64]| 1.0;
    let fit = minimize(constant, [("x", 0.0)], &FitOptions::default()).unwrap();
    assert_eq!(fit.covariance_quality(), CovarianceQuality::MadePositive, "{fit}");
    assert!(fit.minos("x").is_err());
}

#[test]
fn parameters_that_the_data_do_not_determine() {
    let fit = filled().fit("[a]*[b]").unwrap();
    assert_eq!(fit.covariance_quality(), CovarianceQuality::MadePositive, "{fit}");
    assert!(!fit.is_valid() && fit.to_string().contains("not positive definite"), "{fit}");
}

#[test]
fn limits_on_calls_end_the_search() {
    let rosenbrock = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
    let options = FitOptions { max_calls: Some(30), ..FitOptions::default() };
    let fit = minimize(rosenbrock, [("x", -1.2), ("y", 1.0)], &options).unwrap();
    assert_eq!(fit.status(), FitStatus::CallLimit);
    assert!(fit.calls() <= 30 && fit.minimum() < 24.2, "{fit}");
}

#[test]
fn unknown_names_in_questions_to_a_result() {
    let fit = filled().fit("pol1").unwrap();
    says(fit.value("slope"), "no parameter `slope`");
    says(fit.minos("slope"), "no parameter `slope`");
    says(fit.contour("p0", "p0", 0.68, 10), "two different parameters");
    says(fit.contour("p0", "p1", 1.5, 10), "probability between 0 and 1");
    assert!(fit.parameter("[1]").is_ok() && fit.parameter("p1").is_ok());
}
