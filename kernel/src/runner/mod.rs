//! Notebooks without a browser.
//!
//! [`Notebook`] reads and writes `.ipynb` files as nbformat does, [`execute`] runs one in a
//! [`Session`](rootlet_kernel::session::Session), [`inject`] sets its parameters, [`compare`] holds its new
//! outputs against the stored ones, [`script`] turns it into a `.rs` script and back, [`program`]
//! into a Cargo package.

mod compare;
mod error;
mod execute;
mod json;
mod junit;
mod notebook;
mod outputs;
mod packed;
mod parameters;
mod program;
mod report;
mod sanitize;
mod script;

pub(crate) use compare::{Difference, Tolerance, compare};
pub(crate) use error::Error;
pub(crate) use execute::{OnError, Options, execute};
pub(crate) use junit::junit;
pub(crate) use notebook::{Cell, CellKind, Notebook};
pub(crate) use outputs::Recorder;
pub(crate) use parameters::{Parameter, inject};
pub(crate) use program::{SUPPORT, manifest, to_program};
pub(crate) use report::{CellReport, NotebookReport, Outcome};
pub(crate) use sanitize::without_colours;
pub(crate) use script::{from_script, keep_outputs, to_script};
