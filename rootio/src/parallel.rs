//! Independent tasks over scoped threads: started for one call, gone when it returns.
//!
//! There is no pool on purpose: the process may fork between two calls, and threads do not survive that.

use std::sync::Mutex;

use crate::{compress::Decompressor, error::Result};

/// Runs every task; the first error stops the others.
pub(crate) fn run<T: Send>(
    tasks: Vec<T>,
    threads: usize,
    work: impl Fn(&mut Decompressor, T) -> Result<()> + Sync,
) -> Result<()> {
    let threads = threads.clamp(1, tasks.len().max(1));
    if threads == 1 {
        let mut scratch = Decompressor::default();
        return tasks.into_iter().try_for_each(|task| work(&mut scratch, task));
    }
    let queue = Mutex::new(tasks.into_iter());
    let failure = Mutex::new(None);
    let worker = || {
        let mut scratch = Decompressor::default();
        loop {
            let Some(task) = queue.lock().ok().and_then(|mut queue| queue.next()) else { return };
            if let Err(error) = work(&mut scratch, task) {
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
            scope.spawn(worker);
        }
        worker();
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(()),
    }
}
