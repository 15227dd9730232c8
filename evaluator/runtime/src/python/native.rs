//! What the prelude calls in Rust, and how Python calls Rust at all.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

use rootlet_display::{DisplayEvent, InputError, MimeBundle, host};

use super::api::{FAST, FastFunction, MethodDef, Object, TupleFunction, VARIADIC};
use super::error::Kind;
use super::handle::Handle;
use super::interpreter::Interpreter;
use super::scope::{Scope, Value};
use super::{INTERPRETER, PythonError};
use crate::streams::{StreamName, switch_to};

/// What `prelude.py` calls; its functions live as long as the process.
pub(super) static METHODS: [MethodDef; 4] = [
    method(c"_native_display", display),
    method(c"_native_input", input),
    method(c"_native_method", instance_method),
    method(c"_native_switch", switch),
];

const fn method(name: &'static std::ffi::CStr, function: TupleFunction) -> MethodDef {
    MethodDef {
        name: name.as_ptr(),
        function: function as *const c_void,
        flags: VARIADIC,
        documentation: std::ptr::null(),
    }
}

/// What a closure does with its arguments.
pub(super) type Body = Box<dyn Fn(&Arguments<'_>) -> Result<Value, PythonError> + Send + Sync>;

/// A closure that Python calls.
pub(super) struct Native {
    pub(super) name: String,
    pub(super) arity: usize,
    pub(super) function: Body,
}

/// What Python passes to a function of Rust.
pub struct Arguments<'a> {
    scope: Scope,
    values: &'a [*mut Object],
    native: &'a Native,
}

impl Arguments<'_> {
    fn value(&self, index: usize) -> Result<Value, PythonError> {
        self.values.get(index).map(|object| Value(*object)).ok_or_else(|| self.count_error())
    }

    fn count_error(&self) -> PythonError {
        let Native { name, arity, .. } = self.native;
        PythonError::of_type(format!("{name}() takes {arity} arguments, and {} were given", self.values.len()))
    }

    fn at<T>(&self, index: usize, result: Result<T, PythonError>) -> Result<T, PythonError> {
        result.map_err(|error| PythonError {
            message: format!("{}(), argument {}: {}", self.native.name, index + 1, error.message),
            kind: error.kind,
        })
    }

    /// An argument as a Rust value.
    ///
    /// # Errors
    /// It is missing, or of another type.
    #[inline]
    pub fn get<'s, T: super::FromPython<'s>>(&'s self, index: usize) -> Result<T, PythonError> {
        T::from_python(&self.scope, self.value(index)?).or_else(|error| self.at(index, Err(error)))
    }

    /// An argument as an object of a cell's struct.
    ///
    /// # Errors
    /// It is missing, something else, or in use.
    pub fn object<T: 'static>(&self, index: usize) -> Result<&T, PythonError> {
        self.at(index, self.scope.object(self.value(index)?))
    }

    /// As [`Arguments::object`], to change it.
    ///
    /// # Errors
    /// As there.
    pub fn object_mut<T: 'static>(&self, index: usize) -> Result<&mut T, PythonError> {
        self.at(index, self.scope.object_mut(self.value(index)?))
    }

    /// What the function returns.
    ///
    /// # Errors
    /// The value is an error itself.
    #[inline]
    pub fn give<T: super::ToPython>(&self, value: T) -> Result<Value, PythonError> {
        value.to_python(&self.scope)
    }

    /// An object that the function returns.
    ///
    /// # Errors
    /// No class was defined for its type.
    pub fn give_object<T: 'static>(&self, value: T) -> Result<Value, PythonError> {
        self.scope.give_object(value)
    }
}

/// A Python function that calls a closure of Rust. The lock is held.
pub(super) fn function(scope: &Scope, native: Native) -> Value {
    // A function of Python may outlive everything: its description is never freed.
    let native: &'static mut Native = Box::leak(Box::new(native));
    let name = std::ffi::CString::new(native.name.as_str()).unwrap_or_default();
    let definition = Box::leak(Box::new(MethodDef {
        name: name.into_raw(),
        function: (call as FastFunction) as *const c_void,
        flags: FAST,
        documentation: std::ptr::null(),
    }));
    let api = scope.api();
    // SAFETY: the lock is held; the handle holds a pointer that lives for ever.
    unsafe {
        let data: *mut Native = &raw mut *native;
        let id = std::any::TypeId::of::<Native>();
        let this = Handle::make(api, scope.interpreter.handle_type, data.cast(), id, None);
        let function = (api.function_new)(&raw const *definition, this, null_mut());
        (api.decrement)(this);
        Value(function)
    }
}

/// Every call of Python into Rust.
unsafe extern "C" fn call(this: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    with_interpreter(|interpreter| {
        // SAFETY: `this` is the handle that `function` made; Python passes this many arguments.
        let (native, values) = unsafe {
            let native = &*Handle::of(this).data().cast::<Native>();
            let count = count as usize;
            (native, if count == 0 { &[] } else { std::slice::from_raw_parts(arguments, count) })
        };
        let arguments = Arguments { scope: Scope::new(interpreter), values, native };
        if values.len() != native.arity {
            return Err(arguments.count_error());
        }
        (native.function)(&arguments)
    })
}

/// Runs what Python called. A panic must not cross Python's frames: it becomes a `RuntimeError`.
fn with_interpreter(body: impl FnOnce(&'static Interpreter) -> Result<Value, PythonError>) -> *mut Object {
    let Some(interpreter) = INTERPRETER.get() else { return null_mut() };
    let api = &interpreter.api;
    let error = match catch_unwind(AssertUnwindSafe(|| body(interpreter))) {
        Ok(Ok(value)) => return value.0,
        Ok(Err(error)) => error,
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message");
            // The wrappers of C++ functions panic with what C++ threw.
            let is_cpp = text.starts_with("C++ exception: ");
            let error = PythonError::new(if is_cpp { text.to_owned() } else { format!("Rust panicked: {text}") });
            // A payload's own destructor may panic; a leak is the lesser evil.
            std::mem::forget(payload);
            error
        }
    };
    let kind = match error.kind {
        Kind::Failed => api.runtime_error,
        Kind::Type => api.type_error,
        Kind::Gone => api.reference_error,
    };
    // SAFETY: the lock is held by Python, which called us.
    unsafe { api.raise(kind, &error.message) };
    null_mut()
}

/// The object at `index` of the tuple that Python passed.
fn argument(scope: &Scope, arguments: *mut Object, index: isize) -> Value {
    // SAFETY: the lock is held; the reference is borrowed from the tuple.
    Value(unsafe { (scope.api().tuple_get)(arguments, index) })
}

/// `_native_display(json, is_result)`.
unsafe extern "C" fn display(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_interpreter(|interpreter| {
        let scope = Scope::new(interpreter);
        let (text, is_result) = (argument(&scope, arguments, 0), argument(&scope, arguments, 1));
        let bundle = scope.text(text).and_then(|text| serde_json::from_str::<MimeBundle>(text).ok());
        if let (Some(host), Some(bundle)) = (host(), bundle) {
            host.event(if scope.take(is_result)? {
                DisplayEvent::Result(bundle)
            } else {
                DisplayEvent::Display { bundle, id: None }
            });
        }
        scope.give(())
    })
}

/// `_native_input(prompt, password)`: the answer and a problem, one of them empty.
unsafe extern "C" fn input(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_interpreter(|interpreter| {
        let scope = Scope::new(interpreter);
        let prompt = scope.take::<&str>(argument(&scope, arguments, 0))?;
        let password = scope.take(argument(&scope, arguments, 1))?;
        let answer = host().map_or(Err(InputError::NotAvailable), |host| host.input(prompt, password));
        scope.give(match answer {
            Ok(answer) => (answer, String::new()),
            Err(InputError::Interrupted) => (String::new(), "interrupted".to_owned()),
            Err(error) => (String::new(), error.to_string()),
        })
    })
}

/// `_native_method(function)`: the function as a method, which built-in functions are not by themselves.
unsafe extern "C" fn instance_method(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_interpreter(|interpreter| {
        let scope = Scope::new(interpreter);
        // SAFETY: the lock is held by Python.
        Ok(Value(unsafe { (interpreter.api.method_new)(argument(&scope, arguments, 0).0) }))
    })
}

/// `_native_switch(number)`: what Python prints from now on goes to stdout (1) or stderr (2).
unsafe extern "C" fn switch(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_interpreter(|interpreter| {
        let scope = Scope::new(interpreter);
        let number: i64 = scope.take(argument(&scope, arguments, 0))?;
        switch_to(if number == 1 { StreamName::Stdout } else { StreamName::Stderr });
        scope.give(())
    })
}
