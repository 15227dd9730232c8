//! Functions and structs of cells, made visible to Python by code that the kernel generates.

use std::any::{Any, TypeId};
use std::ffi::c_void;

use super::convert::list;
use super::interpreter::{Class as Known, Copy};
use super::native::{Arguments, Native, function};
use super::scope::{Scope, Value};
use super::{PythonError, ToPython, interpreter};

/// A function of Rust under a name in Python.
///
/// # Errors
/// Python does not run.
pub fn define(
    name: &str,
    arity: usize,
    body: impl Fn(&Arguments<'_>) -> Result<Value, PythonError> + Send + Sync + 'static,
) -> Result<(), PythonError> {
    let python = interpreter()?;
    let native = Native { name: name.to_owned(), arity, function: Box::new(body) };
    python.locked(|scope| {
        let function = function(scope, native);
        give_name(scope, name, function)
    })
}

/// Puts an object into the cells' namespace and releases it.
pub(super) fn give_name(scope: &Scope, name: &str, value: Value) -> Result<(), PythonError> {
    let name = name.to_python(scope)?;
    let done = scope.interpreter.call("receive", &[name, value]);
    scope.release(name);
    scope.release(value);
    done.map(|none| scope.release(none))
}

/// A class in Python for the Rust type `T`, member by member.
pub struct Class<T> {
    name: &'static str,
    members: Vec<(&'static str, Native)>,
    copy: Option<Copy>,
    marker: std::marker::PhantomData<fn(T)>,
}

impl<T: 'static> Class<T> {
    /// A class without members.
    pub fn new(name: &'static str) -> Self {
        Self { name, members: Vec::new(), copy: None, marker: std::marker::PhantomData }
    }

    /// A member: `kind` is `new`, `method`, `static`, `get` or `set`; methods receive the object first.
    #[must_use]
    pub fn with(
        mut self,
        kind: &'static str,
        name: &str,
        arity: usize,
        body: impl Fn(&Arguments<'_>) -> Result<Value, PythonError> + Send + Sync + 'static,
    ) -> Self {
        self.members.push((kind, Native { name: name.to_owned(), arity, function: Box::new(body) }));
        self
    }

    /// Python may keep copies of objects of which Rust has another use, and give them to Rust.
    #[must_use]
    pub fn copied(mut self) -> Self
    where
        T: Clone,
    {
        unsafe fn copy<T: Clone + 'static>(address: *const c_void) -> Box<dyn Any> {
            // SAFETY: the class's objects are of this type.
            Box::new(unsafe { &*address.cast::<T>() }.clone())
        }
        self.copy = Some(copy::<T>);
        self
    }

    /// Makes the class.
    ///
    /// # Errors
    /// Python does not run, or refuses a name.
    pub fn define(self) -> Result<(), PythonError> {
        let python = interpreter()?;
        python.locked(|scope| {
            let mut members = Vec::new();
            for (kind, native) in self.members {
                let name = native.name.clone();
                let function = function(scope, native);
                let member = (kind, name, Owned(function)).to_python(scope)?;
                members.push(member);
            }
            let (name, members) = (self.name.to_python(scope)?, list(scope, members)?);
            let class = python.call("make_class", &[name, members]);
            scope.release(name);
            scope.release(members);
            let class = class?;
            let known =
                Known { object: class.0, copy: self.copy, type_name: std::any::type_name::<T>(), size: size_of::<T>() };
            python.add_class(TypeId::of::<T>(), known);
            scope.keep_alive(class);
            give_name(scope, self.name, class)
        })
    }
}

/// A new object that is given away.
struct Owned(Value);

impl ToPython for Owned {
    fn to_python(self, _: &Scope) -> Result<Value, PythonError> {
        Ok(self.0)
    }
}
