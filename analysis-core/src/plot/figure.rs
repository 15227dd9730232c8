use super::{AxisStyle, Layer, Theme};

/// A whole drawing: what stands where, without a word on how it is painted.
///
/// Every output is made from this one description, so that they agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The name of the canvas.
    pub name: String,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// The looks.
    pub theme: Theme,
    /// The pads, later ones on top.
    pub pads: Vec<Pad>,
}

impl Default for Figure {
    fn default() -> Self {
        Self { name: "c1".to_owned(), width: 696, height: 472, theme: Theme::default(), pads: Vec::new() }
    }
}

/// Shares of the figure: left, bottom, right, top, each from 0 to 1, from the lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
}

impl Default for Area {
    fn default() -> Self {
        Self { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 }
    }
}

/// Shares of a pad that stay free around the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Left of the frame.
    pub left: f64,
    /// Right of the frame.
    pub right: f64,
    /// Below the frame.
    pub bottom: f64,
    /// Above the frame.
    pub top: f64,
}

/// Whether the statistics box is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatBox {
    /// As the theme says, for a histogram that stands alone.
    #[default]
    Auto,
    /// Always.
    Show,
    /// Never.
    Hide,
}

/// Where the legend stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LegendPlace {
    /// In the corner that covers least of the data, the upper right one first; where all are taken, the y axis grows.
    Free,
    /// In the upper right corner of the frame.
    TopRight,
    /// In the upper left corner.
    TopLeft,
    /// In the lower right corner.
    BottomRight,
    /// In the lower left corner.
    BottomLeft,
}

/// One frame with its axes and what is drawn in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// Its part of the figure.
    pub area: Area,
    /// Free space around the frame; chosen from the labels where `None`.
    pub margins: Option<Margins>,
    /// The title above the frame; the first layer's where `None`.
    pub title: Option<String>,
    /// The axis along x.
    pub x: AxisStyle,
    /// The axis along y.
    pub y: AxisStyle,
    /// The contents of two-dimensional histograms.
    pub z: AxisStyle,
    /// What is drawn, in this order.
    pub layers: Vec<Layer>,
    /// A legend of the layers that have a title.
    pub legend: Option<LegendPlace>,
    /// The statistics box.
    pub stats: StatBox,
    /// A factor on the size of all letters, which else follows the shorter side of the pad.
    pub text_scale: Option<f64>,
    /// Takes range and scale of its x axis from the pad after it, as a ratio does from what it divides.
    ///
    /// A range of its own counts more.
    pub shares_x: bool,
    /// Leaves the x axis without labels and title, where the pad below has them.
    pub hide_x_labels: bool,
}
