use super::attached::FittedFunction;
use super::data::{Bins, extent, ranges};
use super::{Attach, FitError, FitOptions, FitResult, Model, Problem};
use crate::hist::{Core, Hist1D, Hist2D, Hist3D, Profile1D};

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

    /// The fit as a part of a simultaneous one: `(h1.problem(..)? + h2.problem(..)?).fit(&options)`.
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit.
    pub fn problem(&self, model: impl Into<Model>, options: &FitOptions) -> Result<Problem, FitError> {
        let model = model.into();
        let ranges = ranges(&model, options)?;
        self.bins(&ranges).problem(model, options)
    }

    /// The functions kept from fits, the latest last.
    pub fn fitted_functions(&self) -> &[FittedFunction] {
        &self.core.fits
    }

    #[inline(never)]
    fn fit_model(&mut self, model: Model, options: &FitOptions) -> Result<FitResult, FitError> {
        let ranges = ranges(&model, options)?;
        let extent = extent(&ranges, (self.axis().low(), self.axis().high()));
        let result = self.bins(&ranges).problem(model, options)?.fit(options)?;
        keep(&mut self.core.fits, &result, extent, options.attach);
        Ok(result)
    }

    fn bins(&self, ranges: &[(f64, f64)]) -> Bins {
        bins(&self.core, ranges)
    }
}

impl Profile1D {
    /// Fits a model to the means, by their errors; bins without an error (fewer than two different values) are left
    /// out, as in ROOT. The profile keeps the fitted function, and draws it.
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit; see [`FitError`].
    pub fn fit(&mut self, model: impl Into<Model>) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), &FitOptions::default())
    }

    /// As [`Profile1D::fit`], with options.
    ///
    /// # Errors
    /// As [`Profile1D::fit`].
    pub fn fit_with(&mut self, model: impl Into<Model>, options: &FitOptions) -> Result<FitResult, FitError> {
        self.fit_model(model.into(), options)
    }

    /// The fit as a part of a simultaneous one.
    ///
    /// # Errors
    /// The model is wrong, or there is nothing to fit.
    pub fn problem(&self, model: impl Into<Model>, options: &FitOptions) -> Result<Problem, FitError> {
        let model = model.into();
        let ranges = ranges(&model, options)?;
        bins(&self.core.to_core(), &ranges).problem(model, options)
    }

    /// The functions kept from fits, the latest last.
    pub fn fitted_functions(&self) -> &[FittedFunction] {
        &self.core.weights.fits
    }

    #[inline(never)]
    fn fit_model(&mut self, model: Model, options: &FitOptions) -> Result<FitResult, FitError> {
        let ranges = ranges(&model, options)?;
        let extent = extent(&ranges, (self.axis().low(), self.axis().high()));
        let result = self.problem(model, options)?.fit(options)?;
        keep(&mut self.core.weights.fits, &result, extent, options.attach);
        Ok(result)
    }
}

/// The bins whose centres lie in the ranges of the first variable.
fn bins(core: &Core, ranges: &[(f64, f64)]) -> Bins {
    let dimension = core.axes.len();
    let mut bins = Bins::new(format!("histogram `{}`", core.name), dimension);
    let mut centre = vec![0.0; dimension];
    let mut edges = vec![(0.0, 0.0); dimension];
    core.each_bin(&mut |position, numbers| {
        if !core.is_inside(numbers) {
            return;
        }
        for (i, (axis, &bin)) in core.axes.iter().zip(numbers).enumerate() {
            centre[i] = axis.center(bin);
            edges[i] = (axis.low_edge(bin), axis.high_edge(bin));
        }
        if super::data::inside(ranges, centre[0]) {
            bins.push(&centre, &edges, core.contents[position], core.error(position));
        }
    });
    bins
}

/// Histograms of several dimensions: models of as many variables, `x`, `y`, `z` in formulas. Ranges are those of x.
macro_rules! fit_in_dimensions {
    ($type:ty) => {
        impl $type {
            /// Fits a model of as many variables as the histogram has, for example a formula with `x` and `y`.
            ///
            /// # Errors
            /// The model is wrong, or there is nothing to fit; see [`FitError`].
            pub fn fit(&self, model: impl Into<Model>) -> Result<FitResult, FitError> {
                self.problem(model, &FitOptions::default())?.fit(&FitOptions::default())
            }

            /// As `fit`, with options.
            ///
            /// # Errors
            /// As `fit`.
            pub fn fit_with(&self, model: impl Into<Model>, options: &FitOptions) -> Result<FitResult, FitError> {
                self.problem(model, options)?.fit(options)
            }

            /// The fit as a part of a simultaneous one.
            ///
            /// # Errors
            /// The model is wrong, or there is nothing to fit.
            pub fn problem(&self, model: impl Into<Model>, options: &FitOptions) -> Result<Problem, FitError> {
                let model = model.into();
                let ranges = ranges(&model, options)?;
                bins(&self.core, &ranges).problem(model, options)
            }
        }
    };
}

fit_in_dimensions!(Hist2D);
fit_in_dimensions!(Hist3D);

/// Keeps a fitted function as the options say.
pub(crate) fn keep(fits: &mut Vec<FittedFunction>, result: &FitResult, extent: (f64, f64), attach: Attach) {
    if attach == Attach::Nothing {
        return;
    }
    if attach == Attach::Replace {
        fits.clear();
    }
    fits.extend(FittedFunction::new(result, extent));
}
