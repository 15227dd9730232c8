use super::HistError;
use super::special::{beta_quantile, incomplete_beta, normal_quantile};

/// How the interval of an efficiency is made; the names are those of ROOT and of the PDG's review of statistics.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Interval {
    /// Central and exact: covers at least as often as the level says. The default.
    ClopperPearson,
    /// Value ± error of the normal approximation, cut at 0 and 1. Poor near both.
    Normal,
    /// Solves the normal approximation for the efficiency: good coverage on average.
    Wilson,
    /// Wilson's centre with the normal approximation's width.
    AgrestiCoull,
    /// Exact but for counting half of the observed outcome: less conservative than Clopper–Pearson.
    MidP,
    /// Ordered by likelihood ratio: exact, never empty.
    FeldmanCousins,
    /// From the posterior with the prior Beta(`alpha`, `beta`); (1, 1) is flat, (½, ½) is Jeffreys'.
    Bayesian {
        /// First parameter of the prior, above 0.
        alpha: f64,
        /// Second parameter of the prior, above 0.
        beta: f64,
        /// The shortest interval instead of the central one.
        shortest: bool,
    },
}

impl Interval {
    /// The interval (low, high) of an efficiency with `passed` of `total` entries, at a confidence level such as
    /// 0.6827; where `total` is 0 it is (0, 1), or for a Bayesian interval that of the prior.
    ///
    /// # Errors
    /// Where more pass than there are, a number is negative, the level is not between 0 and 1, or a parameter of the
    /// prior is not above 0.
    #[inline(never)]
    pub fn of(self, passed: f64, total: f64, level: f64) -> Result<(f64, f64), HistError> {
        if !(level > 0.0 && level < 1.0) {
            return Err(HistError::OutOfRange { what: "a confidence level", range: "between 0 and 1", value: level });
        }
        if !(passed >= 0.0 && passed <= total && total.is_finite()) {
            return Err(HistError::OutOfRange { what: "passed", range: "from 0 to the total", value: passed });
        }
        if let Self::Bayesian { alpha, beta, .. } = self
            && !(alpha > 0.0 && beta > 0.0)
        {
            return Err(HistError::OutOfRange {
                what: "a prior's parameter",
                range: "above 0",
                value: alpha.min(beta),
            });
        }
        Ok(bounds(self, passed, total, level))
    }
}

pub(super) fn bounds(interval: Interval, passed: f64, total: f64, level: f64) -> (f64, f64) {
    if total <= 0.0 && !matches!(interval, Interval::Bayesian { .. }) {
        return (0.0, 1.0);
    }
    let failed = total - passed;
    let tail = 0.5 * (1.0 - level);
    let kappa = normal_quantile(1.0 - tail);
    let around = |middle: f64, reach: f64| ((middle - reach).max(0.0), (middle + reach).min(1.0));
    match interval {
        Interval::ClopperPearson => {
            let low = if passed == 0.0 { 0.0 } else { beta_quantile(tail, passed, failed + 1.0) };
            let high = if failed == 0.0 { 1.0 } else { beta_quantile(1.0 - tail, passed + 1.0, failed) };
            (low, high)
        }
        Interval::Normal => {
            let efficiency = passed / total;
            around(efficiency, kappa * (efficiency * (1.0 - efficiency) / total).sqrt())
        }
        Interval::Wilson => {
            let efficiency = passed / total;
            let middle = (passed + 0.5 * kappa * kappa) / (total + kappa * kappa);
            let spread = total * efficiency * (1.0 - efficiency) + 0.25 * kappa * kappa;
            around(middle, kappa / (total + kappa * kappa) * spread.sqrt())
        }
        Interval::AgrestiCoull => {
            let middle = (passed + 0.5 * kappa * kappa) / (total + kappa * kappa);
            around(middle, kappa * (middle * (1.0 - middle) / (total + kappa * kappa)).sqrt())
        }
        Interval::MidP => mid_p(passed, total, tail),
        Interval::FeldmanCousins => feldman_cousins(passed.round(), total.round(), level),
        Interval::Bayesian { alpha, beta, shortest } => {
            let (a, b) = (passed + alpha, failed + beta);
            if shortest {
                shortest_beta(a, b, level)
            } else {
                (beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b))
            }
        }
    }
}

/// P(more than k) + ½ P(k) falls to `tail` at the lower end, and P(fewer) + ½ P(k) at the upper one.
fn mid_p(passed: f64, total: f64, tail: f64) -> (f64, f64) {
    let failed = total - passed;
    // P(at least k) = I_p(k, n−k+1); for k = 0 it is 1, and P(more than n) is 0.
    let at_least = |p: f64| if passed == 0.0 { 1.0 } else { incomplete_beta(passed, failed + 1.0, p) };
    let more = |p: f64| if failed == 0.0 { 0.0 } else { incomplete_beta(passed + 1.0, failed, p) };
    let above = |p: f64| 0.5 * (at_least(p) + more(p));
    let low = if passed == 0.0 { 0.0 } else { bisect(&|p| above(p) - tail) };
    let high = if failed == 0.0 { 1.0 } else { bisect(&|p| above(p) - (1.0 - tail)) };
    (low, high)
}

/// Where a rising function on \[0, 1\] passes 0.
fn bisect(f: &dyn Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > f64::EPSILON * high {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The interval of a beta distribution that holds `level` and is shortest.
fn shortest_beta(a: f64, b: f64, level: f64) -> (f64, f64) {
    // A density that falls (rises) all the way has its shortest interval at the end.
    if a <= 1.0 && b > 1.0 {
        return (0.0, beta_quantile(level, a, b));
    }
    if b <= 1.0 && a > 1.0 {
        return (beta_quantile(1.0 - level, a, b), 1.0);
    }
    if a <= 1.0 && b <= 1.0 {
        let tail = 0.5 * (1.0 - level);
        return (beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b));
    }
    // At the shortest interval the density is the same at both ends: it rises with the tail below.
    let density = |x: f64| (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p();
    let ends = |tail: f64| (beta_quantile(tail, a, b), beta_quantile(tail + level, a, b));
    let tail = bisect(&|fraction| {
        let (low, high) = ends(fraction * (1.0 - level));
        density(low) - density(high)
    });
    ends(tail * (1.0 - level))
}

/// All efficiencies whose acceptance region, filled in order of likelihood ratio, holds the observed number.
fn feldman_cousins(passed: f64, total: f64, level: f64) -> (f64, f64) {
    let n = total as usize;
    let k = passed as usize;
    let accepts = |p: f64| {
        // (likelihood ratio, probability) of every outcome.
        let mut outcomes: Vec<(f64, f64, usize)> =
            (0..=n).map(|x| likelihoods(x as f64, total, p)).enumerate().map(|(x, (ratio, p))| (ratio, p, x)).collect();
        outcomes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut sum = 0.0;
        for (_, probability, outcome) in outcomes {
            if outcome == k {
                return true;
            }
            sum += probability;
            if sum >= level {
                return false;
            }
        }
        false
    };
    let best = passed / total;
    (edge_of(&accepts, best, 0.0), edge_of(&accepts, best, 1.0))
}

/// P(x | p) / P(x | x/n), and P(x | p).
fn likelihoods(x: f64, n: f64, p: f64) -> (f64, f64) {
    let term = |count: f64, p: f64| if count == 0.0 { 0.0 } else { count * p.ln() };
    let log_at = |p: f64| term(x, p) + term(n - x, 1.0 - p);
    let ratio = (log_at(p) - log_at(x / n)).exp();
    let ln_gamma = crate::function::special::ln_gamma;
    let choose = ln_gamma(n + 1.0) - ln_gamma(x + 1.0) - ln_gamma(n - x + 1.0);
    (ratio, (choose + log_at(p)).exp())
}

/// The last accepted efficiency on the way from `inside` to `end`.
fn edge_of(accepts: &dyn Fn(f64) -> bool, inside: f64, end: f64) -> f64 {
    if inside == end {
        return end;
    }
    let (mut inner, mut outer) = (inside, end);
    for _ in 0..50 {
        let middle = 0.5 * (inner + outer);
        if accepts(middle) {
            inner = middle;
        } else {
            outer = middle;
        }
    }
    inner
}
