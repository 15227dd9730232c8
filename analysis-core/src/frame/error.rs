use std::ops::Range;
use std::sync::Arc;

use super::ColumnType;

/// Why a frame cannot do what it was asked for.
///
/// Errors are cheap to clone: every result of a failed loop tells the same one.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that is neither defined nor in the source.
    #[error("no column `{name}` in {place}{}", like(.near))]
    NoColumn {
        /// The name asked for.
        name: String,
        /// Where it was looked for.
        place: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// A column that exists, but holds what a frame cannot read.
    #[error("column `{name}` of {place} cannot be read: {why}")]
    Unreadable {
        /// The column.
        name: String,
        /// Where it is.
        place: String,
        /// Why.
        why: String,
    },
    /// A column of another type than the code expects.
    #[error("column `{name}` holds `{found}`, not `{wanted}`; ask for `{found}`")]
    WrongType {
        /// The column.
        name: String,
        /// What it holds.
        found: ColumnType,
        /// What was asked for.
        wanted: ColumnType,
    },
    /// A type that this operation cannot use.
    #[error("{operation} cannot use column `{name}`: it holds `{found}`; {wanted}")]
    Unusable {
        /// What was asked for.
        operation: &'static str,
        /// The column or expression.
        name: String,
        /// What it holds.
        found: ColumnType,
        /// What would have worked.
        wanted: &'static str,
    },
    /// `define` of a name that exists, or `redefine` of one that does not.
    #[error("column `{name}` {}", if *.exists { "exists already: use `redefine` to replace it" } else { "does not exist: use `define` to make it" })]
    Defined {
        /// The name.
        name: String,
        /// Whether it exists.
        exists: bool,
    },
    /// A name that string expressions could not use.
    #[error("`{name}` is not a column name: use letters, digits, `_` and `.`, and begin with a letter or `_`")]
    BadName {
        /// The name.
        name: String,
    },
    /// A string expression that cannot be understood.
    #[error("{problem}\n  {text}\n  {}^", indent(.text, *.at))]
    Expression {
        /// The expression.
        text: String,
        /// Where in it, in bytes.
        at: usize,
        /// What is wrong.
        problem: String,
    },
    /// A string expression that has no value in some entry.
    #[error("{problem}, in entry {entry} of {place}\n  {text}\n  {}^", indent(.text, *.at))]
    Evaluation {
        /// The expression.
        text: String,
        /// Where in it, in bytes.
        at: usize,
        /// What is wrong.
        problem: String,
        /// The entry.
        entry: u64,
        /// The source.
        place: String,
    },
    /// The source could not be opened.
    #[error("{}", opening(place, cause.as_ref()))]
    Open {
        /// The source.
        place: String,
        /// Why.
        cause: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// A column could not be read.
    #[error("cannot read column `{column}` in entries {}..{} of {place}: {cause}", .entries.start, .entries.end)]
    Read {
        /// The file and tree.
        place: String,
        /// The column.
        column: String,
        /// The entries, counted from the start of that file.
        entries: Range<u64>,
        /// Why.
        cause: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// A file of a chain that differs from the first.
    #[error("column `{column}` of {first} {} {place} (entries from {entry} of the chain)", match .found {
        Some(found) => format!("holds `{wanted}`, but it holds `{found}` in"),
        None => "is missing in".to_owned(),
    })]
    Chain {
        /// The column.
        column: String,
        /// The first file.
        first: String,
        /// The file that differs.
        place: String,
        /// The first entry of that file, counted over the chain.
        entry: u64,
        /// What the first file holds.
        wanted: ColumnType,
        /// What this one holds; `None` if the column is missing.
        found: Option<ColumnType>,
    },
    /// No file fits a pattern, or a chain without files.
    #[error("no file fits `{pattern}`")]
    NoFiles {
        /// The pattern.
        pattern: String,
    },
    /// Columns or friends of different lengths.
    #[error("{what} has {found} entries, but {other} has {wanted}")]
    Lengths {
        /// What is too long or too short.
        what: String,
        /// Its length.
        found: u64,
        /// What it is compared with.
        other: String,
        /// The length of that.
        wanted: u64,
    },
    /// Two columns, weights or variations that do not fit each other.
    #[error("{operation}: `{first}` and `{second}` have different numbers of values in entry {entry} of {place}")]
    Counts {
        /// What was asked for.
        operation: &'static str,
        /// A column.
        first: String,
        /// Another column.
        second: String,
        /// The entry.
        entry: u64,
        /// The source.
        place: String,
    },
    /// An operation without a value: the mean of nothing, a variation without a name.
    #[error("{operation}: {problem}")]
    Invalid {
        /// What was asked for.
        operation: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// Output could not be written.
    #[error("cannot write {place}: {cause}")]
    Write {
        /// The file.
        place: String,
        /// Why.
        cause: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The user interrupted the loop.
    #[error("interrupted after {done} of {total} entries; the next use starts the loop again")]
    Interrupted {
        /// Entries done.
        done: u64,
        /// Entries in all.
        total: u64,
    },
}

impl std::fmt::Debug for Error {
    /// The message, as `unwrap` shows it. A derived one would be compiled in every cell with a `?`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// The result of an operation on a frame.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be opened; a cause that says so itself says it alone.
fn opening(place: &str, cause: &(dyn std::error::Error + Send + Sync)) -> String {
    let cause = cause.to_string();
    if cause.starts_with("cannot open") { cause } else { format!("cannot open {place}: {cause}") }
}

fn like(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("; near: {}", quoted.join(", "))
}

/// Spaces that bring a caret under byte `at` of `text`.
fn indent(text: &str, at: usize) -> String {
    " ".repeat(text.char_indices().take_while(|(index, _)| *index < at).count())
}

/// The names most like `name`, best first, three at most.
pub(super) fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut scored: Vec<(usize, &str)> = known
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::osa_distance(&lower, &other);
            let part = other.len() > 2 && lower.len() > 2 && (other.contains(&lower) || lower.contains(&other));
            (distance <= (1 + name.len() / 3).min(name.len() / 2) || part).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}
