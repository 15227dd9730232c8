use std::path::Path;
use std::sync::Arc;

use polars::prelude::{
    DataFrame, IpcScanOptions, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, PolarsResult, ScanArgsParquet,
    UnifiedScanArgs,
};

use super::query::Query;
use super::{from_polars, opened};
use crate::frame::{Frame, Result, Source};

/// Tables of polars as input. Columns of dates, structs and lists of lists are told apart and named when asked for.
impl Frame {
    /// A frame over a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If a column holds nulls, or what frames have no type for.
    pub fn from_polars(frame: &DataFrame) -> Result<Self> {
        Ok(Self::new(from_polars::memory(frame)?))
    }

    /// A frame over a query of polars. A column is computed as a whole when it is first used, and kept.
    ///
    /// # Errors
    /// If the query has no schema: an unknown column, a missing file.
    pub fn from_lazy(query: LazyFrame) -> Result<Self> {
        Self::of_query(Ok(query), "a query")
    }

    /// A frame over a Parquet file, or with `*` over several. Columns are read when they are first used, and kept.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn from_parquet(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().display().to_string();
        Self::of_query(LazyFrame::scan_parquet(PlRefPath::new(path.as_str()), ScanArgsParquet::default()), &path)
    }

    /// A frame over a CSV file whose first line has the names; types are guessed from the first lines.
    ///
    /// # Errors
    /// If the file cannot be opened or is no CSV.
    pub fn from_csv(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().display().to_string();
        Self::of_query(LazyCsvReader::new(PlRefPath::new(path.as_str())).finish(), &path)
    }

    /// A frame over an Arrow IPC (Feather 2) file.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn from_ipc(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().display().to_string();
        let args = UnifiedScanArgs::default();
        Self::of_query(LazyFrame::scan_ipc(PlRefPath::new(path.as_str()), IpcScanOptions::default(), args), &path)
    }

    fn of_query(query: PolarsResult<LazyFrame>, name: &str) -> Result<Self> {
        let query = Query::new(query.map_err(opened(name))?, name)?;
        Ok(Self::from_source(Arc::new(query) as Arc<dyn Source>))
    }
}
