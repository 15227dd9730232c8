//! What every cell of a notebook has in scope; a program writes `use rootlet::prelude::*`.

pub use crate::*;
pub use rootlet_display::{
    DisplayId, MimeBundle, Show, clear_output, display, html, image, input, interrupted, latex, markdown, svg,
    update_display,
};
