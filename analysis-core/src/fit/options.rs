/// How a fit is done. `FitOptions::default()` is ROOT's default: χ², MIGRAD, then HESSE.
///
/// ROOT's letters: `L` is `method: Method::Likelihood`, `WL` `Method::WeightedLikelihood`, `P`
/// `Method::Pearson`, `R` `ranges`, `E` `minos: Minos::All`, `M` `improve: true`, `I` `integrate: true`,
/// `N` `attach: Attach::Nothing`, `+` `attach: Attach::Add`, `B` `use_start_values: true`. Fits are quiet (`Q`)
/// and return their result (`S`) anyway.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, as ROOT users know them")]
pub struct FitOptions {
    /// What is minimised.
    pub method: Method,
    /// How.
    pub algorithm: Algorithm,
    /// Fit only data in these intervals, in the unit of x; empty: the model's range, else all.
    pub ranges: Vec<(f64, f64)>,
    /// Compare a bin with the mean of the function over it, not with the value at its centre.
    pub integrate: bool,
    /// Asymmetric errors for which parameters.
    pub minos: Minos,
    /// Look for a lower minimum from other start values after the first was found.
    pub improve: bool,
    /// What happens to the functions that the histogram keeps of its fits.
    pub attach: Attach,
    /// Begin at the values of the model, although its shape could guess better ones from the data.
    pub use_start_values: bool,
    /// Second derivatives at the minimum: errors to four digits and better. Without, errors come
    /// from the search and are good to a few per cent.
    pub hesse: bool,
    /// The search ends when the estimated distance to the minimum is below 0.002 × this × errordef.
    pub tolerance: f64,
    /// The most evaluations of the cost function; `None`: 2000 + 500 per parameter, or
    /// 100 000 for Levenberg and Marquardt's.
    pub max_calls: Option<usize>,
    /// Errors at this many standard deviations (the table's errors, MINOS).
    pub sigmas: f64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            method: Method::ChiSquare,
            algorithm: Algorithm::Migrad,
            ranges: Vec::new(),
            integrate: false,
            minos: Minos::No,
            improve: false,
            attach: Attach::Replace,
            use_start_values: false,
            hesse: true,
            tolerance: 0.01,
            max_calls: None,
            sigmas: 1.0,
        }
    }
}

impl FitOptions {
    /// Likelihood fit (`L`).
    pub fn likelihood() -> Self {
        Self { method: Method::Likelihood, ..Self::default() }
    }

    /// Only data between `low` and `high` (`R`); may be called several times for several intervals.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.ranges.push((low, high));
        self
    }

    /// With asymmetric errors for all parameters (`E`).
    pub fn minos(mut self) -> Self {
        self.minos = Minos::All;
        self
    }
}

/// What a fit minimises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// χ² with the errors of the data; empty bins do not count.
    #[default]
    ChiSquare,
    /// χ² with the errors that the model expects, √f; empty bins count. As in ROOT, errors of the parameters are
    /// scaled by √(χ²/ndf); [`FitResult::error_scale`](super::FitResult::error_scale) tells by how much.
    Pearson,
    /// Poisson likelihood of the bin contents; empty bins count. For counts.
    Likelihood,
    /// Poisson likelihood with errors corrected for the weights of the entries.
    WeightedLikelihood,
}

/// Which minimiser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// Variable metric: the default.
    #[default]
    Migrad,
    /// Nelder and Mead's simplex, then HESSE: slow but hard to confuse.
    Simplex,
    /// Simplex first, then MIGRAD.
    Combined,
    /// Levenberg and Marquardt's: for sums of squares, the fastest and most precise.
    LevenbergMarquardt,
}

/// For which parameters asymmetric errors are computed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Minos {
    /// None.
    #[default]
    No,
    /// All free ones.
    All,
    /// These.
    Only(Vec<String>),
}

/// What happens to the functions that a histogram keeps of earlier fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attach {
    /// The new one replaces them.
    #[default]
    Replace,
    /// The new one joins them.
    Add,
    /// They stay, the new one is not kept.
    Nothing,
}
