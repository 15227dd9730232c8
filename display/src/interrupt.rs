use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether the user asked the running cell to stop.
///
/// Long loops of the library (fits, event loops, fills) poll this and return early.
#[inline]
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Asks the running cell to stop. Safe to call in a signal handler.
pub fn request_interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// Forgets an earlier request; called when a cell starts.
pub fn clear_interrupt() {
    INTERRUPTED.store(false, Ordering::Relaxed);
}
