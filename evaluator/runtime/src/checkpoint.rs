//! A frozen copy of the process, to come back to when a cell kills it.
//!
//! The copy is a forked child that sleeps in `read` on the wake pipe. The supervisor, which never
//! runs user code and adopts orphans, writes one byte when the evaluator dies; the copy then goes
//! on in its place. Threads do not exist in a fork: the library keeps no pool alive between cells.

use std::os::fd::RawFd;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::python::Forking;

/// What the evaluator shares with its supervisor, in memory that survives both.
#[repr(C)]
pub(crate) struct Shared {
    /// The process id of the current checkpoint; 0 where there is none.
    checkpoint: AtomicI32,
}

/// How a checkpoint came out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// This process goes on; a copy sleeps.
    Saved,
    /// This process is the copy, woken because the original is gone.
    Restored,
    /// There is no copy: the system refused to fork.
    Refused,
}

/// Keeps one checkpoint and replaces it after each cell.
pub(crate) struct Checkpoints {
    shared: &'static Shared,
    wake: RawFd,
}

impl Checkpoints {
    /// # Safety
    /// `shared` is the address of the supervisor's shared page, mapped in this process for good.
    pub(crate) unsafe fn new(shared: usize, wake: RawFd) -> Self {
        // SAFETY: by the contract above; the page holds one aligned atomic, zero at first.
        let shared = unsafe { &*std::ptr::with_exposed_provenance::<Shared>(shared) };
        Self { shared, wake }
    }

    /// Whether there is something to come back to.
    pub(crate) fn exists(&self) -> bool {
        self.shared.checkpoint.load(Ordering::SeqCst) != 0
    }

    /// Forks a copy and drops the older one. Returns again, as [`Taken::Restored`], in the copy.
    pub(crate) fn take(&self) -> Taken {
        let python = crate::python::before_fork();
        // SAFETY: the child calls only what is safe after a fork of a process with threads:
        // it sleeps in `read`. Locks that other threads held are documented as lost.
        match unsafe { libc::fork() } {
            0 => {
                self.sleep();
                python.into_iter().for_each(Forking::in_child);
                self.shared.checkpoint.store(0, Ordering::SeqCst);
                Taken::Restored
            }
            -1 => {
                python.into_iter().for_each(Forking::in_parent);
                Taken::Refused
            }
            child => {
                python.into_iter().for_each(Forking::in_parent);
                let older = self.shared.checkpoint.swap(child, Ordering::SeqCst);
                if older != 0 {
                    // SAFETY: plain system calls; `older` is our child, or a process of the supervisor.
                    unsafe {
                        libc::kill(older, libc::SIGKILL);
                        libc::waitpid(older, std::ptr::null_mut(), 0);
                    }
                }
                Taken::Saved
            }
        }
    }

    fn sleep(&self) {
        let mut byte = 0u8;
        loop {
            // SAFETY: reads one byte into a local.
            match unsafe { libc::read(self.wake, (&raw mut byte).cast(), 1) } {
                1 => return,
                -1 if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
                // SAFETY: the supervisor is gone; leave without running anyone's destructors.
                _ => unsafe { libc::_exit(0) },
            }
        }
    }
}
