//! A bounds-checked cursor over big-endian bytes, with ROOT's small conventions.

use crate::error::{Error, Result};

/// Set in a length word that counts the bytes after it.
pub(crate) const BYTE_COUNT: u32 = 0x4000_0000;
/// Set in a version word of a collection that was written member by member.
pub(crate) const MEMBER_WISE: u16 = 0x4000;

/// The version word in front of an object, and where the object ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectHeader {
    /// Position after the object, when a byte count is there.
    pub(crate) end: Option<usize>,
    /// The class version; zero or less announces a checksum.
    pub(crate) version: i16,
    /// Written member by member.
    pub(crate) member_wise: bool,
}

/// A cursor over bytes; every read is checked.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    data: &'a [u8],
    position: usize,
    what: &'static str,
}

macro_rules! number {
    ($($name:ident $type:ty),*) => { $(
        pub(crate) fn $name(&mut self) -> Result<$type> {
            Ok(<$type>::from_be_bytes(self.fixed()?))
        }
    )* };
}

impl<'a> Reader<'a> {
    pub(crate) fn new(data: &'a [u8], what: &'static str) -> Self {
        Self { data, position: 0, what }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn seek(&mut self, position: usize) -> Result<()> {
        if position > self.data.len() {
            return Err(self.truncated(position - self.data.len()));
        }
        self.position = position;
        Ok(())
    }

    pub(crate) fn left(&self) -> usize {
        self.data.len() - self.position
    }

    pub(crate) fn truncated(&self, need: usize) -> Error {
        Error::Truncated { what: self.what, at: self.position, need, left: self.left() }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let slice = self
            .position
            .checked_add(count)
            .and_then(|end| self.data.get(self.position..end))
            .ok_or_else(|| self.truncated(count))?;
        self.position += count;
        Ok(slice)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    number!(u8 u8, i8 i8, u16 u16, i16 i16, u32 u32, i32 i32, u64 u64, i64 i64, f32 f32, f64 f64);

    /// A count that must leave at least `width` bytes for each of its items.
    pub(crate) fn count(&mut self, width: usize) -> Result<usize> {
        let count = self.i32()?;
        self.check_count(i64::from(count), width)
    }

    /// Refuses counts that the bytes left cannot hold: nothing is allocated for a lie.
    pub(crate) fn check_count(&self, count: i64, width: usize) -> Result<usize> {
        let count = usize::try_from(count).map_err(|_| Error::corrupt(self.what, format!("a count of {count}")))?;
        match count.checked_mul(width) {
            Some(bytes) if bytes <= self.left() => Ok(count),
            _ => Err(self.truncated(count.saturating_mul(width))),
        }
    }

    /// A seek that has 4 or 8 bytes.
    pub(crate) fn offset(&mut self, wide: bool) -> Result<u64> {
        if wide { self.u64() } else { self.u32().map(u64::from) }
    }

    /// The bytes of a `TString`: one length byte, or 255 and four.
    pub(crate) fn string_bytes(&mut self) -> Result<&'a [u8]> {
        let length = match self.u8()? {
            255 => self.count(1)?,
            short => usize::from(short),
        };
        self.take(length)
    }

    /// A `TString` as text; bytes that are not UTF-8 are replaced.
    pub(crate) fn string(&mut self) -> Result<String> {
        Ok(String::from_utf8_lossy(self.string_bytes()?).into_owned())
    }

    /// A zero-terminated string.
    pub(crate) fn c_string(&mut self) -> Result<String> {
        let rest = &self.data[self.position..];
        let length = rest.iter().position(|b| *b == 0).ok_or_else(|| self.truncated(rest.len() + 1))?;
        let text = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.position += length + 1;
        Ok(text)
    }

    /// Byte count (if there) and version in front of an object.
    pub(crate) fn object_header(&mut self) -> Result<ObjectHeader> {
        let start = self.position;
        let word = self.u32()?;
        let end = if word & BYTE_COUNT != 0 && word != u32::MAX {
            let end = self.position + (word & !BYTE_COUNT) as usize;
            if end > self.data.len() {
                return Err(self.truncated(end - self.position));
            }
            Some(end)
        } else {
            self.position = start;
            None
        };
        let version = self.u16()?;
        let member_wise = end.is_some() && (version as i16) > 0 && version & MEMBER_WISE != 0;
        let version = if member_wise { version & !MEMBER_WISE } else { version } as i16;
        Ok(ObjectHeader { end, version, member_wise })
    }
}
