use std::ops::Range;

use super::{ColumnData, ColumnType, Error, Result};

/// The name and type of one column of a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// The name.
    pub name: String,
    /// What an entry holds.
    pub kind: ColumnType,
}

/// A part of the input with a name of its own: one file of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The name, for example "`Events` of `a.root`".
    pub name: String,
    /// Its place in the chain, from 0.
    pub index: usize,
    /// Its entries, counted over the chain.
    pub entries: Range<u64>,
}

/// Batches of columns by entry range: what an event loop runs over.
///
/// Reads come from several threads at once. A source keeps nothing that one read leaves for another
/// except caches.
pub trait Source: Send + Sync {
    /// What the input is, for messages: "`Events` of `a.root`".
    fn name(&self) -> String;

    /// The number of entries.
    fn entries(&self) -> u64;

    /// The columns, in the order of the file.
    fn columns(&self) -> &[ColumnInfo];

    /// Why a column that exists cannot be read, if there is such a column.
    fn unreadable(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }

    /// The entries at which a new cluster of the columns `columns` begins, ascending; the loop cuts its work there.
    ///
    /// Empty if every cut is as good as another.
    fn clusters(&self, columns: &[usize]) -> Vec<u64> {
        let _ = columns;
        Vec::new()
    }

    /// Reads the entries `entries` of the column `column` (an index into [`Source::columns`]).
    ///
    /// # Errors
    /// What could not be read, with file and entries.
    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData>;

    /// Reads several columns at once, in the order asked for: columns of one collection may share their offsets.
    ///
    /// # Errors
    /// As [`Source::read`].
    fn read_all(&self, columns: &[usize], entries: Range<u64>) -> Result<Vec<ColumnData>> {
        columns.iter().map(|&column| self.read(column, entries.clone())).collect()
    }

    /// The parts of the input; one by default.
    fn samples(&self) -> Vec<Sample> {
        vec![Sample { name: self.name(), index: 0, entries: 0..self.entries() }]
    }
}

/// Columns in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    columns: Vec<ColumnInfo>,
    data: Vec<ColumnData>,
    entries: u64,
}

impl Memory {
    /// No columns and no entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// `entries` entries without a column: the start of a toy Monte Carlo.
    pub fn empty(entries: u64) -> Self {
        Self { entries, ..Self::default() }
    }

    /// Adds a column.
    ///
    /// # Errors
    /// If its length differs from that of the others, or the name is taken.
    pub fn with(mut self, name: &str, data: ColumnData) -> Result<Self> {
        if self.columns.iter().any(|column| column.name == name) {
            return Err(Error::Defined { name: name.to_owned(), exists: true });
        }
        let rows = data.rows() as u64;
        if let Some(first) = self.columns.first()
            && rows != self.entries
        {
            return Err(Error::Lengths {
                what: format!("column `{name}`"),
                found: rows,
                other: format!("column `{}`", first.name),
                wanted: self.entries,
            });
        }
        self.entries = rows;
        self.columns.push(ColumnInfo { name: name.to_owned(), kind: data.column_type() });
        self.data.push(data);
        Ok(self)
    }

    /// The data of a column.
    pub fn column(&self, name: &str) -> Option<&ColumnData> {
        self.columns.iter().position(|column| column.name == name).map(|index| &self.data[index])
    }
}

impl Source for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        Ok(self.data[column].slice(entries.start as usize..entries.end as usize))
    }
}
