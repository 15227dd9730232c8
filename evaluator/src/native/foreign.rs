//! Words of other languages, and what Rust or the library says instead.

/// What is said where rustc does not know the word.
const WORDS: [(&str, &str); 51] = [
    ("False", "Rust writes `false`"),
    ("M_PI", "π is `std::f64::consts::PI`"),
    ("RDataFrame", "the event loop is `Frame::open(\"a.root\", \"tree\")?` or `Frame::empty(100)`"),
    ("TCanvas", "a drawing needs no canvas: `h.draw()`; several are `Canvas::divided(2, 1).add(h.draw())`"),
    ("TChain", "several files are `Frame::open(\"data*.root\", \"tree\")?`"),
    ("TEfficiency", "the efficiency is `Efficiency::from_hists(&passed, &total)`"),
    ("TF1", "the function is `Function::formula(\"[0]*exp(-x/[1])\")?`"),
    ("TFile", "a file is read with `RootFile::open(\"a.root\")?` and written with `RootWriter::create(\"a.root\")?`"),
    ("TGraph", "the graph is `Graph::new(&x, &y)?`"),
    ("TGraphErrors", "the graph is `Graph::with_errors(&x, &y, &x_errors, &y_errors)?`"),
    ("TH1D", "the histogram is `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
    ("TH1F", "the histogram is `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
    ("TH1I", "the histogram is `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
    ("TH2D", "the histogram is `Hist2D::new(\"h\", \"title\", 40, -4.0, 4.0, 40, -4.0, 4.0)`"),
    ("TH2F", "the histogram is `Hist2D::new(\"h\", \"title\", 40, -4.0, 4.0, 40, -4.0, 4.0)`"),
    ("THStack", "the stack is `Stack::new().add(&h).draw()`"),
    ("TLegend", "a legend is part of the drawing: `h.draw().label(\"data\").legend()`"),
    ("TLorentzVector", "the four-vector is `PtEtaPhiM::new(pt, eta, phi, mass)` or `PxPyPzE::new(x, y, z, e)`"),
    ("TProfile", "the profile is `Profile1D::new(\"p\", \"title\", 20, 0.0, 10.0)`"),
    ("TTree", "a tree is read as `Frame::open(\"a.root\", \"tree\")?` or `file.tree(\"tree\")?`"),
    ("True", "Rust writes `true`"),
    ("assert", "Rust writes `assert!(x > 3.0)`"),
    ("class", "Rust's class is a `struct`, and an `impl` with its methods"),
    ("cout", "Rust prints with `println!(\"{x}\")`"),
    ("def", "Rust defines a function with `fn name(x: f64) -> f64 { … }`"),
    ("dict", "Rust's dictionary is `HashMap`: `use std::collections::HashMap;`"),
    ("double", "Rust's double is `f64`, and a variable is made with `let x = 3.0;`"),
    ("elif", "Rust writes `else if`"),
    ("endl", "`println!` ends the line"),
    ("float", "Rust's floats are `f64` and `f32`; convert with `x as f64` or `text.parse::<f64>()?`"),
    ("from", "Rust brings names with `use`; Python's modules are there in `%%python` cells"),
    ("gPad", "looks belong to the drawing: `h.draw().log_y().grid()`"),
    ("gRandom", "a generator is `let mut random = TRandom3::new(4357);`, then `random.gaus(0.0, 1.0)`"),
    ("gStyle", "looks belong to the drawing: `h.draw().stats(StatBox::Hide)`"),
    ("import", "Rust brings names with `use`; Python's modules are there in `%%python` cells"),
    ("int", "Rust's integers are `i32`, `i64`, …; convert with `x as i64` or `text.parse::<i64>()?`"),
    ("len", "Rust asks the value: `x.len()`"),
    ("list", "Rust collects with `.collect::<Vec<_>>()`"),
    ("max", "the larger of two numbers is `a.max(b)`, of a vector `rootlet::vecops::max(&v)`"),
    ("min", "the smaller of two numbers is `a.min(b)`, of a vector `rootlet::vecops::min(&v)`"),
    ("new", "Rust makes values without `new`: `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
    ("null", "Rust has no null; an `Option` is `None` or `Some(x)`"),
    ("nullptr", "Rust has no null; an `Option` is `None` or `Some(x)`"),
    ("pi", "π is `std::f64::consts::PI`"),
    ("pow", "powers are `x.powi(2)` and `x.powf(0.5)`"),
    ("print", "Rust prints with `println!(\"{x}\")`"),
    ("printf", "Rust prints with `println!(\"{x}\")`"),
    ("range", "Rust counts with `0..n`"),
    ("str", "Rust makes text with `x.to_string()` or `format!(\"{x}\")`"),
    ("string", "Rust's string is `String`"),
    ("var", "Rust makes a variable with `let x = 3;`, one that changes with `let mut x = 3;`"),
];

/// Functions of numbers, and the method of `f64` where it has another name.
const FUNCTIONS: [(&str, &str); 24] = [
    ("abs", "abs"),
    ("acos", "acos"),
    ("asin", "asin"),
    ("atan", "atan"),
    ("atan2", "atan2"),
    ("cbrt", "cbrt"),
    ("ceil", "ceil"),
    ("cos", "cos"),
    ("cosh", "cosh"),
    ("exp", "exp"),
    ("fabs", "abs"),
    ("floor", "floor"),
    ("hypot", "hypot"),
    ("isnan", "is_nan"),
    ("log", "ln"),
    ("log10", "log10"),
    ("log2", "log2"),
    ("round", "round"),
    ("sin", "sin"),
    ("sinh", "sinh"),
    ("sqrt", "sqrt"),
    ("tan", "tan"),
    ("tanh", "tanh"),
    ("trunc", "trunc"),
];

/// Modules of Python under the names that people give them.
const MODULES: [&str; 13] =
    ["ROOT", "ak", "awkward", "math", "matplotlib", "np", "numpy", "os", "pandas", "pd", "plt", "scipy", "uproot"];

/// What Rust says instead of a word.
pub(super) fn word(name: &str) -> Option<String> {
    if let Ok(found) = WORDS.binary_search_by_key(&name, |(word, _)| *word) {
        return Some(WORDS[found].1.to_owned());
    }
    if let Ok(found) = FUNCTIONS.binary_search_by_key(&name, |(word, _)| *word) {
        return Some(format!("functions of numbers are methods: `x.{}()`", FUNCTIONS[found].1));
    }
    MODULES.contains(&name).then(|| {
        format!("`{name}` is Python's: it is there in `%%python` cells, which see the vectors and histograms of Rust")
    })
}

/// The same for a word that rustc's message quotes.
pub(super) fn word_in(message: &str) -> Option<String> {
    ["def", "elif"].iter().find(|word| message.contains(&format!("`{word}`"))).and_then(|word| self::word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| *word));
        assert!(FUNCTIONS.is_sorted_by_key(|(word, _)| *word));
        for (name, expected) in [("True", "`true`"), ("log", "`x.ln()`"), ("np", "`%%python`"), ("TFile", "RootFile")] {
            assert!(word(name).unwrap().contains(expected), "{name}");
        }
        assert_eq!(word("trigger"), None);
    }
}
