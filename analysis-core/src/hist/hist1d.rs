use super::{Axis, Core, HistError, Storage, kernel, sample};
use crate::random::{Density, Generator, NamedDensity, with_default};

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
#[derive(Clone, Debug, PartialEq)]
pub struct Hist1D {
    pub(crate) core: Core,
}

impl Hist1D {
    /// `nbins` bins of one width over `[low, high)`.
    ///
    /// # Panics
    /// Without bins, or where the range is not finite and increasing: an error in the program. For numbers that
    /// come from elsewhere there is [`try_new`](Self::try_new).
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
    /// Without bins, or where the range is not finite and increasing.
    #[inline(never)]
    pub fn try_new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Ok(Self::with_axis(name, title, Axis::regular(nbins, low, high)?))
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

    /// Adds one entry. NaN goes to the overflow.
    #[inline(never)]
    pub fn fill(&mut self, x: f64) {
        self.core.add(&[x], &mut [0], 1.0);
    }

    /// Adds one entry with a weight.
    ///
    /// The first weight other than 1 makes the histogram keep Σw² from then on. A weight that is NaN or infinite
    /// spoils its bin and the statistics, as in ROOT.
    #[inline(never)]
    pub fn fill_weight(&mut self, x: f64, weight: f64) {
        self.core.add(&[x], &mut [0], weight);
    }

    /// Adds one entry to the bin with this label; on a growing axis an unknown label gets a new bin.
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
        if self.axis().is_growing() {
            for x in xs {
                self.fill(*x);
            }
            return;
        }
        for chunk in xs.chunks(kernel::CHUNK) {
            let counts = kernel::count_chunk(self.axis(), chunk);
            self.add_counts(&counts, chunk.len());
        }
    }

    /// Adds one entry with its weight for each pair.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_weights(&mut self, xs: &[f64], weights: &[f64]) -> Result<(), HistError> {
        if xs.len() != weights.len() {
            return Err(HistError::LengthMismatch { what: "weights", expected: xs.len(), found: weights.len() });
        }
        self.core.keep_sumw2();
        if self.axis().is_growing() {
            for (x, w) in xs.iter().zip(weights) {
                self.fill_weight(*x, *w);
            }
            return Ok(());
        }
        for (chunk, weights) in xs.chunks(kernel::CHUNK).zip(weights.chunks(kernel::CHUNK)) {
            let weighted = kernel::weigh_chunk(self.axis(), chunk, weights);
            self.add_weighted(&weighted, chunk.len());
        }
        Ok(())
    }

    pub(crate) fn add_counts(&mut self, counts: &kernel::Counts, entries: usize) {
        let core = &mut self.core;
        core.entries += entries as f64;
        for (sum, count) in core.contents.iter_mut().zip(&counts.bins) {
            *sum += count;
        }
        if let Some(sumw2) = &mut core.sumw2 {
            for (sum, count) in sumw2.iter_mut().zip(&counts.bins) {
                *sum += count;
            }
        }
        if let Some(moments) = &mut core.moments {
            let inside: f64 = counts.bins[1..counts.bins.len() - 1].iter().sum();
            moments.w += inside;
            moments.w2 += inside;
            moments.x[0] += counts.sum_x;
            moments.x2[0] += counts.sum_x2;
        }
    }

    pub(crate) fn add_weighted(&mut self, weighted: &kernel::Weighted, entries: usize) {
        let core = &mut self.core;
        core.entries += entries as f64;
        for (sum, bin) in core.contents.iter_mut().zip(&weighted.bins) {
            *sum += bin[0];
        }
        if let Some(sumw2) = &mut core.sumw2 {
            for (sum, bin) in sumw2.iter_mut().zip(&weighted.bins) {
                *sum += bin[1];
            }
        }
        if let Some(moments) = &mut core.moments {
            moments.w += weighted.sums[0];
            moments.w2 += weighted.sums[1];
            moments.x[0] += weighted.sums[2];
            moments.x2[0] += weighted.sums[3];
        }
    }

    /// Adds `n` random entries that follow a named function (`gaus`, `expo`, `pol0`, …) with its default
    /// parameters, drawn from the thread's default generator: ROOT's `FillRandom`, number by number.
    ///
    /// # Panics
    /// Where no function has this name; [`try_fill_random`](Self::try_fill_random) gives an error instead.
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
    /// Where no function has this name, or its integral over the axis is not positive.
    #[inline(never)]
    pub fn try_fill_random(&mut self, function: &str, n: usize) -> Result<(), HistError> {
        self.fill_random_from(&NamedDensity::find(function)?, n)
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
    pub fn fill_random_from(&mut self, function: &dyn Density, n: usize) -> Result<(), HistError> {
        with_default(|generator| self.fill_random_with(function, n, generator))
    }

    /// As [`fill_random_from`](Self::fill_random_from), drawn from this generator.
    ///
    /// # Errors
    /// Where the function's integral over the axis is not a positive finite number.
    #[inline(never)]
    pub fn fill_random_with(
        &mut self,
        function: &dyn Density,
        n: usize,
        generator: &mut dyn Generator,
    ) -> Result<(), HistError> {
        let cumulative = sample::integrals_of(self.axis(), function)?;
        for _ in 0..n {
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

    /// The middle of a bin.
    pub fn center(&self, bin: usize) -> f64 {
        self.axis().center(bin)
    }

    /// The content of a bin; beyond the overflow that of the overflow.
    #[inline(never)]
    pub fn bin_content(&self, bin: usize) -> f64 {
        self.core.contents[self.core.position(&[bin])]
    }

    /// The uncertainty of a bin: √Σw², or the square root of the content where no weights are kept.
    #[inline(never)]
    pub fn bin_error(&self, bin: usize) -> f64 {
        self.core.error(self.core.position(&[bin]))
    }

    /// The contents of all bins, from the underflow to the overflow: `nbins() + 2` numbers.
    pub fn contents(&self) -> &[f64] {
        &self.core.contents
    }

    /// The contents without the flow bins.
    pub fn values(&self) -> &[f64] {
        &self.core.contents[1..=self.nbins()]
    }

    /// The variances without the flow bins.
    #[inline(never)]
    pub fn variances(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.variance(bin)).collect()
    }

    /// The uncertainties without the flow bins.
    #[inline(never)]
    pub fn errors(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.core.error(bin)).collect()
    }

    /// Σw² of all bins, flow included, where weights are kept.
    pub fn sumw2(&self) -> Option<&[f64]> {
        self.core.sumw2.as_deref()
    }

    /// What lies below the axis.
    pub fn underflow(&self) -> f64 {
        self.core.contents[0]
    }

    /// What lies above the axis, and NaN.
    pub fn overflow(&self) -> f64 {
        self.core.contents[self.nbins() + 1]
    }

    /// The mean of the entries inside of the axis; 0 where there are none.
    #[inline(never)]
    pub fn mean(&self) -> f64 {
        self.core.moments().mean(0)
    }

    /// The standard deviation of the entries inside of the axis (ROOT's `GetStdDev`; not divided by n − 1).
    #[inline(never)]
    pub fn std_dev(&self) -> f64 {
        self.core.moments().std_dev(0)
    }

    /// ROOT's running sums Σw, Σw², Σwx, Σwx² of the entries inside of the axis.
    #[inline(never)]
    pub fn stats(&self) -> [f64; 4] {
        let moments = self.core.moments();
        [moments.w, moments.w2, moments.x[0], moments.x2[0]]
    }

    /// The sum of all bins without the flow bins.
    #[inline(never)]
    pub fn integral(&self) -> f64 {
        self.core.integral().0
    }

    /// How often the histogram was filled, flow included.
    pub fn entries(&self) -> f64 {
        self.core.entries
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.core.name
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.core.title
    }
}
