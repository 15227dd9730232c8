use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;

use rootlet::plot::quietly;
use rootlet_display::control::StoredVariable;

use crate::python::{Loans, PythonError};

/// The variables of the session, by name.
///
/// A cell takes the variables that it names out of the store and puts them back at its end.
#[derive(Default)]
pub struct Store {
    variables: HashMap<String, Box<dyn Any>>,
    stored: Vec<StoredVariable>,
    /// What Python sees at present; it is told before a value moves.
    loans: Loans,
}

impl Store {
    /// Moves a variable out.
    ///
    /// # Panics
    /// If the variable is missing or has another type: the kernel generated the call from what
    /// this store reported, so this is a bug in the kernel.
    pub fn take<T: 'static>(&mut self, name: &str) -> T {
        let value = self.take_any(name, TypeId::of::<T>(), type_name::<T>());
        match value.downcast::<T>() {
            Ok(value) => *value,
            Err(_) => unreachable!("`take_any` checked the type"),
        }
    }

    /// Stores a variable, replacing an older one of that name.
    pub fn put<T: 'static>(&mut self, name: &str, value: T) {
        self.put_any(name, Box::new(value), type_name::<T>(), size_of::<T>());
    }

    /// Leaks a closure, so that every later cell can call and copy a reference to it.
    pub fn put_closure<F: ?Sized + 'static>(&mut self, name: &str, closure: Box<F>) {
        let closure: &'static F = Box::leak(closure);
        self.put(name, closure);
    }

    /// Stores a variable whose type only its maker knows.
    pub(crate) fn put_boxed(&mut self, name: &str, value: Box<dyn Any>, type_name: &str, size: usize) {
        self.put_any(name, value, type_name, size);
    }

    /// A variable where it is.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut dyn Any> {
        self.variables.get_mut(name).map(|value| &mut **value)
    }

    /// Shows a variable to Python, if there is one of this name and its type has a form there.
    pub(crate) fn lend(&mut self, name: &str) -> Result<(), PythonError> {
        match self.variables.get(name) {
            Some(value) => self.loans.lend(name, &**value),
            None => Ok(()),
        }
    }

    /// Drops variables without showing plots that nobody looked at.
    pub(crate) fn forget(&mut self, names: Option<&[String]>) {
        let names = names.map_or_else(|| self.variables.keys().cloned().collect(), <[String]>::to_vec);
        for name in names {
            let value = self.remove(&name);
            quietly(|| drop(value));
        }
    }

    /// What was stored since the last call.
    pub(crate) fn drain_stored(&mut self) -> Vec<StoredVariable> {
        std::mem::take(&mut self.stored)
    }

    #[inline(never)]
    fn take_any(&mut self, name: &str, id: TypeId, wanted: &str) -> Box<dyn Any> {
        let Some(value) = self.remove(name) else { panic!("variable `{name}` is missing") };
        assert!((*value).type_id() == id, "variable `{name}` is not a `{wanted}`");
        value
    }

    #[inline(never)]
    fn put_any(&mut self, name: &str, value: Box<dyn Any>, type_name: &str, size: usize) {
        // A plot that nobody asked to see does not appear because its name is used again.
        let older = self.remove(name);
        quietly(|| drop(older));
        self.variables.insert(name.to_owned(), value);
        self.stored.push(StoredVariable { name: name.to_owned(), type_name: type_name.to_owned(), size });
    }

    fn remove(&mut self, name: &str) -> Option<Box<dyn Any>> {
        let mut value = self.variables.remove(name)?;
        self.loans.take_back(name, &mut value);
        Some(value)
    }
}
