//! Many four-vectors at once: from the columns of a collection.

use super::{PxPyPzE, Real};
use crate::function::special::exp;
use crate::function::wide::wide;

/// How many vectors are converted at a time.
const BLOCK: usize = 64;

/// Four-vectors of particles given by columns of pt, η, φ and mass, as far as the shortest goes.
///
/// Several times as fast as one [`PxPyPzE::from_pt_eta_phi_m`] after the other, with the same results to the last bit:
/// in a batch closure, convert all jets of the batch at once.
///
/// ```
/// let (pt, eta, phi, mass) = ([40.0f32, 30.0], [0.5f32, -1.0], [0.0f32, 2.0], [5.0f32, 4.0]);
/// let jets = rootlet::vecops::four_vectors(&pt, &eta, &phi, &mass);
/// assert!(((jets[0] + jets[1]).mass() - 82.017).abs() < 0.01);
/// ```
pub fn four_vectors<T: Real>(pt: &[T], eta: &[T], phi: &[T], mass: &[T]) -> Vec<PxPyPzE> {
    let mut vectors = Vec::new();
    four_vectors_into(pt, eta, phi, mass, &mut vectors);
    vectors
}

/// As [`four_vectors`], behind what `out` holds already.
pub fn four_vectors_into<T: Real>(pt: &[T], eta: &[T], phi: &[T], mass: &[T], out: &mut Vec<PxPyPzE>) {
    let count = [eta, phi, mass].iter().map(|list| list.len()).fold(pt.len(), usize::min);
    let mut block = Block::default();
    let mut begin = 0;
    while begin < count {
        let length = (count - begin).min(BLOCK);
        for (list, to) in [pt, eta, phi, mass].into_iter().zip(&mut block.0) {
            for (to, from) in to.iter_mut().zip(&list[begin..begin + length]) {
                *to = from.to_f64();
            }
        }
        block.append_to(length, out);
        begin += length;
    }
}

/// pt, η, φ and mass of some particles, then px, py, pz and E.
struct Block([[f64; BLOCK]; 4]);

impl Default for Block {
    fn default() -> Self {
        Self([[0.0; BLOCK]; 4])
    }
}

impl Block {
    fn append_to(&mut self, length: usize, out: &mut Vec<PxPyPzE>) {
        let mut ordinary = true;
        cartesian_block(&mut self.0, length, &mut ordinary);
        let [px, py, pz, e] = &self.0;
        let vector = |i: usize| PxPyPzE { px: px[i], py: py[i], pz: pz[i], e: e[i] };
        if ordinary {
            out.extend((0..length).map(vector));
        } else {
            // The block was left as it was.
            out.extend((0..length).map(|i| PxPyPzE::from_pt_eta_phi_m(px[i], py[i], pz[i], e[i])));
        }
    }
}

wide! {
    /// Converts in place, unless a coordinate is out of the range of the fast functions.
    fn cartesian_block(block: &mut [[f64; BLOCK]; 4], length: usize, ordinary: &mut bool) {
        let [pt, eta, phi, mass] = block;
        // So that no place below it needs a check.
        let length = length.min(BLOCK);
        let mut outside = 0;
        for (eta, phi) in eta.iter().zip(phi.iter()).take(length) {
            outside += u64::from(!is_ordinary(*eta, *phi));
        }
        *ordinary = outside == 0;
        if outside == 0 {
            for i in 0..length {
                let v = cartesian(pt[i], eta[i], phi[i], mass[i]);
                (pt[i], eta[i], phi[i], mass[i]) = (v.px, v.py, v.pz, v.e);
            }
        }
    }
}

/// Whether [`cartesian`] is right for these angles; NaN is not.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
pub(super) fn is_ordinary(eta: f64, phi: f64) -> bool {
    (eta.abs() < 700.0) & (phi.abs() < 1e5)
}

/// Cartesian components, without branches.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
pub(super) fn cartesian(pt: f64, eta: f64, phi: f64, mass: f64) -> PxPyPzE {
    let (sin, cos) = sin_cos(phi);
    let (px, py, pz) = (pt * cos, pt * sin, pt * sinh(eta));
    let square = px * px + py * py + pz * pz + mass * mass.abs();
    PxPyPzE { px, py, pz, e: (if square > 0.0 { square } else { 0.0 }).sqrt() }
}

/// Sine and cosine of an angle below 10⁵, within 1 unit in the last place or so of 1.
#[inline(always)]
fn sin_cos(x: f64) -> (f64, f64) {
    // Adding 1.5·2⁵² leaves the nearest integer in the low bits.
    const SHIFT: f64 = 6755399441055744.0;
    // π/2 in pieces; the first two have 33 bits, so that their products with the quadrant are exact.
    const HALF_PI: [f64; 3] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
    let shifted = x * std::f64::consts::FRAC_2_PI + SHIFT;
    let quadrant = shifted - SHIFT;
    let r = ((x - quadrant * HALF_PI[0]) - quadrant * HALF_PI[1]) - quadrant * HALF_PI[2];
    // Taylor's series to r¹⁷ and r¹⁶ on |r| ≤ π/4 leave less than 1e-17.
    let r2 = r * r;
    let high = (1.0 / 355687428096000.0 * r2 - 1.0 / 1307674368000.0) * r2 + 1.0 / 6227020800.0;
    let low = ((high * r2 - 1.0 / 39916800.0) * r2 + 1.0 / 362880.0) * r2 - 1.0 / 5040.0;
    let sin = r + r * r2 * (((low * r2) + 1.0 / 120.0) * r2 - 1.0 / 6.0);
    let high = (1.0 / 20922789888000.0 * r2 - 1.0 / 87178291200.0) * r2 + 1.0 / 479001600.0;
    let low = ((high * r2 - 1.0 / 3628800.0) * r2 + 1.0 / 40320.0) * r2 - 1.0 / 720.0;
    let cos = 1.0 - 0.5 * r2 + r2 * r2 * (low * r2 + 1.0 / 24.0);
    let bits = shifted.to_bits();
    let swap = bits & 1 != 0;
    let (sin, cos) = if swap { (cos, sin) } else { (sin, cos) };
    // The signs: the sine's in quadrants 2 and 3, the cosine's in 1 and 2.
    let sin = f64::from_bits(sin.to_bits() ^ (bits & 2) << 62);
    let cos = f64::from_bits(cos.to_bits() ^ (bits.wrapping_add(1) & 2) << 62);
    (sin, cos)
}

/// The hyperbolic sine below 700, within 2 units in the last place or so.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
fn sinh(x: f64) -> f64 {
    let e = exp(x);
    let far = 0.5 * (e - 1.0 / e);
    // Taylor's series to x¹⁷ on |x| ≤ 1 leaves 1e-17.
    let x2 = x * x;
    let high = (1.0 / 355687428096000.0 * x2 + 1.0 / 1307674368000.0) * x2 + 1.0 / 6227020800.0;
    let low = ((high * x2 + 1.0 / 39916800.0) * x2 + 1.0 / 362880.0) * x2 + 1.0 / 5040.0;
    let near = x + x * x2 * ((low * x2 + 1.0 / 120.0) * x2 + 1.0 / 6.0);
    if x2 < 1.0 { near } else { far }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far_off(found: f64, expected: f64, scale: f64) -> f64 {
        (found - expected).abs() / (f64::EPSILON * scale)
    }

    #[test]
    fn sine_cosine_and_sinh_are_as_good_as_the_system_ones() {
        for i in -200_000..200_000 {
            let x = f64::from(i) * 0.0001;
            let (sin, cos) = sin_cos(x);
            assert!(far_off(sin, x.sin(), x.sin().abs().max(1e-3)) < 1.5, "sin {x}");
            assert!(far_off(cos, x.cos(), x.cos().abs().max(1e-3)) < 1.5, "cos {x}");
            assert!(far_off(sinh(x), x.sinh(), x.sinh().abs().max(f64::MIN_POSITIVE)) <= 4.0, "sinh {x}");
        }
        for x in [99_999.7, -12_345.678, 1e-300, 0.0] {
            assert!(far_off(sin_cos(x).0, x.sin(), x.sin().abs()) < 1.5 || x == 0.0, "sin {x}");
        }
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one() {
        let of = |k: f64| (0..200).map(|i| (f64::from(i) * k).sin() * 3.0).collect::<Vec<f64>>();
        let (pt, eta, phi, mut mass) = (of(0.1), of(0.7), of(1.3), of(2.9));
        mass.truncate(150);
        let vectors = four_vectors(&pt, &eta, &phi, &mass);
        assert_eq!(vectors.len(), 150);
        for (i, v) in vectors.iter().enumerate() {
            assert_eq!(*v, PxPyPzE::from_pt_eta_phi_m(pt[i], eta[i], phi[i], mass[i]));
        }
    }

    #[test]
    fn unusual_angles_take_the_system_functions() {
        let vectors = four_vectors(&[1.0, 1.0, 1.0], &[800.0, 0.0, f64::NAN], &[0.0, 1e9, 0.0], &[0.0; 3]);
        assert_eq!(vectors[0].pz, f64::INFINITY);
        assert_eq!(vectors[1].px, 1e9f64.cos());
        assert!(vectors[2].pz.is_nan());
    }
}
