//! The inner loops of bulk fills.
//!
//! Values are taken in blocks: one pass computes the bin of each value and vectorises, a second pass counts.
//! Counting goes round-robin into a few private copies of the bins, since two increments of one address in a
//! row would wait for each other (store forwarding). Copies count in `u32`, and are added up after each
//! [`CHUNK`]; chunks are added in order, so that the result does not depend on the number of threads.

use super::axis::{Axis, LookupGrid};
use super::moments::Moments;

/// Values per index pass.
pub(crate) const BLOCK: usize = 512;
/// Values per set of private copies: small enough that a `u32` cannot overflow.
pub(crate) const CHUNK: usize = 1 << 20;
/// Private copies of the bins for counts.
const COUNT_COPIES: usize = 8;
/// Private copies of the bins for weights.
const WEIGHT_COPIES: usize = 4;
/// Beyond this many bins copies would leave the first-level cache, and neighbours rarely collide.
const MOST_COPIED_BINS: usize = 2048;

/// ROOT's bin of every value on a linear axis; see [`Regular`](super::axis::Regular).
///
/// The quotient is first taken with the reciprocal of the width, which is faster and off by less than
/// 2⁻⁴⁹ bins per bin. Only where a value of the block comes that near to an edge the block is done again with
/// the division.
#[inline(never)]
pub(crate) fn linear_block(bins: usize, low: f64, high: f64, xs: &[f64], out: &mut [u32]) {
    let n = bins as f64;
    let width = high - low;
    let inverse = 1.0 / width;
    if !(inverse.is_normal() && width.is_normal()) {
        return linear_block_exact(bins, low, high, xs, out);
    }
    let tolerance = (n + 2.0) * f64::EPSILON * 8.0;
    let (limit_low, limit_high) = (-0.5, n + 0.5);
    let (near, far) = (tolerance, 1.0 - tolerance);
    let mut doubtful = 0_u32;
    for (bin, &x) in out.iter_mut().zip(xs) {
        let z = n * (x - low) * inverse;
        // In this order NaN becomes the overflow.
        let z = if z < limit_high { z } else { limit_high };
        let z = if z > limit_low { z } else { limit_low };
        let shifted = z + 1.0;
        let i = small_int(shifted);
        let fraction = shifted - f64::from(i);
        doubtful |= u32::from(fraction < near) | u32::from(fraction > far);
        *bin = i as u32;
    }
    if doubtful != 0 {
        linear_block_exact(bins, low, high, xs, out);
    }
}

fn linear_block_exact(bins: usize, low: f64, high: f64, xs: &[f64], out: &mut [u32]) {
    let n = bins as f64;
    let width = high - low;
    for (bin, &x) in out.iter_mut().zip(xs) {
        let z = n * (x - low) / width;
        let z = if z < n { z } else { n };
        let z = if z > -1.0 { z } else { -1.0 };
        let i = small_int(z) + 1;
        *bin = if x < low { 0 } else { i as u32 };
    }
}

/// Truncates a number that is known to fit into an `i32`.
#[inline(always)]
#[expect(unsafe_code, reason = "the checked conversion does not vectorise without AVX-512")]
fn small_int(z: f64) -> i32 {
    debug_assert!(z.abs() < 2_147_483_648.0);
    // SAFETY: every caller has clamped `z` to -1 … bins + 1.5, and an axis has less than 2³¹ - 2 bins.
    unsafe { z.to_int_unchecked() }
}

/// The cell of a lookup grid: 0 for anything below it, the last one for anything above and for NaN.
#[inline(always)]
pub(crate) fn grid_cell(low: f64, scale: f64, cells: usize, x: f64) -> usize {
    let last = (cells - 1) as f64;
    let z = (x - low) * scale;
    let z = if z < last { z } else { last };
    let z = if z > 0.0 { z } else { 0.0 };
    small_int(z) as usize
}

/// The bin of every value between given edges.
#[inline(never)]
pub(crate) fn variable_block(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
    let cells = grid.first.len();
    let edges = grid.padded.len() - 4;
    let overflow = edges as u32;
    for (bin, &x) in out.iter_mut().zip(xs) {
        let mut i = grid.first[grid_cell(grid.low, grid.scale, cells, x)] as usize;
        if grid.longest <= 3 {
            // Without branches: all three are true only where three edges lie in the cell.
            let step = |k: usize| usize::from(grid.padded[i + k] <= x);
            i += step(0) + step(1) + step(2);
        } else {
            while i < edges && grid.padded[i] <= x {
                i += 1;
            }
        }
        *bin = if x.is_nan() { overflow } else { (i as u32).min(overflow) };
    }
}

/// Counts per bin and sums of x and x² inside of the range, of one chunk of values.
pub(crate) struct Counts {
    pub(crate) bins: Vec<f64>,
    pub(crate) sum_x: f64,
    pub(crate) sum_x2: f64,
}

/// Counts one chunk on one axis.
#[inline(never)]
pub(crate) fn count_chunk(axis: &Axis, xs: &[f64]) -> Counts {
    debug_assert!(xs.len() <= CHUNK);
    let size = axis.nbins() + 2;
    let last = axis.nbins() as u32;
    let mut counter = Counter::new(size);
    let mut sums = LaneSums::default();
    let mut index = [0_u32; BLOCK];
    for block in xs.chunks(BLOCK) {
        let index = &mut index[..block.len()];
        axis.index_block(block, index);
        sums.add(block, index, last);
        counter.count(index);
    }
    let (sum_x, sum_x2) = sums.total();
    Counts { bins: counter.total(), sum_x, sum_x2 }
}

/// Private copies of the bins.
pub(crate) struct Counter {
    size: usize,
    copies: usize,
    cells: Vec<u32>,
}

impl Counter {
    pub(crate) fn new(size: usize) -> Self {
        let copies = match size {
            0..=MOST_COPIED_BINS => COUNT_COPIES,
            _ => 2,
        };
        Self { size, copies, cells: vec![0; copies * size] }
    }

    /// Counts the bins of a block.
    #[inline]
    pub(crate) fn count(&mut self, index: &[u32]) {
        if self.copies == COUNT_COPIES {
            self.count_in::<COUNT_COPIES>(index);
        } else {
            self.count_in::<2>(index);
        }
    }

    #[inline]
    fn count_in<const COPIES: usize>(&mut self, index: &[u32]) {
        let (groups, rest) = index.as_chunks::<COPIES>();
        for group in groups {
            for (copy, bin) in group.iter().enumerate() {
                self.cells[copy * self.size + *bin as usize] += 1;
            }
        }
        for bin in rest {
            self.cells[*bin as usize] += 1;
        }
    }

    pub(crate) fn total(&self) -> Vec<f64> {
        let mut total = vec![0_u64; self.size];
        for copy in self.cells.chunks_exact(self.size) {
            for (sum, count) in total.iter_mut().zip(copy) {
                *sum += u64::from(*count);
            }
        }
        total.into_iter().map(|count| count as f64).collect()
    }
}

/// Sums of x and x² of the values inside of the range, in eight lanes.
#[derive(Default)]
struct LaneSums {
    x: [f64; 8],
    x2: [f64; 8],
}

impl LaneSums {
    #[inline]
    fn add(&mut self, xs: &[f64], index: &[u32], last: u32) {
        let (groups, rest) = xs.as_chunks::<8>();
        let (bins, rest_bins) = index.as_chunks::<8>();
        for (group, bins) in groups.iter().zip(bins) {
            for lane in 0..8 {
                // Not a product with 0 or 1: infinities outside of the range must not count.
                let x = if bins[lane].wrapping_sub(1) < last { group[lane] } else { 0.0 };
                self.x[lane] += x;
                self.x2[lane] += x * x;
            }
        }
        for (lane, (x, bin)) in rest.iter().zip(rest_bins).enumerate() {
            if bin.wrapping_sub(1) < last {
                self.x[lane] += x;
                self.x2[lane] += x * x;
            }
        }
    }

    fn total(&self) -> (f64, f64) {
        (self.x.iter().sum(), self.x2.iter().sum())
    }
}

/// Sums of weights per bin, and the running sums of the values inside of the range.
pub(crate) struct Weighted {
    /// (Σw, Σw²) per bin.
    pub(crate) bins: Vec<[f64; 2]>,
    /// Σw, Σw², Σwx, Σwx² inside of the range.
    pub(crate) sums: [f64; 4],
}

/// Adds one chunk of weighted values on one axis.
#[inline(never)]
pub(crate) fn weigh_chunk(axis: &Axis, xs: &[f64], weights: &[f64]) -> Weighted {
    let size = axis.nbins() + 2;
    let last = axis.nbins() as u32;
    let copies = if size <= MOST_COPIED_BINS { WEIGHT_COPIES } else { 1 };
    let mut cells = vec![[0.0; 2]; copies * size];
    let mut sums = [[0.0_f64; 8]; 2];
    let mut index = [0_u32; BLOCK];
    for (block, block_weights) in xs.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let index = &mut index[..block.len()];
        axis.index_block(block, index);
        for (i, ((x, w), bin)) in block.iter().zip(block_weights).zip(index.iter()).enumerate() {
            let inside = bin.wrapping_sub(1) < last;
            let (x, w) = if inside { (*x, *w) } else { (0.0, 0.0) };
            sums[0][i % 8] += w * x;
            sums[1][i % 8] += w * x * x;
        }
        add_weights(&mut cells, size, copies, index, block_weights);
    }
    let mut bins = vec![[0.0; 2]; size];
    for copy in cells.chunks_exact(size) {
        for (sum, part) in bins.iter_mut().zip(copy) {
            sum[0] += part[0];
            sum[1] += part[1];
        }
    }
    let inside = &bins[1..=last as usize];
    let total = [inside.iter().map(|bin| bin[0]).sum(), inside.iter().map(|bin| bin[1]).sum()];
    Weighted { bins, sums: [total[0], total[1], sums[0].iter().sum(), sums[1].iter().sum()] }
}

/// Adds (w, w²) to the bins of a block, round-robin over the copies.
#[inline]
pub(crate) fn add_weights(cells: &mut [[f64; 2]], size: usize, copies: usize, index: &[u32], weights: &[f64]) {
    for (i, (bin, w)) in index.iter().zip(weights).enumerate() {
        let cell = &mut cells[(i % copies) * size + *bin as usize];
        cell[0] += w;
        cell[1] += w * w;
    }
}

/// Running sums over several axes, in eight lanes each.
pub(crate) struct BlockMoments {
    moments: Moments,
}

impl BlockMoments {
    pub(crate) fn new(dimension: usize) -> Self {
        Self { moments: Moments::new(dimension) }
    }

    /// Adds a block of rows; `weights` are 0 for rows that lie outside of an axis.
    #[inline(never)]
    pub(crate) fn add(&mut self, columns: &[&[f64]], range: std::ops::Range<usize>, weights: &[f64]) {
        let m = &mut self.moments;
        m.w += lane_sum(weights, |_, w| w, weights);
        m.w2 += lane_sum(weights, |_, w| w * w, weights);
        for (i, column) in columns.iter().enumerate() {
            let x = &column[range.clone()];
            m.x[i] += lane_sum(x, |x, w| w * x, weights);
            m.x2[i] += lane_sum(x, |x, w| w * x * x, weights);
            for (j, other) in columns[..i].iter().enumerate() {
                m.xy[Moments::pair(i, j)] += lane_product(x, &other[range.clone()], weights);
            }
        }
    }

    pub(crate) fn total(self) -> Moments {
        self.moments
    }
}

/// Σ f(x, w) where w is not 0, in eight lanes.
#[inline(always)]
fn lane_sum(xs: &[f64], f: impl Fn(f64, f64) -> f64, weights: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (groups, rest) = xs.as_chunks::<8>();
    let (group_weights, rest_weights) = weights.as_chunks::<8>();
    for (group, weights) in groups.iter().zip(group_weights) {
        for lane in 0..8 {
            // Not a product with 0: infinities outside of the range must not count.
            let x = if weights[lane] == 0.0 { 0.0 } else { group[lane] };
            sums[lane] += f(x, weights[lane]);
        }
    }
    for (lane, (x, w)) in rest.iter().zip(rest_weights).enumerate() {
        sums[lane] += f(if *w == 0.0 { 0.0 } else { *x }, *w);
    }
    sums.iter().sum()
}

/// Σ wxy where w is not 0, in eight lanes.
#[inline(always)]
fn lane_product(xs: &[f64], ys: &[f64], weights: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (i, ((x, y), w)) in xs.iter().zip(ys).zip(weights).enumerate() {
        sums[i % 8] += if *w == 0.0 { 0.0 } else { w * x * y };
    }
    sums.iter().sum()
}
