use std::fmt;
use std::ops::{Index, IndexMut};

use super::report::general;

/// A square matrix of modest size, stored by rows: covariances, correlations and Hessians.
#[derive(Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros with `size` rows and columns.
    pub fn zeros(size: usize) -> Self {
        Self { size, data: vec![0.0; size * size] }
    }

    /// The diagonal matrix with these elements.
    pub fn diagonal(elements: &[f64]) -> Self {
        let mut matrix = Self::zeros(elements.len());
        for (i, &element) in elements.iter().enumerate() {
            matrix[(i, i)] = element;
        }
        matrix
    }

    /// Rows and columns.
    pub fn size(&self) -> usize {
        self.size
    }

    /// One row.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.size..(i + 1) * self.size]
    }

    /// All elements, row by row.
    pub fn as_slice(&self) -> &[f64] {
        &self.data
    }

    /// The matrix times a vector.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size).map(|i| dot(self.row(i), vector)).collect()
    }

    /// `vᵀ M v`.
    pub(crate) fn quadratic(&self, vector: &[f64]) -> f64 {
        dot(vector, &self.times(vector))
    }

    pub(crate) fn scale(&mut self, factor: f64) {
        self.data.iter_mut().for_each(|element| *element *= factor);
    }

    pub(crate) fn set_symmetric(&mut self, i: usize, j: usize, value: f64) {
        self[(i, j)] = value;
        self[(j, i)] = value;
    }

    /// Rows and columns `keep`, in that order.
    pub(crate) fn submatrix(&self, keep: &[usize]) -> Self {
        let mut sub = Self::zeros(keep.len());
        for (a, &i) in keep.iter().enumerate() {
            for (b, &j) in keep.iter().enumerate() {
                sub[(a, b)] = self[(i, j)];
            }
        }
        sub
    }

    /// The lower Cholesky factor; `None` unless the matrix is positive definite (to rounding).
    pub(crate) fn cholesky(&self) -> Option<Cholesky> {
        let n = self.size;
        let mut lower = Self::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                let sum = self[(i, j)] - dot(&lower.row(i)[..j], &lower.row(j)[..j]);
                if i == j {
                    // Below this the element is rounding noise of what was subtracted.
                    if !sum.is_finite() || sum <= 1e-15 * self[(i, i)].abs() || sum <= 0.0 {
                        return None;
                    }
                    lower[(i, i)] = sum.sqrt();
                } else {
                    lower[(i, j)] = sum / lower[(j, j)];
                }
            }
        }
        Some(Cholesky(lower))
    }

    /// Eigenvalues (ascending) and eigenvectors (as rows) of a symmetric matrix, by Jacobi rotations.
    pub(crate) fn eigen(&self) -> (Vec<f64>, Self) {
        let n = self.size;
        let mut a = self.clone();
        let mut vectors = Self::diagonal(&vec![1.0; n]);
        for _sweep in 0..60 {
            let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|ij| a[ij] * a[ij]).sum();
            let diagonal: f64 = (0..n).map(|i| a[(i, i)] * a[(i, i)]).sum();
            if off <= 1e-32 * diagonal || !off.is_finite() {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(&mut a, &mut vectors, p, q);
                }
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| a[(i, i)].total_cmp(&a[(j, j)]));
        let mut sorted = Self::zeros(n);
        for (to, &from) in order.iter().enumerate() {
            for k in 0..n {
                sorted[(to, k)] = vectors[(from, k)];
            }
        }
        (order.iter().map(|&i| a[(i, i)]).collect(), sorted)
    }
}

/// A line for each row, with six significant digits.
impl fmt::Debug for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matrix {0} × {0}", self.size)?;
        for i in 0..self.size {
            writeln!(f)?;
            self.row(i).iter().try_for_each(|element| write!(f, "{:>14}", general(*element)))?;
        }
        Ok(())
    }
}

/// One Jacobi rotation that makes element (p, q) zero; `vectors` has eigenvectors as rows.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let n = a.size;
    if a[(p, q)] == 0.0 {
        return;
    }
    let theta = (a[(q, q)] - a[(p, p)]) / (2.0 * a[(p, q)]);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for k in 0..n {
        let (akp, akq) = (a[(k, p)], a[(k, q)]);
        a[(k, p)] = c * akp - s * akq;
        a[(k, q)] = s * akp + c * akq;
    }
    for k in 0..n {
        let (apk, aqk) = (a[(p, k)], a[(q, k)]);
        a[(p, k)] = c * apk - s * aqk;
        a[(q, k)] = s * apk + c * aqk;
        let (vp, vq) = (vectors[(p, k)], vectors[(q, k)]);
        vectors[(p, k)] = c * vp - s * vq;
        vectors[(q, k)] = s * vp + c * vq;
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.data[i * self.size + j]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.data[i * self.size + j]
    }
}

/// The lower triangle `L` of `M = L Lᵀ`.
pub(crate) struct Cholesky(Matrix);

impl Cholesky {
    /// Solves `M x = b`.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (l, n) = (&self.0, self.0.size);
        let mut x = b.to_vec();
        for i in 0..n {
            x[i] = (x[i] - dot(&l.row(i)[..i], &x[..i])) / l[(i, i)];
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| l[(k, i)] * x[k]).sum();
            x[i] = (x[i] - sum) / l[(i, i)];
        }
        x
    }

    /// `M⁻¹`, exactly symmetric.
    pub(crate) fn inverse(&self) -> Matrix {
        let n = self.0.size;
        let mut inverse = Matrix::zeros(n);
        let mut unit = vec![0.0; n];
        for j in 0..n {
            unit[j] = 1.0;
            let column = self.solve(&unit);
            unit[j] = 0.0;
            for (i, element) in column.iter().enumerate().skip(j) {
                inverse.set_symmetric(i, j, *element);
            }
        }
        inverse
    }
}

/// The scalar product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// A positive definite matrix near a symmetric one, and whether anything had to be changed.
///
/// The matrix is scaled to a unit diagonal first, so that units of parameters do not matter;
/// negative eigenvalues change their sign (the curvature stays as strong as it is), tiny ones are raised.
pub(crate) fn make_positive(matrix: &Matrix) -> (Matrix, bool) {
    let n = matrix.size();
    let scale: Vec<f64> = (0..n)
        .map(|i| {
            let d = matrix[(i, i)].abs().sqrt();
            if d > 0.0 && d.is_finite() { d } else { 1.0 }
        })
        .collect();
    let mut scaled = Matrix::zeros(n);
    for i in 0..n {
        for j in 0..n {
            let element = matrix[(i, j)] / (scale[i] * scale[j]);
            scaled[(i, j)] = if element.is_finite() { element } else { 0.0 };
        }
    }
    if (0..n).all(|i| scaled[(i, i)] > 0.0) && scaled.cholesky().is_some() {
        return (matrix.clone(), false);
    }
    let (values, vectors) = scaled.eigen();
    let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs())).max(1e-300);
    let mut positive = Matrix::zeros(n);
    for (k, value) in values.iter().enumerate() {
        let raised = value.abs().max(1e-6 * largest);
        for i in 0..n {
            for j in 0..n {
                positive[(i, j)] += raised * vectors[(k, i)] * vectors[(k, j)] * scale[i] * scale[j];
            }
        }
    }
    (positive, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Matrix {
        let mut m = Matrix::zeros(3);
        for (i, row) in [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]].iter().enumerate() {
            for (j, &v) in row.iter().enumerate() {
                m[(i, j)] = v;
            }
        }
        m
    }

    #[test]
    fn each_row_is_a_line() {
        let expected = "Matrix 3 × 3
             4             1           0.5
             1             3          -0.2
           0.5          -0.2             2";
        assert_eq!(format!("{:?}", example()), expected);
    }

    #[test]
    fn inverse_times_matrix_is_the_unit_matrix() {
        let inverse = example().cholesky().unwrap().inverse();
        for j in 0..3 {
            let column: Vec<f64> = (0..3).map(|i| inverse[(i, j)]).collect();
            for (i, v) in example().times(&column).iter().enumerate() {
                assert!((v - f64::from(u8::from(i == j))).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn eigenvectors_rebuild_the_matrix() {
        let (values, vectors) = example().eigen();
        assert!(values.is_sorted());
        for i in 0..3 {
            for j in 0..3 {
                let sum: f64 = (0..3).map(|k| values[k] * vectors[(k, i)] * vectors[(k, j)]).sum();
                assert!((sum - example()[(i, j)]).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn indefinite_matrix_becomes_positive() {
        let mut m = example();
        m[(1, 1)] = -3.0;
        assert!(m.cholesky().is_none());
        let (positive, changed) = make_positive(&m);
        assert!(changed && positive.cholesky().is_some());
    }
}
