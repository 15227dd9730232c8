use super::methods::{several_axes, shared_methods};
use super::{Axis, Core, Estimate, Hist1D, Hist2D, Hist3D, HistError, Storage};

/// A histogram with any number of axes, like ROOT's `THnD`. It keeps every bin: (n₁ + 2)(n₂ + 2)… numbers of 8 bytes.
#[derive(Clone, PartialEq)]
pub struct HistN {
    pub(crate) core: Core,
}

impl HistN {
    /// Over these axes.
    ///
    /// # Errors
    /// Without axes, or where there would be too many bins; [`HistSparse`](super::HistSparse) keeps only filled ones.
    #[inline(never)]
    pub fn new(name: &str, title: &str, axes: &[Axis]) -> Result<Self, HistError> {
        Self::with_storage(name, title, axes, Storage::Double)
    }

    /// Over these axes, with a choice of what each bin keeps.
    ///
    /// # Errors
    /// Without axes, or where there would be too many bins.
    #[inline(never)]
    pub fn with_storage(name: &str, title: &str, axes: &[Axis], storage: Storage) -> Result<Self, HistError> {
        if axes.is_empty() {
            return Err(HistError::NoSuchAxis { axis: 0, dimension: 0 });
        }
        Ok(Self { core: Core::checked(name, title, axes.to_vec(), storage)? })
    }

    /// Adds one entry at a point with one coordinate per axis. NaN goes to the overflow of its axis.
    ///
    /// # Errors
    /// Where there are more or fewer coordinates than axes.
    #[inline(never)]
    pub fn fill(&mut self, point: &[f64]) -> Result<(), HistError> {
        self.fill_weight(point, 1.0)
    }

    /// Adds one entry with a weight.
    ///
    /// # Errors
    /// Where there are more or fewer coordinates than axes.
    #[inline(never)]
    pub fn fill_weight(&mut self, point: &[f64], weight: f64) -> Result<(), HistError> {
        self.check_dimension("coordinates", point.len())?;
        self.core.add(point, &mut vec![0; point.len()], weight);
        Ok(())
    }

    /// Adds one entry per row; one column per axis, all of one length.
    ///
    /// # Errors
    /// Where the number of columns or their lengths do not fit; nothing is filled then.
    #[inline(never)]
    pub fn fill_columns(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<(), HistError> {
        self.check_dimension("columns", columns.len())?;
        self.core.fill_columns(columns, weights, 1)
    }

    fn check_dimension(&self, what: &'static str, found: usize) -> Result<(), HistError> {
        let expected = self.core.dimension();
        if found == expected { Ok(()) } else { Err(HistError::LengthMismatch { what, expected, found }) }
    }

    /// The content of the bin with one number per axis; missing numbers are 0.
    #[inline(never)]
    pub fn bin_content(&self, bins: &[usize]) -> f64 {
        self.core.contents[self.core.position(&self.full(bins))]
    }

    /// The uncertainty of the bin with one number per axis; missing numbers are 0.
    #[inline(never)]
    pub fn bin_error(&self, bins: &[usize]) -> f64 {
        self.core.error(self.core.position(&self.full(bins)))
    }

    fn full(&self, bins: &[usize]) -> Vec<usize> {
        (0..self.core.dimension()).map(|axis| bins.get(axis).copied().unwrap_or(0)).collect()
    }

    /// The sum of a block of bins, `first..=last` on each axis, with its uncertainty.
    ///
    /// # Errors
    /// Where the number of ranges does not fit, or there are no such bins.
    #[inline(never)]
    pub fn integral_of(&self, ranges: &[(usize, usize)]) -> Result<Estimate, HistError> {
        self.check_dimension("ranges", ranges.len())?;
        self.core.integral_of(ranges, false)
    }

    /// The sum over all axes but these, flow bins included; they keep this order.
    ///
    /// # Errors
    /// Where there is no such axis, or one stands twice.
    #[inline(never)]
    pub fn project_n(&self, axes: &[usize]) -> Result<Self, HistError> {
        if axes.is_empty() {
            return Err(HistError::NoSuchAxis { axis: 0, dimension: 0 });
        }
        Ok(Self { core: self.core.project(axes, &[])? })
    }

    /// The sum over all axes but two, flow bins included.
    ///
    /// # Errors
    /// Where there is no such axis, or the two are the same.
    #[inline(never)]
    pub fn project_2d(&self, x: usize, y: usize) -> Result<Hist2D, HistError> {
        Ok(Hist2D { core: self.core.project(&[x, y], &[])? })
    }
}

shared_methods!(HistN, None);
several_axes!(HistN);

impl From<Hist1D> for HistN {
    fn from(histogram: Hist1D) -> Self {
        Self { core: histogram.core }
    }
}

impl From<Hist2D> for HistN {
    fn from(histogram: Hist2D) -> Self {
        Self { core: histogram.core }
    }
}

impl From<Hist3D> for HistN {
    fn from(histogram: Hist3D) -> Self {
        Self { core: histogram.core }
    }
}
