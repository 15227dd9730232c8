//! Values of the user's own types in files: what `#[derive(Persist)]` is made of.
//!
//! | to | use |
//! | --- | --- |
//! | write one value as an object | [`RootWriter::write`](crate::RootWriter::write) |
//! | read it back | [`RootFile::get`](crate::RootFile::get) |
//! | write many as a tree, a branch for each member | [`RootWriter::write_rows`](crate::RootWriter::write_rows) |
//! | write many as an RNTuple | [`RootWriter::write_ntuple_rows`](crate::RootWriter::write_ntuple_rows) |
//! | read the entries of either | [`RootFile::rows`](crate::RootFile::rows) |
//!
//! A file tells the layout of every class in it, so that ROOT and uproot read such objects without
//! knowing the Rust type, and a type that has changed since reads old files by its members' names.

mod convert;
mod field;
mod layout;
mod object;
mod optional;
mod prune;
mod row;
mod rows;

pub use layout::{Class, Layout, Member};
pub use object::{from_object, layouts, to_object};
pub use row::{RowReader, RowWriter};
pub use rows::Rows;

pub(crate) use convert::entry;

use crate::{column::Array, error::Result};

/// A type that files can hold: numbers, booleans, texts, fixed arrays of numbers, vectors, and structs
/// of these with `#[derive(Persist)]`.
pub trait Persist: Sized {
    /// How it is stored.
    fn layout() -> Layout;

    /// Appends the value to an array of the layout's type.
    ///
    /// # Panics
    /// When the array is of another type.
    fn append_to(&self, array: &mut Array);

    /// The value at `index`, which must be inside of the array. Numbers are converted where that keeps them.
    ///
    /// # Errors
    /// When the array holds something else, or a number that does not fit.
    fn at(array: &Array, index: usize) -> Result<Self>;

    /// The value of a member that a file does not have; `None` where a file must have it.
    fn missing() -> Option<Self> {
        None
    }
}

/// What a `Vec` may hold in a file: everything but fixed arrays.
pub trait Item: Persist {}

/// What a fixed array may hold: numbers, booleans, and fixed arrays of them.
pub trait Plain: Persist {}
