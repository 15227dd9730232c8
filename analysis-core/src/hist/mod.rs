//! Histograms of one, two, three and more dimensions, profiles, efficiencies, and what is done with them.

mod arithmetic;
mod axis;
mod columns;
mod core;
mod error;
mod hist1d;
mod hist2d;
mod hist3d;
mod histn;
mod kernel;
mod methods;
mod moments;
mod remap;
mod sample;
mod statistics;
mod text;
mod uhi;

pub use axis::{Axis, AxisKind, Growth, IntCategory, Integer, Regular, StrCategory, Transform, Variable};
pub use core::Storage;
pub use error::HistError;
pub use hist1d::Hist1D;
pub use hist2d::Hist2D;
pub use hist3d::Hist3D;
pub use histn::HistN;
pub use statistics::Estimate;

pub(crate) use core::Core;
