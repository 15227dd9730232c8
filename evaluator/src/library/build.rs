//! Builds the cell library with cargo, in a target folder of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::{CellLibrary, NAMED, Progress, sources};
use crate::{Error, Toolchain};

/// How much of cargo's output an error shows, in bytes.
const SHOWN: usize = 4000;

pub(super) fn build(toolchain: &Toolchain, folder: &Path, progress: Progress<'_>) -> Result<CellLibrary, Error> {
    let parent = folder.parent().unwrap_or(folder);
    let workshop = parent.with_file_name("build").join(&toolchain.version);
    let cache_error = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::Cache { path, source }
    };
    fs::create_dir_all(&workshop).map_err(cache_error(&workshop))?;
    fs::create_dir_all(parent).map_err(cache_error(parent))?;

    let lock_path = workshop.join("lock");
    let lock = File::create(&lock_path).map_err(cache_error(&lock_path))?;
    if lock.try_lock().is_err() {
        progress("rootlet: another process is building the cell library, waiting for it");
        lock.lock().map_err(cache_error(&lock_path))?;
    }
    if let Some(library) = CellLibrary::open(folder) {
        return Ok(library);
    }

    let source = workshop.join("source");
    sources::write(&source).map_err(cache_error(&source))?;
    let artifacts = run_cargo(toolchain, &workshop, &source, progress)?;

    let temporary = tempfile::Builder::new().prefix(".new-").tempdir_in(parent).map_err(cache_error(parent))?;
    let target = temporary.path();
    let mut externs = String::new();
    for artifact in &artifacts {
        let Some(name) = artifact.file_name() else { continue };
        let copy = target.join(name);
        fs::copy(artifact, &copy).map_err(cache_error(&copy))?;
        let name = name.to_string_lossy();
        for krate in NAMED {
            let ending = name.strip_prefix(&format!("lib{krate}"));
            // The runtime is known by its shared object, everything inside by metadata.
            if ending == Some(".so") || ending.is_some_and(|rest| rest.starts_with('-') && rest.ends_with(".rmeta")) {
                externs.push_str(&format!("{krate}={name}\n"));
            }
        }
    }
    fs::write(target.join("rustc"), &toolchain.verbose_version).map_err(cache_error(target))?;
    fs::write(target.join("externs"), externs).map_err(cache_error(target))?;
    let temporary = temporary.keep();
    if let Err(source) = fs::rename(&temporary, folder) {
        // A leftover of an interrupted build may stand there; ours is complete.
        let _ = fs::remove_dir_all(folder);
        fs::rename(&temporary, folder).map_err(|_| Error::Cache { path: folder.to_path_buf(), source })?;
    }
    CellLibrary::open(folder).ok_or_else(|| Error::LibraryBuild {
        version: toolchain.version.clone(),
        output: format!("cargo made no `librootlet_runtime.so` and metadata in `{}`", folder.display()),
    })
}

/// Runs cargo and returns the shared object and the metadata of every crate behind it.
fn run_cargo(
    toolchain: &Toolchain,
    workshop: &Path,
    source: &Path,
    progress: Progress<'_>,
) -> Result<Vec<PathBuf>, Error> {
    let failed = |output: String| Error::LibraryBuild { version: toolchain.version.clone(), output };
    let mut command = Command::new(&toolchain.cargo);
    command
        .args([
            "rustc",
            "--release",
            "--package",
            "rootlet-runtime",
            "--lib",
            "--message-format=json-render-diagnostics",
        ])
        .args(["--", "-C", "prefer-dynamic"])
        .current_dir(source)
        .env("CARGO_TARGET_DIR", workshop.join("target"))
        .env("RUSTC", &toolchain.rustc)
        // An error should not drown in warnings that no user can mend.
        .env("RUSTFLAGS", "--cap-lints=allow")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC_WRAPPER")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(format!("`{}`: {error}", toolchain.cargo.display())))?;
    let mut stderr = child.stderr.take();
    let errors = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(stderr) = &mut stderr {
            // What could be read is shown; an unreadable rest is no error of its own.
            let _ = stderr.read_to_string(&mut text);
        }
        text
    });
    let started = Instant::now();
    let mut artifacts = Vec::new();
    let mut count = 0;
    let stdout = child.stdout.take().map(BufReader::new);
    for line in stdout.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        count += 1;
        let name = message["target"]["name"].as_str().unwrap_or_default();
        progress(&format!(
            "rootlet: building the cell library, once for rustc {}: {count} crates, {name}, {} s",
            toolchain.version,
            started.elapsed().as_secs()
        ));
        let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        artifacts.extend(files.filter(|file| wanted(file)).map(PathBuf::from));
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    let errors = errors.join().unwrap_or_default();
    if status.success() {
        progress(&format!("rootlet: the cell library is built, {count} crates in {} s", started.elapsed().as_secs()));
        return Ok(artifacts);
    }
    let start = (errors.len().saturating_sub(SHOWN)..errors.len()).find(|&i| errors.is_char_boundary(i)).unwrap_or(0);
    Err(failed(errors[start..].trim().to_owned()))
}

/// Metadata of every crate, procedural macros (metadata refers to them) and the one shared object.
fn wanted(file: &str) -> bool {
    [".rmeta", ".so", ".dylib"].iter().any(|end| file.ends_with(end))
}
