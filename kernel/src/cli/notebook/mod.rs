//! `rootlet --notebook`: a local JupyterLab with the kernel and the renderer, nothing installed.

mod environment;
mod gallery;
mod server;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use rootlet_kernelspec::{DataFolder, KernelSpec, OnConflict, Program, RendererChoice};
use tempfile::TempDir;

use super::engine;
use super::error::{self, CliError};
use super::install::executable;
use super::system::{data_folder, has_screen, is_root};
use environment::{Front, FrontKind};

/// Starts Jupyter on `place`, a folder or a notebook, and waits for its end.
///
/// Without a place it starts in the current folder or, the first time, with the gallery.
pub(crate) fn notebook(place: Option<&Path>, no_browser: bool, words: &[OsString]) -> anyhow::Result<()> {
    let start = place.map(Start::of).transpose()?;
    let front = environment::find_or_make()?;
    let start = match start {
        Some(start) => start,
        None => Start::without_place()?,
    };
    if let Err(error) = engine::prepare() {
        // A notebook can still be read, and the first cell will say it again.
        writeln!(io::stderr(), "warning: cells cannot run yet: {}", error::sentence(&error))?;
    }
    let private = private_data(&executable()?)?;
    let browser = if no_browser || !has_screen() { Browser::No } else { Browser::Yes };
    let arguments = arguments(&start, &front, browser, is_root(), words);
    let environment = [("JUPYTER_PATH", with_ours_first(private.path(), env::var_os("JUPYTER_PATH")))];
    server::serve(&front.program, &arguments, &environment, browser, &private.path().join("jupyter.log"))
}

/// The Jupyter on PATH.
pub(crate) fn found_jupyter() -> Option<PathBuf> {
    environment::find().map(|front| front.program)
}

/// Our private Jupyter, if it was made.
pub(crate) fn private_jupyter() -> Option<PathBuf> {
    environment::private_folder().filter(|folder| folder.join("bin/jupyter-lab").is_file())
}

/// What the user wants to see first.
struct Start {
    folder: PathBuf,
    notebook: Option<String>,
}

impl Start {
    /// The gallery the first time, then the current folder.
    fn without_place() -> anyhow::Result<Self> {
        let gallery = data_folder().and_then(|data| gallery::on_first_run(&data));
        if let Some(page) = &gallery {
            let folder = page.parent().unwrap_or(page).display();
            writeln!(io::stderr(), "first run: this is the gallery, in {folder}; the next time this folder opens")?;
        }
        Self::of(gallery.as_deref().unwrap_or(Path::new(".")))
    }

    fn of(place: &Path) -> anyhow::Result<Self> {
        let missing = || CliError::NoNotebookFolder { path: place.to_owned() };
        let place = std::path::absolute(place).with_context(|| format!("cannot use `{}`", place.display()))?;
        if place.is_dir() {
            return Ok(Self { folder: place, notebook: None });
        }
        match (place.is_file(), place.parent(), place.file_name()) {
            (true, Some(folder), Some(name)) => {
                Ok(Self { folder: folder.to_owned(), notebook: Some(name.to_string_lossy().into_owned()) })
            }
            _ => Err(missing().into()),
        }
    }
}

/// Whether Jupyter shall open a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Browser {
    Yes,
    No,
}

/// A folder of Jupyter's data that holds our kernel and our renderer, for this server alone.
fn private_data(executable: &Path) -> anyhow::Result<TempDir> {
    let base = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix("rootlet-jupyter-");
    let private = match base.and_then(|base| builder.tempdir_in(base).ok()) {
        Some(private) => private,
        None => builder.tempdir().context("cannot make a temporary folder")?,
    };
    rootlet_kernelspec::install(
        &DataFolder(private.path().to_owned()),
        KernelSpec::new(executable),
        &Program::Stays(executable.to_owned()),
        OnConflict::Replace,
        RendererChoice::Install,
    )?;
    Ok(private)
}

/// Our folder before the user's own: theirs stay visible.
fn with_ours_first(ours: &Path, theirs: Option<OsString>) -> OsString {
    let mut list = ours.as_os_str().to_owned();
    if let Some(theirs) = theirs.filter(|theirs| !theirs.is_empty()) {
        list.push(":");
        list.push(theirs);
    }
    list
}

fn arguments(start: &Start, front: &Front, browser: Browser, is_root: bool, words: &[OsString]) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut root = OsString::from("--ServerApp.root_dir=");
    root.push(&start.folder);
    arguments.push(root);
    arguments.push(format!("--MultiKernelManager.default_kernel_name={}", KernelSpec::NAME).into());
    if let Some(notebook) = &start.notebook {
        let notebook = percent_encoded(notebook);
        arguments.push(
            match front.kind {
                FrontKind::Lab => format!("--LabApp.default_url=/lab/tree/{notebook}"),
                FrontKind::Notebook => format!("--JupyterNotebookApp.default_url=/notebooks/{notebook}"),
            }
            .into(),
        );
    }
    if browser == Browser::No {
        arguments.push("--no-browser".into());
    }
    // Jupyter refuses the superuser otherwise, who is the only user of many containers.
    if is_root && !words.iter().any(|word| word == OsStr::new("--allow-root")) {
        arguments.push("--allow-root".into());
    }
    // Last, so that the user has the last word.
    arguments.extend(words.iter().cloned());
    arguments
}

fn percent_encoded(name: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_prepended_and_theirs_stays() {
        assert_eq!(with_ours_first(Path::new("/o"), None), "/o");
        assert_eq!(with_ours_first(Path::new("/o"), Some("/a:/b".into())), "/o:/a:/b");
    }

    #[test]
    fn notebook_is_opened_by_its_encoded_name() {
        let start = Start { folder: "/n".into(), notebook: Some("01 first.ipynb".into()) };
        let front = Front { program: "jupyter-lab".into(), kind: FrontKind::Lab };
        let arguments = arguments(&start, &front, Browser::No, true, &["--port=1".into()]);
        assert_eq!(
            arguments,
            [
                "--ServerApp.root_dir=/n",
                "--MultiKernelManager.default_kernel_name=rootlet",
                "--LabApp.default_url=/lab/tree/01%20first.ipynb",
                "--no-browser",
                "--allow-root",
                "--port=1"
            ]
        );
    }

    #[test]
    fn missing_place_is_said_before_anything_starts() {
        let error = Start::of(Path::new("/no/such/folder")).err().unwrap();
        assert_eq!(error.to_string(), "no folder or notebook `/no/such/folder`");
    }

    #[test]
    fn private_data_holds_the_kernel_and_goes_with_the_server() {
        let private = private_data(Path::new("/bin/rootlet")).unwrap();
        let path = private.path().to_owned();
        assert!(path.join("kernels/rootlet/kernel.json").is_file());
        drop(private);
        assert!(!path.exists());
    }
}
