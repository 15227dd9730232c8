use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, atomic};
use std::thread;
use std::time::{Duration, Instant};

use rootlet_evaluator::{CellError, Interrupt};
use rootlet_kernel::session::{Request, Session};

use super::{CellKind, CellReport, Notebook, Outcome, Recorder};

/// How a notebook is run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// How long one cell may take; `None` is for ever.
    pub(crate) timeout: Option<Duration>,
    /// What a failed cell does to those after it.
    pub(crate) on_error: OnError,
}

/// What a failed cell does to those after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OnError {
    /// They do not run, and the notebook has failed.
    #[default]
    Stop,
    /// They run, and the error is an output like any other.
    Continue,
}

/// Runs every code cell of a notebook and puts the new outputs into it.
///
/// The tags `skip-execution` and `raises-exception` are honoured. Cells that do not run keep what
/// they had stored if their tag says so, and lose it if an earlier cell failed. `progress` is told
/// each cell's place before it runs.
pub(crate) fn execute(
    notebook: &mut Notebook,
    session: &mut Session,
    options: &Options,
    progress: &mut dyn FnMut(usize),
) -> Vec<CellReport> {
    let mut recorder = Recorder::default();
    let mut reports = Vec::new();
    let mut ran = Vec::new();
    let mut stopped = false;
    for (index, cell) in notebook.cells.iter_mut().enumerate().filter(|(_, cell)| cell.kind == CellKind::Code) {
        let start = Instant::now();
        let outcome = if cell.has_tag("skip-execution") {
            Outcome::Skipped
        } else if stopped {
            cell.outputs.clear();
            cell.execution_count = None;
            Outcome::Skipped
        } else {
            progress(index + 1);
            recorder.begin(session.next_number());
            ran.push(index);
            let (number, result) = run_cell(session, &cell.source, options.timeout, &mut recorder);
            cell.execution_count = number.map(u64::from);
            match result {
                Ok(()) => Outcome::Passed,
                Err(error) => {
                    recorder.error(&error);
                    if options.on_error == OnError::Continue || cell.has_tag("raises-exception") {
                        Outcome::Tolerated
                    } else {
                        stopped = true;
                        Outcome::Failed(error)
                    }
                }
            }
        };
        reports.push(CellReport {
            position: index + 1,
            title: title(&cell.source),
            time: start.elapsed(),
            outcome,
            differences: Vec::new(),
        });
    }
    for (index, outputs) in ran.into_iter().zip(recorder.finish()) {
        notebook.cells[index].outputs = outputs;
    }
    reports
}

/// Runs one cell; a blank one has no number.
fn run_cell(
    session: &mut Session,
    code: &str,
    timeout: Option<Duration>,
    recorder: &mut Recorder,
) -> (Option<u32>, Result<(), CellError>) {
    if code.trim().is_empty() {
        return (None, Ok(()));
    }
    let interrupter = session.interrupter();
    let (result, timed_out) =
        interrupted_after(timeout, &interrupter, || session.execute(&Request::new(code), recorder));
    let outcome = match (result.outcome, timed_out) {
        (Err(error), Some(limit)) => Err(too_long(limit, &error)),
        (outcome, _) => outcome,
    };
    (Some(result.execution_count), outcome)
}

/// Calls `work`; past `timeout` interrupts it, and says so by returning the limit.
fn interrupted_after<T>(
    timeout: Option<Duration>,
    interrupter: &Arc<dyn Interrupt>,
    work: impl FnOnce() -> T,
) -> (T, Option<Duration>) {
    let Some(limit) = timeout else { return (work(), None) };
    let timed_out = atomic::AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        scope.spawn(|| {
            let waiting = waiting;
            if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                timed_out.store(true, atomic::Ordering::Relaxed);
                interrupter.interrupt();
            }
        });
        let result = work();
        drop(done);
        result
    });
    (result, timed_out.into_inner().then_some(limit))
}

fn too_long(limit: Duration, interrupted: &CellError) -> CellError {
    let message = format!("took longer than {} s and was interrupted", limit.as_secs_f64());
    let mut traceback = vec![message.clone()];
    traceback.extend(interrupted.traceback.iter().cloned());
    CellError { name: "Timeout".to_owned(), message, traceback }
}

/// The first line that says something, shortened.
fn title(source: &str) -> String {
    const LENGTH: usize = 50;
    let line = source.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rootlet_kernel::session::History;
    use serde_json::{Map, json};

    use super::*;
    use crate::runner::Cell;
    use crate::testing::FakeEvaluator;

    fn run(cells: &[Cell], options: &Options) -> (Notebook, Vec<CellReport>) {
        let mut notebook = Notebook::new(cells.to_vec(), Map::new());
        let mut session = Session::new(Box::new(FakeEvaluator::default()), History::in_memory());
        let reports = execute(&mut notebook, &mut session, options, &mut |_| {});
        session.shutdown();
        (notebook, reports)
    }

    fn code(source: &str) -> Cell {
        Cell::new(CellKind::Code, "", source)
    }

    #[test]
    fn outputs_and_counts_are_stored_and_prose_is_left_alone() {
        let prose = Cell::new(CellKind::Markdown, "", "print no");
        let (notebook, reports) = run(&[code("print one"), prose, code(""), code("value 2")], &Options::default());
        assert_eq!(reports.iter().map(|report| report.position).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(notebook.cells[0].outputs, [json!({"output_type": "stream", "name": "stdout", "text": "one"})]);
        let counts: Vec<_> = notebook.cells.iter().map(|cell| cell.execution_count).collect();
        assert_eq!(counts, [Some(1), None, None, Some(2)]);
        assert_eq!(notebook.cells[3].outputs[0]["execution_count"], 2);
    }

    #[test]
    fn failed_cell_stops_the_notebook_and_empties_the_rest() {
        let mut later = code("print b");
        later.outputs = vec![json!({"output_type": "stream", "name": "stdout", "text": "stale"})];
        let (notebook, reports) = run(&[code("fail bad"), later], &Options::default());
        assert!(matches!(&reports[0].outcome, Outcome::Failed(error) if error.message == "bad"));
        assert!(matches!(reports[1].outcome, Outcome::Skipped));
        assert_eq!(notebook.cells[0].outputs[0]["ename"], "Fake");
        assert!(notebook.cells[1].outputs.is_empty());
    }

    #[test]
    fn allowed_errors_let_the_rest_run() {
        let tagged = code("fail bad").tagged("raises-exception");
        let (_, reports) = run(&[tagged, code("print b")], &Options::default());
        assert!(matches!(reports[0].outcome, Outcome::Tolerated));
        assert!(matches!(reports[1].outcome, Outcome::Passed));
        let options = Options { on_error: OnError::Continue, ..Options::default() };
        let (notebook, _) = run(&[code("fail bad"), code("print b")], &options);
        assert_eq!(notebook.cells[1].outputs[0]["text"], "b");
    }

    #[test]
    fn skipped_cell_keeps_what_it_had_stored() {
        let mut cell = code("print new").tagged("skip-execution");
        cell.outputs = vec![json!({"output_type": "stream", "name": "stdout", "text": "old"})];
        let (notebook, reports) = run(&[cell], &Options::default());
        assert!(matches!(reports[0].outcome, Outcome::Skipped));
        assert_eq!(notebook.cells[0].outputs[0]["text"], "old");
    }

    #[test]
    fn cell_past_its_time_is_interrupted() {
        let options = Options { timeout: Some(Duration::from_millis(20)), ..Options::default() };
        let (_, reports) = run(&[code("wait")], &options);
        let Outcome::Failed(error) = &reports[0].outcome else { panic!("{:?}", reports[0]) };
        assert_eq!(
            (error.name.as_str(), error.message.as_str()),
            ("Timeout", "took longer than 0.02 s and was interrupted")
        );
    }

    #[test]
    fn title_is_the_first_line_that_says_something() {
        assert_eq!(title("\n  let x = 1;\nlet y"), "let x = 1;");
        assert_eq!(title(&"é".repeat(60)), format!("{}…", "é".repeat(50)));
    }
}
