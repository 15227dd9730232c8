use super::Evaluate;
use super::guess::{guess_area, guess_exponential, guess_landau, guess_peak};
use super::shapes::{
    argus, breit_wigner, chebyshev, crystal_ball, double_crystal_ball, ex_gauss, expo, gamma, gaus, gausn,
    integral_breit_wigner, integral_expo, integral_gaus, integral_gausn, integral_polynomial, landau, landaun,
    log_normal, poisson, polynomial, sigmoid, student, voigt,
};

/// A shape that has a name: what `fit("gaus")` and formulas know.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// What it computes, in formula notation.
    pub(crate) help: &'static str,
    /// Whether a number follows the name: `pol3`.
    pub(crate) has_degree: bool,
    pub(crate) parameters: &'static [&'static str],
    /// Parameter values before any fit.
    pub(crate) defaults: &'static [f64],
    pub(crate) evaluate: fn(x: &[f64], parameters: &[f64], out: &mut [f64]),
    /// Start values for a fit from points (x, y) with spacing `width`.
    pub(crate) guess: Option<Guess>,
    pub(crate) integral: Option<KnownIntegral>,
}

/// The integral from `low` to `high` in closed form.
type KnownIntegral = fn(low: f64, high: f64, parameters: &[f64]) -> f64;

/// Start values from data.
type Guess = fn(&Points<'_>) -> Vec<f64>;

/// Data from which start values are guessed.
pub(crate) struct Points<'a> {
    pub(crate) x: &'a [f64],
    pub(crate) y: &'a [f64],
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Shape {
    pub(crate) fn parameter_count(&self, degree: usize) -> usize {
        if self.has_degree { degree + 1 } else { self.parameters.len() }
    }

    pub(crate) fn parameter_names(&self, degree: usize) -> Vec<String> {
        if self.has_degree {
            (0..=degree).map(|i| format!("p{i}")).collect()
        } else {
            self.parameters.iter().map(|&name| name.to_owned()).collect()
        }
    }

    pub(crate) fn default_values(&self, degree: usize) -> Vec<f64> {
        if self.has_degree { vec![0.0; degree + 1] } else { self.defaults.to_vec() }
    }
}

/// Names and formulas of all named functions, for help and completion.
pub fn named_functions() -> impl Iterator<Item = (&'static str, &'static str)> {
    SHAPES.iter().map(|shape| (shape.name, shape.help))
}

/// Finds a shape by name, with the degree of `pol3` and its kin.
pub(crate) fn find(name: &str) -> Option<(&'static Shape, usize)> {
    if let Some(shape) = SHAPES.iter().find(|shape| !shape.has_degree && shape.name == name) {
        return Some((shape, 0));
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let degree: usize = name[stem.len()..].parse().ok().filter(|&degree| degree <= 50)?;
    // ROOT's name of Chebyshev series.
    let stem = if stem == "cheb" { "chebyshev" } else { stem };
    SHAPES.iter().find(|shape| shape.has_degree && shape.name == stem).map(|shape| (shape, degree))
}

/// A shape as code.
pub(super) struct ShapeCode {
    pub(super) shape: &'static Shape,
    pub(super) parameters: usize,
}

impl Evaluate for ShapeCode {
    fn evaluate(&self, columns: &[&[f64]], parameters: &[f64], out: &mut [f64]) {
        if parameters.len() < self.parameters {
            out.fill(f64::NAN);
            return;
        }
        (self.shape.evaluate)(columns[0], &parameters[..self.parameters], out);
    }

    fn integral(&self, low: f64, high: f64, parameters: &[f64]) -> Option<f64> {
        Some((self.shape.integral?)(low, high, parameters))
    }
}

const PEAK: [f64; 3] = [1.0, 0.0, 1.0];

static SHAPES: &[Shape] = &[
    Shape {
        guess: Some(guess_peak),
        integral: Some(integral_gaus),
        ..plain("gaus", "[Constant]*exp(-0.5*((x-[Mean])/[Sigma])^2)", &["Constant", "Mean", "Sigma"], &PEAK, gaus)
    },
    Shape {
        guess: Some(guess_area),
        integral: Some(integral_gausn),
        ..plain("gausn", "a normal density times [Area]", &["Area", "Mean", "Sigma"], &PEAK, gausn)
    },
    Shape {
        guess: Some(guess_exponential),
        integral: Some(integral_expo),
        ..plain("expo", "exp([Constant]+[Slope]*x)", &["Constant", "Slope"], &[1.0, 1.0], expo)
    },
    Shape {
        has_degree: true,
        integral: Some(integral_polynomial),
        ..plain("pol", "[p0]+[p1]*x+[p2]*x^2+...", &[], &[], polynomial)
    },
    Shape {
        has_degree: true,
        ..plain("chebyshev", "[p0]+[p1]*T1(x)+[p2]*T2(x)+..., for x in [-1, 1]", &[], &[], chebyshev)
    },
    Shape {
        guess: Some(guess_landau),
        ..plain("landau", "[Constant]*Landau((x-[MPV])/[Sigma])", &["Constant", "MPV", "Sigma"], &PEAK, landau)
    },
    Shape {
        guess: Some(guess_area),
        ..plain("landaun", "a Landau density times [Area]", &["Area", "MPV", "Sigma"], &PEAK, landaun)
    },
    Shape {
        guess: Some(|points| [guess_peak(points), vec![1.5, 5.0]].concat()),
        ..plain(
            "crystalball",
            "[Constant] times a normal peak with a tail (t^-N) from [Alpha] deviations on; below for Alpha > 0",
            &["Constant", "Mean", "Sigma", "Alpha", "N"],
            &[1.0, 0.0, 1.0, 1.5, 5.0],
            crystal_ball,
        )
    },
    Shape {
        guess: Some(|points| [guess_peak(points), vec![1.5, 5.0, 1.5, 5.0]].concat()),
        ..plain(
            "doublecrystalball",
            "[Constant] times a normal peak with tails on both sides",
            &["Constant", "Mean", "Sigma", "AlphaLow", "NLow", "AlphaHigh", "NHigh"],
            &[1.0, 0.0, 1.0, 1.5, 5.0, 1.5, 5.0],
            double_crystal_ball,
        )
    },
    Shape {
        guess: Some(guess_area),
        integral: Some(integral_breit_wigner),
        ..plain(
            "breitwigner",
            "[Area]*TMath::BreitWigner(x,[Mean],[Gamma])",
            &["Area", "Mean", "Gamma"],
            &PEAK,
            breit_wigner,
        )
    },
    Shape {
        guess: Some(|points| {
            let peak = guess_area(points);
            vec![peak[0], peak[1], 0.7 * peak[2], 0.7 * peak[2]]
        }),
        ..plain(
            "voigt",
            "[Area]*TMath::Voigt(x-[Mean],[Sigma],[Gamma])",
            &["Area", "Mean", "Sigma", "Gamma"],
            &[1.0, 0.0, 1.0, 1.0],
            voigt,
        )
    },
    plain(
        "gamma",
        "[Area] times the gamma density of shape [Gamma], origin [Mu], scale [Beta]",
        &["Area", "Gamma", "Mu", "Beta"],
        &[1.0, 2.0, 0.0, 1.0],
        gamma,
    ),
    plain(
        "lognormal",
        "[Area] times the log-normal density of [Sigma], origin [Theta], median [M]",
        &["Area", "Sigma", "Theta", "M"],
        &[1.0, 1.0, 0.0, 1.0],
        log_normal,
    ),
    plain(
        "student",
        "[Area] times Student's density of [Ndf] at (x-[Mean])/[Sigma]",
        &["Area", "Mean", "Sigma", "Ndf"],
        &[1.0, 0.0, 1.0, 5.0],
        student,
    ),
    plain("poisson", "[Area] times Poisson's probability of x for [Mu]", &["Area", "Mu"], &[1.0, 1.0], poisson),
    Shape {
        guess: Some(|points| {
            let peak = guess_area(points);
            vec![peak[0], peak[1] - 0.5 * peak[2], 0.8 * peak[2], 0.5 * peak[2]]
        }),
        ..plain(
            "exgauss",
            "[Area] times a normal density folded with an exponential decay of [Tau]",
            &["Area", "Mean", "Sigma", "Tau"],
            &[1.0, 0.0, 1.0, 1.0],
            ex_gauss,
        )
    },
    plain(
        "argus",
        "[Constant]*x*(1-(x/[End])^2)^[P]*exp([C]*(1-(x/[End])^2)), 0 beyond the end",
        &["Constant", "End", "C", "P"],
        &[1.0, 1.0, -1.0, 0.5],
        argus,
    ),
    plain(
        "sigmoid",
        "0.5*[Plateau]*(1+erf((x-[Threshold])/(sqrt(2)*[Width]))), a turn-on curve",
        &["Plateau", "Threshold", "Width"],
        &[1.0, 0.0, 1.0],
        sigmoid,
    ),
];

const fn plain(
    name: &'static str,
    help: &'static str,
    parameters: &'static [&'static str],
    defaults: &'static [f64],
    evaluate: fn(&[f64], &[f64], &mut [f64]),
) -> Shape {
    Shape { name, help, has_degree: false, parameters, defaults, evaluate, guess: None, integral: None }
}
