use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::{Builder, ColumnType, Memory};

/// The selected rows of some columns, in memory.
pub(in crate::frame) struct Snapshot {
    /// Slot, name and type.
    pub(in crate::frame) columns: Vec<(u32, String, ColumnType)>,
    /// Stop after this many rows.
    pub(in crate::frame) limit: Option<usize>,
}

impl Action for Snapshot {
    fn label(&self) -> String {
        if self.limit.is_some() { "display" } else { "snapshot" }.to_owned()
    }

    fn start(&self) -> Box<dyn Partial> {
        let builders = self.columns.iter().map(|(_, _, kind)| Builder::new(*kind)).collect();
        Box::new(Part { columns: self.columns.clone(), builders, limit: self.limit, rows: 0 })
    }
}

struct Part {
    columns: Vec<(u32, String, ColumnType)>,
    builders: Vec<Builder>,
    limit: Option<usize>,
    rows: usize,
}

impl Part {
    fn room(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.rows))
    }
}

impl Fold for Part {
    type Output = Memory;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        let count = self.room().min(batch.len());
        if count == 0 {
            return Ok(());
        }
        // A display asks definitions for the few rows that it shows.
        let batch = batch.narrowed(batch.selection().places(0..count));
        for ((slot, ..), builder) in self.columns.iter().zip(&mut self.builders) {
            builder.extend_selected(batch.store(*slot)?.as_ref(), batch.selection());
        }
        self.rows += count;
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        let count = self.room().min(later.rows);
        for (builder, later) in self.builders.iter_mut().zip(later.builders) {
            builder.extend(&later.finish(), 0..count);
        }
        self.rows += count;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.rows >= limit)
    }

    fn finish(self) -> Result<Memory> {
        let mut memory = Memory::new();
        for ((_, name, _), builder) in self.columns.into_iter().zip(self.builders) {
            memory = memory.with(&name, builder.finish())?;
        }
        Ok(memory)
    }
}
