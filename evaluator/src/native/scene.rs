use std::fs;

use super::session::{ItemCrate, Session};
use super::types::PublicPaths;
use crate::cell::{self, Without};
use crate::complete::{CellCrate, Scene};

impl Session {
    /// What the next cell may name, for rust-analyzer.
    pub(super) fn scene(&self, paths: &PublicPaths) -> Scene {
        let variables = self
            .variables
            .iter()
            .filter_map(|(name, stored)| Some((name.clone(), paths.likely_source(&stored.type_name)?, stored.mutable)));
        let mut imports: Vec<_> = self.items.iter().map(|(name, item)| (item.krate.clone(), name.clone())).collect();
        imports.sort();
        Scene {
            cells: self.crates.iter().map(cell_crate).collect(),
            imports,
            uses: self.uses.iter().map(|(_, text)| text.clone()).collect(),
            variables: variables.collect(),
        }
    }
}

/// A cell's crate as rustc saw it, with the `impl`s that later cells added.
fn cell_crate(krate: &ItemCrate) -> CellCrate {
    let generated = cell::generate(&krate.code, &krate.parts, &krate.context, &Without::default());
    let mut text = generated.source.text().to_owned();
    for (number, file) in krate.additions.iter().enumerate() {
        // A file that is gone takes only its methods along.
        let addition = fs::read_to_string(file).unwrap_or_default();
        text.push_str(&format!("mod __impls_{number} {{\n{addition}\n}}\n"));
    }
    let named = krate.context.imports.iter().map(|import| &import.krate).chain(&krate.needs);
    let mut needs: Vec<String> = named.filter(|name| **name != krate.name).cloned().collect();
    needs.sort();
    needs.dedup();
    CellCrate { name: krate.name.clone(), text, needs }
}
