use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rootlet_evaluator::native::{NativeEvaluator, Options, supervise};
use rootlet_evaluator::{CellError, CellLibrary, EngineInfo, Evaluator, Toolchain};
use rootlet_kernel::session::Engine;

use super::install::executable;
use super::progress::Progress;

/// The hidden command by which this binary starts itself as a session's evaluator process.
pub(crate) const EVALUATOR: &str = "__evaluator";

/// The native evaluator: rustc, the cell library, and a process that keeps the variables.
pub(crate) struct NativeEngine {
    /// The current directory of the cells; without one, that of this process.
    pub(crate) folder: Option<PathBuf>,
}

impl NativeEngine {
    fn try_start(&self, progress: &mut dyn FnMut(&str)) -> anyhow::Result<Box<dyn Evaluator>> {
        let folder = std::path::absolute(self.folder.as_deref().unwrap_or(Path::new(".")))?;
        let host: Vec<OsString> = vec![executable()?.into(), EVALUATOR.into(), folder.into()];
        let evaluator = NativeEvaluator::start(Options { host }, progress)?;
        // The session gives it magics.
        Ok(Box::new(evaluator))
    }
}

impl Engine for NativeEngine {
    fn info(&self) -> EngineInfo {
        let language_version = Toolchain::find().map_or_else(|_| "unknown".to_owned(), |toolchain| toolchain.version);
        let banner = format!("rootlet {}: Rust {language_version}", env!("CARGO_PKG_VERSION"));
        EngineInfo { language_version, banner }
    }

    fn start(&self, progress: &mut dyn FnMut(&str)) -> Result<Box<dyn Evaluator>, CellError> {
        self.try_start(progress).map_err(|error| {
            let message = super::error::sentence(&error);
            CellError { name: "StartError".to_owned(), traceback: vec![message.clone()], message }
        })
    }
}

/// Starts an evaluator whose current directory is `folder`.
///
/// # Errors
/// No rustc, no linker, no library, or a process that does not start.
pub(crate) fn start(folder: &Path) -> anyhow::Result<Box<dyn Evaluator>> {
    NativeEngine { folder: Some(folder.to_owned()) }.try_start(&mut |_| {})
}

/// Becomes the evaluator process of a session, if the command line says so; before any thread starts.
///
/// The first word after the command is the current directory of the cells, the others are the evaluator's own.
pub(crate) fn become_evaluator(words: &[OsString]) -> Option<i32> {
    let [_, command, folder, rest @ ..] = words else { return None };
    if command != EVALUATOR {
        return None;
    }
    if let Err(error) = std::env::set_current_dir(folder) {
        let _ = writeln!(io::stderr(), "cannot work in `{}`: {error}", folder.display());
        return Some(1);
    }
    Some(supervise(rest))
}

/// Builds the cell library unless it is there, with progress on standard error.
///
/// # Errors
/// No rustc, or what kept the library from being built.
pub(crate) fn prepare() -> anyhow::Result<CellLibrary> {
    let toolchain = Toolchain::find()?;
    let mut progress = Progress::new();
    Ok(CellLibrary::ensure(&toolchain, &mut |line| progress.show(line))?)
}

/// `rootlet build-library`.
pub(crate) fn build_library() -> anyhow::Result<()> {
    writeln!(io::stdout(), "{}", prepare()?.folder.display())?;
    Ok(())
}

/// The rustc that compiles cells, in words.
pub(crate) fn rustc_version() -> Result<String, rootlet_evaluator::Error> {
    let toolchain = Toolchain::find()?;
    Ok(toolchain.verbose_version.lines().next().unwrap_or(&toolchain.version).to_owned())
}
