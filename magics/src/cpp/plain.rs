//! Plain `%%cpp` cells: statements run in order, and variables stay for later cells.
//!
//! A variable becomes a reference to raw memory, and its initialiser runs among the statements, so that
//! everything happens in the order in which it is written and an exception can be caught.

use std::fmt::Write as _;

use rootlet_evaluator::Variable;
use serde_json::json;

use super::compiler::{self, CompileFailure, Flags};
use super::declarations::{self, Declarations, Piece, PieceKind, VariableDeclaration};
use super::types::{CppType, Kind, Passing};
use super::{HeaderEntry, compile_error, find_class};
use crate::{Context, MagicError};

/// Runs a cell.
pub(crate) fn run(context: &mut Context<'_>, code: &str, lines_before: usize, flags: &Flags) -> Result<(), MagicError> {
    let cell = declarations::read(code);
    let (program, version) = compiler::find(context)?;
    let key = compiler::digest(&format!("{}\n{code}\n{}", context.state.cpp.header_for(&cell), context.number));
    let space = format!("cpp_{}", &key[..12]);
    let rust = context.evaluator.variables();
    let given = given_by_rust(&cell, code, &rust, &context.state.cpp.variables);
    let unit = Unit::new(&cell, &space, lines_before, &given, &context.state.cpp.variables, code);
    let source = context.state.cpp.header_for(&cell) + &unit.source;
    let target = compiler::cache().join("session").join(format!("{}-{space}.so", std::process::id()));
    let quoted = "\n".repeat(lines_before) + code;
    match compiler::compile(context, (&program, &version), flags, &source, &quoted, &target) {
        Ok(()) => {}
        Err(CompileFailure::Other(error)) => return Err(error),
        Err(CompileFailure::Messages(messages)) => return Err(compile_error(&messages, &space)),
    }
    let binary = std::fs::read(&target).map_err(MagicError::io("read the compiled C++"))?;
    // The file stays until the session ends: the evaluator loads it again after a crash.
    context.state.cpp.files.push(target.clone());
    let types = Types { binary: &binary, classes: context.state.cpp.classes_with(&cell) };
    let mut shown = Vec::new();
    let mut for_rust = Vec::new();
    for (index, (name, declared)) in unit.exported.iter().enumerate() {
        let type_text = types.of(index).unwrap_or_else(|| declared.clone());
        if let Some(kind) = types.rust(&type_text) {
            for_rust.push(json!([name, kind, format!("rl_get_{index}_{space}")]));
        }
        shown.push((name.clone(), type_text));
    }
    let names: Vec<&str> = given.iter().map(|variable| variable.name.as_str()).collect();
    let request = json!({"symbol": format!("rl_run_{space}"), "given": names, "shown": for_rust});
    context.service("cpp", request, Some(&target)).map_err(named)?;
    // What Rust is given belongs to Rust, whoever had the name before.
    context.state.python.rust_assigned(shown.iter().map(|(name, _)| name.as_str()));
    context.state.cpp.declare(&cell, &space);
    for piece in cell.pieces.iter().filter(|piece| piece.kind == PieceKind::Variable) {
        for variable in &piece.variables {
            let type_text =
                shown.iter().find(|(name, _)| *name == variable.name).map(|(_, type_text)| type_text.clone());
            declare_variable(context, variable, &space, &type_text.unwrap_or_default());
        }
    }
    Ok(())
}

/// The user wrote no Rust here: an error that came through it is a C++ exception.
fn named(error: MagicError) -> MagicError {
    match error {
        MagicError::Cell(error) if error.message.starts_with("C++ exception: ") => {
            MagicError::Cell(rootlet_evaluator::CellError { name: "CppException".to_owned(), ..error })
        }
        error => error,
    }
}

/// A Rust variable that C++ reads, as C++ declares it.
struct Given {
    name: String,
    cpp: &'static str,
}

/// The Rust variables that a cell mentions and does not declare, and whose type C++ has.
fn given_by_rust(cell: &Declarations, code: &str, rust: &[Variable], cpp: &[Variable]) -> Vec<Given> {
    let declared = |name: &str| {
        cell.pieces.iter().any(|piece| piece.variables.iter().any(|variable| variable.name == name))
            || cpp.iter().any(|variable| variable.name == name)
    };
    let mentioned = |name: &str| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    let mut given = Vec::new();
    for variable in rust.iter().filter(|variable| mentioned(&variable.name) && !declared(&variable.name)) {
        let last =
            variable.type_name.replace("alloc::string::", "").replace("alloc::vec::", "").replace("&'static ", "&");
        let cpp = match last.as_str() {
            "f64" => "double",
            "i32" => "int",
            "u32" => "unsigned",
            "i64" => "long long",
            "usize" => "std::size_t",
            "bool" => "bool",
            "String" | "&str" => "std::string",
            "f32" => "float",
            "Vec<f64>" => "std::vector<double>",
            "Vec<f32>" => "std::vector<float>",
            "Vec<u8>" => "std::vector<unsigned char>",
            "Vec<u64>" => "std::vector<unsigned long long>",
            "Vec<usize>" => "std::vector<std::size_t>",
            "Vec<i32>" => "std::vector<int>",
            "Vec<i64>" => "std::vector<long long>",
            "Vec<String>" => "std::vector<std::string>",
            text if text.ends_with("Hist1D") => "rl::Hist",
            _ => continue,
        };
        given.push(Given { name: variable.name.clone(), cpp });
    }
    given
}

/// The C++ text of a cell.
struct Unit {
    source: String,
    /// Variables that Rust may see: the name, and the type as it is written.
    exported: Vec<(String, String)>,
}

impl Unit {
    fn new(
        cell: &Declarations,
        space: &str,
        lines_before: usize,
        given: &[Given],
        known: &[Variable],
        code: &str,
    ) -> Self {
        let mut text = String::new();
        let mut body = String::new();
        let mut exported = Vec::new();
        for (index, Given { name, cpp }) in given.iter().enumerate() {
            let _ = writeln!(text, "inline namespace {space} {{ static {cpp} {name}; }}");
            let _ = writeln!(body, "rl::take(rl_in[{index}], ::{name});");
        }
        let last = cell.pieces.iter().rposition(|piece| piece.kind != PieceKind::Nothing);
        for (index, piece) in cell.pieces.iter().enumerate() {
            let line = format!("#line {} \"{}\"\n", piece.line + 1 + lines_before, compiler::CELL);
            match piece.kind {
                PieceKind::Nothing => {}
                PieceKind::Global => text += &format!("{line}{}\n", piece.source),
                PieceKind::Declaration => text += &format!("inline namespace {space} {{\n{line}{}\n}}\n", piece.source),
                PieceKind::Variable if is_plain(piece) => {
                    for variable in &piece.variables {
                        let (storage, initialiser) = plain_variable(variable);
                        text += &format!("inline namespace {space} {{\n{line}{storage}}}\n");
                        body += &format!("{line}{initialiser}\n");
                        exported.push((variable.name.clone(), variable.type_text.clone()));
                    }
                }
                PieceKind::Variable => {
                    text += &format!("inline namespace {space} {{\n{line}{}\n}}\n", piece.source);
                    exported.extend(
                        piece.variables.iter().map(|variable| (variable.name.clone(), variable.type_text.clone())),
                    );
                }
                PieceKind::Statement => {
                    let source = piece.source.trim_end();
                    // As at ROOT's prompt: the value of a last expression without `;` is shown.
                    body += &if Some(index) == last && !source.ends_with([';', '}']) {
                        format!("{line}rl::show({source});\n")
                    } else {
                        format!("{line}{source}\n")
                    };
                }
            }
        }
        let mentioned = |name: &str| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        for variable in known.iter().filter(|variable| mentioned(&variable.name)) {
            if !exported.iter().any(|(name, _)| *name == variable.name) {
                exported.push((variable.name.clone(), variable.type_name.clone()));
            }
        }
        let _ = writeln!(
            text,
            "#line 1 \"bindings\"\nextern \"C\" void rl_run_{space}(const rl_buffer* rl_in, rl_buffer* rl_error) {{ (void)rl_in; try {{\n{body}\n#line 1 \"bindings\"\n}} \
             catch (...) {{ *rl_error = rl::current_exception(); }} std::cout.flush(); }}",
        );
        for (index, (name, _)) in exported.iter().enumerate() {
            let _ = writeln!(
                text,
                "extern \"C\" const char* rl_type_{index}_{space}() {{ return rl_type_of<{index}, std::remove_reference_t<decltype(::{name})>>(); }}\n\
                 extern \"C\" void rl_get_{index}_{space}(rl_buffer* rl_out) {{ rl::give(::{name}, *rl_out); }}"
            );
        }
        Self { source: text, exported }
    }
}

/// Whether every variable of a declaration can live in memory of ours.
fn is_plain(piece: &Piece) -> bool {
    piece.variables.iter().all(|variable| {
        let is_auto = variable.type_text.contains("auto");
        // The type of a lambda is another one each time it is written.
        variable.special.is_none()
            && !variable.type_text.contains("struct ")
            && !(is_auto && (variable.value.contains('[') || variable.value.starts_with('{')))
            && !variable.type_text.is_empty()
    }) && !piece.variables.is_empty()
}

/// The memory of a variable, and the statement that constructs it.
fn plain_variable(variable: &VariableDeclaration) -> (String, String) {
    let VariableDeclaration { name, type_text, value, .. } = variable;
    let is_auto = type_text.contains("auto");
    let actual = if is_auto { format!("std::decay_t<decltype({value})>") } else { type_text.clone() };
    let storage = format!(
        "using rl_t_{name} = {actual};\nalignas(rl_t_{name}) static unsigned char rl_s_{name}[sizeof(rl_t_{name})];\n\
         rl_t_{name}& {name} = reinterpret_cast<rl_t_{name}&>(rl_s_{name});\n"
    );
    let arguments = match value.as_str() {
        "" => "()".to_owned(),
        value if value.starts_with('{') => value.to_owned(),
        value if value.starts_with('(') && !is_auto => value.to_owned(),
        value => format!("({value})"),
    };
    (storage, format!("new (rl_s_{name}) rl_t_{name}{arguments};"))
}

/// The types of variables as the compiler knows them: they stand in the names of functions in the binary.
struct Types<'a> {
    binary: &'a [u8],
    classes: Vec<String>,
}

impl Types<'_> {
    fn of(&self, index: usize) -> Option<String> {
        let mark = format!("type_of() [with int N = {index}; T = ");
        let start = self.binary.windows(mark.len()).position(|window| window == mark.as_bytes())? + mark.len();
        let rest = &self.binary[start..];
        let end = rest.iter().position(|byte| *byte == 0)?;
        let text = String::from_utf8_lossy(&rest[..end]).into_owned();
        let text = text.strip_suffix(']').unwrap_or(&text).to_owned();
        Some(text.replace("std::__cxx11::basic_string<char>", "std::string"))
    }

    /// The Rust type of a variable, if it has one.
    fn rust(&self, type_text: &str) -> Option<String> {
        let cpp = CppType::parse(type_text, &|name| find_class(&self.classes, &[], name))?;
        if cpp.passing != Passing::Value {
            return None;
        }
        // The evaluator knows the names of types, not those of C.
        let plain = |rust: &str| match rust {
            "std::ffi::c_char" => "i8".to_owned(),
            "std::ffi::c_long" => "i64".to_owned(),
            "std::ffi::c_ulong" => "u64".to_owned(),
            rust => rust.to_owned(),
        };
        Some(match cpp.kind {
            Kind::Scalar(rust, _) => plain(rust),
            Kind::Text => "String".to_owned(),
            Kind::Vector(rust, _) => format!("Vec<{}>", plain(rust)),
            Kind::Texts => "Vec<String>".to_owned(),
            Kind::Histogram => "Hist1D".to_owned(),
            Kind::Void | Kind::View | Kind::Span(..) | Kind::Class(_) => return None,
        })
    }
}

/// Makes a variable visible to later cells.
fn declare_variable(context: &mut Context<'_>, variable: &VariableDeclaration, space: &str, type_text: &str) {
    let name = &variable.name;
    let cpp = &mut context.state.cpp;
    cpp.variables.retain(|other| other.name != *name);
    let key = format!("var {name}");
    cpp.header.retain(|entry| entry.key != key);
    let type_text = type_text.replace(&format!("{space}::"), "");
    if !type_text.contains('<') || !type_text.contains("lambda") {
        let declaration = match &variable.special {
            Some(declarator) => format!("extern {} {declarator};", variable.type_text.trim_end_matches(['*', '&'])),
            None => format!("using rl_t_{name} = {type_text}; extern rl_t_{name}& {name};"),
        };
        cpp.header.push(HeaderEntry { key, text: format!("inline namespace {space} {{ {declaration} }}\n") });
    }
    cpp.variables.push(Variable { name: name.clone(), type_name: type_text, value: None, language: "C++" });
}
