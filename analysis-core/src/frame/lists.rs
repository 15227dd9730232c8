use std::borrow::Cow;
use std::ops::{Index, Range};

use super::Element;

/// The lists of a column in the selected rows of a batch: `lists[i]` is the slice of the `i`-th row.
#[derive(Clone, Debug)]
pub struct Lists<'a, T: Element> {
    values: Cow<'a, [T]>,
    /// One more than there are rows, from 0 on.
    offsets: Vec<u32>,
}

impl<'a, T: Element> Lists<'a, T> {
    pub(super) fn new(values: Cow<'a, [T]>, offsets: Vec<u32>) -> Self {
        Self { values, offsets }
    }

    /// The number of lists: one per selected row.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether no row is selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of all lists, end to end.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Where the values of the `i`-th list stand in [`Lists::values`]; the same for columns of one collection.
    ///
    /// # Panics
    /// If there is no such list.
    #[inline]
    pub fn range(&self, i: usize) -> Range<usize> {
        self.offsets[i] as usize..self.offsets[i + 1] as usize
    }
}

impl<T: Element> Index<usize> for Lists<'_, T> {
    type Output = [T];

    #[inline]
    fn index(&self, i: usize) -> &[T] {
        &self.values[self.range(i)]
    }
}
