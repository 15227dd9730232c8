//! How types of the user are described in a file.

use crate::{
    column::Type,
    error::{Error, Result},
    streamer::{Element, ElementKind, StreamerInfo},
};

/// Structs nested deeper than this are refused: one that contains itself has no end.
const MAX_DEPTH: usize = 24;
/// ROOT's type codes that no table of basic types holds.
const OBJECT: i32 = 62;
const CLASS: i32 = 61;
const STRING: i32 = 365;
const CONTAINER: i32 = 500;
/// The code of a fixed array is that of its items and this.
const ARRAY: i32 = 20;
const VECTOR: i32 = 1;

/// How a type is stored.
#[derive(Clone, Debug)]
pub enum Layout {
    /// A number or a boolean.
    Number(Type),
    /// A text: `std::string`.
    Text,
    /// A vector.
    List(Box<Layout>),
    /// A fixed array of numbers.
    Fixed(Box<Layout>, usize),
    /// A struct.
    Class(Class),
}

/// A struct of the user.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// Its name in the file.
    pub name: &'static str,
    /// Its members. A function, since structs may contain each other.
    pub members: fn() -> Vec<Member>,
}

/// A member of a struct.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it means, in one line.
    pub title: &'static str,
    /// How it is stored.
    pub layout: Layout,
    /// Whether a file may lack it: a member of a later version of the struct.
    pub optional: bool,
}

impl Layout {
    /// The type of a column of such values.
    ///
    /// # Errors
    /// When a struct contains itself.
    pub fn ty(&self) -> Result<Type> {
        self.ty_at(0)
    }

    fn ty_at(&self, depth: usize) -> Result<Type> {
        Ok(match self {
            Layout::Number(ty) => ty.clone(),
            Layout::Text => Type::String,
            Layout::List(item) => item.ty_at(depth)?.list(),
            Layout::Fixed(item, size) => Type::Fixed(Box::new(item.ty_at(depth)?), *size),
            Layout::Class(class) if depth >= MAX_DEPTH => {
                return Err(Error::unsupported(format!("struct {}", class.name), "it contains itself"));
            }
            Layout::Class(class) => {
                let members = (class.members)();
                let fields = members.iter().map(|m| Ok((m.name.to_owned(), m.layout.ty_at(depth + 1)?)));
                Type::Struct(fields.collect::<Result<_>>()?)
            }
        })
    }

    /// The type as C++ spells it.
    pub(crate) fn cxx_name(&self) -> String {
        match self {
            Layout::Number(ty) => cxx_number(ty).0.to_owned(),
            Layout::Text => "string".to_owned(),
            Layout::List(item) => {
                let item = item.cxx_name();
                let space = if item.ends_with('>') { " " } else { "" };
                format!("vector<{item}{space}>")
            }
            Layout::Fixed(item, _) => item.cxx_name(),
            Layout::Class(class) => class.name.to_owned(),
        }
    }

    /// Adds the structs in it, those that contain others first.
    pub(super) fn classes(&self, found: &mut Vec<Class>) {
        match self {
            Layout::Number(_) | Layout::Text => {}
            Layout::List(item) | Layout::Fixed(item, _) => item.classes(found),
            Layout::Class(class) => {
                if !found.iter().any(|known| known.name == class.name) {
                    found.push(*class);
                    (class.members)().iter().for_each(|member| member.layout.classes(found));
                }
            }
        }
    }

    /// Size and alignment in C++ on 64-bit machines with libstdc++.
    fn memory(&self) -> (i32, i32) {
        match self {
            Layout::Number(ty) => {
                let width = ty.width().unwrap_or(8) as i32;
                (width, width)
            }
            Layout::Text => (32, 8),
            Layout::List(item) if matches!(**item, Layout::Number(Type::Bool)) => (40, 8),
            Layout::List(_) => (24, 8),
            Layout::Fixed(item, size) => {
                let (width, align) = item.memory();
                (width.saturating_mul(*size as i32), align)
            }
            Layout::Class(class) => {
                let (mut size, mut largest) = (0i32, 1);
                for member in (class.members)() {
                    let (width, align) = member.layout.memory();
                    size = (size + align - 1) / align * align + width;
                    largest = largest.max(align);
                }
                ((size + largest - 1) / largest * largest, largest)
            }
        }
    }
}

/// The name in C++ and ROOT's type code.
fn cxx_number(ty: &Type) -> (&'static str, i32) {
    match ty {
        Type::Bool => ("bool", 18),
        Type::I8 => ("char", 1),
        Type::I16 => ("short", 2),
        Type::I32 => ("int", 3),
        Type::I64 => ("Long64_t", 16),
        Type::U8 => ("unsigned char", 11),
        Type::U16 => ("unsigned short", 12),
        Type::U32 => ("unsigned int", 13),
        Type::U64 => ("ULong64_t", 17),
        Type::F32 => ("float", 5),
        _ => ("double", 8),
    }
}

impl Class {
    /// The layout as files keep it.
    pub(crate) fn info(&self, version: i32) -> StreamerInfo {
        let elements: Vec<Element> = (self.members)().iter().map(Member::element).collect();
        StreamerInfo { class: self.name.into(), version, checksum: checksum(self.name, &elements), elements }
    }
}

impl Member {
    fn element(&self) -> Element {
        let mut dimensions = vec![];
        let mut inner = &self.layout;
        while let Layout::Fixed(item, size) = inner {
            dimensions.push(*size as i32);
            inner = item;
        }
        let (class, kind, code, stl) = match inner {
            Layout::Number(ty) => ("TStreamerBasicType", ElementKind::Basic, cxx_number(ty).1, (0, 0)),
            Layout::Text => ("TStreamerSTLstring", ElementKind::Stl, CONTAINER, (STRING, STRING)),
            Layout::List(item) => {
                let item = match &**item {
                    Layout::Number(ty) => cxx_number(ty).1,
                    _ => CLASS,
                };
                ("TStreamerSTL", ElementKind::Stl, CONTAINER, (VECTOR, item))
            }
            Layout::Fixed(..) | Layout::Class(_) => ("TStreamerObjectAny", ElementKind::Object, OBJECT, (0, 0)),
        };
        let mut max_index = [0; 5];
        for (slot, size) in max_index.iter_mut().zip(&dimensions) {
            *slot = *size;
        }
        Element {
            kind,
            class: class.into(),
            name: self.name.into(),
            title: title(self.title),
            code: if dimensions.is_empty() { code } else { code + ARRAY },
            size: self.layout.memory().0,
            array_length: if dimensions.is_empty() { 0 } else { dimensions.iter().product() },
            array_dim: dimensions.len() as i32,
            max_index,
            type_name: inner.cxx_name(),
            base_version: 0,
            counter: None,
            stl,
        }
    }
}

/// ROOT reads meaning from brackets and from the first characters of a title: such titles are left out.
fn title(text: &str) -> String {
    let special = text.contains(['[', ']']) || text.starts_with(['!', '|', '-', '/']);
    if special { String::new() } else { text.trim().to_owned() }
}

/// `TClass::GetCheckSum`: names, types and sizes of the members, each character times three.
fn checksum(class: &str, elements: &[Element]) -> u32 {
    let mut sum = 0u32;
    let mut text = |text: &str, sizes: &[i32]| {
        for byte in text.bytes() {
            sum = sum.wrapping_mul(3).wrapping_add(u32::from(byte));
        }
        for size in sizes {
            sum = sum.wrapping_mul(3).wrapping_add(*size as u32);
        }
    };
    text(class, &[]);
    for element in elements {
        text(&element.name, &[]);
        text(&element.type_name, &element.max_index[..element.array_dim.clamp(0, 5) as usize]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit() -> Vec<Member> {
        let member = |name, layout| Member { name, title: "", layout, optional: false };
        vec![
            member("x", Layout::Number(Type::F32)),
            member("id", Layout::Number(Type::I32)),
            member("label", Layout::Text),
        ]
    }

    #[test]
    fn checksums_and_sizes_are_those_of_root() {
        // ROOT 6.40: `struct PHit { float x; int id; std::string label; };`, TClass::GetCheckSum and sizeof.
        let class = Class { name: "PHit", members: hit };
        assert_eq!(class.info(1).checksum, 2_442_652_660);
        assert_eq!(Layout::Class(class).memory(), (40, 8));
    }

    #[test]
    fn vectors_of_vectors_are_spelled_as_root_does() {
        let floats = Layout::List(Box::new(Layout::Number(Type::F32)));
        assert_eq!(Layout::List(Box::new(floats)).cxx_name(), "vector<vector<float> >");
    }
}
