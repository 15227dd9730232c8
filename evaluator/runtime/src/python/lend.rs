//! Variables of Rust that Python sees under their names.
//!
//! Numbers and texts go as copies, vectors and objects as views of Rust's own memory. When Rust
//! takes such a variable again, and Python still holds on to it, one of the two gets a copy.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use rootlet::{Hist1D, Hist2D, Hist3D};

use super::api::Object;
use super::class::give_name;
use super::handle::Handle;
use super::interpreter::Copy;
use super::native::{Native, function};
use super::scope::{Scope, Value};
use super::{Function, PythonError, ToPython, interpreter};

/// What Python borrows at present.
#[derive(Default)]
pub(crate) struct Loans(HashMap<String, Loan>);

struct Loan {
    /// The handle; one reference is ours.
    object: *mut Object,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// A vector, and how to copy it.
    Numbers(fn(&dyn Any) -> Option<Box<dyn Any>>),
    /// An object of a class.
    Object(Option<Copy>),
}

type Function1 = dyn Fn(f64) -> f64 + Send + Sync;
type Function2 = dyn Fn(f64, f64) -> f64 + Send + Sync;
type ModelFunction = dyn Fn(f64, &[f64]) -> f64 + Send + Sync;

impl Loans {
    /// Shows a variable to Python; one whose type has no form there is passed over.
    pub(crate) fn lend(&mut self, name: &str, value: &dyn Any) -> Result<(), PythonError> {
        if self.0.contains_key(name) {
            return Ok(());
        }
        let python = interpreter()?;
        python.locked(|scope| {
            if let Some((object, shown, kind)) = view(scope, value)? {
                self.0.insert(name.to_owned(), Loan { object: object.0, kind });
                return give_name(scope, name, shown);
            }
            match plain(scope, value)? {
                Some(value) => give_name(scope, name, value),
                None => Ok(()),
            }
        })
    }

    /// Rust takes a variable: Python's view of it ends, or lives on as a copy.
    pub(crate) fn take_back(&mut self, name: &str, value: &mut Box<dyn Any>) {
        let Some(loan) = self.0.remove(name) else { return };
        // Where Python does not run, nothing was lent.
        let Ok(python) = interpreter() else { return };
        python.locked(|scope| {
            if let Ok(text) = name.to_python(scope) {
                if let Ok(none) = python.call("withdraw", &[text]) {
                    scope.release(none);
                }
                scope.release(text);
            }
            // SAFETY: the loan holds a reference; the lock is held.
            let handle = unsafe { Handle::of(loan.object) };
            match loan.kind {
                Kind::Numbers(copy) if handle.is_used() => {
                    if let Some(copy) = copy(&**value) {
                        let data = handle.data();
                        handle.adopt(data, std::mem::replace(value, copy));
                    }
                }
                Kind::Object(Some(copy)) if handle.is_used() => {
                    // SAFETY: the class is that of the value's type.
                    let mut copy = unsafe { copy(handle.data()) };
                    let data: *mut dyn Any = &raw mut *copy;
                    handle.adopt(data.cast(), copy);
                }
                _ => handle.expire(),
            }
            scope.release(Value(loan.object));
        });
    }
}

/// A view of a vector or an object: its handle, and what Python is shown.
fn view(scope: &Scope, value: &dyn Any) -> Result<Option<(Value, Value, Kind)>, PythonError> {
    macro_rules! vectors {
        ($($type:ty, $format:literal, $dtype:literal;)*) => {
            $(
                if let Some(numbers) = value.downcast_ref::<Vec<$type>>() {
                    let owner = scope.interpreter.exporter(numbers.as_ptr(), numbers.len(), $format, None);
                    let shown = scope.interpreter.view(scope, owner, $dtype)?;
                    let copy = |value: &dyn Any| {
                        let copy: Box<dyn Any> = Box::new(value.downcast_ref::<Vec<$type>>()?.clone());
                        Some(copy)
                    };
                    return Ok(Some((owner, shown, Kind::Numbers(copy))));
                }
            )*
        };
    }
    vectors! {
        f64, c"d", "<f8";
        f32, c"f", "<f4";
        i64, c"q", "<i8";
        i32, c"i", "<i4";
        i16, c"h", "<i2";
        i8, c"b", "<i1";
        u64, c"Q", "<u8";
        u32, c"I", "<u4";
        u16, c"H", "<u2";
        u8, c"B", "<u1";
        usize, c"Q", "<u8";
        isize, c"q", "<i8";
    }
    let id: TypeId = value.type_id();
    let Some(class) = scope.interpreter.class_of(id) else { return Ok(None) };
    let data = std::ptr::from_ref(value).cast_mut().cast();
    // SAFETY: the store keeps the value in its place until it takes it back.
    let object = Value(unsafe { Handle::make(scope.api(), class.object, data, id, None) });
    scope.keep_alive(object);
    Ok(Some((object, object, Kind::Object(class.copy))))
}

/// A value as a copy.
fn plain(scope: &Scope, value: &dyn Any) -> Result<Option<Value>, PythonError> {
    macro_rules! copies {
        ($($type:ty)*) => {
            $(
                if let Some(value) = value.downcast_ref::<$type>() {
                    return value.clone().to_python(scope).map(Some);
                }
            )*
        };
    }
    copies! { f64 i32 i64 bool usize String &'static str f32 u64 u32 i16 i8 u16 u8 isize }
    copies! { Hist1D Hist2D Hist3D Vec<String> Vec<&'static str> Vec<bool> Vec<Vec<f64>> (f64, f64) }
    if let Some(function) = value.downcast_ref::<Function>() {
        return Ok(Some(function.object(scope)));
    }
    if let Some(&closure) = value.downcast_ref::<&'static Function1>() {
        return Ok(Some(closure_of(scope, 1, move |arguments| arguments.give(closure(arguments.get(0)?)))));
    }
    if let Some(&closure) = value.downcast_ref::<&'static Function2>() {
        let body =
            move |arguments: &super::Arguments<'_>| arguments.give(closure(arguments.get(0)?, arguments.get(1)?));
        return Ok(Some(closure_of(scope, 2, body)));
    }
    if let Some(&closure) = value.downcast_ref::<&'static ModelFunction>() {
        let body =
            move |arguments: &super::Arguments<'_>| arguments.give(closure(arguments.get(0)?, arguments.get(1)?));
        return Ok(Some(closure_of(scope, 2, body)));
    }
    Ok(None)
}

fn closure_of(
    scope: &Scope,
    arity: usize,
    body: impl Fn(&super::Arguments<'_>) -> Result<Value, PythonError> + Send + Sync + 'static,
) -> Value {
    function(scope, Native { name: "closure".to_owned(), arity, function: Box::new(body) })
}
