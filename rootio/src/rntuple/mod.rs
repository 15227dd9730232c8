//! RNTuple: fields in columns, columns in pages.
//!
//! After ROOT's binary format specification 1.0; a table that uses a feature flag is refused.

mod encoding;
mod envelope;
mod field_type;
mod ntuple;
mod pages;
mod read;
mod schema;
mod shared;
mod write;

pub use ntuple::NTuple;
pub use write::NTupleWriter;
