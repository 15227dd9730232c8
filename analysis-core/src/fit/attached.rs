use super::{FitResult, FittedParameter};
use crate::function::Function;

/// A fitted function that a histogram or graph keeps, so that drawing it shows the curve and its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedFunction {
    /// The function with the fitted values.
    pub function: Function,
    /// Names, values and errors, in order.
    pub parameters: Vec<FittedParameter>,
    /// χ², NaN where the fit has none.
    pub chi2: f64,
    /// Degrees of freedom.
    pub ndf: usize,
    /// Where it was fitted, in the unit of x.
    pub range: (f64, f64),
    /// Points of the curve over the range, ascending in x; empty for functions of several variables.
    pub curve: Vec<(f64, f64)>,
}

/// Points of a drawn curve: enough to look smooth on a plot a thousand pixels wide.
const CURVE_POINTS: usize = 400;

impl FittedFunction {
    pub(crate) fn new(result: &FitResult, range: (f64, f64)) -> Option<Self> {
        let function = result.function.clone()?;
        let curve = if function.dimension() == 1 { sample(&function, range) } else { Vec::new() };
        let parameters = result.parameters.clone();
        Some(Self { function, parameters, chi2: result.chi2(), ndf: result.ndf(), range, curve })
    }
}

fn sample(function: &Function, (low, high): (f64, f64)) -> Vec<(f64, f64)> {
    let x: Vec<f64> = (0..=CURVE_POINTS).map(|i| low + (high - low) * i as f64 / CURVE_POINTS as f64).collect();
    let y = function.eval_many(&x);
    x.into_iter().zip(y).collect()
}
