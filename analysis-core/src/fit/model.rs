use super::{FitError, Parameter};
use crate::function::{Function, FunctionError};

/// A function to fit, with start values, limits and ties of its parameters.
///
/// Mistakes (a bad formula, an unknown parameter) are reported by the fit, so that calls chain.
///
/// ```
/// use rootlet::Model;
/// let peak = Model::new(|x, p| p[0] * (-0.5 * ((x - p[1]) / p[2]).powi(2)).exp())
///     .params([("N", 200.0), ("mu", 0.0), ("sigma", 1.0)])
///     .limit("sigma", 0.1, 10.0);
/// let line = Model::from("pol1");
/// let decay = Model::from("[N]*exp(-x/[tau])+[b]").start("tau", 2.0).lower("b", 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    function: Function,
    parameters: Vec<Parameter>,
    /// Whether the user set each value; others may be guessed from the data.
    pub(crate) chosen: Vec<bool>,
    error: Option<FitError>,
}

impl Model {
    /// A model from a closure of `x` and the parameters; name these with [`Model::params`].
    pub fn new<F>(function: F) -> Self
    where
        F: Fn(f64, &[f64]) -> f64 + Send + Sync + 'static,
    {
        Self::from(Function::new(function, std::iter::empty::<(String, f64)>()))
    }

    /// A model of several variables from a closure of a point and the parameters.
    pub fn of_point<F>(dimension: usize, function: F) -> Self
    where
        F: Fn(&[f64], &[f64]) -> f64 + Send + Sync + 'static,
    {
        Self::from(Function::of_point(dimension, function, std::iter::empty::<(String, f64)>()))
    }

    /// A model from a closure that fills a slice of values for a slice of points: the fastest closure.
    pub fn batch<F>(function: F) -> Self
    where
        F: Fn(&[f64], &[f64], &mut [f64]) + Send + Sync + 'static,
    {
        Self::from(Function::batch(function, std::iter::empty::<(String, f64)>()))
    }

    /// Names and start values of all parameters, in order. For a closure this says how many there are.
    pub fn params<N: Into<String>>(mut self, parameters: impl IntoIterator<Item = (N, f64)>) -> Self {
        let (names, values): (Vec<String>, Vec<f64>) = parameters.into_iter().map(|(n, v)| (n.into(), v)).unzip();
        let known = self.function.parameter_names().len();
        if known != 0 && known != names.len() {
            let function = self.function.expression().to_owned();
            return self.fail(FunctionError::ParameterCount { function, expected: known, given: names.len() });
        }
        if let Some(name) =
            names.iter().enumerate().find(|(i, name)| names[..*i].contains(name)).map(|(_, n)| n.clone())
        {
            self.error.get_or_insert(FitError::DuplicateParameter { name });
            return self;
        }
        self.parameters = names.iter().zip(&values).map(|(name, &value)| Parameter::new(name, value)).collect();
        self.chosen = vec![true; names.len()];
        self.function.set_parameters(names, values);
        self
    }

    /// Start values of all parameters, in order.
    pub fn start_values(mut self, values: &[f64]) -> Self {
        if values.len() != self.parameters.len() {
            let (expected, given) = (self.parameters.len(), values.len());
            let function = self.function.expression().to_owned();
            return self.fail(FunctionError::ParameterCount { function, expected, given });
        }
        for (parameter, &value) in self.parameters.iter_mut().zip(values) {
            parameter.value = value;
        }
        self.chosen.fill(true);
        self
    }

    /// The start value of one parameter.
    pub fn start(self, name: &str, value: f64) -> Self {
        self.change(name, |parameter| parameter.value = value)
    }

    /// About how far the first step of one parameter goes.
    pub fn step(self, name: &str, step: f64) -> Self {
        self.replace(name, |parameter| parameter.step(step))
    }

    /// Keeps a parameter between two limits; an infinite one is none.
    pub fn limit(self, name: &str, lower: f64, upper: f64) -> Self {
        self.replace(name, |parameter| parameter.limit(lower, upper))
    }

    /// Keeps a parameter above a limit.
    pub fn lower(self, name: &str, lower: f64) -> Self {
        self.limit(name, lower, f64::INFINITY)
    }

    /// Keeps a parameter below a limit.
    pub fn upper(self, name: &str, upper: f64) -> Self {
        self.limit(name, f64::NEG_INFINITY, upper)
    }

    /// Holds a parameter at a value.
    pub fn fix(self, name: &str, value: f64) -> Self {
        self.change(name, |parameter| {
            parameter.value = value;
            parameter.fixed = true;
        })
    }

    /// Computes a parameter from the others, given in their order: `.tie("sigma2", |p| 2.0 * p[2])`.
    /// Ties may use ties of parameters before them.
    pub fn tie<F>(self, name: &str, function: F) -> Self
    where
        F: Fn(&[f64]) -> f64 + Send + Sync + 'static,
    {
        self.replace(name, |parameter| parameter.tied(function))
    }

    /// Where the function is fitted, drawn and sampled by default.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.function = self.function.range(low, high);
        self
    }

    /// Gives the function a name.
    pub fn named(mut self, name: &str) -> Self {
        self.function = self.function.named(name);
        self
    }

    /// The function.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// The parameters as set.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The function and its parameters, if nothing was wrong on the way.
    pub(crate) fn into_parts(self) -> Result<(Function, Vec<Parameter>, Vec<bool>), FitError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok((self.function, self.parameters, self.chosen)),
        }
    }

    /// Sets a value, which is then not guessed from data.
    fn change(mut self, name: &str, change: impl FnOnce(&mut Parameter)) -> Self {
        match self.function.parameter_index(name) {
            Ok(index) => {
                change(&mut self.parameters[index]);
                self.chosen[index] = true;
                self
            }
            Err(error) => self.fail(error),
        }
    }

    fn replace(mut self, name: &str, change: impl FnOnce(Parameter) -> Parameter) -> Self {
        match self.function.parameter_index(name) {
            Ok(index) => {
                self.parameters[index] = change(self.parameters[index].clone());
                self
            }
            Err(error) => self.fail(error),
        }
    }

    /// Remembers the first mistake.
    fn fail(mut self, error: FunctionError) -> Self {
        self.error.get_or_insert(error.into());
        self
    }
}

impl From<Function> for Model {
    /// The parameters start at the function's values.
    fn from(function: Function) -> Self {
        let parameters: Vec<Parameter> = function
            .parameter_names()
            .iter()
            .zip(function.parameter_values())
            .map(|(name, &value)| Parameter::new(name, value))
            .collect();
        let chosen = vec![false; parameters.len()];
        Self { function, parameters, chosen, error: None }
    }
}

impl From<&Function> for Model {
    fn from(function: &Function) -> Self {
        Self::from(function.clone())
    }
}

impl From<&str> for Model {
    /// A named shape or a formula; an error in it is reported by the fit. Parameters that no named shape
    /// can guess start at 1.
    fn from(text: &str) -> Self {
        match Function::formula(text) {
            Ok(function) => {
                let pieces = function.pieces.clone();
                let mut model = Self::from(function);
                // Formulas often do not exist at zero: parameters of which nothing is known start at 1.
                for (index, parameter) in model.parameters.iter_mut().enumerate() {
                    if !pieces.iter().any(|piece| (piece.first..piece.first + piece.count).contains(&index)) {
                        parameter.value = 1.0;
                    }
                }
                model
            }
            Err(error) => Self::from(Function::new(|_, _| f64::NAN, std::iter::empty::<(String, f64)>())).fail(error),
        }
    }
}

impl From<String> for Model {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
