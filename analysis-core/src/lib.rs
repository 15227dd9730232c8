//! Histograms, random numbers, fits, files and plots: the library of rootlet's cells and of ordinary programs.

pub mod hist;
pub mod random;

pub use hist::{Axis, AxisKind, Growth, Hist1D, HistError, Storage};
