//! The basic types, and the two that are stored with fewer bits.

use crate::{
    bytes::Reader,
    column::{Array, Type},
    error::{Error, Result},
    value::Value,
};

/// How a `Double32_t` or `Float16_t` is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Encoding {
    /// `Double32_t` as a float.
    Float,
    /// An exponent byte and a mantissa of so many bits.
    Truncated(u32),
    /// An unsigned integer over a range.
    Range { min: f64, factor: f64 },
}

/// A basic type as it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Basic {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    /// `Float16_t`, in memory a float.
    Float16(Encoding),
    /// `Double32_t`, in memory a double.
    Double32(Encoding),
}

impl Basic {
    /// From ROOT's type code; `title` may hold the range of a `Double32_t`.
    pub(crate) fn of_code(code: i32, title: &str) -> Option<Self> {
        Some(match code {
            1 => Basic::I8,
            2 => Basic::I16,
            3 | 6 => Basic::I32,
            4 | 16 => Basic::I64,
            5 => Basic::F32,
            8 => Basic::F64,
            9 => Basic::Double32(Encoding::of_title(title, Encoding::Float)),
            11 => Basic::U8,
            12 => Basic::U16,
            13 | 15 => Basic::U32,
            14 | 17 => Basic::U64,
            18 => Basic::Bool,
            19 => Basic::Float16(Encoding::of_title(title, Encoding::Truncated(12))),
            _ => return None,
        })
    }

    /// From the name in C++.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "bool" | "Bool_t" => Basic::Bool,
            "char" | "Char_t" | "signed char" | "int8_t" | "std::int8_t" | "Int8_t" => Basic::I8,
            "short" | "Short_t" | "int16_t" | "std::int16_t" | "Int16_t" | "short int" => Basic::I16,
            "int" | "Int_t" | "int32_t" | "std::int32_t" | "Int32_t" => Basic::I32,
            "long" | "long long" | "Long_t" | "Long64_t" | "int64_t" | "std::int64_t" | "Int64_t" | "long int" => {
                Basic::I64
            }
            "unsigned char" | "UChar_t" | "Byte_t" | "uint8_t" | "std::uint8_t" | "UInt8_t" | "byte" | "std::byte" => {
                Basic::U8
            }
            "unsigned short" | "UShort_t" | "uint16_t" | "std::uint16_t" | "UInt16_t" => Basic::U16,
            "unsigned int" | "unsigned" | "UInt_t" | "uint32_t" | "std::uint32_t" | "UInt32_t" => Basic::U32,
            "unsigned long" | "unsigned long long" | "ULong_t" | "ULong64_t" | "uint64_t" | "std::uint64_t"
            | "UInt64_t" | "size_t" => Basic::U64,
            "float" | "Float_t" => Basic::F32,
            "double" | "Double_t" => Basic::F64,
            "Float16_t" => Basic::Float16(Encoding::Truncated(12)),
            "Double32_t" => Basic::Double32(Encoding::Float),
            _ => return None,
        })
    }

    /// The type in memory.
    pub(crate) fn ty(self) -> Type {
        match self {
            Basic::Bool => Type::Bool,
            Basic::I8 => Type::I8,
            Basic::I16 => Type::I16,
            Basic::I32 => Type::I32,
            Basic::I64 => Type::I64,
            Basic::U8 => Type::U8,
            Basic::U16 => Type::U16,
            Basic::U32 => Type::U32,
            Basic::U64 => Type::U64,
            Basic::F32 | Basic::Float16(_) => Type::F32,
            Basic::F64 | Basic::Double32(_) => Type::F64,
        }
    }

    /// Bytes of one value in the file.
    pub(crate) fn stored_width(self) -> usize {
        match self {
            Basic::Bool | Basic::I8 | Basic::U8 => 1,
            Basic::I16 | Basic::U16 => 2,
            Basic::I64 | Basic::U64 | Basic::F64 => 8,
            Basic::Float16(Encoding::Truncated(_)) | Basic::Double32(Encoding::Truncated(_)) => 3,
            _ => 4,
        }
    }

    /// Whether the stored bytes are the value's own, in big-endian order.
    pub(crate) fn is_plain(self) -> bool {
        !matches!(self, Basic::Float16(_) | Basic::Double32(_))
    }

    /// One value.
    pub(crate) fn read(self, reader: &mut Reader) -> Result<Value> {
        Ok(match self {
            Basic::Bool => Value::Bool(reader.u8()? != 0),
            Basic::I8 => Value::Int(i64::from(reader.i8()?)),
            Basic::I16 => Value::Int(i64::from(reader.i16()?)),
            Basic::I32 => Value::Int(i64::from(reader.i32()?)),
            Basic::I64 => Value::Int(reader.i64()?),
            Basic::U8 => Value::UInt(u64::from(reader.u8()?)),
            Basic::U16 => Value::UInt(u64::from(reader.u16()?)),
            Basic::U32 => Value::UInt(u64::from(reader.u32()?)),
            Basic::U64 => Value::UInt(reader.u64()?),
            Basic::F32 => Value::F32(reader.f32()?),
            Basic::F64 => Value::F64(reader.f64()?),
            Basic::Float16(encoding) => Value::F32(encoding.read(reader)? as f32),
            Basic::Double32(encoding) => Value::F64(encoding.read(reader)?),
        })
    }

    /// Appends `count` values to an array of [`Basic::ty`].
    pub(crate) fn extend(self, reader: &mut Reader, count: usize, array: &mut Array) -> Result<()> {
        let bytes = reader.take(count.checked_mul(self.stored_width()).ok_or_else(|| reader.truncated(count))?)?;
        macro_rules! plain {
            ($out:expr, $type:ty) => {
                $out.extend(bytes.chunks_exact(size_of::<$type>()).map(|chunk| {
                    let mut word = [0; size_of::<$type>()];
                    word.copy_from_slice(chunk);
                    <$type>::from_be_bytes(word)
                }))
            };
        }
        match (self, array) {
            (Basic::Bool, Array::Bool(out)) => out.extend(bytes.iter().map(|b| *b != 0)),
            (Basic::I8, Array::I8(out)) => plain!(out, i8),
            (Basic::I16, Array::I16(out)) => plain!(out, i16),
            (Basic::I32, Array::I32(out)) => plain!(out, i32),
            (Basic::I64, Array::I64(out)) => plain!(out, i64),
            (Basic::U8, Array::U8(out)) => out.extend_from_slice(bytes),
            (Basic::U16, Array::U16(out)) => plain!(out, u16),
            (Basic::U32, Array::U32(out)) => plain!(out, u32),
            (Basic::U64, Array::U64(out)) => plain!(out, u64),
            (Basic::F32, Array::F32(out)) => plain!(out, f32),
            (Basic::F64, Array::F64(out)) => plain!(out, f64),
            (Basic::Float16(encoding), Array::F32(out)) => {
                let mut inner = Reader::new(bytes, "a Float16_t array");
                out.reserve(count);
                for _ in 0..count {
                    out.push(encoding.read(&mut inner)? as f32);
                }
            }
            (Basic::Double32(encoding), Array::F64(out)) => {
                let mut inner = Reader::new(bytes, "a Double32_t array");
                out.reserve(count);
                for _ in 0..count {
                    out.push(encoding.read(&mut inner)?);
                }
            }
            (_, array) => {
                return Err(Error::WrongType {
                    what: "an array".to_owned(),
                    found: array.ty().to_string(),
                    wanted: self.ty().to_string(),
                });
            }
        }
        Ok(())
    }

    /// `count` values as an array.
    pub(crate) fn array(self, reader: &mut Reader, count: usize) -> Result<Array> {
        let mut array = Array::empty(&self.ty());
        self.extend(reader, count, &mut array)?;
        Ok(array)
    }
}

impl Encoding {
    /// The range in a title: `[min,max]`, `[min,max,bits]`; `default` without one.
    pub(crate) fn of_title(title: &str, default: Encoding) -> Self {
        // A dimension may come first, as in `x[3][0,1,16]`: the range is the bracket with a comma.
        let Some(range) = title.split('[').skip(1).filter_map(|s| s.split(']').next()).find(|s| s.contains(',')) else {
            return default;
        };
        let mut parts = range.split(',').map(str::trim);
        let (Some(min), Some(max)) = (parts.next().and_then(bound), parts.next().and_then(bound)) else {
            return default;
        };
        let bits = parts.next().and_then(|b| b.parse::<u32>().ok());
        if min < max {
            let bits = bits.filter(|b| (2..=32).contains(b)).unwrap_or(32);
            let steps = if bits == 32 { f64::from(u32::MAX) } else { f64::from(1u32 << bits) };
            Encoding::Range { min, factor: steps / (max - min) }
        } else {
            match bits {
                Some(bits) if (2..=16).contains(&bits) => Encoding::Truncated(bits),
                _ => default,
            }
        }
    }

    fn read(self, reader: &mut Reader) -> Result<f64> {
        Ok(match self {
            Encoding::Float => f64::from(reader.f32()?),
            Encoding::Range { min, factor } => f64::from(reader.u32()?) / factor + min,
            Encoding::Truncated(bits) => {
                let exponent = u32::from(reader.u8()?);
                let mantissa = u32::from(reader.u16()?);
                // The sign sits above the kept bits of the mantissa.
                let sign = mantissa >> (bits + 1) & 1;
                let fraction = (mantissa & ((1 << (bits + 1)) - 1)) << (23 - bits);
                let magnitude = f32::from_bits(exponent << 23 | fraction);
                f64::from(if sign == 1 { -magnitude } else { magnitude })
            }
        })
    }
}

/// A bound of a range: a number, or one of ROOT's multiples of pi.
fn bound(text: &str) -> Option<f64> {
    let (sign, name) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let pi = std::f64::consts::PI;
    let value = match name {
        "pi" => pi,
        "2pi" | "2*pi" | "twopi" => 2.0 * pi,
        "pi/2" => pi / 2.0,
        "pi/4" => pi / 4.0,
        _ => name.parse().ok()?,
    };
    Some(sign * value)
}
