//! From `std::any::type_name` to a type that can be written in source.
//!
//! `type_name` gives the path of the definition, which often leads through private modules:
//! `std::collections::hash::map::HashMap`. The public path is a shortening of it; rustc says
//! which one, in a compile of metadata only, once for each type and library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Definition path → public path; `None` where there is none.
#[derive(Default)]
pub(super) struct PublicPaths {
    known: BTreeMap<String, Option<String>>,
    cache: Option<PathBuf>,
}

impl PublicPaths {
    /// Starts with what earlier sessions found out about the same library.
    pub(super) fn open(cache: &Path) -> Self {
        let text = fs::read_to_string(cache).unwrap_or_default();
        let known = text.lines().filter_map(|line| {
            let (definition, public) = line.split_once(' ')?;
            Some((definition.to_owned(), Some(public.to_owned())))
        });
        Self { known: known.collect(), cache: Some(cache.to_path_buf()) }
    }

    /// The type as source, if it has a name that cells can write.
    pub(super) fn source(&self, type_name: &str) -> Option<String> {
        if !nameable(type_name) {
            return None;
        }
        let mut result = String::new();
        for token in tokens(type_name) {
            match token {
                Token::Path(path) if is_definition(path) => result.push_str(self.known.get(path)?.as_deref()?),
                Token::Path(text) | Token::Other(text) => result.push_str(text),
            }
        }
        Some(parenthesised(&result))
    }

    /// The type as source, with a likely path where nobody has asked rustc: for completion, where a wrong one does no harm.
    pub(super) fn likely_source(&self, type_name: &str) -> Option<String> {
        self.source(type_name).or_else(|| {
            let path = |token| match token {
                Token::Path(path) if is_definition(path) => {
                    self.known.get(path).cloned().flatten().unwrap_or_else(|| likely(path))
                }
                Token::Path(text) | Token::Other(text) => text.to_owned(),
            };
            nameable(type_name).then(|| parenthesised(&tokens(type_name).map(path).collect::<String>()))
        })
    }

    /// The definition paths in a type that nobody has asked rustc about.
    pub(super) fn unknown(&self, type_name: &str) -> BTreeSet<String> {
        if !nameable(type_name) {
            return BTreeSet::new();
        }
        let paths = tokens(type_name).filter_map(|token| match token {
            Token::Path(path) if is_definition(path) && !self.known.contains_key(path) => Some(path.to_owned()),
            _ => None,
        });
        paths.collect()
    }

    /// A crate that uses every candidate of every path, one a line.
    pub(super) fn question(paths: &BTreeSet<String>) -> (String, Vec<(String, String)>) {
        let mut source = String::new();
        let mut asked = Vec::new();
        for path in paths {
            for candidate in candidates(path) {
                source.push_str(&format!("use {candidate} as _{};\n", asked.len()));
                asked.push((path.clone(), candidate));
            }
        }
        (source, asked)
    }

    /// Takes rustc's answer: the lines (from 1) with errors.
    pub(super) fn answer(&mut self, asked: &[(String, String)], wrong_lines: &BTreeSet<usize>) {
        for (index, (path, candidate)) in asked.iter().enumerate() {
            let right = !wrong_lines.contains(&(index + 1));
            let entry = self.known.entry(path.clone()).or_default();
            if right && entry.is_none() {
                *entry = Some(candidate.clone());
            }
        }
        self.save();
    }

    fn save(&self) {
        let Some(cache) = &self.cache else { return };
        let lines = self.known.iter().filter_map(|(definition, public)| {
            // Paths of cells mean something else in the next session.
            let public = public.as_ref().filter(|_| !definition.starts_with("cell_"))?;
            Some(format!("{definition} {public}\n"))
        });
        let temporary = cache.with_extension(format!("{}.new", std::process::id()));
        // A cache that cannot be written only costs time.
        let _ = fs::write(&temporary, lines.collect::<String>()).and_then(|()| fs::rename(&temporary, cache));
    }
}

/// `&dyn A + Send` is what `type_name` prints; the grammar wants `&(dyn A + Send)`.
fn parenthesised(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = ["&dyn ", "&mut dyn ", "*const dyn ", "*mut dyn "]
        .iter()
        .filter_map(|s| Some(rest.find(s)? + s.len() - 4))
        .min()
    {
        let end = bounds_end(&rest[at..]) + at;
        result.push_str(&rest[..at]);
        result.push('(');
        result.push_str(&parenthesised(&rest[at..end]));
        result.push(')');
        rest = &rest[end..];
    }
    result.push_str(rest);
    result
}

/// Where the bounds that start here end: at a comma or a closing delimiter of the outside.
fn bounds_end(text: &str) -> usize {
    let mut depth = 0i32;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' if previous == '-' => {}
            '>' | ')' | ']' => depth -= 1,
            ',' | ';' if depth == 0 => return at,
            _ => {}
        }
        if depth < 0 {
            return at;
        }
        previous = c;
    }
    text.len()
}

/// Whether no part of the type is a closure, a function item or something else without a name.
fn nameable(type_name: &str) -> bool {
    !type_name.contains('{')
}

enum Token<'a> {
    /// `a::b::C` or a single word.
    Path(&'a str),
    Other(&'a str),
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first == '\'' {
            // A lifetime: its name is no path.
            let end = rest[1..].find(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(rest.len(), |end| end + 1);
            let (token, after) = rest.split_at(end);
            rest = after;
            return Some(Token::Other(token));
        } else if first.is_alphabetic() || first == '_' {
            path_end(rest)
        } else {
            let end = rest.find(|c: char| c.is_alphabetic() || c == '_' || c == '\'').unwrap_or(rest.len());
            let (token, after) = rest.split_at(end);
            rest = after;
            return Some(Token::Other(token));
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(Token::Path(token))
    })
}

fn path_end(text: &str) -> usize {
    let word = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let mut end = word(text);
    while let Some(after) = text[end..].strip_prefix("::") {
        let next = word(after);
        if next == 0 {
            break;
        }
        end += 2 + next;
    }
    end
}

/// Whether a token is the path of a definition, and no keyword or primitive.
fn is_definition(path: &str) -> bool {
    path.contains("::")
}

/// Where most things are public: in their crate's first module, under its name.
fn likely(path: &str) -> String {
    let parts: Vec<&str> = path.split("::").collect();
    match parts.as_slice() {
        ["alloc" | "core" | "std", module, .., name] => format!("std::{module}::{name}"),
        [krate, module, _, .., name] if !krate.starts_with("cell_") => format!("{krate}::{module}::{name}"),
        _ => path.to_owned(),
    }
}

/// The paths under which a definition may be public: parts in the middle left out, shortest first
/// for the library's own, and always under `std` for what `std` passes on.
fn candidates(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.split("::").collect();
    let [krate, middle @ .., name] = parts.as_slice() else { return Vec::new() };
    let roots: &[&str] = match *krate {
        "alloc" | "core" | "std" => &["std"],
        other => &[other],
    };
    let mut result = Vec::new();
    // polars is many crates behind one name.
    if let Some(part) = krate.strip_prefix("polars_") {
        result.push(format!("polars::prelude::{name}"));
        result.push(format!("polars::{part}::{name}"));
    }
    // All subsets of a long middle would be too many; its ends matter most.
    let middle: Vec<&str> = if middle.len() > 5 { middle[..5].to_vec() } else { middle.to_vec() };
    let mut masks: Vec<u32> = (0..1 << middle.len()).collect();
    // Longer paths first: `std::string::String` is what people write.
    masks.sort_by_key(|mask| std::cmp::Reverse(mask.count_ones()));
    for root in roots {
        for mask in &masks {
            let kept = middle.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, part)| *part);
            let parts: Vec<&str> = [*root].into_iter().chain(kept).chain([*name]).collect();
            result.push(parts.join("::"));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths() -> PublicPaths {
        let known = [
            ("alloc::vec::Vec", "std::vec::Vec"),
            ("std::collections::hash::map::HashMap", "std::collections::HashMap"),
            ("core::ops::function::Fn", "std::ops::Fn"),
        ];
        PublicPaths { known: known.map(|(a, b)| (a.to_owned(), Some(b.to_owned()))).into(), cache: None }
    }

    #[test]
    fn definitions_become_public_paths() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(paths().source(name).as_deref(), expected);
        check("i64", Some("i64"));
        check("alloc::vec::Vec<f64>", Some("std::vec::Vec<f64>"));
        check("std::collections::hash::map::HashMap<&str, [u8; 3]>", Some("std::collections::HashMap<&str, [u8; 3]>"));
        check(
            "&dyn for<'a> core::ops::function::Fn(f64, &'a [f64]) -> f64",
            Some("&(dyn for<'a> std::ops::Fn(f64, &'a [f64]) -> f64)"),
        );
        check(
            "(&dyn core::ops::function::Fn(f64, &'_ [f64]) -> f64 + Send, u8)",
            Some("(&(dyn std::ops::Fn(f64, &'_ [f64]) -> f64 + Send), u8)"),
        );
        check("cell_1::f::{{closure}}", None);
        check("some::unknown::Type", None);
    }

    #[test]
    fn unknown_definitions_have_a_likely_path() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(paths().likely_source(name).as_deref(), expected);
        check(
            "alloc::collections::btree::map::BTreeMap<u8, alloc::vec::Vec<u8>>",
            Some("std::collections::BTreeMap<u8, std::vec::Vec<u8>>"),
        );
        check("rootlet::hist::hist1d::Hist1D", Some("rootlet::hist::Hist1D"));
        check("cell_1::m::P", Some("cell_1::m::P"));
        check("cell_1::f::{{closure}}", None);
    }

    #[test]
    fn questions_ask_every_shortening() {
        let unknown = paths().unknown("core::iter::adapters::map::Map<alloc::vec::Vec<u8>>");
        assert_eq!(unknown.iter().collect::<Vec<_>>(), ["core::iter::adapters::map::Map"]);
        let (source, asked) = PublicPaths::question(&unknown);
        assert_eq!(asked.len(), 8);
        assert!(source.contains("use std::iter::Map as _"));
        let mut paths = paths();
        let wrong = asked.iter().enumerate().filter(|(_, (_, c))| c != "std::iter::Map").map(|(i, _)| i + 1).collect();
        paths.answer(&asked, &wrong);
        assert_eq!(paths.source("core::iter::adapters::map::Map").as_deref(), Some("std::iter::Map"));
    }
}
