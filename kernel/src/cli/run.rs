use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::Context;
use rootlet_kernel::session::{History, Session};
use serde_json::{Value, json};

use super::arguments::Run;
use super::engine;
use super::error::{self, CliError};
use super::terminal::for_stderr;
use crate::runner::{
    self, CellReport, Notebook, NotebookReport, OnError, Options, Outcome, Parameter, Tolerance, compare, execute,
    inject, junit,
};

/// More notebooks at once would only swap: each compiles and keeps its own data.
const MOST_JOBS: usize = 4;

/// `rootlet run`.
pub(crate) fn run(options: &Run) -> anyhow::Result<()> {
    let parameters = options.parameters.iter().map(|text| text.parse()).collect::<Result<Vec<Parameter>, _>>()?;
    let plan = Plan { options, parameters, several: options.notebooks.len() > 1 };
    // Everything that can be wrong before the first cell is said before the first cell.
    let mut queue = VecDeque::new();
    for path in &options.notebooks {
        queue.push_back((path.clone(), read_notebook(path)?, plan.output(path)?));
    }
    engine::prepare()?;

    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_JOBS);
    let jobs = options.jobs.map_or(cores, NonZeroUsize::get).min(queue.len());
    let queue = Mutex::new(queue);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((path, notebook, output)) = next else { break };
                    let result = plan.run_one(&path, notebook, output.as_deref());
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((path, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(path, _)| options.notebooks.iter().position(|notebook| notebook == path));
    finish(options, results)
}

/// Prints errors and the summary, writes the report, and tells whether all is well.
fn finish(options: &Run, results: Vec<(PathBuf, anyhow::Result<NotebookReport>)>) -> anyhow::Result<()> {
    let all = results.len();
    let mut reports = Vec::new();
    let mut broken = Vec::new();
    for (path, result) in results {
        match result {
            Ok(report) => reports.push(report),
            // A reader that went away is no failure of the notebook.
            Err(error) if error::is_broken_pipe(&error) || all == 1 => return Err(error),
            Err(error) => broken.push((path, error)),
        }
    }
    if let Some(path) = &options.junit {
        write_whole(path, &junit(&reports))?;
    }
    let mut talk = io::stderr().lock();
    for (path, error) in &broken {
        writeln!(talk, "error: {}: {}", path.display(), error::sentence(error))?;
    }
    let bad = broken.len() + reports.iter().filter(|report| !report.passed()).count();
    if all > 1 {
        writeln!(talk, "{} of {all} notebooks passed", all - bad)?;
    }
    if bad > 0 { Err(CliError::NotebooksFailed { bad, all }.into()) } else { Ok(()) }
}

/// What is the same for every notebook of one call.
struct Plan<'a> {
    options: &'a Run,
    parameters: Vec<Parameter>,
    several: bool,
}

impl Plan<'_> {
    /// Where this notebook is written to, if anywhere.
    fn output(&self, notebook: &Path) -> anyhow::Result<Option<PathBuf>> {
        let Some(output) = &self.options.output else {
            return Ok(self.options.inplace.then(|| notebook.to_owned()));
        };
        if output.is_dir() {
            return Ok(notebook.file_name().map(|name| output.join(name)));
        }
        if self.several {
            return Err(CliError::OneOutput { path: output.clone() }.into());
        }
        Ok(Some(output.clone()))
    }

    fn run_one(&self, path: &Path, mut notebook: Notebook, output: Option<&Path>) -> anyhow::Result<NotebookReport> {
        let start = Instant::now();
        let unknown = inject(&mut notebook, &self.parameters)?;
        for name in unknown {
            say(&format!("{}: note: no cell tagged `parameters` declares `{name}`", path.display()));
        }
        let stored = notebook.clone();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut session = Session::new(engine::start(folder)?, History::in_memory());
        let info = session.info();
        let on_error = if self.options.allow_errors { OnError::Continue } else { OnError::Stop };
        let options = Options { timeout: self.options.timeout, on_error };
        let total = notebook.cells.len();
        let live = io::stderr().is_terminal() && !self.several;
        let mut progress = |position: usize| {
            if live {
                let _ = write!(io::stderr(), "\r\x1b[K{}: cell {position} of {total}", path.display());
            }
        };
        let cells = execute(&mut notebook, &mut session, &options, &mut progress);
        session.shutdown();
        if live {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
        let mut report = NotebookReport { path: path.to_owned(), cells, time: start.elapsed() };
        if self.options.check {
            self.check(&stored, &notebook, &mut report);
        }
        tell(&report);
        if let Some(output) = output
            && (report.passed() || !self.options.inplace)
        {
            notebook.metadata.insert("language_info".to_owned(), language_info(&info.language_version));
            notebook.metadata.entry("kernelspec").or_insert_with(kernelspec);
            write_notebook(output, &notebook)?;
        }
        Ok(report)
    }

    fn check(&self, stored: &Notebook, new: &Notebook, report: &mut NotebookReport) {
        let tolerance = Tolerance { relative: self.options.tolerance };
        for cell in &mut report.cells {
            let index = cell.position - 1;
            let (Some(stored), Some(new)) = (stored.cells.get(index), new.cells.get(index)) else { continue };
            let ignored = ["check-ignore-output", "nbval-ignore-output", "injected-parameters"];
            if matches!(cell.outcome, Outcome::Passed | Outcome::Tolerated)
                && !ignored.iter().any(|tag| stored.has_tag(tag))
            {
                cell.differences = compare(&stored.outputs, &new.outputs, tolerance);
            }
        }
    }
}

/// Prints a notebook's line and, below it, what is wrong with which cell.
fn tell(report: &NotebookReport) {
    let mark = if report.passed() { "ok  " } else { "FAIL" };
    let mut text = format!("{mark} {}: {}\n", report.path.display(), report.summary());
    for cell in report.cells.iter().filter(|cell| cell.is_bad()) {
        text.push_str(&describe(cell));
    }
    // In one piece: other notebooks are talking too.
    let _ = io::stderr().write_all(for_stderr(text).as_bytes());
}

fn describe(cell: &CellReport) -> String {
    let name = cell.name();
    let mut text = String::new();
    if let Outcome::Failed(error) = &cell.outcome {
        let _ = writeln!(text, "  {name} failed with {}: {}", error.name, error.message.trim_end());
        let traceback = error.traceback.join("\n");
        if traceback.trim() != error.message.trim() {
            text.extend(traceback.lines().map(|line| format!("    {line}\n")));
        }
    }
    if !cell.differences.is_empty() {
        let _ = writeln!(text, "  {name} differs from what is stored:");
        for difference in &cell.differences {
            text.extend(difference.to_string().lines().map(|line| format!("    {line}\n")));
        }
    }
    text
}

fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// What Jupyter writes for this kernel into a notebook's metadata.
pub(crate) fn language_info(version: &str) -> Value {
    json!({
        "codemirror_mode": "rust",
        "file_extension": ".rs",
        "mimetype": "text/x-rustsrc",
        "name": "rust",
        "nbconvert_exporter": "script",
        "pygments_lexer": "rust",
        "version": version,
    })
}

/// The kernel that a notebook names when it names none.
pub(crate) fn kernelspec() -> Value {
    use rootlet_kernelspec::KernelSpec;
    json!({"display_name": KernelSpec::DISPLAY_NAME, "language": "rust", "name": KernelSpec::NAME})
}

/// Reads a notebook; the error names the file.
pub(crate) fn read_notebook(path: &Path) -> anyhow::Result<Notebook> {
    let text = fs::read_to_string(path).map_err(|source| runner::Error::Read { path: path.to_owned(), source })?;
    Notebook::read(&text).with_context(|| format!("cannot run `{}`", path.display()))
}

fn write_notebook(path: &Path, notebook: &Notebook) -> anyhow::Result<()> {
    if path == Path::new("-") {
        io::stdout().write_all(notebook.to_text().as_bytes())?;
        return Ok(());
    }
    write_whole(path, &notebook.to_text())
}

/// Writes beside the place and renames: nobody ever sees half a file.
pub(crate) fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let failed = |source| runner::Error::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // A temporary file is private; what lands in its place has the rights of the file that was there, or the usual ones.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = fs::metadata(path).map_or(0o666, |data| data.permissions().mode() & 0o777);
        builder.permissions(fs::Permissions::from_mode(rights));
    }
    let mut file = builder.prefix(".rootlet-").tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_file_replaces_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ipynb");
        write_whole(&path, "one").unwrap();
        write_whole(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_whole(&folder.path().join("none/a"), "x").is_err());
    }
}
