//! The named shapes over slices: `x`, parameters in the order of the table, values.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::special::{self, SQRT_TAU, exp};
use super::wide::wide;

/// Writes `function` of every point.
fn each(x: &[f64], out: &mut [f64], function: impl Fn(f64) -> f64) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = function(*x);
    }
}

wide! {
    pub(super) fn gaus(x: &[f64], p: &[f64], out: &mut [f64]) {
        let (constant, mean, inverse) = (p[0], p[1], 1.0 / p[2]);
        for (out, x) in out.iter_mut().zip(x) {
            let z = (x - mean) * inverse;
            *out = constant * exp(-0.5 * z * z);
        }
    }
}

pub(super) fn gausn(x: &[f64], p: &[f64], out: &mut [f64]) {
    gaus(x, &[p[0] / (SQRT_TAU * p[2].abs()), p[1], p[2]], out);
}

wide! {
    pub(super) fn expo(x: &[f64], p: &[f64], out: &mut [f64]) {
        for (out, x) in out.iter_mut().zip(x) {
            *out = exp(p[0] + p[1] * x);
        }
    }
}

wide! {
    pub(super) fn polynomial(x: &[f64], p: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for c in p.iter().rev() {
            for (out, x) in out.iter_mut().zip(x) {
                *out = *out * x + c;
            }
        }
    }
}

pub(super) fn chebyshev(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| {
        let (mut b1, mut b2) = (0.0, 0.0);
        for c in p[1..].iter().rev() {
            (b1, b2) = (2.0 * x * b1 - b2 + c, b1);
        }
        x * b1 - b2 + p[0]
    });
}

pub(super) fn landau(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| if p[2] == 0.0 { f64::NAN } else { p[0] * special::landau((x - p[1]) / p[2]) });
}

pub(super) fn landaun(x: &[f64], p: &[f64], out: &mut [f64]) {
    landau(x, &[p[0] / p[2], p[1], p[2]], out);
}

/// One side of a Crystal Ball at `t` deviations: normal above `-alpha`, a power law below.
fn tailed(t: f64, alpha: f64, n: f64) -> f64 {
    if t > -alpha {
        return (-0.5 * t * t).exp();
    }
    let ratio = n / alpha;
    (-0.5 * alpha * alpha).exp() * (ratio / (ratio - alpha - t)).powf(n)
}

pub(super) fn crystal_ball(x: &[f64], p: &[f64], out: &mut [f64]) {
    let side = p[3].signum();
    each(x, out, |x| p[0] * tailed(side * (x - p[1]) / p[2].abs(), p[3].abs(), p[4]));
}

pub(super) fn double_crystal_ball(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| {
        let t = (x - p[1]) / p[2].abs();
        let (alpha, n) = if t < 0.0 { (p[3], p[4]) } else { (p[5], p[6]) };
        p[0] * tailed(-t.abs(), alpha.abs(), n)
    });
}

pub(super) fn breit_wigner(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::breit_wigner(x, p[1], p[2]));
}

pub(super) fn voigt(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::voigt(x - p[1], p[2], p[3]));
}

pub(super) fn gamma(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::gamma_density(x, p[1], p[2], p[3]));
}

pub(super) fn log_normal(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::log_normal(x, p[1], p[2], p[3]));
}

pub(super) fn student(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::student((x - p[1]) / p[2], p[3]) / p[2].abs());
}

pub(super) fn poisson(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| p[0] * special::poisson(x, p[1]));
}

/// Grushka's form; far on the side without a tail the product of a huge and a tiny factor is formed by logarithms.
pub(super) fn ex_gauss(x: &[f64], p: &[f64], out: &mut [f64]) {
    let (mean, sigma, tau) = (p[1], p[2].abs(), p[3].abs());
    each(x, out, |x| {
        let z = FRAC_1_SQRT_2 * (sigma / tau - (x - mean) / sigma);
        let exponent = 0.5 * (sigma / tau).powi(2) - (x - mean) / tau;
        let density = if z < 20.0 {
            exponent.exp() * libm::erfc(z)
        } else {
            // erfc(z) ≈ e^(−z²) / (z √π) (1 − 1/(2z²)).
            (exponent - z * z).exp() * (1.0 - 0.5 / (z * z)) / (z * std::f64::consts::PI.sqrt())
        };
        0.5 * p[0] / tau * density
    });
}

pub(super) fn argus(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| {
        let u = 1.0 - (x / p[1]).powi(2);
        if u <= 0.0 || x < 0.0 { 0.0 } else { p[0] * x * u.powf(p[3]) * (p[2] * u).exp() }
    });
}

pub(super) fn sigmoid(x: &[f64], p: &[f64], out: &mut [f64]) {
    each(x, out, |x| 0.5 * p[0] * libm::erfc(-(x - p[1]) / (SQRT_2 * p[2])));
}

pub(super) fn integral_gausn(low: f64, high: f64, p: &[f64]) -> f64 {
    let z = |x: f64| (x - p[1]) / (SQRT_2 * p[2].abs());
    let (a, b) = (z(low), z(high));
    // The complement on the side where it does not cancel.
    let part = if a > 0.0 { libm::erfc(a) - libm::erfc(b) } else { libm::erfc(-b) - libm::erfc(-a) };
    0.5 * p[0] * if a > 0.0 || b < 0.0 { part } else { libm::erf(b) - libm::erf(a) }
}

pub(super) fn integral_gaus(low: f64, high: f64, p: &[f64]) -> f64 {
    integral_gausn(low, high, &[p[0] * SQRT_TAU * p[2].abs(), p[1], p[2]])
}

pub(super) fn integral_expo(low: f64, high: f64, p: &[f64]) -> f64 {
    let width = high - low;
    let start = (p[0] + p[1] * low).exp();
    if p[1] == 0.0 { start * width } else { start * (p[1] * width).exp_m1() / p[1] }
}

pub(super) fn integral_polynomial(low: f64, high: f64, p: &[f64]) -> f64 {
    let at = |x: f64| p.iter().enumerate().rev().fold(0.0, |sum, (i, c)| sum * x + c / (i + 1) as f64) * x;
    at(high) - at(low)
}

pub(super) fn integral_breit_wigner(low: f64, high: f64, p: &[f64]) -> f64 {
    let angle = |x: f64| ((x - p[1]) * 2.0 / p[2]).atan();
    p[0] * (angle(high) - angle(low)) / std::f64::consts::PI
}
