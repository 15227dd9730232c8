use super::Problem;
use super::function::{CONSTANTS, FUNCTIONS, Function, real};
use super::parse::{Tree, TreeKind};
use super::value::{Data, Kind};
use crate::frame::{Frame, error::similar};

/// An expression with known types. Operands may still be of a narrower kind: evaluation brings them to `operands`.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) jagged: bool,
    pub(super) operation: Operation,
}

#[derive(Clone, Debug)]
pub(super) enum Operation {
    Constant(Data<'static>),
    /// An index into the list of slots.
    Column(usize),
    Not(Box<Typed>),
    Negate(Box<Typed>),
    Flip(Box<Typed>),
    /// `+ - * / %` and the operators on bits, in the kind of the result.
    Arithmetic(&'static str, Box<[Typed; 2]>),
    /// Comparisons, made in `operands`.
    Compare {
        sign: &'static str,
        operands: Kind,
        sides: Box<[Typed; 2]>,
    },
    /// `&&` (`true`) or `||`. Where both sides are flat, the right one is computed only where it matters.
    Logic {
        and: bool,
        sides: Box<[Typed; 2]>,
    },
    /// `list[place]`, `list[mask]`, `list[places]`.
    Element(Box<[Typed; 2]>),
    Mask(Box<[Typed; 2]>),
    Places(Box<[Typed; 2]>),
    /// `condition ? yes : no` per row; per value it is the function `Where`.
    Choice(Box<[Typed; 3]>),
    /// A function, computed in `operands`.
    Call {
        function: Function,
        operands: Kind,
        arguments: Vec<Typed>,
    },
}

impl Typed {
    /// Whether one side of it may be computed in some rows only.
    pub(super) fn looks_at_parts(&self) -> bool {
        let own = match &self.operation {
            Operation::Choice(_) => true,
            Operation::Logic { sides, .. } => sides.iter().all(|side| !side.jagged),
            _ => false,
        };
        own || self.operation.parts().iter().any(Self::looks_at_parts)
    }

    /// Whether it is made of numbers and columns by operations that always have a value.
    pub(super) fn is_arithmetic(&self) -> bool {
        let own = match &self.operation {
            Operation::Column(_) | Operation::Constant(_) => self.kind != Kind::Str,
            Operation::Negate(_) => true,
            // Integers cannot be divided by 0.
            Operation::Arithmetic(sign, _) => !(self.kind == Kind::Int && matches!(*sign, "/" | "%")),
            _ => false,
        };
        own && self.operation.parts().iter().all(Self::is_arithmetic)
    }

    /// The number of operations, columns and constants in it.
    pub(super) fn size(&self) -> usize {
        1 + self.operation.parts().iter().map(Self::size).sum::<usize>()
    }
}

impl Operation {
    /// What it is made of.
    pub(super) fn parts(&self) -> &[Typed] {
        match self {
            Self::Constant(_) | Self::Column(_) => &[],
            Self::Not(one) | Self::Negate(one) | Self::Flip(one) => std::slice::from_ref(one),
            Self::Arithmetic(_, two) | Self::Element(two) | Self::Mask(two) | Self::Places(two) => &two[..],
            Self::Compare { sides, .. } | Self::Logic { sides, .. } => &sides[..],
            Self::Choice(three) => &three[..],
            Self::Call { arguments, .. } => arguments,
        }
    }

    pub(super) fn parts_mut(&mut self) -> &mut [Typed] {
        match self {
            Self::Constant(_) | Self::Column(_) => &mut [],
            Self::Not(one) | Self::Negate(one) | Self::Flip(one) => std::slice::from_mut(one),
            Self::Arithmetic(_, two) | Self::Element(two) | Self::Mask(two) | Self::Places(two) => &mut two[..],
            Self::Compare { sides, .. } | Self::Logic { sides, .. } => &mut sides[..],
            Self::Choice(three) => &mut three[..],
            Self::Call { arguments, .. } => arguments,
        }
    }
}

/// Finds the types of an expression and the columns in it, whose slots it adds to `slots`.
pub(super) fn check(tree: &Tree, frame: &Frame, slots: &mut Vec<u32>) -> Result<Typed, Problem> {
    Checker { frame, slots }.tree(tree)
}

struct Checker<'a> {
    frame: &'a Frame,
    slots: &'a mut Vec<u32>,
}

impl Checker<'_> {
    fn tree(&mut self, tree: &Tree) -> Result<Typed, Problem> {
        let at = tree.at;
        let constant = |kind, data| Ok(Typed { at, kind, jagged: false, operation: Operation::Constant(data) });
        match &tree.kind {
            TreeKind::Int(value) => constant(Kind::Int, Data::Int(vec![*value].into())),
            TreeKind::F64(value) => constant(Kind::F64, Data::F64(vec![*value].into())),
            TreeKind::F32(value) => constant(Kind::F32, Data::F32(vec![*value].into())),
            TreeKind::Bool(value) => constant(Kind::Bool, Data::Bool(vec![*value].into())),
            TreeKind::Text(value) => constant(Kind::Str, Data::Str(vec![value.clone()].into())),
            TreeKind::Name(name) => self.column(name, at),
            TreeKind::Unary(sign, inner) => self.unary(sign, inner, at),
            TreeKind::Binary(sign, left, right) => self.binary(sign, left, right, at),
            TreeKind::Index(list, index) => self.index(list, index, at),
            TreeKind::Choice(parts) => self.choice(parts, at),
            TreeKind::Call(name, arguments) => self.call(name, arguments, at),
        }
    }

    fn column(&mut self, name: &str, at: usize) -> Result<Typed, Problem> {
        let Some(slot) = self.frame.find(name) else {
            if let Some((_, value)) = CONSTANTS.iter().find(|(known, _)| *known == name) {
                let operation = Operation::Constant(Data::F64(vec![*value].into()));
                return Ok(Typed { at, kind: Kind::F64, jagged: false, operation });
            }
            let function = FUNCTIONS.iter().find(|entry| entry.names.contains(&name));
            return Err(Problem::new(
                at,
                match function {
                    Some(entry) => format!("`{name}` is a function: write `{name}({})`", entry.arguments),
                    None => self.frame.unknown(name).to_string(),
                },
            ));
        };
        let index = self.slots.iter().position(|&known| known == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        });
        let found = self.frame.kind(slot);
        let operation = Operation::Column(index);
        Ok(Typed { at, kind: Kind::of(found.element), jagged: found.jagged, operation })
    }

    fn unary(&mut self, sign: &str, inner: &Tree, at: usize) -> Result<Typed, Problem> {
        let inner = self.number(inner, "this operator")?;
        let jagged = inner.jagged;
        let (kind, operation) = match sign {
            "!" => (Kind::Bool, Operation::Not(Box::new(inner))),
            "~" if inner.kind <= Kind::Int => (Kind::Int, Operation::Flip(Box::new(inner))),
            "~" => return Err(Problem::new(at, "`~` works on integers only")),
            _ => (inner.kind.max(Kind::Int), Operation::Negate(Box::new(inner))),
        };
        Ok(Typed { at, kind, jagged, operation })
    }

    fn binary(&mut self, sign: &'static str, left: &Tree, right: &Tree, at: usize) -> Result<Typed, Problem> {
        let (a, b) = (self.tree(left)?, self.tree(right)?);
        let jagged = a.jagged || b.jagged;
        let text = (a.kind == Kind::Str, b.kind == Kind::Str);
        if text.0 != text.1 {
            return Err(Problem::new(at, format!("`{sign}` between a text and a number")));
        }
        if text.0 && !matches!(sign, "==" | "!=" | "<" | "<=" | ">" | ">=") {
            return Err(Problem::new(at, format!("`{sign}` does not work on texts")));
        }
        let common = a.kind.max(b.kind);
        let sides = Box::new([a, b]);
        let (kind, operation) = match sign {
            "&&" | "||" => (Kind::Bool, Operation::Logic { and: sign == "&&", sides }),
            "==" | "!=" | "<" | "<=" | ">" | ">=" => (Kind::Bool, Operation::Compare { sign, operands: common, sides }),
            "&" | "|" | "^" if common == Kind::Bool => (Kind::Bool, Operation::Arithmetic(sign, sides)),
            "&" | "|" | "<<" | ">>" | "^" if common > Kind::Int => {
                let hint = if sign == "^" { ": for a power write `pow(x, y)`" } else { "" };
                return Err(Problem::new(at, format!("`{sign}` works on integers only{hint}")));
            }
            _ => (common.max(Kind::Int), Operation::Arithmetic(sign, sides)),
        };
        Ok(Typed { at, kind, jagged, operation })
    }

    fn index(&mut self, list: &Tree, index: &Tree, at: usize) -> Result<Typed, Problem> {
        let list = self.tree(list)?;
        let index = self.tree(index)?;
        if !list.jagged {
            return Err(Problem::new(at, "this has one value per entry: only lists can be indexed"));
        }
        if index.kind > Kind::Int {
            return Err(Problem::new(index.at, "an index is an integer, a list of integers or a list of `bool`"));
        }
        let (kind, jagged, mask) = (list.kind, index.jagged, index.kind == Kind::Bool);
        let both = Box::new([list, index]);
        let operation = match (jagged, mask) {
            (false, _) => Operation::Element(both),
            (true, true) => Operation::Mask(both),
            (true, false) => Operation::Places(both),
        };
        Ok(Typed { at, kind, jagged, operation })
    }

    fn choice(&mut self, parts: &[Tree; 3], at: usize) -> Result<Typed, Problem> {
        let condition = self.number(&parts[0], "the condition of `?`")?;
        let (yes, no) = (self.tree(&parts[1])?, self.tree(&parts[2])?);
        if (yes.kind == Kind::Str) != (no.kind == Kind::Str) {
            return Err(Problem::new(at, "`?` between a text and a number"));
        }
        let kind = yes.kind.max(no.kind);
        if condition.jagged {
            let arguments = vec![condition, yes, no];
            let operation = Operation::Call { function: Function::Where, operands: kind, arguments };
            return Ok(Typed { at, kind, jagged: true, operation });
        }
        if yes.jagged != no.jagged {
            return Err(Problem::new(at, "one side of `:` is a list and the other is not"));
        }
        let jagged = yes.jagged;
        Ok(Typed { at, kind, jagged, operation: Operation::Choice(Box::new([condition, yes, no])) })
    }

    /// An operand that is no text.
    fn number(&mut self, tree: &Tree, what: &str) -> Result<Typed, Problem> {
        let typed = self.tree(tree)?;
        if typed.kind == Kind::Str {
            return Err(Problem::new(tree.at, format!("{what} does not work on texts")));
        }
        Ok(typed)
    }

    fn call(&mut self, name: &str, arguments: &[Tree], at: usize) -> Result<Typed, Problem> {
        let Some(entry) = FUNCTIONS.iter().find(|entry| entry.names.contains(&name)) else {
            let near = similar(name, FUNCTIONS.iter().flat_map(|entry| entry.names.iter().copied()));
            let near = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let hint = if near.is_empty() { String::new() } else { format!("; near: {near}") };
            return Err(Problem::new(at, format!("no function `{name}`{hint}")));
        };
        if !entry.count.contains(&arguments.len()) {
            let given = arguments.len();
            return Err(Problem::new(at, format!("`{name}({})` was given {given} arguments", entry.arguments)));
        }
        let arguments = arguments.iter().map(|tree| self.tree(tree)).collect::<Result<Vec<_>, _>>()?;
        let function = entry.function;
        let texts = matches!(function, Function::Size | Function::Empty | Function::At | Function::Reverse);
        if let Some(text) = arguments.iter().find(|argument| argument.kind == Kind::Str && !texts) {
            return Err(Problem::new(text.at, format!("`{name}` does not work on texts")));
        }
        let list = |index: usize| {
            let argument: &Typed = &arguments[index];
            let problem = || Problem::new(argument.at, format!("`{name}` needs a list here, not one value per entry"));
            argument.jagged.then_some(()).ok_or_else(problem)
        };
        let first = arguments[0].kind;
        let any_list = arguments.iter().any(|argument| argument.jagged);
        let number = first.max(Kind::Int);
        let reals = real(arguments.iter().map(|argument| argument.kind));
        // (kind of the result, whether it is a list, kind of the operands)
        let (kind, jagged, operands) = match function {
            Function::Math(..) | Function::Math2(..) => (reals, any_list, reals),
            Function::DeltaPhi | Function::DeltaR | Function::TransverseMass | Function::InvariantMasses => {
                (reals, any_list, reals)
            }
            Function::Abs => (number, any_list, number),
            Function::Cast(kind) => (kind, any_list, kind),
            Function::Lesser | Function::Greater => {
                let common = number.max(arguments[1].kind);
                (common, any_list, common)
            }
            Function::Sum | Function::Product | Function::Max | Function::Min => {
                list(0)?;
                (number, false, number)
            }
            Function::Mean | Function::Var | Function::StdDev => {
                list(0)?;
                (Kind::F64, false, number)
            }
            Function::ArgMax | Function::ArgMin => {
                list(0)?;
                (Kind::Int, false, number)
            }
            Function::Size => {
                list(0)?;
                (Kind::Int, false, first)
            }
            Function::Any | Function::All => {
                list(0)?;
                (Kind::Bool, false, Kind::Bool)
            }
            Function::Empty => {
                list(0)?;
                (Kind::Bool, false, first)
            }
            Function::At => {
                list(0)?;
                if arguments[1].jagged || arguments[1].kind > Kind::Int {
                    return Err(Problem::new(arguments[1].at, "a place is an integer"));
                }
                let fallback = arguments.get(2).map_or(first, |fallback| fallback.kind);
                if (fallback == Kind::Str) != (first == Kind::Str) || arguments.get(2).is_some_and(|f| f.jagged) {
                    return Err(Problem::new(arguments[2].at, "the fallback is a value like those of the list"));
                }
                (first.max(fallback), false, first.max(fallback))
            }
            Function::Sort | Function::Reverse => {
                list(0)?;
                (first, true, first)
            }
            Function::Argsort => {
                list(0)?;
                (Kind::Int, true, number)
            }
            Function::Nonzero => {
                list(0)?;
                (Kind::Int, true, Kind::Bool)
            }
            Function::Take | Function::Drop => {
                list(0)?;
                let places = arguments[1].jagged && matches!(function, Function::Drop);
                if arguments[1].kind > Kind::Int || places {
                    return Err(Problem::new(arguments[1].at, "a number of values is an integer"));
                }
                if arguments[1].jagged {
                    let mut both = arguments.into_iter();
                    let (Some(a), Some(b)) = (both.next(), both.next()) else { unreachable!("two were checked") };
                    let operation = Operation::Places(Box::new([a, b]));
                    return Ok(Typed { at, kind: first, jagged: true, operation });
                }
                (first, true, first)
            }
            Function::Concatenate => {
                list(0)?;
                list(1)?;
                let common = first.max(arguments[1].kind);
                (common, true, common)
            }
            Function::Where => {
                list(0)?;
                let common = arguments[1].kind.max(arguments[2].kind);
                (common, true, common)
            }
            Function::InvariantMass => {
                for index in 0..4 {
                    list(index)?;
                }
                (reals, false, reals)
            }
            Function::Dot => {
                list(0)?;
                list(1)?;
                (reals, false, reals)
            }
        };
        Ok(Typed { at, kind, jagged, operation: Operation::Call { function, operands, arguments } })
    }
}
