//! The sources of the cell library, embedded in this binary.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// `(path in the workspace, content)`.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The crates in the workspace that is written out.
const MEMBERS: &str = "members = [\"analysis-core\", \"analysis-core/derive\", \"display\", \"evaluator/library\", \
                       \"evaluator/runtime\", \"rootio\", \"tables\"]";

/// Feeds every path and content to a hash.
pub(crate) fn digest(hash: &mut Sha256) {
    for (path, content) in FILES {
        hash.update(path.as_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
}

/// The text of every Rust file that cells may see: the library and what it passes on.
pub(crate) fn rust_sources() -> impl Iterator<Item = &'static str> {
    let visible = |path: &str| path.ends_with(".rs") && !path.starts_with("evaluator/");
    FILES.iter().filter(move |(path, _)| visible(path)).filter_map(|(_, content)| std::str::from_utf8(content).ok())
}

/// Paths and texts of a library's Rust files, below its folder `src`.
pub(crate) fn library_files(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let prefix = format!("{folder}/src/");
    FILES.iter().filter(|(path, _)| path.ends_with(".rs")).filter_map(move |(path, content)| {
        Some((path.strip_prefix(prefix.as_str())?, std::str::from_utf8(content).ok()?))
    })
}

/// Writes a workspace with only the library's crates; files that are equal already stay untouched,
/// so that cargo rebuilds what changed, and files of other versions go.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    remove_others(folder, folder)?;
    for (path, content) in FILES {
        let target = folder.join(path);
        let text;
        let content = match *path {
            "Cargo.toml" => {
                text = workspace_manifest(&String::from_utf8_lossy(content), MEMBERS);
                text.as_bytes()
            }
            path if path.ends_with("Cargo.toml") => {
                text = member_manifest(&String::from_utf8_lossy(content));
                text.as_bytes()
            }
            _ => content,
        };
        if fs::read(&target).is_ok_and(|old| old == content) {
            continue;
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, content)?;
    }
    Ok(())
}

/// Removes every file below `root` that is not embedded: a module that moved must not be found twice.
fn remove_others(root: &Path, folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(root, &path)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            if !FILES.iter().any(|(known, _)| *known == name) {
                fs::remove_file(&path)?;
            }
        }
    }
    Ok(())
}

/// The workspace's manifest with other members: a line `members = […]`.
pub(crate) fn workspace_manifest(text: &str, members: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("members = [") {
            result.push_str(members);
            result.push('\n');
            inside = true;
        }
        if !inside && !line.starts_with("default-members") {
            result.push_str(line);
            result.push('\n');
        }
        if line.starts_with(']') {
            inside = false;
        }
    }
    result
}

/// Drops what the library's build does not need and whose files are not embedded.
pub(crate) fn member_manifest(text: &str) -> String {
    let mut result = String::new();
    let mut keep = true;
    for line in text.lines() {
        if line.starts_with('[') {
            keep = !["[[bench]]", "[[test]]", "[[example]]", "[dev-dependencies"].iter().any(|s| line.starts_with(s));
        }
        if keep {
            result.push_str(line);
            result.push('\n');
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_library_crates_stay_members() {
        let text = "[workspace]\nmembers = [\n  \"kernel\",\n]\ndefault-members = [\"kernel\"]\n[profile]\n";
        assert_eq!(workspace_manifest(text, MEMBERS), format!("[workspace]\n{MEMBERS}\n[profile]\n"));
    }

    #[test]
    fn benches_are_dropped_from_manifests() {
        let text = "[package]\nname = \"x\"\n[[bench]]\nname = \"fill\"\n[lints]\nworkspace = true\n";
        assert_eq!(member_manifest(text), "[package]\nname = \"x\"\n[lints]\nworkspace = true\n");
    }

    #[test]
    fn files_of_other_versions_go() {
        let folder = tempfile::tempdir().unwrap();
        let stale = folder.path().join("rootio/src/stale.rs");
        fs::create_dir_all(stale.parent().unwrap()).unwrap();
        fs::write(&stale, "").unwrap();
        write(folder.path()).unwrap();
        assert!(!stale.exists());
        assert!(folder.path().join("rootio/src/lib.rs").is_file());
    }

    #[test]
    fn every_member_is_embedded() {
        for member in [
            "analysis-core",
            "analysis-core/derive",
            "display",
            "evaluator/library",
            "evaluator/runtime",
            "rootio",
            "tables",
        ] {
            let manifest = format!("{member}/Cargo.toml");
            assert!(FILES.iter().any(|(path, _)| *path == manifest), "{manifest}");
        }
    }
}
