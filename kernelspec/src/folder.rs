use std::fs;
use std::io;
use std::path::Path;

use crate::Error;

/// Writes a whole folder beside its place and renames it there.
///
/// Whoever looks meanwhile sees the old folder or the new one, save for the moment between two
/// renames; if the second one fails, the old folder comes back.
pub(crate) fn replace(target: &Path, fill: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let parent = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
    let staging =
        tempfile::Builder::new().prefix(".rootlet-").tempdir_in(parent).map_err(Error::io("write in", parent))?;
    let fresh = staging.path().join("new");
    fs::create_dir(&fresh).map_err(Error::io("make", &fresh))?;
    fill(&fresh)?;
    let old = staging.path().join("old");
    let had_old = match fs::rename(target, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(Error::io("replace", target)(error)),
    };
    if let Err(error) = fs::rename(&fresh, target) {
        if had_old {
            let _ = fs::rename(&old, target);
        }
        return Err(Error::io("write", target)(error));
    }
    Ok(())
}

/// Removes a folder in one step, then its content; `false` where there is none.
pub(crate) fn remove(target: &Path) -> Result<bool, Error> {
    let parent = target.parent().unwrap_or(Path::new("."));
    if fs::symlink_metadata(target).is_err() {
        return Ok(false);
    }
    let staging =
        tempfile::Builder::new().prefix(".rootlet-").tempdir_in(parent).map_err(Error::io("remove", target))?;
    fs::rename(target, staging.path().join("old")).map_err(Error::io("remove", target))?;
    staging.close().map_err(Error::io("remove", target))?;
    Ok(true)
}

/// Writes one file of a new folder, with the folders above it.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
    }
    fs::write(path, content).map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn replace_leaves_nothing_of_the_old_folder_or_of_the_work() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("a/b");
        replace(&target, |new| write(&new.join("one"), b"1")).unwrap();
        replace(&target, |new| write(&new.join("two/three"), b"3")).unwrap();
        assert_eq!(names(&target), ["two"]);
        assert_eq!(names(&root.path().join("a")), ["b"]);
    }

    #[test]
    fn failed_replace_keeps_the_old_folder() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("b");
        replace(&target, |new| write(&new.join("one"), b"1")).unwrap();
        let failed = replace(&target, |new| {
            write(&new.join("two"), b"2")?;
            Err(Error::NoHome)
        });
        assert!(failed.is_err());
        assert_eq!(names(&target), ["one"]);
        assert_eq!(names(root.path()), ["b"]);
    }

    #[test]
    fn remove_says_whether_there_was_something() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("b");
        assert!(!remove(&target).unwrap());
        replace(&target, |new| write(&new.join("one"), b"1")).unwrap();
        assert!(remove(&target).unwrap());
        assert_eq!(names(root.path()), [""; 0]);
    }
}
