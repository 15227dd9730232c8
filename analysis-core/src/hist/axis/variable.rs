use std::sync::{Arc, OnceLock};

use super::{super::HistError, check_bins};

/// Bins between given edges.
#[derive(Clone, Debug)]
pub struct Variable {
    edges: Vec<f64>,
    /// Made at the first big fill; clones share it.
    grid: OnceLock<Arc<LookupGrid>>,
}

impl PartialEq for Variable {
    fn eq(&self, other: &Self) -> bool {
        self.edges == other.edges
    }
}

/// A regular grid over the axis: for each cell the number of edges at or below its start.
///
/// A search then only steps over the edges within one cell.
#[derive(Debug)]
pub(crate) struct LookupGrid {
    pub(crate) low: f64,
    /// Cells per unit of the data.
    pub(crate) scale: f64,
    pub(crate) first: Vec<u32>,
    /// The most edges within one cell.
    pub(crate) longest: u32,
    /// The edges, then infinities, so that a step never runs beyond the end.
    pub(crate) padded: Vec<f64>,
}

impl Variable {
    /// Checks and makes an axis; see [`Axis::variable`](super::Axis::variable).
    ///
    /// # Errors
    /// With fewer than two edges, or where they are not finite and increasing.
    pub fn new(edges: &[f64]) -> Result<Self, HistError> {
        check_bins(edges.len().saturating_sub(1))?;
        if !edges[0].is_finite() {
            return Err(HistError::EdgesNotIncreasing { index: 0, value: edges[0], before: f64::NEG_INFINITY });
        }
        for (i, pair) in edges.windows(2).enumerate() {
            if !(pair[0] < pair[1] && pair[1].is_finite()) {
                return Err(HistError::EdgesNotIncreasing { index: i + 1, value: pair[1], before: pair[0] });
            }
        }
        Ok(Self { edges: edges.to_vec(), grid: OnceLock::new() })
    }

    /// The number of bins.
    pub fn bins(&self) -> usize {
        self.edges.len() - 1
    }

    /// The edges, one more than bins.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    pub(super) fn index(&self, x: f64) -> usize {
        if x.is_nan() { self.edges.len() } else { self.edges.partition_point(|edge| *edge <= x) }
    }

    /// The grid for bulk fills, made at the first one.
    pub(crate) fn grid(&self) -> &LookupGrid {
        self.grid.get_or_init(|| Arc::new(LookupGrid::new(&self.edges)))
    }

    pub(super) fn center(&self, bin: usize) -> f64 {
        let bins = self.bins();
        match bin {
            0 => self.edges[0] - 0.5 * (self.edges[1] - self.edges[0]),
            _ if bin > bins => self.edges[bins] + 0.5 * (self.edges[bins] - self.edges[bins - 1]),
            // ROOT's order of operations, so that moments from bins agree to the last bit.
            _ => self.edges[bin - 1] + 0.5 * (self.edges[bin] - self.edges[bin - 1]),
        }
    }
}

impl LookupGrid {
    fn new(edges: &[f64]) -> Self {
        let (low, high) = (edges[0], edges[edges.len() - 1]);
        // Fine enough that few cells hold more than one edge, small enough to stay in a cache near by.
        let cells = (64 * edges.len()).next_power_of_two().clamp(256, 8192);
        let scale = cells as f64 / (high - low);
        let mut grid = Self { low, scale, first: Vec::new(), longest: 0, padded: edges.to_vec() };
        grid.padded.extend([f64::INFINITY; 4]);
        // The cell of an edge is found by the same arithmetic as the cell of a value; being monotonic, it can
        // never put a value into a cell before that of an edge below it.
        let mut edge = 0;
        for cell in 0..=cells {
            while edge < edges.len() && grid.cell(edges[edge], cells) < cell {
                edge += 1;
            }
            grid.first.push(edge as u32);
        }
        grid.longest = grid.first.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
        // Edges in the last cell come after the last entry's start.
        grid.longest = grid.longest.max(edges.len() as u32 - grid.first[cells - 1]);
        grid.first.truncate(cells);
        grid
    }

    /// The last edge.
    pub(crate) fn high(&self) -> f64 {
        self.padded[self.padded.len() - 5]
    }

    /// The cell of a value, 0 for anything below and the last for anything above; NaN in the last.
    fn cell(&self, x: f64, cells: usize) -> usize {
        crate::hist::kernel::grid_cell(self.low, self.scale, cells, x)
    }
}
