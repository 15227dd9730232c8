//! Cells to native code.
//!
//! An [`Evaluator`] takes a cell and reports [`Output`]s while it runs. The native engine
//! splits the cell, compiles it with rustc against the prebuilt library, and loads it in an
//! evaluator process of its own, which keeps the variables.

mod cell;
mod complete;
mod error;
mod library;
pub mod native;
#[cfg(feature = "evcxr")]
#[path = "evcxr.rs"]
pub mod second;
mod toolchain;
mod vocabulary;

pub use complete::{analyser_program, files};
pub use error::Error;
pub use library::{CellLibrary, Progress, cache_folder, unpack_sources};
pub use native::names_tables;
pub use toolchain::{Linker, Toolchain};
pub use vocabulary::{
    Cell, CellError, CellTiming, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Match, Output, OutputSink,
    StreamName, Variable,
};
