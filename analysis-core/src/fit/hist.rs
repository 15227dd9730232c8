use std::sync::Arc;

use super::attached::FittedFunction;
use super::{Attach, ChiSquare, Cost, FitError, FitOptions, FitResult, Method, Model, Parameter, run};
use crate::function::{Function, Points};
use crate::hist::Hist1D;

impl Hist1D {
    /// Fits a model: a named shape (`"gaus"`), a formula, or a [`Model`]. The histogram keeps the
    /// fitted function, and draws it.
    ///
    /// ```
    /// use rootlet::{Hist1D, Model};
    /// let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    /// h.fill_random("gaus", 5000);
    /// let fit = h.fit("gaus")?;
    /// assert!((fit.value("Sigma")? - 1.0).abs() < 0.05);
    /// println!("{fit}");
    /// # Ok::<(), rootlet::FitError>(())
    /// ```
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit; see [`FitError`]. A fit that ran and did not
    /// converge is a result whose status says so.
    pub fn fit(&mut self, model: impl Into<Model>) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), &FitOptions::default())
    }

    /// As [`Hist1D::fit`], with options: likelihoods, ranges, MINOS and so on.
    ///
    /// # Errors
    /// As [`Hist1D::fit`].
    pub fn fit_with(&mut self, model: impl Into<Model>, options: &FitOptions) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), options)
    }

    /// The functions kept from fits, the latest last.
    pub fn fitted_functions(&self) -> &[FittedFunction] {
        &self.core.fits
    }

    fn fit_model(&mut self, model: Model, options: &FitOptions) -> Result<FitResult, FitError> {
        let axis = self.axis();
        let ranges = ranges(&model, options)?;
        let data = BinData::new(self, &ranges);
        let extent = extent(&ranges, (axis.low(), axis.high()));
        let result = fit_points(&data, model, options, extent)?;
        if options.attach != Attach::Nothing {
            if options.attach == Attach::Replace {
                self.core.fits.clear();
            }
            self.core.fits.extend(FittedFunction::new(&result, extent));
        }
        Ok(result)
    }
}

/// Bins inside of the ranges.
struct BinData {
    what: String,
    x: Vec<f64>,
    y: Vec<f64>,
    error: Vec<f64>,
}

impl BinData {
    fn new(histogram: &Hist1D, ranges: &[(f64, f64)]) -> Self {
        let mut data =
            Self { what: format!("histogram `{}`", histogram.name()), x: Vec::new(), y: Vec::new(), error: Vec::new() };
        for bin in 1..=histogram.nbins() {
            let x = histogram.center(bin);
            if inside(ranges, x) {
                data.x.push(x);
                data.y.push(histogram.bin_content(bin));
                data.error.push(histogram.bin_error(bin));
            }
        }
        data
    }
}

fn fit_points(data: &BinData, model: Model, options: &FitOptions, _extent: (f64, f64)) -> Result<FitResult, FitError> {
    if data.error.iter().all(|&error| error == 0.0) {
        let hint = if data.x.is_empty() { "the range contains no bin centre" } else { "every bin is empty" };
        return Err(FitError::NoData { what: data.what.clone(), hint });
    }
    let (function, mut parameters, chosen) = model.into_parts()?;
    if !options.use_start_values {
        guess(&function, &mut parameters, &chosen, &Points { x: &data.x, y: &data.y });
    }
    let cost: Arc<dyn Cost> = match options.method {
        _ => Arc::new(ChiSquare::new(&function, &data.x, &data.y, &data.error)?),
    };
    fit_function(&function, cost, parameters, options)
}

/// Runs a fit of a function and puts the values found into it.
pub(crate) fn fit_function(
    function: &Function,
    cost: Arc<dyn Cost>,
    parameters: Vec<Parameter>,
    options: &FitOptions,
) -> Result<FitResult, FitError> {
    if parameters.is_empty() {
        return Err(FitError::NothingFree { model: function.expression().to_owned() });
    }
    let mut result = run::run(cost, parameters, options)?;
    let values = result.values();
    result.function = Some(function.clone().values(&values)?);
    Ok(result)
}

/// Start values from the data, for the parameters of known shapes that the user did not set.
pub(crate) fn guess(function: &Function, parameters: &mut [Parameter], chosen: &[bool], points: &Points<'_>) {
    for &(shape, offset) in &function.shapes {
        let Some(guess) = shape.guess else { continue };
        for (index, value) in (offset..).zip(guess(points)) {
            if let Some(parameter) = parameters.get_mut(index)
                && !chosen[index]
                && value.is_finite()
            {
                let (low, high) = (parameter.lower.unwrap_or(value), parameter.upper.unwrap_or(value));
                parameter.value = value.max(low).min(high);
            }
        }
    }
}

/// The intervals to fit: those of the options, else that of the model.
pub(crate) fn ranges(model: &Model, options: &FitOptions) -> Result<Vec<(f64, f64)>, FitError> {
    let ranges = match (options.ranges.is_empty(), model.function().domain()) {
        (true, Some(domain)) => vec![domain],
        _ => options.ranges.clone(),
    };
    match ranges.iter().find(|(low, high)| low.is_nan() || high.is_nan() || low >= high) {
        Some(&(low, high)) => Err(FitError::Range { low, high }),
        None => Ok(ranges),
    }
}

pub(crate) fn inside(ranges: &[(f64, f64)], x: f64) -> bool {
    ranges.is_empty() || ranges.iter().any(|(low, high)| (*low..=*high).contains(&x))
}

/// From the lowest to the highest end of the ranges, within the data.
pub(crate) fn extent(ranges: &[(f64, f64)], data: (f64, f64)) -> (f64, f64) {
    if ranges.is_empty() {
        return data;
    }
    let low = ranges.iter().fold(f64::INFINITY, |low, range| low.min(range.0));
    let high = ranges.iter().fold(f64::NEG_INFINITY, |high, range| high.max(range.1));
    (low.max(data.0), high.min(data.1))
}
