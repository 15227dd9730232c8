//! What a loop can make: each result is a fold over the chunks, merged in their order.

mod aggregate;
mod fill;
mod report;
mod scatter;
mod snapshot;
mod statistics;
mod take;
mod to_file;

use std::any::Any;

use super::{Batch, Result};

pub use fill::Fill;
pub use to_file::{Next, Target};
pub(super) use {
    aggregate::{Aggregate, by_rows},
    fill::{Filler, Histogram, histogram, histogram_with},
    report::Report,
    scatter::Scatter,
    snapshot::Snapshot,
    statistics::{Statistic, Statistics},
    take::{TakeFlat, TakeLists},
    to_file::ToFile,
};

/// A result to be made. One loop may run the same action several times, for variations.
pub(super) trait Action: Send + Sync {
    /// What the picture shows.
    fn label(&self) -> String;

    /// The sets of rows that it looks at, besides that of its frame.
    fn nodes(&self) -> Vec<u32> {
        Vec::new()
    }

    /// An empty part for one chunk.
    fn start(&self) -> Box<dyn Partial>;
}

/// The result of some chunks.
///
/// Every chunk gets its own and they are merged in the order of the chunks, whichever thread made them:
/// so floating-point sums do not depend on the number of threads.
pub(super) trait Partial: Send {
    /// Adds the rows of a chunk.
    fn fill(&mut self, batch: &Batch<'_>) -> Result<()>;

    /// Adds the result of the chunks that follow.
    fn merge(&mut self, later: Box<dyn Any>) -> Result<()>;

    /// Whether later chunks cannot change it.
    fn is_full(&self) -> bool {
        false
    }

    /// Whether a chunk without a row matters as well.
    fn counts_nothing(&self) -> bool {
        false
    }

    /// For the other side of [`Partial::merge`].
    fn into_any(self: Box<Self>) -> Box<dyn Any>;

    /// The value that the user gets.
    fn finish(self: Box<Self>) -> Result<Box<dyn Any + Send + Sync>>;
}

/// A partial result in few words: most actions are one of these.
pub(super) trait Fold: Send + Sized + 'static {
    /// What the user gets.
    type Output: Send + Sync + 'static;
    /// Whether a chunk without a row matters as well.
    const COUNTS_NOTHING: bool = false;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()>;
    fn merge(&mut self, later: Self) -> Result<()>;
    fn finish(self) -> Result<Self::Output>;
    fn is_full(&self) -> bool {
        false
    }
}

impl<T: Fold> Partial for T {
    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        Fold::fill(self, batch)
    }

    fn merge(&mut self, later: Box<dyn Any>) -> Result<()> {
        match later.downcast::<T>() {
            Ok(later) => Fold::merge(self, *later),
            Err(_) => unreachable!("parts of one action have one type"),
        }
    }

    fn is_full(&self) -> bool {
        Fold::is_full(self)
    }

    fn counts_nothing(&self) -> bool {
        T::COUNTS_NOTHING
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn finish(self: Box<Self>) -> Result<Box<dyn Any + Send + Sync>> {
        Ok(Box::new(Fold::finish(*self)?))
    }
}
