//! One basket: some entries of one branch, compressed together.

use std::sync::Arc;

use crate::{
    bytes::Reader,
    column::Array,
    compress::{Decompressor, at_least, check_blocks},
    container::{Key, RootFile},
    error::{Error, Result},
    value::{Object, Value},
};

/// Where a basket is, and which entries it holds.
#[derive(Clone, Debug)]
pub(crate) struct Basket {
    /// First entry.
    pub(crate) first: u64,
    /// One past the last.
    pub(crate) last: u64,
    pub(crate) place: Place,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A record of the file.
    Record { seek: u64, bytes: usize },
    /// Inside the tree's own record: the last entries before the tree was written.
    Inside(Arc<InsideBasket>),
}

/// A basket inside the tree's record.
#[derive(Debug)]
pub(crate) struct InsideBasket {
    data: Vec<u8>,
    offsets: Vec<i32>,
    key_bytes: usize,
}

impl InsideBasket {
    pub(crate) fn bytes(&self) -> u64 {
        self.data.len() as u64
    }
}

/// A basket's bytes, ready to decode.
pub(crate) struct Content<'a> {
    /// The entries, one after the other.
    pub(crate) data: &'a [u8],
    /// Where each entry starts in the data, when the basket says so: one per entry.
    pub(crate) starts: Option<Vec<usize>>,
}

impl Basket {
    pub(crate) fn entries(&self) -> usize {
        (self.last - self.first) as usize
    }

    pub(crate) fn seek(&self) -> u64 {
        match self.place {
            Place::Record { seek, .. } => seek,
            Place::Inside(_) => 0,
        }
    }

    /// Reads and decompresses; `with_starts` also takes the table of entries apart.
    pub(crate) fn content<'s>(
        &self,
        file: &RootFile,
        scratch: &'s mut Decompressor,
        with_starts: bool,
    ) -> Result<Content<'s>> {
        match &self.place {
            Place::Inside(inside) => {
                let stored = inside.data.get(inside.key_bytes..).unwrap_or_default();
                let data = at_least(&mut scratch.plain, stored.len());
                data.copy_from_slice(stored);
                let starts = with_starts
                    .then(|| self.starts(inside.offsets.iter().copied(), inside.key_bytes, data.len()))
                    .flatten();
                Ok(Content { data, starts })
            }
            Place::Record { seek, bytes } => {
                let mut packed = std::mem::take(&mut scratch.packed);
                let result = file.bytes_reusing(*seek, *bytes, &mut packed).and_then(|packed| unpack(packed, scratch));
                scratch.packed = packed;
                let Unpacked { plain, border, key_bytes } = result?;
                let (data, table) = scratch.plain[..plain].split_at(border);
                let starts = with_starts.then(|| self.table(table, key_bytes, border)).flatten();
                Ok(Content { data, starts })
            }
        }
    }

    /// The table of entries behind the data: a count, and positions counted from the key's start.
    fn table(&self, table: &[u8], key_bytes: usize, border: usize) -> Option<Vec<usize>> {
        let words = table.get(4..)?.chunks_exact(4);
        self.starts(words.map(|w| i32::from_be_bytes([w[0], w[1], w[2], w[3]])), key_bytes, border)
    }

    fn starts(&self, offsets: impl Iterator<Item = i32>, key_bytes: usize, border: usize) -> Option<Vec<usize>> {
        let starts: Vec<usize> = offsets
            .take(self.entries())
            .map_while(|offset| usize::try_from(offset).ok()?.checked_sub(key_bytes))
            .collect();
        let usable = starts.len() == self.entries()
            && starts.first() == Some(&0)
            && starts.is_sorted()
            && starts.last().is_some_and(|last| *last <= border);
        usable.then_some(starts)
    }
}

/// The baskets that a stored branch lists.
pub(crate) fn stored_baskets(branch: &Object, inside: &[&Object]) -> Result<Vec<Basket>> {
    let written = usize::try_from(branch.i64("fWriteBasket")?).unwrap_or(0);
    let entries = count(branch, "fEntries")?.max(count(branch, "fEntryNumber")?);
    let (firsts, bytes, seeks) =
        (branch.i64s("fBasketEntry")?, branch.i64s("fBasketBytes")?, branch.i64s("fBasketSeek")?);
    let mut baskets = vec![];
    let usable = written.min(firsts.len()).min(bytes.len()).min(seeks.len());
    for i in 0..usable {
        // An empty slot: the basket is inside of the tree's record.
        if seeks[i] == 0 {
            continue;
        }
        let first = firsts[i].max(0) as u64;
        let last = firsts.get(i + 1).map_or(entries, |next| (*next).max(0) as u64);
        // ROOT leaves the end of the last basket unset in some files.
        let last = if last <= first && i + 1 == usable { entries } else { last };
        if last > first {
            let place = Place::Record { seek: seeks[i] as u64, bytes: usize::try_from(bytes[i]).unwrap_or(0) };
            baskets.push(Basket { first, last, place });
        }
    }
    let mut next = baskets.last().map_or(0, |basket: &Basket| basket.last);
    for object in inside {
        let count = object.i64("fNevBuf")?.max(0) as u64;
        if count == 0 {
            continue;
        }
        let (Some(Value::Array(Array::U8(data))), Some(Value::Array(Array::I32(offsets)))) =
            (object.get("fBufferRef"), object.get("fEntryOffset"))
        else {
            continue;
        };
        let place = Place::Inside(Arc::new(InsideBasket {
            data: data.clone(),
            offsets: offsets.clone(),
            key_bytes: usize::try_from(object.i64("fKeylen")?).unwrap_or(0),
        }));
        baskets.push(Basket { first: next, last: next + count, place });
        next += count;
    }
    Ok(baskets)
}

/// A count of entries or bytes: trees before ROOT 5 have them as floats.
pub(super) fn count(object: &Object, name: &str) -> Result<u64> {
    match object.get(name) {
        Some(Value::F64(count)) => Ok(*count as u64),
        _ => Ok(object.i64(name)?.max(0) as u64),
    }
}

/// Lengths of a record: decompressed, of its entries, and of its key.
struct Unpacked {
    plain: usize,
    border: usize,
    key_bytes: usize,
}

/// Decompresses a record into the scratch.
fn unpack(record: &[u8], scratch: &mut Decompressor) -> Result<Unpacked> {
    let mut reader = Reader::new(record, "a basket");
    let key = Key::read(&mut reader)?;
    reader.u16()?;
    reader.i32()?;
    if reader.i32()? < 0 {
        reader.u8()?;
    }
    let _entries = reader.i32()?;
    let last = reader.i32()?;
    let key_bytes = usize::from(key.key_bytes);
    let packed = record.get(key_bytes..).ok_or_else(|| reader.truncated(key_bytes))?;
    let plain_bytes = key.object_bytes as usize;
    check_blocks(packed, plain_bytes)?;
    let mut plain = std::mem::take(&mut scratch.plain);
    let done = scratch.decompress(packed, at_least(&mut plain, plain_bytes));
    scratch.plain = plain;
    done?;
    let border = usize::try_from(last)
        .ok()
        .and_then(|last| last.checked_sub(key_bytes))
        .filter(|border| *border <= plain_bytes)
        .ok_or_else(|| Error::corrupt("a basket", format!("its data ends at {last}")))?;
    Ok(Unpacked { plain: plain_bytes, border, key_bytes })
}
