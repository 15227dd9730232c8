use std::sync::OnceLock;

use crate::{DisplayEvent, DisplayId, MimeBundle, Show};

/// What the process around the library offers: a notebook, a script, or nothing.
pub trait Host: Send + Sync {
    /// Shows, updates or clears outputs, in order with the text printed so far.
    fn event(&self, event: DisplayEvent);

    /// Asks the user for a line, without its newline.
    ///
    /// # Errors
    /// Where nobody can be asked, or the user interrupted.
    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError>;
}

/// Why [`input`] has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputError {
    /// This front end cannot ask (for example a notebook run without a browser).
    NotAvailable,
    /// The user interrupted instead of answering.
    Interrupted,
}

impl std::fmt::Display for InputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotAvailable => "input is not available: this front end cannot ask the user",
            Self::Interrupted => "input was interrupted",
        })
    }
}

impl std::error::Error for InputError {}

static HOST: OnceLock<Box<dyn Host>> = OnceLock::new();

/// Installs the host of this process; the first call wins, and `false` says that it was not this one.
pub fn set_host(host: Box<dyn Host>) -> bool {
    HOST.set(host).is_ok()
}

/// The host of this process; `None` in an ordinary program.
pub fn host() -> Option<&'static dyn Host> {
    HOST.get().map(AsRef::as_ref)
}

/// Shows a value now, in order with the text around it. Without a host nothing happens.
pub fn display<Via>(value: &(impl Show<Via> + ?Sized)) {
    if host().is_some() {
        display_bundle(value.mime_bundle());
    }
}

/// Apart, so that a cell compiles one call.
#[inline(never)]
fn display_bundle(bundle: MimeBundle) {
    if let Some(host) = host() {
        host.event(DisplayEvent::Display { bundle, id: None });
    }
}

/// Shows a value under a name, or replaces what stands under that name.
///
/// Pass `first = true` for the output that later calls replace. Without a host nothing happens.
pub fn update_display(id: &DisplayId, bundle: MimeBundle, first: bool) {
    if let Some(host) = host() {
        host.event(if first {
            DisplayEvent::Display { bundle, id: Some(id.clone()) }
        } else {
            DisplayEvent::Update { bundle, id: id.clone() }
        });
    }
}

/// Empties the cell's output, at once or when the next output arrives (`wait`). Without a host nothing happens.
pub fn clear_output(wait: bool) {
    if let Some(host) = host() {
        host.event(DisplayEvent::ClearOutput { wait });
    }
}

/// Asks the user for a line, without its newline; `password` hides what is typed.
///
/// # Errors
/// Where nobody can be asked (an ordinary program, a notebook run without a browser), or the user interrupted.
pub fn input(prompt: &str, password: bool) -> Result<String, InputError> {
    host().map_or(Err(InputError::NotAvailable), |host| host.input(prompt, password))
}
