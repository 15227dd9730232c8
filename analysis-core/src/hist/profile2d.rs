use super::profile::{ProfileCore, profile_methods};
use super::{Axis, Hist2D, HistError};

/// The mean of z in bins of x and y, like ROOT's `TProfile2D`.
#[derive(Clone, PartialEq)]
pub struct Profile2D {
    pub(crate) core: ProfileCore,
}

impl Profile2D {
    /// Bins of one width: (bins, low, high) of x and y.
    ///
    /// # Panics
    /// Where a number of bins or a range makes no axis: an error in the program. For numbers that come from
    /// elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    pub fn new(name: &str, title: &str, x: (usize, f64, f64), y: (usize, f64, f64)) -> Self {
        match Self::try_new(name, title, x, y) {
            Ok(profile) => profile,
            Err(error) => panic!("Profile2D::new(\"{name}\", …): {error}"),
        }
    }

    /// As [`new`](Self::new), for numbers that come from elsewhere.
    ///
    /// # Errors
    /// Where a number of bins or a range makes no axis.
    #[inline(never)]
    pub fn try_new(name: &str, title: &str, x: (usize, f64, f64), y: (usize, f64, f64)) -> Result<Self, HistError> {
        Self::with_axes(name, title, Axis::regular(x.0, x.1, x.2)?, Axis::regular(y.0, y.1, y.2)?)
    }

    /// Over any two axes that do not grow.
    ///
    /// # Errors
    /// Where an axis grows, or there would be too many bins.
    #[inline(never)]
    pub fn with_axes(name: &str, title: &str, x: Axis, y: Axis) -> Result<Self, HistError> {
        if let Some(axis) = [&x, &y].into_iter().find(|axis| axis.is_growing()) {
            let (needed, found) = ("axes that do not grow", axis.kind_name());
            return Err(HistError::WrongAxis { operation: "a profile", needed, found });
        }
        Ok(Self { core: ProfileCore::new(name, title, vec![x, y])? })
    }

    /// Adds one entry with weight 1. A NaN of x or y goes to the overflow; one of z spoils the mean of its bin, unless
    /// [`set_y_range`](Self::set_y_range) leaves it out.
    #[inline(never)]
    pub fn fill(&mut self, x: f64, y: f64, z: f64) {
        self.core.add(&[x, y, z], 1.0);
    }

    /// Adds one entry with a weight.
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, y: f64, z: f64, weight: f64) {
        self.core.add(&[x, y, z], weight);
    }

    /// Adds one entry for each triple of values.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_n(&mut self, xs: &[f64], ys: &[f64], zs: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys, zs], None, 1)
    }

    /// Adds one entry with its weight for each row.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights(&mut self, xs: &[f64], ys: &[f64], zs: &[f64], weights: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys, zs], Some(weights), 1)
    }

    /// The horizontal axis.
    pub fn x_axis(&self) -> &Axis {
        &self.core.weights.axes[0]
    }

    /// The vertical axis.
    pub fn y_axis(&self) -> &Axis {
        &self.core.weights.axes[1]
    }

    /// The mean of z in a bin; 0 where it is empty.
    #[inline(never)]
    pub fn bin_content(&self, x: usize, y: usize) -> f64 {
        self.core.mean(self.core.weights.position(&[x, y]))
    }

    /// The uncertainty of a bin; see [`ProfileError`](super::ProfileError).
    #[inline(never)]
    pub fn bin_error(&self, x: usize, y: usize) -> f64 {
        self.core.bin_error(self.core.weights.position(&[x, y]))
    }

    /// The sum of weights in a bin.
    #[inline(never)]
    pub fn bin_entries(&self, x: usize, y: usize) -> f64 {
        self.core.weights.contents[self.core.weights.position(&[x, y])]
    }

    /// Merges groups of `group` bins along one axis (0 is x); left-over bins go to the overflow.
    ///
    /// # Errors
    /// Where there is no such axis, or `group` is 0 or more than its bins.
    #[inline(never)]
    pub fn rebin(&self, axis: usize, group: usize) -> Result<Self, HistError> {
        Ok(Self { core: self.core.rebin(axis, group)? })
    }

    /// Means and uncertainties as a plain histogram (ROOT's `ProjectionXY`).
    #[inline(never)]
    pub fn to_hist(&self) -> Hist2D {
        Hist2D { core: self.core.to_core() }
    }
}

profile_methods!(Profile2D, 2);
