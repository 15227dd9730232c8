//! Values that may be missing, and results that may be errors.

use crate::ops::{Deref, DerefMut};

/// A value that may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Option<T> {
    /// No value.
    #[lang = "None"]
    None,
    /// A value.
    #[lang = "Some"]
    Some(T),
}
use Option::{None, Some};
impl<T> Option<T> {
    /// Whether there is a value.
    pub const fn is_some(&self) -> bool;
    /// Whether there is none.
    pub const fn is_none(&self) -> bool;
    /// Whether there is a value and the function says yes.
    pub fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool;
    /// A reference to the value.
    pub const fn as_ref(&self) -> Option<&T>;
    /// A reference to the value, to change it.
    pub const fn as_mut(&mut self) -> Option<&mut T>;
    /// The value; panics with the message if there is none.
    pub fn expect(self, msg: &str) -> T;
    /// The value; panics if there is none.
    pub fn unwrap(self) -> T;
    /// The value, or another one.
    pub fn unwrap_or(self, default: T) -> T;
    /// The value, or what the function makes.
    pub fn unwrap_or_else<F: FnOnce() -> T>(self, f: F) -> T;
    /// The value, or the default of its type.
    pub fn unwrap_or_default(self) -> T where T: Default;
    /// Applies a function to the value.
    pub fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Option<U>;
    /// Looks at the value on its way.
    pub fn inspect<F: FnOnce(&T)>(self, f: F) -> Self;
    /// Applies a function to the value, or gives another one.
    pub fn map_or<U, F: FnOnce(T) -> U>(self, default: U, f: F) -> U;
    /// Applies a function to the value, or makes another one.
    pub fn map_or_else<U, D: FnOnce() -> U, F: FnOnce(T) -> U>(self, default: D, f: F) -> U;
    /// The value as `Ok`, or an error.
    pub fn ok_or<E>(self, err: E) -> Result<T, E>;
    /// The value as `Ok`, or the error that the function makes.
    pub fn ok_or_else<E, F: FnOnce() -> E>(self, err: F) -> Result<T, E>;
    pub fn as_deref(&self) -> Option<&T::Target> where T: Deref;
    pub fn as_deref_mut(&mut self) -> Option<&mut T::Target> where T: DerefMut;
    pub fn iter(&self) -> Iter<'_, T>;
    pub fn and<U>(self, optb: Option<U>) -> Option<U>;
    /// Applies a function that may have no value itself.
    pub fn and_then<U, F: FnOnce(T) -> Option<U>>(self, f: F) -> Option<U>;
    /// Keeps the value if the function says yes.
    pub fn filter<P: FnOnce(&T) -> bool>(self, predicate: P) -> Self;
    pub fn or(self, optb: Option<T>) -> Option<T>;
    pub fn or_else<F: FnOnce() -> Option<T>>(self, f: F) -> Option<T>;
    pub fn xor(self, optb: Option<T>) -> Option<T>;
    /// Puts a value in and returns a reference to it.
    pub fn insert(&mut self, value: T) -> &mut T;
    pub fn get_or_insert(&mut self, value: T) -> &mut T;
    pub fn get_or_insert_with<F: FnOnce() -> T>(&mut self, f: F) -> &mut T;
    /// Takes the value out and leaves none.
    pub const fn take(&mut self) -> Option<T>;
    /// Puts a value in and returns the old one.
    pub const fn replace(&mut self, value: T) -> Option<T>;
    /// Both values as a pair.
    pub fn zip<U>(self, other: Option<U>) -> Option<(T, U)>;
}
impl<T: Copy> Option<&T> { pub const fn copied(self) -> Option<T>; }
impl<T: Clone> Option<&T> { pub fn cloned(self) -> Option<T>; }
impl<T, E> Option<Result<T, E>> { pub fn transpose(self) -> Result<Option<T>, E>; }
impl<T> Option<Option<T>> { pub fn flatten(self) -> Option<T>; }
impl<T> Default for Option<T> { fn default() -> Option<T>; }
impl<T> From<T> for Option<T> { fn from(value: T) -> Option<T>; }
impl<T> IntoIterator for Option<T> { type Item = T; type IntoIter = IntoIter<T>; fn into_iter(self) -> IntoIter<T>; }
pub struct Iter<'a, T> { inner: Option<&'a T> }
impl<'a, T> Iterator for Iter<'a, T> { type Item = &'a T; fn next(&mut self) -> Option<&'a T>; }
pub struct IntoIter<T> { inner: Option<T> }
impl<T> Iterator for IntoIter<T> { type Item = T; fn next(&mut self) -> Option<T>; }

pub mod result {
    //! Results that may be errors.
    use crate::ops::Deref;

    /// A value, or the error for which there is none.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[must_use]
    pub enum Result<T, E> {
        /// The value.
        #[lang = "Ok"]
        Ok(T),
        /// The error.
        #[lang = "Err"]
        Err(E),
    }
    use Result::{Err, Ok};
    impl<T, E> Result<T, E> {
        /// Whether it is a value.
        pub const fn is_ok(&self) -> bool;
        /// Whether it is an error.
        pub const fn is_err(&self) -> bool;
        pub fn is_ok_and(self, f: impl FnOnce(T) -> bool) -> bool;
        /// The value, if it is one.
        pub fn ok(self) -> Option<T>;
        /// The error, if it is one.
        pub fn err(self) -> Option<E>;
        pub const fn as_ref(&self) -> Result<&T, &E>;
        pub const fn as_mut(&mut self) -> Result<&mut T, &mut E>;
        /// Applies a function to the value.
        pub fn map<U, F: FnOnce(T) -> U>(self, op: F) -> Result<U, E>;
        pub fn map_or<U, F: FnOnce(T) -> U>(self, default: U, f: F) -> U;
        pub fn map_or_else<U, D: FnOnce(E) -> U, F: FnOnce(T) -> U>(self, default: D, f: F) -> U;
        /// Applies a function to the error.
        pub fn map_err<F, O: FnOnce(E) -> F>(self, op: O) -> Result<T, F>;
        pub fn inspect<F: FnOnce(&T)>(self, f: F) -> Self;
        pub fn inspect_err<F: FnOnce(&E)>(self, f: F) -> Self;
        pub fn as_deref(&self) -> Result<&T::Target, &E> where T: Deref;
        pub fn iter(&self) -> crate::option::Iter<'_, T>;
        /// The value; panics with the message and the error if it is one.
        pub fn expect(self, msg: &str) -> T where E: Debug;
        /// The value; panics with the error if it is one.
        pub fn unwrap(self) -> T where E: Debug;
        /// The value, or the default of its type.
        pub fn unwrap_or_default(self) -> T where T: Default;
        /// The error; panics if it is a value.
        pub fn unwrap_err(self) -> E where T: Debug;
        pub fn expect_err(self, msg: &str) -> E where T: Debug;
        pub fn and<U>(self, res: Result<U, E>) -> Result<U, E>;
        /// Applies a function that may fail itself.
        pub fn and_then<U, F: FnOnce(T) -> Result<U, E>>(self, op: F) -> Result<U, E>;
        pub fn or<F>(self, res: Result<T, F>) -> Result<T, F>;
        pub fn or_else<F, O: FnOnce(E) -> Result<T, F>>(self, op: O) -> Result<T, F>;
        /// The value, or another one.
        pub fn unwrap_or(self, default: T) -> T;
        /// The value, or what the function makes of the error.
        pub fn unwrap_or_else<F: FnOnce(E) -> T>(self, op: F) -> T;
    }
    impl<T, E> Result<Option<T>, E> { pub fn transpose(self) -> Option<Result<T, E>>; }
    impl<T, E> IntoIterator for Result<T, E> { type Item = T; type IntoIter = crate::option::IntoIter<T>; fn into_iter(self) -> crate::option::IntoIter<T>; }
}
