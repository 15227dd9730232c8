//! From the text of a cell to the source of a crate: pure functions, no I/O.

mod closure;
mod complete;
mod effort;
mod generate;
mod names;
mod parts;
mod publish;
mod source;

pub(crate) use complete::{completeness, open_string};
pub(crate) use generate::{Context, Generated, Import, KnownVariable, Without, generate};
pub(crate) use names::{bare, is_identifier, words};
pub(crate) use parts::{Item, ItemKind, Parts, UseItem, split};
pub(crate) use source::{Role, Source};
