//! Random numbers: ROOT's sequences bit for bit, and a fast generator for big jobs.
//!
//! What to use when:
//! - [`TRandom3`] gives the numbers of ROOT's class of that name, draw by draw; use it to reproduce.
//! - [`FastRandom`] is several times faster and splits into independent streams, one per thread.
//! - [`with_default`] reaches the thread's own default generator, ROOT's `gRandom`: every thread starts
//!   with a `TRandom3` of seed 4357, so a worker thread that shall not repeat the numbers of another one
//!   calls [`reset_seed`] first, or uses a stream of `FastRandom`.

mod default;
mod density;
mod distributions;
mod fast;
mod landau;
mod landau_table;
mod mersenne;

pub use default::{reset_seed, with_default};
pub use density::{Density, NamedDensity, UnknownDensity};
pub use distributions::Generator;
pub use fast::FastRandom;
pub use landau::landau_quantile;
pub use mersenne::TRandom3;

pub(crate) use density::integrate;
