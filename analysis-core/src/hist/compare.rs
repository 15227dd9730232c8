//! Whether two histograms come from one distribution.

use super::special::{anderson_darling_probability, chi2_probability, kolmogorov_probability};
use super::{Core, Hist1D, Hist2D, Hist3D, HistError};

/// Which of the two histograms of a χ² test are weighted; ROOT's options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chi2Kind {
    /// Both hold plain counts (`UU`).
    Unweighted,
    /// Both are plain counts times a constant, which is found from the errors (`UU NORM`).
    Normalised,
    /// The first holds plain counts, the second weights (`UW`).
    UnweightedWeighted,
    /// Both hold weights (`WW`).
    Weighted,
}

/// The outcome of a χ² test.
#[derive(Clone, Debug, PartialEq)]
pub struct Chi2Test {
    /// The test statistic.
    pub chi2: f64,
    /// Degrees of freedom: bins that are not empty in both, less one.
    pub ndf: usize,
    /// The probability of a larger χ² for one distribution.
    pub p_value: f64,
    /// Normalised residuals, one per bin: in units of their expected spread, so that they follow a standard normal
    /// distribution where the two agree; 0 where both bins are empty.
    pub residuals: Vec<f64>,
}

/// The outcome of a test with a distance and its probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DistanceTest {
    /// The distance of the two: for Kolmogorov the largest difference of the cumulated distributions, for
    /// Anderson and Darling the standardised statistic.
    pub distance: f64,
    /// The probability of a larger distance for one distribution.
    pub p_value: f64,
}

/// One bin of the two histograms.
struct Pair {
    n1: f64,
    v1: f64,
    n2: f64,
    v2: f64,
}

/// The bins inside, side by side.
fn pairs(a: &Core, b: &Core) -> Vec<Pair> {
    let mut pairs = Vec::new();
    a.each_bin(&mut |i, bins| {
        if a.is_inside(bins) {
            pairs.push(Pair { n1: a.contents[i], v1: a.variance(i), n2: b.contents[i], v2: b.variance(i) });
        }
    });
    pairs
}

/// Tests of Gagunashvili (arXiv:physics/0605123), as ROOT runs them.
#[inline(never)]
fn chi2_test(a: &Core, b: &Core, kind: Chi2Kind) -> Result<Chi2Test, HistError> {
    a.check_same_axes(b, "chi2_test")?;
    let mut pairs = pairs(a, b);
    if kind == Chi2Kind::Normalised {
        for pair in &mut pairs {
            for (n, v) in [(&mut pair.n1, pair.v1), (&mut pair.n2, pair.v2)] {
                // The number of events behind a scaled content.
                *n = if v > 0.0 { (*n * *n / v + 0.5).floor() } else { 0.0 };
            }
        }
    }
    let (sum1, sum2) = pairs.iter().fold((0.0, 0.0), |(s1, s2), pair| (s1 + pair.n1, s2 + pair.n2));
    for (sum, core) in [(sum1, a), (sum2, b)] {
        if sum == 0.0 || !sum.is_finite() {
            return Err(HistError::Empty { operation: "chi2_test", name: core.name.clone() });
        }
    }
    let mut test = Chi2Test { chi2: 0.0, ndf: pairs.len().saturating_sub(1), p_value: 0.0, residuals: Vec::new() };
    let mean_weight = pairs.iter().map(|pair| pair.v2).sum::<f64>() / sum2;
    for (bin, pair) in pairs.iter().enumerate() {
        if pair.n1 == 0.0 && pair.n2 == 0.0 {
            test.ndf = test.ndf.saturating_sub(1);
            test.residuals.push(0.0);
            continue;
        }
        let (chi2, residual) = match kind {
            Chi2Kind::Unweighted | Chi2Kind::Normalised => unweighted(pair, sum1, sum2),
            Chi2Kind::Weighted => {
                if pair.v1 == 0.0 && pair.v2 == 0.0 {
                    return Err(HistError::BadContent {
                        operation: "chi2_test: no uncertainty",
                        bin: bin + 1,
                        value: pair.n1,
                    });
                }
                weighted(pair, sum1, sum2)
            }
            Chi2Kind::UnweightedWeighted => mixed(pair, sum1, sum2, mean_weight),
        };
        test.chi2 += chi2;
        test.residuals.push(residual);
    }
    test.p_value = chi2_probability(test.chi2, test.ndf);
    Ok(test)
}

/// χ² and normalised residual of one bin of two counts.
fn unweighted(pair: &Pair, sum1: f64, sum2: f64) -> (f64, f64) {
    let sum = pair.n1 + pair.n2;
    let expected = sum * sum1 / (sum1 + sum2);
    let correction = (1.0 - sum1 / (sum1 + sum2)) * (1.0 - sum / (sum1 + sum2));
    let difference = sum2 * pair.n1 - sum1 * pair.n2;
    (difference * difference / sum / (sum1 * sum2), (pair.n1 - expected) / (expected * correction).sqrt())
}

fn weighted(pair: &Pair, sum1: f64, sum2: f64) -> (f64, f64) {
    let sigma = sum1 * sum1 * pair.v2 + sum2 * sum2 * pair.v1;
    let difference = sum2 * pair.n1 - sum1 * pair.n2;
    // The best common probability of the bin, its error being that of the weighted mean.
    let probability = (pair.n1 * sum1 * pair.v2 + pair.n2 * sum2 * pair.v1) / sigma;
    let residual = if pair.v1 > 0.0 {
        let variance = pair.v1 * (1.0 - pair.v2 * sum1 * sum1 / sigma);
        if variance > 0.0 { (pair.n1 - sum1 * probability) / variance.sqrt() } else { 0.0 }
    } else {
        // Without an uncertainty of its own the first histogram is seen from the second.
        -(pair.n2 - sum2 * probability) / pair.v2.sqrt()
    };
    (difference * difference / sigma, residual)
}

/// A count against a weighted content: the bin's probability has the largest likelihood.
fn mixed(pair: &Pair, mut sum1: f64, sum2: f64, mean_weight: f64) -> (f64, f64) {
    let mut n1 = pair.n1;
    // An empty weighted bin has an uncertainty, too: that of one average weight.
    let v2 = if pair.v2 == 0.0 && pair.n2 == 0.0 { mean_weight } else { pair.v2 };
    let solve = |n1: f64, sum1: f64| {
        let var1 = sum2 * pair.n2 - sum1 * v2;
        (var1, (var1 * var1 + 4.0 * sum2 * sum2 * n1 * v2).sqrt())
    };
    let (mut var1, mut var2) = solve(n1, sum1);
    // Without any content the probability would be 0: one event more cures it.
    for _ in 0..100 {
        if var1 + var2 != 0.0 {
            break;
        }
        sum1 += 1.0;
        n1 += 1.0;
        (var1, var2) = solve(n1, sum1);
    }
    let probability = (var1 + var2) / (2.0 * sum2 * sum2);
    let (expected1, expected2) = (probability * sum1, probability * sum2);
    let (difference1, difference2) = (n1 - expected1, pair.n2 - expected2);
    let mut chi2 = difference1 * difference1 / expected1;
    if v2 > 0.0 {
        chi2 += difference2 * difference2 / v2;
    }
    let (a, b) = (sum2 * v2 / var2, 1.0 + (sum1 * v2 - sum2 * pair.n2) / var2);
    let variance = a * a * sum1 * probability * (1.0 - probability) + b * b * v2 / 4.0;
    let residual = if variance > 0.0 { -difference2 / variance.sqrt() } else { 0.0 };
    (chi2, residual)
}

/// The Kolmogorov–Smirnov test on bins: exact only where bins are narrow against the detail of the distribution.
#[inline(never)]
fn kolmogorov_test(a: &Hist1D, b: &Hist1D) -> Result<DistanceTest, HistError> {
    a.core.check_same_axes(&b.core, "kolmogorov_test")?;
    let pairs = pairs(&a.core, &b.core);
    let mut sums = [0.0; 4];
    for pair in &pairs {
        for (sum, part) in sums.iter_mut().zip([pair.n1, pair.v1, pair.n2, pair.v2]) {
            *sum += part;
        }
    }
    let [sum1, variance1, sum2, variance2] = sums;
    for (sum, h) in [(sum1, a), (sum2, b)] {
        if sum == 0.0 || !sum.is_finite() {
            return Err(HistError::Empty { operation: "kolmogorov_test", name: h.name().to_owned() });
        }
    }
    let (mut cumulated1, mut cumulated2, mut distance) = (0.0, 0.0, 0.0_f64);
    for pair in &pairs {
        cumulated1 += pair.n1 / sum1;
        cumulated2 += pair.n2 / sum2;
        distance = distance.max((cumulated1 - cumulated2).abs());
    }
    // A histogram without uncertainties is a function: it does not fluctuate.
    let effective = |sum: f64, variance: f64| if variance > 0.0 { sum * sum / variance } else { f64::INFINITY };
    let (n1, n2) = (effective(sum1, variance1), effective(sum2, variance2));
    let n = 1.0 / (1.0 / n1 + 1.0 / n2);
    Ok(DistanceTest { distance, p_value: kolmogorov_probability(distance * n.sqrt()) })
}

/// Anderson and Darling's test of two samples with ties: Scholz and Stephens, JASA 82 (1987) 918, equation 6.
#[inline(never)]
fn anderson_darling_test(a: &Hist1D, b: &Hist1D) -> Result<DistanceTest, HistError> {
    a.core.check_same_axes(&b.core, "anderson_darling_test")?;
    let pairs = pairs(&a.core, &b.core);
    let (n1, n2) = pairs.iter().fold((0.0, 0.0), |(s1, s2), pair| (s1 + pair.n1, s2 + pair.n2));
    for (bin, pair) in pairs.iter().enumerate() {
        if let Some(value) = [pair.n1, pair.n2].into_iter().find(|n| *n < 0.0 || n.fract() != 0.0) {
            return Err(HistError::BadContent { operation: "anderson_darling_test needs counts", bin: bin + 1, value });
        }
    }
    for (n, h) in [(n1, a), (n2, b)] {
        if n < 2.0 {
            return Err(HistError::Empty { operation: "anderson_darling_test", name: h.name().to_owned() });
        }
    }
    let total = n1 + n2;
    let (mut up_to, mut up_to1, mut sum1, mut sum2) = (0.0, 0.0, 0.0, 0.0);
    for pair in pairs.iter().filter(|pair| pair.n1 + pair.n2 > 0.0) {
        let here = pair.n1 + pair.n2;
        up_to += here;
        up_to1 += pair.n1;
        // The last bin with entries has everything below it, and tells nothing.
        if up_to < total {
            let weight = here / (up_to * (total - up_to));
            sum1 += weight * (total * up_to1 - n1 * up_to).powi(2);
            sum2 += weight * (total * (up_to - up_to1) - n2 * up_to).powi(2);
        }
    }
    let statistic = (sum1 / n1 + sum2 / n2) / total;
    let distance = (statistic - 1.0) / anderson_darling_sigma(n1, n2);
    // The limit distribution has mean 1 and this spread.
    let limit_sigma = (2.0 * (std::f64::consts::PI.powi(2) - 9.0) / 3.0).sqrt();
    Ok(DistanceTest { distance, p_value: anderson_darling_probability(1.0 + distance * limit_sigma) })
}

/// Standard deviation of the statistic for two samples of these sizes; the letters are the paper's.
fn anderson_darling_sigma(n1: f64, n2: f64) -> f64 {
    let n = n1 + n2;
    let k = 2.0;
    let capital_h = 1.0 / n1 + 1.0 / n2;
    let count = n as usize;
    let h: f64 = (1..count).map(|i| 1.0 / i as f64).sum();
    // g = Σ_{i<j} 1/((n−i) j), the inner sum taken from the end.
    let (mut g, mut tail) = (0.0, 0.0);
    for i in (1..count.saturating_sub(1)).rev() {
        tail += 1.0 / (i + 1) as f64;
        g += tail / (n - i as f64);
    }
    let a = (4.0 * g - 6.0) * (k - 1.0) + (10.0 - 6.0 * g) * capital_h;
    let b = (2.0 * g - 4.0) * k * k + 8.0 * h * k + (2.0 * g - 14.0 * h - 4.0) * capital_h - 8.0 * h + 4.0 * g - 6.0;
    let c = (6.0 * h + 2.0 * g - 2.0) * k * k + (4.0 * h - 4.0 * g + 6.0) * k + (2.0 * h - 6.0) * capital_h + 4.0 * h;
    let d = (2.0 * h + 6.0) * k * k - 4.0 * h * k;
    ((a * n.powi(3) + b * n * n + c * n + d) / ((n - 1.0) * (n - 2.0) * (n - 3.0))).sqrt()
}

impl Hist1D {
    /// The χ² test whether two histograms come from one distribution, whatever their numbers of entries.
    ///
    /// # Errors
    /// Where the axes differ, one of the two is empty, or a bin has a content and no uncertainty.
    #[inline(never)]
    pub fn chi2_test(&self, other: &Self, kind: Chi2Kind) -> Result<Chi2Test, HistError> {
        chi2_test(&self.core, &other.core, kind)
    }

    /// The Kolmogorov–Smirnov test whether two histograms have one shape.
    ///
    /// Good where bins are narrow against the detail of the distribution: binning makes it say yes too often.
    ///
    /// # Errors
    /// Where the axes differ or one of the two is empty.
    #[inline(never)]
    pub fn kolmogorov_test(&self, other: &Self) -> Result<DistanceTest, HistError> {
        kolmogorov_test(self, other)
    }

    /// The Anderson–Darling test whether two histograms of counts have one shape; it looks at the tails more
    /// than Kolmogorov's. The p-value is that of many entries.
    ///
    /// # Errors
    /// Where the axes differ, one of the two has fewer than two entries, or a content is no count.
    #[inline(never)]
    pub fn anderson_darling_test(&self, other: &Self) -> Result<DistanceTest, HistError> {
        anderson_darling_test(self, other)
    }
}

impl Hist2D {
    /// The χ² test whether two histograms come from one distribution, whatever their numbers of entries.
    ///
    /// # Errors
    /// As [`Hist1D::chi2_test`].
    #[inline(never)]
    pub fn chi2_test(&self, other: &Self, kind: Chi2Kind) -> Result<Chi2Test, HistError> {
        chi2_test(&self.core, &other.core, kind)
    }
}

impl Hist3D {
    /// The χ² test whether two histograms come from one distribution, whatever their numbers of entries.
    ///
    /// # Errors
    /// As [`Hist1D::chi2_test`].
    #[inline(never)]
    pub fn chi2_test(&self, other: &Self, kind: Chi2Kind) -> Result<Chi2Test, HistError> {
        chi2_test(&self.core, &other.core, kind)
    }
}
