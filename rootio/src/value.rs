//! Any stored object as a tree of values.

use std::sync::Arc;

use crate::{
    column::Array,
    error::{Error, Result, nearest},
};

/// A value of any type that a ROOT file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A pointer to nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    UInt(u64),
    /// A single-precision number.
    F32(f32),
    /// A double-precision number.
    F64(f64),
    /// Text.
    String(String),
    /// Numbers side by side, or a standard container.
    Array(Array),
    /// Values of any kind.
    List(Vec<Value>),
    /// An object.
    Object(Box<Object>),
    /// A pointer to an object that appears elsewhere in the tree: its [`Object::id`].
    Ref(u32),
    /// Bytes whose layout the file does not tell; the rest of the file is not affected.
    Unreadable {
        /// The class.
        class: String,
        /// Why it was skipped.
        why: String,
    },
}

/// An object: its class, and its members with those of its bases, in the order of the file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Object {
    /// The class, such as `TH1D`.
    pub class: String,
    /// The class version in the file.
    pub version: i32,
    /// A number for [`Value::Ref`], when the object was behind a pointer.
    pub id: Option<u32>,
    /// Member names and values.
    pub members: Vec<(Arc<str>, Value)>,
    /// The direct bases.
    pub bases: Vec<Arc<str>>,
}

impl Object {
    /// The member of this name; where a base has one of the same name, the base's.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(n, _)| &**n == name).map(|(_, value)| value)
    }

    /// Whether the class is `class` or has it as a direct base.
    pub fn is_a(&self, class: &str) -> bool {
        self.class == class || self.bases.iter().any(|base| &**base == class)
    }

    /// The member of this name.
    pub(crate) fn member(&self, name: &str) -> Result<&Value> {
        self.need(name)
    }

    fn need(&self, name: &str) -> Result<&Value> {
        self.get(name).ok_or_else(|| Error::NoKey {
            file: self.class.clone(),
            name: name.to_owned(),
            near: nearest(name, self.members.iter().map(|(n, _)| &**n)),
        })
    }

    fn wrong(&self, name: &str, found: &Value, wanted: &str) -> Error {
        Error::WrongType {
            what: format!("`{name}` of {}", self.class),
            found: found.kind().to_owned(),
            wanted: wanted.to_owned(),
        }
    }

    /// A member as a float.
    ///
    /// # Errors
    /// When it is missing or not a number.
    pub fn f64(&self, name: &str) -> Result<f64> {
        let value = self.need(name)?;
        value.as_f64().ok_or_else(|| self.wrong(name, value, "a number"))
    }

    /// A member as an integer.
    ///
    /// # Errors
    /// When it is missing or not an integer.
    pub fn i64(&self, name: &str) -> Result<i64> {
        let value = self.need(name)?;
        value.as_i64().ok_or_else(|| self.wrong(name, value, "an integer"))
    }

    /// A member as text.
    ///
    /// # Errors
    /// When it is missing or not text.
    pub fn str(&self, name: &str) -> Result<&str> {
        let value = self.need(name)?;
        value.as_str().ok_or_else(|| self.wrong(name, value, "text"))
    }

    /// A member as floats.
    ///
    /// # Errors
    /// When it is missing or not numbers.
    pub fn f64s(&self, name: &str) -> Result<Vec<f64>> {
        let value = self.need(name)?;
        match value {
            Value::Array(array) => array.to_f64(),
            Value::Object(object) => object.get("fArray").and_then(|v| match v {
                Value::Array(array) => array.to_f64(),
                _ => None,
            }),
            Value::Null => Some(vec![]),
            _ => None,
        }
        .ok_or_else(|| self.wrong(name, value, "numbers"))
    }

    /// A member as integers.
    ///
    /// # Errors
    /// When it is missing or not integers.
    pub fn i64s(&self, name: &str) -> Result<Vec<i64>> {
        let value = self.need(name)?;
        match value {
            Value::Array(array) => array.to_i64(),
            Value::Null => Some(vec![]),
            _ => None,
        }
        .ok_or_else(|| self.wrong(name, value, "integers"))
    }

    /// A member that is an object.
    ///
    /// # Errors
    /// When it is missing or not an object.
    pub fn object(&self, name: &str) -> Result<&Object> {
        let value = self.need(name)?;
        value.as_object().ok_or_else(|| self.wrong(name, value, "an object"))
    }

    /// The items of a member that is a list (`TList`, `TObjArray`, …); none where it is null.
    ///
    /// # Errors
    /// When it is missing or not a list.
    pub fn items(&self, name: &str) -> Result<&[Value]> {
        let value = self.need(name)?;
        match value {
            Value::Null => Ok(&[]),
            Value::List(items) => Ok(items),
            Value::Object(list) => match list.get("arr") {
                Some(Value::List(items)) => Ok(items),
                _ => Err(self.wrong(name, value, "a list")),
            },
            _ => Err(self.wrong(name, value, "a list")),
        }
    }

    /// Calls `visit` with this object and every object inside it.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Object)) {
        visit(self);
        for (_, value) in &self.members {
            value.visit(visit);
        }
    }
}

impl Value {
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Object)) {
        match self {
            Value::Object(object) => object.visit(visit),
            Value::List(items) => items.iter().for_each(|item| item.visit(visit)),
            _ => {}
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::UInt(_) => "an integer",
            Value::F32(_) | Value::F64(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "an array",
            Value::List(_) => "a list",
            Value::Object(object) => &object.class,
            Value::Ref(_) => "a reference",
            Value::Unreadable { .. } => "unreadable",
        }
    }

    /// As a float.
    pub fn as_f64(&self) -> Option<f64> {
        Some(match self {
            Value::Bool(b) => f64::from(u8::from(*b)),
            Value::Int(i) => *i as f64,
            Value::UInt(u) => *u as f64,
            Value::F32(x) => f64::from(*x),
            Value::F64(x) => *x,
            _ => return None,
        })
    }

    /// As an integer.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Bool(b) => Some(i64::from(*b)),
            Value::Int(i) => Some(*i),
            Value::UInt(u) => i64::try_from(*u).ok(),
            _ => None,
        }
    }

    /// As text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// As an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }
}
