//! Finds the shared library of a Python interpreter.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use serde_json::Value;

/// Where a Python is.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// The interpreter; its place leads to its virtual environment.
    pub(super) executable: String,
    /// The shared library to load.
    pub(super) library: String,
}

/// What is asked of the interpreter. `Py_ENABLE_SHARED` misleads: only the file itself counts.
const QUESTION: &str = "import json,sys,sysconfig as s; v=s.get_config_var; print(json.dumps([sys.executable, \
    v('LIBDIR'), v('INSTSONAME'), v('LDLIBRARY'), v('MULTIARCH'), getattr(sys, 'base_prefix', ''), '%d.%d' % sys.version_info[:2], sys.version_info >= (3, 9)]))";

/// Finds the library of an interpreter, a name or a path; `cache` is a folder for answers, which may be empty.
///
/// # Errors
/// No such interpreter, or none of its libraries can be loaded; the message says what to install.
pub(super) fn find(interpreter: &str, cache: &str) -> Result<Found, String> {
    let program = program(interpreter);
    // Asking takes as long as starting Python twice: an answer holds as long as the file does.
    let memory = program.as_deref().and_then(identity).filter(|_| !cache.is_empty());
    let memory = memory.map(|identity| (PathBuf::from(cache).join(format!("{:016x}", hash(&identity))), identity));
    if let Some(found) = memory.as_ref().and_then(|(file, identity)| recall(file, identity)) {
        return Ok(found);
    }
    let found = ask(program.as_deref().unwrap_or(Path::new(interpreter)), interpreter)?;
    if let Some((file, identity)) = memory {
        // Without a cache the next session asks again.
        let text = format!("{identity}\n{}\n{}\n", found.executable, found.library);
        let _ = fs::create_dir_all(cache).and_then(|()| fs::write(file, text));
    }
    Ok(found)
}

/// A number for a text, the same in every process of this program.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The file that runs under this name; behind a shim of pyenv the interpreter that it would choose.
fn program(name: &str) -> Option<PathBuf> {
    let path = if name.contains('/') {
        PathBuf::from(name)
    } else {
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())?
    };
    Some(behind_shim(&path).unwrap_or(path))
}

/// A shim of pyenv is a script that takes a fifth of a second to choose; its rules:
/// `PYENV_VERSION`, `.python-version` in the folders above, `$PYENV_ROOT/version`.
fn behind_shim(path: &Path) -> Option<PathBuf> {
    let shims = path.parent().filter(|folder| folder.ends_with("shims"))?;
    let root = shims.parent()?;
    let first =
        |text: String| text.split([':', '\n', ' ']).map(str::trim).find(|word| !word.is_empty()).map(str::to_owned);
    let above = || {
        let here = std::env::current_dir().ok()?;
        here.ancestors().find_map(|folder| fs::read_to_string(folder.join(".python-version")).ok())
    };
    let version = std::env::var("PYENV_VERSION").ok().filter(|version| !version.is_empty()).or_else(above);
    let version = version.or_else(|| fs::read_to_string(root.join("version")).ok()).and_then(first)?;
    // Prefixes of versions, `system` and plugins are the shim's business.
    Some(root.join("versions").join(version).join("bin").join(path.file_name()?)).filter(|path| path.is_file())
}

/// What changes when the interpreter does; `None` for a script, which may choose another one each time.
fn identity(program: &Path) -> Option<String> {
    let real = program.canonicalize().ok()?;
    let mut start = [0; 2];
    std::io::Read::read_exact(&mut fs::File::open(&real).ok()?, &mut start).ok()?;
    let metadata = real.metadata().ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    (&start != b"#!").then(|| format!("{} {} {} {changed}", program.display(), real.display(), metadata.len()))
}

/// An earlier answer, if the library is still there.
fn recall(file: &Path, identity: &str) -> Option<Found> {
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines();
    let is_same = lines.next()? == identity;
    let found = Found { executable: lines.next()?.to_owned(), library: lines.next()?.to_owned() };
    (is_same && Path::new(&found.library).is_file()).then_some(found)
}

/// Asks the interpreter itself.
fn ask(program: &Path, interpreter: &str) -> Result<Found, String> {
    let output = Command::new(program).args(["-c", QUESTION]).output().map_err(|error| {
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            Self(std::env::temp_dir().join(format!("rootlet-find-{name}-{}", std::process::id())))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn file(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn an_answer_is_kept_until_the_interpreter_changes() {
        let folder = Folder::new("kept");
        let (python, library) = (folder.0.join("python3"), folder.0.join("libpython3.so"));
        file(&python, "ELF one");
        file(&library, "");
        let memory = folder.0.join("memory");
        let first = identity(&python).unwrap();
        file(&memory, &format!("{first}\n/usr/bin/python3\n{}\n", library.display()));
        let found = Found { executable: "/usr/bin/python3".into(), library: library.display().to_string() };
        assert_eq!(recall(&memory, &first), Some(found));
        file(&python, "ELF another");
        let second = identity(&python).unwrap();
        assert_ne!(first, second);
        assert_eq!(recall(&memory, &second), None);
        fs::remove_file(&library).unwrap();
        assert_eq!(recall(&memory, &first), None);
    }

    #[test]
    fn scripts_are_asked_each_time() {
        let folder = Folder::new("script");
        let script = folder.0.join("python3");
        file(&script, "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
        assert_eq!(identity(&script), None);
    }

    #[test]
    fn the_global_version_of_pyenv_is_found_without_its_shim() {
        let folder = Folder::new("pyenv");
        let root = &folder.0;
        file(&root.join("shims/python3"), "#!/usr/bin/env bash\n");
        file(&root.join("version"), "3.12.1\n3.11.7\n");
        assert_eq!(behind_shim(&root.join("shims/python3")), None, "that version is not installed");
        let python = root.join("versions/3.12.1/bin/python3");
        file(&python, "");
        // A variable or a `.python-version` above the tests' folder would choose another one.
        if std::env::var("PYENV_VERSION").is_err() {
            assert_eq!(behind_shim(&root.join("shims/python3")), Some(python));
        }
        assert_eq!(behind_shim(&root.join("versions/3.12.1/bin/python3")), None);
    }
}
