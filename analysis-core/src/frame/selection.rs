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
        let mut rows = Vec::with_capacity(count);
        rows.extend(self.iter().zip(keep).filter(|(_, keep)| **keep).map(|(row, _)| row as u32));
        Arc::new(Self::Rows(rows))
    }

    /// The places `places` of the selection.
    pub(super) fn places(self: &Arc<Self>, places: impl Iterator<Item = usize>) -> Arc<Self> {
        Arc::new(Self::Rows(places.map(|place| self.row(place) as u32).collect()))
    }
}
