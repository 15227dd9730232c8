//! Histograms of one, two, three and more dimensions, profiles, efficiencies, and what is done with them.

mod axis;
mod core;
mod error;
mod hist1d;
mod kernel;
mod moments;
mod sample;

pub use axis::{Axis, AxisKind, Growth, IntCategory, Integer, Regular, StrCategory, Transform, Variable};
pub use core::Storage;
pub use error::HistError;
pub use hist1d::Hist1D;

pub(crate) use core::Core;
