//! Functions and formulas against ROOT, scipy and mpmath (`tests/goldens/formulas.py`, `special.py`).

use rootlet::{Function, FunctionError};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(ours: f64, theirs: f64, relative: f64, what: &str) {
    let tiny = if what.to_lowercase().contains("landau") { 1e-30 } else { 1e-300 };
    assert!((ours - theirs).abs() <= relative * theirs.abs() + tiny, "{what}: {ours} instead of {theirs}");
}

#[test]
fn formulas_have_the_values_of_root() {
    let golden: Value = serde_json::from_str(include_str!("../goldens/formulas.json")).unwrap();
    let x = numbers(&golden["x"]);
    for case in golden["cases"].as_array().unwrap() {
        let formula = case["formula"].as_str().unwrap();
        let function = Function::formula(formula).unwrap_or_else(|e| panic!("{e}"));
        let function = function.values(&numbers(&case["parameters"])).unwrap_or_else(|e| panic!("{e}"));
        // ROOT's Landau density is an approximation good to 1e-6, its Bessel functions are to 1e-8.
        let tolerance = match formula.to_lowercase() {
            formula if formula.contains("landau") => 3e-6,
            formula if formula.contains("bessel") => 1e-7,
            _ => 2e-12,
        };
        let many = function.eval_many(&x);
        for (i, theirs) in numbers(&case["values"]).into_iter().enumerate() {
            close(many[i], theirs, tolerance, &format!("{formula} at {}", x[i]));
            assert_eq!(function.eval(x[i]).to_bits(), many[i].to_bits(), "{formula} alone and in a slice");
        }
    }
}

#[test]
fn special_functions_have_the_values_of_scipy_and_mpmath() {
    let golden: Value = serde_json::from_str(include_str!("../goldens/special.json")).unwrap();
    let voigt = Function::formula("TMath::Voigt(x,[0],[1])").unwrap();
    for row in golden["voigt"].as_array().unwrap() {
        let row = numbers(row);
        close(voigt.eval_with(row[0], &row[1..3]), row[3], 1e-11, &format!("voigt {row:?}"));
    }
    let landau = Function::formula("TMath::Landau(x)").unwrap();
    for row in golden["landau"].as_array().unwrap() {
        let row = numbers(row);
        close(landau.eval(row[0]), row[1], 2e-12, &format!("landau {row:?}"));
    }
    let probability = Function::formula("TMath::Prob(x,[0])").unwrap();
    for row in golden["chi2"].as_array().unwrap() {
        let row = numbers(row);
        close(probability.eval_with(row[0], &row[1..2]), row[2], 1e-12, &format!("chi2 {row:?}"));
    }
    let ex_gauss = Function::formula("exgauss").unwrap();
    for row in golden["exgauss"].as_array().unwrap() {
        let row = numbers(row);
        close(ex_gauss.eval_with(row[0], &[1.0, row[1], row[2], row[3]]), row[4], 1e-9, &format!("exgauss {row:?}"));
    }
}

#[test]
fn parameters_get_names_and_places() {
    let names = |formula: &str| Function::formula(formula).unwrap().parameter_names().join(" ");
    assert_eq!(names("[N]*exp(-x/[tau])+[b]"), "N tau b");
    assert_eq!(names("gaus(0)+pol1(3)"), "Constant Mean Sigma p3 p4");
    assert_eq!(names("gaus+expo"), "Constant Mean Sigma p3 Slope");
    assert_eq!(names("gaus+[B]*exp(-x/[tau])+pol1"), "Constant Mean Sigma B tau p5 p6");
    assert_eq!(names("gaus(0)+gaus(3)"), "Constant Mean Sigma p3 p4 p5");
    // A shape without a number stands before one with a number, as in ROOT; no parameter is left without a use.
    assert_eq!(names("gaus+pol0(3)"), "Constant Mean Sigma p3");
    assert_eq!(names("pol1+gaus(2)"), "p0 p1 Constant Mean Sigma");
    assert_eq!(names("expo(0)+gaus"), "Constant Slope p2 Mean Sigma");
    assert_eq!(names("[1]*x+[name]"), "name p1");
    assert_eq!(names("gaus(x,[A],[m],2*[w])"), "A m w");
    assert_eq!(Function::formula("x*y+z").unwrap().dimension(), 3);
}

#[test]
fn bad_formulas_say_where_and_what_was_expected() {
    let message = |formula: &str| Function::formula(formula).unwrap_err().to_string();
    for (formula, column, part) in [
        ("[0]*exp(-x/[1]", 15, "expected `,` or `)`, found the end"),
        ("[0]**", 6, "expected a number, a variable, a parameter, a function or `(`, found the end"),
        ("2 x", 3, "expected an operator or the end, found `x`"),
        ("[0", 3, "expected `]` after the parameter"),
        ("[]*x", 2, "expected a number or a name of a parameter"),
        ("x # 2", 3, "found `#`"),
        ("exp(x,2)", 5, "expected 1 argument of `exp`, found 2"),
        ("exp", 4, "expected `(` after `exp`"),
        ("", 1, "found the end"),
        ("gaus(x,x,1,1)", 6, "parameters of `gaus` that do not depend on x"),
        ("x ? 1", 6, "expected `:`"),
    ] {
        let message = message(formula);
        assert!(message.contains(&format!("column {column}")), "{formula}: {message}");
        assert!(message.contains(part), "{formula}: {message}");
    }
    let error = Function::formula("gauss(0)+1").unwrap_err();
    assert!(matches!(&error, FunctionError::UnknownName { near, .. } if near.contains(&"gaus".to_owned())), "{error}");
    assert!(message("foo(x)").contains("`foo`"));
    assert!(message(&format!("{}x{}", "(".repeat(5000), ")".repeat(5000))).contains("fewer nested"));
}

#[test]
fn unknown_parameters_are_named() {
    let error = Function::formula("gaus").unwrap().parameter("Width").unwrap_err();
    assert_eq!(error.to_string(), "no parameter `Width` in `gaus`; there are: `Constant`, `Mean`, `Sigma`");
}

#[test]
fn calculus_agrees_with_closed_forms() {
    let gaus = Function::formula("gaus").unwrap().values(&[2.0, 1.0, 0.5]).unwrap();
    let area = 2.0 * 0.5 * (2.0 * std::f64::consts::PI).sqrt();
    close(gaus.integral(f64::NEG_INFINITY, f64::INFINITY).unwrap(), area, 1e-10, "normal area");
    close(gaus.integral(-10.0, 12.0).unwrap(), area, 1e-12, "known integral");
    let formula = Function::formula("2*exp(-0.5*((x-1)/0.5)^2)").unwrap();
    close(formula.integral(-10.0, 12.0).unwrap(), area, 1e-10, "adaptive integral");
    close(formula.integral(0.0, f64::INFINITY).unwrap(), gaus.integral(0.0, 50.0).unwrap(), 1e-10, "half infinite");
    assert_eq!(formula.integral(2.0, 1.0).unwrap(), -formula.integral(1.0, 2.0).unwrap());
    let narrow = Function::formula("exp(-0.5*((x-0.123)/0.0001)^2)").unwrap();
    let expected = 1e-4 * (2.0 * std::f64::consts::PI).sqrt();
    close(narrow.integral(0.1, 0.2).unwrap(), expected, 1e-9, "narrow peak");
    let sine = Function::formula("sin(x)").unwrap();
    close(sine.derivative(1.0), 1f64.cos(), 1e-9, "derivative");
    close(sine.second_derivative(1.0), -1f64.sin(), 1e-7, "second derivative");
    close(sine.root(0.5, 0.0, 1.5).unwrap(), 0.5f64.asin(), 1e-14, "root");
    close(sine.maximum(0.0, 3.0).unwrap().0, std::f64::consts::FRAC_PI_2, 1e-7, "maximum");
    close(sine.minimum(0.5, 1.0).unwrap().1, 0.5f64.sin(), 1e-12, "minimum at an end");
    assert!(matches!(sine.root(2.0, 0.0, 6.0), Err(FunctionError::NoRoot { .. })));
    assert!(matches!(sine.root(0.0, 1.0, 1.0), Err(FunctionError::Interval { .. })));
}

#[test]
fn sums_products_and_convolutions() {
    let peak = Function::formula("gausn").unwrap().values(&[1.0, 1.0, 0.3]).unwrap();
    let other = Function::formula("gausn").unwrap().values(&[1.0, 0.5, 0.4]).unwrap();
    let sum = peak.clone() + other.clone();
    assert_eq!(sum.parameter_names(), ["Area", "Mean", "Sigma", "Area2", "Mean2", "Sigma2"]);
    close(sum.eval(0.7), peak.eval(0.7) + other.eval(0.7), 1e-15, "sum");
    let product = peak.clone() * other.clone();
    close(product.eval(0.7), peak.eval(0.7) * other.eval(0.7), 1e-15, "product");
    // Two normals fold to a normal with added variances.
    let folded = peak.convolve(&other, -2.0, 3.0, 200).unwrap();
    let expected = Function::formula("gausn").unwrap().values(&[1.0, 1.5, 0.5]).unwrap();
    for x in [0.0, 1.0, 1.5, 2.2] {
        close(folded.eval(x), expected.eval(x), 1e-8, "convolution");
    }
}

#[test]
fn draws_follow_the_function() {
    let line = Function::formula("x").unwrap();
    let draws = line.random(20_000, 0.0, 2.0).unwrap();
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    // ∫x² / ∫x = 4/3, with a standard deviation of √(2/9/20000).
    assert!((mean - 4.0 / 3.0).abs() < 4.0 * (2.0f64 / 9.0 / 20_000.0).sqrt(), "{mean}");
    assert!(draws.iter().all(|x| (0.0..=2.0).contains(x)));
    assert!(line.random(1, -1.0, 2.0).unwrap_err().to_string().contains("negative"));
    assert!(Function::formula("1/x").unwrap().random(1, 0.0, 2.0).unwrap_err().to_string().contains("finite"));
}
