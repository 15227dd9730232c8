use std::collections::HashSet;

/// Every word of a text that could be an identifier, also inside strings (`"{x}"`) and comments.
///
/// Too many words do no harm: they only decide which variables and items a cell may see.
pub(crate) fn words(code: &str) -> HashSet<&str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| is_identifier(word)).collect()
}

/// Whether a word is an identifier or a keyword.
pub(crate) fn is_identifier(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// An identifier without the `r#` that lets it be a keyword: as [`words`] finds it.
pub(crate) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_format_strings_count() {
        let words = words("println!(\"{x:?} {größe}\", y.z1) // w 2b");
        for word in ["println", "x", "größe", "y", "z1", "w"] {
            assert!(words.contains(word), "{word}");
        }
        assert!(!words.contains("2b"));
    }
}
