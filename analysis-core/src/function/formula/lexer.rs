use crate::function::FunctionError;

/// One word of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// `exp`, `TMath::Exp`, `x`.
    Name(String),
    /// What stands between `[` and `]`.
    Parameter(String),
    /// An operator or bracket.
    Symbol(&'static str),
    End,
}

impl Token {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Number(value) => format!("the number {value}"),
            Self::Name(name) => format!("`{name}`"),
            Self::Parameter(name) => format!("the parameter `[{name}]`"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Longer ones first.
const SYMBOLS: &[&str] = &[
    "**", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">", "!", "?", ":", "%",
    "[", "]",
];

/// Splits a formula into tokens and their positions in characters.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, FunctionError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let token = if c.is_ascii_digit() || (c == '.' && chars.get(at + 1).is_some_and(char::is_ascii_digit)) {
            number(text, &chars, &mut at)?
        } else if c.is_alphabetic() || c == '_' {
            name(&chars, &mut at)
        } else if c == '[' {
            parameter(text, &chars, &mut at, tokens.last().map(|(token, _)| token))?
        } else {
            let rest: String = chars[at..chars.len().min(at + 2)].iter().collect();
            let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
            let Some(symbol) = symbol else {
                return Err(syntax(text, at, "a number, a name, a parameter or an operator", format!("`{c}`")));
            };
            at += symbol.len();
            Token::Symbol(symbol)
        };
        tokens.push((token, start));
    }
    tokens.push((Token::End, chars.len()));
    Ok(tokens)
}

fn number(text: &str, chars: &[char], at: &mut usize) -> Result<Token, FunctionError> {
    let start = *at;
    let digits = |at: &mut usize| {
        while chars.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
    };
    digits(at);
    if chars.get(*at) == Some(&'.') {
        *at += 1;
        digits(at);
    }
    if matches!(chars.get(*at), Some('e' | 'E')) {
        let mut after = *at + 1;
        if matches!(chars.get(after), Some('+' | '-')) {
            after += 1;
        }
        if chars.get(after).is_some_and(char::is_ascii_digit) {
            *at = after;
            digits(at);
        }
    }
    let written: String = chars[start..*at].iter().collect();
    match written.parse() {
        Ok(value) => Ok(Token::Number(value)),
        Err(_) => Err(syntax(text, start, "a number", format!("`{written}`"))),
    }
}

fn name(chars: &[char], at: &mut usize) -> Token {
    let start = *at;
    while let Some(c) = chars.get(*at) {
        let scope =
            *c == ':' && chars.get(*at + 1) == Some(&':') && chars.get(*at + 2).is_some_and(|c| c.is_alphabetic());
        if scope {
            *at += 2;
        } else if c.is_alphanumeric() || *c == '_' {
            *at += 1;
        } else {
            break;
        }
    }
    Token::Name(chars[start..*at].iter().collect())
}

/// `[name]`; after a variable (`x[0]`) brackets index it instead.
fn parameter(text: &str, chars: &[char], at: &mut usize, before: Option<&Token>) -> Result<Token, FunctionError> {
    if matches!(before, Some(Token::Name(name)) if name == "x") {
        *at += 1;
        return Ok(Token::Symbol("["));
    }
    let start = *at + 1;
    let Some(length) = chars[start..].iter().position(|&c| c == ']') else {
        return Err(syntax(text, chars.len(), "`]` after the parameter", Token::End.describe()));
    };
    *at = start + length + 1;
    let inner: String = chars[start..start + length].iter().collect();
    let name = inner.trim();
    let fine = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_#{}^,.".contains(c));
    if !fine {
        return Err(syntax(text, start, "a number or a name of a parameter", format!("`{name}`")));
    }
    Ok(Token::Parameter(name.to_owned()))
}

pub(super) fn syntax(formula: &str, position: usize, expected: &str, found: String) -> FunctionError {
    FunctionError::Syntax { formula: formula.to_owned(), position, expected: expected.to_owned(), found }
}
