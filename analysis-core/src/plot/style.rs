use super::Color;

/// How a line is interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Long dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// A dash, a dot.
    DashDotted,
}

impl Dash {
    /// Lengths of strokes and gaps in CSS pixels; empty for a solid line.
    pub(crate) fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[8.0, 5.0],
            Self::Dotted => &[2.0, 4.0],
            Self::DashDotted => &[8.0, 4.0, 2.0, 4.0],
        }
    }

    /// ROOT's number of the nearest line style.
    pub(crate) fn root_style(self) -> u32 {
        match self {
            Self::Solid => 1,
            Self::Dashed => 2,
            Self::Dotted => 3,
            Self::DashDotted => 4,
        }
    }
}

/// What stands at a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marker {
    /// Nothing: lines and bars only.
    None,
    /// One small dot, for thousands of points.
    Dot,
    /// A filled circle.
    #[default]
    Circle,
    /// A filled square.
    Square,
    /// A filled triangle, point up.
    Triangle,
    /// A filled triangle, point down.
    TriangleDown,
    /// A filled diamond.
    Diamond,
    /// An open circle.
    OpenCircle,
    /// An open square.
    OpenSquare,
    /// A cross, `+`.
    Plus,
    /// A diagonal cross, `×`.
    Cross,
}

impl Marker {
    /// ROOT's number of the marker.
    pub(crate) fn root_style(self) -> u32 {
        match self {
            Self::None | Self::Dot => 1,
            Self::Circle => 20,
            Self::Square => 21,
            Self::Triangle => 22,
            Self::TriangleDown => 23,
            Self::Diamond => 33,
            Self::OpenCircle => 24,
            Self::OpenSquare => 25,
            Self::Plus => 2,
            Self::Cross => 5,
        }
    }
}

/// The looks of one drawn object. What is `None` is the theme's choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Style {
    /// Colour of lines and markers.
    pub color: Option<Color>,
    /// Colour of the area.
    pub fill: Option<Color>,
    /// Line width in CSS pixels.
    pub width: Option<f64>,
    /// Interruption of the line.
    pub dash: Dash,
    /// What stands at each point.
    pub marker: Option<Marker>,
    /// Diameter of a marker in CSS pixels.
    pub marker_size: Option<f64>,
}
