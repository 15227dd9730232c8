//! Arrays of values.

use std::sync::Arc;

use super::Type;
use crate::error::{Error, Result};

/// Texts side by side: text `i` is `bytes[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Strings {
    /// One more than there are texts, starting at 0.
    pub offsets: Vec<i64>,
    /// The texts' bytes, as the file has them (mostly UTF-8).
    pub bytes: Vec<u8>,
}

/// Lists: list `i` is `values[offsets[i]..offsets[i + 1]]`. Columns with a common counter share their offsets.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// One more than there are lists, starting at 0.
    pub offsets: Arc<Vec<i64>>,
    /// The items of all lists.
    pub values: Box<Array>,
}

/// Arrays of one size, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// Items in each.
    pub size: usize,
    /// The number of arrays.
    pub length: usize,
    /// The items of all: `size × length`.
    pub values: Box<Array>,
}

/// Structs, member by member.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// The number of structs: the length of each member's array.
    pub length: usize,
    /// Names and values.
    pub fields: Vec<(String, Array)>,
}

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Array {
    Bool(Vec<bool>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    String(Strings),
    List(List),
    Fixed(Fixed),
    Struct(Struct),
}

/// Runs the same code for each primitive kind: `$values` is the vector.
macro_rules! each_primitive {
    ($array:expr, $values:ident => $body:expr, $($rest:tt)*) => {
        match $array {
            Array::Bool($values) => $body,
            Array::I8($values) => $body,
            Array::I16($values) => $body,
            Array::I32($values) => $body,
            Array::I64($values) => $body,
            Array::U8($values) => $body,
            Array::U16($values) => $body,
            Array::U32($values) => $body,
            Array::U64($values) => $body,
            Array::F32($values) => $body,
            Array::F64($values) => $body,
            $($rest)*
        }
    };
}
pub(super) use each_primitive;

impl Array {
    /// An array of a type, without values.
    pub fn empty(ty: &Type) -> Array {
        match ty {
            Type::String => Array::String(Strings { offsets: vec![0], bytes: vec![] }),
            Type::List(item) => Array::List(List { offsets: Arc::new(vec![0]), values: Box::new(Array::empty(item)) }),
            Type::Fixed(item, size) => {
                Array::Fixed(Fixed { size: *size, length: 0, values: Box::new(Array::empty(item)) })
            }
            Type::Struct(fields) => Array::Struct(Struct {
                length: 0,
                fields: fields.iter().map(|(name, ty)| (name.clone(), Array::empty(ty))).collect(),
            }),
            primitive => Array::zeros(primitive, 0),
        }
    }

    /// `length` zeros of a primitive type; the system gives the pages when they are written.
    pub(crate) fn zeros(ty: &Type, length: usize) -> Array {
        match ty {
            Type::Bool => Array::Bool(vec![false; length]),
            Type::I8 => Array::I8(vec![0; length]),
            Type::I16 => Array::I16(vec![0; length]),
            Type::I32 => Array::I32(vec![0; length]),
            Type::I64 => Array::I64(vec![0; length]),
            Type::U8 => Array::U8(vec![0; length]),
            Type::U16 => Array::U16(vec![0; length]),
            Type::U32 => Array::U32(vec![0; length]),
            Type::U64 => Array::U64(vec![0; length]),
            Type::F32 => Array::F32(vec![0.0; length]),
            Type::F64 => Array::F64(vec![0.0; length]),
            other => Array::empty(other),
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        each_primitive!(self, values => values.len(),
            Array::String(strings) => strings.offsets.len() - 1,
            Array::List(list) => list.offsets.len() - 1,
            Array::Fixed(fixed) => fixed.length,
            Array::Struct(fields) => fields.length,
        )
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type of the entries.
    pub fn ty(&self) -> Type {
        match self {
            Array::Bool(_) => Type::Bool,
            Array::I8(_) => Type::I8,
            Array::I16(_) => Type::I16,
            Array::I32(_) => Type::I32,
            Array::I64(_) => Type::I64,
            Array::U8(_) => Type::U8,
            Array::U16(_) => Type::U16,
            Array::U32(_) => Type::U32,
            Array::U64(_) => Type::U64,
            Array::F32(_) => Type::F32,
            Array::F64(_) => Type::F64,
            Array::String(_) => Type::String,
            Array::List(list) => list.values.ty().list(),
            Array::Fixed(fixed) => Type::Fixed(Box::new(fixed.values.ty()), fixed.size),
            Array::Struct(fields) => {
                Type::Struct(fields.fields.iter().map(|(name, array)| (name.clone(), array.ty())).collect())
            }
        }
    }

    /// Appends the entries of another array of the same type.
    ///
    /// # Errors
    /// When the types differ.
    pub fn append(&mut self, other: Array) -> Result<()> {
        // Nothing yet: the other's memory is taken over.
        if self.is_empty() && self.ty() == other.ty() {
            *self = other;
            return Ok(());
        }
        macro_rules! pairs {
            ($($kind:ident),*) => {
                match (self, other) {
                    $((Array::$kind(a), Array::$kind(b)) => a.extend_from_slice(&b),)*
                    (Array::String(a), Array::String(b)) => {
                        let base = a.bytes.len() as i64;
                        a.offsets.extend(b.offsets[1..].iter().map(|o| o + base));
                        a.bytes.extend_from_slice(&b.bytes);
                    }
                    (Array::List(a), Array::List(b)) => {
                        let base = a.values.len() as i64;
                        Arc::make_mut(&mut a.offsets).extend(b.offsets[1..].iter().map(|o| o + base));
                        a.values.append(*b.values)?;
                    }
                    (Array::Fixed(a), Array::Fixed(b)) if a.size == b.size => {
                        a.length += b.length;
                        a.values.append(*b.values)?;
                    }
                    (Array::Struct(a), Array::Struct(b)) if a.fields.len() == b.fields.len() => {
                        a.length += b.length;
                        for ((_, a), (_, b)) in a.fields.iter_mut().zip(b.fields) {
                            a.append(b)?;
                        }
                    }
                    (a, b) => {
                        return Err(Error::WrongType {
                            what: "an appended array".to_owned(),
                            found: b.ty().to_string(),
                            wanted: a.ty().to_string(),
                        });
                    }
                }
            };
        }
        pairs!(Bool, I8, I16, I32, I64, U8, U16, U32, U64, F32, F64);
        Ok(())
    }

    /// The entries `start..end` as an array of their own; the range must be inside.
    pub fn slice(&self, start: usize, end: usize) -> Array {
        macro_rules! cut {
            ($($kind:ident),*) => {
                match self {
                    $(Array::$kind(values) => Array::$kind(values[start..end].to_vec()),)*
                    Array::String(strings) => {
                        let (offsets, first, last) = rebased(&strings.offsets[start..=end]);
                        Array::String(Strings { offsets, bytes: strings.bytes[first..last].to_vec() })
                    }
                    Array::List(list) => {
                        let (offsets, first, last) = rebased(&list.offsets[start..=end]);
                        Array::List(List { offsets: Arc::new(offsets), values: Box::new(list.values.slice(first, last)) })
                    }
                    Array::Fixed(fixed) => Array::Fixed(Fixed {
                        size: fixed.size,
                        length: end - start,
                        values: Box::new(fixed.values.slice(start * fixed.size, end * fixed.size)),
                    }),
                    Array::Struct(fields) => Array::Struct(Struct {
                        length: end - start,
                        fields: fields.fields.iter().map(|(n, a)| (n.clone(), a.slice(start, end))).collect(),
                    }),
                }
            };
        }
        cut!(Bool, I8, I16, I32, I64, U8, U16, U32, U64, F32, F64)
    }

    /// The values as 64-bit floats, when they are primitive.
    pub fn to_f64(&self) -> Option<Vec<f64>> {
        Some(match self {
            Array::Bool(v) => v.iter().map(|x| f64::from(u8::from(*x))).collect(),
            Array::I8(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::I16(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::I32(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::I64(v) => v.iter().map(|x| *x as f64).collect(),
            Array::U8(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::U16(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::U32(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::U64(v) => v.iter().map(|x| *x as f64).collect(),
            Array::F32(v) => v.iter().map(|x| f64::from(*x)).collect(),
            Array::F64(v) => v.clone(),
            _ => return None,
        })
    }

    /// The values as 64-bit integers, when they are integers or booleans.
    pub fn to_i64(&self) -> Option<Vec<i64>> {
        Some(match self {
            Array::Bool(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::I8(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::I16(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::I32(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::I64(v) => v.clone(),
            Array::U8(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::U16(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::U32(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Array::U64(v) => v.iter().map(|x| *x as i64).collect(),
            _ => return None,
        })
    }

    /// The memory of a primitive array, as bytes.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        use bytemuck::cast_slice;
        Some(match self {
            Array::Bool(v) => cast_slice(v),
            Array::I8(v) => cast_slice(v),
            Array::I16(v) => cast_slice(v),
            Array::I32(v) => cast_slice(v),
            Array::I64(v) => cast_slice(v),
            Array::U8(v) => v,
            Array::U16(v) => cast_slice(v),
            Array::U32(v) => cast_slice(v),
            Array::U64(v) => cast_slice(v),
            Array::F32(v) => cast_slice(v),
            Array::F64(v) => cast_slice(v),
            _ => return None,
        })
    }

    /// The memory of a primitive array that is not boolean, as bytes to fill.
    pub(crate) fn as_bytes_mut(&mut self) -> Option<&mut [u8]> {
        use bytemuck::cast_slice_mut;
        Some(match self {
            Array::I8(v) => cast_slice_mut(v),
            Array::I16(v) => cast_slice_mut(v),
            Array::I32(v) => cast_slice_mut(v),
            Array::I64(v) => cast_slice_mut(v),
            Array::U8(v) => v,
            Array::U16(v) => cast_slice_mut(v),
            Array::U32(v) => cast_slice_mut(v),
            Array::U64(v) => cast_slice_mut(v),
            Array::F32(v) => cast_slice_mut(v),
            Array::F64(v) => cast_slice_mut(v),
            _ => return None,
        })
    }
}

fn rebased(offsets: &[i64]) -> (Vec<i64>, usize, usize) {
    let (first, last) = (offsets[0], offsets[offsets.len() - 1]);
    (offsets.iter().map(|o| o - first).collect(), first as usize, last as usize)
}

macro_rules! from_vec {
    ($($kind:ident $type:ty),*) => { $(
        impl From<Vec<$type>> for Array {
            fn from(values: Vec<$type>) -> Array {
                Array::$kind(values)
            }
        }

        impl From<Vec<Vec<$type>>> for Array {
            fn from(lists: Vec<Vec<$type>>) -> Array {
                let mut offsets = vec![0];
                let mut values = vec![];
                for list in lists {
                    values.extend(list);
                    offsets.push(values.len() as i64);
                }
                Array::List(List { offsets: Arc::new(offsets), values: Box::new(Array::$kind(values)) })
            }
        }
    )* };
}
from_vec!(Bool bool, I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64);

impl From<Vec<String>> for Array {
    fn from(texts: Vec<String>) -> Array {
        let mut strings = Strings { offsets: vec![0], bytes: vec![] };
        for text in texts {
            strings.bytes.extend_from_slice(text.as_bytes());
            strings.offsets.push(strings.bytes.len() as i64);
        }
        Array::String(strings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appending_lists_shifts_their_offsets() {
        let mut a: Array = vec![vec![1i32, 2], vec![]].into();
        a.append(vec![vec![3i32]].into()).unwrap();
        assert_eq!(a, vec![vec![1i32, 2], vec![], vec![3]].into());
        assert_eq!(a.slice(1, 3), vec![vec![], vec![3i32]].into());
    }

    #[test]
    fn appending_another_type_is_an_error() {
        let mut a: Array = vec![1i32].into();
        assert!(a.append(vec![1f32].into()).is_err());
    }
}
