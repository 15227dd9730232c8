//! Objects as ROOT's JSON, which JSROOT draws.

use serde_json::{Map, Value as Json, json};

use crate::{
    column::Array,
    value::{Object, Value},
};

impl Object {
    /// The object as JSROOT reads it. Numbers that JSON cannot spell (NaN, ±inf) become null.
    pub fn to_json(&self) -> Json {
        Writer { ids: vec![], count: 0 }.object(self)
    }
}

/// References are positions among the objects written so far.
struct Writer {
    ids: Vec<(u32, usize)>,
    count: usize,
}

impl Writer {
    fn object(&mut self, object: &Object) -> Json {
        // Arrays have no members of their own in JSON.
        if object.class.starts_with("TArray")
            && let Some(Value::Array(array)) = object.get("fArray")
        {
            return numbers(array);
        }
        if let Some(id) = object.id {
            self.ids.push((id, self.count));
        }
        self.count += 1;
        let mut map = Map::new();
        map.insert("_typename".to_owned(), json!(object.class));
        let list = matches!(object.class.as_str(), "TList" | "THashList" | "TObjArray" | "TClonesArray" | "TMap");
        if list {
            map.insert("name".to_owned(), json!(object.class));
        }
        for (name, value) in &object.members {
            // The bits of a list, and its own name, are not part of ROOT's JSON.
            if list && matches!(&**name, "fUniqueID" | "fBits" | "name" | "low") {
                continue;
            }
            let name = if name.starts_with("TArray") { "fArray" } else { name };
            map.insert(name.to_owned(), self.value(value));
        }
        Json::Object(map)
    }

    fn value(&mut self, value: &Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(b) => json!(b),
            Value::Int(i) => json!(i),
            Value::UInt(u) => json!(u),
            Value::F32(x) => single(*x),
            Value::F64(x) => double(*x),
            Value::String(text) => json!(text),
            Value::Array(array) => numbers(array),
            Value::List(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(object) => self.object(object),
            Value::Ref(id) => match self.ids.iter().find(|(known, _)| known == id) {
                Some((_, position)) => json!({ "$ref": position }),
                None => Json::Null,
            },
            Value::Unreadable { .. } => Json::Null,
        }
    }
}

/// The shortest text that gives back the single-precision number: 0.035, not 0.03500000014901161.
fn single(x: f32) -> Json {
    x.to_string().parse::<f64>().map_or(Json::Null, double)
}

fn double(x: f64) -> Json {
    // Whole numbers are shorter without a fraction, as ROOT writes them.
    if x.fract() == 0.0 && x.abs() < 9e15 {
        return json!(x as i64);
    }
    json!(x)
}

/// An array entry by entry.
pub(crate) fn numbers(array: &Array) -> Json {
    match array {
        Array::Bool(v) => json!(v),
        Array::I8(v) => json!(v),
        Array::I16(v) => json!(v),
        Array::I32(v) => json!(v),
        Array::I64(v) => json!(v),
        Array::U8(v) => v.iter().map(|x| json!(x)).collect(),
        Array::U16(v) => json!(v),
        Array::U32(v) => json!(v),
        Array::U64(v) => json!(v),
        Array::F32(v) => v.iter().map(|x| single(*x)).collect(),
        Array::F64(v) => v.iter().map(|x| double(*x)).collect(),
        Array::String(strings) => strings
            .offsets
            .windows(2)
            .map(|w| json!(String::from_utf8_lossy(&strings.bytes[w[0] as usize..w[1] as usize])))
            .collect(),
        Array::List(list) => {
            list.offsets.windows(2).map(|w| numbers(&list.values.slice(w[0] as usize, w[1] as usize))).collect()
        }
        Array::Fixed(fixed) => {
            (0..fixed.length).map(|i| numbers(&fixed.values.slice(i * fixed.size, (i + 1) * fixed.size))).collect()
        }
        Array::Struct(structs) => {
            let columns: Vec<(&String, Vec<Json>)> = structs
                .fields
                .iter()
                .map(|(name, array)| {
                    let values = match numbers(array) {
                        Json::Array(values) => values,
                        _ => vec![],
                    };
                    (name, values)
                })
                .collect();
            (0..structs.length)
                .map(|i| {
                    let fields: Map<String, Json> = columns
                        .iter()
                        .map(|(name, values)| ((*name).clone(), values.get(i).cloned().unwrap_or(Json::Null)))
                        .collect();
                    Json::Object(fields)
                })
                .collect()
        }
    }
}
