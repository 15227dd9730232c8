//! Class layouts (ROOT calls them StreamerInfo), and reading objects by them.

mod basic;
mod decoder;
mod element;
mod object;
mod own;
mod registry;
mod type_name;

pub(crate) use basic::{Basic, Encoding};
pub(crate) use decoder::Decoder;
pub(crate) use element::{Element, ElementKind, StreamerInfo};
pub(crate) use object::ObjectReader;
pub(crate) use registry::{Registry, builtin};
pub(crate) use type_name::CxxType;
