//! What can go wrong with a ROOT file, said so that a reader knows what to do next.

use std::{borrow::Cow, fmt};

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl fmt::Debug for Error {
    /// The message: what `unwrap` and a cell with a forgotten `?` show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Why a ROOT file, or something in it, could not be read or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to open, read or write.
    #[error("cannot {action} `{file}`: {source}")]
    Io {
        /// What was attempted: `open`, `read`, `write`.
        action: &'static str,
        /// The file.
        file: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The first four bytes are not `root`.
    #[error("`{file}` is not a ROOT file: {}", if start.is_empty() { "it is empty".to_owned() } else { format!("it starts with {start:?}, not \"root\"") })]
    NotRoot {
        /// The file.
        file: String,
        /// Its first bytes, as text.
        start: String,
    },
    /// The bytes end before the structure does.
    #[error("{what} is cut short: {need} bytes wanted at offset {at}, {left} left")]
    Truncated {
        /// The structure.
        what: &'static str,
        /// Where, counted from the start of the structure's buffer.
        at: usize,
        /// Bytes wanted.
        need: usize,
        /// Bytes left.
        left: usize,
    },
    /// The bytes contradict the format.
    #[error("{what} is damaged: {why}")]
    Corrupt {
        /// The structure.
        what: Cow<'static, str>,
        /// The contradiction.
        why: Cow<'static, str>,
    },
    /// A stored checksum differs from the one of the bytes.
    #[error("{what} fails its checksum: {stored:#018x} stored, {computed:#018x} computed")]
    Checksum {
        /// The structure.
        what: Cow<'static, str>,
        /// In the file.
        stored: u64,
        /// Of the bytes.
        computed: u64,
    },
    /// A block that its algorithm does not accept.
    #[error("cannot decompress a {algorithm} block: {why}")]
    Decompression {
        /// `zstd`, `lz4`, `zlib`, `lzma`, `old deflate`, or the unknown tag.
        algorithm: Cow<'static, str>,
        /// The reason.
        why: String,
    },
    /// No key of this name.
    #[error("no object `{name}` in `{file}`{}", suggest(.near))]
    NoKey {
        /// The file, and the directory inside it.
        file: String,
        /// The name asked for.
        name: String,
        /// The nearest names there.
        near: Vec<String>,
    },
    /// No column (branch or field) of this name.
    #[error("no column `{name}` in `{table}`{}", suggest(.near))]
    NoColumn {
        /// The tree or RNTuple.
        table: String,
        /// The name or pattern asked for.
        name: String,
        /// The nearest names there.
        near: Vec<String>,
    },
    /// No member of this name, and it is none that may be missing.
    #[error("no member `{name}` in {class} of the file{}; `#[persist(default)]` takes its default", suggest(.near))]
    NoMember {
        /// The struct.
        class: String,
        /// The member asked for.
        name: String,
        /// The nearest names there.
        near: Vec<String>,
    },
    /// The object is of another class.
    #[error("`{name}` is a {class}, wanted {wanted}")]
    WrongClass {
        /// The object.
        name: String,
        /// What it is.
        class: String,
        /// What was asked for.
        wanted: String,
    },
    /// The value has another type.
    #[error("{what} is {found}, wanted {wanted}")]
    WrongType {
        /// The member, or column.
        what: String,
        /// Its type.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// The file describes no layout for a class.
    #[error("no layout of class {class} version {version} in the file")]
    NoStreamer {
        /// The class.
        class: String,
        /// Its version in the data.
        version: i32,
    },
    /// Understood, but not done.
    #[error("{what} is not supported: {why}")]
    Unsupported {
        /// What.
        what: Cow<'static, str>,
        /// Why, or what to do instead.
        why: Cow<'static, str>,
    },
    /// Entries outside of the table.
    #[error("entries {start}..{end} are outside of `{table}`, which has {entries}")]
    Range {
        /// The tree or RNTuple.
        table: String,
        /// First entry wanted.
        start: u64,
        /// One past the last.
        end: u64,
        /// What there is.
        entries: u64,
    },
    /// An error, with where it happened.
    #[error("{place}: {source}")]
    At {
        /// File, object, branch.
        place: String,
        /// What happened.
        source: Box<Error>,
    },
}

fn suggest(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    format!("; near: {}", quoted.join(", "))
}

impl Error {
    pub(crate) fn corrupt(what: impl Into<Cow<'static, str>>, why: impl Into<Cow<'static, str>>) -> Self {
        Error::Corrupt { what: what.into(), why: why.into() }
    }

    pub(crate) fn unsupported(what: impl Into<Cow<'static, str>>, why: impl Into<Cow<'static, str>>) -> Self {
        Error::Unsupported { what: what.into(), why: why.into() }
    }

    /// The innermost error, without the places around it.
    pub fn root(&self) -> &Error {
        match self {
            Error::At { source, .. } => source.root(),
            other => other,
        }
    }
}

/// Adds where an error happened.
pub(crate) trait Context<T> {
    fn at(self, place: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Context<T> for Result<T> {
    fn at(self, place: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::At { place: place(), source: Box::new(source) })
    }
}

/// The up to four names nearest to `wanted`: by spelling, or containing it.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let lower = wanted.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .map(|name| {
            let candidate = name.to_lowercase();
            let contains = !lower.is_empty() && (candidate.contains(&lower) || lower.contains(&candidate));
            (strsim::jaro_winkler(&lower, &candidate) + if contains { 0.3 } else { 0.0 }, name)
        })
        .filter(|(score, _)| *score > 0.7)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(4).map(|(_, name)| name.to_owned()).collect()
}
