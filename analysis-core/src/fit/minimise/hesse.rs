use super::{Gradient, Objective, Point, Quality, Stop};
use crate::fit::Matrix;
use crate::fit::matrix::{dot, make_positive};

/// Computes all second derivatives at a point and the covariance that follows from them.
pub(crate) fn hesse(objective: &mut Objective<'_>, x: &[f64], value: f64, steps: &[f64]) -> Result<Point, Stop> {
    let gradient = Gradient::new(objective, x, value, steps)?;
    let hessian = mixed_derivatives(objective, x, value, &gradient)?;
    let (hessian, changed) = make_positive(&hessian);
    let edm = hessian.cholesky().map_or(f64::NAN, |factor| 0.5 * dot(&gradient.first, &factor.solve(&gradient.first)));
    let quality = if changed { Quality::MadePositive } else { Quality::Accurate };
    Ok(Point { x: x.to_vec(), value, gradient, hessian, edm, quality })
}

/// The full matrix of second derivatives. The diagonal and the function beside the point come
/// from the gradient; each mixed derivative takes two calls, symmetric about the point, so that
/// third derivatives cancel.
pub(super) fn mixed_derivatives(
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
