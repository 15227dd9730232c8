/// A C++ type as far as Rust can see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CppType {
    pub(crate) kind: Kind,
    pub(crate) is_const: bool,
    pub(crate) passing: Passing,
}

/// What a value is, however it is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Void,
    /// The Rust and C++ names of a number, character or truth value.
    Scalar(&'static str, &'static str),
    /// `std::string`.
    Text,
    /// `std::string_view`.
    View,
    /// `std::vector` of a scalar.
    Vector(&'static str, &'static str),
    /// `std::vector<std::string>`.
    Texts,
    /// `std::span` of a scalar, which may be `const`: no copy.
    Span(&'static str, &'static str, bool),
    /// `rl::Hist`: a histogram of Rust.
    Histogram,
    /// A class that a cell declared: its qualified C++ name.
    Class(String),
}

/// How a value is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Reference,
    Pointer,
}

const SCALARS: &[(&str, &str, &str)] = &[
    ("bool", "bool", "bool"),
    ("Bool_t", "bool", "bool"),
    ("char", "std::ffi::c_char", "char"),
    ("signed char", "i8", "signed char"),
    ("int8_t", "i8", "std::int8_t"),
    ("unsigned char", "u8", "unsigned char"),
    ("uint8_t", "u8", "std::uint8_t"),
    ("short", "i16", "short"),
    ("short int", "i16", "short"),
    ("int16_t", "i16", "std::int16_t"),
    ("unsigned short", "u16", "unsigned short"),
    ("uint16_t", "u16", "std::uint16_t"),
    ("int", "i32", "int"),
    ("Int_t", "i32", "int"),
    ("signed", "i32", "int"),
    ("int32_t", "i32", "std::int32_t"),
    ("unsigned", "u32", "unsigned"),
    ("unsigned int", "u32", "unsigned"),
    ("UInt_t", "u32", "unsigned"),
    ("uint32_t", "u32", "std::uint32_t"),
    ("long", "std::ffi::c_long", "long"),
    ("long int", "std::ffi::c_long", "long"),
    ("Long_t", "std::ffi::c_long", "long"),
    ("ptrdiff_t", "isize", "std::ptrdiff_t"),
    ("unsigned long", "std::ffi::c_ulong", "unsigned long"),
    ("long long", "i64", "long long"),
    ("Long64_t", "i64", "long long"),
    ("int64_t", "i64", "std::int64_t"),
    ("unsigned long long", "u64", "unsigned long long"),
    ("ULong64_t", "u64", "unsigned long long"),
    ("uint64_t", "u64", "std::uint64_t"),
    ("size_t", "usize", "std::size_t"),
    ("Size_t", "usize", "std::size_t"),
    ("float", "f32", "float"),
    ("Float_t", "f32", "float"),
    ("double", "f64", "double"),
    ("Double_t", "f64", "double"),
];

impl CppType {
    /// Reads a type; `class` finds the qualified name of a class that cells declared.
    /// `None`: Rust has nothing for it.
    pub(crate) fn parse(text: &str, class: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let text = text.trim();
        let is_temporary = text.ends_with("&&");
        let (text, passing) = if let Some(rest) = text.strip_suffix("&&") {
            (rest, Passing::Value)
        } else if let Some(rest) = text.strip_suffix('&') {
            (rest, Passing::Reference)
        } else if let Some(rest) = text.strip_suffix("[]").or_else(|| text.strip_suffix('*')) {
            (rest, Passing::Pointer)
        } else {
            (text, Passing::Value)
        };
        if text.trim_end().ends_with(['*', '&', ']']) {
            return None;
        }
        // `const` inside of `<…>` belongs to the element.
        let outside = text.split('<').next().unwrap_or_default();
        let is_const = outside.split_whitespace().any(|word| word == "const") || text.ends_with(" const");
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if is_const && words.first() == Some(&"const") {
            words.remove(0);
        }
        let is_template = text.contains('<');
        words.retain(|word| !matches!(*word, "struct" | "class") && (is_template || *word != "const"));
        let base = words.join(" ");
        let kind = Kind::parse(&base, class)?;
        let is_possible = match kind {
            Kind::Void => passing == Passing::Value,
            Kind::View => passing != Passing::Pointer && (is_const || passing == Passing::Value),
            Kind::Text | Kind::Vector(..) | Kind::Texts => passing != Passing::Pointer,
            Kind::Scalar(..) => true,
            Kind::Span(..) => passing == Passing::Value || (passing == Passing::Reference && is_const),
            Kind::Histogram => passing != Passing::Pointer && !is_temporary,
            Kind::Class(_) => !is_temporary,
        };
        is_possible.then_some(Self { kind, is_const, passing })
    }

    /// Whether this is `const char*`.
    pub(crate) fn is_c_string(&self) -> bool {
        self.is_const && self.passing == Passing::Pointer && matches!(self.kind, Kind::Scalar(_, "char"))
    }

    /// Whether the callee may change what it is given.
    pub(crate) fn is_mutable(&self) -> bool {
        !self.is_const && self.passing != Passing::Value
    }
}

impl Kind {
    fn parse(base: &str, class: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        if let Some(class) = class(base) {
            return Some(Self::Class(class));
        }
        let bare = base.strip_prefix("::").unwrap_or(base);
        let bare = bare.strip_prefix("std::").unwrap_or(bare);
        if let Some(element) = bare.strip_prefix("vector<").and_then(|rest| rest.strip_suffix('>')) {
            return match Self::parse(element.trim(), &|_| None)? {
                Self::Scalar(rust, cpp) => Some(Self::Vector(rust, cpp)),
                Self::Text => Some(Self::Texts),
                _ => None,
            };
        }
        if let Some(element) = bare.strip_prefix("span<").and_then(|rest| rest.strip_suffix('>')) {
            let element = element.trim();
            let constant = element.strip_prefix("const ").map(str::trim);
            return match Self::parse(constant.unwrap_or(element), &|_| None)? {
                Self::Scalar(rust, cpp) => Some(Self::Span(rust, cpp, constant.is_some())),
                _ => None,
            };
        }
        match bare {
            "rl::Hist" => Some(Self::Histogram),
            "void" => Some(Self::Void),
            "string" | "TString" => Some(Self::Text),
            "string_view" => Some(Self::View),
            _ => SCALARS.iter().find(|(name, ..)| *name == bare).map(|(_, rust, cpp)| Self::Scalar(rust, cpp)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&(Kind, bool, Passing)>) {
        let class = |name: &str| (name == "A" || name == "ns::A").then(|| "ns::A".to_owned());
        let parsed = CppType::parse(text, &class).map(|parsed| (parsed.kind, parsed.is_const, parsed.passing));
        assert_eq!(parsed.as_ref(), expected, "{text}");
    }

    #[test]
    fn types_are_read() {
        let double = Kind::Scalar("f64", "double");
        check("double", Some(&(double.clone(), false, Passing::Value)));
        check("const double *", Some(&(double.clone(), true, Passing::Pointer)));
        check("Double_t&", Some(&(double, false, Passing::Reference)));
        check("unsigned  int", Some(&(Kind::Scalar("u32", "unsigned"), false, Passing::Value)));
        check("const std::string &", Some(&(Kind::Text, true, Passing::Reference)));
        check("std::vector< double >", Some(&(Kind::Vector("f64", "double"), false, Passing::Value)));
        check("const vector<string>&", Some(&(Kind::Texts, true, Passing::Reference)));
        check("std::span<const double>", Some(&(Kind::Span("f64", "double", true), false, Passing::Value)));
        check("rl::Hist&", Some(&(Kind::Histogram, false, Passing::Reference)));
        check("const A&", Some(&(Kind::Class("ns::A".to_owned()), true, Passing::Reference)));
    }

    #[test]
    fn what_rust_lacks_is_none() {
        for text in ["double**", "std::map<int, int>", "B", "std::vector<A>", "void*", "std::string*"] {
            check(text, None);
        }
    }
}
