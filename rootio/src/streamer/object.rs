//! Any object as a tree of values, by the file's own description of its class.

use std::{collections::HashMap, sync::Arc};

use super::{Basic, Decoder, Element, ElementKind, Registry};
use crate::{
    bytes::{BYTE_COUNT, Reader},
    column::Array,
    error::{Error, Result},
    value::{Object, Value},
};

/// Objects nested deeper than this are refused.
const MAX_DEPTH: usize = 100;
const NEW_CLASS: u32 = 0xffff_ffff;
const CLASS_MASK: u32 = 0x8000_0000;
/// Tags count positions from 2, so that 0 and 1 are free.
const TAG_OFFSET: u32 = 2;

/// Reads the objects of one record.
pub(crate) struct ObjectReader<'a> {
    pub(super) reader: Reader<'a>,
    /// Tags count from the start of the record: the key's length lies before the payload.
    key_bytes: usize,
    pub(super) registry: &'a Registry,
    classes: HashMap<u32, Arc<str>>,
    objects: HashMap<u32, u32>,
    decoders: HashMap<String, Option<Arc<Decoder>>>,
    depth: usize,
    next_id: u32,
}

pub(super) type Members = Vec<(Arc<str>, Value)>;

impl<'a> ObjectReader<'a> {
    pub(crate) fn new(payload: &'a [u8], key_bytes: usize, registry: &'a Registry) -> Self {
        Self {
            reader: Reader::new(payload, "an object"),
            key_bytes,
            registry,
            classes: HashMap::new(),
            objects: HashMap::new(),
            decoders: HashMap::new(),
            depth: 0,
            next_id: 0,
        }
    }

    /// The object that the record is about.
    pub(crate) fn top(mut self, class: &str) -> Result<Object> {
        let tag = self.key_bytes as u32 + TAG_OFFSET;
        let value = if matches!(super::CxxType::parse(class)?, super::CxxType::Class(_)) {
            // Inner objects may point back to the top one: its tag is the record's start.
            let id = self.new_id(tag);
            let mut value = self.object(class)?;
            if let Value::Object(object) = &mut value {
                object.id = Some(id);
            }
            value
        } else {
            self.container(class)?
        };
        Ok(match value {
            Value::Object(object) => *object,
            other => Object { class: class.to_owned(), members: vec![("value".into(), other)], ..Object::default() },
        })
    }

    fn new_id(&mut self, tag: u32) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        self.objects.insert(tag, id);
        id
    }

    /// An object of a known class, not behind a pointer.
    pub(super) fn object(&mut self, class: &str) -> Result<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::corrupt(format!("an object of class {class}"), "it is nested too deeply"));
        }
        let value = self.object_inner(class);
        self.depth -= 1;
        value
    }

    fn object_inner(&mut self, class: &str) -> Result<Value> {
        Ok(match class {
            "TObject" => {
                let members = self.tobject()?;
                new_object(class, 1, members, vec![])
            }
            "TString" => Value::String(self.reader.string()?),
            "TArrayC" => self.tarray(class, Basic::I8)?,
            "TArrayS" => self.tarray(class, Basic::I16)?,
            "TArrayI" => self.tarray(class, Basic::I32)?,
            "TArrayL" | "TArrayL64" => self.tarray(class, Basic::I64)?,
            "TArrayF" => self.tarray(class, Basic::F32)?,
            "TArrayD" => self.tarray(class, Basic::F64)?,
            "TDatime" => Value::UInt(u64::from(self.reader.u32()?)),
            "TList" | "THashList" | "TSortedList" => self.list(class)?,
            "TObjArray" => self.obj_array()?,
            "TClonesArray" => self.clones_array()?,
            "TMap" => self.map()?,
            "TRef" => {
                let mut members = self.tobject()?;
                members.push(("fPID".into(), Value::UInt(u64::from(self.reader.u16()?))));
                new_object(class, 1, members, vec![])
            }
            "TRefArray" => self.ref_array()?,
            // Nothing of it is in the file.
            "TQObject" => new_object(class, 1, vec![], vec![]),
            "TBasket" => self.basket()?,
            "TCanvas" => self.canvas()?,
            _ => self.described(class)?,
        })
    }

    /// An object whose layout the file tells.
    fn described(&mut self, class: &str) -> Result<Value> {
        let header = self.reader.object_header()?;
        let version = i32::from(header.version);
        let info = if version <= 0 {
            // A class without a version number is told apart by its checksum.
            let at = self.reader.position();
            let checksum = self.reader.u32()?;
            let found = self.registry.checksum(class, checksum);
            if found.is_none() {
                self.reader.seek(at)?;
            }
            found.or_else(|| self.registry.version(class, version))
        } else {
            self.registry.version(class, version)
        };
        let Some(info) = info else {
            let why = Error::NoStreamer { class: class.to_owned(), version };
            let Some(end) = header.end else { return Err(why) };
            self.reader.seek(end)?;
            return Ok(Value::Unreadable { class: class.to_owned(), why: why.to_string() });
        };
        let mut members: Members = Vec::with_capacity(info.elements.len());
        let mut bases = vec![];
        for element in &info.elements {
            if let Err(error) = self.element(class, element, &mut members, &mut bases) {
                // Where the object's end is known, only the rest of this object is lost.
                let Some(end) = header.end else { return Err(error) };
                self.reader.seek(end)?;
                members.push((
                    element.name.clone(),
                    Value::Unreadable { class: element.type_name.clone(), why: error.to_string() },
                ));
                return Ok(new_object(class, version, members, bases));
            }
        }
        if let Some(end) = header.end {
            if self.reader.position() > end {
                return Err(Error::corrupt(format!("an object of class {class}"), "it is longer than it says"));
            }
            self.reader.seek(end)?;
        }
        Ok(new_object(class, version, members, bases))
    }

    pub(super) fn element(
        &mut self,
        class: &str,
        element: &Element,
        members: &mut Members,
        bases: &mut Vec<Arc<str>>,
    ) -> Result<()> {
        let value = match (element.kind, element.code) {
            (ElementKind::Base, _) => {
                bases.push(element.name.clone());
                match self.object(&element.name)? {
                    Value::Object(base) => members.extend(base.members),
                    other => members.push((element.name.clone(), other)),
                }
                return Ok(());
            }
            (ElementKind::Stl, _) => self.container(&element.type_name)?,
            (ElementKind::Loop, _) => self.counted_objects(element, members)?,
            (_, code @ 1..=19) => match code {
                7 => {
                    let length = self.reader.count(1)?;
                    Value::String(String::from_utf8_lossy(self.reader.take(length)?).into_owned())
                }
                15 => {
                    let bits = self.reader.u32()?;
                    if bits & 0x10 != 0 {
                        self.reader.u16()?;
                    }
                    Value::UInt(u64::from(bits))
                }
                _ => basic(code, element, class)?.read(&mut self.reader)?,
            },
            (_, code @ 21..=39) => {
                let basic = basic(code - 20, element, class)?;
                let length = usize::try_from(element.array_length).unwrap_or(0);
                Value::Array(basic.array(&mut self.reader, length)?)
            }
            (_, code @ 41..=59) => {
                let mut basic = basic(code - 40, element, class)?;
                let flag = self.reader.u8()?;
                // Branches that count entries in floats, of ROOT before 5, have places of four bytes, whatever their
                // layout says, unless the flag is 2.
                if flag == 1 && basic == Basic::I64 && class == "TBranch" && counts_in_floats(members) {
                    basic = Basic::I32;
                }
                let count = if flag != 0 { counter(element, members) } else { 0 };
                let count = self.reader.check_count(count, basic.stored_width())?;
                Value::Array(basic.array(&mut self.reader, count)?)
            }
            (_, 65) => Value::String(self.reader.string()?),
            (_, 61 | 62 | 63 | 66 | 67 | 68) => {
                let class = element.type_name.trim_end_matches('*').trim();
                self.object(class)?
            }
            (_, 64 | 69 | 70) => self.pointer()?,
            (_, 81 | 82 | 84 | 85 | 89) => {
                let class = element.type_name.trim_end_matches('*').trim().to_owned();
                let length = self.reader.check_count(i64::from(element.array_length), 1)?;
                let mut items = vec![];
                for _ in 0..length {
                    items.push(match element.code {
                        84 | 89 => self.pointer()?,
                        _ => self.object(&class)?,
                    });
                }
                Value::List(items)
            }
            (_, code) => {
                // A member with its own streamer: its bytes are counted, and skipped.
                let header = self.reader.object_header()?;
                let end = header.end.ok_or_else(|| {
                    Error::unsupported(format!("member `{}` of {class}", element.name), format!("type code {code}"))
                })?;
                self.reader.seek(end)?;
                Value::Unreadable { class: element.type_name.clone(), why: "it has a streamer of its own".to_owned() }
            }
        };
        members.push((element.name.clone(), value));
        Ok(())
    }

    /// A standard container, with its header.
    fn container(&mut self, type_name: &str) -> Result<Value> {
        let decoder = match self.decoders.get(type_name) {
            Some(known) => known.clone(),
            None => {
                let made = Decoder::of_type_name(type_name, self.registry, true).ok().map(Arc::new);
                self.decoders.insert(type_name.to_owned(), made.clone());
                made
            }
        };
        let Some(decoder) = decoder else {
            return self.container_of_pointers(type_name);
        };
        let start = self.reader.position();
        let mut array = Array::empty(&decoder.ty());
        match decoder.decode(&mut self.reader, &mut array) {
            Ok(()) => Ok(first_entry(array)),
            Err(error) => {
                self.reader.seek(start)?;
                let header = self.reader.object_header()?;
                let Some(end) = header.end else { return Err(error) };
                self.reader.seek(end)?;
                Ok(Value::Unreadable { class: type_name.to_owned(), why: error.to_string() })
            }
        }
    }

    /// Containers that no array can hold: of pointers, or of classes that contain pointers.
    fn container_of_pointers(&mut self, type_name: &str) -> Result<Value> {
        use super::CxxType;
        let header = self.reader.object_header()?;
        let items = match CxxType::parse(type_name)? {
            CxxType::Sequence(item) if !header.member_wise => {
                let count = self.reader.count(1)?;
                let mut items = vec![];
                for _ in 0..count {
                    match &*item {
                        CxxType::Pointer(_) => items.push(self.pointer()?),
                        CxxType::Class(class) => items.push(self.object(class)?),
                        _ => break,
                    }
                }
                (items.len() == count).then_some(items)
            }
            _ => None,
        };
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        } else if items.is_none() {
            return Err(Error::unsupported(format!("a {type_name}"), "its items have no known layout"));
        }
        Ok(items.map_or_else(
            || Value::Unreadable { class: type_name.to_owned(), why: "its items have no known layout".to_owned() },
            Value::List,
        ))
    }

    /// As many objects as an earlier member says.
    fn counted_objects(&mut self, element: &Element, members: &Members) -> Result<Value> {
        let header = self.reader.object_header()?;
        let count = self.reader.check_count(counter(element, members), 1)?;
        let pointers = element.type_name.ends_with("**");
        let class = element.type_name.trim_end_matches('*').trim().to_owned();
        let mut items = vec![];
        for _ in 0..count {
            items.push(if pointers { self.pointer()? } else { self.object(&class)? });
        }
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        Ok(Value::List(items))
    }

    /// An object behind a pointer: null, one seen before, or a new one with its class.
    pub(super) fn pointer(&mut self) -> Result<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::corrupt("an object", "it is nested too deeply"));
        }
        let value = self.pointer_inner();
        self.depth -= 1;
        value
    }

    fn pointer_inner(&mut self) -> Result<Value> {
        let begin = (self.reader.position() + self.key_bytes) as u32;
        let word = self.reader.u32()?;
        let (tag, tag_at, end) = if word & BYTE_COUNT == 0 || word == NEW_CLASS {
            (word, begin, None)
        } else {
            let end = self.reader.position() + (word & !BYTE_COUNT) as usize;
            let tag_at = (self.reader.position() + self.key_bytes) as u32;
            (self.reader.u32()?, tag_at, Some(end))
        };
        if tag & CLASS_MASK == 0 {
            return Ok(match tag {
                0 => Value::Null,
                tag => match self.objects.get(&tag) {
                    Some(id) => Value::Ref(*id),
                    // An object outside of this record: nothing to point to.
                    None => Value::Null,
                },
            });
        }
        let class: Arc<str> = if tag == NEW_CLASS {
            let class: Arc<str> = self.reader.c_string()?.into();
            let key = if end.is_some() { tag_at.wrapping_add(TAG_OFFSET) } else { self.short_tag() };
            self.classes.insert(key, class.clone());
            class
        } else {
            match self.classes.get(&(tag & !CLASS_MASK)) {
                Some(class) => class.clone(),
                None => {
                    let error = Error::corrupt("an object", "it refers to a class not yet named");
                    let Some(end) = end else { return Err(error) };
                    self.reader.seek(end)?;
                    return Ok(Value::Unreadable { class: "unknown".to_owned(), why: error.to_string() });
                }
            }
        };
        let key = if end.is_some() { begin.wrapping_add(TAG_OFFSET) } else { self.short_tag() };
        let id = self.new_id(key);
        let result = self.object(&class);
        if let Some(end) = end {
            self.reader.seek(end)?;
        }
        match (result, end) {
            (Ok(Value::Object(mut object)), _) => {
                object.id = Some(id);
                Ok(Value::Object(object))
            }
            (Ok(other), _) => Ok(other),
            (Err(error), Some(_)) => Ok(Value::Unreadable { class: class.to_string(), why: error.to_string() }),
            (Err(error), None) => Err(error),
        }
    }

    /// Without byte counts, tags count objects and classes.
    fn short_tag(&self) -> u32 {
        (self.objects.len() + self.classes.len()) as u32 + 1
    }

    pub(super) fn tobject(&mut self) -> Result<Members> {
        self.reader.object_header()?;
        let id = self.reader.u32()?;
        let bits = self.reader.u32()?;
        if bits & 0x10 != 0 {
            self.reader.u16()?;
        }
        Ok(vec![("fUniqueID".into(), Value::UInt(u64::from(id))), ("fBits".into(), Value::UInt(u64::from(bits)))])
    }
}

pub(super) fn new_object(class: &str, version: i32, members: Members, bases: Vec<Arc<str>>) -> Value {
    Value::Object(Box::new(Object { class: class.to_owned(), version, id: None, members, bases }))
}

fn counter(element: &Element, members: &Members) -> i64 {
    let Some((_, name, _)) = &element.counter else { return 0 };
    members.iter().rev().find(|(n, _)| n == name).and_then(|(_, value)| value.as_i64()).unwrap_or(0)
}

fn counts_in_floats(members: &Members) -> bool {
    members.iter().any(|(name, value)| &**name == "fEntries" && matches!(value, Value::F64(_)))
}

/// The only entry of an array: its items for a list, the text for a text.
fn first_entry(array: Array) -> Value {
    match array {
        Array::String(strings) => Value::String(String::from_utf8_lossy(&strings.bytes).into_owned()),
        Array::List(list) => Value::Array(*list.values),
        Array::Fixed(fixed) => Value::Array(*fixed.values),
        other => Value::Array(other),
    }
}

/// The basic type behind a type code.
fn basic(code: i32, element: &Element, class: &str) -> Result<Basic> {
    Basic::of_code(code, &element.title).ok_or_else(|| {
        Error::unsupported(format!("member `{}` of {class}", element.name), format!("type code {}", element.code))
    })
}
