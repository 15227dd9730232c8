//! Bulk fills of one column of values per axis, on one thread or several.

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
        let Some(first) = columns.first() else { return Ok(()) };
        let entries = first.len();
        for column in columns.iter().chain(&weights) {
            if column.len() != entries {
                let what = "columns of one length are needed";
                return Err(HistError::LengthMismatch { what, expected: entries, found: column.len() });
            }
        }
        if weights.is_some() {
            self.keep_sumw2();
        }
        if self.axes.iter().any(Axis::is_growing) {
            self.fill_rows(columns, weights);
            return Ok(());
        }
        let chunks = entries.div_ceil(CHUNK);
        let partial = |axes: &[Axis], chunk: usize| {
            let range = chunk * CHUNK..entries.min((chunk + 1) * CHUNK);
            let part: Vec<&[f64]> = columns.iter().map(|column| &column[range.clone()]).collect();
            fill_chunk(axes, &part, weights.map(|weights| &weights[range]))
        };
        if threads <= 1 || chunks <= 1 {
            for chunk in 0..chunks {
                // An interrupted cell keeps whole chunks.
                if rootlet_display::interrupted() {
                    break;
                }
                let partial = partial(&self.axes, chunk);
                self.absorb(&partial);
            }
        } else {
            for partial in in_parallel(chunks, threads, &|chunk| partial(&self.axes, chunk)) {
                self.absorb(&partial);
            }
        }
        Ok(())
    }

    fn fill_rows(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) {
        let mut point = vec![0.0; columns.len()];
        let mut bins = vec![0; columns.len()];
        for row in 0..columns[0].len() {
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

/// Runs `partial` for every chunk on some threads; the results come in order.
fn in_parallel(chunks: usize, threads: usize, partial: &(dyn Fn(usize) -> Partial + Sync)) -> Vec<Partial> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks || rootlet_display::interrupted() {
                return done;
            }
            done.push((chunk, partial(chunk)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads.min(chunks)).map(|_| scope.spawn(work)).collect();
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
    all.into_iter().map(|(_, partial)| partial).collect()
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
        _ => fill_chunk_of_many(axes, columns, weights),
    }
}

#[inline(never)]
fn fill_chunk_of_many(axes: &[Axis], columns: &[&[f64]], weights: Option<&[f64]>) -> Partial {
    let size: usize = axes.iter().map(|axis| axis.nbins() + 2).product();
    let entries = columns[0].len();
    let mut moments = kernel::BlockMoments::new(axes.len());
    let mut index = [0_u32; BLOCK];
    let mut inside = [0.0; BLOCK];
    let mut scratch = [0_u32; BLOCK];
    let mut counter = weights.is_none().then(|| kernel::Counter::new(size));
    let mut adder = weights.is_some().then(|| kernel::WeightAdder::new(size));
    let mut start = 0;
    while start < entries {
        let range = start..entries.min(start + BLOCK);
        let length = range.len();
        index[..length].fill(0);
        match weights {
            Some(weights) => inside[..length].copy_from_slice(&weights[range.clone()]),
            None => inside[..length].fill(1.0),
        }
        let mut stride = 1_u32;
        for (axis, column) in axes.iter().zip(columns) {
            let scratch = &mut scratch[..length];
            axis.index_block(&column[range.clone()], scratch, &mut inside[..length]);
            for (index, bin) in index.iter_mut().zip(scratch) {
                *index += stride * *bin;
            }
            stride = stride.wrapping_mul(axis.nbins() as u32 + 2);
        }
        moments.add(columns, range.clone(), &inside[..length]);
        if let (Some(adder), Some(weights)) = (&mut adder, weights) {
            adder.add(&index[..length], &weights[range]);
        }
        if let Some(counter) = &mut counter {
            counter.count(&index[..length]);
        }
        start += length;
    }
    let moments = moments.total();
    let (contents, sumw2) = match adder.map(|adder| adder.total()) {
        Some(cells) => (cells.iter().map(|cell| cell[0]).collect(), Some(cells.iter().map(|cell| cell[1]).collect())),
        None => (counter.map(|counter| counter.total()).unwrap_or_default(), None),
    };
    Partial { contents, sumw2, moments, entries }
}
