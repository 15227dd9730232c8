use std::sync::Arc;

use super::cost::CostKind;
use super::minimise::{Point, Quality};
use super::parameter::Parameter;
use super::{Algorithm, Cost, FitError, Matrix};
use crate::function::{Function, FunctionError};
use crate::hist::Estimate;

/// What a fit found.
#[derive(Clone)]
pub struct FitResult {
    /// The fitted function with the values found, for fits of a model.
    pub(crate) function: Option<Function>,
    pub(crate) parameters: Vec<FittedParameter>,
    pub(crate) minimum: f64,
    pub(crate) chi2: Option<f64>,
    pub(crate) points: usize,
    pub(crate) edm: f64,
    pub(crate) calls: usize,
    pub(crate) status: FitStatus,
    pub(crate) quality: CovarianceQuality,
    pub(crate) covariance: Matrix,
    pub(crate) kind: CostKind,
    pub(crate) algorithm: Algorithm,
    pub(crate) sigmas: f64,
    /// By how much the errors were multiplied, where the data have none.
    pub(crate) scaled: Option<f64>,
    pub(crate) fitted: Fitted,
}

/// What MINOS, contours and scans go on from.
#[derive(Clone)]
pub(crate) struct Fitted {
    pub(crate) cost: Arc<dyn Cost>,
    pub(crate) settings: Vec<Parameter>,
    pub(crate) point: Point,
    pub(crate) up: f64,
}

/// One parameter of a fit's result.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedParameter {
    /// Its name.
    pub name: String,
    /// The value at the minimum.
    pub value: f64,
    /// The symmetric (parabolic) error; 0 for a fixed parameter.
    pub error: f64,
    /// MINOS errors, below (negative) and above, where asked for and found.
    pub minos: Option<(f64, f64)>,
    /// Whether it was held at its value.
    pub fixed: bool,
    /// Whether other parameters determined it.
    pub tied: bool,
    /// Its limits, if any.
    pub limits: Option<(f64, f64)>,
}

impl FittedParameter {
    pub(crate) fn new(parameter: &Parameter, value: f64, error: f64) -> Self {
        let limits = parameter
            .is_limited()
            .then(|| (parameter.lower.unwrap_or(f64::NEG_INFINITY), parameter.upper.unwrap_or(f64::INFINITY)));
        Self {
            name: parameter.name.clone(),
            value,
            error,
            minos: None,
            fixed: parameter.fixed && parameter.tie.is_none(),
            tied: parameter.is_tied(),
            limits,
        }
    }

    /// Value and error in one, to print or to compute with.
    pub fn estimate(&self) -> Estimate {
        Estimate { value: self.value, error: self.error }
    }

    /// Whether the value stands at one of its limits, to a thousandth of its error.
    pub fn at_limit(&self) -> bool {
        let near = 1e-3 * self.error;
        self.limits.is_some_and(|(low, high)| (self.value - low).abs() <= near || (self.value - high).abs() <= near)
    }
}

/// `value ± error`; `{:.4}` sets the decimals of both. A fixed parameter has no error to show.
impl std::fmt::Display for FittedParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.fixed, f.precision()) {
            (false, _) => self.estimate().fmt(f),
            (true, Some(decimals)) => write!(f, "{:.decimals$} (fixed)", self.value),
            (true, None) => write!(f, "{} (fixed)", crate::hist::number(self.value)),
        }
    }
}

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FitStatus {
    /// At a minimum.
    Converged,
    /// The limit of calls was reached first.
    CallLimit,
    /// No step lowers the function, yet its gradient does not vanish: noise, a kink, or a bad model.
    NotConverged,
}

/// What the covariance is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CovarianceQuality {
    /// From the steps of the search; errors are good to some per cent.
    Approximate,
    /// Not positive definite at the minimum, and made so: parameters are not determined by the data.
    MadePositive,
    /// From the second derivatives at the minimum.
    Accurate,
}

impl From<Quality> for CovarianceQuality {
    fn from(quality: Quality) -> Self {
        match quality {
            Quality::Approximate => Self::Approximate,
            Quality::MadePositive => Self::MadePositive,
            Quality::Accurate => Self::Accurate,
        }
    }
}

impl FitResult {
    /// Whether a minimum was found and its errors can be trusted.
    pub fn is_valid(&self) -> bool {
        self.status == FitStatus::Converged && self.quality != CovarianceQuality::MadePositive
    }

    /// How the fit ended.
    pub fn status(&self) -> FitStatus {
        self.status
    }

    /// What the covariance is worth.
    pub fn covariance_quality(&self) -> CovarianceQuality {
        self.quality
    }

    /// All parameters, in order.
    pub fn parameters(&self) -> &[FittedParameter] {
        &self.parameters
    }

    /// One parameter by name, `[2]` or `p2`.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn parameter(&self, name: &str) -> Result<&FittedParameter, FitError> {
        Ok(&self.parameters[self.index(name)?])
    }

    /// The value of a parameter at the minimum.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn value(&self, name: &str) -> Result<f64, FitError> {
        Ok(self.parameter(name)?.value)
    }

    /// The error of a parameter.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn error(&self, name: &str) -> Result<f64, FitError> {
        Ok(self.parameter(name)?.error)
    }

    /// All values, in order.
    pub fn values(&self) -> Vec<f64> {
        self.parameters.iter().map(|parameter| parameter.value).collect()
    }

    /// All errors, in order.
    pub fn errors(&self) -> Vec<f64> {
        self.parameters.iter().map(|parameter| parameter.error).collect()
    }

    /// The cost function at the minimum.
    pub fn minimum(&self) -> f64 {
        self.minimum
    }

    /// χ² at the minimum; for a binned likelihood its ratio to the perfect fit, which is distributed
    /// alike for many entries. NaN where the cost function has no such meaning.
    pub fn chi2(&self) -> f64 {
        self.chi2.unwrap_or(f64::NAN)
    }

    /// Points less free parameters.
    pub fn ndf(&self) -> usize {
        self.points.saturating_sub(self.free_names().count())
    }

    /// The probability of a χ² as large or larger, if the model is right; NaN without χ².
    pub fn p_value(&self) -> f64 {
        crate::function::special::chi_square_survival(self.chi2(), self.ndf() as f64)
    }

    /// By how much the errors of the parameters (all of them: covariance, MINOS, contours, bands) were multiplied
    /// because the data have no errors: √(χ²/ndf), as in ROOT. `None` for data with errors.
    pub fn error_scale(&self) -> Option<f64> {
        self.scaled
    }

    /// The estimated distance of the last point from the minimum, in units of the cost function.
    pub fn edm(&self) -> f64 {
        self.edm
    }

    /// Evaluations of the cost function.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Covariances of all parameters, in their order; rows of fixed ones are zero.
    pub fn covariance(&self) -> &Matrix {
        &self.covariance
    }

    /// Correlations of all parameters; a fixed one correlates with nothing.
    pub fn correlation(&self) -> Matrix {
        let n = self.covariance.size();
        let mut correlation = Matrix::zeros(n);
        for i in 0..n {
            for j in 0..n {
                let scale = (self.covariance[(i, i)] * self.covariance[(j, j)]).sqrt();
                correlation[(i, j)] =
                    if scale > 0.0 { self.covariance[(i, j)] / scale } else { f64::from(u8::from(i == j)) };
            }
        }
        correlation
    }

    /// The largest correlation of each parameter with any combination of the others; 0 for fixed and tied ones.
    pub fn global_correlations(&self) -> Vec<f64> {
        let mut global = vec![0.0; self.parameters.len()];
        let hessian = &self.fitted.point.hessian;
        let Some(factor) = hessian.cholesky() else { return global };
        let inverse = factor.inverse();
        let free = self.parameters.iter().enumerate().filter(|(_, p)| !p.fixed && !p.tied).map(|(index, _)| index);
        for (slot, index) in free.enumerate() {
            global[index] = (1.0 - 1.0 / (hessian[(slot, slot)] * inverse[(slot, slot)])).max(0.0).sqrt();
        }
        global
    }

    /// The fitted function with the values found; `None` for a cost function of your own.
    pub fn function(&self) -> Option<&Function> {
        self.function.as_ref()
    }

    /// The fitted function at `x`; NaN for a cost function of your own.
    pub fn eval(&self, x: f64) -> f64 {
        self.function.as_ref().map_or(f64::NAN, |function| function.eval(x))
    }

    pub(crate) fn free_names(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter(|p| !p.fixed && !p.tied).map(|p| p.name.as_str())
    }

    pub(crate) fn index(&self, name: &str) -> Result<usize, FitError> {
        let names: Vec<String> = self.parameters.iter().map(|p| p.name.clone()).collect();
        crate::function::find_parameter(&names, name).ok_or_else(|| {
            let function = self.function.as_ref().map_or("the cost function", Function::expression).to_owned();
            FunctionError::UnknownParameter { function, name: name.to_owned(), known: names }.into()
        })
    }
}
