//! Stored objects as plain values, and back: no drawing, no binning logic, only what the file holds.

mod function;
mod graph;
mod histogram;
mod sparse;
mod text;

pub use function::Function;
pub use graph::{Graph, GraphErrors};
pub use histogram::{Axis, Histogram, Profile, Storage};
pub use sparse::{Sparse, SparseBin};
pub use text::{Number, Parameter, Text};

use crate::{
    error::Result,
    persist::Class,
    value::{Object, Value},
};

/// A value that can be written as an object of one of ROOT's classes.
pub trait ToObject {
    /// The object: members that are not given keep ROOT's defaults.
    fn to_object(&self) -> Object;

    /// Structs of the user in it, whose layouts the file must tell.
    ///
    /// # Errors
    /// When one has no layout.
    fn layouts(&self) -> Result<Vec<Class>> {
        Ok(vec![])
    }

    /// The name under which it is written when none is given.
    #[expect(clippy::unnecessary_literal_bound, reason = "others return what they hold")]
    fn name(&self) -> &str {
        ""
    }

    /// The title of its key.
    #[expect(clippy::unnecessary_literal_bound, reason = "others return what they hold")]
    fn title(&self) -> &str {
        ""
    }
}

impl ToObject for Object {
    fn to_object(&self) -> Object {
        self.clone()
    }

    fn name(&self) -> &str {
        self.get("fName").and_then(Value::as_str).unwrap_or_default()
    }

    fn title(&self) -> &str {
        self.get("fTitle").and_then(Value::as_str).unwrap_or_default()
    }
}

/// An object from its members.
pub(crate) fn object(class: &str, members: Vec<(&str, Value)>) -> Object {
    Object {
        class: class.to_owned(),
        members: members.into_iter().map(|(name, value)| (name.into(), value)).collect(),
        ..Object::default()
    }
}

/// An object as a value.
pub(crate) fn boxed(object: Object) -> Value {
    Value::Object(Box::new(object))
}

/// Text as a value.
pub(crate) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}
