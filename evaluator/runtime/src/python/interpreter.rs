use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ffi::{CStr, CString, c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::{Mutex, PoisonError as Poisoned};

use super::api::{self, Api, Object};
use super::handle::{self, Handle};
use super::scope::{Scope, Value};
use super::{INTERPRETER, PythonError, ToPython, find, native};

const PRELUDE: &str = include_str!("prelude.py");
/// Runs it: compiling takes 6 ms, loading what was compiled 0.1 ms.
const LOADER: &str = include_str!("load.py");

/// `Py_file_input`.
const FILE_INPUT: c_int = 257;

/// A running CPython.
pub(super) struct Interpreter {
    pub(super) api: Api,
    /// The namespace of `prelude.py`.
    prelude: *mut Object,
    /// The type of [`Handle`]s.
    pub(super) handle_type: *mut Object,
    /// The classes that cells defined for their structs.
    classes: Mutex<HashMap<TypeId, Class>>,
    /// What Python does at SIGINT: it raises `KeyboardInterrupt`.
    on_interrupt: libc::sigaction,
}

/// Copies the value at an address, which is of the type that the function was made for.
pub(super) type Copy = unsafe fn(*const c_void) -> Box<dyn Any>;

/// The Python class of a Rust type.
#[derive(Clone)]
pub(super) struct Class {
    pub(super) object: *mut Object,
    pub(super) copy: Option<Copy>,
    pub(super) type_name: &'static str,
    pub(super) size: usize,
}

// SAFETY: every use takes the interpreter's lock first.
unsafe impl Send for Interpreter {}
// SAFETY: as above.
unsafe impl Sync for Interpreter {}

/// The functions of a running interpreter, for what Python calls.
pub(super) fn api() -> Option<&'static Api> {
    INTERPRETER.get().map(|interpreter| &interpreter.api)
}

impl Interpreter {
    /// Starts Python; must be called on the thread that runs cells, which will receive its signals.
    ///
    /// `cache` is where answers about interpreters are kept; it may be empty.
    pub(super) fn start(executable: &str, cache: &str) -> Result<Self, String> {
        let found = find::find(executable, cache)?;
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
            Ok(Self {
                handle_type: null_mut(),
                prelude: null_mut(),
                classes: Mutex::default(),
                on_interrupt: before,
                api,
            })
        }
    }

    /// The part of the start that calls back: the interpreter must be known by then. Releases the lock,
    /// which cells take when they need it, from whichever thread.
    pub(super) fn prepare(&mut self, cache: &str) -> Result<(), String> {
        // SAFETY: `start` left this thread with the lock.
        unsafe {
            self.handle_type = handle::make_type(&self.api);
            self.prelude = load_prelude(&self.api, self.handle_type, cache)?;
            self.on_interrupt = signal_action(Some(&self.on_interrupt));
            (self.api.save_thread)();
        }
        Ok(())
    }

    /// Runs `body` while holding the interpreter's lock.
    pub(super) fn locked<R>(&'static self, body: impl FnOnce(&Scope) -> R) -> R {
        struct Lock<'a>(&'a Api, c_int);
        impl Drop for Lock<'_> {
            fn drop(&mut self) {
                // SAFETY: releases what `ensure` took.
                unsafe { (self.0.release)(self.1) };
            }
        }
        // SAFETY: the interpreter runs.
        let _lock = Lock(&self.api, unsafe { (self.api.ensure)() });
        body(&Scope::new(self))
    }

    /// Runs `body` with Python's handling of SIGINT instead of ours.
    pub(super) fn with_signals<R>(&self, body: impl FnOnce() -> R) -> R {
        let before = signal_action(Some(&self.on_interrupt));
        let result = body();
        signal_action(Some(&before));
        result
    }

    /// Calls a function of the prelude with borrowed objects; returns a new one. The lock is held.
    pub(super) fn call(&'static self, name: &str, arguments: &[Value]) -> Result<Value, PythonError> {
        let c_name = CString::new(name).unwrap_or_default();
        let api = &self.api;
        // SAFETY: the lock is held; every new reference is given away or released.
        unsafe {
            let function = (api.dict_get)(self.prelude, c_name.as_ptr());
            if function.is_null() {
                return Err(PythonError::new(format!("the prelude has no `{name}`")));
            }
            let tuple = (api.tuple_new)(arguments.len() as isize);
            for (index, argument) in (0..).zip(arguments) {
                (api.increment)(argument.0);
                (api.tuple_set)(tuple, index, argument.0);
            }
            let result = (api.call)(function, tuple);
            (api.decrement)(tuple);
            if result.is_null() {
                // `raised` itself calls the prelude.
                if name == "text_of" {
                    (api.error_clear)();
                    return Err(PythonError::new(""));
                }
                return Err(Scope::new(self).raised());
            }
            Ok(Value(result))
        }
    }

    /// Calls a function of the prelude with texts; returns its text.
    pub(super) fn ask(&'static self, name: &str, arguments: &[&str]) -> Result<String, PythonError> {
        self.locked(|scope| {
            let values: Vec<Value> = arguments.iter().map(|text| text.to_python(scope)).collect::<Result<_, _>>()?;
            let answer = self.call(name, &values);
            for value in values {
                scope.release(value);
            }
            let answer = answer?;
            let text = scope.text(answer).unwrap_or_default().to_owned();
            scope.release(answer);
            Ok(text)
        })
    }

    /// A borrowed object of the cells' namespace.
    pub(super) fn variable(&'static self, name: &str) -> Result<Value, PythonError> {
        let missing = || PythonError::new(format!("there is no Python variable `{name}`"));
        let name = CString::new(name).map_err(|_| missing())?;
        // SAFETY: the lock is held by the caller; the main module lives for ever.
        let object = unsafe {
            let main = (self.api.module_dict)((self.api.add_module)(c"__main__".as_ptr()));
            (self.api.dict_get)(main, name.as_ptr())
        };
        if object.is_null() { Err(missing()) } else { Ok(Value(object)) }
    }

    /// An array over numbers, which Python keeps. The lock is held.
    pub(super) fn array<T: 'static>(
        &'static self,
        scope: &Scope,
        numbers: Vec<T>,
        format: &'static CStr,
        dtype: &str,
    ) -> Result<Value, PythonError> {
        let (data, count) = (numbers.as_ptr(), numbers.len());
        let owner = self.exporter(data, count, format, Some(Box::new(numbers)));
        let array = self.view(scope, owner, dtype);
        scope.release(owner);
        array
    }

    /// An object that exports numbers. The lock is held.
    pub(super) fn exporter<T: 'static>(
        &self,
        data: *const T,
        count: usize,
        format: &'static CStr,
        keep: Option<Box<dyn Any>>,
    ) -> Value {
        // SAFETY: the lock is held; the caller keeps the numbers, or `keep` does.
        unsafe {
            let id = TypeId::of::<Vec<T>>();
            let object = Handle::make(&self.api, self.handle_type, data.cast_mut().cast(), id, keep);
            Handle::of(object).export(count, size_of::<T>(), format);
            Value(object)
        }
    }

    /// A numpy array over what an object exports, or a memoryview where there is no numpy.
    pub(super) fn view(&'static self, scope: &Scope, owner: Value, dtype: &str) -> Result<Value, PythonError> {
        let dtype = dtype.to_python(scope)?;
        let array = self.call("numbers", &[owner, dtype]);
        scope.release(dtype);
        array
    }

    pub(super) fn class_of(&self, id: TypeId) -> Option<Class> {
        self.classes.lock().unwrap_or_else(Poisoned::into_inner).get(&id).cloned()
    }

    pub(super) fn add_class(&self, id: TypeId, class: Class) {
        self.classes.lock().unwrap_or_else(Poisoned::into_inner).insert(id, class);
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

unsafe fn load_prelude(api: &Api, handle_type: *mut Object, cache: &str) -> Result<*mut Object, String> {
    // SAFETY: Python runs and this thread holds its lock.
    unsafe {
        let module = (api.add_module)(c"_rootlet_prelude".as_ptr());
        let namespace = (api.module_dict)(module);
        for method in &native::METHODS {
            let function = (api.function_new)(&raw const *method, null_mut(), null_mut());
            (api.dict_set)(namespace, method.name, function);
            (api.decrement)(function);
        }
        (api.dict_set)(namespace, c"_Rust".as_ptr(), handle_type);
        let builtins = (api.add_module)(c"builtins".as_ptr());
        (api.dict_set)(namespace, c"__builtins__".as_ptr(), builtins);
        let name = format!("prelude-{:016x}", find::hash(PRELUDE));
        for (variable, text) in [(c"_source", PRELUDE), (c"_cache", cache), (c"_name", name.as_str())] {
            let text = (api.text_new)(text.as_ptr().cast(), text.len() as isize);
            (api.dict_set)(namespace, variable.as_ptr(), text);
            (api.decrement)(text);
        }
        let source = CString::new(LOADER).map_err(|_| "the loader contains NUL".to_owned())?;
        let result = (api.run_string)(source.as_ptr(), FILE_INPUT, namespace, namespace);
        if result.is_null() {
            (api.error_print)();
            return Err("the prelude of Python cells failed; see above".to_owned());
        }
        (api.decrement)(result);
        Ok(namespace)
    }
}
