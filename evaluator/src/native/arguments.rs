//! What `std::env::args()` gives in cells.
//!
//! The standard library that cells use is loaded into the evaluator process, and at that moment is given the
//! arguments with which the process was started: ours. So these are replaced before by those of the user's script,
//! which stand at their end. The standard library takes a null pointer for the end, whatever the count says.

#![expect(unsafe_code, reason = "the system's array of arguments has no owner in Rust")]

use std::ffi::{c_char, c_int};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

static COUNT: AtomicI32 = AtomicI32::new(0);
static ARRAY: AtomicPtr<*mut c_char> = AtomicPtr::new(null_mut());

/// glibc calls what stands in this section with the arguments of the program, before `main`.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[used]
#[unsafe(link_section = ".init_array")]
static REMEMBER: extern "C" fn(c_int, *mut *mut c_char, *mut *mut c_char) = {
    extern "C" fn remember(count: c_int, array: *mut *mut c_char, _: *mut *mut c_char) {
        COUNT.store(count, Ordering::Relaxed);
        ARRAY.store(array, Ordering::Relaxed);
    }
    remember
};

/// Leaves the last `words` arguments, or the first alone where there are none.
///
/// Only for a process that has read its own and has one thread.
pub(super) fn leave(words: usize) {
    let (count, array) = (COUNT.load(Ordering::Relaxed), ARRAY.load(Ordering::Relaxed));
    let count = usize::try_from(count).unwrap_or_default();
    if array.is_null() || words >= count {
        return;
    }
    // SAFETY: the array has `count` pointers and a null one, is writable, and nobody else reads it now.
    unsafe {
        if words == 0 {
            *array.add(1) = null_mut();
        } else {
            std::ptr::copy(array.add(count - words), array, words);
            *array.add(words) = null_mut();
        }
    }
}
