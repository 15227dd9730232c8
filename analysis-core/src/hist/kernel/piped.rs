//! Fills of linear axes in one pass, on processors with AVX-512.
//!
//! The vector units compute the bins of eight values while the load and store units count those of some values before:
//! in passes of their own the two halves of the processor would wait for each other. A bin is read from the bits of a
//! number in fixed point; the few values within 2⁻¹⁹ of an edge, where the rounding could tell another bin than ROOT's
//! formula, are placed by the division.

use super::linear::Linear;
use super::sums::LaneSums;
use super::{Counter, LANES, WeightAdder};

/// Where the values go.
pub(super) enum Target<'a> {
    /// Counts per bin.
    Counts(&'a mut Counter),
    /// Σw and Σw² per bin, with the weights.
    Weights(&'a mut WeightAdder, &'a [f64]),
}

/// Running sums of what lies inside of all axes: Σwx and Σwx² for each, and Σwxy.
pub(super) struct PipedSums<const AXES: usize> {
    pub(super) axes: [LaneSums; AXES],
    pub(super) xy: [f64; LANES],
}

#[cfg(target_arch = "x86_64")]
pub(super) use x86::fill as fill_piped;

/// Fills nothing: only x86 has this way.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn fill_piped<const AXES: usize>(
    _axes: [Linear; AXES],
    _columns: [&[f64]; AXES],
    _target: &mut Target<'_>,
) -> Option<PipedSums<AXES>> {
    None
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m512d, __m512i, __mmask8, _CMP_GE_OQ, _CMP_LT_OQ, _MM_HINT_T0, _mm_add_pd, _mm_loadu_pd, _mm_prefetch,
        _mm_storeu_pd, _mm512_add_epi64, _mm512_add_pd, _mm512_castpd_si512, _mm512_cmp_pd_mask,
        _mm512_cmplt_epu64_mask, _mm512_cvttpd_epi64, _mm512_div_pd, _mm512_loadu_pd, _mm512_mask_add_pd,
        _mm512_mask_mov_epi64, _mm512_mask_mov_pd, _mm512_max_pd, _mm512_min_pd, _mm512_mul_epi32, _mm512_mul_pd,
        _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_pd, _mm512_setzero_si512, _mm512_slli_epi64,
        _mm512_srai_epi64, _mm512_storeu_epi64, _mm512_storeu_pd, _mm512_sub_epi64, _mm512_sub_pd,
        _mm512_testn_epi64_mask, _mm512_unpackhi_pd, _mm512_unpacklo_pd,
    };

    use super::super::{COUNT_COPIES, LANES, WEIGHT_COPIES};
    use super::{LaneSums, Linear, PipedSums, Target};

    /// Binary digits behind the point of a place on an axis.
    const DIGITS: u32 = 20;
    /// So many groups of values lie between placing and counting: enough for the bins to have arrived in memory.
    const DELAY: usize = 16;
    /// How many values ahead memory is asked for.
    const AHEAD: usize = 512;
    /// 1.5 × 2³²: what is added to it has its last binary digit at 2⁻²⁰.
    const MAGIC: f64 = 1.5 * (1_u64 << (52 - DIGITS)) as f64;
    /// The order in which interleaving leaves pairs.
    const PAIR: [usize; LANES] = [0, 4, 1, 5, 2, 6, 3, 7];

    /// One group of values on its way to the bins. Across the lines of the cache what is written with one instruction
    /// would reach the reads only by way of memory: three times slower.
    #[derive(Clone, Copy)]
    #[repr(align(64))]
    struct Slot {
        /// Positions relative to the first bin that is not a flow bin; in bytes for weights.
        places: [i64; LANES],
        /// (w, w²) of the even lanes, then of the odd ones.
        pairs: [[f64; 2]; LANES],
    }

    /// Adds a chunk, to the last bit as the passes of `linear` would; `None`, with nothing added, where the processor
    /// or an axis does not allow it.
    pub(in super::super) fn fill<const AXES: usize>(
        axes: [Linear; AXES],
        columns: [&[f64]; AXES],
        target: &mut Target<'_>,
    ) -> Option<PipedSums<AXES>> {
        macro_rules! has {
            ($feature:tt) => {
                std::arch::is_x86_feature_detected!($feature)
            };
        }
        let capable = has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw");
        if !capable || !axes.iter().all(|axis| axis.fits_fixed_point()) {
            return None;
        }
        let size: usize = axes.iter().map(|axis| axis.size() as usize).product();
        let length = columns.iter().map(|column| column.len()).min()?;
        let copies = match target {
            Target::Counts(counter) => {
                assert_eq!(counter.size, size, "a counter has a cell for every bin");
                counter.copies
            }
            Target::Weights(adder, weights) => {
                assert_eq!(adder.size, size, "an adder has a cell for every bin");
                assert!(weights.len() >= length, "every value has a weight");
                adder.copies
            }
        };
        let columns = columns.map(|column| &column[..length]);
        #[expect(unsafe_code, reason = "the call needs processor features")]
        // SAFETY: this processor has them, as was just checked.
        unsafe {
            match (target, copies) {
                (Target::Counts(counter), COUNT_COPIES) => {
                    Some(run::<AXES, false, COUNT_COPIES>(axes, columns, &[], &mut counter.cells, &mut []))
                }
                (Target::Counts(counter), 2) => {
                    Some(run::<AXES, false, 2>(axes, columns, &[], &mut counter.cells, &mut []))
                }
                (Target::Weights(adder, weights), WEIGHT_COPIES) => {
                    Some(run::<AXES, true, WEIGHT_COPIES>(axes, columns, weights, &mut [], &mut adder.cells))
                }
                (Target::Weights(adder, weights), 1) => {
                    Some(run::<AXES, true, 1>(axes, columns, weights, &mut [], &mut adder.cells))
                }
                _ => None,
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
    #[expect(unsafe_code, reason = "checks of bounds would cost as much as the counting")]
    fn run<const AXES: usize, const WEIGHTED: bool, const COPIES: usize>(
        axes: [Linear; AXES],
        columns: [&[f64]; AXES],
        weights: &[f64],
        counts: &mut [u32],
        adders: &mut [[f64; 2]],
    ) -> PipedSums<AXES> {
        let length = columns[0].len();
        let groups = length / LANES;
        let size: usize = axes.iter().map(|axis| axis.size() as usize).product();
        let stride = i64::from(axes[0].size());
        let origin = if AXES == 2 { 1 + stride as usize } else { 1 };
        let rulers = axes.map(|axis| Ruler::new(axis));
        // SAFETY, of all that follows: a place is -1 … n on each axis, whatever the value, so that places from `origin`
        // on stay among the `size` cells of a copy; there are `COPIES` of them. Groups end before the columns do.
        let cell = |copy: usize| if WEIGHTED { 0 } else { copy * size + origin };
        let count: [*mut u32; COPIES] = std::array::from_fn(|copy| counts.as_mut_ptr().wrapping_add(cell(copy)));
        let add: [*mut [f64; 2]; COPIES] =
            std::array::from_fn(|copy| adders.as_mut_ptr().wrapping_add(copy * size + origin));
        let empty = |slot: &Slot| {
            for lane in 0..LANES {
                let place = slot.places[lane] as isize;
                if WEIGHTED {
                    unsafe {
                        let cell = add[lane % COPIES].byte_offset(place).cast::<f64>();
                        let pair = _mm_loadu_pd(slot.pairs[PAIR[lane]].as_ptr());
                        _mm_storeu_pd(cell, _mm_add_pd(_mm_loadu_pd(cell), pair));
                    }
                } else {
                    unsafe { *count[lane % COPIES].offset(place) += 1 };
                }
            }
        };
        let mut ring = [Slot { places: [0; LANES], pairs: [[0.0; 2]; LANES] }; DELAY];
        let mut sums = [[_mm512_setzero_pd(); 2]; AXES];
        let mut products = _mm512_setzero_pd();
        let strides = _mm512_set1_epi64(stride);
        for group in 0..groups {
            let at = group * LANES;
            let x: [__m512d; AXES] = std::array::from_fn(|axis| {
                let values = unsafe { columns[axis].as_ptr().add(at) };
                _mm_prefetch::<_MM_HINT_T0>(values.wrapping_add(AHEAD).cast());
                unsafe { _mm512_loadu_pd(values) }
            });
            let mut place = _mm512_setzero_si512();
            let mut inside: __mmask8 = 0xff;
            for axis in 0..AXES {
                let (bin, is_inside) = rulers[axis].place(x[axis]);
                place = if axis == 0 { bin } else { _mm512_add_epi64(place, _mm512_mul_epi32(bin, strides)) };
                inside &= is_inside;
            }
            let w = if WEIGHTED {
                let values = unsafe { weights.as_ptr().add(at) };
                _mm_prefetch::<_MM_HINT_T0>(values.wrapping_add(AHEAD).cast());
                unsafe { _mm512_loadu_pd(values) }
            } else {
                _mm512_setzero_pd()
            };
            let weigh = |x| if WEIGHTED { _mm512_mul_pd(w, x) } else { x };
            for axis in 0..AXES {
                let [sum, sum2] = sums[axis];
                let wx = weigh(x[axis]);
                let sum2 = _mm512_mask_add_pd(sum2, inside, sum2, _mm512_mul_pd(wx, x[axis]));
                sums[axis] = [_mm512_mask_add_pd(sum, inside, sum, wx), sum2];
            }
            if AXES == 2 {
                let product = _mm512_mul_pd(weigh(x[0]), x[1]);
                products = _mm512_mask_add_pd(products, inside, products, product);
            }
            let slot = &mut ring[group % DELAY];
            if group >= DELAY {
                empty(slot);
            }
            if WEIGHTED {
                let w2 = _mm512_mul_pd(w, w);
                unsafe {
                    let pairs = slot.pairs.as_mut_ptr();
                    _mm512_storeu_pd(pairs.cast(), _mm512_unpacklo_pd(w, w2));
                    _mm512_storeu_pd(pairs.add(LANES / 2).cast(), _mm512_unpackhi_pd(w, w2));
                }
                // Bytes of a pair.
                place = _mm512_slli_epi64::<4>(place);
            }
            unsafe { _mm512_storeu_epi64(slot.places.as_mut_ptr(), place) };
        }
        for group in groups.saturating_sub(DELAY)..groups {
            empty(&ring[group % DELAY]);
        }
        let mut all = PipedSums { axes: [LaneSums::default(); AXES], xy: lanes(products) };
        for (to, [x, x2]) in all.axes.iter_mut().zip(sums) {
            (to.x, to.x2) = (lanes(x), lanes(x2));
        }
        for (lane, row) in (groups * LANES..length).enumerate() {
            let x = columns.map(|column| column[row]);
            let (mut position, mut inside, mut stride) = (0, true, 1);
            for (axis, x) in axes.iter().zip(x) {
                let (bin, is_inside, _) = axis.index::<true>(x);
                position += stride * bin as usize;
                inside &= is_inside;
                stride *= axis.size() as usize;
            }
            if WEIGHTED {
                let (cell, w) = (&mut adders[position], weights[row]);
                *cell = [cell[0] + w, cell[1] + w * w];
            } else {
                counts[position] += 1;
            }
            if inside {
                let weigh = |x: f64| if WEIGHTED { weights[row] * x } else { x };
                for (to, x) in all.axes.iter_mut().zip(x) {
                    to.x[lane] += weigh(x);
                    to.x2[lane] += weigh(x) * x;
                }
                all.xy[lane] += weigh(x[0]) * x[AXES - 1];
            }
        }
        all
    }

    /// An axis in fixed point.
    struct Ruler {
        axis: Linear,
        low: __m512d,
        scale: __m512d,
        bottom: __m512d,
        top: __m512d,
        magic: __m512d,
        /// The bits of the lower end of the axis.
        start: __m512i,
        /// The number of bins, in fixed point.
        end: __m512i,
        fraction: __m512i,
    }

    impl Ruler {
        #[inline]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
        fn new(axis: Linear) -> Self {
            Self {
                axis,
                low: _mm512_set1_pd(axis.low),
                scale: _mm512_set1_pd(axis.n / axis.width),
                bottom: _mm512_set1_pd(-0.5),
                top: _mm512_set1_pd(axis.n + 0.5),
                // One more, so that places around an edge have the digits 0 and 1.
                magic: _mm512_set1_pd(MAGIC + 1.0 / f64::from(1 << DIGITS)),
                start: _mm512_set1_epi64(MAGIC.to_bits() as i64),
                end: _mm512_set1_epi64((axis.n as i64) << DIGITS),
                fraction: _mm512_set1_epi64((1 << DIGITS) - 2),
            }
        }

        /// The bins of eight values, counted from 0, -1 being the underflow, and which of them are not flow bins.
        #[inline]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
        fn place(&self, x: __m512d) -> (__m512i, __mmask8) {
            let z = _mm512_mul_pd(_mm512_sub_pd(x, self.low), self.scale);
            // In this order NaN becomes the overflow. Flow bins stay half a bin away from the edges.
            let z = _mm512_max_pd(_mm512_min_pd(z, self.top), self.bottom);
            let fixed = _mm512_sub_epi64(_mm512_castpd_si512(_mm512_add_pd(z, self.magic)), self.start);
            if _mm512_testn_epi64_mask(fixed, self.fraction) != 0 {
                return self.divide(x);
            }
            // Below the axis the number is negative, which unsigned is a great one.
            (_mm512_srai_epi64::<{ DIGITS }>(fixed), _mm512_cmplt_epu64_mask(fixed, self.end))
        }

        /// As [`place`](Self::place), by ROOT's formula.
        #[cold]
        #[inline(never)]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
        fn divide(&self, x: __m512d) -> (__m512i, __mmask8) {
            let bins = _mm512_set1_pd(self.axis.n);
            let distance = _mm512_mul_pd(bins, _mm512_sub_pd(x, self.low));
            let z = _mm512_div_pd(distance, _mm512_set1_pd(self.axis.width));
            // Rounding may leave the upper end of the axis below `n`; NaN goes the same way.
            let z = _mm512_mask_mov_pd(bins, _mm512_cmp_pd_mask::<_CMP_LT_OQ>(x, _mm512_set1_pd(self.axis.high)), z);
            let below = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(x, self.low);
            let inside = _mm512_cmp_pd_mask::<_CMP_GE_OQ>(x, self.low) & _mm512_cmp_pd_mask::<_CMP_LT_OQ>(z, bins);
            let z = _mm512_max_pd(_mm512_min_pd(z, self.top), self.bottom);
            let bin = _mm512_cvttpd_epi64(z);
            (_mm512_mask_mov_epi64(bin, below, _mm512_set1_epi64(-1)), inside)
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
    #[expect(unsafe_code, reason = "a store takes a raw pointer")]
    fn lanes(sums: __m512d) -> [f64; LANES] {
        let mut lanes = [0.0; LANES];
        // SAFETY: there is room for eight numbers.
        unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), sums) };
        lanes
    }
}
