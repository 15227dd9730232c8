#[allow(warnings, clippy::all)]
pub mod cpp_015a83f9dcaa {
#[allow(unused_imports)] use super::*;
use std::ffi::c_void;

/// Bytes that C++ allocated, or bytes of ours that it only reads.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Buffer {
    data: *mut c_void,
    count: usize,
}

unsafe extern "C" {
    fn free(data: *mut c_void);
}

impl Buffer {
    pub const NONE: Self = Self { data: std::ptr::null_mut(), count: 0 };

    pub fn of<T>(data: *const T, count: usize) -> Self {
        Self { data: data as *mut c_void, count }
    }

    /// Takes what C++ allocated.
    pub unsafe fn into_vec<T: Copy>(self) -> Vec<T> {
        unsafe {
            let values = std::slice::from_raw_parts(self.data as *const T, self.count).to_vec();
            free(self.data);
            values
        }
    }

    pub unsafe fn into_string(self) -> String {
        String::from_utf8_lossy(&unsafe { self.into_vec::<u8>() }).into_owned()
    }

    pub unsafe fn into_strings(self) -> Vec<String> {
        unsafe { self.into_vec::<Buffer>().into_iter().map(|buffer| buffer.into_string()).collect() }
    }

    #[inline]
    pub fn check(self) -> Result<(), CppError> {
        if self.data.is_null() { Ok(()) } else { Err(CppError { message: unsafe { self.into_string() } }) }
    }
}

/// A C++ exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CppError {
    /// What its `what()` says.
    pub message: String,
}

impl std::fmt::Display for CppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "C++ exception: {}", self.message)
    }
}

impl std::error::Error for CppError {}

#[cold]
#[inline(never)]
#[track_caller]
fn raise<T>(error: CppError) -> T {
    panic!("{error}")
}
unsafe extern "C" {
    fn rl_cpp_015a83f9dcaa_1(name: Buffer, n: i32, rl_error: *mut Buffer) -> *mut c_void;
    fn rl_cpp_015a83f9dcaa_2(name: Buffer, rl_error: *mut Buffer) -> *mut c_void;
    fn rl_cpp_015a83f9dcaa_3(rl_self: *mut c_void, rl_error: *mut Buffer) -> Buffer;
    fn rl_cpp_015a83f9dcaa_4(rl_self: *mut c_void, rl_error: *mut Buffer) -> ();
    fn rl_cpp_015a83f9dcaa_5(rl_self: *mut c_void, scale: f64, rl_error: *mut Buffer) -> Buffer;
    fn rl_cpp_015a83f9dcaa_6(rl_error: *mut Buffer) -> i32;
    fn rl_cpp_015a83f9dcaa_7(rl_self: *mut c_void, rl_error: *mut Buffer) -> i32;
    fn rl_cpp_015a83f9dcaa_8(rl_self: *mut c_void, value: i32, rl_error: *mut Buffer) -> ();
    fn rl_cpp_015a83f9dcaa_9(rl_self: *mut c_void);
    fn rl_cpp_015a83f9dcaa_10(rl_self: *mut c_void, rl_error: *mut Buffer) -> *mut c_void;
    fn rl_cpp_015a83f9dcaa_11(x: f64, rl_error: *mut Buffer) -> f64;
    fn rl_cpp_015a83f9dcaa_12(v: *mut Buffer, rl_error: *mut Buffer) -> ();
    fn rl_cpp_015a83f9dcaa_13(c: *const c_void, rl_error: *mut Buffer) -> f64;
}
/// An object of the C++ class `MyClass`.
pub struct MyClass { this: *mut c_void }
impl Drop for MyClass { fn drop(&mut self) { unsafe { rl_cpp_015a83f9dcaa_9(self.this) } } }
impl Clone for MyClass { #[track_caller] fn clone(&self) -> Self { let mut rl_error = Buffer::NONE; let this = unsafe { rl_cpp_015a83f9dcaa_10(self.this, &mut rl_error) }; rl_error.check().unwrap_or_else(raise); unsafe { Self::rl_from_raw(this) } } }
impl std::fmt::Debug for MyClass { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "<C++ MyClass at {:p}>", self.this) } }
impl MyClass {
#[doc(hidden)] pub fn rl_this(&self) -> *mut c_void { self.this }
#[doc(hidden)] pub unsafe fn rl_from_raw(this: *mut c_void) -> Self { Self { this } }
#[inline] pub fn try_new(name: &str, n: i32) -> Result<MyClass, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_1(Buffer::of(name.as_ptr(), name.len()), n, &mut rl_error) };  rl_error.check()?; Ok(unsafe { MyClass::rl_from_raw(rl_result) }) }
#[inline] #[track_caller] pub fn new(name: &str, n: i32) -> MyClass { Self::try_new(name, n).unwrap_or_else(raise) }
#[inline] pub fn try_new_str(name: &str) -> Result<MyClass, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_2(Buffer::of(name.as_ptr(), name.len()), &mut rl_error) };  rl_error.check()?; Ok(unsafe { MyClass::rl_from_raw(rl_result) }) }
#[inline] #[track_caller] pub fn new_str(name: &str) -> MyClass { Self::try_new_str(name).unwrap_or_else(raise) }
#[inline] pub fn try_getName(&self) -> Result<String, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_3(self.rl_this(), &mut rl_error) };  rl_error.check()?; Ok(unsafe { rl_result.into_string() }) }
#[inline] #[track_caller] pub fn getName(&self) -> String { self.try_getName().unwrap_or_else(raise) }
#[inline] #[track_caller] pub fn get_name(&self) -> String { self.getName() }
#[inline] pub fn try_fail(&self) -> Result<(), CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_4(self.rl_this(), &mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn fail(&self) -> () { self.try_fail().unwrap_or_else(raise) }
#[inline] pub fn try_values(&self, scale: f64) -> Result<Vec<f64>, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_5(self.rl_this(), scale, &mut rl_error) };  rl_error.check()?; Ok(unsafe { rl_result.into_vec() }) }
#[inline] #[track_caller] pub fn values(&self, scale: f64) -> Vec<f64> { self.try_values(scale).unwrap_or_else(raise) }
#[inline] pub fn try_answer() -> Result<i32, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_6(&mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn answer() -> i32 { Self::try_answer().unwrap_or_else(raise) }
#[inline] pub fn try_count(&self) -> Result<i32, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_7(self.rl_this(), &mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn count(&self) -> i32 { self.try_count().unwrap_or_else(raise) }
#[inline] pub fn try_set_count(&mut self, value: i32) -> Result<(), CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_8(self.rl_this(), value, &mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn set_count(&mut self, value: i32) -> () { self.try_set_count(value).unwrap_or_else(raise) }
}
#[inline] pub fn try_use(c: &MyClass) -> Result<f64, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_13(c.rl_this(), &mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn use(c: &MyClass) -> f64 { try_use(c).unwrap_or_else(raise) }
pub mod tools { use super::*;
#[inline] pub fn try_twice(x: f64) -> Result<f64, CppError> {  let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_11(x, &mut rl_error) };  rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn twice(x: f64) -> f64 { try_twice(x).unwrap_or_else(raise) }
#[inline] pub fn try_grow(v: &mut Vec<f64>) -> Result<(), CppError> { let mut v_b = Buffer::of(v.as_ptr(), v.len()); let mut rl_error = Buffer::NONE; let rl_result = unsafe { rl_cpp_015a83f9dcaa_12(&mut v_b, &mut rl_error) }; *v = unsafe { v_b.into_vec() }; rl_error.check()?; Ok(rl_result) }
#[inline] #[track_caller] pub fn grow(v: &mut Vec<f64>) -> () { try_grow(v).unwrap_or_else(raise) }
}
}
pub use cpp_015a83f9dcaa::{MyClass, use, try_use, tools};
