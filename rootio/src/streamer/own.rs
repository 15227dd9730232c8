//! Classes that stream themselves, in another way than their layouts say: arrays, collections, references, canvases.

use super::{
    Basic,
    object::{Members, ObjectReader, new_object},
};
use crate::{
    column::Array,
    error::{Error, Result},
    value::Value,
};

impl ObjectReader<'_> {
    pub(super) fn tarray(&mut self, class: &str, basic: Basic) -> Result<Value> {
        let count = self.reader.count(basic.stored_width())?;
        let array = basic.array(&mut self.reader, count)?;
        Ok(new_object(class, 1, vec![("fArray".into(), Value::Array(array))], vec![]))
    }

    pub(super) fn list(&mut self, class: &str) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = if header.version > 3 { self.tobject()? } else { vec![] };
        let name = if header.version > 3 { self.reader.string()? } else { String::new() };
        let count = self.reader.count(4)?;
        let (mut items, mut options) = (vec![], vec![]);
        for _ in 0..count {
            items.push(self.pointer()?);
            let length = match self.reader.u8()? {
                255 if header.version > 4 => self.reader.count(1)?,
                short => usize::from(short),
            };
            let option = String::from_utf8_lossy(self.reader.take(length)?).into_owned();
            options.push(Value::String(option));
        }
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        members.push(("name".into(), Value::String(name)));
        members.push(("arr".into(), Value::List(items)));
        members.push(("opt".into(), Value::List(options)));
        Ok(new_object(class, i32::from(header.version), members, vec![]))
    }

    pub(super) fn obj_array(&mut self) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = if header.version > 2 { self.tobject()? } else { vec![] };
        let name = if header.version > 1 { self.reader.string()? } else { String::new() };
        let count = self.reader.count(4)?;
        let low = self.reader.i32()?;
        let mut items = vec![];
        for _ in 0..count {
            items.push(self.pointer()?);
        }
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        members.push(("name".into(), Value::String(name)));
        members.push(("arr".into(), Value::List(items)));
        members.push(("low".into(), Value::Int(i64::from(low))));
        Ok(new_object("TObjArray", i32::from(header.version), members, vec![]))
    }

    pub(super) fn clones_array(&mut self) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = if header.version > 2 { self.tobject()? } else { vec![] };
        let name = if header.version > 1 { self.reader.string()? } else { String::new() };
        let described = self.reader.string()?;
        let (class, version) = described.split_once(';').unwrap_or((&described, ""));
        let count = i64::from(self.reader.i32()?).abs();
        let count = self.reader.check_count(count, 1)?;
        let low = self.reader.i32()?;
        // Bit 12 of a TClonesArray: the members of all objects stand side by side.
        let member_wise =
            members.iter().any(|(name, value)| &**name == "fBits" && value.as_i64().unwrap_or(0) & 0x1000 != 0);
        let mut items = vec![];
        if member_wise {
            let info = version
                .parse()
                .ok()
                .and_then(|version| self.registry.version(class, version))
                .ok_or_else(|| Error::NoStreamer { class: class.to_owned(), version: 0 })?;
            let mut objects: Vec<Members> = vec![vec![]; count];
            for element in &info.elements {
                for object in &mut objects {
                    self.element(class, element, object, &mut vec![])?;
                }
            }
            items.extend(objects.into_iter().map(|members| new_object(class, info.version, members, vec![])));
        } else {
            for _ in 0..count {
                items.push(if self.reader.u8()? == 0 { Value::Null } else { self.object(class)? });
            }
        }
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        members.push(("name".into(), Value::String(name)));
        members.push(("arr".into(), Value::List(items)));
        members.push(("low".into(), Value::Int(i64::from(low))));
        Ok(new_object("TClonesArray", i32::from(header.version), members, vec![]))
    }

    pub(super) fn map(&mut self) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = if header.version > 2 { self.tobject()? } else { vec![] };
        let name = if header.version > 1 { self.reader.string()? } else { String::new() };
        let count = self.reader.count(8)?;
        let mut pairs = vec![];
        for _ in 0..count {
            let first = self.pointer()?;
            let second = self.pointer()?;
            let pair = vec![("first".into(), first), ("second".into(), second)];
            pairs.push(new_object("TPair", 1, pair, vec![]));
        }
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        members.push(("name".into(), Value::String(name)));
        members.push(("arr".into(), Value::List(pairs)));
        Ok(new_object("TMap", i32::from(header.version), members, vec![]))
    }

    pub(super) fn ref_array(&mut self) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = self.tobject()?;
        let name = self.reader.string()?;
        let count = self.reader.count(4)?;
        let low = self.reader.i32()?;
        let pid = self.reader.u16()?;
        let ids = Basic::U32.array(&mut self.reader, count)?;
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        members.push(("name".into(), Value::String(name)));
        members.push(("fLowerBound".into(), Value::Int(i64::from(low))));
        members.push(("fPID".into(), Value::UInt(u64::from(pid))));
        members.push(("fUIDs".into(), Value::Array(ids)));
        Ok(new_object("TRefArray", i32::from(header.version), members, vec![]))
    }

    /// A basket that was still in memory when its tree was written.
    pub(super) fn basket(&mut self) -> Result<Value> {
        let key = crate::container::Key::read(&mut self.reader)?;
        let version = self.reader.u16()?;
        let _buffer_size = self.reader.i32()?;
        let size = self.reader.i32()?;
        if size < 0 {
            self.reader.u8()?;
        }
        let entries = self.reader.i32()?;
        let last = self.reader.i32()?;
        let mut flag = self.reader.u8()?;
        let generated = flag >= 80;
        if generated {
            flag -= 80;
        }
        let mut offsets = Array::I32(vec![]);
        if !generated && flag != 0 && flag % 10 != 2 {
            if entries > 0 {
                let count = self.reader.count(4)?;
                offsets = Basic::I32.array(&mut self.reader, count)?;
            }
            if flag > 40 {
                let count = self.reader.count(4)?;
                Basic::I32.array(&mut self.reader, count)?;
            }
        }
        let mut buffer = Array::U8(vec![]);
        if flag == 1 || flag > 10 {
            let length = if version > 1 { i64::from(last) } else { i64::from(self.reader.i32()?) };
            let length = self.reader.check_count(length, 1)?;
            buffer = Basic::U8.array(&mut self.reader, length)?;
        }
        let members: Members = vec![
            ("fKeylen".into(), Value::Int(i64::from(key.key_bytes))),
            ("fNevBuf".into(), Value::Int(i64::from(entries))),
            ("fLast".into(), Value::Int(i64::from(last))),
            ("fEntryOffset".into(), Value::Array(offsets)),
            ("fBufferRef".into(), Value::Array(buffer)),
        ];
        Ok(new_object("TBasket", i32::from(version), members, vec![]))
    }

    /// A canvas, which ROOT writes in another order than its layout says (`TCanvas::Streamer`).
    pub(super) fn canvas(&mut self) -> Result<Value> {
        let header = self.reader.object_header()?;
        let mut members = match self.object("TPad")? {
            Value::Object(pad) => pad.members,
            other => vec![("TPad".into(), other)],
        };
        let reader = &mut self.reader;
        members.push(("fDISPLAY".into(), Value::String(reader.string()?)));
        members.push(("fDoubleBuffer".into(), Value::Int(i64::from(reader.i32()?))));
        members.push(("fRetained".into(), Value::Bool(reader.u8()? != 0)));
        for size in ["fXsizeUser", "fYsizeUser", "fXsizeReal", "fYsizeReal"] {
            members.push((size.into(), Value::F32(reader.f32()?)));
        }
        for place in ["fWindowTopX", "fWindowTopY"] {
            members.push((place.into(), Value::Int(i64::from(reader.i32()?))));
        }
        // Versions before 3 kept one pair of lengths.
        let sizes: &[&str] =
            if header.version > 2 { &["fWindowWidth", "fWindowHeight", "fCw", "fCh"] } else { &["fCw", "fCh"] };
        for size in sizes {
            members.push(((*size).into(), Value::UInt(u64::from(reader.u32()?))));
        }
        let attributes = self.object("TAttCanvas")?;
        members.push(("fCatt".into(), attributes));
        // Whether it moves and resizes opaquely.
        self.reader.take(2)?;
        members.push(("fHighLightColor".into(), Value::Int(i64::from(self.reader.i16()?))));
        members.push(("fBatch".into(), Value::Bool(self.reader.u8()? != 0)));
        // The bars around it, which old versions do not have, belong to a window.
        if let Some(end) = header.end {
            self.reader.seek(end)?;
        }
        Ok(new_object("TCanvas", i32::from(header.version), members, vec!["TPad".into()]))
    }
}
