use std::str::FromStr;

use super::{Cell, CellKind, Error, Notebook};

/// A value from the command line, `name=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// The variable.
    pub(crate) name: String,
    /// Its value as the user wrote it.
    pub(crate) value: String,
}

impl FromStr for Parameter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.split_once('=') {
            Some((name, value)) if syn::parse_str::<syn::Ident>(name.trim()).is_ok() => {
                Ok(Self { name: name.trim().to_owned(), value: value.to_owned() })
            }
            _ => Err(Error::Parameter { text: text.to_owned() }),
        }
    }
}

/// Puts the parameters into a cell of their own, by papermill's convention: tagged
/// `injected-parameters`, after the cell tagged `parameters`, in place of an earlier such cell.
///
/// Each keeps the type and the `mut` with which the tagged cell declares it. Returns the names
/// that it does not declare: probably typing errors.
///
/// # Errors
/// A value that does not fit the declared type.
pub(crate) fn inject(notebook: &mut Notebook, parameters: &[Parameter]) -> Result<Vec<String>, Error> {
    if parameters.is_empty() {
        return Ok(Vec::new());
    }
    let declared_at = notebook.cells.iter().position(|cell| cell.has_tag("parameters"));
    let declared = declared_at.map(|index| declarations(&notebook.cells[index].source)).unwrap_or_default();
    let mut source = String::from("// Parameters\n");
    let mut unknown = Vec::new();
    for parameter in parameters {
        let declaration = declared.iter().rev().find(|declaration| declaration.name == parameter.name);
        if declaration.is_none() {
            unknown.push(parameter.name.clone());
        }
        source.push_str(&statement(parameter, declaration)?);
        source.push('\n');
    }
    let cell = Cell::new(CellKind::Code, "injected-parameters", source.trim_end()).tagged("injected-parameters");
    if let Some(earlier) = notebook.cells.iter_mut().find(|cell| cell.has_tag("injected-parameters")) {
        let id = std::mem::take(&mut earlier.id);
        *earlier = cell;
        earlier.id = id;
    } else {
        notebook.cells.insert(declared_at.map_or(0, |index| index + 1), cell);
    }
    notebook.complete_ids();
    Ok(unknown)
}

/// `let mut name: type_name = …` in the cell tagged `parameters`.
struct Declaration {
    name: String,
    mutable: bool,
    kind: Kind,
    /// The written type, or the suffix of the number.
    type_name: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Integer,
    Float,
    Bool,
    /// A `&str`.
    Text,
    /// A `String`.
    OwnedText,
    /// The value is Rust and stands as it is.
    Expression,
}

fn declarations(source: &str) -> Vec<Declaration> {
    let Ok(block) = syn::parse_str::<syn::Block>(&format!("{{{source}\n}}")) else { return Vec::new() };
    let locals = block.stmts.into_iter().filter_map(|statement| match statement {
        syn::Stmt::Local(local) => Some(local),
        _ => None,
    });
    locals.filter_map(declaration).collect()
}

fn declaration(local: syn::Local) -> Option<Declaration> {
    let value = local.init.map(|init| *init.expr);
    let (pattern, written) = match local.pat {
        syn::Pat::Type(typed) => (*typed.pat, Some(*typed.ty)),
        pattern => (pattern, None),
    };
    let syn::Pat::Ident(name) = pattern else { return None };
    let type_name = written.map(|ty| tokens(&ty)).or_else(|| value.as_ref().and_then(suffix));
    let kind = match type_name.as_deref() {
        Some("f64" | "f32") => Kind::Float,
        Some("bool") => Kind::Bool,
        Some("&str" | "&'static str") => Kind::Text,
        Some("String") => Kind::OwnedText,
        Some("usize" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128") => {
            Kind::Integer
        }
        Some(_) => Kind::Expression,
        None => value.as_ref().map_or(Kind::Expression, kind_of),
    };
    Some(Declaration { name: name.ident.to_string(), mutable: name.mutability.is_some(), kind, type_name })
}

/// The kind of a value without a written type.
fn kind_of(value: &syn::Expr) -> Kind {
    match value {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(_) => Kind::Integer,
            syn::Lit::Float(_) => Kind::Float,
            syn::Lit::Bool(_) => Kind::Bool,
            syn::Lit::Str(_) => Kind::Text,
            _ => Kind::Expression,
        },
        syn::Expr::Unary(negative) => kind_of(&negative.expr),
        syn::Expr::MethodCall(call) if ["to_string", "to_owned", "into"].iter().any(|name| call.method == name) => {
            if kind_of(&call.receiver) == Kind::Text {
                Kind::OwnedText
            } else {
                Kind::Expression
            }
        }
        syn::Expr::Call(call) if matches!(tokens(&call.func).as_str(), "String::from") => Kind::OwnedText,
        _ => Kind::Expression,
    }
}

/// `5_u64` → `u64`.
fn suffix(value: &syn::Expr) -> Option<String> {
    let syn::Expr::Lit(literal) = value else { return None };
    let suffix = match &literal.lit {
        syn::Lit::Int(number) => number.suffix(),
        syn::Lit::Float(number) => number.suffix(),
        _ => "",
    };
    (!suffix.is_empty()).then(|| suffix.to_owned())
}

/// Source text without the spaces between tokens that are not words.
fn tokens(part: &impl quote::ToTokens) -> String {
    let text = part.to_token_stream().to_string();
    text.replace("& ", "&").replace(" :: ", "::").replace(" < ", "<").replace(" >", ">")
}

fn statement(parameter: &Parameter, declaration: Option<&Declaration>) -> Result<String, Error> {
    let Parameter { name, value } = parameter;
    let kind = declaration.map_or_else(|| guess(value), |declaration| declaration.kind);
    let wrong = |fallback: &str| Error::ParameterValue {
        name: name.clone(),
        value: value.clone(),
        type_name: declaration.and_then(|d| d.type_name.clone()).unwrap_or_else(|| fallback.to_owned()),
    };
    let plain = value.trim().replace('_', "");
    let written = match kind {
        Kind::Integer if plain.parse::<i128>().is_ok() || plain.parse::<u128>().is_ok() => plain,
        Kind::Integer => return Err(wrong("integer")),
        Kind::Float => match plain.parse::<f64>() {
            Ok(number) if number.is_finite() => format!("{number:?}"),
            Ok(number) if number.is_nan() => "f64::NAN".to_owned(),
            Ok(number) => format!("{}f64::INFINITY", if number < 0.0 { "-" } else { "" }),
            Err(_) => return Err(wrong("f64")),
        },
        Kind::Bool => match plain.to_lowercase().as_str() {
            text @ ("true" | "false") => text.to_owned(),
            _ => return Err(wrong("bool")),
        },
        Kind::Text => format!("{value:?}"),
        Kind::OwnedText => format!("String::from({value:?})"),
        Kind::Expression if syn::parse_str::<syn::Expr>(value).is_ok() => value.clone(),
        Kind::Expression => return Err(wrong("a Rust expression")),
    };
    let mutable = if declaration.is_some_and(|declaration| declaration.mutable) { "mut " } else { "" };
    let type_name = declaration.and_then(|d| d.type_name.as_ref()).map(|name| format!(": {name}")).unwrap_or_default();
    Ok(format!("let {mutable}{name}{type_name} = {written};"))
}

/// What a value is that nothing declares.
fn guess(value: &str) -> Kind {
    let plain = value.trim();
    if plain.parse::<i128>().is_ok() {
        Kind::Integer
    } else if plain.parse::<f64>().is_ok() {
        Kind::Float
    } else if matches!(plain, "true" | "false") {
        Kind::Bool
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn notebook(source: &str) -> Notebook {
        let parameters = Cell::new(CellKind::Code, "p", source).tagged("parameters");
        Notebook::new(
            vec![Cell::new(CellKind::Code, "a", "1"), parameters, Cell::new(CellKind::Code, "b", "2")],
            Map::new(),
        )
    }

    fn check(declared: &str, given: &str, expected: &str) {
        let mut notebook = notebook(declared);
        inject(&mut notebook, &[given.parse().unwrap()]).unwrap();
        assert_eq!(notebook.cells[2].source, format!("// Parameters\n{expected}"));
    }

    #[test]
    fn declared_type_and_mut_are_kept() {
        check("let n = 5;", "n=7", "let n = 7;");
        check("let n: usize = 5;", "n=1_000", "let n: usize = 1000;");
        check("let mut n = 5_u64;", "n=7", "let mut n: u64 = 7;");
        check("let x = 0.5;", "x=2", "let x = 2.0;");
        check("let x = -0.5;", "x=-1e-3", "let x = -0.001;");
        check("let s = \"a\";", "s=3", "let s = \"3\";");
        check("let s = String::from(\"a\");", "s=it's \"x\"", "let s = String::from(\"it's \\\"x\\\"\");");
        check("let s: &'static str = \"a\";", "s=b", "let s: &'static str = \"b\";");
        check("let b = false;", "b=True", "let b = true;");
        check("let v = vec![1];", "v=vec![2, 3]", "let v = vec![2, 3];");
    }

    #[test]
    fn undeclared_parameter_is_guessed_and_reported() {
        let mut notebook = notebook("let n = 5;");
        let given = ["n=1", "m=2.5", "o=text"].map(|text| text.parse().unwrap());
        assert_eq!(inject(&mut notebook, &given).unwrap(), ["m", "o"]);
        assert_eq!(notebook.cells[2].source, "// Parameters\nlet n = 1;\nlet m = 2.5;\nlet o = \"text\";");
    }

    #[test]
    fn second_injection_replaces_the_first() {
        let mut notebook = notebook("let n = 5;");
        for value in ["n=1", "n=2"] {
            inject(&mut notebook, &[value.parse().unwrap()]).unwrap();
        }
        assert_eq!(notebook.cells.len(), 4);
        assert_eq!(notebook.cells[2].source, "// Parameters\nlet n = 2;");
        assert!(notebook.cells[2].has_tag("injected-parameters"));
    }

    #[test]
    fn without_a_tagged_cell_it_stands_first() {
        let mut notebook = Notebook::new(vec![Cell::new(CellKind::Code, "a", "1")], Map::new());
        inject(&mut notebook, &["n=1".parse().unwrap()]).unwrap();
        assert_eq!(notebook.cells[0].source, "// Parameters\nlet n = 1;");
    }

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let error = "5=6".parse::<Parameter>().unwrap_err().to_string();
        assert_eq!(error, "`5=6` is no parameter: `name=value` is expected, with a Rust name");
        let error = inject(&mut notebook("let n: usize = 5;"), &["n=x".parse().unwrap()]).unwrap_err().to_string();
        assert_eq!(error, "`x` is no value of the parameter `n: usize`");
    }
}
