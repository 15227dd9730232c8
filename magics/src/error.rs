use rootlet_evaluator::CellError;

/// A line below an error, as the engine writes it below rustc's.
pub(crate) fn hint(advice: &str) -> String {
    format!("\u{1b}[1m\u{1b}[36mhint\u{1b}[0m: {advice}")
}

/// Why a magic failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MagicError {
    /// Wrong options or arguments.
    #[error("{magic}: {problem}")]
    Usage {
        /// The magic as it is written.
        magic: String,
        /// What is wrong.
        problem: String,
        /// How it is used.
        usage: String,
    },
    /// No such magic.
    #[error("no magic `{written}`{}", near_text(near))]
    Unknown {
        /// As the user wrote it.
        written: String,
        /// Names like it, nearest first.
        near: Vec<String>,
    },
    /// The magic exists in the other form, or in IPython only.
    #[error("{what}; {hint}")]
    Refused {
        /// What does not work.
        what: String,
        /// What works instead.
        hint: String,
    },
    /// A command ended badly.
    #[error("{command} {ended}")]
    Command {
        /// What ran.
        command: String,
        /// How it ended.
        ended: crate::shell::Ended,
    },
    /// A file or process could not be used.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried, on what.
        action: String,
        /// The system's answer.
        source: std::io::Error,
    },
    /// C++ that did not compile.
    #[error("{summary}")]
    Compile {
        /// How many errors.
        summary: String,
        /// The compiler's messages.
        messages: String,
    },
    /// The user interrupted.
    #[error("interrupted")]
    Interrupted,
    /// A cell that the magic ran failed.
    #[error(transparent)]
    Cell(#[from] CellError),
}

impl MagicError {
    /// For `map_err` of file operations: `MagicError::io("write `a.txt`")`.
    pub(crate) fn io(action: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let action = action.into();
        move |source| Self::Io { action, source }
    }

    pub(crate) fn refused(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), hint: hint.into() }
    }
}

impl From<MagicError> for CellError {
    fn from(error: MagicError) -> Self {
        let message = error.to_string();
        let (name, more) = match error {
            MagicError::Cell(error) => return error,
            MagicError::Usage { usage, .. } => ("UsageError", vec![format!("usage: {usage}")]),
            MagicError::Unknown { .. } => ("UnknownMagic", vec!["`%lsmagic` lists all of them".to_owned()]),
            MagicError::Refused { .. } => ("Unsupported", Vec::new()),
            MagicError::Command { .. } => ("CommandError", Vec::new()),
            MagicError::Io { .. } => ("IoError", Vec::new()),
            MagicError::Compile { messages, .. } => ("CompileError", vec![messages]),
            MagicError::Interrupted => ("Interrupted", Vec::new()),
        };
        let mut traceback = vec![format!("\u{1b}[31m{name}\u{1b}[0m: {message}")];
        traceback.extend(more);
        Self { name: name.to_owned(), message, traceback }
    }
}

fn near_text(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => format!("; near: {}", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}
