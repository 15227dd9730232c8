use super::super::axis::LookupGrid;
use super::lanes::place_and_sum;
use super::sums::LaneSums;
use super::{small_int, widest};

/// The cell of a lookup grid: 0 for anything below it, the last one for anything above and for NaN.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
pub(crate) fn grid_cell(low: f64, scale: f64, cells: usize, x: f64) -> usize {
    let last = (cells - 1) as f64;
    let z = (x - low) * scale;
    let z = if z < last { z } else { last };
    let z = if z > 0.0 { z } else { 0.0 };
    small_int(z) as usize
}

/// The bin of every value between given edges; weights of values in flow bins become 0.
#[inline(never)]
pub(crate) fn variable_block(grid: &LookupGrid, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
    grid_cells(grid, xs, out, inside);
    cells_to_bins(grid, xs, out);
}

/// The bin of every value between given edges, and Σwx and Σwx² over those inside; weights are 1 without `weights`.
#[inline(never)]
pub(crate) fn variable_block_and_sums(
    grid: &LookupGrid,
    xs: &[f64],
    weights: Option<&[f64]>,
    out: &mut [u32],
    sums: &mut LaneSums,
) {
    match weights {
        None => cells_and_sums(grid, xs, out, sums),
        Some(weights) => cells_and_weighted_sums(grid, xs, weights, out, sums),
    }
    cells_to_bins(grid, xs, out);
}

fn cells_to_bins(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
    match grid.longest {
        0 | 1 => one_step(grid, xs, out),
        2 | 3 => three_steps(grid, xs, out),
        _ => search_edges(grid, xs, out),
    }
}

widest! {
    /// [`grid_cell`] of every value; weights of values that are not in `[low, high)` become 0.
    fn grid_cells(grid: &LookupGrid, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
        let (low, scale, cells, high) = (grid.low, grid.scale, grid.first.len(), grid.high());
        for ((cell, x), weight) in out.iter_mut().zip(xs).zip(inside) {
            *cell = grid_cell(low, scale, cells, *x) as u32;
            let above = if *x >= low { *weight } else { 0.0 };
            *weight = if *x < high { above } else { 0.0 };
        }
    }
}

widest! {
    fn cells_and_sums(grid: &LookupGrid, xs: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        place_cells::<false>(grid, xs, &[], out, sums);
    }
}

widest! {
    fn cells_and_weighted_sums(grid: &LookupGrid, xs: &[f64], weights: &[f64], out: &mut [u32], sums: &mut LaneSums) {
        place_cells::<true>(grid, xs, weights, out, sums);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from vectorising")]
fn place_cells<const WEIGHTED: bool>(
    grid: &LookupGrid,
    xs: &[f64],
    weights: &[f64],
    out: &mut [u32],
    sums: &mut LaneSums,
) {
    let (low, scale, cells, high) = (grid.low, grid.scale, grid.first.len(), grid.high());
    place_and_sum::<WEIGHTED>(xs, weights, out, sums, |_, x| {
        (grid_cell(low, scale, cells, x) as u32, (x >= low) & (x < high))
    });
}

widest! {
    fn one_step(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
        step_over_edges::<1>(&grid.first, &grid.padded, xs, out);
    }
}

widest! {
    fn three_steps(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
        step_over_edges::<3>(&grid.first, &grid.padded, xs, out);
    }
}

/// From cells to bins without branches, and by gathers where the processor has them; at most `STEPS` edges (3 at
/// most) share a cell.
#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
#[expect(unsafe_code, reason = "checked lookups do not become gathers")]
fn step_over_edges<const STEPS: usize>(first: &[u32], padded: &[f64], xs: &[f64], out: &mut [u32]) {
    let (last, overflow) = (first.len() as u32 - 1, padded.len() as u32 - 4);
    for (bin, x) in out.iter_mut().zip(xs) {
        let cell = (*bin).min(last);
        // SAFETY: `cell` is at most the last one.
        let before = unsafe { *first.get_unchecked(cell as usize) };
        // The edges increase: as many as are at or below x come first. NaN is not below any edge: it goes on to
        // the end, its cell being the last one.
        let mut after = before;
        for step in 0..STEPS {
            // SAFETY: `before` counts edges, and four infinities follow after the last of them.
            let edge = unsafe { *padded.get_unchecked(before as usize + step) };
            after += u32::from(!is_below(*x, edge));
        }
        *bin = after.min(overflow);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "must take over the vector width of its caller")]
fn is_below(x: f64, edge: f64) -> bool {
    x < edge
}

fn search_edges(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
    let edges = grid.padded.len() - 4;
    for (bin, x) in out.iter_mut().zip(xs) {
        let mut i = grid.first[*bin as usize] as usize;
        while i < edges && !is_below(*x, grid.padded[i]) {
            i += 1;
        }
        *bin = i as u32;
    }
}
