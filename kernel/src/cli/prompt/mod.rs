//! `rootlet`: cells from the keyboard, each as long as it needs to be.

mod editor;
mod interrupt;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rootlet_evaluator::Completeness;
use rootlet_kernel::session::{Access, History, Session};
use rustyline::error::ReadlineError;

use super::engine;
use super::error::CliError;
use super::script::execute_cell;
use super::terminal::{Terminal, show_error};
use interrupt::Interrupts;

/// How many earlier inputs the arrow keys reach.
const REMEMBERED: usize = 1000;

/// `rootlet` alone: an editor where a user sits at the keyboard, else lines from standard input.
pub(crate) fn prompt() -> anyhow::Result<()> {
    engine::prepare()?;
    let mut session = Session::new(engine::start(Path::new("."))?, History::of_user());
    if !io::stdin().is_terminal() {
        let outcome = read_lines(&mut session);
        session.shutdown();
        return outcome;
    }
    writeln!(
        io::stderr(),
        "{}\nEnter runs a cell when it is whole, Alt-Enter breaks the line, Tab completes, `name?` explains, Ctrl-D ends",
        session.info().banner.trim_end()
    )?;
    let session = Arc::new(Mutex::new(session));
    let outcome = converse(&session);
    lock(&session).shutdown();
    outcome
}

fn converse(session: &Arc<Mutex<Session>>) -> anyhow::Result<()> {
    let mut editor = editor::editor(session)?;
    for entry in lock(session).history(&Access::Tail { n: REMEMBERED }) {
        editor.add_history_entry(entry.source)?;
    }
    let interrupts = Interrupts::watch()?;
    let mut terminal = Terminal::of_prompt();
    let mut next: Option<String> = None;
    // Twice in a row, Ctrl-C on an empty line says how to leave.
    let mut told = false;
    loop {
        let number = lock(session).next_number();
        let prompt = (format!("In [{number}]: "), format!("\x1b[32mIn [\x1b[1m{number}\x1b[22m]:\x1b[0m "));
        let start = next.take().unwrap_or_default();
        let cell = match editor.readline_with_initial(&prompt, (&start, "")) {
            Ok(cell) => cell,
            Err(ReadlineError::Interrupted) => {
                if std::mem::replace(&mut told, true) {
                    writeln!(io::stderr(), "Ctrl-D ends")?;
                }
                continue;
            }
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        told = false;
        if cell.trim().is_empty() {
            continue;
        }
        editor.add_history_entry(cell.trim_end())?;
        let mut session = lock(session);
        let running = interrupts.reach(session.interrupter());
        let outcome = execute_cell(&mut session, cell.trim_end(), &mut terminal);
        drop(running);
        match outcome {
            Ok(text) => next = text,
            Err(error) => show_error(&error),
        }
        // What the next prompt would otherwise overwrite: output without a newline at its end.
        writeln!(io::stderr())?;
    }
}

/// Cells from a pipe: a line each, or as many as it takes to be complete; the first error ends it, as in a script.
fn read_lines(session: &mut Session) -> anyhow::Result<()> {
    let mut terminal = Terminal::of_script();
    let mut cell = String::new();
    loop {
        let mut line = String::new();
        let ended = io::stdin().lock().read_line(&mut line)? == 0;
        cell.push_str(&line);
        let ready = ended || !matches!(session.is_complete(&cell), Completeness::Incomplete { .. });
        if !ready {
            continue;
        }
        if !cell.trim().is_empty()
            && let Err(error) = execute_cell(session, cell.trim_end(), &mut terminal)
        {
            show_error(&error);
            return Err(CliError::ScriptFailed.into());
        }
        cell.clear();
        if ended {
            return Ok(());
        }
    }
}

fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}
