use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;

use super::chunk::Chunk;
use super::expression::Expression;
use super::graph::Scope;
use super::selection::Selection;
use super::store::{Raw, Store};
use super::{Column, Element, Error, Lists, Result, Row, Rows};

/// After how many rows a loop looks whether the user asked it to stop.
pub(super) const POLL: usize = 1024;

/// What travels up the stack when a column cannot be read in the middle of a user's closure.
pub(super) struct Failure(pub(super) Error);

/// The selected rows of a stretch of entries, as a batch closure sees them.
///
/// Columns are read when they are first asked for.
pub struct Batch<'a> {
    pub(super) chunk: &'a Chunk<'a>,
    scope: &'a Scope,
    universe: u32,
    selection: Arc<Selection>,
    /// By slot; null until loaded.
    table: Box<[Cell<Raw>]>,
    /// Keeps alive what `table` points to.
    kept: RefCell<Vec<Arc<Store>>>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(chunk: &'a Chunk<'a>, scope: &'a Scope, universe: u32, selection: Arc<Selection>) -> Self {
        let table = vec![Cell::new(Raw::NONE); chunk.plan.slots.len()].into_boxed_slice();
        Self { chunk, scope, universe, selection, table, kept: RefCell::default() }
    }

    /// The number of selected rows.
    pub fn len(&self) -> usize {
        self.selection.len()
    }

    /// Whether no row is selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The selected rows, in order.
    #[inline]
    pub fn rows(&self) -> Rows<'_> {
        Rows { batch: self, place: 0 }
    }

    /// The entries of the input that this stretch covers, selected or not.
    pub fn entries(&self) -> Range<u64> {
        self.chunk.entries.clone()
    }

    /// The values of a flat column, one per selected row; borrowed where all rows are selected.
    ///
    /// # Panics
    /// As [`Row::index`].
    pub fn values<T: Element>(&self, column: Column<T>) -> Cow<'_, [T]> {
        let rows = self.rows();
        if let (Selection::All(count), Some(first)) = (self.selection.as_ref(), rows.batch.rows().next())
            && *count > 0
        {
            let first: *const T = &raw const first[column];
            #[expect(unsafe_code, reason = "one slice over a type-erased flat column")]
            // SAFETY: all rows are selected, so the loaded store covers them, and a flat column has its values
            // one after the other; the batch keeps the store.
            return Cow::Borrowed(unsafe { std::slice::from_raw_parts(first, *count) });
        }
        rows.map(|row| row[column].clone()).collect()
    }

    /// The lists of a jagged column, one per selected row, end to end: for work on all values of the batch at once.
    ///
    /// # Panics
    /// As [`Row::index`].
    pub fn lists<T: Element>(&self, column: Column<[T]>) -> Lists<'_, T> {
        let raw = *self.raw(column.graph, column.slot);
        let (whole, offsets) = self.offsets(raw);
        let values = match whole {
            Some(range) => {
                #[expect(unsafe_code, reason = "one slice over a type-erased jagged column")]
                // SAFETY: `Frame::column` checked the type, the offsets of a store lie inside of its values, and the
                // batch keeps the store.
                Cow::Borrowed(unsafe {
                    std::slice::from_raw_parts(raw.values.cast::<T>().add(range.start), range.len())
                })
            }
            None => {
                let mut values = Vec::with_capacity(offsets.last().map_or(0, |&end| end as usize));
                for row in self.rows() {
                    values.extend_from_slice(&row[column]);
                }
                Cow::Owned(values)
            }
        };
        Lists::new(values, offsets)
    }

    /// Where the lists of the selected rows stand once they are laid end to end; and the values, if they are already.
    fn offsets(&self, raw: Raw) -> (Option<Range<usize>>, Vec<u32>) {
        let mut offsets = Vec::with_capacity(self.len() + 1);
        offsets.push(0);
        let (mut total, mut together, mut first, mut next) = (0, true, 0, None);
        for row in self.selection.iter() {
            #[expect(unsafe_code, reason = "type-erased columns are read through pointers")]
            // SAFETY: the loaded store covers the selection, and a jagged one has a start and an end per row.
            let (start, end) = unsafe { (*raw.starts.add(row) as usize, *raw.ends.add(row) as usize) };
            first = next.map_or(start, |_| first);
            together &= next.is_none_or(|next| next == start);
            next = Some(end);
            total += (end - start) as u32;
            offsets.push(total);
        }
        (together.then_some(first..first + total as usize), offsets)
    }

    pub(super) fn first_entry(&self) -> u64 {
        self.chunk.entries.start
    }

    pub(super) fn selection(&self) -> &Arc<Selection> {
        &self.selection
    }

    /// The same columns with other rows.
    pub(super) fn narrowed(&self, selection: Arc<Selection>) -> Batch<'_> {
        Batch::new(self.chunk, self.scope, self.universe, selection)
    }

    /// Calls `f` for every selected row.
    pub(super) fn each(&self, f: &mut dyn FnMut(&Row<'_>)) {
        for row in self.rows() {
            f(&row);
        }
    }

    /// Leaves the loop if the user asked for it.
    pub(super) fn poll(&self) {
        if let Some(error) = self.chunk.stop_asked() {
            resume_unwind(Box::new(Failure(error)));
        }
    }

    /// The data of a slot for the selected rows, counted by rows.
    pub(super) fn store(&self, slot: u32) -> Result<Arc<Store>> {
        self.chunk.column_by_rows(slot, self.scope, self.universe, &self.selection)
    }

    /// The data of a slot for the selected rows: if [`Store::Packed`], then by their places in the selection.
    pub(super) fn input(&self, slot: u32) -> Result<Arc<Store>> {
        self.chunk.column(slot, self.scope, self.universe, &self.selection)
    }

    /// The expression that [`Chunk::passing`] tells, and the same rows as it sees them.
    pub(super) fn passing(&self, slot: u32) -> Option<(&'a Expression, Batch<'a>)> {
        let (expression, scope, universe) = self.chunk.passing(slot, self.scope, self.universe)?;
        Some((expression, Batch::new(self.chunk, scope, universe, self.selection.clone())))
    }

    #[inline]
    pub(super) fn raw(&self, graph: u32, slot: u32) -> &Raw {
        if graph == self.chunk.plan.id
            && let Some(cell) = self.table.get(slot as usize)
        {
            if cell.get().values.is_null() {
                self.load(slot);
            }
            #[expect(unsafe_code, reason = "a reference spares the copy of three words per access")]
            // SAFETY: a cell is written once, by `load`, before the first reference to it is given out.
            return unsafe { &*cell.as_ptr() };
        }
        other_frame()
    }

    #[cold]
    #[inline(never)]
    fn load(&self, slot: u32) {
        match self.store(slot) {
            Ok(store) => {
                self.table[slot as usize].set(store.raw());
                self.kept.borrow_mut().push(store);
            }
            Err(error) => resume_unwind(Box::new(Failure(error))),
        }
    }
}

#[cold]
#[inline(never)]
fn other_frame() -> ! {
    panic!("this column was made by another frame: make it with `column` of the frame whose rows you read");
}
