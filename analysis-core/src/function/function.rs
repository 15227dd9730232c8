use std::fmt;
use std::sync::Arc;

use super::evaluate::{Batch, Pointwise, Scalar};
use super::{Evaluate, FunctionError, find_shape};

/// A function of one to three variables with named parameters that have values (ROOT: `TF1`, `TF2`, `TF3`).
///
/// Cloning is cheap: the code is shared, the parameter values are not.
#[derive(Clone)]
pub struct Function {
    name: String,
    /// How it reads: the formula, the name of the shape, or `closure`.
    expression: String,
    code: Arc<dyn Evaluate>,
    names: Vec<String>,
    values: Vec<f64>,
    range: Option<(f64, f64)>,
    /// Pieces of known shape and where their parameters start, for start values in fits.
    pub(crate) pieces: Vec<Piece>,
}

/// A known shape inside of a function.
#[derive(Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) shape: &'static super::Shape,
    /// Its first parameter, and how many it has.
    pub(crate) first: usize,
    pub(crate) count: usize,
}

impl Function {
    /// A function from a closure of `x` and the parameters, with names and values of these.
    pub fn new<F, N>(function: F, parameters: impl IntoIterator<Item = (N, f64)>) -> Self
    where
        F: Fn(f64, &[f64]) -> f64 + Send + Sync + 'static,
        N: Into<String>,
    {
        let (names, values) = parameters.into_iter().map(|(name, value)| (name.into(), value)).unzip();
        Self::from_code(Arc::new(Scalar(function)), "closure", names, values)
    }

    /// A function of `dimension` variables from a closure of a point (one number per variable) and the parameters.
    pub fn of_point<F, N>(dimension: usize, function: F, parameters: impl IntoIterator<Item = (N, f64)>) -> Self
    where
        F: Fn(&[f64], &[f64]) -> f64 + Send + Sync + 'static,
        N: Into<String>,
    {
        let (names, values) = parameters.into_iter().map(|(name, value)| (name.into(), value)).unzip();
        Self::from_code(Arc::new(Pointwise { dimension, function }), "closure", names, values)
    }

    /// A function of one variable from a closure of many `x`, the parameters, and the values to write, one per `x`: the
    /// fastest closure.
    pub fn batch<F, N>(function: F, parameters: impl IntoIterator<Item = (N, f64)>) -> Self
    where
        F: Fn(&[f64], &[f64], &mut [f64]) + Send + Sync + 'static,
        N: Into<String>,
    {
        let (names, values) = parameters.into_iter().map(|(name, value)| (name.into(), value)).unzip();
        Self::from_code(Arc::new(Batch(function)), "closure", names, values)
    }

    /// A named shape such as `gaus`, or a formula in ROOT's syntax such as `[0]*exp(-x/[1])`.
    ///
    /// - Shapes: those of [`named_functions`](super::named_functions), among them `gaus`, `gausn`, `expo`, `landau`,
    ///   `crystalball`, `breitwigner`, `voigt`, `pol0` … `pol50`, `chebyshev0` … `chebyshev50`.
    /// - Variables: `x`, `y`, `z`, `t`, or `x[0]`, `x[1]`, ….
    /// - Parameters: numbered `[0]` or named `[tau]`; they are 0 until they get values, those of shapes have defaults.
    /// - Shapes in a formula take their parameters from a number on (`gaus(0)+pol1(3)`), from expressions
    ///   (`gaus(x,[N],[mu],2*[w])`), or from the next free number on (`gaus+pol1`).
    /// - Operators: those of C with `?:`, and `^` or `**` for powers.
    /// - Functions: `exp`, `log`, `sqrt`, `sin`, `abs`, `min`, `max`, `pow`, `erf`, `tgamma`, …, also as ROOT spells
    ///   them (`TMath::Exp`, `TMath::Gaus`); constants such as `pi`.
    ///
    /// # Errors
    /// The text is neither; the error says where and what was expected.
    pub fn formula(text: &str) -> Result<Self, FunctionError> {
        if let Some((shape, degree)) = find_shape(text.trim()) {
            return Ok(Self::shape(shape, degree));
        }
        super::formula::parse(text)
    }

    fn shape(shape: &'static super::Shape, degree: usize) -> Self {
        let names = shape.parameter_names(degree);
        let values = shape.default_values(degree);
        let expression = if shape.has_degree { format!("{}{degree}", shape.name) } else { shape.name.to_owned() };
        let count = names.len();
        let code = Arc::new(super::named::ShapeCode { shape, parameters: count });
        let mut function = Self::from_code(code, &expression, names, values);
        function.pieces = vec![Piece { shape, first: 0, count }];
        function
    }

    /// A function from code of your own.
    pub fn from_code(code: Arc<dyn Evaluate>, expression: &str, names: Vec<String>, values: Vec<f64>) -> Self {
        let name = expression.to_owned();
        Self { name, expression: expression.to_owned(), code, names, values, range: None, pieces: Vec::new() }
    }

    /// Gives it a name.
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Sets where it is drawn by default. A fit of it uses the data in this range alone (ROOT's option `R`), unless its
    /// options name another one.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }

    /// Sets all parameter values, in the order of [`parameter_names`](Self::parameter_names).
    ///
    /// # Errors
    /// Another number of values than parameters.
    pub fn values(mut self, values: &[f64]) -> Result<Self, FunctionError> {
        if values.len() != self.values.len() {
            return Err(FunctionError::ParameterCount {
                function: self.expression.clone(),
                expected: self.values.len(),
                given: values.len(),
            });
        }
        self.values.copy_from_slice(values);
        Ok(self)
    }

    /// Sets one parameter value.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), FunctionError> {
        let index = self.parameter_index(name)?;
        self.values[index] = value;
        Ok(())
    }

    /// The value of one parameter.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn parameter(&self, name: &str) -> Result<f64, FunctionError> {
        Ok(self.values[self.parameter_index(name)?])
    }

    /// The index of a parameter by its name; `[2]` and `p2` name the third one as well.
    ///
    /// # Errors
    /// No parameter has that name.
    pub fn parameter_index(&self, name: &str) -> Result<usize, FunctionError> {
        find_parameter(&self.names, name).ok_or_else(|| FunctionError::UnknownParameter {
            function: self.expression.clone(),
            name: name.to_owned(),
            known: self.names.clone(),
        })
    }

    /// Names of the parameters.
    pub fn parameter_names(&self) -> &[String] {
        &self.names
    }

    /// Values of the parameters.
    pub fn parameter_values(&self) -> &[f64] {
        &self.values
    }

    /// Renames parameters and sets their values; for closures, whose count of parameters is not known before.
    pub(crate) fn set_parameters(&mut self, names: Vec<String>, values: Vec<f64>) {
        self.names = names;
        self.values = values;
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it reads: the formula, the name of the shape, or `closure`.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The number of variables: 1 for f(x).
    pub fn dimension(&self) -> usize {
        self.code.dimension()
    }

    /// The range set by [`Function::range`].
    pub fn domain(&self) -> Option<(f64, f64)> {
        self.range
    }

    pub(crate) fn code(&self) -> &Arc<dyn Evaluate> {
        &self.code
    }

    /// The value at `x`, with the function's own parameter values; further variables are zero.
    pub fn eval(&self, x: f64) -> f64 {
        self.eval_with(x, &self.values)
    }

    /// The value at `x` with other parameter values, as many as it has; further variables are zero.
    pub fn eval_with(&self, x: f64, parameters: &[f64]) -> f64 {
        let mut point = [0.0; 8];
        point[0] = x;
        self.eval_point(&point[..self.dimension().clamp(1, 8)], parameters)
    }

    /// The value at a point with one coordinate per variable.
    pub fn eval_point(&self, point: &[f64], parameters: &[f64]) -> f64 {
        let columns: Vec<&[f64]> = point.iter().map(std::slice::from_ref).collect();
        let mut out = [f64::NAN];
        self.code.evaluate(&columns, parameters, &mut out);
        out[0]
    }

    /// The values at many `x`, with the function's own parameter values; further variables are zero.
    pub fn eval_many(&self, x: &[f64]) -> Vec<f64> {
        let mut out = vec![f64::NAN; x.len()];
        let zeros = vec![0.0; if self.dimension() > 1 { x.len() } else { 0 }];
        let mut columns: Vec<&[f64]> = vec![x];
        columns.resize(self.dimension(), &zeros);
        self.code.evaluate(&columns, &self.values, &mut out);
        out
    }
}

/// Finds a parameter by name, or as `[2]` or `p2`.
pub(crate) fn find_parameter(names: &[String], name: &str) -> Option<usize> {
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    names.iter().position(|known| known == name || known == bare).or_else(|| {
        let digits = bare.strip_prefix('p').unwrap_or(bare);
        digits.parse::<usize>().ok().filter(|&index| index < names.len())
    })
}

/// Equal if the same code has the same values of parameters of the same names.
impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.code, &other.code)
            && (&self.name, &self.names, &self.values, self.range)
                == (&other.name, &other.names, &other.values, other.range)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.expression)?;
        let mut separator = "; ";
        for (name, value) in self.names.iter().zip(&self.values) {
            write!(f, "{separator}{name} = {value}")?;
            separator = ", ";
        }
        Ok(())
    }
}

impl std::str::FromStr for Function {
    type Err = FunctionError;

    fn from_str(text: &str) -> Result<Self, FunctionError> {
        Self::formula(text)
    }
}
