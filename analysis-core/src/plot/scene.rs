//! What is drawn where: flat primitives in CSS pixels, `y` downwards, that every static output understands.

use super::font::Face;
use super::{Color, Dash, Marker};

/// A drawing of fixed size, painted in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) background: Color,
    pub(crate) items: Vec<Item>,
}

/// One primitive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    Shape {
        path: Path,
        fill: Option<Color>,
        stroke: Option<Stroke>,
    },
    /// The same symbol at many points.
    Markers {
        points: Vec<(f64, f64)>,
        marker: Marker,
        size: f64,
        color: Color,
    },
    Text(TextItem),
    /// A raster of opaque cells, row by row from the top, without interpolation.
    Raster {
        area: Rect,
        columns: usize,
        rows: usize,
        pixels: Vec<Option<Color>>,
    },
    /// What follows is cut to this area, until `Unclip`.
    Clip(Rect),
    Unclip,
}

/// One line of text with one font; `x`, `y` is the start of its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextItem {
    pub(crate) text: String,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) size: f64,
    pub(crate) face: Face,
    pub(crate) color: Color,
    /// Counter-clockwise, in degrees, around the start of the baseline.
    pub(crate) angle: f64,
}

/// How an outline is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stroke {
    pub(crate) color: Color,
    pub(crate) width: f64,
    pub(crate) dash: Dash,
}

impl Stroke {
    pub(crate) fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: Dash::Solid }
    }
}

/// An area of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn path(self) -> Path {
        let mut path = Path::default();
        path.move_to(self.left, self.top);
        path.line_to(self.right, self.top);
        path.line_to(self.right, self.bottom);
        path.line_to(self.left, self.bottom);
        path.close();
        path
    }
}

/// One step of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Quad((f64, f64), (f64, f64)),
    Cubic((f64, f64), (f64, f64), (f64, f64)),
    Close,
}

/// An outline. Points that are not finite are left out, so that every output stays valid.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Path {
    pub(crate) steps: Vec<Step>,
}

impl Path {
    pub(crate) fn move_to(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            self.steps.push(Step::Move(x, y));
        }
    }

    pub(crate) fn line_to(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            self.steps.push(if self.steps.is_empty() { Step::Move(x, y) } else { Step::Line(x, y) });
        }
    }

    pub(crate) fn quad_to(&mut self, control: (f64, f64), end: (f64, f64)) {
        self.steps.push(Step::Quad(control, end));
    }

    pub(crate) fn cubic_to(&mut self, first: (f64, f64), second: (f64, f64), end: (f64, f64)) {
        self.steps.push(Step::Cubic(first, second, end));
    }

    pub(crate) fn close(&mut self) {
        if !self.steps.is_empty() {
            self.steps.push(Step::Close);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// A straight line.
    pub(crate) fn segment(x1: f64, y1: f64, x2: f64, y2: f64) -> Self {
        let mut path = Self::default();
        path.move_to(x1, y1);
        path.line_to(x2, y2);
        path
    }

    /// A line through all points.
    pub(crate) fn polyline(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut path = Self::default();
        for (x, y) in points {
            path.line_to(x, y);
        }
        path
    }

    /// A closed area through all points.
    pub(crate) fn polygon(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut path = Self::polyline(points);
        path.close();
        path
    }

    /// A circle, as four cubic arcs.
    pub(crate) fn circle(&mut self, x: f64, y: f64, radius: f64) {
        // Distance of the control points that approximates a quarter circle to 0.03 %.
        let k = radius * 0.552_284_75;
        self.move_to(x + radius, y);
        self.cubic_to((x + radius, y + k), (x + k, y + radius), (x, y + radius));
        self.cubic_to((x - k, y + radius), (x - radius, y + k), (x - radius, y));
        self.cubic_to((x - radius, y - k), (x - k, y - radius), (x, y - radius));
        self.cubic_to((x + k, y - radius), (x + radius, y - k), (x + radius, y));
        self.close();
    }
}

/// Outlines of one symbol at many points, and whether they are filled (else stroked).
pub(crate) fn marker_outline(points: &[(f64, f64)], marker: Marker, size: f64) -> (Path, bool) {
    let mut path = Path::default();
    let r = size / 2.0;
    for &(x, y) in points {
        if !(x.is_finite() && y.is_finite()) {
            continue;
        }
        let mut closed = |corners: &[(f64, f64)]| {
            for (i, (dx, dy)) in corners.iter().enumerate() {
                if i == 0 {
                    path.move_to(x + dx * r, y + dy * r);
                } else {
                    path.line_to(x + dx * r, y + dy * r);
                }
            }
            path.close();
        };
        match marker {
            Marker::None => {}
            Marker::Circle | Marker::OpenCircle => path.circle(x, y, r),
            // Of two pixels a square cannot be told from a circle, and it is painted faster.
            Marker::Dot | Marker::Square | Marker::OpenSquare => {
                closed(&[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]);
            }
            Marker::Triangle => closed(&[(-1.0, 0.87), (0.0, -0.87), (1.0, 0.87)]),
            Marker::TriangleDown => closed(&[(-1.0, -0.87), (0.0, 0.87), (1.0, -0.87)]),
            Marker::Diamond => closed(&[(0.0, -1.3), (1.0, 0.0), (0.0, 1.3), (-1.0, 0.0)]),
            Marker::Plus => {
                path.move_to(x - r, y);
                path.line_to(x + r, y);
                path.move_to(x, y - r);
                path.line_to(x, y + r);
            }
            Marker::Cross => {
                path.move_to(x - r, y - r);
                path.line_to(x + r, y + r);
                path.move_to(x - r, y + r);
                path.line_to(x + r, y - r);
            }
        }
    }
    (path, !matches!(marker, Marker::OpenCircle | Marker::OpenSquare | Marker::Plus | Marker::Cross))
}
