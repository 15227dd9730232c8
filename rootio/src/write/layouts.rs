//! The list of class layouts that makes a file readable by others.

use std::{collections::HashMap, sync::Arc};

use super::{Buffer, defaults::BITS};
use crate::streamer::{Element, ElementKind, StreamerInfo};

const NEW_CLASS: u32 = 0xffff_ffff;
const CLASS_MASK: u32 = 0x8000_0000;

/// The list as ROOT stores it, for a record whose key has `key_bytes`.
pub(crate) fn write(infos: &[Arc<StreamerInfo>], key_bytes: usize) -> Vec<u8> {
    let mut list = Writer { buffer: Buffer::default(), key_bytes, tags: HashMap::new() };
    let start = list.buffer.begin_object(5);
    list.buffer.tobject(0, BITS);
    list.buffer.string("");
    list.buffer.i32(infos.len() as i32);
    for info in infos {
        list.info(info);
        list.buffer.string("");
    }
    list.buffer.end(start);
    list.buffer.bytes
}

struct Writer {
    buffer: Buffer,
    key_bytes: usize,
    tags: HashMap<String, u32>,
}

impl Writer {
    /// The byte count's start, after the class was named.
    fn class(&mut self, class: &str) -> usize {
        let start = self.buffer.begin();
        let tag_at = (self.buffer.len() + self.key_bytes) as u32;
        if let Some(tag) = self.tags.get(class) {
            self.buffer.u32(tag | CLASS_MASK);
        } else {
            self.buffer.u32(NEW_CLASS);
            self.buffer.put(class.as_bytes());
            self.buffer.u8(0);
            self.tags.insert(class.to_owned(), tag_at + 2);
        }
        start
    }

    fn named(&mut self, name: &str, title: &str, bits: u32) {
        let start = self.buffer.begin_object(1);
        self.buffer.tobject(0, bits);
        self.buffer.string(name);
        self.buffer.string(title);
        self.buffer.end(start);
    }

    fn info(&mut self, info: &StreamerInfo) {
        let outer = self.class("TStreamerInfo");
        let start = self.buffer.begin_object(9);
        // Bit 16: the layout was made by a compiler, not by hand.
        self.named(&info.class, "", BITS | 0x1_0000);
        self.buffer.u32(info.checksum);
        self.buffer.i32(info.version);
        let array = self.class("TObjArray");
        let inner = self.buffer.begin_object(3);
        self.buffer.tobject(0, BITS);
        self.buffer.string("");
        self.buffer.i32(info.elements.len() as i32);
        self.buffer.i32(0);
        for element in &info.elements {
            self.element(element);
        }
        self.buffer.end(inner);
        self.buffer.end(array);
        self.buffer.end(start);
        self.buffer.end(outer);
    }

    fn element(&mut self, element: &Element) {
        let outer = self.class(&element.class);
        let version = match &*element.class {
            "TStreamerBase" | "TStreamerSTL" => 3,
            "TStreamerObjectAnyPointer" => 1,
            _ => 2,
        };
        let bare = &*element.class == "TStreamerElement";
        let start = if bare { 0 } else { self.buffer.begin_object(version) };
        // A standard string is described as a container, one class deeper.
        let container = (&*element.class == "TStreamerSTLstring").then(|| self.buffer.begin_object(3));
        let inner = self.buffer.begin_object(4);
        self.named(&element.name, &element.title, BITS);
        self.buffer.i32(element.code);
        self.buffer.i32(element.size);
        self.buffer.i32(element.array_length);
        self.buffer.i32(element.array_dim);
        for size in element.max_index {
            self.buffer.i32(size);
        }
        self.buffer.string(&element.type_name);
        self.buffer.end(inner);
        match element.kind {
            ElementKind::Base => self.buffer.i32(element.base_version),
            ElementKind::BasicPointer | ElementKind::Loop => {
                if let Some((version, name, class)) = &element.counter {
                    self.buffer.i32(*version);
                    self.buffer.string(name);
                    self.buffer.string(class);
                }
            }
            ElementKind::Stl => {
                self.buffer.i32(element.stl.0);
                self.buffer.i32(element.stl.1);
            }
            _ => {}
        }
        if let Some(container) = container {
            self.buffer.end(container);
        }
        if !bare {
            self.buffer.end(start);
        }
        self.buffer.end(outer);
    }
}
