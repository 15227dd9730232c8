/// Why a function could not be made or used.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FunctionError {
    /// The formula is not in the language of formulas.
    #[error("formula `{formula}`, column {}: expected {expected}, found {found}\n  {formula}\n  {:>width$}", .position + 1, '^', width = .position + 1)]
    Syntax {
        /// The formula as given.
        formula: String,
        /// Where, in characters from 0.
        position: usize,
        /// What would have been right there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A name that no function and no variable has.
    #[error("formula `{formula}`, column {}: no function or variable is called `{name}`{}", .position + 1, similar(.near))]
    UnknownName {
        /// The formula as given.
        formula: String,
        /// Where, in characters from 0.
        position: usize,
        /// The name.
        name: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// No parameter has this name.
    #[error("no parameter `{name}` in `{function}`; there are: {}", list(.known))]
    UnknownParameter {
        /// The function.
        function: String,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A number of parameters that the function does not have.
    #[error("`{function}` has {expected} parameters, {given} were given")]
    ParameterCount {
        /// The function.
        function: String,
        /// How many it has.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// The function has another number of variables.
    #[error("`{function}` is a function of {dimension} variables, {needed} are needed here")]
    Dimension {
        /// The function.
        function: String,
        /// Its variables.
        dimension: usize,
        /// The variables needed.
        needed: usize,
    },
    /// Limits that are not two numbers in ascending order.
    #[error("the interval [{low}, {high}] of `{function}` needs two finite numbers, the first below the second")]
    Interval {
        /// The function.
        function: String,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The function has the same sign at both ends and inside as far as was looked.
    #[error("`{function}` does not reach {level} between {low} and {high}")]
    NoRoot {
        /// The function.
        function: String,
        /// The level to reach.
        level: f64,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The function cannot be a probability density here.
    #[error("`{function}` cannot be sampled between {low} and {high}: {reason}")]
    NotADensity {
        /// The function.
        function: String,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// What is wrong.
        reason: &'static str,
    },
}

impl std::fmt::Debug for FunctionError {
    /// The message: what `unwrap` and a cell without `?` show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

fn similar(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; near: {}", list(names)) }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
