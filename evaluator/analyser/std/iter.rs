//! Iterators.

use crate::cmp::Ordering;
use crate::ops::{Add, Mul, Range, RangeFrom, RangeInclusive};

/// Values one after the other.
#[lang = "iterator"]
pub trait Iterator {
    /// The type of the values.
    type Item;
    /// The next value, `None` at the end.
    #[lang = "next"]
    fn next(&mut self) -> Option<Self::Item>;
    /// At least and at most this many values are left.
    fn size_hint(&self) -> (usize, Option<usize>) {}
    /// Counts the values.
    fn count(self) -> usize where Self: Sized {}
    /// The last value.
    fn last(self) -> Option<Self::Item> where Self: Sized {}
    /// The value behind `n` others.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {}
    /// Every `step`-th value.
    fn step_by(self, step: usize) -> StepBy<Self> where Self: Sized {}
    /// These values, then others.
    fn chain<U: IntoIterator<Item = Self::Item>>(self, other: U) -> Chain<Self, U::IntoIter> where Self: Sized {}
    /// Pairs of these values and others.
    fn zip<U: IntoIterator>(self, other: U) -> Zip<Self, U::IntoIter> where Self: Sized {}
    /// What a function makes of each value.
    fn map<B, F: FnMut(Self::Item) -> B>(self, f: F) -> Map<Self, F> where Self: Sized {}
    /// Calls a function with each value.
    fn for_each<F: FnMut(Self::Item)>(self, f: F) where Self: Sized {}
    /// The values that the function says yes to.
    fn filter<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> Filter<Self, P> where Self: Sized {}
    /// What a function makes of each value, where it makes something.
    fn filter_map<B, F: FnMut(Self::Item) -> Option<B>>(self, f: F) -> FilterMap<Self, F> where Self: Sized {}
    /// Pairs of a count from 0 and the value.
    fn enumerate(self) -> Enumerate<Self> where Self: Sized {}
    /// The values, with a look at the next one.
    fn peekable(self) -> Peekable<Self> where Self: Sized {}
    /// The values from the first that the function says no to.
    fn skip_while<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> SkipWhile<Self, P> where Self: Sized {}
    /// The values before the first that the function says no to.
    fn take_while<P: FnMut(&Self::Item) -> bool>(self, predicate: P) -> TakeWhile<Self, P> where Self: Sized {}
    fn map_while<B, P: FnMut(Self::Item) -> Option<B>>(self, predicate: P) -> MapWhile<Self, P> where Self: Sized {}
    /// All values but the first `n`.
    fn skip(self, n: usize) -> Skip<Self> where Self: Sized {}
    /// The first `n` values.
    fn take(self, n: usize) -> Take<Self> where Self: Sized {}
    /// What a function makes of a state and each value.
    fn scan<St, B, F: FnMut(&mut St, Self::Item) -> Option<B>>(self, initial_state: St, f: F) -> Scan<Self, St, F> where Self: Sized {}
    /// The values of what a function makes of each value.
    fn flat_map<U: IntoIterator, F: FnMut(Self::Item) -> U>(self, f: F) -> FlatMap<Self, U, F> where Self: Sized {}
    /// The values of the values.
    fn flatten(self) -> Flatten<Self, Self::Item> where Self: Sized, Self::Item: IntoIterator {}
    /// Looks at each value on its way.
    fn inspect<F: FnMut(&Self::Item)>(self, f: F) -> Inspect<Self, F> where Self: Sized {}
    fn by_ref(&mut self) -> &mut Self where Self: Sized {}
    /// Makes a collection of the values.
    fn collect<B: FromIterator<Self::Item>>(self) -> B where Self: Sized {}
    /// Two collections: what the function says yes to, and the rest.
    fn partition<B: Default + Extend<Self::Item>, F: FnMut(&Self::Item) -> bool>(self, f: F) -> (B, B) where Self: Sized {}
    /// Joins a start and all values by a function.
    fn fold<B, F: FnMut(B, Self::Item) -> B>(self, init: B, f: F) -> B where Self: Sized {}
    fn try_fold<B, F: FnMut(B, Self::Item) -> R, R: crate::ops::Try<Output = B>>(&mut self, init: B, f: F) -> R where Self: Sized {}
    /// Joins all values by a function.
    fn reduce<F: FnMut(Self::Item, Self::Item) -> Self::Item>(self, f: F) -> Option<Self::Item> where Self: Sized {}
    /// Whether the function says yes to all values.
    fn all<F: FnMut(Self::Item) -> bool>(&mut self, f: F) -> bool where Self: Sized {}
    /// Whether the function says yes to a value.
    fn any<F: FnMut(Self::Item) -> bool>(&mut self, f: F) -> bool where Self: Sized {}
    /// The first value that the function says yes to.
    fn find<P: FnMut(&Self::Item) -> bool>(&mut self, predicate: P) -> Option<Self::Item> where Self: Sized {}
    fn find_map<B, F: FnMut(Self::Item) -> Option<B>>(&mut self, f: F) -> Option<B> where Self: Sized {}
    /// How many values stand before the first that the function says yes to.
    fn position<P: FnMut(Self::Item) -> bool>(&mut self, predicate: P) -> Option<usize> where Self: Sized {}
    /// The greatest value.
    fn max(self) -> Option<Self::Item> where Self: Sized, Self::Item: Ord {}
    /// The smallest value.
    fn min(self) -> Option<Self::Item> where Self: Sized, Self::Item: Ord {}
    fn max_by_key<B: Ord, F: FnMut(&Self::Item) -> B>(self, f: F) -> Option<Self::Item> where Self: Sized {}
    fn max_by<F: FnMut(&Self::Item, &Self::Item) -> Ordering>(self, compare: F) -> Option<Self::Item> where Self: Sized {}
    fn min_by_key<B: Ord, F: FnMut(&Self::Item) -> B>(self, f: F) -> Option<Self::Item> where Self: Sized {}
    fn min_by<F: FnMut(&Self::Item, &Self::Item) -> Ordering>(self, compare: F) -> Option<Self::Item> where Self: Sized {}
    /// The values from the last to the first.
    fn rev(self) -> Rev<Self> where Self: Sized + DoubleEndedIterator {}
    /// Two collections of the parts of pairs.
    fn unzip<A, B, FromA: Default + Extend<A>, FromB: Default + Extend<B>>(self) -> (FromA, FromB) where Self: Sized + Iterator<Item = (A, B)> {}
    fn copied<'a, T: 'a + Copy>(self) -> Copied<Self, T> where Self: Sized + Iterator<Item = &'a T> {}
    fn cloned<'a, T: 'a + Clone>(self) -> Cloned<Self, T> where Self: Sized + Iterator<Item = &'a T> {}
    /// The values again and again.
    fn cycle(self) -> Cycle<Self> where Self: Sized + Clone {}
    /// The sum of the values.
    fn sum<S: Sum<Self::Item>>(self) -> S where Self: Sized {}
    /// The product of the values.
    fn product<P: Product<Self::Item>>(self) -> P where Self: Sized {}
    fn cmp<I: IntoIterator<Item = Self::Item>>(self, other: I) -> Ordering where Self: Sized, Self::Item: Ord {}
    fn eq<I: IntoIterator>(self, other: I) -> bool where Self: Sized {}
    /// Whether no value is smaller than the one before.
    fn is_sorted(self) -> bool where Self: Sized, Self::Item: PartialOrd {}
}
impl<I: Iterator + ?Sized> Iterator for &mut I { type Item = I::Item; fn next(&mut self) -> Option<I::Item>; }
/// Iterators that also give values from their end.
pub trait DoubleEndedIterator: Iterator {
    fn next_back(&mut self) -> Option<Self::Item>;
    fn rfind<P: FnMut(&Self::Item) -> bool>(&mut self, predicate: P) -> Option<Self::Item> where Self: Sized {}
}
/// Iterators that know how many values are left.
pub trait ExactSizeIterator: Iterator { fn len(&self) -> usize {} }
/// What `for` takes.
pub trait IntoIterator {
    type Item;
    type IntoIter: Iterator<Item = Self::Item>;
    /// The iterator.
    #[lang = "into_iter"]
    fn into_iter(self) -> Self::IntoIter;
}
impl<I: Iterator> IntoIterator for I { type Item = I::Item; type IntoIter = I; fn into_iter(self) -> I; }
/// What `collect` makes.
pub trait FromIterator<A>: Sized { fn from_iter<T: IntoIterator<Item = A>>(iter: T) -> Self; }
/// What takes more values.
pub trait Extend<A> { fn extend<T: IntoIterator<Item = A>>(&mut self, iter: T); }
impl<A, E, V: FromIterator<A>> FromIterator<Result<A, E>> for Result<V, E> { fn from_iter<T: IntoIterator<Item = Result<A, E>>>(iter: T) -> Self; }
impl<A, V: FromIterator<A>> FromIterator<Option<A>> for Option<V> { fn from_iter<T: IntoIterator<Item = Option<A>>>(iter: T) -> Self; }
pub trait Sum<A = Self>: Sized { fn sum<I: Iterator<Item = A>>(iter: I) -> Self; }
pub trait Product<A = Self>: Sized { fn product<I: Iterator<Item = A>>(iter: I) -> Self; }
macro_rules! sums { ($($ty:ty)*) => { $(
    impl Sum for $ty { fn sum<I: Iterator<Item = $ty>>(iter: I) -> $ty; }
    impl<'a> Sum<&'a $ty> for $ty { fn sum<I: Iterator<Item = &'a $ty>>(iter: I) -> $ty; }
    impl Product for $ty { fn product<I: Iterator<Item = $ty>>(iter: I) -> $ty; }
    impl<'a> Product<&'a $ty> for $ty { fn product<I: Iterator<Item = &'a $ty>>(iter: I) -> $ty; }
)* }; }
sums! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64 }

macro_rules! adapters { ($($(#[$doc:meta])* $name:ident<$($param:ident),*> [$($bound:tt)*] => $item:ty;)*) => { $(
    $(#[$doc])*
    #[derive(Clone)]
    pub struct $name<$($param),*> { parts: ($($param,)*) }
    impl<$($param),*> Iterator for $name<$($param),*> where $($bound)* { type Item = $item; fn next(&mut self) -> Option<$item>; }
    impl<$($param),*> DoubleEndedIterator for $name<$($param),*> where $($bound)* { fn next_back(&mut self) -> Option<$item>; }
    impl<$($param),*> ExactSizeIterator for $name<$($param),*> where $($bound)* {}
)* }; }
adapters! {
    StepBy<I> [I: Iterator] => I::Item;
    Chain<A, B> [A: Iterator, B: Iterator<Item = A::Item>] => A::Item;
    Zip<A, B> [A: Iterator, B: Iterator] => (A::Item, B::Item);
    Filter<I, P> [I: Iterator] => I::Item;
    Enumerate<I> [I: Iterator] => (usize, I::Item);
    Peekable<I> [I: Iterator] => I::Item;
    SkipWhile<I, P> [I: Iterator] => I::Item;
    TakeWhile<I, P> [I: Iterator] => I::Item;
    Skip<I> [I: Iterator] => I::Item;
    Take<I> [I: Iterator] => I::Item;
    Inspect<I, F> [I: Iterator] => I::Item;
    Rev<I> [I: Iterator] => I::Item;
    Cycle<I> [I: Iterator] => I::Item;
    Copied<I, T> [] => T;
    Cloned<I, T> [] => T;
    FlatMap<I, U, F> [U: IntoIterator] => U::Item;
    Flatten<I, U> [U: IntoIterator] => U::Item;
    Once<T> [] => T;
    Empty<T> [] => T;
    Repeat<T> [] => T;
}
#[derive(Clone)]
pub struct Map<I, F> { iter: I, f: F }
impl<B, I: Iterator, F: FnMut(I::Item) -> B> Iterator for Map<I, F> { type Item = B; fn next(&mut self) -> Option<B>; }
impl<B, I: Iterator, F: FnMut(I::Item) -> B> DoubleEndedIterator for Map<I, F> { fn next_back(&mut self) -> Option<B>; }
#[derive(Clone)]
pub struct FilterMap<I, F> { iter: I, f: F }
impl<B, I: Iterator, F: FnMut(I::Item) -> Option<B>> Iterator for FilterMap<I, F> { type Item = B; fn next(&mut self) -> Option<B>; }
pub struct MapWhile<I, F> { iter: I, f: F }
impl<B, I: Iterator, F: FnMut(I::Item) -> Option<B>> Iterator for MapWhile<I, F> { type Item = B; fn next(&mut self) -> Option<B>; }
pub struct Scan<I, St, F> { iter: I, f: F, state: St }
impl<B, I: Iterator, St, F: FnMut(&mut St, I::Item) -> Option<B>> Iterator for Scan<I, St, F> { type Item = B; fn next(&mut self) -> Option<B>; }
pub struct FromFn<F> { f: F }
impl<T, F: FnMut() -> Option<T>> Iterator for FromFn<F> { type Item = T; fn next(&mut self) -> Option<T>; }
pub struct Successors<T, F> { next: T, f: F }
impl<T, F: FnMut(&T) -> Option<T>> Iterator for Successors<T, F> { type Item = T; fn next(&mut self) -> Option<T>; }
pub struct RepeatWith<F> { f: F }
impl<T, F: FnMut() -> T> Iterator for RepeatWith<F> { type Item = T; fn next(&mut self) -> Option<T>; }
impl<I: Iterator> Peekable<I> {
    /// The next value, which stays the next one.
    pub fn peek(&mut self) -> Option<&I::Item>;
    pub fn next_if(&mut self, f: impl FnOnce(&I::Item) -> bool) -> Option<I::Item>;
}
/// One value.
pub fn once<T>(value: T) -> Once<T>;
/// No value.
pub const fn empty<T>() -> Empty<T>;
/// A value again and again.
pub fn repeat<T: Clone>(elt: T) -> Repeat<T>;
/// What a function makes, again and again.
pub fn repeat_with<T, F: FnMut() -> T>(repeater: F) -> RepeatWith<F>;
/// What a function makes, until it makes none.
pub fn from_fn<T, F: FnMut() -> Option<T>>(f: F) -> FromFn<F>;
/// A value and what a function makes of the one before.
pub fn successors<T, F: FnMut(&T) -> Option<T>>(first: Option<T>, succ: F) -> Successors<T, F>;
/// Pairs of two collections' values.
pub fn zip<A: IntoIterator, B: IntoIterator>(a: A, b: B) -> Zip<A::IntoIter, B::IntoIter>;
pub trait Step {}
macro_rules! steps { ($($ty:ty)*) => { $(impl Step for $ty {})* }; }
steps! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 char }
macro_rules! ranges { ($($name:ident)*) => { $(
    impl<A: Step> Iterator for $name<A> { type Item = A; fn next(&mut self) -> Option<A>; }
    impl<A: Step> DoubleEndedIterator for $name<A> { fn next_back(&mut self) -> Option<A>; }
    impl<A: Step> ExactSizeIterator for $name<A> {}
)* }; }
ranges! { Range RangeFrom RangeInclusive }
