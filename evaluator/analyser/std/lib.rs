//! The standard library as signatures: with the sources of rust-src the analyser takes six times the memory.
//!
//! rust-analyzer reads it, no compiler does: functions have no bodies, all of `core`, `alloc` and `std` is one crate,
//! and generic details that no notebook names are left out.
#![no_core]
#![rustc_coherence_is_core]
#![feature(lang_items)]

#[macro_use]
pub mod macros;
pub mod any;
pub mod cell;
pub mod cmp;
pub mod collections;
pub mod convert;
pub mod fmt;
pub mod iter;
pub mod marker;
pub mod num;
pub mod ops;
pub mod option;
pub mod owned;
pub mod slice;
pub mod sync;
pub mod system;
pub mod text;

pub use crate::owned::{borrow, boxed, mem, ptr, rc, vec};
pub use crate::system::{env, error, fs, future, hint, io, net, panic, path, pin, process, task, thread, time};
pub use crate::text::{char, str, string};
pub use crate::convert::{clone, default, hash};
pub use crate::num::{f32, f64, i16, i32, i64, i8, u16, u32, u64, u8, usize, isize};
pub use crate::option::result;

pub mod prelude {
    pub mod v1 {
        pub use crate::borrow::ToOwned;
        pub use crate::boxed::Box;
        pub use crate::clone::Clone;
        pub use crate::cmp::{Eq, Ord, PartialEq, PartialOrd};
        pub use crate::convert::{AsMut, AsRef, From, Into, TryFrom, TryInto};
        pub use crate::default::Default;
        pub use crate::fmt::Debug;
        pub use crate::future::{Future, IntoFuture};
        pub use crate::hash::Hash;
        pub use crate::iter::{DoubleEndedIterator, ExactSizeIterator, Extend, FromIterator, IntoIterator, Iterator};
        pub use crate::macros::{
            assert, cfg, column, compile_error, concat, env, eprint, eprintln, file, format, format_args, include,
            include_bytes, include_str, line, module_path, option_env, panic, print, println, stringify, vec, write,
            writeln, dbg, todo, unimplemented, unreachable, assert_eq, assert_ne, debug_assert, matches, thread_local,
            derive, global_allocator, test,
        };
        pub use crate::marker::{Copy, Send, Sized, Sync, Unpin};
        pub use crate::mem::drop;
        pub use crate::ops::{AsyncFn, Drop, Fn, FnMut, FnOnce};
        pub use crate::option::Option::{self, None, Some};
        pub use crate::result::Result::{self, Err, Ok};
        pub use crate::string::{String, ToString};
        pub use crate::vec::Vec;
        pub use crate::convert::macros::{Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd};
    }
    pub mod rust_2021 {
        pub use super::v1::*;
    }
    pub mod rust_2024 {
        pub use super::v1::*;
    }
}

#[prelude_import]
use prelude::v1::*;
