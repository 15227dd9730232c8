//! The inner loops of bulk fills.
//!
//! Values are taken in blocks: one pass computes the bin of each value and vectorises, a second pass counts.
//! Counting goes round-robin into a few private copies of the bins, since two increments of one address in a
//! row would wait for each other (store forwarding). Copies count in `u32`, and are added up after each
//! [`CHUNK`]; chunks are added in order, so that the result does not depend on the number of threads.

use super::axis::{Axis, AxisKind, LookupGrid, Transform};
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
/// Sums run in this many lanes, whatever the processor: the results are the same on all of them.
const LANES: usize = 8;

/// Defines a function three times: for every processor, and for those with AVX2 and AVX-512, whose loops take
/// four and eight numbers at a time. The operations and their order are the same.
macro_rules! widest {
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        #[inline(never)]
        pub(crate) fn $name($($arg: $type),*) {
            #[inline(always)]
            fn body($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) {
                    body($($arg),*);
                }
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
                fn avx512($($arg: $type),*) {
                    body($($arg),*);
                }
                macro_rules! has {
                    ($feature:tt) => { std::arch::is_x86_feature_detected!($feature) };
                }
                if has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw") {
                    #[expect(unsafe_code, reason = "the call needs processor features")]
                    // SAFETY: this processor has them, as was just checked.
                    return unsafe { avx512($($arg),*) };
                }
                if has!("avx2") {
                    #[expect(unsafe_code, reason = "the call needs a processor feature")]
                    // SAFETY: this processor has AVX2, as was just checked.
                    return unsafe { avx2($($arg),*) };
                }
            }
            body($($arg),*);
        }
    };
}

/// Bins of one width: what ROOT's formula needs.
#[derive(Clone, Copy)]
pub(crate) struct Linear {
    n: f64,
    low: f64,
    width: f64,
}

impl Linear {
    pub(crate) fn new(bins: usize, low: f64, high: f64) -> Self {
        Self { n: bins as f64, low, width: high - low }
    }

    /// The bin of a value, and whether it is not a flow bin: `1 + int(bins * (x - low) / (high - low))`.
    #[inline(always)]
    fn index(self, x: f64) -> (u32, bool) {
        let z = self.n * (x - self.low) / self.width;
        let inside = (x >= self.low) & (z < self.n);
        // In this order NaN becomes the overflow.
        let z = if z < self.n { z } else { self.n };
        let z = if z > -1.0 { z } else { -1.0 };
        let bin = small_int(z) + 1;
        (if x < self.low { 0 } else { bin as u32 }, inside)
    }
}

/// Truncates a number that is known to fit into an `i32`.
#[inline(always)]
#[expect(unsafe_code, reason = "the checked conversion does not vectorise")]
fn small_int(z: f64) -> i32 {
    debug_assert!(z.abs() < 2_147_483_648.0);
    // SAFETY: every caller has clamped `z` to -1 … bins + 1, and an axis has less than 2³¹ - 2 bins.
    unsafe { z.to_int_unchecked() }
}

widest! {
    /// The bin of every value on a linear axis; weights of values in flow bins become 0.
    fn linear_block(axis: Linear, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
        for ((bin, x), weight) in out.iter_mut().zip(xs).zip(inside) {
            let (index, is_inside) = axis.index(*x);
            *bin = index;
            *weight = if is_inside { *weight } else { 0.0 };
        }
    }
}

widest! {
    /// The bin of every value on a linear axis, and Σx and Σx² over those inside.
    fn linear_block_and_sums(axis: Linear, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        let (groups, rest) = xs.as_chunks::<LANES>();
        let (bins, rest_bins) = out.as_chunks_mut::<LANES>();
        let LaneSums { mut x, mut x2 } = *sums;
        for (group, bins) in groups.iter().zip(bins) {
            for lane in 0..LANES {
                let (bin, inside) = axis.index(group[lane]);
                bins[lane] = bin;
                // Not a product with 0 or 1: infinities outside of the range must not count.
                let value = if inside { group[lane] } else { 0.0 };
                x[lane] += value;
                x2[lane] += value * value;
            }
        }
        for (lane, (value, out)) in rest.iter().zip(rest_bins).enumerate() {
            let (bin, inside) = axis.index(*value);
            *out = bin;
            let value = if inside { *value } else { 0.0 };
            x[lane] += value;
            x2[lane] += value * value;
        }
        *sums = LaneSums { x, x2 };
    }
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
    if grid.longest <= 1 {
        variable_block_of::<1>(grid, xs, out);
    } else if grid.longest <= 3 {
        variable_block_of::<3>(grid, xs, out);
    } else {
        variable_block_of::<0>(grid, xs, out);
    }
}

/// Without branches where at most `STEPS` edges share a cell of the grid; 0 searches edge by edge.
#[inline(always)]
fn variable_block_of<const STEPS: usize>(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
    let cells = grid.first.len();
    let edges = grid.padded.len() - 4;
    let overflow = edges as u32;
    for (bin, &x) in out.iter_mut().zip(xs) {
        let mut i = grid.first[grid_cell(grid.low, grid.scale, cells, x)] as usize;
        if STEPS == 0 {
            while i < edges && grid.padded[i] <= x {
                i += 1;
            }
        } else {
            // The edges increase: as many as are at or below x come first.
            let near = &grid.padded[i..i + 4];
            i += near[..STEPS].iter().map(|edge| usize::from(*edge <= x)).sum::<usize>();
        }
        *bin = if x.is_nan() { overflow } else { (i as u32).min(overflow) };
    }
}

/// Sets the weights of values in flow bins to 0.
fn leave_out_flow(index: &[u32], last: u32, inside: &mut [f64]) {
    for (bin, weight) in index.iter().zip(inside) {
        *weight = if bin.wrapping_sub(1) < last { *weight } else { 0.0 };
    }
}

impl Axis {
    /// The bins of a block of values; weights of values in flow bins become 0.
    pub(crate) fn index_block(&self, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
        if let Some(linear) = self.linear() {
            return linear_block(linear, xs, out, inside);
        }
        match self.kind() {
            AxisKind::Variable(axis) => variable_block(axis.grid(), xs, out),
            _ => {
                for (bin, x) in out.iter_mut().zip(xs) {
                    *bin = self.index(*x) as u32;
                }
            }
        }
        leave_out_flow(out, self.nbins() as u32, inside);
    }

    /// The numbers of an axis with bins of one width.
    fn linear(&self) -> Option<Linear> {
        match self.kind() {
            AxisKind::Regular(axis) if !axis.is_circular() && axis.transform() == Transform::Linear => {
                Some(Linear::new(axis.bins(), axis.low(), axis.high()))
            }
            _ => None,
        }
    }
}

/// Σwx and Σwx² in lanes.
#[derive(Clone, Copy, Default)]
pub(crate) struct LaneSums {
    x: [f64; LANES],
    x2: [f64; LANES],
}

impl LaneSums {
    fn total(&self) -> (f64, f64) {
        (self.x.iter().sum(), self.x2.iter().sum())
    }
}

widest! {
    /// Adds Σwx and Σwx²; values with weight 0 may be infinite or NaN.
    fn add_sums(xs: &[f64], weights: &[f64], sums: &mut LaneSums) {
        let (groups, rest) = xs.as_chunks::<LANES>();
        let (group_weights, rest_weights) = weights.as_chunks::<LANES>();
        let LaneSums { mut x, mut x2 } = *sums;
        for (group, weights) in groups.iter().zip(group_weights) {
            for lane in 0..LANES {
                let value = if weights[lane] == 0.0 { 0.0 } else { group[lane] };
                let product = weights[lane] * value;
                x[lane] += product;
                x2[lane] += product * value;
            }
        }
        for (lane, (value, weight)) in rest.iter().zip(rest_weights).enumerate() {
            if *weight != 0.0 {
                x[lane] += weight * value;
                x2[lane] += weight * value * value;
            }
        }
        *sums = LaneSums { x, x2 };
    }
}

widest! {
    /// Adds Σwxy; values with weight 0 may be infinite or NaN.
    fn add_products(xs: &[f64], ys: &[f64], weights: &[f64], sums: &mut [f64; LANES]) {
        let (x_groups, x_rest) = xs.as_chunks::<LANES>();
        let (y_groups, y_rest) = ys.as_chunks::<LANES>();
        let (w_groups, w_rest) = weights.as_chunks::<LANES>();
        for ((x, y), w) in x_groups.iter().zip(y_groups).zip(w_groups) {
            for lane in 0..LANES {
                let product = w[lane] * x[lane] * y[lane];
                sums[lane] += if w[lane] == 0.0 { 0.0 } else { product };
            }
        }
        for (lane, ((x, y), w)) in x_rest.iter().zip(y_rest).zip(w_rest).enumerate() {
            sums[lane] += if *w == 0.0 { 0.0 } else { w * x * y };
        }
    }
}

widest! {
    /// Adds Σw and Σw².
    fn add_weight_sums(weights: &[f64], sums: &mut LaneSums) {
        let (groups, rest) = weights.as_chunks::<LANES>();
        for group in groups {
            for lane in 0..LANES {
                sums.x[lane] += group[lane];
                sums.x2[lane] += group[lane] * group[lane];
            }
        }
        for (lane, w) in rest.iter().enumerate() {
            sums.x[lane] += w;
            sums.x2[lane] += w * w;
        }
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
    let mut counter = Counter::new(axis.nbins() + 2);
    let mut sums = LaneSums::default();
    let mut index = [0_u32; BLOCK];
    let mut inside = [1.0; BLOCK];
    for block in xs.chunks(BLOCK) {
        let index = &mut index[..block.len()];
        if let Some(linear) = axis.linear() {
            linear_block_and_sums(linear, block, index, &mut sums);
        } else {
            let inside = &mut inside[..block.len()];
            inside.fill(1.0);
            axis.index_block(block, index, inside);
            add_sums(block, inside, &mut sums);
        }
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
        let copies = if size <= MOST_COPIED_BINS { COUNT_COPIES } else { 2 };
        Self { size, copies, cells: vec![0; copies * size] }
    }

    /// Counts the bins of a block.
    #[inline(never)]
    pub(crate) fn count(&mut self, index: &[u32]) {
        if self.copies == COUNT_COPIES {
            self.count_in::<COUNT_COPIES>(index);
        } else {
            self.count_in::<2>(index);
        }
    }

    #[inline(always)]
    fn count_in<const COPIES: usize>(&mut self, index: &[u32]) {
        let mut parts = self.cells.chunks_exact_mut(self.size);
        let copies: [&mut [u32]; COPIES] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        let (groups, rest) = index.as_chunks::<COPIES>();
        for group in groups {
            for copy in 0..COPIES {
                copies[copy][group[copy] as usize] += 1;
            }
        }
        for bin in rest {
            copies[0][*bin as usize] += 1;
        }
    }

    pub(crate) fn total(&self) -> Vec<f64> {
        let mut total = vec![0_u64; self.size];
        for copy in self.cells.chunks_exact(self.size.max(1)) {
            for (sum, count) in total.iter_mut().zip(copy) {
                *sum += u64::from(*count);
            }
        }
        total.into_iter().map(|count| count as f64).collect()
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
    let mut adder = WeightAdder::new(size);
    let mut sums = LaneSums::default();
    let mut index = [0_u32; BLOCK];
    let mut inside = [0.0; BLOCK];
    for (block, weights) in xs.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let (index, inside) = (&mut index[..block.len()], &mut inside[..block.len()]);
        inside.copy_from_slice(weights);
        axis.index_block(block, index, inside);
        add_sums(block, inside, &mut sums);
        adder.add(index, weights);
    }
    let bins = adder.total();
    let inside = &bins[1..size - 1];
    let (sum_x, sum_x2) = sums.total();
    let total = [inside.iter().map(|bin| bin[0]).sum(), inside.iter().map(|bin| bin[1]).sum()];
    Weighted { bins, sums: [total[0], total[1], sum_x, sum_x2] }
}

/// Private copies of (Σw, Σw²) per bin.
pub(crate) struct WeightAdder {
    size: usize,
    copies: usize,
    cells: Vec<[f64; 2]>,
}

impl WeightAdder {
    pub(crate) fn new(size: usize) -> Self {
        let copies = if size <= MOST_COPIED_BINS { WEIGHT_COPIES } else { 1 };
        Self { size, copies, cells: vec![[0.0; 2]; copies * size] }
    }

    /// Adds a block.
    #[inline(never)]
    pub(crate) fn add(&mut self, index: &[u32], weights: &[f64]) {
        if self.copies == WEIGHT_COPIES {
            self.add_in::<WEIGHT_COPIES>(index, weights);
        } else {
            self.add_in::<1>(index, weights);
        }
    }

    #[inline(always)]
    fn add_in<const COPIES: usize>(&mut self, index: &[u32], weights: &[f64]) {
        let mut parts = self.cells.chunks_exact_mut(self.size);
        let copies: [&mut [[f64; 2]]; COPIES] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        let (groups, rest) = index.as_chunks::<COPIES>();
        let (group_weights, rest_weights) = weights.as_chunks::<COPIES>();
        for (group, weights) in groups.iter().zip(group_weights) {
            for copy in 0..COPIES {
                let (cell, w) = (&mut copies[copy][group[copy] as usize], weights[copy]);
                *cell = [cell[0] + w, cell[1] + w * w];
            }
        }
        for (bin, w) in rest.iter().zip(rest_weights) {
            let cell = &mut copies[0][*bin as usize];
            *cell = [cell[0] + w, cell[1] + w * w];
        }
    }

    pub(crate) fn total(&self) -> Vec<[f64; 2]> {
        let mut bins = vec![[0.0; 2]; self.size];
        for copy in self.cells.chunks_exact(self.size) {
            for (sum, part) in bins.iter_mut().zip(copy) {
                *sum = [sum[0] + part[0], sum[1] + part[1]];
            }
        }
        bins
    }
}

/// Running sums over several axes, in lanes.
pub(crate) struct BlockMoments {
    w: LaneSums,
    x: Vec<LaneSums>,
    xy: Vec<[f64; LANES]>,
}

impl BlockMoments {
    pub(crate) fn new(dimension: usize) -> Self {
        let pairs = Moments::new(dimension).xy.len();
        Self { w: LaneSums::default(), x: vec![LaneSums::default(); dimension], xy: vec![[0.0; LANES]; pairs] }
    }

    /// Adds a block of rows; `weights` are 0 for rows that lie outside of an axis.
    pub(crate) fn add(&mut self, columns: &[&[f64]], range: std::ops::Range<usize>, weights: &[f64]) {
        add_weight_sums(weights, &mut self.w);
        for (i, column) in columns.iter().enumerate() {
            let x = &column[range.clone()];
            add_sums(x, weights, &mut self.x[i]);
            for (j, other) in columns[..i].iter().enumerate() {
                add_products(x, &other[range.clone()], weights, &mut self.xy[Moments::pair(i, j)]);
            }
        }
    }

    pub(crate) fn total(self) -> Moments {
        let mut moments = Moments::new(self.x.len());
        (moments.w, moments.w2) = self.w.total();
        for (i, sums) in self.x.iter().enumerate() {
            (moments.x[i], moments.x2[i]) = sums.total();
        }
        for (sum, lanes) in moments.xy.iter_mut().zip(&self.xy) {
            *sum = lanes.iter().sum();
        }
        moments
    }
}
