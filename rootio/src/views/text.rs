//! Texts and single numbers.

use super::{ToObject, object, text};
use crate::{
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
};

/// A text: `TObjString`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text(pub String);

impl FromObject for Text {
    fn from_object(object: &Object) -> Result<Self> {
        match object.class.as_str() {
            "TObjString" => Ok(Self(object.str("fString")?.to_owned())),
            "TNamed" => Ok(Self(object.str("fTitle")?.to_owned())),
            "string" | "TString" => Ok(Self(object.str("value")?.to_owned())),
            class => {
                Err(Error::WrongClass { name: String::new(), class: class.to_owned(), wanted: "a text".to_owned() })
            }
        }
    }
}

impl ToObject for Text {
    fn to_object(&self) -> Object {
        object("TObjString", vec![("fString", text(&self.0))])
    }

    fn title(&self) -> &'static str {
        "Collectable string class"
    }
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Number {
    F64(f64),
    F32(f32),
    I32(i32),
    I64(i64),
    Bool(bool),
}

/// A named number: `TParameter`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Number,
}

impl FromObject for Parameter {
    fn from_object(object: &Object) -> Result<Self> {
        let wrong = || Error::WrongClass {
            name: object.str("fName").unwrap_or_default().to_owned(),
            class: object.class.clone(),
            wanted: "a TParameter".to_owned(),
        };
        let inner = object.class.strip_prefix("TParameter<").and_then(|c| c.strip_suffix('>')).ok_or_else(wrong)?;
        let value = match inner {
            "double" => Number::F64(object.f64("fVal")?),
            "float" => Number::F32(object.f64("fVal")? as f32),
            "int" => Number::I32(object.i64("fVal")? as i32),
            "bool" => Number::Bool(object.i64("fVal")? != 0),
            "long" | "Long64_t" | "long long" => Number::I64(object.i64("fVal")?),
            _ => return Err(wrong()),
        };
        Ok(Self { name: object.str("fName")?.to_owned(), value })
    }
}

impl ToObject for Parameter {
    fn to_object(&self) -> Object {
        let (class, value) = match self.value {
            Number::F64(x) => ("TParameter<double>", Value::F64(x)),
            Number::F32(x) => ("TParameter<float>", Value::F32(x)),
            Number::I32(x) => ("TParameter<int>", Value::Int(i64::from(x))),
            Number::I64(x) => ("TParameter<long long>", Value::Int(x)),
            Number::Bool(x) => ("TParameter<bool>", Value::Bool(x)),
        };
        object(class, vec![("fName", text(&self.name)), ("fVal", value)])
    }

    fn name(&self) -> &str {
        &self.name
    }
}
