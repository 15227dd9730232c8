//! The macros of the prelude.

/// Makes a `Vec` of the listed values, or of `n` clones: `vec![0.0; n]`.
#[macro_export]
macro_rules! vec {
    () => { $crate::vec::Vec::new() };
    ($value:expr; $n:expr) => { $crate::vec::from_elem($value, $n) };
    ($($value:expr),+ $(,)?) => { $crate::vec::from_array([$($value),+]) };
}
/// Makes a `String` from a format string and values.
#[macro_export]
macro_rules! format { ($($arg:tt)*) => { $crate::fmt::format($crate::format_args!($($arg)*)) }; }
/// Prints to standard output.
#[macro_export]
macro_rules! print { ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*)) }; }
/// Prints to standard output, with a newline.
#[macro_export]
macro_rules! println { ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*)) }; }
/// Prints to standard error.
#[macro_export]
macro_rules! eprint { ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*)) }; }
/// Prints to standard error, with a newline.
#[macro_export]
macro_rules! eprintln { ($($arg:tt)*) => { $crate::io::_print($crate::format_args!($($arg)*)) }; }
/// Prints an expression with its value to standard error and returns the value.
#[macro_export]
macro_rules! dbg { ($value:expr $(,)?) => { $value }; ($($value:expr),+ $(,)?) => { ($($value),+,) }; }
/// Writes formatted text into something that is written to.
#[macro_export]
macro_rules! write { ($to:expr, $($arg:tt)*) => { $to.write_fmt($crate::format_args!($($arg)*)) }; }
/// Writes formatted text and a newline into something that is written to.
#[macro_export]
macro_rules! writeln { ($to:expr $(,)?) => { $to.write_fmt($crate::format_args!("")) }; ($to:expr, $($arg:tt)*) => { $to.write_fmt($crate::format_args!($($arg)*)) }; }
/// Panics unless both values are equal.
#[macro_export]
macro_rules! assert_eq { ($left:expr, $right:expr $(, $($arg:tt)+)?) => { { let _ = (&$left, &$right); } }; }
/// Panics if both values are equal.
#[macro_export]
macro_rules! assert_ne { ($left:expr, $right:expr $(, $($arg:tt)+)?) => { { let _ = (&$left, &$right); } }; }
/// Panics unless the condition holds, in debug builds.
#[macro_export]
macro_rules! debug_assert { ($condition:expr $(, $($arg:tt)+)?) => { { let _ : bool = $condition; } }; }
/// Whether a value matches a pattern.
#[macro_export]
macro_rules! matches { ($value:expr, $pattern:pat $(if $guard:expr)? $(,)?) => { match $value { $pattern $(if $guard)? => true, _ => false } }; }
/// Panics: the code is not written yet.
#[macro_export]
macro_rules! todo { ($($arg:tt)*) => { $crate::panic!("not yet implemented") }; }
/// Panics: the code will not be written.
#[macro_export]
macro_rules! unimplemented { ($($arg:tt)*) => { $crate::panic!("not implemented") }; }
/// Panics: this place cannot be reached.
#[macro_export]
macro_rules! unreachable { ($($arg:tt)*) => { $crate::panic!("unreachable") }; }
/// Declares statics of which each thread has its own.
#[macro_export]
macro_rules! thread_local { ($($(#[$attr:meta])* $vis:vis static $name:ident: $ty:ty = $(const)? $init:expr);* $(;)?) => { $($vis const $name: $crate::thread::LocalKey<$ty> = $crate::thread::LocalKey;)* }; }

/// Panics with a message.
#[rustc_builtin_macro(core_panic)]
#[macro_export]
macro_rules! panic { ($($arg:tt)*) => {}; }
/// Panics unless the condition holds.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! assert { ($($arg:tt)*) => {}; }
/// Values and a format string, not yet a text.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! format_args { ($($arg:tt)*) => {}; }
/// Joins literals to one string.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! concat { ($($arg:tt)*) => {}; }
/// Tokens as a string.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! stringify { ($($arg:tt)*) => {}; }
/// Whether a configuration is set.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! cfg { ($($arg:tt)*) => {}; }
/// An environment variable of the compiler.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! env { ($($arg:tt)*) => {}; }
/// An environment variable of the compiler, if it is set.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! option_env { ($($arg:tt)*) => {}; }
/// The number of this line.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! line { () => {}; }
/// The number of this column.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! column { () => {}; }
/// The name of this file.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! file { () => {}; }
/// The path of this module.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! module_path { () => {}; }
/// Fails to compile with a message.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! compile_error { ($($arg:tt)*) => {}; }
/// A file's Rust code.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! include { ($($arg:tt)*) => {}; }
/// A file's text.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! include_str { ($($arg:tt)*) => {}; }
/// A file's bytes.
#[rustc_builtin_macro]
#[macro_export]
macro_rules! include_bytes { ($($arg:tt)*) => {}; }

pub use {
    assert, assert_eq, assert_ne, cfg, column, compile_error, concat, dbg, debug_assert, env, eprint, eprintln, file,
    format, format_args, include, include_bytes, include_str, line, matches, module_path, option_env, panic, print,
    println, stringify, thread_local, todo, unimplemented, unreachable, vec, write, writeln,
};
#[rustc_builtin_macro]
pub macro derive($item:item) {}
#[rustc_builtin_macro]
pub macro global_allocator($item:item) {}
#[rustc_builtin_macro]
pub macro test($item:item) {}
