//! The evaluator's life: take a request, run it, report, save a checkpoint.

use std::ffi::{CStr, c_char, c_int};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rootlet_display::control::{End, Report, Request, Run, Service};
use rootlet_display::{clear_interrupt, request_interrupt, set_host};

use crate::checkpoint::{Checkpoints, Taken};
use crate::host::NotebookHost;
use crate::library::{self, Visibility};
use crate::memory::Freed;
use crate::panics;
use crate::pools::Pools;
use crate::stdin;
use crate::store::Store;
use crate::streams::{self, Ticker};
use crate::wire::Control;
use crate::{CellResult, Failure};
use crate::{cpp, python};

/// The exit code that asks the supervisor to go back to the checkpoint.
const ROLL_BACK: c_int = 86;

type CellFunction = fn(&mut Store) -> CellResult;

struct Server {
    control: Arc<Control>,
    checkpoints: Checkpoints,
    pools: Pools,
    store: Store,
    token: String,
    can_ask: Arc<AtomicBool>,
    freed: Freed,
}

/// Runs the evaluator until the kernel closes the control socket; returns the exit code.
///
/// `config` is a JSON object: `control` and `wake` (file descriptors), `shared` (the address of
/// the supervisor's page), `folder` (for displays), `token` (the session's secret) and `pools`
/// (offset and size of statics of this library).
///
/// # Safety
/// `config` is a C string, and what it names belongs to this process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rootlet_runtime_main(config: *const c_char) -> c_int {
    // SAFETY: by the contract above.
    let config = unsafe { CStr::from_ptr(config) }.to_bytes();
    let Ok(config) = serde_json::from_slice::<serde_json::Value>(config) else { return 2 };
    let number = |key: &str| config[key].as_u64().unwrap_or_default();
    let text = |key: &str| config[key].as_str().unwrap_or_default().to_owned();

    let control = Arc::new(Control(number("control") as i32));
    // SAFETY: the supervisor mapped the page before it forked this process.
    let checkpoints = unsafe { Checkpoints::new(number("shared") as usize, number("wake") as i32) };
    // SAFETY: the list was made of this shared object; nothing has run yet.
    let pools = unsafe { Pools::remember(&config["pools"]) };
    let can_ask = Arc::new(AtomicBool::new(false));
    set_host(Box::new(NotebookHost {
        control: Arc::clone(&control),
        folder: PathBuf::from(text("folder")),
        token: text("token"),
        can_ask: Arc::clone(&can_ask),
    }));
    streams::start(&text("token"));
    panics::install();
    poll_interrupts();
    let (store, freed) = (Store::default(), Freed::keep());
    Server { control, checkpoints, pools, store, token: text("token"), can_ask, freed }.serve()
}

impl Server {
    fn serve(mut self) -> c_int {
        let mut buffer = Vec::new();
        self.ready(false);
        loop {
            // Before the copy is made, which would hold it, too.
            self.freed.give_back();
            self.save();
            match self.control.receive(&mut buffer) {
                None => return 0,
                Some(Request::Run(run)) => self.run(run),
                Some(Request::Forget(names)) => {
                    self.store.forget(names.as_deref());
                    self.done(End::Finished);
                }
                // An answer to a question that an interrupted cell asked.
                Some(Request::InputReply(_)) => {}
            }
        }
    }

    fn ready(&self, restored: bool) {
        self.control.send(&Report::Ready { pid: std::process::id() as i32, restored });
    }

    /// Saves a checkpoint; a copy that wakes up saves another one and goes on from here.
    fn save(&self) {
        while self.checkpoints.take() == Taken::Restored {
            // SAFETY: the copy has one thread, this one.
            unsafe { self.pools.forget_threads() };
            clear_interrupt();
            self.ready(true);
        }
    }

    fn run(&mut self, run: Run) {
        clear_interrupt();
        stdin::connect(run.stdin.as_deref());
        self.can_ask.store(run.stdin.is_some(), Ordering::Relaxed);
        panics::add_files(run.files);
        let end = match load(&run.libraries, run.private, run.symbol.as_deref()) {
            Err(reason) => End::NotLoaded { reason },
            Ok(cell) => {
                let ticker = (cell.is_some() || run.service.is_some()).then(Ticker::start);
                let end = match (cell, run.service) {
                    (Some(cell), _) => self.call(cell),
                    (None, Some(service)) => self.call(|store| serve(store, &service)),
                    (None, None) => End::Finished,
                };
                drop(ticker);
                end
            }
        };
        let finished = matches!(end, End::Finished);
        self.done(end);
        if !finished && self.checkpoints.exists() {
            // A failed cell changes nothing: the checkpoint from before it takes over.
            // SAFETY: leaves at once; everything printed is flushed by `done`.
            unsafe { libc::_exit(ROLL_BACK) };
        }
    }

    fn call(&mut self, cell: impl FnOnce(&mut Store) -> CellResult) -> End {
        match panics::catch(|| cell(&mut self.store)) {
            Ok(Ok(())) => End::Finished,
            Ok(Err(failure)) => End::Failed { chain: Failure::chain(&failure) },
            Err(panic) => End::Panicked { message: panic.message, place: panic.place, frames: Vec::new() },
        }
    }

    fn done(&mut self, end: End) {
        let stored = self.store.drain_stored();
        let marker = streams::mark_both(&self.token);
        self.control.send(&Report::Done { marker, stored, end });
    }
}

/// What the runtime does without compiled Rust.
fn serve(store: &mut Store, service: &Service) -> CellResult {
    match service.name.as_str() {
        "python" => Ok(python::service::serve(store, &service.request)?),
        "cpp" => Ok(cpp::serve(store, &service.request)?),
        other => Err(format!("this evaluator has no service `{other}`").into()),
    }
}

fn load(libraries: &[String], private: bool, symbol: Option<&str>) -> Result<Option<CellFunction>, String> {
    let mut last = None;
    for (index, path) in libraries.iter().enumerate() {
        let private = private && index + 1 == libraries.len();
        // Every symbol is looked for in every public library: a session of thousands of cells has few of them.
        last = Some(library::open(path, if private { Visibility::Private } else { Visibility::Public })?);
    }
    let (Some(last), Some(symbol)) = (last, symbol) else { return Ok(None) };
    let address = last.symbol(symbol)?;
    // SAFETY: the kernel generated this function with exactly this signature, with the same rustc.
    Ok(Some(unsafe { std::mem::transmute::<*mut std::ffi::c_void, CellFunction>(address) }))
}

/// Turns SIGINT into the flag that the library's loops poll.
fn poll_interrupts() {
    extern "C" fn handler(_: c_int) {
        request_interrupt();
    }
    // SAFETY: the handler only stores to an atomic; interrupted system calls are not restarted,
    // so that a sleeping or reading cell sees the request.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as usize;
        libc::sigaction(libc::SIGINT, &raw const action, std::ptr::null_mut());
    }
}
