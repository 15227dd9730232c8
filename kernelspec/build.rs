//! Embeds the JupyterLab renderer where `assets/labextension` holds it, so that the binary installs it alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = manifest.join("assets/labextension");
    let mut files = Vec::new();
    if root.is_dir() {
        collect(&root, &mut files)?;
    }
    // Sorted, so that the same tree gives the same binary.
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let relative = file.strip_prefix(&root).map_err(io::Error::other)?;
        // As Rust literals: a path may hold quotes or backslashes.
        let [name, place] = [relative, file].map(|path| format!("{:?}", path.to_string_lossy()));
        let _ = writeln!(table, "    ({name}, include_bytes!({place}).as_slice()),");
    }
    table.push_str("]\n");
    fs::write(out.join("labextension.rs"), table)
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
