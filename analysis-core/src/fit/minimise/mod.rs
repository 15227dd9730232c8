//! The minimisers, on internal coordinates without bounds.
//!
//! Written from the papers: Davidon (1959), Fletcher and Powell (1963), Fletcher (1970), James and
//! Roos (1975) and the MINUIT manual (CERN D506); Nelder and Mead (1965); Marquardt (1963) and
//! Nielsen (1999) for least squares. Words: `up` is the rise of the function that means one
//! standard deviation (errordef), `edm` the estimated vertical distance to the minimum.

mod crossing;
mod gradient;
mod hesse;
mod layout;
mod levenberg;
mod line;
mod migrad;
mod objective;
mod simplex;
mod whiten;

pub(crate) use crossing::{CrossingFailure, Line, crossing};
pub(crate) use gradient::Gradient;
pub(crate) use hesse::{hesse, squared_covariance};
pub(crate) use layout::{Layout, Transform};
pub(crate) use levenberg::{LeastSquares, levenberg};
pub(crate) use migrad::{Finish, migrad};
pub(crate) use objective::{Objective, Stop};
pub(crate) use simplex::simplex;

use crate::fit::Matrix;
use crate::fit::matrix::make_positive;

/// A point with what is known of the function around it.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Internal coordinates.
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
    pub(crate) gradient: Gradient,
    /// Second derivatives; positive definite.
    pub(crate) hessian: Matrix,
    pub(crate) edm: f64,
    /// How much curvatures change (relatively) over a distance of one standard deviation, from the last step.
    pub(crate) bend: f64,
    pub(crate) quality: Quality,
}

impl Point {
    /// A minimum with known second derivatives.
    pub(crate) fn from_curvature(x: Vec<f64>, value: f64, hessian: &Matrix) -> Self {
        let step: Vec<f64> = (0..x.len()).map(|i| 0.002 * (2.0 / hessian[(i, i)].max(1e-300)).sqrt()).collect();
        let gradient = Gradient { step, first: vec![0.0; x.len()], ..Gradient::default() };
        let (hessian, changed) = make_positive(hessian);
        let quality = if changed { Quality::MadePositive } else { Quality::Accurate };
        Self { x, value, gradient, hessian, edm: 0.0, bend: 0.0, quality }
    }
}

/// What the second derivatives are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quality {
    /// From the steps of the search alone.
    Approximate,
    /// Computed, but not positive definite, and made so.
    MadePositive,
    /// Computed.
    Accurate,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Converged,
    CallLimit,
    /// No step lowers the function, yet the distance to the minimum seems too large.
    Stuck,
}
