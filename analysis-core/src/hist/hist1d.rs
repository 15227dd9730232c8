use super::methods::shared_methods;
use super::{Axis, Core, Estimate, HistError, IntoDensity, Storage, sample};
use crate::random::{Density, Generator, with_default};

/// A histogram in one dimension, like ROOT's `TH1D`.
///
/// Bins are numbered as in ROOT: 0 is the underflow, 1 … `nbins()` are the bins, `nbins() + 1` is the overflow.
/// Running sums (Σw, Σw², Σwx, Σwx²) of the entries inside of the axis give mean and standard deviation without
/// the error of the binning.
///
/// # Examples
/// ```
/// use rootlet::Hist1D;
///
/// let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
/// h.fill(0.3);
/// h.fill_n(&[-1.0, 0.5, 7.0]);
/// assert_eq!(h.entries(), 4.0);
/// assert_eq!(h.overflow(), 1.0);
/// ```
#[derive(Clone, PartialEq)]
pub struct Hist1D {
    pub(crate) core: Core,
}

impl Hist1D {
    /// `nbins` bins of one width over `[low, high)`.
    ///
    /// # Panics
    /// Without bins or with more than 2²⁸, or where the range is not finite and increasing: an error in the program.
    /// For numbers that come from elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    pub fn new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Self {
        match Self::try_new(name, title, nbins, low, high) {
            Ok(histogram) => histogram,
            Err(error) => panic!("Hist1D::new(\"{name}\", …): {error}"),
        }
    }

    /// As [`new`](Self::new), for numbers that come from elsewhere.
    ///
    /// # Errors
    /// Without bins or with more than 2²⁸, or where the range is not finite and increasing.
    #[inline(never)]
    pub fn try_new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Ok(Self { core: Core::checked(name, title, vec![Axis::regular(nbins, low, high)?], Storage::Double)? })
    }

    /// Over any [`Axis`].
    #[inline(never)]
    pub fn with_axis(name: &str, title: &str, axis: Axis) -> Self {
        Self::with_storage(name, title, axis, Storage::Double)
    }

    /// Over any [`Axis`], with a choice of what each bin keeps.
    #[inline(never)]
    pub fn with_storage(name: &str, title: &str, axis: Axis, storage: Storage) -> Self {
        Self { core: Core::new(name, title, vec![axis], storage) }
    }

    /// Adds one entry with weight 1. NaN goes to the overflow, infinities to the flow bins.
    #[inline(never)]
    pub fn fill(&mut self, x: f64) {
        let core = &mut self.core;
        let bin = core.axes[0].index(x);
        let bins = core.contents.len() - 2;
        if bin > bins && core.axes[0].is_growing() {
            return core.add(&[x], &mut [0], 1.0);
        }
        core.entries += 1.0;
        core.contents[bin] += 1.0;
        if let Some(sumw2) = &mut core.sumw2 {
            sumw2[bin] += 1.0;
        }
        if (1..=bins).contains(&bin)
            && let Some(moments) = &mut core.moments
        {
            moments.w += 1.0;
            moments.w2 += 1.0;
            moments.x[0] += x;
            moments.x2[0] += x * x;
        }
    }

    /// Adds one entry with a weight, which may be negative.
    ///
    /// The first weight other than 1 makes the histogram keep Σw² from then on. A weight that is NaN or infinite
    /// spoils its bin and the statistics, as in ROOT.
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, weight: f64) {
        self.core.add(&[x], &mut [0], weight);
    }

    /// Adds one entry to the bin with this label. An unknown label gets a new bin on a growing axis, and goes to the
    /// overflow on any other.
    #[inline(never)]
    pub fn fill_label(&mut self, label: &str) {
        self.fill_label_weight(label, 1.0);
    }

    /// [`fill_label`](Self::fill_label) with a weight.
    #[inline(never)]
    pub fn fill_label_weight(&mut self, label: &str, weight: f64) {
        let bin = self.core.bin_of_label(0, label);
        let x = self.axis().center(bin);
        self.core.add_to(&[x], &[bin], weight);
    }

    /// Adds one entry for each value; much faster than [`fill`](Self::fill) in a loop.
    #[inline(never)]
    pub fn fill_n(&mut self, xs: &[f64]) {
        self.fill_n_threads(xs, 1);
    }

    /// [`fill_n`](Self::fill_n) on some threads; the result is the same to the last bit.
    ///
    /// Worth it from about a million values on.
    #[inline(never)]
    pub fn fill_n_threads(&mut self, xs: &[f64], threads: usize) {
        // One column cannot differ in length from itself.
        drop(self.core.fill_columns(&[xs], None, threads));
    }

    /// Adds one entry with its weight for each pair.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights(&mut self, xs: &[f64], weights: &[f64]) -> Result<(), HistError> {
        self.fill_weights_threads(xs, weights, 1)
    }

    /// [`fill_weights`](Self::fill_weights) on some threads; the result is the same to the last bit.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights_threads(&mut self, xs: &[f64], weights: &[f64], threads: usize) -> Result<(), HistError> {
        self.core.fill_columns(&[xs], Some(weights), threads)
    }

    /// Adds `n` random entries that follow a named function (`gaus`, `expo`, `pol0`, `landau`, …) with its default
    /// parameters, or a formula without parameters (`"1+cos(x)"`), drawn from the thread's default generator: ROOT's
    /// `FillRandom`, number by number.
    ///
    /// # Panics
    /// Where the text is no function, or its integral over the axis is not positive;
    /// [`try_fill_random`](Self::try_fill_random) gives an error instead.
    #[inline(never)]
    #[track_caller]
    pub fn fill_random(&mut self, function: &str, n: usize) {
        if let Err(error) = self.try_fill_random(function, n) {
            panic!("fill_random: {error}");
        }
    }

    /// As [`fill_random`](Self::fill_random), for names that come from elsewhere.
    ///
    /// # Errors
    /// Where the text is no function, or its integral over the axis is not positive.
    #[inline(never)]
    pub fn try_fill_random(&mut self, function: &str, n: usize) -> Result<(), HistError> {
        self.fill_random_from(function, n)
    }

    /// Adds `n` random entries that follow a function, drawn from the thread's default generator.
    ///
    /// The function is integrated over each bin; within a bin the entries are spread evenly, as in ROOT.
    ///
    /// # Errors
    /// Where the function's integral over the axis is not a positive finite number.
    ///
    /// # Examples
    /// ```
    /// # use rootlet::Hist1D;
    /// let mut h = Hist1D::new("h", "", 50, 0.0, 1.0);
    /// h.fill_random_from(&|x: f64| x * x, 1000)?;
    /// # Ok::<(), rootlet::HistError>(())
    /// ```
    #[inline(never)]
    pub fn fill_random_from<'a>(&mut self, function: impl IntoDensity<'a>, n: usize) -> Result<(), HistError> {
        let density = function.into_density()?;
        with_default(|generator| self.draw_from(density.as_ref(), n, generator))
    }

    /// As [`fill_random_from`](Self::fill_random_from), drawn from this generator; also by name:
    /// `h.fill_random_with("gaus", 5000, &mut generator)?`.
    ///
    /// # Errors
    /// Where a text is no function, or its integral over the axis is not a positive finite number.
    #[inline(never)]
    pub fn fill_random_with<'a>(
        &mut self,
        function: impl IntoDensity<'a>,
        n: usize,
        generator: &mut dyn Generator,
    ) -> Result<(), HistError> {
        self.draw_from(function.into_density()?.as_ref(), n, generator)
    }

    #[inline(never)]
    fn draw_from(&mut self, function: &dyn Density, n: usize, generator: &mut dyn Generator) -> Result<(), HistError> {
        let cumulative = sample::integrals_of(self.axis(), function)?;
        for i in 0..n {
            if i % 65_536 == 0 {
                rootlet_display::stop_if_interrupted();
            }
            let x = sample::draw(self.axis(), &cumulative, generator);
            self.fill(x);
        }
        Ok(())
    }

    /// The axis.
    #[inline(never)]
    pub fn axis(&self) -> &Axis {
        &self.core.axes[0]
    }

    /// The axis, to change its title or labels.
    #[inline(never)]
    pub fn axis_mut(&mut self) -> &mut Axis {
        &mut self.core.axes[0]
    }

    /// Gives the axis a title, for example `"p_{T} [GeV]"`.
    #[inline(never)]
    pub fn set_axis_title(&mut self, title: &str) {
        self.core.axes[0].set_title(title);
    }

    /// The number of bins, without the flow bins.
    pub fn nbins(&self) -> usize {
        self.axis().nbins()
    }

    /// All `nbins() + 1` edges.
    pub fn edges(&self) -> Vec<f64> {
        self.axis().edges()
    }

    /// The middle of a bin; of a flow bin half a bin outside of the axis.
    pub fn center(&self, bin: usize) -> f64 {
        self.axis().center(bin)
    }

    /// The content of a bin; beyond the overflow that of the overflow.
    #[inline(never)]
    pub fn bin_content(&self, bin: usize) -> f64 {
        self.core.contents[self.core.position(&[bin])]
    }

    /// The uncertainty of a bin, one standard deviation: √Σw², or the square root of the content's size where no
    /// weights are kept.
    #[inline(never)]
    pub fn bin_error(&self, bin: usize) -> f64 {
        self.core.error(self.core.position(&[bin]))
    }

    /// The contents without the flow bins.
    pub fn values(&self) -> &[f64] {
        &self.core.contents[1..=self.nbins()]
    }

    /// The variances (Σw², or the contents' size) without the flow bins.
    #[inline(never)]
    pub fn variances(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.variance(bin)).collect()
    }

    /// The uncertainties, as [`bin_error`](Self::bin_error), without the flow bins.
    #[inline(never)]
    pub fn errors(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.error(bin)).collect()
    }

    /// What lies below the axis.
    pub fn underflow(&self) -> f64 {
        self.core.contents[0]
    }

    /// What lies above the axis, and NaN.
    pub fn overflow(&self) -> f64 {
        self.core.contents[self.nbins() + 1]
    }

    /// The mean of the entries inside of the axis; 0 where there are none. After bins were set or changed by hand, and
    /// after subtractions, products and quotients, it is computed from the middles of the bins.
    #[inline(never)]
    pub fn mean(&self) -> f64 {
        self.core.mean(0).value
    }

    /// [`mean`](Self::mean) with its uncertainty σ/√n, n being the effective entries.
    #[inline(never)]
    pub fn mean_and_error(&self) -> Estimate {
        self.core.mean(0)
    }

    /// The standard deviation of the entries inside of the axis (ROOT's `GetStdDev`; not divided by n − 1).
    #[inline(never)]
    pub fn std_dev(&self) -> f64 {
        self.core.std_dev(0).value
    }

    /// [`std_dev`](Self::std_dev) with its uncertainty σ/√2n, n being the effective entries.
    #[inline(never)]
    pub fn std_dev_and_error(&self) -> Estimate {
        self.core.std_dev(0)
    }

    /// Skewness from the bin centres, with √(6/n), its uncertainty for a normal distribution of n effective entries; 0
    /// without spread.
    #[inline(never)]
    pub fn skewness(&self) -> Estimate {
        self.core.skewness(0)
    }

    /// Excess kurtosis from the bin centres (0 for a normal distribution, and without spread), with √(24/n).
    #[inline(never)]
    pub fn kurtosis(&self) -> Estimate {
        self.core.kurtosis(0)
    }

    /// The sum of the bins `first..=last` (0 and `nbins() + 1` are the flow bins) with its uncertainty.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn integral_of(&self, first: usize, last: usize) -> Result<Estimate, HistError> {
        self.core.integral_of(&[(first, last)], false)
    }

    /// The sum of content × width over all bins without the flow bins, with its uncertainty.
    #[inline(never)]
    pub fn integral_width(&self) -> Estimate {
        self.core.integral_of(&[(1, self.nbins())], true).unwrap_or(Estimate::NOTHING)
    }

    /// The number of the highest bin; the first of equal ones.
    #[inline(never)]
    pub fn highest_bin(&self) -> usize {
        self.core.extreme(true)
    }

    /// The highest content inside of the axis.
    #[inline(never)]
    pub fn max(&self) -> f64 {
        self.core.contents[self.core.extreme(true)]
    }

    /// The lowest content inside of the axis.
    #[inline(never)]
    pub fn min(&self) -> f64 {
        self.core.contents[self.core.extreme(false)]
    }

    /// Sets the content of a bin, as if it stood for one more entry; moments come from the bins from then on.
    ///
    /// # Errors
    /// Where there is no such bin.
    #[inline(never)]
    pub fn set_bin_content(&mut self, bin: usize, content: f64) -> Result<(), HistError> {
        let position = self.check_bin(bin)?;
        self.core.contents[position] = content;
        self.core.entries += 1.0;
        self.core.moments = None;
        Ok(())
    }

    /// Sets the uncertainty of a bin (one standard deviation); the histogram keeps Σw² from then on.
    ///
    /// # Errors
    /// Where there is no such bin.
    #[inline(never)]
    pub fn set_bin_error(&mut self, bin: usize, error: f64) -> Result<(), HistError> {
        let position = self.check_bin(bin)?;
        self.core.keep_sumw2();
        if let Some(sumw2) = &mut self.core.sumw2 {
            sumw2[position] = error * error;
        }
        Ok(())
    }

    /// Sets all contents, flow bins included: the underflow first. The sum of the bins becomes the number of entries,
    /// moments come from the bins, and where Σw² are kept they become the contents' size.
    ///
    /// # Errors
    /// Where there are not `nbins() + 2` of them.
    #[inline(never)]
    pub fn set_contents(&mut self, contents: &[f64]) -> Result<(), HistError> {
        let expected = self.core.contents.len();
        if contents.len() != expected {
            return Err(HistError::LengthMismatch { what: "contents", expected, found: contents.len() });
        }
        self.core.contents.copy_from_slice(contents);
        if let Some(sumw2) = &mut self.core.sumw2 {
            for (variance, content) in sumw2.iter_mut().zip(contents) {
                *variance = content.abs();
            }
        }
        self.core.moments = None;
        self.core.entries = contents.iter().sum();
        Ok(())
    }

    fn check_bin(&self, bin: usize) -> Result<usize, HistError> {
        let bins = self.nbins();
        if bin > bins + 1 { Err(HistError::NoSuchBin { bin, bins }) } else { Ok(bin) }
    }

    /// Merges groups of `group` bins; bins left over at the end go to the overflow, and the axis ends before them.
    ///
    /// # Errors
    /// Where `group` is 0 or more than there are bins.
    #[inline(never)]
    pub fn rebin(&self, group: usize) -> Result<Self, HistError> {
        Ok(Self { core: self.core.rebin(0, group)? })
    }

    /// Merges bins so that the new ones end at `edges`, which must be edges already; the rest goes to the flow bins.
    ///
    /// # Errors
    /// With fewer than two edges, or where they do not increase or one is no edge of this axis.
    #[inline(never)]
    pub fn rebin_to(&self, edges: &[f64]) -> Result<Self, HistError> {
        Ok(Self { core: self.core.rebin_to(0, edges)? })
    }

    /// The bins `first..=last` alone. What lies beyond is dropped, and entries and moments are taken from the bins
    /// that stay; [`rebin_to`](Self::rebin_to) keeps the rest in the flow bins.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn slice(&self, first: usize, last: usize) -> Result<Self, HistError> {
        Ok(Self { core: self.core.slice(0, first, last)? })
    }

    /// The bins that touch `low..high` alone, as [`slice`](Self::slice).
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn slice_range(&self, low: f64, high: f64) -> Result<Self, HistError> {
        Ok(Self { core: self.core.slice_range(0, low, high)? })
    }

    /// ROOT's running sums Σw, Σw², Σwx, Σwx² of the entries inside of the axis.
    #[inline(never)]
    pub fn stats(&self) -> [f64; 4] {
        let moments = self.core.moments();
        [moments.w, moments.w2, moments.x[0], moments.x2[0]]
    }
}

shared_methods!(Hist1D, Some(1));
