//! Little-endian records: envelopes with checksums, frames that know their length, locators.

use xxhash_rust::xxh3::xxh3_64;

use crate::{
    bytes::Reader,
    compress::{Decompressor, check_blocks},
    container::RootFile,
    error::{Error, Result},
};

/// Envelopes larger than this are refused.
const MAX_ENVELOPE: u64 = 1 << 32;

/// Where some bytes are, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Locator {
    pub(crate) offset: u64,
    pub(crate) bytes: u64,
}

/// Reads, decompresses and checks an envelope; gives its payload and its checksum.
pub(crate) fn read_envelope(file: &RootFile, at: Locator, plain: u64, kind: u16) -> Result<(Vec<u8>, u64)> {
    let what = match kind {
        1 => "the RNTuple header",
        2 => "the RNTuple footer",
        _ => "an RNTuple page list",
    };
    if plain > MAX_ENVELOPE || at.bytes > plain {
        return Err(Error::corrupt(what, format!("{} bytes for {plain}", at.bytes)));
    }
    let packed = file.bytes(at.offset, at.bytes as usize)?;
    check_blocks(&packed, plain as usize)?;
    let mut bytes = vec![0; plain as usize];
    Decompressor::default().decompress(&packed, &mut bytes)?;
    let Some((body, stored)) = bytes.split_last_chunk::<8>() else {
        return Err(Error::corrupt(what, "it is too short"));
    };
    let stored = u64::from_le_bytes(*stored);
    let computed = xxh3_64(body);
    if stored != computed {
        return Err(Error::Checksum { what: what.into(), stored, computed });
    }
    let mut frames = Frames::new(body, what);
    let head = frames.u64()?;
    if head & 0xffff != u64::from(kind) || head >> 16 != plain {
        return Err(Error::corrupt(what, "its first word is of another envelope"));
    }
    Ok((body[8..].to_vec(), stored))
}

/// A cursor over little-endian bytes.
pub(crate) struct Frames<'a> {
    reader: Reader<'a>,
}

impl<'a> Frames<'a> {
    pub(crate) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { reader: Reader::new(bytes, what) }
    }

    pub(crate) fn u16(&mut self) -> Result<u16> {
        Ok(self.reader.u16()?.swap_bytes())
    }

    pub(crate) fn u32(&mut self) -> Result<u32> {
        Ok(self.reader.u32()?.swap_bytes())
    }

    pub(crate) fn u64(&mut self) -> Result<u64> {
        Ok(self.reader.u64()?.swap_bytes())
    }

    pub(crate) fn i64(&mut self) -> Result<i64> {
        Ok(self.u64()? as i64)
    }

    pub(crate) fn f64(&mut self) -> Result<f64> {
        Ok(f64::from_bits(self.u64()?))
    }

    pub(crate) fn string(&mut self) -> Result<String> {
        let length = self.u32()?;
        let length = self.reader.check_count(i64::from(length), 1)?;
        Ok(String::from_utf8_lossy(self.reader.take(length)?).into_owned())
    }

    /// Feature flags; any that is set is unknown.
    pub(crate) fn features(&mut self) -> Result<()> {
        loop {
            let word = self.u64()?;
            if word & !(1 << 63) != 0 {
                return Err(Error::unsupported("this RNTuple", format!("it uses feature flags {word:#x}")));
            }
            if word >> 63 == 0 {
                return Ok(());
            }
        }
    }

    /// A record: what `inside` does not read of it is skipped.
    pub(crate) fn record<T>(&mut self, inside: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let start = self.reader.position();
        let size = self.i64()?;
        let end = self.end(start, size)?;
        let value = inside(self)?;
        self.reader.seek(end)?;
        Ok(value)
    }

    /// A list of items, then `after` for what follows them inside of the frame.
    pub(crate) fn list_then<T, A>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T>,
        after: impl FnOnce(&mut Self) -> Result<A>,
    ) -> Result<(Vec<T>, A)> {
        let start = self.reader.position();
        let size = self.i64()?;
        if size >= 0 {
            return Err(Error::corrupt("an RNTuple list", "it is a record"));
        }
        let end = self.end(start, size)?;
        let count = self.u32()?;
        let count = self.reader.check_count(i64::from(count), 1)?;
        let mut items = vec![];
        for _ in 0..count {
            items.push(item(self)?);
        }
        let tail = after(self)?;
        self.reader.seek(end)?;
        Ok((items, tail))
    }

    pub(crate) fn list<T>(&mut self, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        Ok(self.list_then(item, |_| Ok(()))?.0)
    }

    fn end(&self, start: usize, size: i64) -> Result<usize> {
        usize::try_from(size.unsigned_abs())
            .ok()
            .and_then(|size| start.checked_add(size))
            .filter(|end| *end >= self.reader.position())
            .ok_or_else(|| Error::corrupt("an RNTuple frame", "its length is wrong"))
    }

    pub(crate) fn locator(&mut self) -> Result<Locator> {
        let start = self.reader.position();
        let size = self.u32()? as i32;
        if size >= 0 {
            return Ok(Locator { bytes: size as u64, offset: self.u64()? });
        }
        // Another kind of locator: the low half is its own length, the high byte its type.
        let word = size as u32;
        let length = (word & 0xffff) as usize;
        let kind = word >> 24 & 0x7f;
        if kind != 1 {
            return Err(Error::unsupported("an RNTuple locator", format!("type {kind}")));
        }
        let locator = Locator { bytes: self.u64()?, offset: self.u64()? };
        self.reader.seek(start + length)?;
        Ok(locator)
    }
}
