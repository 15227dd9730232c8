//! Where `rootlet-analyser` is, or how it comes to be.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::Toolchain;
use crate::library::{cache_folder, member_manifest, workspace_manifest};

/// Its name, and that of its package.
const NAME: &str = "rootlet-analyser";

/// `(path in the workspace, content)` of what it is built from.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/analyser.rs"));

/// The program, if it is there: named by `ROOTLET_ANALYSER` (`off` for none), beside this one, or built into the cache.
pub(super) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("ROOTLET_ANALYSER") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let beside = std::env::current_exe().ok().map(|program| program.with_file_name(NAME));
    beside.filter(|path| path.is_file()).or_else(|| built().filter(|path| path.is_file()))
}

/// Whether one may be built: not where the user said which, and not in a CI job, which has better uses for minutes.
pub(super) fn may_build() -> bool {
    std::env::var_os("ROOTLET_ANALYSER").is_none() && std::env::var_os("CI").is_none()
}

/// Builds it into the cache, with the lowest priority; returns at once if another process is at it.
pub(super) fn build(toolchain: &Toolchain) -> io::Result<()> {
    let missing = || io::Error::new(io::ErrorKind::NotFound, "no cache folder is known");
    let program = built().ok_or_else(missing)?;
    let folder = program.parent().ok_or_else(missing)?;
    let source = folder.join("source");
    fs::create_dir_all(&source)?;
    let lock = File::create(folder.join("lock"))?;
    if lock.try_lock().is_err() || program.is_file() {
        return Ok(());
    }
    write(&source)?;
    let status = Command::new("nice")
        .args(["-n", "19"])
        .arg(&toolchain.cargo)
        .args(["build", "--release", "--package", NAME])
        .current_dir(&source)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTC", &toolchain.rustc)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC_WRAPPER")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join("log"))?)
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("see `{}`", folder.join("log").display())));
    }
    let new = folder.join("new");
    fs::copy(folder.join("target/release").join(NAME), &new)?;
    fs::rename(new, &program)?;
    // A gigabyte that nobody needs again.
    fs::remove_dir_all(folder.join("target"))
}

/// Where the cache has it, or will: one for each state of its sources.
fn built() -> Option<PathBuf> {
    let mut hash = Sha256::new();
    for (path, content) in FILES.iter().filter(|(path, _)| path.starts_with("evaluator/")) {
        hash.update(path.as_bytes());
        hash.update(content);
    }
    let key: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Some(cache_folder().ok()?.join("analyser").join(key).join(NAME))
}

/// Writes a workspace with only this package.
fn write(folder: &Path) -> io::Result<()> {
    for (path, content) in FILES {
        let target = folder.join(path);
        let text = String::from_utf8_lossy(content);
        let text = match *path {
            "Cargo.toml" => workspace_manifest(&text, "members = [\"evaluator/analyser\"]"),
            path if path.ends_with("Cargo.toml") => member_manifest(&text),
            _ => text.into_owned(),
        };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_of_the_analyser_alone_is_written() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path()).unwrap();
        for file in ["Cargo.lock", "evaluator/analyser/src/main.rs", "evaluator/src/complete/analyser/wire.rs"] {
            assert!(folder.path().join(file).is_file(), "{file}");
        }
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("members = [\"evaluator/analyser\"]") && !manifest.contains("\"kernel\",\n"));
    }
}
