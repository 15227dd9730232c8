//! Conversions, copies, defaults and hashes.

/// Makes a value from one of another type.
pub trait From<T>: Sized { fn from(value: T) -> Self; }
/// Turns a value into one of another type.
pub trait Into<T>: Sized { fn into(self) -> T; }
impl<T, U: From<T>> Into<U> for T { fn into(self) -> U; }
impl<T> From<T> for T { fn from(value: T) -> T; }
/// Makes a value from one of another type, where that can fail.
pub trait TryFrom<T>: Sized { type Error; fn try_from(value: T) -> Result<Self, Self::Error>; }
/// Turns a value into one of another type, where that can fail.
pub trait TryInto<T>: Sized { type Error; fn try_into(self) -> Result<T, Self::Error>; }
impl<T, U: TryFrom<T>> TryInto<U> for T { type Error = U::Error; fn try_into(self) -> Result<U, U::Error>; }
/// A reference to something inside.
pub trait AsRef<T: ?Sized> { fn as_ref(&self) -> &T; }
/// A reference to something inside, to change it.
pub trait AsMut<T: ?Sized> { fn as_mut(&mut self) -> &mut T; }
/// The error that never happens.
#[derive(Clone, Copy, Debug)]
pub enum Infallible {}

macro_rules! lossless { ($($from:ty => $($to:ty)*;)*) => { $($(impl From<$from> for $to { fn from(value: $from) -> $to; })*)* }; }
lossless! {
    u8 => u16 u32 u64 u128 usize i16 i32 i64 f32 f64 char; u16 => u32 u64 usize i32 i64 f32 f64; u32 => u64 i64 f64;
    i8 => i16 i32 i64 f32 f64; i16 => i32 i64 f32 f64; i32 => i64 f64; f32 => f64; bool => i32 i64 u8 u32 u64 usize;
}
macro_rules! checked { ($($from:ty => $($to:ty)*;)*) => { $($(impl TryFrom<$from> for $to { type Error = crate::num::TryFromIntError; fn try_from(value: $from) -> Result<$to, crate::num::TryFromIntError>; })*)* }; }
checked! { usize => u8 u16 u32 i32 i64 u64; i64 => i32 u32 usize u64 u8; i32 => u8 u32 usize u64; u64 => usize u32 i64 i32; u32 => usize i32 u8; }

pub mod clone {
    //! Copies by hand.
    /// Types that can be copied with `.clone()`.
    #[lang = "clone"]
    pub trait Clone: Sized {
        /// A copy of the value.
        fn clone(&self) -> Self;
        /// Becomes a copy of another value.
        fn clone_from(&mut self, source: &Self) {}
    }
}
pub mod default {
    //! Values to start with.
    /// Types with a value to start with.
    pub trait Default: Sized {
        /// The value to start with.
        fn default() -> Self;
    }
    macro_rules! defaults { ($($ty:ty)*) => { $(impl Default for $ty { fn default() -> $ty; })* }; }
    defaults! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64 bool char () &str }
}
pub mod hash {
    //! Keys of hash maps.
    /// Types that can be keys of a `HashMap`.
    pub trait Hash { fn hash<H: Hasher>(&self, state: &mut H); }
    /// Takes what is hashed.
    pub trait Hasher { fn finish(&self) -> u64; fn write(&mut self, bytes: &[u8]); }
    /// Makes hashers.
    pub trait BuildHasher { type Hasher: Hasher; fn build_hasher(&self) -> Self::Hasher; }
    macro_rules! hashes { ($($ty:ty)*) => { $(impl Hash for $ty { fn hash<H: Hasher>(&self, state: &mut H); })* }; }
    hashes! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 bool char str () }
    impl<T: Hash + ?Sized> Hash for &T { fn hash<H: Hasher>(&self, state: &mut H); }
    impl<T: Hash> Hash for [T] { fn hash<H: Hasher>(&self, state: &mut H); }
}
pub mod macros {
    //! The derives.
    #[rustc_builtin_macro]
    pub macro Clone($item:item) {}
    #[rustc_builtin_macro]
    pub macro Copy($item:item) {}
    #[rustc_builtin_macro]
    pub macro Debug($item:item) {}
    #[rustc_builtin_macro]
    pub macro Default($item:item) {}
    #[rustc_builtin_macro]
    pub macro Eq($item:item) {}
    #[rustc_builtin_macro]
    pub macro Hash($item:item) {}
    #[rustc_builtin_macro]
    pub macro Ord($item:item) {}
    #[rustc_builtin_macro]
    pub macro PartialEq($item:item) {}
    #[rustc_builtin_macro]
    pub macro PartialOrd($item:item) {}
}
