//! Keys of records to be.

use super::Buffer;
use crate::container::{Datime, Key};

/// Offsets from here on need 8 bytes.
pub(crate) const BIG: u64 = 2_000_000_000;

/// The length of a key with these texts.
pub(crate) fn key_length(class: &str, name: &str, title: &str, wide: bool) -> usize {
    let text = |text: &str| text.len() + if text.len() < 255 { 1 } else { 5 };
    18 + if wide { 16 } else { 8 } + text(class) + text(name) + text(title)
}

/// The bytes of a key; the version tells how wide its offsets are.
pub(crate) fn key_bytes(key: &Key, wide: bool) -> Vec<u8> {
    let mut out = Buffer::default();
    out.u32(key.bytes);
    out.u16(if wide { 1004 } else { 4 });
    out.u32(key.object_bytes);
    out.u32(key.datime.0);
    out.u16(key.key_bytes);
    out.u16(key.cycle);
    out.offset(key.seek, wide);
    out.offset(key.seek_parent, wide);
    out.string(&key.class);
    out.string(&key.name);
    out.string(&key.title);
    out.bytes
}

/// A key for `packed` bytes that hold `plain` ones, at `seek`.
pub(crate) fn key(texts: [&str; 3], seek: u64, parent: u64, cycle: u16, sizes: (usize, usize)) -> (Key, bool) {
    let [class, name, title] = texts;
    let wide = seek >= BIG || parent >= BIG;
    let length = key_length(class, name, title, wide);
    let (packed, plain) = sizes;
    let key = Key {
        name: name.to_owned(),
        title: title.to_owned(),
        class: class.to_owned(),
        cycle,
        datime: Datime::now(),
        seek,
        seek_parent: parent,
        bytes: (length + packed) as u32,
        object_bytes: plain as u32,
        key_bytes: length as u16,
    };
    (key, wide)
}
