//! A key: the head of every record.

use super::Datime;
use crate::{bytes::Reader, error::Result};

/// What a directory says of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The object's name.
    pub name: String,
    /// The object's title.
    pub title: String,
    /// Its class, such as `TH1D`.
    pub class: String,
    /// The number of writes under this name; the highest is the newest.
    pub cycle: u16,
    /// When it was written.
    pub datime: Datime,
    /// Offset of the record in the file.
    pub seek: u64,
    /// Offset of the directory that holds it.
    pub seek_parent: u64,
    /// Length of the record, key included.
    pub bytes: u32,
    /// Length of the object when decompressed.
    pub object_bytes: u32,
    /// Length of the key.
    pub key_bytes: u16,
}

impl Key {
    pub(crate) fn read(reader: &mut Reader) -> Result<Self> {
        let bytes = reader.u32()?;
        let version = reader.u16()?;
        let object_bytes = reader.u32()?;
        let datime = Datime(reader.u32()?);
        let key_bytes = reader.u16()?;
        let cycle = reader.u16()?;
        let wide = version > 1000;
        let seek = reader.offset(wide)?;
        let seek_parent = reader.offset(wide)?;
        let class = reader.string()?;
        let name = reader.string()?;
        let title = reader.string()?;
        Ok(Self { name, title, class, cycle, datime, seek, seek_parent, bytes, object_bytes, key_bytes })
    }

    /// Bytes that the object takes in the file.
    pub fn packed_bytes(&self) -> u32 {
        self.bytes.saturating_sub(u32::from(self.key_bytes))
    }

    /// Whether the object is a directory.
    pub fn is_directory(&self) -> bool {
        self.class == "TDirectory" || self.class == "TDirectoryFile"
    }

    /// Whether the object is a tree.
    pub fn is_tree(&self) -> bool {
        matches!(self.class.as_str(), "TTree" | "TNtuple" | "TNtupleD" | "TChain")
    }

    /// Whether the object is an RNTuple.
    pub fn is_ntuple(&self) -> bool {
        self.class == "ROOT::RNTuple" || self.class == "ROOT::Experimental::RNTuple"
    }
}
