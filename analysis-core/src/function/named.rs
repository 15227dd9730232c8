use super::Evaluate;
use super::special::exp;

/// A shape that has a name: what `fit("gaus")` and formulas know.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// What it computes, in formula notation.
    pub(crate) help: &'static str,
    /// Whether a number follows the name: `pol3`.
    pub(crate) has_degree: bool,
    pub(crate) parameters: &'static [&'static str],
    /// Parameter values before any fit.
    pub(crate) defaults: &'static [f64],
    pub(crate) evaluate: fn(x: &[f64], parameters: &[f64], out: &mut [f64]),
    /// Start values for a fit from points (x, y) with spacing `width`.
    pub(crate) guess: Option<fn(&Points<'_>) -> Vec<f64>>,
    pub(crate) integral: Option<fn(low: f64, high: f64, parameters: &[f64]) -> f64>,
}

/// Data from which start values are guessed.
pub(crate) struct Points<'a> {
    pub(crate) x: &'a [f64],
    pub(crate) y: &'a [f64],
}

impl Shape {
    pub(crate) fn parameter_count(&self, degree: usize) -> usize {
        if self.has_degree { degree + 1 } else { self.parameters.len() }
    }

    pub(crate) fn parameter_names(&self, degree: usize) -> Vec<String> {
        if self.has_degree {
            (0..=degree).map(|i| format!("p{i}")).collect()
        } else {
            self.parameters.iter().map(|&name| name.to_owned()).collect()
        }
    }

    pub(crate) fn default_values(&self, degree: usize) -> Vec<f64> {
        if self.has_degree { vec![0.0; degree + 1] } else { self.defaults.to_vec() }
    }
}

/// Names and formulas of all named functions, for help and completion.
pub fn named_functions() -> impl Iterator<Item = (&'static str, &'static str)> {
    SHAPES.iter().map(|shape| (shape.name, shape.help))
}

/// Finds a shape by name, with the degree of `pol3` and its kin.
pub(crate) fn find(name: &str) -> Option<(&'static Shape, usize)> {
    if let Some(shape) = SHAPES.iter().find(|shape| !shape.has_degree && shape.name == name) {
        return Some((shape, 0));
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let degree: usize = name[stem.len()..].parse().ok().filter(|&degree| degree <= 50)?;
    SHAPES.iter().find(|shape| shape.has_degree && shape.name == stem).map(|shape| (shape, degree))
}

/// A shape as code.
pub(super) struct ShapeCode {
    pub(super) shape: &'static Shape,
    pub(super) parameters: usize,
}

impl Evaluate for ShapeCode {
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        if parameters.len() < self.parameters {
            out.fill(f64::NAN);
            return;
        }
        (self.shape.evaluate)(columns[0], &parameters[..self.parameters], out);
    }

    fn integral(&self, low: f64, high: f64, parameters: &[f64]) -> Option<f64> {
        Some((self.shape.integral?)(low, high, parameters))
    }
}

static SHAPES: &[Shape] = &[
    Shape {
        name: "gaus",
        help: "[Constant]*exp(-0.5*((x-[Mean])/[Sigma])^2)",
        has_degree: false,
        parameters: &["Constant", "Mean", "Sigma"],
        defaults: &[1.0, 0.0, 1.0],
        evaluate: gaus,
        guess: Some(guess_peak),
        integral: None,
    },
    Shape {
        name: "expo",
        help: "exp([Constant]+[Slope]*x)",
        has_degree: false,
        parameters: &["Constant", "Slope"],
        defaults: &[1.0, 1.0],
        evaluate: expo,
        guess: Some(guess_exponential),
        integral: None,
    },
    Shape {
        name: "pol",
        help: "[p0]+[p1]*x+[p2]*x^2+...",
        has_degree: true,
        parameters: &[],
        defaults: &[],
        evaluate: polynomial,
        guess: None,
        integral: None,
    },
];

fn gaus(x: &[f64], p: &[f64], out: &mut [f64]) {
    let (constant, mean, inverse) = (p[0], p[1], 1.0 / p[2]);
    for (out, x) in out.iter_mut().zip(x) {
        let z = (x - mean) * inverse;
        *out = constant * exp(-0.5 * z * z);
    }
}

fn expo(x: &[f64], p: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = exp(p[0] + p[1] * x);
    }
}

fn polynomial(x: &[f64], p: &[f64], out: &mut [f64]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = p.iter().rev().fold(0.0, |sum, c| sum * x + c);
    }
}

/// Height, mean and standard deviation of the points taken as a distribution.
pub(crate) fn guess_peak(points: &Points<'_>) -> Vec<f64> {
    let (mut sum, mut first, mut second, mut top) = (0.0, 0.0, 0.0, 0.0_f64);
    for (&x, &y) in points.x.iter().zip(points.y) {
        let y = y.abs();
        sum += y;
        first += y * x;
        second += y * x * x;
        top = top.max(y);
    }
    let width = spacing(points.x);
    if sum <= 0.0 {
        return vec![1.0, points.x.first().copied().unwrap_or(0.0), width];
    }
    let mean = first / sum;
    let deviation = (second / sum - mean * mean).max(0.0).sqrt();
    let sigma = if deviation > 0.0 { deviation } else { width };
    let from_area = width * sum / ((2.0 * std::f64::consts::PI).sqrt() * sigma);
    vec![0.5 * (top + from_area), mean, sigma]
}

/// A straight line through the logarithms, weighted by y² (the inverse variance of ln y for equal relative errors).
pub(crate) fn guess_exponential(points: &Points<'_>) -> Vec<f64> {
    let (mut s, mut sx, mut sxx, mut sy, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (&x, &y) in points.x.iter().zip(points.y) {
        if y > 0.0 {
            let (w, log) = (y, y.ln());
            s += w;
            sx += w * x;
            sxx += w * x * x;
            sy += w * log;
            sxy += w * x * log;
        }
    }
    let determinant = s * sxx - sx * sx;
    if determinant <= 0.0 {
        return vec![if s > 0.0 { sy / s } else { 0.0 }, 0.0];
    }
    vec![(sxx * sy - sx * sxy) / determinant, (s * sxy - sx * sy) / determinant]
}

/// The mean distance between points; 1 where there are fewer than two.
pub(crate) fn spacing(x: &[f64]) -> f64 {
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    if x.len() > 1 && high > low { (high - low) / (x.len() - 1) as f64 } else { 1.0 }
}
