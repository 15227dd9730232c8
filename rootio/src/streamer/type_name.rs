//! C++ type names of containers, taken apart.

use super::Basic;
use crate::error::{Error, Result};

/// Type names nested deeper than this are refused.
const MAX_DEPTH: usize = 32;

/// A C++ type, as far as storage cares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CxxType {
    Basic(Basic),
    /// `std::string`.
    String,
    TString,
    /// `vector`, `list`, `deque`, `set`, … of one item type.
    Sequence(Box<CxxType>),
    /// `map`, `multimap`, …
    Map(Box<CxxType>, Box<CxxType>),
    Pair(Box<CxxType>, Box<CxxType>),
    /// `bitset<N>`.
    Bitset(usize),
    /// `array<T, N>`.
    Array(Box<CxxType>, usize),
    Pointer(Box<CxxType>),
    Class(String),
}

impl CxxType {
    /// Parses a type name.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        parse(name, 0)
    }
}

fn parse(name: &str, depth: usize) -> Result<CxxType> {
    if depth > MAX_DEPTH {
        return Err(Error::corrupt("a type name", "it is nested too deeply"));
    }
    let name = name.trim();
    let name = name.strip_prefix("const ").unwrap_or(name).trim();
    if let Some(pointee) = name.strip_suffix('*') {
        return Ok(CxxType::Pointer(Box::new(parse(pointee, depth + 1)?)));
    }
    if let Some(basic) = Basic::of_name(name) {
        return Ok(CxxType::Basic(basic));
    }
    match name {
        "string" | "std::string" => return Ok(CxxType::String),
        "TString" => return Ok(CxxType::TString),
        _ => {}
    }
    let Some((template, rest)) = name.split_once('<') else {
        return Ok(CxxType::Class(name.to_owned()));
    };
    let Some(inside) = rest.strip_suffix('>') else {
        return Ok(CxxType::Class(name.to_owned()));
    };
    let arguments = split_arguments(inside);
    let argument = |i: usize| -> Result<Box<CxxType>> {
        let text =
            arguments.get(i).ok_or_else(|| Error::corrupt("a type name", format!("`{name}` lacks an argument")))?;
        Ok(Box::new(parse(text, depth + 1)?))
    };
    let number = |i: usize| -> Result<usize> {
        arguments
            .get(i)
            .and_then(|text| text.trim().trim_end_matches(['u', 'l', 'U', 'L']).parse().ok())
            .ok_or_else(|| Error::corrupt("a type name", format!("`{name}` lacks a size")))
    };
    Ok(match template.trim().trim_start_matches("std::") {
        "vector" | "list" | "deque" | "set" | "multiset" | "unordered_set" | "unordered_multiset" | "forward_list"
        | "ROOT::VecOps::RVec" | "ROOT::RVec" | "RVec" => CxxType::Sequence(argument(0)?),
        "map" | "multimap" | "unordered_map" | "unordered_multimap" => CxxType::Map(argument(0)?, argument(1)?),
        "pair" => CxxType::Pair(argument(0)?, argument(1)?),
        "bitset" => CxxType::Bitset(number(0)?),
        "array" => CxxType::Array(argument(0)?, number(1)?),
        _ => CxxType::Class(name.to_owned()),
    })
}

/// The arguments at the outermost level, split at commas.
fn split_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0i32, 0);
    let mut parts = vec![];
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_taken_apart() {
        let floats = || Box::new(CxxType::Sequence(Box::new(CxxType::Basic(Basic::F32))));
        for (name, expected) in [
            ("vector<vector<float> >", CxxType::Sequence(floats())),
            ("map<string,vector<float>>", CxxType::Map(Box::new(CxxType::String), floats())),
            ("std::array<float, 3>", CxxType::Array(Box::new(CxxType::Basic(Basic::F32)), 3)),
            (
                "vector<TTrack*>",
                CxxType::Sequence(Box::new(CxxType::Pointer(Box::new(CxxType::Class("TTrack".into()))))),
            ),
            ("Templated<int>", CxxType::Class("Templated<int>".into())),
        ] {
            assert_eq!(CxxType::parse(name).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn endless_nesting_is_refused() {
        let name = format!("{}int{}", "vector<".repeat(100), ">".repeat(100));
        assert!(CxxType::parse(&name).is_err());
    }
}
