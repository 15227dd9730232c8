use std::path::Path;
use std::sync::Arc;

use polars::prelude::{
    DataFrame, IpcScanOptions, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, PolarsResult, ScanArgsParquet,
    UnifiedScanArgs,
};
use rootlet::frame::{Booked, Error, Frame, Memory, Result, Source};

use crate::memory::MemoryTables as _;
use crate::query::Query;
use crate::{opened, parquet};

/// Frames over tables of polars, and tables made of frames.
///
/// Columns of dates, structs and lists of lists are told apart and named when asked for.
pub trait FrameTables: Sized {
    /// The selected rows of some columns or expressions (all if none are named) as a `DataFrame`; runs the event loop.
    ///
    /// # Errors
    /// If there is no such column, or what went wrong in the loop.
    fn to_polars(&self, columns: &[&str]) -> Result<DataFrame>;

    /// A frame over a `DataFrame`; numbers and lists of numbers are shared, not copied.
    ///
    /// # Errors
    /// If a column holds nulls, or what frames have no type for.
    fn from_polars(frame: &DataFrame) -> Result<Self>;

    /// A frame over a query of polars. A column is computed as a whole when it is first used, and kept.
    ///
    /// # Errors
    /// If the query has no schema: an unknown column, a missing file.
    fn from_lazy(query: LazyFrame) -> Result<Self>;

    /// A frame over a Parquet file, or with `*` over several. Columns are read when they are first used, and kept.
    ///
    /// # Errors
    /// If the file cannot be opened.
    fn from_parquet(path: impl AsRef<Path>) -> Result<Self>;

    /// A frame over a CSV file whose first line has the names; types are guessed from the first lines.
    ///
    /// # Errors
    /// If the file cannot be opened or is no CSV.
    fn from_csv(path: impl AsRef<Path>) -> Result<Self>;

    /// A frame over an Arrow IPC (Feather 2) file.
    ///
    /// # Errors
    /// If the file cannot be opened.
    fn from_ipc(path: impl AsRef<Path>) -> Result<Self>;

    /// Writes the selected rows of some columns (all if none are named) into a Parquet file, and gives a frame over
    /// it. Runs the loop now, for all booked results.
    ///
    /// The file appears when it is complete: an error or an interrupt leaves nothing, or what was there before.
    ///
    /// # Errors
    /// If there is no such column, it cannot be read, or the file cannot be written.
    fn snapshot_parquet(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Self>;

    /// As [`FrameTables::snapshot_parquet`], written by the next loop together with all other results.
    ///
    /// # Errors
    /// If there is no such column.
    fn book_parquet(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Booked<Self>>;
}

impl FrameTables for Frame {
    fn to_polars(&self, columns: &[&str]) -> Result<DataFrame> {
        let snapshot = self.snapshot(columns)?;
        snapshot.value()?.to_polars().map_err(opened("a `DataFrame`"))
    }

    fn from_polars(frame: &DataFrame) -> Result<Self> {
        Ok(Self::new(Memory::from_polars(frame)?))
    }

    fn from_lazy(query: LazyFrame) -> Result<Self> {
        of_query(Ok(query), "a query")
    }

    fn from_parquet(path: impl AsRef<Path>) -> Result<Self> {
        let path = existing(path.as_ref())?;
        of_query(LazyFrame::scan_parquet(PlRefPath::new(path.as_str()), ScanArgsParquet::default()), &path)
    }

    fn from_csv(path: impl AsRef<Path>) -> Result<Self> {
        let path = existing(path.as_ref())?;
        of_query(LazyCsvReader::new(PlRefPath::new(path.as_str())).finish(), &path)
    }

    fn from_ipc(path: impl AsRef<Path>) -> Result<Self> {
        let path = existing(path.as_ref())?;
        let args = UnifiedScanArgs::default();
        of_query(LazyFrame::scan_ipc(PlRefPath::new(path.as_str()), IpcScanOptions::default(), args), &path)
    }

    fn snapshot_parquet(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Self> {
        self.book_parquet(path, columns)?.value().cloned()
    }

    fn book_parquet(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Booked<Self>> {
        self.book_file(path.as_ref(), "", columns, parquet::write, |target| Self::from_parquet(&target.path))
    }
}

fn of_query(query: PolarsResult<LazyFrame>, name: &str) -> Result<Frame> {
    let query = Query::new(query.map_err(opened(name))?, name)?;
    Ok(Frame::from_source(Arc::new(query) as Arc<dyn Source>))
}

/// A path or pattern as polars takes it. A file that is not there is said here: polars would name it once more.
fn existing(path: &Path) -> Result<String> {
    let name = path.display().to_string();
    if !name.contains(['*', '?', '[']) && !name.contains("://") {
        std::fs::metadata(path).map_err(|cause| Error::Open { place: name.clone(), cause: Arc::new(cause) })?;
    }
    Ok(name)
}
