//! What a refused compile teaches about a cell's variables.

use super::diagnostics::{Diagnostic, Put, Views};
use crate::cell::{Parts, Without};

/// Reads from errors in generated code what the cell does with its variables; whether anything is new.
pub(super) fn learn(
    diagnostics: &[Diagnostic],
    file: &str,
    views: &Views,
    parts: &Parts,
    without: &mut Without,
) -> bool {
    let before = without.clone();
    let Some(view) = views.get(file) else { return false };
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        let puts = diagnostic.puts(file, &view.source);
        match diagnostic.code() {
            // Used after a move, or before a value: at the put, so there is nothing to put.
            "E0382" | "E0381" | "E0507" => {
                without.moved.extend(puts.iter().filter(|put| put.is_primary).map(|put| put.name.to_owned()));
            }
            // "cannot be sent between threads safely", "cannot be shared between threads safely".
            "E0277" if diagnostic.message.contains("between threads safely") => {
                without.local.extend(puts.iter().map(|put| put.name.to_owned()));
            }
            "E0525" => {
                let family = if diagnostic.message.contains("`FnOnce`") { "FnOnce" } else { "FnMut" };
                without.family.extend(puts.iter().map(|put| (put.name.to_owned(), family)));
            }
            "E0597" | "E0505" | "E0716" | "E0373" | "E0506" | "E0521" | "E0502" | "E0499" | "E0515" => {
                // The put that needs the borrow is the borrower's; the other one is its victim.
                let needs = |put: &&Put<'_>| {
                    ["requires", "later used", "returning", "escapes"].iter().any(|word| put.label.contains(word))
                };
                let mut blamed: Vec<String> = puts.iter().filter(needs).map(|put| put.name.to_owned()).collect();
                if blamed.is_empty() && diagnostic.mentions_static() {
                    // rustc names the bound in the store, not the put: what the statement binds is what borrows.
                    blamed = bound_at(diagnostic, parts, views);
                }
                if blamed.is_empty() {
                    blamed = puts.iter().map(|put| put.name.to_owned()).collect();
                }
                without.borrowed.extend(blamed);
            }
            _ => {}
        }
    }
    *without != before
}

/// The variables of the statement whose borrow an error finds too short.
fn bound_at(diagnostic: &Diagnostic, parts: &Parts, views: &Views) -> Vec<String> {
    let Some(place) = diagnostic.static_range(views) else { return Vec::new() };
    let statement = parts.statements.iter().find(|statement| statement.range.contains(&place.start));
    statement.into_iter().flat_map(|statement| &statement.bindings).map(|binding| binding.name.clone()).collect()
}
