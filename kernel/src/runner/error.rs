use std::io;
use std::path::PathBuf;

/// Why a notebook could not be read, run or written. A cell that fails is a result, not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    /// The file is not there or cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// The result cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// Text that is not JSON.
    #[error("not JSON: {0}")]
    NotJson(serde_json::Error),
    /// JSON without cells.
    #[error("JSON, but not a notebook: no `nbformat` and `cells`")]
    NotANotebook,
    /// Another version of the format.
    #[error("notebook format {version} is too old or too new; 4 is known")]
    Format { version: u64 },
    /// A cell that breaks the format.
    #[error("not a valid notebook: {what}")]
    Invalid { what: String },
    /// A parameter that is not `name=value`.
    #[error("`{text}` is no parameter: `name=value` is expected, with a Rust name")]
    Parameter { text: String },
    /// A parameter whose value does not fit the declared type.
    #[error("`{value}` is no value of the parameter `{name}: {type_name}`")]
    ParameterValue { name: String, value: String, type_name: String },
    /// A script whose marks cannot be read back.
    #[error("line {line} of the script: {what}")]
    Script { line: usize, what: String },
}

impl Error {
    /// What the user can do about it, apart from the message.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotJson(_) | Self::NotANotebook => {
                Some("name a notebook (`.ipynb`) made by Jupyter; `rootlet FILE.rs` runs a script")
            }
            Self::Format { version } if *version < 4 => {
                Some("upgrade it with `jupyter nbconvert --to notebook --inplace FILE`")
            }
            Self::Parameter { .. } => Some("for example `-p entries=10000 -p title='My data'`"),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some("write elsewhere with `-o FILE`")
            }
            _ => None,
        }
    }
}
