//! The parent of the evaluator: never runs user code, wakes the checkpoint when the evaluator dies.

#![expect(unsafe_code, reason = "forks, maps a shared page and waits for any child")]

use std::ffi::{CString, OsString, c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicI32, Ordering};

use rootlet_display::control::Report;
use serde_json::{Value, json};

use super::arguments;

/// The control socket's descriptor in the supervisor and the evaluator.
pub(super) const CONTROL: c_int = 3;

type RuntimeMain = unsafe extern "C" fn(*const c_char) -> c_int;

/// Runs the evaluator process of a session and restores it from its checkpoints; returns the
/// exit code. `arguments`: the standard library, the cell library, and a JSON object with the
/// session's `folder` and `token`; then what `std::env::args()` gives in cells.
///
/// This is what the hidden subcommand of the binary calls; it must run before any thread starts.
pub fn supervise(arguments: &[OsString]) -> i32 {
    let [libstd, library, config, words @ ..] = arguments else {
        eprintln!("rootlet: the evaluator is started by the kernel, not by hand");
        return 2;
    };
    let Some(config) = config.to_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else { return 2 };
    // SAFETY: plain system calls in a process with one thread.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        libc::signal(libc::SIGINT, libc::SIG_IGN);
        let page = libc::mmap(
            std::ptr::null_mut(),
            4096,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        let mut wake = [0; 2];
        if page == libc::MAP_FAILED || libc::pipe2(wake.as_mut_ptr(), libc::O_CLOEXEC) != 0 {
            return 2;
        }
        let parent = libc::getpid();
        let evaluator = libc::fork();
        if evaluator == 0 {
            libc::close(wake[1]);
            // Without a supervisor there is nobody to restore the session.
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0);
            if libc::getppid() != parent {
                return 0;
            }
            let mut config = config;
            config["control"] = json!(CONTROL);
            config["wake"] = json!(wake[0]);
            config["shared"] = json!(page as usize);
            arguments::leave(words.len());
            return run(libstd, library, &config);
        }
        libc::close(wake[0]);
        let checkpoint = &*page.cast::<AtomicI32>();
        watch(evaluator, checkpoint, wake[1], config["folder"].as_str().unwrap_or_default())
    }
}

/// Loads the cell library into this process and hands over to it.
fn run(libstd: &OsString, library: &OsString, config: &Value) -> i32 {
    let open = |path: &OsString| {
        let name = CString::new(path.as_bytes()).unwrap_or_default();
        // SAFETY: `name` is a C string; the libraries were built for this purpose.
        let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL) };
        if handle.is_null() {
            eprintln!("rootlet: cannot load `{}`", path.display());
        }
        handle
    };
    if open(libstd).is_null() {
        return 3;
    }
    let handle = open(library);
    if handle.is_null() {
        return 3;
    }
    // SAFETY: the symbol has this type in every cell library of this source.
    unsafe {
        let main = libc::dlsym(handle, c"rootlet_runtime_main".as_ptr());
        if main.is_null() {
            return 3;
        }
        let main = std::mem::transmute::<*mut libc::c_void, RuntimeMain>(main);
        let config = CString::new(config.to_string()).unwrap_or_default();
        main(config.as_ptr())
    }
}

/// Waits for the evaluator's end, wakes its checkpoint, and goes on; ends with the kernel.
///
/// # Safety
/// Called once, with descriptors of this process.
unsafe fn watch(mut evaluator: i32, checkpoint: &AtomicI32, wake: c_int, folder: &str) -> i32 {
    // SAFETY: plain system calls; SIGCHLD is blocked so that it can be read from a descriptor.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGCHLD);
        libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
        let children = libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC);
        loop {
            let mut status = 0;
            let gone = libc::waitpid(-1, &raw mut status, libc::WNOHANG);
            if gone == evaluator {
                let saved = checkpoint.load(Ordering::SeqCst);
                let restored = saved != 0 && libc::kill(saved, 0) == 0;
                report(&Report::Died { status, restored });
                if !restored {
                    // The kernel lives: it starts another one and loads the cells' libraries again.
                    leave(None);
                }
                evaluator = saved;
                libc::write(wake, c"!".as_ptr().cast(), 1);
            }
            if gone > 0 {
                continue;
            }
            let mut events = [
                libc::pollfd { fd: children, events: libc::POLLIN, revents: 0 },
                libc::pollfd { fd: CONTROL, events: 0, revents: 0 },
            ];
            libc::poll(events.as_mut_ptr(), 2, -1);
            if events[0].revents != 0 {
                let mut information = [0u8; 128];
                libc::read(children, information.as_mut_ptr().cast(), information.len());
            }
            if events[1].revents & (libc::POLLHUP | libc::POLLERR) != 0 {
                leave(Some(folder));
            }
        }
    }
}

fn report(report: &Report) {
    let packet = serde_json::to_vec(report).unwrap_or_default();
    // SAFETY: the packet is valid for its length.
    unsafe { libc::send(CONTROL, packet.as_ptr().cast(), packet.len(), libc::MSG_NOSIGNAL) };
}

/// Ends every process of the session, and with the kernel gone its files too.
fn leave(folder: Option<&str>) -> ! {
    if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
        // Usually the kernel was faster.
        let _ = std::fs::remove_dir_all(folder);
    }
    // SAFETY: the kernel started this process as the leader of its own group.
    unsafe {
        if libc::getpgrp() == libc::getpid() {
            libc::kill(0, libc::SIGKILL);
        }
        libc::_exit(0)
    }
}
