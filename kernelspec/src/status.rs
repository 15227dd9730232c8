use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::install::read_spec;
use crate::{DataFolder, KernelSpec, renderer};

/// One kernel of ours in a Jupyter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// By which Jupyter knows it.
    pub name: String,
    /// What the launcher shows.
    pub display_name: String,
    /// Its folder.
    pub kernel: PathBuf,
    /// The binary that it starts.
    pub program: PathBuf,
    /// The version that installed it.
    pub version: String,
    /// Whether that binary is there.
    pub program_exists: bool,
    /// Whether that binary is the one asked about.
    pub is_this_binary: bool,
    /// The renderer in the same data folder.
    pub renderer: FoundRenderer,
}

/// The state of the JupyterLab renderer beside a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundRenderer {
    /// Of the version that this binary carries.
    Current,
    /// Of another version.
    Other(String),
    /// Not there.
    Missing,
}

/// Every kernel of ours in these folders; `executable` is the binary to compare with.
pub fn find(folders: &[DataFolder], executable: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for data in folders {
        let Ok(entries) = fs::read_dir(data.0.join("kernels")) else { continue };
        let mut kernels: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        kernels.sort();
        found.extend(kernels.into_iter().filter_map(|kernel| describe(data, kernel, executable)));
    }
    found
}

fn describe(data: &DataFolder, kernel: PathBuf, executable: &Path) -> Option<Found> {
    let spec = read_spec(&kernel).filter(KernelSpec::is_ours)?;
    let program = KernelSpec::program_of(&spec)?.to_owned();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(Found {
        name: kernel.file_name()?.to_string_lossy().into_owned(),
        display_name: text(&spec["display_name"]),
        version: text(&spec["metadata"]["rootlet"]["version"]),
        program_exists: program.is_file(),
        is_this_binary: same_binary(&program, executable),
        renderer: renderer_in(data),
        program,
        kernel,
    })
}

fn renderer_in(data: &DataFolder) -> FoundRenderer {
    let Some(ours) = renderer() else { return FoundRenderer::Missing };
    let package = fs::read(data.labextension(&ours.name).join("package.json")).ok();
    match package.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()) {
        None => FoundRenderer::Missing,
        Some(package) if package["version"] == ours.version.as_str() => FoundRenderer::Current,
        Some(package) => FoundRenderer::Other(package["version"].as_str().unwrap_or("unknown").to_owned()),
    }
}

/// The same file, or a copy of it: `install` copies a binary out of a build folder.
fn same_binary(program: &Path, executable: &Path) -> bool {
    match (program.canonicalize(), executable.canonicalize()) {
        (Ok(a), Ok(b)) if a == b => true,
        (Ok(a), Ok(b)) => {
            let length = |path: &Path| fs::metadata(path).map(|data| data.len()).ok();
            length(&a) == length(&b) && fs::read(a).ok() == fs::read(b).ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OnConflict, Program, RendererChoice, install};

    #[test]
    fn status_tells_this_binary_from_another_and_from_none() {
        let root = tempfile::tempdir().unwrap();
        let [this, other] = ["this", "other"].map(|name| root.path().join(name));
        fs::write(&this, b"1").unwrap();
        fs::write(&other, b"2").unwrap();
        let data = DataFolder::of_prefix(root.path());
        let put = |name: &str, program: Program| {
            let spec = KernelSpec { name: name.to_owned(), ..KernelSpec::new("") };
            install(&data, spec, &program, OnConflict::Refuse, RendererChoice::Skip).unwrap();
        };
        put("a", Program::Stays(this.clone()));
        put("b", Program::Copy(this.clone()));
        put("c", Program::Stays(other));
        put("d", Program::Stays(root.path().join("gone")));
        let found = find(&[data], &this);
        let seen: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.program_exists, f.is_this_binary)).collect();
        assert_eq!(seen, [("a", true, true), ("b", true, true), ("c", true, false), ("d", false, false)]);
        assert!(found.iter().all(|f| f.renderer == FoundRenderer::Missing && f.display_name == "Rust (rootlet)"));
    }
}
