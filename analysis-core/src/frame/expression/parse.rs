use super::Problem;
use super::token::{Token, tokens};

/// An expression as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    /// The byte at which an error points.
    pub(super) at: usize,
    pub(super) kind: TreeKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TreeKind {
    Int(i64),
    F64(f64),
    F32(f32),
    Bool(bool),
    Text(String),
    Name(String),
    /// `!`, `-` or `~`.
    Unary(&'static str, Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Index(Box<Tree>, Box<Tree>),
    Choice(Box<[Tree; 3]>),
    Call(String, Vec<Tree>),
}

/// Operators by how strongly they bind, weakest first, as in C++.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<", "<=", ">", ">="],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// Words of whole-number types of C++ and ROOT.
const WHOLE: &str = "int long short char signed unsigned size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t \
    uint64_t Int_t UInt_t Short_t UShort_t Char_t UChar_t Long_t ULong_t Long64_t ULong64_t";

/// Deeper nesting is refused, for the sake of the stack.
const DEPTH: usize = 100;

pub(super) fn parse(text: &str) -> Result<Tree, Problem> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    if parser.peek() == &Token::End {
        return Err(Problem::new(0, "the expression is empty"));
    }
    let tree = parser.choice()?;
    match parser.peek() {
        Token::End => Ok(tree),
        Token::Sign("=") => Err(parser.problem("nothing can be assigned here; write `==` to compare")),
        Token::Sign(")" | "]") => Err(parser.problem("this closes nothing")),
        _ => Err(parser.problem("expected an operator or the end")),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn at(&self) -> usize {
        self.tokens[self.next].1
    }

    fn problem(&self, text: impl Into<String>) -> Problem {
        Problem::new(self.at(), text)
    }

    /// Takes the next token; the last one, `End`, stays.
    fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(next) if *next == sign);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, sign: &str, opened: usize) -> Result<(), Problem> {
        if self.take(sign) {
            return Ok(());
        }
        if self.peek() == &Token::End {
            return Err(Problem::new(opened, format!("`{sign}` is missing for this")));
        }
        Err(self.problem(format!("expected `{sign}` or an operator")))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.problem("the expression is nested too deeply: define parts of it as columns"));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn choice(&mut self) -> Result<Tree, Problem> {
        self.deeper(|this| {
            let condition = this.binary(0)?;
            let at = this.at();
            if !this.take("?") {
                return Ok(condition);
            }
            let yes = this.choice()?;
            this.expect(":", at)?;
            let no = this.choice()?;
            Ok(Tree { at, kind: TreeKind::Choice(Box::new([condition, yes, no])) })
        })
    }

    fn binary(&mut self, level: usize) -> Result<Tree, Problem> {
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        let mut length = 0;
        loop {
            let at = self.at();
            let Token::Sign(sign) = *self.peek() else { return Ok(left) };
            if !signs.contains(&sign) {
                return Ok(left);
            }
            length += 1;
            if length > DEPTH {
                return Err(self.problem("too many terms in a row: define parts of the expression as columns"));
            }
            self.advance();
            let right = self.binary(level + 1)?;
            left = Tree { at, kind: TreeKind::Binary(sign, Box::new(left), Box::new(right)) };
        }
    }

    fn unary(&mut self) -> Result<Tree, Problem> {
        let at = self.at();
        for sign in ["!", "-", "~", "+"] {
            if self.take(sign) {
                let inner = self.deeper(Self::unary)?;
                return Ok(if sign == "+" { inner } else { Tree { at, kind: TreeKind::Unary(sign, Box::new(inner)) } });
            }
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<Tree, Problem> {
        let mut tree = self.primary()?;
        loop {
            let at = self.at();
            if self.take("[") {
                let index = self.choice()?;
                self.expect("]", at)?;
                tree = Tree { at, kind: TreeKind::Index(Box::new(tree), Box::new(index)) };
            } else if self.take(".") {
                let at = self.at();
                let Token::Name(name) = self.peek().clone() else {
                    return Err(self.problem("expected a name after `.`"));
                };
                self.advance();
                let opened = self.at();
                if !self.take("(") {
                    return Err(Problem::new(
                        at,
                        format!("`{name}` is no method: `size()`, `at(i)` and `empty()` are"),
                    ));
                }
                let mut arguments = self.arguments(opened)?;
                arguments.insert(0, tree);
                tree = Tree { at, kind: TreeKind::Call(name, arguments) };
            } else {
                return Ok(tree);
            }
        }
    }

    fn arguments(&mut self, opened: usize) -> Result<Vec<Tree>, Problem> {
        let mut arguments = Vec::new();
        if self.take(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.choice()?);
            if !self.take(",") {
                self.expect(")", opened)?;
                return Ok(arguments);
            }
        }
    }

    fn primary(&mut self) -> Result<Tree, Problem> {
        let at = self.at();
        let kind = match self.peek().clone() {
            Token::Int(value) => TreeKind::Int(value),
            Token::F64(value) => TreeKind::F64(value),
            Token::F32(value) => TreeKind::F32(value),
            Token::Text(value) => TreeKind::Text(value),
            Token::Name(name) => {
                self.advance();
                return self.name(name, at);
            }
            Token::Sign("(") => {
                self.advance();
                if let Some((name, length)) = self.type_name()
                    && self.tokens[self.next + length].0 == Token::Sign(")")
                {
                    // `(float)x`.
                    self.next += length + 1;
                    let inner = self.deeper(Self::unary)?;
                    return Ok(Tree { at, kind: TreeKind::Call(name.to_owned(), vec![inner]) });
                }
                let inner = self.choice()?;
                self.expect(")", at)?;
                return Ok(inner);
            }
            Token::End => return Err(self.problem("the expression ends too early: a value is missing")),
            Token::Sign(sign) => return Err(self.problem(format!("expected a value, not `{sign}`"))),
        };
        self.advance();
        Ok(Tree { at, kind })
    }

    /// A type of C++ from here on, as the function that converts to it, and how many tokens it has.
    fn type_name(&self) -> Option<(&'static str, usize)> {
        let mut next = self.next;
        let mut words = Vec::new();
        loop {
            match &self.tokens[next].0 {
                Token::Name(word) if word == "std" && self.tokens[next + 1].0 == Token::Sign("::") => next += 2,
                Token::Name(word) => {
                    words.push(word.as_str());
                    next += 1;
                }
                _ => break,
            }
        }
        let name = match words.as_slice() {
            ["double" | "Double_t"] | ["long", "double"] => "double",
            ["float" | "Float_t"] => "float",
            ["bool" | "Bool_t"] => "bool",
            [_, ..] if words.iter().all(|word| WHOLE.split_whitespace().any(|known| known == *word)) => "int",
            _ => return None,
        };
        Some((name, next - self.next))
    }

    /// A column (perhaps with dots), a function (perhaps with a namespace, which is dropped), `true` or `false`.
    fn name(&mut self, mut name: String, at: usize) -> Result<Tree, Problem> {
        while self.take("::") {
            let Token::Name(inner) = self.peek().clone() else {
                return Err(self.problem("expected a name after `::`"));
            };
            self.advance();
            name = inner;
        }
        if matches!(name.as_str(), "static_cast" | "const_cast" | "reinterpret_cast") {
            return self.cast(at);
        }
        loop {
            let dotted = match &self.tokens[self.next..] {
                [(Token::Sign("."), _), (Token::Name(part), _), (after, _), ..] if *after != Token::Sign("(") => {
                    format!("{name}.{part}")
                }
                _ => break,
            };
            self.advance();
            self.advance();
            name = dotted;
        }
        let opened = self.at();
        if self.take("(") {
            let arguments = self.arguments(opened)?;
            return Ok(Tree { at, kind: TreeKind::Call(name, arguments) });
        }
        let kind = match name.as_str() {
            "true" => TreeKind::Bool(true),
            "false" => TreeKind::Bool(false),
            _ => TreeKind::Name(name),
        };
        Ok(Tree { at, kind })
    }

    /// `<double>(x)` of `static_cast<double>(x)`.
    fn cast(&mut self, at: usize) -> Result<Tree, Problem> {
        let expected = "expected a cast like `static_cast<double>(x)`, to a number type";
        if !self.take("<") {
            return Err(self.problem(expected));
        }
        let Some((name, length)) = self.type_name() else { return Err(self.problem(expected)) };
        self.next += length;
        let opened = self.next + 1;
        if !(self.take(">") && self.take("(")) {
            return Err(self.problem(expected));
        }
        let opened = self.tokens[opened].1;
        let inner = self.choice()?;
        self.expect(")", opened)?;
        Ok(Tree { at, kind: TreeKind::Call(name.to_owned(), vec![inner]) })
    }
}
