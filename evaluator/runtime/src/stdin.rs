//! Where a cell's standard input comes from.

use std::ffi::CString;

/// Points file descriptor 0 at a FIFO that the kernel feeds, or at nothing, which reads as the end.
pub(crate) fn connect(fifo: Option<&str>) {
    let path = CString::new(fifo.unwrap_or("/dev/null")).unwrap_or_default();
    // SAFETY: plain system calls on descriptors of our own. Opening without blocking succeeds
    // although no writer is there yet; reading then blocks again, as a terminal would.
    unsafe {
        let descriptor = libc::open(path.as_ptr(), libc::O_RDWR | libc::O_CLOEXEC);
        if descriptor < 0 {
            return;
        }
        libc::dup2(descriptor, libc::STDIN_FILENO);
        libc::close(descriptor);
    }
}
