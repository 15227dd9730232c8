//! Text: `str`, `String`, `char`.

pub mod str {
    use crate::ops::{Index, RangeBounds};
    use crate::slice::SliceIndex;
    /// What is looked for in a text: a `char`, a `&str`, or a function of a `char`.
    pub trait Pattern: Sized {}
    impl Pattern for char {}
    impl Pattern for &str {}
    impl Pattern for &String {}
    impl<const N: usize> Pattern for [char; N] {}
    impl<F: FnMut(char) -> bool> Pattern for F {}
    /// What `parse` makes.
    pub trait FromStr: Sized { type Err; fn from_str(s: &str) -> Result<Self, Self::Err>; }
    impl FromStr for bool { type Err = Utf8Error; fn from_str(s: &str) -> Result<bool, Utf8Error>; }
    impl FromStr for char { type Err = Utf8Error; fn from_str(s: &str) -> Result<char, Utf8Error>; }
    impl FromStr for String { type Err = crate::convert::Infallible; fn from_str(s: &str) -> Result<String, crate::convert::Infallible>; }
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Utf8Error { valid_up_to: usize }
    pub const fn from_utf8(v: &[u8]) -> Result<&str, Utf8Error>;
    impl str {
        /// The length in bytes.
        pub const fn len(&self) -> usize;
        /// Whether there is no character.
        pub const fn is_empty(&self) -> bool;
        pub const fn is_char_boundary(&self, index: usize) -> bool;
        pub const fn as_bytes(&self) -> &[u8];
        pub const fn as_ptr(&self) -> *const u8;
        /// A part of the text, if it is there.
        pub fn get<I: SliceIndex<str>>(&self, i: I) -> Option<&I::Output>;
        pub fn split_at(&self, mid: usize) -> (&str, &str);
        /// The characters.
        pub fn chars(&self) -> Chars<'_>;
        /// The characters with their places in bytes.
        pub fn char_indices(&self) -> CharIndices<'_>;
        pub fn bytes(&self) -> Bytes<'_>;
        /// The words between spaces.
        pub fn split_whitespace(&self) -> Split<'_>;
        /// The lines without their ends.
        pub fn lines(&self) -> Split<'_>;
        /// Whether the pattern is there.
        pub fn contains<P: Pattern>(&self, pat: P) -> bool;
        /// Whether the text starts with the pattern.
        pub fn starts_with<P: Pattern>(&self, pat: P) -> bool;
        /// Whether the text ends with the pattern.
        pub fn ends_with<P: Pattern>(&self, pat: P) -> bool;
        /// Where the pattern is first, in bytes.
        pub fn find<P: Pattern>(&self, pat: P) -> Option<usize>;
        /// Where the pattern is last, in bytes.
        pub fn rfind<P: Pattern>(&self, pat: P) -> Option<usize>;
        /// The parts between the places where the pattern is.
        pub fn split<P: Pattern>(&self, pat: P) -> Split<'_>;
        pub fn split_terminator<P: Pattern>(&self, pat: P) -> Split<'_>;
        pub fn split_inclusive<P: Pattern>(&self, pat: P) -> Split<'_>;
        pub fn rsplit<P: Pattern>(&self, pat: P) -> Split<'_>;
        /// At most `n` parts.
        pub fn splitn<P: Pattern>(&self, n: usize, pat: P) -> Split<'_>;
        pub fn rsplitn<P: Pattern>(&self, n: usize, pat: P) -> Split<'_>;
        /// The parts before and behind the first place where the delimiter is.
        pub fn split_once<P: Pattern>(&self, delimiter: P) -> Option<(&str, &str)>;
        pub fn rsplit_once<P: Pattern>(&self, delimiter: P) -> Option<(&str, &str)>;
        pub fn matches<P: Pattern>(&self, pat: P) -> Split<'_>;
        pub fn match_indices<P: Pattern>(&self, pat: P) -> MatchIndices<'_>;
        /// The text without spaces at its ends.
        pub fn trim(&self) -> &str;
        pub fn trim_start(&self) -> &str;
        pub fn trim_end(&self) -> &str;
        pub fn trim_matches<P: Pattern>(&self, pat: P) -> &str;
        pub fn trim_start_matches<P: Pattern>(&self, pat: P) -> &str;
        pub fn trim_end_matches<P: Pattern>(&self, pat: P) -> &str;
        /// The rest behind a beginning, if it is there.
        pub fn strip_prefix<P: Pattern>(&self, prefix: P) -> Option<&str>;
        pub fn strip_suffix<P: Pattern>(&self, suffix: P) -> Option<&str>;
        /// Reads a value from the text, for example `text.parse::<f64>()`.
        pub fn parse<F: FromStr>(&self) -> Result<F, F::Err>;
        pub const fn is_ascii(&self) -> bool;
        pub fn eq_ignore_ascii_case(&self, other: &str) -> bool;
        /// The text with every place of the pattern replaced.
        pub fn replace<P: Pattern>(&self, from: P, to: &str) -> String;
        pub fn replacen<P: Pattern>(&self, pat: P, to: &str, count: usize) -> String;
        pub fn to_lowercase(&self) -> String;
        pub fn to_uppercase(&self) -> String;
        pub fn to_ascii_lowercase(&self) -> String;
        pub fn to_ascii_uppercase(&self) -> String;
        /// The text `n` times.
        pub fn repeat(&self, n: usize) -> String;
        pub fn into_string(self: Box<str>) -> String;
    }
    impl<I: SliceIndex<str>> Index<I> for str { type Output = I::Output; fn index(&self, index: I) -> &I::Output; }
    impl AsRef<str> for str { fn as_ref(&self) -> &str; }
    impl AsRef<[u8]> for str { fn as_ref(&self) -> &[u8]; }
    macro_rules! iterators { ($($name:ident => $item:ty;)*) => { $(
        #[derive(Clone)]
        pub struct $name<'a> { text: &'a str }
        impl<'a> $name<'a> { pub fn as_str(&self) -> &'a str; }
        impl<'a> Iterator for $name<'a> { type Item = $item; fn next(&mut self) -> Option<$item>; }
        impl<'a> DoubleEndedIterator for $name<'a> { fn next_back(&mut self) -> Option<$item>; }
    )* }; }
    iterators! { Chars => char; CharIndices => (usize, char); Bytes => u8; Split => &'a str; MatchIndices => (usize, &'a str); }
}
pub mod string {
    use crate::ops::{Deref, DerefMut, Index, RangeBounds};
    use crate::slice::SliceIndex;
    /// A growable text.
    #[lang = "String"]
    #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct String { vec: Vec<u8> }
    impl String {
        /// An empty one.
        pub const fn new() -> String;
        pub fn with_capacity(capacity: usize) -> String;
        pub fn from_utf8(vec: Vec<u8>) -> Result<String, FromUtf8Error>;
        pub fn from_utf8_lossy(v: &[u8]) -> crate::borrow::Cow<'_, str>;
        pub fn into_bytes(self) -> Vec<u8>;
        pub const fn as_str(&self) -> &str;
        /// Puts a text at the end.
        pub fn push_str(&mut self, string: &str);
        pub const fn capacity(&self) -> usize;
        pub fn reserve(&mut self, additional: usize);
        /// Puts a character at the end.
        pub fn push(&mut self, ch: char);
        pub fn truncate(&mut self, new_len: usize);
        /// Takes the last character.
        pub fn pop(&mut self) -> Option<char>;
        pub fn remove(&mut self, idx: usize) -> char;
        pub fn retain<F: FnMut(char) -> bool>(&mut self, f: F);
        pub fn insert(&mut self, idx: usize, ch: char);
        pub fn insert_str(&mut self, idx: usize, string: &str);
        /// The length in bytes.
        pub const fn len(&self) -> usize;
        /// Whether there is no character.
        pub const fn is_empty(&self) -> bool;
        pub fn split_off(&mut self, at: usize) -> String;
        /// Removes all characters.
        pub fn clear(&mut self);
        pub fn drain<R: RangeBounds<usize>>(&mut self, range: R) -> crate::vec::IntoIter<char>;
        pub fn into_boxed_str(self) -> Box<str>;
    }
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct FromUtf8Error { bytes: Vec<u8> }
    impl Deref for String { type Target = str; fn deref(&self) -> &str; }
    impl DerefMut for String { fn deref_mut(&mut self) -> &mut str; }
    impl<I: SliceIndex<str>> Index<I> for String { type Output = I::Output; fn index(&self, index: I) -> &I::Output; }
    impl crate::fmt::Write for String { fn write_str(&mut self, s: &str) -> crate::fmt::Result; }
    impl AsRef<str> for String { fn as_ref(&self) -> &str; }
    impl From<&str> for String { fn from(s: &str) -> String; }
    impl From<char> for String { fn from(c: char) -> String; }
    impl From<Box<str>> for String { fn from(s: Box<str>) -> String; }
    impl PartialEq<str> for String { fn eq(&self, other: &str) -> bool; }
    impl PartialEq<&str> for String { fn eq(&self, other: &&str) -> bool; }
    impl FromIterator<char> for String { fn from_iter<I: IntoIterator<Item = char>>(iter: I) -> String; }
    impl<'a> FromIterator<&'a str> for String { fn from_iter<I: IntoIterator<Item = &'a str>>(iter: I) -> String; }
    impl FromIterator<String> for String { fn from_iter<I: IntoIterator<Item = String>>(iter: I) -> String; }
    impl Extend<char> for String { fn extend<I: IntoIterator<Item = char>>(&mut self, iter: I); }
    /// Values that can be a text.
    pub trait ToString {
        /// The value as a text, as `{}` shows it.
        fn to_string(&self) -> String;
    }
    impl<T: crate::fmt::Display + ?Sized> ToString for T { fn to_string(&self) -> String; }
}
pub mod char {
    impl char {
        pub const MAX: char = 'a';
        pub fn is_digit(self, radix: u32) -> bool;
        /// The digit's value.
        pub const fn to_digit(self, radix: u32) -> Option<u32>;
        pub const fn from_digit(num: u32, radix: u32) -> Option<char>;
        pub const fn from_u32(i: u32) -> Option<char>;
        pub const fn len_utf8(self) -> usize;
        pub fn is_alphabetic(self) -> bool;
        pub fn is_alphanumeric(self) -> bool;
        pub fn is_numeric(self) -> bool;
        pub fn is_lowercase(self) -> bool;
        pub fn is_uppercase(self) -> bool;
        pub fn is_whitespace(self) -> bool;
        pub fn is_control(self) -> bool;
        pub const fn is_ascii(&self) -> bool;
        pub const fn is_ascii_digit(&self) -> bool;
        pub const fn is_ascii_alphabetic(&self) -> bool;
        pub const fn is_ascii_alphanumeric(&self) -> bool;
        pub const fn is_ascii_punctuation(&self) -> bool;
        pub fn to_lowercase(self) -> crate::vec::IntoIter<char>;
        pub fn to_uppercase(self) -> crate::vec::IntoIter<char>;
        pub const fn to_ascii_lowercase(&self) -> char;
        pub const fn to_ascii_uppercase(&self) -> char;
    }
}
