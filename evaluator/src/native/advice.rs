//! One more sentence for the commonest mistakes in notebooks, where rustc cannot know the reason.

use super::diagnostics::{Diagnostic, Views};
use super::renamed;
use super::session::Session;
use super::types::PublicPaths;
use crate::cell::Parts;

/// Names of other languages, and what Rust says instead.
const ELSEWHERE: [(&str, &str); 20] = [
    ("print", "Rust prints with `println!(\"{x}\")`"),
    ("printf", "Rust prints with `println!(\"{x}\")`"),
    ("cout", "Rust prints with `println!(\"{x}\")`"),
    ("len", "Rust asks the value: `x.len()`"),
    ("range", "Rust counts with `0..n`"),
    ("str", "Rust makes text with `x.to_string()` or `format!(\"{x}\")`"),
    ("int", "Rust's integers are `i32`, `i64`, …; convert with `x as i64` or `text.parse::<i64>()?`"),
    ("float", "Rust's floats are `f64` and `f32`; convert with `x as f64` or `text.parse::<f64>()?`"),
    ("double", "Rust's double is `f64`"),
    ("string", "Rust's string is `String`"),
    ("list", "Rust collects with `.collect::<Vec<_>>()`"),
    ("dict", "Rust's dictionary is `HashMap`: `use std::collections::HashMap;`"),
    ("True", "Rust writes `true`"),
    ("False", "Rust writes `false`"),
    ("null", "Rust has no null; an `Option` is `None` or `Some(x)`"),
    ("nullptr", "Rust has no null; an `Option` is `None` or `Some(x)`"),
    ("def", "Rust defines a function with `fn name(x: f64) -> f64 { … }`"),
    ("elif", "Rust writes `else if`"),
    ("TH1F", "the histogram is `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
    ("TH1D", "the histogram is `Hist1D::new(\"h\", \"title\", 64, -4.0, 4.0)`"),
];

/// What the session knows about an error and rustc does not.
pub(super) fn advise(error: &Diagnostic, views: &Views, session: &Session, paths: &PublicPaths) -> Option<String> {
    let name = error.primary_text(views).unwrap_or_default();
    match error.code() {
        "E0425" | "E0423" | "E0433" | "E0412" | "E0405" => {
            if let Some(reason) = session.gone.get(name) {
                return Some(reason.clone());
            }
            if let Some(stored) = session.variables.get(name)
                && paths.source(&stored.type_name).is_none()
            {
                let ty = Session::pretty_type(&stored.type_name);
                return Some(format!(
                    "`{name}` is a `{ty}`, which this cell cannot name; keep a `Box<dyn …>` of it instead"
                ));
            }
            let import = || renamed::import(name).filter(|_| !error.message.starts_with("cannot find value"));
            elsewhere(name).or_else(|| other_meaning(name, &error.message)).or_else(import)
        }
        "E0599" if !error.adds("similar name") && !error.adds("perhaps you want to import") => {
            let (method, owner) = asked(&error.message)?;
            renamed::method(method, owner)
        }
        "E0596" | "E0594" | "E0384" => {
            let name = quoted(&error.message).last()?;
            let stored = session.variables.get(name).filter(|stored| !stored.mutable)?;
            let ty = Session::pretty_type(&stored.type_name);
            Some(format!("`{name}`, a `{ty}` of an earlier cell, was made without `mut`: `let mut {name} = {name};`"))
        }
        "" if error.message.starts_with("cannot find macro") => elsewhere(name),
        "" if error.message.contains("expected one of") || error.message.starts_with("expected `;`") => {
            elsewhere(name).or_else(|| elsewhere_in(&error.message))
        }
        "E0277" if error.message.contains("`!: FromObject`") => {
            Some("say what the object is to become: `let h: Hist1D = file.get(\"h\")?;`".into())
        }
        "E0308" if error.labels("expected `Color`") => Some(
            "colours are `Color::RED`, `Color::BLUE`, …, `Color::hex(0xd62728)` and `Color::rgb(214, 39, 40)`".into(),
        ),
        "E0618" if error.message.contains("python::Function`") => Some(format!(
            "`{name}` is a function of Python: `{name}.call(2.0)?`, or `{name}.call_numbers(&[1.0, 2.0])?`"
        )),
        "E0277" if error.message.contains("the `?` operator can only be used on `Result`") => Some(
            "at the top of a cell `?` takes a `Result`; turn an `Option` into one with `.ok_or(\"what is missing\")?`"
                .into(),
        ),
        _ => None,
    }
}

/// Remembers which cell would have made variables that are not there: without it "not found" is all that rustc can say.
pub(super) fn remember_failed(session: &mut Session, parts: &Parts, cell: &str) {
    for binding in parts.bindings() {
        if !session.variables.contains_key(&binding.name) {
            let reason = format!("`{}` has no value: {cell}, which gives it one, failed", binding.name);
            session.gone.insert(binding.name.clone(), reason);
        }
    }
}

/// The method and the type's plain name in "no method named `mean` found for struct `Booked<Hist1D>`".
fn asked(message: &str) -> Option<(&str, &str)> {
    let mut names = quoted(message);
    let (method, ty) = (names.next()?, names.next()?);
    let ty = ty.trim_start_matches('&').trim_start_matches("mut ");
    let path = ty.split('<').next().unwrap_or(ty);
    Some((method, path.rsplit("::").next().unwrap_or(path)))
}

/// What stands between backticks.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// A name without a variable that the library or Rust itself gives another meaning: `file` is a macro, `fit` a module.
fn other_meaning(name: &str, message: &str) -> Option<String> {
    let (_, found) = message.split_once("expected value, found ")?;
    let (kind, _) = found.split_once(" `")?;
    Some(format!(
        "there is no variable `{name}` here: the cell that makes it has not run or failed; without one the name means a {kind}"
    ))
}

fn elsewhere(name: &str) -> Option<String> {
    ELSEWHERE.iter().find(|(foreign, _)| *foreign == name).map(|(_, advice)| (*advice).to_owned())
}

fn elsewhere_in(message: &str) -> Option<String> {
    ["def", "elif"].iter().find(|word| message.contains(&format!("`{word}`"))).and_then(|word| elsewhere(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_in_messages_are_plain_names() {
        for (message, expected) in [
            ("no method named `draw` found for struct `Booked<T>` in the current scope", ("draw", "Booked")),
            ("no method named `GetMean` found for reference `&Hist1D` in the current scope", ("GetMean", "Hist1D")),
            ("no method named `Fill` found for mutable reference `&mut rootlet::Hist1D`", ("Fill", "Hist1D")),
        ] {
            assert_eq!(asked(message), Some(expected));
        }
        assert_eq!(asked("no method"), None);
    }
}
