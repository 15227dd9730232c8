//! One branch of a tree.

use std::{collections::HashMap, ops::Range};

use super::{basket::Basket, layout::Layout};
use crate::{
    error::{Error, Result},
    value::{Object, Value},
};

/// A branch: its place in the tree, its sizes, and how its entries are stored.
#[derive(Debug)]
pub struct Branch {
    /// The name in the file.
    pub name: String,
    /// Names from the top, with slashes.
    pub path: String,
    /// The title in the file: for simple branches it spells leaves and dimensions.
    pub title: String,
    /// The branch's own class: `TBranch`, `TBranchElement`, ….
    pub class: String,
    /// The type of the entries, as C++ spells it.
    pub type_name: String,
    /// The number of entries.
    pub entries: u64,
    /// Bytes before and after compression, of this branch without its children.
    pub total_bytes: u64,
    /// Bytes after compression.
    pub zip_bytes: u64,
    /// Compression setting: 100 × algorithm + level.
    pub compression: u32,
    /// How deep in the tree; 0 at the top.
    pub depth: usize,
    /// Position of the parent among the tree's branches.
    pub parent: Option<usize>,
    /// Whether it has branches below.
    pub has_children: bool,
    pub(crate) baskets: Vec<Basket>,
    /// `Err` says why the entries cannot be read.
    pub(crate) layout: Result<Layout, String>,
}

impl Branch {
    /// The type of the column's entries; `None` when it is not readable or only holds other branches.
    pub fn ty(&self) -> Option<crate::column::Type> {
        self.layout.as_ref().ok().map(Layout::ty)
    }

    /// The number of baskets.
    pub fn basket_count(&self) -> usize {
        self.baskets.len()
    }

    /// Whether it is only there to hold other branches.
    pub fn is_node(&self) -> bool {
        self.has_children && self.baskets.is_empty() && self.layout.is_err()
    }

    /// The baskets that hold some of `range`.
    pub(crate) fn baskets_of(&self, range: &Range<u64>) -> Result<&[Basket]> {
        if range.is_empty() {
            return Ok(&[]);
        }
        let first = self.baskets.partition_point(|basket| basket.last <= range.start);
        let end = self.baskets.partition_point(|basket| basket.first < range.end);
        let baskets = self.baskets.get(first..end).unwrap_or_default();
        let covered = baskets.first().is_some_and(|b| b.first <= range.start)
            && baskets.last().is_some_and(|b| b.last >= range.end)
            && baskets.windows(2).all(|pair| pair[0].last == pair[1].first);
        if covered {
            Ok(baskets)
        } else {
            Err(Error::corrupt(
                format!("branch `{}`", self.name),
                format!("its baskets do not hold the entries {}..{}", range.start, range.end),
            ))
        }
    }
}

/// The objects of a stored tree by their numbers, to follow references.
pub(crate) struct Objects<'a> {
    by_id: HashMap<u32, &'a Object>,
}

impl<'a> Objects<'a> {
    pub(crate) fn of(tree: &'a Object) -> Self {
        let mut by_id = HashMap::new();
        tree.visit(&mut |object| {
            if let Some(id) = object.id {
                by_id.insert(id, object);
            }
        });
        Self { by_id }
    }

    /// The object that a value is or points to.
    pub(crate) fn follow(&self, value: Option<&'a Value>) -> Option<&'a Object> {
        match value? {
            Value::Object(object) => Some(object),
            Value::Ref(id) => self.by_id.get(id).copied(),
            _ => None,
        }
    }

    /// The objects of a list member.
    pub(crate) fn list(&self, object: &'a Object, member: &str) -> Vec<&'a Object> {
        let items = object.items(member).unwrap_or_default();
        items.iter().filter_map(|item| self.follow(Some(item))).collect()
    }
}

/// A branch as stored, found in the tree's object.
pub(crate) struct StoredBranch<'a> {
    pub(crate) object: &'a Object,
    pub(crate) parent: Option<usize>,
    pub(crate) depth: usize,
    pub(crate) path: String,
    pub(crate) leaves: Vec<&'a Object>,
    pub(crate) has_children: bool,
}

/// All branches, parents before their children.
pub(crate) fn stored_branches<'a>(tree: &'a Object, objects: &Objects<'a>) -> Result<Vec<StoredBranch<'a>>> {
    let mut found = vec![];
    let mut pending: Vec<(&Object, Option<usize>, usize, String)> =
        objects.list(tree, "fBranches").into_iter().rev().map(|b| (b, None, 0, String::new())).collect();
    while let Some((object, parent, depth, prefix)) = pending.pop() {
        // A branch that contains itself through a reference would never end.
        if found.len() > 1_000_000 || depth > 64 {
            return Err(Error::corrupt("a tree", "its branches contain each other"));
        }
        let name = object.str("fName")?;
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        let children = objects.list(object, "fBranches");
        let index = found.len();
        let has_children = !children.is_empty();
        for child in children.into_iter().rev() {
            pending.push((child, Some(index), depth + 1, path.clone()));
        }
        let leaves = objects.list(object, "fLeaves");
        found.push(StoredBranch { object, parent, depth, path, leaves, has_children });
    }
    Ok(found)
}
