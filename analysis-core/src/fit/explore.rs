use super::minimise::{CrossingFailure, Finish, Layout, Line, Objective, Stop, Transform, crossing, migrad};
use super::result::{FitResult, Fitted};
use super::run::{internal_covariance, stopped};
use super::{FitError, Parameter};
use crate::function::special::normal_quantile;

/// What can be asked of a fit after it: asymmetric errors, contours, scans and bands.
impl FitResult {
    /// MINOS errors of one parameter, below (negative) and above: where the cost function, minimised over the
    /// other parameters, has risen by errordef. A side that a limit cuts off ends at the limit.
    ///
    /// # Errors
    /// The parameter is unknown or not free, the function does not rise as far, or it is lower somewhere than at the minimum.
    pub fn minos(&self, name: &str) -> Result<(f64, f64), FitError> {
        let mut calls = 0;
        self.minos_counted(name, &mut calls)
    }

    /// As [`FitResult::minos`], and adds the evaluations to `calls`.
    ///
    /// # Errors
    /// As [`FitResult::minos`].
    pub fn minos_counted(&self, name: &str, calls: &mut usize) -> Result<(f64, f64), FitError> {
        let index = self.index(name)?;
        let value = self.parameters[index].value;
        let explorer = Explorer::new(&self.fitted);
        let slot = explorer.slot(index).ok_or_else(|| fixed(name))?;
        let sigma = explorer.sigma(slot);
        let mut sides = [0.0; 2];
        let mut guess = 1.0;
        for (side, sign) in sides.iter_mut().zip([-1.0, 1.0]) {
            // Internal and external coordinates may run in opposite directions.
            let direction = sign * explorer.orientation(slot) * sigma;
            let found = explorer
                .cross(&[slot], &[direction], 1.0, guess, calls)
                .map_err(|failure| self.failed("MINOS", name, failure, *calls))?;
            *side = explorer.layout.external(&found)[index] - value;
            guess = other_side((found[slot] - self.fitted.point.x[slot]) / direction);
        }
        Ok((sides[0].min(0.0), sides[1].max(0.0)))
    }

    /// Puts MINOS errors into the table. A side that does not exist leaves the symmetric error alone there.
    pub(crate) fn minos_into(&mut self, names: &[String]) -> Result<(), FitError> {
        for name in names {
            let index = self.index(name)?;
            let mut calls = 0;
            let found = self.minos_counted(name, &mut calls);
            self.calls += calls;
            match found {
                Ok(sides) => self.parameters[index].minos = Some(sides),
                Err(error @ FitError::Interrupted { .. }) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// The contour of two parameters that contains the true values with probability `cl` (0.68, 0.95, …):
    /// `points` pairs around the minimum, closed if the first is repeated.
    ///
    /// # Errors
    /// A parameter is unknown or not free, or the function does not rise as far somewhere.
    pub fn contour(&self, x: &str, y: &str, cl: f64, points: usize) -> Result<Vec<(f64, f64)>, FitError> {
        let (ix, iy) = (self.index(x)?, self.index(y)?);
        let explorer = Explorer::new(&self.fitted);
        let sx = explorer.slot(ix).ok_or_else(|| fixed(x))?;
        let sy = explorer.slot(iy).ok_or_else(|| fixed(y))?;
        if sx == sy || !(0.0 < cl && cl < 1.0) {
            let reason = "two different parameters and a probability between 0 and 1 are needed".to_owned();
            return Err(FitError::Crossing { step: "the contour", name: x.to_owned(), reason });
        }
        // The quantile of χ² with two degrees of freedom.
        let rise = -2.0 * (-cl).ln_1p();
        let covariance = internal_covariance(&self.fitted.point, self.fitted.up);
        let a = (rise * covariance[(sx, sx)]).sqrt();
        let b = rise.sqrt() * covariance[(sx, sy)] / covariance[(sx, sx)].sqrt();
        let c = (rise * covariance[(sy, sy)] - b * b).max(0.0).sqrt();
        let mut calls = 0;
        (0..points)
            .map(|k| {
                let (sin, cos) = (std::f64::consts::TAU * k as f64 / points as f64).sin_cos();
                let direction = [a * cos, b * cos + c * sin];
                let found = explorer
                    .cross(&[sx, sy], &direction, rise, 1.0, &mut calls)
                    .map_err(|failure| self.failed("the contour", x, failure, calls))?;
                let values = explorer.layout.external(&found);
                Ok((values[ix], values[iy]))
            })
            .collect()
    }

    /// The cost function at `points` values of one parameter from `low` to `high`, the others as fitted.
    ///
    /// # Errors
    /// The parameter is unknown.
    pub fn scan(&self, name: &str, low: f64, high: f64, points: usize) -> Result<Vec<(f64, f64)>, FitError> {
        let index = self.index(name)?;
        let mut values = self.values();
        Ok(grid(low, high, points)
            .map(|value| {
                values[index] = value;
                (value, self.fitted.cost.value(&values))
            })
            .collect())
    }

    /// The cost function at `points` values of one parameter from `low` to `high`, minimised over the others.
    ///
    /// # Errors
    /// The parameter is unknown or not free, or the user interrupted.
    pub fn profile(&self, name: &str, low: f64, high: f64, points: usize) -> Result<Vec<(f64, f64)>, FitError> {
        let index = self.index(name)?;
        if Explorer::new(&self.fitted).slot(index).is_none() {
            return Err(fixed(name));
        }
        grid(low, high, points).map(|value| Ok((value, self.profile_at(index, value)?))).collect()
    }

    fn profile_at(&self, index: usize, value: f64) -> Result<f64, FitError> {
        let mut settings: Vec<Parameter> = self.fitted.settings.clone();
        // The others start where their correlation with this one says.
        let shift = (value - self.parameters[index].value) / self.covariance[(index, index)].max(1e-300);
        for (k, parameter) in settings.iter_mut().enumerate() {
            let (low, high) = (parameter.lower.unwrap_or(f64::MIN), parameter.upper.unwrap_or(f64::MAX));
            parameter.value = (self.parameters[k].value + shift * self.covariance[(index, k)]).clamp(low, high);
            parameter.step = Some(0.3 * self.parameters[k].error).filter(|step| *step > 0.0);
        }
        settings[index].value = value;
        settings[index].fixed = true;
        let layout = Layout::new(&settings);
        let mut objective = Objective::new(self.fitted.cost.as_ref(), &layout, self.fitted.up, 100_000);
        let start = layout.start(&settings);
        let failed = |stop: Stop| stopped(stop, 0, "the profile");
        let at = objective.value(&start).map_err(failed)?;
        if start.is_empty() || !at.is_finite() {
            return Ok(at);
        }
        let steps = layout.steps(&settings);
        let goal = 2e-5 * self.fitted.up;
        let (point, _) = migrad(&mut objective, &start, at, &steps, goal, Finish::Search).map_err(failed)?;
        Ok(point.value)
    }

    /// The half width of the band around the fitted curve, at each `x`, that contains the true curve at that `x` with
    /// probability `cl`; NaN for a cost function of your own.
    pub fn confidence_band(&self, x: &[f64], cl: f64) -> Vec<f64> {
        let Some(function) = &self.function else { return vec![f64::NAN; x.len()] };
        let quantile = normal_quantile(0.5 + 0.5 * cl) / self.sigmas;
        let values = self.values();
        let slopes: Vec<Vec<f64>> = (0..values.len())
            .map(|k| {
                let h = 1e-3 * self.covariance[(k, k)].max(0.0).sqrt();
                if h == 0.0 {
                    return vec![0.0; x.len()];
                }
                let shifted = |sign: f64| {
                    let mut parameters = values.clone();
                    parameters[k] += sign * h;
                    let mut out = vec![0.0; x.len()];
                    function.code().evaluate(&[x], &parameters, &mut out);
                    out
                };
                shifted(1.0).iter().zip(shifted(-1.0)).map(|(up, down)| (up - down) / (2.0 * h)).collect()
            })
            .collect();
        (0..x.len())
            .map(|i| {
                let gradient: Vec<f64> = slopes.iter().map(|slope| slope[i]).collect();
                quantile * self.covariance.quadratic(&gradient).max(0.0).sqrt()
            })
            .collect()
    }

    fn failed(&self, step: &'static str, name: &str, failure: CrossingFailure, calls: usize) -> FitError {
        let reason = match failure {
            CrossingFailure::Stop(stop) => return stopped(stop, calls, step),
            CrossingFailure::NewMinimum(x) => {
                let layout = Layout::new(&self.fitted.settings);
                let values = layout.external(&x);
                let at: Vec<String> =
                    self.parameters.iter().zip(&values).map(|(p, v)| format!("{} = {v:.6}", p.name)).collect();
                format!("the function is lower at {} than at the minimum; fit again from there", at.join(", "))
            }
            CrossingFailure::NotFound => "the function does not rise as far on one side".to_owned(),
        };
        FitError::Crossing { step, name: name.to_owned(), reason }
    }
}

/// Where the crossing on the other side may be, if the profile is length² / (1 + b length), or with a far crossing here
/// length² (1 + a length).
fn other_side(length: f64) -> f64 {
    let b = (1.0 - length * length) / length;
    if b >= 0.0 {
        return (0.5 * (b + (b * b + 4.0).sqrt())).min(2.0);
    }
    let a = -b / (length * length);
    let mut other = 0.9;
    for _ in 0..5 {
        other -= (other * other * (1.0 + a * other) - 1.0) / (2.0 * other + 3.0 * a * other * other);
    }
    other.clamp(0.5, 1.0)
}

fn fixed(name: &str) -> FitError {
    let reason = "it was fixed or tied in the fit".to_owned();
    FitError::Crossing { step: "MINOS", name: name.to_owned(), reason }
}

fn grid(low: f64, high: f64, points: usize) -> impl Iterator<Item = f64> {
    let last = points.saturating_sub(1).max(1) as f64;
    (0..points).map(move |i| low + (high - low) * i as f64 / last)
}

/// Walks away from a minimum.
struct Explorer<'a> {
    fitted: &'a Fitted,
    layout: Layout,
}

impl<'a> Explorer<'a> {
    fn new(fitted: &'a Fitted) -> Self {
        Self { fitted, layout: Layout::new(&fitted.settings) }
    }

    /// The internal coordinate of a parameter.
    fn slot(&self, index: usize) -> Option<usize> {
        self.layout.free.iter().position(|(free, _)| *free == index)
    }

    fn sigma(&self, slot: usize) -> f64 {
        internal_covariance(&self.fitted.point, self.fitted.up)[(slot, slot)].max(0.0).sqrt()
    }

    /// +1 where the parameter grows with its internal coordinate, −1 where it falls.
    fn orientation(&self, slot: usize) -> f64 {
        let (x, transform) = (self.fitted.point.x[slot], self.layout.free[slot].1);
        if transform.slope(x) < 0.0 { -1.0 } else { 1.0 }
    }

    /// How often a step along one coordinate fits in before its parameter reaches a limit and turns back.
    fn room(&self, slot: usize, step: f64) -> f64 {
        let (x, transform) = (self.fitted.point.x[slot], self.layout.free[slot].1);
        let turn = |point: f64| {
            let room = (point - x) / step;
            if room > 0.0 { room } else { f64::INFINITY }
        };
        match transform {
            Transform::None => f64::INFINITY,
            Transform::Lower(_) | Transform::Upper(_) => turn(0.0),
            Transform::Both(..) => {
                // The nearest odd multiples of π/2 on either side.
                let half = std::f64::consts::FRAC_PI_2;
                let below = half * (2.0 * ((x / half - 1.0) / 2.0).floor() + 1.0);
                turn(below).min(turn(below + 2.0 * half))
            }
        }
    }

    fn cross(
        &self,
        held: &[usize],
        direction: &[f64],
        rise: f64,
        guess: f64,
        calls: &mut usize,
    ) -> Result<Vec<f64>, CrossingFailure> {
        let mut objective = Objective::new(self.fitted.cost.as_ref(), &self.layout, self.fitted.up, 100_000);
        let longest =
            held.iter().zip(direction).map(|(&slot, &step)| self.room(slot, step)).fold(f64::INFINITY, f64::min);
        let line = Line { centre: &self.fitted.point, held, direction, rise: rise * self.fitted.up, longest, guess };
        let found = crossing(&mut objective, &line);
        *calls += objective.calls;
        found
    }
}
