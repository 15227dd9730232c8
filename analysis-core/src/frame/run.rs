use std::any::Any;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

use super::action::Partial;
use super::batch::Failure;
use super::chunk::{Chunk, Shared};
use super::graph::{Booking, Graph, Plan, Step};
use super::progress::Progress;
use super::{Batch, Error, Frame, Result, Source};

/// Chunks aim at this many entries: enough to forget the cost per chunk, few enough to stay in memory.
const SMALL: u64 = 1 << 14;
/// Clusters larger than this are cut: what a chunk computes stays near, and threads end at about the same time.
const LARGE: u64 = 1 << 16;
/// How many chunks a fast thread may be ahead of the slowest one, per thread.
const AHEAD: usize = 4;

/// The value of a booking; runs the loop if it has not run since.
///
/// # Errors
/// What went wrong in the loop. The next call tries again; other results are not touched.
pub(super) fn outcome<'a>(graph: &Graph, booking: &'a Arc<Booking>) -> Result<&'a (dyn Any + Send + Sync)> {
    if booking.outcome.get().is_none() {
        if booking.trouble().take().is_some() {
            graph.parts().pending.push(Arc::downgrade(booking));
        }
        run(graph)?;
    }
    if let Some(value) = booking.outcome.get() {
        return Ok(value.as_ref());
    }
    Err(match booking.trouble().as_ref() {
        Some(error) => error.clone(),
        None => unreachable!("a loop makes every booked result or tells why not, and this one was booked"),
    })
}

/// Runs one loop for everything that waits. A result that fails keeps its error, and the others are made.
///
/// # Errors
/// If the user interrupted. What waited goes on waiting.
fn run(graph: &Graph) -> Result<()> {
    let _one_loop = graph.running.lock().unwrap_or_else(PoisonError::into_inner);
    let bookings: Vec<Arc<Booking>> = {
        let mut parts = graph.parts();
        parts.pending.retain(|booking| booking.strong_count() > 0);
        parts.pending.iter().filter_map(Weak::upgrade).filter(|booking| booking.outcome.get().is_none()).collect()
    };
    if bookings.is_empty() {
        return Ok(());
    }
    let plan = graph.plan();
    let chunks = chunks(&plan.source, &plan.columns());
    let threads = match graph.threads.load(Ordering::Relaxed) {
        _ if bookings.iter().any(|booking| booking.nodes().any(|node| in_order(&plan, node))) => 1,
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    let threads = threads.clamp(1, chunks.len().max(1));
    // One variation after the other: what only one needs is forgotten before the next, and its memory used again.
    let mut order: Vec<usize> = (0..bookings.len()).collect();
    order.sort_by_key(|&index| bookings[index].universe);
    let worker = Worker {
        plan: &plan,
        order,
        bookings: &bookings,
        chunks: &chunks,
        next: AtomicUsize::new(0),
        shared: Shared { total: plan.source.entries(), ..Shared::default() },
        merged: Mutex::default(),
        moved: Condvar::new(),
        ahead: AHEAD * threads,
        failed: bookings.iter().map(|_| AtomicBool::new(false)).collect(),
    };
    let mut progress = Progress::new(graph.progress.load(Ordering::Relaxed), worker.shared.total);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| worker.work(None));
        }
        worker.work(Some(&mut progress));
    });
    let Worker { merged, shared, .. } = worker;
    let merged = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    progress.finish(shared.done.load(Ordering::Relaxed));
    if let Some(trouble) = merged.trouble {
        match trouble {
            Trouble::Interrupted(error) => return Err(error),
            Trouble::Panic(payload) => resume_unwind(payload),
        }
    }
    let totals = merged.totals.unwrap_or_else(|| bookings.iter().map(|b| Ok(b.action.start())).collect());
    for (booking, total) in bookings.iter().zip(totals) {
        match total.and_then(Partial::finish) {
            // Nobody else sets it: loops of one graph run one after the other.
            Ok(value) => drop(booking.outcome.set(value)),
            Err(error) => *booking.trouble() = Some(error),
        }
    }
    graph.runs.fetch_add(1, Ordering::Relaxed);
    let waits = |booking: &Booking| booking.outcome.get().is_none() && booking.trouble().is_none();
    graph.parts().pending.retain(|booking| booking.upgrade().is_some_and(|booking| waits(&booking)));
    Ok(())
}

/// Runs a closure on the rows of every chunk, in order and on the calling thread.
pub(super) fn each_batch(frame: &Frame, each: &mut dyn FnMut(&Batch<'_>) -> Result<()>) -> Result<()> {
    let graph = &frame.graph;
    let _one_loop = graph.running.lock().unwrap_or_else(PoisonError::into_inner);
    let plan = graph.plan();
    let shared = Shared { total: plan.source.entries(), ..Shared::default() };
    let mut progress = Progress::new(graph.progress.load(Ordering::Relaxed), shared.total);
    for entries in chunks(&plan.source, &plan.columns()) {
        if let Some(error) = shared.interrupted() {
            return Err(error);
        }
        let chunk = Chunk::new(&plan, &shared, entries.clone());
        let outcome = caught(|| each(&chunk.batch(frame.node, &frame.scope, 0)?));
        outcome.unwrap_or_else(|payload| resume_unwind(payload))?;
        shared.done.fetch_add(entries.end - entries.start, Ordering::Relaxed);
        progress.show(shared.done.load(Ordering::Relaxed));
    }
    progress.finish(shared.total);
    graph.runs.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// Whether a node needs its chunks in order: a range below a filter counts rows.
fn in_order(plan: &Plan, node: u32) -> bool {
    let here = &plan.nodes[node as usize];
    matches!(here.step, Step::Range { counted: true, .. }) || (node != 0 && in_order(plan, here.parent))
}

/// Cuts the entries of a source: at its clusters, small ones joined and large ones cut, never across samples.
///
/// It depends on nothing but the source and the columns in use, so that results do not depend on the number of threads.
fn chunks(source: &Arc<dyn Source>, columns: &[usize]) -> Vec<Range<u64>> {
    let clusters = source.clusters(columns);
    let mut chunks = Vec::new();
    for sample in source.samples() {
        let Range { start, end } = sample.entries;
        let inside = clusters.iter().copied().filter(|&at| at > start && at < end);
        let mut begin = start;
        for edge in inside.chain([end]) {
            if edge - begin < SMALL && edge != end {
                continue;
            }
            let pieces = (edge - begin).div_ceil(LARGE);
            let cut = |k: u64| begin + (edge - begin) * k / pieces;
            chunks.extend((0..pieces).map(|k| cut(k)..cut(k + 1)));
            begin = edge;
        }
    }
    chunks
}

struct Worker<'a> {
    plan: &'a Plan,
    bookings: &'a [Arc<Booking>],
    /// In which order a chunk makes the results.
    order: Vec<usize>,
    chunks: &'a [Range<u64>],
    /// The next chunk that nobody works on.
    next: AtomicUsize,
    shared: Shared,
    merged: Mutex<Merged>,
    /// Told when `merged` moves on.
    moved: Condvar,
    ahead: usize,
    /// Which results have failed, by booking.
    failed: Vec<AtomicBool>,
}

type Parts = Vec<Result<Box<dyn Partial>>>;

#[derive(Default)]
struct Merged {
    /// How many chunks are in `totals`.
    count: usize,
    totals: Option<Parts>,
    /// Results of later chunks that wait for an earlier one.
    early: BTreeMap<usize, Parts>,
    /// What ended the loop.
    trouble: Option<Trouble>,
    /// Nothing after this can change a result.
    full: bool,
}

enum Trouble {
    Interrupted(Error),
    Panic(Box<dyn Any + Send>),
}

impl Worker<'_> {
    fn merged(&self) -> MutexGuard<'_, Merged> {
        self.merged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes chunks until none is left. The calling thread shows the progress.
    fn work(&self, mut progress: Option<&mut Progress>) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(entries) = self.chunks.get(index) else { break };
            if !self.wait(index) {
                break;
            }
            match self.chunk(entries) {
                Ok(parts) => self.put(index, parts),
                Err(trouble) => {
                    self.merged().trouble.get_or_insert(trouble);
                    self.shared.stop.store(true, Ordering::Relaxed);
                    self.moved.notify_all();
                }
            }
            self.shared.done.fetch_add(entries.end - entries.start, Ordering::Relaxed);
            if let Some(progress) = &mut progress {
                progress.show(self.shared.done.load(Ordering::Relaxed));
            }
        }
    }

    /// Waits until the chunk is not too far ahead; `false` if the loop is over.
    fn wait(&self, index: usize) -> bool {
        let over = |merged: &Merged| merged.full || self.shared.stop.load(Ordering::Relaxed);
        let mut merged = self.merged();
        while !over(&merged) && index >= merged.count + self.ahead {
            merged = self.moved.wait(merged).unwrap_or_else(PoisonError::into_inner);
        }
        !over(&merged)
    }

    /// The results of one chunk, each with its own error.
    fn chunk(&self, entries: &Range<u64>) -> Result<Parts, Trouble> {
        let chunk = Chunk::new(self.plan, &self.shared, entries.clone());
        let mut parts: Vec<Option<_>> = self.bookings.iter().map(|_| None).collect();
        for (turn, &index) in self.order.iter().enumerate() {
            let (booking, failed) = (&self.bookings[index], &self.failed[index]);
            if let Some(error) = self.shared.interrupted() {
                return Err(Trouble::Interrupted(error));
            }
            let mut part = booking.action.start();
            if !failed.load(Ordering::Relaxed) {
                let outcome = caught(|| {
                    let batch = chunk.batch(booking.node, &booking.scope, booking.universe)?;
                    if batch.is_empty() && !part.counts_nothing() { Ok(()) } else { part.fill(&batch) }
                });
                match outcome {
                    Ok(Ok(())) => {}
                    Ok(Err(error @ Error::Interrupted { .. })) => return Err(Trouble::Interrupted(error)),
                    Ok(Err(error)) => {
                        // Chunks that follow need not try: the first error in order counts.
                        failed.store(true, Ordering::Relaxed);
                        parts[index] = Some(Err(error));
                        continue;
                    }
                    Err(payload) => return Err(Trouble::Panic(payload)),
                }
            }
            parts[index] = Some(Ok(part));
            let last = |&next: &usize| self.bookings[next].universe != booking.universe;
            if booking.universe != 0 && self.order.get(turn + 1).is_none_or(last) {
                chunk.forget(booking.universe);
            }
        }
        Ok(parts.into_iter().flatten().collect())
    }

    /// Merges the chunks that are next in order.
    fn put(&self, index: usize, parts: Parts) {
        let mut guard = self.merged();
        let merged = &mut *guard;
        merged.early.insert(index, parts);
        while let Some(parts) = merged.early.remove(&merged.count) {
            match &mut merged.totals {
                None => merged.totals = Some(parts),
                Some(totals) => {
                    for (total, part) in totals.iter_mut().zip(parts) {
                        let outcome = match (total.as_mut(), part) {
                            (Ok(total), Ok(part)) => total.merge(part.into_any()),
                            (Ok(_), Err(error)) => Err(error),
                            (Err(_), _) => Ok(()),
                        };
                        if let Err(error) = outcome {
                            *total = Err(error);
                        }
                    }
                }
            }
            merged.count += 1;
            let settled = |total: &Result<Box<dyn Partial>>| total.as_ref().map_or(true, |total| total.is_full());
            merged.full = merged.totals.iter().flatten().all(settled);
        }
        drop(guard);
        self.moved.notify_all();
    }
}

/// Runs what may run a user's closure: a column that cannot be read comes as an error, a panic as its payload.
fn caught<T>(f: impl FnOnce() -> Result<T>) -> std::thread::Result<Result<T>> {
    catch_unwind(AssertUnwindSafe(f)).or_else(|payload| payload.downcast::<Failure>().map(|failure| Err(failure.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{ColumnData, ColumnInfo};

    struct Clustered(u64, Vec<u64>);

    impl Source for Clustered {
        fn name(&self) -> String {
            "clusters".to_owned()
        }
        fn entries(&self) -> u64 {
            self.0
        }
        fn columns(&self) -> &[ColumnInfo] {
            &[]
        }
        fn clusters(&self, _: &[usize]) -> Vec<u64> {
            self.1.clone()
        }
        fn read(&self, _: usize, _: Range<u64>) -> Result<ColumnData> {
            Ok(ColumnData::flat(Vec::<f64>::new()))
        }
    }

    fn check(entries: u64, clusters: &[u64], expected: &[Range<u64>]) {
        let source: Arc<dyn Source> = Arc::new(Clustered(entries, clusters.to_vec()));
        assert_eq!(chunks(&source, &[]), expected);
    }

    #[test]
    fn small_clusters_are_joined_and_large_ones_cut() {
        check(0, &[], &[]);
        check(10, &[], std::slice::from_ref(&(0..10)));
        check(40_000, &[0, 10_000, 20_000, 30_000], &[0..20_000, 20_000..40_000]);
        check(120_000, &[0], &[0..60_000, 60_000..120_000]);
    }
}
