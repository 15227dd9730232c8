//! Bulk fills of one column of values per axis, on one thread or several.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::kernel::{self, BLOCK, CHUNK};
use super::moments::Moments;
use super::{Axis, Core, HistError};

/// What one chunk of entries adds to a histogram.
pub(crate) struct Partial {
    contents: Vec<f64>,
    sumw2: Option<Vec<f64>>,
    moments: Moments,
    entries: usize,
}

impl Core {
    /// Adds one entry per row of the columns.
    ///
    /// The result is the same for every number of threads: sums are formed per chunk, and added in order.
    #[inline(never)]
    pub(crate) fn fill_columns(
        &mut self,
        columns: &[&[f64]],
        weights: Option<&[f64]>,
        threads: usize,
    ) -> Result<(), HistError> {
        let entries = same_length(columns, weights)?;
        if weights.is_some() {
            self.keep_sumw2();
        }
        if self.axes.iter().any(Axis::is_growing) {
            self.fill_rows(columns, weights);
            return Ok(());
        }
        if self.contents.len() > MOST_COPIED {
            // Counted into copies such a histogram would take many times its memory.
            self.fill_rows(columns, weights);
            return Ok(());
        }
        let axes = self.axes.clone();
        in_chunks(
            entries,
            self.contents.len(),
            threads,
            &|range| {
                let part: Vec<&[f64]> = columns.iter().map(|column| &column[range.clone()]).collect();
                fill_chunk(&axes, &part, weights.map(|weights| &weights[range]))
            },
            &mut |partial| self.absorb(&partial),
        );
        Ok(())
    }

    fn fill_rows(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) {
        let mut point = vec![0.0; columns.len()];
        let mut bins = vec![0; columns.len()];
        for row in 0..columns[0].len() {
            if row % CHUNK == 0 {
                rootlet_display::stop_if_interrupted();
            }
            for (x, column) in point.iter_mut().zip(columns) {
                *x = column[row];
            }
            self.add(&point, &mut bins, weights.map_or(1.0, |weights| weights[row]));
        }
    }

    fn absorb(&mut self, partial: &Partial) {
        self.entries += partial.entries as f64;
        for (sum, part) in self.contents.iter_mut().zip(&partial.contents) {
            *sum += part;
        }
        if let Some(sumw2) = &mut self.sumw2 {
            // Without weights Σw² grows by the count.
            for (sum, part) in sumw2.iter_mut().zip(partial.sumw2.as_ref().unwrap_or(&partial.contents)) {
                *sum += part;
            }
        }
        if let Some(moments) = &mut self.moments {
            moments.add_scaled(&partial.moments, 1.0);
        }
    }
}

/// The length of all columns.
pub(crate) fn same_length(columns: &[&[f64]], weights: Option<&[f64]>) -> Result<usize, HistError> {
    let expected = columns.first().map_or(0, |column| column.len());
    match columns.iter().chain(&weights).find(|column| column.len() != expected) {
        None => Ok(expected),
        Some(column) => {
            let what = "columns of one length are needed";
            Err(HistError::LengthMismatch { what, expected, found: column.len() })
        }
    }
}

/// Bins of the biggest histogram that is filled by way of copies.
const MOST_COPIED: usize = 1 << 22;

/// Splits `entries` into chunks, computes a part of each on some threads and hands the parts over in order. The chunks
/// do not depend on the number of threads: the result is the same for all.
pub(crate) fn in_chunks<T: Send>(
    entries: usize,
    bins: usize,
    threads: usize,
    part: &(dyn Fn(Range<usize>) -> T + Sync),
    take: &mut dyn FnMut(T),
) {
    let length = chunk_length(entries, bins);
    let chunks = entries.div_ceil(length);
    let range = |chunk: usize| chunk * length..entries.min((chunk + 1) * length);
    if threads <= 1 || chunks <= 1 {
        for chunk in 0..chunks {
            rootlet_display::stop_if_interrupted();
            take(part(range(chunk)));
        }
        return;
    }
    // In rounds, so that only some parts are in memory at a time.
    const ROUND: usize = 64;
    for first in (0..chunks).step_by(ROUND) {
        let last = chunks.min(first + ROUND);
        for part in in_parallel(first..last, threads, &|chunk| part(range(chunk))) {
            take(part);
        }
        rootlet_display::stop_if_interrupted();
    }
}

/// Long enough that adding up `bins` after each chunk does not count, and a multiple of four of them, so that two and
/// four threads end at the same time.
fn chunk_length(entries: usize, bins: usize) -> usize {
    let least = CHUNK.max(32 * bins);
    let chunks = entries.div_ceil(least);
    let chunks = if chunks > 1 { chunks.next_multiple_of(4) } else { 1 };
    entries.div_ceil(chunks).next_multiple_of(BLOCK).max(BLOCK)
}

/// Runs `part` for every chunk on some threads; the results come in order.
fn in_parallel<T: Send>(chunks: Range<usize>, threads: usize, part: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    let next = AtomicUsize::new(chunks.start);
    let work = || {
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks.end || rootlet_display::interrupted() {
                return done;
            }
            done.push((chunk, part(chunk)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads.min(chunks.len())).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for worker in workers {
            match worker.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(chunk, _)| *chunk);
    all.into_iter().map(|(_, part)| part).collect()
}

fn fill_chunk(axes: &[Axis], columns: &[&[f64]], weights: Option<&[f64]>) -> Partial {
    let entries = columns[0].len();
    match (axes, weights) {
        ([axis], None) => {
            let counts = kernel::count_chunk(axis, columns[0]);
            let mut moments = Moments::new(1);
            let inside: f64 = counts.bins[1..counts.bins.len() - 1].iter().sum();
            (moments.w, moments.w2) = (inside, inside);
            (moments.x[0], moments.x2[0]) = (counts.sum_x, counts.sum_x2);
            Partial { contents: counts.bins, sumw2: None, moments, entries }
        }
        ([axis], Some(weights)) => {
            let weighted = kernel::weigh_chunk(axis, columns[0], weights);
            let mut moments = Moments::new(1);
            (moments.w, moments.w2) = (weighted.sums[0], weighted.sums[1]);
            (moments.x[0], moments.x2[0]) = (weighted.sums[2], weighted.sums[3]);
            let contents = weighted.bins.iter().map(|bin| bin[0]).collect();
            let sumw2 = Some(weighted.bins.iter().map(|bin| bin[1]).collect());
            Partial { contents, sumw2, moments, entries }
        }
        ([x, y], _) if let (Some(linear_x), Some(linear_y)) = (x.linear(), y.linear()) => {
            let pairs = kernel::pair_chunk([linear_x, linear_y], columns[0], columns[1], weights);
            let (contents, sumw2) = (pairs.contents, pairs.sumw2);
            let mut moments = pairs.sums.total();
            let stride = x.nbins() + 2;
            let inside = |bins: &[f64]| -> f64 {
                let rows = bins.chunks_exact(stride).skip(1).take(y.nbins());
                rows.map(|row| row[1..stride - 1].iter().sum::<f64>()).sum()
            };
            moments.w = inside(&contents);
            moments.w2 = inside(sumw2.as_ref().unwrap_or(&contents));
            Partial { contents, sumw2, moments, entries }
        }
        _ => fill_chunk_of_many(axes, columns, weights),
    }
}

#[inline(never)]
fn fill_chunk_of_many(axes: &[Axis], columns: &[&[f64]], weights: Option<&[f64]>) -> Partial {
    let entries = columns[0].len();
    let mut moments = kernel::BlockMoments::new(axes.len());
    let mut inside = [0.0; BLOCK];
    let (contents, sumw2) = count_or_weigh(axes, columns[columns.len() - 1], weights, &mut |range, index| {
        let inside = &mut inside[..range.len()];
        match weights {
            Some(weights) => inside.copy_from_slice(&weights[range.clone()]),
            None => inside.fill(1.0),
        }
        index_rows(axes, columns, range.clone(), index, inside);
        moments.add(columns, range, inside);
    });
    Partial { contents, sumw2, moments: moments.total(), entries }
}

/// The positions of a block of rows; weights of rows outside of an axis become 0.
pub(crate) fn index_rows(
    axes: &[Axis],
    columns: &[&[f64]],
    range: Range<usize>,
    index: &mut [u32],
    inside: &mut [f64],
) {
    let mut scratch = [0_u32; BLOCK];
    let scratch = &mut scratch[..range.len()];
    index.fill(0);
    let mut stride = 1_u32;
    for (axis, column) in axes.iter().zip(columns) {
        axis.index_block(&column[range.clone()], scratch, inside);
        for (index, bin) in index.iter_mut().zip(&*scratch) {
            *index += stride * *bin;
        }
        stride = stride.wrapping_mul(axis.nbins() as u32 + 2);
    }
}

/// Contents, and with weights Σw², of a chunk whose positions `place` gives block by block.
fn count_or_weigh(
    axes: &[Axis],
    last_column: &[f64],
    weights: Option<&[f64]>,
    place: &mut dyn FnMut(Range<usize>, &mut [u32]),
) -> (Vec<f64>, Option<Vec<f64>>) {
    let size: usize = axes.iter().map(|axis| axis.nbins() + 2).product();
    let entries = last_column.len();
    let mut index = [0_u32; BLOCK];
    let blocks = (0..entries).step_by(BLOCK).map(|start| start..entries.min(start + BLOCK));
    let Some(weights) = weights else {
        let mut counter = kernel::Counter::new(size);
        for range in blocks {
            let index = &mut index[..range.len()];
            place(range.clone(), index);
            counter.count(index, &last_column[range]);
        }
        return (counter.total(), None);
    };
    let mut adder = kernel::WeightAdder::new(size);
    for range in blocks {
        let index = &mut index[..range.len()];
        place(range.clone(), index);
        adder.add(index, &weights[range]);
    }
    let cells = adder.total();
    (cells.iter().map(|cell| cell[0]).collect(), Some(cells.iter().map(|cell| cell[1]).collect()))
}
