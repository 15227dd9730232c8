use std::collections::HashSet;

use rootlet_evaluator::{CellError, Variable};

use super::items::Items;
use super::report::{PythonVariable, Report};

/// Which names Python has, and whose value of a name is the newest.
///
/// A name belongs to the language that assigned it last. Where the other one mentions it, it is
/// given the value before its code runs.
#[derive(Default)]
pub(crate) struct PythonSession {
    variables: Vec<PythonVariable>,
    /// Names that Python assigned last.
    owned: HashSet<String>,
    /// Those of them that Rust does not have in their present form.
    newer: HashSet<String>,
    /// Names that functions of Python look up when they are called.
    deferred: HashSet<String>,
    /// What Rust and C++ cells defined.
    items: Items,
}

impl PythonSession {
    /// The variables of Python.
    pub(super) fn known(&self) -> &[PythonVariable] {
        &self.variables
    }

    /// The variables of Rust that a Python cell mentions and that belong to Rust.
    pub(super) fn given_to_python(&self, source: &str, rust: &[Variable]) -> Vec<String> {
        let words = words(source);
        let mut names: Vec<String> = rust
            .iter()
            .map(|variable| variable.name.clone())
            .filter(|name| words.contains(name.as_str()) || self.deferred.contains(name))
            .filter(|name| !self.owned.contains(name))
            .collect();
        names.dedup();
        names
    }

    /// A Python cell ended.
    pub(super) fn take_over(&mut self, source: &str, report: &Report) {
        self.variables.clone_from(&report.variables);
        self.deferred.extend(report.deferred.iter().cloned());
        for name in &report.assigned {
            // Should Rust define it again, Python has to be told again.
            self.items.forget(name);
        }
        self.owned.extend(report.assigned.iter().cloned());
        // A value may change without an assignment: `list.append(1)`.
        let words = words(source);
        self.newer.extend(self.owned.iter().filter(|name| words.contains(name.as_str())).cloned());
    }

    /// The Python variables that Rust code mentions and has to be given, with their Rust types.
    pub(super) fn given_to_rust(&self, code: &str) -> Vec<(String, String)> {
        if self.newer.is_empty() {
            return Vec::new();
        }
        let words = words(code);
        let defined = defined(code);
        self.variables
            .iter()
            .filter(|variable| self.newer.contains(&variable.name) && words.contains(variable.name.as_str()))
            .filter(|variable| !defined.contains(variable.name.as_str()))
            .filter_map(|variable| Some((variable.name.clone(), variable.kind.clone()?)))
            .collect()
    }

    /// Rust was given these names.
    pub(super) fn rust_has(&mut self, names: impl Iterator<Item = String>) {
        for name in names {
            self.newer.remove(&name);
        }
    }

    /// Why Rust did not find a variable that Python has.
    pub(crate) fn unseen_by_rust(&self, name: &str) -> Option<String> {
        let variable = self.variables.iter().find(|variable| variable.name == name && variable.kind.is_none())?;
        let ty = &variable.type_name;
        Some(format!("`{name}` is a `{ty}` of Python, which Rust does not take; `%%python?` tells what crosses"))
    }

    /// Rust code ran: what it defined belongs to Rust.
    pub(crate) fn rust_ran(&mut self, code: &str) {
        self.rust_assigned(defined(code).into_iter());
        self.items.learn(code);
    }

    /// These names belong to Rust now.
    pub(crate) fn rust_assigned<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            self.owned.remove(name);
            self.newer.remove(name);
        }
    }

    /// Rust that shows Python the items that its code mentions, by name, and the types of variables.
    pub(super) fn glue(&mut self, source: &str, rust: &[Variable]) -> Vec<(String, String)> {
        let mut words = words(source);
        words.extend(self.deferred.iter().map(String::as_str));
        let owned = &self.owned;
        let types = rust.iter().filter(|variable| words.contains(variable.name.as_str()));
        let types: Vec<&str> = types.map(|variable| variable.type_name.as_str()).collect();
        words.extend(types);
        words.retain(|word| !owned.contains(*word));
        self.items.glue(&words)
    }
}

/// Why Python did not find a variable that Rust has.
pub(super) fn unseen_by_python(error: &CellError, rust: &[Variable]) -> Option<String> {
    if error.name != "NameError" {
        return None;
    }
    let (name, _) = error.message.strip_prefix("name '")?.split_once('\'')?;
    let ty = &rust.iter().find(|variable| variable.name == name)?.type_name;
    Some(format!("`{name}` is a `{ty}` of Rust, which Python does not see; `%%python?` tells what crosses"))
}

fn words(code: &str) -> HashSet<&str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// Names that Rust code binds with `let`, `fn` and the like.
fn defined(code: &str) -> HashSet<&str> {
    let words: Vec<&str> =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let mut names = HashSet::new();
    for (index, word) in words.iter().enumerate() {
        if matches!(*word, "let" | "fn" | "const" | "static" | "struct" | "enum") {
            let next = words.get(index + 1..).unwrap_or_default();
            let name = if next.first() == Some(&"mut") { next.get(1) } else { next.first() };
            names.extend(name.copied());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, kind: &str) -> PythonVariable {
        PythonVariable { name: name.to_owned(), type_name: String::new(), kind: Some(kind.to_owned()), value: None }
    }

    fn assigned(names: &[&str]) -> Report {
        let variables = names.iter().map(|name| variable(name, "f64")).collect();
        Report {
            error: None,
            assigned: names.iter().map(ToString::to_string).collect(),
            variables,
            deferred: Vec::new(),
        }
    }

    fn rust(name: &str) -> Variable {
        Variable { name: name.to_owned(), type_name: "f64".to_owned(), value: None, language: "Rust" }
    }

    #[test]
    fn rust_is_given_what_python_assigned_once() {
        let mut session = PythonSession::default();
        session.take_over("x = 1.5", &assigned(&["x"]));
        assert_eq!(session.given_to_rust("x + 1.0"), [("x".to_owned(), "f64".to_owned())]);
        session.rust_has(["x".to_owned()].into_iter());
        assert!(session.given_to_rust("x + 1.0").is_empty());
        session.take_over("x.append(1)", &Report { assigned: Vec::new(), ..assigned(&["x"]) });
        assert_eq!(session.given_to_rust("x").len(), 1);
    }

    #[test]
    fn a_name_belongs_to_who_assigned_it_last() {
        let mut session = PythonSession::default();
        assert_eq!(session.given_to_python("print(h)", &[rust("h"), rust("a")]), ["h"]);
        session.take_over("h = 3", &assigned(&["h"]));
        assert!(session.given_to_python("print(h)", &[rust("h")]).is_empty());
        session.rust_ran("let mut h = 4.0;");
        assert_eq!(session.given_to_python("print(h)", &[rust("h")]), ["h"]);
        assert!(session.given_to_rust("h").is_empty());
    }

    #[test]
    fn code_that_defines_a_name_is_not_given_it() {
        let mut session = PythonSession::default();
        session.take_over("x = 1.5", &assigned(&["x"]));
        assert!(session.given_to_rust("let x = 2;").is_empty());
    }
}
