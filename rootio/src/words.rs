//! Bytes in the order of a file to words of the machine, with the widest vectors that the processor has.
//!
//! The loops are plain ones that compilers turn into vector instructions. On x86-64 they exist twice, for every
//! processor and for those with AVX2, which shuffle bytes where the others shift and mask.

#![expect(clippy::inline_always, reason = "a loop that is not inlined is not compiled for the processor of its caller")]

use std::mem::MaybeUninit;

/// Defines `$name` as the loop `$inner`, compiled for AVX2 where that is there.
macro_rules! widest {
    ($(#[$doc:meta])* $name:ident ($($arg:ident: $ty:ty),*) = $inner:expr) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $ty),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn with_avx2($($arg: $ty),*) {
                    $inner($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    #[expect(unsafe_code, reason = "the same safe loop, compiled for another processor")]
                    // SAFETY: the processor was asked whether it has AVX2.
                    return unsafe { with_avx2($($arg),*) };
                }
            }
            $inner($($arg),*);
        }
    };
}

widest! {
    /// Big-endian words of two bytes.
    swap_2(from: &[u8], to: &mut [MaybeUninit<u8>]) =
        |from, to| map::<2>(from, to, |word| u16::from_be_bytes(word).to_ne_bytes())
}
widest! {
    /// Big-endian words of four bytes.
    swap_4(from: &[u8], to: &mut [MaybeUninit<u8>]) =
        |from, to| map::<4>(from, to, |word| u32::from_be_bytes(word).to_ne_bytes())
}
widest! {
    /// Big-endian words of eight bytes.
    swap_8(from: &[u8], to: &mut [MaybeUninit<u8>]) =
        |from, to| map::<8>(from, to, |word| u64::from_be_bytes(word).to_ne_bytes())
}
widest! {
    /// Words whose bytes stand apart: all first ones, then all second ones.
    join_2(page: &[u8], to: &mut [u8]) = |page, to| join_16(page, to, |word| word)
}
widest! {
    /// The same for words of four bytes.
    join_4(page: &[u8], to: &mut [u8]) = |page, to| join_32(page, to, |word| word)
}
widest! {
    /// The same for words of eight bytes.
    join_8(page: &[u8], to: &mut [u8]) = |page, to| join_64(page, to, |word| word)
}
widest! {
    /// [`join_2`] of numbers whose sign is in the lowest bit.
    join_signed_2(page: &[u8], to: &mut [u8]) =
        |page, to| join_16(page, to, |word| (word >> 1) ^ (word & 1).wrapping_neg())
}
widest! {
    /// [`join_4`] of numbers whose sign is in the lowest bit.
    join_signed_4(page: &[u8], to: &mut [u8]) =
        |page, to| join_32(page, to, |word| (word >> 1) ^ (word & 1).wrapping_neg())
}
widest! {
    /// [`join_8`] of numbers whose sign is in the lowest bit.
    join_signed_8(page: &[u8], to: &mut [u8]) =
        |page, to| join_64(page, to, |word| (word >> 1) ^ (word & 1).wrapping_neg())
}

widest! {
    /// Adds `base` to ends of lists; `ordered` turns false where one is below the one before it, or the first below 0.
    shift_ends(ends: &mut [i64], base: i64, ordered: &mut bool) = shift
}

#[inline(always)]
fn shift(ends: &mut [i64], base: i64, ordered: &mut bool) {
    // Blocks that stay in the nearest cache between the two loops.
    let mut last = 0;
    for block in ends.chunks_mut(1024) {
        *ordered &= block.first().is_none_or(|first| *first >= last);
        let pairs = block.iter().zip(block.iter().skip(1));
        *ordered &= pairs.fold(0, |wrong, (before, after)| wrong | u8::from(before > after)) == 0;
        last = block.last().copied().unwrap_or(last);
        for end in block {
            *end = end.wrapping_add(base);
        }
    }
}

#[inline(always)]
fn map<const N: usize>(from: &[u8], to: &mut [MaybeUninit<u8>], change: impl Fn([u8; N]) -> [u8; N]) {
    for (to, from) in to.as_chunks_mut::<N>().0.iter_mut().zip(from.as_chunks::<N>().0) {
        *to = change(*from).map(MaybeUninit::new);
    }
}

/// The page's bytes by their place in a word; fewer words where the page is too short for all.
#[inline(always)]
fn planes<const N: usize>(page: &[u8], words: usize) -> [&[u8]; N] {
    let words = words.min(page.len() / N);
    std::array::from_fn(|byte| &page[byte * words..(byte + 1) * words])
}

#[inline(always)]
fn join_16(page: &[u8], to: &mut [u8], change: impl Fn(u16) -> u16) {
    let to = to.as_chunks_mut::<2>().0;
    let [p0, p1] = planes::<2>(page, to.len());
    for ((to, b0), b1) in to.iter_mut().zip(p0).zip(p1) {
        *to = change(u16::from(*b0) | u16::from(*b1) << 8).to_ne_bytes();
    }
}

#[inline(always)]
fn join_32(page: &[u8], to: &mut [u8], change: impl Fn(u32) -> u32) {
    let to = to.as_chunks_mut::<4>().0;
    let [p0, p1, p2, p3] = planes::<4>(page, to.len());
    for ((((to, b0), b1), b2), b3) in to.iter_mut().zip(p0).zip(p1).zip(p2).zip(p3) {
        let word = u32::from(*b0) | u32::from(*b1) << 8 | u32::from(*b2) << 16 | u32::from(*b3) << 24;
        *to = change(word).to_ne_bytes();
    }
}

#[inline(always)]
fn join_64(page: &[u8], to: &mut [u8], change: impl Fn(u64) -> u64) {
    let to = to.as_chunks_mut::<8>().0;
    let [p0, p1, p2, p3, p4, p5, p6, p7] = planes::<8>(page, to.len());
    let low = p0.iter().zip(p1).zip(p2).zip(p3);
    let high = p4.iter().zip(p5).zip(p6).zip(p7);
    for ((to, (((b0, b1), b2), b3)), (((b4, b5), b6), b7)) in to.iter_mut().zip(low).zip(high) {
        let low = u32::from(*b0) | u32::from(*b1) << 8 | u32::from(*b2) << 16 | u32::from(*b3) << 24;
        let high = u32::from(*b4) | u32::from(*b5) << 8 | u32::from(*b6) << 16 | u32::from(*b7) << 24;
        *to = change(u64::from(low) | u64::from(high) << 32).to_ne_bytes();
    }
}

/// [`join_4`] of differences: `to` gets their sums, eight bytes each.
pub(crate) fn join_sums_4(page: &[u8], to: &mut [u8]) {
    const BLOCK: usize = 1024;
    let to = to.as_chunks_mut::<8>().0;
    let planes = planes::<4>(page, to.len());
    // The bytes of one block, plane after plane, and its words: both stay in the nearest cache.
    let (mut bytes, mut words) = ([0u8; 4 * BLOCK], [0u8; 4 * BLOCK]);
    let mut sum = 0u64;
    for (block, to) in to.chunks_mut(BLOCK).enumerate() {
        let count = to.len().min(planes[0].len().saturating_sub(block * BLOCK));
        for (plane, target) in planes.iter().zip(bytes.chunks_exact_mut(count.max(1))) {
            target.copy_from_slice(&plane[block * BLOCK..][..count]);
        }
        join_4(&bytes[..4 * count], &mut words[..4 * count]);
        for (to, word) in to.iter_mut().zip(words.as_chunks::<4>().0) {
            sum = sum.wrapping_add(u64::from(u32::from_ne_bytes(*word)));
            *to = sum.to_ne_bytes();
        }
    }
}

/// [`join_8`] of differences: `to` gets their sums.
pub(crate) fn join_sums_8(page: &[u8], to: &mut [u8]) {
    join_8(page, to);
    let mut sum = 0u64;
    for word in to.as_chunks_mut::<8>().0 {
        sum = sum.wrapping_add(u64::from_ne_bytes(*word));
        *word = sum.to_ne_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of `words` of `N` bytes each, apart.
    fn apart<const N: usize>(words: &[[u8; N]]) -> Vec<u8> {
        (0..N).flat_map(|byte| words.iter().map(move |word| word[byte])).collect()
    }

    #[test]
    fn words_apart_come_together_at_every_length() {
        for count in [0usize, 1, 7, 8, 31, 33, 1023, 1024, 1025, 5000] {
            let numbers: Vec<u64> = (0..count as u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            let eight: Vec<[u8; 8]> = numbers.iter().map(|n| n.to_le_bytes()).collect();
            let mut out = vec![0; 8 * count];
            join_8(&apart(&eight), &mut out);
            assert_eq!(out, numbers.iter().flat_map(|n| n.to_ne_bytes()).collect::<Vec<_>>());
            let four: Vec<[u8; 4]> = numbers.iter().map(|n| (*n as u32).to_le_bytes()).collect();
            let mut out = vec![0; 4 * count];
            join_4(&apart(&four), &mut out);
            assert_eq!(out, numbers.iter().flat_map(|n| (*n as u32).to_ne_bytes()).collect::<Vec<_>>());
            let two: Vec<[u8; 2]> = numbers.iter().map(|n| (*n as u16).to_le_bytes()).collect();
            let mut out = vec![0; 2 * count];
            join_2(&apart(&two), &mut out);
            assert_eq!(out, numbers.iter().flat_map(|n| (*n as u16).to_ne_bytes()).collect::<Vec<_>>());
            let mut sum = 0;
            let sums: Vec<u8> = numbers
                .iter()
                .flat_map(|n| {
                    sum += u64::from(*n as u32);
                    sum.to_ne_bytes()
                })
                .collect();
            let mut out = vec![0; 8 * count];
            join_sums_4(&apart(&four), &mut out);
            assert_eq!(out, sums);
        }
    }

    #[test]
    fn signs_are_in_the_lowest_bit() {
        let numbers = [0i64, -1, 1, -2, 2, i64::MAX, i64::MIN];
        let stored: Vec<[u8; 8]> = numbers.iter().map(|n| ((n << 1) ^ (n >> 63)).to_le_bytes()).collect();
        let mut out = vec![0; 8 * numbers.len()];
        join_signed_8(&apart(&stored), &mut out);
        assert_eq!(out, numbers.iter().flat_map(|n| n.to_ne_bytes()).collect::<Vec<_>>());
    }

    #[test]
    fn ends_are_shifted_and_their_order_is_seen() {
        let mut ends: Vec<i64> = (0..3000).map(|i| i / 2).collect();
        let mut ordered = true;
        shift_ends(&mut ends, 7, &mut ordered);
        assert!(ordered && ends.iter().enumerate().all(|(i, end)| *end == i as i64 / 2 + 7));
        for bad in [0, 1, 1023, 1024, 2999] {
            let mut ends: Vec<i64> = (1..3001).collect();
            ends[bad] = if bad == 0 { -1 } else { 0 };
            let mut ordered = true;
            shift_ends(&mut ends, 0, &mut ordered);
            assert!(!ordered, "{bad}");
        }
    }

    #[test]
    fn a_page_that_is_too_short_leaves_the_rest() {
        let mut out = vec![0; 40];
        join_sums_4(&[1, 0, 0, 0], &mut out);
        join_4(&[], &mut out);
        assert_eq!(out[..8], 1u64.to_ne_bytes());
    }
}
