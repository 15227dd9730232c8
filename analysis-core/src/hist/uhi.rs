//! JSON of the Unified Histogram Interface, schema 1: what `boost_histogram`, `hist` and `uhi` read and write.
//!
//! Entries, running sums, transforms, growth and labels, for which the schema has no place, travel under
//! `writer_info.rootlet`, so that a round trip through our own JSON loses nothing.

use serde_json::{Map, Value, json};

use super::moments::Moments;
use super::{Axis, AxisKind, Core, Growth, HistError, Storage, Transform};

/// A histogram as JSON.
#[inline(never)]
pub(crate) fn to_value(core: &Core) -> Value {
    let layout = Layout::new(&core.axes);
    let values: Vec<Value> = core.contents.iter().map(|content| number(*content)).collect();
    let storage = match core.storage {
        Storage::Count if core.greatest_count().is_some() => {
            let counts: Vec<Value> = core.contents.iter().map(|content| json!(*content as i64)).collect();
            json!({"type": "int", "values": layout.nest(&counts)})
        }
        Storage::Count | Storage::Double => json!({"type": "double", "values": layout.nest(&values)}),
        Storage::Weight => {
            let sumw2: Vec<Value> = (0..values.len()).map(|position| number(core.variance(position))).collect();
            json!({"type": "weighted", "values": layout.nest(&values), "variances": layout.nest(&sumw2)})
        }
    };
    document(&core.into(), &storage, core.moments.as_ref().map(moments_to_value))
}

/// What is around a storage.
pub(crate) struct Frame<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) axes: &'a [Axis],
    pub(crate) entries: f64,
}

impl<'a> From<&'a Core> for Frame<'a> {
    fn from(core: &'a Core) -> Self {
        Self { name: &core.name, title: &core.title, axes: &core.axes, entries: core.entries }
    }
}

/// The frame around a storage: schema, axes, names and what only we know.
pub(crate) fn document(frame: &Frame<'_>, storage: &Value, moments: Option<Value>) -> Value {
    let mut ours = Map::new();
    ours.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
    ours.insert("entries".into(), number(frame.entries));
    if let Some(moments) = moments {
        ours.insert("moments".into(), moments);
    }
    json!({
        "uhi_schema": 1,
        "writer_info": {"rootlet": ours},
        "metadata": {"name": frame.name, "label": frame.title},
        "axes": frame.axes.iter().map(axis_to_value).collect::<Vec<_>>(),
        "storage": storage,
    })
}

/// A histogram from JSON.
#[inline(never)]
pub(crate) fn from_value(value: &Value) -> Result<Core, HistError> {
    let mut core = frame_from_value(value)?;
    let layout = Layout::of(value, &core.axes);
    let storage = field(value, "storage")?;
    let kind = text(storage, "type")?;
    core.storage = match kind {
        "int" => Storage::Count,
        "double" => Storage::Double,
        "weighted" => Storage::Weight,
        other => {
            return Err(bad(format!("storage `{other}` holds no counts; a profile reads `mean` and `weighted_mean`")));
        }
    };
    core.contents = layout.unnest(field(storage, "values")?, core.contents.len())?;
    if core.storage == Storage::Weight {
        core.sumw2 = Some(layout.unnest(field(storage, "variances")?, core.contents.len())?);
    }
    core.moments = value
        .pointer("/writer_info/rootlet/moments")
        .map(|moments| moments_from_value(moments, core.dimension()))
        .transpose()?;
    match value.pointer("/writer_info/rootlet/entries").and_then(Value::as_f64) {
        Some(entries) => core.entries = entries,
        None => core.count_from_bins(),
    }
    Ok(core)
}

/// Names and axes, with empty bins.
pub(crate) fn frame_from_value(value: &Value) -> Result<Core, HistError> {
    let (name, title, axes) = frame_of(value)?;
    Core::checked(&name, &title, axes, Storage::Double)
}

/// Name, title and axes.
pub(crate) fn frame_of(value: &Value) -> Result<(String, String, Vec<Axis>), HistError> {
    match field(value, "uhi_schema")?.as_u64() {
        Some(1) => {}
        _ => return Err(bad(format!("schema {} is not known, 1 is", value["uhi_schema"]))),
    }
    let axes: Vec<Axis> = field(value, "axes")?
        .as_array()
        .ok_or_else(|| bad("`axes` is not a list"))?
        .iter()
        .map(axis_from_value)
        .collect::<Result<_, _>>()?;
    if axes.is_empty() {
        return Err(bad("there are no axes"));
    }
    let word = |key: &str| value["metadata"][key].as_str().unwrap_or_default().to_owned();
    Ok((word("name"), word("label"), axes))
}

/// The first bin of an axis that the schema knows: 0 is an underflow that can be filled.
pub(crate) fn first_bin(axis: &Axis) -> usize {
    let circular = matches!(axis.kind(), AxisKind::Regular(regular) if regular.is_circular());
    usize::from(axis.is_category() || circular)
}

/// A list of numbers.
pub(crate) fn reals(value: &Value, key: &str) -> Result<Vec<f64>, HistError> {
    Ok(list(value, key)?.iter().map(to_real).collect())
}

fn axis_to_value(axis: &Axis) -> Value {
    let mut ours = Map::new();
    let mut value = match axis.kind() {
        AxisKind::Regular(regular) if regular.transform() == Transform::Linear => json!({
            "type": "regular", "lower": regular.low(), "upper": regular.high(), "bins": regular.bins(),
            "underflow": !regular.is_circular(), "overflow": true, "circular": regular.is_circular(),
        }),
        AxisKind::Regular(regular) => {
            let (name, power) = match regular.transform() {
                Transform::Log => ("log", 0.0),
                Transform::Sqrt => ("sqrt", 0.5),
                Transform::Pow(power) => ("pow", power),
                Transform::Linear => ("linear", 1.0),
            };
            let (lower, upper) = (regular.low(), regular.high());
            ours.insert("transform".into(), json!({"name": name, "power": power, "lower": lower, "upper": upper}));
            variable(&axis.edges())
        }
        AxisKind::Variable(variable_axis) => variable(variable_axis.edges()),
        AxisKind::Integer(integer) => {
            ours.insert("integer".into(), json!(true));
            json!({
                "type": "regular", "lower": integer.low(), "upper": integer.high(), "bins": integer.bins(),
                "underflow": true, "overflow": true, "circular": false,
            })
        }
        AxisKind::IntCategory(category) => {
            ours.insert("growth".into(), json!(category.growth() == Growth::Growing));
            json!({"type": "category_int", "categories": category.categories(), "flow": true})
        }
        AxisKind::StrCategory(category) => {
            ours.insert("growth".into(), json!(category.growth() == Growth::Growing));
            json!({"type": "category_str", "categories": category.categories(), "flow": true})
        }
    };
    if axis.is_labelled() && !axis.is_category() {
        let labels: Vec<String> = (1..=axis.nbins()).map(|bin| axis.label(bin).unwrap_or_default()).collect();
        ours.insert("labels".into(), json!(labels));
    }
    if !axis.title().is_empty() {
        value["metadata"] = json!({"label": axis.title()});
    }
    if !ours.is_empty() {
        value["writer_info"] = json!({"rootlet": ours});
    }
    value
}

fn variable(edges: &[f64]) -> Value {
    json!({"type": "variable", "edges": edges, "underflow": true, "overflow": true, "circular": false})
}

fn axis_from_value(value: &Value) -> Result<Axis, HistError> {
    let ours = &value["writer_info"]["rootlet"];
    let growth = ours["growth"].as_bool().or(value["writer_info"]["boost-histogram"]["growth"].as_bool());
    let growth = if growth == Some(true) { Growth::Growing } else { Growth::Fixed };
    let mut axis = match text(value, "type")? {
        "regular" => {
            let (low, high) = (real(value, "lower")?, real(value, "upper")?);
            let bins = field(value, "bins")?.as_u64().ok_or_else(|| bad("`bins` is not a number of bins"))?;
            if value["circular"] == true {
                Axis::circular(bins as usize, low, high)?
            } else if ours["integer"] == true {
                Axis::integer(low as i64, high as i64)?
            } else {
                Axis::regular(bins as usize, low, high)?
            }
        }
        "variable" => variable_from_value(value, &ours["transform"])?,
        "category_int" => Axis::int_categories(&categories(value, Value::as_i64)?, growth)?,
        "category_str" => Axis::str_categories(&categories(value, Value::as_str)?, growth)?,
        other => return Err(bad(format!("there is no axis of type `{other}`"))),
    };
    if let Some(labels) = ours["labels"].as_array() {
        for (i, label) in labels.iter().enumerate() {
            if let Some(label) = label.as_str().filter(|label| !label.is_empty()) {
                axis.set_label(i + 1, label)?;
            }
        }
    }
    let title = value["metadata"]["label"].as_str().unwrap_or_default();
    Ok(axis.titled(title))
}

fn variable_from_value(value: &Value, transform: &Value) -> Result<Axis, HistError> {
    let edges: Vec<f64> = list(value, "edges")?.iter().filter_map(Value::as_f64).collect();
    let (low, high) = (transform["lower"].as_f64(), transform["upper"].as_f64());
    let (Some(name), Some(low), Some(high)) = (transform["name"].as_str(), low, high) else {
        return Axis::variable(&edges);
    };
    let bins = edges.len().saturating_sub(1);
    match name {
        "log" => Axis::log(bins, low, high),
        "sqrt" => Axis::sqrt(bins, low, high),
        _ => Axis::pow(bins, low, high, transform["power"].as_f64().unwrap_or(1.0)),
    }
}

fn categories<'a, T>(value: &'a Value, read: impl Fn(&'a Value) -> Option<T>) -> Result<Vec<T>, HistError> {
    let read = |item| read(item).ok_or_else(|| bad(format!("{item} is no category of this axis")));
    list(value, "categories")?.iter().map(read).collect()
}

pub(crate) fn moments_to_value(moments: &Moments) -> Value {
    json!({"w": number(moments.w), "w2": number(moments.w2), "x": numbers(&moments.x), "x2": numbers(&moments.x2), "xy": numbers(&moments.xy)})
}

pub(crate) fn moments_from_value(value: &Value, dimension: usize) -> Result<Moments, HistError> {
    let mut moments = Moments::new(dimension);
    let lengths = (moments.x.len(), moments.xy.len());
    (moments.w, moments.w2) = (to_real(field(value, "w")?), to_real(field(value, "w2")?));
    (moments.x, moments.x2, moments.xy) = (reals(value, "x")?, reals(value, "x2")?, reals(value, "xy")?);
    if (moments.x.len(), moments.xy.len()) == lengths && moments.x2.len() == lengths.0 {
        Ok(moments)
    } else {
        Err(bad("the running sums belong to another number of axes"))
    }
}

/// JSON has no NaN or infinity: they become `null` and texts.
pub(crate) fn number(x: f64) -> Value {
    if x.is_nan() {
        Value::Null
    } else if x.is_infinite() {
        json!(if x > 0.0 { "Infinity" } else { "-Infinity" })
    } else {
        json!(x)
    }
}

pub(crate) fn numbers(values: &[f64]) -> Vec<Value> {
    values.iter().map(|x| number(*x)).collect()
}

pub(crate) fn to_real(value: &Value) -> f64 {
    match value.as_str() {
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or(f64::NAN),
    }
}

pub(crate) fn bad(reason: impl Into<String>) -> HistError {
    HistError::BadUhi { reason: reason.into() }
}

pub(crate) fn field<'a>(value: &'a Value, key: &str) -> Result<&'a Value, HistError> {
    value.get(key).ok_or_else(|| bad(format!("`{key}` is missing")))
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, HistError> {
    field(value, key)?.as_str().ok_or_else(|| bad(format!("`{key}` is not a text")))
}

fn real(value: &Value, key: &str) -> Result<f64, HistError> {
    field(value, key)?.as_f64().ok_or_else(|| bad(format!("`{key}` is not a number")))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>, HistError> {
    field(value, key)?.as_array().ok_or_else(|| bad(format!("`{key}` is not a list")))
}

/// How the nested lists of the schema (first axis outermost, only the flow bins that an axis has) lie in our
/// flat bins (first axis fastest, always two flow bins).
pub(crate) struct Layout {
    /// For each axis its bins that the schema knows, and the distance of two of them in the flat bins.
    axes: Vec<(std::ops::Range<usize>, usize)>,
}

impl Layout {
    pub(crate) fn new(axes: &[Axis]) -> Self {
        let mut stride = 1;
        let mut all = Vec::new();
        for axis in axes {
            all.push((first_bin(axis)..axis.nbins() + 2, stride));
            stride *= axis.nbins() + 2;
        }
        Self { axes: all }
    }

    /// The layout of a document, whose axes may lack flow bins that ours have.
    pub(crate) fn of(document: &Value, axes: &[Axis]) -> Self {
        let mut layout = Self::new(axes);
        for (i, ((bins, _), axis)) in layout.axes.iter_mut().zip(axes).enumerate() {
            let has = |flow: &str| document["axes"][i][flow].as_bool();
            let (underflow, overflow) = if axis.is_category() {
                (false, has("flow").unwrap_or(true))
            } else {
                (has("underflow").unwrap_or(true), has("overflow").unwrap_or(true))
            };
            *bins = usize::from(!underflow)..axis.nbins() + 1 + usize::from(overflow);
        }
        layout
    }

    pub(crate) fn nest(&self, flat: &[Value]) -> Value {
        fn level(axes: &[(std::ops::Range<usize>, usize)], flat: &[Value], start: usize) -> Value {
            match axes {
                [] => flat[start].clone(),
                [(bins, stride), rest @ ..] => {
                    bins.clone().map(|bin| level(rest, flat, start + bin * stride)).collect()
                }
            }
        }
        level(&self.axes, flat, 0)
    }

    /// The flat bins.
    pub(crate) fn unnest(&self, nested: &Value, size: usize) -> Result<Vec<f64>, HistError> {
        fn level(
            axes: &[(std::ops::Range<usize>, usize)],
            nested: &Value,
            flat: &mut [f64],
            start: usize,
        ) -> Result<(), HistError> {
            let [(bins, stride), rest @ ..] = axes else {
                flat[start] = to_real(nested);
                return Ok(());
            };
            let items = nested.as_array().ok_or_else(|| bad("the values have fewer levels than there are axes"))?;
            if items.len() != bins.len() {
                return Err(bad(format!("{} values for {} bins", items.len(), bins.len())));
            }
            for (i, item) in items.iter().enumerate() {
                level(rest, item, flat, start + (bins.start + i) * stride)?;
            }
            Ok(())
        }
        let mut flat = vec![0.0; size];
        level(&self.axes, nested, &mut flat, 0)?;
        Ok(flat)
    }
}
