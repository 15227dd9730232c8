use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::glob;

/// Past this many bytes the older half of the file is forgotten.
const LARGEST_FILE: u64 = 8 << 20;

/// One earlier input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The session it belongs to; later sessions have larger numbers.
    pub session: i64,
    /// The number of the cell within its session.
    pub line: u32,
    /// The source text.
    pub source: String,
    /// The text of the cell's result; known for the present session only.
    #[serde(skip)]
    pub output: Option<String>,
}

/// Which part of the history, as Jupyter's `history_request` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access<'a> {
    /// The last `n` inputs of all sessions.
    Tail {
        /// How many at most.
        n: usize,
    },
    /// The inputs `start..stop` of one session.
    Range {
        /// Positive: that session; 0: the present one; negative: so many sessions back.
        session: i64,
        /// The first number.
        start: i64,
        /// One past the last number; without it, to the end.
        stop: Option<i64>,
    },
    /// The last `n` inputs that match a pattern as a whole (`*`, `?`, `[…]`).
    Search {
        /// The pattern.
        pattern: &'a str,
        /// How many at most; without it, all.
        n: Option<usize>,
        /// Whether an input that was repeated counts once, at its last place.
        unique: bool,
    },
}

/// The inputs of this session and, where there is a file, of earlier and parallel ones.
///
/// The file holds one JSON object a line. Several kernels may share it: each writes whole lines
/// at the end while it holds the lock file, and takes a session number that is not in use.
/// A file that cannot be written is a loss of comfort, never an error of a cell: it is logged
/// once and the history goes on in memory.
#[derive(Debug, Default)]
pub struct History {
    path: Option<PathBuf>,
    /// This session's number; taken at its first input.
    session: Option<i64>,
    /// This session's inputs, which the file may lack.
    own: Vec<Entry>,
}

impl History {
    /// A history that ends with the process.
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// A history in this file, which need not exist yet. Nothing is read or written now.
    pub fn in_file(path: PathBuf) -> Self {
        Self { path: Some(path), ..Self::default() }
    }

    /// The user's history: `$ROOTLET_HISTORY` (if that is empty: in memory), or
    /// `rootlet/history.jsonl` in the XDG data folder.
    pub fn of_user() -> Self {
        let path = match std::env::var_os("ROOTLET_HISTORY") {
            Some(path) if path.is_empty() => None,
            Some(path) => Some(PathBuf::from(path)),
            None => data_folder().map(|folder| folder.join("rootlet").join("history.jsonl")),
        };
        path.map_or_else(Self::in_memory, Self::in_file)
    }

    /// Remembers one input.
    pub fn record(&mut self, line: u32, source: &str) {
        let mut entry = Entry { session: self.session.unwrap_or(1), line, source: source.to_owned(), output: None };
        if let Some(path) = &self.path {
            match append(path, &mut entry, self.session.is_none()) {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!("the history `{}` cannot be written: {error}", path.display());
                    self.path = None;
                }
            }
        }
        self.session = Some(entry.session);
        self.own.push(entry);
    }

    /// Remembers the text of a cell's result.
    pub fn record_result(&mut self, line: u32, result: String) {
        if let Some(entry) = self.own.iter_mut().rev().find(|entry| entry.line == line) {
            entry.output = Some(result);
        }
    }

    /// The asked part, oldest first.
    pub fn entries(&self, access: &Access<'_>) -> Vec<Entry> {
        let mut entries = self.all();
        match *access {
            Access::Tail { n } => keep_last(&mut entries, n),
            Access::Range { session, start, stop } => {
                let wanted = match session {
                    // Before its first input a session has no number, and no inputs either.
                    0 => self.session,
                    1.. => Some(session),
                    _ => nth_session_back(&entries, self.session, session.unsigned_abs()),
                };
                entries.retain(|entry| {
                    let line = i64::from(entry.line);
                    Some(entry.session) == wanted && line >= start && stop.is_none_or(|stop| line < stop)
                });
            }
            Access::Search { pattern, n, unique } => {
                entries.retain(|entry| glob::matches(pattern, &entry.source));
                if unique {
                    keep_last_of_each(&mut entries);
                }
                if let Some(n) = n {
                    keep_last(&mut entries, n);
                }
            }
        }
        entries
    }

    /// Everything: the file's lines, with what only this session knows.
    fn all(&self) -> Vec<Entry> {
        let Some(path) = &self.path else { return self.own.clone() };
        let mut entries = read(path);
        let mut own: BTreeMap<u32, &Entry> = self.own.iter().map(|entry| (entry.line, entry)).collect();
        for entry in entries.iter_mut().filter(|entry| Some(entry.session) == self.session) {
            if let Some(known) = own.remove(&entry.line) {
                entry.output.clone_from(&known.output);
            }
        }
        entries.extend(own.into_values().cloned());
        entries
    }
}

fn keep_last(entries: &mut Vec<Entry>, n: usize) {
    entries.drain(..entries.len().saturating_sub(n));
}

fn keep_last_of_each(entries: &mut Vec<Entry>) {
    let mut seen = HashSet::new();
    let mut kept: Vec<Entry> = entries.drain(..).rev().filter(|entry| seen.insert(entry.source.clone())).collect();
    kept.reverse();
    *entries = kept;
}

/// The session that is `back` sessions before the present one (or before the next one, where none has begun).
fn nth_session_back(entries: &[Entry], present: Option<i64>, back: u64) -> Option<i64> {
    let mut sessions: Vec<i64> = entries.iter().map(|entry| entry.session).collect();
    sessions.sort_unstable();
    sessions.dedup();
    sessions.retain(|&session| present.is_none_or(|present| session < present));
    let index = sessions.len().checked_sub(usize::try_from(back).ok()?)?;
    sessions.get(index).copied()
}

/// The lines of the file that are entries; others (of a newer version, or cut off by a crash) are skipped.
fn read(path: &Path) -> Vec<Entry> {
    let bytes = fs::read(path).unwrap_or_default();
    bytes.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// Writes one line at the end, under the lock; at a session's first input, finds its number before.
fn append(path: &Path, entry: &mut Entry, is_first: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let _lock = lock(path)?;
    if is_first {
        forget_older_half(path)?;
        entry.session = 1 + read(path).iter().map(|entry| entry.session).max().unwrap_or(0);
    }
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    private().append(true).open(path)?.write_all(&line)
}

/// Held until the returned file is dropped. It is a file beside the history because that one may be replaced.
fn lock(path: &Path) -> io::Result<File> {
    let file = private().append(true).open(path.with_extension("lock"))?;
    file.lock()?;
    Ok(file)
}

fn forget_older_half(path: &Path) -> io::Result<()> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size <= LARGEST_FILE {
        return Ok(());
    }
    let bytes = fs::read(path)?;
    let half = bytes.len() / 2;
    let start = bytes[half..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| half + end + 1);
    let shorter = path.with_extension("new");
    private().write(true).truncate(true).open(&shorter)?.write_all(&bytes[start..])?;
    fs::rename(shorter, path)
}

/// Options for a file that only its owner may read: cells hold passwords at times.
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.create(true).mode(0o600);
    options
}

fn data_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.source.as_str()).collect()
    }

    fn filled(history: &mut History, cells: &[&str]) {
        for (index, cell) in cells.iter().enumerate() {
            history.record(index as u32 + 1, cell);
        }
    }

    #[test]
    fn tail_reaches_into_earlier_sessions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("history.jsonl");
        filled(&mut History::in_file(path.clone()), &["a", "b"]);
        let mut second = History::in_file(path);
        filled(&mut second, &["c", "d\nµ"]);
        let tail = second.entries(&Access::Tail { n: 3 });
        assert_eq!(sources(&tail), ["b", "c", "d\nµ"]);
        assert_eq!(tail.iter().map(|entry| (entry.session, entry.line)).collect::<Vec<_>>(), [(1, 2), (2, 1), (2, 2)]);
    }

    #[test]
    fn range_counts_sessions_from_the_present_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        filled(&mut History::in_file(path.clone()), &["a", "b", "c"]);
        let mut second = History::in_file(path);
        let range = |history: &History, session, start, stop| {
            sources(&history.entries(&Access::Range { session, start, stop })).join("")
        };
        assert_eq!(range(&second, 0, 0, None), "");
        assert_eq!(range(&second, -1, 0, None), "abc");
        filled(&mut second, &["d", "e"]);
        assert_eq!(range(&second, 0, 1, None), "de");
        assert_eq!(range(&second, 1, 2, Some(3)), "b");
        assert_eq!(range(&second, -1, 0, Some(3)), "ab");
        assert_eq!(range(&second, -2, 0, None), "");
    }

    #[test]
    fn search_is_unique_at_the_last_place() {
        let mut history = History::in_memory();
        filled(&mut history, &["1 + 2", "x", "1 + 2", "1 + 3"]);
        let search = |n, unique| history.entries(&Access::Search { pattern: "1*", n, unique });
        assert_eq!(sources(&search(None, false)), ["1 + 2", "1 + 2", "1 + 3"]);
        assert_eq!(search(None, true).iter().map(|entry| entry.line).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(sources(&search(Some(1), false)), ["1 + 3"]);
    }

    #[test]
    fn results_are_kept_for_the_present_session() {
        let folder = tempfile::tempdir().unwrap();
        let mut history = History::in_file(folder.path().join("history.jsonl"));
        filled(&mut history, &["1 + 2", "x"]);
        history.record_result(1, "3".to_owned());
        let outputs: Vec<_> = history.entries(&Access::Tail { n: 9 }).into_iter().map(|entry| entry.output).collect();
        assert_eq!(outputs, [Some("3".to_owned()), None]);
    }

    #[test]
    fn parallel_sessions_have_different_numbers_and_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| filled(&mut History::in_file(path.clone()), &["a"; 50]));
            }
        });
        let entries = read(&path);
        assert_eq!(entries.len(), 200);
        assert_eq!(entries.iter().map(|entry| entry.session).collect::<HashSet<_>>().len(), 4);
    }

    #[test]
    fn broken_lines_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        fs::write(&path, "{\"session\":7,\"line\":1,\"source\":\"a\"}\nnot JSON\n\u{0}\n").unwrap();
        let mut history = History::in_file(path);
        filled(&mut history, &["b"]);
        let tail = history.entries(&Access::Tail { n: 9 });
        assert_eq!(sources(&tail), ["a", "b"]);
        assert_eq!(tail[1].session, 8);
    }

    #[test]
    fn unwritable_file_leaves_the_history_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let blocker = folder.path().join("file");
        fs::write(&blocker, "").unwrap();
        let mut history = History::in_file(blocker.join("history.jsonl"));
        filled(&mut history, &["a", "b"]);
        assert_eq!(sources(&history.entries(&Access::Tail { n: 9 })), ["a", "b"]);
    }

    #[test]
    fn a_large_file_keeps_its_younger_half() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.jsonl");
        let line = |number: u32| {
            let entry = Entry { session: 1, line: number, source: "x".repeat(1 << 20), output: None };
            serde_json::to_string(&entry).unwrap() + "\n"
        };
        fs::write(&path, (1..=9).map(line).collect::<String>()).unwrap();
        filled(&mut History::in_file(path.clone()), &["new"]);
        let lines: Vec<u32> = read(&path).iter().map(|entry| entry.line).collect();
        assert_eq!(lines, [6, 7, 8, 9, 1]);
    }
}
