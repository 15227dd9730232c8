//! Completion and documentation from tables: what the session, the library and Rust itself offer.

mod catalog;
mod cursor;
mod inspect;
mod matches;

pub(crate) use inspect::inspect;
pub(crate) use matches::complete;

/// What the session offers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Variables: name and type, as [`std::any::type_name`] says it.
    pub(crate) variables: Vec<(String, String)>,
    /// Items: name, kind and source text.
    pub(crate) items: Vec<(String, &'static str, String)>,
}
