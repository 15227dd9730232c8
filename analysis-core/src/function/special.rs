//! Special functions that shapes and statistics need.

/// `exp` without branches, so that loops over slices become vector code; within 1 unit in the last place or so.
///
/// 0 below −745.1 and `∞` above 709.78; NaN stays NaN. Values below 1e-308 are flushed to 0.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must be inlined into loops compiled for other vector widths")]
pub(crate) fn exp(x: f64) -> f64 {
    // Adding 1.5·2⁵² leaves the nearest integer in the low bits.
    const SHIFT: f64 = 6755399441055744.0;
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let clamped = x.clamp(-708.0, 709.8);
    let shifted = clamped * std::f64::consts::LOG2_E + SHIFT;
    let k = shifted - SHIFT;
    let r = (clamped - k * LN2_HIGH) - k * LN2_LOW;
    // Taylor's series to r¹³ on |r| ≤ ln 2 / 2 leaves 4e-18.
    let r2 = r * r;
    let a = (1.0 / 6227020800.0 * r + 1.0 / 479001600.0) * r2 + (1.0 / 39916800.0 * r + 1.0 / 3628800.0);
    let b = (1.0 / 362880.0 * r + 1.0 / 40320.0) * r2 + (1.0 / 5040.0 * r + 1.0 / 720.0);
    let c = (1.0 / 120.0 * r + 1.0 / 24.0) * r2 + (1.0 / 6.0 * r + 0.5);
    let series = ((a * (r2 * r2) + b) * (r2 * r2) + c) * r2 + r + 1.0;
    // 2ᵏ, with k one too small so that the largest results do not overflow on the way.
    let bits = shifted.to_bits().wrapping_add(1022) << 52;
    let value = series * f64::from_bits(bits) * 2.0;
    let value = if x < -708.0 { 0.0 } else { value };
    let value = if x > 709.782_712_893_384 { f64::INFINITY } else { value };
    if x.is_nan() { x } else { value }
}

/// `ln Γ(x)` for x > 0, by Stirling's series after raising the argument.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return if x == 0.0 || x.fract() == 0.0 { f64::INFINITY } else { ln_gamma_reflected(x) };
    }
    let (mut z, mut product) = (x, 1.0);
    while z < 12.0 {
        product *= z;
        z += 1.0;
    }
    let inverse = 1.0 / (z * z);
    let series = (((((1.0 / 156.0 * inverse - 691.0 / 360360.0) * inverse + 1.0 / 1188.0) * inverse - 1.0 / 1680.0)
        * inverse
        + 1.0 / 1260.0)
        * inverse
        - 1.0 / 360.0)
        * inverse
        + 1.0 / 12.0;
    (z - 0.5) * z.ln() - z + 0.5 * (2.0 * std::f64::consts::PI).ln() + series / z - f64::ln(product)
}

fn ln_gamma_reflected(x: f64) -> f64 {
    let pi = std::f64::consts::PI;
    (pi / (pi * x).sin().abs()).ln() - ln_gamma(1.0 - x)
}

/// The regularised incomplete gamma functions `(P(a, x), Q(a, x))`, by series or continued fraction.
pub(crate) fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x.is_nan() || a.is_nan() || x < 0.0 || a <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..100_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        let p = front * sum;
        return (p, 1.0 - p);
    }
    // Lentz's evaluation of the continued fraction.
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let change = c * d;
        h *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    let q = front * h;
    (1.0 - q, q)
}

/// The probability of a χ² above this one; NaN for NaN, 1 for 0 degrees of freedom and a χ² of 0.
pub(crate) fn chi_square_survival(chi2: f64, ndf: f64) -> f64 {
    if ndf <= 0.0 {
        return if chi2.is_nan() { f64::NAN } else { f64::from(u8::from(chi2 <= 0.0)) };
    }
    incomplete_gamma(0.5 * ndf, 0.5 * chi2.max(0.0)).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_as_good_as_the_system_one() {
        for i in -70_000..=70_000 {
            let x = f64::from(i) * 0.0101;
            let (ours, theirs) = (exp(x), x.exp());
            assert!((ours - theirs).abs() <= 4e-16 * theirs, "exp({x}) = {ours}, not {theirs}");
        }
    }

    #[test]
    fn exp_of_extremes() {
        assert_eq!(exp(-1e300), 0.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(710.0), f64::INFINITY);
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NAN).is_nan());
    }
}
