//! The prebuilt library that cells are compiled against: one shared object per rustc and source.

mod build;
mod cargo;
mod pools;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Error, Toolchain};

pub(crate) use cargo::Build;
pub(crate) use sources::{library_files, member_manifest, rust_sources, workspace_manifest};

/// Says how far a build of the library is; one line at a time, replacing the last.
pub type Progress<'a> = &'a mut dyn FnMut(&str);

/// A library that is ready to compile cells against and to be loaded.
#[derive(Clone, Debug)]
pub struct CellLibrary {
    /// The folder that holds all of it.
    pub folder: PathBuf,
    /// `librootlet_library.so`: everything that a cell may name, and the runtime.
    pub shared_object: PathBuf,
    /// `--extern` arguments of most cells: crate name and metadata file.
    pub externs: Vec<(String, PathBuf)>,
    /// Those of cells with DataFrames: `rootlet` is then the crate that brings them.
    pub externs_with_tables: Vec<(String, PathBuf)>,
    /// Offset and size of each static with a pool of threads.
    pub pools: Vec<[u64; 2]>,
}

/// The library with everything inside.
const SHARED_OBJECT: &str = "librootlet_library.so";

/// The crates that cells may name, and what each is called on the disk. Types of the last two appear in the API.
///
/// rustc reads all that a named crate depends on: that costs a cell a third of its time if polars is among it.
const NAMED: [(&str, &str); 4] = [
    ("rootlet", "rootlet"),
    ("rootlet_runtime", "rootlet_runtime"),
    ("rootio", "rootio"),
    ("rootlet_display", "rootlet_display"),
];

/// The same for cells with DataFrames.
const NAMED_WITH_TABLES: [(&str, &str); 6] = [
    ("rootlet", "rootlet_tables"),
    ("rootlet_library", "rootlet_library"),
    ("rootlet_runtime", "rootlet_runtime"),
    ("rootio", "rootio"),
    ("rootlet_display", "rootlet_display"),
    ("polars", "polars"),
];

/// Where the folder of a library lists them.
const EXTERNS: [(&str, &[(&str, &str)]); 2] = [("externs", &NAMED), ("externs-with-tables", &NAMED_WITH_TABLES)];

impl CellLibrary {
    /// Finds the library for this rustc and these sources, or builds it with progress.
    ///
    /// Builds of several processes wait for each other. `ROOTLET_LIBRARY` names a folder to use
    /// instead; `ROOTLET_CACHE` moves the cache.
    ///
    /// # Errors
    /// Where the cache cannot be written, cargo fails, or the named library is for another rustc.
    pub fn ensure(toolchain: &Toolchain, progress: Progress<'_>) -> Result<Self, Error> {
        if let Some(folder) = std::env::var_os("ROOTLET_LIBRARY").map(PathBuf::from) {
            let built = fs::read_to_string(folder.join("rustc")).unwrap_or_else(|_| "unknown".to_owned());
            if built != toolchain.verbose_version {
                let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
                return Err(Error::WrongRustc { path: folder, built: first(&built), now: toolchain.version.clone() });
            }
            return Ok(Self::open(&folder).unwrap_or_else(|| Self {
                externs: Vec::new(),
                externs_with_tables: Vec::new(),
                pools: Vec::new(),
                shared_object: folder.join(SHARED_OBJECT),
                folder,
            }));
        }
        let folder = Self::location(toolchain)?;
        match Self::open(&folder) {
            Some(library) => Ok(library),
            None => build::build(toolchain, &folder, progress),
        }
    }

    /// The folder where the library for this rustc is, or will be.
    ///
    /// # Errors
    /// Where no home folder is known.
    pub fn location(toolchain: &Toolchain) -> Result<PathBuf, Error> {
        let key = key(toolchain);
        match bundled(&key) {
            Some(folder) => Ok(folder),
            None => Ok(cache_folder()?.join("lib").join(key)),
        }
    }

    fn open(folder: &Path) -> Option<Self> {
        let shared_object = folder.join(SHARED_OBJECT);
        let [externs, externs_with_tables] = EXTERNS.map(|(list, _)| read_externs(folder, list));
        let (externs, externs_with_tables) = (externs?, externs_with_tables?);
        let pools = fs::read_to_string(folder.join("pools")).unwrap_or_default();
        let pools = pools.lines().filter_map(|line| {
            let (offset, size) = line.split_once(' ')?;
            Some([offset.parse().ok()?, size.parse().ok()?])
        });
        let pools = pools.collect();
        (shared_object.is_file() && !externs.is_empty()).then(|| Self {
            folder: folder.to_path_buf(),
            shared_object,
            externs,
            externs_with_tables,
            pools,
        })
    }
}

fn read_externs(folder: &Path, list: &str) -> Option<Vec<(String, PathBuf)>> {
    let names = fs::read_to_string(folder.join(list)).ok()?;
    let externs = names.lines().filter_map(|line| {
        let (name, file) = line.split_once('=')?;
        Some((name.to_owned(), folder.join(file)))
    });
    Some(externs.collect())
}

/// The library that an unpacked archive brings beside its binary: `bin/rootlet`, `lib/rootlet/KEY`.
fn bundled(key: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?.parent()?.join("lib/rootlet").join(key);
    CellLibrary::open(&folder).map(|library| library.folder)
}

/// Unpacks the library's sources in the cache, a workspace of its own that programs can depend on; its folder.
///
/// # Errors
/// Where the cache cannot be written.
pub fn unpack_sources() -> Result<PathBuf, Error> {
    let mut hash = Sha256::new();
    sources::digest(&mut hash);
    let folder = cache_folder()?.join("source").join(short(hash));
    sources::write(&folder).map_err(|source| Error::Cache { path: folder.clone(), source })?;
    Ok(folder)
}

/// `ROOTLET_CACHE`, or `rootlet` in the user's cache folder.
///
/// # Errors
/// Where no home folder is known.
pub fn cache_folder() -> Result<PathBuf, Error> {
    if let Some(folder) = std::env::var_os("ROOTLET_CACHE") {
        return Ok(folder.into());
    }
    let from_home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let base =
        std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute()).or_else(from_home);
    base.map(|base| base.join("rootlet")).ok_or_else(|| Error::Cache {
        path: "~/.cache/rootlet".into(),
        source: std::io::Error::new(std::io::ErrorKind::NotFound, "neither HOME nor XDG_CACHE_HOME is set"),
    })
}

fn key(toolchain: &Toolchain) -> String {
    let mut hash = Sha256::new();
    hash.update(toolchain.verbose_version.as_bytes());
    hash.update(format!("{EXTERNS:?}"));
    hash.update(pools::POOLS.join(","));
    sources::digest(&mut hash);
    format!("{}-{}", toolchain.version, short(hash))
}

/// Enough of a hash to tell sources apart.
fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
