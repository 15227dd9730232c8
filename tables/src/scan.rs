use std::any::Any;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{
    AnonymousScan, AnonymousScanArgs, DataFrame, IntoColumn, LazyFrame, PlSmallStr, PolarsError, PolarsResult,
    ScanArgsAnonymous, Schema, SchemaRef,
};

use rootlet::frame::foreign::open_source;
use rootlet::frame::{Error, Result, Source};

use crate::to_polars::{data_type, series};

/// The tree `tree` of a ROOT file (with `*` or `?`: of several) as a source of polars queries.
///
/// Only the columns that the query uses are read, and only the rows of a leading slice (`limit`, `head`).
///
/// # Errors
/// If a file cannot be opened or has no such tree.
pub fn scan_root(path: impl AsRef<Path>, tree: &str) -> Result<LazyFrame> {
    let source = open_source(&[path], tree)?;
    let name = source.name();
    let scan = Arc::new(Scan { source });
    let args = ScanArgsAnonymous { name: "ROOT SCAN", ..ScanArgsAnonymous::default() };
    LazyFrame::anonymous_scan(scan, args).map_err(|error| Error::Open { place: name, cause: Arc::new(error) })
}

/// As [`scan_root`], for an RNTuple.
///
/// # Errors
/// If a file cannot be opened or has no such RNTuple.
pub fn scan_rntuple(path: impl AsRef<Path>, ntuple: &str) -> Result<LazyFrame> {
    scan_root(path, ntuple)
}

pub(crate) struct Scan {
    pub(crate) source: Arc<dyn Source>,
}

impl AnonymousScan for Scan {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn scan(&self, wanted: AnonymousScanArgs) -> PolarsResult<DataFrame> {
        let source = self.source.as_ref();
        let known = source.columns();
        let columns: Vec<usize> = match &wanted.with_columns {
            None => (0..known.len()).collect(),
            Some(names) => {
                names.iter().filter_map(|name| known.iter().position(|column| column.name == name.as_str())).collect()
            }
        };
        let rows = wanted.n_rows.map_or(source.entries(), |rows| source.entries().min(rows as u64));
        if columns.is_empty() {
            return DataFrame::new(rows as usize, Vec::new());
        }
        let mut whole: Option<DataFrame> = None;
        for sample in source.samples() {
            let entries = sample.entries.start..sample.entries.end.min(rows);
            // The first part is read in any case: it has the types.
            if entries.start >= entries.end && whole.is_some() {
                continue;
            }
            let length = entries.end.saturating_sub(entries.start) as usize;
            let data = source.read_all(&columns, entries).map_err(|error| failed(&error))?;
            let made: PolarsResult<Vec<_>> = columns
                .iter()
                .zip(&data)
                .map(|(&column, data)| Ok(series(&known[column].name, data)?.into_column()))
                .collect();
            let part = DataFrame::new(length, made?)?;
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => {
                    whole.vstack_mut(&part)?;
                }
            }
        }
        Ok(whole.unwrap_or_default())
    }

    fn schema(&self, _: Option<usize>) -> PolarsResult<SchemaRef> {
        let fields =
            self.source.columns().iter().map(|column| (PlSmallStr::from(column.name.as_str()), data_type(column.kind)));
        Ok(Arc::new(fields.collect::<Schema>()))
    }

    fn allows_projection_pushdown(&self) -> bool {
        true
    }
}

fn failed(error: &Error) -> PolarsError {
    PolarsError::ComputeError(error.to_string().into())
}
