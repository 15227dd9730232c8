//! The engine of our own: rustc called directly, one crate a cell, one process a session.

mod advice;
mod arguments;
mod compile;
mod demux;
mod dependency;
mod diagnostics;
mod engine;
mod foreign;
mod impls;
mod interrupt;
mod kept;
mod learn;
mod outcome;
mod process;
mod renamed;
mod scene;
mod session;
mod stdin;
mod supervisor;
mod tables;
mod types;
mod warm;

pub use engine::{NativeEvaluator, Options};
pub use supervisor::supervise;
pub use tables::names_tables;

/// The name of a type for people: no private modules, no crates of cells.
pub(crate) fn pretty_type(type_name: &str) -> String {
    session::Session::pretty_type(type_name)
}
