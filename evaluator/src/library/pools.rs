//! Finds the statics of the cell library that hold pools of threads.
//!
//! A restored checkpoint is a fork, and threads do not exist in a fork: a query of polars would
//! wait for workers that are gone. The runtime puts these statics back to the bytes that they had
//! before their first use, and the next query starts new threads. Most of them are private to
//! their crates, so that only the symbol table knows where they are.

use std::fs;
use std::path::Path;

use object::{Object, ObjectSymbol};

/// Crate, modules and name of each static, as they stand in a mangled symbol.
pub(super) const POOLS: [&str; 9] = [
    "11polars_core7runtime11THREAD_POOL",
    "12polars_async5ASYNC",
    "12polars_async8executor16GLOBAL_SCHEDULER",
    "12polars_utils4mmap10UNMAP_POOL",
    "10polars_ooc10spill_file13SPILL_CLEANER",
    "10rayon_core8registry12THE_REGISTRY",
    "10rayon_core8registry16THE_REGISTRY_SET",
    // Who waits for which lock: pointers into the stacks of threads that are gone.
    "16parking_lot_core11parking_lot9HASHTABLE",
    "16parking_lot_core11parking_lot11NUM_THREADS",
];

/// A line for each static: its offset from where the library is loaded, and its size, in bytes.
///
/// # Errors
/// Where the file cannot be read or is no shared object.
pub(super) fn find(library: &Path) -> std::io::Result<String> {
    let data = fs::read(library)?;
    let file = object::File::parse(&*data).map_err(std::io::Error::other)?;
    let mut lines = String::new();
    for symbol in file.symbols().filter(|symbol| symbol.size() > 0) {
        let name = symbol.name().unwrap_or_default();
        // Names of legacy mangling go on with a hash, those of v0 end here.
        let is_pool = |pool: &str| {
            name.find(pool).is_some_and(|at| {
                let rest = &name[at + pool.len()..];
                rest.is_empty() || rest.starts_with("17h")
            })
        };
        if POOLS.iter().any(|pool| is_pool(pool)) {
            lines.push_str(&format!("{} {}\n", symbol.address(), symbol.size()));
        }
    }
    Ok(lines)
}
