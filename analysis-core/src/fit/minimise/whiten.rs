use super::{Objective, Stop};
use crate::fit::Matrix;
use crate::fit::matrix::{dot, make_positive};

/// Directions in which the function is round: along each it curves by 1, and mixed derivatives vanish, as far as
/// a known matrix of second derivatives tells.
///
/// Differences along them keep their digits where parameters are so correlated that differences along the
/// parameters themselves cancel.
pub(super) struct Directions {
    /// One direction each.
    pub(super) along: Vec<Vec<f64>>,
    /// The dual basis: `second derivatives = Σ dual_k dual_kᵀ`.
    dual: Vec<Vec<f64>>,
    /// The smallest eigenvalue over the largest, after scaling to a unit diagonal.
    pub(super) condition: f64,
}

impl Directions {
    pub(super) fn of(hessian: &Matrix) -> Self {
        let (positive, _) = make_positive(hessian);
        let n = positive.size();
        let scale: Vec<f64> = (0..n).map(|i| positive[(i, i)].sqrt()).collect();
        let mut scaled = Matrix::zeros(n);
        for i in 0..n {
            for j in 0..n {
                scaled[(i, j)] = positive[(i, j)] / (scale[i] * scale[j]);
            }
        }
        let (values, vectors) = scaled.eigen();
        let largest = values.last().copied().unwrap_or(1.0);
        let roots: Vec<f64> = values.iter().map(|value| value.max(1e-16 * largest).sqrt()).collect();
        let along = (0..n).map(|k| (0..n).map(|i| vectors[(k, i)] / (scale[i] * roots[k])).collect()).collect();
        let dual = (0..n).map(|k| (0..n).map(|i| vectors[(k, i)] * scale[i] * roots[k]).collect()).collect();
        Self { along, dual, condition: values.first().map_or(1.0, |smallest| smallest / largest) }
    }

    /// Second derivatives in the original coordinates from those along the directions.
    pub(super) fn back(&self, round: &Matrix) -> Matrix {
        let n = round.size();
        let mut hessian = Matrix::zeros(n);
        for (a, left) in self.dual.iter().enumerate() {
            for (b, right) in self.dual.iter().enumerate() {
                for i in 0..n {
                    for j in 0..n {
                        hessian[(i, j)] += round[(a, b)] * left[i] * right[j];
                    }
                }
            }
        }
        hessian
    }

    /// The gradient in the original coordinates from slopes along the directions.
    pub(super) fn gradient(&self, slopes: &[f64]) -> Vec<f64> {
        let n = slopes.len();
        (0..n).map(|i| self.dual.iter().zip(slopes).map(|(dual, slope)| dual[i] * slope).sum()).collect()
    }

    /// Coordinates along the directions of a vector in the original ones.
    pub(super) fn coordinates(&self, vector: &[f64]) -> Vec<f64> {
        self.dual.iter().map(|dual| dot(dual, vector)).collect()
    }

    /// Stretches one direction.
    pub(super) fn stretch(&mut self, k: usize, factor: f64) {
        self.along[k].iter_mut().for_each(|value| *value *= factor);
        self.dual[k].iter_mut().for_each(|value| *value /= factor);
    }
}

/// The length of differences along such directions.
pub(super) fn span(objective: &Objective<'_>, value: f64) -> f64 {
    let sigma = (2.0 * objective.up).sqrt();
    let quiet = (2e4 * objective.noise(value)).sqrt();
    (0.002 * sigma).max(quiet.min(0.3 * sigma))
}

/// First and second derivative along a direction, and the function above and below.
pub(super) fn along(
    objective: &mut Objective<'_>,
    x: &[f64],
    value: f64,
    direction: &[f64],
    h: f64,
) -> Result<(f64, f64, [f64; 2]), Stop> {
    let at = |h: f64| -> Vec<f64> { x.iter().zip(direction).map(|(x, d)| x + h * d).collect() };
    let above = objective.value(&at(h))?;
    let below = objective.value(&at(-h))?;
    Ok(((above - below) / (2.0 * h), (above + below - 2.0 * value) / (h * h), [above, below]))
}
