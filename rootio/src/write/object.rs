//! Any tree of values as the bytes of an object, by the layouts of its classes.

use std::{collections::HashMap, sync::Arc};

use super::{Buffer, defaults};
use crate::{
    column::Array,
    error::{Error, Result},
    persist::entry,
    streamer::{Basic, CxxType, Element, ElementKind, Registry, StreamerInfo},
    value::{Object, Value},
};

const MAX_DEPTH: usize = 64;
const NEW_CLASS: u32 = 0xffff_ffff;
const CLASS_MASK: u32 = 0x8000_0000;
const TAG_OFFSET: u32 = 2;

/// Writes one object, and notes the layouts that its reader will need.
pub(crate) struct ObjectWriter<'a> {
    pub(crate) buffer: Buffer,
    /// Tags count from the start of the record.
    key_bytes: usize,
    registry: &'a Registry,
    classes: HashMap<String, u32>,
    objects: HashMap<u32, u32>,
    /// Layouts used, in the order of their first use.
    pub(crate) used: Vec<Arc<StreamerInfo>>,
    depth: usize,
}

impl<'a> ObjectWriter<'a> {
    pub(crate) fn new(key_bytes: usize, registry: &'a Registry) -> Self {
        Self {
            buffer: Buffer::default(),
            key_bytes,
            registry,
            classes: HashMap::new(),
            objects: HashMap::new(),
            used: vec![],
            depth: 0,
        }
    }

    /// The object that the record is about.
    pub(crate) fn top(&mut self, object: &Object) -> Result<()> {
        if let Some(id) = object.id {
            self.objects.insert(id, self.key_bytes as u32 + TAG_OFFSET);
        }
        // A standard vector as a whole: its items are in one member.
        if !matches!(CxxType::parse(&object.class)?, CxxType::Class(_)) {
            let value = object.get("value").cloned().unwrap_or(Value::Null);
            return self.container(&value, &object.class);
        }
        self.object(object, &object.class)
    }

    fn note(&mut self, info: &Arc<StreamerInfo>) {
        if !self.used.iter().any(|known| known.class == info.class && known.version == info.version) {
            self.used.push(info.clone());
        }
    }

    fn layout(&mut self, class: &str) -> Result<Arc<StreamerInfo>> {
        let info =
            self.registry.latest(class).ok_or_else(|| Error::NoStreamer { class: class.to_owned(), version: 0 })?;
        self.note(&info);
        Ok(info)
    }

    /// The part of `object` that belongs to `class`: itself or one of its bases.
    fn object(&mut self, object: &Object, class: &str) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::unsupported(format!("an object of class {class}"), "it is nested too deeply"));
        }
        self.object_inner(object, class)?;
        self.depth -= 1;
        Ok(())
    }

    fn object_inner(&mut self, object: &Object, class: &str) -> Result<()> {
        let array = |member: &str| match object.get(member) {
            Some(Value::Array(array)) => Some(array),
            _ => None,
        };
        match class {
            "TObject" => {
                let number = |name: &str| object.get(name).and_then(Value::as_i64);
                let id = number("fUniqueID").unwrap_or(0) as u32;
                let bits = number("fBits").unwrap_or(0) as u32 | defaults::BITS;
                // Bits that only mean something to the process that set them are not kept.
                self.buffer.tobject(id, bits & !0x10);
                return Ok(());
            }
            "TString" => {
                self.buffer.string(object.get("value").and_then(Value::as_str).unwrap_or_default());
                return Ok(());
            }
            "TArrayC" => return self.tarray(Basic::I8, array("fArray")),
            "TArrayS" => return self.tarray(Basic::I16, array("fArray")),
            "TArrayI" => return self.tarray(Basic::I32, array("fArray")),
            "TArrayL64" => return self.tarray(Basic::I64, array("fArray")),
            "TArrayF" => return self.tarray(Basic::F32, array("fArray")),
            "TArrayD" => return self.tarray(Basic::F64, array("fArray")),
            "TList" | "THashList" => return self.list(object),
            "TObjArray" => return self.obj_array(object),
            "TCanvas" => return self.canvas(object),
            // Signals and slots are not kept, not even their version.
            "TQObject" => return Ok(()),
            _ => {}
        }
        let info = self.layout(class)?;
        let start = self.buffer.begin_object(info.version as u16);
        for element in &info.elements {
            self.element(object, element, &info)?;
        }
        self.buffer.end(start);
        Ok(())
    }

    fn element(&mut self, object: &Object, element: &Element, info: &StreamerInfo) -> Result<()> {
        if element.kind == ElementKind::Base {
            return self.object(object, &element.name);
        }
        let default = || defaults::member(&info.class, &element.name);
        let value = object.get(&element.name).cloned().or_else(default).unwrap_or(Value::Null);
        let wrong = |value: &Value| Error::WrongType {
            what: format!("`{}` of {}", element.name, info.class),
            found: value.kind().to_owned(),
            wanted: element.type_name.clone(),
        };
        match (element.kind, element.code) {
            (ElementKind::Stl, _) => self.container(&value, &element.type_name),
            (ElementKind::Loop, _) => {
                let start = self.buffer.begin_object(1);
                self.buffer.end(start);
                Ok(())
            }
            (_, code @ 1..=19) => {
                let basic = Basic::of_code(code, "").ok_or_else(|| wrong(&value))?;
                self.number(basic, &value).ok_or_else(|| wrong(&value))
            }
            (_, code @ 21..=39) => {
                let basic = Basic::of_code(code - 20, "").ok_or_else(|| wrong(&value))?;
                let length = element.array_length.max(0) as usize;
                match &value {
                    Value::Array(array) if array.len() == length => self.numbers(basic, array),
                    Value::Null => self.numbers(basic, &Array::F64(vec![0.0; length])),
                    other => Err(wrong(other)),
                }
            }
            (_, code @ 41..=59) => {
                let basic = Basic::of_code(code - 40, "").ok_or_else(|| wrong(&value))?;
                match &value {
                    Value::Array(array) if !array.is_empty() => {
                        self.buffer.u8(1);
                        self.numbers(basic, array)
                    }
                    Value::Array(_) | Value::Null => {
                        self.buffer.u8(0);
                        Ok(())
                    }
                    other => Err(wrong(other)),
                }
            }
            (_, 65) => {
                self.buffer.string(value.as_str().unwrap_or_default());
                Ok(())
            }
            (_, 61 | 62 | 63 | 66 | 67 | 68) => {
                let class = element.type_name.trim_end_matches('*').trim();
                match &value {
                    Value::Object(inner) => self.object(inner, class),
                    // A number array may stand for a TArray, and nothing for an object of defaults.
                    Value::Array(_) => {
                        let inner = Object { members: vec![("fArray".into(), value.clone())], ..Object::default() };
                        self.object(&inner, class)
                    }
                    Value::Null => self.object(&Object { class: class.to_owned(), ..Object::default() }, class),
                    other => Err(wrong(other)),
                }
            }
            (_, 64 | 69 | 70) => self.pointer(&value),
            (_, code) => Err(Error::unsupported(
                format!("member `{}` of {}", element.name, info.class),
                format!("type code {code} is not written"),
            )),
        }
    }

    /// An object behind a pointer.
    fn pointer(&mut self, value: &Value) -> Result<()> {
        let object = match value {
            Value::Null | Value::Unreadable { .. } => {
                self.buffer.u32(0);
                return Ok(());
            }
            Value::Ref(id) => {
                let tag = self.objects.get(id).copied().unwrap_or(0);
                self.buffer.u32(tag);
                return Ok(());
            }
            Value::Object(object) => object,
            other => {
                return Err(Error::WrongType {
                    what: "a pointer".to_owned(),
                    found: other.kind().to_owned(),
                    wanted: "an object".to_owned(),
                });
            }
        };
        let begin = (self.buffer.len() + self.key_bytes) as u32;
        let start = self.buffer.begin();
        let tag_at = (self.buffer.len() + self.key_bytes) as u32;
        if let Some(tag) = self.classes.get(&object.class) {
            self.buffer.u32(tag | CLASS_MASK);
        } else {
            self.buffer.u32(NEW_CLASS);
            self.buffer.put(object.class.as_bytes());
            self.buffer.u8(0);
            self.classes.insert(object.class.clone(), tag_at + TAG_OFFSET);
        }
        if let Some(id) = object.id {
            self.objects.insert(id, begin + TAG_OFFSET);
        }
        self.object(object, &object.class)?;
        self.buffer.end(start);
        Ok(())
    }

    fn list(&mut self, object: &Object) -> Result<()> {
        let start = self.buffer.begin_object(5);
        self.object(object, "TObject")?;
        self.buffer.string(object.get("name").and_then(Value::as_str).unwrap_or_default());
        let items = object.items("arr").unwrap_or_default();
        self.buffer.i32(items.len() as i32);
        let options = object.items("opt").unwrap_or_default();
        for (i, item) in items.iter().enumerate() {
            self.pointer(item)?;
            self.buffer.string(options.get(i).and_then(Value::as_str).unwrap_or_default());
        }
        self.buffer.end(start);
        Ok(())
    }

    fn obj_array(&mut self, object: &Object) -> Result<()> {
        let start = self.buffer.begin_object(3);
        self.object(object, "TObject")?;
        self.buffer.string(object.get("name").and_then(Value::as_str).unwrap_or_default());
        let items = object.items("arr").unwrap_or_default();
        self.buffer.i32(items.len() as i32);
        self.buffer.i32(0);
        for item in items {
            self.pointer(item)?;
        }
        self.buffer.end(start);
        Ok(())
    }

    /// A canvas, which ROOT writes in another order than its layout says (`TCanvas::Streamer`).
    fn canvas(&mut self, object: &Object) -> Result<()> {
        let info = self.layout("TCanvas")?;
        let integer = |name: &str| object.get(name).and_then(Value::as_i64).unwrap_or(0);
        let start = self.buffer.begin_object(info.version as u16);
        self.object(object, "TPad")?;
        self.buffer.string(object.get("fDISPLAY").and_then(Value::as_str).unwrap_or_default());
        self.buffer.i32(integer("fDoubleBuffer") as i32);
        self.buffer.u8(u8::from(integer("fRetained") != 0));
        for size in ["fXsizeUser", "fYsizeUser", "fXsizeReal", "fYsizeReal"] {
            self.buffer.f32(object.get(size).and_then(Value::as_f64).unwrap_or(0.0) as f32);
        }
        for place in ["fWindowTopX", "fWindowTopY", "fWindowWidth", "fWindowHeight", "fCw", "fCh"] {
            self.buffer.i32(integer(place) as i32);
        }
        self.object(object, "TAttCanvas")?;
        // Move and resize opaquely.
        self.buffer.u8(1);
        self.buffer.u8(1);
        self.buffer.u16(integer("fHighLightColor") as u16);
        // Not in batch mode, no event bar; runs its actions, shows its menu.
        for bit in [0, 0, 1, 1] {
            self.buffer.u8(bit);
        }
        self.buffer.end(start);
        Ok(())
    }

    fn tarray(&mut self, basic: Basic, array: Option<&Array>) -> Result<()> {
        self.buffer.i32(array.map_or(0, Array::len) as i32);
        array.map_or(Ok(()), |array| self.numbers(basic, array))
    }

    /// A standard container: a header, then what its type says.
    fn container(&mut self, value: &Value, type_name: &str) -> Result<()> {
        let ty = CxxType::parse(type_name)?;
        let start = self.buffer.begin_object(9);
        match (&ty, value) {
            (CxxType::Sequence(item), Value::Array(array)) => {
                self.buffer.i32(array.len() as i32);
                self.items(item, array)?;
            }
            (CxxType::Map(key, item), Value::Array(Array::Struct(pairs))) => {
                self.buffer.i32(pairs.length as i32);
                if let [(_, keys), (_, values)] = &pairs.fields[..] {
                    for i in 0..pairs.length {
                        self.items(key, &keys.slice(i, i + 1))?;
                        self.items(item, &values.slice(i, i + 1))?;
                    }
                }
            }
            (CxxType::String, Value::String(text)) => self.buffer.string(text),
            (CxxType::String, Value::Null) => self.buffer.string(""),
            (_, Value::Null) => self.buffer.i32(0),
            (_, Value::List(items)) if items.is_empty() => self.buffer.i32(0),
            (_, other) => {
                return Err(Error::WrongType {
                    what: "a container".to_owned(),
                    found: other.kind().to_owned(),
                    wanted: type_name.to_owned(),
                });
            }
        }
        self.buffer.end(start);
        Ok(())
    }

    fn items(&mut self, ty: &CxxType, array: &Array) -> Result<()> {
        match (ty, array) {
            (CxxType::Basic(basic), array) => self.numbers(*basic, array),
            (CxxType::String | CxxType::TString, Array::String(strings)) => {
                for at in strings.offsets.windows(2) {
                    let text = String::from_utf8_lossy(&strings.bytes[at[0] as usize..at[1] as usize]).into_owned();
                    self.buffer.string(&text);
                }
                Ok(())
            }
            (CxxType::Sequence(item), Array::List(list)) => {
                for at in list.offsets.windows(2) {
                    self.buffer.i32((at[1] - at[0]) as i32);
                    self.items(item, &list.values.slice(at[0] as usize, at[1] as usize))?;
                }
                Ok(())
            }
            (CxxType::Class(class), array @ Array::Struct(_)) => {
                for index in 0..array.len() {
                    let Some(Value::Object(item)) = entry(array, index) else { continue };
                    self.object(&item, class)?;
                }
                Ok(())
            }
            (ty, array) => Err(Error::WrongType {
                what: "a container's items".to_owned(),
                found: array.ty().to_string(),
                wanted: format!("{ty:?}"),
            }),
        }
    }

    fn number(&mut self, basic: Basic, value: &Value) -> Option<()> {
        let integer = match value {
            Value::Null => 0,
            Value::F32(_) | Value::F64(_) => value.as_f64()? as i64,
            Value::UInt(u) => *u as i64,
            other => other.as_i64().unwrap_or(0),
        };
        let real = if *value == Value::Null { 0.0 } else { value.as_f64()? };
        let buffer = &mut self.buffer;
        match basic {
            Basic::Bool | Basic::I8 | Basic::U8 => buffer.u8(integer as u8),
            Basic::I16 | Basic::U16 => buffer.u16(integer as u16),
            Basic::I32 | Basic::U32 => buffer.u32(integer as u32),
            Basic::I64 | Basic::U64 => buffer.i64(integer),
            Basic::F32 | Basic::Float16(_) | Basic::Double32(_) => buffer.f32(real as f32),
            Basic::F64 => buffer.f64(real),
        }
        Some(())
    }

    fn numbers(&mut self, basic: Basic, array: &Array) -> Result<()> {
        let wrong = || Error::WrongType {
            what: "an array".to_owned(),
            found: array.ty().to_string(),
            wanted: basic.ty().to_string(),
        };
        if matches!(basic, Basic::F32 | Basic::F64 | Basic::Double32(_)) {
            for x in array.to_f64().ok_or_else(wrong)? {
                if basic == Basic::F64 { self.buffer.f64(x) } else { self.buffer.f32(x as f32) }
            }
            return Ok(());
        }
        for i in
            array.to_i64().or_else(|| Some(array.to_f64()?.iter().map(|x| *x as i64).collect())).ok_or_else(wrong)?
        {
            self.number(basic, &Value::Int(i));
        }
        Ok(())
    }
}
