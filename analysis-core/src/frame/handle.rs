use std::marker::PhantomData;

use super::store::Raw;
use super::{ColumnType, Element};

/// A column of a frame, found by its name once: `row[column]` is its value in a row.
///
/// `Column<f32>` reads one number per entry, `Column<[f32]>` a slice. It is a small `Copy` value that closures
/// take with `move`; [`crate::frame::Frame::column`] makes it.
pub struct Column<T: ?Sized> {
    pub(super) graph: u32,
    pub(super) slot: u32,
    kind: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Column<T> {
    pub(super) fn new(graph: u32, slot: u32) -> Self {
        Self { graph, slot, kind: PhantomData }
    }
}

impl<T: ?Sized> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Column<T> {}

impl<T: ?Sized + Readable> std::fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Column<{}>", T::TYPE)
    }
}

/// What `row[column]` can be: an [`Element`], or a slice of them.
pub trait Readable: 'static {
    /// The type of the column.
    const TYPE: ColumnType;

    /// The value in one row.
    ///
    /// # Safety
    /// `raw` holds values of the type [`Readable::TYPE`] and covers `row`.
    #[doc(hidden)]
    #[expect(unsafe_code, reason = "type-erased columns are read through pointers, once per access in the hot loop")]
    unsafe fn at(raw: &Raw, row: usize) -> &Self;
}

impl<T: Element> Readable for T {
    const TYPE: ColumnType = ColumnType { element: T::TYPE, jagged: false };

    #[inline]
    #[expect(unsafe_code, reason = "see the trait")]
    unsafe fn at(raw: &Raw, row: usize) -> &Self {
        // SAFETY: the caller promises the type and that `row` is one of the rows.
        unsafe { &*raw.values.cast::<T>().add(row) }
    }
}

impl<T: Element> Readable for [T] {
    const TYPE: ColumnType = ColumnType { element: T::TYPE, jagged: true };

    #[inline]
    #[expect(unsafe_code, reason = "see the trait")]
    unsafe fn at(raw: &Raw, row: usize) -> &Self {
        // SAFETY: the caller promises the type and the row; starts and ends were checked against the values
        // when the column was made (`ColumnData::jagged`, `Store`).
        unsafe {
            let start = *raw.starts.add(row) as usize;
            let end = *raw.ends.add(row) as usize;
            std::slice::from_raw_parts(raw.values.cast::<T>().add(start), end - start)
        }
    }
}
