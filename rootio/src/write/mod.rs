//! Writing: objects by their layouts, records into files, columns into trees.

mod buffer;
mod column;
mod defaults;
mod file;
mod layouts;
mod object;
mod record;
mod tree;

pub use file::{RootWriter, WriteOptions};
pub use tree::TreeWriter;

pub(crate) use buffer::Buffer;
