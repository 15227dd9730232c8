//! The fit on ROOT's slides; the numbers are ROOT's.

use rootlet::random::reset_seed;
use rootlet::{Hist1D, Model};

fn histogram() -> Hist1D {
    reset_seed(4357);
    let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    h
}

#[test]
fn closure_finds_the_values_and_errors_of_root() {
    let mut h = histogram();
    let g = |x: f64, p: &[f64]| p[0] * (-0.5 * ((x - p[1]) / p[2]).powi(2)).exp();
    let fit = h.fit(Model::new(g).params([("N", 200.0), ("mu", 0.0), ("sigma", 1.0)])).unwrap();
    assert!(fit.is_valid());
    assert_eq!(fit.ndf(), 53);
    assert!((fit.chi2() - 47.499_737).abs() < 1e-6, "{fit}");
    for (name, value, error) in
        [("N", 246.469_075, 4.315), ("mu", 0.010_478_85, 0.01436), ("sigma", 1.003_155_04, 0.01038)]
    {
        assert!((fit.value(name).unwrap() - value).abs() < 1e-6 * value, "{name}\n{fit}");
        assert!((fit.error(name).unwrap() - error).abs() < 3e-4 * error, "{name}\n{fit}");
    }
    assert!(fit.calls() < 90, "{fit}");
    let kept = &h.fitted_functions()[0];
    assert_eq!(kept.parameters.len(), 3);
    assert!(kept.curve.len() > 100 && kept.curve.iter().all(|(_, y)| y.is_finite()));
}

#[test]
fn named_shape_guesses_its_start() {
    let fit = histogram().fit("gaus").unwrap();
    assert!((fit.chi2() - 47.499_737).abs() < 1e-6, "{fit}");
    assert!((fit.value("Sigma").unwrap() - 1.003_155_04).abs() < 1e-6, "{fit}");
}
