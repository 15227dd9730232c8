//! Stored values of any type, straight into arrays.

use std::sync::Arc;

use super::{Basic, CxxType, Element, ElementKind, Registry, StreamerInfo};
use crate::{
    bytes::Reader,
    column::{Array, Type},
    error::{Error, Result},
};

/// Classes nested deeper than this are refused.
const MAX_DEPTH: usize = 24;
/// Set in the bits of a `TObject` that a `TRef` points to: two bytes follow.
const IS_REFERENCED: u32 = 0x10;

/// How one value is stored, and so how it is appended to an array.
#[derive(Clone, Debug)]
pub(crate) enum Decoder {
    Basic(Basic),
    /// A length and bytes: `TString`, and `std::string` inside a container.
    String,
    /// A byte count and a version in front, as for container members.
    Headed(Box<Decoder>),
    /// A count and that many items.
    Sequence(Box<Decoder>),
    /// A count and that many keys and values.
    Map(Box<Decoder>, Box<Decoder>),
    Pair(Box<Decoder>, Box<Decoder>),
    Bitset(usize),
    Fixed(Box<Decoder>, usize),
    /// One byte, then as many items as an earlier member of the same class says.
    Counted {
        counter: usize,
        basic: Basic,
    },
    Class(Arc<ClassDecoder>),
    /// A base of a class; member by member it has no header of its own.
    Base(Arc<ClassDecoder>),
    /// The bits of a `TObject`: two more bytes where something refers to the object.
    Bits,
    /// Members one after the other, with nothing in front: a leaf list.
    LeafList(Arc<Vec<(String, Decoder)>>),
    TObject,
    /// A count and numbers: `TArrayD` and its like.
    TArray(Basic),
    TRef,
    TRefArray,
}

/// How the members of one class version are stored.
#[derive(Debug)]
pub(crate) struct ClassDecoder {
    name: Arc<str>,
    version: i32,
    checksum: u32,
    members: Vec<(String, Decoder)>,
}

impl Decoder {
    /// For a type as C++ spells it; `headed` where containers carry a byte count and a version.
    pub(crate) fn of_type_name(name: &str, registry: &Registry, headed: bool) -> Result<Self> {
        Self::of_type(&CxxType::parse(name)?, registry, headed, 0)
    }

    fn of_type(ty: &CxxType, registry: &Registry, headed: bool, depth: usize) -> Result<Self> {
        if depth > MAX_DEPTH {
            return Err(Error::unsupported("a type nested in itself", "it has no columns"));
        }
        let inner = |ty: &CxxType| Self::of_type(ty, registry, false, depth + 1).map(Box::new);
        let decoder = match ty {
            CxxType::Basic(basic) => return Ok(Decoder::Basic(*basic)),
            CxxType::TString => return Ok(Decoder::String),
            CxxType::Class(class) => return Self::of_class(class, registry, depth + 1),
            CxxType::Array(item, size) => return Ok(Decoder::Fixed(inner(item)?, *size)),
            CxxType::Pair(first, second) => return Ok(Decoder::Pair(inner(first)?, inner(second)?)),
            CxxType::Pointer(_) => {
                return Err(Error::unsupported("a container of pointers", "its items can be of any class"));
            }
            CxxType::String => Decoder::String,
            CxxType::Sequence(item) => Decoder::Sequence(inner(item)?),
            CxxType::Map(key, value) => Decoder::Map(inner(key)?, inner(value)?),
            CxxType::Bitset(size) => Decoder::Bitset(*size),
        };
        Ok(if headed { Decoder::Headed(Box::new(decoder)) } else { decoder })
    }

    /// For an object of a class, newest version.
    fn of_class(class: &str, registry: &Registry, depth: usize) -> Result<Self> {
        if let Some(special) = Self::special(class) {
            return Ok(special);
        }
        let info = registry.latest(class).ok_or_else(|| Error::NoStreamer { class: class.to_owned(), version: 0 })?;
        Self::of_info(&info, registry, depth)
    }

    fn special(class: &str) -> Option<Self> {
        Some(match class {
            "TObject" => Decoder::TObject,
            "TString" => Decoder::String,
            "TArrayC" => Decoder::TArray(Basic::I8),
            "TArrayS" => Decoder::TArray(Basic::I16),
            "TArrayI" => Decoder::TArray(Basic::I32),
            "TArrayL" | "TArrayL64" => Decoder::TArray(Basic::I64),
            "TArrayF" => Decoder::TArray(Basic::F32),
            "TArrayD" => Decoder::TArray(Basic::F64),
            "TDatime" => Decoder::Basic(Basic::U32),
            "TRef" => Decoder::TRef,
            "TRefArray" => Decoder::TRefArray,
            _ => return None,
        })
    }

    /// For an object of one version of a class.
    pub(crate) fn of_info(info: &StreamerInfo, registry: &Registry, depth: usize) -> Result<Self> {
        if depth > MAX_DEPTH {
            return Err(Error::unsupported(format!("class {}", info.class), "it contains itself"));
        }
        let mut members: Vec<(String, Decoder)> = Vec::with_capacity(info.elements.len());
        for element in &info.elements {
            let decoder = match &element.counter {
                Some((_, counter, _)) if element.kind == ElementKind::BasicPointer => {
                    let basic =
                        Basic::of_code(element.code - 40, &element.title).ok_or_else(|| unknown(element, info))?;
                    let counter = members
                        .iter()
                        .position(|(name, _)| **name == **counter)
                        .ok_or_else(|| unknown(element, info))?;
                    Decoder::Counted { counter, basic }
                }
                _ => Self::of_element(element, registry, depth + 1)?,
            };
            members.push((element.name.to_string(), decoder));
        }
        Ok(Decoder::Class(Arc::new(ClassDecoder {
            name: info.class.clone(),
            version: info.version,
            checksum: info.checksum,
            members,
        })))
    }

    /// For one member of an object.
    pub(crate) fn of_element(element: &Element, registry: &Registry, depth: usize) -> Result<Self> {
        let class = element.type_name.trim_end_matches('*').trim();
        let single = match (element.kind, element.code) {
            (ElementKind::Base, _) => {
                if let Some(special) = Self::special(&element.name) {
                    special
                } else {
                    let stated = (element.base_version > 0)
                        .then(|| registry.version(&element.name, element.base_version))
                        .flatten();
                    let base = match stated {
                        Some(info) => Self::of_info(&info, registry, depth + 1)?,
                        None => Self::of_class(&element.name, registry, depth + 1)?,
                    };
                    if let Decoder::Class(class) = base { Decoder::Base(class) } else { base }
                }
            }
            (ElementKind::Stl, _) => Self::of_type(&CxxType::parse(&element.type_name)?, registry, true, depth + 1)?,
            (_, 15) => Decoder::Bits,
            (_, code @ 1..=19) => Decoder::Basic(
                Basic::of_code(code, &element.title)
                    .ok_or_else(|| Error::unsupported(format!("member `{}`", element.name), "its type is unknown"))?,
            ),
            (_, code @ 21..=39) => Decoder::Basic(
                Basic::of_code(code - 20, &element.title)
                    .ok_or_else(|| Error::unsupported(format!("member `{}`", element.name), "its type is unknown"))?,
            ),
            (_, 65 | 85) => Decoder::String,
            (_, 61 | 62 | 63 | 66 | 67 | 68 | 81 | 82) => match CxxType::parse(class)? {
                CxxType::Class(class) => Self::of_class(&class, registry, depth + 1)?,
                other => Self::of_type(&other, registry, true, depth + 1)?,
            },
            (_, code) => {
                return Err(Error::unsupported(
                    format!("member `{}` of type {} (code {code})", element.name, element.type_name),
                    "its objects can be of any class",
                ));
            }
        };
        Ok(match (element.dimensions(), single) {
            (dimensions, single) if dimensions.is_empty() || element.kind == ElementKind::Base => single,
            (dimensions, Decoder::Headed(inner)) => Decoder::Headed(Box::new(inner.fixed(&dimensions))),
            (dimensions, single) => single.fixed(&dimensions),
        })
    }

    /// Leaves that share a branch.
    pub(crate) fn leaf_list(leaves: Vec<(String, Decoder)>) -> Self {
        Decoder::LeafList(Arc::new(leaves))
    }

    /// Arrays of this.
    pub(crate) fn fixed(self, dimensions: &[usize]) -> Self {
        dimensions.iter().rev().fold(self, |item, size| Decoder::Fixed(Box::new(item), *size))
    }

    /// The type in memory.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Decoder::Basic(basic) => basic.ty(),
            Decoder::String => Type::String,
            Decoder::Headed(inner) => inner.ty(),
            Decoder::Sequence(item) => item.ty().list(),
            Decoder::Map(key, value) => pair_type("key", key, "value", value).list(),
            Decoder::Pair(first, second) => pair_type("first", first, "second", second),
            Decoder::Bitset(size) => Type::Fixed(Box::new(Type::Bool), *size),
            Decoder::Fixed(item, size) => Type::Fixed(Box::new(item.ty()), *size),
            Decoder::Counted { basic, .. } | Decoder::TArray(basic) => basic.ty().list(),
            Decoder::Bits => Type::U32,
            Decoder::Class(class) | Decoder::Base(class) => {
                Type::Struct(class.members.iter().map(|(name, decoder)| (name.clone(), decoder.ty())).collect())
            }
            Decoder::LeafList(leaves) => {
                Type::Struct(leaves.iter().map(|(name, decoder)| (name.clone(), decoder.ty())).collect())
            }
            Decoder::TObject => {
                Type::Struct(vec![("fUniqueID".to_owned(), Type::U32), ("fBits".to_owned(), Type::U32)])
            }
            Decoder::TRef => Type::Struct(vec![("pid".to_owned(), Type::U16), ("ref".to_owned(), Type::U32)]),
            Decoder::TRefArray => {
                Type::Struct(vec![("pid".to_owned(), Type::U16), ("refs".to_owned(), Type::U32.list())])
            }
        }
    }

    /// Appends one value to an array of [`Decoder::ty`].
    pub(crate) fn decode(&self, reader: &mut Reader, array: &mut Array) -> Result<()> {
        match (self, array) {
            (Decoder::Basic(basic), array) => basic.extend(reader, 1, array),
            (Decoder::String, Array::String(strings)) => {
                strings.bytes.extend_from_slice(reader.string_bytes()?);
                strings.offsets.push(strings.bytes.len() as i64);
                Ok(())
            }
            (Decoder::Headed(inner), array) => {
                let header = reader.object_header()?;
                if header.member_wise {
                    inner.decode_member_wise(reader, array)?;
                } else {
                    inner.decode(reader, array)?;
                }
                header.end.map_or(Ok(()), |end| reader.seek(end))
            }
            (Decoder::Sequence(item), Array::List(list)) => {
                let count = reader.count(1)?;
                item.decode_many(reader, count, &mut list.values)?;
                Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                Ok(())
            }
            (Decoder::Map(key, value), Array::List(list)) => {
                let count = reader.count(1)?;
                if let Array::Struct(pairs) = &mut *list.values
                    && let [(_, keys), (_, values)] = &mut pairs.fields[..]
                {
                    for _ in 0..count {
                        key.decode(reader, keys)?;
                        value.decode(reader, values)?;
                    }
                    pairs.length += count;
                }
                Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                Ok(())
            }
            (Decoder::Pair(first, second), Array::Struct(pairs)) => {
                if let [(_, firsts), (_, seconds)] = &mut pairs.fields[..] {
                    first.decode(reader, firsts)?;
                    second.decode(reader, seconds)?;
                }
                pairs.length += 1;
                Ok(())
            }
            // ROOT stores a count and then a byte for each bit.
            (Decoder::Bitset(size), Array::Fixed(fixed)) => {
                let count = reader.count(1)?;
                if count != *size {
                    return Err(Error::corrupt("a bitset", format!("{count} bits, its type says {size}")));
                }
                Basic::Bool.extend(reader, count, &mut fixed.values)?;
                fixed.length += 1;
                Ok(())
            }
            (Decoder::Fixed(item, size), Array::Fixed(fixed)) => {
                item.decode_many(reader, *size, &mut fixed.values)?;
                fixed.length += 1;
                Ok(())
            }
            (Decoder::TArray(basic), Array::List(list)) => {
                let count = reader.count(basic.stored_width())?;
                basic.extend(reader, count, &mut list.values)?;
                Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                Ok(())
            }
            (Decoder::Class(class) | Decoder::Base(class), Array::Struct(structs)) => class.decode(reader, structs),
            (Decoder::Bits, Array::U32(values)) => {
                let bits = reader.u32()?;
                if bits & IS_REFERENCED != 0 {
                    reader.u16()?;
                }
                values.push(bits);
                Ok(())
            }
            (Decoder::LeafList(leaves), Array::Struct(structs)) => {
                for ((_, decoder), (_, field)) in leaves.iter().zip(&mut structs.fields) {
                    decoder.decode(reader, field)?;
                }
                structs.length += 1;
                Ok(())
            }
            (Decoder::TObject, Array::Struct(structs)) => {
                let (id, bits) = tobject(reader)?;
                push_u32(structs, 0, id);
                push_u32(structs, 1, bits);
                structs.length += 1;
                Ok(())
            }
            (Decoder::TRef, Array::Struct(structs)) => {
                let (id, _) = tobject(reader)?;
                push_u16(structs, 0, reader.u16()?);
                push_u32(structs, 1, id);
                structs.length += 1;
                Ok(())
            }
            (Decoder::TRefArray, Array::Struct(structs)) => {
                let header = reader.object_header()?;
                tobject(reader)?;
                reader.string_bytes()?;
                let count = reader.count(4)?;
                reader.i32()?;
                push_u16(structs, 0, reader.u16()?);
                if let Some((_, Array::List(list))) = structs.fields.get_mut(1) {
                    Basic::U32.extend(reader, count, &mut list.values)?;
                    Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                }
                structs.length += 1;
                header.end.map_or(Ok(()), |end| reader.seek(end))
            }
            (decoder, array) => Err(Error::WrongType {
                what: "an array".to_owned(),
                found: array.ty().to_string(),
                wanted: decoder.ty().to_string(),
            }),
        }
    }

    /// Appends `count` values that stand one after the other.
    pub(crate) fn decode_many(&self, reader: &mut Reader, count: usize, array: &mut Array) -> Result<()> {
        if let Decoder::Basic(basic) = self {
            return basic.extend(reader, count, array);
        }
        for _ in 0..count {
            self.decode(reader, array)?;
        }
        Ok(())
    }

    /// A container that was written member by member: all first members, then all second ones.
    fn decode_member_wise(&self, reader: &mut Reader, array: &mut Array) -> Result<()> {
        let version = reader.i16()?;
        if version <= 0 {
            reader.u32()?;
        }
        let empty =
            matches!(self, Decoder::Sequence(item) if matches!(&**item, Decoder::Class(c) if c.members.is_empty()));
        // Objects without members take no bytes.
        let count = reader.count(usize::from(!empty))?;
        match (self, array) {
            (Decoder::Sequence(item), Array::List(list)) => {
                match (&**item, &mut *list.values) {
                    (Decoder::Class(class), Array::Struct(structs)) => {
                        class.check_version(version)?;
                        for ((_, decoder), (_, field)) in class.members.iter().zip(&mut structs.fields) {
                            decoder.decode_column(reader, count, field)?;
                        }
                        structs.length += count;
                    }
                    (Decoder::Pair(first, second), Array::Struct(pairs)) => {
                        member_wise_pairs(reader, count, first, second, pairs)?;
                    }
                    _ => return Err(member_wise_unsupported()),
                }
                Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                Ok(())
            }
            (Decoder::Map(key, value), Array::List(list)) => {
                if let Array::Struct(pairs) = &mut *list.values {
                    member_wise_pairs(reader, count, key, value, pairs)?;
                }
                Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                Ok(())
            }
            _ => Err(member_wise_unsupported()),
        }
    }

    /// One member of `count` objects: a container's header stands once for all.
    pub(crate) fn decode_column(&self, reader: &mut Reader, count: usize, array: &mut Array) -> Result<()> {
        if let Decoder::Headed(inner) = self {
            let header = reader.object_header()?;
            if header.member_wise {
                return Err(member_wise_unsupported());
            }
            inner.decode_many(reader, count, array)?;
            return header.end.map_or(Ok(()), |end| reader.seek(end));
        }
        if let (Decoder::Base(class), Array::Struct(structs)) = (self, &mut *array) {
            for ((_, decoder), (_, field)) in class.members.iter().zip(&mut structs.fields) {
                decoder.decode_column(reader, count, field)?;
            }
            structs.length += count;
            return Ok(());
        }
        self.decode_many(reader, count, array)
    }
}

impl ClassDecoder {
    fn check_version(&self, version: i16) -> Result<()> {
        if version > 0 && i32::from(version) != self.version {
            return Err(Error::NoStreamer { class: self.name.to_string(), version: i32::from(version) });
        }
        Ok(())
    }

    fn decode(&self, reader: &mut Reader, structs: &mut crate::column::Struct) -> Result<()> {
        let start = reader.position();
        let mut header = reader.object_header()?;
        if header.end.is_none() && i32::from(header.version) != self.version {
            // A whole object in a branch has no header: its members start at once.
            reader.seek(start)?;
            header.version = self.version as i16;
        } else if header.version <= 0 {
            // A class without a version has its checksum here; one of version 0 has nothing.
            let at = reader.position();
            if reader.u32()? != self.checksum {
                reader.seek(at)?;
            }
        }
        self.check_version(header.version)?;
        for (index, (_, decoder)) in self.members.iter().enumerate() {
            if let Decoder::Counted { counter, basic } = decoder {
                let count = structs.fields.get(*counter).and_then(|(_, array)| last_integer(array)).unwrap_or(0);
                let present = reader.u8()? != 0;
                let count = if present { reader.check_count(count, basic.stored_width())? } else { 0 };
                if let Some((_, Array::List(list))) = structs.fields.get_mut(index) {
                    basic.extend(reader, count, &mut list.values)?;
                    Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
                }
            } else if let Some((_, field)) = structs.fields.get_mut(index) {
                decoder.decode(reader, field)?;
            }
        }
        structs.length += 1;
        match header.end {
            Some(end) if reader.position() > end => {
                Err(Error::corrupt(format!("an object of class {}", self.name), "it is longer than it says"))
            }
            Some(end) => reader.seek(end),
            None => Ok(()),
        }
    }
}

fn member_wise_pairs(
    reader: &mut Reader,
    count: usize,
    first: &Decoder,
    second: &Decoder,
    pairs: &mut crate::column::Struct,
) -> Result<()> {
    if let [(_, firsts), (_, seconds)] = &mut pairs.fields[..] {
        for (decoder, array) in [(first, firsts), (second, seconds)] {
            // Strings and containers carry their header here.
            let headed = matches!(decoder, Decoder::String | Decoder::Sequence(_) | Decoder::Map(..));
            let header = if headed { Some(reader.object_header()?) } else { None };
            decoder.decode_many(reader, count, array)?;
            if let Some(end) = header.and_then(|header| header.end) {
                reader.seek(end)?;
            }
        }
    }
    pairs.length += count;
    Ok(())
}

fn member_wise_unsupported() -> Error {
    Error::unsupported("a member-wise container", "only those of classes and pairs are known")
}

fn pair_type(a: &str, first: &Decoder, b: &str, second: &Decoder) -> Type {
    Type::Struct(vec![(a.to_owned(), first.ty()), (b.to_owned(), second.ty())])
}

fn unknown(element: &Element, info: &StreamerInfo) -> Error {
    Error::unsupported(format!("member `{}` of {}", element.name, info.class), "its type or counter is unknown")
}

fn tobject(reader: &mut Reader) -> Result<(u32, u32)> {
    reader.object_header()?;
    let id = reader.u32()?;
    let bits = reader.u32()?;
    if bits & IS_REFERENCED != 0 {
        reader.u16()?;
    }
    Ok((id, bits))
}

fn push_u32(structs: &mut crate::column::Struct, field: usize, value: u32) {
    if let Some((_, Array::U32(values))) = structs.fields.get_mut(field) {
        values.push(value);
    }
}

fn push_u16(structs: &mut crate::column::Struct, field: usize, value: u16) {
    if let Some((_, Array::U16(values))) = structs.fields.get_mut(field) {
        values.push(value);
    }
}

fn last_integer(array: &Array) -> Option<i64> {
    Some(match array {
        Array::I8(v) => i64::from(*v.last()?),
        Array::U8(v) => i64::from(*v.last()?),
        Array::I16(v) => i64::from(*v.last()?),
        Array::U16(v) => i64::from(*v.last()?),
        Array::I32(v) => i64::from(*v.last()?),
        Array::U32(v) => i64::from(*v.last()?),
        Array::I64(v) => *v.last()?,
        _ => return None,
    })
}
