use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long a program may take to end after SIGINT, and after SIGTERM.
const GRACE: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Stops the running program, harder and harder: SIGINT, SIGTERM, SIGKILL, always to its whole group.
#[derive(Default)]
pub(crate) struct Escalation {
    group: Mutex<Option<libc::pid_t>>,
    ended: Condvar,
    asked: AtomicBool,
}

impl Escalation {
    /// Whether the user interrupted since the cell started.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Forgets an earlier interrupt; called when a cell starts.
    pub(crate) fn clear(&self) {
        self.asked.store(false, Ordering::SeqCst);
    }

    /// The user interrupted: stops the running program, if there is one.
    pub(crate) fn interrupt(self: &Arc<Self>) {
        if !self.asked.swap(true, Ordering::SeqCst) {
            self.stop();
        }
    }

    /// Starts to stop the running program without calling it an interrupt (`--timeout`).
    pub(crate) fn stop(self: &Arc<Self>) {
        let group = *self.group.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(group) = group else { return };
        signal_group(group, libc::SIGINT);
        let this = Arc::clone(self);
        std::thread::spawn(move || {
            for (grace, signal) in GRACE.into_iter().zip([libc::SIGTERM, libc::SIGKILL]) {
                let running = this.group.lock().unwrap_or_else(PoisonError::into_inner);
                let (running, _) = this
                    .ended
                    .wait_timeout_while(running, grace, |running| *running == Some(group))
                    .unwrap_or_else(PoisonError::into_inner);
                if *running != Some(group) {
                    return;
                }
                signal_group(group, signal);
            }
        });
    }

    pub(super) fn started(self: &Arc<Self>, group: libc::pid_t) {
        *self.group.lock().unwrap_or_else(PoisonError::into_inner) = Some(group);
        // An interrupt between the start of the cell and now must not be lost.
        if self.was_asked() {
            self.stop();
        }
    }

    /// The program ended but was not waited for yet, so that its group still belongs to us.
    pub(super) fn finished(&self, kill_rest: bool) {
        let mut group = self.group.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(group), true) = (*group, kill_rest) {
            // Background jobs of a shell ignore SIGINT and would outlive it.
            signal_group(group, libc::SIGTERM);
            signal_group(group, libc::SIGKILL);
        }
        *group = None;
        self.ended.notify_all();
    }
}

#[expect(unsafe_code, reason = "the standard library cannot signal a process group")]
pub(super) fn signal_group(group: libc::pid_t, signal: libc::c_int) {
    // SAFETY: killpg reads two integers. The group is that of a child that we have not waited for.
    unsafe { libc::killpg(group, signal) };
}

/// Ends a background program and its group; says whether it still lived.
#[expect(unsafe_code, reason = "the standard library cannot signal a process group")]
pub(crate) fn end_group(id: u32) -> bool {
    // SAFETY: killpg reads two integers; a group that is gone gives an error.
    unsafe { libc::killpg(id.cast_signed(), libc::SIGTERM) == 0 }
}
