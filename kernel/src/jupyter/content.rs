//! The contents of the shell channel's requests.
//!
//! What a client leaves out has the value that the specification names.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the specification has them")]
pub(super) struct Execute {
    pub(super) code: String,
    #[serde(default)]
    pub(super) silent: bool,
    #[serde(default = "yes")]
    pub(super) store_history: bool,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) user_expressions: Map<String, Value>,
    #[serde(default = "yes")]
    pub(super) allow_stdin: bool,
    #[serde(default = "yes")]
    pub(super) stop_on_error: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Complete {
    pub(super) code: String,
    /// In code points.
    pub(super) cursor_pos: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Inspect {
    pub(super) code: String,
    /// In code points.
    pub(super) cursor_pos: usize,
    #[serde(default)]
    pub(super) detail_level: u8,
}

#[derive(Debug, Deserialize)]
pub(super) struct IsComplete {
    pub(super) code: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct History {
    #[serde(default)]
    pub(super) output: bool,
    pub(super) hist_access_type: HistoryAccess,
    #[serde(default)]
    pub(super) session: i64,
    #[serde(default)]
    pub(super) start: i64,
    #[serde(default)]
    pub(super) stop: Option<i64>,
    #[serde(default)]
    pub(super) n: Option<usize>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) unique: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum HistoryAccess {
    Range,
    Tail,
    Search,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommOpen {
    pub(super) comm_id: String,
    #[serde(default)]
    pub(super) target_name: String,
}

fn yes() -> bool {
    true
}

fn null_is_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
