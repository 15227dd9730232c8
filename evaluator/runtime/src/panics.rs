//! A panic as the user should read it: the message, and the place in the cell's own lines.

use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};

use rootlet_display::control::FileLines;

/// What is kept of a panic of the cell's own thread.
#[derive(Default)]
pub(crate) struct Panic {
    pub(crate) message: String,
    pub(crate) place: Option<String>,
}

thread_local! {
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
    static IN_CELL: RefCell<bool> = const { RefCell::new(false) };
}

static FILES: Mutex<Vec<FileLines>> = Mutex::new(Vec::new());

/// Remembers how the lines of generated files map to cells.
pub(crate) fn add_files(files: Vec<FileLines>) {
    FILES.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
}

/// Takes over the process's panic hook.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let panic = describe(info);
        if IN_CELL.with_borrow(|&inside| inside) {
            LAST.set(Some(panic));
        } else {
            let thread = std::thread::current();
            let place = panic.place.map(|place| format!(" at {place}")).unwrap_or_default();
            eprintln!("thread `{}` panicked{place}: {}", thread.name().unwrap_or("unnamed"), panic.message);
        }
    }));
}

/// Runs a cell on this thread; `Err` describes its panic.
pub(crate) fn catch<T>(cell: impl FnOnce() -> T) -> Result<T, Panic> {
    IN_CELL.set(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(cell));
    IN_CELL.set(false);
    result.map_err(|payload| {
        // A payload's own destructor may panic; a leak is the lesser evil.
        std::mem::forget(payload);
        LAST.take().unwrap_or_default()
    })
}

fn describe(info: &PanicHookInfo<'_>) -> Panic {
    let message = info.payload_as_str().unwrap_or("(a panic without a message)").to_owned();
    let place = info.location().map(|location| place(location.file(), location.line(), location.column()));
    Panic { message, place }
}

fn place(file: &str, line: u32, column: u32) -> String {
    let files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let lines = files.iter().rev().find(|lines| lines.file == file);
    let run = lines.and_then(|lines| {
        let run = lines.runs.iter().find(|(first, _, count)| (*first..first + count).contains(&line))?;
        Some(format!("{}:{}:{column}", lines.cell, run.1 + (line - run.0)))
    });
    run.unwrap_or_else(|| {
        // Paths of a build machine tell nothing; the end of the path does.
        let short = file.rsplit_once("/library/").map_or(file, |(_, rest)| rest);
        format!("{short}:{line}:{column}")
    })
}
