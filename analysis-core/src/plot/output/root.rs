//! The figure as a `TCanvas` with its objects, as ROOT stores them in files.
//!
//! Made from the JSON that JSROOT draws: the same objects with the same ranges, looks and options. What only JSROOT
//! needs is left out, and what a file has but JSON has not is added.

use base64::Engine;
use rootio::views::ToObject;
use rootio::{Array, Object, Value as Stored};
use serde_json::{Map, Value};

use super::jsroot::{self, SOLID_LETTERS};
use crate::plot::{Figure, Plot};

/// The canvas as a stored object.
pub(crate) fn canvas(figure: &Figure) -> Object {
    match jsroot::canvas(figure) {
        Value::Object(mut fields) => {
            for (name, value) in [
                ("fXlowNDC", 0.0),
                ("fYlowNDC", 0.0),
                ("fXUpNDC", 1.0),
                ("fYUpNDC", 1.0),
                ("fWNDC", 1.0),
                ("fHNDC", 1.0),
                ("fAbsXlowNDC", 0.0),
                ("fAbsYlowNDC", 0.0),
                ("fAbsWNDC", 1.0),
                ("fAbsHNDC", 1.0),
                ("fX1", 0.0),
                ("fY1", 0.0),
                ("fX2", 1.0),
                ("fY2", 1.0),
                ("fXsizeReal", 20.0),
                ("fYsizeReal", 20.0 * f64::from(figure.height) / f64::from(figure.width.max(1))),
                ("fTitleFromTop", 1.2),
                ("fXBetween", 2.0),
                ("fYBetween", 2.0),
                ("fXdate", 0.2),
                ("fYdate", 0.3),
                ("fAdate", 1.0),
            ] {
                fields.insert(name.to_owned(), value.into());
            }
            // A window is as much larger than the canvas in it.
            for (name, value) in [
                ("fWindowWidth", figure.width + 4),
                ("fWindowHeight", figure.height + 28),
                ("fHighLightColor", 2),
                ("fDoubleBuffer", 0),
                ("fRetained", 1),
            ] {
                fields.insert(name.to_owned(), value.into());
            }
            object(&fields)
        }
        _ => Object::default(),
    }
}

impl ToObject for Plot {
    /// A `TCanvas`, so that `file.write("plots/c1", &plot)` keeps a plot beside its histograms.
    fn to_object(&self) -> Object {
        self.settle();
        canvas(self.figure())
    }

    fn name(&self) -> &str {
        &self.figure().name
    }
}

fn object(fields: &Map<String, Value>) -> Object {
    let class = fields.get("_typename").and_then(Value::as_str).unwrap_or_default();
    let grid = ["fGridx", "fGridy"].iter().any(|name| fields.get(*name).and_then(Value::as_bool) == Some(true));
    let mut members: Vec<_> = fields
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "_typename" | "arr" | "opt"))
        .map(|(name, value)| match name.as_str() {
            "fPrimitives" if grid => (name.as_str().into(), stored(&with_grid(value))),
            _ => (name.as_str().into(), stored(value)),
        })
        .collect();
    let mut add = |name: &str, value: Stored| members.push((name.into(), value));
    if let Some(items) = fields.get("arr").and_then(Value::as_array) {
        let options = fields.get("opt").and_then(Value::as_array);
        // ROOT makes the colour bar itself, and by its own rules.
        let kept = |item: &Value| item["_typename"] != "TPaletteAxis";
        let option = |i: usize| options.and_then(|all| all.get(i)).and_then(Value::as_str).unwrap_or_default();
        let (arr, opt) = items
            .iter()
            .enumerate()
            .filter(|(_, item)| kept(item))
            .map(|(i, item)| {
                let solid = item["_typename"] == "TH3D" || ["lego", "surf"].iter().any(|o| option(i).starts_with(o));
                let item = if solid { stored(&with_usual_letters(item)) } else { stored(item) };
                (item, Stored::String(root_option(option(i))))
            })
            .unzip();
        add("arr", Stored::List(arr));
        add("opt", Stored::List(opt));
    }
    match class {
        "TF1" => function(fields, &mut members),
        _ if class.starts_with("TH") && fields.contains_key("fArray") => {
            let cells = numbers(&fields["fArray"]).map_or(0, |array| array.len());
            members.push(("fNcells".into(), Stored::Int(cells as i64)));
        }
        "TPad" => {
            // `c1_3` is the third.
            let number =
                fields.get("fName").and_then(Value::as_str).and_then(|name| name.rsplit('_').next()?.parse().ok());
            members.push(("fNumber".into(), Stored::Int(number.unwrap_or(0))));
        }
        _ => {}
    }
    Object { class: class.to_owned(), members, ..Object::default() }
}

/// The objects of a pad with lines across its frame: where an empty histogram brings the axes, ROOT draws the lines only
/// for a second one.
fn with_grid(list: &Value) -> Value {
    let mut list = list.clone();
    if list["opt"][0] == "AXIS"
        && let Some(frame) = list["arr"].get(0).cloned()
    {
        if let Some(objects) = list["arr"].as_array_mut() {
            objects.insert(1, frame);
        }
        if let Some(options) = list["opt"].as_array_mut() {
            options.insert(1, "AXIGSAME".into());
        }
    }
    list
}

/// A histogram in perspective, whose axes JSROOT is given larger letters for.
fn with_usual_letters(histogram: &Value) -> Value {
    let mut histogram = histogram.clone();
    for axis in ["fXaxis", "fYaxis", "fZaxis"] {
        for size in ["fLabelSize", "fTitleSize"] {
            if let Some(letters) = histogram[axis][size].as_f64() {
                histogram[axis][size] = (letters / SOLID_LETTERS).into();
            }
        }
    }
    histogram
}

/// A drawing option as ROOT reads it: palettes have no number there, and an outline with its fits is the default.
///
/// Bars of weighted contents would bring their errors.
fn root_option(option: &str) -> String {
    let option = option.strip_prefix("histfunc").unwrap_or(option);
    if let Some(rest) = option.strip_prefix("bar") {
        return format!("histbar{rest}");
    }
    match option.find("_pal") {
        Some(at) => {
            let rest = option[at + 4..].trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{}{rest}", &option[..at])
        }
        None => option.to_owned(),
    }
}

/// A curve is known by its values; 2 is the kind of a compiled function, which ROOT then takes from them.
fn function(fields: &Map<String, Value>, members: &mut Vec<(std::sync::Arc<str>, Stored)>) {
    members.retain(|(name, _)| !matches!(&**name, "fFormula" | "fType"));
    members.push(("fType".into(), Stored::Int(2)));
    let count = fields.get("fNpar").and_then(Value::as_u64).unwrap_or(0) as usize;
    for bound in ["fParMin", "fParMax"] {
        members.push((bound.into(), Stored::Array(Array::F64(vec![0.0; count]))));
    }
    if !fields.contains_key("fParams") {
        let empty = vec![
            ("fParameters".into(), Stored::Array(Array::F64(Vec::new()))),
            ("fParNames".into(), Stored::Array(Array::from(Vec::<String>::new()))),
        ];
        let parameters = Object { class: "TF1Parameters".to_owned(), members: empty, ..Object::default() };
        members.push(("fParams".into(), Stored::Object(Box::new(parameters))));
    }
}

fn stored(value: &Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Bool(bool) => Stored::Int(i64::from(*bool)),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Stored::Int(integer),
            None => Stored::F64(number.as_f64().unwrap_or(0.0)),
        },
        Value::String(text) => Stored::String(text.clone()),
        Value::Array(items) if items.iter().any(Value::is_string) => {
            let texts: Vec<String> = items.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect();
            Stored::Array(Array::from(texts))
        }
        Value::Array(_) => Stored::Array(Array::F64(numbers(value).unwrap_or_default())),
        Value::Object(fields) if fields.contains_key("_typename") => Stored::Object(Box::new(object(fields))),
        Value::Object(_) => Stored::Array(Array::F64(numbers(value).unwrap_or_default())),
    }
}

/// The numbers of an array, written out or in base64.
fn numbers(value: &Value) -> Option<Vec<f64>> {
    if let Value::Array(items) = value {
        return Some(items.iter().map(|item| item.as_f64().unwrap_or(0.0)).collect());
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(value.get("b")?.as_str()?).ok()?;
    Some(match value.get("$arr")?.as_str()? {
        "Uint8" => bytes.iter().map(|byte| f64::from(*byte)).collect(),
        "Uint16" => words(&bytes).map(|word| f64::from(u16::from_le_bytes(word))).collect(),
        "Float32" => words(&bytes).map(|word| f64::from(f32::from_le_bytes(word))).collect(),
        "Float64" => words(&bytes).map(f64::from_le_bytes).collect(),
        _ => return None,
    })
}

fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn palettes_leave_the_option() {
        assert_eq!(root_option("colz_pal112"), "colz");
        assert_eq!(root_option("colz_pal112same"), "colzsame");
        assert_eq!(root_option("E2same"), "E2same");
        assert_eq!(root_option("histfuncsame"), "same");
        assert_eq!(root_option("barsame"), "histbarsame");
    }

    #[test]
    fn long_arrays_come_back_from_base64() {
        let check = |json: &str, expected: &[f64]| {
            assert_eq!(numbers(&serde_json::from_str(json).unwrap()).unwrap(), expected);
        };
        check(r#"{"$arr":"Uint8","len":3,"b":"AQID"}"#, &[1.0, 2.0, 3.0]);
        check(r#"{"$arr":"Uint16","len":1,"b":"AQI="}"#, &[513.0]);
        check(r#"{"$arr":"Float32","len":1,"b":"AADAPw=="}"#, &[1.5]);
        check("[1, 2.5]", &[1.0, 2.5]);
    }
}
