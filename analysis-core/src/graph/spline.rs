use super::GraphError;

/// What a spline does at an end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SplineEnd {
    /// The two outermost pieces are one cubic (not-a-knot): ROOT's choice without options.
    NotAKnot,
    /// It has this slope (ROOT's `b1`, `e1`).
    Slope(f64),
    /// It has this second derivative (ROOT's `b2`, `e2`); 0 makes a natural spline.
    Curvature(f64),
}

/// A cubic spline: the curve of cubics through points whose slope and curvature are continuous, like `TSpline3`.
///
/// Beyond the outer points the outer cubics go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Spline {
    x: Vec<f64>,
    y: Vec<f64>,
    /// The slope at each point.
    slopes: Vec<f64>,
}

impl Spline {
    /// Through points with increasing x.
    ///
    /// # Errors
    /// With fewer than two points, slices of different lengths, points that are not finite, or x that do not increase.
    #[inline(never)]
    pub fn new(x: &[f64], y: &[f64], begin: SplineEnd, end: SplineEnd) -> Result<Self, GraphError> {
        if x.len() != y.len() {
            return Err(GraphError::LengthMismatch { what: "y", expected: x.len(), found: y.len() });
        }
        let finite = x.iter().chain(y).all(|value| value.is_finite());
        if x.len() < 2 || !finite {
            let found = x.iter().filter(|x| x.is_finite()).count();
            return Err(GraphError::TooFewPoints { operation: "a spline", needed: 2, found });
        }
        if let Some(pair) = x.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(GraphError::SameX { x: pair[1] });
        }
        Ok(Self { x: x.to_vec(), y: y.to_vec(), slopes: slopes(x, y, begin, end) })
    }

    /// The points.
    pub fn points(&self) -> (&[f64], &[f64]) {
        (&self.x, &self.y)
    }

    /// The value at `x`.
    #[inline(never)]
    pub fn eval(&self, x: f64) -> f64 {
        let (t, [a, b, c, d]) = self.piece(x);
        a + t * (b + t * (c + t * d))
    }

    /// The slope at `x`.
    #[inline(never)]
    pub fn derivative(&self, x: f64) -> f64 {
        let (t, [_, b, c, d]) = self.piece(x);
        b + t * (2.0 * c + t * 3.0 * d)
    }

    /// The integral from `from` to `to`; negative where `to` is the smaller one and the curve is positive.
    #[inline(never)]
    pub fn integral(&self, from: f64, to: f64) -> f64 {
        self.antiderivative(to) - self.antiderivative(from)
    }

    /// The integral from the first point on.
    fn antiderivative(&self, x: f64) -> f64 {
        let within = |i: usize, t: f64| {
            let [a, b, c, d] = self.coefficients(i);
            t * (a + t * (b / 2.0 + t * (c / 3.0 + t * d / 4.0)))
        };
        let last = self.index(x);
        let before: f64 = (0..last).map(|i| within(i, self.x[i + 1] - self.x[i])).sum();
        before + within(last, x - self.x[last])
    }

    /// The piece that holds `x`; the outer ones hold all beyond.
    fn index(&self, x: f64) -> usize {
        self.x.partition_point(|at| *at <= x).saturating_sub(1).min(self.x.len() - 2)
    }

    fn piece(&self, x: f64) -> (f64, [f64; 4]) {
        let i = self.index(x);
        (x - self.x[i], self.coefficients(i))
    }

    /// The cubic of piece `i` in powers of the distance from its start.
    fn coefficients(&self, i: usize) -> [f64; 4] {
        let h = self.x[i + 1] - self.x[i];
        let m = (self.y[i + 1] - self.y[i]) / h;
        let (s, t) = (self.slopes[i], self.slopes[i + 1]);
        [self.y[i], s, (3.0 * m - 2.0 * s - t) / h, (s + t - 2.0 * m) / (h * h)]
    }
}

/// Slopes for which curvature is continuous, from a tridiagonal system (de Boor, A Practical Guide to Splines, IV).
fn slopes(x: &[f64], y: &[f64], begin: SplineEnd, end: SplineEnd) -> Vec<f64> {
    let n = x.len();
    let h: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let m: Vec<f64> = h.iter().zip(y.windows(2)).map(|(h, pair)| (pair[1] - pair[0]) / h).collect();
    if n == 3 && begin == SplineEnd::NotAKnot && end == SplineEnd::NotAKnot {
        // Both ends ask for the same: the parabola.
        let curvature = (m[1] - m[0]) / (x[2] - x[0]);
        return vec![m[0] - curvature * h[0], m[0] + curvature * h[0], m[1] + curvature * h[1]];
    }
    let (mut lower, mut diagonal, mut upper, mut right) = (vec![0.0; n], vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    for i in 1..n - 1 {
        (lower[i], diagonal[i], upper[i]) = (h[i], 2.0 * (h[i - 1] + h[i]), h[i - 1]);
        right[i] = 3.0 * (h[i] * m[i - 1] + h[i - 1] * m[i]);
    }
    (diagonal[0], upper[0], right[0]) = end_row(begin, h[0], m[0], h.get(1).copied().zip(m.get(1).copied()), 1.0);
    let inner = n.checked_sub(3).map(|i| (h[i], m[i]));
    (diagonal[n - 1], lower[n - 1], right[n - 1]) = end_row(end, h[n - 2], m[n - 2], inner, -1.0);
    for i in 1..n {
        let factor = lower[i] / diagonal[i - 1];
        diagonal[i] -= factor * upper[i - 1];
        right[i] -= factor * right[i - 1];
    }
    let mut slopes = right;
    slopes[n - 1] /= diagonal[n - 1];
    for i in (0..n - 1).rev() {
        slopes[i] = (slopes[i] - upper[i] * slopes[i + 1]) / diagonal[i];
    }
    slopes
}

/// Coefficients of the end's slope and of its neighbour's, and the right-hand side; `h` and `m` are width and
/// slope of the outermost piece, `next` those of the one after it, `sign` −1 at the right end.
fn end_row(end: SplineEnd, h: f64, m: f64, next: Option<(f64, f64)>, sign: f64) -> (f64, f64, f64) {
    match (end, next) {
        (SplineEnd::Slope(slope), _) => (1.0, 0.0, slope),
        (SplineEnd::Curvature(value), _) => (2.0, 1.0, 3.0 * m - sign * 0.5 * h * value),
        (SplineEnd::NotAKnot, Some((h2, m2))) => {
            let sum = h + h2;
            (h2, sum, ((h + 2.0 * sum) * h2 * m + h * h * m2) / sum)
        }
        // With one piece there is no knot to leave out: the slope of the straight line.
        (SplineEnd::NotAKnot, None) => (1.0, 0.0, m),
    }
}
