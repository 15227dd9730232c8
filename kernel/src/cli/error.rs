use std::path::PathBuf;

use crate::runner;

/// What went wrong on the command line itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// Neither a command nor a file.
    #[error("no command and no script `{word}`{}", near.as_ref().map(|near| format!("; near: `{near}`")).unwrap_or_default())]
    UnknownWord { word: String, near: Option<String> },
    /// The folder or file for `--notebook` is not there.
    #[error("no folder or notebook `{}`", path.display())]
    NoNotebookFolder { path: PathBuf },
    /// Jupyter is missing and so is the Python to make one.
    #[error("no Jupyter and no Python 3 on PATH")]
    NoPython,
    /// Python lacks what makes environments.
    #[error("Python cannot make an environment in `{}`: {reason}", path.display())]
    NoEnvironment { path: PathBuf, reason: String },
    /// pip failed.
    #[error("JupyterLab could not be installed: {reason}")]
    NoJupyterLab { reason: String },
    /// Jupyter ended by itself.
    #[error("`{program}` ended with {status}:\n{log}")]
    JupyterEnded { program: String, status: std::process::ExitStatus, log: String },
    /// The output of `run` or `convert` would overwrite something.
    #[error("`{}` is there already", path.display())]
    Exists { path: PathBuf },
    /// `convert` knows two endings.
    #[error("`{}` is neither a notebook (`.ipynb`) nor a script (`.rs`)", path.display())]
    UnknownEnding { path: PathBuf },
    /// Several notebooks, one output file.
    #[error("several notebooks cannot be written to one file `{}`", path.display())]
    OneOutput { path: PathBuf },
    /// Cells failed or differ; the report has been printed.
    #[error("{bad} of {all} notebooks failed")]
    NotebooksFailed { bad: usize, all: usize },
    /// A script's cell failed; the error has been printed.
    #[error("the script failed")]
    ScriptFailed,
    /// `doctor` found something missing; the report has been printed.
    #[error("something is missing")]
    Unwell,
}

impl CliError {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::UnknownWord { .. } => Some("`rootlet --help` lists the commands"),
            Self::NoNotebookFolder { .. } => {
                Some("name an existing folder or `.ipynb` file, or none for the current folder")
            }
            Self::NoPython => {
                Some("install Python 3 (Debian: `apt install python3 python3-venv`), or a JupyterLab, and try again")
            }
            Self::NoEnvironment { .. } => Some("on Debian, `apt install python3-venv`; or install JupyterLab yourself"),
            Self::NoJupyterLab { .. } => {
                Some("check the network and the package index, or install JupyterLab yourself")
            }
            Self::Exists { .. } => Some("name another file with `-o`, or replace it with `--force`"),
            Self::OneOutput { .. } => Some("name a folder that exists"),
            Self::JupyterEnded { .. }
            | Self::UnknownEnding { .. }
            | Self::NotebooksFailed { .. }
            | Self::ScriptFailed
            | Self::Unwell => None,
        }
    }
}

/// The first remedy that any error of the chain knows.
pub(crate) fn hint(error: &anyhow::Error) -> Option<&'static str> {
    error.chain().find_map(|cause| {
        let cli = cause.downcast_ref::<CliError>().and_then(CliError::hint);
        let runner = || cause.downcast_ref::<runner::Error>().and_then(runner::Error::hint);
        let spec = || cause.downcast_ref::<rootlet_kernelspec::Error>().and_then(rootlet_kernelspec::Error::hint);
        cli.or_else(runner).or_else(spec)
    })
}

/// The chain as one sentence; a cause that its parent repeats is said once.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.ends_with(&cause) {
            sentence.push_str(": ");
            sentence.push_str(&cause);
        }
    }
    sentence
}

/// Whether the reader of our output is gone, as in `rootlet ls a.root | head -1`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(is_pipe))
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn hint_is_found_below_a_context() {
        let error = Err::<(), _>(CliError::NoPython).context("cannot start").unwrap_err();
        assert_eq!(sentence(&error), "cannot start: no Jupyter and no Python 3 on PATH");
        assert!(hint(&error).unwrap().contains("python3-venv"));
    }

    #[test]
    fn broken_pipe_is_told_from_other_failures() {
        let pipe = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert!(is_broken_pipe(&anyhow::Error::new(pipe).context("x")));
        assert!(!is_broken_pipe(&anyhow::Error::new(CliError::Unwell)));
    }
}
