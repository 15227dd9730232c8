//! Install, remove and list the kernel in a Jupyter.
//!
//! A kernel is a folder `kernels/<name>` with a `kernel.json` and logos; the renderer of plots is a
//! folder `labextensions/<name>`, with a template of nbconvert for exported pages. They live in a *data
//! folder* of Jupyter, for example `~/.local/share/jupyter`: see [`Places`]. Folders are written beside their place and renamed,
//! so that a Jupyter that looks meanwhile sees the old state or the new one.

mod error;
mod folder;
mod install;
mod places;
mod program;
mod renderer;
mod spec;
mod status;
mod sys_prefix;
mod template;

pub use error::Error;
pub use install::{Installation, OnConflict, RendererChoice, install, uninstall};
pub use places::{DataFolder, Places};
pub use program::{Program, stable_program};
pub use renderer::{Renderer, renderer};
pub use spec::{KernelSpec, check_name};
pub use status::{Found, FoundRenderer, find};
pub use sys_prefix::sys_prefix;
