use super::lexer::{Token, syntax, tokens};
use super::table::{self, Entry};
use crate::function::{FunctionError, Piece, Shape, find_shape};

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Number(f64),
    Variable(usize),
    /// Index into the final parameters.
    Parameter(usize),
    Negate(Box<Node>),
    Not(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Select(Box<Node>, Box<Node>, Box<Node>),
    Call(&'static Entry, Vec<Node>),
    Shape(&'static Shape, Box<Node>, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

/// A formula that was understood.
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) names: Vec<String>,
    pub(super) values: Vec<f64>,
    pub(super) dimension: usize,
    pub(super) pieces: Vec<Piece>,
}

pub(super) fn parse(text: &str) -> Result<Parsed, FunctionError> {
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        at: 0,
        references: Vec::new(),
        dimension: 1,
        shapes: Vec::new(),
        depth: 0,
    };
    let root = parser.expression(0)?;
    parser.expect_end()?;
    Ok(parser.finish(root))
}

/// How a formula names a parameter; the index is known when all were seen.
#[derive(Clone, Debug, PartialEq)]
enum Reference {
    Number(usize),
    Name(String),
    /// The n-th parameter of the k-th shape that did not say where its parameters are.
    Next(usize, usize),
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    at: usize,
    /// While parsing, `Node::Parameter` indexes this.
    references: Vec<Reference>,
    dimension: usize,
    shapes: Vec<(&'static Shape, usize, Reference)>,
    depth: usize,
}

/// Deeper nesting would exhaust the stack before it means anything.
const MAX_DEPTH: usize = 200;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn position(&self) -> usize {
        self.tokens[self.at].1
    }

    fn advance(&mut self) -> Token {
        let token = self.tokens[self.at].0.clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn accept(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(s) if *s == symbol);
        if found {
            self.advance();
        }
        found
    }

    fn wrong<T>(&self, expected: &str) -> Result<T, FunctionError> {
        Err(syntax(self.text, self.position(), expected, self.peek().describe()))
    }

    fn expect(&mut self, symbol: &str, what: &str) -> Result<(), FunctionError> {
        if self.accept(symbol) { Ok(()) } else { self.wrong(what) }
    }

    fn expect_end(&self) -> Result<(), FunctionError> {
        if *self.peek() == Token::End { Ok(()) } else { self.wrong("an operator or the end") }
    }

    /// Operators that bind at least as tightly as `minimum`, by precedence climbing.
    fn expression(&mut self, minimum: u8) -> Result<Node, FunctionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.wrong("fewer nested brackets");
        }
        let mut left = self.unary()?;
        while let Token::Symbol(symbol) = *self.peek() {
            if symbol == "?" && minimum == 0 {
                self.advance();
                let yes = self.expression(0)?;
                self.expect(":", "`:` of `condition ? a : b`")?;
                let no = self.expression(0)?;
                left = Node::Select(Box::new(left), Box::new(yes), Box::new(no));
                continue;
            }
            let Some((operator, strength)) = binary(symbol) else { break };
            if strength < minimum {
                break;
            }
            self.advance();
            // Powers group to the right, everything else to the left.
            let right = if operator == Operator::Power { strength } else { strength + 1 };
            let right = self.expression(right)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, FunctionError> {
        // A sign binds less than a power: -x^2 is -(x^2).
        if self.accept("-") {
            return Ok(Node::Negate(Box::new(self.expression(POWER)?)));
        }
        if self.accept("+") {
            return self.expression(POWER);
        }
        if self.accept("!") {
            return Ok(Node::Not(Box::new(self.expression(POWER)?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Node, FunctionError> {
        let position = self.position();
        match self.peek().clone() {
            Token::Number(value) => {
                self.advance();
                Ok(Node::Number(value))
            }
            Token::Parameter(name) => {
                self.advance();
                Ok(self.parameter(reference(&name)))
            }
            Token::Name(name) => {
                self.advance();
                self.named(&name, position)
            }
            Token::Symbol("(") => {
                self.advance();
                let inner = self.expression(0)?;
                self.expect(")", "`)`")?;
                Ok(inner)
            }
            _ => self.wrong("a number, a variable, a parameter, a function or `(`"),
        }
    }

    fn parameter(&mut self, reference: Reference) -> Node {
        let index = self.references.iter().position(|known| *known == reference).unwrap_or_else(|| {
            self.references.push(reference);
            self.references.len() - 1
        });
        Node::Parameter(index)
    }

    fn named(&mut self, name: &str, position: usize) -> Result<Node, FunctionError> {
        if let Some(index) = ["x", "y", "z", "t"].iter().position(|variable| *variable == name) {
            let index = if name == "x" && self.accept("[") { self.index()? } else { index };
            self.dimension = self.dimension.max(index + 1);
            return Ok(Node::Variable(index));
        }
        if let Some(value) = table::constant(name) {
            if self.accept("(") {
                self.expect(")", "`)`")?;
            }
            return Ok(Node::Number(value));
        }
        if let Some(entry) = table::find(name) {
            return self.call(entry);
        }
        if let Some((shape, degree)) = find_shape(name) {
            return self.shape(shape, degree);
        }
        let near = table::near(name);
        Err(FunctionError::UnknownName { formula: self.text.to_owned(), position, name: name.to_owned(), near })
    }

    /// The rest of `x[0]`.
    fn index(&mut self) -> Result<usize, FunctionError> {
        match *self.peek() {
            Token::Number(value) if (0.0..4.0).contains(&value) && value.fract() == 0.0 => {
                self.advance();
                self.expect("]", "`]`")?;
                Ok(value as usize)
            }
            _ => self.wrong("the number of a variable from 0 to 3"),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Node>, FunctionError> {
        let mut arguments = Vec::new();
        if self.accept(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if self.accept(")") {
                return Ok(arguments);
            }
            self.expect(",", "`,` or `)`")?;
        }
    }

    fn call(&mut self, entry: &'static Entry) -> Result<Node, FunctionError> {
        self.expect("(", &format!("`(` after `{}`", entry.name))?;
        let position = self.position();
        let arguments = self.arguments()?;
        let (least, most) = entry.arguments();
        if !(least..=most).contains(&arguments.len()) {
            let count = if least == most { least.to_string() } else { format!("{least} to {most}") };
            let plural = if most == 1 { "" } else { "s" };
            let expected = format!("{count} argument{plural} of `{}`", entry.name);
            return Err(syntax(self.text, position, &expected, arguments.len().to_string()));
        }
        Ok(Node::Call(entry, arguments))
    }

    fn shape(&mut self, shape: &'static Shape, degree: usize) -> Result<Node, FunctionError> {
        let count = shape.parameter_count(degree);
        let x = Node::Variable(0);
        if !self.accept("(") {
            let first = self.shapes.iter().filter(|(_, _, r)| matches!(r, Reference::Next(..))).count();
            self.shapes.push((shape, degree, Reference::Next(first, 0)));
            let parameters = (0..count).map(|i| self.parameter(Reference::Next(first, i))).collect();
            return Ok(Node::Shape(shape, Box::new(x), parameters));
        }
        let position = self.position();
        let mut arguments = self.arguments()?;
        match arguments.as_slice() {
            [] | [Node::Number(_)] => {
                let first = match arguments.first() {
                    Some(Node::Number(n)) if *n >= 0.0 && n.fract() == 0.0 && *n < 1000.0 => *n as usize,
                    None => 0,
                    _ => {
                        return Err(syntax(
                            self.text,
                            position,
                            "the number of the first parameter",
                            "another number".to_owned(),
                        ));
                    }
                };
                self.shapes.push((shape, degree, Reference::Number(first)));
                let parameters = (first..first + count).map(|i| self.parameter(Reference::Number(i))).collect();
                Ok(Node::Shape(shape, Box::new(x), parameters))
            }
            given if given.len() == count || given.len() == count + 1 => {
                let argument = if given.len() > count { arguments.remove(0) } else { x };
                if arguments.iter().any(depends_on_variables) {
                    let expected = format!("parameters of `{}` that do not depend on x", shape.name);
                    return Err(syntax(self.text, position, &expected, "one that does".to_owned()));
                }
                Ok(Node::Shape(shape, Box::new(argument), arguments))
            }
            given => {
                let expected = format!("the number of the first parameter, or {count} parameters of `{}`", shape.name);
                Err(syntax(self.text, position, &expected, format!("{} arguments", given.len())))
            }
        }
    }

    /// Gives every parameter its index and name.
    fn finish(self, root: Node) -> Parsed {
        let mut names: Vec<Option<String>> = Vec::new();
        let mut values: Vec<f64> = Vec::new();
        let claim = |index: usize, name: String, value: f64, names: &mut Vec<Option<String>>, values: &mut Vec<f64>| {
            if index >= names.len() {
                names.resize(index + 1, None);
                values.resize(index + 1, 0.0);
            }
            if names[index].is_none() {
                let taken = names.iter().flatten().any(|known| *known == name);
                names[index] = Some(if taken { format!("p{index}") } else { name });
                values[index] = value;
            }
        };
        let mut pieces = Vec::new();
        for (shape, degree, reference) in &self.shapes {
            if let Reference::Number(first) = reference {
                pieces.push(Piece { shape, first: *first, count: shape.parameter_count(*degree) });
                let defaults = shape.default_values(*degree);
                for (i, name) in shape.parameter_names(*degree).into_iter().enumerate() {
                    let name = if shape.has_degree { format!("p{}", first + i) } else { name };
                    claim(first + i, name, defaults[i], &mut names, &mut values);
                }
            }
        }
        for reference in &self.references {
            if let Reference::Number(index) = reference {
                claim(*index, format!("p{index}"), 0.0, &mut names, &mut values);
            }
        }
        // In order of appearance, named parameters and shapes without a number fill the first gap that is wide enough.
        let mut indices = vec![0; self.references.len()];
        let mut firsts: Vec<usize> = Vec::new();
        for (slot, reference) in self.references.iter().enumerate() {
            indices[slot] = match reference {
                Reference::Number(index) => *index,
                Reference::Name(name) => {
                    let gap = names.iter().position(Option::is_none).unwrap_or(names.len());
                    claim(gap, name.clone(), 0.0, &mut names, &mut values);
                    gap
                }
                Reference::Next(which, i) => {
                    if *which == firsts.len() {
                        let own = self.shapes.iter().find(|(_, _, known)| *known == Reference::Next(*which, 0));
                        let count = own.map_or(0, |(shape, degree, _)| shape.parameter_count(*degree));
                        let is_free = |first: &usize| names.iter().skip(*first).take(count).all(Option::is_none);
                        let first = (0..names.len()).find(is_free).unwrap_or(names.len());
                        firsts.push(first);
                        if let Some((shape, degree, _)) = own {
                            pieces.push(Piece { shape, first, count });
                            let defaults = shape.default_values(*degree);
                            for (i, name) in shape.parameter_names(*degree).into_iter().enumerate() {
                                let name = if shape.has_degree { format!("p{}", first + i) } else { name };
                                claim(first + i, name, defaults[i], &mut names, &mut values);
                            }
                        }
                    }
                    firsts[*which] + i
                }
            };
        }
        let names = names.into_iter().enumerate().map(|(i, n)| n.unwrap_or_else(|| format!("p{i}"))).collect();
        Parsed { root: renumber(root, &indices), names, values, dimension: self.dimension, pieces }
    }
}

const POWER: u8 = 7;

fn binary(symbol: &str) -> Option<(Operator, u8)> {
    Some(match symbol {
        "||" => (Operator::Or, 1),
        "&&" => (Operator::And, 2),
        "==" => (Operator::Equal, 3),
        "!=" => (Operator::NotEqual, 3),
        "<" => (Operator::Less, 4),
        ">" => (Operator::Greater, 4),
        "<=" => (Operator::LessEqual, 4),
        ">=" => (Operator::GreaterEqual, 4),
        "+" => (Operator::Add, 5),
        "-" => (Operator::Subtract, 5),
        "*" => (Operator::Multiply, 6),
        "/" => (Operator::Divide, 6),
        "%" => (Operator::Remainder, 6),
        "^" | "**" => (Operator::Power, POWER),
        _ => return None,
    })
}

fn reference(name: &str) -> Reference {
    let digits = name.strip_prefix('p').unwrap_or(name);
    match digits.parse::<usize>() {
        Ok(number) if number < 1000 => Reference::Number(number),
        _ => Reference::Name(name.to_owned()),
    }
}

fn depends_on_variables(node: &Node) -> bool {
    match node {
        Node::Number(_) | Node::Parameter(_) => false,
        Node::Variable(_) => true,
        Node::Negate(inner) | Node::Not(inner) => depends_on_variables(inner),
        Node::Binary(_, left, right) => depends_on_variables(left) || depends_on_variables(right),
        Node::Select(a, b, c) => [a, b, c].into_iter().any(|node| depends_on_variables(node)),
        Node::Call(_, arguments) => arguments.iter().any(depends_on_variables),
        Node::Shape(_, argument, parameters) => {
            depends_on_variables(argument) || parameters.iter().any(depends_on_variables)
        }
    }
}

fn renumber(node: Node, indices: &[usize]) -> Node {
    let boxed = |node: Box<Node>| Box::new(renumber(*node, indices));
    let all = |nodes: Vec<Node>| nodes.into_iter().map(|node| renumber(node, indices)).collect();
    match node {
        Node::Number(_) | Node::Variable(_) => node,
        Node::Parameter(slot) => Node::Parameter(indices[slot]),
        Node::Negate(inner) => Node::Negate(boxed(inner)),
        Node::Not(inner) => Node::Not(boxed(inner)),
        Node::Binary(operator, left, right) => Node::Binary(operator, boxed(left), boxed(right)),
        Node::Select(a, b, c) => Node::Select(boxed(a), boxed(b), boxed(c)),
        Node::Call(entry, arguments) => Node::Call(entry, all(arguments)),
        Node::Shape(shape, argument, parameters) => Node::Shape(shape, boxed(argument), all(parameters)),
    }
}
