use super::sums::LaneSums;
use super::{LANES, small_int, widest};

/// Bins of one width: what ROOT's formula needs, `1 + int(bins * (x - low) / (high - low))`.
#[derive(Clone, Copy)]
pub(crate) struct Linear {
    n: f64,
    low: f64,
    width: f64,
    inverse: f64,
    /// How far from an edge, in bins, a product with the inverse may be off; 0 where the inverse is exact.
    tolerance: f64,
}

impl Linear {
    pub(crate) fn new(bins: usize, low: f64, high: f64) -> Self {
        let (n, width) = (bins as f64, high - low);
        let inverse = 1.0 / width;
        // Powers of two have no digits behind the leading one.
        let exact = width.to_bits().trailing_zeros() >= 52;
        let tolerance = if exact { 0.0 } else { (n + 2.0) * f64::EPSILON * 8.0 };
        Self { n, low, width, inverse, tolerance }
    }

    /// Whether the product with the inverse can stand in for the division.
    fn can_multiply(self) -> bool {
        self.width.is_normal() && self.inverse.is_normal() && self.tolerance < 0.1
    }

    /// The bin of a value, whether it is not a flow bin, and a number whose sign bit says that only the division
    /// can tell; it divides where `DIVIDE` is true, and multiplies with the inverse, twice as fast, otherwise.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
    #[expect(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from vectorising")]
    fn index<const DIVIDE: bool>(self, x: f64) -> (u32, bool, f64) {
        let distance = self.n * (x - self.low);
        let z = if DIVIDE { distance / self.width } else { distance * self.inverse };
        let inside = (x >= self.low) & (z < self.n);
        // In this order NaN becomes the overflow. Flow bins stay half a bin away from the edges.
        let z = if z < self.n + 0.5 { z } else { self.n + 0.5 };
        let z = if z > -0.5 { z } else { -0.5 };
        let whole = small_int(z);
        let from_middle = ((z - f64::from(whole)).abs() - 0.5).abs();
        let certain = (0.5 - self.tolerance) - from_middle;
        (if x < self.low { 0 } else { (whole + 1) as u32 }, inside, certain)
    }
}

/// The bin of every value on a linear axis; weights of values in flow bins become 0.
pub(crate) fn linear_block(axis: Linear, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
    let mut certain = axis.can_multiply();
    if certain {
        multiply_block(axis, xs, out, &mut certain);
    }
    if certain {
        leave_out(axis, xs, out, inside);
    } else {
        divide_block(axis, xs, out, inside);
    }
}

widest! {
    fn multiply_block(axis: Linear, xs: &[f64], out: &mut [u32], certain: &mut bool) {
        let mut signs = 0;
        for (bin, x) in out.iter_mut().zip(xs) {
            let (index, _, certain) = axis.index::<false>(*x);
            *bin = index;
            signs |= certain.to_bits();
        }
        *certain = signs >> 63 == 0;
    }
}

widest! {
    /// Weights become 0 where a bin is a flow bin; compared as floating-point numbers, which vectorises.
    fn leave_out(axis: Linear, xs: &[f64], bins: &[u32], inside: &mut [f64]) {
        for ((weight, x), bin) in inside.iter_mut().zip(xs).zip(bins) {
            let above = if *x >= axis.low { *weight } else { 0.0 };
            *weight = if f64::from(*bin as i32) <= axis.n { above } else { 0.0 };
        }
    }
}

widest! {
    fn divide_block(axis: Linear, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
        for ((bin, x), weight) in out.iter_mut().zip(xs).zip(inside) {
            let (index, is_inside, _) = axis.index::<true>(*x);
            *bin = index;
            *weight = if is_inside { *weight } else { 0.0 };
        }
    }
}

/// The bin of every value on a linear axis, and Σx and Σx² over those inside.
pub(crate) fn linear_block_and_sums(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) {
    if axis.can_multiply() {
        let (mut new, mut certain) = (*sums, true);
        multiply_block_and_sums(axis, xs, out, &mut new, &mut certain);
        if certain {
            *sums = new;
            return;
        }
    }
    divide_block_and_sums(axis, xs, out, sums);
}

widest! {
    fn multiply_block_and_sums(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums, certain: &mut bool) {
        *certain = block_and_sums::<false>(axis, xs, out, sums);
    }
}

widest! {
    fn divide_block_and_sums(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        block_and_sums::<true>(axis, xs, out, sums);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
fn block_and_sums<const DIVIDE: bool>(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) -> bool {
    let (groups, rest) = xs.as_chunks::<LANES>();
    let (bins, rest_bins) = out.as_chunks_mut::<LANES>();
    let LaneSums { mut x, mut x2 } = *sums;
    let mut signs = [0; LANES];
    let mut add = |lane: usize, value: f64, bin: &mut u32| {
        let (index, inside, certain) = axis.index::<DIVIDE>(value);
        *bin = index;
        signs[lane] |= certain.to_bits();
        // Not a product with 0 or 1: infinities outside of the range must not count.
        let value = if inside { value } else { 0.0 };
        x[lane] += value;
        x2[lane] += value * value;
    };
    for (group, bins) in groups.iter().zip(bins) {
        for lane in 0..LANES {
            add(lane, group[lane], &mut bins[lane]);
        }
    }
    for (lane, (value, bin)) in rest.iter().zip(rest_bins).enumerate() {
        add(lane, *value, bin);
    }
    *sums = LaneSums { x, x2 };
    signs.iter().all(|signs| signs >> 63 == 0)
}
