use super::parser::{Node, Operator, Parsed};
use super::table::{Code, Entry};
use crate::function::divide::divide_by;
use crate::function::wide::wide;
use crate::function::{Evaluate, Shape};

/// A formula as instructions over blocks of points.
///
/// What depends on parameters alone is computed once per call; equal subexpressions are computed once.
pub(super) struct Program {
    dimension: usize,
    parameters: usize,
    constants: Vec<f64>,
    steps: Vec<Step>,
    /// Slots of scalars (constants first) and of blocks.
    scalars: usize,
    blocks: usize,
    result: Operand,
}

/// Points computed at once: the registers of a usual formula fit into the first cache.
const BLOCK: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operand {
    Parameter(usize),
    /// A constant, or computed from parameters.
    Scalar(usize),
    Column(usize),
    Block(usize),
}

#[derive(Clone, Debug)]
struct Step {
    action: Action,
    operands: Vec<Operand>,
    out: Operand,
}

#[derive(Clone, Copy)]
enum Action {
    Negate,
    Not,
    Binary(Operator),
    Select,
    Call(&'static Entry),
    Shape(&'static Shape),
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Negate => f.write_str("negate"),
            Self::Not => f.write_str("not"),
            Self::Binary(operator) => write!(f, "{operator:?}"),
            Self::Select => f.write_str("select"),
            Self::Call(entry) => f.write_str(entry.name),
            Self::Shape(shape) => f.write_str(shape.name),
        }
    }
}

impl Action {
    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Negate, Self::Negate) | (Self::Not, Self::Not) | (Self::Select, Self::Select) => true,
            (Self::Binary(a), Self::Binary(b)) => a == b,
            (Self::Call(a), Self::Call(b)) => std::ptr::eq(a, b),
            (Self::Shape(a), Self::Shape(b)) => std::ptr::eq(a, b),
            _ => false,
        }
    }
}

impl Program {
    pub(super) fn compile(parsed: &Parsed) -> Self {
        let mut program = Self {
            dimension: parsed.dimension,
            parameters: parsed.names.len(),
            constants: Vec::new(),
            steps: Vec::new(),
            scalars: 0,
            blocks: 0,
            result: Operand::Scalar(0),
        };
        program.collect_constants(&parsed.root);
        program.scalars = program.constants.len();
        program.result = program.add(&parsed.root);
        program
    }

    fn collect_constants(&mut self, node: &Node) {
        match node {
            Node::Number(value) => {
                if !self.constants.iter().any(|known| known.to_bits() == value.to_bits()) {
                    self.constants.push(*value);
                }
            }
            Node::Variable(_) | Node::Parameter(_) => {}
            Node::Negate(inner) | Node::Not(inner) => self.collect_constants(inner),
            Node::Binary(_, a, b) => [a, b].into_iter().for_each(|node| self.collect_constants(node)),
            Node::Select(a, b, c) => [a, b, c].into_iter().for_each(|node| self.collect_constants(node)),
            Node::Call(_, arguments) => arguments.iter().for_each(|node| self.collect_constants(node)),
            Node::Shape(_, argument, parameters) => {
                self.collect_constants(argument);
                for node in parameters {
                    self.collect_constants(node);
                }
            }
        }
    }

    fn add(&mut self, node: &Node) -> Operand {
        match node {
            Node::Number(value) => {
                let slot = self.constants.iter().position(|known| known.to_bits() == value.to_bits());
                Operand::Scalar(slot.unwrap_or(0))
            }
            Node::Variable(index) => Operand::Column(*index),
            Node::Parameter(index) => Operand::Parameter(*index),
            Node::Negate(inner) => self.step(Action::Negate, &[inner]),
            Node::Not(inner) => self.step(Action::Not, &[inner]),
            Node::Binary(operator, a, b) => self.step(Action::Binary(*operator), &[a, b]),
            Node::Select(a, b, c) => self.step(Action::Select, &[a, b, c]),
            Node::Call(entry, arguments) => {
                let arguments: Vec<&Node> = arguments.iter().collect();
                self.step(Action::Call(entry), &arguments)
            }
            Node::Shape(shape, argument, parameters) => {
                let operands: Vec<&Node> = std::iter::once(argument.as_ref()).chain(parameters).collect();
                self.step(Action::Shape(shape), &operands)
            }
        }
    }

    fn step(&mut self, action: Action, nodes: &[&Node]) -> Operand {
        let operands: Vec<Operand> = nodes.iter().map(|node| self.add(node)).collect();
        if let Some(known) = self.steps.iter().find(|step| step.action.is(action) && step.operands == operands) {
            return known.out;
        }
        let scalar = operands.iter().all(|operand| matches!(operand, Operand::Parameter(_) | Operand::Scalar(_)));
        let out = if scalar {
            self.scalars += 1;
            Operand::Scalar(self.scalars - 1)
        } else {
            self.blocks += 1;
            Operand::Block(self.blocks - 1)
        };
        self.steps.push(Step { action, operands, out });
        out
    }
}

impl Evaluate for Program {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        if parameters.len() < self.parameters || columns.len() < self.dimension {
            out.fill(f64::NAN);
            return;
        }
        let mut scalars = self.constants.clone();
        scalars.resize(self.scalars, 0.0);
        let length = out.len().min(BLOCK);
        let mut blocks = vec![0.0; self.blocks * length];
        for step in self.steps.iter().filter(|step| matches!(step.out, Operand::Scalar(_))) {
            let Operand::Scalar(slot) = step.out else { continue };
            let values: Vec<f64> = step.operands.iter().map(|o| scalar(*o, &scalars, parameters)).collect();
            scalars[slot] = compute_scalar(step.action, &values);
        }
        for start in (0..out.len()).step_by(BLOCK) {
            let count = (out.len() - start).min(BLOCK);
            let points = Points { columns, start, count, length, scalars: &scalars, parameters };
            let target = &mut out[start..start + count];
            for step in &self.steps {
                if let Operand::Block(slot) = step.out {
                    // Operands of a step come from earlier ones, whose blocks lie before it.
                    let (before, rest) = blocks.split_at_mut(slot * length);
                    let last = step.out == self.result;
                    points.run(step, before, if last { &mut *target } else { &mut rest[..count] });
                }
            }
            match self.result {
                Operand::Block(_) => {}
                operand => match points.view(operand, &blocks) {
                    View::Scalar(value) => target.fill(value),
                    View::Slice(values) => target.copy_from_slice(values),
                },
            }
        }
    }
}

fn scalar(operand: Operand, scalars: &[f64], parameters: &[f64]) -> f64 {
    match operand {
        Operand::Parameter(index) => parameters[index],
        Operand::Scalar(slot) => scalars[slot],
        Operand::Column(_) | Operand::Block(_) => f64::NAN,
    }
}

enum View<'a> {
    Scalar(f64),
    Slice(&'a [f64]),
}

impl View<'_> {
    fn at(&self, i: usize) -> f64 {
        match self {
            Self::Scalar(value) => *value,
            Self::Slice(values) => values[i],
        }
    }
}

/// One block of points.
struct Points<'a> {
    columns: &'a [&'a [f64]],
    start: usize,
    count: usize,
    /// Distance of registers.
    length: usize,
    scalars: &'a [f64],
    parameters: &'a [f64],
}

impl Points<'_> {
    fn view<'b>(&'b self, operand: Operand, blocks: &'b [f64]) -> View<'b> {
        match operand {
            Operand::Parameter(_) | Operand::Scalar(_) => View::Scalar(scalar(operand, self.scalars, self.parameters)),
            Operand::Column(index) => View::Slice(&self.columns[index][self.start..self.start + self.count]),
            Operand::Block(slot) => View::Slice(&blocks[slot * self.length..slot * self.length + self.count]),
        }
    }

    fn run(&self, step: &Step, before: &[f64], out: &mut [f64]) {
        let view = |i: usize| self.view(step.operands[i], before);
        match step.action {
            Action::Binary(operator) => binary(operator, &view(0), &view(1), out),
            Action::Shape(shape) => {
                let parameters: Vec<f64> = (1..step.operands.len()).map(|i| view(i).at(0)).collect();
                match view(0) {
                    View::Slice(x) => (shape.evaluate)(x, &parameters, out),
                    View::Scalar(x) => (shape.evaluate)(&vec![x; out.len()], &parameters, out),
                }
            }
            Action::Call(Entry { code: Code::Block(function), .. }) => match view(0) {
                View::Slice(values) => function(values, out),
                View::Scalar(value) => function(&vec![value; out.len()], out),
            },
            Action::Call(Entry { code: Code::One(function), .. }) => {
                let values = view(0);
                for (i, out) in out.iter_mut().enumerate() {
                    *out = function(values.at(i));
                }
            }
            Action::Negate => match view(0) {
                View::Slice(values) => linear(values, -1.0, -0.0, out),
                View::Scalar(value) => out.fill(-value),
            },
            _ => {
                let views: Vec<View<'_>> = (0..step.operands.len()).map(view).collect();
                let mut values = vec![0.0; views.len()];
                for (i, out) in out.iter_mut().enumerate() {
                    values.iter_mut().zip(&views).for_each(|(value, view)| *value = view.at(i));
                    *out = compute_scalar(step.action, &values);
                }
            }
        }
    }
}

fn compute_scalar(action: Action, values: &[f64]) -> f64 {
    match action {
        Action::Negate => -values[0],
        Action::Not => f64::from(u8::from(values[0] == 0.0)),
        Action::Binary(operator) => apply(operator, values[0], values[1]),
        Action::Select => {
            if values[0] == 0.0 {
                values[2]
            } else {
                values[1]
            }
        }
        Action::Call(entry) => match entry.code {
            Code::Block(function) => {
                let mut value = [0.0];
                function(&values[..1], &mut value);
                value[0]
            }
            Code::One(function) => function(values[0]),
            Code::Two(function) => function(values[0], values[1]),
            Code::Many(_, _, function) => function(values),
        },
        Action::Shape(shape) => {
            let mut value = [f64::NAN];
            (shape.evaluate)(&values[..1], &values[1..], &mut value);
            value[0]
        }
    }
}

fn apply(operator: Operator, a: f64, b: f64) -> f64 {
    let truth = |holds: bool| f64::from(u8::from(holds));
    match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => a % b,
        Operator::Power => power(a, b),
        Operator::Less => truth(a < b),
        Operator::Greater => truth(a > b),
        Operator::LessEqual => truth(a <= b),
        Operator::GreaterEqual => truth(a >= b),
        Operator::Equal => truth(a == b),
        Operator::NotEqual => truth(a != b),
        Operator::And => truth(a != 0.0 && b != 0.0),
        Operator::Or => truth(a != 0.0 || b != 0.0),
    }
}

fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 2.0 {
        base * base
    } else if exponent.fract() == 0.0 && exponent.abs() <= 64.0 {
        base.powi(exponent as i32)
    } else {
        base.powf(exponent)
    }
}

fn binary(operator: Operator, a: &View<'_>, b: &View<'_>, out: &mut [f64]) {
    match (operator, a, b) {
        (Operator::Add, View::Slice(a), View::Slice(b)) => add(a, b, out),
        (Operator::Add, View::Slice(a), View::Scalar(b)) | (Operator::Add, View::Scalar(b), View::Slice(a)) => {
            linear(a, 1.0, *b, out);
        }
        (Operator::Subtract, View::Slice(a), View::Slice(b)) => subtract(a, b, out),
        (Operator::Subtract, View::Slice(a), View::Scalar(b)) => linear(a, 1.0, -*b, out),
        (Operator::Subtract, View::Scalar(a), View::Slice(b)) => linear(b, -1.0, *a, out),
        (Operator::Multiply, View::Slice(a), View::Slice(b)) => multiply(a, b, out),
        (Operator::Multiply, View::Slice(a), View::Scalar(b))
        | (Operator::Multiply, View::Scalar(b), View::Slice(a)) => {
            scale(a, *b, out);
        }
        (Operator::Divide, View::Slice(a), View::Slice(b)) => divide(a, b, out),
        (Operator::Divide, View::Slice(a), View::Scalar(b)) => divide_by(a, *b, out),
        (Operator::Power, View::Slice(a), View::Scalar(b)) => {
            let exponent = *b;
            if exponent == 2.0 {
                multiply(a, a, out);
            } else {
                out.iter_mut().zip(*a).for_each(|(out, a)| *out = power(*a, exponent));
            }
        }
        _ => {
            for (i, out) in out.iter_mut().enumerate() {
                *out = apply(operator, a.at(i), b.at(i));
            }
        }
    }
}

wide! {
    fn add(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a + b;
        }
    }
}

wide! {
    fn subtract(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a - b;
        }
    }
}

wide! {
    fn multiply(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a * b;
        }
    }
}

wide! {
    fn divide(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a / b;
        }
    }
}

wide! {
    fn linear(a: &[f64], factor: f64, shift: f64, out: &mut [f64]) {
        for (out, a) in out.iter_mut().zip(a) {
            *out = factor * a + shift;
        }
    }
}

wide! {
    fn scale(a: &[f64], factor: f64, out: &mut [f64]) {
        for (out, a) in out.iter_mut().zip(a) {
            *out = a * factor;
        }
    }
}
