//! One more sentence for the commonest mistakes in notebooks, where rustc cannot know the reason.

use super::diagnostics::{Diagnostic, Views};
use super::session::Session;
use super::types::PublicPaths;
use super::{foreign, renamed};
use crate::cell::Parts;
use crate::complete::has_method;

const NUMBERS: [&str; 14] =
    ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64"];

/// What the session knows about an error and rustc does not.
pub(super) fn advise(error: &Diagnostic, views: &Views, session: &Session, paths: &PublicPaths) -> Option<String> {
    let name = error.primary_text(views).unwrap_or_default();
    match error.code() {
        "E0425" | "E0423" | "E0433" | "E0412" | "E0405" => {
            if let Some(reason) = gone(session, name) {
                return Some(reason);
            }
            if let Some(stored) = session.variables.get(name)
                && paths.source(&stored.type_name).is_none()
            {
                let ty = Session::pretty_type(&stored.type_name);
                return Some(format!(
                    "`{name}` is a `{ty}`, which this cell cannot name; keep a `Box<dyn …>` of it instead"
                ));
            }
            let wants_value = ["cannot find value", "cannot find function", "expected value"];
            if session.variables.contains_key(name) && wants_value.iter().any(|words| error.message.starts_with(words))
            {
                return Some(format!(
                    "a `fn` does not see the variables of the notebook: give it `{name}` as an argument, or write a \
                     closure, `let f = |…| …;`"
                ));
            }
            if error.message.starts_with("cannot find value") {
                let (_, after) = error.around(views);
                if after.starts_with('=') && !after.starts_with("==") {
                    return Some(format!("a new variable is made with `let {name} = …;`"));
                }
                return foreign::word(name).or_else(|| other_meaning(name, &error.message));
            }
            let other = || other_meaning(name, &error.message).or_else(|| renamed::import(name));
            foreign::word(name).or_else(other).or_else(|| krate(error, name))
        }
        "E0432" | "E0463" => {
            let name = quoted(&error.message).next()?.split("::").next()?;
            foreign::word(name).or_else(|| krate(error, name))
        }
        "E0599" if !error.adds("similar name") && !error.adds("perhaps you want to import") => {
            let (method, owner) = asked(&error.message)?;
            let is_item = error.message.contains("associated item named");
            let choices = is_item.then(|| renamed::choices(owner)).flatten();
            choices.or_else(|| renamed::method(method, owner))
        }
        "E0596" | "E0594" | "E0384" => {
            let name = quoted(&error.message).last()?;
            let stored = session.variables.get(name).filter(|stored| !stored.mutable)?;
            let ty = Session::pretty_type(&stored.type_name);
            Some(format!("`{name}`, a `{ty}` of an earlier cell, was made without `mut`: `let mut {name} = {name};`"))
        }
        "" if error.message.starts_with("cannot find macro") => foreign::word(name),
        "" if error.message == "expected `{`, found `:`" => {
            Some("Rust puts a block between braces: `for i in 0..10 { … }`, `if x > 3.0 { … } else { … }`".into())
        }
        "" if error.message.contains("expected one of") || error.message.starts_with("expected `;`") => {
            // `TFile f("a.root")`: rustc stumbles over the second word.
            let (before, _) = error.around(views);
            let first = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
            foreign::word(name).or_else(|| foreign::word_in(&error.message)).or_else(|| foreign::word(first))
        }
        "E0277" if error.message.contains("`!: FromObject`") => {
            Some("say what the object is to become: `let h: Hist1D = file.get(\"h\")?;`".into())
        }
        "E0308" if error.labels("expected `Color`") => Some(
            "colours are `Color::RED`, `Color::BLUE`, …, `Color::hex(0xd62728)` and `Color::rgb(214, 39, 40)`".into(),
        ),
        "E0308" if error.labels("expected `&str`, found closure") => {
            let method = format!("{}_with", error.called(views)?);
            has_method("Frame", &method).then(|| format!("`{method}` takes a closure: `|row| …`"))
        }
        "E0614" if name.starts_with("**") || error.around(views).0.ends_with('*') => foreign::word("pow"),
        "E0369" if error.message.contains(" ^ ") => foreign::word("pow"),
        "E0277" if error.message.contains("cannot be indexed by `") => {
            Some("an index is a `usize`: `v[i as usize]`".into())
        }
        "E0277" if error.message.contains("`f64: Ord`") => Some(
            "numbers with NaN have no order of their own: `v.sort_by(f64::total_cmp)`, `rootlet::vecops::max(&v)`"
                .into(),
        ),
        "E0277" if mixes(&error.message) => {
            Some("numbers of two types do not mix: convert one, `n as f64`, or write `2.0` for `2`".into())
        }
        "E0283" if error.labels("method `sum`") || name == "sum" || name == "product" => {
            Some(format!("say what it gives: `.{name}::<f64>()`"))
        }
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

/// What became of a variable.
fn gone(session: &Session, name: &str) -> Option<String> {
    let reason = session.gone.get(name)?;
    let kept = format!("; `{name}.clone()` there would have kept it");
    Some(reason.clone() + if reason.contains("was moved away") { &kept } else { "" })
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

/// Whether numbers of two types meet in "cannot multiply `i32` by `f64`".
fn mixes(message: &str) -> bool {
    let is_number = |ty: &str| {
        let ty = ty.trim_start_matches('&');
        ty == "{integer}" || ty == "{float}" || NUMBERS.contains(&ty)
    };
    let types: Vec<&str> = quoted(message).collect();
    message.starts_with("cannot ") && types.len() == 2 && types[0] != types[1] && types.into_iter().all(is_number)
}

/// How a crate comes into a notebook, where rustc says that one is missing.
fn krate(error: &Diagnostic, name: &str) -> Option<String> {
    let words = ["unlinked crate", "no external crate", "can't find crate"];
    let is_missing = words.iter().any(|words| error.labels(words));
    is_missing.then(|| format!("`%dep {name}` brings a crate of crates.io into the notebook"))
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

    #[test]
    fn numbers_of_two_types_are_seen() {
        for (message, expected) in [
            ("cannot multiply `i32` by `f64`", true),
            ("cannot add `{integer}` to `&f64`", true),
            ("cannot add `Hist1D` to `f64`", false),
            ("cannot add `f64` to `f64`", false),
            ("the trait bound `i32: From<f64>` is not satisfied", false),
        ] {
            assert_eq!(mixes(message), expected, "{message}");
        }
    }
}
