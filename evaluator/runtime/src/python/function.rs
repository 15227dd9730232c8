use super::PythonError;
use super::api::Object;
use super::interpreter::Interpreter;

/// A Python function that Rust can call, from any thread.
pub struct Function {
    interpreter: &'static Interpreter,
    object: *mut Object,
    name: String,
}

// SAFETY: every use takes the interpreter's lock first.
unsafe impl Send for Function {}
// SAFETY: as above.
unsafe impl Sync for Function {}

impl Function {
    /// Takes over one reference to `object`.
    pub(super) fn new(interpreter: &'static Interpreter, object: *mut Object, name: &str) -> Self {
        Self { interpreter, object, name: name.to_owned() }
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
        self.interpreter.locked(|api| {
            // SAFETY: the lock is held; every new reference is given away or released.
            unsafe {
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
                if !result.is_null() {
                    let number = (api.float_get)(result);
                    (api.decrement)(result);
                    if number != -1.0 || (api.error_occurred)().is_null() {
                        return Ok(number);
                    }
                }
                // The traceback goes to standard error, where the user sees it above the cell's error.
                (api.error_print)();
                Err(PythonError { message: format!("the Python function `{}` failed", self.name) })
            }
        })
    }
}

impl Clone for Function {
    fn clone(&self) -> Self {
        // SAFETY: the lock is held, and the object lives because this reference does.
        self.interpreter.locked(|api| unsafe { (api.increment)(self.object) });
        Self { interpreter: self.interpreter, object: self.object, name: self.name.clone() }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // SAFETY: the lock is held; this reference is ours.
        self.interpreter.locked(|api| unsafe { (api.decrement)(self.object) });
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<Python function {}>", self.name)
    }
}
