//! Standard input of a cell: a FIFO, and the question when someone reads from it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::warm::make_fifo;

/// The kernel's end of the FIFO.
pub(super) struct StdinPipe {
    file: File,
    path: PathBuf,
}

impl StdinPipe {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let path = folder.join("stdin");
        make_fifo(&path)?;
        let file = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NONBLOCK).open(&path)?;
        Ok(Self { file, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Throws away what no cell has read.
    pub(super) fn drain(&mut self) {
        let mut buffer = [0; 4096];
        while self.file.read(&mut buffer).is_ok_and(|count| count > 0) {}
    }

    /// Answers a reader with a line.
    pub(super) fn answer(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(format!("{line}\n").as_bytes())
    }

    /// Whether the process, one of its threads or one of its children waits for a line.
    pub(super) fn is_awaited(&self, process: i32) -> bool {
        self.is_empty() && family(process).into_iter().any(reads_stdin)
    }

    #[expect(unsafe_code, reason = "std has no FIONREAD")]
    fn is_empty(&self) -> bool {
        let mut waiting: libc::c_int = 0;
        // SAFETY: the request writes one integer.
        let result = unsafe { libc::ioctl(self.file.as_raw_fd(), libc::FIONREAD, &raw mut waiting) };
        result == 0 && waiting == 0
    }
}

/// The process and what it started, at most a few generations deep.
fn family(process: i32) -> Vec<i32> {
    let mut members = vec![process];
    let mut next = 0;
    while next < members.len() && members.len() < 64 {
        let path = format!("/proc/{0}/task/{0}/children", members[next]);
        let children = fs::read_to_string(path).unwrap_or_default();
        members.extend(children.split_whitespace().filter_map(|child| child.parse::<i32>().ok()));
        next += 1;
    }
    members
}

/// Whether a thread of the process is inside `read(0, …)`: Linux tells the system call that a
/// thread is blocked in, and its first argument.
fn reads_stdin(process: i32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return false };
    threads.flatten().any(|thread| {
        let call = fs::read_to_string(thread.path().join("syscall")).unwrap_or_default();
        let mut words = call.split_whitespace();
        let number = words.next().and_then(|word| word.parse::<libc::c_long>().ok());
        number == Some(libc::SYS_read) && words.next() == Some("0x0")
    })
}
