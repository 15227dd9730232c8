use crate::magic::{About, Opt, Rest};

/// What stood after the name of a magic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    options: Vec<(&'static str, Option<String>)>,
    /// The words after the options, for [`Rest::Words`].
    pub words: Vec<String>,
    /// The text after the options, for [`Rest::Text`].
    pub text: String,
}

impl Arguments {
    /// Whether the option was given; `name` is its long form.
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(given, _)| *given == name)
    }

    /// The value of an option; the last one wins.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(given, _)| *given == name).and_then(|(_, value)| value.as_deref())
    }

    /// Every value of an option that may be repeated, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.options.iter().filter(move |(given, _)| *given == name).filter_map(|(_, value)| value.as_deref())
    }
}

/// Parses what follows the name of a magic.
///
/// `--name`, `--name value`, `--name=value`, `-n`, `-n value`, `-nvalue`; `--` ends the options.
/// Options may stand between words, and stand before a text.
///
/// # Errors
/// One sentence that says what is wrong.
pub(crate) fn parse(about: &'static About, raw: &str) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut rest = raw.trim();
    let is_text = matches!(about.rest, Rest::Text { .. });
    let mut only_words = false;
    while !rest.is_empty() {
        let looks_like_option =
            rest.starts_with("--") || rest.strip_prefix('-').is_some_and(|text| text.starts_with(char::is_alphabetic));
        if only_words || !looks_like_option || is_text && about.options.is_empty() {
            if is_text || matches!(about.rest, Rest::Nothing) {
                break;
            }
            let (word, after) = next_word(rest)?;
            arguments.words.push(word);
            rest = after;
            continue;
        }
        let (word, after) = next_word(rest)?;
        rest = after;
        if word == "--" {
            only_words = true;
            continue;
        }
        let (option, inline) = match find(about, &word) {
            Ok(found) => found,
            // An unknown option after the first word belongs to the program that the words name.
            Err(_) if !arguments.words.is_empty() && matches!(about.rest, Rest::Words { most: usize::MAX, .. }) => {
                arguments.words.push(word);
                continue;
            }
            Err(problem) => return Err(problem),
        };
        let value = match (option.value, inline) {
            (None, None) => None,
            (None, Some(_)) => return Err(format!("`{}` takes no value", option.spelling())),
            (Some(_), Some(value)) => Some(value),
            (Some(name), None) if rest.is_empty() => return Err(format!("`{word}` needs a value: {name}")),
            (Some(_), None) => {
                let (value, after) = next_word(rest)?;
                rest = after;
                Some(value)
            }
        };
        arguments.options.push((option.long, value));
    }
    match about.rest {
        Rest::Nothing if !rest.is_empty() => return Err(format!("unexpected `{rest}`")),
        Rest::Nothing => {}
        Rest::Text { name, required } => {
            if required && rest.is_empty() {
                return Err(format!("{name} is missing"));
            }
            rest.clone_into(&mut arguments.text);
        }
        Rest::Words { name, least, most } => {
            if arguments.words.len() < least {
                return Err(format!("{name} is missing"));
            }
            if let Some(extra) = arguments.words.get(most) {
                return Err(format!("unexpected `{extra}`"));
            }
        }
    }
    Ok(arguments)
}

/// The option that a word names, and a value glued to it.
fn find(about: &'static About, word: &str) -> Result<(&'static Opt, Option<String>), String> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
        if let Some(option) = about.options.iter().find(|option| option.long == name) {
            return Ok((option, value));
        }
    } else if let Some(letter) = word[1..].chars().next()
        && let Some(option) = about.options.iter().find(|option| option.short == Some(letter))
    {
        let value = &word[1 + letter.len_utf8()..];
        return Ok((option, (!value.is_empty()).then(|| value.to_owned())));
    }
    let bare = word.trim_start_matches('-').split('=').next().unwrap_or_default();
    let near = about.options.iter().find(|option| strsim::damerau_levenshtein(option.long, bare) <= 2);
    Err(match near {
        Some(option) if bare.len() > 1 => format!("unknown option `{word}`; near: `{}`", option.spelling()),
        _ => format!("unknown option `{word}`"),
    })
}

/// The first word, its quotes and backslashes resolved, and what follows it.
fn next_word(text: &str) -> Result<(String, &str), String> {
    let mut word = String::new();
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None | Some('"'), '\\') => word.extend(characters.next().map(|(_, escaped)| escaped)),
            (None, c) if c.is_whitespace() => return Ok((word, text[at..].trim_start())),
            (_, c) => word.push(c),
        }
    }
    match quote {
        Some(open) => Err(format!("the quote {open} is not closed")),
        None => Ok((word, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::magic::{Form, Group, flag, valued};

    const ABOUT: About = About {
        name: "m",
        aliases: &[],
        form: Form::Line,
        group: Group::Help,
        summary: "",
        options: &[flag("bg", None, ""), valued("out", Some('o'), "NAME", ""), valued("number", Some('n'), "N", "")],
        rest: Rest::Words { name: "FILE", least: 1, most: 2 },
        details: "",
    };

    #[track_caller]
    fn check(raw: &str, expected: Result<&[&str], &str>) {
        static STATIC: About = ABOUT;
        let parsed = parse(&STATIC, raw);
        match expected {
            Ok(words) => assert_eq!(parsed.unwrap().words, words),
            Err(message) => assert_eq!(parsed.unwrap_err(), message),
        }
    }

    #[test]
    fn words_keep_what_quotes_join() {
        check("'a b' c\\ d", Ok(&["a b", "c d"]));
    }

    #[test]
    fn double_dash_ends_options() {
        check("--bg -- --out", Ok(&["--out"]));
    }

    #[test]
    fn options_stand_between_words() {
        check("a --out x b", Ok(&["a", "b"]));
    }

    #[test]
    fn values_follow_or_are_glued() {
        static STATIC: About = ABOUT;
        for raw in ["-n3 --out=x a", "-n 3 -o x a", "-n 3 --out x a"] {
            let arguments = parse(&STATIC, raw).unwrap();
            assert_eq!((arguments.value("number"), arguments.value("out")), (Some("3"), Some("x")));
        }
    }

    #[test]
    fn mistakes_are_named() {
        check("--ouy x a", Err("unknown option `--ouy`; near: `--out`"));
        check("--bg=1 a", Err("`--bg` takes no value"));
        check("a --ouy x", Err("unknown option `--ouy`; near: `--out`"));
        check("--out", Err("`--out` needs a value: NAME"));
        check("a b c", Err("unexpected `c`"));
        check("", Err("FILE is missing"));
        check("'a", Err("the quote ' is not closed"));
    }
}
