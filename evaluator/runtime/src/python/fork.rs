//! Python wants to know when its process is copied: it takes its locks before, and mends them after.

use std::ffi::c_int;

use super::INTERPRETER;
use super::interpreter::Interpreter;

/// A copy that is about to be made.
pub(crate) struct Forking {
    interpreter: &'static Interpreter,
    state: c_int,
}

/// To be called right before `fork`; `None` where Python does not run.
pub(crate) fn before_fork() -> Option<Forking> {
    let interpreter = INTERPRETER.get()?;
    // SAFETY: the interpreter runs; what is taken here is released by the one or the other below.
    unsafe {
        let state = (interpreter.api.ensure)();
        (interpreter.api.before_fork)();
        Some(Forking { interpreter, state })
    }
}

impl Forking {
    /// In the process that goes on.
    pub(crate) fn in_parent(self) {
        // SAFETY: this thread made the copy and holds the lock.
        unsafe {
            (self.interpreter.api.after_fork_parent)();
            (self.interpreter.api.release)(self.state);
        }
    }

    /// In the copy, when it wakes up.
    pub(crate) fn in_child(self) {
        // SAFETY: as above; there are no other threads.
        unsafe {
            (self.interpreter.api.after_fork_child)();
            (self.interpreter.api.release)(self.state);
        }
    }
}
