//! Builds the cell library with cargo, in a target folder of its own.

use std::fs::{self, File};
use std::path::Path;

use super::cargo::Build;
use super::{CellLibrary, EXTERNS, Progress, SHARED_OBJECT, pools, sources};
use crate::{Error, Toolchain};

/// The package whose dylib is the cell library.
pub(super) const PACKAGE: &str = "rootlet-library";

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
    let target = workshop.join("target");
    let build = Build { toolchain, source: &source, target: &target, package: PACKAGE, what: "the cell library" };
    let artifacts = build.run(progress)?;

    let temporary = tempfile::Builder::new().prefix(".new-").tempdir_in(parent).map_err(cache_error(parent))?;
    let target = temporary.path();
    let mut copied = Vec::new();
    for (_, artifact) in &artifacts {
        let Some(name) = artifact.file_name() else { continue };
        let copy = target.join(name);
        fs::copy(artifact, &copy).map_err(cache_error(&copy))?;
        copied.push(name.to_string_lossy().into_owned());
    }
    for (list, named) in EXTERNS {
        let line = |(name, file): &(&str, &str)| {
            // The whole is known by its shared object, everything inside by metadata.
            let is_file = |copy: &&String| {
                let ending = copy.strip_prefix(&format!("lib{file}"));
                ending == Some(".so") || ending.is_some_and(|rest| rest.starts_with('-') && rest.ends_with(".rmeta"))
            };
            copied.iter().find(is_file).map(|copy| format!("{name}={copy}\n"))
        };
        let lines: String = named.iter().filter_map(line).collect();
        fs::write(target.join(list), lines).map_err(cache_error(target))?;
    }
    fs::write(target.join("rustc"), &toolchain.verbose_version).map_err(cache_error(target))?;
    let pools = pools::find(&target.join(SHARED_OBJECT)).map_err(cache_error(target))?;
    fs::write(target.join("pools"), pools).map_err(cache_error(target))?;
    crate::complete::keep_catalog(target).map_err(cache_error(target))?;
    let temporary = temporary.keep();
    if let Err(source) = fs::rename(&temporary, folder) {
        // A leftover of an interrupted build may stand there; ours is complete.
        let _ = fs::remove_dir_all(folder);
        fs::rename(&temporary, folder).map_err(|_| Error::Cache { path: folder.to_path_buf(), source })?;
    }
    CellLibrary::open(folder).ok_or_else(|| Error::LibraryBuild {
        version: toolchain.version.clone(),
        output: format!("cargo made no `{SHARED_OBJECT}` and metadata in `{}`", folder.display()),
    })
}
