//! Values that a mask keeps, laid end to end.

/// The values for which the mask is true; `before` (one longer than the mask) gets how many they are before each value,
/// and in all. Without branches: which values pass is hard to predict.
pub(super) fn compacted<T: Compact>(values: &[T], mask: &[bool], before: &mut [u32]) -> Vec<T> {
    let (values, mask) = (&values[..mask.len()], mask);
    let before = &mut before[..=mask.len()];
    // Room for what follows the last one kept.
    let mut out = vec![T::default(); mask.len() + LANES];
    let (mut kept, done) = T::wide(values, mask, before, &mut out);
    for ((value, &keep), before) in values[done..].iter().zip(&mask[done..]).zip(&mut before[done..]) {
        *before = kept as u32;
        out[kept].clone_from(value);
        kept += usize::from(keep);
    }
    before[mask.len()] = kept as u32;
    out.truncate(kept);
    out
}

/// How many values the processor takes at a time.
const LANES: usize = 16;

/// Values of columns; numbers go many at a time where the processor can.
pub(super) trait Compact: Clone + Default {
    /// Takes as many groups of [`LANES`] values as there are, or none: how many were kept, and how many were taken.
    fn wide(_values: &[Self], _mask: &[bool], _before: &mut [u32], _out: &mut [Self]) -> (usize, usize) {
        (0, 0)
    }
}

impl Compact for bool {}
impl Compact for String {}

macro_rules! numbers {
    ($($ty:ty => $name:ident),*) => { $(
        impl Compact for $ty {
            #[cfg(target_arch = "x86_64")]
            fn wide(values: &[Self], mask: &[bool], before: &mut [u32], out: &mut [Self]) -> (usize, usize) {
                if !x86::is_there() {
                    return (0, 0);
                }
                #[expect(unsafe_code, reason = "the call needs processor features")]
                // SAFETY: this processor has them, as was just checked.
                unsafe { x86::$name(values, mask, before, out) }
            }
        }
    )* };
}
numbers!(f32 => narrow, f64 => wide, i64 => wide);

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        _mm_loadu_si128, _mm_test_epi8_mask, _mm512_add_epi32, _mm512_and_si512, _mm512_loadu_epi32,
        _mm512_loadu_epi64, _mm512_maskz_compress_epi32, _mm512_maskz_compress_epi64, _mm512_popcnt_epi32,
        _mm512_set1_epi32, _mm512_storeu_epi32, _mm512_storeu_epi64,
    };

    use super::LANES;

    pub(super) fn is_there() -> bool {
        macro_rules! has {
            ($feature:tt) => {
                std::arch::is_x86_feature_detected!($feature)
            };
        }
        has!("avx512f") && has!("avx512bw") && has!("avx512vl") && has!("avx512vpopcntdq")
    }

    /// For each lane, the bits of the lanes before it.
    const EARLIER: [i32; LANES] = {
        let mut bits = [0; LANES];
        let mut lane = 0;
        while lane < LANES {
            bits[lane] = (1 << lane) - 1;
            lane += 1;
        }
        bits
    };

    /// Values of four bytes.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vpopcntdq")]
    pub(super) fn narrow<T: Copy>(values: &[T], mask: &[bool], before: &mut [u32], out: &mut [T]) -> (usize, usize) {
        const { assert!(size_of::<T>() == 4) };
        groups(values, mask, before, out, |from, keep, to| {
            #[expect(unsafe_code, reason = "loads and stores take pointers")]
            // SAFETY: the group has sixteen values of four bytes, and so has the target.
            unsafe {
                let packed = _mm512_maskz_compress_epi32(keep, _mm512_loadu_epi32(from.as_ptr().cast()));
                _mm512_storeu_epi32(to.as_mut_ptr().cast(), packed);
            }
        })
    }

    /// Values of eight bytes.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vpopcntdq")]
    pub(super) fn wide<T: Copy>(values: &[T], mask: &[bool], before: &mut [u32], out: &mut [T]) -> (usize, usize) {
        const { assert!(size_of::<T>() == 8) };
        groups(values, mask, before, out, |from, keep, to| {
            let (low, high) = (keep as u8, (keep >> 8) as u8);
            let first = low.count_ones() as usize;
            #[expect(unsafe_code, reason = "loads and stores take pointers")]
            // SAFETY: the group has sixteen values of eight bytes, and so has the target, of which the second half is
            // written from place eight at most.
            unsafe {
                let packed = _mm512_maskz_compress_epi64(low, _mm512_loadu_epi64(from.as_ptr().cast()));
                _mm512_storeu_epi64(to.as_mut_ptr().cast(), packed);
                let packed = _mm512_maskz_compress_epi64(high, _mm512_loadu_epi64(from.as_ptr().add(8).cast()));
                _mm512_storeu_epi64(to.as_mut_ptr().add(first).cast(), packed);
            }
        })
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vpopcntdq")]
    fn groups<T>(
        values: &[T],
        mask: &[bool],
        before: &mut [u32],
        out: &mut [T],
        pack: impl Fn(&[T; LANES], u16, &mut [T]),
    ) -> (usize, usize) {
        let mut kept = 0;
        let values = values.as_chunks::<LANES>().0;
        let groups = values.iter().zip(mask.as_chunks::<LANES>().0).zip(before.as_chunks_mut::<LANES>().0);
        #[expect(unsafe_code, reason = "loads and stores take pointers")]
        for ((values, mask), before) in groups {
            // SAFETY: sixteen bytes are read, sixteen numbers of four bytes are read and written.
            let keep = unsafe {
                let mask = _mm_loadu_si128(mask.as_ptr().cast());
                let keep = _mm_test_epi8_mask(mask, mask);
                let earlier =
                    _mm512_and_si512(_mm512_set1_epi32(i32::from(keep)), _mm512_loadu_epi32(EARLIER.as_ptr()));
                let counts = _mm512_add_epi32(_mm512_popcnt_epi32(earlier), _mm512_set1_epi32(kept as i32));
                _mm512_storeu_epi32(before.as_mut_ptr().cast(), counts);
                keep
            };
            // What was kept is never more than what was taken, so that sixteen places follow.
            pack(values, keep, &mut out[kept..kept + LANES]);
            kept += keep.count_ones() as usize;
        }
        (kept, values.len() * LANES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{FastRandom, Generator};

    fn check<T: Compact + PartialEq + std::fmt::Debug>(make: impl Fn(usize) -> T) {
        let mut random = FastRandom::new(3);
        for length in [0, 1, 15, 16, 17, 100, 2051] {
            for share in [0.0, 0.3, 1.0] {
                let values: Vec<T> = (0..length).map(&make).collect();
                let mask: Vec<bool> = (0..length).map(|_| random.uniform(0.0, 1.0) < share).collect();
                let mut before = vec![0; length + 1];
                let kept = compacted(&values, &mask, &mut before);
                let expected: Vec<T> =
                    values.iter().zip(&mask).filter(|(_, keep)| **keep).map(|(value, _)| value.clone()).collect();
                assert_eq!(kept, expected);
                let counts = (0..=length).map(|at| mask[..at].iter().filter(|&&keep| keep).count() as u32);
                assert!(before.iter().copied().eq(counts), "{length} {share}");
            }
        }
    }

    #[test]
    fn what_the_mask_keeps_follows_one_another() {
        check(|i| i as f32);
        check(|i| i as f64);
        check(|i| i as i64);
        check(|i| i % 3 == 0);
        check(|i| i.to_string());
    }
}
