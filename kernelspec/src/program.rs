use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Which binary `kernel.json` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// This path will still be there tomorrow.
    Stays(PathBuf),
    /// This one is in a build folder: copy it to a place of its own.
    Copy(PathBuf),
}

/// A path for the running binary `executable` that outlives a build and an upgrade.
///
/// A `rootlet` in `search_path` that *is* this binary is named as it stands there, with its links
/// (`~/.cargo/bin/rootlet`, a package manager's `bin/rootlet`): an upgrade keeps that path.
pub fn stable_program(executable: &Path, search_path: &[PathBuf]) -> Program {
    let real = executable.canonicalize().unwrap_or_else(|_| executable.to_owned());
    let name = executable.file_name().unwrap_or(OsStr::new("rootlet"));
    let on_path = search_path
        .iter()
        .filter(|folder| folder.is_absolute() && !in_build_folder(folder))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.canonicalize().is_ok_and(|path| path == real));
    match on_path {
        Some(path) => Program::Stays(path),
        None if in_build_folder(&real) => Program::Copy(real),
        None => Program::Stays(real),
    }
}

/// Cargo marks its target folders with `CACHEDIR.TAG`.
fn in_build_folder(path: &Path) -> bool {
    path.ancestors().any(|folder| folder.join("CACHEDIR.TAG").exists())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn build_folder_is_copied_and_another_place_stays() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let built = root.join("target/release/rootlet");
        fs::create_dir_all(built.parent().unwrap()).unwrap();
        fs::write(&built, b"x").unwrap();
        fs::write(root.join("target/CACHEDIR.TAG"), b"").unwrap();
        assert_eq!(stable_program(&built, &[]), Program::Copy(built.clone()));
        let placed = root.join("rootlet");
        fs::write(&placed, b"x").unwrap();
        assert_eq!(stable_program(&placed, &[]), Program::Stays(placed));
    }

    #[test]
    #[cfg(unix)]
    fn link_on_the_search_path_is_named_unresolved() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let versioned = root.join("opt/rootlet-1.2/rootlet");
        let bin = root.join("bin");
        fs::create_dir_all(versioned.parent().unwrap()).unwrap();
        fs::create_dir(&bin).unwrap();
        fs::write(&versioned, b"x").unwrap();
        std::os::unix::fs::symlink(&versioned, bin.join("rootlet")).unwrap();
        assert_eq!(stable_program(&versioned, std::slice::from_ref(&bin)), Program::Stays(bin.join("rootlet")));
    }
}
