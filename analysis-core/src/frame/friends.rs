use std::ops::Range;
use std::sync::Arc;

use super::{ColumnData, ColumnInfo, Error, Result, Sample, Source};

/// A source beside others with the same entries: `name.column` reads the columns of a friend.
pub struct Friends {
    main: Arc<dyn Source>,
    friend: Arc<dyn Source>,
    columns: Vec<ColumnInfo>,
}

impl Friends {
    /// Puts `friend` beside `main`; its columns are called `alias.column`.
    ///
    /// # Errors
    /// [`Error::Lengths`] if the numbers of entries differ.
    pub fn new(main: Arc<dyn Source>, friend: Arc<dyn Source>, alias: &str) -> Result<Self> {
        if main.entries() != friend.entries() {
            return Err(Error::Lengths {
                what: format!("the friend {}", friend.name()),
                found: friend.entries(),
                other: main.name(),
                wanted: main.entries(),
            });
        }
        let renamed = |c: &ColumnInfo| ColumnInfo { name: format!("{alias}.{}", c.name), kind: c.kind };
        let columns = main.columns().iter().cloned().chain(friend.columns().iter().map(renamed)).collect();
        Ok(Self { main, friend, columns })
    }
}

impl Source for Friends {
    fn name(&self) -> String {
        self.main.name()
    }

    fn entries(&self) -> u64 {
        self.main.entries()
    }

    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn unreadable(&self, name: &str) -> Option<String> {
        self.main.unreadable(name)
    }

    fn clusters(&self, columns: &[usize]) -> Vec<u64> {
        let own = self.main.columns().len();
        self.main.clusters(&columns.iter().copied().filter(|&column| column < own).collect::<Vec<_>>())
    }

    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        let own = self.main.columns().len();
        if column < own {
            return self.main.read(column, entries);
        }
        // A chunk lies inside one file of the main source, but perhaps not of the friend.
        let mut parts = Vec::new();
        for sample in self.friend.samples() {
            let part = entries.start.max(sample.entries.start)..entries.end.min(sample.entries.end);
            if part.start < part.end {
                parts.push(self.friend.read(column - own, part)?);
            }
        }
        match parts.len() {
            0 => self.friend.read(column - own, entries),
            1 => Ok(parts.remove(0)),
            _ => {
                let mut builder = super::Builder::new(self.columns[column].kind);
                for part in &parts {
                    builder.extend(part, 0..part.rows());
                }
                Ok(builder.finish())
            }
        }
    }

    fn samples(&self) -> Vec<Sample> {
        self.main.samples()
    }
}
