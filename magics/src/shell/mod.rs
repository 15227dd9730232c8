//! Programs outside: how they run, how their output arrives, how they are stopped.

mod interrupt;
mod process;
mod text;

pub(crate) use interrupt::Escalation;
pub(crate) use interrupt::end_group;
pub use process::Ended;
pub(crate) use process::{Program, Stdin};
