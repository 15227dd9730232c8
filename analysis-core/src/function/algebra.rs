use std::ops::{Add, Mul};
use std::sync::Arc;

use super::{Evaluate, Function, FunctionError, Piece};

impl Add for Function {
    type Output = Self;

    /// The sum; it has the parameters of both, those of the right one after those of the left. A name that both
    /// have gets a number.
    fn add(self, other: Self) -> Self {
        combine(&self, &other, "+", |a, b| a + b)
    }
}

impl Mul for Function {
    type Output = Self;

    /// The product; parameters as in a sum.
    fn mul(self, other: Self) -> Self {
        combine(&self, &other, "*", |a, b| a * b)
    }
}

fn combine(left: &Function, right: &Function, sign: &str, operation: fn(f64, f64) -> f64) -> Function {
    let (names, values) = joined(left, right);
    let expression = format!("({}){sign}({})", left.expression(), right.expression());
    let first = left.parameter_names().len();
    let pieces = if sign == "+" { pieces(left, right, first) } else { Vec::new() };
    let code = Combined { first, left: left.code().clone(), right: right.code().clone(), operation };
    let mut function = Function::from_code(Arc::new(code), &expression, names, values);
    function.pieces = pieces;
    function
}

fn pieces(left: &Function, right: &Function, first: usize) -> Vec<Piece> {
    let moved = right.pieces.iter().map(|piece| Piece { first: piece.first + first, ..*piece });
    left.pieces.iter().copied().chain(moved).collect()
}

fn joined(left: &Function, right: &Function) -> (Vec<String>, Vec<f64>) {
    let mut names = left.parameter_names().to_vec();
    for name in right.parameter_names() {
        let mut unique = name.clone();
        let mut number = 2;
        while names.contains(&unique) {
            unique = format!("{name}{number}");
            number += 1;
        }
        names.push(unique);
    }
    (names, [left.parameter_values(), right.parameter_values()].concat())
}

struct Combined {
    /// Parameters of the left function.
    first: usize,
    left: Arc<dyn Evaluate>,
    right: Arc<dyn Evaluate>,
    operation: fn(f64, f64) -> f64,
}

impl Evaluate for Combined {
    fn dimension(&self) -> usize {
        self.left.dimension().max(self.right.dimension())
    }

    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        let (left, right) = parameters.split_at(self.first.min(parameters.len()));
        self.left.evaluate(columns, left, out);
        let mut other = vec![0.0; out.len()];
        self.right.evaluate(columns, right, &mut other);
        out.iter_mut().zip(&other).for_each(|(out, other)| *out = (self.operation)(*out, *other));
    }
}

impl Function {
    /// The convolution `∫ f(x − t) g(t) dt` with a kernel `g`, over `[low, high]` where `g` counts.
    ///
    /// The integral runs over fixed nodes (`points`, 100 or so, rounded up to a multiple of 8), so that the result is
    /// smooth in all parameters; its parameters are those of the function, then those of the kernel, as in a sum.
    ///
    /// # Errors
    /// A function has several variables, or the ends are not in order.
    pub fn convolve(&self, kernel: &Self, low: f64, high: f64, points: usize) -> Result<Self, FunctionError> {
        self.one_variable()?;
        kernel.interval(low, high)?;
        let (names, values) = joined(self, kernel);
        let expression = format!("conv({}, {})", self.expression(), kernel.expression());
        let panels = points.div_ceil(8).max(1);
        let width = (high - low) / panels as f64;
        let rule = crate::fit::GAUSS;
        let nodes: Vec<(f64, f64)> = (0..panels)
            .flat_map(|panel| {
                let centre = low + width * (panel as f64 + 0.5);
                rule.map(|(node, weight)| (centre + 0.5 * width * node, 0.5 * width * weight))
            })
            .collect();
        let first = self.parameter_names().len();
        let code = Convolution { first, signal: self.code().clone(), kernel: kernel.code().clone(), nodes };
        Ok(Self::from_code(Arc::new(code), &expression, names, values))
    }
}

struct Convolution {
    /// Parameters of the signal.
    first: usize,
    signal: Arc<dyn Evaluate>,
    kernel: Arc<dyn Evaluate>,
    /// Nodes and weights of the integral over the kernel's variable.
    nodes: Vec<(f64, f64)>,
}

impl Evaluate for Convolution {
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        let (signal, kernel) = parameters.split_at(self.first.min(parameters.len()));
        let t: Vec<f64> = self.nodes.iter().map(|(node, _)| *node).collect();
        let mut heights = vec![0.0; t.len()];
        self.kernel.evaluate(&[&t], kernel, &mut heights);
        out.fill(0.0);
        let (mut shifted, mut values) = (vec![0.0; out.len()], vec![0.0; out.len()]);
        for ((t, weight), height) in self.nodes.iter().zip(&heights) {
            shifted.iter_mut().zip(columns[0]).for_each(|(shifted, x)| *shifted = x - t);
            self.signal.evaluate(&[&shifted], signal, &mut values);
            out.iter_mut().zip(&values).for_each(|(out, value)| *out += weight * height * value);
        }
    }
}
