use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::{Cost, CostKind, GAUSS, chi_square};
use crate::fit::{FitError, FitOptions, FitResult, Model, Problem};
use crate::function::Function;
use crate::function::special::ln;
use crate::function::wide::wide;

/// An unbinned maximum-likelihood fit, ready to run.
///
/// ```
/// use rootlet::{FitOptions, Model, fit::Unbinned};
/// let times: Vec<f64> = (0..1000).map(|i| -2.0 * (1.0 - (i as f64 + 0.5) / 1000.0).ln()).collect();
/// let decay = Model::from("exp(-x/[tau])").start("tau", 1.0);
/// let fit = Unbinned::new(&times, decay).range(0.0, 100.0).fit(&FitOptions::default())?;
/// assert!((fit.value("tau")? - 2.0).abs() < 0.01);
/// # Ok::<(), rootlet::FitError>(())
/// ```
#[derive(Clone)]
pub struct Unbinned {
    columns: Vec<Vec<f64>>,
    weights: Option<Vec<f64>>,
    model: Model,
    range: Option<(f64, f64)>,
    extended: bool,
    normalised: bool,
    /// `None`: as many as are worth it.
    threads: Option<usize>,
}

impl Unbinned {
    /// Fits a density to values of one variable. The density is normalised over the range numerically.
    pub fn new(data: &[f64], model: impl Into<Model>) -> Self {
        Self::with_columns(&[data], model)
    }

    /// Fits a density of several variables, one slice each. It must be normalised, or extended with a known integral.
    pub fn with_columns(columns: &[&[f64]], model: impl Into<Model>) -> Self {
        let columns = columns.iter().map(|column| column.to_vec()).collect();
        let (weights, range, threads) = (None, None, None);
        Self { columns, weights, model: model.into(), range, extended: false, normalised: false, threads }
    }

    /// Where events could have been; others are left out. The default is the model's range, else that of the data.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }

    /// The integral of the model is the expected number of events, and is fitted, too.
    pub fn extended(mut self) -> Self {
        self.extended = true;
        self
    }

    /// The density is normalised for all parameters: its integral is not computed.
    pub fn normalised(mut self) -> Self {
        self.normalised = true;
        self
    }

    /// Events with weights; errors are corrected for them.
    pub fn weights(mut self, weights: &[f64]) -> Self {
        self.weights = Some(weights.to_vec());
        self
    }

    /// How many threads evaluate the likelihood; the default is one per core as far as there are a quarter of a million
    /// events for each, below which starting them costs more than they save on a busy machine. The result does not
    /// depend on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads.max(1));
        self
    }

    /// Runs the fit.
    ///
    /// # Errors
    /// The model is wrong, there are no events, or a number is not finite; see [`FitError`].
    pub fn fit(self, options: &FitOptions) -> Result<FitResult, FitError> {
        self.problem()?.fit(options)
    }

    /// The fit as a part of a simultaneous one.
    ///
    /// # Errors
    /// As [`Unbinned::fit`].
    pub fn problem(self) -> Result<Problem, FitError> {
        let (function, parameters, _) = self.model.into_parts()?;
        let dimension = self.columns.len();
        chi_square::check_dimension(&function, dimension)?;
        let count = self.columns.first().map_or(0, Vec::len);
        for column in &self.columns {
            chi_square::same_length("variables of the events", count, column.len())?;
            chi_square::finite("event", column)?;
        }
        if let Some(weights) = &self.weights {
            chi_square::same_length("weights of the events", count, weights.len())?;
            chi_square::finite("weight", weights)?;
        }
        let range = self.range.or(function.domain()).unwrap_or_else(|| extent(self.columns.first().map_or(&[], |c| c)));
        let is_inside = |x: &f64| (range.0..=range.1).contains(x);
        let inside = self.columns.first().map_or(0, |x| x.iter().filter(|x| is_inside(x)).count());
        if inside == 0 {
            let hint = if count == 0 { "there are no events" } else { "every event is out of the range" };
            return Err(FitError::NoData { what: "the unbinned data".to_owned(), hint });
        }
        if !self.normalised && dimension == 1 && range.0 >= range.1 {
            return Err(FitError::Range { low: range.0, high: range.1 });
        }
        if dimension > 1 && !self.normalised {
            let needs = "a normalised density (say so with `.normalised()`)";
            return Err(FitError::Unsuitable { algorithm: "an unbinned fit of several variables", needs });
        }
        let mut columns = self.columns;
        let mut weights = self.weights;
        if inside < count {
            let keep: Vec<bool> = columns[0].iter().map(is_inside).collect();
            for column in columns.iter_mut().chain(&mut weights) {
                let mut kept = keep.iter();
                column.retain(|_| *kept.next().unwrap_or(&true));
            }
        }
        let start: Vec<f64> = parameters.iter().map(|parameter| parameter.value).collect();
        let integral = if self.normalised { Integral::One } else { Integral::new(&function, range, &start) };
        let cost = UnbinnedLikelihood {
            columns,
            weights,
            integral,
            extended: self.extended,
            threads: self.threads,
            function: function.clone(),
        };
        Ok(Problem::new(Arc::new(cost), parameters, Some(function)))
    }
}

fn extent(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

/// −2 ln L of events.
struct UnbinnedLikelihood {
    function: Function,
    columns: Vec<Vec<f64>>,
    weights: Option<Vec<f64>>,
    integral: Integral,
    extended: bool,
    threads: Option<usize>,
}

/// How the integral of the density over the range is found.
enum Integral {
    One,
    /// The shape knows.
    Known(f64, f64),
    /// Nodes and weights, fixed so that the likelihood stays smooth in its parameters.
    Nodes(Vec<f64>, Vec<f64>),
}

impl Integral {
    fn new(function: &Function, (low, high): (f64, f64), start: &[f64]) -> Self {
        if function.code().integral(low, high, start).is_some() {
            return Self::Known(low, high);
        }
        const PANELS: usize = 128;
        let mut edges = vec![low];
        for i in 0..PANELS {
            let a = low + (high - low) * i as f64 / PANELS as f64;
            let b = low + (high - low) * (i + 1) as f64 / PANELS as f64;
            refine(function, start, a, b, 0, &mut edges);
        }
        let (mut nodes, mut weights) = (Vec::new(), Vec::new());
        for pair in edges.windows(2) {
            for (node, weight) in GAUSS {
                nodes.push(0.5 * (pair[0] + pair[1]) + 0.5 * (pair[1] - pair[0]) * node);
                weights.push(0.5 * (pair[1] - pair[0]) * weight);
            }
        }
        Self::Nodes(nodes, weights)
    }

    fn value(&self, function: &Function, parameters: &[f64]) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Known(low, high) => function.code().integral(*low, *high, parameters).unwrap_or(f64::NAN),
            Self::Nodes(nodes, weights) => {
                let mut values = vec![0.0; nodes.len()];
                function.code().evaluate(&[nodes], parameters, &mut values);
                values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
            }
        }
    }
}

/// Adds edges where the rule on a panel and on its halves differ.
fn refine(function: &Function, start: &[f64], low: f64, high: f64, depth: usize, edges: &mut Vec<f64>) {
    let rule = |a: f64, b: f64| -> f64 {
        let nodes = GAUSS.map(|(node, _)| 0.5 * (a + b) + 0.5 * (b - a) * node);
        let mut values = [0.0; 8];
        function.code().evaluate(&[&nodes], start, &mut values);
        GAUSS.iter().zip(values).map(|((_, weight), value)| 0.5 * (b - a) * weight * value).sum()
    };
    let middle = 0.5 * (low + high);
    let (whole, halves) = (rule(low, high), rule(low, middle) + rule(middle, high));
    if depth < 8 && (whole - halves).abs() > 1e-10 * halves.abs() && halves.is_finite() {
        refine(function, start, low, middle, depth + 1, edges);
        refine(function, start, middle, high, depth + 1, edges);
    } else {
        edges.push(high);
    }
}

/// Events whose logarithms are summed together: the sum does not depend on the number of threads.
const CHUNK: usize = 8192;

impl UnbinnedLikelihood {
    /// Σ w ln f over all events, and Σ w.
    fn sum_of_logs(&self, parameters: &[f64], power: i32) -> (f64, f64) {
        let count = self.columns[0].len();
        let chunks = count.div_ceil(CHUNK);
        let sums: Vec<OnceLock<(f64, f64)>> = vec![OnceLock::new(); chunks];
        let next = AtomicUsize::new(0);
        // A thread must have enough to do to be worth its start.
        let threads = match self.threads {
            Some(threads) => threads.min(chunks / 4),
            None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(chunks / 32),
        };
        // The calling one works as well, and nobody waits for
        // a part of its own: where the machine is busy, it has done most before the others come.
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|| self.run(parameters, power, &next, &sums));
            }
            self.run(parameters, power, &next, &sums);
        });
        sums.iter().filter_map(OnceLock::get).fold((0.0, 0.0), |all, part| (all.0 + part.0, all.1 + part.1))
    }

    /// Sums the chunks that nobody has taken yet.
    fn run(&self, parameters: &[f64], power: i32, next: &AtomicUsize, sums: &[OnceLock<(f64, f64)>]) {
        let count = self.columns[0].len();
        let mut values = vec![0.0; CHUNK.min(count)];
        while let Some((index, sum)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, sums.get(i)?)))
        {
            let start = index * CHUNK;
            let end = (start + CHUNK).min(count);
            let columns: Vec<&[f64]> = self.columns.iter().map(|column| &column[start..end]).collect();
            let values = &mut values[..end - start];
            self.function.code().evaluate(&columns, parameters, values);
            let of_chunk = match &self.weights {
                None => (sum_ln(values), (end - start) as f64),
                Some(weights) => weights[start..end].iter().zip(values.iter()).fold((0.0, 0.0), |all, (w, f)| {
                    let w = w.powi(power);
                    (all.0 + w * f.ln(), all.1 + w)
                }),
            };
            // Each chunk is taken once.
            let _first = sum.set(of_chunk);
        }
    }

    fn evaluate(&self, parameters: &[f64], power: i32) -> f64 {
        let integral = self.integral.value(&self.function, parameters);
        let (logs, weight) = self.sum_of_logs(parameters, power);
        let norm = match (self.extended, &self.integral) {
            (true, _) if power == 1 => integral,
            // With squared weights the expected sum is that of the squares.
            (true, _) => integral * weight / self.weights.as_ref().map_or(weight, |w| w.iter().sum()),
            (false, Integral::One) => 0.0,
            (false, _) => weight * integral.ln(),
        };
        if integral <= 0.0 {
            return f64::NAN;
        }
        // ln of a density that is not positive is NaN or −∞: no likelihood.
        2.0 * (norm - logs)
    }
}

impl Cost for UnbinnedLikelihood {
    fn value(&self, parameters: &[f64]) -> f64 {
        self.evaluate(parameters, 1)
    }

    fn kind(&self) -> CostKind {
        CostKind::Likelihood
    }

    fn with_squared_weights(&self) -> Option<Box<dyn Cost + '_>> {
        self.weights.as_ref()?;
        Some(Box::new(|parameters: &[f64]| self.evaluate(parameters, 2)))
    }
}

/// Σ ln of the values. Eight are multiplied before the logarithm is taken, unless the product could leave the
/// range of numbers.
fn sum_ln(values: &mut [f64]) -> f64 {
    let length = values.len() / 8 * 8;
    let (body, tail) = values.split_at_mut(length);
    let products = length / 8;
    if !all_within(body, 1e-37, 1e37) {
        return body.iter().chain(tail.iter()).map(|value| value.ln()).sum();
    }
    multiply_strided(body, products);
    sum_ln_wide(&body[..products]) + tail.iter().map(|value| value.ln()).sum::<f64>()
}

wide! {
    /// Whether all values are positive and from `low` to `high`; NaN is not.
    fn all_within(values: &[f64], low: f64, high: f64) -> bool {
        // Positive numbers are in the order of their bits; smaller ones, NaN and negative ones come out larger.
        let mut worst = 0;
        for value in values {
            worst = value.to_bits().wrapping_sub(low.to_bits()).max(worst);
        }
        worst <= high.to_bits() - low.to_bits()
    }
}

wide! {
    /// Leaves in the first `count` values the products with the seven others at distance `count`.
    fn multiply_strided(values: &mut [f64], count: usize) {
        let (first, rest) = values.split_at_mut(count);
        for other in rest.chunks_exact(count.max(1)) {
            for (product, value) in first.iter_mut().zip(other) {
                *product *= value;
            }
        }
    }
}

wide! {
    fn sum_ln_wide(values: &[f64]) -> f64 {
        let mut lanes = [0.0; 8];
        let chunks = values.chunks_exact(8);
        let tail: f64 = chunks.remainder().iter().map(|value| ln(*value)).sum();
        for chunk in chunks {
            for (lane, value) in lanes.iter_mut().zip(chunk) {
                *lane += ln(*value);
            }
        }
        lanes.iter().sum::<f64>() + tail
    }
}
