use std::sync::Mutex;

use super::{Cost, CostKind};
use crate::fit::FitError;
use crate::function::Function;

/// Neyman's χ² of points with errors: `Σ ((y − f(x)) / σ)²`.
pub struct ChiSquare {
    function: Function,
    columns: Vec<Vec<f64>>,
    y: Vec<f64>,
    inverse_error: Vec<f64>,
    scratch: Mutex<Vec<f64>>,
}

impl ChiSquare {
    /// χ² of `y ± error` at `x`. Points with an error of zero are left out.
    ///
    /// # Errors
    /// Slices of different length, numbers that are not finite, or no point left.
    pub fn new(function: &Function, x: &[f64], y: &[f64], error: &[f64]) -> Result<Self, FitError> {
        Self::with_columns(function, &[x], y, error)
    }

    /// As [`ChiSquare::new`] for functions of several variables: one slice per variable.
    ///
    /// # Errors
    /// As [`ChiSquare::new`].
    pub fn with_columns(function: &Function, columns: &[&[f64]], y: &[f64], error: &[f64]) -> Result<Self, FitError> {
        check_dimension(function, columns.len())?;
        for (what, other) in [("χ² errors", error)].into_iter().chain(columns.iter().map(|&c| ("χ² points", c))) {
            if other.len() != y.len() {
                return Err(FitError::Lengths { what, left: y.len(), right: other.len() });
            }
        }
        let used: Vec<usize> = (0..y.len()).filter(|&i| error[i] != 0.0).collect();
        for &i in &used {
            let finite = |what, value: f64| {
                if value.is_finite() { Ok(()) } else { Err(FitError::BadNumber { what, index: i, value }) }
            };
            finite("y value", y[i])?;
            finite("error", error[i])?;
            columns.iter().try_for_each(|column| finite("x value", column[i]))?;
        }
        if used.is_empty() {
            let hint = if y.is_empty() { "" } else { "every point has an error of zero" };
            return Err(FitError::NoData { what: "the χ²".to_owned(), hint });
        }
        let pick = |values: &[f64]| used.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        Ok(Self {
            function: function.clone(),
            columns: columns.iter().map(|column| pick(column)).collect(),
            y: pick(y),
            inverse_error: used.iter().map(|&i| 1.0 / error[i].abs()).collect(),
            scratch: Mutex::default(),
        })
    }

    /// Calls `use_it` with the model at every point.
    fn with_model<T>(&self, parameters: &[f64], use_it: impl FnOnce(&[f64]) -> T) -> T {
        // Another thread may hold the scratch space; then a fresh one serves.
        let mut own = Vec::new();
        let mut guard = self.scratch.try_lock();
        let model = guard.as_deref_mut().unwrap_or(&mut own);
        model.resize(self.y.len(), 0.0);
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        self.function.code().evaluate(&columns, parameters, model);
        use_it(model)
    }
}

impl Cost for ChiSquare {
    fn value(&self, parameters: &[f64]) -> f64 {
        self.with_model(parameters, |model| {
            model
                .iter()
                .zip(&self.y)
                .zip(&self.inverse_error)
                .map(|((model, y), inverse)| {
                    let residual = (y - model) * inverse;
                    residual * residual
                })
                .sum()
        })
    }

    fn residuals(&self, parameters: &[f64], out: &mut Vec<f64>) -> bool {
        self.with_model(parameters, |model| {
            out.clear();
            out.extend(model.iter().zip(&self.y).zip(&self.inverse_error).map(|((m, y), inverse)| (y - m) * inverse));
        });
        true
    }

    fn points(&self) -> usize {
        self.y.len()
    }

    fn kind(&self) -> CostKind {
        CostKind::ChiSquare
    }
}

pub(crate) fn check_dimension(function: &Function, needed: usize) -> Result<(), FitError> {
    if function.dimension() == needed {
        return Ok(());
    }
    Err(crate::function::FunctionError::Dimension {
        function: function.expression().to_owned(),
        dimension: function.dimension(),
        needed,
    }
    .into())
}
