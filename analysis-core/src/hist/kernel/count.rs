use super::lanes::prefetch;
use super::linear::{Linear, linear_pairs};
use super::piped::{PipedSums, Target, fill_piped};
use super::sums::{LaneSums, PairSums};
use super::{BLOCK, COUNT_COPIES, LANES, MOST_COPIED_BINS, WEIGHT_COPIES};
use crate::hist::Axis;

/// Counts per bin and sums of x and x² inside of the range, of one chunk of values.
pub(crate) struct Counts {
    pub(crate) bins: Vec<f64>,
    pub(crate) sum_x: f64,
    pub(crate) sum_x2: f64,
}

/// Counts one chunk on one axis.
#[inline(never)]
pub(crate) fn count_chunk(axis: &Axis, xs: &[f64]) -> Counts {
    let mut counter = Counter::new(axis.nbins() + 2);
    if let Some(linear) = axis.linear()
        && let Some(sums) = fill_piped([linear], [xs], &mut Target::Counts(&mut counter))
    {
        let (sum_x, sum_x2) = sums.axes[0].total();
        return Counts { bins: counter.total(), sum_x, sum_x2 };
    }
    let mut sums = LaneSums::default();
    let mut index = [0_u32; BLOCK];
    for block in xs.chunks(BLOCK) {
        let index = &mut index[..block.len()];
        axis.index_block_and_sums(block, None, index, &mut sums);
        counter.count(index, block);
    }
    let (sum_x, sum_x2) = sums.total();
    Counts { bins: counter.total(), sum_x, sum_x2 }
}

/// Private copies of the bins.
pub(crate) struct Counter {
    pub(super) size: usize,
    pub(super) copies: usize,
    pub(super) cells: Vec<u32>,
}

impl Counter {
    pub(crate) fn new(size: usize) -> Self {
        let copies = if size <= MOST_COPIED_BINS { COUNT_COPIES } else { 2 };
        Self { size, copies, cells: vec![0; copies * size] }
    }

    /// Counts the bins of a block; what follows `column` in memory is asked for on the way.
    #[inline(never)]
    pub(crate) fn count(&mut self, index: &[u32], column: &[f64]) {
        if self.copies == COUNT_COPIES {
            self.count_in::<COUNT_COPIES>(index, column);
        } else {
            self.count_in::<2>(index, column);
        }
    }

    #[inline]
    fn count_in<const COPIES: usize>(&mut self, index: &[u32], column: &[f64]) {
        let mut parts = self.cells.chunks_exact_mut(self.size);
        let copies: [&mut [u32]; COPIES] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        let (groups, rest) = index.as_chunks::<LANES>();
        for (group, values) in groups.iter().zip(column.as_chunks::<LANES>().0) {
            prefetch(values);
            for lane in 0..LANES {
                copies[lane % COPIES][group[lane] as usize] += 1;
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
    let piped = axis.linear().and_then(|linear| {
        let mut target = Target::Weights(&mut adder, weights);
        fill_piped([linear], [xs], &mut target)
    });
    let sums = match piped {
        Some(PipedSums { axes: [sums], .. }) => sums,
        None => weigh_blocks(axis, xs, weights, &mut adder),
    };
    let bins = adder.total();
    let inside = &bins[1..size - 1];
    let (sum_x, sum_x2) = sums.total();
    let total = [inside.iter().map(|bin| bin[0]).sum(), inside.iter().map(|bin| bin[1]).sum()];
    Weighted { bins, sums: [total[0], total[1], sum_x, sum_x2] }
}

fn weigh_blocks(axis: &Axis, xs: &[f64], weights: &[f64], adder: &mut WeightAdder) -> LaneSums {
    let mut sums = LaneSums::default();
    let mut index = [0_u32; BLOCK];
    for (block, weights) in xs.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let index = &mut index[..block.len()];
        axis.index_block_and_sums(block, Some(weights), index, &mut sums);
        adder.add(index, weights);
    }
    sums
}

/// Contents and, with weights, Σw² of pairs on two linear axes, the first running fastest.
pub(crate) struct Pairs {
    pub(crate) contents: Vec<f64>,
    pub(crate) sumw2: Option<Vec<f64>>,
    pub(crate) sums: PairSums,
}

/// Adds one chunk of pairs; weights are 1 without `weights`.
#[inline(never)]
pub(crate) fn pair_chunk(axes: [Linear; 2], xs: &[f64], ys: &[f64], weights: Option<&[f64]>) -> Pairs {
    let size = axes.iter().map(|axis| axis.size() as usize).product();
    let mut sums = PairSums::default();
    let mut index = [0_u32; BLOCK];
    let blocks = (0..xs.len()).step_by(BLOCK).map(|start| start..xs.len().min(start + BLOCK));
    let pair = (axes[0], axes[1]);
    let Some(weights) = weights else {
        let mut counter = Counter::new(size);
        if let Some(piped) = fill_piped(axes, [xs, ys], &mut Target::Counts(&mut counter)) {
            sums.take(&piped);
        } else {
            for range in blocks {
                let index = &mut index[..range.len()];
                linear_pairs(pair, &xs[range.clone()], &ys[range.clone()], None, index, &mut sums);
                counter.count(index, &ys[range]);
            }
        }
        return Pairs { contents: counter.total(), sumw2: None, sums };
    };
    let mut adder = WeightAdder::new(size);
    if let Some(piped) = fill_piped(axes, [xs, ys], &mut Target::Weights(&mut adder, weights)) {
        sums.take(&piped);
    } else {
        for range in blocks {
            let (index, weights) = (&mut index[..range.len()], &weights[range.clone()]);
            linear_pairs(pair, &xs[range.clone()], &ys[range], Some(weights), index, &mut sums);
            adder.add(index, weights);
        }
    }
    let cells = adder.total();
    let sumw2 = cells.iter().map(|cell| cell[1]).collect();
    Pairs { contents: cells.iter().map(|cell| cell[0]).collect(), sumw2: Some(sumw2), sums }
}

/// Private copies of (Σw, Σw²) per bin.
pub(crate) struct WeightAdder {
    pub(super) size: usize,
    pub(super) copies: usize,
    pub(super) cells: Vec<[f64; 2]>,
}

impl WeightAdder {
    pub(crate) fn new(size: usize) -> Self {
        let copies = if size <= MOST_COPIED_BINS { WEIGHT_COPIES } else { 1 };
        Self { size, copies, cells: vec![[0.0; 2]; copies * size] }
    }

    /// Adds a block; the weights that follow it are asked for on the way, while memory is idle.
    #[inline(never)]
    pub(crate) fn add(&mut self, index: &[u32], weights: &[f64]) {
        if self.copies == WEIGHT_COPIES {
            self.add_in::<WEIGHT_COPIES>(index, weights);
        } else {
            self.add_in::<1>(index, weights);
        }
    }

    #[inline]
    fn add_in<const COPIES: usize>(&mut self, index: &[u32], weights: &[f64]) {
        let mut parts = self.cells.chunks_exact_mut(self.size);
        let copies: [&mut [[f64; 2]]; COPIES] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        let (groups, rest) = index.as_chunks::<LANES>();
        let (group_weights, rest_weights) = weights.as_chunks::<LANES>();
        for (group, weights) in groups.iter().zip(group_weights) {
            prefetch(weights);
            for lane in 0..LANES {
                let (cell, w) = (&mut copies[lane % COPIES][group[lane] as usize], weights[lane]);
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
