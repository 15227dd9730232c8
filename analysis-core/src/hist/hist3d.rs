use super::methods::{several_axes, shared_methods};
use super::{Axis, Core, Estimate, Hist2D, HistError, Storage};

/// A histogram in three dimensions, like ROOT's `TH3D`; bins are numbered on each axis as in
/// [`Hist1D`](super::Hist1D).
#[derive(Clone, PartialEq)]
pub struct Hist3D {
    pub(crate) core: Core,
}

impl Hist3D {
    /// Bins of one width: (bins, low, high) of x, y and z.
    ///
    /// # Panics
    /// Where a number of bins or a range makes no axis: an error in the program. For numbers that come from
    /// elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    pub fn new(name: &str, title: &str, x: (usize, f64, f64), y: (usize, f64, f64), z: (usize, f64, f64)) -> Self {
        match Self::try_new(name, title, x, y, z) {
            Ok(histogram) => histogram,
            Err(error) => panic!("Hist3D::new(\"{name}\", …): {error}"),
        }
    }

    /// As [`new`](Self::new), for numbers that come from elsewhere.
    ///
    /// # Errors
    /// Where a number of bins or a range makes no axis, or there would be too many bins.
    #[inline(never)]
    pub fn try_new(
        name: &str,
        title: &str,
        x: (usize, f64, f64),
        y: (usize, f64, f64),
        z: (usize, f64, f64),
    ) -> Result<Self, HistError> {
        let axis = |(bins, low, high)| Axis::regular(bins, low, high);
        Self::with_axes(name, title, axis(x)?, axis(y)?, axis(z)?)
    }

    /// Over any three axes.
    ///
    /// # Errors
    /// Where there would be too many bins.
    #[inline(never)]
    pub fn with_axes(name: &str, title: &str, x: Axis, y: Axis, z: Axis) -> Result<Self, HistError> {
        Ok(Self { core: Core::checked(name, title, vec![x, y, z], Storage::Double)? })
    }

    /// Adds one entry. NaN goes to the overflow of its axis.
    #[inline(never)]
    pub fn fill(&mut self, x: f64, y: f64, z: f64) {
        self.core.add(&[x, y, z], &mut [0; 3], 1.0);
    }

    /// Adds one entry with a weight; the first one other than 1 makes the histogram keep Σw².
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, y: f64, z: f64, weight: f64) {
        self.core.add(&[x, y, z], &mut [0; 3], weight);
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

    /// The first axis.
    pub fn x_axis(&self) -> &Axis {
        &self.core.axes[0]
    }

    /// The second axis.
    pub fn y_axis(&self) -> &Axis {
        &self.core.axes[1]
    }

    /// The third axis.
    pub fn z_axis(&self) -> &Axis {
        &self.core.axes[2]
    }

    /// The content of the bin (`x`, `y`, `z`); numbers beyond the overflow are taken as the overflow.
    #[inline(never)]
    pub fn bin_content(&self, x: usize, y: usize, z: usize) -> f64 {
        self.core.contents[self.core.position(&[x, y, z])]
    }

    /// The uncertainty of the bin (`x`, `y`, `z`), one standard deviation.
    #[inline(never)]
    pub fn bin_error(&self, x: usize, y: usize, z: usize) -> f64 {
        self.core.error(self.core.position(&[x, y, z]))
    }

    /// The sum of a block of bins, `first..=last` on each axis, with its uncertainty.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn integral_of(&self, x: (usize, usize), y: (usize, usize), z: (usize, usize)) -> Result<Estimate, HistError> {
        self.core.integral_of(&[x, y, z], false)
    }

    /// The sum over the axis that is neither `x` nor `y`, flow bins included; `x` becomes the horizontal one.
    ///
    /// # Errors
    /// Where there is no such axis, or the two are the same.
    #[inline(never)]
    pub fn project_2d(&self, x: usize, y: usize) -> Result<Hist2D, HistError> {
        Ok(Hist2D { core: self.core.project(&[x, y], &[])? })
    }

    /// The content at a point, linear between the middles of the bins; beyond the outer ones it is constant.
    #[inline(never)]
    pub fn interpolate(&self, x: f64, y: f64, z: f64) -> f64 {
        let sides: Vec<_> =
            self.core.axes.iter().zip([x, y, z]).map(|(axis, x)| super::hist2d::neighbours(axis, x)).collect();
        (0..8).fold(0.0, |sum, corner| {
            let pick = |i: usize| {
                let (low, high, u) = sides[i];
                if corner >> i & 1 == 0 { (low, 1.0 - u) } else { (high, u) }
            };
            let (x, y, z) = (pick(0), pick(1), pick(2));
            sum + x.1 * y.1 * z.1 * self.bin_content(x.0, y.0, z.0)
        })
    }
}

shared_methods!(Hist3D, Some(3));
several_axes!(Hist3D);
