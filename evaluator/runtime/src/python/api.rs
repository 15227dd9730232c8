//! The few functions of CPython that are used, found in the library at run time: nothing links Python.

use std::ffi::{CStr, CString, c_char, c_int, c_long, c_longlong, c_uint, c_ulonglong, c_void};

/// An object of Python.
#[repr(C)]
pub(crate) struct Object {
    _private: [u8; 0],
}

/// How Python learns of a function of ours; part of the stable ABI.
#[repr(C)]
pub(super) struct MethodDef {
    pub(super) name: *const c_char,
    /// By `flags`: [`TupleFunction`] or [`FastFunction`].
    pub(super) function: *const c_void,
    pub(super) flags: c_int,
    pub(super) documentation: *const c_char,
}

// SAFETY: nobody writes to one.
unsafe impl Sync for MethodDef {}

/// A function whose arguments come as a tuple.
pub(super) type TupleFunction = unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object;
/// A function whose arguments come as an array: 30 ns a call less than with a tuple.
pub(super) type FastFunction = unsafe extern "C" fn(*mut Object, *const *mut Object, isize) -> *mut Object;

/// `MethodDef::flags` of [`TupleFunction`].
pub(super) const VARIADIC: c_int = 1;
/// `MethodDef::flags` of [`FastFunction`].
pub(super) const FAST: c_int = 0x80;

/// What a type of ours does; part of the stable ABI.
#[repr(C)]
pub(super) struct TypeSlot {
    pub(super) slot: c_int,
    pub(super) function: *mut c_void,
}

/// A type of ours; part of the stable ABI.
#[repr(C)]
pub(super) struct TypeSpec {
    pub(super) name: *const c_char,
    pub(super) size: c_int,
    pub(super) item_size: c_int,
    pub(super) flags: c_uint,
    pub(super) slots: *mut TypeSlot,
}

/// Memory that an object exports; its layout is part of the stable ABI.
#[repr(C)]
pub(super) struct Buffer {
    pub(super) data: *mut c_void,
    pub(super) object: *mut Object,
    pub(super) bytes: isize,
    pub(super) item_size: isize,
    pub(super) read_only: c_int,
    pub(super) dimensions: c_int,
    pub(super) format: *mut c_char,
    pub(super) shape: *mut isize,
    pub(super) strides: *mut isize,
    pub(super) sub_offsets: *mut isize,
    pub(super) internal: *mut c_void,
}

macro_rules! functions {
    ($($field:ident $symbol:literal ($($argument:ty),*) $(-> $result:ty)?;)*) => {
        pub(super) struct Api {
            $(pub(super) $field: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
            pub(super) runtime_error: *mut Object,
            pub(super) type_error: *mut Object,
            pub(super) reference_error: *mut Object,
            pub(super) buffer_error: *mut Object,
            /// `None`.
            pub(super) none: *mut Object,
        }

        impl Api {
            /// # Safety
            /// `library` is an open libpython.
            pub(super) unsafe fn load(library: *mut c_void) -> Result<Self, String> {
                // SAFETY: each symbol has this signature in every CPython from 3.9 on.
                unsafe {
                    Ok(Self {
                        $($field: std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($argument),*) $(-> $result)?>(symbol(library, $symbol)?),)*
                        runtime_error: *symbol(library, c"PyExc_RuntimeError")?.cast(),
                        type_error: *symbol(library, c"PyExc_TypeError")?.cast(),
                        reference_error: *symbol(library, c"PyExc_ReferenceError")?.cast(),
                        buffer_error: *symbol(library, c"PyExc_BufferError")?.cast(),
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
    before_fork c"PyOS_BeforeFork" ();
    after_fork_parent c"PyOS_AfterFork_Parent" ();
    after_fork_child c"PyOS_AfterFork_Child" ();
    add_module c"PyImport_AddModule" (*const c_char) -> *mut Object;
    module_dict c"PyModule_GetDict" (*mut Object) -> *mut Object;
    run_string c"PyRun_String" (*const c_char, c_int, *mut Object, *mut Object) -> *mut Object;
    dict_get c"PyDict_GetItemString" (*mut Object, *const c_char) -> *mut Object;
    dict_set c"PyDict_SetItemString" (*mut Object, *const c_char, *mut Object) -> c_int;
    tuple_new c"PyTuple_New" (isize) -> *mut Object;
    tuple_set c"PyTuple_SetItem" (*mut Object, isize, *mut Object) -> c_int;
    tuple_get c"PyTuple_GetItem" (*mut Object, isize) -> *mut Object;
    list_new c"PyList_New" (isize) -> *mut Object;
    list_set c"PyList_SetItem" (*mut Object, isize, *mut Object) -> c_int;
    sequence_size c"PySequence_Size" (*mut Object) -> isize;
    sequence_get c"PySequence_GetItem" (*mut Object, isize) -> *mut Object;
    attribute c"PyObject_GetAttrString" (*mut Object, *const c_char) -> *mut Object;
    call c"PyObject_CallObject" (*mut Object, *mut Object) -> *mut Object;
    text_new c"PyUnicode_FromStringAndSize" (*const c_char, isize) -> *mut Object;
    text_get c"PyUnicode_AsUTF8AndSize" (*mut Object, *mut isize) -> *const c_char;
    boolean_new c"PyBool_FromLong" (c_long) -> *mut Object;
    signed_new c"PyLong_FromLongLong" (c_longlong) -> *mut Object;
    unsigned_new c"PyLong_FromUnsignedLongLong" (c_ulonglong) -> *mut Object;
    signed_get c"PyLong_AsLongLong" (*mut Object) -> c_longlong;
    unsigned_get c"PyLong_AsUnsignedLongLong" (*mut Object) -> c_ulonglong;
    index c"PyNumber_Index" (*mut Object) -> *mut Object;
    is_true c"PyObject_IsTrue" (*mut Object) -> c_int;
    float_new c"PyFloat_FromDouble" (f64) -> *mut Object;
    float_get c"PyFloat_AsDouble" (*mut Object) -> f64;
    function_new c"PyCFunction_NewEx" (*const MethodDef, *mut Object, *mut Object) -> *mut Object;
    method_new c"PyInstanceMethod_New" (*mut Object) -> *mut Object;
    type_new c"PyType_FromSpec" (*mut TypeSpec) -> *mut Object;
    type_slot c"PyType_GetSlot" (*mut Object, c_int) -> *mut c_void;
    allocate c"PyType_GenericAlloc" (*mut Object, isize) -> *mut Object;
    is_instance c"PyObject_IsInstance" (*mut Object, *mut Object) -> c_int;
    type_of c"PyObject_Type" (*mut Object) -> *mut Object;
    buffer_get c"PyObject_GetBuffer" (*mut Object, *mut Buffer, c_int) -> c_int;
    buffer_release c"PyBuffer_Release" (*mut Buffer);
    increment c"Py_IncRef" (*mut Object);
    decrement c"Py_DecRef" (*mut Object);
    error_occurred c"PyErr_Occurred" () -> *mut Object;
    error_fetch c"PyErr_Fetch" (*mut *mut Object, *mut *mut Object, *mut *mut Object);
    error_clear c"PyErr_Clear" ();
    error_print c"PyErr_Print" ();
    error_set c"PyErr_SetString" (*mut Object, *const c_char);
}

impl Api {
    /// Makes `message` the exception that Python sees.
    ///
    /// # Safety
    /// The interpreter's lock is held.
    pub(super) unsafe fn raise(&self, kind: *mut Object, message: &str) {
        let text = CString::new(message.replace('\0', "\u{fffd}")).unwrap_or_default();
        // SAFETY: by the contract above.
        unsafe { (self.error_set)(kind, text.as_ptr()) };
    }
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
