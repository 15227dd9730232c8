use super::{Color, Palette};

/// The looks that a figure starts from. Both are colour-blind safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// ROOT's default: thin dark blue lines, a statistics box, ticks on two sides, kBird for surfaces.
    #[default]
    Root,
    /// mplhep's: thicker lines, ticks on all four sides, no statistics box, viridis for surfaces.
    Mplhep,
}

/// Petroff's ten colours (arXiv:2107.02270), chosen by a survey for colour-blind readers; ROOT's `kP10`.
const CYCLE: [Color; 10] = [
    Color::hex(0x3f90da),
    Color::hex(0xffa90e),
    Color::hex(0xbd1f01),
    Color::hex(0x94a4a2),
    Color::hex(0x832db6),
    Color::hex(0xa96b59),
    Color::hex(0xe76300),
    Color::hex(0xb9ac70),
    Color::hex(0x717581),
    Color::hex(0x92dadd),
];

impl Theme {
    /// Colour of the `index`-th of several objects that did not choose one.
    pub fn cycle(self, index: usize) -> Color {
        CYCLE[index % CYCLE.len()]
    }

    /// Colour of a histogram that stands alone.
    pub(crate) fn lone_histogram(self) -> Color {
        match self {
            Self::Root => Color::rgb(0, 0, 153),
            Self::Mplhep => CYCLE[0],
        }
    }

    /// Colour of a fitted curve.
    pub(crate) fn fit(self) -> Color {
        match self {
            Self::Root => Color::RED,
            Self::Mplhep => CYCLE[2],
        }
    }

    /// Width of a histogram's line in CSS pixels.
    pub(crate) fn line_width(self) -> f64 {
        match self {
            Self::Root => 1.0,
            Self::Mplhep => 2.0,
        }
    }

    /// Whether ticks stand on the upper and right side as well.
    pub(crate) fn ticks_all_around(self) -> bool {
        self == Self::Mplhep
    }

    /// Whether a lone histogram gets its statistics box.
    pub(crate) fn statistics(self) -> bool {
        self == Self::Root
    }

    /// Axis labels and titles as a share of the pad's shorter side.
    pub(crate) fn label_size(self) -> f64 {
        match self {
            Self::Root => 0.035,
            Self::Mplhep => 0.040,
        }
    }

    /// Colours of surfaces.
    pub(crate) fn palette(self) -> Palette {
        match self {
            Self::Root => Palette::Bird,
            Self::Mplhep => Palette::Viridis,
        }
    }
}
