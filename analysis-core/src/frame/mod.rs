//! The event loop: RDataFrame's job, on columns.
//!
//! A [`Frame`] is a lazy view of a data set. Filters and definitions give new frames; results are booked and made
//! together, in one loop over the input, when the first of them is asked for its value.
//!
//! ```
//! use rootlet::frame::{ColumnData, Frame, Memory};
//! use rootlet::Hist1D;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let jets = ColumnData::lists(&[vec![52.0f32, 41.5], vec![], vec![33.0, 28.5, 90.0]]);
//! let events = Frame::new(Memory::new().with("Jet_pt", jets)?.with("MET", ColumnData::flat(vec![20.0, 35.5, 61.0]))?);
//!
//! // Expressions …
//! let busy = events.filter("Sum(Jet_pt > 40) >= 2")?;
//! let met = busy.histo1d(Hist1D::new("met", "MET", 10, 0.0, 100.0), "MET")?;
//! // … or closures: columns are found by name once, then `row[column]` is a value or a slice.
//! let jet_pt = events.column::<[f32]>("Jet_pt")?;
//! let hard = events.filter_with(move |row| row[jet_pt].iter().any(|&pt| pt > 80.0)).count();
//!
//! assert_eq!(met.value()?.entries(), 1.0);
//! assert_eq!(*hard.value()?, 1);
//! assert_eq!(events.runs(), 1, "one loop made both");
//! # Ok(())
//! # }
//! ```
//!
//! # What to use when
//! - [`Frame::filter`], [`Frame::define`]: expressions, vectorised, with errors that point at the character.
//! - [`Frame::filter_with`], [`Frame::define_with`]: closures on a [`Row`], for logic that is no formula.
//! - [`Frame::filter_batches`], [`Frame::define_batches`], [`Frame::histo1d_batches`]: closures on a [`Batch`], for the
//!   last factor in speed: scratch buffers live over many rows.
//!
//! A loop runs on all cores unless [`Frame::threads`] says otherwise; no thread outlives it, and results are the same
//! to the last bit for any number of threads. It can be interrupted at any time; results of earlier loops stay.

mod action;
mod actions;
mod batch;
mod booked;
mod chain;
mod chunk;
mod column;
mod cut_flow;
mod element;
mod error;
mod expression;
mod files;
#[allow(clippy::module_inception, reason = "a file is named after its type")]
mod frame;
mod friends;
mod graph;
mod handle;
mod held;
mod lists;
mod numbers;
mod picture;
mod progress;
mod root;
mod row;
mod run;
mod save;
mod selection;
mod shown;
mod source;
mod store;
mod table;

/// What a crate needs that brings tables of another library.
pub mod foreign {
    pub use super::action::{Next, Target};
    pub use super::column::{ForeignOffsets, foreign_offsets};
    pub use super::root::open_source;
}

pub use action::Fill;
pub use batch::Batch;
pub use booked::{Booked, Variations};
pub use chain::Chain;
pub use column::{BadOffsets, Builder, ColumnData, ColumnType, ElementType, Values};
pub use cut_flow::{Cut, CutFlow};
pub use element::{Cell, Element};
pub use error::{Error, Result};
pub use frame::Frame;
pub use friends::Friends;
pub use handle::{Column, Readable};
pub use lists::Lists;
pub use picture::Picture;
pub use root::RootTable;
pub use row::{Row, Rows};
pub use source::{ColumnInfo, Memory, Sample, Source};

#[cfg(test)]
mod tests;
