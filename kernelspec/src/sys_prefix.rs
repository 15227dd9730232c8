use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Error;

/// The environment of the `jupyter` on PATH, else of the `python3` or `python` there.
///
/// # Errors
/// Where none of them is found or none answers.
pub fn sys_prefix() -> Result<PathBuf, Error> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    candidates(&folders).iter().find_map(|python| ask(python)).ok_or(Error::NoPython)
}

/// The interpreters to ask: beside `jupyter` first, since that is the Jupyter which will look.
fn candidates(folders: &[PathBuf]) -> Vec<PathBuf> {
    let find = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    let beside_jupyter = find("jupyter").and_then(|file| file.parent().map(|folder| folder.join("python")));
    beside_jupyter.filter(|file| file.is_file()).into_iter().chain(find("python3")).chain(find("python")).collect()
}

fn ask(python: &Path) -> Option<PathBuf> {
    let output = Command::new(python)
        .args(["-c", "import sys; print(sys.prefix)"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let prefix = String::from_utf8(output.stdout).ok()?;
    let prefix = prefix.trim();
    (output.status.success() && !prefix.is_empty()).then(|| PathBuf::from(prefix))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn python_beside_jupyter_is_asked_first() {
        let root = tempfile::tempdir().unwrap();
        let [first, second] = ["a", "b"].map(|name| root.path().join(name));
        for (folder, files) in [(&first, ["python3", "other"]), (&second, ["jupyter", "python"])] {
            fs::create_dir(folder).unwrap();
            for file in files {
                fs::write(folder.join(file), b"").unwrap();
            }
        }
        let found = candidates(&[first.clone(), second.clone()]);
        assert_eq!(found, [second.join("python"), first.join("python3"), second.join("python")]);
    }
}
