//! Functions with parameters: closures, named shapes, formulas, and what can be computed of them.
//!
//! What to use when: a formula string (`"[0]*exp(-x/[1])"`, `"gaus(0)+pol1(3)"`) is quickest to
//! write and is evaluated many points at a time; a closure can do anything Rust can; a named
//! shape (`"gaus"`) finds its own start values in a fit.

mod algebra;
mod calculus;
pub(crate) mod divide;
mod error;
mod evaluate;
mod formula;
#[expect(clippy::module_inception, reason = "the file is named after its type")]
mod function;
mod guess;
mod landau_table;
mod named;
mod sample;
mod shapes;
pub(crate) mod special;
pub(crate) mod wide;

pub use error::FunctionError;
pub use evaluate::Evaluate;
pub use function::Function;
pub(crate) use function::{Piece, find_parameter};
pub use named::named_functions;
pub(crate) use named::{Points, Shape, find as find_shape};
