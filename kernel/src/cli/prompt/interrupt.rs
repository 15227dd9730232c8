use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Context;
use rootlet_evaluator::Interrupt;

/// Ctrl-C while a cell runs: it stops the cell, not rootlet.
///
/// While the user types, the terminal does not turn the key into a signal, and the editor sees it.
pub(super) struct Interrupts {
    running: Arc<Mutex<Option<Arc<dyn Interrupt>>>>,
}

impl Interrupts {
    /// Watches for the signal in a thread of its own, to the end of the process.
    pub(super) fn watch() -> anyhow::Result<Self> {
        let running: Arc<Mutex<Option<Arc<dyn Interrupt>>>> = Arc::default();
        let target = Arc::clone(&running);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().context("cannot start")?;
        let (ready, watched) = std::sync::mpsc::channel();
        thread::spawn(move || {
            runtime.block_on(async {
                use tokio::signal::unix::{SignalKind, signal};
                let mut signal = match signal(SignalKind::interrupt()) {
                    Ok(signal) => signal,
                    Err(error) => return drop(ready.send(Err(error))),
                };
                let _ = ready.send(Ok(()));
                while signal.recv().await.is_some() {
                    if let Some(cell) = &*target.lock().unwrap_or_else(PoisonError::into_inner) {
                        cell.interrupt();
                    }
                }
            });
        });
        watched.recv().context("no thread for signals")?.context("cannot watch for Ctrl-C")?;
        Ok(Self { running })
    }

    /// From now until the guard goes, Ctrl-C reaches this cell.
    pub(super) fn reach(&self, cell: Arc<dyn Interrupt>) -> Running<'_> {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(cell);
        Running(self)
    }
}

/// A cell that Ctrl-C reaches.
pub(super) struct Running<'a>(&'a Interrupts);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
