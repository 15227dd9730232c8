//! C++ cells: what they are given by the cells before, and what they leave to the cells after.
//!
//! A cell is one C function of a library that the kernel compiled. It takes the variables that it
//! mentions as [`Buffer`]s; afterwards one C function for each variable of its own gives a copy.

mod histogram;

use std::ffi::{CString, c_void};

use rootlet::Hist1D;
use serde_json::Value as Json;

use crate::store::Store;

/// Bytes that C++ allocated, or bytes of ours that it only reads; `rl_buffer` of `rootlet.hpp`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Buffer {
    data: *mut c_void,
    count: usize,
}

/// What went wrong in a C++ cell.
#[derive(Debug)]
pub(crate) enum CppError {
    /// An exception, by its `what()`.
    Thrown(String),
    /// The library has no such function: a fault of the kernel.
    Missing(String),
}

impl std::fmt::Display for CppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Thrown(message) => write!(f, "C++ exception: {message}"),
            Self::Missing(symbol) => write!(f, "the C++ cell has no function `{symbol}`"),
        }
    }
}

impl std::error::Error for CppError {}

impl Buffer {
    const NONE: Self = Self { data: std::ptr::null_mut(), count: 0 };

    fn of<T>(values: &[T]) -> Self {
        Self { data: values.as_ptr().cast_mut().cast(), count: values.len() }
    }

    fn to<T>(value: &T) -> Self {
        Self { data: std::ptr::from_ref(value).cast_mut().cast(), count: 1 }
    }

    /// Takes what C++ allocated.
    ///
    /// # Safety
    /// It holds `count` values of this type.
    unsafe fn into_vec<T: Copy>(self) -> Vec<T> {
        if self.data.is_null() {
            return Vec::new();
        }
        // SAFETY: by the contract above; C++ used `malloc`.
        unsafe {
            let values = std::slice::from_raw_parts(self.data.cast::<T>(), self.count).to_vec();
            libc::free(self.data);
            values
        }
    }

    unsafe fn into_string(self) -> String {
        // SAFETY: by the caller's contract these are bytes.
        String::from_utf8_lossy(&unsafe { self.into_vec::<u8>() }).into_owned()
    }

    unsafe fn into_strings(self) -> Vec<String> {
        // SAFETY: by the caller's contract these are buffers of bytes.
        unsafe { self.into_vec::<Self>().into_iter().map(|buffer| buffer.into_string()).collect() }
    }
}

/// Runs the function `symbol` with the variables `given`, then stores `shown`: names, types, functions.
///
/// # Errors
/// The cell threw.
pub(crate) fn serve(store: &mut Store, request: &Json) -> Result<(), CppError> {
    let texts = |value: &'_ Json| value.as_str().unwrap_or_default().to_owned();
    let symbol = texts(&request["symbol"]);
    let mut arena = Arena::default();
    let given = request["given"].as_array().into_iter().flatten().map(texts);
    let given: Vec<Buffer> = given.map(|name| give(store, &name, &mut arena)).collect();
    // SAFETY: the kernel generated the function with this signature.
    unsafe {
        let run: unsafe extern "C" fn(*const Buffer, *mut Buffer) = std::mem::transmute(find(&symbol)?);
        let mut error = Buffer::NONE;
        run(given.as_ptr(), &raw mut error);
        if !error.data.is_null() {
            return Err(CppError::Thrown(error.into_string()));
        }
    }
    for shown in request["shown"].as_array().into_iter().flatten() {
        take(store, &texts(&shown[0]), &texts(&shown[1]), &texts(&shown[2]))?;
    }
    Ok(())
}

fn find(symbol: &str) -> Result<*mut c_void, CppError> {
    let missing = || CppError::Missing(symbol.to_owned());
    let name = CString::new(symbol).map_err(|_| missing())?;
    // SAFETY: a C string; the cell's library was loaded for all to see.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    if address.is_null() { Err(missing()) } else { Ok(address) }
}

/// Keeps lists of texts while C++ reads them.
#[derive(Default)]
struct Arena(Vec<Vec<Buffer>>);

/// A variable for C++; nothing where its type has no form there.
fn give(store: &mut Store, name: &str, arena: &mut Arena) -> Buffer {
    let Some(value) = store.get_mut(name) else { return Buffer::NONE };
    if let Some(histogram) = value.downcast_mut::<Hist1D>() {
        return Buffer { data: std::ptr::from_mut(histogram).cast(), count: 1 };
    }
    macro_rules! known {
        ($($type:ty)*) => {
            $(
                if let Some(value) = value.downcast_ref::<$type>() {
                    return Buffer::to(value);
                }
                if let Some(values) = value.downcast_ref::<Vec<$type>>() {
                    return Buffer::of(values);
                }
            )*
        };
    }
    known! { f64 f32 i8 i16 i32 i64 isize u8 u16 u32 u64 usize bool }
    if let Some(text) = value.downcast_ref::<String>() {
        return Buffer::of(text.as_bytes());
    }
    if let Some(text) = value.downcast_ref::<&'static str>() {
        return Buffer::of(text.as_bytes());
    }
    if let Some(texts) = value.downcast_ref::<Vec<String>>() {
        arena.0.push(texts.iter().map(|text| Buffer::of(text.as_bytes())).collect());
        return arena.0.last().map_or(Buffer::NONE, |buffers| Buffer::of(buffers));
    }
    Buffer::NONE
}

/// Stores a variable of C++ for Rust; `kind` is its Rust type.
fn take(store: &mut Store, name: &str, kind: &str, symbol: &str) -> Result<(), CppError> {
    let mut buffer = Buffer::NONE;
    // SAFETY: the kernel generated the function with this signature, and chose the type by the compiler's word.
    unsafe {
        let read: unsafe extern "C" fn(*mut Buffer) = std::mem::transmute(find(symbol)?);
        read(&raw mut buffer);
        macro_rules! known {
            ($($text:literal $vector:literal $type:ty),*) => {
                match kind {
                    $(
                        $text => if let Some(value) = buffer.into_vec::<$type>().first() { store.put::<$type>(name, *value) },
                        $vector => store.put::<Vec<$type>>(name, buffer.into_vec()),
                    )*
                    "String" => store.put(name, buffer.into_string()),
                    "Vec<String>" => store.put(name, buffer.into_strings()),
                    "Hist1D" => if let Some(histogram) = buffer.data.cast::<Hist1D>().as_ref() {
                        store.put(name, histogram.clone());
                    },
                    _ => {}
                }
            };
        }
        known! {
            "f64" "Vec<f64>" f64, "f32" "Vec<f32>" f32, "bool" "Vec<bool>" bool,
            "i8" "Vec<i8>" i8, "i16" "Vec<i16>" i16, "i32" "Vec<i32>" i32, "i64" "Vec<i64>" i64, "isize" "Vec<isize>" isize,
            "u8" "Vec<u8>" u8, "u16" "Vec<u16>" u16, "u32" "Vec<u32>" u32, "u64" "Vec<u64>" u64, "usize" "Vec<usize>" usize
        }
    }
    Ok(())
}
