use std::sync::Arc;

use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::Row;

/// Adds the rows of a batch to a total.
pub(in crate::frame) type Add<T> = Arc<dyn Fn(&mut T, &Batch<'_>) + Send + Sync>;
/// Adds a later total to an earlier one.
pub(in crate::frame) type Merge<T> = Arc<dyn Fn(&mut T, T) + Send + Sync>;

/// A fold that the user wrote.
pub(in crate::frame) struct Aggregate<T> {
    pub(in crate::frame) start: T,
    pub(in crate::frame) add: Add<T>,
    pub(in crate::frame) merge: Merge<T>,
}

/// Turns a closure on rows into one on batches.
pub(in crate::frame) fn by_rows<T: 'static>(add: impl Fn(&mut T, &Row<'_>) + Send + Sync + 'static) -> Add<T> {
    Arc::new(move |total, batch| batch.each(&mut |row| add(total, row)))
}

impl<T: Clone + Send + Sync + 'static> Action for Aggregate<T> {
    fn label(&self) -> String {
        "aggregate".to_owned()
    }

    fn start(&self) -> Box<dyn Partial> {
        Box::new(Part { total: self.start.clone(), add: self.add.clone(), merge: self.merge.clone() })
    }
}

struct Part<T> {
    total: T,
    add: Add<T>,
    merge: Merge<T>,
}

impl<T: Send + Sync + 'static> Fold for Part<T> {
    type Output = T;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        (self.add)(&mut self.total, batch);
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        (self.merge)(&mut self.total, later.total);
        Ok(())
    }

    fn finish(self) -> Result<T> {
        Ok(self.total)
    }
}
