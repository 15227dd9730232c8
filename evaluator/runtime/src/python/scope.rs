use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::ffi::c_void;

use super::api::{Api, Buffer, Object};
use super::error::Kind;
use super::handle::{Details, Handle};
use super::interpreter::Interpreter;
use super::{FromPython, PythonError, ToPython};

/// A Python object, borrowed or owned as its place says.
#[derive(Clone, Copy)]
pub struct Value(pub(super) *mut Object);

/// The time in which Rust holds Python's lock; what was borrowed from Python lives as long.
pub struct Scope {
    pub(super) interpreter: &'static Interpreter,
    held: RefCell<Held>,
}

#[derive(Default)]
struct Held {
    #[expect(clippy::vec_box, reason = "they are lent, and must not move when the list grows")]
    buffers: Vec<Box<Buffer>>,
    values: Vec<Box<dyn Any>>,
    borrows: Vec<(*mut Details, isize)>,
}

impl Scope {
    /// Only where the lock is held.
    pub(super) fn new(interpreter: &'static Interpreter) -> Self {
        Self { interpreter, held: RefCell::default() }
    }

    pub(super) fn api(&self) -> &'static Api {
        &self.interpreter.api
    }

    /// Keeps a value as long as this scope lives.
    pub(super) fn keep<T: 'static>(&self, value: T) -> &T {
        let value = Box::new(value);
        let address: *const T = &raw const *value;
        self.held.borrow_mut().values.push(value);
        // SAFETY: the box does not move its contents, and lives as long as `self`.
        unsafe { &*address }
    }

    /// The memory that an object exports, contiguous and with a format; `None` where it exports none.
    pub(super) fn buffer(&self, object: Value) -> Option<&Buffer> {
        const FORMAT_AND_SHAPE: i32 = 4 | 8;
        let mut buffer = Box::new(Buffer {
            data: std::ptr::null_mut(),
            object: std::ptr::null_mut(),
            bytes: 0,
            item_size: 0,
            read_only: 0,
            dimensions: 0,
            format: std::ptr::null_mut(),
            shape: std::ptr::null_mut(),
            strides: std::ptr::null_mut(),
            sub_offsets: std::ptr::null_mut(),
            internal: std::ptr::null_mut(),
        });
        // SAFETY: the lock is held; the structure lives until it is released.
        unsafe {
            if (self.api().buffer_get)(object.0, &raw mut *buffer, FORMAT_AND_SHAPE) != 0 {
                (self.api().error_clear)();
                return None;
            }
            let address: *const Buffer = &raw const *buffer;
            self.held.borrow_mut().buffers.push(buffer);
            Some(&*address)
        }
    }

    /// The Rust object of type `T` behind a Python object.
    ///
    /// # Errors
    /// It is something else, Rust took it back, or it is lent mutably.
    pub fn object<T: 'static>(&self, value: Value) -> Result<&T, PythonError> {
        // SAFETY: the borrow is counted, and undone only when this scope ends.
        Ok(unsafe { &*self.borrow::<T>(value, 1)?.cast::<T>() })
    }

    /// As [`Scope::object`], to change it.
    ///
    /// # Errors
    /// As there; also where it is lent at all.
    #[expect(clippy::mut_from_ref, reason = "the borrow is counted at run time")]
    pub fn object_mut<T: 'static>(&self, value: Value) -> Result<&mut T, PythonError> {
        // SAFETY: as above; no other reference exists.
        Ok(unsafe { &mut *self.borrow::<T>(value, -1)?.cast::<T>() })
    }

    fn borrow<T: 'static>(&self, value: Value, how: isize) -> Result<*mut c_void, PythonError> {
        let name = || {
            let name = std::any::type_name::<T>();
            name.rsplit("::").next().unwrap_or(name).to_owned()
        };
        // SAFETY: the lock is held; only instances of our type are read as handles.
        unsafe {
            if (self.api().is_instance)(value.0, self.interpreter.handle_type) != 1 {
                (self.api().error_clear)();
                return Err(PythonError::of_type(format!("a Rust `{}` is needed", name())));
            }
            let handle = Handle::of(value.0);
            let data = handle.data();
            let Some(details) = handle.details() else { return Err(PythonError::of_type("no Rust value")) };
            if details.id != TypeId::of::<T>() {
                return Err(PythonError::of_type(format!("a Rust `{}` is needed", name())));
            }
            if data.is_null() {
                let message = "Rust used this variable since; name it again to see its present value".to_owned();
                return Err(PythonError { message, kind: Kind::Gone });
            }
            if details.borrows < 0 || (how < 0 && details.borrows > 0) {
                return Err(PythonError::new(format!("this `{}` is in use by a call that changes it", name())));
            }
            details.borrows += how;
            self.held.borrow_mut().borrows.push((&raw mut *details, how));
            Ok(data)
        }
    }

    /// A new object of a class that was defined for `T`.
    ///
    /// # Errors
    /// No class was defined for `T`.
    pub fn give_object<T: 'static>(&self, value: T) -> Result<Value, PythonError> {
        let class = self
            .interpreter
            .class_of(TypeId::of::<T>())
            .ok_or_else(|| PythonError::of_type(format!("`{}` has no form in Python", std::any::type_name::<T>())))?;
        let mut value = Box::new(value);
        let data: *mut T = &raw mut *value;
        // SAFETY: the lock is held; the object keeps its value.
        Ok(Value(unsafe { Handle::make(self.api(), class.object, data.cast(), TypeId::of::<T>(), Some(value)) }))
    }

    /// A Rust value as a new Python object.
    ///
    /// # Errors
    /// The value is an error itself.
    pub fn give<T: ToPython>(&self, value: T) -> Result<Value, PythonError> {
        value.to_python(self)
    }

    /// A Python object as a Rust value.
    ///
    /// # Errors
    /// It is of another type.
    pub fn take<'s, T: FromPython<'s>>(&'s self, value: Value) -> Result<T, PythonError> {
        T::from_python(self, value)
    }

    /// Gives up a reference of ours.
    pub(super) fn release(&self, value: Value) {
        // SAFETY: the lock is held; the caller owns the reference.
        unsafe { (self.api().decrement)(value.0) };
    }

    /// One more reference.
    pub(super) fn keep_alive(&self, value: Value) {
        // SAFETY: the lock is held.
        unsafe { (self.api().increment)(value.0) };
    }

    /// The type and the address of the Rust object behind a Python object.
    pub(super) fn behind(&self, value: Value) -> Option<(TypeId, *const c_void)> {
        // SAFETY: the lock is held; only instances of our type are read as handles.
        unsafe {
            if (self.api().is_instance)(value.0, self.interpreter.handle_type) != 1 {
                (self.api().error_clear)();
                return None;
            }
            let handle = Handle::of(value.0);
            let data = handle.data().cast_const();
            handle.details().filter(|_| !data.is_null()).map(|details| (details.id, data))
        }
    }

    /// The error that Python has set, as a sentence; clears it.
    pub(super) fn raised(&self) -> PythonError {
        let api = self.api();
        let (mut kind, mut value, mut trace) = (std::ptr::null_mut(), std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the lock is held; the three references become ours.
        unsafe {
            (api.error_fetch)(&raw mut kind, &raw mut value, &raw mut trace);
            let mut message = String::new();
            if !kind.is_null() {
                let name = (api.attribute)(kind, c"__name__".as_ptr());
                message += self.text(Value(name)).unwrap_or("an exception");
                (api.decrement)(name);
            }
            if !value.is_null() {
                let text = self.interpreter.call("text_of", &[Value(value)]);
                let text = text.ok().and_then(|object| self.text(object).map(str::to_owned));
                if let Some(text) = text.filter(|text| !text.is_empty()) {
                    message = format!("{message}: {text}");
                }
            }
            for object in [kind, value, trace] {
                (api.decrement)(object);
            }
            PythonError::new(message)
        }
    }

    /// The text of a `str`.
    pub(super) fn text(&self, value: Value) -> Option<&str> {
        if value.0.is_null() {
            return None;
        }
        let mut length = 0;
        // SAFETY: the lock is held; the text lives as long as the object, which the caller holds.
        unsafe {
            let data = (self.api().text_get)(value.0, &raw mut length);
            if data.is_null() {
                (self.api().error_clear)();
                return None;
            }
            std::str::from_utf8(std::slice::from_raw_parts(data.cast::<u8>(), length as usize)).ok()
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        let held = self.held.get_mut();
        // SAFETY: the lock is still held; handles live as long as their arguments, which Python holds.
        unsafe {
            for (details, how) in held.borrows.drain(..) {
                (*details).borrows -= how;
            }
            for mut buffer in held.buffers.drain(..) {
                (self.interpreter.api.buffer_release)(&raw mut *buffer);
            }
        }
    }
}
