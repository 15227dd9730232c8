//! Standard output and error: flushed while a cell runs, marked where something else belongs.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use rootlet_display::control::Marker;

/// How long text without a newline may wait in Rust's line buffer.
const TICK: Duration = Duration::from_millis(30);

static NEXT: AtomicU64 = AtomicU64::new(1);
static TOKEN: OnceLock<String> = OnceLock::new();
/// The stream that the cell printed to last; 0 for none.
static LAST: AtomicU8 = AtomicU8::new(0);

/// A number that no earlier marker of this session has.
pub(crate) fn next_number() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Writes what Rust and C hold back.
pub(crate) fn flush() {
    // Errors mean that nobody reads any more; there is nobody to tell.
    let _ = std::io::stdout().flush();
    // SAFETY: a null stream means every stream.
    unsafe { libc::fflush(std::ptr::null_mut()) };
}

/// Remembers the session's secret, without which streams are not marked.
pub(crate) fn start(token: &str) {
    let _ = TOKEN.set(token.to_owned());
}

/// Prints for a cell: at once, and in order with what it prints to the other stream.
#[doc(hidden)]
#[inline(never)]
pub fn print_to(stream: StreamName, text: std::fmt::Arguments<'_>) {
    switch_to(stream);
    // A closed stream is nobody's loss: the front end is gone.
    match stream {
        StreamName::Stdout => {
            let mut stdout = std::io::stdout().lock();
            let _ = stdout.write_fmt(text).and_then(|()| stdout.flush());
        }
        StreamName::Stderr => {
            let _ = std::io::stderr().write_fmt(text);
        }
    }
}

/// One of the two streams of a cell.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StreamName {
    /// Standard output.
    Stdout = 1,
    /// Standard error.
    Stderr = 2,
}

/// Marks both streams where a cell goes from one to the other.
pub(crate) fn switch_to(stream: StreamName) {
    let last = LAST.swap(stream as u8, Ordering::Relaxed);
    let Some(token) = TOKEN.get().filter(|_| last != 0 && last != stream as u8) else { return };
    let marker = Marker::Switch(next_number()).encode(token);
    flush();
    write_all(libc::STDOUT_FILENO, marker.as_bytes());
    write_all(libc::STDERR_FILENO, marker.as_bytes());
}

/// Puts a marker into stdout, after everything printed so far.
pub(crate) fn mark_stdout(token: &str, marker: Marker) {
    switch_to(StreamName::Stdout);
    flush();
    write_all(libc::STDOUT_FILENO, marker.encode(token).as_bytes());
}

/// Puts an end marker into both streams and returns its number.
pub(crate) fn mark_both(token: &str) -> u64 {
    let number = next_number();
    mark_stdout(token, Marker::End(number));
    write_all(libc::STDERR_FILENO, Marker::End(number).encode(token).as_bytes());
    number
}

fn write_all(descriptor: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the slice is valid for its length.
        let count = unsafe { libc::write(descriptor, bytes.as_ptr().cast(), bytes.len()) };
        match count {
            1.. => bytes = &bytes[count as usize..],
            _ if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// Flushes stdout regularly while a cell runs, so that `print!` without a newline is seen.
///
/// It lives only as long as the cell: threads do not survive the checkpoint's fork.
pub(crate) struct Ticker(Option<(Arc<AtomicBool>, thread::JoinHandle<()>)>);

impl Ticker {
    pub(crate) fn start() -> Self {
        let running = Arc::new(AtomicBool::new(true));
        let seen = Arc::clone(&running);
        // Without the thread text only appears a little later.
        let spawned = thread::Builder::new().name("flush".into()).stack_size(64 << 10).spawn(move || {
            while seen.load(Ordering::Acquire) {
                thread::park_timeout(TICK);
                if seen.load(Ordering::Acquire) {
                    let _ = std::io::stdout().flush();
                }
            }
        });
        Self(spawned.ok().map(|handle| (running, handle)))
    }
}

impl Drop for Ticker {
    /// Waits for the thread, which must not hold stdout's lock when the checkpoint forks, but
    /// not for ever: a cell may have kept the lock for itself.
    fn drop(&mut self) {
        let Some((running, handle)) = self.0.take() else { return };
        running.store(false, Ordering::Release);
        handle.thread().unpark();
        let patience = Instant::now() + Duration::from_millis(20);
        while !handle.is_finished() && Instant::now() < patience {
            thread::yield_now();
        }
    }
}
