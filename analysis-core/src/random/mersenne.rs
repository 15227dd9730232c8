use super::Generator;

/// Words of state.
const N: usize = 624;
/// Distance of the second word of the recurrence.
const M: usize = 397;

/// The Mersenne twister MT19937 as ROOT's `TRandom3` runs it: the same numbers for the same seed.
///
/// Period 2¹⁹⁹³⁷ − 1; each draw is one of 2³² − 1 values in the open interval (0, 1).
/// (Matsumoto and Nishimura, ACM TOMACS 8 (1998) 3; seeding of 2002.)
#[derive(Clone)]
pub struct TRandom3 {
    state: Box<[u32; N]>,
    /// Next word to hand out; `N` asks for a new block.
    next: usize,
    seed: u32,
}

impl TRandom3 {
    /// A generator with this seed; 0 takes a seed from the operating system's entropy.
    #[inline(never)]
    pub fn new(seed: u32) -> Self {
        let seed = if seed == 0 { entropy() } else { seed };
        let mut state = Box::new([seed; N]);
        for i in 1..N {
            let previous = state[i - 1];
            state[i] = 1_812_433_253_u32.wrapping_mul(previous ^ (previous >> 30)).wrapping_add(i as u32);
        }
        Self { state, next: N, seed }
    }

    /// The seed that this generator was started with.
    pub fn seed(&self) -> u32 {
        self.seed
    }

    /// The next 32 random bits.
    #[inline]
    pub fn bits(&mut self) -> u32 {
        if self.next == N {
            self.renew();
        }
        let word = self.state[self.next];
        self.next += 1;
        temper(word)
    }

    #[inline(never)]
    fn renew(&mut self) {
        let s = &mut *self.state;
        for i in 0..N {
            let y = (s[i] & 0x8000_0000) | (s[(i + 1) % N] & 0x7fff_ffff);
            let twist = if y & 1 == 0 { 0 } else { 0x9908_b0df };
            s[i] = s[(i + M) % N] ^ (y >> 1) ^ twist;
        }
        self.next = 0;
    }
}

impl Default for TRandom3 {
    /// Seed 4357, as ROOT's `gRandom`.
    fn default() -> Self {
        Self::new(4357)
    }
}

impl Generator for TRandom3 {
    fn rndm(&mut self) -> f64 {
        loop {
            // ROOT leaves out the zero so that a logarithm of the draw is finite.
            match self.bits() {
                0 => {}
                y => return f64::from(y) * 2.328_306_436_538_696_3e-10,
            }
        }
    }
}

impl std::fmt::Debug for TRandom3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TRandom3").field("seed", &self.seed).finish_non_exhaustive()
    }
}

#[inline]
fn temper(mut y: u32) -> u32 {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    y ^ (y >> 18)
}

/// A seed that differs from run to run: the standard library's hash keys come from the system's entropy.
fn entropy() -> u32 {
    use std::hash::{BuildHasher, Hasher};
    let hash = std::collections::hash_map::RandomState::new().build_hasher().finish();
    ((hash ^ (hash >> 32)) as u32).max(1)
}
