use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether the user asked the running cell to stop.
///
/// Long loops of the library poll this; fits and event loops then return an error, fills end the cell.
#[inline]
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Ends the running cell if the user asked for it, for work that has no error to return.
///
/// Unwinds as a panic does, without a message. In a program nobody asks, so that nothing happens.
#[inline]
pub fn stop_if_interrupted() {
    if interrupted() {
        std::panic::resume_unwind(Box::new("interrupted"));
    }
}

/// Asks the running cell to stop. Safe to call in a signal handler.
pub fn request_interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// Forgets an earlier request; called when a cell starts.
pub fn clear_interrupt() {
    INTERRUPTED.store(false, Ordering::Relaxed);
}
