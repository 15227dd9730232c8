//! How the elements of a page are stored.

use crate::{
    column::Type,
    error::{Error, Result},
    words,
};

use super::schema::Column;

/// The type of a column's elements in memory; indices are 64-bit.
pub(crate) fn element_type(column: &Column) -> Option<Type> {
    Some(match column.kind {
        0x00 => Type::Bool,
        0x01 | 0x04 => Type::U8,
        0x02 | 0x03 => Type::I8,
        0x05 | 0x11 => Type::I16,
        0x06 | 0x12 => Type::U16,
        0x07 | 0x13 => Type::I32,
        0x08 | 0x14 => Type::U32,
        0x09 | 0x15 => Type::I64,
        // A switch is packed: see [`switch`].
        0x0A | 0x10 | 0x16 => Type::U64,
        0x0B | 0x0C | 0x17 | 0x18 | 0x1C | 0x1D => Type::F32,
        0x0D | 0x19 => Type::F64,
        0x0E | 0x0F | 0x1A | 0x1B => Type::I64,
        _ => return None,
    })
}

/// Whether a column holds ends of collections.
pub(crate) fn is_index(column: &Column) -> bool {
    matches!(column.kind, 0x0E | 0x0F | 0x1A | 0x1B)
}

/// Bytes of `elements` in a page.
pub(crate) fn page_bytes(column: &Column, elements: u64) -> Option<usize> {
    let bits = match column.kind {
        0x00 => 1,
        0x01..=0x04 => 8,
        0x05 | 0x06 | 0x0B | 0x11 | 0x12 | 0x17 => 16,
        0x07 | 0x08 | 0x0C | 0x0E | 0x13 | 0x14 | 0x18 | 0x1A => 32,
        0x09 | 0x0A | 0x0D | 0x0F | 0x15 | 0x16 | 0x19 | 0x1B => 64,
        0x10 => 96,
        0x1C | 0x1D => u64::from(column.bits),
        _ => return None,
    };
    usize::try_from(elements.checked_mul(bits)?.div_ceil(8)).ok()
}

/// Decodes the elements of a page into the machine's numbers, `out` being as long as they are.
pub(crate) fn decode(column: &Column, page: &[u8], out: &mut [u8]) -> Result<()> {
    match column.kind {
        0x00 => {
            for (i, slot) in out.iter_mut().enumerate() {
                *slot = page[i / 8] >> (i % 8) & 1;
            }
        }
        0x01..=0x04 => out.copy_from_slice(page),
        0x05 | 0x06 => plain::<2>(page, out),
        0x07 | 0x08 | 0x0C => plain::<4>(page, out),
        0x09 | 0x0A | 0x0D | 0x0F => plain::<8>(page, out),
        0x11 => words::join_signed_2(page, out),
        0x13 => words::join_signed_4(page, out),
        0x15 => words::join_signed_8(page, out),
        0x12 => words::join_2(page, out),
        0x14 | 0x18 => words::join_4(page, out),
        0x16 | 0x19 => words::join_8(page, out),
        0x0E => widen(page.chunks_exact(4).map(le32), out),
        0x1A => words::join_sums_4(page, out),
        0x1B => words::join_sums_8(page, out),
        0x10 => {
            for (to, from) in out.as_chunks_mut::<8>().0.iter_mut().zip(page.as_chunks::<12>().0) {
                *to = pack_switch(from).to_ne_bytes();
            }
        }
        0x0B => floats(page.chunks_exact(2).map(|w| half(u16::from_le_bytes([w[0], w[1]]))), out),
        0x17 => {
            let mut words = vec![0; page.len()];
            words::join_2(page, &mut words);
            floats(words.chunks_exact(2).map(|w| half(u16::from_ne_bytes([w[0], w[1]]))), out);
        }
        0x1C => {
            let bits = u32::from(column.bits);
            floats((0..out.len() / 4).map(|i| f32::from_bits((packed(page, i, bits) << (32 - bits)) as u32)), out);
        }
        0x1D => {
            let bits = u32::from(column.bits);
            let (min, max) = column.range;
            let scale = (max - min) / ((1u64 << bits) - 1) as f64;
            floats((0..out.len() / 4).map(|i| (min + packed(page, i, bits) as f64 * scale) as f32), out);
        }
        kind => return Err(Error::unsupported("an RNTuple column", format!("type {kind:#x}"))),
    }
    Ok(())
}

/// Bits of the index in a packed switch; the tag is above them.
const SWITCH_BITS: u32 = 48;

/// An index of eight bytes and a tag of four in one word; numbers too large give a tag that no variant has.
fn pack_switch(element: &[u8; 12]) -> u64 {
    let (index, tag) = element.split_at(8);
    let index = index.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let tag = tag.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    if index >> SWITCH_BITS == 0 && tag <= 0xffff { tag << SWITCH_BITS | index } else { u64::MAX }
}

/// The tag and the index of a packed switch: which alternative, from 1 (0 is none), and its place in the cluster.
pub(crate) fn switch(packed: u64) -> (usize, u64) {
    ((packed >> SWITCH_BITS) as usize, packed & ((1 << SWITCH_BITS) - 1))
}

/// Whether a variable number of bits is one that the type allows.
pub(crate) fn bits_allowed(column: &Column) -> bool {
    match column.kind {
        0x1C => (10..=31).contains(&column.bits),
        0x1D => (1..=32).contains(&column.bits),
        _ => true,
    }
}

fn le32(word: &[u8]) -> u64 {
    u64::from(u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

fn plain<const N: usize>(page: &[u8], out: &mut [u8]) {
    out.copy_from_slice(page);
    if cfg!(target_endian = "big") {
        out.chunks_exact_mut(N).for_each(<[u8]>::reverse);
    }
}

/// Puts the bytes of words apart: all first ones, then all second ones.
pub(crate) fn split<const N: usize>(words: &[u8], out: &mut Vec<u8>) {
    for byte in 0..N {
        let byte = if cfg!(target_endian = "big") { N - 1 - byte } else { byte };
        out.extend(words.chunks_exact(N).map(|word| word[byte]));
    }
}

fn widen(words: impl Iterator<Item = u64>, out: &mut [u8]) {
    for (to, from) in out.chunks_exact_mut(8).zip(words) {
        to.copy_from_slice(&from.to_ne_bytes());
    }
}

fn floats(values: impl Iterator<Item = f32>, out: &mut [u8]) {
    for (to, from) in out.chunks_exact_mut(4).zip(values) {
        to.copy_from_slice(&from.to_ne_bytes());
    }
}

/// Element `index` of `bits` bits each, the lowest bit first.
fn packed(page: &[u8], index: usize, bits: u32) -> u64 {
    let first = index * bits as usize;
    let (byte, shift) = (first / 8, first % 8);
    let mut word = 0u64;
    for (i, b) in page[byte..].iter().take(5).enumerate() {
        word |= u64::from(*b) << (8 * i);
    }
    word >> shift & ((1 << bits) - 1)
}

/// IEEE half precision.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 31);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        0 => {
            let magnitude = fraction as f32 * 2f32.powi(-24);
            if sign == 0 { magnitude } else { -magnitude }
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_and_back_is_nothing() {
        let words: Vec<u8> = (0..40).collect();
        let mut page = vec![];
        split::<8>(&words, &mut page);
        let mut back = vec![0; 40];
        words::join_8(&page, &mut back);
        assert_eq!(back, words);
    }

    #[test]
    fn half_precision_has_its_corners() {
        assert_eq!(half(0x3c00), 1.0);
        assert_eq!(half(0xc000), -2.0);
        assert_eq!(half(0x7bff), 65504.0);
        assert_eq!(half(0x0001), 2f32.powi(-24));
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
