//! Embeds the sources of the cell library, so that the binary can build it with the user's rustc, and of
//! `rootlet-analyser`, for users to whom the binary came alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The crates that the cell library consists of; folders of the workspace.
const MEMBERS: [&str; 6] = ["analysis-core", "display", "evaluator/library", "evaluator/runtime", "rootio", "tables"];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = here.parent().unwrap_or(&here).to_path_buf();
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    for member in MEMBERS {
        let folder = root.join(member);
        files.push(folder.join("Cargo.toml"));
        for part in ["src", "assets", "derive"] {
            collect(&folder.join(part), &mut files)?;
        }
    }
    embed(&files, &root, "sources.rs")?;

    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    files.push(root.join("evaluator/analyser/Cargo.toml"));
    files.push(root.join("evaluator/src/complete/analyser/wire.rs"));
    for part in ["src", "std"] {
        collect(&root.join("evaluator/analyser").join(part), &mut files)?;
    }
    embed(&files, &root, "analyser.rs")
}

/// Writes a table of paths in the workspace and contents.
fn embed(files: &[PathBuf], root: &Path, table_name: &str) -> io::Result<()> {
    let mut table = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(root).unwrap_or(file).display();
        let _ = writeln!(table, "    ({:?}, include_bytes!({:?})),", name.to_string(), file.display().to_string());
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join(table_name), table)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    // A new file changes its folder's time.
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            files.push(path);
        }
    }
    Ok(())
}
