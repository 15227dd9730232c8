/// Walks over Rust text, line by line, and knows where a line starts a statement.
///
/// Only lines outside strings, comments and brackets are reported: what looks like a magic inside
/// a raw string or a macro call is Rust.
pub(crate) struct Scanner<'a> {
    code: &'a str,
    position: usize,
    depth: usize,
    last: Option<char>,
    fresh: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(code: &'a str) -> Self {
        Self { code, position: 0, depth: 0, last: None, fresh: true }
    }

    /// The offset of the next line that starts outside everything, or `None` at the end.
    pub(crate) fn next_line(&mut self) -> Option<usize> {
        if self.fresh {
            self.fresh = false;
            if self.position < self.code.len() {
                return Some(self.position);
            }
        }
        while let Some(c) = self.peek() {
            match c {
                '\n' => {
                    self.position += 1;
                    if self.depth == 0 && self.position < self.code.len() {
                        return Some(self.position);
                    }
                }
                '/' if self.rest().starts_with("//") => self.skip_until("\n", false),
                '/' if self.rest().starts_with("/*") => self.skip_block_comment(),
                '"' => self.skip_string(),
                '\'' => self.skip_quote(),
                c if c.is_alphanumeric() || c == '_' => self.skip_word(),
                c => {
                    match c {
                        '(' | '[' | '{' => self.depth += 1,
                        ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    self.take(c);
                }
            }
        }
        None
    }

    /// Goes on after a line (or lines) that was not Rust; `offset` is a line start.
    pub(crate) fn skip_to(&mut self, offset: usize) {
        self.position = offset;
        self.last = None;
        self.fresh = true;
    }

    /// Whether a statement can start here: nothing before, or `;` or `}`.
    pub(crate) fn starts_statement(&self) -> bool {
        matches!(self.last, None | Some(';' | '}'))
    }

    /// Whether the text before can end an expression whose `;` is missing.
    pub(crate) fn ends_expression(&self) -> bool {
        self.last.is_none_or(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']' | '}' | '"' | '\'' | '?' | ';'))
    }

    fn rest(&self) -> &'a str {
        &self.code[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, c: char) {
        self.position += c.len_utf8();
        if !c.is_whitespace() {
            self.last = Some(c);
        }
    }

    fn skip_until(&mut self, end: &str, inclusive: bool) {
        let rest = self.rest();
        self.position += rest.find(end).map_or(rest.len(), |at| if inclusive { at + end.len() } else { at });
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while !self.rest().is_empty() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.position += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.position += 2;
                if depth == 0 {
                    return;
                }
            } else if let Some(c) = self.peek() {
                self.position += c.len_utf8();
            }
        }
    }

    fn skip_string(&mut self) {
        self.position += 1;
        while let Some(c) = self.peek() {
            self.position += c.len_utf8();
            match c {
                '\\' => self.position += self.peek().map_or(0, char::len_utf8),
                '"' => break,
                _ => {}
            }
        }
        self.last = Some('"');
    }

    /// A character literal or a lifetime.
    fn skip_quote(&mut self) {
        let mut rest = self.rest().chars().skip(1);
        match (rest.next(), rest.next()) {
            (Some('\\'), Some(escaped)) => {
                self.position += 2 + escaped.len_utf8();
                self.skip_until("'", true);
            }
            (Some(c), Some('\'')) => self.position += 2 + c.len_utf8(),
            _ => self.position += 1,
        }
        self.last = Some('\'');
    }

    /// An identifier or number; with `r"`, `br#"` and the like the whole raw string.
    fn skip_word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        self.position += length;
        self.last = word.chars().next_back();
        if matches!(word, "r" | "br" | "cr") {
            let hashes = after.len() - after.trim_start_matches('#').len();
            if after[hashes..].starts_with('"') {
                self.position += hashes + 1;
                self.skip_until(&format!("\"{}", "#".repeat(hashes)), true);
                self.last = Some('"');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, lines: &[&str]) {
        let mut scanner = Scanner::new(code);
        let mut seen = Vec::new();
        while let Some(offset) = scanner.next_line() {
            seen.push(code[offset..].lines().next().unwrap_or(""));
        }
        assert_eq!(seen, lines);
    }

    #[test]
    fn lines_in_brackets_are_inside() {
        check("f(\n%time\n)\n%time", &["f(", "%time"]);
    }

    #[test]
    fn lines_in_strings_are_inside() {
        check("let a = \"\n%time\n\";\nb", &["let a = \"", "b"]);
        check("let a = r#\"\n%ti\"me\n\"#;\nb", &["let a = r#\"", "b"]);
        check("let a = \"\\\"\n%time\n\";\nb", &["let a = \"\\\"", "b"]);
    }

    #[test]
    fn lines_in_nested_comments_are_inside() {
        check("/* /* */\n%time\n*/\nb", &["/* /* */", "b"]);
    }

    #[test]
    fn lifetimes_and_characters_do_not_open_strings() {
        check(
            "fn f<'a>(x: &'a str) {}\nlet c = '\"';\nlet d = '\\'';\nlet e = '{';\nb",
            &["fn f<'a>(x: &'a str) {}", "let c = '\"';", "let d = '\\'';", "let e = '{';", "b"],
        );
    }

    #[test]
    fn raw_identifiers_are_words() {
        check("r#type;\nb", &["r#type;", "b"]);
    }
}
