//! Finds the shared library of a Python interpreter.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Where a Python is.
#[derive(Debug)]
pub(super) struct Found {
    /// The interpreter; its place leads to its virtual environment.
    pub(super) executable: String,
    /// The shared library to load.
    pub(super) library: String,
}

/// What is asked of the interpreter. `Py_ENABLE_SHARED` misleads: only the file itself counts.
const QUESTION: &str = "import json,sys,sysconfig as s; v=s.get_config_var; print(json.dumps([sys.executable, \
    v('LIBDIR'), v('INSTSONAME'), v('LDLIBRARY'), v('MULTIARCH'), getattr(sys, 'base_prefix', ''), '%d.%d' % sys.version_info[:2], sys.version_info >= (3, 9)]))";

/// # Errors
/// No such interpreter, or none of its libraries can be loaded; the message says what to install.
pub(super) fn find(interpreter: &str) -> Result<Found, String> {
    let output = Command::new(interpreter).args(["-c", QUESTION]).output().map_err(|error| {
        format!(
            "`{interpreter}` cannot be started ({error}); install Python 3.9 or later (Debian and Ubuntu: \
             `apt install python3-dev`), or choose one with `%env VIRTUAL_ENV=…`"
        )
    })?;
    let answer: Value = serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("`{interpreter}` does not work: {}", said.trim())
    })?;
    let text = |index: usize| answer[index].as_str().unwrap_or_default().to_owned();
    let (executable, version) = (text(0), text(6));
    if answer[7] != true {
        return Err(format!(
            "`{executable}` is Python {version}, and Python cells need 3.9 or later; choose another with `%env VIRTUAL_ENV=…`"
        ));
    }
    let shared = format!("libpython{version}.so.1.0");
    let folders =
        [text(1), format!("{}/lib", text(5)), format!("/usr/lib/{}", text(4)), "/usr/lib64".into(), "/usr/lib".into()];
    for folder in &folders {
        for name in [&text(2), &text(3), &shared] {
            let path = format!("{folder}/{name}");
            if name.contains(".so") && Path::new(&path).is_file() {
                return Ok(Found { executable, library: path });
            }
        }
    }
    Err(format!(
        "`{executable}` has no shared library `{shared}`, which Python cells need; install it \
         (Debian and Ubuntu: `apt install libpython{version}`; pyenv: `PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install …`) \
         or choose another Python with `%env VIRTUAL_ENV=…`"
    ))
}
