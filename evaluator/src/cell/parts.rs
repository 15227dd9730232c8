use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::visit::Visit;
use syn::{Attribute, Block, Expr, Local, Pat, Stmt, UseTree};

use super::closure::ClosureShape;
use super::effort::Effort;
use super::publish;
use super::source::Edit;

/// A cell, taken apart. Ranges are bytes of the cell's text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// `#![…]` at the top.
    pub(crate) attributes: Vec<Range<usize>>,
    pub(crate) uses: Vec<UseItem>,
    pub(crate) items: Vec<Item>,
    pub(crate) statements: Vec<Statement>,
    /// The expression whose value is shown.
    pub(crate) tail: Option<Range<usize>>,
    /// Whether the cell awaits at its top level.
    pub(crate) awaits: bool,
    /// Whether the cell may run long enough to be worth optimising.
    pub(crate) heavy: bool,
    /// Why the text is not split. rustc will say it better.
    pub(crate) unparsed: Option<Unparsed>,
}

/// How far a text is from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unparsed {
    /// Not even tokens: a delimiter or a string without its other end.
    Unbalanced,
    /// Tokens, but no Rust.
    Tokens,
}

/// `use …;` or `extern crate …;`: repeated in every later cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UseItem {
    pub(crate) range: Range<usize>,
    /// The names that it brings in; none for a glob.
    pub(crate) names: Vec<String>,
}

/// An item that later cells can name, or an `impl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) range: Range<usize>,
    pub(crate) kind: ItemKind,
    pub(crate) names: Vec<String>,
    /// Types and traits inside of a module.
    pub(crate) inner: Vec<String>,
    pub(crate) edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Function,
    Struct,
    Enum,
    Trait,
    TypeAlias,
    Constant,
    Static,
    Module,
    Macro,
    /// An `impl` of a trait (if any) for a type, by the last word of their paths.
    Impl {
        of_trait: Option<String>,
        for_type: Option<String>,
    },
}

impl ItemKind {
    /// What people call it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Trait => "trait",
            Self::TypeAlias => "type",
            Self::Constant => "constant",
            Self::Static => "static",
            Self::Module => "module",
            Self::Macro => "macro",
            Self::Impl { .. } => "impl",
        }
    }
}

/// A statement and the variables that it binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) range: Range<usize>,
    pub(crate) bindings: Vec<Binding>,
}

/// A variable that the cell leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) name: String,
    pub(crate) mutable: bool,
    pub(crate) closure: Option<ClosureShape>,
}

impl Parts {
    /// The variables that live at the cell's end: of several with one name, the last.
    pub(crate) fn bindings(&self) -> Vec<&Binding> {
        let mut result: Vec<&Binding> = Vec::new();
        for binding in self.statements.iter().flat_map(|statement| &statement.bindings) {
            result.retain(|older| older.name != binding.name);
            result.push(binding);
        }
        result
    }

    /// Whether there is nothing to compile.
    pub(crate) fn is_empty(&self) -> bool {
        self.uses.is_empty() && self.items.is_empty() && !self.runs()
    }

    /// Whether there is something to run.
    pub(crate) fn runs(&self) -> bool {
        !self.statements.is_empty() || self.tail.is_some()
    }
}

/// Takes a cell apart. A text that does not parse becomes one statement, for rustc to complain about.
pub(crate) fn split(code: &str) -> Parts {
    let blanked = without_shebang(code);
    let parser = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_inner)?;
        Ok((attributes, input.call(Block::parse_within)?))
    };
    let parsed = blanked.parse::<TokenStream>().map_err(|_| Unparsed::Unbalanced);
    let parsed = parsed.and_then(|tokens| parser.parse2(tokens).map_err(|_| Unparsed::Tokens));
    let parts = match parsed {
        Ok((attributes, statements)) => sort(code, &attributes, &statements),
        Err(reason) => unparsed(code, &blanked, reason),
    };
    // The parser keeps every text it has seen for its spans; none of ours are left.
    proc_macro2::extra::invalidate_current_thread_spans();
    parts
}

/// The bytes that tokens cover.
pub(crate) fn range_of(tokens: TokenStream) -> Option<Range<usize>> {
    let mut tokens = tokens.into_iter();
    let first = tokens.next()?;
    let start = match &first {
        TokenTree::Group(group) => group.span_open().byte_range().start,
        token => token.span().byte_range().start,
    };
    let end = match &tokens.last().unwrap_or(first) {
        TokenTree::Group(group) => group.span_close().byte_range().end,
        token => token.span().byte_range().end,
    };
    Some(start..end)
}

fn without_shebang(code: &str) -> String {
    if !code.starts_with("#!") || code.trim_start_matches("#!").trim_start().starts_with('[') {
        return code.to_owned();
    }
    let end = code.find('\n').unwrap_or(code.len());
    format!("{}{}", " ".repeat(end), &code[end..])
}

fn unparsed(code: &str, blanked: &str, reason: Unparsed) -> Parts {
    let start = blanked.len() - blanked.trim_start().len();
    if start == code.len() {
        return Parts::default();
    }
    let statement = Statement { range: start..code.len(), bindings: Vec::new() };
    Parts { statements: vec![statement], unparsed: Some(reason), ..Parts::default() }
}

fn sort(code: &str, attributes: &[Attribute], statements: &[Stmt]) -> Parts {
    let mut parts = Parts::default();
    // `//!` comments are attributes too, but say nothing to the compiler here.
    let real = attributes.iter().filter(|attribute| !attribute.path().is_ident("doc"));
    parts.attributes = real.filter_map(|attribute| range_of(attribute.to_token_stream())).collect();
    let last = statements.len().saturating_sub(1);
    let mut awaits = Awaits(false);
    let mut effort = Effort::default();
    for statement in statements {
        effort.visit_stmt(statement);
    }
    parts.heavy = effort.heavy;
    for (index, statement) in statements.iter().enumerate() {
        let Some(range) = range_of(statement.to_token_stream()) else { continue };
        match statement {
            Stmt::Item(item) => add_item(&mut parts, item, range),
            Stmt::Macro(call) if call.mac.path.is_ident("thread_local") => parts.items.push(thread_local(call, range)),
            Stmt::Expr(expression, None) if index == last && !is_loop(expression) => {
                awaits.visit_expr(expression);
                parts.tail = Some(range);
            }
            Stmt::Local(local) => {
                awaits.visit_local(local);
                parts.statements.push(Statement { range, bindings: bindings(local, code) });
            }
            other => {
                awaits.visit_stmt(other);
                parts.statements.push(Statement { range, bindings: Vec::new() });
            }
        }
    }
    parts.awaits = awaits.0;
    parts
}

/// Whether an expression has no value to be shown, and needs no semicolon.
fn is_loop(expression: &Expr) -> bool {
    matches!(expression, Expr::ForLoop(_) | Expr::While(_))
}

fn add_item(parts: &mut Parts, item: &syn::Item, range: Range<usize>) {
    let edits = publish::edits(item);
    let mut inner = Vec::new();
    inner_types(item, &mut inner);
    let mut add = |kind, names| {
        parts.items.push(Item { range: range.clone(), kind, names, inner: inner.clone(), edits: edits.clone() });
    };
    match item {
        syn::Item::Use(i) => {
            let mut names = Vec::new();
            use_names(&i.tree, &mut names);
            parts.uses.push(UseItem { range, names });
        }
        syn::Item::ExternCrate(i) => {
            let name = i.rename.as_ref().map_or(&i.ident, |(_, name)| name);
            parts.uses.push(UseItem { range, names: vec![name.to_string()] });
        }
        syn::Item::Fn(i) => add(ItemKind::Function, vec![i.sig.ident.to_string()]),
        syn::Item::Struct(i) => add(ItemKind::Struct, vec![i.ident.to_string()]),
        syn::Item::Union(i) => add(ItemKind::Struct, vec![i.ident.to_string()]),
        syn::Item::Enum(i) => add(ItemKind::Enum, vec![i.ident.to_string()]),
        syn::Item::Trait(i) => add(ItemKind::Trait, vec![i.ident.to_string()]),
        syn::Item::Type(i) => add(ItemKind::TypeAlias, vec![i.ident.to_string()]),
        syn::Item::Const(i) => add(ItemKind::Constant, vec![i.ident.to_string()]),
        syn::Item::Static(i) => add(ItemKind::Static, vec![i.ident.to_string()]),
        syn::Item::Mod(i) => add(ItemKind::Module, vec![i.ident.to_string()]),
        syn::Item::Macro(i) => add(ItemKind::Macro, i.ident.iter().map(ToString::to_string).collect()),
        syn::Item::ForeignMod(i) => {
            let names = i.items.iter().filter_map(|item| match item {
                syn::ForeignItem::Fn(f) => Some(f.sig.ident.to_string()),
                syn::ForeignItem::Static(s) => Some(s.ident.to_string()),
                _ => None,
            });
            add(ItemKind::Function, names.collect());
        }
        syn::Item::Impl(i) => {
            let of_trait = i.trait_.as_ref().and_then(|(_, path, _)| Some(path.segments.last()?.ident.to_string()));
            add(ItemKind::Impl { of_trait, for_type: last_word(&i.self_ty) }, Vec::new());
        }
        _ => add(ItemKind::Module, Vec::new()),
    }
}

/// The types and traits that a module declares.
fn inner_types(item: &syn::Item, names: &mut Vec<String>) {
    let syn::Item::Mod(syn::ItemMod { content: Some((_, items)), .. }) = item else { return };
    for item in items {
        match item {
            syn::Item::Struct(i) => names.push(i.ident.to_string()),
            syn::Item::Union(i) => names.push(i.ident.to_string()),
            syn::Item::Enum(i) => names.push(i.ident.to_string()),
            syn::Item::Trait(i) => names.push(i.ident.to_string()),
            other => inner_types(other, names),
        }
    }
}

fn last_word(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        syn::Type::Reference(reference) => last_word(&reference.elem),
        syn::Type::Paren(paren) => last_word(&paren.elem),
        _ => None,
    }
}

fn use_names(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) if matches!(&*path.tree, UseTree::Name(name) if name.ident == "self") => {
            names.push(path.ident.to_string());
        }
        UseTree::Path(path) => {
            if let UseTree::Group(group) = &*path.tree {
                let itself = group.items.iter().any(|item| matches!(item, UseTree::Name(name) if name.ident == "self"));
                names.extend(itself.then(|| path.ident.to_string()));
            }
            use_names(&path.tree, names);
        }
        UseTree::Name(name) if name.ident == "self" => {}
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|item| use_names(item, names)),
        UseTree::Glob(_) => {}
    }
}

/// `thread_local! { static A: … }`: the names behind `static`, each made public.
fn thread_local(call: &syn::StmtMacro, range: Range<usize>) -> Item {
    let (mut names, mut edits) = (Vec::new(), Vec::new());
    let mut previous = String::new();
    for token in call.mac.tokens.clone() {
        if previous == "static"
            && let TokenTree::Ident(name) = &token
        {
            names.push(name.to_string());
        }
        if token.to_string() == "static" && previous != "pub" {
            let start = token.span().byte_range().start;
            edits.push(Edit { range: start..start, text: "pub " });
        }
        previous = token.to_string();
    }
    Item { range, kind: ItemKind::Static, names, inner: Vec::new(), edits }
}

fn bindings(local: &Local, code: &str) -> Vec<Binding> {
    struct Names(Vec<Binding>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            let name = pattern.ident.to_string();
            // An upper-case name without a pattern behind it is a constant or a unit struct.
            let constant = pattern.subpat.is_none() && pattern.by_ref.is_none() && name.starts_with(char::is_uppercase);
            if !constant {
                self.0.push(Binding { name, mutable: pattern.mutability.is_some(), closure: None });
            }
            if let Some((_, inner)) = &pattern.subpat {
                self.visit_pat(inner);
            }
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(&local.pat);
    let simple = match &local.pat {
        Pat::Ident(_) => true,
        Pat::Type(typed) => matches!(&*typed.pat, Pat::Ident(_)),
        _ => false,
    };
    if let (true, Some(init), [binding]) = (simple, &local.init, names.0.as_mut_slice())
        && let Expr::Closure(closure) = &*init.expr
    {
        binding.closure = Some(ClosureShape::of(closure, code));
    }
    names.0
}

/// Finds `.await` outside of closures, async blocks and items.
struct Awaits(bool);

impl<'ast> Visit<'ast> for Awaits {
    fn visit_expr_await(&mut self, _: &'ast syn::ExprAwait) {
        self.0 = true;
    }
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = call.tokens.to_string();
        self.0 |= text.contains(". await") || text.contains(".await");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(code: &str) -> Vec<String> {
        split(code).bindings().iter().map(|b| format!("{}{}", if b.mutable { "mut " } else { "" }, b.name)).collect()
    }

    #[test]
    fn statements_bind_variables() {
        assert_eq!(names("let mut a = 1; let (b, mut c) = (1, 2);"), ["mut a", "b", "mut c"]);
        assert_eq!(names("let a = 1; let a = \"x\"; { let z = 1; }"), ["a"]);
        assert_eq!(names("let Some(x) = f() else { let y = 1; panic!() };"), ["x"]);
        assert_eq!(names("let P { x, y: [first, .., last] } = p;"), ["x", "first", "last"]);
        assert_eq!(names("let n @ 1.. = 3 else { return Ok(()) };"), ["n"]);
    }

    #[test]
    fn items_and_statements_separate() {
        let parts = split("use std::fmt::{self, Write as W};\nfn f() {}\nlet x = f();\nx");
        assert_eq!(parts.uses[0].names, ["fmt", "W"]);
        assert_eq!(parts.items[0].names, ["f"]);
        assert_eq!(parts.statements.len(), 1);
        assert_eq!(parts.tail, Some(57..58));
    }

    #[test]
    fn a_loop_at_the_end_is_a_statement() {
        for code in ["let n = 1;\nfor i in 0..n { f(i); }", "let n = 1;\nwhile f(n) {}"] {
            let parts = split(code);
            assert_eq!((parts.statements.len(), parts.tail), (2, None));
        }
        assert!(split("loop { break 3; }").tail.is_some());
    }

    #[test]
    fn closures_keep_their_shape() {
        let parts = split("let g = |x: f64, p: &[f64]| p[0] * x;");
        let shape = parts.bindings()[0].closure.clone().unwrap();
        assert_eq!(shape.object("Fn", ""), "dyn Fn(f64, &[f64]) -> _");
        let parts = split("let g = move |x| -> i64 { x };");
        assert_eq!(
            parts.bindings()[0].closure.clone().unwrap().object("FnMut", " + Send"),
            "dyn FnMut(_) -> i64 + Send"
        );
    }

    #[test]
    fn awaits_only_at_the_top() {
        assert!(split("f().await").awaits);
        assert!(split("println!(\"{}\", f().await);").awaits);
        assert!(!split("let f = async { g().await };").awaits);
        assert!(!split("async fn f() { g().await }").awaits);
    }

    #[test]
    fn unparsable_text_stays_whole() {
        let parts = split("let x = (1;\nx");
        assert!(parts.unparsed.is_some());
        assert_eq!(parts.statements[0].range, 0..13);
        assert!(split("  \n// nothing\n").is_empty());
        assert!(split("").is_empty());
    }

    #[test]
    fn a_shebang_line_is_skipped() {
        let parts = split("#!/usr/bin/env rootlet\n1 + 1");
        assert_eq!(parts.tail, Some(23..28));
        assert_eq!(split("#![allow(unused)]\nlet x = 1;").attributes.first(), Some(&(0..17)));
    }

    #[test]
    fn thread_locals_are_items() {
        let parts = split("thread_local! { static A: u8 = 1; pub static B: u8 = 2; }");
        assert_eq!(parts.items[0].names, ["A", "B"]);
        assert_eq!(parts.items[0].edits.len(), 1);
    }

    #[test]
    fn impls_name_their_type() {
        let parts = split("impl std::fmt::Display for m::P { }");
        let expected = ItemKind::Impl { of_trait: Some("Display".into()), for_type: Some("P".into()) };
        assert_eq!(parts.items[0].kind, expected);
    }
}
