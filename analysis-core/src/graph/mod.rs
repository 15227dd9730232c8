//! Points with uncertainties, curves through them, and several of them together.
//!
//! What to use when: [`Graph`] for measured points, with or without uncertainties; [`Spline`] for a smooth curve
//! through points; [`MultiGraph`] for graphs that belong into one frame.

mod convert;
mod error;
#[expect(clippy::module_inception, reason = "the file is named after its type")]
mod graph;
mod multi;
mod spline;

pub use error::GraphError;
pub use graph::Graph;
pub use multi::MultiGraph;
pub use spline::{Spline, SplineEnd};
