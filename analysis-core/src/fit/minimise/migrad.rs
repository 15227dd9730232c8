use super::hesse::{ILL_CONDITIONED, exact_metric};
use super::whiten::Directions;
use super::{Ending, Gradient, Objective, Point, Quality, Stop, line};
use crate::fit::Matrix;
use crate::fit::matrix::{dot, make_positive};

/// Whether second derivatives are computed at the end of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    /// Only where the search cannot go on without.
    Search,
    /// Always; the search goes on from there if they move the minimum.
    Hesse,
}

/// Variable-metric minimisation from `x`: Davidon's method with the update of Broyden, Fletcher,
/// Goldfarb and Shanno.
///
/// Central differences of the gradient give every diagonal second derivative for nothing, so
/// the metric is rescaled to them before the update: only correlations have to be learnt from steps.
/// Far from the minimum three gradients of four do without, at half of the calls.
/// Ends when `edm` is below `goal`.
pub(crate) fn migrad(
    objective: &mut Objective<'_>,
    x: &[f64],
    value: f64,
    steps: &[f64],
    goal: f64,
    finish: Finish,
) -> Result<(Point, Ending), Stop> {
    let first_steps: Vec<f64> = steps.iter().map(|step| 0.1 * step).collect();
    let gradient = Gradient::new(objective, x, value, &first_steps)?;
    let hessian = start_metric(&gradient, steps);
    let mut point =
        Point { x: x.to_vec(), value, gradient, hessian, edm: f64::INFINITY, bend: 1.0, quality: Quality::Approximate };
    let mut rescues = 0;
    loop {
        let ending = match descend(objective, &mut point, goal) {
            Ok(ending) => ending,
            Err(Stop::CallLimit) => return Ok((point, Ending::CallLimit)),
            Err(stop) => return Err(stop),
        };
        if ending == Ending::Converged && finish == Finish::Search {
            return Ok((point, ending));
        }
        // Converged as far as the metric knows, or stuck with a bad one: look at the true derivatives.
        let noise = objective.noise(point.value);
        let saddle = match exact_metric(objective, &mut point) {
            Ok(saddle) => saddle,
            Err(Stop::CallLimit) => return Ok((point, Ending::CallLimit)),
            Err(stop) => return Err(stop),
        };
        if let Some(downward) = saddle
            && rescues < 8
            && leave_saddle(objective, &mut point, &downward)?
        {
            rescues += 1;
            continue;
        }
        if point.edm < goal.max(noise) {
            return match polish(objective, &mut point) {
                Ok(()) | Err(Stop::CallLimit) => Ok((point, Ending::Converged)),
                Err(stop) => Err(stop),
            };
        }
        rescues += 1;
        if rescues > 8 {
            return Ok((point, Ending::Stuck));
        }
        if ending == Ending::Stuck && rescues > 1 {
            let before = point.value;
            if !newton_step(objective, &mut point)? || before - point.value < noise {
                // Rounding in the function itself may be what keeps the gradient from vanishing.
                let close = point.edm < 100.0 * goal && point.quality == Quality::Accurate;
                return Ok((point, if close { Ending::Converged } else { Ending::Stuck }));
            }
        }
    }
}

/// The first metric: measured curvatures, and where these are not positive what makes the first
/// step as long as the user's step.
fn start_metric(gradient: &Gradient, steps: &[f64]) -> Matrix {
    let diagonal: Vec<f64> = (0..steps.len())
        .map(|i| {
            let second = gradient.second[i];
            let from_step = gradient.first[i].abs() / steps[i];
            if second > 0.0 && second.is_finite() {
                // A very flat start must not throw the parameter away: at most 30 steps.
                second.max(from_step / 30.0)
            } else if from_step > 0.0 {
                from_step
            } else {
                1.0 / (steps[i] * steps[i])
            }
        })
        .collect();
    Matrix::diagonal(&diagonal)
}

/// Quasi-Newton steps until `edm` is below the goal or no step helps.
pub(super) fn descend(objective: &mut Objective<'_>, point: &mut Point, goal: f64) -> Result<Ending, Stop> {
    let mut idle = 0;
    loop {
        let newton = newton_direction(&point.hessian, &point.gradient.first);
        let slope = dot(&newton, &point.gradient.first);
        point.edm = -0.5 * slope;
        if point.edm < goal && look_again(objective, point)? {
            continue;
        }
        if point.edm < goal || point.x.is_empty() {
            return Ok(Ending::Converged);
        }
        let Some(found) = line::search(objective, &point.x, point.value, &newton, slope)? else {
            if look_again(objective, point)? {
                continue;
            }
            return Ok(if point.edm < objective.noise(point.value) { Ending::Converged } else { Ending::Stuck });
        };
        // A point that cannot be told from the last one is not progress.
        idle = if point.value - found.value < objective.noise(point.value) { idle + 1 } else { 0 };
        if idle >= 3 {
            look_again(objective, point)?;
            return Ok(Ending::Stuck);
        }
        step(objective, point, &newton, &found)?;
    }
}

/// Measures the second derivatives where the last steps went without; `false` if they are those of this point.
fn look_again(objective: &mut Objective<'_>, point: &mut Point) -> Result<bool, Stop> {
    if point.gradient.age == 0 {
        return Ok(false);
    }
    point.gradient.complete(objective, &point.x, point.value)?;
    rescale(&mut point.hessian, &point.gradient);
    Ok(true)
}

/// How many steps in a row go without second derivatives of their own, for half of the calls.
const OLDEST: usize = 3;

/// The gradient at a new point: one-sided as long as the minimum is far and all curvatures are positive.
fn next_gradient(objective: &mut Objective<'_>, point: &Point, x: &[f64], value: f64) -> Result<Gradient, Stop> {
    let steps = point.gradient.next_steps(objective, point.value);
    let known = point.gradient.age < OLDEST && point.gradient.second.iter().all(|second| *second > 0.0);
    // Along a narrow valley the slopes cancel but for a small part, which one-sided differences do not have.
    if known
        && point.edm > 0.01 * objective.up
        && Directions::of(&point.hessian).condition > ILL_CONDITIONED
        && let Some(gradient) = point.gradient.one_sided(objective, x, value, &steps)?
    {
        return Ok(gradient);
    }
    Gradient::new(objective, x, value, &steps)
}

/// Moves to a found point, with its gradient and an updated metric.
fn step(objective: &mut Objective<'_>, point: &mut Point, direction: &[f64], found: &line::OnLine) -> Result<(), Stop> {
    let delta: Vec<f64> = direction.iter().map(|d| d * found.length).collect();
    let x: Vec<f64> = point.x.iter().zip(&delta).map(|(x, d)| x + d).collect();
    let gradient = next_gradient(objective, point, &x, found.value);
    // The lower point counts even if the calls run out in its gradient.
    point.x.clone_from(&x);
    point.value = found.value;
    point.quality = Quality::Approximate;
    let gradient = gradient?;
    let change: Vec<f64> = gradient.first.iter().zip(&point.gradient.first).map(|(new, old)| new - old).collect();
    if gradient.age == 0 {
        let distance = (0.5 * point.hessian.quadratic(&delta).max(0.0) / objective.up).sqrt();
        point.bend = bend(&point.gradient, &gradient) / distance;
        rescale(&mut point.hessian, &gradient);
    }
    update(&mut point.hessian, &delta, &change);
    point.gradient = gradient;
    Ok(())
}

/// The largest relative change of a curvature between two points.
fn bend(before: &Gradient, after: &Gradient) -> f64 {
    let ratios = before.second.iter().zip(&after.second).map(|(before, after)| (after / before - 1.0).abs());
    ratios.filter(|ratio| ratio.is_finite()).fold(0.0, f64::max)
}

/// Scales rows and columns so that the diagonal is as measured; keeps the matrix positive definite.
fn rescale(hessian: &mut Matrix, gradient: &Gradient) {
    let n = hessian.size();
    let factors: Vec<f64> = (0..n)
        .map(|i| {
            let ratio = gradient.second[i] / hessian[(i, i)];
            if ratio > 0.0 && ratio.is_finite() { ratio.sqrt().clamp(0.1, 10.0) } else { 1.0 }
        })
        .collect();
    for i in 0..n {
        for j in 0..n {
            hessian[(i, j)] *= factors[i] * factors[j];
        }
    }
}

/// The rank-two update of the Hessian for a step `delta` that changed the gradient by `change`.
fn update(hessian: &mut Matrix, delta: &[f64], change: &[f64]) {
    let applied = hessian.times(delta);
    let (curvature, expected) = (dot(delta, change), dot(delta, &applied));
    // Without positive curvature along the step no positive definite matrix explains it.
    if curvature.is_nan() || curvature <= 1e-8 * expected || expected <= 0.0 {
        return;
    }
    for i in 0..hessian.size() {
        for j in 0..=i {
            let value = hessian[(i, j)] + change[i] * change[j] / curvature - applied[i] * applied[j] / expected;
            hessian.set_symmetric(i, j, value);
        }
    }
}

/// `-H⁻¹ g`; always downhill.
fn newton_direction(hessian: &Matrix, gradient: &[f64]) -> Vec<f64> {
    let negative: Vec<f64> = gradient.iter().map(|g| -g).collect();
    match hessian.cholesky() {
        Some(factor) => factor.solve(&negative),
        None => make_positive(hessian).0.cholesky().map_or(negative.clone(), |factor| factor.solve(&negative)),
    }
}

/// One last Newton step with the true derivatives: a single call that squares the distance to the minimum.
/// Where the curvatures change over that step by more than errors should be uncertain by, they are computed again.
fn polish(objective: &mut Objective<'_>, point: &mut Point) -> Result<(), Stop> {
    if point.quality != Quality::Accurate || point.edm < 1e-3 * objective.noise(point.value) {
        return Ok(());
    }
    let newton = newton_direction(&point.hessian, &point.gradient.first);
    let x: Vec<f64> = point.x.iter().zip(&newton).map(|(x, d)| x + d).collect();
    let value = objective.value(&x)?;
    if value > point.value {
        return Ok(());
    }
    let shift = (point.edm / objective.up).sqrt();
    point.x = x;
    point.value = value;
    // Where parameters are strongly correlated, small changes of curvatures are large ones of errors.
    let condition = Directions::of(&point.hessian).condition;
    if point.bend * shift > (3e-3 * condition).min(1e-4) {
        let steps = point.gradient.next_steps(objective, value);
        point.gradient = Gradient::new(objective, &point.x, value, &steps)?;
        let _saddle = exact_metric(objective, point)?;
    }
    Ok(())
}

/// Steps off a saddle along the direction in which the function falls; `false` if it does not.
fn leave_saddle(objective: &mut Objective<'_>, point: &mut Point, downward: &[f64]) -> Result<bool, Stop> {
    for length in [1.0, -1.0, 0.1, -0.1] {
        let x: Vec<f64> = point.x.iter().zip(downward).map(|(x, d)| x + length * d).collect();
        let value = objective.value(&x)?;
        if value < point.value - objective.noise(point.value) {
            step(objective, point, downward, &line::OnLine { length, value })?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// A searched Newton step; `false` if nothing lower was found.
fn newton_step(objective: &mut Objective<'_>, point: &mut Point) -> Result<bool, Stop> {
    let newton = newton_direction(&point.hessian, &point.gradient.first);
    let slope = dot(&newton, &point.gradient.first);
    match line::search(objective, &point.x, point.value, &newton, slope)? {
        Some(found) => step(objective, point, &newton, &found).map(|()| true),
        None => Ok(false),
    }
}
