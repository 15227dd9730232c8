//! Memory that cells have freed: the next batch of the same cell may use it, the copy of the process need not hold it.

/// Freed memory is given back where the process has grown by more than this, in bytes.
const MUCH: u64 = 64 << 20;

/// Watches how the process grows.
#[derive(Default)]
pub(crate) struct Freed {
    /// Bytes in physical memory after they were last given back.
    resident: u64,
}

impl Freed {
    /// Keeps what is freed while a cell runs.
    pub(crate) fn keep() -> Self {
        rootlet::io::keep_freed_memory();
        Self { resident: resident() }
    }

    /// Gives it back to the system, if it may be much.
    pub(crate) fn give_back(&mut self) {
        if resident() < self.resident + MUCH {
            return;
        }
        #[cfg(target_env = "gnu")]
        // SAFETY: takes the allocator's own locks; what is in use stays where it is.
        unsafe {
            libc::malloc_trim(0);
        }
        self.resident = resident();
    }
}

/// Bytes of this process in physical memory; 0 where the system does not tell.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    // SAFETY: asks for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let pages: u64 = statm.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    pages * u64::try_from(page).unwrap_or_default()
}
