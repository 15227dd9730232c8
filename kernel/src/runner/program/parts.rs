use syn::spanned::Spanned;
use syn::{Item, Stmt, UseTree};

/// A piece of a cell's Rust text, with the comments before it.
pub(super) enum Part {
    /// Stands beside `main`.
    Item {
        text: String,
        /// Its name or, of a `use`, the names that it brings; with the namespace in front.
        names: Vec<String>,
    },
    /// Runs.
    Statement { text: String, binds: Vec<String> },
    /// The value of a last expression is shown: the text before it, and it.
    Tail { before: String, expression: String },
}

/// Takes the Rust text of a cell apart; `None` where it does not parse.
pub(super) fn parts(code: &str) -> Option<Vec<Part>> {
    // A newline at the end: the text may close with a comment.
    let block: syn::Block = syn::parse_str(&format!("{{{code}\n}}")).ok()?;
    let count = block.stmts.len();
    let mut parts = Vec::new();
    let mut from = 0;
    for (index, statement) in block.stmts.iter().enumerate() {
        // One byte for the brace that the cell does not have.
        let span = statement.span().byte_range();
        let (start, mut end) = (span.start - 1, span.end - 1);
        end += comment_behind(&code[end..]);
        let text = || code[from..end].trim().to_owned();
        let last = index + 1 == count;
        parts.push(match statement {
            Stmt::Item(item) => Part::Item { text: text(), names: names(item) },
            Stmt::Macro(call) if call.mac.path.is_ident("macro_rules") => {
                Part::Item { text: text(), names: Vec::new() }
            }
            Stmt::Expr(_, None) if last => tail(code, from, start..span.end - 1),
            Stmt::Macro(call) if last && call.semi_token.is_none() => tail(code, from, start..span.end - 1),
            Stmt::Local(local) => {
                let mut binds = Vec::new();
                bindings(&local.pat, &mut binds);
                Part::Statement { text: text(), binds }
            }
            _ => Part::Statement { text: text(), binds: Vec::new() },
        });
        from = end;
    }
    let rest = code[from..].trim();
    if !rest.is_empty() {
        parts.push(Part::Statement { text: rest.to_owned(), binds: Vec::new() });
    }
    Some(parts)
}

fn tail(code: &str, from: usize, expression: std::ops::Range<usize>) -> Part {
    let before = code[from..expression.start].trim().to_owned();
    Part::Tail { before, expression: code[expression].to_owned() }
}

/// The length of a comment that stands behind a statement on its last line.
fn comment_behind(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or_default();
    if line.trim_start().starts_with("//") { line.len() } else { 0 }
}

fn names(item: &Item) -> Vec<String> {
    let mut names = Vec::new();
    // A function and a type may have the same name.
    let (space, name) = match item {
        Item::Fn(item) => ("value", &item.sig.ident),
        Item::Const(item) => ("value", &item.ident),
        Item::Static(item) => ("value", &item.ident),
        Item::Struct(item) => ("type", &item.ident),
        Item::Enum(item) => ("type", &item.ident),
        Item::Union(item) => ("type", &item.ident),
        Item::Trait(item) => ("type", &item.ident),
        Item::Type(item) => ("type", &item.ident),
        Item::Mod(item) => ("type", &item.ident),
        Item::Use(item) => {
            use_names(&item.tree, &mut names);
            return names;
        }
        _ => return names,
    };
    names.push(format!("{space} {name}"));
    names
}

/// Names of a `use`: whether each is a type or a function is not to be seen, so it counts as a type
/// if it begins like one.
fn use_names(tree: &UseTree, names: &mut Vec<String>) {
    let name = match tree {
        UseTree::Path(path) => return use_names(&path.tree, names),
        UseTree::Group(group) => return group.items.iter().for_each(|tree| use_names(tree, names)),
        UseTree::Glob(_) => return,
        UseTree::Name(name) => name.ident.to_string(),
        UseTree::Rename(rename) => rename.rename.to_string(),
    };
    let space = if name.starts_with(char::is_uppercase) { "type" } else { "value" };
    if name != "self" && name != "_" {
        names.push(format!("{space} {name}"));
    }
}

fn bindings(pattern: &syn::Pat, names: &mut Vec<String>) {
    match pattern {
        syn::Pat::Ident(name) => names.push(name.ident.to_string()),
        syn::Pat::Type(typed) => bindings(&typed.pat, names),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pattern| bindings(pattern, names)),
        syn::Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|pattern| bindings(pattern, names)),
        syn::Pat::Slice(slice) => slice.elems.iter().for_each(|pattern| bindings(pattern, names)),
        syn::Pat::Reference(reference) => bindings(&reference.pat, names),
        syn::Pat::Struct(record) => record.fields.iter().for_each(|field| bindings(&field.pat, names)),
        _ => {}
    }
}
