use crate::function::FunctionError;

/// Why a fit has no result.
///
/// A fit that ran but did not converge is a [`crate::fit::FitResult`] whose status says so.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The model itself is wrong.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// Nothing to fit: empty data, or all of it outside of the range or without errors.
    #[error("no data to fit in {what}{}", hinted(.hint))]
    NoData {
        /// The data.
        what: String,
        /// What would help.
        hint: &'static str,
    },
    /// Slices that should be equally long are not.
    #[error("{what}: {left} values of one and {right} of the other; they must be equally many")]
    Lengths {
        /// The data.
        what: &'static str,
        /// Length of the first.
        left: usize,
        /// Length of the second.
        right: usize,
    },
    /// Fewer points than free parameters: there is no unique minimum.
    #[error("{points} points cannot determine {parameters} free parameters; fix some with `.fix(name, value)`")]
    TooFewPoints {
        /// Points used.
        points: usize,
        /// Free parameters.
        parameters: usize,
    },
    /// The model has no parameters, or all are fixed.
    #[error("`{model}` has no free parameter: all are fixed, or it is a closure without `.params([(\"a\", 1.0)])`")]
    NothingFree {
        /// The model.
        model: String,
    },
    /// The cost function is not finite where the fit begins.
    #[error("the fit cannot start: the function is {value} at {at}; give other start values or limits")]
    NotFinite {
        /// NaN or infinite.
        value: f64,
        /// The parameter values.
        at: String,
    },
    /// A number in the data that cannot be fitted.
    #[error("{what} number {index} is {value}; remove it or leave it out with a range")]
    BadNumber {
        /// Which data.
        what: &'static str,
        /// Its position from 0.
        index: usize,
        /// The number.
        value: f64,
    },
    /// Limits that exclude everything.
    #[error("parameter `{name}`: limits [{lower}, {upper}] need two different numbers, the first below the second")]
    Limits {
        /// The parameter.
        name: String,
        /// Lower limit.
        lower: f64,
        /// Upper limit.
        upper: f64,
    },
    /// A range that contains nothing.
    #[error("range [{low}, {high}] needs two numbers, the first below the second")]
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Two parameters of one name.
    #[error("two parameters are called `{name}`; names must differ")]
    DuplicateParameter {
        /// The name.
        name: String,
    },
    /// The algorithm needs something that the cost function has not.
    #[error("{algorithm} needs {needs}; use `Algorithm::Migrad`")]
    Unsuitable {
        /// The algorithm.
        algorithm: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// MINOS or a contour has no answer.
    #[error("{step} of `{name}` failed: {reason}")]
    Crossing {
        /// `MINOS` or `contour`.
        step: &'static str,
        /// The parameter.
        name: String,
        /// Why.
        reason: String,
    },
    /// The user interrupted.
    #[error("the fit was interrupted after {calls} calls")]
    Interrupted {
        /// Evaluations so far.
        calls: usize,
    },
    /// The limit on evaluations was reached in a step that has no partial answer.
    #[error("{step}: the limit of {calls} calls was reached; raise `max_calls`")]
    CallLimit {
        /// Which step.
        step: &'static str,
        /// Evaluations so far.
        calls: usize,
    },
}

impl std::fmt::Debug for FitError {
    /// The message: what `unwrap` and a cell without `?` show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

fn hinted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("; {text}") }
}
