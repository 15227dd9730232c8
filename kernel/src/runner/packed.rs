use base64::Engine;
use serde_json::Value;

/// The numbers of an array that JSROOT's format packs, or `None` for any other value.
///
/// Two forms stand behind `{"$arr": TYPE, "len": N, …}`: the bytes in base64 (`b`, little-endian, from the
/// element `o` on), and runs (`v`, `v1`, … at `p`, `p1`, …, repeated `n`, `n1`, … times). What neither
/// tells is zero. Source: `JSROOT.parse`, <https://github.com/root-project/jsroot>.
pub(super) fn numbers(value: &Value) -> Option<Vec<f64>> {
    /// More elements than any plot has; a broken length must not take the memory.
    const MOST: u64 = 1 << 24;
    let kind = value.get("$arr")?.as_str()?;
    let length = value.get("len").and_then(Value::as_u64).filter(|length| *length <= MOST)? as usize;
    let mut numbers = vec![0.0; length];
    if let Some(text) = value.get("b").and_then(Value::as_str) {
        let offset = value.get("o").and_then(Value::as_u64).unwrap_or(0) as usize;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
        let found = elements(kind, &bytes)?;
        numbers.get_mut(offset..offset.checked_add(found.len())?)?.copy_from_slice(&found);
        return Some(numbers);
    }
    let mut place = 0;
    for run in 0.. {
        let suffix = if run == 0 { String::new() } else { run.to_string() };
        let field = |name: &str| value.get(format!("{name}{suffix}"));
        let Some(content) = field("v") else { break };
        let count = |name: &str| field(name).and_then(Value::as_u64).map(|count| count as usize);
        place = count("p").unwrap_or(place);
        match content {
            Value::Array(values) => {
                for value in values {
                    *numbers.get_mut(place)? = value.as_f64()?;
                    place += 1;
                }
            }
            value => {
                let end = place.checked_add(count("n").unwrap_or(1))?;
                numbers.get_mut(place..end)?.fill(value.as_f64()?);
                place = end;
            }
        }
    }
    Some(numbers)
}

/// Little-endian elements of one of JavaScript's array types.
fn elements(kind: &str, bytes: &[u8]) -> Option<Vec<f64>> {
    fn read<const N: usize>(bytes: &[u8], number: fn([u8; N]) -> f64) -> Option<Vec<f64>> {
        let (whole, rest) = bytes.as_chunks::<N>();
        rest.is_empty().then(|| whole.iter().map(|chunk| number(*chunk)).collect())
    }
    match kind {
        "Int8" => read(bytes, |[byte]| f64::from(byte as i8)),
        "Uint8" => read(bytes, |[byte]| f64::from(byte)),
        "Int16" => read(bytes, |chunk| f64::from(i16::from_le_bytes(chunk))),
        "Uint16" => read(bytes, |chunk| f64::from(u16::from_le_bytes(chunk))),
        "Int32" => read(bytes, |chunk| f64::from(i32::from_le_bytes(chunk))),
        "Uint32" => read(bytes, |chunk| f64::from(u32::from_le_bytes(chunk))),
        "Float32" => read(bytes, |chunk| f64::from(f32::from_le_bytes(chunk))),
        "Float64" => read(bytes, f64::from_le_bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bytes_are_numbers_of_their_type() {
        assert_eq!(numbers(&json!({"$arr": "Uint8", "len": 4, "b": "AAEC/w=="})), Some(vec![0.0, 1.0, 2.0, 255.0]));
        assert_eq!(numbers(&json!({"$arr": "Float64", "len": 2, "o": 1, "b": "AAAAAAAA8D8="})), Some(vec![0.0, 1.0]));
        assert_eq!(numbers(&json!({"$arr": "Int16", "len": 1, "b": "//8="})), Some(vec![-1.0]));
    }

    #[test]
    fn runs_are_filled_in() {
        let packed = json!({"$arr": "Float64", "len": 8, "p": 2, "v": 7, "n": 2, "p1": 5, "v1": [1, 2.5]});
        assert_eq!(numbers(&packed), Some(vec![0.0, 0.0, 7.0, 7.0, 0.0, 1.0, 2.5, 0.0]));
    }

    #[test]
    fn what_does_not_fit_is_not_an_array() {
        for broken in [
            json!({"$arr": "Uint8", "len": 1, "b": "AAEC"}),
            json!({"$arr": "Float64", "len": 1, "b": "AAEC"}),
            json!({"$arr": "Uint8", "len": 3, "b": "no base64"}),
            json!({"$arr": "Uint8", "len": 1u64 << 60}),
            json!({"$arr": "Float64", "len": 1, "p": 9, "v": 1}),
            json!({"$arr": "Text", "len": 1, "b": "AA=="}),
            json!({"len": 1}),
            json!([1]),
        ] {
            assert_eq!(numbers(&broken), None, "{broken}");
        }
    }
}
