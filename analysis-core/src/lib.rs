//! Histograms, random numbers, fits, files and plots: the library of rootlet's cells and of ordinary programs.

pub mod fit;
pub mod function;
pub mod hist;
pub mod plot;
pub mod prelude;
pub mod random;

pub use fit::{FitError, FitOptions, FitResult, Minos, Model, Parameter, minimize};
pub use function::{Function, FunctionError};
pub use hist::{
    Axis, AxisKind, Estimate, Growth, Hist1D, Hist2D, Hist3D, HistError, HistN, Profile1D, Profile2D, ProfileError, Storage,
};
pub use plot::{Canvas, CellLook, Color, Dash, LegendPlace, Live, Marker, Palette, Plot, PlotError, Stack, StatBox, Theme};
