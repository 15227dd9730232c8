//! Fits: a model, a measure of how well it fits, and a minimiser.
//!
//! What to use when: `histogram.fit("gaus")` for the everyday; [`Model`] to choose start values,
//! limits and ties; [`FitOptions`] for likelihoods, ranges, MINOS; [`minimize`] for a cost function
//! of your own.

mod attached;
mod cost;
mod data;
mod error;
mod explore;
mod graph;
mod hist;
mod matrix;
mod minimise;
mod model;
mod options;
mod parameter;
mod problem;
mod report;
mod result;
mod run;

pub use attached::FittedFunction;
pub(crate) use cost::GAUSS;
pub use cost::{BinnedLikelihood, ChiSquare, Cost, CostKind, Unbinned};
pub use error::FitError;
pub use matrix::Matrix;
pub use model::Model;
pub use options::{Algorithm, Attach, FitOptions, Method, Minos};
pub use parameter::Parameter;
pub use problem::Problem;
pub use result::{CovarianceQuality, FitResult, FitStatus, FittedParameter};
pub use run::minimize;
