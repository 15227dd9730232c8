use super::data::{GraphPoints, extent, ranges};
use super::hist::keep;
use super::{FitError, FitOptions, FitResult, FittedFunction, Model, Problem};
use crate::graph::Graph;

impl Graph {
    /// Fits a model to the points by χ². Uncertainties of x count through the slope of the model; where those of y
    /// differ below and above, the one on the side of the model counts. Without any uncertainty each point counts
    /// with an error of 1, and the parameters' errors are scaled by √(χ²/ndf), as in ROOT.
    ///
    /// ```
    /// use rootlet::Graph;
    /// let mut g = Graph::with_errors(&[1.0, 2.0, 3.0], &[2.0, 4.1, 5.9], &[0.0; 3], &[0.1; 3])?;
    /// let fit = g.fit("pol1").unwrap();
    /// assert!((fit.value("p1").unwrap() - 1.95).abs() < 1e-6);
    /// # Ok::<(), rootlet::GraphError>(())
    /// ```
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit; see [`FitError`].
    pub fn fit(&mut self, model: impl Into<Model>) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), &FitOptions::default())
    }

    /// As [`Graph::fit`], with options.
    ///
    /// # Errors
    /// As [`Graph::fit`].
    pub fn fit_with(&mut self, model: impl Into<Model>, options: &FitOptions) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), options)
    }

    /// The fit as a part of a simultaneous one.
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit.
    pub fn problem(&self, model: impl Into<Model>, options: &FitOptions) -> Result<Problem, FitError> {
        let mean = |(low, high): (&[f64], &[f64])| -> Vec<f64> {
            low.iter().zip(high).map(|(low, high)| 0.5 * (low + high)).collect()
        };
        let x_error = self.x_errors().map(mean).unwrap_or_default();
        let (y_below, y_above) = self.y_errors().unwrap_or_default();
        let what = format!("graph `{}`", self.name());
        GraphPoints { what, x: self.x(), y: self.y(), x_error: &x_error, y_below, y_above }
            .problem(model.into(), options)
    }

    /// The functions kept from fits, the latest last.
    pub fn fitted_functions(&self) -> &[FittedFunction] {
        &self.fits
    }

    #[inline(never)]
    fn fit_model(&mut self, model: Model, options: &FitOptions) -> Result<FitResult, FitError> {
        let ranges = ranges(&model, options)?;
        let extent = extent(&ranges, self.range(0).unwrap_or((0.0, 1.0)));
        let result = self.problem(model, options)?.fit(options)?;
        keep(&mut self.fits, &result, extent, options.attach);
        Ok(result)
    }
}
