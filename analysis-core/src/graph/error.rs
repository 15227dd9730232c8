use thiserror::Error;

/// Why a graph or a spline could not be made.
#[derive(Clone, Error, PartialEq)]
#[non_exhaustive]
pub enum GraphError {
    /// Two slices that belong together differ in length.
    #[error("{what}: {found} values for {expected} points")]
    LengthMismatch {
        /// Which slice.
        what: &'static str,
        /// Points there are.
        expected: usize,
        /// Length of the slice.
        found: usize,
    },
    /// Too few points.
    #[error("{operation} needs at least {needed} points with finite, different x, got {found}")]
    TooFewPoints {
        /// What was tried.
        operation: &'static str,
        /// How many would do.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// No such point.
    #[error("no point {index} in a graph of {points}; the first one is 0")]
    NoSuchPoint {
        /// What was asked for.
        index: usize,
        /// Points there are.
        points: usize,
    },
    /// Two points of a spline have the same x.
    #[error("a spline needs different x, but two points have x = {x}")]
    SameX {
        /// The x.
        x: f64,
    },
}

impl std::fmt::Debug for GraphError {
    /// The message: what `unwrap` and a cell without `?` show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
