//! What the kernel knows of a session: variables, items and `use`s, by name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use rootlet_display::control::{FileLines, StoredVariable};

use crate::cell::{Context, Import, Item, ItemKind, KnownVariable, Parts, UseItem, bare, is_identifier, words};
use crate::native::types::PublicPaths;

/// A variable in the evaluator's store.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) type_name: String,
    pub(super) mutable: bool,
}

/// A crate made of a cell's items.
#[derive(Clone, Debug)]
pub(super) struct ItemCrate {
    pub(super) name: String,
    pub(super) metadata: PathBuf,
    /// Where its items stand in the notebook: the cell, its text.
    pub(super) cell: String,
    pub(super) code: String,
    pub(super) parts: Parts,
    pub(super) context: Context,
    /// `impl`s of later cells: the file that holds them.
    pub(super) additions: Vec<PathBuf>,
    /// Cells' crates that it or its additions name.
    pub(super) needs: HashSet<String>,
}

/// A shared object that the evaluator must have before the next cell runs.
#[derive(Clone, Debug)]
pub(super) struct Loadable {
    pub(super) library: PathBuf,
    pub(super) files: Vec<FileLines>,
    /// Whether later cells name it: then it is loaded again after a restart.
    pub(super) named: bool,
    pub(super) loaded: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ItemRef {
    pub(super) krate: String,
    pub(super) kind: ItemKind,
}

#[derive(Default)]
pub(super) struct Session {
    pub(super) variables: BTreeMap<String, Stored>,
    /// Variables that were there once, and what became of them.
    pub(super) gone: HashMap<String, String>,
    pub(super) uses: Vec<(Vec<String>, String)>,
    pub(super) items: HashMap<String, ItemRef>,
    pub(super) crates: Vec<ItemCrate>,
    /// In the order in which they must be loaded.
    pub(super) libraries: Vec<Loadable>,
}

impl Session {
    /// What a cell may see: the variables, items and `use`s that its text could mean.
    pub(super) fn context(&self, krate: &str, code: &str, parts: &Parts, paths: &PublicPaths) -> Context {
        let mut seen: HashSet<String> = words(code).into_iter().map(str::to_owned).collect();
        self.follow_macros(&mut seen);
        // A `use` that stays may name a module of an earlier cell.
        let used: HashSet<&str> = self.uses.iter().flat_map(|(_, text)| words(text)).collect();
        let own = own_names(parts);
        let mut imports: Vec<Import> = Vec::new();
        for (name, item) in &self.items {
            // Methods of a trait are called without naming it.
            let wanted = seen.contains(bare(name)) || used.contains(bare(name)) || item.kind == ItemKind::Trait;
            if wanted && !own.contains(name.as_str()) {
                imports.push(Import { krate: item.krate.clone(), name: name.clone() });
            }
        }
        imports.sort_by(|a, b| a.name.cmp(&b.name));
        let uses = self.uses.iter().filter(|(names, _)| !names.iter().any(|name| own.contains(name.as_str())));
        let known = self.variables.iter().filter(|(name, _)| seen.contains(bare(name)));
        let variables = known.filter_map(|(name, stored)| {
            let ty = paths.source(&stored.type_name)?;
            Some(KnownVariable { name: name.clone(), ty, mutable: stored.mutable })
        });
        Context {
            krate: krate.to_owned(),
            imports,
            uses: uses.map(|(_, text)| text.clone()).collect(),
            variables: variables.collect(),
        }
    }

    /// What code sees that names nothing of the session but its `use`s; `None` where it names more.
    ///
    /// Traits and globs of earlier cells are left out: rustc says so where they are missed.
    pub(super) fn context_of_nothing(&self, code: &str, parts: &Parts) -> Option<Context> {
        let own = own_names(parts);
        let seen: HashSet<&str> = words(code).into_iter().filter(|word| !own.contains(word)).collect();
        let wanted = self.uses.iter().filter(|(names, _)| names.iter().any(|name| seen.contains(name.as_str())));
        let uses: Vec<String> = wanted.map(|(_, text)| text.clone()).collect();
        let named: HashSet<&str> = uses.iter().flat_map(|text| words(text)).chain(seen).collect();
        let is_free = !self.items.keys().any(|name| named.contains(bare(name)));
        is_free.then(|| Context { uses, ..Context::default() })
    }

    /// A macro of an earlier cell may name that cell's other items.
    fn follow_macros(&self, seen: &mut HashSet<String>) {
        let mut done: HashSet<&str> = HashSet::new();
        loop {
            let next = self.items.iter().find(|(name, item)| {
                item.kind == ItemKind::Macro && seen.contains(bare(name)) && !done.contains(name.as_str())
            });
            let Some((name, item)) = next else { return };
            done.insert(name);
            if let Some(krate) = self.crates.iter().find(|krate| krate.name == item.krate) {
                seen.extend(words(&krate.code).into_iter().map(str::to_owned));
            }
        }
    }

    /// The crates behind a context, with everything that their types may lead to.
    pub(super) fn externs(&self, context: &Context) -> Vec<(String, PathBuf)> {
        let mut wanted: HashSet<&str> = context.imports.iter().map(|import| import.krate.as_str()).collect();
        for krate in &self.crates {
            let prefix = format!("{}::", krate.name);
            if context.variables.iter().any(|variable| variable.ty.contains(&prefix)) {
                wanted.insert(&krate.name);
            }
        }
        let found = self.crates.iter().filter(|krate| wanted.contains(krate.name.as_str()));
        found.map(|krate| (krate.name.clone(), krate.metadata.clone())).collect()
    }

    /// The type names of the variables that a text mentions.
    pub(super) fn mentioned_types(&self, code: &str) -> Vec<&str> {
        let seen = words(code);
        let mentioned = self.variables.iter().filter(|(name, _)| seen.contains(bare(name)));
        mentioned.map(|(_, stored)| stored.type_name.as_str()).collect()
    }

    /// Takes over what a cell declared, once it compiled.
    pub(super) fn declare(&mut self, krate: &str, code: &str, parts: &Parts) {
        for UseItem { range, names } in &parts.uses {
            let text = code[range.clone()].to_owned();
            self.uses.retain(|(old, _)| old.is_empty() || !old.iter().any(|name| names.contains(name)));
            if !self.uses.iter().any(|(_, old)| *old == text) {
                self.uses.push((names.clone(), text));
            }
        }
        for Item { names, kind, .. } in &parts.items {
            for name in names {
                self.uses.retain(|(old, _)| !old.contains(name));
                self.items.insert(name.clone(), ItemRef { krate: krate.to_owned(), kind: kind.clone() });
            }
        }
    }

    /// Takes over what a cell stored, once it ran.
    pub(super) fn store(
        &mut self,
        taken: &[KnownVariable],
        stored: Vec<StoredVariable>,
        mutable: impl Fn(&str) -> Option<bool>,
        cell: &str,
    ) {
        let kept: HashSet<&str> = stored.iter().map(|variable| variable.name.as_str()).collect();
        for variable in taken.iter().filter(|variable| !kept.contains(variable.name.as_str())) {
            self.variables.remove(&variable.name);
            self.gone.insert(variable.name.clone(), format!("`{}` was moved away in {cell}", variable.name));
        }
        for StoredVariable { name, type_name, .. } in stored {
            let old = self.variables.get(&name).is_some_and(|old| old.mutable);
            self.gone.remove(&name);
            let mutable = mutable(&name).unwrap_or(old);
            self.variables.insert(name, Stored { type_name, mutable });
        }
    }

    /// The crate of the module that declares a type or trait, if `text` or a `use` names that module.
    pub(super) fn module_with(&self, name: &str, text: &str, parts: &Parts, code: &str) -> Option<&str> {
        let uses = self.uses.iter().map(|(_, text)| text.as_str());
        let own_uses = parts.uses.iter().map(|item| &code[item.range.clone()]);
        let named: HashSet<&str> = uses.chain(own_uses).chain([text]).flat_map(words).collect();
        let declares = |krate: &ItemCrate, module: &str| {
            let mut items = krate.parts.items.iter();
            items.any(|item| item.names.iter().any(|n| n == module) && item.inner.iter().any(|n| n == name))
        };
        self.items.iter().find_map(|(module, item)| {
            let krate = self.crates.iter().find(|krate| krate.name == item.krate)?;
            let fits = item.kind == ItemKind::Module && named.contains(bare(module)) && declares(krate, module);
            fits.then_some(krate.name.as_str())
        })
    }

    /// The source text of an item of an earlier cell.
    pub(super) fn source_of(&self, name: &str, krate: &str) -> String {
        let krate = self.crates.iter().find(|known| known.name == krate);
        let item = krate.and_then(|krate| {
            Some((krate, krate.parts.items.iter().find(|item| item.names.iter().any(|n| n == name))?))
        });
        item.map(|(krate, item)| krate.code[item.range.clone()].to_owned()).unwrap_or_default()
    }

    /// The name of a type for people: no private modules, no crates of cells.
    pub(super) fn pretty_type(type_name: &str) -> String {
        let mut result = String::new();
        let mut word = String::new();
        for c in type_name.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' || c == ':' {
                word.push(c);
            } else {
                result.push_str(word.rsplit("::").next().unwrap_or_default());
                word.clear();
                result.push(c);
            }
        }
        result.trim_end().to_owned()
    }
}

fn own_names(parts: &Parts) -> HashSet<&str> {
    let items = parts.items.iter().flat_map(|item| &item.names);
    let uses = parts.uses.iter().flat_map(|item| &item.names);
    items.chain(uses).map(String::as_str).filter(|name| is_identifier(bare(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_shortened_for_people() {
        let name = "std::collections::hash::map::HashMap<alloc::string::String, cell_3::P>";
        assert_eq!(Session::pretty_type(name), "HashMap<String, P>");
        assert_eq!(Session::pretty_type("&dyn core::ops::function::Fn(f64) -> f64"), "&dyn Fn(f64) -> f64");
    }
}
