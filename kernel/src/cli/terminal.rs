use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use rootlet_display::{DisplayEvent, DisplayId, InputError, MimeBundle};
use rootlet_evaluator::{CellError, Output, OutputSink, StreamName};
use serde_json::Value;

use super::picture::{Pictures, Way, save};
use super::system::hidden_line;
use crate::runner::without_colours;

/// Text to the terminal's streams, displays as pictures or by their plain text, questions to the user.
pub(crate) struct Terminal {
    pictures: Pictures,
    /// Where the displays that may change were written to.
    files: HashMap<DisplayId, PathBuf>,
}

impl Terminal {
    /// For a script: a picture only where the terminal itself shows it.
    pub(crate) fn of_script() -> Self {
        Self::new(Way::of_terminal(io::stdout().is_terminal(), false))
    }

    /// For the prompt: every plot is seen, as a file if need be.
    pub(crate) fn of_prompt() -> Self {
        Self::new(Way::of_terminal(io::stdout().is_terminal(), true))
    }

    fn new(way: Way) -> Self {
        Self { pictures: Pictures::new(way), files: HashMap::new() }
    }

    /// Shows a display: its text, then its picture.
    pub(crate) fn show(&mut self, bundle: &MimeBundle, id: Option<DisplayId>) {
        // The terminal going away is no error of the cell.
        let _ = self.try_show(bundle, id);
    }

    fn try_show(&mut self, bundle: &MimeBundle, id: Option<DisplayId>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if let Some(text) = bundle.plain_text() {
            writeln!(out, "{text}")?;
        }
        if let Some(png) = png(bundle) {
            let width = bundle.metadata.get("image/png").and_then(|hints| hints["width"].as_u64());
            let file = self.pictures.show(png, width, &mut out)?;
            self.files.extend(id.zip(file));
        }
        out.flush()
    }

    /// A new content for an earlier display: its file changes, or else its text is printed again.
    fn update(&mut self, bundle: &MimeBundle, id: &DisplayId) {
        let written = self.files.get(id).zip(png(bundle)).is_some_and(|(path, png)| save(png, path).is_ok());
        if let (false, Some(text)) = (written, bundle.plain_text()) {
            let _ = writeln!(io::stdout(), "{text}");
        }
    }
}

fn png(bundle: &MimeBundle) -> Option<&str> {
    bundle.data.get("image/png").and_then(Value::as_str)
}

/// Shows a cell's error as the notebook would, in colours where standard error is a terminal.
pub(crate) fn show_error(error: &CellError) {
    let text = if error.traceback.is_empty() { error.to_string() } else { error.traceback.join("\n") };
    let _ = writeln!(io::stderr(), "{}", for_stderr(text));
}

/// A text as standard error takes it: a log has no colours.
pub(crate) fn for_stderr(text: String) -> String {
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if colours { text } else { without_colours(&text) }
}

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
            Output::Display(DisplayEvent::Display { bundle, id }) => self.show(&bundle, id),
            Output::Display(DisplayEvent::Result(bundle)) => self.show(&bundle, None),
            Output::Display(DisplayEvent::Update { bundle, id }) => self.update(&bundle, &id),
            Output::Display(DisplayEvent::ClearOutput { .. }) => {}
        }
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        let _ = write!(io::stderr(), "{prompt}");
        if password && io::stdin().is_terminal() {
            let line = hidden_line().map_err(|_| InputError::NotAvailable)?;
            let _ = writeln!(io::stderr());
            return Ok(line);
        }
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => Err(InputError::NotAvailable),
            Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        }
    }
}
