//! Values as text.

/// Where formatted text goes.
pub struct Formatter<'a> { buffer: &'a mut dyn Write }
impl<'a> Formatter<'a> {
    /// Writes a text.
    pub fn write_str(&mut self, data: &str) -> Result;
    pub fn write_fmt(&mut self, args: Arguments<'_>) -> Result;
    /// Writes a text with the width and alignment that are asked for.
    pub fn pad(&mut self, text: &str) -> Result;
    /// Whether `{:#}` was asked for.
    pub fn alternate(&self) -> bool;
    pub fn width(&self) -> Option<usize>;
    pub fn precision(&self) -> Option<usize>;
    pub fn debug_struct<'b>(&'b mut self, name: &str) -> DebugStruct<'b, 'a>;
}
pub struct DebugStruct<'a, 'b> { fmt: &'a mut Formatter<'b> }
impl<'a, 'b> DebugStruct<'a, 'b> {
    pub fn field(&mut self, name: &str, value: &dyn Debug) -> &mut Self;
    pub fn finish(&mut self) -> Result;
}
#[lang = "format_arguments"]
#[derive(Clone, Copy)]
pub struct Arguments<'a> { pieces: &'a [&'static str] }
pub struct Error;
pub type Result = crate::result::Result<(), Error>;
/// Text is written to it.
pub trait Write {
    fn write_str(&mut self, s: &str) -> Result;
    fn write_char(&mut self, c: char) -> Result {}
    fn write_fmt(&mut self, args: Arguments<'_>) -> Result {}
}
/// `{:?}`.
pub trait Debug { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
/// `{}`.
pub trait Display { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
/// `{:e}`.
pub trait LowerExp { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
/// `{:x}`.
pub trait LowerHex { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
pub fn format(args: Arguments<'_>) -> String;
macro_rules! shows { ($($ty:ty)*) => { $(impl Debug for $ty { fn fmt(&self, f: &mut Formatter<'_>) -> Result; } impl Display for $ty { fn fmt(&self, f: &mut Formatter<'_>) -> Result; })* }; }
shows! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64 bool char str String Error }
impl<T: Debug + ?Sized> Debug for &T { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
impl<T: Display + ?Sized> Display for &T { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
impl<T: Debug> Debug for [T] { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
impl<T: Debug, const N: usize> Debug for [T; N] { fn fmt(&self, f: &mut Formatter<'_>) -> Result; }
