use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{Output, OutputSink, StreamName};

/// The MIME type of figures for JSROOT.
pub(crate) const JSROOT: &str = "application/vnd.root+json";

/// Keeps what a cell makes; the rest of the session does not see it.
#[derive(Default)]
pub(crate) struct Captured {
    pub(crate) outputs: Vec<Output>,
}

impl Captured {
    /// The text of one stream.
    pub(crate) fn text(&self, wanted: StreamName) -> String {
        self.outputs
            .iter()
            .filter_map(|output| match output {
                Output::Stream { name, text } if *name == wanted => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Keeps the outputs that `keep` chooses and passes the others and all questions on.
pub(crate) struct Capture<'a> {
    pub(crate) inner: &'a mut dyn OutputSink,
    pub(crate) captured: &'a mut Captured,
    pub(crate) keep: fn(&Output) -> bool,
}

impl OutputSink for Capture<'_> {
    fn output(&mut self, output: Output) {
        if (self.keep)(&output) {
            self.captured.outputs.push(output);
        } else {
            self.inner.output(output);
        }
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.inner.input(prompt, password)
    }
}

/// Drops the values of expressions that are not the cell's last.
pub(crate) struct WithoutResults<'a>(pub(crate) &'a mut dyn OutputSink);

impl OutputSink for WithoutResults<'_> {
    fn output(&mut self, output: Output) {
        if !matches!(output, Output::Display(DisplayEvent::Result(_))) {
            self.0.output(output);
        }
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.0.input(prompt, password)
    }
}

/// Removes the interactive form of figures that have a static one, from `%jsroot off` to `%jsroot on`.
pub(crate) struct Figures<'a> {
    pub(crate) sink: &'a mut dyn OutputSink,
    /// The session's choice, which a line of the cell may change.
    pub(crate) interactive: Arc<AtomicBool>,
}

impl OutputSink for Figures<'_> {
    fn output(&mut self, mut output: Output) {
        if !self.interactive.load(Ordering::Relaxed)
            && let Output::Display(
                DisplayEvent::Display { bundle, .. }
                | DisplayEvent::Update { bundle, .. }
                | DisplayEvent::Result(bundle),
            ) = &mut output
        {
            remove_interactive(bundle);
        }
        self.sink.output(output);
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.sink.input(prompt, password)
    }
}

fn remove_interactive(bundle: &mut MimeBundle) {
    if bundle.data.keys().any(|mime| mime.starts_with("image/")) {
        bundle.data.remove(JSROOT);
        bundle.metadata.remove(JSROOT);
    }
}
