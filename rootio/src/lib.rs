//! ROOT files, read and written natively.
//!
//! | to | use |
//! | --- | --- |
//! | see what is in a file | [`ls`] |
//! | read an object by its class | [`RootFile::get`] with a type of [`views`] |
//! | read any object | [`RootFile::object`], a tree of [`Value`]s |
//! | read columns | [`RootFile::table`], for trees and RNTuples alike |

mod bytes;
mod column;
mod compress;
mod container;
mod error;
mod json;
mod memory;
mod parallel;
mod rntuple;
mod source;
mod streamer;
mod table;
mod tree;
mod value;
mod words;
mod write;

pub mod ls;
pub mod persist;
pub mod views;

pub use column::{Array, Batch, ColumnInfo, Fixed, List, ReadOptions, Strings, Struct, Table, Type, glob_matches};
pub use compress::{Compression, setting_name};
pub use container::{Datime, Directory, FromObject, Key, RootFile};
pub use error::{Error, Result};
pub use memory::keep_freed_memory;
pub use rntuple::{NTuple, NTupleWriter};
pub use source::{FileSource, Source};
pub use tree::{Branch, Friend, Tree};
pub use value::{Object, Value};
pub use write::{RootWriter, TreeWriter, WriteOptions};
