use super::Problem;

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Int(i64),
    F64(f64),
    /// With the suffix `f`, as in C++.
    F32(f32),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

/// Longest first: the first that fits is taken.
const SIGNS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "::", "+", "-", "*", "/", "%", "<", ">", "!", "~", "&", "|", "^",
    "(", ")", "[", "]", ",", ".", "?", ":", "=",
];

/// Operators that are words.
const WORDS: &[(&str, &str)] = &[("and", "&&"), ("or", "||"), ("not", "!")];

/// Cuts a text into tokens and the bytes at which they begin.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Problem> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let length = if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            let (token, length) = number(rest).map_err(|problem| Problem::new(at, problem))?;
            found.push((token, at));
            length
        } else if c.is_alphabetic() || c == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..length];
            // C++ has words for some operators, which Python has, too.
            let sign = WORDS.iter().find(|(known, _)| *known == word).map(|(_, sign)| Token::Sign(sign));
            found.push((sign.unwrap_or_else(|| Token::Name(word.to_owned())), at));
            length
        } else if c == '"' || c == '\'' {
            let Some(length) = rest[1..].find(c) else {
                return Err(Problem::new(at, "this text has no end"));
            };
            found.push((Token::Text(rest[1..=length].to_owned()), at));
            length + 2
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            found.push((Token::Sign(sign), at));
            sign.len()
        } else {
            return Err(Problem::new(at, format!("`{c}` has no meaning here")));
        };
        at += length;
    }
    found.push((Token::End, text.len()));
    Ok(found)
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let digits = |from: usize| from + text[from..].bytes().take_while(u8::is_ascii_digit).count();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let length = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
        let value = i64::from_str_radix(&hex[..length], 16).map_err(|_| "this is no number".to_owned())?;
        return Ok((Token::Int(value), length + 2));
    }
    let mut end = digits(0);
    let mut integer = true;
    if text[end..].starts_with('.') {
        integer = false;
        end = digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            integer = false;
            end = exponent;
        }
    }
    let digits = &text[..end];
    let rest = &text[end..];
    let next = |length: usize| rest[length..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let token = if integer && !rest.starts_with(['f', 'F']) {
        // As in C++: suffixes that say "unsigned" or "long" change nothing here.
        let suffix = rest.bytes().take_while(|c| matches!(c, b'u' | b'U' | b'l' | b'L')).count();
        end += suffix;
        (!next(suffix)).then(|| digits.parse().ok().map(Token::Int)).flatten()
    } else if rest.starts_with(['f', 'F']) {
        end += 1;
        (!next(1)).then(|| digits.parse().ok().map(Token::F32)).flatten()
    } else {
        (!next(0)).then(|| digits.parse().ok().map(Token::F64)).flatten()
    };
    token.map(|token| (token, end)).ok_or_else(|| "this is no number".to_owned())
}
