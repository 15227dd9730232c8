use super::methods::{several_axes, shared_methods};
use super::{Axis, Core, Estimate, Hist1D, HistError, Storage, sample};
use crate::random::{Generator, with_default};

/// A histogram in two dimensions, like ROOT's `TH2D`.
///
/// Bins are numbered on each axis as in [`Hist1D`]; the running sums of entries inside of both axes give means,
/// standard deviations and the correlation.
#[derive(Clone, PartialEq)]
pub struct Hist2D {
    pub(crate) core: Core,
}

impl Hist2D {
    /// Bins of one width on both axes: number, lower and upper end of x, then of y.
    ///
    /// # Panics
    /// Where a number of bins or a range makes no axis: an error in the program. For numbers that come from
    /// elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    #[expect(clippy::too_many_arguments, reason = "ROOT's order, which its users know by heart")]
    pub fn new(name: &str, title: &str, nx: usize, xlow: f64, xhigh: f64, ny: usize, ylow: f64, yhigh: f64) -> Self {
        match Self::try_new(name, title, (nx, xlow, xhigh), (ny, ylow, yhigh)) {
            Ok(histogram) => histogram,
            Err(error) => panic!("Hist2D::new(\"{name}\", …): {error}"),
        }
    }

    /// As [`new`](Self::new), for numbers that come from elsewhere: (bins, low, high) of x and of y.
    ///
    /// # Errors
    /// Where a number of bins or a range makes no axis.
    #[inline(never)]
    pub fn try_new(name: &str, title: &str, x: (usize, f64, f64), y: (usize, f64, f64)) -> Result<Self, HistError> {
        Self::with_axes(name, title, Axis::regular(x.0, x.1, x.2)?, Axis::regular(y.0, y.1, y.2)?)
    }

    /// Over any two axes.
    ///
    /// # Errors
    /// Where there would be too many bins.
    #[inline(never)]
    pub fn with_axes(name: &str, title: &str, x: Axis, y: Axis) -> Result<Self, HistError> {
        Self::with_storage(name, title, x, y, Storage::Double)
    }

    /// Over any two axes, with a choice of what each bin keeps.
    ///
    /// # Errors
    /// Where there would be too many bins.
    #[inline(never)]
    pub fn with_storage(name: &str, title: &str, x: Axis, y: Axis, storage: Storage) -> Result<Self, HistError> {
        Ok(Self { core: Core::checked(name, title, vec![x, y], storage)? })
    }

    /// Adds one entry. NaN goes to the overflow of its axis.
    #[inline(never)]
    pub fn fill(&mut self, x: f64, y: f64) {
        self.core.add(&[x, y], &mut [0; 2], 1.0);
    }

    /// Adds one entry with a weight; the first one other than 1 makes the histogram keep Σw².
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, y: f64, weight: f64) {
        self.core.add(&[x, y], &mut [0; 2], weight);
    }

    /// Adds one entry for each pair of values.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_n(&mut self, xs: &[f64], ys: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], None, 1)
    }

    /// [`fill_n`](Self::fill_n) on some threads; the result is the same to the last bit.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_n_threads(&mut self, xs: &[f64], ys: &[f64], threads: usize) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], None, threads)
    }

    /// Adds one entry with its weight for each triple.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights(&mut self, xs: &[f64], ys: &[f64], weights: &[f64]) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], Some(weights), 1)
    }

    /// [`fill_weights`](Self::fill_weights) on some threads; the result is the same to the last bit.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights_threads(
        &mut self,
        xs: &[f64],
        ys: &[f64],
        weights: &[f64],
        threads: usize,
    ) -> Result<(), HistError> {
        self.core.fill_columns(&[xs, ys], Some(weights), threads)
    }

    /// Adds one entry with a weight to the bin with these labels. An unknown label gets a new bin on a growing axis,
    /// and goes to the overflow on any other.
    #[inline(never)]
    pub fn fill_labels(&mut self, x: &str, y: &str, weight: f64) {
        let bins = [self.core.bin_of_label(0, x), self.core.bin_of_label(1, y)];
        let point = [self.core.axes[0].center(bins[0]), self.core.axes[1].center(bins[1])];
        self.core.add_to(&point, &bins, weight);
    }

    /// The horizontal axis.
    pub fn x_axis(&self) -> &Axis {
        &self.core.axes[0]
    }

    /// The vertical axis.
    pub fn y_axis(&self) -> &Axis {
        &self.core.axes[1]
    }

    /// Gives the axes titles.
    #[inline(never)]
    pub fn set_axis_titles(&mut self, x: &str, y: &str) {
        self.core.axes[0].set_title(x);
        self.core.axes[1].set_title(y);
    }

    /// The content of the bin (`x`, `y`); numbers beyond the overflow are taken as the overflow.
    #[inline(never)]
    pub fn bin_content(&self, x: usize, y: usize) -> f64 {
        self.core.contents[self.core.position(&[x, y])]
    }

    /// The uncertainty of the bin (`x`, `y`), one standard deviation.
    #[inline(never)]
    pub fn bin_error(&self, x: usize, y: usize) -> f64 {
        self.core.error(self.core.position(&[x, y]))
    }

    /// Sets the content of a bin, as if it stood for one more entry; moments come from the bins from then on.
    ///
    /// # Errors
    /// Where there is no such bin.
    #[inline(never)]
    pub fn set_bin_content(&mut self, x: usize, y: usize, content: f64) -> Result<(), HistError> {
        for (axis, bin) in self.core.axes.iter().zip([x, y]) {
            if bin > axis.nbins() + 1 {
                return Err(HistError::NoSuchBin { bin, bins: axis.nbins() });
            }
        }
        let position = self.core.position(&[x, y]);
        self.core.contents[position] = content;
        self.core.entries += 1.0;
        self.core.moments = None;
        Ok(())
    }

    /// The sum of the bins `x.0..=x.1` times `y.0..=y.1` (0 and `nbins + 1` are the flow bins), with its uncertainty.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn integral_of(&self, x: (usize, usize), y: (usize, usize)) -> Result<Estimate, HistError> {
        self.core.integral_of(&[x, y], false)
    }

    /// The sum over y, its flow bins included.
    #[inline(never)]
    pub fn project_x(&self) -> Hist1D {
        Hist1D { core: self.core.project(&[0], &[]).unwrap_or_else(|_| self.core.emptied()) }
    }

    /// The sum over x, its flow bins included.
    #[inline(never)]
    pub fn project_y(&self) -> Hist1D {
        Hist1D { core: self.core.project(&[1], &[]).unwrap_or_else(|_| self.core.emptied()) }
    }

    /// The sum over the bins `first..=last` of y.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn project_x_of(&self, first: usize, last: usize) -> Result<Hist1D, HistError> {
        Ok(Hist1D { core: self.core.project(&[0], &[(1, first, last)])? })
    }

    /// The sum over the bins `first..=last` of x.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn project_y_of(&self, first: usize, last: usize) -> Result<Hist1D, HistError> {
        Ok(Hist1D { core: self.core.project(&[1], &[(0, first, last)])? })
    }

    /// The content at a point, bilinear between the middles of the bins; beyond the outer ones it is constant.
    #[inline(never)]
    pub fn interpolate(&self, x: f64, y: f64) -> f64 {
        let (left, right, u) = neighbours(self.x_axis(), x);
        let (low, high, v) = neighbours(self.y_axis(), y);
        let at = |bx, by| self.bin_content(bx, by);
        (at(left, low) * (1.0 - u) + at(right, low) * u) * (1.0 - v)
            + (at(left, high) * (1.0 - u) + at(right, high) * u) * v
    }

    /// A point (x, y) drawn from the histogram with the thread's default generator, evenly within a bin.
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn random(&self) -> Result<(f64, f64), HistError> {
        with_default(|generator| self.random_with(generator))
    }

    /// A point drawn from the histogram: ROOT's `GetRandom2`.
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn random_with(&self, generator: &mut dyn Generator) -> Result<(f64, f64), HistError> {
        let (nx, ny) = (self.x_axis().nbins(), self.y_axis().nbins());
        let contents = (0..nx * ny).map(|i| self.bin_content(i % nx + 1, i / nx + 1));
        let cumulative = sample::cumulate(contents)?;
        let r = generator.rndm();
        let place = sample::position(&cumulative, r);
        let (bx, by) = (place % nx + 1, place / nx + 1);
        let (from, to) = (cumulative[place], cumulative[place + 1]);
        let mut x = self.x_axis().low_edge(bx);
        if r > from {
            x += self.x_axis().width(bx) * (r - from) / (to - from);
        }
        let y = self.y_axis().low_edge(by) + self.y_axis().width(by) * generator.rndm();
        Ok((x, y))
    }
}

/// The bins whose middles enclose a value, and how far it is from the first to the second.
pub(super) fn neighbours(axis: &Axis, x: f64) -> (usize, usize, f64) {
    if axis.nbins() == 0 {
        return (0, 0, 0.0);
    }
    let bin = axis.index(x).clamp(1, axis.nbins());
    let (left, right) = if x < axis.center(bin) { (bin - 1, bin) } else { (bin, bin + 1) };
    if left == 0 {
        (1, 1, 0.0)
    } else if right > axis.nbins() {
        (axis.nbins(), axis.nbins(), 0.0)
    } else {
        (left, right, (x - axis.center(left)) / (axis.center(right) - axis.center(left)))
    }
}

shared_methods!(Hist2D, Some(2));
several_axes!(Hist2D);
