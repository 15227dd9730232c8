//! Comparing.

/// `==` and `!=`.
#[lang = "eq"]
pub trait PartialEq<Rhs: ?Sized = Self> {
    fn eq(&self, other: &Rhs) -> bool;
    fn ne(&self, other: &Rhs) -> bool {}
}
/// Equality that every value has with itself.
pub trait Eq: PartialEq<Self> {}
/// `<`, `<=`, `>` and `>=`, where some values may not compare.
#[lang = "partial_ord"]
pub trait PartialOrd<Rhs: ?Sized = Self>: PartialEq<Rhs> {
    /// The order of two values, `None` where there is none (NaN).
    fn partial_cmp(&self, other: &Rhs) -> Option<Ordering>;
    fn lt(&self, other: &Rhs) -> bool {}
    fn le(&self, other: &Rhs) -> bool {}
    fn gt(&self, other: &Rhs) -> bool {}
    fn ge(&self, other: &Rhs) -> bool {}
}
/// An order of all values.
pub trait Ord: Eq + PartialOrd<Self> {
    /// The order of two values.
    fn cmp(&self, other: &Self) -> Ordering;
    /// The greater one.
    fn max(self, other: Self) -> Self where Self: Sized {}
    /// The smaller one.
    fn min(self, other: Self) -> Self where Self: Sized {}
    /// The value, or the limit that it is beyond.
    fn clamp(self, min: Self, max: Self) -> Self where Self: Sized {}
}
/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ordering { Less = -1, Equal = 0, Greater = 1 }
impl Ordering {
    /// The opposite order.
    pub const fn reverse(self) -> Ordering;
    /// This order, or the other one where this says equal.
    pub const fn then(self, other: Ordering) -> Ordering;
    /// This order, or what the function says where this says equal.
    pub fn then_with<F: FnOnce() -> Ordering>(self, f: F) -> Ordering;
    pub const fn is_eq(self) -> bool;
    pub const fn is_lt(self) -> bool;
    pub const fn is_gt(self) -> bool;
}
/// Turns an order around, for sorting and heaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Reverse<T>(pub T);
/// The greater of two values.
pub fn max<T: Ord>(v1: T, v2: T) -> T;
/// The smaller of two values.
pub fn min<T: Ord>(v1: T, v2: T) -> T;

macro_rules! compares { ($($ty:ty)*) => { $(
    impl PartialEq for $ty { fn eq(&self, other: &$ty) -> bool; }
    impl PartialOrd for $ty { fn partial_cmp(&self, other: &$ty) -> Option<Ordering>; }
)* }; }
compares! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64 bool char str () }
macro_rules! orders { ($($ty:ty)*) => { $(impl Eq for $ty {} impl Ord for $ty { fn cmp(&self, other: &$ty) -> Ordering; })* }; }
orders! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char str () }
impl<A: ?Sized + PartialEq<B>, B: ?Sized> PartialEq<&B> for &A { fn eq(&self, other: &&B) -> bool; }
impl<A: ?Sized + PartialOrd<B>, B: ?Sized> PartialOrd<&B> for &A { fn partial_cmp(&self, other: &&B) -> Option<Ordering>; }
impl<A: ?Sized + Eq> Eq for &A {}
impl<A: ?Sized + Ord> Ord for &A { fn cmp(&self, other: &Self) -> Ordering; }
impl<T: PartialEq> PartialEq for [T] { fn eq(&self, other: &[T]) -> bool; }
impl<T: Eq> Eq for [T] {}
impl<T: PartialEq, const N: usize> PartialEq for [T; N] { fn eq(&self, other: &[T; N]) -> bool; }
impl<T: Eq, const N: usize> Eq for [T; N] {}
