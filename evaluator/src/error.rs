use std::path::PathBuf;

use thiserror::Error;

/// Why a session could not start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// No compiler.
    #[error("no `rustc` on PATH; install Rust with rustup, or set ROOTLET_RUSTC to a compiler")]
    NoRustc,
    /// The compiler does not work.
    #[error("`{}` does not work: {reason}", rustc.display())]
    RustcFailed {
        /// The program.
        rustc: PathBuf,
        /// Its own words.
        reason: String,
    },
    /// A toolchain without a shared standard library (for example a distribution's minimal one).
    #[error("no shared standard library in `{}`; install Rust with rustup", folder.display())]
    NoSharedStd {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// Nothing that links.
    #[error("no linker: neither `ld` nor `cc` is on PATH; install binutils or a C compiler")]
    NoLinker,
    /// The cache folder cannot be used.
    #[error("cannot write the cell library's cache `{}`; set ROOTLET_CACHE to a folder you can write", path.display())]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// cargo failed on the library's sources.
    #[error("the cell library did not build with {version}:\n{output}")]
    LibraryBuild {
        /// rustc's version.
        version: String,
        /// The end of cargo's output.
        output: String,
    },
    /// A crate that a session asked for.
    #[error("the dependency {name} is not usable: {reason}")]
    Dependency {
        /// As the user wrote it.
        name: String,
        /// cargo's words in short, or what would be right.
        reason: String,
    },
    /// A library named by the user is for another compiler.
    #[error("the cell library `{}` was built by rustc {built}, but this is rustc {now}; unset ROOTLET_LIBRARY to build a matching one", path.display())]
    WrongRustc {
        /// The library's folder.
        path: PathBuf,
        /// What built it.
        built: String,
        /// What is here.
        now: String,
    },
    /// The evaluator process could not be started or talked to.
    #[error("the evaluator process did not start: {reason}")]
    Start {
        /// What failed.
        reason: String,
    },
}
