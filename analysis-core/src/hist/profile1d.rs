use super::profile::{ProfileCore, profile_methods};
use super::{Axis, Core, Hist1D, Hist2D, HistError};

/// The mean of y in bins of x, like ROOT's `TProfile`.
///
/// # Examples
/// ```
/// use rootlet::Profile1D;
///
/// let mut p = Profile1D::new("p", "", 10, 0.0, 1.0);
/// p.fill(0.05, 1.0);
/// p.fill(0.05, 3.0);
/// assert_eq!(p.bin_content(1), 2.0);
/// assert_eq!(p.bin_error(1), 1.0 / 2f64.sqrt());
/// ```
#[derive(Clone, PartialEq)]
pub struct Profile1D {
    pub(crate) core: ProfileCore,
}

impl Profile1D {
    /// `nbins` bins of one width over `[low, high)`.
    ///
    /// # Panics
    /// Without bins, or where the range is not finite and increasing: an error in the program. For numbers that
    /// come from elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    pub fn new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Self {
        match Self::try_new(name, title, nbins, low, high) {
            Ok(profile) => profile,
            Err(error) => panic!("Profile1D::new(\"{name}\", …): {error}"),
        }
    }

    /// As [`new`](Self::new), for numbers that come from elsewhere.
    ///
    /// # Errors
    /// Without bins, or where the range is not finite and increasing.
    #[inline(never)]
    pub fn try_new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Self::with_axis(name, title, Axis::regular(nbins, low, high)?)
    }

    /// Over any axis that does not grow.
    ///
    /// # Errors
    /// Where the axis grows.
    #[inline(never)]
    pub fn with_axis(name: &str, title: &str, axis: Axis) -> Result<Self, HistError> {
        if axis.is_growing() {
            let (needed, found) = ("an axis that does not grow", axis.kind_name());
            return Err(HistError::WrongAxis { operation: "a profile", needed, found });
        }
        Ok(Self { core: ProfileCore::new(name, title, vec![axis])? })
    }

    /// Adds one entry with weight 1. A NaN of x goes to the overflow; one of y spoils the mean of its bin, unless
    /// [`set_y_range`](Self::set_y_range) leaves it out.
    #[inline(never)]
    pub fn fill(&mut self, x: f64, y: f64) {
        self.core.add(&[x, y], 1.0);
    }

    /// Adds one entry with a weight.
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, y: f64, weight: f64) {
        self.core.add(&[x, y], weight);
    }

    /// Adds one entry for each pair of values.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_n(&mut self, xs: &[f64], ys: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], None, 1)
    }

    /// Adds one entry with its weight for each triple.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights(&mut self, xs: &[f64], ys: &[f64], weights: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], Some(weights), 1)
    }

    /// The axis.
    pub fn axis(&self) -> &Axis {
        &self.core.weights.axes[0]
    }

    /// The number of bins, without the flow bins.
    pub fn nbins(&self) -> usize {
        self.axis().nbins()
    }

    /// The mean of y in a bin; 0 where it is empty.
    #[inline(never)]
    pub fn bin_content(&self, bin: usize) -> f64 {
        self.core.mean(self.core.weights.position(&[bin]))
    }

    /// The uncertainty of a bin; see [`ProfileError`](super::ProfileError).
    #[inline(never)]
    pub fn bin_error(&self, bin: usize) -> f64 {
        self.core.bin_error(self.core.weights.position(&[bin]))
    }

    /// The sum of weights in a bin.
    #[inline(never)]
    pub fn bin_entries(&self, bin: usize) -> f64 {
        self.core.weights.contents[self.core.weights.position(&[bin])]
    }

    /// (Σw)²/Σw² of a bin.
    #[inline(never)]
    pub fn bin_effective_entries(&self, bin: usize) -> f64 {
        self.core.effective_entries(self.core.weights.position(&[bin]))
    }

    /// The means without the flow bins.
    #[inline(never)]
    pub fn values(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.mean(bin)).collect()
    }

    /// The uncertainties without the flow bins.
    #[inline(never)]
    pub fn errors(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.bin_error(bin)).collect()
    }

    /// Mean of x over all entries inside of the axis.
    #[inline(never)]
    pub fn mean(&self) -> f64 {
        self.core.moments.mean(0)
    }

    /// Standard deviation of x over all entries inside of the axis.
    #[inline(never)]
    pub fn std_dev(&self) -> f64 {
        self.core.moments.std_dev(0)
    }

    /// Merges groups of `group` bins; bins left over at the end go to the overflow.
    ///
    /// # Errors
    /// Where `group` is 0 or more than there are bins.
    #[inline(never)]
    pub fn rebin(&self, group: usize) -> Result<Self, HistError> {
        Ok(Self { core: self.core.rebin(0, group)? })
    }

    /// Means and uncertainties as a plain histogram (ROOT's `ProjectionX`).
    #[inline(never)]
    pub fn to_hist(&self) -> Hist1D {
        Hist1D { core: self.core.to_core() }
    }
}

profile_methods!(Profile1D, 1);

impl Hist2D {
    /// The mean of y in each bin of x, every bin standing at its middle; the flow bins of y are left out.
    #[inline(never)]
    pub fn profile_x(&self) -> Profile1D {
        self.profile(0, 1)
    }

    /// The mean of x in each bin of y, every bin standing at its middle; the flow bins of x are left out.
    #[inline(never)]
    pub fn profile_y(&self) -> Profile1D {
        self.profile(1, 0)
    }

    fn profile(&self, along: usize, over: usize) -> Profile1D {
        let (axis, other) = (&self.core.axes[along], &self.core.axes[over]);
        let mut weights = Core::new(self.name(), self.title(), vec![axis.clone()], super::Storage::Weight);
        weights.entries = self.entries();
        let mut core = ProfileCore {
            sum_y: vec![0.0; weights.contents.len()],
            sum_y2: vec![0.0; weights.contents.len()],
            weights,
            moments: super::moments::Moments::new(2),
            error: super::ProfileError::OfMean,
            y_range: None,
        };
        self.core.each_bin(&mut |position, bins| {
            if (1..=other.nbins()).contains(&bins[over]) {
                let w = self.core.contents[position];
                core.add_at(bins[along], other.center(bins[over]), w, self.core.variance(position));
            }
        });
        core.moments_from_bins();
        Profile1D { core }
    }
}
