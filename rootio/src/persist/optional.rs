//! Values that may be absent.

use super::{Item, Layout, Persist};
use crate::{
    column::{Array, Type},
    error::{Error, Result},
};

/// Stored as a vector of none or one, which every reader of ROOT files knows. A file without the member reads as
/// `None`, and one that always had a value as `Some`.
impl<T: Item> Persist for Option<T> {
    fn layout() -> Layout {
        Layout::List(Box::new(T::layout()))
    }

    fn append_to(&self, array: &mut Array) {
        let Array::List(list) = array else {
            panic!("an array of {} was given for an option: arrays are made from `Persist::layout`", array.ty())
        };
        if let Some(value) = self {
            value.append_to(&mut list.values);
        }
        std::sync::Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
    }

    fn at(array: &Array, index: usize) -> Result<Self> {
        let Array::List(list) = array else { return T::at(array, index).map(Some) };
        // A vector that always was one has a level less than the option of a vector.
        if let item @ Layout::List(_) = T::layout()
            && levels(&array.ty()) <= levels(&item.ty()?)
        {
            return T::at(array, index).map(Some);
        }
        let range = list.offsets.get(index).zip(list.offsets.get(index + 1));
        match range.map(|(start, end)| (*start as usize, *end - *start)) {
            Some((_, 0)) => Ok(None),
            Some((start, 1)) => T::at(&list.values, start).map(Some),
            other => Err(Error::WrongType {
                what: "a value".to_owned(),
                found: format!("a list of {}", other.map_or(0, |(_, length)| length)),
                wanted: "none or one".to_owned(),
            }),
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Item> Item for Option<T> {}

/// How many lists are around the items.
fn levels(ty: &Type) -> usize {
    match ty {
        Type::List(item) => 1 + levels(item),
        _ => 0,
    }
}
