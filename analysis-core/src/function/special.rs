//! Special functions that shapes and statistics need.

#[cfg(target_arch = "x86_64")]
use super::wide::has_avx512_and_fma;
use super::wide::wide;

/// `exp` without branches, so that loops over slices become vector code; within 1 unit in the last place or so.
///
/// 0 below −708.4 (values below 1e-308 are flushed) and `∞` above 709.78; NaN stays NaN.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
pub(crate) fn exp(x: f64) -> f64 {
    exp_by(x, |a, b, c| a * b + c)
}

/// [`exp`] with `a b + c` as told: in two operations, or in one where the processor has it.
#[inline(always)]
fn exp_by(x: f64, add: impl Fn(f64, f64, f64) -> f64) -> f64 {
    // Adding 1.5·2⁵² leaves the nearest integer in the low bits.
    const SHIFT: f64 = 6755399441055744.0;
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // NaN passes; the upper end still overflows below.
    let clamped = x.clamp(-708.0, 709.8);
    let shifted = add(clamped, std::f64::consts::LOG2_E, SHIFT);
    let k = shifted - SHIFT;
    let r = add(-k, LN2_LOW, add(-k, LN2_HIGH, clamped));
    // (eʳ − 1 − r) / r², the polynomial whose largest error on |r| ≤ ln 2 / 2 is least (E. Remez' algorithm): with
    // it eʳ is off by 1.1e-17.
    let r2 = r * r;
    let r4 = r2 * r2;
    let a = add(2.500_006_162_553_198_7e-8, r, 2.763_024_838_532_269_4e-7);
    let b = add(
        add(2.755_758_637_378_517_6e-6, r, 2.480_149_309_888_739_4e-5),
        r2,
        add(1.984_126_950_657_872_3e-4, r, 1.388_888_894_363_013_4e-3),
    );
    let c = add(
        add(8.333_333_333_494_461e-3, r, 4.166_666_666_653_015_5e-2),
        r2,
        add(1.666_666_666_666_641_3e-1, r, 0.500_000_000_000_001_1),
    );
    let series = add(add(add(a, r4, b), r4, c), r2, r) + 1.0;
    // 2ᵏ, with k one too small so that the largest results do not overflow on the way.
    let bits = shifted.to_bits().wrapping_add(1022) << 52;
    let value = series * f64::from_bits(bits) * 2.0;
    if x < -708.0 { 0.0 } else { value }
}

/// The natural logarithm without branches, like [`exp`]; `−∞` at 0, NaN below.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // Bits of √½, so that the mantissa comes out between √½ and √2.
    const HALF_ROOT: u64 = 0x3fe6_a09e_667f_3bcd;
    const TWO_52: f64 = 4503599627370496.0;
    let tiny = x < f64::MIN_POSITIVE;
    let scaled = if tiny { x * 18014398509481984.0 } else { x };
    let moved = scaled.to_bits().wrapping_sub(HALF_ROOT);
    let biased = (moved.wrapping_add(1024 << 52)) >> 52;
    // An integer below 2⁵² as a float, by writing it into the mantissa of 2⁵².
    let exponent = f64::from_bits(biased | TWO_52.to_bits()) - TWO_52 - 1024.0;
    let exponent = if tiny { exponent - 54.0 } else { exponent };
    let mantissa = f64::from_bits((moved & 0x000f_ffff_ffff_ffff).wrapping_add(HALF_ROOT));
    let f = mantissa - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    // ln(1 + f) = 2 artanh(s): the series up to s²³.
    let high = ((2.0 / 23.0 * z + 2.0 / 21.0) * z + 2.0 / 19.0) * z + 2.0 / 17.0;
    let middle = ((2.0 / 15.0 * z + 2.0 / 13.0) * z + 2.0 / 11.0) * z + 2.0 / 9.0;
    let low = ((2.0 / 7.0) * z + 2.0 / 5.0) * z + 2.0 / 3.0;
    let z2 = z * z;
    let series = ((high * (z2 * z2) + middle) * (z2 * z) + low) * z;
    // The large parts are added last and exactly: f − f²/2 and the multiple of ln 2.
    let half = 0.5 * f * f;
    let value = exponent * LN2_HIGH - ((half - (s * (half + series) + exponent * LN2_LOW)) - f);
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    let value = if x < 0.0 { f64::NAN } else { value };
    let value = if x == f64::INFINITY { x } else { value };
    if x.is_nan() { x } else { value }
}

/// [`exp`] of every number.
pub(crate) fn exp_of(values: &[f64], out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    if has_avx512_and_fma() {
        // SAFETY: this processor has the features, as was just checked.
        #[expect(unsafe_code, reason = "the call needs processor features")]
        return unsafe { exp_of_fused(values, out) };
    }
    exp_of_plain(values, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
fn exp_of_fused(values: &[f64], out: &mut [f64]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out = exp_by(*value, f64::mul_add);
    }
}

wide! {
    fn exp_of_plain(values: &[f64], out: &mut [f64]) {
        for (out, value) in out.iter_mut().zip(values) {
            *out = exp(*value);
        }
    }
}

wide! {
    /// [`ln`] of every number.
    pub(crate) fn ln_of(values: &[f64], out: &mut [f64]) {
        for (out, value) in out.iter_mut().zip(values) {
            *out = ln(*value);
        }
    }
}

wide! {
    /// The square root of every number.
    pub(crate) fn sqrt_of(values: &[f64], out: &mut [f64]) {
        for (out, value) in out.iter_mut().zip(values) {
            *out = value.sqrt();
        }
    }
}

/// √(2π).
pub(crate) const SQRT_TAU: f64 = 2.506_628_274_631_000_7;

/// `ln Γ(x)`.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Poisson's probability of `n` (also between integers) for a mean of `mu`.
pub(crate) fn poisson(n: f64, mu: f64) -> f64 {
    if n < 0.0 || mu < 0.0 {
        0.0
    } else if mu == 0.0 {
        f64::from(u8::from(n == 0.0))
    } else {
        (n * mu.ln() - mu - ln_gamma(n + 1.0)).exp()
    }
}

/// Student's density with `ndf` degrees of freedom.
pub(crate) fn student(t: f64, ndf: f64) -> f64 {
    let norm = ln_gamma(0.5 * (ndf + 1.0)) - ln_gamma(0.5 * ndf) - 0.5 * (ndf * std::f64::consts::PI).ln();
    (norm - 0.5 * (ndf + 1.0) * (t * t / ndf).ln_1p()).exp()
}

/// The Breit-Wigner (Cauchy) density of full width `gamma`.
pub(crate) fn breit_wigner(x: f64, mean: f64, gamma: f64) -> f64 {
    gamma / (std::f64::consts::TAU * ((x - mean) * (x - mean) + 0.25 * gamma * gamma))
}

/// The gamma density with shape `gamma`, origin `mu` and scale `beta`; 0 below the origin.
pub(crate) fn gamma_density(x: f64, gamma: f64, mu: f64, beta: f64) -> f64 {
    let z = (x - mu) / beta;
    if z < 0.0 {
        return 0.0;
    }
    if z == 0.0 {
        return match gamma.total_cmp(&1.0) {
            std::cmp::Ordering::Equal => 1.0 / beta,
            std::cmp::Ordering::Less => f64::INFINITY,
            std::cmp::Ordering::Greater => 0.0,
        };
    }
    ((gamma - 1.0) * z.ln() - z - ln_gamma(gamma)).exp() / beta
}

/// The log-normal density: `ln((x − theta) / m)` is normal with deviation `sigma`; 0 below `theta`.
pub(crate) fn log_normal(x: f64, sigma: f64, theta: f64, m: f64) -> f64 {
    let z = x - theta;
    if z <= 0.0 {
        return 0.0;
    }
    let log = (z / m).ln() / sigma;
    (-0.5 * log * log).exp() / (z * sigma * SQRT_TAU)
}

/// Landau's density, to 1e-13 of its value; its most probable value is −0.22278.
pub(crate) fn landau(x: f64) -> f64 {
    use super::landau_table::{FAR, LEFT, PEAK, SLOPE, TAIL};
    let series = |table: &[f64], low: f64, high: f64, at: f64| chebyshev(table, (2.0 * at - low - high) / (high - low));
    if x.is_nan() {
        x
    } else if x < -1.0 {
        let u = (-1.0 - x).exp();
        if u > 745.0 {
            return 0.0;
        }
        // Beyond the table the series in 1/u has settled at what its first point says.
        let inverse = (1.0 / u).max(0.02);
        let factor =
            if u > 50.0 { 1.0 - 1.0 / (24.0 * u) - 23.0 / (1152.0 * u * u) } else { series(LEFT, 0.02, 1.0, inverse) };
        factor * (-u).exp() * u.sqrt() / SQRT_TAU
    } else if x < 2.0 {
        series(PEAK, -1.0, 2.0, x).exp()
    } else if x < 8.0 {
        series(SLOPE, 2.0, 8.0, x).exp()
    } else if x < 100.0 {
        series(TAIL, 8f64.ln(), 100f64.ln(), x.ln()) / (x * x)
    } else if x < 1e6 {
        series(FAR, 100f64.ln(), 1e6f64.ln(), x.ln()) / (x * x)
    } else {
        1.0 / (x * x)
    }
}

/// A Chebyshev series at `t` in [−1, 1], by Clenshaw's recurrence.
fn chebyshev(series: &[f64], t: f64) -> f64 {
    let (mut b1, mut b2) = (0.0, 0.0);
    for c in series[1..].iter().rev() {
        (b1, b2) = (2.0 * t * b1 - b2 + c, b1);
    }
    t * b1 - b2 + series[0]
}

/// The Voigt density: a normal of deviation `sigma` folded with a Breit-Wigner of full width `gamma`.
pub(crate) fn voigt(x: f64, sigma: f64, gamma: f64) -> f64 {
    let (sigma, gamma) = (sigma.abs(), gamma.abs());
    if sigma == 0.0 {
        return breit_wigner(x, 0.0, gamma);
    }
    let scale = 1.0 / (sigma * std::f64::consts::SQRT_2);
    faddeeva(x * scale, 0.5 * gamma * scale) / (sigma * SQRT_TAU)
}

/// The real part of Faddeeva's function `w(x + iy)` for y ≥ 0, by the trapezoidal rule on its integral.
///
/// `w(z) = (i/π) ∫ e^(−t²) / (z − t) dt`; with step h the rule errs by e^(−π²/h²), once the pole's part is added
/// where it lies closer to the axis than π/h (Matta and Reichel 1971).
fn faddeeva(x: f64, y: f64) -> f64 {
    use std::f64::consts::PI;
    const H: f64 = 0.5;
    let r2 = x * x + y * y;
    if r2 > 1e4 {
        // Asymptotic: i/(√π z) (1 + 1/(2z²) + 3/(4z⁴)).
        return laplace(x, y);
    }
    // Whichever of the two grids keeps its nodes away from the pole at t = x.
    let fraction = (x / H).abs().fract();
    let offset = if (0.25..0.75).contains(&fraction) { 0.0 } else { 0.5 };
    let mut sum = 0.0;
    for k in -14..14 {
        let t = (f64::from(k) + offset) * H;
        sum += (-t * t).exp() * y / ((x - t) * (x - t) + y * y);
    }
    let integral = sum * H / PI;
    if y >= PI / H {
        return integral;
    }
    // The residue's part: Re of 2 e^(−z²) / (1 − e^(−2πi(z/h − offset))), written without overflow.
    let (ez_re, ez_im) = ((y * y - x * x).exp() * (2.0 * x * y).cos(), -(y * y - x * x).exp() * (2.0 * x * y).sin());
    let angle = -2.0 * PI * (x / H - offset);
    let growth = (2.0 * PI * y / H).exp();
    let (d_re, d_im) = (1.0 - growth * angle.cos(), -growth * angle.sin());
    let denominator = d_re * d_re + d_im * d_im;
    integral + 2.0 * (ez_re * d_re + ez_im * d_im) / denominator
}

/// Faddeeva's function far out, by Laplace's continued fraction.
fn laplace(x: f64, y: f64) -> f64 {
    let (mut re, mut im) = (x, y);
    for n in (1..=6).rev() {
        // z − (n/2) / previous
        let norm = re * re + im * im;
        let half = 0.5 * f64::from(n);
        (re, im) = (x - half * re / norm, y + half * im / norm);
    }
    // i / √π / (re + i im): its real part.
    im / (re * re + im * im) / std::f64::consts::PI.sqrt()
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

/// The value below which a standard normal number lies with probability `p`; ±∞ at 1 and 0.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return if p == 0.0 {
            f64::NEG_INFINITY
        } else if p == 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    // Newton's method on the logarithm of the lower tail, which is concave: it cannot overshoot for long.
    let mut x = -(-2.0 * p.ln()).sqrt().min(37.0) * 0.9;
    for _ in 0..60 {
        let tail = 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
        let density = (-0.5 * x * x).exp() / SQRT_TAU;
        let step = (tail.ln() - p.ln()) * tail / density;
        x -= step;
        if step.abs() < 1e-15 * x.abs().max(1.0) {
            break;
        }
    }
    x
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
    fn ln_is_as_good_as_the_system_one() {
        for i in -7000..=7000 {
            let x = (f64::from(i) * 0.1).exp();
            assert!((ln(x) - x.ln()).abs() <= 4e-16 * x.ln().abs(), "ln({x}) = {}, not {}", ln(x), x.ln());
        }
        for x in [1.0 + 1e-10, 0.999_999, 1.1, 0.7, 1.5, f64::MIN_POSITIVE / 3.0, f64::MAX] {
            assert!((ln(x) - x.ln()).abs() <= 4e-16 * x.ln().abs(), "ln({x}) = {}, not {}", ln(x), x.ln());
        }
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
        assert_eq!(ln(1.0), 0.0);
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
