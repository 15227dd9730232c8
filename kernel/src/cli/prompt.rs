use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use rootlet_evaluator::Completeness;
use rootlet_kernel::session::{History, Session};

use super::engine;
use super::script::{Terminal, execute_cell, show_error};

/// `rootlet`: cells from the keyboard, each as long as it needs to be.
pub(crate) fn prompt() -> anyhow::Result<()> {
    engine::prepare()?;
    let mut session = Session::new(engine::start(Path::new("."))?, History::of_user());
    let asks = io::stdin().is_terminal();
    if asks {
        writeln!(
            io::stderr(),
            "{}\nCtrl-D ends; `rootlet --notebook` opens a notebook",
            session.info().banner.trim_end()
        )?;
    }
    let outcome = converse(&mut session, asks);
    session.shutdown();
    outcome
}

fn converse(session: &mut Session, asks: bool) -> anyhow::Result<()> {
    let mut terminal = Terminal;
    let mut cell = String::new();
    loop {
        if asks {
            let number = session.next_number();
            let prompt = if cell.is_empty() { format!("In [{number}]: ") } else { "   ...: ".to_owned() };
            write!(io::stderr(), "{prompt}")?;
        }
        let mut line = String::new();
        let ended = io::stdin().lock().read_line(&mut line)? == 0;
        cell.push_str(&line);
        // A blank line runs what is there, so that a typing error cannot hold the user.
        let ready =
            ended || line.trim().is_empty() || !matches!(session.is_complete(&cell), Completeness::Incomplete { .. });
        if ready
            && !cell.trim().is_empty()
            && let Err(error) = execute_cell(session, cell.trim_end(), &mut terminal)
        {
            show_error(&error);
        }
        if ready {
            cell.clear();
        }
        if ended {
            return Ok(());
        }
    }
}
