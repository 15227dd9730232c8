use crate::fit::parameter::TieFunction;
use crate::fit::{Matrix, Parameter};

/// How an internal coordinate without bounds maps to a parameter with limits.
///
/// These are the transformations of the MINUIT manual, section 1.2.1: sine between two limits,
/// a hyperbola's branch with one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Transform {
    None,
    Lower(f64),
    Upper(f64),
    Both(f64, f64),
}

impl Transform {
    fn of(parameter: &Parameter) -> Self {
        match (parameter.lower, parameter.upper) {
            (None, None) => Self::None,
            (Some(low), None) => Self::Lower(low),
            (None, Some(high)) => Self::Upper(high),
            (Some(low), Some(high)) => Self::Both(low, high),
        }
    }

    pub(crate) fn external(self, x: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Lower(low) => low - 1.0 + x.hypot(1.0),
            Self::Upper(high) => high + 1.0 - x.hypot(1.0),
            Self::Both(low, high) => (low + 0.5 * (high - low) * (x.sin() + 1.0)).clamp(low, high),
        }
    }

    /// The inverse. At a limit itself the derivative is zero and no gradient would lead away from
    /// it, so values there start a little inside.
    pub(crate) fn internal(self, value: f64) -> f64 {
        const INSIDE: f64 = 1e-4;
        match self {
            Self::None => value,
            Self::Lower(low) => (((value - low).max(0.0) + 1.0).powi(2) - 1.0).max(INSIDE).sqrt(),
            Self::Upper(high) => (((high - value).max(0.0) + 1.0).powi(2) - 1.0).max(INSIDE).sqrt(),
            Self::Both(low, high) => {
                let s = 2.0 * (value - low) / (high - low) - 1.0;
                s.clamp(-1.0 + INSIDE, 1.0 - INSIDE).asin()
            }
        }
    }

    /// `d external / d internal`.
    pub(crate) fn slope(self, x: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Lower(_) => x / x.hypot(1.0),
            Self::Upper(_) => -x / x.hypot(1.0),
            Self::Both(low, high) => 0.5 * (high - low) * x.cos(),
        }
    }

    /// The error of the parameter that belongs to an internal error: the mean of the distances up
    /// and down, which stays sensible at a limit where the slope is zero.
    pub(crate) fn external_error(self, x: f64, error: f64) -> f64 {
        let here = self.external(x);
        let (up, down) = ((self.external(x + error) - here).abs(), (self.external(x - error) - here).abs());
        match self {
            Self::None => error,
            // Beyond a radian the sine turns back: nothing inside the limits is excluded.
            Self::Both(low, high) if error > 1.0 => 0.5 * ((high - low) + down),
            _ => 0.5 * (up + down),
        }
    }
}

enum Role {
    Free(usize, Transform),
    Fixed(f64),
    Tied(TieFunction),
}

/// Which parameters the minimiser moves, and how its coordinates become parameter values.
pub(crate) struct Layout {
    roles: Vec<Role>,
    /// For each internal coordinate, the index of its parameter and the transformation.
    pub(crate) free: Vec<(usize, Transform)>,
    has_ties: bool,
}

impl Layout {
    pub(crate) fn new(parameters: &[Parameter]) -> Self {
        let mut free = Vec::new();
        let roles: Vec<Role> = parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| {
                if let Some(tie) = &parameter.tie {
                    Role::Tied(tie.clone())
                } else if parameter.fixed {
                    Role::Fixed(parameter.value)
                } else {
                    let transform = Transform::of(parameter);
                    free.push((index, transform));
                    Role::Free(free.len() - 1, transform)
                }
            })
            .collect();
        let has_ties = roles.iter().any(|role| matches!(role, Role::Tied(_)));
        Self { roles, free, has_ties }
    }

    pub(crate) fn dimension(&self) -> usize {
        self.free.len()
    }

    pub(crate) fn start(&self, parameters: &[Parameter]) -> Vec<f64> {
        self.free.iter().map(|&(index, transform)| transform.internal(parameters[index].value)).collect()
    }

    /// First steps in internal coordinates.
    pub(crate) fn steps(&self, parameters: &[Parameter]) -> Vec<f64> {
        self.free
            .iter()
            .map(|&(index, transform)| {
                let parameter = &parameters[index];
                let (value, step) = (parameter.value, parameter.first_step());
                if transform == Transform::None {
                    return step;
                }
                let x = transform.internal(value);
                let up = (transform.internal(value + step) - x).abs();
                let down = (transform.internal(value - step) - x).abs();
                let both = 0.5 * (up + down);
                if both > 0.0 { both.min(0.5) } else { 0.1 }
            })
            .collect()
    }

    /// Parameter values for internal coordinates.
    pub(crate) fn external(&self, internal: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = self
            .roles
            .iter()
            .map(|role| match role {
                Role::Free(slot, transform) => transform.external(internal[*slot]),
                Role::Fixed(value) => *value,
                Role::Tied(_) => f64::NAN,
            })
            .collect();
        if self.has_ties {
            // In order, so that a tie may use earlier ties.
            for (index, role) in self.roles.iter().enumerate() {
                if let Role::Tied(tie) = role {
                    values[index] = tie(&values);
                }
            }
        }
        values
    }

    /// The covariance of all parameters from that of the internal coordinates.
    /// Rows of fixed parameters are zero; tied parameters follow by their derivatives.
    pub(crate) fn covariance(&self, internal: &[f64], covariance: &Matrix) -> Matrix {
        let (all, n) = (self.roles.len(), self.dimension());
        let mut jacobian = vec![vec![0.0; n]; all];
        for (k, role) in self.roles.iter().enumerate() {
            if let Role::Free(slot, transform) = role {
                jacobian[k][*slot] = transform.slope(internal[*slot]);
            }
        }
        if self.has_ties {
            for slot in 0..n {
                let h = 1e-3 * covariance[(slot, slot)].abs().sqrt().max(1e-12);
                let mut x = internal.to_vec();
                x[slot] += h;
                let up = self.external(&x);
                x[slot] -= 2.0 * h;
                let down = self.external(&x);
                for (k, role) in self.roles.iter().enumerate() {
                    if matches!(role, Role::Tied(_)) {
                        jacobian[k][slot] = (up[k] - down[k]) / (2.0 * h);
                    }
                }
            }
        }
        let mut external = Matrix::zeros(all);
        for k in 0..all {
            let row = covariance.times(&jacobian[k]);
            for (l, other) in jacobian[..=k].iter().enumerate() {
                external.set_symmetric(k, l, crate::fit::matrix::dot(&row, other));
            }
        }
        external
    }

    /// The error of each parameter; zero for fixed ones.
    pub(crate) fn errors(&self, internal: &[f64], covariance: &Matrix, external: &Matrix) -> Vec<f64> {
        self.roles
            .iter()
            .enumerate()
            .map(|(k, role)| match role {
                Role::Free(slot, transform) => {
                    transform.external_error(internal[*slot], covariance[(*slot, *slot)].max(0.0).sqrt())
                }
                Role::Fixed(_) => 0.0,
                Role::Tied(_) => external[(k, k)].max(0.0).sqrt(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transformations_invert() {
        for (transform, value) in [
            (Transform::None, -3.0),
            (Transform::Lower(1.0), 4.5),
            (Transform::Upper(1.0), -4.5),
            (Transform::Both(-1.0, 5.0), 0.25),
        ] {
            let x = transform.internal(value);
            assert!((transform.external(x) - value).abs() < 1e-12, "{transform:?}");
            let slope = (transform.external(x + 1e-6) - transform.external(x - 1e-6)) / 2e-6;
            assert!((transform.slope(x) - slope).abs() < 1e-8, "{transform:?}");
        }
    }

    #[test]
    fn values_beyond_limits_start_inside() {
        let x = Transform::Both(0.0, 1.0).internal(7.0);
        assert!(Transform::Both(0.0, 1.0).slope(x) > 0.0);
        let x = Transform::Lower(0.0).internal(-7.0);
        assert!(Transform::Lower(0.0).slope(x) > 0.0);
    }

    #[test]
    fn error_at_a_limit_is_of_the_size_of_the_interval_at_most() {
        let t = Transform::Both(0.0, 2.0);
        assert!(t.external_error(std::f64::consts::FRAC_PI_2, 100.0) <= 2.0);
        assert!(t.external_error(std::f64::consts::FRAC_PI_2, 0.1) > 0.0);
    }
}
