//! NIST's 27 certified nonlinear regressions, from both starts (`tests/goldens/nist.py`).

use rootlet::fit::{Algorithm, ChiSquare};
use rootlet::{FitOptions, Function, minimize};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// Correct significant digits of the worst parameter.
fn digits(found: &[f64], certified: &[f64]) -> f64 {
    found
        .iter()
        .zip(certified)
        .map(|(f, c)| if f == c { 11.0 } else { -((f - c) / c).abs().log10() })
        .fold(11.0, f64::min)
}

/// Digits for every problem and start.
fn solve(algorithm: Algorithm) -> Vec<(String, f64, f64, usize)> {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../goldens/nist.json")).unwrap();
    let mut results = Vec::new();
    for case in &golden {
        let function = Function::formula(case["formula"].as_str().unwrap()).unwrap();
        let columns: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut y = numbers(&case["y"]);
        if case["log_y"] == true {
            y.iter_mut().for_each(|y| *y = y.ln());
        }
        let certified = numbers(&case["certified"]);
        // Parameters appear in the formula in some order; the tables are in that of their names.
        let order: Vec<usize> =
            function.parameter_names().iter().map(|name| name[1..].parse::<usize>().unwrap() - 1).collect();
        for (index, start) in case["start"].as_array().unwrap().iter().enumerate() {
            let start = numbers(start);
            let cost = ChiSquare::with_columns(&function, &columns, &y, &vec![1.0; y.len()]).unwrap();
            let parameters = order.iter().map(|&i| (format!("b{}", i + 1), start[i]));
            let options = FitOptions { algorithm, ..FitOptions::default() };
            let fit = minimize(cost, parameters, &options).unwrap();
            let sorted: Vec<f64> = order.iter().map(|&i| certified[i]).collect();
            let name = format!("{} start {}", case["name"].as_str().unwrap(), index + 1);
            let rss = case["rss"].as_f64().unwrap();
            results.push((name, digits(&fit.values(), &sorted), (fit.minimum() / rss - 1.0).abs(), fit.calls()));
        }
    }
    results
}

#[test]
fn levenberg_marquardt_finds_all_parameters_to_six_digits_from_both_starts() {
    let results = solve(Algorithm::LevenbergMarquardt);
    assert_eq!(results.len(), 54);
    let bad: Vec<String> = results
        .iter()
        .inspect(|(name, digits, rss, calls)| println!("{name:20} {digits:5.1} digits, χ² to {rss:.1e}, {calls} calls"))
        .filter(|(_, digits, ..)| *digits < 6.0)
        .map(|(name, digits, ..)| format!("{name}: {digits:.1} digits"))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
