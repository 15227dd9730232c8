use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::{ColumnData, ColumnInfo, Error, Result, Sample, Source};

/// Several sources one after the other, with the columns of the first.
pub struct Chain {
    parts: Vec<Part>,
    entries: u64,
}

struct Part {
    source: Arc<dyn Source>,
    /// The entries of this part, counted over the chain.
    entries: Range<u64>,
    /// For each column of the first part: where it stands here.
    columns: HashMap<String, usize>,
}

impl Chain {
    /// Joins sources end to end.
    ///
    /// A later part may lack columns; that is an error only when such a column is read there.
    ///
    /// # Errors
    /// [`Error::NoFiles`] without a source.
    pub fn new(sources: Vec<Arc<dyn Source>>) -> Result<Self> {
        if sources.is_empty() {
            return Err(Error::NoFiles { pattern: "an empty list".to_owned() });
        }
        let mut entries = 0;
        let parts = sources
            .into_iter()
            .map(|source| {
                let begin = entries;
                entries += source.entries();
                let columns = source.columns().iter().enumerate().map(|(index, c)| (c.name.clone(), index)).collect();
                Part { source, entries: begin..entries, columns }
            })
            .collect();
        Ok(Self { parts, entries })
    }

    /// Where a column of the first part stands in another one.
    fn column_in(&self, part: &Part, column: usize) -> Result<usize> {
        let info = &self.columns()[column];
        match part.columns.get(&info.name).map(|&index| (index, part.source.columns()[index].kind)) {
            Some((index, kind)) if kind == info.kind => Ok(index),
            other => Err(Error::Chain {
                column: info.name.clone(),
                first: self.parts[0].source.name(),
                place: part.source.name(),
                entry: part.entries.start,
                wanted: info.kind,
                found: other.map(|(_, kind)| kind),
            }),
        }
    }

    fn part(&self, entry: u64) -> &Part {
        let index = self.parts.partition_point(|part| part.entries.end <= entry);
        &self.parts[index.min(self.parts.len() - 1)]
    }
}

impl Source for Chain {
    fn name(&self) -> String {
        match self.parts.as_slice() {
            [one] => one.source.name(),
            parts => format!("a chain of {} from {}", parts.len(), parts[0].source.name()),
        }
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn columns(&self) -> &[ColumnInfo] {
        self.parts[0].source.columns()
    }

    fn unreadable(&self, name: &str) -> Option<String> {
        self.parts[0].source.unreadable(name)
    }

    fn clusters(&self, columns: &[usize]) -> Vec<u64> {
        let mut all = Vec::new();
        for part in &self.parts {
            let here = columns.iter().filter_map(|&column| part.columns.get(&self.columns()[column].name).copied());
            let inside = part.source.clusters(&here.collect::<Vec<_>>());
            all.extend(inside.into_iter().map(|at| at + part.entries.start));
        }
        all
    }

    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        let part = self.part(entries.start);
        let begin = part.entries.start;
        part.source.read(self.column_in(part, column)?, entries.start - begin..entries.end - begin)
    }

    fn read_all(&self, columns: &[usize], entries: Range<u64>) -> Result<Vec<ColumnData>> {
        let part = self.part(entries.start);
        let begin = part.entries.start;
        let columns = columns.iter().map(|&column| self.column_in(part, column)).collect::<Result<Vec<_>>>()?;
        part.source.read_all(&columns, entries.start - begin..entries.end - begin)
    }

    fn samples(&self) -> Vec<Sample> {
        let mut index = 0;
        let mut samples = Vec::new();
        for part in &self.parts {
            for sample in part.source.samples() {
                let begin = part.entries.start;
                let entries = sample.entries.start + begin..sample.entries.end + begin;
                samples.push(Sample { index, entries, ..sample });
                index += 1;
            }
        }
        samples
    }
}
