use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Error, Result};

/// The files that a path names: itself, or with `*` or `?` in its last part every file that fits, by name.
pub(super) fn matching(path: &Path) -> Result<Vec<PathBuf>> {
    let pattern = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !pattern.contains(['*', '?']) || path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let failed = |error: std::io::Error| Error::Open { place: path.display().to_string(), cause: Arc::new(error) };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if rootio::glob_matches(&pattern, &entry.file_name().to_string_lossy()) {
            found.push(path.with_file_name(entry.file_name()));
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Error::NoFiles { pattern: path.display().to_string() });
    }
    Ok(found)
}
