//! What the commands ask of the operating system.

use std::env;
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
