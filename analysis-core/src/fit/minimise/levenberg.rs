use super::{Ending, Objective, Stop};
use crate::fit::Matrix;
use crate::fit::matrix::dot;

/// What the least-squares search found.
pub(crate) struct LeastSquares {
    pub(crate) x: Vec<f64>,
    pub(crate) value: f64,
    /// `2 JᵀJ`: the second derivatives without those of the residuals.
    pub(crate) hessian: Matrix,
    pub(crate) ending: Ending,
}

/// Minimises a sum of squares by Marquardt's damped Gauss-Newton steps, with Nielsen's rule for the damping.
///
/// Every step solves a least-squares problem by orthogonal transformations: squaring the Jacobian first
/// would lose half of the digits of badly conditioned problems. A search that ends where parameters have lost
/// their influence (they ran away) is done again with smaller first steps.
pub(crate) fn levenberg(objective: &mut Objective<'_>, x: &[f64], steps: &[f64]) -> Result<Option<LeastSquares>, Stop> {
    let mut residuals = Vec::new();
    if !objective.residuals(x, &mut residuals)? {
        return Ok(None);
    }
    let value = dot(&residuals, &residuals);
    let mut best: Option<LeastSquares> = None;
    let limit = objective.max_calls;
    for (attempt, damping) in [1e-3, 1.0, 1e3].into_iter().enumerate() {
        let hessian = Matrix::zeros(x.len());
        let mut found = LeastSquares { x: x.to_vec(), value, hessian, ending: Ending::Converged };
        // A search that runs away must leave calls for the next.
        objective.max_calls = if attempt == 2 { limit } else { objective.calls + (limit - objective.calls) / 2 };
        let ended = iterate(objective, &mut found, residuals.clone(), steps, damping);
        objective.max_calls = limit;
        match ended {
            Ok(ending) => found.ending = ending,
            Err(Stop::CallLimit) => found.ending = Ending::CallLimit,
            Err(stop) => return Err(stop),
        }
        let settled = found.ending == Ending::Converged && all_matter(&found, steps);
        if best.as_ref().is_none_or(|best| found.value < best.value) {
            best = Some(found);
        }
        if settled {
            break;
        }
    }
    Ok(best)
}

/// Whether every parameter still has an influence on the residuals.
fn all_matter(found: &LeastSquares, steps: &[f64]) -> bool {
    let influence = |i: usize| found.hessian[(i, i)] * found.x[i].abs().max(steps[i]).powi(2);
    let largest = (0..found.x.len()).map(influence).fold(0.0, f64::max);
    (0..found.x.len()).all(|i| influence(i) > 1e-14 * largest)
}

fn iterate(
    objective: &mut Objective<'_>,
    found: &mut LeastSquares,
    mut residuals: Vec<f64>,
    steps: &[f64],
    mut damping: f64,
) -> Result<Ending, Stop> {
    let n = found.x.len();
    let mut scale = vec![0.0_f64; n];
    let mut growth = 2.0;
    let mut trial_residuals = Vec::new();
    let mut quiet = 0;
    loop {
        let jacobian = jacobian(objective, &found.x, steps, residuals.len())?;
        for i in 0..n {
            for j in 0..=i {
                found.hessian.set_symmetric(i, j, 2.0 * dot(&jacobian[i], &jacobian[j]));
            }
            // Never smaller than a fraction of what it was: a parameter that lost its influence must not run away.
            let norm = dot(&jacobian[i], &jacobian[i]).sqrt();
            scale[i] = norm.max(0.3 * scale[i]);
            if scale[i] == 0.0 || !scale[i].is_finite() {
                scale[i] = 1.0;
            }
        }
        // The cosine between the residuals and what the parameters can change.
        let length = found.value.sqrt();
        let cosine =
            jacobian.iter().map(|column| (dot(column, &residuals) / dot(column, column).sqrt().max(1e-300)).abs());
        if length == 0.0 || cosine.fold(0.0, f64::max) < 1e-13 * length {
            return Ok(Ending::Converged);
        }
        loop {
            let step = damped_step(&jacobian, &residuals, &scale, damping);
            let trial: Vec<f64> = found.x.iter().zip(&step).map(|(x, s)| x + s).collect();
            let tiny = found.x.iter().zip(&step).all(|(x, s)| s.abs() <= 1e-13 * (x.abs() + 1e-13));
            objective.residuals(&trial, &mut trial_residuals)?;
            let value = dot(&trial_residuals, &trial_residuals);
            let predicted = predicted_drop(&jacobian, &residuals, &step);
            let gain = (found.value - value) / predicted.max(f64::MIN_POSITIVE);
            if value.is_finite() && value < found.value {
                let drop = found.value - value;
                found.x = trial;
                found.value = value;
                std::mem::swap(&mut residuals, &mut trial_residuals);
                damping = (damping * (1.0 / 3.0_f64).max(1.0 - (2.0 * gain - 1.0).powi(3))).max(1e-18);
                growth = 2.0;
                quiet = if drop <= 1e-14 * value && tiny_step(&found.x, &step, 1e-9) { quiet + 1 } else { 0 };
                if quiet >= 3 {
                    return Ok(Ending::Converged);
                }
                break;
            }
            if tiny || damping > 1e25 || (predicted <= 4.0 * f64::EPSILON * found.value && damping > 1e3) {
                return Ok(Ending::Converged);
            }
            damping *= growth;
            growth *= 2.0;
        }
    }
}

fn tiny_step(x: &[f64], step: &[f64], relative: f64) -> bool {
    x.iter().zip(step).all(|(x, s)| s.abs() <= relative * (x.abs() + relative))
}

/// How much the linear model says that the sum of squares drops.
fn predicted_drop(jacobian: &[Vec<f64>], residuals: &[f64], step: &[f64]) -> f64 {
    let mut linear = residuals.to_vec();
    for (column, s) in jacobian.iter().zip(step) {
        linear.iter_mut().zip(column).for_each(|(r, c)| *r += c * s);
    }
    dot(residuals, residuals) - dot(&linear, &linear)
}

/// Derivatives of the residuals by columns, from central differences.
fn jacobian(objective: &mut Objective<'_>, x: &[f64], steps: &[f64], points: usize) -> Result<Vec<Vec<f64>>, Stop> {
    let mut at = x.to_vec();
    let (mut above, mut below) = (Vec::new(), Vec::new());
    (0..x.len())
        .map(|i| {
            // The cube root of the rounding error balances it against the third derivative.
            let mut h = 6e-6 * x[i].abs();
            if h == 0.0 {
                h = 6e-6 * steps[i];
            }
            for _ in 0..20 {
                let (up, down) = (x[i] + h, x[i] - h);
                at[i] = up;
                objective.residuals(&at, &mut above)?;
                at[i] = down;
                objective.residuals(&at, &mut below)?;
                at[i] = x[i];
                let column: Vec<f64> = above.iter().zip(&below).map(|(a, b)| (a - b) / (up - down)).collect();
                if column.iter().all(|c| c.is_finite()) {
                    return Ok(column);
                }
                h *= 0.1;
            }
            Ok(vec![0.0; points])
        })
        .collect()
}

/// Minimises `|J s + r|² + damping |scale s|²` by Householder reflections of the stacked matrix.
fn damped_step(jacobian: &[Vec<f64>], residuals: &[f64], scale: &[f64], damping: f64) -> Vec<f64> {
    let (n, m) = (jacobian.len(), residuals.len());
    let root = damping.sqrt();
    // Columns are divided by their scale, so that the damping is the same for all.
    let mut columns: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let mut column: Vec<f64> = jacobian[i].iter().map(|value| value / scale[i]).collect();
            column.resize(m + n, 0.0);
            column[m + i] = root;
            column
        })
        .collect();
    let mut right: Vec<f64> = residuals.iter().map(|r| -r).collect();
    right.resize(m + n, 0.0);
    let mut diagonal = vec![0.0; n];
    for k in 0..n {
        let norm = dot(&columns[k][k..], &columns[k][k..]).sqrt();
        let alpha = if columns[k][k] > 0.0 { -norm } else { norm };
        diagonal[k] = alpha;
        if norm == 0.0 {
            continue;
        }
        let mut mirror = columns[k][k..].to_vec();
        mirror[0] -= alpha;
        let square = dot(&mirror, &mirror);
        if square == 0.0 {
            continue;
        }
        let reflect = |values: &mut [f64]| {
            let factor = 2.0 * dot(&mirror, values) / square;
            values.iter_mut().zip(&mirror).for_each(|(value, v)| *value -= factor * v);
        };
        for column in &mut columns[k + 1..] {
            reflect(&mut column[k..]);
        }
        reflect(&mut right[k..]);
    }
    let mut step = vec![0.0; n];
    for k in (0..n).rev() {
        let sum: f64 = (k + 1..n).map(|j| columns[j][k] * step[j]).sum();
        step[k] = if diagonal[k] == 0.0 { 0.0 } else { (right[k] - sum) / diagonal[k] };
    }
    step.iter().zip(scale).map(|(s, scale)| s / scale).collect()
}
