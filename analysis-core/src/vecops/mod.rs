//! Vector operations on the lists of an event, and four-vectors: the words of `ROOT::VecOps` and `vector`.
//!
//! Everything works on slices, which is what `row[column]` gives:
//!
//! ```
//! use rootlet::vecops::{argmax, delta_phi, invariant_mass, mask, pairs, sum};
//!
//! let (pt, eta) = (&[41.0f32, 35.0, 12.0], &[0.3f32, -1.9, 2.2]);
//! let central = mask(eta, |eta| eta.abs() < 2.1);
//! assert_eq!(sum(&rootlet::vecops::filter(pt, &central)), 76.0);
//! assert_eq!(argmax(pt), Some(0));
//! assert_eq!(pairs(pt.len()).count(), 3);
//! ```
//!
//! Angles are in radians; momenta, energies and masses in any one unit.

mod arrange;
mod columns;
mod combine;
mod four_vector;
mod kinematics;
mod real;
mod reduce;

pub use arrange::{
    argsort, concatenate, filter, intersect, mask, nonzero, reverse, sort, sort_descending, take, take_first,
    take_last, where_,
};
pub use columns::{four_vectors, four_vectors_into};
pub use combine::{combinations, cross, pairs, triplets};
pub use four_vector::{PtEtaPhiM, PxPyPzE};
pub use kinematics::{
    FourVector, angle, delta_phi, delta_r, delta_r2, invariant_mass, invariant_masses, transverse_mass, wrap_phi,
};
pub use real::{Number, Real};
pub use reduce::{all, any, argmax, argmin, dot, max, mean, min, product, std_dev, sum, var};
