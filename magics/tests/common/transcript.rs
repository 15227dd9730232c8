//! What a session made, as text.

use std::fmt::Write as _;

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{CellError, Output, OutputSink, StreamName};

/// Writes everything down; answers every question with `yes`.
#[derive(Default)]
pub(crate) struct Transcript {
    pub(crate) text: String,
    /// The stream whose last line has no end yet: text arrives in pieces of any size.
    open: Option<StreamName>,
}

impl OutputSink for Transcript {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => self.stream(name, &text),
            Output::Display(DisplayEvent::Display { bundle, .. }) => self.bundle("display", &bundle),
            Output::Display(DisplayEvent::Result(bundle)) => self.bundle("result", &bundle),
            Output::Display(other) => self.line(&format!("{other:?}")),
        }
    }

    fn input(&mut self, prompt: &str, _: bool) -> Result<String, InputError> {
        self.line(&format!("asked: {prompt}"));
        Ok("yes".to_owned())
    }
}

impl Transcript {
    fn stream(&mut self, name: StreamName, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.open != Some(name) {
                self.close();
                self.text += if name == StreamName::Stderr { "err: " } else { "" };
            }
            // Blanks at the end of a line are of no interest.
            self.text += line.trim_end_matches(['\n', ' ']);
            if line.ends_with('\n') {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\n');
            }
            self.open = (!line.ends_with('\n')).then_some(name);
        }
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.text.push('\n');
        }
    }

    fn bundle(&mut self, what: &str, bundle: &MimeBundle) {
        let kinds: Vec<_> = bundle.data.keys().map(String::as_str).collect();
        self.line(&format!("{what} [{}]", kinds.join(", ")));
        for line in bundle.plain_text().unwrap_or_default().lines() {
            self.line(&format!("  {line}"));
        }
    }

    /// The text as it stays on the screen: a line that was wiped by `\r` (progress of what is made once) is gone.
    pub(crate) fn shown(&self) -> String {
        self.text.split_inclusive('\n').filter_map(shown_line).collect()
    }

    /// An error as the user reads it, without its first line.
    pub(crate) fn error(&mut self, error: &CellError) {
        self.line(&format!("ERROR {}: {}", error.name, error.message));
        for line in error.traceback.iter().skip(1).flat_map(|part| part.lines()) {
            self.line(&format!("  {line}"));
        }
    }

    pub(crate) fn line(&mut self, text: &str) {
        self.close();
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{}", text.trim_end());
    }
}

/// What a line shows after each `\r` has begun it again; nothing if that wiped it.
fn shown_line(line: &str) -> Option<String> {
    let Some((kept, rest)) = line.split_once('\r') else { return Some(line.to_owned()) };
    let mark = if kept.starts_with("err: ") { "err: " } else { "" };
    let mut shown: Vec<char> = kept[mark.len()..].chars().collect();
    for piece in rest.trim_end_matches('\n').split('\r') {
        let over: Vec<char> = piece.chars().collect();
        let hidden = over.len().min(shown.len());
        shown.splice(..hidden, over);
    }
    let shown: String = shown.into_iter().collect();
    (!shown.trim().is_empty()).then(|| format!("{mark}{}\n", shown.trim_end()))
}
