//! Maps, sets and queues.

use crate::borrow::Borrow;
use crate::hash::Hash;
use crate::ops::{Index, RangeBounds};

macro_rules! maps { ($(#[$doc:meta])* $name:ident $entry:ident [$($key:tt)*]) => {
    $(#[$doc])*
    pub struct $name<K, V> { parts: (K, V) }
    impl<K, V> $name<K, V> {
        /// An empty one.
        pub fn new() -> $name<K, V>;
        /// The keys.
        pub fn keys(&self) -> Items<&K>;
        /// The values.
        pub fn values(&self) -> Items<&V>;
        /// The values, to change them.
        pub fn values_mut(&mut self) -> Items<&mut V>;
        pub fn into_keys(self) -> Items<K>;
        pub fn into_values(self) -> Items<V>;
        /// Pairs of keys and values.
        pub fn iter(&self) -> Items<(&K, &V)>;
        /// Pairs of keys and values, to change the values.
        pub fn iter_mut(&mut self) -> Items<(&K, &mut V)>;
        /// How many pairs there are.
        pub fn len(&self) -> usize;
        /// Whether there is no pair.
        pub fn is_empty(&self) -> bool;
        /// Removes all pairs.
        pub fn clear(&mut self);
    }
    impl<K: $($key)*, V> $name<K, V> {
        /// The place of a key, to look at it or fill it: `*map.entry(k).or_insert(0) += 1`.
        pub fn entry(&mut self, key: K) -> $entry<'_, K, V>;
        /// The value of a key.
        pub fn get<Q: ?Sized>(&self, k: &Q) -> Option<&V> where K: Borrow<Q>;
        pub fn get_key_value<Q: ?Sized>(&self, k: &Q) -> Option<(&K, &V)> where K: Borrow<Q>;
        /// Whether the key is there.
        pub fn contains_key<Q: ?Sized>(&self, k: &Q) -> bool where K: Borrow<Q>;
        /// The value of a key, to change it.
        pub fn get_mut<Q: ?Sized>(&mut self, k: &Q) -> Option<&mut V> where K: Borrow<Q>;
        /// Puts a pair in and returns the old value of its key.
        pub fn insert(&mut self, k: K, v: V) -> Option<V>;
        /// Takes the value of a key.
        pub fn remove<Q: ?Sized>(&mut self, k: &Q) -> Option<V> where K: Borrow<Q>;
        /// Keeps the pairs that the function says yes to.
        pub fn retain<F: FnMut(&K, &mut V) -> bool>(&mut self, f: F);
    }
    impl<K: $($key)* + Borrow<Q>, Q: ?Sized, V> Index<&Q> for $name<K, V> { type Output = V; fn index(&self, key: &Q) -> &V; }
    impl<K: Clone, V: Clone> Clone for $name<K, V> { fn clone(&self) -> Self; }
    impl<K, V> Default for $name<K, V> { fn default() -> Self; }
    impl<K: crate::fmt::Debug, V: crate::fmt::Debug> crate::fmt::Debug for $name<K, V> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    impl<K: PartialEq, V: PartialEq> PartialEq for $name<K, V> { fn eq(&self, other: &Self) -> bool; }
    impl<K: $($key)*, V> FromIterator<(K, V)> for $name<K, V> { fn from_iter<T: IntoIterator<Item = (K, V)>>(iter: T) -> Self; }
    impl<K: $($key)*, V> Extend<(K, V)> for $name<K, V> { fn extend<T: IntoIterator<Item = (K, V)>>(&mut self, iter: T); }
    impl<K: $($key)*, V, const N: usize> From<[(K, V); N]> for $name<K, V> { fn from(arr: [(K, V); N]) -> Self; }
    impl<K, V> IntoIterator for $name<K, V> { type Item = (K, V); type IntoIter = Items<(K, V)>; fn into_iter(self) -> Items<(K, V)>; }
    impl<'a, K, V> IntoIterator for &'a $name<K, V> { type Item = (&'a K, &'a V); type IntoIter = Items<(&'a K, &'a V)>; fn into_iter(self) -> Items<(&'a K, &'a V)>; }
    impl<'a, K, V> IntoIterator for &'a mut $name<K, V> { type Item = (&'a K, &'a mut V); type IntoIter = Items<(&'a K, &'a mut V)>; fn into_iter(self) -> Items<(&'a K, &'a mut V)>; }
    /// The place of a key.
    pub struct $entry<'a, K, V> { parts: &'a (K, V) }
    impl<'a, K, V> $entry<'a, K, V> {
        /// The value, put in if there is none.
        pub fn or_insert(self, default: V) -> &'a mut V;
        /// The value, made by a function if there is none.
        pub fn or_insert_with<F: FnOnce() -> V>(self, default: F) -> &'a mut V;
        /// The value, the default of its type if there is none.
        pub fn or_default(self) -> &'a mut V where V: Default;
        /// Changes the value if there is one.
        pub fn and_modify<F: FnOnce(&mut V)>(self, f: F) -> Self;
        pub fn key(&self) -> &K;
    }
}; }
macro_rules! sets { ($(#[$doc:meta])* $name:ident [$($key:tt)*]) => {
    $(#[$doc])*
    pub struct $name<T> { parts: T }
    impl<T> $name<T> {
        /// An empty one.
        pub fn new() -> $name<T>;
        /// The values.
        pub fn iter(&self) -> Items<&T>;
        /// How many values there are.
        pub fn len(&self) -> usize;
        /// Whether there is no value.
        pub fn is_empty(&self) -> bool;
        /// Removes all values.
        pub fn clear(&mut self);
    }
    impl<T: $($key)*> $name<T> {
        /// Puts a value in; whether it was new.
        pub fn insert(&mut self, value: T) -> bool;
        /// Whether the value is there.
        pub fn contains<Q: ?Sized>(&self, value: &Q) -> bool where T: Borrow<Q>;
        pub fn get<Q: ?Sized>(&self, value: &Q) -> Option<&T> where T: Borrow<Q>;
        /// Takes a value out; whether it was there.
        pub fn remove<Q: ?Sized>(&mut self, value: &Q) -> bool where T: Borrow<Q>;
        pub fn retain<F: FnMut(&T) -> bool>(&mut self, f: F);
        /// The values that are in both.
        pub fn intersection<'a>(&'a self, other: &'a $name<T>) -> Items<&'a T>;
        /// The values that are in one or both.
        pub fn union<'a>(&'a self, other: &'a $name<T>) -> Items<&'a T>;
        /// The values that are only in this one.
        pub fn difference<'a>(&'a self, other: &'a $name<T>) -> Items<&'a T>;
        pub fn is_subset(&self, other: &$name<T>) -> bool;
        pub fn is_disjoint(&self, other: &$name<T>) -> bool;
    }
    impl<T: Clone> Clone for $name<T> { fn clone(&self) -> Self; }
    impl<T> Default for $name<T> { fn default() -> Self; }
    impl<T: crate::fmt::Debug> crate::fmt::Debug for $name<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    impl<T: PartialEq> PartialEq for $name<T> { fn eq(&self, other: &Self) -> bool; }
    impl<T: $($key)*> FromIterator<T> for $name<T> { fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self; }
    impl<T: $($key)*> Extend<T> for $name<T> { fn extend<I: IntoIterator<Item = T>>(&mut self, iter: I); }
    impl<T: $($key)*, const N: usize> From<[T; N]> for $name<T> { fn from(arr: [T; N]) -> Self; }
    impl<T> IntoIterator for $name<T> { type Item = T; type IntoIter = Items<T>; fn into_iter(self) -> Items<T>; }
    impl<'a, T> IntoIterator for &'a $name<T> { type Item = &'a T; type IntoIter = Items<&'a T>; fn into_iter(self) -> Items<&'a T>; }
}; }
maps! {
    /// Values by key, in no order.
    HashMap HashEntry [Eq + Hash]
}
maps! {
    /// Values by key, in the order of the keys.
    BTreeMap BTreeEntry [Ord]
}
sets! {
    /// Different values, in no order.
    HashSet [Eq + Hash]
}
sets! {
    /// Different values, in order.
    BTreeSet [Ord]
}
impl<K: Ord, V> BTreeMap<K, V> {
    /// The pair with the smallest key.
    pub fn first_key_value(&self) -> Option<(&K, &V)>;
    pub fn last_key_value(&self) -> Option<(&K, &V)>;
    pub fn pop_first(&mut self) -> Option<(K, V)>;
    pub fn pop_last(&mut self) -> Option<(K, V)>;
    /// The pairs whose keys are in a range.
    pub fn range<R: RangeBounds<K>>(&self, range: R) -> Items<(&K, &V)>;
}
impl<T: Ord> BTreeSet<T> {
    pub fn first(&self) -> Option<&T>;
    pub fn last(&self) -> Option<&T>;
    pub fn pop_first(&mut self) -> Option<T>;
    pub fn range<R: RangeBounds<T>>(&self, range: R) -> Items<&T>;
}
impl<K, V> HashMap<K, V> { pub fn with_capacity(capacity: usize) -> HashMap<K, V>; pub fn drain(&mut self) -> Items<(K, V)>; }
impl<T> HashSet<T> { pub fn with_capacity(capacity: usize) -> HashSet<T>; }
/// The values of a collection, one after the other.
#[derive(Clone)]
pub struct Items<T> { item: T }
impl<T> Iterator for Items<T> { type Item = T; fn next(&mut self) -> Option<T>; }
impl<T> DoubleEndedIterator for Items<T> { fn next_back(&mut self) -> Option<T>; }
impl<T> ExactSizeIterator for Items<T> {}

/// A queue with two ends.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct VecDeque<T> { parts: T }
impl<T> VecDeque<T> {
    pub const fn new() -> VecDeque<T>;
    pub fn with_capacity(capacity: usize) -> VecDeque<T>;
    pub fn get(&self, index: usize) -> Option<&T>;
    pub fn len(&self) -> usize;
    pub fn is_empty(&self) -> bool;
    pub fn clear(&mut self);
    pub fn iter(&self) -> Items<&T>;
    pub fn iter_mut(&mut self) -> Items<&mut T>;
    pub fn front(&self) -> Option<&T>;
    pub fn back(&self) -> Option<&T>;
    /// Takes the first value.
    pub fn pop_front(&mut self) -> Option<T>;
    /// Takes the last value.
    pub fn pop_back(&mut self) -> Option<T>;
    pub fn push_front(&mut self, value: T);
    pub fn push_back(&mut self, value: T);
}
impl<T> Index<usize> for VecDeque<T> { type Output = T; fn index(&self, index: usize) -> &T; }
impl<T> FromIterator<T> for VecDeque<T> { fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self; }
impl<T> IntoIterator for VecDeque<T> { type Item = T; type IntoIter = Items<T>; fn into_iter(self) -> Items<T>; }
impl<'a, T> IntoIterator for &'a VecDeque<T> { type Item = &'a T; type IntoIter = Items<&'a T>; fn into_iter(self) -> Items<&'a T>; }
/// A queue whose greatest value comes first.
#[derive(Clone, Default, Debug)]
pub struct BinaryHeap<T> { parts: T }
impl<T: Ord> BinaryHeap<T> {
    pub const fn new() -> BinaryHeap<T>;
    /// The greatest value.
    pub fn peek(&self) -> Option<&T>;
    /// Takes the greatest value.
    pub fn pop(&mut self) -> Option<T>;
    pub fn push(&mut self, item: T);
    pub fn len(&self) -> usize;
    pub fn is_empty(&self) -> bool;
    pub fn into_sorted_vec(self) -> Vec<T>;
}
