use super::Generator;

/// xoshiro256++: a fast generator with independent streams.
///
/// Each draw is one of 2⁵² values in the open interval (0, 1). Streams are 2¹²⁸ draws apart, so that threads never
/// meet. Period 2²⁵⁶ − 1.
/// (Blackman and Vigna, ACM TOMS 47 (2021) 36.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FastRandom {
    state: [u64; 4],
}

impl FastRandom {
    /// The first stream of a seed. Every seed, 0 too, gives its own sequence.
    #[inline(never)]
    pub fn new(seed: u64) -> Self {
        // SplitMix64 spreads the seed, so that neighbouring seeds share nothing.
        let mut counter = seed;
        let mut word = || {
            counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = counter;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self { state: [word(), word(), word(), word()] }
    }

    /// Stream `index` of a seed; give each thread its own index.
    ///
    /// Costs about a microsecond per `index`.
    #[inline(never)]
    pub fn stream(seed: u64, index: usize) -> Self {
        let mut generator = Self::new(seed);
        for _ in 0..index {
            generator.jump();
        }
        generator
    }

    /// The next 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Moves 2¹²⁸ draws ahead: to the next stream.
    #[inline(never)]
    pub fn jump(&mut self) {
        const POLYNOMIAL: [u64; 4] =
            [0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c];
        let mut sum = [0; 4];
        for word in POLYNOMIAL {
            for bit in 0..64 {
                if word >> bit & 1 == 1 {
                    for (total, part) in sum.iter_mut().zip(self.state) {
                        *total ^= part;
                    }
                }
                self.bits();
            }
        }
        self.state = sum;
    }
}

impl Generator for FastRandom {
    fn rndm(&mut self) -> f64 {
        // The middle of one of 2⁵² cells: never 0, never 1.
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_inside_the_open_unit_interval() {
        let mut generator = FastRandom::new(0);
        let mean = (0..100_000).map(|_| generator.rndm()).inspect(|x| assert!(*x > 0.0 && *x < 1.0)).sum::<f64>() / 1e5;
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12.0_f64 / 1e5).sqrt());
    }

    #[test]
    fn streams_differ_and_repeat() {
        let mut draws: Vec<u64> = (0..4).map(|i| FastRandom::stream(7, i).bits()).collect();
        assert_eq!(draws[2], FastRandom::stream(7, 2).bits());
        draws.sort_unstable();
        draws.dedup();
        assert_eq!(draws.len(), 4);
    }

    #[test]
    fn first_words_of_a_known_state() {
        // The reference implementation, started with the state 1, 2, 3, 4.
        let mut generator = FastRandom { state: [1, 2, 3, 4] };
        assert_eq!([generator.bits(), generator.bits(), generator.bits()], [41943041, 58720359, 3588806011781223]);
    }
}
