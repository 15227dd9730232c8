//! What the library finds around it: a notebook.

use std::path::PathBuf;
use std::sync::Arc;

use rootlet_display::control::{Marker, Report, Request};
use rootlet_display::{DisplayEvent, Host, InputError};

use crate::streams;
use crate::wire::Control;

pub(crate) struct NotebookHost {
    pub(crate) control: Arc<Control>,
    pub(crate) folder: PathBuf,
    pub(crate) token: String,
    pub(crate) can_ask: Arc<std::sync::atomic::AtomicBool>,
}

impl Host for NotebookHost {
    fn event(&self, event: DisplayEvent) {
        let number = streams::next_number();
        let path = self.folder.join(format!("{number}.json"));
        let written = serde_json::to_vec(&event)
            .map_err(|error| error.to_string())
            .and_then(|json| std::fs::write(&path, json).map_err(|error| format!("{}: {error}", path.display())));
        match written {
            Ok(()) => streams::mark_stdout(&self.token, Marker::Display(number)),
            Err(error) => eprintln!("rootlet: a display was lost: {error}"),
        }
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        if !self.can_ask.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(InputError::NotAvailable);
        }
        let marker = streams::mark_both(&self.token);
        self.control.send(&Report::Input { marker, prompt: prompt.to_owned(), password });
        let mut buffer = Vec::new();
        match self.control.receive(&mut buffer) {
            Some(Request::InputReply(Ok(line))) => Ok(line),
            Some(Request::InputReply(Err(true))) => Err(InputError::Interrupted),
            _ => Err(InputError::NotAvailable),
        }
    }
}
