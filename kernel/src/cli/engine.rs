use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use rootlet_evaluator::native::{NativeEvaluator, Options, supervise};
use rootlet_evaluator::{CellError, CellLibrary, EngineInfo, Evaluator, Toolchain};
use rootlet_kernel::session::Engine;

use super::arguments::EngineKind;
use super::install::executable;
use super::progress::Progress;

/// The hidden command by which this binary starts itself as a session's evaluator process.
pub(crate) const EVALUATOR: &str = "__evaluator";

/// The native evaluator: rustc, the cell library, and a process that keeps the variables.
struct NativeEngine {
    /// The current directory of the cells; without one, that of this process.
    folder: Option<PathBuf>,
    /// A script's path and words.
    words: Vec<OsString>,
}

impl NativeEngine {
    fn try_start(&self, progress: &mut dyn FnMut(&str)) -> anyhow::Result<Box<dyn Evaluator>> {
        let folder = std::path::absolute(self.folder.as_deref().unwrap_or(Path::new(".")))?;
        let host: Vec<OsString> = vec![executable()?.into(), EVALUATOR.into(), folder.into()];
        let options = Options { host, memory_limit: memory_limit()?, words: self.words.clone() };
        let evaluator = NativeEvaluator::start(options, progress)?;
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
        self.try_start(progress).map_err(|error| start_error(&error))
    }
}

/// evcxr in this binary's own process image.
#[cfg(feature = "evcxr")]
struct EvcxrEngine;

#[cfg(feature = "evcxr")]
impl Engine for EvcxrEngine {
    fn info(&self) -> EngineInfo {
        let EngineInfo { language_version, banner } = NativeEngine { folder: None, words: Vec::new() }.info();
        EngineInfo { language_version, banner: format!("{banner}, by evcxr") }
    }

    fn start(&self, _: &mut dyn FnMut(&str)) -> Result<Box<dyn Evaluator>, CellError> {
        let start = || anyhow::Ok(rootlet_evaluator::second::EvcxrEvaluator::start(&executable()?)?);
        start().map(|evaluator| Box::new(evaluator) as Box<dyn Evaluator>).map_err(|error| start_error(&error))
    }
}

/// The engine of a kernel.
pub(crate) fn of_kind(kind: EngineKind) -> Arc<dyn Engine> {
    match kind {
        EngineKind::Native => Arc::new(NativeEngine { folder: None, words: Vec::new() }),
        #[cfg(feature = "evcxr")]
        EngineKind::Evcxr => Arc::new(EvcxrEngine),
    }
}

fn start_error(error: &anyhow::Error) -> CellError {
    let message = super::error::sentence(error);
    CellError { name: "StartError".to_owned(), traceback: vec![message.clone()], message }
}

/// `ROOTLET_MEMORY_LIMIT`: bytes, or a number with K, M or G.
fn memory_limit() -> anyhow::Result<Option<u64>> {
    let Ok(text) = std::env::var("ROOTLET_MEMORY_LIMIT") else { return Ok(None) };
    let text = text.trim();
    let (number, unit) = match text.to_ascii_uppercase().trim_end_matches('B').chars().last() {
        Some('K') => (text.trim_end_matches(['k', 'K', 'b', 'B']), 1 << 10),
        Some('M') => (text.trim_end_matches(['m', 'M', 'b', 'B']), 1 << 20),
        Some('G') => (text.trim_end_matches(['g', 'G', 'b', 'B']), 1 << 30),
        _ => (text, 1),
    };
    let bytes = number.trim().parse::<f64>().ok().filter(|number| *number > 0.0).map(|number| number * f64::from(unit));
    let bytes = bytes.with_context(|| format!("ROOTLET_MEMORY_LIMIT is `{text}`; expected for example `4G`"))?;
    Ok(Some(bytes as u64))
}

/// Starts an evaluator whose current directory is `folder`.
///
/// # Errors
/// No rustc, no linker, no library, or a process that does not start.
pub(crate) fn start(folder: &Path) -> anyhow::Result<Box<dyn Evaluator>> {
    start_with(folder, Vec::new())
}

/// As [`start`]; `words` are what `std::env::args()` gives in cells.
///
/// # Errors
/// As there.
pub(crate) fn start_with(folder: &Path, words: Vec<OsString>) -> anyhow::Result<Box<dyn Evaluator>> {
    NativeEngine { folder: Some(folder.to_owned()), words }.try_start(&mut |_| {})
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
