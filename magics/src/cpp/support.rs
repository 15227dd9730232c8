use std::ffi::c_void;

pub type RlVoid = c_void;

/// Bytes that C++ allocated, or bytes of ours that it only reads.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RlBuffer {
    data: *mut c_void,
    count: usize,
}

unsafe extern "C" {
    fn free(data: *mut c_void);
}

impl RlBuffer {
    pub const NONE: Self = Self { data: std::ptr::null_mut(), count: 0 };

    #[inline]
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
        unsafe { self.into_vec::<RlBuffer>().into_iter().map(|buffer| buffer.into_string()).collect() }
    }

    #[inline(always)]
    pub fn is_some(&self) -> bool {
        !self.data.is_null()
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    pub fn raise(self) {
        self.check().unwrap_or_else(rl_raise)
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
pub fn rl_raise<T>(error: CppError) -> T {
    panic!("{error}")
}
