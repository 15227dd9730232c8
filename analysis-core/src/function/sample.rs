use super::{Function, FunctionError};
use crate::random::{Density, Generator, with_default};

/// Bins of the cumulated function; inside of a bin draws follow a straight line of density.
const BINS: usize = 1000;

impl Function {
    /// `n` random numbers between `low` and `high` that follow the function, from the thread's default generator.
    ///
    /// The function is taken as straight lines between 1001 points at equal steps: what is narrower is not seen.
    ///
    /// # Errors
    /// The function has several variables, is negative or not finite at one of the points, or zero at all of them; the
    /// ends are not finite or not in order.
    pub fn random(&self, n: usize, low: f64, high: f64) -> Result<Vec<f64>, FunctionError> {
        with_default(|generator| self.random_with(n, low, high, generator))
    }

    /// As [`Function::random`], from this generator.
    ///
    /// # Errors
    /// As [`Function::random`].
    pub fn random_with(
        &self,
        n: usize,
        low: f64,
        high: f64,
        generator: &mut dyn Generator,
    ) -> Result<Vec<f64>, FunctionError> {
        self.interval(low, high)?;
        let bad = |reason| FunctionError::NotADensity { function: self.expression().to_owned(), low, high, reason };
        let width = (high - low) / BINS as f64;
        let edges: Vec<f64> = (0..=BINS).map(|i| low + width * i as f64).collect();
        let heights = self.eval_many(&edges);
        if heights.iter().any(|height| !height.is_finite()) {
            return Err(bad("it is not finite somewhere"));
        }
        if heights.iter().any(|height| *height < 0.0) {
            return Err(bad("it is negative somewhere"));
        }
        let mut cumulative = vec![0.0];
        for pair in heights.windows(2) {
            cumulative.push(cumulative[cumulative.len() - 1] + 0.5 * (pair[0] + pair[1]) * width);
        }
        let total = cumulative[BINS];
        if total <= 0.0 {
            return Err(bad("it is zero everywhere"));
        }
        Ok((0..n)
            .map(|_| {
                let target = generator.rndm() * total;
                let bin = cumulative.partition_point(|sum| *sum <= target).clamp(1, BINS) - 1;
                edges[bin] + width * part(heights[bin], heights[bin + 1], (target - cumulative[bin]) / width)
            })
            .collect())
    }
}

/// Where, in [0, 1], the area under a line from `a` to `b` reaches `area`.
fn part(a: f64, b: f64, area: f64) -> f64 {
    // a t + (b − a) t² / 2 = area, in the form that does not cancel.
    let root = (a * a + 2.0 * (b - a) * area).max(0.0).sqrt();
    let t = if a + root > 0.0 { 2.0 * area / (a + root) } else { 0.0 };
    t.clamp(0.0, 1.0)
}

/// `histogram.fill_random_from(&function, n)`.
impl Density for Function {
    fn density(&self, x: f64) -> f64 {
        self.eval(x)
    }
}
