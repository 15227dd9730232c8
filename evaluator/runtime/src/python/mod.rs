//! CPython inside the evaluator process, started by the first Python cell.
//!
//! Nothing links Python: the interpreter's shared library is opened when it is needed, and its
//! functions are found by name. Values cross as bytes ([`Shared`]); everything else is done by
//! `prelude.py`, which runs cells, shows their values and converts.

mod api;
mod find;
mod function;
mod interpreter;
mod share;

use std::sync::OnceLock;

use rootlet_display::{DisplayEvent, MimeBundle, host};
use serde_json::{Value, json};

pub use function::Function;
pub use share::{FromPython, Share, ShareNot, Shared, Sharing, ToPython};

use interpreter::Interpreter;

/// The type of the display by which a Python cell tells the kernel how it ended and which variables there are.
pub const REPORT: &str = "application/x-rootlet-python+json";

/// What went wrong in Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonError {
    /// In one sentence, or a traceback.
    pub message: String,
}

impl std::fmt::Display for PythonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PythonError {}

static INTERPRETER: OnceLock<Result<Interpreter, String>> = OnceLock::new();

/// The interpreter, if a Python cell has run.
fn interpreter() -> Result<&'static Interpreter, PythonError> {
    match INTERPRETER.get() {
        Some(Ok(interpreter)) => Ok(interpreter),
        Some(Err(message)) => Err(PythonError { message: message.clone() }),
        None => Err(PythonError { message: "Python is not running; run a `%%python` cell first".to_owned() }),
    }
}

/// Runs a Python cell, with the given variables of Rust in its namespace.
///
/// `executable` is the Python to use; only the first cell chooses. An exception is no error of this
/// function: what the cell did before it stays, and the kernel learns of it by a [`REPORT`].
///
/// # Errors
/// There is no usable Python.
pub fn run(
    executable: &str,
    number: u32,
    source: &str,
    variables: Vec<(&str, Option<Shared>)>,
) -> Result<(), PythonError> {
    INTERPRETER.get_or_init(|| Interpreter::start(executable));
    let python = interpreter()?;
    for (name, value) in variables {
        if let Some(Shared { kind, payload }) = value {
            python.call("receive", &[name.into(), kind.into(), payload.as_slice().into()])?;
        }
    }
    let report =
        python.with_signals(|| python.call("run", &[source.into(), format!("In[{number}]").as_str().into()]))?;
    let report: Value = serde_json::from_slice(&report).unwrap_or_else(|_| json!({}));
    if let Some(host) = host() {
        host.event(DisplayEvent::Display { bundle: MimeBundle::new().with(REPORT, report), id: None });
    }
    Ok(())
}

/// The Python variable of this name.
///
/// # Errors
/// There is none, or it is of another type.
pub fn get<T: FromPython>(name: &str) -> Result<T, PythonError> {
    T::get(name)
}

/// Proposals at a place in a Python cell (line from 1, column from 0) as JSON.
///
/// # Errors
/// Where Python does not run.
pub fn complete(source: &str, line: usize, column: usize) -> Result<String, PythonError> {
    let bytes = interpreter()?.call("complete", &[source.into(), line.into(), column.into()])?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
