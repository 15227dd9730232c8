/// Computes a function at many points: the only thing that a fit or a plot needs of it.
pub trait Evaluate: Send + Sync {
    /// Variables: 1 for f(x), 2 for f(x, y), …
    fn dimension(&self) -> usize {
        1
    }

    /// Writes the value at every point. `columns` has one slice per variable, each as long as `out`.
    /// Where the function is not defined the value is NaN.
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]);

    /// The integral over `[low, high]` of the first variable, where a formula for it is known.
    fn integral(&self, _low: f64, _high: f64, _parameters: &[f64]) -> Option<f64> {
        None
    }
}

/// A closure of one variable.
pub(super) struct Scalar<F>(pub(super) F);

impl<F: Fn(f64, &[f64]) -> f64 + Send + Sync> Evaluate for Scalar<F> {
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        for (out, &x) in out.iter_mut().zip(columns[0]) {
            *out = (self.0)(x, parameters);
        }
    }
}

/// A closure of a point in several dimensions.
pub(super) struct Pointwise<F> {
    pub(super) dimension: usize,
    pub(super) function: F,
}

impl<F: Fn(&[f64], &[f64]) -> f64 + Send + Sync> Evaluate for Pointwise<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        let mut point = vec![0.0; self.dimension];
        for (i, out) in out.iter_mut().enumerate() {
            for (coordinate, column) in point.iter_mut().zip(columns) {
                *coordinate = column[i];
            }
            *out = (self.function)(&point, parameters);
        }
    }
}

/// A closure over whole slices.
pub(super) struct Batch<F>(pub(super) F);

impl<F: Fn(&[f64], &[f64], &mut [f64]) + Send + Sync> Evaluate for Batch<F> {
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        (self.0)(columns[0], parameters, out);
    }
}
