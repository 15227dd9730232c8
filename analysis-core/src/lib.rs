//! Histograms, random numbers, fits, files and plots: the library of rootlet's cells and of ordinary programs.

// The code that `#[derive(Persist)]` makes names this crate, also inside of it.
extern crate self as rootlet;

pub mod fit;
pub mod frame;
pub mod function;
pub mod graph;
pub mod hist;
pub mod io;
pub mod plot;
pub mod prelude;
pub mod random;
pub mod vecops;

pub use fit::{
    Algorithm, Attach, FitError, FitOptions, FitResult, Method, Minos, Model, Parameter, Problem, Unbinned, minimize,
};
pub use frame::{Booked, Column, ColumnData, CutFlow, Error as FrameError, Frame, Memory, Row, Variations};
pub use function::{Function, FunctionError};
pub use graph::{Graph, GraphError, MultiGraph, Spline, SplineEnd};
pub use hist::{
    Axis, AxisKind, Chi2Kind, Direction, Efficiency, Estimate, Growth, Hist1D, Hist2D, Hist3D, HistError, HistN,
    HistSparse, Interval, Profile1D, Profile2D, ProfileError, Storage,
};
pub use io::{Persist, RootFile, RootWriter};
pub use plot::{
    Canvas, CellLook, Color, Dash, LegendPlace, Live, Marker, Palette, Plot, PlotError, Stack, StatBox, Theme,
};
pub use random::{FastRandom, Generator, TRandom3};
pub use vecops::{PtEtaPhiM, PxPyPzE};
