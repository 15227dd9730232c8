use std::collections::{HashMap, HashSet};

use super::parts::{Binding, Parts, Unparsed};
use super::source::{Role, Source};

/// What the session offers to a cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The name of the crate to make, also the stem of its symbol.
    pub(crate) krate: String,
    /// Items of earlier cells.
    pub(crate) imports: Vec<Import>,
    /// `use` items of earlier cells, as text.
    pub(crate) uses: Vec<String>,
    /// The variables that the cell names.
    pub(crate) variables: Vec<KnownVariable>,
}

/// A name from an earlier cell's crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) krate: String,
    pub(crate) name: String,
}

/// A variable of the store whose type can be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownVariable {
    pub(crate) name: String,
    /// The type as Rust source.
    pub(crate) ty: String,
    pub(crate) mutable: bool,
}

/// What an earlier attempt at the same cell taught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Without {
    /// Variables that the cell moves away or never initialises: nothing to put back.
    pub(crate) moved: HashSet<String>,
    /// Variables that borrow from the cell: they end with it.
    pub(crate) borrowed: HashSet<String>,
    /// Closures that cannot be shared between threads.
    pub(crate) local: HashSet<String>,
    /// Closures that are only `FnMut` or `FnOnce`.
    pub(crate) family: HashMap<String, &'static str>,
}

impl Without {
    fn keeps(&self, name: &str) -> bool {
        !self.moved.contains(name) && !self.borrowed.contains(name)
    }
}

/// A crate's source, and the function in it that runs the cell.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    pub(crate) source: Source,
    pub(crate) symbol: Option<String>,
}

/// Writes the crate of a cell: imports and items first, then one function with the statements.
pub(crate) fn generate(code: &str, parts: &Parts, context: &Context, without: &Without) -> Generated {
    let mut source = Source::default();
    if parts.unparsed == Some(Unparsed::Unbalanced) {
        // A brace of ours would be blamed for the one that the cell lacks.
        source.cell(code, 0..code.len());
        return Generated { source, symbol: None };
    }
    for range in &parts.attributes {
        source.cell(code, range.clone());
        source.frame("\n");
    }
    source.frame("extern crate rootlet_runtime as __rt;\nuse rootlet::prelude::*;\nuse __rt::{eprint, eprintln, print, println};\n");
    for text in &context.uses {
        source.frame(text);
        source.frame("\n");
    }
    for Import { krate, name } in &context.imports {
        source.generated(Role::Import(name.clone()), &format!("use {krate}::{name};\n"));
    }
    for item in &parts.uses {
        source.cell(code, item.range.clone());
        source.frame("\n");
    }
    for item in &parts.items {
        source.edited(code, item.range.clone(), &item.edits);
        source.frame("\n");
    }
    let symbol = parts.runs().then(|| format!("rootlet_run_{}", context.krate));
    if let Some(symbol) = &symbol {
        function(&mut source, code, parts, context, without, symbol);
    }
    Generated { source, symbol }
}

fn function(source: &mut Source, code: &str, parts: &Parts, context: &Context, without: &Without, symbol: &str) {
    source.frame(&format!("#[unsafe(no_mangle)]\npub fn {symbol}(__store: &mut __rt::Store) -> __rt::CellResult {{\n"));
    if parts.awaits {
        source.frame("__rt::block_on(async {\n");
    }
    for KnownVariable { name, ty, mutable } in &context.variables {
        let keyword = if *mutable { "let mut" } else { "let" };
        let text = format!("{keyword} {name} = __store.take::<{ty}>({name:?});\n");
        source.generated(Role::Take(name.clone()), &text);
    }
    for statement in &parts.statements {
        source.frame(&indent(code, statement.range.start));
        source.cell(code, statement.range.clone());
        source.frame("\n");
    }
    if let Some(tail) = &parts.tail {
        source.frame("__rt::show!(\n");
        source.frame(&indent(code, tail.start));
        source.cell(code, tail.clone());
        source.frame("\n);\n");
    }
    keep(source, parts, context, without);
    source.frame(if parts.awaits { "Ok::<(), __rt::Failure>(()) })\n}\n" } else { "Ok(())\n}\n" });
}

/// Blanks, so that what follows stands in the column where the cell has it: panics tell it.
fn indent(code: &str, start: usize) -> String {
    let line = code[..start].rfind('\n').map_or(0, |end| end + 1);
    " ".repeat(code[line..start].chars().count())
}

/// Stores what the cell bound, and puts back what it took.
fn keep(source: &mut Source, parts: &Parts, context: &Context, without: &Without) {
    let bindings = parts.bindings();
    let shadowed = |name: &str| bindings.iter().any(|binding| binding.name == name);
    let taken = context.variables.iter().filter(|variable| !shadowed(&variable.name));
    let kept: Vec<&Binding> = bindings.iter().copied().filter(|binding| without.keeps(&binding.name)).collect();
    for variable in taken.filter(|variable| without.keeps(&variable.name)) {
        let name = &variable.name;
        source.generated(Role::Put(name.clone()), &format!("__store.put({name:?}, {name});\n"));
    }
    for binding in &kept {
        let name = &binding.name;
        source.generated(Role::Put(name.clone()), &put(binding, without));
    }
}

fn put(binding: &Binding, without: &Without) -> String {
    let name = &binding.name;
    let Some(shape) = &binding.closure else { return format!("__store.put({name:?}, {name});\n") };
    let bounds = if without.local.contains(name) { "" } else { " + Send + Sync" };
    let usual = if binding.mutable { "FnMut" } else { "Fn" };
    match without.family.get(name).copied().unwrap_or(usual) {
        "Fn" => {
            let object = shape.object("Fn", bounds);
            format!("__store.put_closure({name:?}, Box::new({name}) as Box<{object}>);\n")
        }
        family => {
            let object = shape.object(family, bounds);
            format!("__store.put({name:?}, Box::new({name}) as Box<{object}>);\n")
        }
    }
}
