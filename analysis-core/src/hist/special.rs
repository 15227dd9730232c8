//! Special functions behind intervals and tests.

use crate::function::special::{chi_square_survival, ln_gamma};

/// The regularised incomplete beta function I_x(a, b) for a, b > 0, by its continued fraction (DLMF 8.17.22).
#[inline(never)]
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast only below the mean.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let guard = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / guard(1.0 + term * d);
            c = guard(1.0 + term / c);
            change *= c * d;
        }
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// The x with I_x(a, b) = p; 0 or 1 beyond.
#[inline(never)]
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let norm = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    // Newton's method, kept inside of a shrinking bracket.
    for _ in 0..200 {
        let difference = incomplete_beta(a, b, x) - p;
        if difference > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = (norm + (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p()).exp();
        let newton = x - difference / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-16 * x {
            return next;
        }
        x = next;
    }
    x
}

/// The quantile of the standard normal distribution.
#[inline(never)]
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    if p > 0.5 {
        // 1 − p is exact here.
        return -normal_quantile(1.0 - p);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    // Bisection towards a start, then Newton steps on Φ(x) = erfc(−x/√2)/2.
    let cdf = |x: f64| 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
    let (mut low, mut high) = (-39.0, 0.0);
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if cdf(middle) < p { low = middle } else { high = middle }
    }
    let mut x: f64 = 0.5 * (low + high);
    for _ in 0..4 {
        let density = (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
        x -= (cdf(x) - p) / density;
    }
    x
}

/// The probability of a χ² above this one with some degrees of freedom.
pub(crate) fn chi2_probability(chi2: f64, ndf: usize) -> f64 {
    if ndf == 0 { 0.0 } else { chi_square_survival(chi2, ndf as f64) }
}

/// Kolmogorov's limit distribution: the probability of a larger distance, 2 Σ (−1)ʲ⁻¹ exp(−2j²z²).
#[inline(never)]
pub(crate) fn kolmogorov_probability(z: f64) -> f64 {
    let z = z.abs();
    if z < 0.2 {
        return 1.0;
    }
    if z < 0.755 {
        // The theta function's other series converges fast for small arguments.
        let v = -std::f64::consts::PI.powi(2) / (8.0 * z * z);
        return 1.0 - std::f64::consts::TAU.sqrt() / z * (v.exp() + (9.0 * v).exp() + (25.0 * v).exp());
    }
    let term = |j: f64| (-2.0 * j * j * z * z).exp();
    (2.0 * (term(1.0) - term(2.0) + term(3.0) - term(4.0))).max(0.0)
}

/// The limit distribution of Anderson and Darling's A² for one sample: the probability of a larger value.
///
/// Marsaglia and Marsaglia, Journal of Statistical Software 9 (2004) 2: to six digits.
#[inline(never)]
pub(crate) fn anderson_darling_probability(a2: f64) -> f64 {
    if a2 <= 0.0 {
        return 1.0;
    }
    if a2 < 2.0 {
        let series =
            2.00012 + (0.247105 - (0.0649821 - (0.0347962 - (0.011672 - 0.00168691 * a2) * a2) * a2) * a2) * a2;
        return 1.0 - (-1.2337141 / a2).exp() / a2.sqrt() * series;
    }
    let inner = 1.0776 - (2.30695 - (0.43424 - (0.082433 - (0.008056 - 0.0003146 * a2) * a2) * a2) * a2) * a2;
    1.0 - (-inner.exp()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * b.abs().max(1.0), "{a} {b}");
        // I_x(2, 3) = 6x² − 8x³ + 3x⁴.
        close(incomplete_beta(2.0, 3.0, 0.3), 6.0 * 0.09 - 8.0 * 0.027 + 3.0 * 0.0081);
        close(incomplete_beta(2.0, 3.0, 0.9), 6.0 * 0.81 - 8.0 * 0.729 + 3.0 * 0.6561);
        close(beta_quantile(incomplete_beta(0.5, 7.5, 0.01), 0.5, 7.5), 0.01);
        close(normal_quantile(0.975), 1.959963984540054);
        close(normal_quantile(1e-10), -6.361340902404056);
        assert!((anderson_darling_probability(2.492) - 0.05).abs() < 1e-4);
    }
}
