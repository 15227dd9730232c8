//! What fields are in memory: their types, and values that are stored as another type.

use super::{
    encoding,
    schema::{Role, Schema},
};
use crate::{
    column::{Array, Type},
    error::{Error, Result},
};

/// Fields nested deeper than this are refused.
pub(super) const MAX_DEPTH: usize = 64;

/// ROOT allows 125.
const MOST_ALTERNATIVES: usize = 255;

/// The type of a field's entries.
pub(super) fn field_type(schema: &Schema, id: usize, depth: usize) -> Result<Type, String> {
    let field = &schema.fields[id];
    if depth > MAX_DEPTH {
        return Err("it is nested too deeply".to_owned());
    }
    let child = |i: usize| match field.children.get(i) {
        Some(child) => field_type(schema, *child, depth + 1),
        None => Err(format!("field `{}` lacks a part", field.name)),
    };
    let columns = field.columns.first().map_or(&[][..], Vec::as_slice);
    let element = |i: usize| -> Result<Type, String> {
        let column = columns.get(i).ok_or_else(|| format!("field `{}` lacks a column", field.name))?;
        let column = &schema.columns[*column];
        if !encoding::bits_allowed(column) {
            return Err(format!("field `{}` has {} bits", field.name, column.bits));
        }
        encoding::element_type(column).ok_or_else(|| format!("columns of type {:#x} are not read", column.kind))
    };
    if let Some(size) = field.repetition {
        let size = usize::try_from(size).ok().filter(|size| *size <= 1 << 30).ok_or("its arrays are too long")?;
        let item = if field.children.is_empty() { element(0)? } else { child(0)? };
        return Ok(Type::Fixed(Box::new(item), size));
    }
    match field.role {
        Role::Collection => Ok(child(0)?.list()),
        Role::Record => {
            let fields: Result<Vec<_>, String> = field
                .children
                .iter()
                .map(|child| Ok((schema.fields[*child].name.clone(), field_type(schema, *child, depth + 1)?)))
                .collect();
            Ok(Type::Struct(fields?))
        }
        Role::Streamer => Ok(Type::U8.list()),
        Role::Variant if field.children.len() > MOST_ALTERNATIVES => Err("it has too many alternatives".to_owned()),
        // Which one, and each alternative as a list of one item or none.
        Role::Variant => {
            let mut fields = vec![("tag".to_owned(), Type::U8)];
            for child in &field.children {
                let ty = field_type(schema, *child, depth + 1)?;
                fields.push((schema.fields[*child].name.clone(), ty.list()));
            }
            element(0).map(|_| Type::Struct(fields))
        }
        Role::Unknown => Err("its role is unknown".to_owned()),
        Role::Leaf if columns.is_empty() => child(0),
        Role::Leaf if columns.len() == 2 => Ok(Type::String),
        Role::Leaf if field.type_name.starts_with("ROOT::RNTupleCardinality") => {
            Ok(if field.type_name.contains("64") { Type::U64 } else { Type::U32 })
        }
        Role::Leaf => {
            let stored = element(0)?;
            let declared = match field.type_name.as_str() {
                "bool" => Type::Bool,
                "char" | "std::int8_t" => Type::I8,
                "std::byte" | "std::uint8_t" => Type::U8,
                "std::int16_t" => Type::I16,
                "std::uint16_t" => Type::U16,
                "std::int32_t" => Type::I32,
                "std::uint32_t" => Type::U32,
                "std::int64_t" => Type::I64,
                "std::uint64_t" => Type::U64,
                "float" => Type::F32,
                "double" => Type::F64,
                _ => stored,
            };
            Ok(declared)
        }
    }
}

/// The type of a selected path: lists and records around the last field, without its siblings.
pub(super) fn path_type(schema: &Schema, path: &[usize]) -> Result<Type, String> {
    let Some((last, parents)) = path.split_last() else { return Err("an empty path".to_owned()) };
    let mut ty = field_type(schema, *last, 0)?;
    for parent in parents.iter().rev() {
        if schema.fields[*parent].role == Role::Collection {
            ty = ty.list();
        }
    }
    Ok(ty)
}

/// The same values as another type.
pub(super) fn convert(array: Array, ty: &Type) -> Result<Array> {
    if array.ty() == *ty {
        return Ok(array);
    }
    let wrong = || Error::WrongType {
        what: "an RNTuple column".to_owned(),
        found: array.ty().to_string(),
        wanted: ty.to_string(),
    };
    // Eight bits are the same eight bits.
    if let (Array::I8(bytes), Type::U8) = (&array, ty) {
        return Ok(Array::U8(bytemuck::cast_slice(bytes).to_vec()));
    }
    let integers = || array.to_i64().ok_or_else(wrong);
    Ok(match ty {
        Type::F32 => Array::F32(array.to_f64().ok_or_else(wrong)?.iter().map(|x| *x as f32).collect()),
        Type::F64 => Array::F64(array.to_f64().ok_or_else(wrong)?),
        Type::Bool => Array::Bool(integers()?.iter().map(|x| *x != 0).collect()),
        Type::I8 => Array::I8(integers()?.iter().map(|x| *x as i8).collect()),
        Type::I16 => Array::I16(integers()?.iter().map(|x| *x as i16).collect()),
        Type::I32 => Array::I32(integers()?.iter().map(|x| *x as i32).collect()),
        Type::I64 => Array::I64(integers()?),
        Type::U8 => Array::U8(integers()?.iter().map(|x| *x as u8).collect()),
        Type::U16 => Array::U16(integers()?.iter().map(|x| *x as u16).collect()),
        Type::U32 => Array::U32(integers()?.iter().map(|x| *x as u32).collect()),
        Type::U64 => Array::U64(integers()?.iter().map(|x| *x as u64).collect()),
        _ => return Err(wrong()),
    })
}
