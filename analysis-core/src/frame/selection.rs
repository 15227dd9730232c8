use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// The rows of a chunk that passed the filters so far.
#[derive(Clone, Debug)]
pub(super) enum Selection {
    /// All of them: `0..rows`.
    All(usize),
    /// These, ascending.
    Rows(Vec<u32>),
}

impl Selection {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::All(rows) => *rows,
            Self::Rows(rows) => rows.len(),
        }
    }

    /// The row at a place of the selection.
    #[inline]
    pub(super) fn row(&self, place: usize) -> usize {
        match self {
            Self::All(_) => place,
            Self::Rows(rows) => rows[place] as usize,
        }
    }

    /// The rows at some places.
    pub(super) fn rows(&self, places: Range<usize>) -> Cow<'_, [u32]> {
        match self {
            Self::All(_) => (places.start as u32..places.end as u32).collect(),
            Self::Rows(rows) => Cow::Borrowed(&rows[places]),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (all, some) = match self {
            Self::All(rows) => (*rows, &[][..]),
            Self::Rows(rows) => (0, rows.as_slice()),
        };
        (0..all).chain(some.iter().map(|&row| row as usize))
    }

    /// The selected rows for which `keep` (one answer per selected row) is true.
    pub(super) fn kept(self: &Arc<Self>, keep: &[bool]) -> Arc<Self> {
        let count = keep.iter().filter(|&&keep| keep).count();
        if count == self.len() {
            return self.clone();
        }
        // Without branches: which rows pass is hard to predict. One place more, for what follows the last one kept.
        let mut rows = vec![0; count + 1];
        let mut next = 0;
        let mut put = |row: u32, keep: bool| {
            rows[next] = row;
            next += usize::from(keep);
        };
        match self.as_ref() {
            Self::All(_) => (0u32..).zip(keep).for_each(|(row, &keep)| put(row, keep)),
            Self::Rows(rows) => rows.iter().zip(keep).for_each(|(&row, &keep)| put(row, keep)),
        }
        rows.truncate(count);
        Arc::new(Self::Rows(rows))
    }

    /// The places `places` of the selection.
    pub(super) fn places(self: &Arc<Self>, places: impl Iterator<Item = usize>) -> Arc<Self> {
        Arc::new(Self::Rows(places.map(|place| self.row(place) as u32).collect()))
    }
}
