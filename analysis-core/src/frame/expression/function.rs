use super::value::Kind;

/// A function that expressions can call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Function {
    /// Of each value: in `f32` for `f32`, else in `f64`.
    Math(fn(f64) -> f64, fn(f32) -> f32),
    /// Of each pair of values.
    Math2(fn(f64, f64) -> f64, fn(f32, f32) -> f32),
    /// The same value in another type, as C++ converts it.
    Cast(Kind),
    /// The absolute value, in the type of the argument.
    Abs,
    /// The smaller or larger of two, each.
    Lesser,
    Greater,
    /// Of each list.
    Sum,
    Product,
    Mean,
    Var,
    StdDev,
    Max,
    Min,
    ArgMax,
    ArgMin,
    Any,
    All,
    Size,
    Empty,
    /// The value at a place, and instead of a failure a third argument.
    At,
    /// List to list.
    Sort,
    Reverse,
    Argsort,
    Nonzero,
    Take,
    Drop,
    Concatenate,
    Where,
    /// Kinematics: of numbers, or of lists value by value.
    DeltaPhi,
    DeltaR,
    TransverseMass,
    InvariantMasses,
    /// Of the four lists of an event together.
    InvariantMass,
    Dot,
}

impl Function {
    /// Whether it makes one value, or places, of each list and looks at no other list.
    pub(super) fn of_one_list(self) -> bool {
        use Function as F;
        matches!(self, F::Sum | F::Product | F::Mean | F::Var | F::StdDev | F::Max | F::Min | F::ArgMax | F::ArgMin)
            || matches!(self, F::Any | F::All | F::Size | F::Empty | F::Argsort | F::Nonzero)
    }
}

/// What a function takes and gives: the names (ROOT's first), the arguments for messages, and how many they are.
pub(super) struct Entry {
    pub(super) names: &'static [&'static str],
    pub(super) arguments: &'static str,
    pub(super) count: std::ops::RangeInclusive<usize>,
    pub(super) function: Function,
}

const fn entry(
    names: &'static [&'static str],
    arguments: &'static str,
    from: usize,
    to: usize,
    function: Function,
) -> Entry {
    Entry { names, arguments, count: from..=to, function }
}

const fn math(names: &'static [&'static str], wide: fn(f64) -> f64, narrow: fn(f32) -> f32) -> Entry {
    entry(names, "x", 1, 1, Function::Math(wide, narrow))
}

const fn math2(names: &'static [&'static str], wide: fn(f64, f64) -> f64, narrow: fn(f32, f32) -> f32) -> Entry {
    entry(names, "x, y", 2, 2, Function::Math2(wide, narrow))
}

/// Every function. Names that differ in nothing but the style stand together.
pub(super) const FUNCTIONS: &[Entry] = &[
    math(&["sqrt", "Sqrt"], f64::sqrt, f32::sqrt),
    math(&["cbrt"], f64::cbrt, f32::cbrt),
    math(&["exp", "Exp"], f64::exp, f32::exp),
    math(&["log", "Log", "ln"], f64::ln, f32::ln),
    math(&["log10", "Log10"], f64::log10, f32::log10),
    math(&["log2", "Log2"], f64::log2, f32::log2),
    math(&["sin", "Sin"], f64::sin, f32::sin),
    math(&["cos", "Cos"], f64::cos, f32::cos),
    math(&["tan", "Tan"], f64::tan, f32::tan),
    math(&["asin", "ASin"], f64::asin, f32::asin),
    math(&["acos", "ACos"], f64::acos, f32::acos),
    math(&["atan", "ATan"], f64::atan, f32::atan),
    math(&["sinh", "SinH"], f64::sinh, f32::sinh),
    math(&["cosh", "CosH"], f64::cosh, f32::cosh),
    math(&["tanh", "TanH"], f64::tanh, f32::tanh),
    math(&["asinh", "ASinH"], f64::asinh, f32::asinh),
    math(&["acosh", "ACosH"], f64::acosh, f32::acosh),
    math(&["atanh", "ATanH"], f64::atanh, f32::atanh),
    math(&["floor", "Floor"], f64::floor, f32::floor),
    math(&["ceil", "Ceil"], f64::ceil, f32::ceil),
    math(&["round"], f64::round, f32::round),
    math2(&["pow", "Power"], f64::powf, f32::powf),
    math2(&["atan2", "ATan2"], f64::atan2, f32::atan2),
    math2(&["hypot", "Hypot"], f64::hypot, f32::hypot),
    math2(&["fmod"], |x, y| x % y, |x, y| x % y),
    // Of the words of a type the parser makes one of these names.
    entry(&["double", "Double_t"], "x", 1, 1, Function::Cast(Kind::F64)),
    entry(&["float", "Float_t"], "x", 1, 1, Function::Cast(Kind::F32)),
    entry(&["int", "long", "unsigned", "Int_t", "Long64_t"], "x", 1, 1, Function::Cast(Kind::Int)),
    entry(&["bool", "Bool_t"], "x", 1, 1, Function::Cast(Kind::Bool)),
    entry(&["abs", "fabs", "Abs"], "x", 1, 1, Function::Abs),
    entry(&["min"], "x, y", 2, 2, Function::Lesser),
    entry(&["max"], "x, y", 2, 2, Function::Greater),
    entry(&["Sum", "sum"], "list", 1, 1, Function::Sum),
    entry(&["Product", "product"], "list", 1, 1, Function::Product),
    entry(&["Mean", "mean"], "list", 1, 1, Function::Mean),
    entry(&["Var", "var"], "list", 1, 1, Function::Var),
    entry(&["StdDev", "std_dev"], "list", 1, 1, Function::StdDev),
    entry(&["Max", "MaxElement"], "list", 1, 1, Function::Max),
    entry(&["Min", "MinElement"], "list", 1, 1, Function::Min),
    entry(&["ArgMax", "Argmax", "argmax"], "list", 1, 1, Function::ArgMax),
    entry(&["ArgMin", "Argmin", "argmin"], "list", 1, 1, Function::ArgMin),
    entry(&["Any", "any"], "mask", 1, 1, Function::Any),
    entry(&["All", "all"], "mask", 1, 1, Function::All),
    entry(&["size", "Length", "len"], "list", 1, 1, Function::Size),
    entry(&["empty", "is_empty"], "list", 1, 1, Function::Empty),
    entry(&["at"], "list, place, fallback", 2, 3, Function::At),
    entry(&["Sort", "sort"], "list", 1, 1, Function::Sort),
    entry(&["Reverse", "reverse"], "list", 1, 1, Function::Reverse),
    entry(&["Argsort", "argsort"], "list", 1, 1, Function::Argsort),
    entry(&["Nonzero", "nonzero"], "mask", 1, 1, Function::Nonzero),
    entry(&["Take", "take"], "list, count or places", 2, 2, Function::Take),
    entry(&["Drop"], "list, count", 2, 2, Function::Drop),
    entry(&["Concatenate", "concatenate"], "list, list", 2, 2, Function::Concatenate),
    entry(&["Where"], "mask, yes, no", 3, 3, Function::Where),
    entry(&["DeltaPhi", "delta_phi"], "phi1, phi2", 2, 2, Function::DeltaPhi),
    entry(&["DeltaR", "delta_r"], "eta1, eta2, phi1, phi2", 4, 4, Function::DeltaR),
    entry(&["TransverseMass", "transverse_mass"], "pt1, phi1, pt2, phi2", 4, 4, Function::TransverseMass),
    entry(
        &["InvariantMasses", "invariant_masses"],
        "pt1, eta1, phi1, mass1, pt2, eta2, phi2, mass2",
        8,
        8,
        Function::InvariantMasses,
    ),
    entry(&["InvariantMass", "invariant_mass"], "pt, eta, phi, mass", 4, 4, Function::InvariantMass),
    entry(&["Dot", "dot"], "list, list", 2, 2, Function::Dot),
];

/// Constants that expressions can name. A column of the same name wins.
pub(super) const CONSTANTS: &[(&str, f64)] =
    &[("pi", std::f64::consts::PI), ("M_PI", std::f64::consts::PI), ("kPi", std::f64::consts::PI)];

/// A number type for results of mathematics: `f32` stays, everything else becomes `f64`.
pub(super) fn real(mut kinds: impl Iterator<Item = Kind>) -> Kind {
    let all_narrow = kinds.all(|kind| kind == Kind::F32);
    if all_narrow { Kind::F32 } else { Kind::F64 }
}
