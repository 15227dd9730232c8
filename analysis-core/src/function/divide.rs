//! Division of many numbers by one.

use super::wide::wide;

/// Writes `a / divisor` of every number, rounded as by the operator, several times as fast where the processor can
/// multiply and add in one operation.
pub(crate) fn divide_by(a: &[f64], divisor: f64, out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    if super::wide::has_avx512_and_fma() && is_moderate(divisor) && all_moderate(a) {
        // SAFETY: this processor has the features, as was just checked.
        #[expect(unsafe_code, reason = "the call needs processor features")]
        return unsafe { corrected(a, divisor, out) };
    }
    divide(a, divisor, out);
}

wide! {
    fn divide(a: &[f64], divisor: f64, out: &mut [f64]) {
        for (out, a) in out.iter_mut().zip(a) {
            *out = a / divisor;
        }
    }
}

/// Numbers from 1e-100 to 1e100 in size: quotients, products and remainders stay far from overflow and underflow.
/// Zeros are out, their sign would be lost; NaN is out.
fn is_moderate(x: f64) -> bool {
    excess(x) <= MODERATE
}

const LEAST: u64 = 1e-100_f64.to_bits();
const MODERATE: u64 = 1e100_f64.to_bits() - LEAST;

/// Positive numbers are in the order of their bits; smaller ones wrap to the end.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
fn excess(x: f64) -> u64 {
    x.abs().to_bits().wrapping_sub(LEAST)
}

wide! {
    fn all_moderate(a: &[f64]) -> bool {
        let mut worst = 0;
        for a in a {
            worst = excess(*a).max(worst);
        }
        worst <= MODERATE
    }
}

/// Quotients from the rounded inverse: the first correction leaves at most one unit in the last place, the second
/// rounds exactly (P. Markstein, IBM J. Res. Dev. 34, 111 (1990), theorem 8.2).
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
fn corrected(a: &[f64], divisor: f64, out: &mut [f64]) {
    let inverse = 1.0 / divisor;
    for (out, a) in out.iter_mut().zip(a) {
        let q = a * inverse;
        let q = (-q).mul_add(divisor, *a).mul_add(inverse, q);
        *out = (-q).mul_add(divisor, *a).mul_add(inverse, q);
    }
}

#[cfg(test)]
mod tests {
    use super::divide_by;

    #[test]
    fn quotients_are_those_of_the_operator_to_the_last_bit() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mantissa = f64::from_bits(0x3ff0_0000_0000_0000 | state >> 12);
            mantissa * 2f64.powi((state % 200) as i32 - 100) * if state & 256 == 0 { 1.0 } else { -1.0 }
        };
        for _ in 0..2000 {
            let a: Vec<f64> = (0..100).map(|_| random()).collect();
            // Divisors next to powers of two are the hard ones.
            let divisors = [random(), 2f64.next_down(), 1f64.next_up(), 0.7, 3.0];
            for divisor in divisors {
                let mut out = vec![0.0; a.len()];
                divide_by(&a, divisor, &mut out);
                for (a, q) in a.iter().zip(out) {
                    assert_eq!(q.to_bits(), (a / divisor).to_bits(), "{a:e} / {divisor:e}");
                }
            }
        }
    }

    #[test]
    fn extremes_are_divided() {
        let a = [0.0, -0.0, f64::INFINITY, f64::NAN, 1e-310, f64::MAX, -3.0];
        for divisor in [2.0, 0.0, -0.0, f64::INFINITY, f64::NAN, 1e-310, f64::MAX] {
            let mut out = [0.0; 7];
            divide_by(&a, divisor, &mut out);
            assert!(a.iter().zip(out).all(|(a, q)| q.to_bits() == (a / divisor).to_bits() || q.is_nan()), "{divisor}");
        }
    }
}
