//! `impl`s for types of earlier cells.
//!
//! Each cell with items is a crate, and Rust wants an `impl` in the crate of its type or its
//! trait. So the `impl` joins that crate: it is compiled again, under the same name, with the
//! addition at its end. Type ids depend on the crate's name and the paths of definitions, so live
//! values keep their types. Crates that name the changed one are checked again, as rustc compares
//! the hashes of metadata.

use std::collections::HashSet;
use std::fs;

use super::compile::{Compiled, Job, Product};
use super::diagnostics::View;
use super::engine::NativeEvaluator;
use super::session::{ItemCrate, Loadable};
use super::tables::names_tables;
use crate::CellError;
use crate::cell::{self, Context, Item, ItemKind, Parts, Source};

impl NativeEvaluator {
    /// Moves the cell's `impl`s of earlier types into their crates; returns what is left of the
    /// cell, or `None` if it has no such `impl`.
    pub(super) fn add_impls(&mut self, code: &str, parts: &Parts, name: &str) -> Result<Option<Parts>, CellError> {
        let own: HashSet<&str> = parts.items.iter().flat_map(|item| &item.names).map(String::as_str).collect();
        let home = |item: &Item| -> Option<usize> {
            let ItemKind::Impl { of_trait, for_type } = &item.kind else { return None };
            let at = |name: &Option<String>| {
                let name = name.as_deref()?;
                let known = self.session.items.get(name).map(|item| item.krate.as_str());
                let krate = known.or_else(|| self.session.module_with(name, &code[item.range.clone()], parts, code))?;
                self.session.crates.iter().position(|known| known.name == krate)
            };
            let names_own = [of_trait, for_type].into_iter().flatten().any(|name| own.contains(name.as_str()));
            // The later of the two crates may name the earlier one.
            if names_own { None } else { at(for_type).max(at(of_trait)) }
        };
        let homes: Vec<Option<usize>> = parts.items.iter().map(home).collect();
        if homes.iter().all(Option::is_none) {
            return Ok(None);
        }
        let targets: HashSet<usize> = homes.iter().flatten().copied().collect();
        let mut targets: Vec<usize> = targets.into_iter().collect();
        targets.sort_unstable();
        for target in targets {
            let items = parts.items.iter().zip(&homes).filter(|(_, home)| **home == Some(target)).map(|(item, _)| item);
            self.add_to(target, code, &items.collect::<Vec<_>>(), parts, name)?;
        }
        let mut rest = parts.clone();
        let mut homes = homes.iter();
        rest.items.retain(|_| homes.next().is_some_and(Option::is_none));
        Ok(Some(rest))
    }

    fn add_to(
        &mut self,
        target: usize,
        code: &str,
        items: &[&Item],
        parts: &Parts,
        name: &str,
    ) -> Result<(), CellError> {
        self.sequence += 1;
        let stem = format!("{}_again_{}", self.session.crates[target].name, self.sequence);
        let file = self.compiler.folder.join(format!("{stem}_impls.rs"));
        let context =
            self.session.context("", code, &Parts { uses: parts.uses.clone(), ..Parts::default() }, &self.paths);
        let source = additions(code, items, parts, &context, &self.session.crates[target].name);
        let failed = |error: std::io::Error| {
            CellError::simple("EngineError", &format!("cannot write `{}`: {error}", file.display()))
        };
        fs::write(&file, source.text()).map_err(failed)?;
        if names_tables(source.text()) {
            // The crate's own source only names the file.
            self.compiler.with_tables.insert(self.session.crates[target].name.clone());
        }
        let view = View { cell: name.to_owned(), code: code.to_owned(), source };
        self.views.insert(file.display().to_string(), view);

        let mut changed = self.session.crates[target].clone();
        changed.additions.push(file);
        let target_name = changed.name.clone();
        changed
            .needs
            .extend(context.imports.iter().map(|import| import.krate.clone()).filter(|krate| *krate != target_name));
        changed.metadata = self.compiler.metadata_path(&stem);
        let mut crates = self.session.crates.clone();
        crates[target] = changed;
        let library = self.rebuild(&crates, target, &stem, Product::CodeAndMetadata)?;
        // Whoever names the changed crate must be checked against it, and whoever names those.
        let mut stale: HashSet<String> = HashSet::from([target_name]);
        for index in target + 1..crates.len() {
            if crates[index].needs.is_disjoint(&stale) {
                continue;
            }
            stale.insert(crates[index].name.clone());
            self.sequence += 1;
            let stem = format!("{}_again_{}", crates[index].name, self.sequence);
            crates[index].metadata = self.compiler.metadata_path(&stem);
            self.rebuild(&crates, index, &stem, Product::Metadata)?;
        }
        self.session.crates = crates;
        self.session.libraries.push(Loadable { library, files: Vec::new(), named: true, loaded: false });
        Ok(())
    }

    fn rebuild(
        &mut self,
        crates: &[ItemCrate],
        index: usize,
        stem: &str,
        product: Product,
    ) -> Result<std::path::PathBuf, CellError> {
        let krate = &crates[index];
        let without_statements = Parts { statements: Vec::new(), tail: None, ..krate.parts.clone() };
        let mut source =
            cell::generate(&krate.code, &without_statements, &krate.context, &cell::Without::default()).source;
        for (number, file) in krate.additions.iter().enumerate() {
            source.frame(&format!("#[path = {:?}] mod __impls_{number};\n", file.display().to_string()));
        }
        let externs: Vec<_> = crates
            .iter()
            .filter(|other| krate.needs.contains(&other.name))
            .map(|other| (other.name.clone(), other.metadata.clone()))
            .collect();
        let job = Job {
            krate: &krate.name,
            stem,
            source: source.text(),
            externs: &externs,
            product,
            opt_level: if krate.parts.heavy { "1" } else { "0" },
        };
        let compiled = self.compiler.compile(&job, &self.interrupter);
        let view = View { cell: krate.cell.clone(), code: krate.code.clone(), source };
        self.views.insert(self.compiler.source_path(stem).display().to_string(), view);
        match compiled {
            Compiled::Done { library, .. } => Ok(library),
            Compiled::Refused(diagnostics) => Err(self.compile_error(&diagnostics)),
            Compiled::Interrupted => {
                Err(CellError::simple("Interrupted", "the compile was stopped; nothing has changed"))
            }
            Compiled::Broken(reason) => Err(CellError::simple("EngineError", &reason)),
        }
    }
}

/// The module with the `impl`s.
fn additions(code: &str, items: &[&Item], parts: &Parts, context: &Context, target: &str) -> Source {
    let mut source = Source::default();
    source.frame("#[allow(unused_imports)] use super::*;\n");
    for text in &context.uses {
        source.frame(&format!("{text}\n"));
    }
    for import in context.imports.iter().filter(|import| import.krate != target) {
        source.frame(&format!("use {}::{};\n", import.krate, import.name));
    }
    for item in &parts.uses {
        source.cell(code, item.range.clone());
        source.frame("\n");
    }
    for item in items {
        source.edited(code, item.range.clone(), &item.edits);
        source.frame("\n");
    }
    source
}
