//! The shared object that cells are loaded beside.
//!
//! It holds every crate that a cell may name, and polars. Cells are compiled against the metadata of those crates,
//! not of this one: rustc reads what a crate depends on, and whoever does not name a DataFrame should not wait for
//! the 290 crates of polars. Only cells that do name one see this crate, for its [`instances`].

#[doc(hidden)]
pub mod instances;

pub use rootlet_runtime;
pub use rootlet_tables;
