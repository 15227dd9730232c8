//! CPython inside the evaluator process, started by the first Python cell.
//!
//! Nothing links Python: the interpreter's shared library is opened when it is needed, and its
//! functions are found by name. The kernel asks for cells and variables by `service`; functions and
//! structs of cells are made visible by generated code that uses [`define`] and [`Class`]. Showing
//! values and figures, tracebacks and completion are the business of `prelude.py`.

mod api;
mod class;
mod convert;
mod error;
mod find;
mod fork;
mod function;
mod handle;
mod interpreter;
mod lend;
mod native;
mod scope;
pub(crate) mod service;

use std::sync::OnceLock;

pub use class::{Class, define};
pub use convert::{FromPython, ToPython};
pub use error::PythonError;
pub use function::Function;
pub use native::Arguments;
pub use scope::{Scope, Value};

pub(crate) use fork::{Forking, before_fork};
pub(crate) use lend::Loans;

use interpreter::Interpreter;

/// The type of the display by which a Python cell tells the kernel how it ended and which variables there are.
pub const REPORT: &str = "application/x-rootlet-python+json";

static INTERPRETER: OnceLock<Interpreter> = OnceLock::new();

/// The interpreter, if a Python cell has run.
fn interpreter() -> Result<&'static Interpreter, PythonError> {
    INTERPRETER.get().ok_or_else(|| PythonError::new("Python is not running; run a `%%python` cell first"))
}

/// The Python variable of this name.
///
/// # Errors
/// There is none, or it is of another type.
pub fn get<T: for<'s> FromPython<'s>>(name: &str) -> Result<T, PythonError> {
    let python = interpreter()?;
    python.locked(|scope| scope.take(python.variable(name)?))
}
