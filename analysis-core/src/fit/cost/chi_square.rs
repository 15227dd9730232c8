use super::places::Places;
use super::{Cost, CostKind};
use crate::fit::FitError;
use crate::function::{Function, FunctionError};

/// χ² of points with errors: `Σ ((y − f(x)) / σ)²`.
pub struct ChiSquare {
    function: Function,
    places: Places,
    y: Vec<f64>,
    errors: Errors,
    /// Errors of x, which count through the slope of the model.
    x_errors: Option<Vec<f64>>,
    from_scatter: bool,
}

/// What σ is.
enum Errors {
    /// Inverse errors of the data (Neyman's χ²).
    Given(Vec<f64>),
    /// Inverse errors for models below and above the data.
    Sides(Vec<(f64, f64)>),
    /// The square root of the model (Pearson's χ²).
    Expected,
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
        for column in columns {
            same_length("points of the χ²", y.len(), column.len())?;
        }
        same_length("errors of the χ²", y.len(), error.len())?;
        let used = used(error)?;
        let pick = |values: &[f64]| used.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        let columns: Vec<Vec<f64>> = columns.iter().map(|column| pick(column)).collect();
        for column in &columns {
            finite("x value", column)?;
        }
        Self::at(function, Places::points(columns), pick(y), &pick(error))
    }

    /// χ² at places; no error may be zero.
    pub(crate) fn at(function: &Function, places: Places, y: Vec<f64>, error: &[f64]) -> Result<Self, FitError> {
        finite("y value", &y)?;
        finite("error", error)?;
        let errors = Errors::Given(error.iter().map(|error| 1.0 / error.abs()).collect());
        Ok(Self { function: function.clone(), places, y, errors, x_errors: None, from_scatter: false })
    }

    /// Pearson's χ² of counts at places. Errors of the parameters come from the scatter around the model, as in ROOT.
    pub(crate) fn pearson(function: &Function, places: Places, y: Vec<f64>) -> Result<Self, FitError> {
        finite("y value", &y)?;
        Ok(Self { function: function.clone(), places, y, errors: Errors::Expected, x_errors: None, from_scatter: true })
    }

    /// With different errors below and above the data: models above a point are compared with its upper error.
    ///
    /// # Errors
    /// Slices of different length, or an error that is zero or not finite.
    pub fn with_sides(mut self, below: &[f64], above: &[f64]) -> Result<Self, FitError> {
        same_length("lower errors of the χ²", self.y.len(), below.len())?;
        same_length("upper errors of the χ²", self.y.len(), above.len())?;
        let inverse = below.iter().zip(above).map(|(b, a)| (1.0 / b.abs(), 1.0 / a.abs())).collect::<Vec<_>>();
        for (index, (b, a)) in inverse.iter().enumerate() {
            if !(b.is_finite() && a.is_finite()) {
                return Err(FitError::BadNumber { what: "error", index, value: 0.0 });
            }
        }
        self.errors = Errors::Sides(inverse);
        Ok(self)
    }

    /// With errors of x: σ² becomes `σ_y² + (f′(x) σ_x)²`.
    ///
    /// # Errors
    /// Slices of different length, or numbers that are not finite.
    pub fn with_x_errors(mut self, error: &[f64]) -> Result<Self, FitError> {
        same_length("x errors of the χ²", self.y.len(), error.len())?;
        finite("x error", error)?;
        if error.iter().any(|error| *error != 0.0) {
            check_dimension(&self.function, 1)?;
            self.x_errors = Some(error.iter().map(|error| error.abs()).collect());
        }
        Ok(self)
    }

    /// For data without errors: those of the parameters are scaled by √(χ²/ndf), as if the scatter of the data
    /// around the model were their errors (ROOT does so for graphs without errors).
    pub fn errors_from_scatter(mut self) -> Self {
        self.from_scatter = true;
        self
    }

    /// Calls `take` with every residual.
    fn each_residual(&self, parameters: &[f64], mut take: impl FnMut(f64)) {
        let slopes = self.x_errors.as_ref().map(|errors| {
            // Over a hundredth of the error the slope is that of a line.
            let span: Vec<f64> = errors.iter().map(|error| 0.01 * error).collect();
            self.places.slopes(&self.function, parameters, &span)
        });
        self.places.with_model(&self.function, parameters, |model| {
            for (i, (model, y)) in model.iter().zip(&self.y).enumerate() {
                let mut inverse = match &self.errors {
                    Errors::Given(inverse) => inverse[i],
                    Errors::Sides(inverse) if *model < *y => inverse[i].0,
                    Errors::Sides(inverse) => inverse[i].1,
                    // A model of nothing: the smallest error that a count could have keeps χ² finite.
                    Errors::Expected => 1.0 / model.max(1e-12).sqrt(),
                };
                if let (Some(slopes), Some(errors)) = (&slopes, &self.x_errors) {
                    inverse = 1.0 / (1.0 / inverse).hypot(slopes[i] * errors[i]);
                }
                take((y - model) * inverse);
            }
        });
    }
}

impl Cost for ChiSquare {
    fn value(&self, parameters: &[f64]) -> f64 {
        let mut sum = 0.0;
        self.each_residual(parameters, |residual| sum += residual * residual);
        sum
    }

    fn residuals(&self, parameters: &[f64], out: &mut Vec<f64>) -> bool {
        out.clear();
        self.each_residual(parameters, |residual| out.push(residual));
        true
    }

    fn points(&self) -> usize {
        self.y.len()
    }

    fn kind(&self) -> CostKind {
        CostKind::ChiSquare
    }

    fn errors_from_scatter(&self) -> bool {
        self.from_scatter
    }
}

/// The points that have an error.
pub(crate) fn used(error: &[f64]) -> Result<Vec<usize>, FitError> {
    let used: Vec<usize> = (0..error.len()).filter(|&i| error[i] != 0.0).collect();
    if !used.is_empty() {
        return Ok(used);
    }
    let hint = if error.is_empty() { "there are no points" } else { "every point has an error of zero" };
    Err(FitError::NoData { what: "the χ²".to_owned(), hint })
}

pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<(), FitError> {
    match values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        Some((index, &value)) => Err(FitError::BadNumber { what, index, value }),
        None => Ok(()),
    }
}

pub(crate) fn same_length(what: &'static str, left: usize, right: usize) -> Result<(), FitError> {
    if left == right { Ok(()) } else { Err(FitError::Lengths { what, left, right }) }
}

pub(crate) fn check_dimension(function: &Function, needed: usize) -> Result<(), FitError> {
    // `x + 0*y` may leave out variables: a function of fewer variables than there are is fine.
    if function.dimension() <= needed {
        return Ok(());
    }
    let (function, dimension) = (function.expression().to_owned(), function.dimension());
    Err(FunctionError::Dimension { function, dimension, needed }.into())
}
