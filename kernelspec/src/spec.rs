use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::Error;

/// What `kernel.json` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelSpec {
    /// The folder's name, by which Jupyter knows the kernel.
    pub name: String,
    /// What the launcher shows.
    pub display_name: String,
    /// The binary that Jupyter starts: an absolute path that outlives a build.
    pub program: PathBuf,
    /// Variables that Jupyter sets for the kernel.
    pub environment: BTreeMap<String, String>,
}

impl KernelSpec {
    /// The name that is used when nobody chooses one.
    pub const NAME: &str = "rootlet";
    /// What the launcher shows when nobody chooses another text.
    pub const DISPLAY_NAME: &str = "Rust (rootlet)";

    /// A spec with the usual names.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            name: Self::NAME.to_owned(),
            display_name: Self::DISPLAY_NAME.to_owned(),
            program: program.into(),
            environment: BTreeMap::new(),
        }
    }

    /// The content of `kernel.json`.
    ///
    /// `interrupt_mode` is `message`: a signal to the process group would reach the evaluator's
    /// compilers as well.
    pub fn kernel_json(&self) -> Value {
        json!({
            "argv": [self.program.to_string_lossy(), "kernel", "-f", "{connection_file}"],
            "display_name": self.display_name,
            "language": "rust",
            "interrupt_mode": "message",
            "kernel_protocol_version": "5.5",
            "env": self.environment,
            "metadata": {"rootlet": {"version": env!("CARGO_PKG_VERSION")}},
        })
    }

    /// Whether a `kernel.json` was written by us.
    pub(crate) fn is_ours(kernel_json: &Value) -> bool {
        kernel_json["metadata"]["rootlet"].is_object()
    }

    /// The binary that a `kernel.json` starts.
    pub(crate) fn program_of(kernel_json: &Value) -> Option<&Path> {
        kernel_json["argv"][0].as_str().map(Path::new)
    }
}

/// Refuses names that Jupyter would not list.
///
/// # Errors
/// Anything but ASCII letters, digits, `-`, `.` and `_`, and names made of dots alone.
pub fn check_name(name: &str) -> Result<(), Error> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if name.chars().all(allowed) && name.chars().any(|c| c != '.') {
        Ok(())
    } else {
        Err(Error::Name { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernel_json_has_what_jupyter_needs() {
        let mut spec = KernelSpec::new("/opt/rootlet/bin/rootlet");
        spec.environment.insert("RUST_BACKTRACE".into(), "1".into());
        let json = spec.kernel_json();
        assert_eq!(json["argv"], json!(["/opt/rootlet/bin/rootlet", "kernel", "-f", "{connection_file}"]));
        assert_eq!(json["interrupt_mode"], "message");
        assert_eq!(json["language"], "rust");
        assert_eq!(json["env"]["RUST_BACKTRACE"], "1");
        assert!(KernelSpec::is_ours(&json));
        assert_eq!(KernelSpec::program_of(&json), Some(Path::new("/opt/rootlet/bin/rootlet")));
    }

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for name in ["", "..", "a/b", "x y", "é"] {
            assert!(matches!(check_name(name), Err(Error::Name { .. })), "{name:?}");
        }
        for name in ["rootlet", "rootlet-dev", "r_1.2"] {
            assert!(check_name(name).is_ok(), "{name:?}");
        }
    }
}
