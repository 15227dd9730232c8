//! The library with DataFrames: frames and polars share flat columns and lists without a copy.
//!
//! A program uses this crate instead of `rootlet`, which it passes on; a cell that names a DataFrame sees it under
//! that name.
//!
//! | from | to | use |
//! | --- | --- | --- |
//! | a frame | a `DataFrame` | [`FrameTables::to_polars`] |
//! | columns in memory | a `DataFrame` | [`MemoryTables::to_polars`] |
//! | a `DataFrame` | a frame | [`FrameTables::from_polars`] |
//! | Parquet, CSV, IPC | a frame | [`FrameTables::from_parquet`], [`FrameTables::from_csv`], [`FrameTables::from_ipc`] |
//! | any query of polars | a frame | [`FrameTables::from_lazy`] |
//! | a tree or RNTuple | a `LazyFrame` | [`scan_root`], [`scan_rntuple`] |
//! | a frame | a Parquet file | [`FrameTables::snapshot_parquet`] |
//!
//! Numbers are shared; booleans and texts are stored differently on the two sides and are copied.

// A module called `frame` would hide the library's, which `pub use rootlet::*` passes on.
#[path = "frame.rs"]
mod frames;
mod from_polars;
mod memory;
mod parquet;
pub mod prelude;
mod query;
mod scan;
mod show;
mod to_polars;

pub use frames::FrameTables;
pub use memory::MemoryTables;
pub use polars;
pub use rootlet::*;
pub use scan::{scan_rntuple, scan_root};
pub use show::Tables;

use std::sync::Arc;

/// A failure of polars while it made something for `place`.
fn opened(place: &str) -> impl Fn(polars::prelude::PolarsError) -> FrameError + '_ {
    move |error| FrameError::Open { place: place.to_owned(), cause: Arc::new(error) }
}

#[cfg(test)]
mod tests;
