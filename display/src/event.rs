use serde::{Deserialize, Serialize};

use crate::MimeBundle;

/// Names one output area, so that a later update replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DisplayId(pub String);

/// Something that a running cell asks its front end to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DisplayEvent {
    /// A new output.
    Display {
        /// What to show.
        bundle: MimeBundle,
        /// A name for later updates.
        id: Option<DisplayId>,
    },
    /// New content for every output with this name.
    Update {
        /// What to show instead.
        bundle: MimeBundle,
        /// Which outputs.
        id: DisplayId,
    },
    /// The value of the cell's last expression.
    Result(MimeBundle),
    /// Empty the cell's output area, at once or (`wait`) when the next output arrives.
    ClearOutput {
        /// Wait for the next output, which avoids flicker.
        wait: bool,
    },
}
