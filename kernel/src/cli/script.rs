use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{CellError, Output, OutputSink, StreamName};
use rootlet_kernel::session::{History, Payload, Request, Session};

use super::engine;
use super::error::CliError;
use crate::runner::{self, CellKind, from_script};

/// `rootlet FILE.rs [words]`: the cells of a script, one after the other, in the current folder.
///
/// The words are the variable `args: Vec<String>`, where the script names it.
pub(crate) fn file(path: &Path, words: &[OsString]) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).map_err(|source| runner::Error::Read { path: path.to_owned(), source })?;
    let notebook = from_script(&text)?;
    let mut cells: Vec<String> = Vec::new();
    if text.contains("args") {
        let words: Vec<String> = words.iter().map(|word| format!("{:?}.to_owned()", word.to_string_lossy())).collect();
        cells.push(format!("let args: Vec<String> = vec![{}];", words.join(", ")));
    }
    cells.extend(notebook.cells.into_iter().filter(|cell| cell.kind == CellKind::Code).map(|cell| cell.source));
    run(&cells)
}

/// `rootlet -e CODE`.
pub(crate) fn execute(code: &str) -> anyhow::Result<()> {
    run(&[code.to_owned()])
}

fn run(cells: &[String]) -> anyhow::Result<()> {
    engine::prepare()?;
    let mut session = Session::new(engine::start(Path::new("."))?, History::in_memory());
    let mut terminal = Terminal;
    let outcome = cells.iter().try_for_each(|code| execute_cell(&mut session, code, &mut terminal));
    session.shutdown();
    outcome.map_err(|error| {
        show_error(&error);
        CliError::ScriptFailed.into()
    })
}

/// Runs one cell with the user at the terminal.
pub(crate) fn execute_cell(session: &mut Session, code: &str, terminal: &mut Terminal) -> Result<(), CellError> {
    let reply = session.execute(&Request { allow_stdin: true, ..Request::new(code) }, terminal);
    for payload in reply.payload {
        match payload {
            Payload::Page(bundle) => show(&bundle),
            Payload::NextInput(text) => {
                let _ = writeln!(io::stderr(), "{text}");
            }
        }
    }
    reply.outcome
}

/// Shows a cell's error as the notebook would.
pub(crate) fn show_error(error: &CellError) {
    let mut stderr = io::stderr().lock();
    if error.traceback.is_empty() {
        let _ = writeln!(stderr, "{error}");
    }
    for block in &error.traceback {
        let _ = writeln!(stderr, "{block}");
    }
}

/// Text to the terminal's streams, displays by their plain text, questions to the user.
pub(crate) struct Terminal;

impl OutputSink for Terminal {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name: StreamName::Stdout, text } => {
                let mut stdout = io::stdout().lock();
                let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
            }
            Output::Stream { name: StreamName::Stderr, text } => {
                let _ = io::stderr().write_all(text.as_bytes());
            }
            Output::Display(
                DisplayEvent::Display { bundle, .. }
                | DisplayEvent::Update { bundle, .. }
                | DisplayEvent::Result(bundle),
            ) => show(&bundle),
            Output::Display(DisplayEvent::ClearOutput { .. }) => {}
        }
    }

    fn input(&mut self, prompt: &str, _password: bool) -> Result<String, InputError> {
        let _ = write!(io::stderr(), "{prompt}");
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => Err(InputError::NotAvailable),
            Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        }
    }
}

fn show(bundle: &MimeBundle) {
    if let Some(text) = bundle.plain_text() {
        let _ = writeln!(io::stdout(), "{text}");
    }
}
