use super::lanes::{place_and_sum, prefetch};
use super::sums::{LaneSums, PairSums};
use super::{LANES, small_int, widest};

/// Bins of one width: what ROOT's formula needs, `1 + int(bins * (x - low) / (high - low))`.
#[derive(Clone, Copy)]
pub(crate) struct Linear {
    pub(super) n: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) width: f64,
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
        Self { n, low, high, width, inverse, tolerance }
    }

    /// Whether the product with the inverse can stand in for the division.
    fn can_multiply(self) -> bool {
        self.width.is_normal() && self.inverse.is_normal() && self.tolerance < 0.1
    }

    /// Whether a number with 20 binary digits behind the point can tell the bin of all values but those within 2⁻²¹
    /// of an edge, and no step of the way overflows.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn fits_fixed_point(self) -> bool {
        let ordinary = 1e-100..1e100;
        self.n < f64::from(1 << 20) && ordinary.contains(&self.width) && self.low.abs() < 1e100
    }

    /// The number of all bins with the flow bins.
    pub(super) fn size(self) -> u32 {
        self.n as u32 + 2
    }

    /// The bin of a value, whether it is not a flow bin, and how far above its lower edge the value lies, in bins:
    /// near 0 and near 1 only the division can tell the bin. It divides where `DIVIDE` is true, and multiplies with
    /// the inverse, a third faster, otherwise.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
    #[expect(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from vectorising")]
    pub(super) fn index<const DIVIDE: bool>(self, x: f64) -> (u32, bool, f64) {
        let distance = self.n * (x - self.low);
        let z = if DIVIDE { distance / self.width } else { distance * self.inverse };
        // Rounding may leave the upper end of the axis below `n`.
        let z = if !DIVIDE || x < self.high { z } else { self.n };
        let inside = (x >= self.low) & (z < self.n);
        // In this order NaN becomes the overflow. Flow bins stay half a bin away from the edges.
        let z = if z < self.n + 0.5 { z } else { self.n + 0.5 };
        let z = if z > -0.5 { z } else { -0.5 };
        let whole = small_int(z);
        let above = (z - f64::from(whole)).abs();
        (if x < self.low { 0 } else { (whole + 1) as u32 }, inside, above)
    }
}

/// The least and greatest distances from edges, per lane. Lanes of signs would be one operation less, but were
/// twice as slow.
#[derive(Clone, Copy)]
struct Nearest {
    least: [f64; LANES],
    greatest: [f64; LANES],
}

impl Nearest {
    fn new() -> Self {
        Self { least: [1.0; LANES], greatest: [0.0; LANES] }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
    fn see(&mut self, lane: usize, above: f64) {
        self.least[lane] = if above < self.least[lane] { above } else { self.least[lane] };
        self.greatest[lane] = if above > self.greatest[lane] { above } else { self.greatest[lane] };
    }

    /// Whether all bins are certain although the axis multiplied.
    fn is_far(&self, axis: Linear) -> bool {
        self.least.iter().all(|least| *least >= axis.tolerance)
            && self.greatest.iter().all(|greatest| *greatest <= 1.0 - axis.tolerance)
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
        let mut nearest = Nearest::new();
        let (groups, rest) = xs.as_chunks::<LANES>();
        let (bins, rest_bins) = out.as_chunks_mut::<LANES>();
        let mut place = |lane: usize, x: f64, bin: &mut u32| {
            let (index, _, above) = axis.index::<false>(x);
            *bin = index;
            nearest.see(lane, above);
        };
        for (group, bins) in groups.iter().zip(bins) {
            prefetch(group);
            for lane in 0..LANES {
                place(lane, group[lane], &mut bins[lane]);
            }
        }
        for (lane, (x, bin)) in rest.iter().zip(rest_bins).enumerate() {
            place(lane, *x, bin);
        }
        *certain = nearest.is_far(axis);
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

/// The bin of every value on a linear axis, and Σwx and Σwx² over those inside; weights are 1 without `weights`.
pub(crate) fn linear_block_and_sums(
    axis: Linear,
    xs: &[f64],
    weights: Option<&[f64]>,
    out: &mut [u32],
    sums: &mut LaneSums,
) {
    if axis.can_multiply() {
        let (mut new, mut certain) = (*sums, true);
        match weights {
            None => multiply_and_sum(axis, xs, out, &mut new, &mut certain),
            Some(weights) => multiply_and_weigh(axis, xs, weights, out, &mut new, &mut certain),
        }
        if certain {
            *sums = new;
            return;
        }
    }
    match weights {
        None => divide_and_sum(axis, xs, out, sums),
        Some(weights) => divide_and_weigh(axis, xs, weights, out, sums),
    }
}

widest! {
    fn multiply_and_sum(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums, certain: &mut bool) {
        *certain = block_and_sums::<false, false>(axis, xs, &[], out, sums);
    }
}

widest! {
    fn multiply_and_weigh(
        axis: Linear, xs: &[f64], weights: &[f64], out: &mut [u32], sums: &mut LaneSums, certain: &mut bool,
    ) {
        *certain = block_and_sums::<false, true>(axis, xs, weights, out, sums);
    }
}

widest! {
    fn divide_and_sum(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        block_and_sums::<true, false>(axis, xs, &[], out, sums);
    }
}

widest! {
    fn divide_and_weigh(axis: Linear, xs: &[f64], weights: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        block_and_sums::<true, true>(axis, xs, weights, out, sums);
    }
}

/// Returns whether all bins are certain.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
fn block_and_sums<const DIVIDE: bool, const WEIGHTED: bool>(
    axis: Linear,
    xs: &[f64],
    weights: &[f64],
    out: &mut [u32],
    sums: &mut LaneSums,
) -> bool {
    let mut nearest = Nearest::new();
    place_and_sum::<WEIGHTED>(xs, weights, out, sums, |lane, x| {
        let (bin, inside, above) = axis.index::<DIVIDE>(x);
        if !DIVIDE {
            nearest.see(lane, above);
        }
        (bin, inside)
    });
    DIVIDE || nearest.is_far(axis)
}

/// The bins of pairs on two linear axes, the first running fastest, and the running sums of both but Σw and Σw²;
/// weights are 1 without `weights`.
pub(crate) fn linear_pairs(
    axes: (Linear, Linear),
    xs: &[f64],
    ys: &[f64],
    weights: Option<&[f64]>,
    out: &mut [u32],
    sums: &mut PairSums,
) {
    if axes.0.can_multiply() && axes.1.can_multiply() {
        let (mut new, mut certain) = (*sums, true);
        match weights {
            None => multiply_pairs(axes, xs, ys, out, &mut new, &mut certain),
            Some(weights) => multiply_weighted_pairs(axes, xs, ys, weights, out, &mut new, &mut certain),
        }
        if certain {
            *sums = new;
            return;
        }
    }
    match weights {
        None => divide_pairs(axes, xs, ys, out, sums),
        Some(weights) => divide_weighted_pairs(axes, xs, ys, weights, out, sums),
    }
}

widest! {
    fn multiply_pairs(
        axes: (Linear, Linear), xs: &[f64], ys: &[f64], out: &mut [u32], sums: &mut PairSums, certain: &mut bool,
    ) {
        *certain = pairs_and_sums::<false, false>(axes, xs, ys, &[], out, sums);
    }
}

widest! {
    fn multiply_weighted_pairs(
        axes: (Linear, Linear), xs: &[f64], ys: &[f64], weights: &[f64], out: &mut [u32], sums: &mut PairSums,
        certain: &mut bool,
    ) {
        *certain = pairs_and_sums::<false, true>(axes, xs, ys, weights, out, sums);
    }
}

widest! {
    fn divide_pairs(axes: (Linear, Linear), xs: &[f64], ys: &[f64], out: &mut [u32], sums: &mut PairSums) {
        pairs_and_sums::<true, false>(axes, xs, ys, &[], out, sums);
    }
}

widest! {
    fn divide_weighted_pairs(
        axes: (Linear, Linear), xs: &[f64], ys: &[f64], weights: &[f64], out: &mut [u32], sums: &mut PairSums,
    ) {
        pairs_and_sums::<true, true>(axes, xs, ys, weights, out, sums);
    }
}

/// Returns whether all bins are certain.
#[inline(always)]
fn pairs_and_sums<const DIVIDE: bool, const WEIGHTED: bool>(
    (first, second): (Linear, Linear),
    xs: &[f64],
    ys: &[f64],
    weights: &[f64],
    out: &mut [u32],
    sums: &mut PairSums,
) -> bool {
    const ONES: [f64; LANES] = [1.0; LANES];
    let mut new = *sums;
    let stride = first.size();
    let (mut near_x, mut near_y) = (Nearest::new(), Nearest::new());
    let mut add = |lane: usize, x: f64, y: f64, w: f64, bin: &mut u32| {
        let (i, x_inside, x_above) = first.index::<DIVIDE>(x);
        let (j, y_inside, y_above) = second.index::<DIVIDE>(y);
        *bin = i + stride * j;
        if !DIVIDE {
            near_x.see(lane, x_above);
            near_y.see(lane, y_above);
        }
        let inside = x_inside & y_inside;
        let (x, y) = (if inside { x } else { 0.0 }, if inside { y } else { 0.0 });
        let w = if inside { w } else { 0.0 };
        let (wx, wy) = if WEIGHTED { (w * x, w * y) } else { (x, y) };
        new.x.x[lane] += wx;
        new.x.x2[lane] += wx * x;
        new.y.x[lane] += wy;
        new.y.x2[lane] += wy * y;
        new.xy[lane] += wx * y;
    };
    let (x_groups, x_rest) = xs.as_chunks::<LANES>();
    let (y_groups, y_rest) = ys.as_chunks::<LANES>();
    let (w_groups, w_rest) = weights.as_chunks::<LANES>();
    let (bins, rest_bins) = out.as_chunks_mut::<LANES>();
    for (i, ((x, y), bins)) in x_groups.iter().zip(y_groups).zip(bins).enumerate() {
        prefetch(x);
        // Without weights the counting asks for the second column.
        if WEIGHTED {
            prefetch(y);
        }
        let w = if WEIGHTED { &w_groups[i] } else { &ONES };
        for lane in 0..LANES {
            add(lane, x[lane], y[lane], w[lane], &mut bins[lane]);
        }
    }
    for (lane, ((x, y), bin)) in x_rest.iter().zip(y_rest).zip(rest_bins).enumerate() {
        add(lane, *x, *y, if WEIGHTED { w_rest[lane] } else { 1.0 }, bin);
    }
    *sums = new;
    DIVIDE || (near_x.is_far(first) && near_y.is_far(second))
}
