//! How a cell failed, in words.

use rootlet_display::control::End;

use crate::CellError;

/// What the user calls a cell.
pub(super) fn cell_name(number: u32) -> String {
    if number == 0 { "In[]".to_owned() } else { format!("In[{number}]") }
}

pub(super) fn interrupted(state: &str) -> CellError {
    CellError::simple("Interrupted", state)
}

pub(super) fn engine_error(reason: &str) -> CellError {
    CellError::simple("EngineError", reason)
}

pub(super) fn ended_error(end: End) -> CellError {
    match end {
        End::Finished => unreachable!("a finished cell is no error"),
        End::Failed { chain } => {
            let message = chain.first().cloned().unwrap_or_default();
            let mut error = CellError::simple("Error", &message);
            error.traceback.extend(chain.iter().skip(1).map(|cause| format!("  caused by: {cause}")));
            error
        }
        End::Panicked { message, place, .. } => {
            let mut error = CellError::simple("Panic", &message);
            error.traceback.extend(place.map(|place| format!("  at {place}")));
            error
        }
        End::NotLoaded { reason } => CellError::simple("LoadError", &reason),
    }
}

pub(super) fn death_error(status: i32, state: &str) -> CellError {
    let what = if libc::WIFSIGNALED(status) {
        match libc::WTERMSIG(status) {
            libc::SIGSEGV => "invalid memory access, or the stack was too small (SIGSEGV)".to_owned(),
            libc::SIGBUS => "bus error (SIGBUS)".to_owned(),
            libc::SIGABRT => "the process aborted (SIGABRT)".to_owned(),
            libc::SIGFPE => "arithmetic trap (SIGFPE)".to_owned(),
            libc::SIGILL => "illegal instruction (SIGILL)".to_owned(),
            libc::SIGKILL => "the process was killed, perhaps for want of memory (SIGKILL)".to_owned(),
            signal => format!("the process died of signal {signal}"),
        }
    } else {
        format!("the cell called exit({})", libc::WEXITSTATUS(status))
    };
    CellError::simple("Crash", &format!("{what}; {state}"))
}
