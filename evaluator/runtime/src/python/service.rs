//! What the kernel asks of Python, without compiling any Rust.

use std::any::Any;

use rootlet::{Hist1D, Hist2D, Hist3D};
use rootlet_display::{DisplayEvent, MimeBundle, host};
use serde_json::Value as Json;

use super::interpreter::Interpreter;
use super::scope::{Scope, Value};
use super::{Function, INTERPRETER, PythonError, REPORT, interpreter};
use crate::store::Store;

/// Does what the request says; the answer is a display of the type [`REPORT`].
///
/// # Errors
/// There is no usable Python, or a variable has another type. An exception of a cell is no error:
/// what the cell did before it stays, and the report tells of it.
pub(crate) fn serve(store: &mut Store, request: &Json) -> Result<(), PythonError> {
    let text = |key: &str| request[key].as_str().unwrap_or_default();
    match text("do") {
        "start" => start(text("executable"), text("cache")).map(|_| ()),
        "run" => {
            let python = start(text("executable"), text("cache"))?;
            for name in request["names"].as_array().into_iter().flatten().filter_map(Json::as_str) {
                store.lend(name)?;
            }
            report(&python.with_signals(|| python.ask("run", &[text("source"), text("name")]))?)
        }
        "bind" => {
            let python = interpreter()?;
            for pair in request["names"].as_array().into_iter().flatten() {
                let (name, kind) = (pair[0].as_str().unwrap_or_default(), pair[1].as_str().unwrap_or_default());
                bind(python, store, name, kind)?;
            }
            Ok(())
        }
        "complete" => {
            let place = |key: &str| request[key].as_u64().unwrap_or_default().to_string();
            report(&interpreter()?.ask("complete", &[text("source"), &place("line"), &place("column")])?)
        }
        other => Err(PythonError::new(format!("nobody knows how to `{other}`"))),
    }
}

/// The interpreter, started if this is the first use. After a failure the user may install or choose
/// another Python and try again.
fn start(executable: &str, cache: &str) -> Result<&'static Interpreter, PythonError> {
    if INTERPRETER.get().is_none() {
        let mut started = Interpreter::start(executable, cache).map_err(PythonError::new)?;
        started.prepare(cache).map_err(PythonError::new)?;
        let _ = INTERPRETER.set(started);
    }
    interpreter()
}

fn report(json: &str) -> Result<(), PythonError> {
    let report: Json = serde_json::from_str(json).map_err(|error| PythonError::new(error.to_string()))?;
    if let Some(host) = host() {
        host.event(DisplayEvent::Display { bundle: MimeBundle::new().with(REPORT, report), id: None });
    }
    Ok(())
}

/// Gives a variable of Python to Rust; `kind` is what the prelude said of it.
fn bind(python: &'static Interpreter, store: &mut Store, name: &str, kind: &str) -> Result<(), PythonError> {
    macro_rules! kinds {
        ($scope:ident, $value:ident, $($text:literal $type:ty),*) => {
            match kind {
                $($text => {
                    let value: $type = $scope.take($value)?;
                    store.put(name, value);
                })*
                _ => {
                    let (value, type_name, size) = copy_of($scope, $value).ok_or_else(|| {
                        PythonError::of_type(format!("the Python variable `{name}` has no form in Rust"))
                    })?;
                    store.put_boxed(name, value, type_name, size);
                }
            }
        };
    }
    let result = python.locked(|scope| {
        let value = python.variable(name)?;
        kinds!(scope, value,
            "f64" f64, "i64" i64, "bool" bool, "String" String,
            "Vec<f64>" Vec<f64>, "Vec<i64>" Vec<i64>, "Vec<String>" Vec<String>,
            "Hist1D" Hist1D, "Hist2D" Hist2D, "Hist3D" Hist3D, "Function" Function
        );
        Ok::<(), PythonError>(())
    });
    result.map_err(|error| PythonError::new(format!("the Python variable `{name}`: {error}")))
}

/// A copy of the Rust object behind a Python object.
fn copy_of(scope: &Scope, value: Value) -> Option<(Box<dyn Any>, &'static str, usize)> {
    let (id, data) = scope.behind(value)?;
    let class = scope.interpreter.class_of(id)?;
    // SAFETY: the class is that of the type at the address.
    let copy = unsafe { class.copy?(data) };
    Some((copy, class.type_name, class.size))
}
