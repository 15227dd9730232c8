use super::interval::{Interval, bounds};
use super::{Axis, Hist1D, HistError, text};

/// One sigma of a normal distribution.
const ONE_SIGMA: f64 = 0.682_689_492_137_085_9;

/// The fraction of entries that pass a selection, in bins, like ROOT's `TEfficiency` in one dimension.
///
/// # Examples
/// ```
/// use rootlet::{Efficiency, Interval};
///
/// let mut trigger = Efficiency::new("trigger", "", 10, 0.0, 100.0);
/// trigger.fill(true, 35.0);
/// trigger.fill(false, 35.0);
/// assert_eq!(trigger.efficiency(4), 0.5);
/// let (low, high) = trigger.interval(4);
/// assert!(low < 0.5 && high > 0.5);
/// ```
#[derive(Clone, PartialEq)]
pub struct Efficiency {
    passed: Hist1D,
    total: Hist1D,
    interval: Interval,
    level: f64,
}

impl Efficiency {
    /// `nbins` bins of one width over `[low, high)`.
    ///
    /// # Panics
    /// Without bins, or where the range is not finite and increasing: an error in the program. For numbers that
    /// come from elsewhere there is [`try_new`](Self::try_new).
    #[inline(never)]
    #[track_caller]
    pub fn new(name: &str, title: &str, nbins: usize, low: f64, high: f64) -> Self {
        match Self::try_new(name, title, nbins, low, high) {
            Ok(efficiency) => efficiency,
            Err(error) => panic!("Efficiency::new(\"{name}\", …): {error}"),
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

    /// Over any axis.
    #[inline(never)]
    pub fn with_axis(name: &str, title: &str, axis: Axis) -> Self {
        let total = Hist1D::with_axis(name, title, axis);
        Self { passed: total.clone(), total, interval: Interval::ClopperPearson, level: ONE_SIGMA }
    }

    /// From histograms of the entries that pass and of all entries.
    ///
    /// # Errors
    /// Where the axes differ, a content is negative, or more passes than there is.
    #[inline(never)]
    pub fn from_hists(passed: &Hist1D, total: &Hist1D) -> Result<Self, HistError> {
        passed.core.check_same_axes(&total.core, "efficiency")?;
        let more = (0..total.nbins() + 2).find(|bin| {
            let (k, n) = (passed.bin_content(*bin), total.bin_content(*bin));
            !(k >= 0.0 && k <= n * (1.0 + 1e-12))
        });
        if let Some(bin) = more {
            let value = passed.bin_content(bin);
            return Err(HistError::BadContent { operation: "efficiency: more passes than there is", bin, value });
        }
        let (passed, total) = (passed.clone(), total.clone());
        Ok(Self { passed, total, interval: Interval::ClopperPearson, level: ONE_SIGMA })
    }

    /// Chooses how intervals are made; [`Interval::ClopperPearson`] at first. The parameters of a Bayesian prior have
    /// to be above 0.
    #[inline(never)]
    pub fn set_interval(&mut self, interval: Interval) {
        self.interval = interval;
    }

    /// Chooses the confidence level of intervals; 0.6827 (one sigma) at first.
    ///
    /// # Errors
    /// Where it is not between 0 and 1.
    #[inline(never)]
    pub fn set_level(&mut self, level: f64) -> Result<(), HistError> {
        if level > 0.0 && level < 1.0 {
            self.level = level;
            Ok(())
        } else {
            Err(HistError::OutOfRange { what: "a confidence level", range: "between 0 and 1", value: level })
        }
    }

    /// Adds one entry, and whether it passed.
    #[inline(never)]
    pub fn fill(&mut self, passed: bool, x: f64) {
        self.fill_weight(passed, x, 1.0);
    }

    /// Adds one entry with a weight, and whether it passed.
    #[inline(never)]
    pub fn fill_weight(&mut self, passed: bool, x: f64, weight: f64) {
        self.total.fill_weight(x, weight);
        if passed {
            self.passed.fill_weight(x, weight);
        }
    }

    /// Adds one entry for each pair.
    ///
    /// # Errors
    /// Where the slices differ in length; nothing is filled then.
    #[inline(never)]
    pub fn fill_n(&mut self, passed: &[bool], xs: &[f64]) -> Result<(), HistError> {
        if passed.len() != xs.len() {
            return Err(HistError::LengthMismatch { what: "passed", expected: xs.len(), found: passed.len() });
        }
        self.total.fill_n(xs);
        let passing: Vec<f64> = xs.iter().zip(passed).filter(|(_, passed)| **passed).map(|(x, _)| *x).collect();
        self.passed.fill_n(&passing);
        Ok(())
    }

    /// Adds another efficiency, as if its entries had been filled here.
    ///
    /// # Errors
    /// Where the axes differ.
    #[inline(never)]
    pub fn add(&mut self, other: &Self) -> Result<(), HistError> {
        self.total.add(&other.total)?;
        self.passed.add(&other.passed)
    }

    /// The entries that pass.
    pub fn passed(&self) -> &Hist1D {
        &self.passed
    }

    /// All entries.
    pub fn total(&self) -> &Hist1D {
        &self.total
    }

    /// The axis.
    pub fn axis(&self) -> &Axis {
        self.total.axis()
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.total.name()
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.total.title()
    }

    /// The number of bins, without the flow bins.
    pub fn nbins(&self) -> usize {
        self.total.nbins()
    }

    /// The efficiency of a bin: passed over total, or the posterior's mean for a Bayesian interval; 0 where the bin
    /// is empty.
    #[inline(never)]
    pub fn efficiency(&self, bin: usize) -> f64 {
        let (k, n) = (self.passed.bin_content(bin), self.total.bin_content(bin));
        match self.interval {
            Interval::Bayesian { alpha, beta, .. } => {
                let (k, n) = self.effective(bin).unwrap_or((k, n));
                (k + alpha) / (n + alpha + beta)
            }
            _ if n == 0.0 => 0.0,
            _ => k / n,
        }
    }

    /// The interval (low, high) of a bin; where it is empty (0, 1), or for a Bayesian interval that of the prior.
    ///
    /// Weighted entries take part with their effective number, and by Bayesian or normal intervals only: for the
    /// others the normal one stands in, as in ROOT.
    #[inline(never)]
    pub fn interval(&self, bin: usize) -> (f64, f64) {
        let (k, n) = (self.passed.bin_content(bin), self.total.bin_content(bin));
        match (self.effective(bin), self.interval) {
            (Some((k, n)), Interval::Bayesian { .. }) => bounds(self.interval, k, n, self.level),
            (Some(_), _) => self.weighted_normal(bin),
            (None, _) => bounds(self.interval, k, n, self.level),
        }
    }

    /// How far the interval of a bin reaches (below, above) its efficiency.
    #[inline(never)]
    pub fn errors(&self, bin: usize) -> (f64, f64) {
        let (low, high) = self.interval(bin);
        let efficiency = self.efficiency(bin);
        (efficiency - low, high - efficiency)
    }

    /// (passed, total) of a weighted bin, scaled to the effective number of entries.
    fn effective(&self, bin: usize) -> Option<(f64, f64)> {
        let variance = self.total.sumw2()?.get(bin)?;
        let (k, n) = (self.passed.bin_content(bin), self.total.bin_content(bin));
        let scale = if *variance > 0.0 { n / variance } else { 0.0 };
        Some((k * scale, n * scale))
    }

    fn weighted_normal(&self, bin: usize) -> (f64, f64) {
        let (k, n) = (self.passed.bin_content(bin), self.total.bin_content(bin));
        if n <= 0.0 {
            return (0.0, 1.0);
        }
        let efficiency = k / n;
        let (passed, total) = (self.passed.bin_error(bin).powi(2), self.total.bin_error(bin).powi(2));
        let variance = (passed * (1.0 - 2.0 * efficiency) + total * efficiency * efficiency) / (n * n);
        let reach = super::special::normal_quantile(0.5 + 0.5 * self.level) * variance.max(0.0).sqrt();
        ((efficiency - reach).max(0.0), (efficiency + reach).min(1.0))
    }

    fn summary(&self) -> String {
        use std::fmt::Write as _;
        let (k, n) = (self.passed.integral(), self.total.integral());
        let name = self.total.name();
        let mut summary = format!("Efficiency `{name}`: {} of {} pass", text::number(k), text::number(n));
        let axis = self.axis();
        let shown = axis.nbins().min(20);
        for bin in 1..=shown {
            let label = axis.label(bin).unwrap_or_else(|| {
                format!("{} to {}", text::number(axis.low_edge(bin)), text::number(axis.high_edge(bin)))
            });
            let (below, above) = self.errors(bin);
            let value = self.efficiency(bin);
            let _ = write!(summary, "\n{label:>24}  {value:.4} -{below:.4} +{above:.4}");
        }
        if axis.nbins() > shown {
            let _ = write!(summary, "\n… {} more bins", axis.nbins() - shown);
        }
        summary
    }
}

impl serde::Serialize for Efficiency {
    /// Both histograms as UHI's JSON, and the choice of intervals.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { passed, total, interval, level } = self;
        serde_json::json!({"passed": passed, "total": total, "interval": interval, "level": level})
            .serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Efficiency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Parts {
            passed: Hist1D,
            total: Hist1D,
            interval: Interval,
            level: f64,
        }
        use serde::de::Error as _;
        let Parts { passed, total, interval, level } = Parts::deserialize(deserializer)?;
        let mut efficiency = Self::from_hists(&passed, &total).map_err(D::Error::custom)?;
        efficiency.interval = interval;
        efficiency.set_level(level).map_err(D::Error::custom)?;
        Ok(efficiency)
    }
}

impl std::fmt::Debug for Efficiency {
    #[inline(never)]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl rootlet_display::Show for Efficiency {
    #[inline(never)]
    fn mime_bundle(&self) -> rootlet_display::MimeBundle {
        rootlet_display::MimeBundle::text(self.summary())
    }
}
