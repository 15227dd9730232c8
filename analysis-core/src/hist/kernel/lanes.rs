use super::LANES;
use super::sums::LaneSums;

/// How many values ahead memory is asked for: while one block is counted the next but one is on its way. Without it
/// a fill waits for memory at each turn from counting to the index pass, which doubles its time. The first column is
/// asked for by the index pass, the last one and the weights by the counting: all at once would stall.
const AHEAD: usize = 1024;

/// Asks for the memory some way after this place; a hint, no access.
#[inline(always)]
pub(super) fn prefetch(group: &[f64; LANES]) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        #[expect(unsafe_code, reason = "the hint takes a raw pointer")]
        // SAFETY: a prefetch never faults, wherever it points.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(group.as_ptr().wrapping_add(AHEAD).cast());
        };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = group;
}

/// Writes the bin that `place` gives to each value, and adds Σwx and Σwx² of those inside; without `WEIGHTED`
/// the weights are 1 and `weights` is not read. `place` gets the lane and the value.
#[inline(always)]
pub(super) fn place_and_sum<const WEIGHTED: bool>(
    xs: &[f64],
    weights: &[f64],
    out: &mut [u32],
    sums: &mut LaneSums,
    mut place: impl FnMut(usize, f64) -> (u32, bool),
) {
    const ONES: [f64; LANES] = [1.0; LANES];
    let (groups, rest) = xs.as_chunks::<LANES>();
    let (bins, rest_bins) = out.as_chunks_mut::<LANES>();
    let (group_weights, rest_weights) = weights.as_chunks::<LANES>();
    let LaneSums { mut x, mut x2 } = *sums;
    let mut add = |lane: usize, value: f64, weight: f64, bin: &mut u32| {
        let (index, inside) = place(lane, value);
        *bin = index;
        // Not a product with 0 or 1: infinities outside of the range must not count.
        let value = if inside { value } else { 0.0 };
        let product = if WEIGHTED { if inside { weight * value } else { 0.0 } } else { value };
        x[lane] += product;
        x2[lane] += product * value;
    };
    for (i, (group, bins)) in groups.iter().zip(bins).enumerate() {
        prefetch(group);
        let weights = if WEIGHTED { &group_weights[i] } else { &ONES };
        for lane in 0..LANES {
            add(lane, group[lane], weights[lane], &mut bins[lane]);
        }
    }
    for (lane, (value, bin)) in rest.iter().zip(rest_bins).enumerate() {
        add(lane, *value, if WEIGHTED { rest_weights[lane] } else { 1.0 }, bin);
    }
    *sums = LaneSums { x, x2 };
}
