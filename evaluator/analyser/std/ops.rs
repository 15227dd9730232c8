//! Operators, ranges, calls and `?`.

use crate::convert::Infallible;
use crate::marker::{Tuple, Unsize};

macro_rules! operators { ($($lang:literal $name:ident $method:ident, $lang_assign:literal $assign:ident $method_assign:ident: $($ty:ty)*;)*) => { $(
    #[lang = $lang]
    pub trait $name<Rhs = Self> { type Output; fn $method(self, rhs: Rhs) -> Self::Output; }
    #[lang = $lang_assign]
    pub trait $assign<Rhs = Self> { fn $method_assign(&mut self, rhs: Rhs); }
    $(
        impl $name for $ty { type Output = $ty; fn $method(self, rhs: $ty) -> $ty; }
        impl<'a> $name<&'a $ty> for $ty { type Output = $ty; fn $method(self, rhs: &'a $ty) -> $ty; }
        impl<'a> $name<$ty> for &'a $ty { type Output = $ty; fn $method(self, rhs: $ty) -> $ty; }
        impl<'a, 'b> $name<&'a $ty> for &'b $ty { type Output = $ty; fn $method(self, rhs: &'a $ty) -> $ty; }
        impl $assign for $ty { fn $method_assign(&mut self, rhs: $ty); }
        impl<'a> $assign<&'a $ty> for $ty { fn $method_assign(&mut self, rhs: &'a $ty); }
    )*
)* }; }
operators! {
    "add" Add add, "add_assign" AddAssign add_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64;
    "sub" Sub sub, "sub_assign" SubAssign sub_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64;
    "mul" Mul mul, "mul_assign" MulAssign mul_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64;
    "div" Div div, "div_assign" DivAssign div_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64;
    "rem" Rem rem, "rem_assign" RemAssign rem_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64;
    "bitand" BitAnd bitand, "bitand_assign" BitAndAssign bitand_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool;
    "bitor" BitOr bitor, "bitor_assign" BitOrAssign bitor_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool;
    "bitxor" BitXor bitxor, "bitxor_assign" BitXorAssign bitxor_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool;
    "shl" Shl shl, "shl_assign" ShlAssign shl_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128;
    "shr" Shr shr, "shr_assign" ShrAssign shr_assign: usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128;
}
impl Add<&str> for String { type Output = String; fn add(self, rhs: &str) -> String; }
impl AddAssign<&str> for String { fn add_assign(&mut self, rhs: &str); }
#[lang = "neg"]
pub trait Neg { type Output; fn neg(self) -> Self::Output; }
#[lang = "not"]
pub trait Not { type Output; fn not(self) -> Self::Output; }
macro_rules! signed { ($($ty:ty)*) => { $(impl Neg for $ty { type Output = $ty; fn neg(self) -> $ty; } impl<'a> Neg for &'a $ty { type Output = $ty; fn neg(self) -> $ty; })* }; }
signed! { isize i8 i16 i32 i64 i128 f32 f64 }
macro_rules! inverted { ($($ty:ty)*) => { $(impl Not for $ty { type Output = $ty; fn not(self) -> $ty; } impl<'a> Not for &'a $ty { type Output = $ty; fn not(self) -> $ty; })* }; }
inverted! { bool usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 }

#[lang = "coerce_unsized"]
pub trait CoerceUnsized<T: ?Sized> {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<&'a mut U> for &'a mut T {}
impl<'a, 'b: 'a, T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<&'a U> for &'b T {}
impl<'a, 'b: 'a, T: ?Sized + Unsize<U>, U: ?Sized> CoerceUnsized<&'a U> for &'b mut T {}
#[lang = "dispatch_from_dyn"]
pub trait DispatchFromDyn<T> {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> DispatchFromDyn<&'a U> for &'a T {}
impl<'a, T: ?Sized + Unsize<U>, U: ?Sized> DispatchFromDyn<&'a mut U> for &'a mut T {}
/// `*value`.
#[lang = "deref"]
pub trait Deref { #[lang = "deref_target"] type Target: ?Sized; fn deref(&self) -> &Self::Target; }
/// `*value = …`.
#[lang = "deref_mut"]
pub trait DerefMut: Deref { fn deref_mut(&mut self) -> &mut Self::Target; }
impl<T: ?Sized> Deref for &T { type Target = T; fn deref(&self) -> &T; }
impl<T: ?Sized> Deref for &mut T { type Target = T; fn deref(&self) -> &T; }
impl<T: ?Sized> DerefMut for &mut T { fn deref_mut(&mut self) -> &mut T; }
#[lang = "receiver"]
pub trait Receiver { #[lang = "receiver_target"] type Target: ?Sized; }
impl<P: ?Sized + Deref<Target = T>, T: ?Sized> Receiver for P { type Target = T; }
/// Runs when a value ends.
#[lang = "drop"]
pub trait Drop { fn drop(&mut self); }
/// `container[index]`.
#[lang = "index"]
pub trait Index<Idx: ?Sized> { type Output: ?Sized; fn index(&self, index: Idx) -> &Self::Output; }
/// `container[index] = …`.
#[lang = "index_mut"]
pub trait IndexMut<Idx: ?Sized>: Index<Idx> { fn index_mut(&mut self, index: Idx) -> &mut Self::Output; }

#[lang = "RangeFull"]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RangeFull;
/// `start..end`.
#[lang = "Range"]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range<Idx> { pub start: Idx, pub end: Idx }
#[lang = "RangeFrom"]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeFrom<Idx> { pub start: Idx }
#[lang = "RangeTo"]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RangeTo<Idx> { pub end: Idx }
/// `start..=end`.
#[lang = "RangeInclusive"]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeInclusive<Idx> { start: Idx, end: Idx, exhausted: bool }
#[lang = "RangeToInclusive"]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RangeToInclusive<Idx> { pub end: Idx }
impl<Idx: PartialOrd> Range<Idx> {
    /// Whether the value is in the range.
    pub fn contains(&self, item: &Idx) -> bool;
    pub fn is_empty(&self) -> bool;
}
impl<Idx: PartialOrd> RangeInclusive<Idx> {
    pub const fn start(&self) -> &Idx;
    pub const fn end(&self) -> &Idx;
    /// Whether the value is in the range.
    pub fn contains(&self, item: &Idx) -> bool;
}
/// Any of the ranges.
pub trait RangeBounds<T: ?Sized> {}
impl<T> RangeBounds<T> for Range<T> {}
impl<T> RangeBounds<T> for RangeFrom<T> {}
impl<T> RangeBounds<T> for RangeTo<T> {}
impl<T> RangeBounds<T> for RangeInclusive<T> {}
impl<T: ?Sized> RangeBounds<T> for RangeFull {}

#[lang = "fn"]
#[fundamental]
#[rustc_paren_sugar]
pub trait Fn<Args: Tuple>: FnMut<Args> { extern "rust-call" fn call(&self, args: Args) -> Self::Output; }
#[lang = "fn_mut"]
#[fundamental]
#[rustc_paren_sugar]
pub trait FnMut<Args: Tuple>: FnOnce<Args> { extern "rust-call" fn call_mut(&mut self, args: Args) -> Self::Output; }
#[lang = "fn_once"]
#[fundamental]
#[rustc_paren_sugar]
pub trait FnOnce<Args: Tuple> { #[lang = "fn_once_output"] type Output; extern "rust-call" fn call_once(self, args: Args) -> Self::Output; }
impl<A: Tuple, F: ?Sized + Fn<A>> Fn<A> for &F { extern "rust-call" fn call(&self, args: A) -> F::Output; }
impl<A: Tuple, F: ?Sized + Fn<A>> FnMut<A> for &F { extern "rust-call" fn call_mut(&mut self, args: A) -> F::Output; }
impl<A: Tuple, F: ?Sized + Fn<A>> FnOnce<A> for &F { type Output = F::Output; extern "rust-call" fn call_once(self, args: A) -> F::Output; }
#[lang = "async_fn"]
#[fundamental]
#[rustc_paren_sugar]
pub trait AsyncFn<Args: Tuple> {}

/// What `?` makes of a value.
pub enum ControlFlow<B, C = ()> { #[lang = "Continue"] Continue(C), #[lang = "Break"] Break(B) }
pub trait FromResidual<R = <Self as Try>::Residual> { #[lang = "from_residual"] fn from_residual(residual: R) -> Self; }
#[lang = "Try"]
pub trait Try: FromResidual {
    type Output;
    type Residual;
    #[lang = "from_output"]
    fn from_output(output: Self::Output) -> Self;
    #[lang = "branch"]
    fn branch(self) -> ControlFlow<Self::Residual, Self::Output>;
}
impl<T> Try for Option<T> {
    type Output = T;
    type Residual = Option<Infallible>;
    fn from_output(output: T) -> Self;
    fn branch(self) -> ControlFlow<Option<Infallible>, T>;
}
impl<T> FromResidual for Option<T> { fn from_residual(residual: Option<Infallible>) -> Self; }
impl<T, E> Try for Result<T, E> {
    type Output = T;
    type Residual = Result<Infallible, E>;
    fn from_output(output: T) -> Self;
    fn branch(self) -> ControlFlow<Result<Infallible, E>, T>;
}
impl<T, E, F: From<E>> FromResidual<Result<Infallible, E>> for Result<T, F> { fn from_residual(residual: Result<Infallible, E>) -> Self; }
