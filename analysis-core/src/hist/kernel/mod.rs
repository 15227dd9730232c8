//! The inner loops of bulk fills.
//!
//! Values are taken in blocks: one pass computes the bin of each value and vectorises, a second pass counts. Axes of
//! one bin width on processors with AVX-512 do both in one pass (`piped`).
//! Counting goes round-robin into a few private copies of the bins, since two increments of one address in a
//! row would wait for each other (store forwarding). Copies count in `u32`, and are added up after each
//! [`CHUNK`]; chunks are added in order, so that the result does not depend on the number of threads.

mod count;
mod lanes;
mod linear;
mod piped;
mod sums;
mod variable;

use super::axis::{Axis, AxisKind, Transform};
use linear::{Linear, linear_block, linear_block_and_sums};
use sums::{LaneSums, add_sums};

pub(crate) use count::{Counter, WeightAdder, count_chunk, pair_chunk, weigh_chunk};
pub(crate) use sums::BlockMoments;
pub(crate) use variable::grid_cell;

/// Values per index pass.
pub(crate) const BLOCK: usize = 512;
/// Values per set of private copies: far too few for a `u32` to overflow.
pub(crate) const CHUNK: usize = 1 << 18;
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

pub(crate) use widest;

/// Truncates a number that is known to fit into an `i32`.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
#[expect(unsafe_code, reason = "the checked conversion does not vectorise")]
fn small_int(z: f64) -> i32 {
    debug_assert!(z.abs() < 2_147_483_648.0);
    // SAFETY: every caller has clamped `z` to -1 … bins + 1, and an axis has less than 2³¹ - 2 bins.
    unsafe { z.to_int_unchecked() }
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
        if let AxisKind::Variable(axis) = self.kind() {
            return variable::variable_block(axis.grid(), xs, out, inside);
        }
        for (bin, x) in out.iter_mut().zip(xs) {
            *bin = self.index(*x) as u32;
        }
        leave_out_flow(out, self.nbins() as u32, inside);
    }

    /// The bins of a block of values, and Σwx and Σwx² over those inside; weights are 1 without `weights`.
    fn index_block_and_sums(&self, xs: &[f64], weights: Option<&[f64]>, out: &mut [u32], sums: &mut LaneSums) {
        if let Some(linear) = self.linear() {
            return linear_block_and_sums(linear, xs, weights, out, sums);
        }
        if let AxisKind::Variable(axis) = self.kind() {
            return variable::variable_block_and_sums(axis.grid(), xs, weights, out, sums);
        }
        let mut inside = [1.0; BLOCK];
        let inside = &mut inside[..xs.len()];
        if let Some(weights) = weights {
            inside.copy_from_slice(weights);
        }
        self.index_block(xs, out, inside);
        add_sums(xs, inside, sums);
    }

    /// The numbers of an axis with bins of one width.
    pub(crate) fn linear(&self) -> Option<Linear> {
        match self.kind() {
            AxisKind::Regular(axis) if !axis.is_circular() && axis.transform() == Transform::Linear => {
                Some(Linear::new(axis.bins(), axis.low(), axis.high()))
            }
            _ => None,
        }
    }
}
