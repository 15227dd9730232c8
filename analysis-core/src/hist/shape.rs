//! What is computed from the shape of one histogram: quantiles, sums, smoothing, draws, intervals.

use super::hist2d::neighbours;
use super::special::normal_quantile;
use super::{Hist1D, HistError, sample};
use crate::function::special::incomplete_gamma;
use crate::random::{Generator, with_default};

/// From which end a cumulative histogram counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first bin on.
    Forward,
    /// From the last bin back.
    Backward,
}

impl Hist1D {
    /// The x below which a fraction `p` of the bins' sum (without flow) lies, for each `p`; linear inside of a bin.
    ///
    /// # Errors
    /// Where a `p` is not in \[0, 1\], or the sum is not positive.
    #[inline(never)]
    pub fn quantiles(&self, probabilities: &[f64]) -> Result<Vec<f64>, HistError> {
        let cumulative = sample::cumulate(self.values().iter().copied())?;
        probabilities.iter().map(|p| self.quantile_of(&cumulative, *p)).collect()
    }

    /// The median: [`quantiles`](Self::quantiles) at ½.
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn median(&self) -> Result<f64, HistError> {
        Ok(self.quantiles(&[0.5])?[0])
    }

    fn quantile_of(&self, cumulative: &[f64], p: f64) -> Result<f64, HistError> {
        if !(0.0..=1.0).contains(&p) {
            return Err(HistError::OutOfRange { what: "a probability", range: "from 0 to 1", value: p });
        }
        // Edges whose integral is p: several of them where empty bins lie between, and the middle is the answer.
        let first = cumulative.partition_point(|integral| *integral < p);
        let after = cumulative.partition_point(|integral| *integral <= p);
        let edge = |i: usize| self.axis().low_edge(i + 1);
        if first < after {
            return Ok(match p {
                0.0 => edge(after - 1),
                1.0 => edge(first),
                _ => 0.5 * (edge(first) + edge(after - 1)),
            });
        }
        let (from, to) = (cumulative[first - 1], cumulative[first]);
        Ok(edge(first - 1) + self.axis().width(first) * (p - from) / (to - from))
    }

    /// Each bin holds the sum of all bins up to it (or from it on); flow bins are left out.
    #[inline(never)]
    pub fn cumulative(&self, direction: Direction) -> Self {
        let mut new = self.clone();
        let (mut sum, mut variance) = (0.0, 0.0);
        let bins = self.nbins();
        new.core.contents.fill(0.0);
        for i in 1..=bins {
            let bin = if direction == Direction::Forward { i } else { bins + 1 - i };
            sum += self.core.contents[bin];
            variance += self.core.variance(bin);
            new.core.contents[bin] = sum;
            if let Some(sumw2) = &mut new.core.sumw2 {
                sumw2[bin] = variance;
            }
        }
        new.core.moments = None;
        new
    }

    /// The content at a value, linear between the middles of the bins; beyond the outer ones it is constant.
    #[inline(never)]
    pub fn interpolate(&self, x: f64) -> f64 {
        let (left, right, u) = neighbours(self.axis(), x);
        let (from, to) = (self.core.contents[left], self.core.contents[right]);
        from + u * (to - from)
    }

    /// A value drawn from the histogram with the thread's default generator (ROOT's `GetRandom`).
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn random(&self) -> Result<f64, HistError> {
        with_default(|generator| self.random_with(generator))
    }

    /// A value drawn from the histogram. For many, [`random_n`](Self::random_n) adds the bins up only once.
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn random_with(&self, generator: &mut dyn Generator) -> Result<f64, HistError> {
        Ok(self.random_n(1, generator)?[0])
    }

    /// `n` values drawn from the histogram.
    ///
    /// # Errors
    /// Where the sum of the bins is not positive.
    #[inline(never)]
    pub fn random_n(&self, n: usize, generator: &mut dyn Generator) -> Result<Vec<f64>, HistError> {
        let cumulative = sample::cumulate(self.values().iter().copied())?;
        Ok((0..n).map(|_| sample::draw(self.axis(), &cumulative, generator)).collect())
    }

    /// Adds `n` entries drawn from another histogram with the thread's default generator.
    ///
    /// # Errors
    /// Where the sum of its bins is not positive.
    #[inline(never)]
    pub fn fill_random_hist(&mut self, other: &Self, n: usize) -> Result<(), HistError> {
        let values = with_default(|generator| other.random_n(n, generator))?;
        self.fill_n(&values);
        Ok(())
    }

    /// Smooths the contents `times` times by running medians and means, 353QH twice (Friedman; Tukey).
    ///
    /// # Errors
    /// With fewer than three bins.
    #[inline(never)]
    pub fn smooth(&mut self, times: usize) -> Result<(), HistError> {
        let bins = self.nbins();
        if bins < 3 {
            return Err(HistError::OutOfRange { what: "bins to smooth", range: "at least 3", value: bins as f64 });
        }
        for _ in 0..times {
            let before = self.values().to_vec();
            let first = smooth_once(&before);
            // Twicing: what the first pass took away is smoothed, too, and added back.
            let rest: Vec<f64> = before.iter().zip(&first).map(|(x, smooth)| x - smooth).collect();
            let second = smooth_once(&rest);
            let lowest = before.iter().copied().fold(f64::INFINITY, f64::min);
            for (bin, (a, b)) in first.iter().zip(&second).enumerate() {
                let sum = a + b;
                // Counts stay counts.
                self.core.contents[bin + 1] = if lowest < 0.0 { sum } else { sum.max(0.0) };
            }
        }
        if times > 0 {
            self.core.moments = None;
        }
        Ok(())
    }

    /// The interval of the mean of a Poisson distribution for the content of a bin, (low, high), at one standard
    /// deviation: Garwood's central interval, as ROOT's `kPoisson` errors. For weights it is the normal one.
    #[inline(never)]
    pub fn poisson_interval(&self, bin: usize) -> (f64, f64) {
        let content = self.bin_content(bin);
        if self.core.sumw2.is_some() || content < 0.0 {
            let error = self.bin_error(bin);
            return (content - error, content + error);
        }
        let tail = 0.5 * libm::erfc(std::f64::consts::FRAC_1_SQRT_2);
        let low = if content == 0.0 { 0.0 } else { gamma_quantile(tail, content) };
        (low, gamma_quantile(1.0 - tail, content + 1.0))
    }
}

/// The x at which the regularised incomplete gamma function P(a, x) is `p`.
fn gamma_quantile(p: f64, a: f64) -> f64 {
    // Wilson and Hilferty's start, then Newton's method inside of a shrinking bracket.
    let z = normal_quantile(p);
    let start = a * (1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt())).powi(3);
    let mut x = if start > 0.0 { start } else { 0.5 * a };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let norm = crate::function::special::ln_gamma(a);
    for _ in 0..100 {
        let difference = incomplete_gamma(a, x).0 - p;
        if difference > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - difference / ((a - 1.0) * x.ln() - x - norm).exp();
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * x
        };
        if (next - x).abs() <= 1e-15 * x {
            return next;
        }
        x = next;
    }
    x
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Running medians of 3, 5 and 3, parabolas over flat tops, then a running mean (¼, ½, ¼).
fn smooth_once(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut z = values.to_vec();
    for (pass, length) in [3, 5, 3].into_iter().enumerate() {
        let y = z.clone();
        let half = length / 2;
        for i in half..n.saturating_sub(half) {
            z[i] = median(&y[i - half..=i + half]);
        }
        if length == 5 {
            // Next to the ends there is room for three only.
            z[1] = median(&y[..3]);
            z[n - 2] = median(&y[n - 3..]);
        } else if pass == 0 {
            // After the first pass: ends by Tukey's rule, extrapolating their neighbours.
            z[0] = median(&[z[1], y[0], 3.0 * z[1] - 2.0 * z[2]]);
            z[n - 1] = median(&[z[n - 2], y[n - 1], 3.0 * z[n - 2] - 2.0 * z[n - 3]]);
        }
    }
    let mut y = z.clone();
    for i in 2..n.saturating_sub(2) {
        if z[i - 1] != z[i] || z[i] != z[i + 1] {
            continue;
        }
        let (left, right) = (z[i - 2] - z[i], z[i + 2] - z[i]);
        if left * right <= 0.0 {
            continue;
        }
        // The parabola leans on the nearer side.
        let (near, far, place) =
            if right.abs() > left.abs() { (z[i + 2], z[i - 2], i - 1) } else { (z[i - 2], z[i + 2], i + 1) };
        y[i] = -0.5 * near + z[i] / 0.75 + far / 6.0;
        y[place] = 0.5 * (far - near) + z[i];
    }
    let mut smooth = y.clone();
    for i in 1..n - 1 {
        smooth[i] = 0.25 * y[i - 1] + 0.5 * y[i] + 0.25 * y[i + 1];
    }
    smooth
}
