//! A rustc that is started before its cell is written.
//!
//! Its crate is two lines: it names the library and includes a FIFO. By the time it opens the FIFO
//! it has read its options and the library's metadata; writing the cell releases it. That saves
//! some 25 ms a cell and uses only documented behaviour of rustc.

use std::ffi::CString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a rustc may take to come to its FIFO before the plain way is taken instead.
const PATIENCE: Duration = Duration::from_secs(5);

/// A rustc that waits for the text of a crate.
pub(super) struct WarmRustc {
    child: Option<Child>,
    fifo: PathBuf,
    /// What it was started for; another crate needs another rustc.
    pub(super) order: Order,
}

/// Everything that rustc was told before it saw the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) krate: String,
    pub(super) externs: Vec<(String, PathBuf)>,
    pub(super) opt_level: String,
    /// Whether the cell may name DataFrames.
    pub(super) tables: bool,
}

impl WarmRustc {
    /// Starts a rustc; `command` has all arguments but the source file.
    pub(super) fn start(order: Order, folder: &Path, mut command: Command, group: i32) -> io::Result<Self> {
        let fifo = folder.join(format!("{}.rs", order.krate));
        // A failed attempt at the same crate may have left its source there.
        let _ = fs::remove_file(&fifo);
        make_fifo(&fifo)?;
        let wrapper = folder.join("warm.rs");
        let whole = if order.tables { "extern crate rootlet_library as _;\n" } else { "" };
        let text = format!(
            "extern crate rootlet as _;\nextern crate rootlet_runtime as _;\n{whole}include!({:?});\n",
            fifo.display().to_string()
        );
        fs::write(&wrapper, text)?;
        command.arg(wrapper).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        // It ends with the session, also when the kernel is killed.
        let child = command.process_group(group).spawn()?;
        Ok(Self { child: Some(child), fifo, order })
    }

    /// Hands over the source; returns the process, to be read and waited for.
    pub(super) fn release(mut self, source: &str) -> io::Result<Child> {
        let Some(mut child) = self.child.take() else { return Err(io::ErrorKind::NotFound.into()) };
        let written = open_for_writing(&self.fifo, &mut child).and_then(|mut fifo| fifo.write_all(source.as_bytes()));
        if let Err(error) = written {
            let _ = child.kill();
            let _ = child.wait();
            return Err(error);
        }
        Ok(child)
    }
}

impl Drop for WarmRustc {
    fn drop(&mut self) {
        // Once released, the name belongs to the source.
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
            let _ = fs::remove_file(&self.fifo);
        }
    }
}

/// Waits until rustc reads; a rustc that ended early never will.
fn open_for_writing(fifo: &Path, child: &mut Child) -> io::Result<File> {
    let end = Instant::now() + PATIENCE;
    loop {
        match OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(fifo) {
            Ok(file) => {
                set_blocking(&file)?;
                return Ok(file);
            }
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
                if child.try_wait()?.is_some() || Instant::now() > end {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
                std::thread::sleep(Duration::from_micros(300));
            }
            Err(error) => return Err(error),
        }
    }
}

#[expect(unsafe_code, reason = "std cannot change a descriptor's flags")]
fn set_blocking(file: &File) -> io::Result<()> {
    // SAFETY: a plain system call on a descriptor of ours.
    match unsafe { libc::fcntl(file.as_raw_fd(), libc::F_SETFL, 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

#[expect(unsafe_code, reason = "std makes no FIFOs")]
pub(super) fn make_fifo(path: &Path) -> io::Result<()> {
    let name = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: `name` is a C string.
    match unsafe { libc::mkfifo(name.as_ptr(), 0o600) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
