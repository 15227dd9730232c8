//! How the elements of a page are stored.

use crate::{
    column::Type,
    error::{Error, Result},
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
        0x0A | 0x16 => Type::U64,
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
        0x11 => {
            unsplit::<2>(page, out);
            each::<2>(out, |word| unzigzag(u64::from(u16::from_ne_bytes(word))) as u16, u16::to_ne_bytes);
        }
        0x13 => {
            unsplit::<4>(page, out);
            each::<4>(out, |word| unzigzag(u64::from(u32::from_ne_bytes(word))) as u32, u32::to_ne_bytes);
        }
        0x15 => {
            unsplit::<8>(page, out);
            each::<8>(out, |word| unzigzag(u64::from_ne_bytes(word)), u64::to_ne_bytes);
        }
        0x12 => unsplit::<2>(page, out),
        0x14 | 0x18 => unsplit::<4>(page, out),
        0x16 | 0x19 => unsplit::<8>(page, out),
        0x0E => widen(page.chunks_exact(4).map(le32), out),
        0x1A => {
            let mut words = vec![0; page.len()];
            unsplit::<4>(page, &mut words);
            let mut sum = 0u64;
            widen(
                words.chunks_exact(4).map(|word| {
                    sum = sum.wrapping_add(u64::from(u32::from_ne_bytes([word[0], word[1], word[2], word[3]])));
                    sum
                }),
                out,
            );
        }
        0x1B => {
            unsplit::<8>(page, out);
            let mut sum = 0u64;
            each::<8>(
                out,
                |word| {
                    sum = sum.wrapping_add(u64::from_ne_bytes(word));
                    sum
                },
                u64::to_ne_bytes,
            );
        }
        0x0B => floats(page.chunks_exact(2).map(|w| half(u16::from_le_bytes([w[0], w[1]]))), out),
        0x17 => {
            let mut words = vec![0; page.len()];
            unsplit::<2>(page, &mut words);
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

/// Brings together bytes that stand apart: all first bytes, then all second ones, and so on.
fn unsplit<const N: usize>(page: &[u8], out: &mut [u8]) {
    let count = out.len() / N;
    if count == 0 {
        return;
    }
    let big_endian = cfg!(target_endian = "big");
    let planes: [&[u8]; N] = std::array::from_fn(|byte| {
        let plane = if big_endian { N - 1 - byte } else { byte };
        &page[plane * count..(plane + 1) * count]
    });
    let words = out.as_chunks_mut::<N>().0.iter_mut();
    // Spelled out for each width: these loops become vector instructions.
    match planes.as_slice() {
        [p0, p1] => {
            for ((word, b0), b1) in words.zip(*p0).zip(*p1) {
                (word[0], word[1]) = (*b0, *b1);
            }
        }
        [p0, p1, p2, p3] => {
            for ((((word, b0), b1), b2), b3) in words.zip(*p0).zip(*p1).zip(*p2).zip(*p3) {
                (word[0], word[1], word[2], word[3]) = (*b0, *b1, *b2, *b3);
            }
        }
        [p0, p1, p2, p3, p4, p5, p6, p7] => {
            let low = p0.iter().zip(*p1).zip(*p2).zip(*p3);
            let high = p4.iter().zip(*p5).zip(*p6).zip(*p7);
            for ((word, (((b0, b1), b2), b3)), (((b4, b5), b6), b7)) in words.zip(low).zip(high) {
                let bytes = [*b0, *b1, *b2, *b3, *b4, *b5, *b6, *b7];
                word.copy_from_slice(&bytes);
            }
        }
        planes => {
            for (i, word) in words.enumerate() {
                for (byte, plane) in word.iter_mut().zip(planes) {
                    *byte = plane[i];
                }
            }
        }
    }
}

/// The reverse of [`unsplit`].
pub(crate) fn split<const N: usize>(words: &[u8], out: &mut Vec<u8>) {
    for byte in 0..N {
        let byte = if cfg!(target_endian = "big") { N - 1 - byte } else { byte };
        out.extend(words.chunks_exact(N).map(|word| word[byte]));
    }
}

fn unzigzag(x: u64) -> u64 {
    (x >> 1) ^ (x & 1).wrapping_neg()
}

fn each<const N: usize>(
    out: &mut [u8],
    mut change: impl FnMut([u8; N]) -> <Word<N> as Words>::Word,
    back: impl Fn(<Word<N> as Words>::Word) -> [u8; N],
) where
    Word<N>: Words,
{
    for chunk in out.chunks_exact_mut(N) {
        let mut word = [0; N];
        word.copy_from_slice(chunk);
        chunk.copy_from_slice(&back(change(word)));
    }
}

/// The unsigned integer of `N` bytes.
struct Word<const N: usize>;

trait Words {
    type Word;
}

impl Words for Word<2> {
    type Word = u16;
}
impl Words for Word<4> {
    type Word = u32;
}
impl Words for Word<8> {
    type Word = u64;
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
        unsplit::<8>(&page, &mut back);
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
