use super::{Objective, Stop};

/// First and second derivatives along each coordinate, by central differences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gradient {
    pub(crate) first: Vec<f64>,
    pub(crate) second: Vec<f64>,
    /// The distances used.
    pub(crate) step: Vec<f64>,
    /// The function above and below, which the mixed derivatives use again.
    pub(crate) above: Vec<f64>,
    pub(crate) below: Vec<f64>,
    /// How many gradients ago the second derivatives were measured; then `below` is as old.
    pub(crate) age: usize,
}

/// Differences span this part of a standard deviation: small enough that third derivatives do not
/// count, large enough that rounding does not.
const SPAN: f64 = 0.002;

impl Gradient {
    /// Derivatives at `x`, where the function is `value`. `step` holds first guesses of the
    /// distances; a coordinate whose guess turns out bad is differenced again.
    pub(crate) fn new(objective: &mut Objective<'_>, x: &[f64], value: f64, step: &[f64]) -> Result<Self, Stop> {
        let n = x.len();
        let zeros = vec![0.0; n];
        let mut gradient = Self {
            first: zeros.clone(),
            second: zeros.clone(),
            step: step.to_vec(),
            above: zeros.clone(),
            below: zeros,
            age: 0,
        };
        let mut at = x.to_vec();
        for i in 0..n {
            gradient.difference(objective, &mut at, value, i)?;
        }
        Ok(gradient)
    }

    /// Derivatives at another point by one call each, where second derivatives are still those of this point: what
    /// they may have changed by adds little to so short a difference. `None` where the function does not exist
    /// beside the point.
    pub(crate) fn one_sided(
        &self,
        objective: &mut Objective<'_>,
        x: &[f64],
        value: f64,
        step: &[f64],
    ) -> Result<Option<Self>, Stop> {
        let mut gradient = Self { age: self.age + 1, ..self.clone() };
        let mut at = x.to_vec();
        for i in 0..x.len() {
            let h = exact_step(x[i], step[i]);
            at[i] = x[i] + h;
            let above = objective.value(&at)?;
            at[i] = x[i];
            if !above.is_finite() {
                return Ok(None);
            }
            gradient.first[i] = (above - value) / h - 0.5 * gradient.second[i] * h;
            (gradient.above[i], gradient.step[i]) = (above, h);
        }
        Ok(Some(gradient))
    }

    /// Makes a one-sided gradient at `x` a central one, with second derivatives of its own.
    pub(crate) fn complete(&mut self, objective: &mut Objective<'_>, x: &[f64], value: f64) -> Result<(), Stop> {
        let mut at = x.to_vec();
        for i in 0..x.len() {
            let h = self.step[i];
            at[i] = x[i] - h;
            let (above, below) = (self.above[i], objective.value(&at)?);
            at[i] = x[i];
            if !below.is_finite() {
                *self = Self::new(objective, x, value, &self.step)?;
                return Ok(());
            }
            self.first[i] = (above - below) / (2.0 * h);
            self.second[i] = (above + below - 2.0 * value) / (h * h);
            self.below[i] = below;
        }
        self.age = 0;
        Ok(())
    }

    fn difference(&mut self, objective: &mut Objective<'_>, at: &mut [f64], value: f64, i: usize) -> Result<(), Stop> {
        let centre = at[i];
        for attempt in 0..6 {
            let h = exact_step(centre, self.step[i]);
            at[i] = centre + h;
            let above = objective.value(at)?;
            at[i] = centre - h;
            let below = objective.value(at)?;
            at[i] = centre;
            let (first, second) = match (above.is_finite(), below.is_finite()) {
                (true, true) => ((above - below) / (2.0 * h), (above + below - 2.0 * value) / (h * h)),
                // The edge of where the function exists: a one-sided slope is all there is.
                (true, false) if attempt == 5 => ((above - value) / h, 0.0),
                (false, true) if attempt == 5 => ((value - below) / h, 0.0),
                _ if attempt == 5 => (0.0, 0.0),
                _ => {
                    self.step[i] = h * 0.1;
                    continue;
                }
            };
            let best = best_step(objective, value, second, first, h);
            self.first[i] = first;
            self.second[i] = second;
            self.above[i] = above;
            self.below[i] = below;
            self.step[i] = h;
            let ratio = h / best;
            // Differences over a fraction of a standard deviation either way are good enough.
            if (0.05..=15.0).contains(&ratio) || attempt == 5 {
                break;
            }
            self.step[i] = if attempt < 2 { best } else { (best * h).sqrt() };
        }
        Ok(())
    }

    /// Distances for the next point: where this one could have been better, change them.
    pub(crate) fn next_steps(&self, objective: &Objective<'_>, value: f64) -> Vec<f64> {
        (0..self.step.len())
            .map(|i| {
                let best = best_step(objective, value, self.second[i], self.first[i], self.step[i]);
                if (0.3..=3.0).contains(&(self.step[i] / best)) { self.step[i] } else { best }
            })
            .collect()
    }
}

/// A step that changes the coordinate by an exactly representable amount.
fn exact_step(centre: f64, step: f64) -> f64 {
    let h = (centre + step.max(8.0 * f64::EPSILON * centre.abs())) - centre;
    if h == 0.0 { f64::MIN_POSITIVE.sqrt() } else { h }
}

/// The distance that balances rounding against curvature.
fn best_step(objective: &Objective<'_>, value: f64, second: f64, first: f64, used: f64) -> f64 {
    let noise = objective.noise(value);
    let curvature = second.abs();
    // The second difference is noise where the function is (nearly) straight.
    let significant = curvature * used * used > 10.0 * noise;
    if significant {
        let sigma = (2.0 * objective.up / curvature).sqrt();
        let quiet = (2e4 * noise / curvature).sqrt();
        (SPAN * sigma).max(quiet.min(0.3 * sigma)).clamp(1e-3 * used, 1e3 * used)
    } else if first != 0.0 && first.abs() * used > 100.0 * noise {
        used * 3.0
    } else {
        used * 100.0
    }
}
