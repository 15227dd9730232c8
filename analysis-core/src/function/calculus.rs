use super::{Function, FunctionError};

/// What can be computed of a function of one variable, with its own parameter values.
impl Function {
    /// The integral from `low` to `high`, to about 1e-10 of its value; ends may be infinite, and `low` the greater one
    /// (then the sign changes). NaN where the function is not finite.
    ///
    /// # Errors
    /// The function has several variables, or an end is NaN.
    pub fn integral(&self, low: f64, high: f64) -> Result<f64, FunctionError> {
        self.one_variable()?;
        if low.is_nan() || high.is_nan() {
            return Err(FunctionError::Interval { function: self.expression().to_owned(), low, high });
        }
        if low == high {
            return Ok(0.0);
        }
        if low > high {
            return Ok(-self.integral(high, low)?);
        }
        if low.is_finite()
            && high.is_finite()
            && let Some(known) = self.code().integral(low, high, self.parameter_values())
        {
            return Ok(known);
        }
        Ok(match (low.is_finite(), high.is_finite()) {
            (true, true) => adaptive(&|x| self.eval(x), low, high),
            // x = t / (1 − t²) maps an infinite interval to a finite one.
            (false, false) => adaptive(
                &|t: f64| {
                    let d = 1.0 - t * t;
                    self.eval(t / d) * (1.0 + t * t) / (d * d)
                },
                -1.0,
                1.0,
            ),
            (true, false) => adaptive(&|t: f64| self.eval(low + t / (1.0 - t)) / ((1.0 - t) * (1.0 - t)), 0.0, 1.0),
            (false, true) => adaptive(&|t: f64| self.eval(high - t / (1.0 - t)) / ((1.0 - t) * (1.0 - t)), 0.0, 1.0),
        })
    }

    /// The mean value from `low` to `high`; NaN where the two are equal.
    ///
    /// # Errors
    /// As [`Function::integral`].
    pub fn mean_value(&self, low: f64, high: f64) -> Result<f64, FunctionError> {
        Ok(self.integral(low, high)? / (high - low))
    }

    /// The first derivative at `x`, by Richardson's extrapolation of central differences: nine to ten digits.
    pub fn derivative(&self, x: f64) -> f64 {
        let difference = |h: f64| (self.eval(x + h) - self.eval(x - h)) / (2.0 * h);
        richardson(difference, x)
    }

    /// The second derivative at `x`: seven to eight digits.
    pub fn second_derivative(&self, x: f64) -> f64 {
        let centre = self.eval(x);
        let difference = |h: f64| (self.eval(x + h) - 2.0 * centre + self.eval(x - h)) / (h * h);
        richardson(difference, x)
    }

    /// An `x` between `low` and `high` where the function is `level` (ROOT: `GetX`); the first from the left that a
    /// scan of 200 steps shows.
    ///
    /// # Errors
    /// The function does not reach the level there, as far as the scan shows, or the ends are not in order.
    pub fn root(&self, level: f64, low: f64, high: f64) -> Result<f64, FunctionError> {
        self.interval(low, high)?;
        let f = |x: f64| self.eval(x) - level;
        let mut left = (low, f(low));
        for i in 1..=SCAN {
            let x = low + (high - low) * f64::from(i) / f64::from(SCAN);
            let right = (x, f(x));
            if left.1 == 0.0 {
                return Ok(left.0);
            }
            if left.1 * right.1 <= 0.0 {
                return Ok(bracketed_root(&f, left, right));
            }
            left = right;
        }
        Err(FunctionError::NoRoot { function: self.expression().to_owned(), level, low, high })
    }

    /// Where the function is lowest between `low` and `high`, and the value there; as far as a scan of 200 steps shows.
    ///
    /// # Errors
    /// The function has several variables, or the ends are not in order.
    pub fn minimum(&self, low: f64, high: f64) -> Result<(f64, f64), FunctionError> {
        self.interval(low, high)?;
        Ok(lowest(&|x| self.eval(x), low, high))
    }

    /// Where the function is highest between `low` and `high`, and the value there, as far as a scan of 200 steps
    /// shows.
    ///
    /// # Errors
    /// The function has several variables, or the ends are not in order.
    pub fn maximum(&self, low: f64, high: f64) -> Result<(f64, f64), FunctionError> {
        self.interval(low, high)?;
        let (x, value) = lowest(&|x| -self.eval(x), low, high);
        Ok((x, -value))
    }

    pub(super) fn one_variable(&self) -> Result<(), FunctionError> {
        if self.dimension() == 1 {
            return Ok(());
        }
        let function = self.expression().to_owned();
        Err(FunctionError::Dimension { function, dimension: self.dimension(), needed: 1 })
    }

    pub(super) fn interval(&self, low: f64, high: f64) -> Result<(), FunctionError> {
        self.one_variable()?;
        if low.is_finite() && high.is_finite() && low < high {
            return Ok(());
        }
        Err(FunctionError::Interval { function: self.expression().to_owned(), low, high })
    }
}

const SCAN: u32 = 200;

/// Extrapolates differences at steps h, h/2, h/4 to zero, whose errors are even powers of h.
fn richardson(difference: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 0.01 * x.abs().max(0.1);
    let (a, b, c) = (difference(h), difference(0.5 * h), difference(0.25 * h));
    let (ab, bc) = ((4.0 * b - a) / 3.0, (4.0 * c - b) / 3.0);
    (16.0 * bc - ab) / 15.0
}

/// Nodes, weights of Kronrod's rule with 15 points, and weights of Gauss's with the odd ones; the positive half.
const KRONROD: [(f64, f64, f64); 8] = [
    (0.991_455_371_120_812_6, 0.022_935_322_010_529_224, 0.0),
    (0.949_107_912_342_758_5, 0.063_092_092_629_978_56, 0.129_484_966_168_869_7),
    (0.864_864_423_359_769_1, 0.104_790_010_322_250_18, 0.0),
    (0.741_531_185_599_394_4, 0.140_653_259_715_525_92, 0.279_705_391_489_276_64),
    (0.586_087_235_467_691_1, 0.169_004_726_639_267_9, 0.0),
    (0.405_845_151_377_397_2, 0.190_350_578_064_785_42, 0.381_830_050_505_118_9),
    (0.207_784_955_007_898_47, 0.204_432_940_075_298_9, 0.0),
    (0.0, 0.209_482_141_084_727_82, 0.417_959_183_673_469_4),
];

/// The integral by Kronrod's rule, and how far Gauss's is from it.
fn kronrod(f: &dyn Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
    let (mut fine, mut coarse) = (0.0, 0.0);
    for (node, weight, gauss) in KRONROD {
        let sum = if node == 0.0 { f(centre) } else { f(centre - half * node) + f(centre + half * node) };
        fine += weight * sum;
        coarse += gauss * sum;
    }
    (fine * half, ((fine - coarse) * half).abs())
}

/// Splits the interval with the largest error until all errors together are small.
pub(crate) fn adaptive(f: &dyn Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    // Ten pieces at first: one rule could miss a narrow peak altogether.
    let mut pieces: Vec<(f64, f64, f64, f64)> = (0..10)
        .map(|i| {
            let a = low + (high - low) * f64::from(i) / 10.0;
            let b = low + (high - low) * f64::from(i + 1) / 10.0;
            let (value, error) = kronrod(f, a, b);
            (a, b, value, error)
        })
        .collect();
    for _ in 0..2000 {
        let total: f64 = pieces.iter().map(|piece| piece.2).sum();
        let error: f64 = pieces.iter().map(|piece| piece.3).sum();
        let worst = pieces.iter().enumerate().max_by(|a, b| a.1.3.total_cmp(&b.1.3)).map(|(index, _)| index);
        let Some(worst) = worst.filter(|_| error > 1e-11 * total.abs() && error.is_finite()) else { break };
        let (a, b, _, _) = pieces[worst];
        let middle = 0.5 * (a + b);
        if middle <= a || middle >= b {
            break;
        }
        let (left, right) = (kronrod(f, a, middle), kronrod(f, middle, b));
        pieces[worst] = (a, middle, left.0, left.1);
        pieces.push((middle, b, right.0, right.1));
    }
    pieces.iter().map(|piece| piece.2).sum()
}

/// The root between two points of opposite sign, by the Illinois variant of regula falsi.
fn bracketed_root(f: &dyn Fn(f64) -> f64, mut a: (f64, f64), mut b: (f64, f64)) -> f64 {
    for _ in 0..200 {
        if b.1 == 0.0 {
            return b.0;
        }
        let mut x = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
        if !x.is_finite() || (x - a.0) * (x - b.0) > 0.0 {
            x = 0.5 * (a.0 + b.0);
        }
        let value = f(x);
        if (x - b.0).abs() <= 1e-15 * x.abs() || value.is_nan() {
            return x;
        }
        if value * b.1 < 0.0 {
            a = b;
        } else {
            a.1 *= 0.5;
        }
        b = (x, value);
    }
    b.0
}

/// The lowest point of a scan, refined by golden sections.
fn lowest(f: &dyn Fn(f64) -> f64, low: f64, high: f64) -> (f64, f64) {
    let at = |i: u32| low + (high - low) * f64::from(i) / f64::from(SCAN);
    let best = (0..=SCAN).min_by(|a, b| f(at(*a)).total_cmp(&f(at(*b)))).unwrap_or(0);
    let (mut a, mut b) = (at(best.saturating_sub(1)), at((best + 1).min(SCAN)));
    let golden = 0.381_966_011_250_105_1;
    let (mut c, mut d) = (a + golden * (b - a), b - golden * (b - a));
    let (mut fc, mut fd) = (f(c), f(d));
    while (b - a).abs() > 1e-9 * (a.abs() + b.abs()).max(1e-300) && c < d {
        if fc < fd {
            (b, d, fd) = (d, c, fc);
            c = a + golden * (b - a);
            fc = f(c);
        } else {
            (a, c, fc) = (c, d, fd);
            d = b - golden * (b - a);
            fd = f(d);
        }
    }
    // The ends of the interval may be lower than anything inside.
    [(0.5 * (a + b), f(0.5 * (a + b))), (low, f(low)), (high, f(high))]
        .into_iter()
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((low, f(low)))
}
