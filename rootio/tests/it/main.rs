//! Integration tests: files that ROOT wrote, files that we write, and files that somebody damaged.

mod damage;
mod killed;
mod memory;
mod peers;
mod reading;
mod writing;

use std::path::PathBuf;

/// A file that ROOT 6.40 wrote; `data/make.py` tells how.
fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}
