use std::fs;
use std::path::Path;

use crate::wire::CrateText;

/// The standard library: rust-src's, or our own signatures.
pub(crate) struct Standard {
    pub(crate) crates: Vec<CrateText>,
    names: &'static [(&'static str, &'static str)],
}

/// Signatures of what notebooks use of it; all of `core`, `alloc` and `std` in one crate.
const SIGNATURES: [(&str, &str); 18] = [
    ("/std/lib.rs", include_str!("../std/lib.rs")),
    ("/std/any.rs", include_str!("../std/any.rs")),
    ("/std/cell.rs", include_str!("../std/cell.rs")),
    ("/std/cmp.rs", include_str!("../std/cmp.rs")),
    ("/std/collections.rs", include_str!("../std/collections.rs")),
    ("/std/convert.rs", include_str!("../std/convert.rs")),
    ("/std/fmt.rs", include_str!("../std/fmt.rs")),
    ("/std/iter.rs", include_str!("../std/iter.rs")),
    ("/std/macros.rs", include_str!("../std/macros.rs")),
    ("/std/marker.rs", include_str!("../std/marker.rs")),
    ("/std/num.rs", include_str!("../std/num.rs")),
    ("/std/ops.rs", include_str!("../std/ops.rs")),
    ("/std/option.rs", include_str!("../std/option.rs")),
    ("/std/owned.rs", include_str!("../std/owned.rs")),
    ("/std/slice.rs", include_str!("../std/slice.rs")),
    ("/std/sync.rs", include_str!("../std/sync.rs")),
    ("/std/system.rs", include_str!("../std/system.rs")),
    ("/std/text.rs", include_str!("../std/text.rs")),
];

impl Standard {
    /// Reads `core`, `alloc` and `std` below a folder; without it, or where they are not there, the signatures.
    pub(crate) fn read(library: Option<&Path>) -> Self {
        let read = library.and_then(|library| {
            let needs: [(&str, &[&str]); 3] = [("core", &[]), ("alloc", &["core"]), ("std", &["core", "alloc"])];
            let krate = |&(name, needs): &(&str, &[&str])| {
                let mut files = Vec::new();
                let root = library.join(name).join("src");
                files.push((format!("/{name}/lib.rs"), fs::read_to_string(root.join("lib.rs")).ok()?));
                collect(&root, &format!("/{name}"), &mut files);
                Some(CrateText { name: name.to_owned(), files, needs: needs.iter().map(|&n| n.to_owned()).collect() })
            };
            needs.iter().map(krate).collect::<Option<Vec<_>>>()
        });
        match read {
            Some(crates) => Self { crates, names: &[("core", "core"), ("alloc", "alloc"), ("std", "std")] },
            None => {
                let files = SIGNATURES.iter();
                let files = files.map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
                Self {
                    crates: vec![CrateText { name: "core".to_owned(), files, needs: Vec::new() }],
                    names: &[("core", "core"), ("alloc", "core"), ("std", "core")],
                }
            }
        }
    }

    /// Names in paths, and the crates that they mean.
    pub(crate) fn names(&self) -> &'static [(&'static str, &'static str)] {
        self.names
    }
}

/// Every Rust file below a folder but the root and the tests.
fn collect(folder: &Path, path: &str, files: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let (file, path) = (entry.path(), format!("{path}/{name}"));
        if file.is_dir() {
            if name != "tests" && name != "benches" {
                collect(&file, &path, files);
            }
        } else if name.ends_with(".rs") && !(name == "lib.rs" && path.matches('/').count() == 2) {
            // What cannot be read is a module that is not found.
            if let Ok(text) = fs::read_to_string(&file) {
                files.push((path, text));
            }
        }
    }
}
