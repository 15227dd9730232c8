//! Independent tasks over scoped threads: started for one call, gone when it returns.
//!
//! There is no pool on purpose: the process may fork between two calls, and threads do not survive that.

use std::sync::{Mutex, PoisonError};

use crate::{compress::Decompressor, error::Result};

/// Decompressors with their buffers, lent to one thread after the other: an event loop makes thousands of reads.
#[derive(Default)]
pub(crate) struct Scratch(Mutex<Vec<Decompressor>>);

impl Scratch {
    fn lend<T>(&self, work: impl FnOnce(&mut Decompressor) -> T) -> T {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut one = free().pop().unwrap_or_default();
        let result = work(&mut one);
        free().push(one);
        result
    }
}

/// Runs every task; the first error stops the others.
pub(crate) fn run<T: Send>(
    tasks: Vec<T>,
    threads: usize,
    scratch: &Scratch,
    work: impl Fn(&mut Decompressor, T) -> Result<()> + Sync,
) -> Result<()> {
    let threads = threads.clamp(1, tasks.len().max(1));
    if threads == 1 {
        return scratch.lend(|scratch| tasks.into_iter().try_for_each(|task| work(scratch, task)));
    }
    let queue = Mutex::new(tasks.into_iter());
    let failure = Mutex::new(None);
    let worker = |scratch: &mut Decompressor| {
        loop {
            let Some(task) = queue.lock().ok().and_then(|mut queue| queue.next()) else { return };
            if let Err(error) = work(scratch, task) {
                if let Ok(mut failure) = failure.lock() {
                    failure.get_or_insert(error);
                }
                if let Ok(mut queue) = queue.lock() {
                    queue.by_ref().for_each(drop);
                }
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| scratch.lend(worker));
        }
        scratch.lend(worker);
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(()),
    }
}
