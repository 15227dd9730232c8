//! Between trees of values, which objects are read as, and arrays, which types are made from.

use std::sync::Arc;

use crate::{
    column::{Array, Type},
    error::{Error, Result},
    value::{Object, Value},
};

/// Entry `index` as a value: lists and fixed arrays as their items, structs as objects without a class.
pub(crate) fn entry(array: &Array, index: usize) -> Option<Value> {
    Some(match array {
        Array::Bool(v) => Value::Bool(*v.get(index)?),
        Array::I8(v) => Value::Int(i64::from(*v.get(index)?)),
        Array::I16(v) => Value::Int(i64::from(*v.get(index)?)),
        Array::I32(v) => Value::Int(i64::from(*v.get(index)?)),
        Array::I64(v) => Value::Int(*v.get(index)?),
        Array::U8(v) => Value::UInt(u64::from(*v.get(index)?)),
        Array::U16(v) => Value::UInt(u64::from(*v.get(index)?)),
        Array::U32(v) => Value::UInt(u64::from(*v.get(index)?)),
        Array::U64(v) => Value::UInt(*v.get(index)?),
        Array::F32(v) => Value::F32(*v.get(index)?),
        Array::F64(v) => Value::F64(*v.get(index)?),
        Array::String(strings) => {
            let range = *strings.offsets.get(index)? as usize..*strings.offsets.get(index + 1)? as usize;
            Value::String(String::from_utf8_lossy(strings.bytes.get(range)?).into_owned())
        }
        Array::List(list) => {
            let (start, end) = (*list.offsets.get(index)? as usize, *list.offsets.get(index + 1)? as usize);
            Value::Array(list.values.slice(start, end))
        }
        Array::Fixed(fixed) => {
            let (mut values, mut size) = (&*fixed.values, fixed.size);
            while let Array::Fixed(inner) = values {
                size *= inner.size;
                values = &inner.values;
            }
            (index < fixed.length).then(|| Value::Array(values.slice(index * size, (index + 1) * size)))?
        }
        Array::Struct(structs) => {
            let members = structs.fields.iter().map(|(name, array)| Some((name.as_str().into(), entry(array, index)?)));
            Value::Object(Box::new(Object { members: members.collect::<Option<_>>()?, ..Object::default() }))
        }
    })
}

/// Appends a value to an array of another type than the file's, where that keeps it.
///
/// # Errors
/// When the value has another shape, or does not fit; `what` says which member it is.
pub(super) fn push_value(array: &mut Array, value: &Value, what: &str) -> Result<()> {
    let wrong = |array: &Array| Error::WrongType {
        what: what.to_owned(),
        found: match value {
            Value::Array(array) => format!("an array of {}", array.ty()),
            other => other.kind().to_owned(),
        },
        wanted: array.ty().to_string(),
    };
    macro_rules! integer {
        ($values:expr) => {{
            let converted = match value {
                Value::UInt(value) => (*value).try_into().ok(),
                other => other.as_i64().and_then(|value| value.try_into().ok()),
            };
            converted.map(|value| $values.push(value))
        }};
    }
    let done = match array {
        Array::Bool(values) => value.as_i64().map(|value| values.push(value != 0)),
        Array::I8(values) => integer!(values),
        Array::I16(values) => integer!(values),
        Array::I32(values) => integer!(values),
        Array::I64(values) => integer!(values),
        Array::U8(values) => integer!(values),
        Array::U16(values) => integer!(values),
        Array::U32(values) => integer!(values),
        Array::U64(values) => integer!(values),
        Array::F32(values) => value.as_f64().map(|value| values.push(value as f32)),
        Array::F64(values) => value.as_f64().map(|value| values.push(value)),
        Array::String(strings) => value.as_str().map(|text| {
            strings.bytes.extend_from_slice(text.as_bytes());
            strings.offsets.push(strings.bytes.len() as i64);
        }),
        Array::List(list) => {
            match value {
                Value::Array(items) => push_items(&mut list.values, items, what)?,
                Value::List(items) => {
                    items.iter().try_for_each(|item| push_value(&mut list.values, item, what))?;
                }
                _ => return Err(wrong(array)),
            }
            Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
            Some(())
        }
        Array::Fixed(fixed) => {
            let size = fixed.size;
            let items = match value {
                Value::Array(items) if size > 0 && items.len() % size == 0 => items,
                _ => return Err(wrong(array)),
            };
            if let Array::Fixed(inner) = &*fixed.values {
                // Several dimensions stand flat in the file.
                let each = items.len() / size;
                let expected = inner_size(inner);
                if each != expected {
                    return Err(wrong(array));
                }
                for i in 0..size {
                    let part = Value::Array(items.slice(i * each, (i + 1) * each));
                    push_value(&mut fixed.values, &part, what)?;
                }
            } else if items.len() == size {
                push_items(&mut fixed.values, items, what)?;
            } else {
                return Err(wrong(array));
            }
            fixed.length += 1;
            Some(())
        }
        Array::Struct(structs) => {
            let Value::Object(object) = value else { return Err(wrong(array)) };
            for (name, field) in &mut structs.fields {
                let member = object.member(name)?;
                push_value(field, member, &format!("{what}.{name}"))?;
            }
            structs.length += 1;
            Some(())
        }
    };
    done.ok_or_else(|| wrong(array))
}

fn inner_size(fixed: &crate::column::Fixed) -> usize {
    match &*fixed.values {
        Array::Fixed(inner) => fixed.size * inner_size(inner),
        _ => fixed.size,
    }
}

fn push_items(array: &mut Array, items: &Array, what: &str) -> Result<()> {
    if array.ty() == items.ty() {
        return array.append(items.clone());
    }
    for index in 0..items.len() {
        if let Some(value) = entry(items, index) {
            push_value(array, &value, what)?;
        }
    }
    Ok(())
}

/// An array with one entry, of type `ty`, from a value.
pub(super) fn single(ty: &Type, value: &Value, what: &str) -> Result<Array> {
    let mut array = Array::empty(ty);
    push_value(&mut array, value, what)?;
    Ok(array)
}
