use std::ffi::{CString, c_char, c_int, c_long};
use std::ptr::{null, null_mut};

use rootlet_display::{DisplayEvent, InputError, MimeBundle, host};

use super::api::{self, Api, MethodDef, Object, VARIADIC};
use super::{Function, INTERPRETER, PythonError, find};

const PRELUDE: &str = include_str!("prelude.py");

/// `Py_file_input`.
const FILE_INPUT: c_int = 257;

/// A running CPython.
pub(super) struct Interpreter {
    pub(super) api: Api,
    /// The namespace of `prelude.py`.
    prelude: *mut Object,
    /// What Python does at SIGINT: it raises `KeyboardInterrupt`.
    on_interrupt: libc::sigaction,
}

// SAFETY: every use takes the interpreter's lock first.
unsafe impl Send for Interpreter {}
// SAFETY: as above.
unsafe impl Sync for Interpreter {}

/// An argument of a function of the prelude.
pub(super) enum Argument<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Number(usize),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Argument<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<usize> for Argument<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl Interpreter {
    /// Starts Python; must be called on the thread that runs cells, which will receive its signals.
    pub(super) fn start(executable: &str) -> Result<Self, String> {
        let found = find::find(executable)?;
        let library = api::open(&found.library)?;
        // SAFETY: the library is libpython; it is initialised once, here, and never ended.
        unsafe {
            let api = Api::load(library)?;
            let program = CString::new(found.executable).map_err(|_| "a path contains NUL".to_owned())?;
            // Python finds its virtual environment by the place of its program. Deprecated since 3.11,
            // and the only way that needs no structure whose layout changes.
            (api.set_program_name)((api.decode_locale)(program.as_ptr(), null_mut()));
            let before = signal_action(None);
            (api.initialize)(1);
            let prelude = load_prelude(&api)?;
            let on_interrupt = signal_action(Some(&before));
            // Cells take the lock when they need it, from whichever thread.
            (api.save_thread)();
            Ok(Self { api, prelude, on_interrupt })
        }
    }

    /// Runs `body` while holding the interpreter's lock.
    pub(super) fn locked<R>(&self, body: impl FnOnce(&Api) -> R) -> R {
        struct Lock<'a>(&'a Api, c_int);
        impl Drop for Lock<'_> {
            fn drop(&mut self) {
                // SAFETY: releases what `ensure` took.
                unsafe { (self.0.release)(self.1) };
            }
        }
        // SAFETY: the interpreter runs.
        let lock = Lock(&self.api, unsafe { (self.api.ensure)() });
        body(lock.0)
    }

    /// Runs `body` with Python's handling of SIGINT instead of ours.
    pub(super) fn with_signals<R>(&self, body: impl FnOnce() -> R) -> R {
        let before = signal_action(Some(&self.on_interrupt));
        let result = body();
        signal_action(Some(&before));
        result
    }

    /// Calls a function of the prelude, which returns bytes.
    pub(super) fn call(&self, name: &str, arguments: &[Argument<'_>]) -> Result<Vec<u8>, PythonError> {
        let name = CString::new(name).unwrap_or_default();
        self.locked(|api| {
            // SAFETY: the lock is held; every new reference is given away or released.
            unsafe {
                let function = (api.dict_get)(self.prelude, name.as_ptr());
                let tuple = (api.tuple_new)(arguments.len() as isize);
                for (index, argument) in (0..).zip(arguments) {
                    let object = match argument {
                        Argument::Text(text) => (api.text_new)(text.as_ptr().cast(), text.len() as isize),
                        Argument::Bytes(bytes) => (api.bytes_new)(bytes.as_ptr().cast(), bytes.len() as isize),
                        Argument::Number(number) => (api.integer_new)(*number as c_long),
                    };
                    (api.tuple_set)(tuple, index, object);
                }
                let result = (api.call)(function, tuple);
                (api.decrement)(tuple);
                let (mut data, mut length) = (null_mut(), 0);
                if result.is_null() || (api.bytes_get)(result, &raw mut data, &raw mut length) != 0 {
                    (api.error_print)();
                    let message = format!("Python's `{}` failed", name.to_string_lossy());
                    return Err(PythonError { message });
                }
                let bytes = std::slice::from_raw_parts(data.cast::<u8>(), length as usize).to_vec();
                (api.decrement)(result);
                Ok(bytes)
            }
        })
    }

    /// A callable of the cells' namespace.
    pub(super) fn function(&'static self, name: &str) -> Result<Function, PythonError> {
        let missing = || PythonError { message: format!("there is no Python function `{name}`") };
        let c_name = CString::new(name).map_err(|_| missing())?;
        self.locked(|api| {
            // SAFETY: the lock is held; the borrowed reference is made our own.
            unsafe {
                let main = (api.module_dict)((api.add_module)(c"__main__".as_ptr()));
                let object = (api.dict_get)(main, c_name.as_ptr());
                if object.is_null() {
                    return Err(missing());
                }
                (api.increment)(object);
                Ok(Function::new(self, object, name))
            }
        })
    }
}

/// Sets what SIGINT does, if told, and returns what it did.
fn signal_action(new: Option<&libc::sigaction>) -> libc::sigaction {
    // SAFETY: sigaction is plain data; both pointers are valid or null.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGINT, new.map_or(null(), |new| &raw const *new), &raw mut old);
        old
    }
}

unsafe fn load_prelude(api: &Api) -> Result<*mut Object, String> {
    /// Two functions of ours, which live as long as the process.
    struct Methods([MethodDef; 2]);
    // SAFETY: nobody writes to them.
    unsafe impl Sync for Methods {}
    static METHODS: Methods = Methods([
        MethodDef {
            name: c"_native_display".as_ptr(),
            function: native_display,
            flags: VARIADIC,
            documentation: null(),
        },
        MethodDef { name: c"_native_input".as_ptr(), function: native_input, flags: VARIADIC, documentation: null() },
    ]);
    // SAFETY: Python runs and this thread holds its lock.
    unsafe {
        let module = (api.add_module)(c"_rootlet_prelude".as_ptr());
        let namespace = (api.module_dict)(module);
        for method in &METHODS.0 {
            let function = (api.function_new)(&raw const *method, null_mut(), null_mut());
            (api.dict_set)(namespace, method.name, function);
            (api.decrement)(function);
        }
        let builtins = (api.add_module)(c"builtins".as_ptr());
        (api.dict_set)(namespace, c"__builtins__".as_ptr(), builtins);
        let source = CString::new(PRELUDE).map_err(|_| "the prelude contains NUL".to_owned())?;
        let result = (api.run_string)(source.as_ptr(), FILE_INPUT, namespace, namespace);
        if result.is_null() {
            (api.error_print)();
            return Err("the prelude of Python cells failed; see above".to_owned());
        }
        (api.decrement)(result);
        Ok(namespace)
    }
}

/// `_native_display(json, is_result)`.
unsafe extern "C" fn native_display(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_api(|api| {
        // SAFETY: Python calls with its lock held and a tuple of what the prelude passes.
        let (text, is_result) =
            unsafe { (text_argument(api, arguments, 0), (api.is_true)((api.tuple_get)(arguments, 1)) == 1) };
        if let (Some(host), Some(bundle)) =
            (host(), text.and_then(|text| serde_json::from_str::<MimeBundle>(&text).ok()))
        {
            host.event(if is_result {
                DisplayEvent::Result(bundle)
            } else {
                DisplayEvent::Display { bundle, id: None }
            });
        }
        // SAFETY: `None` is immortal, or counted here.
        unsafe {
            (api.increment)(api.none);
        }
        api.none
    })
}

/// `_native_input(prompt, password)`: the answer and a problem, one of them empty.
unsafe extern "C" fn native_input(_: *mut Object, arguments: *mut Object) -> *mut Object {
    with_api(|api| {
        // SAFETY: as in `native_display`.
        let (prompt, password) =
            unsafe { (text_argument(api, arguments, 0), (api.is_true)((api.tuple_get)(arguments, 1)) == 1) };
        let answer =
            host().map_or(Err(InputError::NotAvailable), |host| host.input(&prompt.unwrap_or_default(), password));
        let (answer, problem) = match answer {
            Ok(answer) => (answer, String::new()),
            Err(InputError::Interrupted) => (String::new(), "interrupted".to_owned()),
            Err(error) => (String::new(), error.to_string()),
        };
        // SAFETY: the lock is held; the tuple takes both references.
        unsafe {
            let tuple = (api.tuple_new)(2);
            for (index, text) in (0..).zip([answer, problem]) {
                (api.tuple_set)(tuple, index, (api.text_new)(text.as_ptr().cast(), text.len() as isize));
            }
            tuple
        }
    })
}

/// Functions that Python calls find the interpreter here; a panic must not cross Python's frames.
fn with_api(body: impl FnOnce(&Api) -> *mut Object) -> *mut Object {
    let Some(Ok(interpreter)) = INTERPRETER.get() else { return null_mut() };
    let api = &interpreter.api;
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(api))).unwrap_or_else(|_| {
        // SAFETY: the lock is held by Python, which called us.
        unsafe { (api.error_set)(api.runtime_error, c"a Rust function panicked".as_ptr()) };
        null_mut()
    })
}

unsafe fn text_argument(api: &Api, arguments: *mut Object, index: isize) -> Option<String> {
    // SAFETY: the caller holds the lock and passes a tuple.
    unsafe {
        let mut length = 0;
        let data: *const c_char = (api.text_get)((api.tuple_get)(arguments, index), &raw mut length);
        if data.is_null() {
            (api.error_clear)();
            return None;
        }
        let bytes = std::slice::from_raw_parts(data.cast::<u8>(), length as usize);
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}
