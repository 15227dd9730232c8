//! What is in a file, as data and as text.
//!
//! ```no_run
//! # use rootio::{RootFile, ls};
//! let file = RootFile::open("a.root")?;
//! let listing = ls::list(&file, ls::Detail::Trees)?;
//! print!("{}", ls::render(&listing, ls::Style::Tree));
//! # Ok::<(), rootio::Error>(())
//! ```

mod listing;
mod render;

pub use listing::{Branch, Detail, Entry, Listing, Table, list};
pub use render::{Style, render, to_json};
