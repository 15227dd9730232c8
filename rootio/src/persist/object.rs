//! One value of the user as an object.

use super::{
    Class, Item, Layout, Persist,
    convert::{entry, single},
    prune::pruned,
};
use crate::{
    column::Array,
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
    views::ToObject,
};

/// The value as an object of its class, or of a standard vector; empty for a type without an end.
pub fn to_object<T: Persist>(value: &T) -> Object {
    let layout = T::layout();
    let Ok(ty) = layout.ty() else { return Object::default() };
    let mut array = Array::empty(&ty);
    value.append_to(&mut array);
    let class = layout.cxx_name();
    match entry(&array, 0) {
        Some(Value::Object(object)) => Object { class, ..*object },
        Some(other) => Object { class, members: vec![("value".into(), other)], ..Object::default() },
        None => Object::default(),
    }
}

/// The value from an object of its class.
///
/// # Errors
/// When the class is another, or a member is missing or does not fit.
pub fn from_object<T: Persist>(object: &Object) -> Result<T> {
    let layout = T::layout();
    let class = layout.cxx_name();
    if object.class != class {
        return Err(Error::WrongClass {
            name: String::new(),
            class: object.class.clone(),
            wanted: format!("a {class}"),
        });
    }
    let value = match &layout {
        Layout::Class(_) => Value::Object(Box::new(object.clone())),
        _ => object.member("value")?.clone(),
    };
    let ty = pruned(&layout, &value)?;
    T::at(&single(&ty, &value, &class)?, 0)
}

/// The structs in a type: their layouts go into the file.
///
/// # Errors
/// When one contains itself.
pub fn layouts<T: Persist>() -> Result<Vec<Class>> {
    let layout = T::layout();
    layout.ty()?;
    let mut found = vec![];
    layout.classes(&mut found);
    Ok(found)
}

/// A standard vector: `vector<double>`, `vector<Event>`.
impl<T: Item> ToObject for Vec<T> {
    fn to_object(&self) -> Object {
        to_object(self)
    }

    fn layouts(&self) -> Result<Vec<Class>> {
        layouts::<Self>()
    }
}

impl<T: Item> FromObject for Vec<T> {
    fn from_object(object: &Object) -> Result<Self> {
        from_object(object)
    }
}
