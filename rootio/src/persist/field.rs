//! Types that structs are made of.

use std::sync::Arc;

use super::{Item, Layout, Persist, Plain, convert::entry};
use crate::{
    column::{Array, Type},
    error::{Error, Result},
    value::Value,
};

/// An array given to [`Persist::append_to`] that is not of the layout's type.
#[cold]
fn mismatch(array: &Array, wanted: &str) -> ! {
    panic!("an array of {} was given for values of {wanted}: arrays are made from `Persist::layout`", array.ty())
}

fn wrong(array: &Array, wanted: &str) -> Error {
    Error::WrongType { what: "a value".to_owned(), found: array.ty().to_string(), wanted: wanted.to_owned() }
}

fn does_not_fit(value: &Value, wanted: &str) -> Error {
    Error::WrongType { what: "a value".to_owned(), found: format!("{value:?}"), wanted: wanted.to_owned() }
}

/// Numbers: `$kind` is the variant of arrays and types, `$stored` what it holds.
macro_rules! numbers {
    ($($type:ty, $stored:ty, $kind:ident, $convert:expr;)*) => { $(
        impl Persist for $type {
            fn layout() -> Layout {
                Layout::Number(Type::$kind)
            }

            fn append_to(&self, array: &mut Array) {
                let Array::$kind(values) = array else { mismatch(array, stringify!($type)) };
                values.push(*self as $stored);
            }

            fn at(array: &Array, index: usize) -> Result<Self> {
                if let Array::$kind(values) = array
                    && let Some(value) = values.get(index)
                {
                    return Ok(*value as $type);
                }
                let value = entry(array, index).ok_or_else(|| wrong(array, stringify!($type)))?;
                $convert(&value).ok_or_else(|| does_not_fit(&value, stringify!($type)))
            }
        }

        impl Item for $type {}
        impl Plain for $type {}
    )* };
}

/// Integers of another width, where the value fits.
fn integer<T: TryFrom<i64> + TryFrom<u64>>(value: &Value) -> Option<T> {
    match value {
        Value::UInt(value) => T::try_from(*value).ok(),
        other => other.as_i64().and_then(|value| T::try_from(value).ok()),
    }
}

numbers! {
    i8, i8, I8, integer;
    i16, i16, I16, integer;
    i32, i32, I32, integer;
    i64, i64, I64, integer;
    u8, u8, U8, integer;
    u16, u16, U16, integer;
    u32, u32, U32, integer;
    u64, u64, U64, integer;
    usize, u64, U64, integer;
    isize, i64, I64, integer;
    f32, f32, F32, |value: &Value| value.as_f64().map(|value| value as f32);
    f64, f64, F64, Value::as_f64;
}

impl Persist for bool {
    fn layout() -> Layout {
        Layout::Number(Type::Bool)
    }

    fn append_to(&self, array: &mut Array) {
        let Array::Bool(values) = array else { mismatch(array, "bool") };
        values.push(*self);
    }

    fn at(array: &Array, index: usize) -> Result<Self> {
        match entry(array, index) {
            Some(Value::Bool(value)) => Ok(value),
            _ => Err(wrong(array, "bool")),
        }
    }
}

impl Item for bool {}
impl Plain for bool {}

impl Persist for String {
    fn layout() -> Layout {
        Layout::Text
    }

    fn append_to(&self, array: &mut Array) {
        let Array::String(strings) = array else { mismatch(array, "String") };
        strings.bytes.extend_from_slice(self.as_bytes());
        strings.offsets.push(strings.bytes.len() as i64);
    }

    fn at(array: &Array, index: usize) -> Result<Self> {
        match entry(array, index) {
            Some(Value::String(value)) => Ok(value),
            _ => Err(wrong(array, "String")),
        }
    }
}

impl Item for String {}

impl<T: Item> Persist for Vec<T> {
    fn layout() -> Layout {
        Layout::List(Box::new(T::layout()))
    }

    fn append_to(&self, array: &mut Array) {
        let Array::List(list) = array else { mismatch(array, "Vec") };
        for item in self {
            item.append_to(&mut list.values);
        }
        Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
    }

    fn at(array: &Array, index: usize) -> Result<Self> {
        match array {
            Array::List(list) => {
                let range = list.offsets.get(index).zip(list.offsets.get(index + 1));
                let (start, end) = range.ok_or_else(|| wrong(array, "Vec"))?;
                (*start as usize..*end as usize).map(|i| T::at(&list.values, i)).collect()
            }
            // A fixed array in the file.
            Array::Fixed(fixed) => {
                (index * fixed.size..(index + 1) * fixed.size).map(|i| T::at(&fixed.values, i)).collect()
            }
            other => Err(wrong(other, "Vec")),
        }
    }
}

impl<T: Item> Item for Vec<T> {}

impl<T: Plain, const N: usize> Persist for [T; N] {
    fn layout() -> Layout {
        Layout::Fixed(Box::new(T::layout()), N)
    }

    fn append_to(&self, array: &mut Array) {
        let Array::Fixed(fixed) = array else { mismatch(array, "a fixed array") };
        for item in self {
            item.append_to(&mut fixed.values);
        }
        fixed.length += 1;
    }

    fn at(array: &Array, index: usize) -> Result<Self> {
        let items: Vec<T> = match array {
            Array::Fixed(fixed) if fixed.size == N => {
                (index * N..(index + 1) * N).map(|i| T::at(&fixed.values, i)).collect::<Result<_>>()?
            }
            Array::List(list) => {
                let range = list.offsets.get(index).zip(list.offsets.get(index + 1));
                let (start, end) = range.ok_or_else(|| wrong(array, "a fixed array"))?;
                (*start as usize..*end as usize).map(|i| T::at(&list.values, i)).collect::<Result<_>>()?
            }
            other => return Err(wrong(other, &format!("an array of {N}"))),
        };
        let found = items.len();
        items.try_into().map_err(|_| Error::WrongType {
            what: "an array".to_owned(),
            found: format!("{found} long"),
            wanted: format!("{N} items"),
        })
    }
}

impl<T: Plain, const N: usize> Plain for [T; N] {}
