use std::ops::Index;

use super::{Batch, Column, Readable};

/// One entry, as a closure sees it: `row[column]` is a value or a slice.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) batch: &'a Batch<'a>,
    pub(super) row: usize,
}

impl Row<'_> {
    /// The number of the entry in the input, from 0.
    pub fn entry(&self) -> u64 {
        self.batch.first_entry() + self.row as u64
    }
}

impl<T: Readable + ?Sized> Index<Column<T>> for Row<'_> {
    type Output = T;

    /// The value of a column in this entry. A column is read from the file when the first row asks for it.
    ///
    /// # Panics
    /// If the column was made by another frame than the one that runs.
    #[inline]
    #[expect(unsafe_code, reason = "see `Readable`")]
    fn index(&self, column: Column<T>) -> &T {
        let raw = self.batch.raw(column.graph, column.slot);
        // SAFETY: `Frame::column` checked the type of this slot of this graph (`Batch::raw` compares the graph), and
        // variations keep the type. The batch holds the store, which covers its selection; rows are made
        // from the selection only.
        unsafe { T::at(raw, self.row) }
    }
}

/// The rows of a batch, in order.
pub struct Rows<'a> {
    pub(super) batch: &'a Batch<'a>,
    pub(super) place: usize,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    #[inline]
    fn next(&mut self) -> Option<Row<'a>> {
        if self.place >= self.batch.len() {
            return None;
        }
        if self.place.is_multiple_of(super::batch::POLL) {
            self.batch.poll();
        }
        let row = self.batch.selection().row(self.place);
        self.place += 1;
        Some(Row { batch: self.batch, row })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.batch.len() - self.place;
        (left, Some(left))
    }
}
