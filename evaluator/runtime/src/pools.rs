//! Pools of threads in a restored process: their statics go back to the bytes of the start.
//!
//! Threads do not exist in a fork. What the pools of the old process hold is lost with it, some
//! kilobytes; the next query starts new threads (30 ms, once).

use std::ffi::c_void;

use serde_json::Value;

/// Statics of the cell library, with their bytes from before any use.
pub(crate) struct Pools(Vec<(*mut u8, Vec<u8>)>);

impl Pools {
    /// Remembers the statics that `config` lists as `[offset, size]` from where the library is loaded.
    ///
    /// # Safety
    /// The list was made for this shared object, and none of the pools has been used.
    pub(crate) unsafe fn remember(config: &Value) -> Self {
        let mut here: libc::Dl_info = unsafe { std::mem::zeroed() };
        // SAFETY: looks up an address of this very shared object.
        let found = unsafe { libc::dladdr(crate::rootlet_runtime_main as *const c_void, &raw mut here) };
        if found == 0 {
            return Self(Vec::new());
        }
        let statics = config.as_array().into_iter().flatten().filter_map(|entry| {
            let (offset, size) = (entry[0].as_u64()?, entry[1].as_u64()?);
            let place = here.dli_fbase.cast::<u8>().wrapping_add(offset as usize);
            // SAFETY: by the contract above a static of this size is there.
            let bytes = unsafe { std::slice::from_raw_parts(place, size as usize) }.to_vec();
            Some((place, bytes))
        });
        Self(statics.collect())
    }

    /// Puts the statics back.
    ///
    /// # Safety
    /// No other thread runs: only right after a fork.
    pub(crate) unsafe fn forget_threads(&self) {
        for (place, bytes) in &self.0 {
            // SAFETY: the place was read in `remember`; statics with pools are writable.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), *place, bytes.len()) };
        }
    }
}
