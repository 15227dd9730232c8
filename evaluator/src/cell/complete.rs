use proc_macro2::TokenStream;

use crate::Completeness;

/// Whether a console should run the code or wait for more lines.
pub(crate) fn completeness(code: &str) -> Completeness {
    if let Some(depth) = open_depth(code) {
        return Completeness::Incomplete { indent: "    ".repeat(depth) };
    }
    let Ok(tokens) = code.parse::<TokenStream>() else { return Completeness::Invalid };
    if super::split(code).unparsed.is_none() {
        // `let x =` would not parse; a function without its body would not either.
        return Completeness::Complete;
    }
    // A text that would parse with something behind it waits for that.
    let trimmed = code.trim_end();
    let waits = ["=", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", ",", ".", "->", "=>", "::", "in", "else"];
    let item_head = tokens.into_iter().last().is_some_and(|last| matches!(&last, proc_macro2::TokenTree::Group(_)))
        && syn::parse_str::<syn::ItemFn>(&format!("{trimmed} {{}}")).is_ok();
    if item_head || waits.iter().any(|end| trimmed.ends_with(end)) {
        return Completeness::Incomplete { indent: String::new() };
    }
    // A missing semicolon at the end of a `let` is the commonest way to be unfinished.
    if !trimmed.ends_with(';') && super::split(&format!("{trimmed};")).unparsed.is_none() {
        return Completeness::Complete;
    }
    Completeness::Invalid
}

/// How many delimiters are open at the end; `None` if none is, or one closes too many.
fn open_depth(code: &str) -> Option<usize> {
    match end_of(code) {
        End::Closed => None,
        End::Open(depth) => Some(depth),
        End::String(_) => Some(0),
    }
}

/// Where the string starts (behind its quote) that is open at the end of the code.
pub(crate) fn open_string(code: &str) -> Option<usize> {
    match end_of(code) {
        End::String(start) => Some(start),
        _ => None,
    }
}

/// What is open where a text ends.
enum End {
    /// Nothing, or it is beyond repair.
    Closed,
    /// So many delimiters or comments.
    Open(usize),
    /// A string whose content starts at this byte.
    String(usize),
}

fn end_of(code: &str) -> End {
    let mut depth = 0usize;
    let mut characters = code.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let rest = &code[at..];
        let skip = match c {
            '(' | '[' | '{' => {
                depth += 1;
                0
            }
            ')' | ']' | '}' => {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return End::Closed,
                }
                0
            }
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => match comment_end(rest) {
                Some(end) => end,
                None => return End::Open(depth.max(1)),
            },
            '"' => match string_end(rest) {
                Some(end) => end,
                None => return End::String(at + 1),
            },
            'r' if !preceded_by_word(code, at) => match raw_string(rest) {
                Some(Some(end)) => end,
                Some(None) => return End::String(at + rest.find('"').map_or(1, |quote| quote + 1)),
                None => 0,
            },
            '\'' => char_end(rest),
            _ => 0,
        };
        while characters.peek().is_some_and(|(next, _)| *next < at + skip) {
            characters.next();
        }
    }
    if depth > 0 { End::Open(depth) } else { End::Closed }
}

fn preceded_by_word(code: &str, at: usize) -> bool {
    code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_') && !code[..at].ends_with('b')
}

fn comment_end(rest: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next()?.len_utf8();
        }
    }
    None
}

fn string_end(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// `None` if this is no raw string, `Some(None)` if it has no end.
#[expect(clippy::option_option, reason = "no raw string, an open one, and a closed one are three cases")]
fn raw_string(rest: &str) -> Option<Option<usize>> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&end).map(|at| 1 + hashes + 1 + at + end.len()))
}

/// The length of a character literal, or 1 for a lifetime's quote.
fn char_end(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest[2..].find('\'').map_or(1, |end| 2 + end + 1).max(4).min(rest.len()),
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incomplete(indent: usize) -> Completeness {
        Completeness::Incomplete { indent: " ".repeat(indent) }
    }

    #[test]
    fn whole_cells_are_complete() {
        for code in [
            "1 + 1",
            "let x = 1;",
            "fn f() {}",
            "",
            "// only",
            "let s = r#\"a\"b\"#;",
            "let c = '\"';",
            "x.y()",
            "let x = 1",
            "'a: loop { break 'a }",
        ] {
            assert_eq!(completeness(code), Completeness::Complete, "{code}");
        }
    }

    #[test]
    fn open_ends_wait_for_more() {
        assert_eq!(completeness("fn f() {"), incomplete(4));
        assert_eq!(completeness("if a { if b {"), incomplete(8));
        assert_eq!(completeness("let x ="), incomplete(0));
        assert_eq!(completeness("let s = \"abc"), incomplete(0));
        assert_eq!(completeness("fn f(x: f64)"), incomplete(0));
        assert_eq!(completeness("vec![1, 2,"), incomplete(4));
        assert_eq!(completeness("/* a"), incomplete(4));
    }

    #[test]
    fn nonsense_is_invalid() {
        for code in ["let let", "fn )", "}", "1 1 1"] {
            assert_eq!(completeness(code), Completeness::Invalid, "{code}");
        }
    }
}
