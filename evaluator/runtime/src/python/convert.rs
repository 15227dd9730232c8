//! Which Rust values become which Python values, and back.

use std::ffi::{CStr, c_char};

use rootlet::{Hist1D, Hist2D, Hist3D};

use super::scope::{Scope, Value};
use super::{Function, PythonError};

/// A value that has a form in Python.
pub trait ToPython {
    /// A new Python object.
    ///
    /// # Errors
    /// The value is an error.
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError>;
}

/// A value that a Python object can become; it may borrow from Python as long as the scope lives.
pub trait FromPython<'s>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The object is of another type.
    fn from_python(scope: &'s Scope, value: Value) -> Result<Self, PythonError>;
}

/// What Python made of a call of ours: an object, or the exception that it set.
fn made(scope: &Scope, object: *mut super::api::Object) -> Result<Value, PythonError> {
    if object.is_null() { Err(scope.raised()) } else { Ok(Value(object)) }
}

fn wrong(scope: &Scope, wanted: &str) -> PythonError {
    // SAFETY: the lock is held.
    unsafe { (scope.api().error_clear)() };
    PythonError::of_type(format!("{wanted} is needed"))
}

macro_rules! integers {
    ($($type:ty, $new:ident, $get:ident;)*) => {
        $(
            impl ToPython for $type {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    // SAFETY: the lock is held.
                    made(scope, unsafe { (scope.api().$new)(self as _) })
                }
            }

            impl FromPython<'_> for $type {
                fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
                    let api = scope.api();
                    // SAFETY: the lock is held; the index is released.
                    unsafe {
                        let index = (api.index)(value.0);
                        if index.is_null() {
                            return Err(wrong(scope, concat!("an integer (`", stringify!($type), "`)")));
                        }
                        let number = (api.$get)(index);
                        (api.decrement)(index);
                        if !(api.error_occurred)().is_null() {
                            return Err(wrong(scope, concat!("an integer in the range of `", stringify!($type), "`")));
                        }
                        Self::try_from(number)
                            .map_err(|_| wrong(scope, concat!("an integer in the range of `", stringify!($type), "`")))
                    }
                }
            }
        )*
    };
}

integers! {
    i64, signed_new, signed_get;
    i32, signed_new, signed_get;
    i16, signed_new, signed_get;
    i8, signed_new, signed_get;
    isize, signed_new, signed_get;
    u64, unsigned_new, unsigned_get;
    u32, unsigned_new, unsigned_get;
    u16, unsigned_new, unsigned_get;
    u8, unsigned_new, unsigned_get;
    usize, unsigned_new, unsigned_get;
}

macro_rules! floats {
    ($($type:ty)*) => {
        $(
            impl ToPython for $type {
                #[inline]
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    // SAFETY: the lock is held.
                    made(scope, unsafe { (scope.api().float_new)(f64::from(self)) })
                }
            }

            impl FromPython<'_> for $type {
                #[inline]
                fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
                    // SAFETY: the lock is held.
                    let number = unsafe { (scope.api().float_get)(value.0) };
                    // SAFETY: as above.
                    if number == -1.0 && unsafe { !(scope.api().error_occurred)().is_null() } {
                        return Err(wrong(scope, "a number"));
                    }
                    Ok(number as Self)
                }
            }
        )*
    };
}

floats! { f64 f32 }

impl ToPython for bool {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        // SAFETY: the lock is held.
        made(scope, unsafe { (scope.api().boolean_new)(self.into()) })
    }
}

impl FromPython<'_> for bool {
    fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
        // SAFETY: the lock is held.
        match unsafe { (scope.api().is_true)(value.0) } {
            -1 => Err(wrong(scope, "a truth value")),
            answer => Ok(answer == 1),
        }
    }
}

impl ToPython for () {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        // SAFETY: the lock is held.
        unsafe { (scope.api().increment)(scope.api().none) };
        Ok(Value(scope.api().none))
    }
}

impl ToPython for &str {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        // SAFETY: the lock is held; the text is UTF-8 of this length.
        made(scope, unsafe { (scope.api().text_new)(self.as_ptr().cast::<c_char>(), self.len() as isize) })
    }
}

impl ToPython for String {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        self.as_str().to_python(scope)
    }
}

impl ToPython for &String {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        self.as_str().to_python(scope)
    }
}

impl<'s> FromPython<'s> for &'s str {
    fn from_python(scope: &'s Scope, value: Value) -> Result<Self, PythonError> {
        scope.text(value).ok_or_else(|| wrong(scope, "a `str`"))
    }
}

impl FromPython<'_> for String {
    fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
        scope.take::<&str>(value).map(str::to_owned)
    }
}

impl<T: ToPython> ToPython for Option<T> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        match self {
            Some(value) => value.to_python(scope),
            None => ().to_python(scope),
        }
    }
}

impl<'s, T: FromPython<'s>> FromPython<'s> for Option<T> {
    fn from_python(scope: &'s Scope, value: Value) -> Result<Self, PythonError> {
        if value.0 == scope.api().none { Ok(None) } else { T::from_python(scope, value).map(Some) }
    }
}

impl<T: ToPython, E: std::fmt::Display> ToPython for Result<T, E> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        self.map_err(|error| PythonError::new(error.to_string()))?.to_python(scope)
    }
}

macro_rules! tuples {
    ($($($name:ident)*;)*) => {
        $(
            impl<$($name: ToPython),*> ToPython for ($($name,)*) {
                #[expect(non_snake_case, reason = "the names are those of the types")]
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    let ($($name,)*) = self;
                    let items = [$($name.to_python(scope)?),*];
                    // SAFETY: the lock is held; the tuple takes the references.
                    unsafe {
                        let tuple = (scope.api().tuple_new)(items.len() as isize);
                        for (index, item) in (0..).zip(items) {
                            (scope.api().tuple_set)(tuple, index, item.0);
                        }
                        made(scope, tuple)
                    }
                }
            }
        )*
    };
}

tuples! { A B; A B C; A B C D; }

/// A Python list.
pub(super) fn list(scope: &Scope, items: Vec<Value>) -> Result<Value, PythonError> {
    // SAFETY: the lock is held; the list takes the references.
    unsafe {
        let list = (scope.api().list_new)(items.len() as isize);
        for (index, item) in (0..).zip(items) {
            (scope.api().list_set)(list, index, item.0);
        }
        made(scope, list)
    }
}

/// The items of a sequence, read one by one.
fn items<'s, T: FromPython<'s>>(scope: &'s Scope, value: Value, wanted: &str) -> Result<Vec<T>, PythonError> {
    let api = scope.api();
    // SAFETY: the lock is held; each item is kept by its sequence while it is read.
    unsafe {
        let count = (api.sequence_size)(value.0);
        if count < 0 {
            return Err(wrong(scope, wanted));
        }
        (0..count)
            .map(|index| {
                let item = (api.sequence_get)(value.0, index);
                if item.is_null() {
                    return Err(wrong(scope, wanted));
                }
                let read = T::from_python(scope, Value(item));
                (api.decrement)(item);
                read.map_err(|_| wrong(scope, wanted))
            })
            .collect()
    }
}

macro_rules! vectors {
    ($($type:ty, $format:literal, $dtype:literal;)*) => {
        $(
            impl ToPython for Vec<$type> {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    scope.interpreter.array(scope, self, $format, $dtype)
                }
            }

            impl ToPython for &[$type] {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    self.to_vec().to_python(scope)
                }
            }

            impl ToPython for &Vec<$type> {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    self.clone().to_python(scope)
                }
            }

            impl FromPython<'_> for Vec<$type> {
                fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
                    if let Some(buffer) = scope.buffer(value).filter(|buffer| buffer.dimensions == 1) {
                        if let Some(numbers) = same::<$type>(buffer, $format) {
                            return Ok(numbers.to_vec());
                        }
                        if let Some(numbers) = converted(buffer) {
                            return Ok(numbers.into_iter().map(|number| number as $type).collect());
                        }
                    }
                    items(scope, value, concat!("a list or an array of `", stringify!($type), "`"))
                }
            }

            impl<'s> FromPython<'s> for &'s [$type] {
                fn from_python(scope: &'s Scope, value: Value) -> Result<Self, PythonError> {
                    if let Some(buffer) = scope.buffer(value).filter(|buffer| buffer.dimensions == 1)
                        && let Some(numbers) = same::<$type>(buffer, $format)
                    {
                        return Ok(numbers);
                    }
                    Ok(scope.keep(Vec::<$type>::from_python(scope, value)?))
                }
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

/// The memory itself, where its numbers are of this type; `l` is `q` on the systems that run this.
fn same<'b, T>(buffer: &'b super::api::Buffer, format: &CStr) -> Option<&'b [T]> {
    if normal(buffer)? != format.to_bytes()[0] || !(buffer.data as usize).is_multiple_of(align_of::<T>()) {
        return None;
    }
    let count = buffer.bytes as usize / size_of::<T>();
    // SAFETY: Python promises this many items; an empty buffer may have no address.
    Some(if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(buffer.data.cast::<T>(), count) } })
}

fn normal(buffer: &super::api::Buffer) -> Option<u8> {
    if buffer.format.is_null() {
        return Some(b'B');
    }
    // SAFETY: a C string by the buffer protocol.
    let format = unsafe { CStr::from_ptr(buffer.format) }.to_bytes();
    let format = format.strip_prefix(b"<").or_else(|| format.strip_prefix(b"@")).unwrap_or(format);
    match format {
        b"l" => Some(b'q'),
        b"L" => Some(b'Q'),
        [one] => Some(*one),
        _ => None,
    }
}

/// Numbers of another type, as `f64`; integers beyond 2⁵³ are left to the slow way.
fn converted(buffer: &super::api::Buffer) -> Option<Vec<f64>> {
    macro_rules! read {
        ($($format:literal $type:ty),*) => {
            match normal(buffer)? {
                $($format => {
                    let numbers = buffer.bytes as usize / size_of::<$type>();
                    // SAFETY: Python promises this many items, perhaps unaligned.
                    Some((0..numbers).map(|i| unsafe { buffer.data.cast::<$type>().add(i).read_unaligned() as f64 }).collect())
                })*
                _ => None,
            }
        };
    }
    read!(b'd' f64, b'f' f32, b'i' i32, b'h' i16, b'b' i8, b'I' u32, b'H' u16, b'B' u8, b'?' u8)
}

impl ToPython for Vec<String> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        self.as_slice().to_python(scope)
    }
}

impl ToPython for &[String] {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        list(scope, self.iter().map(|text| text.to_python(scope)).collect::<Result<_, _>>()?)
    }
}

impl ToPython for Vec<&str> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        list(scope, self.into_iter().map(|text| text.to_python(scope)).collect::<Result<_, _>>()?)
    }
}

impl ToPython for Vec<bool> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        list(scope, self.into_iter().map(|value| value.to_python(scope)).collect::<Result<_, _>>()?)
    }
}

impl ToPython for Vec<Vec<f64>> {
    fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
        list(scope, self.into_iter().map(|row| row.to_python(scope)).collect::<Result<_, _>>()?)
    }
}

impl FromPython<'_> for Vec<String> {
    fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
        items(scope, value, "a list of `str`")
    }
}

impl FromPython<'_> for Vec<bool> {
    fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
        items(scope, value, "a list of truth values")
    }
}

impl FromPython<'_> for Function {
    fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
        // SAFETY: the lock is held; the function owns the new reference.
        unsafe { (scope.api().increment)(value.0) };
        Ok(Self::new(scope.interpreter, value.0))
    }
}

macro_rules! histograms {
    ($($type:ident)*) => {
        $(
            impl ToPython for &$type {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    let document = self.to_uhi_json().to_python(scope)?;
                    let object = scope.interpreter.call("histogram", &[document]);
                    // SAFETY: the lock is held; the document was ours.
                    unsafe { (scope.api().decrement)(document.0) };
                    object
                }
            }

            impl ToPython for $type {
                fn to_python(self, scope: &Scope) -> Result<Value, PythonError> {
                    (&self).to_python(scope)
                }
            }

            impl FromPython<'_> for $type {
                fn from_python(scope: &Scope, value: Value) -> Result<Self, PythonError> {
                    let document = scope.interpreter.call("document_of", &[value])?;
                    let read = scope.text(document).map(|text| Self::from_uhi_json(text));
                    // SAFETY: the lock is held; the document was ours.
                    unsafe { (scope.api().decrement)(document.0) };
                    match read {
                        Some(Ok(histogram)) => Ok(histogram),
                        Some(Err(error)) => Err(PythonError::of_type(error.to_string())),
                        None => Err(wrong(scope, "a histogram")),
                    }
                }
            }
        )*
    };
}

histograms! { Hist1D Hist2D Hist3D }
