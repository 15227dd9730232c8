use std::io;
use std::path::PathBuf;

/// Why the kernel could not be installed, removed or found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be written, read or removed.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried: `write`, `remove`, ….
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Jupyter does not accept this kernel name.
    #[error("`{name}` is no kernel name: only ASCII letters, digits, `-`, `.` and `_` are allowed")]
    Name {
        /// The refused name.
        name: String,
    },
    /// Another kernel has this name.
    #[error("`{}` holds a kernel that is not rootlet's", path.display())]
    NotOurs {
        /// The folder of the other kernel.
        path: PathBuf,
    },
    /// There is no kernel of this name to remove.
    #[error("no kernel `{name}` in {}", list(searched))]
    NotInstalled {
        /// The name asked for.
        name: String,
        /// The folders that were searched.
        searched: Vec<PathBuf>,
    },
    /// The home folder is needed and unknown.
    #[error("the user's data folder is unknown: neither `HOME`, `XDG_DATA_HOME` nor `JUPYTER_DATA_DIR` is set")]
    NoHome,
    /// `--sys-prefix` found no Python to ask.
    #[error("no `jupyter` or `python3` on PATH says where its environment is")]
    NoPython,
}

impl Error {
    /// What the user can do about it, apart from the message.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some("install for yourself with `--user`, or into a folder of yours with `--prefix`")
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("free some space and run the same command again; nothing was changed")
            }
            Self::NotOurs { .. } => Some("choose another `--name`, or replace it with `--replace`"),
            Self::NotInstalled { .. } => Some("`rootlet status` lists what is installed and where"),
            Self::NoHome => Some("say where with `--prefix FOLDER`"),
            Self::NoPython => Some("activate the environment first, or name its folder with `--prefix FOLDER`"),
            Self::Io { .. } | Self::Name { .. } => None,
        }
    }

    pub(crate) fn io(action: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

fn list(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    names.join(", ")
}
