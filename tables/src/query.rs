use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use polars::prelude::{LazyFrame, col, len};

use rootlet::frame::{ColumnData, ColumnInfo, Error, Result, Source};

use crate::from_polars::{column_data, column_type};
use crate::opened;

/// A query of polars as the input of an event loop.
///
/// A column is computed as a whole when it is first read, and kept: memory grows with the columns in use.
pub(crate) struct Query {
    name: String,
    entries: u64,
    columns: Vec<ColumnInfo>,
    /// Columns of other types: name and reason.
    unreadable: Vec<(String, String)>,
    state: Mutex<State>,
}

struct State {
    lazy: LazyFrame,
    /// By the index of the column.
    known: HashMap<usize, ColumnData>,
}

impl Query {
    /// Asks for the names and the number of rows; nothing else is computed yet.
    pub(crate) fn new(mut lazy: LazyFrame, name: &str) -> Result<Self> {
        let failed = opened(name);
        let schema = lazy.collect_schema().map_err(&failed)?;
        let (mut columns, mut unreadable) = (Vec::new(), Vec::new());
        for (name, kind) in schema.iter() {
            match column_type(kind) {
                Some(kind) => columns.push(ColumnInfo { name: name.to_string(), kind }),
                None => unreadable.push((name.to_string(), format!("it holds `{kind}`; cast it first"))),
            }
        }
        let count = lazy.clone().select([len()]).collect().map_err(&failed)?;
        let entries = count.columns().first().and_then(|count| count.get(0).ok()?.extract::<u64>()).unwrap_or(0);
        let state = Mutex::new(State { lazy, known: HashMap::new() });
        Ok(Self { name: name.to_owned(), entries, columns, unreadable, state })
    }

    fn failed(&self, columns: &[usize], cause: Arc<dyn std::error::Error + Send + Sync>) -> Error {
        let names: Vec<&str> = columns.iter().map(|&column| self.columns[column].name.as_str()).collect();
        Error::Read { place: self.name.clone(), column: names.join("`, `"), entries: 0..self.entries, cause }
    }
}

impl Source for Query {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn unreadable(&self, name: &str) -> Option<String> {
        self.unreadable.iter().find(|(known, _)| known == name).map(|(_, why)| why.clone())
    }

    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        let column = self.read_all(&[column], entries)?.pop();
        Ok(column.unwrap_or_else(|| ColumnData::flat(Vec::<f64>::new())))
    }

    fn read_all(&self, columns: &[usize], entries: Range<u64>) -> Result<Vec<ColumnData>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<usize> = columns.iter().copied().filter(|column| !state.known.contains_key(column)).collect();
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|&column| col(self.columns[column].name.as_str())).collect();
            let frame = state.lazy.clone().select(names).collect();
            let frame = frame.map_err(|error| self.failed(&missing, Arc::new(error)))?;
            for (&column, series) in missing.iter().zip(frame.columns()) {
                let data = column_data(series.as_materialized_series())?;
                if data.rows() as u64 != self.entries {
                    return Err(Error::Lengths {
                        what: format!("column `{}` of {}", self.columns[column].name, self.name),
                        found: data.rows() as u64,
                        other: "the query when it was opened".to_owned(),
                        wanted: self.entries,
                    });
                }
                state.known.insert(column, data);
            }
        }
        let window = entries.start as usize..entries.end as usize;
        Ok(columns.iter().filter_map(|column| state.known.get(column)).map(|data| data.slice(window.clone())).collect())
    }
}
