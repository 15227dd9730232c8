use std::ops::Range;
use std::sync::Arc;

use super::column::with_values;
use super::selection::Selection;
use super::{Builder, ColumnData, Values};

/// Pointers to the data of a column within one chunk: what the hot loop reads.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    /// The values; null if the column is not loaded yet.
    pub(super) values: *const u8,
    /// Where each row's list begins and ends; null for flat columns.
    pub(super) starts: *const i64,
    pub(super) ends: *const i64,
}

impl Raw {
    pub(super) const NONE: Self = Self { values: std::ptr::null(), starts: std::ptr::null(), ends: std::ptr::null() };
}

/// The data of a column within one chunk, for the rows that somebody asked for.
#[derive(Clone, Debug)]
pub(super) enum Store {
    /// All rows.
    Whole(ColumnData),
    /// Some rows: a definition runs only for the rows that reach it.
    Sparse(Sparse),
    /// The rows of one selection, counted by their places in it: what is made and used below one filter needs
    /// neither scattering nor gathering. Only for those who ask for it by [`super::Batch::input`].
    Packed(Packed),
}

#[derive(Clone, Debug)]
pub(super) struct Packed {
    selection: Arc<Selection>,
    made: Builder,
}

#[derive(Clone, Debug)]
pub(super) struct Sparse {
    /// One value per row, or the lists in the order in which they were made.
    values: Values,
    /// Where each row's list stands in `values`; empty for flat columns.
    starts: Vec<i64>,
    ends: Vec<i64>,
    /// Which rows have their value.
    done: Vec<bool>,
    /// How many.
    count: usize,
}

impl Store {
    /// Adds newly made rows (in the order of `selection`) to what was there, in a chunk of `rows`. Their offsets were
    /// looked through if a user's closure made them.
    pub(super) fn with(old: Option<Self>, rows: usize, selection: &Arc<Selection>, made: Builder) -> Self {
        if let Selection::All(_) = selection.as_ref() {
            return Self::Whole(made.finish_sound());
        }
        match old {
            Some(whole @ Self::Whole(_)) => whole,
            Some(old) => Self::scattered(Some(old.unpacked(rows)), rows, selection, &made),
            None => Self::Packed(Packed { selection: selection.clone(), made }),
        }
    }

    /// The same, counted by rows: what pointers need.
    pub(super) fn unpacked(self, rows: usize) -> Self {
        match self {
            Self::Packed(packed) => Self::scattered(None, rows, &packed.selection, &packed.made),
            other => other,
        }
    }

    pub(super) fn is_packed(&self) -> bool {
        matches!(self, Self::Packed(_))
    }

    fn scattered(old: Option<Self>, rows: usize, selection: &Selection, made: &Builder) -> Self {
        let Selection::Rows(selected) = selection else { unreachable!("all rows make a whole column") };
        let jagged = made.offsets.is_some();
        let mut sparse = match old {
            Some(Self::Sparse(sparse)) => sparse,
            _ => {
                let mut values = Values::new(made.values.element());
                if !jagged {
                    values.resize(rows);
                }
                let lists = if jagged { rows } else { 0 };
                Sparse { values, starts: vec![0; lists], ends: vec![0; lists], done: vec![false; rows], count: 0 }
            }
        };
        if let Some(offsets) = &made.offsets {
            let shift = sparse.values.len() as i64;
            for (&row, pair) in selected.iter().zip(offsets.windows(2)) {
                sparse.starts[row as usize] = shift + pair[0];
                sparse.ends[row as usize] = shift + pair[1];
            }
            let all = 0..made.values.len();
            sparse.values.extend_from(&made.values, all);
        } else {
            sparse.values.scatter(selected, &made.values);
        }
        for &row in selected {
            sparse.done[row as usize] = true;
        }
        sparse.count += selected.len();
        Self::Sparse(sparse)
    }

    /// Whether every selected row has its value.
    pub(super) fn covers(&self, selection: &Selection) -> bool {
        match (self, selection) {
            (Self::Whole(_), _) => true,
            (Self::Sparse(sparse), Selection::All(_)) => sparse.count == sparse.done.len(),
            (Self::Sparse(sparse), Selection::Rows(rows)) => {
                sparse.count >= rows.len() && rows.iter().all(|&row| sparse.done[row as usize])
            }
            (Self::Packed(packed), selection) => match (packed.selection.as_ref(), selection) {
                (Selection::Rows(made), Selection::Rows(rows)) => std::ptr::eq(made, rows) || made == rows,
                _ => false,
            },
        }
    }

    /// The selected rows that have no value yet.
    pub(super) fn missing(&self, selection: &Selection) -> Selection {
        match self {
            Self::Whole(_) | Self::Packed(_) => Selection::Rows(Vec::new()),
            Self::Sparse(sparse) => {
                Selection::Rows(selection.iter().filter(|&row| !sparse.done[row]).map(|row| row as u32).collect())
            }
        }
    }

    pub(super) fn values(&self) -> &Values {
        match self {
            Self::Whole(column) => column.values(),
            Self::Sparse(sparse) => &sparse.values,
            Self::Packed(packed) => &packed.made.values,
        }
    }

    /// Where the values of a row (of a place in the selection, if packed) stand in [`Store::values`].
    #[inline]
    pub(super) fn range(&self, row: usize) -> Range<usize> {
        match self {
            Self::Whole(column) => column.range(row),
            Self::Sparse(sparse) if sparse.starts.is_empty() => row..row + 1,
            Self::Sparse(sparse) => sparse.starts[row] as usize..sparse.ends[row] as usize,
            Self::Packed(Packed { made, .. }) => match &made.offsets {
                Some(offsets) => offsets[row] as usize..offsets[row + 1] as usize,
                None => row..row + 1,
            },
        }
    }

    /// Where the values of each of some rows stand.
    pub(super) fn ranges(&self, rows: &[u32]) -> Vec<Range<usize>> {
        fn each(rows: &[u32], range: impl Fn(usize) -> Range<usize>) -> Vec<Range<usize>> {
            rows.iter().map(|&row| range(row as usize)).collect()
        }
        let offsets = match self {
            Self::Whole(column) => column.offsets(),
            Self::Packed(packed) => packed.made.offsets.as_deref(),
            Self::Sparse(_) => None,
        };
        match offsets {
            // The kind of store is asked once for all rows.
            Some(offsets) => each(rows, |row| offsets[row] as usize..offsets[row + 1] as usize),
            None => each(rows, |row| self.range(row)),
        }
    }

    /// Where the values of rows that follow one another stand, if they follow one another as well.
    pub(super) fn span(&self, rows: Range<usize>) -> Option<Range<usize>> {
        match self {
            Self::Whole(_) if rows.is_empty() => Some(0..0),
            Self::Whole(column) => Some(column.range(rows.start).start..column.range(rows.end - 1).end),
            Self::Sparse(sparse) if sparse.starts.is_empty() => Some(rows),
            Self::Sparse(_) => None,
            Self::Packed(Packed { made, .. }) => Some(match &made.offsets {
                Some(offsets) => offsets[rows.start] as usize..offsets[rows.end] as usize,
                None => rows,
            }),
        }
    }

    /// The offsets of the lists of rows that follow one another, one more than rows, where the lists do so, too.
    pub(super) fn offsets(&self, rows: Range<usize>) -> Option<&[i64]> {
        match self {
            Self::Whole(column) => column.offsets().map(|offsets| &offsets[rows.start..=rows.end]),
            Self::Sparse(_) => None,
            Self::Packed(packed) => packed.made.offsets.as_ref().map(|offsets| &offsets[rows.start..=rows.end]),
        }
    }

    /// Pointers that live as long as this store is neither dropped nor changed.
    pub(super) fn raw(&self) -> Raw {
        fn pointer<T>(values: &[T]) -> *const u8 {
            values.as_ptr().cast()
        }
        match self {
            Self::Whole(column) => {
                if let Some(offsets) = column.offsets() {
                    Raw {
                        values: with_values!(column.values(), v => pointer(v)),
                        starts: offsets.as_ptr(),
                        ends: offsets[1..].as_ptr(),
                    }
                } else {
                    let rows = if column.rows() == 0 { 0..0 } else { column.range(0).start..column.values().len() };
                    Raw { values: with_values!(column.values(), v => pointer(&v[rows])), ..Raw::NONE }
                }
            }
            Self::Sparse(sparse) if sparse.starts.is_empty() => {
                Raw { values: with_values!(&sparse.values, v => pointer(v)), ..Raw::NONE }
            }
            Self::Sparse(sparse) => Raw {
                values: with_values!(&sparse.values, v => pointer(v)),
                starts: sparse.starts.as_ptr(),
                ends: sparse.ends.as_ptr(),
            },
            Self::Packed(_) => unreachable!("rows are read of stores that count by rows"),
        }
    }
}
