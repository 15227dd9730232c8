//! The messages between the kernel and its evaluator process.
//!
//! Each message is one JSON packet on a `SOCK_SEQPACKET` socket, so that a process that dies in the
//! middle of a cell never leaves half a message behind. Displays may be larger than a packet: they
//! are files in the session's folder, announced by a [`Marker`] in the stream of printed text.

use serde::{Deserialize, Serialize};

/// Kernel → evaluator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Load these libraries in order, then run `symbol` of the last one, if any.
    Run(Run),
    /// The answer to [`Report::Input`]; `Err(true)` says that the user interrupted.
    InputReply(Result<String, bool>),
    /// Forget variables; every variable where the list is `None`.
    Forget(Option<Vec<String>>),
}

/// One cell, compiled.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    /// The execution count of the cell.
    pub number: u32,
    /// Shared objects to load, dependencies first.
    pub libraries: Vec<String>,
    /// The cell's function; `None` only loads.
    pub symbol: Option<String>,
    /// Whether no later cell will name the last library: its symbols are then nobody else's.
    #[serde(default)]
    pub private: bool,
    /// Where standard input comes from: a FIFO, or nothing.
    pub stdin: Option<String>,
    /// Source positions for panics, one entry a file that is new with this cell.
    pub files: Vec<FileLines>,
    /// Instead of a cell: something that the runtime does without compiled Rust.
    #[serde(default)]
    pub service: Option<Service>,
}

/// A request to a part of the runtime.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Service {
    /// `python` or `cpp`.
    pub name: String,
    /// What it is asked.
    pub request: serde_json::Value,
}

/// How the lines of a generated file map to the lines of a cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileLines {
    /// The generated file's name as rustc knows it.
    pub file: String,
    /// The cell's name as the user knows it, for example `In[7]`.
    pub cell: String,
    /// `(first generated line, first cell line, number of lines)`, both counted from 1.
    pub runs: Vec<(u32, u32, u32)>,
}

/// Evaluator → kernel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Report {
    /// The evaluator runs and waits for requests.
    Ready {
        /// Its process id.
        pid: i32,
        /// Whether it came back from a checkpoint.
        restored: bool,
    },
    /// The request is done. Everything that it printed lies before the marker with this number.
    Done {
        /// The number of the end marker in both streams.
        marker: u64,
        /// Variables that the cell stored, in order.
        stored: Vec<StoredVariable>,
        /// How it ended.
        end: End,
    },
    /// The cell asks the user; answered by [`Request::InputReply`].
    Input {
        /// The number of the marker up to which the streams belong before the question.
        marker: u64,
        /// Shown before the field.
        prompt: String,
        /// Whether to hide what is typed.
        password: bool,
    },
    /// The evaluator process is gone; sent by its supervisor.
    Died {
        /// The raw status of `waitpid`.
        status: i32,
        /// Whether a checkpoint takes over (then [`Report::Ready`] follows).
        restored: bool,
    },
}

/// A variable as the evaluator knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredVariable {
    /// Its name.
    pub name: String,
    /// `std::any::type_name` of its type.
    pub type_name: String,
    /// Size of the value itself, in bytes.
    pub size: usize,
}

/// How a cell ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum End {
    /// To its last line.
    Finished,
    /// It returned an error through `?`.
    Failed {
        /// The error and its sources, outermost first.
        chain: Vec<String>,
    },
    /// It panicked.
    Panicked {
        /// The panic's message.
        message: String,
        /// Where, already in the cell's lines where known: `In[7]:2:5`.
        place: Option<String>,
        /// Functions of cells on the stack, innermost first.
        frames: Vec<String>,
    },
    /// The shared object could not be loaded.
    NotLoaded {
        /// The dynamic linker's words.
        reason: String,
    },
}

/// A place in the text of stdout or stderr at which something else belongs.
///
/// Written as `\x1e`, the session's token, a letter, a number and `\x1f`: short enough for one
/// atomic write to a pipe, and not to be guessed by a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// The display in file `N.json` of the session's folder belongs here.
    Display(u64),
    /// Everything printed before this point was printed before report `N`.
    End(u64),
    /// Stands in both streams where a cell goes from one to the other: what follows it in either
    /// stream comes after what precedes it in both.
    Switch(u64),
}

impl Marker {
    /// The bytes to write.
    pub fn encode(self, token: &str) -> String {
        match self {
            Self::Display(number) => format!("\u{1e}{token}D{number}\u{1f}"),
            Self::End(number) => format!("\u{1e}{token}E{number}\u{1f}"),
            Self::Switch(number) => format!("\u{1e}{token}S{number}\u{1f}"),
        }
    }

    /// Reads the part between the token and `\x1f`.
    pub fn decode(body: &str) -> Option<Self> {
        let number = body.get(1..)?.parse().ok()?;
        match body.as_bytes().first()? {
            b'D' => Some(Self::Display(number)),
            b'E' => Some(Self::End(number)),
            b'S' => Some(Self::Switch(number)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_survive() {
        for marker in [Marker::Display(0), Marker::End(u64::MAX), Marker::Switch(7)] {
            let text = marker.encode("abc");
            let body = text.trim_start_matches("\u{1e}abc").trim_end_matches('\u{1f}');
            assert_eq!(Marker::decode(body), Some(marker));
        }
        assert_eq!(Marker::decode("X1"), None);
        assert_eq!(Marker::decode("D"), None);
    }
}
