/// What went wrong between Rust and Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonError {
    /// In one sentence, or a traceback.
    pub message: String,
    pub(super) kind: Kind,
}

/// Which exception Python sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `RuntimeError`.
    Failed,
    /// `TypeError`: an argument has the wrong type, or there are too few.
    Type,
    /// `ReferenceError`: the Rust value is gone.
    Gone,
}

impl PythonError {
    /// Something failed; `RuntimeError` in Python.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: Kind::Failed }
    }

    pub(super) fn of_type(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: Kind::Type }
    }
}

impl std::fmt::Display for PythonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PythonError {}
