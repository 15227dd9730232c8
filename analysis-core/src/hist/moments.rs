/// ROOT's running sums over the entries inside of all axes: moments that do not suffer from the binning.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moments {
    /// Σw.
    pub(crate) w: f64,
    /// Σw².
    pub(crate) w2: f64,
    /// Σwx for each axis.
    pub(crate) x: Vec<f64>,
    /// Σwx² for each axis.
    pub(crate) x2: Vec<f64>,
    /// Σwxy for each pair of axes: (0,1), (0,2), (1,2), (0,3), ….
    pub(crate) xy: Vec<f64>,
}

impl Moments {
    pub(crate) fn new(dimension: usize) -> Self {
        Self {
            w: 0.0,
            w2: 0.0,
            x: vec![0.0; dimension],
            x2: vec![0.0; dimension],
            xy: vec![0.0; dimension * dimension.saturating_sub(1) / 2],
        }
    }

    /// Position of the pair (`a`, `b`) in `xy`.
    pub(crate) fn pair(a: usize, b: usize) -> usize {
        let (low, high) = (a.min(b), a.max(b));
        high * (high - 1) / 2 + low
    }

    /// Adds one entry at `point`.
    pub(crate) fn add(&mut self, point: &[f64], w: f64, w2: f64) {
        self.w += w;
        self.w2 += w2;
        for (i, x) in point.iter().enumerate() {
            self.x[i] += w * x;
            self.x2[i] += w * x * x;
            for (j, y) in point[..i].iter().enumerate() {
                self.xy[Self::pair(i, j)] += w * x * y;
            }
        }
    }

    /// `self + factor * other`; Σw² takes the factor squared.
    pub(crate) fn add_scaled(&mut self, other: &Self, factor: f64) {
        self.w += factor * other.w;
        self.w2 += factor * factor * other.w2;
        for (sums, others) in [(&mut self.x, &other.x), (&mut self.x2, &other.x2), (&mut self.xy, &other.xy)] {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += factor * other;
            }
        }
    }

    /// All sums times `factor`.
    pub(crate) fn scale(&mut self, factor: f64) {
        self.w *= factor;
        self.w2 *= factor * factor;
        for sum in self.x.iter_mut().chain(&mut self.x2).chain(&mut self.xy) {
            *sum *= factor;
        }
    }

    /// Mean along an axis; 0 where there is nothing, as in ROOT.
    pub(crate) fn mean(&self, axis: usize) -> f64 {
        if self.w == 0.0 { 0.0 } else { self.x[axis] / self.w }
    }

    /// Standard deviation along an axis; 0 where there is nothing, as in ROOT.
    pub(crate) fn std_dev(&self, axis: usize) -> f64 {
        if self.w == 0.0 {
            return 0.0;
        }
        let mean = self.mean(axis);
        // Weights of both signs, and rounding, can make this negative.
        (self.x2[axis] / self.w - mean * mean).max(0.0).sqrt()
    }

    /// Effective number of entries, (Σw)²/Σw².
    pub(crate) fn effective_entries(&self) -> f64 {
        if self.w2 == 0.0 { 0.0 } else { self.w * self.w / self.w2 }
    }
}
