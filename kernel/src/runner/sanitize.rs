use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// What changes from run to run though nothing has changed, and what stands for it in a comparison.
///
/// Bare durations such as `2.2 us` are data of a physicist and stay; those that Rust's `Duration`
/// prints have no space before the unit.
static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"\b0x[0-9a-fA-F]{6,16}\b", "<address>"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uuid>"),
        (r"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z| ?UTC|[+-]\d{2}:?\d{2})?", "<time>"),
        (r"\b\d{2}:\d{2}:\d{2}(\.\d+)?\b", "<time>"),
        (r"\b\d+(\.\d+)?(ns|µs|ms|s)\b", "<duration>"),
        // rustc's and Rust's own words around a panic.
        (r"thread '([^']*)' \(\d+\)", "thread '$1'"),
        // What a minimiser's rounding leaves: no two machines agree on it.
        (r"\bEdm(\s*)=\s*[-+0-9.e]+", "Edm$1= <edm>"),
        // The folders of an absolute path; its last part says what it is.
        (r#"(?:^|[\s`'"(=])(?:/[\w.+@~-]+){2,}"#, "path"),
    ]
    .into_iter()
    .filter_map(|(pattern, stand_in)| Some((Regex::new(pattern).ok()?, stand_in)))
    .collect()
});

/// Colours and other terminal codes.
static CODES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\x1b\[[0-9;]*[A-Za-z]").ok());

/// A text without colours and other terminal codes.
pub(crate) fn without_colours(text: &str) -> String {
    CODES.as_ref().map_or_else(|| text.to_owned(), |codes| codes.replace_all(text, "").into_owned())
}

/// A text without what changes from run to run.
pub(crate) fn sanitize(text: &str) -> String {
    let mut text = overwritten(&without_colours(text));
    for (pattern, stand_in) in RULES.iter() {
        text = if *stand_in == "path" {
            pattern.replace_all(&text, |found: &Captures<'_>| last_part(&found[0])).into_owned()
        } else {
            pattern.replace_all(&text, *stand_in).into_owned()
        };
    }
    text
}

/// ` /home/ada/data/a.root` → ` <path>/a.root`.
fn last_part(path: &str) -> String {
    let start = path.find('/').unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    format!("{}<path>/{name}", &path[..start])
}

/// What a terminal shows of a text with carriage returns: each line's last state.
pub(crate) fn overwritten(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let bare = line.strip_suffix('\r').unwrap_or(line);
        bare.rsplit_once('\r').map_or(bare, |(_, last)| last.trim_end())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_valid_pattern() {
        assert_eq!(RULES.len(), 8);
        assert!(CODES.is_some());
    }

    #[test]
    fn what_changes_is_replaced() {
        let cases = [
            ("at 0x7f52a4b0c010", "at <address>"),
            ("2026-11-21T07:47:10.5Z done", "<time> done"),
            ("took 1.234567ms", "took <duration>"),
            ("\u{1b}[31merror\u{1b}[0m", "error"),
            ("thread 'main' (4242) panicked", "thread 'main' panicked"),
            ("wrote /home/ada/out/a.root, `/tmp/x/b.png`", "wrote <path>/a.root, `<path>/b.png`"),
            ("Edm      =  7.63734e-08\nNCalls = 50", "Edm      = <edm>\nNCalls = 50"),
            ("10 %\r50 %\r100 %\ndone", "100 %\ndone"),
            ("\rbuilding, 3 s\r             \r", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(sanitize(text), expected);
        }
    }

    #[test]
    fn what_is_data_stays() {
        for text in ["tau = 2.197 us", "mu 0.01048 +/- 0.01436", "a/b/c", "x / y", "0xff", "h = 6.6e-34", "1/2/3"] {
            assert_eq!(sanitize(text), text);
        }
    }
}
