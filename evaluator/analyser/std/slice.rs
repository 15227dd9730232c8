//! Slices and arrays.

use crate::cmp::Ordering;
use crate::ops::{Index, IndexMut, Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

#[lang = "slice"]
impl<T> [T] {
    /// How many values there are.
    #[lang = "slice_len_fn"]
    pub const fn len(&self) -> usize;
    /// Whether there is no value.
    pub const fn is_empty(&self) -> bool;
    /// The first value.
    pub const fn first(&self) -> Option<&T>;
    pub const fn first_mut(&mut self) -> Option<&mut T>;
    /// The first value and the rest.
    pub const fn split_first(&self) -> Option<(&T, &[T])>;
    pub const fn split_last(&self) -> Option<(&T, &[T])>;
    /// The last value.
    pub const fn last(&self) -> Option<&T>;
    pub const fn last_mut(&mut self) -> Option<&mut T>;
    /// The value or values at a place, if they are there.
    pub fn get<I: SliceIndex<[T]>>(&self, index: I) -> Option<&I::Output>;
    pub fn get_mut<I: SliceIndex<[T]>>(&mut self, index: I) -> Option<&mut I::Output>;
    pub const fn as_ptr(&self) -> *const T;
    /// Exchanges two values.
    pub const fn swap(&mut self, a: usize, b: usize);
    /// Turns the order around.
    pub const fn reverse(&mut self);
    /// References to the values, one after the other.
    pub fn iter(&self) -> Iter<'_, T>;
    /// References to the values, to change them.
    pub fn iter_mut(&mut self) -> IterMut<'_, T>;
    /// Every run of `size` neighbours.
    pub fn windows(&self, size: usize) -> Parts<'_, T>;
    /// Pieces of `chunk_size` values; the last may be shorter.
    pub fn chunks(&self, chunk_size: usize) -> Parts<'_, T>;
    pub fn chunks_mut(&mut self, chunk_size: usize) -> PartsMut<'_, T>;
    pub fn chunks_exact(&self, chunk_size: usize) -> Parts<'_, T>;
    /// The values before a place and those from it on.
    pub const fn split_at(&self, mid: usize) -> (&[T], &[T]);
    pub const fn split_at_mut(&mut self, mid: usize) -> (&mut [T], &mut [T]);
    /// The pieces between the values that the function says yes to.
    pub fn split<F: FnMut(&T) -> bool>(&self, pred: F) -> Parts<'_, T>;
    /// Where the value is in a sorted slice, or where it would be.
    pub fn binary_search(&self, x: &T) -> Result<usize, usize> where T: Ord;
    pub fn binary_search_by<F: FnMut(&T) -> Ordering>(&self, f: F) -> Result<usize, usize>;
    /// Where a sorted slice turns from yes to no.
    pub fn partition_point<P: FnMut(&T) -> bool>(&self, pred: P) -> usize;
    /// Sorts; equal values keep their order.
    pub fn sort(&mut self) where T: Ord;
    /// Sorts by a comparison, for example `|a, b| a.total_cmp(b)`.
    pub fn sort_by<F: FnMut(&T, &T) -> Ordering>(&mut self, compare: F);
    /// Sorts by a key.
    pub fn sort_by_key<K: Ord, F: FnMut(&T) -> K>(&mut self, f: F);
    /// Sorts faster; equal values may change places.
    pub fn sort_unstable(&mut self) where T: Ord;
    pub fn sort_unstable_by<F: FnMut(&T, &T) -> Ordering>(&mut self, compare: F);
    pub fn select_nth_unstable(&mut self, index: usize) -> (&mut [T], &mut T, &mut [T]) where T: Ord;
    pub fn is_sorted(&self) -> bool where T: PartialOrd;
    pub fn rotate_left(&mut self, mid: usize);
    pub fn rotate_right(&mut self, k: usize);
    /// Sets every place to clones of the value.
    pub fn fill(&mut self, value: T) where T: Clone;
    pub fn clone_from_slice(&mut self, src: &[T]) where T: Clone;
    pub fn copy_from_slice(&mut self, src: &[T]) where T: Copy;
    /// A `Vec` with clones of the values.
    pub fn to_vec(&self) -> Vec<T> where T: Clone;
    /// The values `n` times.
    pub fn repeat(&self, n: usize) -> Vec<T> where T: Copy;
    /// Joins the parts.
    pub fn concat<Item: ?Sized>(&self) -> <[T] as Concat<Item>>::Output where [T]: Concat<Item>;
    /// Joins the parts with something between them.
    pub fn join<Separator>(&self, sep: Separator) -> <[T] as Join<Separator>>::Output where [T]: Join<Separator>;
    /// Whether a value is there.
    pub fn contains(&self, x: &T) -> bool where T: PartialEq;
    pub fn starts_with(&self, needle: &[T]) -> bool where T: PartialEq;
    pub fn ends_with(&self, needle: &[T]) -> bool where T: PartialEq;
}
impl<T, const N: usize> [T; N] {
    /// An array of what a function makes of each value.
    pub fn map<F: FnMut(T) -> U, U>(self, f: F) -> [U; N];
    pub const fn as_slice(&self) -> &[T];
}
pub trait Concat<Item: ?Sized> { type Output; }
pub trait Join<Separator> { type Output; }
impl<S: crate::borrow::Borrow<str>> Concat<str> for [S] { type Output = String; }
impl<S: crate::borrow::Borrow<str>> Join<&str> for [S] { type Output = String; }
impl<T: Clone, V: crate::borrow::Borrow<[T]>> Concat<T> for [V] { type Output = Vec<T>; }

/// What may stand in `[ ]`.
pub trait SliceIndex<T: ?Sized> { type Output: ?Sized; }
impl<T> SliceIndex<[T]> for usize { type Output = T; }
macro_rules! indexes { ($($range:ty)*) => { $(impl<T> SliceIndex<[T]> for $range { type Output = [T]; } impl SliceIndex<str> for $range { type Output = str; })* }; }
indexes! { Range<usize> RangeFrom<usize> RangeFull RangeInclusive<usize> RangeTo<usize> RangeToInclusive<usize> }
impl<T, I: SliceIndex<[T]>> Index<I> for [T] { type Output = I::Output; fn index(&self, index: I) -> &I::Output; }
impl<T, I: SliceIndex<[T]>> IndexMut<I> for [T] { fn index_mut(&mut self, index: I) -> &mut I::Output; }
impl<T, I, const N: usize> Index<I> for [T; N] where [T]: Index<I> { type Output = <[T] as Index<I>>::Output; fn index(&self, index: I) -> &<[T] as Index<I>>::Output; }
impl<T, I, const N: usize> IndexMut<I> for [T; N] where [T]: IndexMut<I> { fn index_mut(&mut self, index: I) -> &mut <[T] as Index<I>>::Output; }

macro_rules! iterators { ($($name:ident<$life:lifetime, T> => $item:ty;)*) => { $(
    pub struct $name<$life, T> { part: &$life [T] }
    impl<$life, T> Iterator for $name<$life, T> { type Item = $item; fn next(&mut self) -> Option<$item>; }
    impl<$life, T> DoubleEndedIterator for $name<$life, T> { fn next_back(&mut self) -> Option<$item>; }
    impl<$life, T> ExactSizeIterator for $name<$life, T> {}
    impl<$life, T> Clone for $name<$life, T> { fn clone(&self) -> Self; }
)* }; }
iterators! { Iter<'a, T> => &'a T; IterMut<'a, T> => &'a mut T; Parts<'a, T> => &'a [T]; PartsMut<'a, T> => &'a mut [T]; }
impl<'a, T> IntoIterator for &'a [T] { type Item = &'a T; type IntoIter = Iter<'a, T>; fn into_iter(self) -> Iter<'a, T>; }
impl<'a, T> IntoIterator for &'a mut [T] { type Item = &'a mut T; type IntoIter = IterMut<'a, T>; fn into_iter(self) -> IterMut<'a, T>; }
impl<'a, T, const N: usize> IntoIterator for &'a [T; N] { type Item = &'a T; type IntoIter = Iter<'a, T>; fn into_iter(self) -> Iter<'a, T>; }
impl<T, const N: usize> IntoIterator for [T; N] { type Item = T; type IntoIter = crate::vec::IntoIter<T>; fn into_iter(self) -> crate::vec::IntoIter<T>; }
impl<T: Default, const N: usize> Default for [T; N] { fn default() -> [T; N]; }
impl<T: Copy, const N: usize> TryFrom<&[T]> for [T; N] { type Error = crate::num::TryFromIntError; fn try_from(slice: &[T]) -> Result<[T; N], crate::num::TryFromIntError>; }
