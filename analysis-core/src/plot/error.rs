use std::path::PathBuf;

/// Why a plot could not be made or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The name of the file ends in nothing that says a format.
    #[error("no picture format for `{}`; known endings: {known}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// The endings that would have worked.
        known: &'static str,
    },
    /// The file could not be written.
    #[error("cannot write the plot to `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The ROOT file could not be written.
    #[error("cannot write the plot to `{}`", path.display())]
    Root {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: rootio::Error,
    },
    /// There is no picture of this size.
    #[error("a picture of {width} × {height} pixels cannot be drawn; both sides must be between 1 and 16000")]
    BadSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}

impl std::fmt::Debug for PlotError {
    /// The message and its cause: what `unwrap` and a cell without `?` show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")?;
        std::error::Error::source(self).map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}
