use quote::ToTokens;

use super::Names;
use super::catalog::catalog;
use super::cursor::{Before, at};
use crate::{Completion, Match};

const KEYWORDS: [&str; 35] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static",
    "struct", "trait", "true", "type", "unsafe", "use", "while",
];

const MACROS: [&str; 14] = [
    "assert!",
    "assert_eq!",
    "dbg!",
    "eprint!",
    "eprintln!",
    "format!",
    "macro_rules!",
    "matches!",
    "panic!",
    "print!",
    "println!",
    "todo!",
    "vec!",
    "write!",
];

const STANDARD: [&str; 24] = [
    "Box", "Err", "None", "Ok", "Option", "Result", "Some", "String", "Vec", "bool", "char", "f32", "f64", "i32",
    "i64", "i8", "i16", "str", "std", "u16", "u32", "u64", "u8", "usize",
];

/// Methods of the standard types that notebooks use most, by the short name of the type.
const STANDARD_METHODS: [(&str, &[&str]); 8] = [
    (
        "Vec",
        &[
            "append",
            "clear",
            "clone",
            "contains",
            "dedup",
            "drain",
            "extend",
            "first",
            "get",
            "insert",
            "into_iter",
            "is_empty",
            "iter",
            "iter_mut",
            "join",
            "last",
            "len",
            "pop",
            "push",
            "remove",
            "resize",
            "retain",
            "reverse",
            "sort",
            "sort_by",
            "sort_unstable",
            "split_at",
            "swap",
            "to_vec",
            "truncate",
            "windows",
            "chunks",
            "concat",
            "binary_search",
        ],
    ),
    (
        "String",
        &[
            "as_str",
            "as_bytes",
            "bytes",
            "chars",
            "clear",
            "clone",
            "contains",
            "ends_with",
            "find",
            "is_empty",
            "len",
            "lines",
            "parse",
            "pop",
            "push",
            "push_str",
            "replace",
            "split",
            "split_whitespace",
            "starts_with",
            "to_lowercase",
            "to_uppercase",
            "trim",
        ],
    ),
    (
        "str",
        &[
            "as_bytes",
            "bytes",
            "chars",
            "contains",
            "ends_with",
            "find",
            "is_empty",
            "len",
            "lines",
            "parse",
            "replace",
            "split",
            "split_whitespace",
            "starts_with",
            "to_lowercase",
            "to_owned",
            "to_string",
            "to_uppercase",
            "trim",
        ],
    ),
    (
        "HashMap",
        &[
            "clear",
            "clone",
            "contains_key",
            "entry",
            "extend",
            "get",
            "get_mut",
            "insert",
            "into_iter",
            "is_empty",
            "iter",
            "iter_mut",
            "keys",
            "len",
            "remove",
            "retain",
            "values",
            "values_mut",
        ],
    ),
    (
        "BTreeMap",
        &[
            "clear",
            "clone",
            "contains_key",
            "entry",
            "first_key_value",
            "get",
            "get_mut",
            "insert",
            "into_iter",
            "is_empty",
            "iter",
            "keys",
            "last_key_value",
            "len",
            "range",
            "remove",
            "values",
        ],
    ),
    (
        "Option",
        &[
            "and_then",
            "as_mut",
            "as_ref",
            "cloned",
            "copied",
            "expect",
            "filter",
            "is_none",
            "is_some",
            "map",
            "ok_or",
            "or",
            "take",
            "unwrap",
            "unwrap_or",
            "unwrap_or_default",
            "unwrap_or_else",
        ],
    ),
    (
        "Result",
        &[
            "and_then",
            "as_ref",
            "err",
            "expect",
            "is_err",
            "is_ok",
            "map",
            "map_err",
            "ok",
            "unwrap",
            "unwrap_or",
            "unwrap_or_default",
            "unwrap_or_else",
        ],
    ),
    (
        "f64",
        &[
            "abs",
            "acos",
            "asin",
            "atan",
            "atan2",
            "cbrt",
            "ceil",
            "clamp",
            "cos",
            "cosh",
            "exp",
            "floor",
            "hypot",
            "is_finite",
            "is_nan",
            "ln",
            "log10",
            "log2",
            "max",
            "min",
            "mul_add",
            "powf",
            "powi",
            "round",
            "signum",
            "sin",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
            "to_degrees",
            "to_radians",
            "total_cmp",
        ],
    ),
];

/// Proposals at a cursor given in code points.
pub(crate) fn complete(code: &str, cursor: usize, names: &Names) -> Completion {
    let cursor = at(code, cursor);
    let mut matches = match cursor.before {
        Before::Dot(receiver) => {
            let found = receiver_type(receiver, names);
            found.map(|ty| fields(&ty, names).into_iter().chain(members(&ty)).collect()).unwrap_or_default()
        }
        Before::Path(path) => path_members(path, names),
        Before::Nothing => everything(names),
    };
    matches.retain(|found| found.text.starts_with(cursor.prefix) && found.text != cursor.prefix);
    if matches.is_empty() && !cursor.prefix.is_empty() && cursor.before == Before::Nothing {
        // A slip of the case is forgiven.
        let lower = cursor.prefix.to_lowercase();
        matches = everything(names);
        matches.retain(|found| found.text.to_lowercase().starts_with(&lower));
    }
    matches.sort_by(|a, b| (rank(&a.kind), &a.text).cmp(&(rank(&b.kind), &b.text)));
    matches.dedup_by(|a, b| a.text == b.text);
    Completion { matches, start: cursor.start, end: cursor.end }
}

/// The short name of a receiver's type: of a variable, or of what a chain of calls returns.
pub(super) fn receiver_type(receiver: &str, names: &Names) -> Option<String> {
    let receiver = receiver.trim_end_matches('?');
    if let Some(open) = receiver.ends_with(')').then(|| matching_open(receiver)).flatten() {
        let callee = &receiver[..open];
        if let Some((owner, function)) = callee.rsplit_once("::") {
            let owner = owner.rsplit("::").next()?;
            return catalog().results.get(owner)?.get(function).cloned();
        }
        let (inner, method) = callee.rsplit_once('.')?;
        return catalog().results.get(&receiver_type(inner, names)?)?.get(method).cloned();
    }
    if receiver.parse::<f64>().is_ok() {
        return Some("f64".into());
    }
    if let Some((_, ty)) = names.variables.iter().find(|(name, _)| name == receiver) {
        return Some(short_name(ty));
    }
    None
}

pub(super) fn short_name(type_name: &str) -> String {
    let bare = type_name.trim_start_matches(['&', '*']).trim_start_matches("mut ");
    let end = bare.find('<').unwrap_or(bare.len());
    bare[..end].rsplit("::").next().unwrap_or_default().to_owned()
}

fn matching_open(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The fields of a struct of an earlier cell.
fn fields(ty: &str, names: &Names) -> Vec<Match> {
    let source = names.items.iter().find(|(name, kind, _)| name == ty && *kind == "struct");
    let Some(Ok(item)) = source.map(|(_, _, source)| syn::parse_str::<syn::ItemStruct>(source)) else {
        return Vec::new();
    };
    let fields = item.fields.into_iter().filter_map(|field| {
        let ty = field.ty.into_token_stream().to_string();
        Some(Match { text: field.ident?.to_string(), kind: "field".into(), signature: Some(ty) })
    });
    fields.collect()
}

fn members(ty: &str) -> Vec<Match> {
    let own = catalog().methods.get(ty).into_iter().flatten().filter(|entry| entry.kind == "method");
    let own = own.map(|entry| Match {
        text: entry.name.clone(),
        kind: "function".into(),
        signature: Some(entry.signature.clone()),
    });
    let standard = STANDARD_METHODS.iter().filter(|(name, _)| *name == ty).flat_map(|(_, methods)| methods.iter());
    own.chain(standard.map(|name| plain(name, "function"))).collect()
}

fn path_members(path: &str, names: &Names) -> Vec<Match> {
    let last = path.rsplit("::").next().unwrap_or(path);
    if path == "rootlet" {
        return catalog()
            .items
            .iter()
            .map(|entry| Match {
                text: entry.name.clone(),
                kind: entry.kind.to_string(),
                signature: Some(entry.signature.clone()),
            })
            .collect();
    }
    let own = catalog().methods.get(last).into_iter().flatten();
    let mut found: Vec<Match> = own
        .map(|entry| Match {
            text: entry.name.clone(),
            kind: entry.kind.to_string(),
            signature: Some(entry.signature.clone()),
        })
        .collect();
    if let Some((_, _, source)) = names.items.iter().find(|(name, _, _)| name == last) {
        // Functions and variants of an item of an earlier cell, by the look of its source.
        let words = source.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect::<Vec<_>>();
        found.extend(words.windows(2).filter(|pair| pair[0] == "fn").map(|pair| plain(pair[1], "function")));
    }
    found
}

fn everything(names: &Names) -> Vec<Match> {
    let variables = names.variables.iter().map(|(name, ty)| Match {
        text: name.clone(),
        kind: "variable".into(),
        signature: Some(short_name(ty)),
    });
    let items = names.items.iter().map(|(name, kind, _)| plain(name, kind));
    let library = catalog().items.iter().map(|entry| Match {
        text: entry.name.clone(),
        kind: entry.kind.to_string(),
        signature: Some(entry.signature.clone()),
    });
    let macros = MACROS.iter().map(|name| plain(name, "macro"));
    let keywords = KEYWORDS.iter().map(|name| plain(name, "keyword"));
    let standard = STANDARD.iter().map(|name| plain(name, "type"));
    variables.chain(items).chain(library).chain(macros).chain(keywords).chain(standard).collect()
}

fn plain(text: &str, kind: &str) -> Match {
    Match { text: text.to_owned(), kind: kind.to_owned(), signature: None }
}

fn rank(kind: &str) -> u8 {
    match kind {
        "variable" | "field" => 0,
        "function" | "method" => 1,
        "struct" | "enum" | "trait" | "type" => 2,
        "macro" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<String> {
        let names = Names {
            variables: vec![
                ("values".into(), "alloc::vec::Vec<f64>".into()),
                ("x".into(), "f64".into()),
                ("own".into(), "cell_1::Own".into()),
            ],
            items: vec![
                ("valley".into(), "function", "fn valley() {}".into()),
                ("Own".into(), "struct", "struct Own { first: i32, second: f64 }".into()),
            ],
        };
        complete(code, code.chars().count(), &names).matches.into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn names_of_the_session_come_first() {
        assert_eq!(texts("val")[..2], ["values", "valley"]);
        assert!(texts("printl").contains(&"println!".to_owned()));
        assert!(texts("whi").contains(&"while".to_owned()));
    }

    #[test]
    fn members_follow_the_type() {
        assert_eq!(texts("values.pus"), ["push"]);
        assert!(texts("x.sq").contains(&"sqrt".to_owned()));
        assert_eq!(texts("own.f"), ["first"]);
        assert!(texts("unknown.pus").is_empty());
    }
}
