use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;

use crate::{DataFolder, Error, KernelSpec, Program, Renderer, check_name, folder, renderer, template};

const LOGOS: [(&str, &[u8]); 3] = [
    ("logo-32x32.png", include_bytes!("../assets/logo-32x32.png")),
    ("logo-64x64.png", include_bytes!("../assets/logo-64x64.png")),
    ("logo-svg.svg", include_bytes!("../assets/logo-svg.svg")),
];

/// What to do with a kernel of the same name that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// Leave it and say so.
    Refuse,
    /// Put ours in its place.
    Replace,
}

/// Whether the JupyterLab renderer is installed as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RendererChoice {
    /// Yes, where this binary carries it, with the template for exported pages.
    Install,
    /// Only the kernel.
    Skip,
}

/// Where everything went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The kernel's folder.
    pub kernel: PathBuf,
    /// The binary that Jupyter will start.
    pub program: PathBuf,
    /// The renderer's folder, if it was installed.
    pub renderer: Option<PathBuf>,
}

/// Installs the kernel, and the renderer, into a data folder.
///
/// Our own earlier kernel of the same name is replaced. A program to be copied lands in the
/// kernel's folder, so that `uninstall` removes it too; `spec.program` is set to where it is.
///
/// # Errors
/// A name that Jupyter refuses, a foreign kernel of this name, a folder that cannot be written.
/// The earlier state is kept then.
pub fn install(
    data: &DataFolder,
    mut spec: KernelSpec,
    program: &Program,
    on_conflict: OnConflict,
    renderer_choice: RendererChoice,
) -> Result<Installation, Error> {
    check_name(&spec.name)?;
    let target = data.kernel(&spec.name);
    if on_conflict == OnConflict::Refuse
        && target.exists()
        && !read_spec(&target).is_some_and(|s| KernelSpec::is_ours(&s))
    {
        return Err(Error::NotOurs { path: target });
    }
    spec.program = match program {
        Program::Stays(path) => path.clone(),
        Program::Copy(_) => target.join("rootlet"),
    };
    // The renderer first: a kernel without it still works, the reverse is of no use to anyone.
    let renderer_folder = match (renderer_choice, renderer()) {
        (RendererChoice::Install, Some(renderer)) => Some(install_renderer(data, &renderer)?),
        _ => None,
    };
    folder::replace(&target, |new| {
        if let Program::Copy(from) = program {
            fs::copy(from, new.join("rootlet")).map_err(Error::io("copy", from))?;
        }
        let json = serde_json::to_string_pretty(&spec.kernel_json())
            .map_err(|error| Error::io("write", &new.join("kernel.json"))(io::Error::other(error)))?;
        folder::write(&new.join("kernel.json"), (json + "\n").as_bytes())?;
        LOGOS.iter().try_for_each(|(name, content)| folder::write(&new.join(name), content))
    })?;
    Ok(Installation { kernel: target, program: spec.program, renderer: renderer_folder })
}

fn install_renderer(data: &DataFolder, renderer: &Renderer) -> Result<PathBuf, Error> {
    let target = data.labextension(&renderer.name);
    folder::replace(&target, |new| renderer.write(new))?;
    // Exported pages are drawn by the same files.
    folder::replace(&data.template(template::NAME), template::write)?;
    Ok(target)
}

/// Removes our kernel `name`, and the renderer when no other kernel of ours needs it there.
///
/// Returns the folders that were removed.
///
/// # Errors
/// A kernel of this name that is not ours, none at all, or a folder that cannot be removed.
pub fn uninstall(folders: &[DataFolder], name: &str) -> Result<Vec<PathBuf>, Error> {
    check_name(name)?;
    let mut removed = Vec::new();
    for data in folders {
        let target = data.kernel(name);
        match read_spec(&target) {
            Some(spec) if KernelSpec::is_ours(&spec) => {}
            Some(_) => return Err(Error::NotOurs { path: target }),
            None => continue,
        }
        if folder::remove(&target)? {
            removed.push(target);
        }
        if let Some(renderer) = renderer().filter(|_| !has_our_kernel(data)) {
            for target in [data.labextension(&renderer.name), data.template(template::NAME)] {
                if folder::remove(&target)? {
                    removed.push(target);
                }
            }
        }
    }
    if removed.is_empty() {
        let searched = folders.iter().map(|data| data.0.join("kernels")).collect();
        return Err(Error::NotInstalled { name: name.to_owned(), searched });
    }
    Ok(removed)
}

fn has_our_kernel(data: &DataFolder) -> bool {
    let Ok(entries) = fs::read_dir(data.0.join("kernels")) else { return false };
    entries.flatten().any(|entry| read_spec(&entry.path()).is_some_and(|spec| KernelSpec::is_ours(&spec)))
}

/// The `kernel.json` of a kernel's folder; `None` where it is missing or is not JSON.
pub(crate) fn read_spec(kernel: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(kernel.join("kernel.json")).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> (tempfile::TempDir, DataFolder, Program) {
        let root = tempfile::tempdir().unwrap();
        let binary = root.path().join("built");
        fs::write(&binary, b"#!binary").unwrap();
        let data = DataFolder::of_prefix(root.path());
        (root, data, Program::Stays(binary))
    }

    fn put(data: &DataFolder, program: &Program) -> Result<Installation, Error> {
        install(data, KernelSpec::new(""), program, OnConflict::Refuse, RendererChoice::Install)
    }

    #[test]
    fn install_twice_then_uninstall_leaves_nothing() {
        let (_root, data, program) = setup();
        put(&data, &program).unwrap();
        let installed = put(&data, &program).unwrap();
        let spec = read_spec(&installed.kernel).unwrap();
        assert_eq!(spec["argv"][0].as_str().map(Path::new), Some(installed.program.as_path()));
        for (logo, bytes) in LOGOS {
            assert_eq!(fs::read(installed.kernel.join(logo)).unwrap(), bytes);
        }
        let removed = uninstall(std::slice::from_ref(&data), "rootlet").unwrap();
        assert_eq!(removed.len(), 1 + 2 * usize::from(renderer().is_some()));
        assert_eq!(fs::read_dir(data.0.join("kernels")).unwrap().count(), 0);
    }

    #[test]
    fn copied_program_lives_in_the_kernels_folder() {
        let (_root, data, program) = setup();
        let Program::Stays(binary) = program else { unreachable!("setup makes it so") };
        let installed = put(&data, &Program::Copy(binary)).unwrap();
        assert_eq!(installed.program, installed.kernel.join("rootlet"));
        assert_eq!(fs::read(&installed.program).unwrap(), b"#!binary");
    }

    #[test]
    fn foreign_kernel_is_kept_unless_replaced() {
        let (_root, data, program) = setup();
        let foreign = data.kernel("rootlet");
        folder::write(&foreign.join("kernel.json"), br#"{"argv": ["other"]}"#).unwrap();
        assert!(matches!(put(&data, &program), Err(Error::NotOurs { .. })));
        assert!(matches!(uninstall(std::slice::from_ref(&data), "rootlet"), Err(Error::NotOurs { .. })));
        assert!(foreign.join("kernel.json").exists());
        install(&data, KernelSpec::new(""), &program, OnConflict::Replace, RendererChoice::Skip).unwrap();
        assert!(KernelSpec::is_ours(&read_spec(&foreign).unwrap()));
    }

    #[test]
    fn missing_kernel_says_where_it_was_searched() {
        let (_root, data, _) = setup();
        let error = uninstall(std::slice::from_ref(&data), "rootlet").unwrap_err().to_string();
        assert!(error.starts_with("no kernel `rootlet` in `"), "{error}");
        assert!(error.ends_with("share/jupyter/kernels`"), "{error}");
    }
}
