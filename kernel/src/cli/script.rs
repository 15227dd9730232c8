use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use rootlet_evaluator::CellError;
use rootlet_kernel::session::{History, Payload, Request, Session};

use super::engine;
use super::error::CliError;
use super::terminal::{Terminal, show_error};
use crate::runner::{self, CellKind, from_script};

/// `rootlet FILE.rs [words]`: the cells of a script, one after the other, in the current folder.
///
/// The words are those of `std::env::args()`, and the variable `args: Vec<String>`, where the script names it.
pub(crate) fn file(path: &Path, words: &[OsString]) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).map_err(|source| runner::Error::Read { path: path.to_owned(), source })?;
    let notebook = from_script(&text)?;
    let mut cells: Vec<String> = Vec::new();
    // `std::env::args()` has them in any case, the path first.
    if text.matches("args").count() > text.matches("env::args").count() {
        let words: Vec<String> = words.iter().map(|word| format!("{:?}.to_owned()", word.to_string_lossy())).collect();
        cells.push(format!("let args: Vec<String> = vec![{}];", words.join(", ")));
    }
    let before = cells.len();
    cells.extend(notebook.cells.into_iter().filter(|cell| cell.kind == CellKind::Code).map(|cell| cell.source));
    // A script that is one cell counts its lines as the file does.
    let is_whole = cells.len() == before + 1 && cells.last().is_some_and(|cell| text.starts_with(cell.as_str()));
    let named = is_whole.then(|| (format!("In[{}]", before + 1), path.display().to_string()));
    cells.extend(call_of_main(&text).map(str::to_owned));
    let words = std::iter::once(path.as_os_str()).chain(words.iter().map(OsString::as_os_str));
    run(&cells, words.map(OsStr::to_owned).collect(), named.as_ref())
}

/// What runs a program: `main` is called where nothing else does it.
fn call_of_main(text: &str) -> Option<&'static str> {
    let mut heads = text.lines().map(|line| line.strip_prefix("pub ").unwrap_or(line));
    let head = heads.find(|line| line.starts_with("fn main()")).filter(|_| text.matches("main()").count() == 1)?;
    Some(if head.contains("->") { "main()?;" } else { "main();" })
}

/// `rootlet -e CODE`.
pub(crate) fn execute(code: &str) -> anyhow::Result<()> {
    run(&[code.to_owned()], Vec::new(), None)
}

/// `named`: a cell and what its lines are called in errors.
fn run(cells: &[String], words: Vec<OsString>, named: Option<&(String, String)>) -> anyhow::Result<()> {
    engine::prepare()?;
    let mut session = Session::new(engine::start_with(Path::new("."), words)?, History::in_memory());
    let mut terminal = Terminal::of_script();
    let outcome = cells.iter().try_for_each(|code| execute_cell(&mut session, code, &mut terminal).map(drop));
    session.shutdown();
    outcome.map_err(|mut error| {
        if let Some((cell, file)) = named {
            for block in &mut error.traceback {
                *block = block.replace(cell, file);
            }
        }
        show_error(&error);
        CliError::ScriptFailed.into()
    })
}

/// Runs one cell with the user at the terminal; returns the text that the user should find at the next prompt.
pub(crate) fn execute_cell(
    session: &mut Session,
    code: &str,
    terminal: &mut Terminal,
) -> Result<Option<String>, CellError> {
    let reply = session.execute(&Request { allow_stdin: true, ..Request::new(code) }, terminal);
    let mut next = None;
    for payload in reply.payload {
        match payload {
            Payload::Page(bundle) => terminal.show(&bundle, None),
            Payload::NextInput(text) => next = Some(text),
        }
    }
    reply.outcome.map(|()| next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_is_called_where_nothing_else_does_it() {
        for (text, expected) in [
            ("fn main() { }", Some("main();")),
            ("use std::fs;\npub fn main() -> Result<(), Error> {\n}", Some("main()?;")),
            ("fn main() { }\nmain()", None),
            ("let x = 1;", None),
            ("mod inner {\n    fn main() { }\n}", None),
        ] {
            assert_eq!(call_of_main(text), expected, "{text}");
        }
    }
}
