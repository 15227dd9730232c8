use super::whiten::{self, Directions};
use super::{Gradient, Objective, Point, Quality, Stop};
use crate::fit::Matrix;
use crate::fit::matrix::{dot, make_positive};

/// Computes all second derivatives at a point and the covariance that follows from them.
pub(crate) fn hesse(objective: &mut Objective<'_>, x: &[f64], value: f64, steps: &[f64]) -> Result<Point, Stop> {
    let gradient = Gradient::new(objective, x, value, steps)?;
    let hessian = Matrix::diagonal(&gradient.second);
    let mut point =
        Point { x: x.to_vec(), value, gradient, hessian, edm: f64::NAN, bend: 0.0, quality: Quality::Approximate };
    let _saddle = exact_metric(objective, &mut point)?;
    Ok(point)
}

/// Below this ratio of eigenvalues differences along the parameters lose too many digits.
pub(super) const ILL_CONDITIONED: f64 = 1e-3;

/// Replaces the metric of a point by the computed second derivatives. Where the function curves downwards
/// (a saddle), returns the direction in which it does so most, about a standard deviation long.
pub(super) fn exact_metric(objective: &mut Objective<'_>, point: &mut Point) -> Result<Option<Vec<f64>>, Stop> {
    let known = Directions::of(&point.hessian);
    let hessian = if known.condition < ILL_CONDITIONED && point.quality != Quality::Accurate {
        round_derivatives(objective, point, known)?
    } else {
        let hessian = mixed_derivatives(objective, &point.x, point.value, &point.gradient)?;
        let directions = Directions::of(&hessian);
        if directions.condition < ILL_CONDITIONED { round_derivatives(objective, point, directions)? } else { hessian }
    };
    let (positive, changed) = make_positive(&hessian);
    point.hessian = positive;
    point.quality = if changed { Quality::MadePositive } else { Quality::Accurate };
    point.edm = point
        .hessian
        .cholesky()
        .map_or(f64::NAN, |factor| 0.5 * dot(&point.gradient.first, &factor.solve(&point.gradient.first)));
    Ok(changed.then(|| downward(&hessian, objective.up)).flatten())
}

/// The direction of the most negative curvature.
fn downward(hessian: &Matrix, up: f64) -> Option<Vec<f64>> {
    let n = hessian.size();
    let scale: Vec<f64> = (0..n).map(|i| hessian[(i, i)].abs().sqrt().max(1e-150)).collect();
    let mut scaled = Matrix::zeros(n);
    for i in 0..n {
        for j in 0..n {
            scaled[(i, j)] = hessian[(i, j)] / (scale[i] * scale[j]);
        }
    }
    let (values, vectors) = scaled.eigen();
    let lowest = *values.first()?;
    // Below this it may be rounding.
    (lowest < -1e-4).then(|| {
        let length = (2.0 * up / -lowest).sqrt();
        (0..n).map(|i| length * vectors[(0, i)] / scale[i]).collect()
    })
}

/// The full matrix of second derivatives. The diagonal and the function beside the point come
/// from the gradient; each mixed derivative takes two calls, symmetric about the point, so that
/// third derivatives cancel.
fn mixed_derivatives(
    objective: &mut Objective<'_>,
    x: &[f64],
    value: f64,
    gradient: &Gradient,
) -> Result<Matrix, Stop> {
    let n = x.len();
    let mut hessian = Matrix::diagonal(&gradient.second);
    let mut at = x.to_vec();
    for i in 0..n {
        for j in 0..i {
            let (hi, hj) = (gradient.step[i], gradient.step[j]);
            at[i] = x[i] + hi;
            at[j] = x[j] + hj;
            let above = objective.value(&at)?;
            at[i] = x[i] - hi;
            at[j] = x[j] - hj;
            let below = objective.value(&at)?;
            at[i] = x[i];
            at[j] = x[j];
            let alone = gradient.above[i] + gradient.below[i] + gradient.above[j] + gradient.below[j];
            let mixed = (above + below + 2.0 * value - alone) / (2.0 * hi * hj);
            hessian.set_symmetric(i, j, if mixed.is_finite() { mixed } else { 0.0 });
        }
    }
    Ok(hessian)
}

/// The same, by differences along directions in which the function is round; also improves the gradient.
fn round_derivatives(
    objective: &mut Objective<'_>,
    point: &mut Point,
    mut directions: Directions,
) -> Result<Matrix, Stop> {
    let n = point.x.len();
    let h = whiten::span(objective, point.value);
    let mut round = Matrix::zeros(n);
    let mut first = vec![0.0; n];
    let mut beside = vec![[0.0; 2]; n];
    for k in 0..n {
        for _attempt in 0..8 {
            let (slope, second, values) = whiten::along(objective, &point.x, point.value, &directions.along[k], h)?;
            first[k] = slope;
            round[(k, k)] = second;
            beside[k] = values;
            // The known matrix was too far off along this direction: look again at the right distance.
            if (0.25..4.0).contains(&second.abs()) {
                break;
            }
            let factor = if second == 0.0 { 1e3 } else { (1.0 / second.abs().sqrt()).clamp(1e-3, 1e3) };
            directions.stretch(k, if second.is_finite() { factor } else { 0.1 });
        }
    }
    for i in 0..n {
        for j in 0..i {
            let sum: Vec<f64> = directions.along[i].iter().zip(&directions.along[j]).map(|(a, b)| a + b).collect();
            let (_, _, [above, below]) = whiten::along(objective, &point.x, point.value, &sum, h)?;
            let alone = beside[i][0] + beside[i][1] + beside[j][0] + beside[j][1];
            let mixed = (above + below + 2.0 * point.value - alone) / (2.0 * h * h);
            round.set_symmetric(i, j, if mixed.is_finite() { mixed } else { 0.0 });
        }
    }
    if first.iter().all(|slope| slope.is_finite()) {
        let slopes = directions.gradient(&first);
        point.gradient.first = slopes;
    }
    Ok(directions.back(&round))
}

/// `V H₂ V / (2 up)`: the covariance for weighted entries from the one without correction and the second derivatives
/// of the likelihood with squared weights.
pub(crate) fn squared_covariance(
    squared: &mut Objective<'_>,
    point: &Point,
    covariance: &Matrix,
) -> Result<Matrix, Stop> {
    let value = squared.value(&point.x)?;
    let gradient = Gradient::new(squared, &point.x, value, &point.gradient.step)?;
    let hessian = mixed_derivatives(squared, &point.x, value, &gradient)?;
    let n = point.x.len();
    let mut corrected = Matrix::zeros(n);
    for i in 0..n {
        for j in 0..=i {
            let right = hessian.times(covariance.row(j));
            corrected.set_symmetric(i, j, dot(covariance.row(i), &right) / (2.0 * squared.up));
        }
    }
    Ok(corrected)
}
