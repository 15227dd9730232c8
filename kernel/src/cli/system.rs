//! What the commands ask of the operating system.

use std::env;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folders of PATH.
pub(crate) fn search_path() -> Vec<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect()
}

/// A program on PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    search_path().into_iter().map(|folder| folder.join(name)).find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// What a program prints, without the blanks around it; `None` where it does not start or fails.
pub(crate) fn ask(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Whether this process is the superuser's.
#[cfg(unix)]
#[expect(unsafe_code, reason = "std has no call for the effective user")]
pub(crate) fn is_root() -> bool {
    // SAFETY: geteuid takes nothing, touches nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// Asks a child process that has not ended to end, as `kill` does.
#[cfg(unix)]
#[expect(unsafe_code, reason = "std can only kill, not ask to end")]
pub(crate) fn terminate(process_id: u32) {
    let Ok(pid) = libc::pid_t::try_from(process_id) else { return };
    // SAFETY: kill has no memory effects.
    unsafe {
        libc::kill(pid, libc::SIGTERM);
    }
}

/// Where rootlet keeps what outlives a session: `XDG_DATA_HOME`, else `~/.local/share`, each `/rootlet`.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")));
    Some(base?.join("rootlet"))
}

/// Whether a browser can be opened: a screen, or a program that the user named for it.
pub(crate) fn has_screen() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("BROWSER")
}

/// A line of standard input, which is a terminal, typed without being seen; without its newline.
///
/// # Errors
/// The terminal does not answer, or standard input has ended.
#[cfg(unix)]
#[expect(unsafe_code, reason = "std does not know of terminals' modes")]
pub(crate) fn hidden_line() -> io::Result<String> {
    let set = |mode: &libc::termios| {
        // SAFETY: standard input is open for the life of the process, and `mode` is a whole termios.
        match unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, mode) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    };
    // SAFETY: a termios is plain integers, for which zero is a value; tcgetattr fills it or fails.
    let mut mode: libc::termios = unsafe { std::mem::zeroed() };
    // SAFETY: `mode` is valid for writes for the length of the call.
    if unsafe { libc::tcgetattr(libc::STDIN_FILENO, &raw mut mode) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let hidden = libc::termios { c_lflag: mode.c_lflag & !libc::ECHO, ..mode };
    set(&hidden)?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    set(&mode)?;
    match read? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
    }
}
