use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;

use rootlet::plot::quietly;
use rootlet_display::control::StoredVariable;

/// The variables of the session, by name.
///
/// A cell takes the variables that it names out of the store and puts them back at its end.
#[derive(Default)]
pub struct Store {
    variables: HashMap<String, Box<dyn Any>>,
    stored: Vec<StoredVariable>,
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

    /// Drops variables without showing plots that nobody looked at.
    pub(crate) fn forget(&mut self, names: Option<&[String]>) {
        quietly(|| match names {
            Some(names) => names.iter().for_each(|name| drop(self.variables.remove(name))),
            None => self.variables.clear(),
        });
    }

    /// What was stored since the last call.
    pub(crate) fn drain_stored(&mut self) -> Vec<StoredVariable> {
        std::mem::take(&mut self.stored)
    }

    #[inline(never)]
    fn take_any(&mut self, name: &str, id: TypeId, wanted: &str) -> Box<dyn Any> {
        let Some(value) = self.variables.remove(name) else { panic!("variable `{name}` is missing") };
        assert!((*value).type_id() == id, "variable `{name}` is not a `{wanted}`");
        value
    }

    #[inline(never)]
    fn put_any(&mut self, name: &str, value: Box<dyn Any>, type_name: &str, size: usize) {
        // A plot that nobody asked to see does not appear because its name is used again.
        let older = self.variables.insert(name.to_owned(), value);
        quietly(|| drop(older));
        self.stored.push(StoredVariable { name: name.to_owned(), type_name: type_name.to_owned(), size });
    }
}
