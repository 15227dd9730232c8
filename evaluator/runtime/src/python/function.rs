use super::PythonError;
use super::api::Object;
use super::interpreter::Interpreter;
use super::scope::{Scope, Value};

/// A Python function that Rust can call, from any thread.
pub struct Function {
    interpreter: &'static Interpreter,
    object: *mut Object,
}

// SAFETY: every use takes the interpreter's lock first.
unsafe impl Send for Function {}
// SAFETY: as above.
unsafe impl Sync for Function {}

impl Function {
    /// Takes over one reference to `object`.
    pub(super) fn new(interpreter: &'static Interpreter, object: *mut Object) -> Self {
        Self { interpreter, object }
    }

    /// A new reference to the object.
    pub(super) fn object(&self, scope: &Scope) -> Value {
        let value = Value(self.object);
        scope.keep_alive(value);
        value
    }

    /// Calls it with a number and returns a number.
    ///
    /// # Errors
    /// Python raised, or returned something else.
    pub fn call(&self, x: f64) -> Result<f64, PythonError> {
        self.call_with(&[x], None)
    }

    /// Calls it with numbers.
    ///
    /// # Errors
    /// Python raised, or returned something else.
    pub fn call_numbers(&self, arguments: &[f64]) -> Result<f64, PythonError> {
        self.call_with(arguments, None)
    }

    /// Calls it as a model: with `x` and a tuple of parameters.
    ///
    /// # Errors
    /// Python raised, or returned something else.
    pub fn call_model(&self, x: f64, parameters: &[f64]) -> Result<f64, PythonError> {
        self.call_with(&[x], Some(parameters))
    }

    /// A closure for `Model::new`.
    ///
    /// # Panics
    /// The closure panics with Python's exception.
    pub fn model(self) -> impl Fn(f64, &[f64]) -> f64 + Send + Sync + 'static {
        move |x, parameters| self.call_model(x, parameters).unwrap_or_else(|error| panic!("{error}"))
    }

    fn call_with(&self, numbers: &[f64], more: Option<&[f64]>) -> Result<f64, PythonError> {
        self.interpreter.locked(|scope| {
            let api = scope.api();
            // SAFETY: the lock is held; every new reference is given away or released.
            let result = unsafe {
                let arguments = (api.tuple_new)((numbers.len() + usize::from(more.is_some())) as isize);
                for (index, number) in (0..).zip(numbers) {
                    (api.tuple_set)(arguments, index, (api.float_new)(*number));
                }
                if let Some(more) = more {
                    let tuple = (api.tuple_new)(more.len() as isize);
                    for (index, number) in (0..).zip(more) {
                        (api.tuple_set)(tuple, index, (api.float_new)(*number));
                    }
                    (api.tuple_set)(arguments, numbers.len() as isize, tuple);
                }
                let result = (api.call)(self.object, arguments);
                (api.decrement)(arguments);
                result
            };
            let number = if result.is_null() {
                Err(scope.raised())
            } else {
                let number = scope.take(Value(result));
                scope.release(Value(result));
                number
            };
            number.map_err(|error| PythonError::new(format!("the Python function `{}`: {error}", self.name(scope))))
        })
    }

    fn name(&self, scope: &Scope) -> String {
        // SAFETY: the lock is held; the name is released.
        unsafe {
            let name = Value((scope.api().attribute)(self.object, c"__name__".as_ptr()));
            if name.0.is_null() {
                (scope.api().error_clear)();
                return "?".to_owned();
            }
            let text = scope.text(name).unwrap_or("?").to_owned();
            scope.release(name);
            text
        }
    }
}

impl Clone for Function {
    fn clone(&self) -> Self {
        self.interpreter.locked(|scope| scope.keep_alive(Value(self.object)));
        Self { interpreter: self.interpreter, object: self.object }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.interpreter.locked(|scope| scope.release(Value(self.object)));
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.interpreter.locked(|scope| self.name(scope));
        write!(f, "<Python function {name}>")
    }
}
