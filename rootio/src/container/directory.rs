//! A directory of keys.

use super::{Key, RootFile};
use crate::{
    bytes::Reader,
    error::{Error, Result, nearest},
};

/// The keys of one directory, in the order of the file.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Path inside the file, `""` for the file itself.
    pub path: String,
    /// Every key, all cycles.
    pub keys: Vec<Key>,
    /// Offset of the directory's own record.
    pub(crate) seek: u64,
    /// Offset of the parent's record, 0 at the top.
    pub(crate) seek_parent: u64,
    /// Offset of the directory header itself: the bytes that an update rewrites.
    pub(crate) header_at: u64,
    /// Whether that header has 8-byte offsets.
    pub(crate) wide: bool,
    /// Length of key, name and title in front of the header.
    pub(crate) bytes_name: u32,
}

/// The longest directory header: version, two dates, two lengths, three offsets, an identifier.
const HEADER_BYTES: usize = 2 + 4 * 4 + 3 * 8 + 2 + 16;

impl Directory {
    /// Reads the directory header at `header_at` and its list of keys.
    pub(crate) fn read(file: &RootFile, path: String, header_at: u64) -> Result<Self> {
        let head = file.bytes_up_to(header_at, HEADER_BYTES)?;
        let mut reader = Reader::new(&head, "a directory");
        let version = reader.u16()?;
        let wide = version > 1000;
        reader.take(8)?;
        let bytes_keys = reader.u32()?;
        let bytes_name = reader.u32()?;
        let seek = reader.offset(wide)?;
        let seek_parent = reader.offset(wide)?;
        let seek_keys = reader.offset(wide)?;
        let mut keys = Vec::new();
        if bytes_keys > 0 && seek_keys > 0 {
            let list = file.bytes(seek_keys, bytes_keys as usize)?;
            let mut reader = Reader::new(&list, "the list of keys");
            Key::read(&mut reader)?;
            let count = reader.count(26)?;
            for _ in 0..count {
                keys.push(Key::read(&mut reader)?);
            }
        }
        Ok(Self { path, keys, seek, seek_parent, header_at, wide, bytes_name })
    }

    /// The key `name` or `name;cycle`; without a cycle the newest.
    pub fn key(&self, name: &str) -> Option<&Key> {
        let (bare, cycle) = match name.rsplit_once(';') {
            Some((bare, cycle)) => (bare, cycle.parse::<u16>().ok()),
            None => (name, None),
        };
        let named = self.keys.iter().filter(|key| key.name == bare);
        match cycle {
            Some(cycle) => named.clone().find(|key| key.cycle == cycle),
            None => named.max_by_key(|key| key.cycle),
        }
    }

    /// Every name's newest key, in the order of the file.
    pub fn newest(&self) -> impl Iterator<Item = &Key> {
        let mut best = std::collections::HashMap::<&str, u16>::new();
        for key in &self.keys {
            let cycle = best.entry(&key.name).or_default();
            *cycle = (*cycle).max(key.cycle);
        }
        self.keys.iter().filter(move |key| best.get(key.name.as_str()) == Some(&key.cycle))
    }

    pub(crate) fn missing(&self, file: &str, name: &str) -> Error {
        let place = if self.path.is_empty() { file.to_owned() } else { format!("{file}:{}", self.path) };
        let near = nearest(name, self.keys.iter().map(|key| key.name.as_str()));
        Error::NoKey { file: place, name: name.to_owned(), near }
    }
}
