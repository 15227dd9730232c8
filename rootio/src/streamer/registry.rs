//! All class layouts of a file.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::{Element, ElementKind, StreamerInfo};
use crate::{
    bytes::{BYTE_COUNT, Reader},
    error::{Error, Result},
};

/// Class layouts by name, version and checksum.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    classes: HashMap<Arc<str>, Vec<Arc<StreamerInfo>>>,
    /// In the order of the file.
    all: Vec<Arc<StreamerInfo>>,
}

/// The layouts of ROOT's own classes, written from ROOT itself by `tools/class_layouts.py`.
const BUILTIN: &str = include_str!("builtin.tsv");

impl Registry {
    pub(crate) fn add(&mut self, info: StreamerInfo) -> Arc<StreamerInfo> {
        let info = Arc::new(info);
        self.classes.entry(info.class.clone()).or_default().push(info.clone());
        self.all.push(info.clone());
        info
    }

    /// Every layout, in the order of the file.
    pub(crate) fn all(&self) -> &[Arc<StreamerInfo>] {
        &self.all
    }

    /// The layout of a version; that of the built-in classes when the file has none.
    pub(crate) fn version(&self, class: &str, version: i32) -> Option<Arc<StreamerInfo>> {
        let own = self.classes.get(class).and_then(|infos| infos.iter().find(|i| i.version == version));
        own.or_else(|| builtin().classes.get(class)?.iter().find(|i| i.version == version)).cloned()
    }

    /// The layout with a checksum.
    pub(crate) fn checksum(&self, class: &str, checksum: u32) -> Option<Arc<StreamerInfo>> {
        let own = self.classes.get(class).and_then(|infos| infos.iter().find(|i| i.checksum == checksum));
        own.or_else(|| builtin().classes.get(class)?.iter().find(|i| i.checksum == checksum)).cloned()
    }

    /// The newest layout of a class.
    pub(crate) fn latest(&self, class: &str) -> Option<Arc<StreamerInfo>> {
        let newest = |infos: &Vec<Arc<StreamerInfo>>| infos.iter().max_by_key(|i| i.version).cloned();
        self.classes.get(class).and_then(newest).or_else(|| builtin().classes.get(class).and_then(newest))
    }

    /// Reads the list that a file keeps.
    ///
    /// Layouts describe everything but themselves: this list is read by hand.
    pub(crate) fn parse(payload: &[u8], key_bytes: usize) -> Result<Self> {
        let mut registry = Registry::default();
        let mut list =
            Tagged { reader: Reader::new(payload, "the list of class layouts"), key_bytes, tags: HashMap::new() };
        list.reader.object_header()?;
        skip_tobject(&mut list.reader)?;
        list.reader.string()?;
        let count = list.reader.count(1)?;
        for _ in 0..count {
            let (class, end) = list.class()?;
            if class == "TStreamerInfo" {
                registry.add(info(&mut list)?);
            }
            // Rules for reading old versions are in the list, too: they are C++ code.
            list.reader.seek(end)?;
            let option = usize::from(list.reader.u8()?);
            list.reader.take(option)?;
        }
        Ok(registry)
    }
}

/// The layouts of ROOT's own classes.
pub(crate) fn builtin() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| parse_builtin(BUILTIN))
}

/// `C class version checksum`, then `E class name title code size length dim max×5 type base counter…`.
fn parse_builtin(table: &str) -> Registry {
    let mut registry = Registry::default();
    let mut current: Option<StreamerInfo> = None;
    for line in table.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let number = |i: usize| parts.get(i).and_then(|p| p.parse::<i32>().ok()).unwrap_or(0);
        let text = |i: usize| parts.get(i).copied().unwrap_or("");
        match parts[0] {
            "C" => {
                if let Some(done) = current.take() {
                    registry.add(done);
                }
                current = Some(StreamerInfo {
                    class: text(1).into(),
                    version: number(2),
                    checksum: text(3).parse().unwrap_or(0),
                    elements: vec![],
                });
            }
            "E" => {
                let element = Element {
                    kind: ElementKind::of(text(1)),
                    class: text(1).into(),
                    name: text(2).into(),
                    title: text(3).to_owned(),
                    code: number(4),
                    size: number(5),
                    array_length: number(6),
                    array_dim: number(7),
                    max_index: [number(8), number(9), number(10), number(11), number(12)],
                    type_name: text(13).to_owned(),
                    base_version: number(14),
                    counter: (!text(16).is_empty()).then(|| (number(15), text(16).into(), text(17).into())),
                    stl: (number(18), number(19)),
                };
                if let Some(info) = &mut current {
                    info.elements.push(element);
                }
            }
            _ => {}
        }
    }
    if let Some(done) = current {
        registry.add(done);
    }
    registry
}

/// A reader that knows the classes named so far.
struct Tagged<'a> {
    reader: Reader<'a>,
    key_bytes: usize,
    tags: HashMap<u32, String>,
}

impl Tagged<'_> {
    /// The class of the next object, and where the object ends.
    fn class(&mut self) -> Result<(String, usize)> {
        let word = self.reader.u32()?;
        let end = self.reader.position() + (word & !BYTE_COUNT) as usize;
        let tag_at = (self.reader.position() + self.key_bytes) as u32;
        let tag = self.reader.u32()?;
        if tag == u32::MAX {
            let class = self.reader.c_string()?;
            self.tags.insert(tag_at.wrapping_add(2), class.clone());
            return Ok((class, end));
        }
        match self.tags.get(&(tag & 0x7fff_ffff)) {
            Some(class) => Ok((class.clone(), end)),
            None => Err(Error::corrupt("the list of class layouts", "it refers to a class not yet named")),
        }
    }
}

fn skip_tobject(reader: &mut Reader) -> Result<()> {
    reader.take(6)?;
    if reader.u32()? & 0x10 != 0 {
        reader.take(2)?;
    }
    Ok(())
}

fn named(reader: &mut Reader) -> Result<(String, String)> {
    let header = reader.object_header()?;
    skip_tobject(reader)?;
    let texts = (reader.string()?, reader.string()?);
    if let Some(end) = header.end {
        reader.seek(end)?;
    }
    Ok(texts)
}

fn info(list: &mut Tagged) -> Result<StreamerInfo> {
    list.reader.object_header()?;
    let (class, _) = named(&mut list.reader)?;
    let checksum = list.reader.u32()?;
    let version = list.reader.i32()?;
    let (array, _) = list.class()?;
    if array != "TObjArray" {
        return Err(Error::corrupt("a class layout", format!("its members are a {array}")));
    }
    list.reader.object_header()?;
    skip_tobject(&mut list.reader)?;
    list.reader.string()?;
    let count = list.reader.count(4)?;
    list.reader.i32()?;
    let mut elements = Vec::with_capacity(count);
    for _ in 0..count {
        let (class, end) = list.class()?;
        elements.push(element(&mut list.reader, &class)?);
        list.reader.seek(end)?;
    }
    Ok(StreamerInfo { class: class.into(), version, checksum, elements })
}

fn element(reader: &mut Reader, class: &str) -> Result<Element> {
    // Emulated pairs have elements of the bare class, without a derived one's header.
    if class != "TStreamerElement" {
        reader.object_header()?;
    }
    if class == "TStreamerSTLstring" {
        reader.object_header()?;
    }
    let version = reader.object_header()?.version;
    let (name, title) = named(reader)?;
    let code = reader.i32()?;
    let size = reader.i32()?;
    let array_length = reader.i32()?;
    let array_dim = reader.i32()?;
    let mut max_index = [0; 5];
    if version == 1 {
        for slot in max_index.iter_mut().take(reader.count(4)?) {
            *slot = reader.i32()?;
        }
    } else {
        for slot in &mut max_index {
            *slot = reader.i32()?;
        }
    }
    let type_name = reader.string()?;
    if version == 3 {
        reader.take(24)?;
    }
    let kind = ElementKind::of(class);
    let mut element = Element {
        kind,
        class: class.into(),
        name: name.into(),
        title,
        code,
        size,
        array_length,
        array_dim,
        max_index,
        type_name,
        base_version: 0,
        counter: None,
        stl: (0, 0),
    };
    match kind {
        // The element's own end bounds what follows; old versions lack the base's version.
        ElementKind::Base => element.base_version = reader.i32().unwrap_or(-1),
        ElementKind::BasicPointer | ElementKind::Loop => {
            let version = reader.i32()?;
            element.counter = Some((version, reader.string()?.into(), reader.string()?.into()));
        }
        ElementKind::Stl => element.stl = (reader.i32()?, reader.i32()?),
        _ => {}
    }
    Ok(element)
}
