//! What the allocator does with memory that was given back.

/// Lets this process keep memory that it has freed, for what it allocates next; to be called once, at the start of a
/// program that reads more than it holds at a time.
///
/// glibc returns large blocks to the system as soon as they are free. A loop that reads a file batch by batch then gets
/// every batch in new pages, which the system clears one by one: a fifth of the CPU time of streamed LZ4 trees. After
/// this call up to a gigabyte stays with the process until it ends or calls `malloc_trim`. Cells of notebooks run with
/// it. Other allocators and systems are left as they are.
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "glibc's settings have no safe form")]
    // SAFETY: `mallopt` takes its own lock, and refuses values that it does not know.
    unsafe {
        /// The most that glibc accepts: half of a thread's heap. Larger blocks are mapped, and unmapped when freed.
        const LARGEST_KEPT: libc::c_int = 32 << 20;
        const KEPT_IN_ALL: libc::c_int = 1 << 30;
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGEST_KEPT);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT_IN_ALL);
    }
}
