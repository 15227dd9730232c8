//! What a cell shows, and how it reaches whoever shows it.
//!
//! Both processes share this crate: the library and the cells make [`MimeBundle`]s and hand
//! them to the [`Host`] of their process; the kernel receives them as [`DisplayEvent`]s.
//! It does no I/O of its own, but for [`image`], which reads the file that it is given.

mod bundle;
pub mod control;
mod event;
mod host;
mod interrupt;
mod rich;
mod show;

pub use bundle::MimeBundle;
pub use event::{DisplayEvent, DisplayId};
pub use host::{Host, InputError, clear_output, display, host, input, set_host, update_display};
pub use interrupt::{clear_interrupt, interrupted, request_interrupt, stop_if_interrupted};
pub use rich::{html, image, latex, markdown, svg};
pub use show::{Own, Show};
