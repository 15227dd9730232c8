//! Cell and line magics, shell lines, and cells in other languages.
//!
//! [`WithMagics`] wraps an engine that knows only Rust. [`split_cell`] finds the magics of a cell,
//! [`MAGICS`] is the table of all of them: help, completion, `%lsmagic` and the documentation
//! ([`documentation`]) are read from it.

mod complete;
mod context;
mod cpp;
mod docs;
mod error;
mod help;
mod history;
mod list;
mod magic;
mod names;
mod options;
mod python;
mod scan;
mod segment;
mod shell;
mod sinks;
mod state;
mod table;
mod with_magics;

pub use context::Context;
pub use docs::documentation;
pub use error::MagicError;
pub use magic::{About, Call, Form, Group, Magic, Opt, Rest};
pub use options::Arguments;
pub use segment::{Names, Segment, split_cell};
pub use shell::Ended;
pub use table::{MAGICS, find};
pub use with_magics::WithMagics;
