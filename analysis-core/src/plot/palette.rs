use super::Color;

/// Colours for a value between low and high. All grow steadily in lightness but the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// ROOT's default, `kBird` (57).
    #[default]
    Bird,
    /// matplotlib's default, `kViridis` (112).
    Viridis,
    /// `kCividis` (113): the same for every kind of colour vision.
    Cividis,
    /// Black to white, `kGreyScale` (52).
    Gray,
    /// Blue over grey to red, for values around zero (`kLightTemperature`, 87).
    Diverging,
}

impl Palette {
    /// The colour at `t`, from 0 (low) to 1 (high); values outside are held there, NaN is low.
    pub fn at(self, t: f64) -> Color {
        let stops = self.stops();
        let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) } * (stops.len() - 1) as f64;
        let below = (t as usize).min(stops.len() - 2);
        let share = t - below as f64;
        let mix = |i: usize| (stops[below][i] * (1.0 - share) + stops[below + 1][i] * share).round() as u8;
        Color::rgb(mix(0), mix(1), mix(2))
    }

    /// ROOT's number of the palette.
    pub(crate) fn root_number(self) -> u32 {
        match self {
            Self::Bird => 57,
            Self::Viridis => 112,
            Self::Cividis => 113,
            Self::Gray => 52,
            Self::Diverging => 87,
        }
    }

    /// Vega's name of the palette or its nearest relative.
    pub(crate) fn vega_scheme(self) -> &'static str {
        match self {
            Self::Bird | Self::Viridis => "viridis",
            Self::Cividis => "cividis",
            Self::Gray => "greys",
            Self::Diverging => "blueorange",
        }
    }

    /// Evenly spaced control points, red, green and blue from 0 to 255.
    ///
    /// The numbers of ROOT's palettes are part of its public look: both views must show the same colours.
    fn stops(self) -> &'static [[f64; 3]] {
        match self {
            Self::Bird => &[
                [53.091, 42.432, 134.9715],
                [15.096, 91.7745, 221.442],
                [19.89, 128.5455, 213.8175],
                [5.916, 163.6845, 201.807],
                [45.951, 183.039, 163.8375],
                [135.1755, 191.046, 118.881],
                [208.743, 186.864, 89.2245],
                [253.878, 200.481, 50.184],
                [248.982, 250.716, 13.7445],
            ],
            Self::Viridis => &[
                [26.0, 9.0, 30.0],
                [51.0, 24.0, 96.0],
                [43.0, 55.0, 112.0],
                [33.0, 87.0, 114.0],
                [28.0, 118.0, 112.0],
                [35.0, 150.0, 101.0],
                [74.0, 180.0, 72.0],
                [144.0, 200.0, 35.0],
                [246.0, 222.0, 0.0],
            ],
            Self::Cividis => &[
                [0.0, 32.0, 77.0],
                [5.0, 54.0, 110.0],
                [65.0, 77.0, 107.0],
                [97.0, 100.0, 111.0],
                [124.0, 123.0, 120.0],
                [156.0, 148.0, 119.0],
                [189.0, 175.0, 111.0],
                [224.0, 203.0, 94.0],
                [255.0, 234.0, 70.0],
            ],
            Self::Gray => &[[0.0, 0.0, 0.0], [255.0, 255.0, 255.0]],
            Self::Diverging => &[
                [31.0, 40.0, 234.0],
                [71.0, 117.0, 214.0],
                [123.0, 171.0, 228.0],
                [160.0, 211.0, 222.0],
                [210.0, 231.0, 210.0],
                [222.0, 220.0, 160.0],
                [214.0, 190.0, 105.0],
                [199.0, 132.0, 60.0],
                [183.0, 65.0, 34.0],
            ],
        }
    }
}
