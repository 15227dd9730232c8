//! Owned values: `Box`, `Rc`, `Vec`, and what moves them.

pub mod boxed {
    use crate::marker::{Tuple, Unsize};
    use crate::ops::{CoerceUnsized, Deref, DerefMut};
    /// A value on the heap.
    #[lang = "owned_box"]
    #[fundamental]
    pub struct Box<T: ?Sized>(*mut T);
    impl<T> Box<T> {
        pub fn new(x: T) -> Box<T>;
        pub fn pin(x: T) -> crate::pin::Pin<Box<T>>;
    }
    impl<T: ?Sized> Box<T> {
        /// A reference that lives as long as the program.
        pub fn leak<'a>(b: Box<T>) -> &'a mut T;
    }
    impl<T: ?Sized> Deref for Box<T> { type Target = T; fn deref(&self) -> &T; }
    impl<T: ?Sized> DerefMut for Box<T> { fn deref_mut(&mut self) -> &mut T; }
    impl<T: Clone> Clone for Box<T> { fn clone(&self) -> Self; }
    impl<T: Default> Default for Box<T> { fn default() -> Self; }
    impl<T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<Box<U>> for Box<T> {}
    impl<T: ?Sized + Unsize<U>, U: ?Sized> crate::ops::DispatchFromDyn<Box<U>> for Box<T> {}
    impl<A: Tuple, F: FnOnce<A> + ?Sized> FnOnce<A> for Box<F> { type Output = F::Output; extern "rust-call" fn call_once(self, args: A) -> F::Output; }
    impl<A: Tuple, F: FnMut<A> + ?Sized> FnMut<A> for Box<F> { extern "rust-call" fn call_mut(&mut self, args: A) -> F::Output; }
    impl<A: Tuple, F: Fn<A> + ?Sized> Fn<A> for Box<F> { extern "rust-call" fn call(&self, args: A) -> F::Output; }
    impl<I: Iterator + ?Sized> Iterator for Box<I> { type Item = I::Item; fn next(&mut self) -> Option<I::Item>; }
    impl<F: Future + ?Sized> Future for Box<F> { type Output = F::Output; fn poll(self: crate::pin::Pin<&mut Self>, cx: &mut crate::task::Context<'_>) -> crate::task::Poll<F::Output>; }
    impl<E: crate::error::Error> From<E> for Box<dyn crate::error::Error> { fn from(err: E) -> Self; }
    impl From<&str> for Box<dyn crate::error::Error> { fn from(err: &str) -> Self; }
    impl From<String> for Box<dyn crate::error::Error> { fn from(err: String) -> Self; }
    impl<T: crate::fmt::Debug + ?Sized> crate::fmt::Debug for Box<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    impl<T: crate::fmt::Display + ?Sized> crate::fmt::Display for Box<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
}
macro_rules! shared { ($name:ident $weak:ident $doc:literal) => {
    use crate::marker::Unsize;
    use crate::ops::{CoerceUnsized, Deref};
    #[doc = $doc]
    pub struct $name<T: ?Sized> { ptr: *mut T }
    impl<T> $name<T> {
        pub fn new(value: T) -> $name<T>;
        /// The value, if nobody else holds it.
        pub fn try_unwrap(this: Self) -> Result<T, Self>;
    }
    impl<T: ?Sized> $name<T> {
        /// How many hold it.
        pub fn strong_count(this: &Self) -> usize;
        pub fn weak_count(this: &Self) -> usize;
        /// A reference that does not keep the value alive.
        pub fn downgrade(this: &Self) -> $weak<T>;
        /// The value to change it, if nobody else holds it.
        pub fn get_mut(this: &mut Self) -> Option<&mut T>;
        /// Whether both are the same value.
        pub fn ptr_eq(this: &Self, other: &Self) -> bool;
    }
    impl<T: Clone> $name<T> { pub fn make_mut(this: &mut Self) -> &mut T; }
    impl<T: ?Sized> Deref for $name<T> { type Target = T; fn deref(&self) -> &T; }
    impl<T: ?Sized> Clone for $name<T> { fn clone(&self) -> Self; }
    impl<T: ?Sized> AsRef<T> for $name<T> { fn as_ref(&self) -> &T; }
    impl<T> From<T> for $name<T> { fn from(t: T) -> Self; }
    impl<T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<$name<U>> for $name<T> {}
    impl<T: ?Sized + Unsize<U>, U: ?Sized> crate::ops::DispatchFromDyn<$name<U>> for $name<T> {}
    impl<T: crate::fmt::Debug + ?Sized> crate::fmt::Debug for $name<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    /// A reference that does not keep the value alive.
    pub struct $weak<T: ?Sized> { ptr: *mut T }
    impl<T: ?Sized> $weak<T> {
        /// The value, if it still lives.
        pub fn upgrade(&self) -> Option<$name<T>>;
    }
    impl<T: ?Sized> Clone for $weak<T> { fn clone(&self) -> Self; }
}; }
pub(crate) use shared;
pub mod rc { super::shared! { Rc Weak "A value with several owners in one thread." } }
pub mod borrow {
    /// Borrowed data with an owned form.
    pub trait ToOwned { type Owned; 
        /// An owned copy.
        fn to_owned(&self) -> Self::Owned; }
    impl<T: Clone> ToOwned for T { type Owned = T; fn to_owned(&self) -> T; }
    impl ToOwned for str { type Owned = String; fn to_owned(&self) -> String; }
    impl<T: Clone> ToOwned for [T] { type Owned = Vec<T>; fn to_owned(&self) -> Vec<T>; }
    /// What may be seen as something borrowed.
    pub trait Borrow<Borrowed: ?Sized> { fn borrow(&self) -> &Borrowed; }
    impl<T: ?Sized> Borrow<T> for T { fn borrow(&self) -> &T; }
    impl Borrow<str> for String { fn borrow(&self) -> &str; }
    impl<T> Borrow<[T]> for Vec<T> { fn borrow(&self) -> &[T]; }
    /// Borrowed until it is changed.
    pub enum Cow<'a, B: ?Sized + ToOwned> { Borrowed(&'a B), Owned(<B as ToOwned>::Owned) }
    impl<B: ?Sized + ToOwned> Cow<'_, B> { pub fn to_mut(&mut self) -> &mut B::Owned; pub fn into_owned(self) -> B::Owned; }
    impl<B: ?Sized + ToOwned> crate::ops::Deref for Cow<'_, B> { type Target = B; fn deref(&self) -> &B; }
}
pub mod mem {
    /// Ends a value.
    pub fn drop<T>(_x: T);
    pub fn forget<T>(t: T);
    /// Exchanges two values.
    pub const fn swap<T>(x: &mut T, y: &mut T);
    /// Puts a value in and returns the old one.
    pub const fn replace<T>(dest: &mut T, src: T) -> T;
    /// Takes the value and leaves its default.
    pub fn take<T: Default>(dest: &mut T) -> T;
    /// How many bytes a `T` takes.
    pub const fn size_of<T>() -> usize;
    pub const fn size_of_val<T: ?Sized>(val: &T) -> usize;
    pub const fn align_of<T>() -> usize;
    #[lang = "manually_drop"]
    pub struct ManuallyDrop<T: ?Sized> { value: T }
}
pub mod ptr {
    pub const fn null<T>() -> *const T;
    pub const fn null_mut<T>() -> *mut T;
    #[lang = "drop_in_place"]
    pub unsafe fn drop_in_place<T: ?Sized>(to_drop: *mut T);
}
pub mod vec {
    use crate::ops::{Deref, DerefMut, Index, IndexMut, RangeBounds};
    use crate::slice::{Iter, IterMut, SliceIndex};
    /// A growable array.
    pub struct Vec<T> { buf: *mut T, len: usize }
    impl<T> Vec<T> {
        /// An empty one.
        pub const fn new() -> Vec<T>;
        /// An empty one with room for `capacity` values.
        pub fn with_capacity(capacity: usize) -> Vec<T>;
        pub const fn capacity(&self) -> usize;
        /// Makes room for this many more values.
        pub fn reserve(&mut self, additional: usize);
        pub fn shrink_to_fit(&mut self);
        pub fn into_boxed_slice(self) -> Box<[T]>;
        /// Keeps the first `len` values.
        pub fn truncate(&mut self, len: usize);
        pub const fn as_slice(&self) -> &[T];
        pub const fn as_mut_slice(&mut self) -> &mut [T];
        /// Takes a value out and puts the last one in its place.
        pub fn swap_remove(&mut self, index: usize) -> T;
        /// Puts a value at a place; those behind move on.
        pub fn insert(&mut self, index: usize, element: T);
        /// Takes a value out; those behind move up.
        pub fn remove(&mut self, index: usize) -> T;
        /// Keeps the values that the function says yes to.
        pub fn retain<F: FnMut(&T) -> bool>(&mut self, f: F);
        pub fn retain_mut<F: FnMut(&mut T) -> bool>(&mut self, f: F);
        /// Removes a value that has the same key as the one before.
        pub fn dedup_by_key<F: FnMut(&mut T) -> K, K: PartialEq>(&mut self, key: F);
        /// Puts a value at the end.
        pub fn push(&mut self, value: T);
        /// Takes the last value.
        pub fn pop(&mut self) -> Option<T>;
        /// Moves all values of another one to the end.
        pub fn append(&mut self, other: &mut Vec<T>);
        /// Takes a range of values out.
        pub fn drain<R: RangeBounds<usize>>(&mut self, range: R) -> IntoIter<T>;
        /// Removes all values.
        pub fn clear(&mut self);
        /// How many values there are.
        pub const fn len(&self) -> usize;
        /// Whether there is no value.
        pub const fn is_empty(&self) -> bool;
        /// Takes the values from a place on.
        pub fn split_off(&mut self, at: usize) -> Vec<T>;
        /// Changes the length; a function makes new values.
        pub fn resize_with<F: FnMut() -> T>(&mut self, new_len: usize, f: F);
    }
    impl<T: Clone> Vec<T> {
        /// Changes the length; new places get clones of the value.
        pub fn resize(&mut self, new_len: usize, value: T);
        /// Puts clones of the values at the end.
        pub fn extend_from_slice(&mut self, other: &[T]);
    }
    impl<T: PartialEq> Vec<T> {
        /// Removes a value that equals the one before.
        pub fn dedup(&mut self);
    }
    pub fn from_elem<T: Clone>(elem: T, n: usize) -> Vec<T>;
    pub fn from_array<T, const N: usize>(array: [T; N]) -> Vec<T>;
    impl<T> Deref for Vec<T> { type Target = [T]; fn deref(&self) -> &[T]; }
    impl<T> DerefMut for Vec<T> { fn deref_mut(&mut self) -> &mut [T]; }
    impl<T, I: SliceIndex<[T]>> Index<I> for Vec<T> { type Output = I::Output; fn index(&self, index: I) -> &I::Output; }
    impl<T, I: SliceIndex<[T]>> IndexMut<I> for Vec<T> { fn index_mut(&mut self, index: I) -> &mut I::Output; }
    impl<T: Clone> Clone for Vec<T> { fn clone(&self) -> Self; }
    impl<T> Default for Vec<T> { fn default() -> Self; }
    impl<T: crate::fmt::Debug> crate::fmt::Debug for Vec<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    impl<T: PartialEq<U>, U> PartialEq<Vec<U>> for Vec<T> { fn eq(&self, other: &Vec<U>) -> bool; }
    impl<T: Eq> Eq for Vec<T> {}
    impl<T: crate::hash::Hash> crate::hash::Hash for Vec<T> { fn hash<H: crate::hash::Hasher>(&self, state: &mut H); }
    impl<T> FromIterator<T> for Vec<T> { fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Vec<T>; }
    impl<T> Extend<T> for Vec<T> { fn extend<I: IntoIterator<Item = T>>(&mut self, iter: I); }
    impl<'a, T: Copy + 'a> Extend<&'a T> for Vec<T> { fn extend<I: IntoIterator<Item = &'a T>>(&mut self, iter: I); }
    impl<T: Clone> From<&[T]> for Vec<T> { fn from(s: &[T]) -> Vec<T>; }
    impl<T, const N: usize> From<[T; N]> for Vec<T> { fn from(s: [T; N]) -> Vec<T>; }
    impl<T> AsRef<[T]> for Vec<T> { fn as_ref(&self) -> &[T]; }
    impl<T> IntoIterator for Vec<T> { type Item = T; type IntoIter = IntoIter<T>; fn into_iter(self) -> IntoIter<T>; }
    impl<'a, T> IntoIterator for &'a Vec<T> { type Item = &'a T; type IntoIter = Iter<'a, T>; fn into_iter(self) -> Iter<'a, T>; }
    impl<'a, T> IntoIterator for &'a mut Vec<T> { type Item = &'a mut T; type IntoIter = IterMut<'a, T>; fn into_iter(self) -> IterMut<'a, T>; }
    pub struct IntoIter<T> { buf: *mut T }
    impl<T> Iterator for IntoIter<T> { type Item = T; fn next(&mut self) -> Option<T>; }
    impl<T> DoubleEndedIterator for IntoIter<T> { fn next_back(&mut self) -> Option<T>; }
    impl<T> ExactSizeIterator for IntoIter<T> {}
}
