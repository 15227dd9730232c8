/// Whether `text` as a whole matches `pattern`: `*` any text, `?` one character, `[abc]`, `[a-z]`, `[^a]` a set.
///
/// The rules are those of SQLite's `GLOB`, which Jupyter's history search is made of; case counts.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // Where to resume if the present attempt fails: after the last `*`, one character further on.
    let mut retry: Option<(usize, usize)> = None;
    let (mut at, mut position) = (0, 0);
    loop {
        if at < pattern.len() && pattern[at] == '*' {
            retry = Some((at + 1, position));
            at += 1;
            continue;
        }
        let step = match text.get(position) {
            None if at == pattern.len() => return true,
            None => None,
            Some(&character) => match_one(&pattern[at..], character),
        };
        if let Some(length) = step {
            at += length;
            position += 1;
        } else if let Some((star, from)) = retry {
            if from >= text.len() {
                return false;
            }
            retry = Some((star, from + 1));
            (at, position) = (star, from + 1);
        } else {
            return false;
        }
    }
}

/// How many characters of the pattern stand for this one character of the text.
fn match_one(pattern: &[char], character: char) -> Option<usize> {
    match pattern.first()? {
        '?' => Some(1),
        '[' => {
            let Some(set) = Set::parse(pattern) else { return (character == '[').then_some(1) };
            set.contains(character).then_some(set.length)
        }
        &literal => (literal == character).then_some(1),
    }
}

struct Set<'a> {
    members: &'a [char],
    negated: bool,
    /// With both brackets.
    length: usize,
}

impl<'a> Set<'a> {
    fn parse(pattern: &'a [char]) -> Option<Self> {
        let negated = pattern.get(1) == Some(&'^');
        let start = if negated { 2 } else { 1 };
        // A `]` directly at the start is a member.
        let end = start + 1 + pattern.get(start + 1..)?.iter().position(|&c| c == ']')?;
        Some(Self { members: &pattern[start..end], negated, length: end + 1 })
    }

    fn contains(&self, character: char) -> bool {
        let mut rest = self.members;
        let mut found = false;
        while let Some((&first, tail)) = rest.split_first() {
            if let ['-', last, after @ ..] = tail {
                found |= (first..=*last).contains(&character);
                rest = after;
            } else {
                found |= first == character;
                rest = tail;
            }
        }
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text) in
            [("*", ""), ("1?*", "1 + 2"), ("a*b*c", "a--b--b-c"), ("let ?", "let x"), ("*µ*", "let µ = 1;"), ("", "")]
        {
            assert!(matches(pattern, text), "{pattern:?} {text:?}");
        }
        for (pattern, text) in [("?", ""), ("1?*", "1"), ("a*b", "a-b-"), ("A", "a"), ("let", "let x"), ("*x", "y")] {
            assert!(!matches(pattern, text), "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn sets_and_brackets() {
        for (pattern, text) in
            [("[abc]x", "bx"), ("[a-c]", "b"), ("[^a-c]", "d"), ("x[", "x["), ("[]]", "]"), ("v[0*", "v[0]")]
        {
            assert!(matches(pattern, text), "{pattern:?} {text:?}");
        }
        for (pattern, text) in [("[abc]", "d"), ("[^a-c]", "b"), ("[a-c]", "")] {
            assert!(!matches(pattern, text), "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn many_stars_stay_fast() {
        let text = "a".repeat(2000);
        assert!(!matches(&format!("{}b", "*a".repeat(20)), &text));
    }
}
