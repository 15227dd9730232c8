use std::any::Any;
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::sync::Arc;

use super::Element;
use super::held::{Held, over};
use super::selection::Selection;
use super::store::Store;

/// The type of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Rust's names of the types")]
pub enum ElementType {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    Str,
}

impl std::fmt::Display for ElementType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Str => "String",
        })
    }
}

/// What a column holds in each entry: one value, or (`jagged`) a list of any length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColumnType {
    /// The type of the values.
    pub element: ElementType,
    /// Whether an entry has a list of values.
    pub jagged: bool,
}

impl std::fmt::Display for ColumnType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.jagged { write!(f, "[{}]", self.element) } else { write!(f, "{}", self.element) }
    }
}

/// Values of one type, one after the other.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of `ElementType`")]
pub enum Values {
    Bool(Vec<bool>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    Str(Vec<String>),
}

/// Runs one generic expression on the vector inside a [`Values`], whatever its type.
macro_rules! with_values {
    ($values:expr, $v:ident => $body:expr) => {
        match $values {
            $crate::frame::Values::Bool($v) => $body,
            $crate::frame::Values::I8($v) => $body,
            $crate::frame::Values::I16($v) => $body,
            $crate::frame::Values::I32($v) => $body,
            $crate::frame::Values::I64($v) => $body,
            $crate::frame::Values::U8($v) => $body,
            $crate::frame::Values::U16($v) => $body,
            $crate::frame::Values::U32($v) => $body,
            $crate::frame::Values::U64($v) => $body,
            $crate::frame::Values::F32($v) => $body,
            $crate::frame::Values::F64($v) => $body,
            $crate::frame::Values::Str($v) => $body,
        }
    };
}
pub(crate) use with_values;

impl Values {
    /// An empty buffer of the given type.
    pub fn new(element: ElementType) -> Self {
        match element {
            ElementType::Bool => Self::Bool(Vec::new()),
            ElementType::I8 => Self::I8(Vec::new()),
            ElementType::I16 => Self::I16(Vec::new()),
            ElementType::I32 => Self::I32(Vec::new()),
            ElementType::I64 => Self::I64(Vec::new()),
            ElementType::U8 => Self::U8(Vec::new()),
            ElementType::U16 => Self::U16(Vec::new()),
            ElementType::U32 => Self::U32(Vec::new()),
            ElementType::U64 => Self::U64(Vec::new()),
            ElementType::F32 => Self::F32(Vec::new()),
            ElementType::F64 => Self::F64(Vec::new()),
            ElementType::Str => Self::Str(Vec::new()),
        }
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        with_values!(self, v => v.len())
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type of the values.
    pub fn element(&self) -> ElementType {
        fn of<T: Element>(_: &[T]) -> ElementType {
            T::TYPE
        }
        with_values!(self, v => of(v))
    }

    /// One value as text, for tables.
    pub(super) fn text(&self, index: usize) -> String {
        match self {
            Self::Str(v) => v[index].clone(),
            Self::F32(v) => short(f64::from(v[index])),
            Self::F64(v) => short(v[index]),
            other => with_values!(other, v => format!("{:?}", v[index])),
        }
    }

    /// Appends the values of `other` that stand in `range`; both hold the same type.
    pub(super) fn extend_from(&mut self, other: &Self, range: Range<usize>) {
        fn copy<T: Element>(to: &mut Values, from: &[T]) {
            if let Some(to) = T::unwrap_mut(to) {
                to.extend_from_slice(from);
            }
        }
        with_values!(other, v => copy(self, &v[range]));
    }

    /// Replaces the values at `rows` by those of `other`, in order; both hold the same type.
    pub(super) fn scatter(&mut self, rows: &[u32], other: &Self) {
        fn copy<T: Element>(to: &mut Values, rows: &[u32], from: &[T]) {
            if let Some(to) = T::unwrap_mut(to) {
                for (&row, value) in rows.iter().zip(from) {
                    to[row as usize].clone_from(value);
                }
            }
        }
        with_values!(other, v => copy(self, rows, v));
    }

    /// Room for more values.
    pub(super) fn reserve(&mut self, additional: usize) {
        with_values!(self, v => v.reserve(additional));
    }

    /// Makes the buffer `len` long, with zeros, `false` or empty strings at the end.
    pub(super) fn resize(&mut self, len: usize) {
        with_values!(self, v => v.resize_with(len, Default::default));
    }
}

/// A number with six digits at most.
fn short(x: f64) -> String {
    if x != 0.0 && x.is_finite() && !(1e-4..1e6).contains(&x.abs()) {
        return format!("{x:.5e}");
    }
    let text = format!("{:.*}", 6usize.saturating_sub(x.abs().log10().max(0.0) as usize + 1), x);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Why offsets do not fit the values of a jagged column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("offsets must ascend from 0 or more to at most {values} (the number of values); entry {entry} breaks this")]
pub struct BadOffsets {
    /// The first entry that is wrong.
    pub entry: usize,
    /// How many values there are.
    pub values: usize,
}

/// The data of one column over some entries: values, and for jagged columns offsets into them.
///
/// Cloning and slicing share the buffers.
#[derive(Clone, Debug)]
pub struct ColumnData {
    values: Arc<Held<Values>>,
    /// `rows + 1` numbers from `first` on: entry `i` has the values `offsets[first + i]..offsets[first + i + 1]`.
    /// Checked by the constructors: the rest of the module reads through pointers.
    offsets: Option<Arc<Held<Vec<i64>>>>,
    first: usize,
    rows: usize,
}

impl ColumnData {
    /// One value per entry.
    pub fn flat<T: Element>(values: Vec<T>) -> Self {
        Self::from_values(T::wrap(values))
    }

    /// One value per entry, of a type known at run time.
    pub fn from_values(values: Values) -> Self {
        let rows = values.len();
        Self { values: Arc::new(Held::own(values)), offsets: None, first: 0, rows }
    }

    /// One value per entry, in memory of `owner`.
    ///
    /// # Safety
    /// The memory neither moves nor changes while `owner` lives.
    #[expect(unsafe_code, reason = "foreign memory cannot be checked")]
    pub unsafe fn foreign<T: Element + Copy>(values: &[T], owner: Arc<dyn Any + Send + Sync>) -> Self {
        let rows = values.len();
        // SAFETY: the caller's promise; a column only reads.
        let held = unsafe { Held::foreign(ManuallyDrop::new(T::wrap(ManuallyDrop::into_inner(over(values)))), owner) };
        Self { values: Arc::new(held), offsets: None, first: 0, rows }
    }

    /// The values of this flat column as lists.
    ///
    /// # Errors
    /// As [`ColumnData::jagged`].
    pub fn with_offsets(self, offsets: ForeignOffsets) -> Result<Self, BadOffsets> {
        Self::checked(self.values, Arc::new(offsets.0))
    }

    /// The first entry's place in the buffer of a flat column.
    pub fn first(&self) -> usize {
        self.first
    }

    /// A list per entry: entry `i` has the values `offsets[i]..offsets[i + 1]`, as in Arrow.
    ///
    /// # Errors
    /// [`BadOffsets`] if they descend or leave the values. No offsets at all mean no entries.
    pub fn jagged(values: Values, offsets: impl Into<Arc<Vec<i64>>>) -> Result<Self, BadOffsets> {
        Self::checked(Arc::new(Held::own(values)), Arc::new(Held::shared(offsets.into())))
    }

    fn checked(values: Arc<Held<Values>>, offsets: Arc<Held<Vec<i64>>>) -> Result<Self, BadOffsets> {
        let count = values.len();
        // A count has no early exit and runs in vector instructions.
        let ascending = offsets.windows(2).filter(|pair| pair[0] > pair[1]).count() == 0;
        let inside = offsets.first().is_none_or(|&first| first >= 0)
            && offsets.last().is_none_or(|&last| usize::try_from(last).is_ok_and(|last| last <= count));
        if !(ascending && inside) {
            let entry = offsets.windows(2).position(|pair| pair[0] < 0 || pair[0] > pair[1] || pair[1] > count as i64);
            return Err(BadOffsets { entry: entry.unwrap_or(0), values: count });
        }
        let rows = offsets.len().saturating_sub(1);
        let offsets = if offsets.is_empty() { Arc::new(Held::own(vec![0])) } else { offsets };
        Ok(Self { values, offsets: Some(offsets), first: 0, rows })
    }

    /// A list per entry from a vector of vectors.
    pub fn lists<T: Element>(lists: &[Vec<T>]) -> Self {
        let mut builder = Builder::new(ColumnType { element: T::TYPE, jagged: true });
        for list in lists {
            builder.push_list(list);
        }
        builder.finish()
    }

    /// The number of entries.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What an entry holds.
    pub fn column_type(&self) -> ColumnType {
        ColumnType { element: self.values.element(), jagged: self.offsets.is_some() }
    }

    /// The same buffers, seen through a window of entries. A window past the end is cut.
    pub fn slice(&self, rows: Range<usize>) -> Self {
        let begin = rows.start.min(self.rows);
        let end = rows.end.clamp(begin, self.rows);
        Self {
            values: self.values.clone(),
            offsets: self.offsets.clone(),
            first: self.first + begin,
            rows: end - begin,
        }
    }

    /// All values of the buffer, those outside of the window as well; see [`ColumnData::range`].
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Where the values of one entry stand in [`ColumnData::values`].
    ///
    /// # Panics
    /// If there is no such entry.
    pub fn range(&self, row: usize) -> Range<usize> {
        assert!(row < self.rows, "entry {row} of a column with {} entries", self.rows);
        let at = self.first + row;
        match &self.offsets {
            Some(offsets) => offsets[at] as usize..offsets[at + 1] as usize,
            None => at..at + 1,
        }
    }

    /// The offsets of a jagged column, one more than there are entries.
    pub fn offsets(&self) -> Option<&[i64]> {
        self.offsets.as_ref().map(|offsets| &offsets[self.first..=self.first + self.rows])
    }

    /// The values of a flat column of type `T`; `None` for another type or a jagged column.
    pub fn as_slice<T: Element>(&self) -> Option<&[T]> {
        if self.offsets.is_some() {
            return None;
        }
        T::unwrap(&self.values).map(|values| &values[self.first..self.first + self.rows])
    }
}

/// Offsets of lists in memory of somebody else.
pub struct ForeignOffsets(Held<Vec<i64>>);

/// Offsets in memory of `owner`.
///
/// # Safety
/// The memory neither moves nor changes while `owner` lives.
#[expect(unsafe_code, reason = "foreign memory cannot be checked")]
pub unsafe fn foreign_offsets(offsets: &[i64], owner: Arc<dyn Any + Send + Sync>) -> ForeignOffsets {
    // SAFETY: the caller's promise; offsets are only read.
    ForeignOffsets(unsafe { Held::foreign(over(offsets), owner) })
}

/// A column under construction.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) values: Values,
    /// Where the entries end, after a leading 0; `None` for a flat column.
    pub(super) offsets: Option<Vec<i64>>,
}

impl Builder {
    /// An empty column of the given type.
    pub fn new(kind: ColumnType) -> Self {
        Self { values: Values::new(kind.element), offsets: kind.jagged.then(|| vec![0]) }
    }

    /// Appends an entry with one value.
    ///
    /// # Panics
    /// If the column holds another type.
    #[inline]
    pub fn push<T: Element>(&mut self, value: T) {
        self.list::<T>().push(value);
        self.end_list();
    }

    /// Appends an entry with a list of values.
    ///
    /// # Panics
    /// If the column holds another type.
    #[inline]
    pub fn push_list<T: Element>(&mut self, values: &[T]) {
        self.list::<T>().extend_from_slice(values);
        self.end_list();
    }

    /// The values so far. Those pushed after the last [`Builder::end_list`] belong to the next entry.
    ///
    /// # Panics
    /// If the column holds another type.
    #[inline]
    pub fn list<T: Element>(&mut self) -> &mut Vec<T> {
        let found = self.values.element();
        match T::unwrap_mut(&mut self.values) {
            Some(values) => values,
            None => panic!("a column of {found} cannot take {}", T::TYPE),
        }
    }

    /// Ends an entry of a jagged column; nothing happens in a flat one.
    #[inline]
    pub fn end_list(&mut self) {
        if let Some(offsets) = &mut self.offsets {
            offsets.push(self.values.len() as i64);
        }
    }

    /// The number of entries so far.
    pub fn rows(&self) -> usize {
        self.offsets.as_ref().map_or(self.values.len(), |offsets| offsets.len() - 1)
    }

    /// Appends entries of a finished column of the same type.
    pub fn extend(&mut self, column: &ColumnData, rows: impl Iterator<Item = usize>) {
        for row in rows {
            self.values.extend_from(column.values(), column.range(row));
            self.end_list();
        }
    }

    /// Appends selected rows of a column of the same type; neighbours in one piece.
    pub(super) fn extend_selected(&mut self, store: &Store, selection: &Selection) {
        let mut piece = 0..0;
        for row in selection.iter() {
            let range = store.range(row);
            if let Some(offsets) = &mut self.offsets {
                offsets.push((self.values.len() + piece.len() + range.len()) as i64);
            }
            if piece.end == range.start {
                piece.end = range.end;
            } else {
                self.values.extend_from(store.values(), piece);
                piece = range;
            }
        }
        self.values.extend_from(store.values(), piece);
    }

    /// Panics if [`Builder::list`] was used to take values out of finished entries: readers trust the offsets.
    pub(super) fn assert_sound(&self) {
        if let Some(offsets) = &self.offsets {
            let ascending = offsets.windows(2).filter(|pair| pair[0] > pair[1]).count() == 0;
            let inside = offsets.last().is_none_or(|&end| end <= self.values.len() as i64);
            assert!(ascending && inside, "values were removed from entries that had ended");
        }
    }

    /// The finished column.
    ///
    /// # Panics
    /// If values were removed from entries that had ended.
    pub fn finish(self) -> ColumnData {
        self.assert_sound();
        self.finish_sound()
    }

    /// The same where no closure of a user had the builder.
    pub(super) fn finish_sound(self) -> ColumnData {
        let rows = self.rows();
        let offsets = self.offsets.map(|offsets| Arc::new(Held::own(offsets)));
        ColumnData { values: Arc::new(Held::own(self.values)), offsets, first: 0, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_share_the_buffers() {
        let column = ColumnData::lists(&[vec![1.0f32], vec![], vec![2.0, 3.0]]);
        let tail = column.slice(1..9);
        assert_eq!((tail.rows(), tail.range(0), tail.range(1)), (2, 1..1, 1..3));
        assert_eq!(tail.offsets(), Some(&[1, 1, 3][..]));
        assert_eq!(tail.column_type().to_string(), "[f32]");
    }

    #[test]
    fn offsets_that_descend_are_refused() {
        let values = || Values::I32(vec![1, 2, 3]);
        assert_eq!(ColumnData::jagged(values(), vec![0, 2, 1]).unwrap_err().entry, 1);
        assert_eq!(ColumnData::jagged(values(), vec![-1, 2]).unwrap_err().entry, 0);
        assert_eq!(ColumnData::jagged(values(), vec![0, 4]).unwrap_err().values, 3);
        assert_eq!(ColumnData::jagged(values(), vec![]).unwrap().rows(), 0);
    }

    #[test]
    #[should_panic(expected = "values were removed")]
    fn removing_values_from_finished_lists_is_noticed() {
        let mut builder = Builder::new(ColumnType { element: ElementType::I32, jagged: true });
        builder.push_list(&[1, 2, 3]);
        builder.list::<i32>().clear();
        let _ = builder.finish();
    }

    #[test]
    fn numbers_are_short() {
        let shown: Vec<_> = [0.0, 1.5, 123.456789, 1e-9, 2e7].iter().map(|&x| short(x)).collect();
        assert_eq!(shown, ["0", "1.5", "123.457", "1.00000e-9", "2.00000e7"]);
    }
}
