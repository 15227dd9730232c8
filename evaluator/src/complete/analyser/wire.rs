//! What the kernel and `rootlet-analyser` say to each other: one JSON value a line.
//!
//! This file is part of both programs; neither links the other, as rust-analyzer is big.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// To the analyser, on its standard input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The first one: what every cell may name.
    Open {
        /// The library, in any order.
        crates: Vec<CrateText>,
        /// `library` of the component rust-src, where the user wants it.
        standard: Option<PathBuf>,
    },
    /// What may stand at a place.
    Complete(Question),
    /// What stands at a place.
    Describe(Question),
}

/// A place in a text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Question {
    /// Comes back with the answer.
    pub(crate) id: u64,
    /// The crates of earlier cells, where they changed since the last question.
    pub(crate) cells: Option<Vec<CrateText>>,
    /// The crate with the cell that is being written.
    pub(crate) text: String,
    /// The crates that `text` names.
    pub(crate) needs: Vec<String>,
    /// The place, in bytes from the start of `text`.
    pub(crate) offset: usize,
}

/// A crate's sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct CrateText {
    /// Its name in paths.
    pub(crate) name: String,
    /// Paths that start with `/`, and texts; the first is the crate's root.
    pub(crate) files: Vec<(String, String)>,
    /// Crates that it names, beside the standard library.
    pub(crate) needs: Vec<String>,
}

/// From the analyser, on its standard output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// The crates of [`Request::Open`] are read and answers are quick from now on.
    Ready,
    /// To [`Request::Complete`].
    Proposals {
        /// Of the question.
        id: u64,
        /// Best first.
        proposals: Vec<Proposal>,
    },
    /// To [`Request::Describe`]; both texts are empty where nothing is known.
    Description {
        /// Of the question.
        id: u64,
        /// Signature and documentation.
        markdown: String,
        /// The same without marks.
        text: String,
    },
}

/// One thing that may stand at the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    /// The identifier, with `!` for macros.
    pub(crate) text: String,
    /// `function`, `field`, `struct`, …
    pub(crate) kind: String,
    /// The signature or type, empty where there is none.
    pub(crate) signature: String,
    /// The first line of the documentation, often empty.
    pub(crate) summary: String,
}
