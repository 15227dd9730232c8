//! The types that columns have.

use std::fmt;

/// The type of a column's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Booleans.
    Bool,
    /// 8-bit integers.
    I8,
    /// 16-bit integers.
    I16,
    /// 32-bit integers.
    I32,
    /// 64-bit integers.
    I64,
    /// 8-bit unsigned integers.
    U8,
    /// 16-bit unsigned integers.
    U16,
    /// 32-bit unsigned integers.
    U32,
    /// 64-bit unsigned integers.
    U64,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
    /// Text.
    String,
    /// Any number of items.
    List(Box<Type>),
    /// A fixed number of items.
    Fixed(Box<Type>, usize),
    /// Named members.
    Struct(Vec<(String, Type)>),
}

impl Type {
    /// A list of this type.
    pub fn list(self) -> Type {
        Type::List(Box::new(self))
    }

    /// Fixed arrays of this type: the last of `dimensions` varies fastest.
    pub fn fixed(self, dimensions: &[usize]) -> Type {
        dimensions.iter().rev().fold(self, |item, size| Type::Fixed(Box::new(item), *size))
    }

    /// Bytes of one value of a primitive type, `None` for the others.
    pub fn width(&self) -> Option<usize> {
        Some(match self {
            Type::Bool | Type::I8 | Type::U8 => 1,
            Type::I16 | Type::U16 => 2,
            Type::I32 | Type::U32 | Type::F32 => 4,
            Type::I64 | Type::U64 | Type::F64 => 8,
            _ => return None,
        })
    }
}

/// Rust's spelling: `f32`, `[i32; 3]`, `Vec<f32>`, `{x: f64, y: f64}`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Bool => f.write_str("bool"),
            Type::I8 => f.write_str("i8"),
            Type::I16 => f.write_str("i16"),
            Type::I32 => f.write_str("i32"),
            Type::I64 => f.write_str("i64"),
            Type::U8 => f.write_str("u8"),
            Type::U16 => f.write_str("u16"),
            Type::U32 => f.write_str("u32"),
            Type::U64 => f.write_str("u64"),
            Type::F32 => f.write_str("f32"),
            Type::F64 => f.write_str("f64"),
            Type::String => f.write_str("String"),
            Type::List(item) => write!(f, "Vec<{item}>"),
            Type::Fixed(item, size) => write!(f, "[{item}; {size}]"),
            Type::Struct(fields) => {
                f.write_str("{")?;
                for (i, (name, ty)) in fields.iter().enumerate() {
                    write!(f, "{}{name}: {ty}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}
