//! Histograms of one, two, three and more dimensions, profiles, efficiencies, and what is done with them.

mod arithmetic;
mod axis;
mod columns;
mod compare;
mod core;
mod efficiency;
mod error;
mod hist1d;
mod hist2d;
mod hist3d;
mod histn;
mod interval;
mod kernel;
mod methods;
mod moments;
mod profile;
mod profile1d;
mod profile2d;
mod remap;
mod sample;
mod shape;
mod sparse;
mod special;
mod statistics;
mod text;
mod uhi;

pub use axis::{Axis, AxisKind, Growth, IntCategory, Integer, Regular, StrCategory, Transform, Variable};
pub use compare::{Chi2Kind, Chi2Test, DistanceTest};
pub use core::Storage;
pub use efficiency::Efficiency;
pub use error::HistError;
pub use hist1d::Hist1D;
pub use hist2d::Hist2D;
pub use hist3d::Hist3D;
pub use histn::HistN;
pub use interval::Interval;
pub use profile::ProfileError;
pub use profile1d::Profile1D;
pub use profile2d::Profile2D;
pub use shape::Direction;
pub use sparse::HistSparse;
pub use statistics::Estimate;

pub(crate) use core::Core;
