//! Frames and polars: flat columns and lists go both ways without a copy.
//!
//! | from | to | use |
//! | --- | --- | --- |
//! | a frame | a `DataFrame` | [`Frame::to_polars`] |
//! | columns in memory | a `DataFrame` | [`Memory::to_polars`] |
//! | a `DataFrame` | a frame | [`Frame::from_polars`] |
//! | Parquet, CSV, IPC | a frame | [`Frame::from_parquet`], [`Frame::from_csv`], [`Frame::from_ipc`] |
//! | any query of polars | a frame | [`Frame::from_lazy`] |
//! | a tree or RNTuple | a `LazyFrame` | [`scan_root`], [`scan_rntuple`] |
//! | a frame | a Parquet file | [`Frame::snapshot_parquet`] |
//!
//! Numbers are shared; booleans and texts are stored differently on the two sides and are copied.

mod from_polars;
mod open;
mod parquet;
mod query;
mod scan;
mod to_polars;

pub use scan::{scan_rntuple, scan_root};

use std::sync::Arc;

use polars::prelude::PolarsError;

use crate::frame::{Error, Frame, Memory};

/// A failure of polars while it made something for `place`.
fn opened(place: &str) -> impl Fn(PolarsError) -> Error + '_ {
    move |error| Error::Open { place: place.to_owned(), cause: Arc::new(error) }
}

#[cfg(test)]
mod tests;

impl Frame {
    /// The selected rows of some columns or expressions (all if none are named) as a `DataFrame`; runs the event loop.
    ///
    /// # Errors
    /// If there is no such column, or what went wrong in the loop.
    pub fn to_polars(&self, columns: &[&str]) -> crate::frame::Result<polars::prelude::DataFrame> {
        let snapshot = self.snapshot(columns)?;
        snapshot.value()?.to_polars().map_err(opened("a `DataFrame`"))
    }
}

impl Memory {
    /// The columns as a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If polars refuses the columns.
    pub fn to_polars(&self) -> polars::prelude::PolarsResult<polars::prelude::DataFrame> {
        to_polars::data_frame(self)
    }

    /// The columns of a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If a column holds nulls, or what frames have no type for: dates, structs, lists of lists.
    pub fn from_polars(frame: &polars::prelude::DataFrame) -> crate::frame::Result<Self> {
        from_polars::memory(frame)
    }
}
