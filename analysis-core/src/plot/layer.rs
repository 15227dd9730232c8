use super::{Color, Palette, Style};

/// One thing that is drawn inside a pad's frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// A one-dimensional histogram or profile.
    Bins(Bins),
    /// Histograms on top of each other.
    Stack(Vec<Bins>),
    /// A two-dimensional histogram.
    Cells(Cells),
    /// A three-dimensional histogram.
    Volume(Volume),
    /// Points with or without errors, lines and bands.
    Points(Points),
    /// A curve, already sampled.
    Curve(Curve),
    /// A straight line between two points of the data's coordinates.
    Line(Line),
    /// Text at a place.
    Text(Text),
}

/// How the contents of bins are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BinLook {
    /// An outline of steps (ROOT's `HIST`).
    #[default]
    Steps,
    /// A point with its error bars in every bin that is not empty (`E`).
    Errors,
    /// A filled band between content minus and plus its error (`E2`).
    ErrorBand,
    /// Separate bars (`BAR`).
    Bars,
    /// A marker with the bar of its error in every bin that is not empty (`P E X0`).
    Points,
    /// Markers without error bars (`P`).
    Markers,
}

/// The bins of one axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Edges {
    /// `count` bins of one width from `low` to `high`.
    Regular {
        /// How many.
        count: usize,
        /// Lower edge of the first, in the unit of the data.
        low: f64,
        /// Upper edge of the last.
        high: f64,
    },
    /// Bins between neighbouring values, which increase.
    Variable(Vec<f64>),
    /// One bin of width 1 from 0 on for each name.
    Labels(Vec<String>),
}

impl Edges {
    /// Number of bins.
    pub fn count(&self) -> usize {
        match self {
            Self::Regular { count, .. } => *count,
            Self::Variable(edges) => edges.len().saturating_sub(1),
            Self::Labels(labels) => labels.len(),
        }
    }

    /// The edge below bin `index` (from 0); `count()` gives the last edge.
    pub fn edge(&self, index: usize) -> f64 {
        match self {
            Self::Regular { count, low, high } if *count > 0 => {
                let share = index as f64 / *count as f64;
                low * (1.0 - share) + high * share
            }
            Self::Regular { low, .. } => *low,
            Self::Variable(edges) => edges.get(index).or(edges.last()).copied().unwrap_or(0.0),
            Self::Labels(_) => index as f64,
        }
    }

    /// The middle of bin `index` (from 0).
    pub fn center(&self, index: usize) -> f64 {
        f64::midpoint(self.edge(index), self.edge(index + 1))
    }

    /// First and last edge.
    pub fn range(&self) -> (f64, f64) {
        (self.edge(0), self.edge(self.count()))
    }
}

/// What a statistics box says of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Number of fills.
    pub entries: f64,
    /// Σw inside the axis.
    pub sum_w: f64,
    /// Σw² inside the axis.
    pub sum_w2: f64,
    /// Σw·x.
    pub sum_wx: f64,
    /// Σw·x².
    pub sum_wx2: f64,
    /// Σw·y, of two dimensions and of profiles.
    pub sum_wy: f64,
    /// Σw·y².
    pub sum_wy2: f64,
    /// Σw·x·y.
    pub sum_wxy: f64,
    /// Σw·z, of three dimensions.
    pub sum_wz: f64,
    /// Σw·z².
    pub sum_wz2: f64,
}

impl Summary {
    /// Mean of x; 0 without weight.
    pub fn mean(&self) -> f64 {
        if self.sum_w == 0.0 { 0.0 } else { self.sum_wx / self.sum_w }
    }

    /// Standard deviation of x; 0 without weight.
    pub fn std_dev(&self) -> f64 {
        spread(self.sum_w, self.sum_wx, self.sum_wx2)
    }

    /// Mean of y; 0 without weight.
    pub fn mean_y(&self) -> f64 {
        if self.sum_w == 0.0 { 0.0 } else { self.sum_wy / self.sum_w }
    }

    /// Standard deviation of y; 0 without weight.
    pub fn std_dev_y(&self) -> f64 {
        spread(self.sum_w, self.sum_wy, self.sum_wy2)
    }

    /// Mean of z; 0 without weight.
    pub fn mean_z(&self) -> f64 {
        if self.sum_w == 0.0 { 0.0 } else { self.sum_wz / self.sum_w }
    }

    /// Standard deviation of z; 0 without weight.
    pub fn std_dev_z(&self) -> f64 {
        spread(self.sum_w, self.sum_wz, self.sum_wz2)
    }
}

fn spread(sum_w: f64, sum_wx: f64, sum_wx2: f64) -> f64 {
    if sum_w == 0.0 {
        return 0.0;
    }
    let mean = sum_wx / sum_w;
    (sum_wx2 / sum_w - mean * mean).abs().sqrt()
}

/// A one-dimensional histogram as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// The name, for the statistics box and the ROOT object.
    pub name: String,
    /// The title; TLatex's mathematics.
    pub title: String,
    /// The bins.
    pub edges: Edges,
    /// Contents: underflow, the bins, overflow.
    pub contents: Vec<f64>,
    /// Errors of the contents, of the same length; without them √|content| is drawn where errors are.
    pub errors: Option<Vec<f64>>,
    /// Numbers for the statistics box.
    pub summary: Option<Summary>,
    /// Whether it is a profile: contents are means of y.
    pub profile: bool,
    /// How it is drawn.
    pub look: BinLook,
    /// Colours and lines.
    pub style: Style,
    /// Curves fitted to it.
    pub fits: Vec<Curve>,
    /// The label of the values, if the histogram knows it.
    pub axis_titles: (String, String),
}

impl Bins {
    /// A histogram from its edges and the contents inside them, with empty flow bins.
    pub fn new(name: &str, title: &str, edges: Edges, contents: &[f64]) -> Self {
        let count = edges.count();
        let mut with_flow = vec![0.0; count + 2];
        for (bin, content) in with_flow[1..=count].iter_mut().zip(contents) {
            *bin = *content;
        }
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            edges,
            contents: with_flow,
            errors: None,
            summary: None,
            profile: false,
            look: BinLook::default(),
            style: Style::default(),
            fits: Vec::new(),
            axis_titles: Default::default(),
        }
    }

    /// Content of bin `index` (from 0, without flow); NaN beyond the last.
    pub fn content(&self, index: usize) -> f64 {
        self.contents.get(index + 1).copied().unwrap_or(f64::NAN)
    }

    /// Error of bin `index` (from 0, without flow).
    pub fn error(&self, index: usize) -> f64 {
        match &self.errors {
            Some(errors) => errors.get(index + 1).copied().unwrap_or(0.0),
            None => self.content(index).abs().sqrt(),
        }
    }
}

/// How a two-dimensional histogram is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellLook {
    /// Coloured cells with a colour bar (ROOT's `COLZ`).
    #[default]
    Colors,
    /// Filled contours with a colour bar (`CONTZ`).
    Contours,
    /// Contour lines (`CONT1`).
    ContourLines,
    /// Columns in perspective (`LEGO2`).
    Lego,
    /// A surface in perspective (`SURF1`).
    Surface,
    /// A cloud of points, as many as the content says (`SCAT`).
    Scatter,
    /// Boxes with an area in proportion to the content (`BOX`).
    Boxes,
    /// The contents as numbers (`TEXT`).
    Text,
    /// Coloured cells with their contents as numbers (`COLZ TEXT`).
    ColorsText,
}

/// A two-dimensional histogram as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The name, for the statistics box and the ROOT object.
    pub name: String,
    /// The title; TLatex's mathematics.
    pub title: String,
    /// Bins along x.
    pub x: Edges,
    /// Bins along y.
    pub y: Edges,
    /// Contents with flow, x fastest: `(nx + 2) * (ny + 2)` values.
    pub contents: Vec<f64>,
    /// Numbers for the statistics box.
    pub summary: Option<Summary>,
    /// How it is drawn.
    pub look: CellLook,
    /// Colours of the contents; the theme's where `None`.
    pub palette: Option<Palette>,
    /// The labels of the axes, if the histogram knows them.
    pub axis_titles: (String, String),
}

impl Cells {
    /// Content of the cell (from 0, without flow); NaN beyond the last.
    pub fn content(&self, ix: usize, iy: usize) -> f64 {
        self.contents.get((iy + 1) * (self.x.count() + 2) + ix + 1).copied().unwrap_or(f64::NAN)
    }
}

/// A three-dimensional histogram as it is drawn: boxes with a volume in proportion to the content (`BOX`).
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// The name, for the statistics box and the ROOT object.
    pub name: String,
    /// The title; TLatex's mathematics.
    pub title: String,
    /// Bins along x, y and z.
    pub axes: [Edges; 3],
    /// Contents with flow, x fastest: `(nx + 2) * (ny + 2) * (nz + 2)` values.
    pub contents: Vec<f64>,
    /// Numbers for the statistics box.
    pub summary: Option<Summary>,
    /// The labels of the axes, if the histogram knows them.
    pub axis_titles: [String; 3],
}

impl Volume {
    /// Content of a bin (from 0, without flow); NaN beyond the last.
    pub fn content(&self, [ix, iy, iz]: [usize; 3]) -> f64 {
        let [nx, ny, _] = [0, 1, 2].map(|axis: usize| self.axes[axis].count() + 2);
        self.contents.get(((iz + 1) * ny + iy + 1) * nx + ix + 1).copied().unwrap_or(f64::NAN)
    }
}

/// How the points of a graph are connected and filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointLook {
    /// A marker at each point.
    pub markers: bool,
    /// Straight lines between neighbours.
    pub line: bool,
    /// Error bars.
    pub bars: bool,
    /// A filled band between y − error and y + error.
    pub band: bool,
}

impl Default for PointLook {
    fn default() -> Self {
        Self { markers: true, line: false, bars: true, band: false }
    }
}

/// Points with errors as they are drawn. Points that are not finite are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    /// The name of the ROOT object.
    pub name: String,
    /// The title; TLatex's mathematics.
    pub title: String,
    /// Values along x.
    pub x: Vec<f64>,
    /// Values along y, as many.
    pub y: Vec<f64>,
    /// Errors below and above along x, as many each.
    pub x_errors: Option<(Vec<f64>, Vec<f64>)>,
    /// Errors below and above along y.
    pub y_errors: Option<(Vec<f64>, Vec<f64>)>,
    /// How it is drawn.
    pub look: PointLook,
    /// Colours, lines and markers.
    pub style: Style,
    /// Curves fitted to it.
    pub fits: Vec<Curve>,
    /// The labels of the axes, if the graph knows them.
    pub axis_titles: (String, String),
}

/// A curve: values at increasing places, joined by straight lines; with parameters if it was fitted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The name of the function.
    pub name: String,
    /// The title; TLatex's mathematics.
    pub title: String,
    /// Places, in increasing order and in equal distances.
    pub x: Vec<f64>,
    /// Values there.
    pub y: Vec<f64>,
    /// Colours and lines.
    pub style: Style,
    /// What the fit found, for the parameter box.
    pub fit: Option<FitSummary>,
}

impl Curve {
    /// Samples a function at `points` places in equal distances from `low` to `high`.
    pub fn sample(name: &str, low: f64, high: f64, points: usize, function: impl Fn(f64) -> f64) -> Self {
        let points = points.max(2);
        let x: Vec<f64> = (0..points)
            .map(|i| {
                let share = i as f64 / (points - 1) as f64;
                low * (1.0 - share) + high * share
            })
            .collect();
        let y = x.iter().map(|x| function(*x)).collect();
        Self { name: name.to_owned(), title: name.to_owned(), x, y, ..Self::default() }
    }
}

/// The numbers of a fit that stand in the box of a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitSummary {
    /// χ² at the minimum.
    pub chi2: f64,
    /// Degrees of freedom.
    pub ndf: usize,
    /// Name, value and error of each parameter.
    pub parameters: Vec<(String, f64, f64)>,
}

/// A straight line in the data's coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// From here.
    pub from: (f64, f64),
    /// To here.
    pub to: (f64, f64),
    /// Colour, width and dashes.
    pub style: Style,
}

/// Which coordinates place a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coordinates {
    /// Shares of the pad, from 0 to 1, from the lower left (ROOT's NDC).
    #[default]
    Pad,
    /// Those of the data.
    Data,
}

/// A text in a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it says; TLatex's mathematics.
    pub text: String,
    /// Where its lower left corner lies.
    pub at: (f64, f64),
    /// What `at` means.
    pub coordinates: Coordinates,
    /// Its size as a share of the pad's shorter side.
    pub size: f64,
    /// Its colour.
    pub color: Color,
}
