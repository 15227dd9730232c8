use std::sync::OnceLock;

use ttf_parser::{Face as Parsed, GlyphId, OutlineBuilder};

use super::scene::Path;

/// A face of the shipped font family, Liberation Sans (SIL OFL 1.1, see `assets/fonts`).
///
/// Shipping it makes the same figure the same bytes on every machine, whatever fonts that has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Face {
    /// Upright.
    Regular,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
}

impl Face {
    /// The whole font file.
    pub(crate) fn data(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/LiberationSans-Regular.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/LiberationSans-Bold.ttf"),
            Self::Italic => include_bytes!("../../assets/fonts/LiberationSans-Italic.ttf"),
        }
    }

    /// The name inside a PDF.
    pub(crate) fn postscript_name(self) -> &'static str {
        match self {
            Self::Regular => "LiberationSans",
            Self::Bold => "LiberationSans-Bold",
            Self::Italic => "LiberationSans-Italic",
        }
    }

    /// The parsed file.
    pub(crate) fn parsed(self) -> &'static Parsed<'static> {
        static PARSED: [OnceLock<Parsed<'static>>; 3] = [const { OnceLock::new() }; 3];
        PARSED[self as usize]
            .get_or_init(|| Parsed::parse(self.data(), 0).expect("the shipped font is the one that the tests parsed"))
    }

    /// The glyph of a character; the empty box where the font has none.
    pub(crate) fn glyph(self, character: char) -> GlyphId {
        self.parsed().glyph_index(character).unwrap_or(GlyphId(0))
    }

    /// Advance width of a text at `size` (CSS pixels per em), without kerning.
    pub(crate) fn width(self, text: &str, size: f64) -> f64 {
        let face = self.parsed();
        let units: u64 = text.chars().map(|c| u64::from(face.glyph_hor_advance(self.glyph(c)).unwrap_or(0))).sum();
        units as f64 * size / f64::from(face.units_per_em())
    }

    /// Outlines of a text that starts at the origin, with `y` downwards.
    pub(crate) fn outline(self, text: &str, size: f64) -> Path {
        let face = self.parsed();
        let scale = size / f64::from(face.units_per_em());
        let mut pen = Pen { path: Path::default(), scale, x: 0.0 };
        for character in text.chars() {
            let glyph = self.glyph(character);
            face.outline_glyph(glyph, &mut pen);
            pen.x += f64::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        }
        pen.path
    }
}

/// Height of capital letters over the size of the font.
pub(crate) const CAP_HEIGHT: f64 = 0.72;

struct Pen {
    path: Path,
    scale: f64,
    x: f64,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        (self.x + f64::from(x) * self.scale, -f64::from(y) * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, end) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(control, end);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, end) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(first, second, end);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::symbols::SYMBOLS;

    #[test]
    fn faces_parse_and_have_every_symbol() {
        for face in [Face::Regular, Face::Bold, Face::Italic] {
            for (name, characters) in SYMBOLS {
                for character in characters.chars() {
                    assert_ne!(face.glyph(character).0, 0, "{face:?} has no {name}");
                }
            }
        }
    }

    #[test]
    fn widths_are_those_of_arial() {
        // Liberation Sans has Arial's metrics: digits are 1139 of 2048 units wide.
        assert!((Face::Regular.width("0", 2048.0) - 1139.0).abs() < 1e-9);
        assert_eq!(Face::Regular.width("", 10.0), 0.0);
    }
}
