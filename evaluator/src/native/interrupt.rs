use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::Interrupt;

/// Stops whatever the session does: a compile at once, a cell by asking first.
#[derive(Default)]
pub(super) struct Interrupter(Mutex<State>);

#[derive(Default)]
struct State {
    activity: Activity,
    /// When the user asked the running cell to stop.
    requested: Option<Instant>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Activity {
    #[default]
    Idle,
    /// A cell is being worked on, with no process to stop at this moment.
    Busy,
    Compiling(u32),
    /// Cells run in this process group.
    Running(i32),
}

impl Interrupter {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A cell starts; earlier requests are not for it.
    pub(super) fn begin(&self) {
        *self.state() = State { activity: Activity::Busy, requested: None };
    }

    pub(super) fn end(&self) {
        *self.state() = State::default();
    }

    pub(super) fn compiling(&self, process: u32) {
        let mut state = self.state();
        state.activity = Activity::Compiling(process);
        if state.requested.is_some() {
            kill(process as i32, libc::SIGKILL);
        }
    }

    /// The compiler's process ends; whether the user interrupted it.
    pub(super) fn compiled(&self) -> bool {
        let mut state = self.state();
        state.activity = Activity::Busy;
        state.requested.is_some()
    }

    pub(super) fn running(&self, group: i32) {
        let mut state = self.state();
        state.activity = Activity::Running(group);
        if state.requested.is_some() {
            kill(-group, libc::SIGINT);
        }
    }

    /// When the user asked the running cell to stop, if so.
    pub(super) fn requested(&self) -> Option<Instant> {
        self.state().requested
    }
}

impl Interrupt for Interrupter {
    fn interrupt(&self) {
        let mut state = self.state();
        if state.activity == Activity::Idle {
            return;
        }
        let first = state.requested.is_none();
        state.requested.get_or_insert_with(Instant::now);
        match state.activity {
            Activity::Compiling(process) => kill(process as i32, libc::SIGKILL),
            // Asking twice adds nothing: after a grace the checkpoint takes over.
            Activity::Running(group) if first => kill(-group, libc::SIGINT),
            _ => {}
        }
    }
}

#[expect(unsafe_code, reason = "signals have no safe wrapper in std")]
fn kill(target: i32, signal: i32) {
    // SAFETY: a plain system call; a process that is gone only makes it fail.
    unsafe { libc::kill(target, signal) };
}
