//! What runs inside the evaluator process.
//!
//! The kernel loads this library into a process of its own and calls [`rootlet_runtime_main`].
//! From then on the process takes compiled cells from its control socket, loads and runs them,
//! and keeps the variables in a [`Store`]. After each cell it forks a frozen copy of itself, the
//! checkpoint, from which the supervisor restores the session when a cell kills the process.
//!
//! Generated code uses [`Store`], [`Failure`], [`show!`] and the few helpers below; nothing else
//! of this crate is meant for cells.

#![expect(unsafe_code, reason = "loads machine code, forks, and keeps values by type id")]

mod checkpoint;
mod cpp;
mod failure;
mod future;
mod host;
#[doc(hidden)]
#[expect(clippy::implicit_hasher, clippy::iter_count, reason = "only instances for the standard types are wanted")]
pub mod instances;
mod library;
mod memory;
mod panics;
mod pools;
pub mod python;
mod serve;
mod show;
mod stdin;
mod store;
mod streams;
mod wire;

pub use rootlet;

pub use failure::{CellResult, Failure};
pub use future::block_on;
pub use library::load_library;
pub use serve::rootlet_runtime_main;
pub use show::{ByDebug, ByName, ByShow, Shown, show_value};
pub use store::Store;
#[doc(hidden)]
pub use streams::{StreamName, print_to};

/// As `std::print!`, seen at once and in order with [`eprint!`].
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => { $crate::print_to($crate::StreamName::Stdout, format_args!($($argument)*)) };
}

/// As `std::println!`, seen at once and in order with [`eprintln!`].
#[macro_export]
macro_rules! println {
    () => { $crate::print_to($crate::StreamName::Stdout, format_args!("\n")) };
    ($($argument:tt)*) => { $crate::print_to($crate::StreamName::Stdout, format_args!("{}\n", format_args!($($argument)*))) };
}

/// As `std::eprint!`, in order with [`print!`].
#[macro_export]
macro_rules! eprint {
    ($($argument:tt)*) => { $crate::print_to($crate::StreamName::Stderr, format_args!($($argument)*)) };
}

/// As `std::eprintln!`, in order with [`println!`].
#[macro_export]
macro_rules! eprintln {
    () => { $crate::print_to($crate::StreamName::Stderr, format_args!("\n")) };
    ($($argument:tt)*) => { $crate::print_to($crate::StreamName::Stderr, format_args!("{}\n", format_args!($($argument)*))) };
}

/// Shows the value of a cell's last expression, in the richest form that its type has.
#[macro_export]
macro_rules! show {
    ($value:expr) => {
        match &($value) {
            value => {
                #[allow(unused_imports)]
                use $crate::{ByDebug as _, ByName as _, ByShow as _};
                $crate::show_value((&&&$crate::Shown(value)).bundle());
            }
        }
    };
}
