use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// The rustc that compiles cells: the real program, not rustup's proxy, which costs 6–20 ms a call.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The compiler.
    pub rustc: PathBuf,
    /// The cargo beside it, or the one on PATH.
    pub cargo: PathBuf,
    /// `release` of `rustc -vV`, for example `1.95.0`.
    pub version: String,
    /// All of `rustc -vV`: what a cell library is valid for.
    pub verbose_version: String,
    /// The target triple of this machine.
    pub host: String,
    /// The shared standard library.
    pub libstd: PathBuf,
    /// What links a cell.
    pub linker: Linker,
}

/// A program that makes a shared object from one object file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linker {
    /// A linker called directly, 4–9 ms.
    Direct {
        /// The program.
        program: PathBuf,
        /// Arguments before all others.
        first: Vec<String>,
    },
    /// The C compiler as linker driver, 13–50 ms.
    Driver(PathBuf),
}

impl Toolchain {
    /// Finds rustc: `ROOTLET_RUSTC`, or `rustc` on PATH resolved to the real program.
    ///
    /// # Errors
    /// Where there is none, it does not answer, or it has no shared standard library.
    pub fn find() -> Result<Self, Error> {
        let named = std::env::var_os("ROOTLET_RUSTC").map(PathBuf::from);
        let proxy = match named {
            Some(path) => path,
            None => on_path("rustc").or_else(in_cargo_home).ok_or(Error::NoRustc)?,
        };
        let sysroot = PathBuf::from(ask(&proxy, &["--print", "sysroot"])?);
        let real = sysroot.join("bin").join("rustc");
        let rustc = if real.is_file() { real } else { proxy };
        let verbose_version = ask(&rustc, &["-vV"])?;
        let field = |key: &str| {
            let line = verbose_version.lines().find_map(|line| line.strip_prefix(key));
            line.map(|value| value.trim().to_owned())
        };
        let (Some(version), Some(host)) = (field("release:"), field("host:")) else {
            return Err(Error::RustcFailed { rustc, reason: format!("`rustc -vV` printed `{verbose_version}`") });
        };
        let libraries = sysroot.join("lib/rustlib").join(&host).join("lib");
        let libstd = find_libstd(&libraries).ok_or_else(|| Error::NoSharedStd { folder: libraries.clone() })?;
        let beside = rustc.with_file_name("cargo");
        let cargo = if beside.is_file() { beside } else { on_path("cargo").unwrap_or_else(|| "cargo".into()) };
        let linker = find_linker(&sysroot, &host).ok_or(Error::NoLinker)?;
        Ok(Self { rustc, cargo, version, verbose_version, host, libstd, linker })
    }
}

impl Linker {
    /// The command that makes `output` from `object`.
    pub(crate) fn command(&self, object: &Path, output: &Path) -> Command {
        let mut command = match self {
            Self::Direct { program, first } => {
                let mut command = Command::new(program);
                command.args(first).args(["-shared", "--eh-frame-hdr", "-z", "noexecstack"]);
                // Two mappings a cell instead of five, and no search for what the cell itself defines:
                // loading and checkpoints stay quick after thousands of cells.
                command.args(["-Bsymbolic", "-z", "noseparate-code", "-z", "norelro"]);
                command
            }
            Self::Driver(program) => {
                let mut command = Command::new(program);
                command.args(["-shared", "-nostdlib"]);
                command
            }
        };
        command.arg("-o").arg(output).arg(object);
        command
    }
}

fn ask(rustc: &Path, arguments: &[&str]) -> Result<String, Error> {
    let failed = |reason: String| Error::RustcFailed { rustc: rustc.to_path_buf(), reason };
    let output = Command::new(rustc).args(arguments).output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// rustup's usual place, for a Jupyter that was not started from a login shell.
fn in_cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    let rustc = home.join("bin/rustc");
    // PATH set to something without rustc is the user's word unless the proxy is really there.
    rustc.is_file().then_some(rustc)
}

fn find_libstd(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries.filter_map(|entry| Some(entry.ok()?.path())).find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libstd-") && path.extension().is_some_and(|e| e == "so" || e == "dylib")
    })
}

/// `ld` of the system (3.8 ms a cell), then rustc's own lld (9 ms), then the C compiler.
fn find_linker(sysroot: &Path, host: &str) -> Option<Linker> {
    if let Some(program) = on_path("ld.bfd").or_else(|| on_path("ld")) {
        return Some(Linker::Direct { program, first: Vec::new() });
    }
    let lld = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if lld.is_file() {
        return Some(Linker::Direct { program: lld, first: vec!["-flavor".into(), "gnu".into()] });
    }
    on_path("cc").or_else(|| on_path("gcc")).map(Linker::Driver)
}
