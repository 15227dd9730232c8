//! How well a model fits: the functions of the parameters that a fit minimises.

mod binned;
mod chi_square;
mod places;
mod sum;
mod unbinned;

pub use binned::BinnedLikelihood;
pub use chi_square::ChiSquare;
pub(crate) use chi_square::{check_dimension, finite, used};
pub(crate) use places::{GAUSS, Places};
pub(crate) use sum::Sum;
pub use unbinned::Unbinned;

/// A function of the parameters to minimise.
///
/// Closures `Fn(&[f64]) -> f64` are cost functions, too.
pub trait Cost: Send + Sync {
    /// The function; NaN where it does not exist.
    fn value(&self, parameters: &[f64]) -> f64;

    /// The rise above the minimum that means one standard deviation: 1 for χ² and −2 ln L, 0.5 for −ln L.
    fn errordef(&self) -> f64 {
        1.0
    }

    /// Writes residuals whose squares sum to [`Cost::value`] and returns `true`, if it is such a sum.
    fn residuals(&self, _parameters: &[f64], _out: &mut Vec<f64>) -> bool {
        false
    }

    /// Data points that count for the degrees of freedom; 0 where that makes no sense.
    fn points(&self) -> usize {
        0
    }

    /// For weighted entries, the same function with squared weights: errors then come from
    /// `H⁻¹ H₂ H⁻¹`, with the second derivatives of both.
    fn with_squared_weights(&self) -> Option<Box<dyn Cost + '_>> {
        None
    }

    /// What the minimum means.
    fn kind(&self) -> CostKind {
        CostKind::Other
    }

    /// Whether the data have no errors, so that their scatter around the model has to stand for them: a fit then
    /// takes χ² per degree of freedom to be 1 for the errors of the parameters.
    fn errors_from_scatter(&self) -> bool {
        false
    }
}

/// What the minimum of a cost function means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CostKind {
    /// χ²: a measure of the goodness of fit.
    ChiSquare,
    /// A likelihood ratio against the data themselves, distributed like χ² for many entries.
    LikelihoodRatio,
    /// A likelihood without such a measure.
    Likelihood,
    /// Anything.
    Other,
}

impl<F: Fn(&[f64]) -> f64 + Send + Sync> Cost for F {
    fn value(&self, parameters: &[f64]) -> f64 {
        self(parameters)
    }
}
