use std::fmt;
use std::sync::Arc;

/// Computes a tied parameter from the values of all parameters, in their order.
pub(crate) type TieFunction = Arc<dyn Fn(&[f64]) -> f64 + Send + Sync>;

/// One parameter of a fit: its start value and what the fit may do with it.
#[derive(Clone)]
pub struct Parameter {
    /// How tables and messages call it.
    pub name: String,
    /// The start value, in the unit of the parameter.
    pub value: f64,
    /// About how far the first step goes; `None`: a tenth of the value, or 0.1 at zero.
    pub step: Option<f64>,
    /// The smallest value allowed.
    pub lower: Option<f64>,
    /// The largest value allowed.
    pub upper: Option<f64>,
    /// Whether the fit leaves the value as it is.
    pub fixed: bool,
    pub(crate) tie: Option<TieFunction>,
}

impl Parameter {
    /// A free parameter without limits.
    pub fn new(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, step: None, lower: None, upper: None, fixed: false, tie: None }
    }

    /// With a first step of about this size.
    pub fn step(mut self, step: f64) -> Self {
        self.step = Some(step);
        self
    }

    /// Kept between two limits; an infinite one is none.
    pub fn limit(mut self, lower: f64, upper: f64) -> Self {
        self.lower = Some(lower).filter(|limit| *limit != f64::NEG_INFINITY);
        self.upper = Some(upper).filter(|limit| *limit != f64::INFINITY);
        self
    }

    /// Held at its value.
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Computed from all parameters, in their order; ties of later parameters are not known yet (NaN).
    pub fn tied<F>(mut self, function: F) -> Self
    where
        F: Fn(&[f64]) -> f64 + Send + Sync + 'static,
    {
        self.tie = Some(Arc::new(function));
        self
    }

    /// Whether another parameter determines this one.
    pub fn is_tied(&self) -> bool {
        self.tie.is_some()
    }

    /// Whether the minimiser moves it.
    pub fn is_free(&self) -> bool {
        !self.fixed && self.tie.is_none()
    }

    /// Whether a limit is set on either side.
    pub fn is_limited(&self) -> bool {
        self.lower.is_some() || self.upper.is_some()
    }

    /// The first step in the parameter's unit.
    pub(crate) fn first_step(&self) -> f64 {
        match self.step {
            Some(step) if step.is_finite() && step != 0.0 => step.abs(),
            _ if self.value != 0.0 => 0.1 * self.value.abs(),
            _ => 0.1,
        }
    }
}

impl<N: Into<String>> From<(N, f64)> for Parameter {
    fn from((name, value): (N, f64)) -> Self {
        Self::new(name, value)
    }
}

impl From<&Parameter> for Parameter {
    fn from(parameter: &Parameter) -> Self {
        parameter.clone()
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)?;
        if self.is_limited() {
            let (low, high) = (self.lower.unwrap_or(f64::NEG_INFINITY), self.upper.unwrap_or(f64::INFINITY));
            write!(f, " in [{low}, {high}]")?;
        }
        if self.fixed {
            f.write_str(" (fixed)")?;
        }
        if self.is_tied() {
            f.write_str(" (tied)")?;
        }
        Ok(())
    }
}
