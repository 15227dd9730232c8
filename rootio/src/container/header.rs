//! The first bytes of a file.

use crate::{
    bytes::Reader,
    error::{Error, Result},
};

/// The file header. Offsets have 4 bytes in small files and 8 in big ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// As ROOT counts: 64000 is 6.40.00.
    pub(crate) version: u32,
    /// Offset of the first record.
    pub(crate) begin: u64,
    /// One past the last used byte.
    pub(crate) end: u64,
    /// Length of the first record's key with the directory's name and title.
    pub(crate) bytes_name: u32,
    /// Compression setting.
    pub(crate) compression: u32,
    /// Offset of the StreamerInfo record; 0 when there is none.
    pub(crate) seek_info: u64,
    /// Its length, key included.
    pub(crate) bytes_info: u32,
}

/// Enough bytes for the header of every version.
pub(crate) const HEADER_BYTES: usize = 64;

impl Header {
    pub(crate) fn parse(bytes: &[u8], file: &str) -> Result<Self> {
        if !bytes.starts_with(b"root") {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4)]).into_owned();
            return Err(Error::NotRoot { file: file.to_owned(), start });
        }
        let mut reader = Reader::new(bytes, "the file header");
        reader.seek(4)?;
        // Development versions of ROOT wrote negative numbers.
        let stored = reader.i32()?;
        let wide = stored >= 1_000_000;
        let begin = u64::from(reader.u32()?);
        let end = reader.offset(wide)?;
        // The list of free segments: an update writes it anew.
        let _seek_free = reader.offset(wide)?;
        let _bytes_free = reader.u32()?;
        let _count_free = reader.u32()?;
        let bytes_name = reader.u32()?;
        let _units = reader.u8()?;
        let compression = reader.u32()?;
        let seek_info = reader.offset(wide)?;
        let bytes_info = reader.u32()?;
        let version = if wide { stored - 1_000_000 } else { stored.saturating_abs() } as u32;
        Ok(Self { version, begin, end, bytes_name, compression, seek_info, bytes_info })
    }

    /// `6.40.00` for 64000.
    pub(crate) fn version_name(&self) -> String {
        format!("{}.{:02}.{:02}", self.version / 10_000, self.version / 100 % 100, self.version % 100)
    }
}
