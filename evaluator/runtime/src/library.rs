use std::ffi::{CStr, CString, c_void};

/// Loads a shared object for the rest of the session; its symbols are visible to later ones.
///
/// # Errors
/// The dynamic linker's words.
pub fn load_library(path: &str) -> Result<(), String> {
    open(path, Visibility::Public).map(|_| ())
}

/// An open shared object. It is never closed: values may hold pointers into it.
pub(crate) struct Library(*mut c_void);

/// Who may use a library's symbols.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// Every library that is loaded later.
    Public,
    /// Only the library itself.
    Private,
}

pub(crate) fn open(path: &str, visibility: Visibility) -> Result<Library, String> {
    let name = CString::new(path).map_err(|_| format!("`{path}` contains a NUL byte"))?;
    let scope = match visibility {
        Visibility::Public => libc::RTLD_GLOBAL,
        Visibility::Private => libc::RTLD_LOCAL,
    };
    // SAFETY: `name` is a valid C string; the object's initialisers are trusted like any cell.
    let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_LAZY | scope) };
    if handle.is_null() { Err(last_error()) } else { Ok(Library(handle)) }
}

impl Library {
    pub(crate) fn symbol(&self, name: &str) -> Result<*mut c_void, String> {
        let name = CString::new(name).map_err(|_| format!("`{name}` contains a NUL byte"))?;
        // SAFETY: the handle came from `dlopen` and is never closed.
        let address = unsafe { libc::dlsym(self.0, name.as_ptr()) };
        if address.is_null() { Err(last_error()) } else { Ok(address) }
    }
}

fn last_error() -> String {
    // SAFETY: `dlerror` returns null or a C string that lives until the next call.
    unsafe {
        let message = libc::dlerror();
        if message.is_null() {
            "unknown error of the dynamic linker".to_owned()
        } else {
            CStr::from_ptr(message).to_string_lossy().into_owned()
        }
    }
}
