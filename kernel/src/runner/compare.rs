use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde_json::Value;

use super::packed;
use super::sanitize::sanitize;

/// How far two numbers may be apart and count as the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tolerance {
    /// Relative to the larger of the two, ≥ 0. Numbers below 1e-12 count as zero; integers are
    /// compared exactly.
    pub(crate) relative: f64,
}

/// Two values below this are both zero: what a sum of rounding errors leaves.
const ZERO: f64 = 1e-12;

impl Default for Tolerance {
    fn default() -> Self {
        // One unit in the last of the six digits that fits print: where rounding may fall either way.
        Self { relative: 1e-5 }
    }
}

impl Tolerance {
    fn same(self, a: f64, b: f64) -> bool {
        let larger = a.abs().max(b.abs());
        a == b || (a.is_nan() && b.is_nan()) || larger < ZERO || (a - b).abs() <= self.relative * larger
    }
}

/// One place where a cell's new outputs are not those stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Where: `stdout line 3`, `application/vnd.root+json fArray[12]`, ….
    pub(crate) what: String,
    /// What the notebook holds; empty where it holds nothing.
    pub(crate) stored: String,
    /// What came now; empty where nothing came.
    pub(crate) new: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.what)?;
        for (mark, text) in [('-', &self.stored), ('+', &self.new)] {
            for line in text.lines() {
                write!(f, "\n  {mark} {line}")?;
            }
        }
        Ok(())
    }
}

/// Compares the outputs of one cell with those stored, and lists what differs.
///
/// Text is compared line by line after [`sanitize`], JSON value by value, numbers in both within
/// `tolerance`. Pictures are not compared: their bytes depend on fonts and compression, and the
/// numbers behind them are compared already. The split of a stream into pieces, metadata and
/// execution counts do not matter; the order of displays does, and that of lines of one stream.
pub(crate) fn compare(stored: &[Value], new: &[Value], tolerance: Tolerance) -> Vec<Difference> {
    let (stored, new) = (Outputs::of(stored), Outputs::of(new));
    let mut differences = Vec::new();
    for name in ["stdout", "stderr"] {
        let text = |outputs: &Outputs| outputs.streams.get(name).cloned().unwrap_or_default();
        compare_text(name, &text(&stored), &text(&new), tolerance, &mut differences);
    }
    for index in 0..stored.rich.len().max(new.rich.len()) {
        match (stored.rich.get(index), new.rich.get(index)) {
            (Some(stored), Some(new)) => compare_rich(index, stored, new, tolerance, &mut differences),
            (stored, new) => differences.push(Difference {
                what: format!("output {}", index + 1),
                stored: stored.map(Rich::brief).unwrap_or_default(),
                new: new.map(Rich::brief).unwrap_or_default(),
            }),
        }
    }
    differences
}

/// The outputs of a cell in the form in which they are compared.
#[derive(Default)]
struct Outputs {
    streams: BTreeMap<String, String>,
    rich: Vec<Rich>,
}

enum Rich {
    Bundle(BTreeMap<String, Value>),
    Error { name: String, message: String },
}

impl Outputs {
    fn of(outputs: &[Value]) -> Self {
        let mut all = Self::default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for output in outputs {
            match output["output_type"].as_str() {
                Some("stream") => {
                    all.streams.entry(text(&output["name"])).or_default().push_str(&text(&output["text"]));
                }
                Some("error") => {
                    all.rich.push(Rich::Error { name: text(&output["ename"]), message: text(&output["evalue"]) });
                }
                _ => {
                    let data = output["data"].as_object().into_iter().flatten();
                    let forms = data.filter(|(mime, _)| !mime.starts_with("image/") && *mime != "application/pdf");
                    all.rich.push(Rich::Bundle(forms.map(|(mime, form)| (mime.clone(), form.clone())).collect()));
                }
            }
        }
        all
    }
}

impl Rich {
    /// One line that tells it from another.
    fn brief(&self) -> String {
        match self {
            Self::Error { name, message } => format!("{name}: {message}"),
            Self::Bundle(forms) => match forms.get("text/plain").and_then(Value::as_str) {
                Some(text) => text.lines().next().unwrap_or_default().to_owned(),
                None => forms.keys().cloned().collect::<Vec<_>>().join(", "),
            },
        }
    }
}

fn compare_rich(index: usize, stored: &Rich, new: &Rich, tolerance: Tolerance, differences: &mut Vec<Difference>) {
    let place = format!("output {}", index + 1);
    match (stored, new) {
        (Rich::Error { name: a, message: b }, Rich::Error { name: c, message: d }) => {
            compare_text(&format!("{place} error"), &format!("{a}: {b}"), &format!("{c}: {d}"), tolerance, differences);
        }
        (Rich::Bundle(stored), Rich::Bundle(new)) => {
            // HTML says again what the plain text says.
            let has_text = stored.contains_key("text/plain") && new.contains_key("text/plain");
            let mut mimes: Vec<&String> = stored.keys().chain(new.keys()).collect();
            mimes.retain(|mime| !(has_text && *mime == "text/html"));
            mimes.sort();
            mimes.dedup();
            for mime in mimes {
                let place = format!("{place} {mime}");
                match (stored.get(mime), new.get(mime)) {
                    (Some(Value::String(a)), Some(Value::String(b))) => {
                        compare_text(&place, a, b, tolerance, differences);
                    }
                    (Some(a), Some(b)) => compare_json(&place, a, b, tolerance, differences),
                    (a, b) => {
                        let there = |form: Option<&Value>| form.map(|_| "present".to_owned()).unwrap_or_default();
                        differences.push(Difference { what: place, stored: there(a), new: there(b) });
                    }
                }
            }
        }
        _ => differences.push(Difference { what: place, stored: stored.brief(), new: new.brief() }),
    }
}

/// Compares line by line; an added or removed line is one difference, not all that follow.
fn compare_text(what: &str, stored: &str, new: &str, tolerance: Tolerance, differences: &mut Vec<Difference>) {
    let (stored, new) = (sanitize(stored), sanitize(new));
    let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (a, b) = (lines(&stored), lines(&new));
    let same = |x: &String, y: &String| same_line(x, y, tolerance);
    let head = a.iter().zip(&b).take_while(|(x, y)| same(x, y)).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| same(x, y)).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.len() == b.len() {
        for (index, (x, y)) in a.iter().zip(b).enumerate().filter(|(_, (x, y))| !same(x, y)) {
            let what = format!("{what} line {}", head + index + 1);
            differences.push(Difference { what, stored: x.clone(), new: y.clone() });
        }
    } else {
        let what = format!("{what} from line {}", head + 1);
        differences.push(Difference { what, stored: a.join("\n"), new: b.join("\n") });
    }
}

/// A number as programs print it.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?").ok());

/// Whether two lines are the same but for numbers within the tolerance.
///
/// The blanks between words may differ where the numbers' widths do.
fn same_line(a: &str, b: &str, tolerance: Tolerance) -> bool {
    if a == b {
        return true;
    }
    let Some(number) = NUMBER.as_ref() else { return false };
    let shape = |line: &str| {
        let words = number.replace_all(line, "#");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let same = |(x, y): (&str, &str)| {
        let is_integer = |text: &str| !text.contains(['.', 'e', 'E']);
        let values = (x.parse::<f64>(), y.parse::<f64>());
        x == y || !(is_integer(x) && is_integer(y)) && matches!(values, (Ok(x), Ok(y)) if tolerance.same(x, y))
    };
    let numbers = |line| number.find_iter(line).map(|found| found.as_str());
    shape(a) == shape(b) && numbers(a).zip(numbers(b)).all(same)
}

/// At most so many places of one JSON are listed; a moved histogram would list each of its bins.
const MOST_PLACES: usize = 8;

fn compare_json(what: &str, stored: &Value, new: &Value, tolerance: Tolerance, differences: &mut Vec<Difference>) {
    let mut found = Vec::new();
    walk(&mut String::new(), stored, new, tolerance, &mut found);
    let more = found.len().saturating_sub(MOST_PLACES);
    for (index, (path, stored, new)) in found.into_iter().take(MOST_PLACES).enumerate() {
        let note = if more > 0 && index + 1 == MOST_PLACES { format!(" (and {more} more)") } else { String::new() };
        differences.push(Difference { what: format!("{what} {path}{note}"), stored, new });
    }
}

fn walk(path: &mut String, a: &Value, b: &Value, tolerance: Tolerance, found: &mut Vec<(String, String, String)>) {
    let length = path.len();
    // A moved bin can change how an array is packed, and whether it is.
    let (x, y) = (packed::numbers(a), packed::numbers(b));
    if (x.is_some() || y.is_some())
        && let (Some(x), Some(y)) = (x.or_else(|| plain(a)), y.or_else(|| plain(b)))
    {
        return compare_arrays(path, &x, &y, tolerance, found);
    }
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: std::collections::BTreeSet<_> = x.keys().chain(y.keys()).collect();
            for key in keys {
                let _ = write!(path, "{}{key}", if path.is_empty() { "" } else { "." });
                walk(path, x.get(key).unwrap_or(&Value::Null), y.get(key).unwrap_or(&Value::Null), tolerance, found);
                path.truncate(length);
            }
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (index, (x, y)) in x.iter().zip(y).enumerate() {
                let _ = write!(path, "[{index}]");
                walk(path, x, y, tolerance, found);
                path.truncate(length);
            }
        }
        _ => {
            let same = match (a, b) {
                (Value::Number(x), Value::Number(y)) => {
                    let values = (x.as_f64(), y.as_f64());
                    let inexact = x.is_f64() || y.is_f64();
                    x == y || inexact && matches!(values, (Some(x), Some(y)) if tolerance.same(x, y))
                }
                (Value::String(x), Value::String(y)) => x == y || sanitize(x) == sanitize(y),
                _ => a == b,
            };
            if !same {
                found.push((path.clone(), brief(a), brief(b)));
            }
        }
    }
}

/// The numbers of an array that is written out.
fn plain(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

fn compare_arrays(path: &str, a: &[f64], b: &[f64], tolerance: Tolerance, found: &mut Vec<(String, String, String)>) {
    if a.len() != b.len() {
        return found.push((path.to_owned(), format!("a list of {}", a.len()), format!("a list of {}", b.len())));
    }
    for (index, (x, y)) in a.iter().zip(b).enumerate().filter(|(_, (x, y))| !tolerance.same(**x, **y)) {
        found.push((format!("{path}[{index}]"), format!("{x:?}"), format!("{y:?}")));
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(map) => format!("an object of {}", map.len()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> Value {
        json!({"output_type": "stream", "name": "stdout", "text": text})
    }

    fn plot(content: f64, png: &str) -> Value {
        let histogram = json!({"_typename": "TH1D", "fArray": [0.0, content, 1e-17]});
        json!({"output_type": "display_data", "metadata": {},
               "data": {"application/vnd.root+json": histogram, "image/png": png, "text/plain": "Hist1D h"}})
    }

    fn check(stored: &[Value], new: &[Value]) -> String {
        let differences = compare(stored, new, Tolerance::default());
        differences.iter().fold(String::new(), |all, difference| all + &difference.to_string() + "\n")
    }

    #[test]
    fn same_outputs_in_other_pieces_are_the_same() {
        assert_eq!(check(&[text("a\n"), text("b\n")], &[text("a\nb\n")]), "");
    }

    #[test]
    fn moved_number_is_shown_with_its_line() {
        let stored = text("fit\nmu 0.01048 +/- 0.01436\nend");
        assert_eq!(check(std::slice::from_ref(&stored), &[text("fit\nmu 0.01048000001 +/- 0.01436\nend")]), "");
        assert_eq!(
            check(&[stored], &[text("fit\nmu 0.01049 +/- 0.01436\nend")]),
            "stdout line 2\n  - mu 0.01048 +/- 0.01436\n  + mu 0.01049 +/- 0.01436\n"
        );
    }

    #[test]
    fn last_of_six_digits_may_round_but_integers_are_exact() {
        assert_eq!(check(&[text("N 246.469 of 5000000")], &[text("N 246.470 of 5000000")]), "");
        assert_ne!(check(&[text("N 246.469 of 5000000")], &[text("N 246.469 of 5000001")]), "");
        assert_ne!(check(&[text("mean 0.008152")], &[text("mean 0.008153")]), "");
        let json = |value: Value| json!({"output_type": "display_data", "data": {"application/json": value}});
        assert_eq!(check(&[json(json!([1.0]))], &[json(json!([1.000001]))]), "");
        assert_ne!(check(&[json(json!([5000000]))], &[json(json!([5000001]))]), "");
    }

    #[test]
    fn html_that_repeats_the_text_is_not_compared() {
        let table =
            |html: &str| json!({"output_type": "execute_result", "data": {"text/plain": "N 1", "text/html": html}});
        assert_eq!(check(&[table("<td>1.0000</td>")], &[table("<td>1</td>")]), "");
    }

    #[test]
    fn added_line_is_one_difference() {
        assert_eq!(check(&[text("a\nc")], &[text("a\nb\nc")]), "stdout from line 2\n  + b\n");
    }

    #[test]
    fn picture_is_ignored_and_its_numbers_are_not() {
        assert_eq!(check(&[plot(5.0, "AAA")], &[plot(5.0, "BBB")]), "");
        assert_eq!(
            check(&[plot(5.0, "A")], &[plot(6.0, "A")]),
            "output 1 application/vnd.root+json fArray[1]\n  - 5.0\n  + 6.0\n"
        );
    }

    #[test]
    fn packed_arrays_are_compared_by_their_numbers() {
        let plot = |array: Value| json!({"output_type": "display_data", "data": {"application/vnd.root+json": {"fArray": array}}});
        let bytes = |array: &str| plot(json!({"$arr": "Uint8", "len": 3, "b": array}));
        // 0, 1, 2 and 0, 1, 3; the same numbers as doubles and written out.
        assert_eq!(
            check(&[bytes("AAEC")], &[bytes("AAED")]),
            "output 1 application/vnd.root+json fArray[2]\n  - 2.0\n  + 3.0\n"
        );
        assert_eq!(check(&[bytes("AAEC")], &[plot(json!({"$arr": "Uint16", "len": 3, "b": "AAABAAIA"}))]), "");
        assert_eq!(check(&[bytes("AAEC")], &[plot(json!([0, 1.0, 2]))]), "");
        assert!(
            check(&[bytes("AAEC")], &[plot(json!({"$arr": "Uint8", "len": 2, "b": "AAE="}))]).contains("a list of 2")
        );
    }

    #[test]
    fn missing_and_new_displays_are_told_apart() {
        assert_eq!(check(&[plot(5.0, "A")], &[]), "output 1\n  - Hist1D h\n");
        let error = json!({"output_type": "error", "ename": "Panic", "evalue": "no", "traceback": []});
        assert_eq!(check(&[plot(5.0, "A")], &[error]), "output 1\n  - Hist1D h\n  + Panic: no\n");
    }

    #[test]
    fn many_moved_bins_are_cut_short() {
        let bins = |value: f64| json!({"output_type": "display_data", "metadata": {}, "data": {"application/json": vec![value; 100]}});
        let shown = check(&[bins(1.0)], &[bins(2.0)]);
        assert!(shown.contains("[7] (and 92 more)"), "{shown}");
    }

    #[test]
    fn tolerance_is_relative_and_knows_zero() {
        let tolerance = Tolerance { relative: 1e-3 };
        assert!(tolerance.same(1000.0, 1000.9) && !tolerance.same(1000.0, 1001.1));
        assert!(tolerance.same(0.0, 1e-16) && tolerance.same(f64::NAN, f64::NAN));
        assert!(!tolerance.same(0.0, 1e-3) && !tolerance.same(f64::NAN, 1.0));
    }
}
