use serde_json::Value;

/// Writes JSON as nbformat does: one space of indentation, sorted keys, no escaped letters.
///
/// A notebook that another tool wrote and nobody changed comes out byte for byte.
pub(crate) fn to_text(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            block(text, depth, ['[', ']'], items.iter(), |item, text| write(item, depth + 1, text));
        }
        Value::Object(map) if !map.is_empty() => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            block(text, depth, ['{', '}'], entries.into_iter(), |(key, item), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                write(item, depth + 1, text);
            });
        }
        Value::Number(number) if number.is_f64() => text.push_str(&float(number.as_f64().unwrap_or_default())),
        other => text.push_str(&other.to_string()),
    }
}

fn block<T>(
    text: &mut String,
    depth: usize,
    brackets: [char; 2],
    items: impl Iterator<Item = T>,
    mut write_item: impl FnMut(T, &mut String),
) {
    let new_line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', depth));
    };
    text.push(brackets[0]);
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        new_line(text, depth + 1);
        write_item(item, text);
    }
    new_line(text, depth);
    text.push(brackets[1]);
}

/// A float as Python's `repr` writes it: an exponent below 1e-4 and from 1e16 on, of two digits at least.
fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    match exponent.parse::<i32>() {
        Ok(exponent) if value != 0.0 && !(-4..16).contains(&exponent) => {
            format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
        }
        _ => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn floats_are_written_like_pythons() {
        // The right-hand side is `repr` of CPython 3.11.
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-1.5e-7, "-1.5e-07"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e100, "1.25e+100"),
            (5e-324, "5e-324"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn layout_is_nbformats() {
        let value = json!({"b": [], "a": {"ü": [1, "x\u{1b}\n"], "e": {}}, "c": null});
        let expected = "{\n \"a\": {\n  \"e\": {},\n  \"ü\": [\n   1,\n   \"x\\u001b\\n\"\n  ]\n },\n \"b\": [],\n \"c\": null\n}\n";
        assert_eq!(to_text(&value), expected);
    }
}
