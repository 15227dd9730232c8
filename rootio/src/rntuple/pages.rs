//! Pages: the elements of one column, compressed together.

use xxhash_rust::xxh3::xxh3_64;

use super::{
    NTuple, encoding,
    read::Segment,
    schema::{Column, Page},
};
use crate::{
    compress::{Decompressor, at_least, check_claim},
    error::{Error, Result},
};

/// The representation that a cluster holds.
pub(super) fn active(table: &NTuple, columns: &[usize], cluster: usize) -> Result<usize> {
    let stored = &table.clusters[cluster].columns;
    let found = columns.iter().find(|column| stored.get(**column).is_none_or(|pages| !pages.suppressed));
    found.copied().ok_or_else(|| Error::corrupt("an RNTuple cluster", "a field has no column in it"))
}

/// Refuses to take memory for more elements than the pages can hold.
pub(super) fn check_pages(table: &NTuple, columns: &[usize], segments: &[Segment], elements: u64) -> Result<()> {
    let mut available = 0u64;
    for segment in segments {
        let column = active(table, columns, segment.cluster)?;
        let description = &table.schema.columns[column];
        if description.deferred {
            available = available.saturating_add(segment.whole.unwrap_or(0));
        }
        if let Some(stored) = table.clusters[segment.cluster].columns.get(column) {
            for page in &stored.pages {
                let plain = encoding::page_bytes(description, page.elements)
                    .ok_or_else(|| Error::unsupported("an RNTuple column", "its type is unknown"))?;
                if page.at.bytes > table.file.size() {
                    return Err(Error::corrupt("an RNTuple page", "it is larger than the file"));
                }
                check_claim(page.at.bytes as usize, plain)?;
                available = available.saturating_add(page.elements);
            }
        } else {
            available = available.saturating_add(segment.whole.unwrap_or(0));
        }
    }
    if elements > available {
        return Err(Error::corrupt(
            format!("a column of `{}`", table.place()),
            format!("{elements} elements are wanted, its pages hold {available}"),
        ));
    }
    Ok(())
}

pub(super) fn read_page(
    table: &NTuple,
    column: usize,
    page: Page,
    skip: u64,
    target: &mut [u8],
    scratch: &mut Decompressor,
) -> Result<()> {
    let column = &table.schema.columns[column];
    let width = encoding::element_type(column).and_then(|ty| ty.width()).unwrap_or(1);
    let whole = page.elements as usize * width;
    if target.len() == whole {
        return decode_page(table, column, page, target, scratch);
    }
    let taken = (target.len() / width) as u64;
    let decoded = table.shared.take(page.at.offset, (taken, page.elements), whole, || {
        let mut decoded = vec![0; whole];
        decode_page(table, column, page, &mut decoded, scratch)?;
        Ok(decoded)
    })?;
    let start = skip as usize * width;
    target.copy_from_slice(&decoded[start..start + target.len()]);
    Ok(())
}

fn decode_page(
    table: &NTuple,
    column: &Column,
    page: Page,
    target: &mut [u8],
    scratch: &mut Decompressor,
) -> Result<()> {
    let bytes = page.at.bytes as usize;
    let (mut packed, mut plain) = (std::mem::take(&mut scratch.packed), std::mem::take(&mut scratch.plain));
    let mut work = || -> Result<()> {
        let sum = if page.checksum { 8 } else { 0 };
        let (data, sum) = table.file.bytes_reusing(page.at.offset, bytes + sum, &mut packed)?.split_at(bytes);
        if let Ok(stored) = <[u8; 8]>::try_from(sum) {
            let (stored, computed) = (u64::from_le_bytes(stored), xxh3_64(data));
            if stored != computed {
                return Err(Error::Checksum { what: "the page".into(), stored, computed });
            }
        }
        let length = encoding::page_bytes(column, page.elements)
            .ok_or_else(|| Error::unsupported("an RNTuple column", "its type is unknown"))?;
        // Stored as it is: not even a copy is needed.
        if data.len() == length {
            return encoding::decode(column, data, target);
        }
        let plain = at_least(&mut plain, length);
        scratch.decompress(data, plain)?;
        encoding::decode(column, plain, target)
    };
    let result = work();
    scratch.packed = packed;
    scratch.plain = plain;
    result
}
