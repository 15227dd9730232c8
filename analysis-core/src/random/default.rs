use std::cell::RefCell;

use super::TRandom3;

/// The seed that ROOT's `gRandom` starts with.
const ROOT_SEED: u32 = 4357;

thread_local! {
    static DEFAULT: RefCell<TRandom3> = RefCell::new(TRandom3::new(ROOT_SEED));
}

/// Starts this thread's default generator anew, as `gRandom->SetSeed(seed)` does.
///
/// Seed 0 asks the operating system's entropy for a seed, as in ROOT.
#[inline(never)]
pub fn reset_seed(seed: u32) {
    DEFAULT.with_borrow_mut(|generator| *generator = TRandom3::new(seed));
}

/// Lends this thread's default generator.
///
/// A call inside of the closure gets a new generator with ROOT's seed, 4357, rather than failing; its draws are
/// forgotten.
///
/// # Examples
/// ```
/// use rootlet::random::{self, Generator};
///
/// random::reset_seed(4357);
/// let first = random::with_default(|generator| generator.rndm());
/// assert_eq!(first, 0.999741748906672);
/// ```
pub fn with_default<R>(f: impl FnOnce(&mut TRandom3) -> R) -> R {
    DEFAULT.with(|cell| match cell.try_borrow_mut() {
        Ok(mut generator) => f(&mut generator),
        Err(_) => f(&mut TRandom3::new(ROOT_SEED)),
    })
}
