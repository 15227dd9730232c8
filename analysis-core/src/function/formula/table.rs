use crate::function::special;

/// A function that formulas can call.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) code: Code,
}

/// How a function is computed.
#[derive(Clone, Copy)]
pub(super) enum Code {
    /// Over a block of arguments.
    Block(fn(&[f64], &mut [f64])),
    One(fn(f64) -> f64),
    Two(fn(f64, f64) -> f64),
    /// At least and at most so many arguments.
    Many(usize, usize, fn(&[f64]) -> f64),
}

impl Entry {
    pub(super) fn arguments(&self) -> (usize, usize) {
        match self.code {
            Code::Block(_) | Code::One(_) => (1, 1),
            Code::Two(_) => (2, 2),
            Code::Many(least, most, _) => (least, most),
        }
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Finds a function by its plain name or as `TMath::Name` or `std::name`.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    let plain = plain_name(name);
    ENTRIES.iter().find(|entry| entry.name == plain)
}

/// A constant by name.
pub(super) fn constant(name: &str) -> Option<f64> {
    Some(match name {
        "pi" | "TMath::Pi" => std::f64::consts::PI,
        "TMath::TwoPi" => std::f64::consts::TAU,
        "TMath::E" | "e" => std::f64::consts::E,
        "TMath::Sqrt2" | "sqrt2" => std::f64::consts::SQRT_2,
        "TMath::Ln10" | "ln10" => std::f64::consts::LN_10,
        "TMath::C" => 2.997_924_58e8,
        "infinity" | "TMath::Infinity" => f64::INFINITY,
        "true" => 1.0,
        "false" => 0.0,
        _ => return None,
    })
}

fn plain_name(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("TMath::") {
        return match rest {
            "Power" => "pow".to_owned(),
            "LnGamma" => "lgamma".to_owned(),
            "Gamma" => "tgamma".to_owned(),
            "BreitWigner" => "breitwigner_pdf".to_owned(),
            "Voigt" => "voigt_pdf".to_owned(),
            "Gaus" => "gaus_pdf".to_owned(),
            "Landau" => "landau_pdf".to_owned(),
            "GammaDist" => "gamma_pdf".to_owned(),
            "LogNormal" => "lognormal_pdf".to_owned(),
            "Student" => "student_pdf".to_owned(),
            "Beta" => "beta".to_owned(),
            _ => rest.to_ascii_lowercase(),
        };
    }
    name.strip_prefix("std::").or_else(|| name.strip_prefix("ROOT::Math::")).unwrap_or(name).to_owned()
}

/// Up to three names like this one.
pub(super) fn near(name: &str) -> Vec<String> {
    let plain = plain_name(name).to_lowercase();
    let shapes = crate::function::named_functions().map(|(name, _)| name);
    let mut scored: Vec<(usize, &str)> = ENTRIES
        .iter()
        .map(|entry| entry.name)
        .chain(shapes)
        .map(|known| (distance(&plain, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(3).map(|(_, known)| known.to_owned()).collect()
}

/// Letters to insert, drop or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

const fn one(name: &'static str, code: fn(f64) -> f64) -> Entry {
    Entry { name, code: Code::One(code) }
}

const fn two(name: &'static str, code: fn(f64, f64) -> f64) -> Entry {
    Entry { name, code: Code::Two(code) }
}

const fn many(name: &'static str, least: usize, most: usize, code: fn(&[f64]) -> f64) -> Entry {
    Entry { name, code: Code::Many(least, most, code) }
}

static ENTRIES: &[Entry] = &[
    Entry { name: "exp", code: Code::Block(special::exp_of) },
    Entry { name: "log", code: Code::Block(special::ln_of) },
    Entry { name: "ln", code: Code::Block(special::ln_of) },
    Entry { name: "sqrt", code: Code::Block(special::sqrt_of) },
    one("log10", f64::log10),
    one("log2", f64::log2),
    one("log1p", f64::ln_1p),
    one("expm1", f64::exp_m1),
    one("cbrt", f64::cbrt),
    one("sin", f64::sin),
    one("cos", f64::cos),
    one("tan", f64::tan),
    one("asin", f64::asin),
    one("acos", f64::acos),
    one("atan", f64::atan),
    one("sinh", f64::sinh),
    one("cosh", f64::cosh),
    one("tanh", f64::tanh),
    one("asinh", f64::asinh),
    one("acosh", f64::acosh),
    one("atanh", f64::atanh),
    one("abs", f64::abs),
    one("fabs", f64::abs),
    one("floor", f64::floor),
    one("ceil", f64::ceil),
    one("int", f64::trunc),
    one("nint", f64::round),
    one("sq", |x| x * x),
    one("sign", |x| if x < 0.0 { -1.0 } else { 1.0 }),
    one("erf", libm::erf),
    one("erfc", libm::erfc),
    one("freq", |x| 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)),
    one("tgamma", libm::tgamma),
    one("lgamma", libm::lgamma),
    one("factorial", |n| libm::tgamma(n + 1.0)),
    one("besselj0", libm::j0),
    one("besselj1", libm::j1),
    one("bessely0", libm::y0),
    one("bessely1", libm::y1),
    two("pow", f64::powf),
    two("atan2", f64::atan2),
    two("hypot", f64::hypot),
    two("min", f64::min),
    two("max", f64::max),
    two("fmod", |a, b| a % b),
    two("prob", special::chi_square_survival),
    two("beta", |a, b| (libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)).exp()),
    two("binomial", |n, k| (libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)).exp().round()),
    two("poisson", special::poisson),
    two("student_pdf", special::student),
    many("gaus_pdf", 1, 4, |a| {
        let (mean, sigma) = (a.get(1).copied().unwrap_or(0.0), a.get(2).copied().unwrap_or(1.0));
        let height = special::exp(-0.5 * ((a[0] - mean) / sigma).powi(2));
        let normal = a.get(3).is_some_and(|norm| *norm != 0.0);
        if normal { height / (sigma * special::SQRT_TAU) } else { height }
    }),
    many("landau_pdf", 1, 4, |a| {
        let (mode, sigma) = (a.get(1).copied().unwrap_or(0.0), a.get(2).copied().unwrap_or(1.0));
        let density = special::landau((a[0] - mode) / sigma);
        if a.get(3).is_some_and(|norm| *norm != 0.0) { density / sigma } else { density }
    }),
    many("breitwigner_pdf", 1, 3, |a| {
        special::breit_wigner(a[0], a.get(1).copied().unwrap_or(0.0), a.get(2).copied().unwrap_or(1.0))
    }),
    many("voigt_pdf", 3, 4, |a| special::voigt(a[0], a[1], a[2])),
    many("gamma_pdf", 2, 4, |a| {
        special::gamma_density(a[0], a[1], a.get(2).copied().unwrap_or(0.0), a.get(3).copied().unwrap_or(1.0))
    }),
    many("lognormal_pdf", 2, 4, |a| {
        special::log_normal(a[0], a[1], a.get(2).copied().unwrap_or(0.0), a.get(3).copied().unwrap_or(1.0))
    }),
];
