//! The few functions of CPython that are used, found in the library at run time: nothing links Python.

use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};

/// An object of Python.
#[repr(C)]
pub(super) struct Object {
    _private: [u8; 0],
}

/// How Python learns of a function of ours; part of the stable ABI.
#[repr(C)]
pub(super) struct MethodDef {
    pub(super) name: *const c_char,
    pub(super) function: unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object,
    pub(super) flags: c_int,
    pub(super) documentation: *const c_char,
}

/// `MethodDef::flags`: arguments come as a tuple.
pub(super) const VARIADIC: c_int = 1;

macro_rules! functions {
    ($($field:ident $symbol:literal ($($argument:ty),*) $(-> $result:ty)?;)*) => {
        pub(super) struct Api {
            $(pub(super) $field: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
            /// `RuntimeError`.
            pub(super) runtime_error: *mut Object,
            /// `None`.
            pub(super) none: *mut Object,
        }

        impl Api {
            /// # Safety
            /// `library` is an open libpython.
            pub(super) unsafe fn load(library: *mut c_void) -> Result<Self, String> {
                // SAFETY: each symbol has this signature in every CPython from 3.8 on.
                unsafe {
                    Ok(Self {
                        $($field: std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($argument),*) $(-> $result)?>(symbol(library, $symbol)?),)*
                        runtime_error: *symbol(library, c"PyExc_RuntimeError")?.cast(),
                        none: symbol(library, c"_Py_NoneStruct")?.cast(),
                    })
                }
            }
        }
    };
}

functions! {
    decode_locale c"Py_DecodeLocale" (*const c_char, *mut usize) -> *mut c_void;
    set_program_name c"Py_SetProgramName" (*mut c_void);
    initialize c"Py_InitializeEx" (c_int);
    save_thread c"PyEval_SaveThread" () -> *mut c_void;
    ensure c"PyGILState_Ensure" () -> c_int;
    release c"PyGILState_Release" (c_int);
    add_module c"PyImport_AddModule" (*const c_char) -> *mut Object;
    module_dict c"PyModule_GetDict" (*mut Object) -> *mut Object;
    run_string c"PyRun_String" (*const c_char, c_int, *mut Object, *mut Object) -> *mut Object;
    dict_get c"PyDict_GetItemString" (*mut Object, *const c_char) -> *mut Object;
    dict_set c"PyDict_SetItemString" (*mut Object, *const c_char, *mut Object) -> c_int;
    tuple_new c"PyTuple_New" (isize) -> *mut Object;
    tuple_set c"PyTuple_SetItem" (*mut Object, isize, *mut Object) -> c_int;
    tuple_get c"PyTuple_GetItem" (*mut Object, isize) -> *mut Object;
    call c"PyObject_CallObject" (*mut Object, *mut Object) -> *mut Object;
    bytes_new c"PyBytes_FromStringAndSize" (*const c_char, isize) -> *mut Object;
    bytes_get c"PyBytes_AsStringAndSize" (*mut Object, *mut *mut c_char, *mut isize) -> c_int;
    text_new c"PyUnicode_FromStringAndSize" (*const c_char, isize) -> *mut Object;
    text_get c"PyUnicode_AsUTF8AndSize" (*mut Object, *mut isize) -> *const c_char;
    integer_new c"PyLong_FromLong" (c_long) -> *mut Object;
    is_true c"PyObject_IsTrue" (*mut Object) -> c_int;
    float_new c"PyFloat_FromDouble" (f64) -> *mut Object;
    float_get c"PyFloat_AsDouble" (*mut Object) -> f64;
    function_new c"PyCFunction_NewEx" (*const MethodDef, *mut Object, *mut Object) -> *mut Object;
    increment c"Py_IncRef" (*mut Object);
    decrement c"Py_DecRef" (*mut Object);
    error_occurred c"PyErr_Occurred" () -> *mut Object;
    error_clear c"PyErr_Clear" ();
    error_print c"PyErr_Print" ();
    error_set c"PyErr_SetString" (*mut Object, *const c_char);
}

/// Opens a shared library for the rest of the process, its symbols visible to extension modules.
pub(super) fn open(path: &str) -> Result<*mut c_void, String> {
    let name = CString::new(path).map_err(|_| format!("`{path}` contains a NUL byte"))?;
    // SAFETY: `name` is a C string; Python's initialisers are trusted.
    let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL) };
    if handle.is_null() { Err(format!("cannot load `{path}`: {}", last_error())) } else { Ok(handle) }
}

unsafe fn symbol(library: *mut c_void, name: &CStr) -> Result<*mut c_void, String> {
    // SAFETY: the caller's library is open, the name is a C string.
    let address = unsafe { libc::dlsym(library, name.as_ptr()) };
    if address.is_null() { Err(format!("this Python has no `{}`", name.to_string_lossy())) } else { Ok(address) }
}

fn last_error() -> String {
    // SAFETY: `dlerror` returns null or a C string that lives until the next call.
    unsafe {
        let message = libc::dlerror();
        if message.is_null() { String::new() } else { CStr::from_ptr(message).to_string_lossy().into_owned() }
    }
}
