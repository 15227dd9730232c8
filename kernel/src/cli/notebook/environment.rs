use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::Context;

use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::cli::system::{ask, data_folder, find_program};

/// A program that shows notebooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Front {
    /// `jupyter-lab` or `jupyter-notebook`.
    pub(crate) program: PathBuf,
    /// Which of them.
    pub(crate) kind: FrontKind,
}

/// The two front ends that are looked for, the better one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrontKind {
    /// JupyterLab.
    Lab,
    /// The classic Notebook, version 7.
    Notebook,
}

impl FrontKind {
    const ALL: [Self; 2] = [Self::Lab, Self::Notebook];

    fn program(self) -> &'static str {
        match self {
            Self::Lab => "jupyter-lab",
            Self::Notebook => "jupyter-notebook",
        }
    }
}

/// The front end on PATH, else the one in our private environment, which is made if need be.
pub(crate) fn find_or_make() -> anyhow::Result<Front> {
    if let Some(front) = find() {
        return Ok(front);
    }
    let folder = private_folder().context("no folder for a private Jupyter: `HOME` is not set")?;
    if !folder.join(READY).is_file() {
        make(&folder)?;
    }
    Ok(Front { program: folder.join("bin/jupyter-lab"), kind: FrontKind::Lab })
}

/// The front end on PATH.
pub(crate) fn find() -> Option<Front> {
    let on_path =
        FrontKind::ALL.into_iter().filter_map(|kind| Some(Front { program: find_program(kind.program())?, kind }));
    on_path.into_iter().find(|front| !is_shim(&front.program) || ask(&front.program, &["--version"]).is_some())
}

/// Whether a version manager (pyenv, asdf, rtx) put the program there: it may stand for nothing, and only the
/// question tells, which costs a start of Python.
fn is_shim(program: &Path) -> bool {
    program.parent().is_some_and(|folder| folder.ends_with("shims"))
}

/// Where our own JupyterLab is or would be.
pub(crate) fn private_folder() -> Option<PathBuf> {
    Some(data_folder()?.join("jupyter"))
}

/// Written last: a folder without it is left from an attempt that was cut short.
const READY: &str = "rootlet-ready";

fn make(folder: &Path) -> anyhow::Result<()> {
    let python = find_program("python3").ok_or(CliError::NoPython)?;
    let mut progress = Progress::new();
    progress.say(&format!("no Jupyter on PATH: making one for rootlet alone in {}", folder.display()));
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make `{}`", parent.display()))?;
    }
    let mut venv = Command::new(&python);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    watch(venv, &mut progress, "making the environment")
        .map_err(|reason| CliError::NoEnvironment { path: folder.to_owned(), reason })?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "jupyterlab"]);
    watch(pip, &mut progress, "installing JupyterLab").map_err(|reason| CliError::NoJupyterLab { reason })?;
    fs::write(folder.join(READY), "").with_context(|| format!("cannot write in `{}`", folder.display()))?;
    progress.say("JupyterLab is installed");
    Ok(())
}

/// Runs a command and shows its last line; an error is what it said last.
fn watch(mut command: Command, progress: &mut Progress, what: &str) -> Result<(), String> {
    progress.show(what);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let stderr = child.stderr.take();
    // Both pipes are read at once: a full one would stop the child.
    let errors = thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut text));
        text
    });
    let mut last = VecDeque::new();
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()).map_while(Result::ok)
    {
        progress.show(&format!("{what}: {}", line.trim()));
        last.push_back(line);
        if last.len() > 3 {
            last.pop_front();
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    progress.clear();
    if status.success() {
        return Ok(());
    }
    let errors = errors.join().unwrap_or_default();
    let said = errors.lines().rev().find(|line| !line.trim().is_empty()).map(str::to_owned);
    Err(said.or_else(|| last.pop_back()).unwrap_or_else(|| status.to_string()).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failing_command_gives_its_last_words() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo first >&2; echo 'no module named venv' >&2; exit 3"]);
        assert_eq!(watch(command, &mut Progress::new(), "x"), Err("no module named venv".to_owned()));
        let mut silent = Command::new("sh");
        silent.args(["-c", "echo out; exit 3"]);
        assert_eq!(watch(silent, &mut Progress::new(), "x"), Err("out".to_owned()));
    }
}
