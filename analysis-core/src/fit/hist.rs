use super::attached::FittedFunction;
use super::data::{Bins, extent, ranges};
use super::{Attach, FitError, FitOptions, FitResult, Model, Problem};
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

    /// The bins whose centres lie in the ranges.
    fn bins(&self, ranges: &[(f64, f64)]) -> Bins {
        let mut bins = Bins::new(format!("histogram `{}`", self.name()), 1);
        let axis = self.axis();
        for bin in 1..=self.nbins() {
            let (centre, error) = (axis.center(bin), self.bin_error(bin));
            if super::data::inside(ranges, centre) {
                let edges = (axis.low_edge(bin), axis.high_edge(bin));
                bins.push(&[centre], &[edges], self.bin_content(bin), error);
            }
        }
        bins
    }
}

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
