//! The container: a header, keys, and directories of keys.

mod datime;
mod directory;
mod file;
mod header;
mod key;

pub use datime::Datime;
pub use directory::Directory;
pub use file::{FromObject, RootFile};
pub use key::Key;

pub(crate) use header::Header;
