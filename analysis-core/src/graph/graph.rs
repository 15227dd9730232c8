use super::{GraphError, Spline, SplineEnd};
use crate::hist::number;

/// Points (x, y), with or without uncertainties, like ROOT's `TGraph`, `TGraphErrors` and `TGraphAsymmErrors`.
///
/// Points stay in the order in which they came. Uncertainties reach below and above each point; where none were
/// given they are 0.
///
/// # Examples
/// ```
/// use rootlet::Graph;
///
/// let g = Graph::with_errors(&[1.0, 2.0, 3.0], &[2.0, 4.1, 5.9], &[0.0; 3], &[0.1; 3])?;
/// assert_eq!(g.eval(1.5), 3.05);
/// # Ok::<(), rootlet::GraphError>(())
/// ```
#[derive(Clone, PartialEq, Default)]
pub struct Graph {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) x_title: String,
    pub(crate) y_title: String,
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    /// Below and above; `None` without uncertainties.
    pub(crate) x_errors: Option<(Vec<f64>, Vec<f64>)>,
    pub(crate) y_errors: Option<(Vec<f64>, Vec<f64>)>,
    pub(crate) fits: Vec<crate::fit::FittedFunction>,
}

impl Graph {
    /// Points without uncertainties.
    ///
    /// # Errors
    /// Where the slices differ in length.
    #[inline(never)]
    pub fn new(x: &[f64], y: &[f64]) -> Result<Self, GraphError> {
        check("y", x, y)?;
        Ok(Self { x: x.to_vec(), y: y.to_vec(), ..Self::default() })
    }

    /// Points with uncertainties of the same size below and above.
    ///
    /// # Errors
    /// Where the slices differ in length.
    #[inline(never)]
    pub fn with_errors(x: &[f64], y: &[f64], x_errors: &[f64], y_errors: &[f64]) -> Result<Self, GraphError> {
        Self::with_asymmetric_errors(x, y, x_errors, x_errors, y_errors, y_errors)
    }

    /// Points with uncertainties below (`_low`) and above (`_high`), given as distances.
    ///
    /// # Errors
    /// Where the slices differ in length.
    #[inline(never)]
    pub fn with_asymmetric_errors(
        x: &[f64],
        y: &[f64],
        x_low: &[f64],
        x_high: &[f64],
        y_low: &[f64],
        y_high: &[f64],
    ) -> Result<Self, GraphError> {
        let mut graph = Self::new(x, y)?;
        for (what, errors) in [
            ("x uncertainties", x_low),
            ("x uncertainties", x_high),
            ("y uncertainties", y_low),
            ("y uncertainties", y_high),
        ] {
            check(what, x, errors)?;
        }
        graph.x_errors = Some((x_low.to_vec(), x_high.to_vec()));
        graph.y_errors = Some((y_low.to_vec(), y_high.to_vec()));
        Ok(graph)
    }

    /// `points` points of a function at equal steps from `low` to `high`, both included.
    #[inline(never)]
    pub fn of_function(f: &dyn Fn(f64) -> f64, low: f64, high: f64, points: usize) -> Self {
        let last = points.saturating_sub(1).max(1) as f64;
        let x: Vec<f64> = (0..points).map(|i| low + (high - low) * i as f64 / last).collect();
        let y = x.iter().map(|x| f(*x)).collect();
        Self { x, y, ..Self::default() }
    }

    /// The same graph with a name and a title.
    pub fn named(mut self, name: &str, title: &str) -> Self {
        name.clone_into(&mut self.name);
        title.clone_into(&mut self.title);
        self
    }

    /// Gives the axes titles.
    pub fn set_axis_titles(&mut self, x: &str, y: &str) {
        x.clone_into(&mut self.x_title);
        y.clone_into(&mut self.y_title);
    }

    /// The titles of the axes, x and y.
    pub fn axis_titles(&self) -> (&str, &str) {
        (&self.x_title, &self.y_title)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The number of points.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// The x of all points.
    pub fn x(&self) -> &[f64] {
        &self.x
    }

    /// The y of all points.
    pub fn y(&self) -> &[f64] {
        &self.y
    }

    /// Uncertainties of x below and above, where there are any.
    pub fn x_errors(&self) -> Option<(&[f64], &[f64])> {
        self.x_errors.as_ref().map(|(low, high)| (low.as_slice(), high.as_slice()))
    }

    /// Uncertainties of y below and above, where there are any.
    pub fn y_errors(&self) -> Option<(&[f64], &[f64])> {
        self.y_errors.as_ref().map(|(low, high)| (low.as_slice(), high.as_slice()))
    }

    /// Whether any uncertainty differs below and above.
    pub fn is_asymmetric(&self) -> bool {
        [&self.x_errors, &self.y_errors].into_iter().flatten().any(|(low, high)| low != high)
    }

    /// Adds a point without uncertainties.
    #[inline(never)]
    pub fn push(&mut self, x: f64, y: f64) {
        self.x.push(x);
        self.y.push(y);
        for (low, high) in [&mut self.x_errors, &mut self.y_errors].into_iter().flatten() {
            low.push(0.0);
            high.push(0.0);
        }
    }

    /// Adds a point with uncertainties (below, above) of x and y.
    #[inline(never)]
    pub fn push_with_errors(&mut self, x: f64, y: f64, x_error: (f64, f64), y_error: (f64, f64)) {
        let before = self.len();
        self.push(x, y);
        for (errors, (below, above)) in [(&mut self.x_errors, x_error), (&mut self.y_errors, y_error)] {
            let (low, high) = errors.get_or_insert_with(|| (vec![0.0; before + 1], vec![0.0; before + 1]));
            (low[before], high[before]) = (below, above);
        }
    }

    /// Takes a point out.
    ///
    /// # Errors
    /// Where there is no such point.
    #[inline(never)]
    pub fn remove(&mut self, index: usize) -> Result<(f64, f64), GraphError> {
        if index >= self.len() {
            return Err(GraphError::NoSuchPoint { index, points: self.len() });
        }
        for (low, high) in [&mut self.x_errors, &mut self.y_errors].into_iter().flatten() {
            low.remove(index);
            high.remove(index);
        }
        Ok((self.x.remove(index), self.y.remove(index)))
    }

    /// Puts the points in order of x; equal ones keep their order.
    #[inline(never)]
    pub fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|a, b| self.x[*a].total_cmp(&self.x[*b]));
        let sorted = |values: &[f64]| order.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        (self.x, self.y) = (sorted(&self.x), sorted(&self.y));
        for (low, high) in [&mut self.x_errors, &mut self.y_errors].into_iter().flatten() {
            (*low, *high) = (sorted(low), sorted(high));
        }
    }

    /// y at a value of x: on the straight line between the neighbouring points, beyond the outer ones on the line
    /// through the last two. NaN without points, the only y with one.
    #[inline(never)]
    pub fn eval(&self, x: f64) -> f64 {
        match self.len() {
            0 => return f64::NAN,
            1 => return self.y[0],
            _ => {}
        }
        // The neighbours, in whatever order the points are.
        let (mut below, mut second_below, mut above, mut second_above) = (None, None, None, None);
        for (i, at) in self.x.iter().enumerate() {
            if *at == x {
                return self.y[i];
            }
            let nearer = |other: Option<usize>, sign: f64| other.is_none_or(|j| sign * at < sign * self.x[j]);
            if *at < x {
                if nearer(below, -1.0) {
                    (second_below, below) = (below, Some(i));
                } else if nearer(second_below, -1.0) {
                    second_below = Some(i);
                }
            } else if *at > x {
                if nearer(above, 1.0) {
                    (second_above, above) = (above, Some(i));
                } else if nearer(second_above, 1.0) {
                    second_above = Some(i);
                }
            }
        }
        let (Some(a), Some(b)) = (below.or(second_above), above.or(second_below)) else { return f64::NAN };
        if self.x[a] == self.x[b] {
            return self.y[a];
        }
        self.y[b] + (x - self.x[b]) * (self.y[a] - self.y[b]) / (self.x[a] - self.x[b])
    }

    /// A cubic spline through the points, in order of x.
    ///
    /// # Errors
    /// With fewer than two points, or where one is not finite or two have the same x.
    #[inline(never)]
    pub fn spline(&self, begin: SplineEnd, end: SplineEnd) -> Result<Spline, GraphError> {
        let mut sorted = self.clone();
        sorted.sort();
        Spline::new(&sorted.x, &sorted.y, begin, end)
    }

    /// Mean of x (`axis` 0) or y over the points; 0 without points.
    #[inline(never)]
    pub fn mean(&self, axis: usize) -> f64 {
        let values = if axis == 0 { &self.x } else { &self.y };
        if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
    }

    /// Standard deviation (divided by n) of x (`axis` 0) or y over the points; 0 without points.
    #[inline(never)]
    pub fn std_dev(&self, axis: usize) -> f64 {
        let values = if axis == 0 { &self.x } else { &self.y };
        covariance(values, values).abs().sqrt()
    }

    /// Covariance (divided by n) of x and y over the points; 0 without points.
    #[inline(never)]
    pub fn covariance(&self) -> f64 {
        covariance(&self.x, &self.y)
    }

    /// Correlation of x and y over the points; 0 where one has no spread.
    #[inline(never)]
    pub fn correlation(&self) -> f64 {
        let spread = self.std_dev(0) * self.std_dev(1);
        if spread == 0.0 { 0.0 } else { self.covariance() / spread }
    }

    /// The area inside of the polygon through the points in their order, back to the first one.
    #[inline(never)]
    pub fn area(&self) -> f64 {
        let n = self.len();
        let twice: f64 = (0..n)
            .map(|i| (self.x[i], self.y[i], (i + 1) % n))
            .map(|(x, y, j)| (y + self.y[j]) * (self.x[j] - x))
            .sum();
        0.5 * twice.abs()
    }

    /// All y, and their uncertainties, times `factor`.
    #[inline(never)]
    pub fn scale(&mut self, factor: f64) {
        self.y.iter_mut().for_each(|y| *y *= factor);
        if let Some((low, high)) = &mut self.y_errors {
            low.iter_mut().chain(&mut *high).for_each(|error| *error *= factor.abs());
            if factor < 0.0 {
                std::mem::swap(low, high);
            }
        }
    }

    /// From the lowest to the highest x (`axis` 0) or y, uncertainties included; `None` without finite points.
    #[inline(never)]
    pub fn range(&self, axis: usize) -> Option<(f64, f64)> {
        let (values, errors) = if axis == 0 { (&self.x, &self.x_errors) } else { (&self.y, &self.y_errors) };
        let mut range: Option<(f64, f64)> = None;
        for (i, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let (below, above) = errors.as_ref().map_or((0.0, 0.0), |(low, high)| (low[i], high[i]));
            let (low, high) = range.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
            range = Some((low.min(value - below), high.max(value + above)));
        }
        range
    }

    pub(super) fn summary(&self) -> String {
        use std::fmt::Write as _;
        const MOST: usize = 20;
        let mut text = String::from("Graph");
        if !self.name.is_empty() {
            let _ = write!(text, " `{}`", self.name);
        }
        if !self.title.is_empty() {
            let _ = write!(text, " {}", self.title);
        }
        let _ = write!(text, ": {} points", self.len());
        let shown = |value: f64, errors: &Option<(Vec<f64>, Vec<f64>)>, i: usize| match errors {
            None => number(value),
            Some((low, high)) if low[i] == high[i] => format!("{} ± {}", number(value), number(low[i])),
            Some((low, high)) => format!("{} -{} +{}", number(value), number(low[i]), number(high[i])),
        };
        for i in 0..self.len().min(MOST) {
            let _ =
                write!(text, "\n{:>24}  {}", shown(self.x[i], &self.x_errors, i), shown(self.y[i], &self.y_errors, i));
        }
        if self.len() > MOST {
            let _ = write!(text, "\n… {} more", self.len() - MOST);
        }
        text
    }
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    if a.is_empty() {
        return 0.0;
    }
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / n
}

fn check(what: &'static str, x: &[f64], values: &[f64]) -> Result<(), GraphError> {
    if values.len() == x.len() {
        Ok(())
    } else {
        Err(GraphError::LengthMismatch { what, expected: x.len(), found: values.len() })
    }
}

impl std::fmt::Debug for Graph {
    #[inline(never)]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl rootlet_display::Show for Graph {
    #[inline(never)]
    fn mime_bundle(&self) -> rootlet_display::MimeBundle {
        rootlet_display::MimeBundle::text(self.summary())
    }
}
