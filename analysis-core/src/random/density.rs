use thiserror::Error;

/// A function of one variable, up to normalisation, to draw from.
///
/// Every closure `Fn(f64) -> f64` is one.
pub trait Density {
    /// The value at `x`.
    fn density(&self, x: f64) -> f64;
}

impl<F: Fn(f64) -> f64> Density for F {
    fn density(&self, x: f64) -> f64 {
        self(x)
    }
}

/// ROOT's predefined functions with their default parameters, not normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedDensity {
    /// `gaus`: exp(−x²/2).
    Gaus,
    /// `expo`: exp(1 + x).
    Expo,
    /// `polN`: 1 + x + … + xᴺ.
    Pol(u8),
}

/// No function has this name.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no function `{name}` to draw from; known: `gaus`, `expo`, `pol0` … `pol9`")]
pub struct UnknownDensity {
    /// What was asked for.
    pub name: String,
}

impl NamedDensity {
    /// Finds a function by ROOT's name.
    ///
    /// # Errors
    /// Where the name is not one of `gaus`, `expo` and `pol0` … `pol9`.
    pub fn find(name: &str) -> Result<Self, UnknownDensity> {
        match name.as_bytes() {
            b"gaus" => Ok(Self::Gaus),
            b"expo" => Ok(Self::Expo),
            [b'p', b'o', b'l', digit @ b'0'..=b'9'] => Ok(Self::Pol(digit - b'0')),
            _ => Err(UnknownDensity { name: name.to_owned() }),
        }
    }
}

impl Density for NamedDensity {
    fn density(&self, x: f64) -> f64 {
        match self {
            Self::Gaus => (-0.5 * x * x).exp(),
            Self::Expo => (1.0 + x).exp(),
            Self::Pol(degree) => (0..*degree).fold(1.0, |sum, _| sum * x + 1.0),
        }
    }
}

/// Nodes and weights of the 15-point Kronrod rule on \[0, 1\], the odd ones are those of the 7-point Gauss rule.
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_56,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_89,
    0.209_482_141_084_727_82,
];
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_6, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];

/// The integral of a function from `a` to `b` by adaptive Gauss–Kronrod quadrature, to about 12 digits.
#[inline(never)]
pub(crate) fn integrate(f: &dyn Density, a: f64, b: f64) -> f64 {
    fn step(f: &dyn Density, a: f64, b: f64, tolerance: f64, depth: u32) -> f64 {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        let (mut fine, mut coarse) = (0.0, 0.0);
        for (i, node) in NODES.iter().enumerate() {
            let value = if *node == 0.0 {
                f.density(middle)
            } else {
                f.density(middle - half * node) + f.density(middle + half * node)
            };
            fine += KRONROD[i] * value;
            if i % 2 == 1 {
                coarse += GAUSS[i / 2] * value;
            }
        }
        let (fine, coarse) = (fine * half, coarse * half);
        let error = (fine - coarse).abs();
        // Not `>`: a NaN must end the recursion.
        if depth == 0
            || !matches!(error.partial_cmp(&tolerance.max(1e-12 * fine.abs())), Some(std::cmp::Ordering::Greater))
        {
            return fine;
        }
        step(f, a, middle, 0.5 * tolerance, depth - 1) + step(f, middle, b, 0.5 * tolerance, depth - 1)
    }
    step(f, a, b, 0.0, 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_have_twelve_digits() {
        assert!((integrate(&|x: f64| x.exp(), 0.0, 1.0) - (1f64.exp() - 1.0)).abs() < 1e-13);
        assert!((integrate(&|x: f64| x.sqrt(), 0.0, 1.0) - 2.0 / 3.0).abs() < 1e-9);
        assert!(integrate(&|_: f64| f64::NAN, 0.0, 1.0).is_nan());
    }

    #[test]
    fn unknown_names_say_what_is_known() {
        let message = NamedDensity::find("gauss").unwrap_err().to_string();
        assert!(message.contains("`gauss`") && message.contains("`gaus`"), "{message}");
    }
}
