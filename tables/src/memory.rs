use polars::prelude::{DataFrame, PolarsResult};
use rootlet::frame::{Memory, Result};

use crate::{from_polars, to_polars};

/// Columns in memory and `DataFrame`s.
pub trait MemoryTables: Sized {
    /// The columns as a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If polars refuses the columns.
    fn to_polars(&self) -> PolarsResult<DataFrame>;

    /// The columns of a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If a column holds nulls, or what frames have no type for: dates, structs, lists of lists.
    fn from_polars(frame: &DataFrame) -> Result<Self>;
}

impl MemoryTables for Memory {
    fn to_polars(&self) -> PolarsResult<DataFrame> {
        to_polars::data_frame(self)
    }

    fn from_polars(frame: &DataFrame) -> Result<Self> {
        from_polars::memory(frame)
    }
}
