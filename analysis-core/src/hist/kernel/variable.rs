use super::super::axis::LookupGrid;
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

widest! {
    /// [`grid_cell`] of every value; weights of values that are not in `[low, high)` become 0.
    fn grid_cells(grid: &LookupGrid, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
        let (low, scale, cells) = (grid.low, grid.scale, grid.first.len());
        let high = grid.padded[grid.padded.len() - 5];
        for ((cell, x), weight) in out.iter_mut().zip(xs).zip(inside) {
            *cell = grid_cell(low, scale, cells, *x) as u32;
            let weight_above = if *x >= low { *weight } else { 0.0 };
            *weight = if *x < high { weight_above } else { 0.0 };
        }
    }
}

/// The bin of every value between given edges; weights of values in flow bins become 0.
#[inline(never)]
pub(crate) fn variable_block(grid: &LookupGrid, xs: &[f64], out: &mut [u32], inside: &mut [f64]) {
    grid_cells(grid, xs, out, inside);
    match grid.longest {
        0 | 1 => step_over_edges::<1>(grid, xs, out),
        2 | 3 => step_over_edges::<3>(grid, xs, out),
        _ => search_edges(grid, xs, out),
    }
}

/// From cells to bins without branches, where at most `STEPS` edges share a cell.
fn step_over_edges<const STEPS: usize>(grid: &LookupGrid, xs: &[f64], out: &mut [u32]) {
    let overflow = grid.padded.len() as u32 - 4;
    for (bin, x) in out.iter_mut().zip(xs) {
        let i = grid.first[*bin as usize];
        let near = &grid.padded[i as usize..i as usize + STEPS];
        // The edges increase: as many as are at or below x come first. NaN is not below any edge: it goes on to
        // the end, its cell being the last one.
        let steps = near.iter().map(|edge| u32::from(!is_below(*x, *edge))).sum::<u32>();
        *bin = (i + steps).min(overflow);
    }
}

#[inline]
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
