//! An open tree.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    ops::Range,
};

use super::{
    basket::{count, stored_baskets},
    branch::{Branch, Objects, stored_branches},
    layout::Finder,
};
use crate::{
    column::{Batch, ColumnInfo, ReadOptions, Table, describe, select_names},
    container::{Key, RootFile},
    error::{Context, Error, Result, nearest},
    value::Object,
};

/// Another tree whose columns go with this one's, entry by entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Friend {
    /// The prefix of its columns.
    pub alias: String,
    /// The tree's name.
    pub tree: String,
    /// Its file; empty for the same file.
    pub file: String,
}

/// A tree, open for reading. Baskets are read when columns are.
pub struct Tree {
    pub(crate) file: RootFile,
    name: String,
    title: String,
    entries: u64,
    branches: Vec<Branch>,
    /// Column names and the branches that they are.
    columns: Vec<(String, usize)>,
    friends: Vec<Friend>,
}

impl fmt::Debug for Tree {
    /// Its columns and their types: the last expression of a cell is shown so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(self, &self.place(), f)
    }
}

impl RootFile {
    /// The tree at `path`.
    ///
    /// # Errors
    /// When it is missing, damaged, or no tree.
    pub fn tree(&self, path: &str) -> Result<Tree> {
        let key = self.key(path)?;
        if !key.is_tree() {
            return Err(Error::WrongClass {
                name: path.to_owned(),
                class: key.class.clone(),
                wanted: "a tree".to_owned(),
            });
        }
        self.tree_of(&key)
    }

    /// The tree of a key.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn tree_of(&self, key: &Key) -> Result<Tree> {
        let object = self.object_of(key)?;
        Tree::from_object(self, &object).at(|| format!("tree `{}` of `{}`", key.name, self.name()))
    }
}

impl Tree {
    fn from_object(file: &RootFile, tree: &Object) -> Result<Self> {
        let registry = file.registry()?;
        let objects = Objects::of(tree);
        let stored = stored_branches(tree, &objects)?;
        let mut owners = HashMap::new();
        for (index, branch) in stored.iter().enumerate() {
            owners.insert(std::ptr::from_ref(branch.object), index);
            for leaf in &branch.leaves {
                owners.insert(std::ptr::from_ref(*leaf), index);
            }
        }
        let finder = Finder { registry, objects: &objects, owners };
        let mut branches = Vec::with_capacity(stored.len());
        for branch in &stored {
            let (layout, type_name) = finder.find(branch);
            let object = branch.object;
            let baskets =
                stored_baskets(object, &objects.list(object, "fBaskets")).at(|| format!("branch `{}`", branch.path))?;
            branches.push(Branch {
                name: object.str("fName")?.to_owned(),
                path: branch.path.clone(),
                title: object.str("fTitle").unwrap_or_default().to_owned(),
                class: object.class.clone(),
                type_name,
                entries: count(object, "fEntries").unwrap_or(0),
                total_bytes: count(object, "fTotBytes").unwrap_or(0),
                zip_bytes: count(object, "fZipBytes").unwrap_or(0),
                compression: object.i64("fCompress").unwrap_or(0).max(0) as u32,
                depth: branch.depth,
                parent: branch.parent,
                has_children: branch.has_children,
                baskets,
                layout,
            });
        }
        let friends = objects
            .list(tree, "fFriends")
            .into_iter()
            .map(|friend| Friend {
                alias: friend.str("fName").unwrap_or_default().to_owned(),
                tree: friend.str("fTreeName").unwrap_or_default().to_owned(),
                file: friend.str("fTitle").unwrap_or_default().to_owned(),
            })
            .collect();
        Ok(Self {
            file: file.clone(),
            name: tree.str("fName")?.to_owned(),
            title: tree.str("fTitle").unwrap_or_default().to_owned(),
            entries: count(tree, "fEntries")?,
            columns: column_names(&branches),
            branches,
            friends,
        })
    }

    /// The title in the file.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every branch, parents before their children.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The trees that the file names as friends.
    pub fn friends(&self) -> &[Friend] {
        &self.friends
    }

    /// The branch of a column: by its name, its path, or its name in the file.
    ///
    /// # Errors
    /// When it is missing; the message names the nearest.
    pub(crate) fn branch_index(&self, column: &str) -> Result<usize> {
        if let Some((_, index)) = self.columns.iter().find(|(name, _)| name == column) {
            return Ok(*index);
        }
        if let Some(index) = self.branches.iter().position(|b| b.path == column || b.name == column) {
            return Ok(index);
        }
        Err(Error::NoColumn {
            table: self.place(),
            name: column.to_owned(),
            near: nearest(column, self.columns.iter().map(|(name, _)| name.as_str())),
        })
    }

    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.file.name(), self.name)
    }
}

/// The names of columns: the branch's name, or its path where two branches have the same.
fn column_names(branches: &[Branch]) -> Vec<(String, usize)> {
    let mut count = HashMap::<&str, usize>::new();
    for branch in branches {
        *count.entry(&branch.name).or_default() += 1;
    }
    let own = |branch: &Branch| branch.layout.is_ok() || !branch.has_children;
    branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| own(branch))
        .map(|(index, branch)| {
            let unique = count.get(branch.name.as_str()) == Some(&1);
            (if unique { branch.name.clone() } else { branch.path.clone() }, index)
        })
        .collect()
}

/// Entries are split further where a cluster would take more than this.
const CLUSTER_BYTES: u64 = 128 << 20;

impl Table for Tree {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn columns(&self) -> Vec<ColumnInfo> {
        self.columns
            .iter()
            .map(|(name, index)| {
                let branch = &self.branches[*index];
                ColumnInfo {
                    name: name.clone(),
                    title: branch.title.clone(),
                    type_name: branch.type_name.clone(),
                    ty: branch.layout.as_ref().map(super::layout::Layout::ty).map_err(Clone::clone),
                }
            })
            .collect()
    }

    fn select(&self, patterns: &[&str]) -> Result<Vec<String>> {
        let names = self.columns.iter().map(|(name, index)| (name.as_str(), self.branches[*index].layout.is_ok()));
        select_names(&self.place(), names, patterns)
    }

    fn clusters(&self, columns: &[&str]) -> Result<Vec<Range<u64>>> {
        let mut used = BTreeSet::new();
        for column in columns {
            let index = self.branch_index(column)?;
            used.insert(index);
            used.extend(self.branches[index].layout.as_ref().ok().and_then(super::layout::Layout::counter));
        }
        let starts = |index: &usize| -> BTreeSet<u64> {
            self.branches[*index].baskets.iter().map(|b| b.first).filter(|first| *first < self.entries).collect()
        };
        let mut common: Option<BTreeSet<u64>> = None;
        for index in &used {
            let own = starts(index);
            common = Some(common.map_or_else(|| own.clone(), |common| common.intersection(&own).copied().collect()));
        }
        let mut bounds: Vec<u64> = common.unwrap_or_default().into_iter().collect();
        if bounds.first() != Some(&0) {
            bounds.insert(0, 0);
        }
        bounds.push(self.entries);
        let bytes: u64 = used.iter().map(|index| self.branches[*index].total_bytes).sum();
        let most = (CLUSTER_BYTES.saturating_mul(self.entries) / bytes.max(1)).max(1);
        let mut clusters = vec![];
        for pair in bounds.windows(2) {
            let mut start = pair[0];
            while start < pair[1] {
                let end = pair[1].min(start.saturating_add(most));
                clusters.push(start..end);
                start = end;
            }
        }
        Ok(clusters)
    }

    fn read(&self, columns: &[&str], range: Range<u64>, options: ReadOptions) -> Result<Batch> {
        self.read_columns(columns, range, options)
    }
}
