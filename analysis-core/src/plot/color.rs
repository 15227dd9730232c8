/// A colour in sRGB with an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
    /// Opacity, from 0 (invisible) to 1.
    pub alpha: f32,
}

impl Color {
    /// Black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self::rgb(255, 255, 255);
    /// Red, as ROOT's `kRed`.
    pub const RED: Self = Self::rgb(255, 0, 0);
    /// Green, as ROOT's `kGreen`.
    pub const GREEN: Self = Self::rgb(0, 255, 0);
    /// Blue, as ROOT's `kBlue`.
    pub const BLUE: Self = Self::rgb(0, 0, 255);
    /// Orange, the second colour of Petroff's colour-blind-safe cycle.
    pub const ORANGE: Self = Self::rgb(255, 169, 14);
    /// Grey.
    pub const GRAY: Self = Self::rgb(148, 164, 162);

    /// An opaque colour.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue, alpha: 1.0 }
    }

    /// The colour `0xRRGGBB`, opaque.
    pub const fn hex(code: u32) -> Self {
        Self::rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
    }

    /// The same colour with another opacity, held to 0–1; NaN counts as 1.
    pub fn with_alpha(self, alpha: f32) -> Self {
        Self { alpha: if alpha.is_nan() { 1.0 } else { alpha.clamp(0.0, 1.0) }, ..self }
    }

    /// A mix with white: 0 keeps the colour, 1 is white.
    pub(crate) fn lighten(self, amount: f32) -> Self {
        let mix = |c: u8| (f32::from(c) + (255.0 - f32::from(c)) * amount).round() as u8;
        Self { red: mix(self.red), green: mix(self.green), blue: mix(self.blue), alpha: self.alpha }
    }

    /// The colour scaled towards black: 1 keeps it.
    pub(crate) fn shade(self, factor: f32) -> Self {
        let mix = |c: u8| (f32::from(c) * factor).round().clamp(0.0, 255.0) as u8;
        Self { red: mix(self.red), green: mix(self.green), blue: mix(self.blue), alpha: self.alpha }
    }

    /// `#rrggbb`, without the opacity.
    pub(crate) fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The entries of ROOT's fixed colour table that people name by number (`kRed`, `kAzure`…).
    pub(crate) fn root_index(self) -> Option<u32> {
        const TABLE: [(u32, Color); 8] = [
            (0, Color::WHITE),
            (1, Color::BLACK),
            (2, Color::RED),
            (3, Color::GREEN),
            (4, Color::BLUE),
            (5, Color::rgb(255, 255, 0)),
            (6, Color::rgb(255, 0, 255)),
            (602, Color::rgb(0, 0, 153)),
        ];
        TABLE.iter().find(|(_, color)| *color == self).map(|(index, _)| *index)
    }
}
