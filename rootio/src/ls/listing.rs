//! The content of a file as data.

use crate::{
    column::Table as _,
    container::{Key, RootFile},
    error::Result,
};

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Keys only.
    Keys,
    /// Keys, and the columns of trees and RNTuples.
    Trees,
}

/// A file's content.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The file's name.
    pub file: String,
    /// Its length in bytes.
    pub size: u64,
    /// The version of the format, such as `6.40.00`.
    pub version: String,
    /// Its compression setting in words.
    pub compression: String,
    /// Every object, directories before their content.
    pub entries: Vec<Entry>,
}

/// One object.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Path inside the file.
    pub path: String,
    /// How deep; 0 at the top.
    pub depth: usize,
    /// The key.
    pub key: Key,
    /// For trees and RNTuples, when asked for: the columns, or why they cannot be told.
    pub table: Option<Result<Table, String>>,
}

/// A tree or RNTuple.
#[derive(Clone, Debug)]
pub struct Table {
    /// The number of entries.
    pub entries: u64,
    /// Its branches or fields.
    pub branches: Vec<Branch>,
}

/// A branch or field.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// How deep below the tree; 0 at the top.
    pub depth: usize,
    /// The type as C++ spells it.
    pub type_name: String,
    /// The type in Rust; `None` when it is not readable or only holds others.
    pub rust_type: Option<String>,
    /// Bytes before compression, where known.
    pub total_bytes: u64,
    /// Bytes after compression.
    pub zip_bytes: u64,
    /// Baskets or pages.
    pub baskets: usize,
    /// Compression in words.
    pub compression: String,
}

/// Lists a file.
///
/// # Errors
/// When a directory cannot be read.
pub fn list(file: &RootFile, detail: Detail) -> Result<Listing> {
    let mut entries = vec![];
    file.walk(&mut |path, key| {
        // A name may hold a slash: the depth is that of the directory.
        let depth = path[..path.len() - key.name.len()].matches('/').count();
        entries.push(Entry { path: path.to_owned(), depth, key: key.clone(), table: None });
    })?;
    if detail == Detail::Trees {
        for entry in &mut entries {
            if entry.key.is_tree() {
                entry.table = Some(tree(file, &entry.key).map_err(|error| error.to_string()));
            } else if entry.key.is_ntuple() {
                entry.table = Some(ntuple(file, &entry.key).map_err(|error| error.to_string()));
            }
        }
    }
    Ok(Listing {
        file: file.name().to_owned(),
        size: file.size(),
        version: file.version(),
        compression: crate::setting_name(file.compression()),
        entries,
    })
}

fn tree(file: &RootFile, key: &Key) -> Result<Table> {
    let tree = file.tree_of(key)?;
    let branches = tree
        .branches()
        .iter()
        .map(|branch| Branch {
            name: branch.name.clone(),
            title: branch.title.clone(),
            depth: branch.depth,
            type_name: branch.type_name.clone(),
            rust_type: branch.ty().map(|ty| ty.to_string()),
            total_bytes: branch.total_bytes,
            zip_bytes: branch.zip_bytes,
            baskets: branch.basket_count(),
            compression: crate::setting_name(branch.compression),
        })
        .collect();
    Ok(Table { entries: tree.entries(), branches })
}

fn ntuple(file: &RootFile, key: &Key) -> Result<Table> {
    let ntuple = file.ntuple_of(key)?;
    Ok(Table { entries: ntuple.entries(), branches: ntuple.listing() })
}
