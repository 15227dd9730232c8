/// What stands at a place in the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cursor<'a> {
    /// The part of the identifier before the cursor.
    pub(crate) prefix: &'a str,
    /// The whole identifier around the cursor.
    pub(crate) word: &'a str,
    /// Where the identifier starts and ends, in code points.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What stands before the identifier.
    pub(crate) before: Before<'a>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Before<'a> {
    Nothing,
    /// `receiver.`; the text of the receiver's last simple expression, for example `h` or `Hist1D::new(…)`.
    Dot(&'a str),
    /// `path::`.
    Path(&'a str),
}

/// Reads the surroundings of a cursor given in code points.
pub(crate) fn at(code: &str, cursor: usize) -> Cursor<'_> {
    let byte = code.char_indices().nth(cursor).map_or(code.len(), |(at, _)| at);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = code[..byte]
        .rfind(|c: char| !is_word(c))
        .map_or(0, |at| at + code[at..].chars().next().map_or(1, char::len_utf8));
    let end = code[byte..].find(|c: char| !is_word(c)).map_or(code.len(), |at| byte + at);
    let points = |byte: usize| code[..byte].chars().count();
    let left = &code[..start];
    let before = if let Some(path) = left.strip_suffix("::") {
        let from = path
            .rfind(|c: char| !is_word(c) && c != ':')
            .map_or(0, |at| at + path[at..].chars().next().map_or(1, char::len_utf8));
        Before::Path(&path[from..])
    } else if let Some(receiver) = left.trim_end().strip_suffix('.').filter(|r| !r.ends_with('.')) {
        Before::Dot(&receiver[receiver_start(receiver)..])
    } else {
        Before::Nothing
    };
    Cursor { prefix: &code[start..byte], word: &code[start..end], start: points(start), end: points(end), before }
}

/// Where the expression that ends here starts: words, paths, dots and balanced delimiters.
fn receiver_start(text: &str) -> usize {
    let mut depth = 0usize;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ if c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '?' | '!') => {}
            _ => break,
        }
        start = at;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_identifier_is_known() {
        let cursor = at("let µ = histo.fil_l(1)", 17);
        assert_eq!((cursor.prefix, cursor.word, cursor.start, cursor.end), ("fil", "fil_l", 14, 19));
        assert_eq!(cursor.before, Before::Dot("histo"));
    }

    #[test]
    fn receivers_and_paths_are_found() {
        assert_eq!(at("x = Hist1D::new(1, (2)).fi", 26).before, Before::Dot("Hist1D::new(1, (2))"));
        assert_eq!(at("std::f64::co", 12).before, Before::Path("std::f64"));
        assert_eq!(at("0..x", 4).before, Before::Nothing);
        assert_eq!(at("", 0).before, Before::Nothing);
        assert_eq!(at("ab", 99).word, "ab");
    }
}
