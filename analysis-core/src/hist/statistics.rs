use super::{Core, HistError};

/// A number and its uncertainty (one standard deviation).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its uncertainty.
    pub error: f64,
}

impl Estimate {
    /// What an empty histogram has.
    pub(crate) const NOTHING: Self = Self { value: 0.0, error: 0.0 };
}

/// `value ± error`; `{:.4}` sets the decimals of both.
impl std::fmt::Display for Estimate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(decimals) = f.precision() {
            return write!(f, "{:.decimals$} ± {:.decimals$}", self.value, self.error);
        }
        write!(f, "{} ± {}", super::text::number(self.value), super::text::number(self.error))
    }
}

impl Core {
    /// Mean along an axis, with σ/√n_eff.
    pub(crate) fn mean(&self, axis: usize) -> Estimate {
        let moments = self.moments();
        let n = moments.effective_entries();
        let error = if n > 0.0 { moments.std_dev(axis) / n.sqrt() } else { 0.0 };
        Estimate { value: moments.mean(axis), error }
    }

    /// Standard deviation along an axis, with σ/√(2 n_eff).
    pub(crate) fn std_dev(&self, axis: usize) -> Estimate {
        let moments = self.moments();
        let n = moments.effective_entries();
        let value = moments.std_dev(axis);
        Estimate { value, error: if n > 0.0 { (value * value / (2.0 * n)).sqrt() } else { 0.0 } }
    }

    /// Σw(x−μ)ᵏ/Σw from the bin centres, with running mean μ.
    fn central_moment(&self, axis: usize, power: i32) -> f64 {
        let mean = self.mean(axis).value;
        let (mut sum, mut total) = (0.0, 0.0);
        self.each_bin(&mut |position, bins| {
            if self.is_inside(bins) {
                let w = self.contents[position];
                sum += w * (self.axes[axis].center(bins[axis]) - mean).powi(power);
                total += w;
            }
        });
        if total == 0.0 { 0.0 } else { sum / total }
    }

    /// Skewness from the bins, with √(6/n_eff), the value for a normal distribution.
    #[inline(never)]
    pub(crate) fn skewness(&self, axis: usize) -> Estimate {
        let sigma = self.std_dev(axis).value;
        let n = self.moments().effective_entries();
        let value = if sigma == 0.0 { 0.0 } else { self.central_moment(axis, 3) / sigma.powi(3) };
        Estimate { value, error: if n > 0.0 { (6.0 / n).sqrt() } else { 0.0 } }
    }

    /// Excess kurtosis from the bins (0 for a normal distribution), with √(24/n_eff).
    #[inline(never)]
    pub(crate) fn kurtosis(&self, axis: usize) -> Estimate {
        let sigma = self.std_dev(axis).value;
        let n = self.moments().effective_entries();
        let value = if sigma == 0.0 { 0.0 } else { self.central_moment(axis, 4) / sigma.powi(4) - 3.0 };
        Estimate { value, error: if n > 0.0 { (24.0 / n).sqrt() } else { 0.0 } }
    }

    /// Covariance of two axes from the running sums.
    #[inline(never)]
    pub(crate) fn covariance(&self, a: usize, b: usize) -> f64 {
        let moments = self.moments();
        if moments.w == 0.0 {
            return 0.0;
        }
        if a == b {
            return moments.std_dev(a).powi(2);
        }
        let xy = moments.xy[super::moments::Moments::pair(a, b)];
        xy / moments.w - moments.x[a] / moments.w * (moments.x[b] / moments.w)
    }

    /// Correlation of two axes; 0 where an axis has no spread.
    #[inline(never)]
    pub(crate) fn correlation(&self, a: usize, b: usize) -> f64 {
        let spread = self.std_dev(a).value * self.std_dev(b).value;
        if a == b {
            1.0
        } else if spread == 0.0 {
            0.0
        } else {
            self.covariance(a, b) / spread
        }
    }

    /// Σ of the bins `first..=last` of each axis, times the bin's size where `width` is true.
    #[inline(never)]
    pub(crate) fn integral_of(&self, ranges: &[(usize, usize)], width: bool) -> Result<Estimate, HistError> {
        for (axis, (first, last)) in self.axes.iter().zip(ranges) {
            if first > last {
                return Err(HistError::EmptyRange { low: *first as f64, high: *last as f64 });
            }
            if *last > axis.nbins() + 1 {
                return Err(HistError::NoSuchBin { bin: *last, bins: axis.nbins() });
            }
        }
        let (mut sum, mut variance) = (0.0, 0.0);
        self.each_bin(&mut |position, bins| {
            if bins.iter().zip(ranges).all(|(bin, (first, last))| (first..=last).contains(&bin)) {
                let size: f64 =
                    if width { self.axes.iter().zip(bins).map(|(axis, bin)| axis.width(*bin)).product() } else { 1.0 };
                sum += self.contents[position] * size;
                variance += self.variance(position) * size * size;
            }
        });
        Ok(Estimate { value: sum, error: variance.sqrt() })
    }

    /// Position of the highest (or lowest) bin inside; the first of equal ones.
    pub(crate) fn extreme(&self, highest: bool) -> usize {
        let mut found: Option<(usize, f64)> = None;
        self.each_bin(&mut |position, bins| {
            let content = self.contents[position];
            let better = found.is_none_or(|(_, best)| if highest { content > best } else { content < best });
            if self.is_inside(bins) && better {
                found = Some((position, content));
            }
        });
        found.map_or(0, |(position, _)| position)
    }
}
