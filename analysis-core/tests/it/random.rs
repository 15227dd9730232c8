//! TRandom3 and what is drawn with it, against numbers made with ROOT.

use rootlet::Hist1D;
use rootlet::random::{self, Generator, TRandom3};
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/root_random.json")).unwrap()
}

/// Reads C's `%a`: exact.
fn hex(text: &str) -> f64 {
    let (sign, rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (mantissa, exponent) = rest.strip_prefix("0x").unwrap().split_once('p').unwrap();
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    sign * digits as f64 * 2f64.powi(exponent - 4 * fraction.len() as i32)
}

fn hexes(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| hex(value.as_str().unwrap())).collect()
}

#[test]
fn uniform_draws_are_roots_bit_for_bit() {
    for seed in [4357, 1] {
        let mut generator = TRandom3::new(seed);
        let expected = &reference()["TRandom3_Rndm"][seed.to_string()];
        let draws: Vec<f64> = (0..1001).map(|_| generator.rndm()).collect();
        assert_eq!(draws[..10], hexes(&expected["hex"]));
        assert_eq!(draws[1000], hex(expected["value_1001"].as_str().unwrap()));
    }
}

#[test]
#[expect(clippy::type_complexity, reason = "a table of names and draws")]
fn distributions_are_roots_bit_for_bit() {
    let draw: [(&str, fn(&mut TRandom3) -> f64); 7] = [
        ("Gaus_0_1", |g| g.gaus(0.0, 1.0)),
        ("Landau_0_1", |g| g.landau(0.0, 1.0)),
        ("Exp_1", |g| g.exp(1.0)),
        ("Poisson_1.5", |g| g.poisson(1.5) as f64),
        ("Poisson_10", |g| g.poisson(10.0) as f64),
        ("Uniform_-1_1", |g| g.uniform(-1.0, 1.0)),
        ("Integer_100", |g| f64::from(g.integer(100))),
    ];
    for (name, draw) in draw {
        let expected = &reference()["distributions_seed4357"][name];
        let mut generator = TRandom3::new(4357);
        let values: Vec<f64> = (0..10_000).map(|_| draw(&mut generator)).collect();
        assert_eq!(values[..10], hexes(&expected["hex"]), "{name}");
        assert_eq!(generator.rndm(), hex(expected["Rndm_after_10000_draws"].as_str().unwrap()), "{name}");
    }
}

#[test]
fn fill_random_gives_roots_bins_and_statistics() {
    for case in reference()["FillRandom"].as_array().unwrap() {
        let float = |key: &str| case[key].as_f64().unwrap();
        let mut h = Hist1D::new("h", "", case["nbins"].as_u64().unwrap() as usize, float("xmin"), float("xmax"));
        random::reset_seed(4357);
        let n = case["ntimes"].as_u64().unwrap() as usize;
        let parameters: Vec<f64> = case["params"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
        let function = case["function"].as_str().unwrap();
        if parameters == [0.0, -0.5] {
            h.fill_random_from(&|x: f64| (-0.5 * x).exp(), n).unwrap();
        } else {
            h.fill_random(function, n);
        }
        let bins: Vec<f64> = case["bins_incl_flow"].as_array().unwrap().iter().map(|b| b.as_f64().unwrap()).collect();
        assert_eq!(h.contents(), bins, "{function}");
        assert_eq!(h.entries(), float("entries"));
        for (ours, roots) in h.stats().iter().zip(hexes(&case["stats_sumw_sumw2_sumwx_sumwx2"])) {
            assert!((ours - roots).abs() <= 1e-11 * roots.abs(), "{function}: {ours} {roots}");
        }
        assert!((h.mean() - hex(case["mean"].as_str().unwrap())).abs() < 1e-12);
        assert!((h.std_dev() - hex(case["rms"].as_str().unwrap())).abs() < 1e-12);
        assert_eq!(random::with_default(Generator::rndm), hex(case["next_Rndm"].as_str().unwrap()));
    }
}

#[test]
fn bad_functions_to_draw_from_are_errors() {
    let mut h = Hist1D::new("h", "", 4, 0.0, 1.0);
    let message = h.try_fill_random("gauss", 10).unwrap_err().to_string();
    assert!(message.starts_with("no function `gauss` to draw from: "), "{message}");
    for (constant, shown) in [(0.0, "0"), (-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let message = h.fill_random_from(&|_: f64| constant, 10).unwrap_err().to_string();
        assert_eq!(message, format!("cannot draw from a function whose integral over the axis is {shown}"));
    }
    assert_eq!(h.entries(), 0.0);
}
