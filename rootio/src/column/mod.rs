//! Columns in memory, in Arrow's layout: values side by side, and 64-bit offsets for lists.

mod array;
mod room;
mod types;

pub use array::{Array, Fixed, List, Strings, Struct};
pub(crate) use room::Room;
pub use types::Type;

use std::{fmt, ops::Range};

/// What a table says of one of its columns.
#[derive(Clone, Debug)]
pub struct ColumnInfo {
    /// The name to select it by.
    pub name: String,
    /// The title in the file.
    pub title: String,
    /// The type as C++ spells it.
    pub type_name: String,
    /// The type of the array that reading gives; `Err` says why it cannot be read.
    pub ty: Result<Type, String>,
}

/// Some columns for a range of entries.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// First entry.
    pub start: u64,
    /// Number of entries: the length of every array.
    pub entries: usize,
    /// Names and arrays, in the order asked for.
    pub columns: Vec<(String, Array)>,
}

impl Batch {
    /// The array of a column.
    pub fn column(&self, name: &str) -> Option<&Array> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, array)| array)
    }
}

/// How columns are read.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// Threads that decompress, started for the call and ended with it.
    pub threads: usize,
}

impl Default for ReadOptions {
    /// One thread for each core.
    fn default() -> Self {
        Self { threads: std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// What trees, chains and RNTuples have in common: named columns of equal length.
pub trait Table: Send + Sync {
    /// The table's name.
    fn name(&self) -> &str;

    /// The number of entries.
    fn entries(&self) -> u64;

    /// Every column, readable or not.
    fn columns(&self) -> Vec<ColumnInfo>;

    /// The names that `patterns` select, in the table's order: names, or globs with `*` and `?`.
    ///
    /// # Errors
    /// When a pattern selects nothing; the message names the nearest.
    fn select(&self, patterns: &[&str]) -> crate::Result<Vec<String>>;

    /// Ranges of entries that are cheap to read one by one, for the columns named: no compressed
    /// buffer is needed by two of them, as far as the file allows.
    ///
    /// # Errors
    /// When a column is missing.
    fn clusters(&self, columns: &[&str]) -> crate::Result<Vec<Range<u64>>>;

    /// Reads the named columns for a range of entries.
    ///
    /// # Errors
    /// When a column is missing or not readable, the range is outside, or the file is damaged.
    fn read(&self, columns: &[&str], range: Range<u64>, options: ReadOptions) -> crate::Result<Batch>;
}

/// The most columns that [`describe`] names.
const NAMED: usize = 40;

/// A table in words: its place, its entries, and a line for each column.
pub(crate) fn describe(table: &dyn Table, place: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let columns = table.columns();
    write!(f, "`{place}`: {} entries, {} columns", table.entries(), columns.len())?;
    let width = columns.iter().take(NAMED).map(|column| column.name.chars().count()).max().unwrap_or(0);
    for column in columns.iter().take(NAMED) {
        match &column.ty {
            Ok(ty) => write!(f, "\n  {:width$}  {ty}", column.name)?,
            Err(why) => write!(f, "\n  {:width$}  {}: {why}", column.name, column.type_name)?,
        }
    }
    match columns.len().saturating_sub(NAMED) {
        0 => Ok(()),
        more => write!(f, "\n  … and {more} more"),
    }
}

impl fmt::Debug for dyn Table + '_ {
    /// As [`describe`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(self, self.name(), f)
    }
}

/// Whether `name` matches a glob of `*` (any characters) and `?` (one character).
pub fn glob_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where to go back to: the last star, and the name's position after what it has taken.
    let mut back: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            back = Some((p, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((star, taken)) = back {
            p = star + 1;
            n = taken + 1;
            back = Some((star, taken + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Applies patterns to the names of a table.
pub(crate) fn select_names<'a>(
    table: &str,
    names: impl Iterator<Item = (&'a str, bool)> + Clone,
    patterns: &[&str],
) -> crate::Result<Vec<String>> {
    let mut chosen = vec![];
    for pattern in patterns {
        // An exact name is an order, readable or not; a glob takes what can be read.
        let exact = names.clone().any(|(name, _)| name == *pattern);
        let matched: Vec<&str> = names
            .clone()
            .filter(|(name, readable)| if exact { name == pattern } else { *readable && glob_matches(pattern, name) })
            .map(|(name, _)| name)
            .collect();
        if matched.is_empty() {
            return Err(crate::Error::NoColumn {
                table: table.to_owned(),
                name: (*pattern).to_owned(),
                near: crate::error::nearest(pattern, names.map(|(name, _)| name)),
            });
        }
        for name in matched {
            if !chosen.iter().any(|c| c == name) {
                chosen.push(name.to_owned());
            }
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::glob_matches;

    #[test]
    fn globs_match_as_in_a_shell() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("n*", "nMuon", true),
            ("n*", "Muon", false),
            ("Muon_*pt", "Muon_pt", true),
            ("Muon_*pt*", "Muon_tunepRelPt", false),
            ("*_p?", "Jet_pt", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-d", false),
        ] {
            assert_eq!(glob_matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
