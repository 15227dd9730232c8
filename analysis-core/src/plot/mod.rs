//! Plots: one description of a figure, and outputs that agree.
//!
//! What to use when: `h.draw()` gives a [`Plot`] of a histogram, graph or function, with methods for titles, ranges,
//! logarithmic axes and looks; [`Canvas`] puts several plots beside each other. In a notebook the plot appears by
//! itself; `save("x.pdf")` writes a file.
//!
//! A [`Figure`] says what is drawn and nothing of how. The static outputs (SVG, PNG, PDF) and the interactive ones
//! (ROOT's JSON for JSROOT, Vega-Lite) are all made from it, with the same ranges, marks, colours and labels.

mod axis;
mod canvas;
mod color;
mod draw;
mod error;
mod figure;
mod font;
mod latex;
mod layer;
mod live;
mod methods;
mod number;
mod output;
mod palette;
mod plot;
mod render;
mod save;
mod scene;
mod style;
mod symbols;
mod theme;
mod ticks;
mod typeset;

pub use axis::{AxisStyle, Scale};
pub use canvas::Canvas;
pub use color::Color;
pub use draw::Stack;
pub use error::PlotError;
pub use figure::{Area, Figure, LegendPlace, Margins, Pad, StatBox};
pub use layer::{
    BinLook, Bins, CellLook, Cells, Coordinates, Curve, Edges, FitSummary, Layer, Line, PointLook, Points, Summary,
    Text, Volume,
};
pub use live::Live;
pub use palette::Palette;
pub use plot::{Plot, quietly};
pub use style::{Dash, Marker, Style};
pub use theme::Theme;
