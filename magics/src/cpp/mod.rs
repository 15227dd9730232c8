//! C++ cells: declarations with Rust wrappers, libraries, and plain cells with variables that stay.

mod argument;
mod bindings;
mod compiler;
mod declarations;
mod plain;
mod types;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rootlet_evaluator::Variable;

use crate::{Context, MagicError};
use bindings::Bindings;
use compiler::CompileFailure;
pub(crate) use compiler::Flags;
use declarations::{Declarations, PieceKind, VariableDeclaration};
pub(crate) use plain::run;

/// What the C++ cells of a session declared.
#[derive(Default)]
pub(crate) struct CppSession {
    /// What later cells see, oldest first.
    header: Vec<HeaderEntry>,
    /// Qualified names of classes.
    classes: Vec<String>,
    variables: Vec<Variable>,
    /// Libraries of plain cells, of no use after the session.
    files: Vec<PathBuf>,
}

struct HeaderEntry {
    key: String,
    text: String,
}

impl Drop for CppSession {
    fn drop(&mut self) {
        for file in &self.files {
            // Somebody may have emptied the cache.
            let _ = std::fs::remove_file(file);
        }
    }
}

impl CppSession {
    /// The variables of plain cells.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable> {
        self.variables.iter().cloned()
    }

    /// The header that the next cell includes, without what `cell` declares again.
    fn header_for(&self, cell: &Declarations) -> String {
        let is_replaced = |entry: &&HeaderEntry| cell.pieces.iter().any(|piece| piece.key == entry.key);
        self.header.iter().filter(|entry| !is_replaced(entry)).map(|entry| entry.text.as_str()).collect()
    }

    /// Adds what a compiled cell declares.
    fn declare(&mut self, cell: &Declarations, space: &str) {
        self.header.retain(|entry| !cell.pieces.iter().any(|piece| piece.key == entry.key));
        for piece in &cell.pieces {
            if let Some(header) = &piece.header {
                let text = match piece.kind {
                    PieceKind::Global => format!("{header}\n"),
                    _ => format!("inline namespace {space} {{\n{header}\n}}\n"),
                };
                self.header.push(HeaderEntry { key: piece.key.clone(), text });
            }
        }
        self.classes = self.classes_with(cell);
    }

    fn classes_with(&self, cell: &Declarations) -> Vec<String> {
        let mut classes = self.classes.clone();
        for class in &cell.classes {
            let name = format!("::{}", class.scope.iter().chain([&class.name]).cloned().collect::<Vec<_>>().join("::"));
            if !classes.contains(&name) {
                classes.push(name);
            }
        }
        classes
    }
}

/// `%%cpp -d` and `%%cpp -a`: compiles declarations and makes them visible to Rust and to later C++ cells.
/// `library` is the folder where a named library is kept.
pub(crate) fn declare(
    context: &mut Context<'_>,
    code: &str,
    lines_before: usize,
    flags: &Flags,
    library: Option<(&str, &Path)>,
) -> Result<(), MagicError> {
    let mut cell = declarations::read(code);
    for piece in cell.pieces.iter_mut().filter(|piece| piece.kind == PieceKind::Variable) {
        piece.header = Some(piece.variables.iter().filter_map(VariableDeclaration::external).collect());
    }
    if let Some(piece) = cell.pieces.iter().find(|piece| piece.kind == PieceKind::Statement) {
        let line = piece.source.lines().next().unwrap_or_default();
        return Err(MagicError::refused(
            format!("`{line}` is a statement, and `%%cpp -d` takes declarations only"),
            "put it into a function, or leave `-d` out",
        ));
    }
    let (program, version) = compiler::find(context)?;
    let header = context.state.cpp.header_for(&cell);
    let key = compiler::digest(&[&header, code, &format!("{flags:?}"), &version, env!("CARGO_PKG_VERSION")].join("\n"));
    let space = format!("cpp_{}", &key[..12]);
    let classes = context.state.cpp.classes_with(&cell);
    let mut bindings = bindings::write(&cell, &space, &|scope, name| find_class(&classes, scope, name));
    let folder = match library {
        Some((_, folder)) => folder.to_owned(),
        None => compiler::cache().join(&key),
    };
    let target = folder
        .join(library.map_or_else(|| "libcell.so".to_owned(), |(name, _)| format!("lib{name}-{}.so", &key[..12])));
    if !target.exists() {
        let source = unit(&header, &cell, &space, lines_before, &[]);
        let quoted = "\n".repeat(lines_before) + code;
        let compiler = (program.as_str(), version.as_str());
        let with_shims = format!("{source}\n#line 1 \"bindings\"\n{}", bindings.shims);
        let unit = compiler::prepare(context, compiler, flags, &with_shims, &quoted, &target)?;
        let escalation = Arc::clone(&context.state.escalation);
        // The Rust functions are known before the C++ ones are compiled: both compilers at once.
        let compiled = std::thread::scope(|scope| {
            let cpp = scope.spawn(|| unit.compile(&escalation));
            context.evaluator.prepare_kept(&bindings.module, None);
            cpp.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        match compiled {
            Ok(warnings) if warnings.is_empty() => {}
            Ok(warnings) => context.print_error(warnings),
            Err(CompileFailure::Other(error)) => return Err(error),
            Err(CompileFailure::Messages(messages)) if messages.contains(&format!("{}:", compiler::CELL)) => {
                return Err(compile_error(&messages, &space));
            }
            // Only the generated functions are wrong: the cell stays usable from C++.
            Err(CompileFailure::Messages(messages)) => {
                bindings = Bindings { skipped: vec![first_error(&messages)], ..Bindings::default() };
                match compiler::compile(context, compiler, flags, &source, &quoted, &target) {
                    Ok(()) => {}
                    Err(CompileFailure::Other(error)) => return Err(error),
                    Err(CompileFailure::Messages(messages)) => return Err(compile_error(&messages, &space)),
                }
            }
        }
        if let Some((name, folder)) = library {
            keep_library(folder, name, code, &header, &bindings.module)?;
        }
    }
    context.evaluator.load_library(&target, context.sink)?;
    if !bindings.module.is_empty() {
        context.kept_rust(&bindings.module, None)?;
        context.state.python.rust_ran(&bindings.module);
    }
    context.state.cpp.declare(&cell, &space);
    for skipped in &bindings.skipped {
        context.print_error(format!("Not visible from Rust: {skipped}\n"));
    }
    Ok(())
}

/// The folder of a named library, under the session's directory.
pub(crate) fn library_folder(context: &Context<'_>, name: &str) -> PathBuf {
    context.directory().join(".rootlet").join("lib").join(name)
}

/// Reads the source of a named library of an earlier session, which is at `file(name)` of its folder.
pub(crate) fn library_source(
    context: &Context<'_>,
    name: &str,
    file: impl Fn(&str) -> String,
) -> Result<String, MagicError> {
    let folder = library_folder(context, name);
    match std::fs::read_to_string(folder.join(file(name))) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let entries = folder.parent().and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
            let has = |entry: &std::fs::DirEntry| entry.path().join(file(&entry_name(entry))).is_file();
            let mut others: Vec<String> =
                entries.filter(has).map(|entry| format!("`{}`", entry_name(&entry))).collect();
            others.sort();
            let hint = match others.as_slice() {
                [] => "an empty cell loads a library; to make one, write what it holds below the line".to_owned(),
                others => format!("there are {}", others.join(", ")),
            };
            Err(MagicError::refused(format!("no library `{name}` was made in `.rootlet/lib` of this directory"), hint))
        }
        result => result.map_err(MagicError::io(format!("read the library `{name}`"))),
    }
}

fn entry_name(entry: &std::fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

/// Keeps what a reader, or another program, needs beside the compiled library.
fn keep_library(folder: &Path, name: &str, code: &str, header: &str, module: &str) -> Result<(), MagicError> {
    for (file, text) in [("cpp", code), ("rs", module), ("hpp", header)] {
        if !text.is_empty() {
            std::fs::write(folder.join(format!("{name}.{file}")), text)
                .map_err(MagicError::io(format!("keep the C++ library `{name}`")))?;
        }
    }
    Ok(())
}

/// The translation unit: what earlier cells declared, then the cell, its own names in a namespace of
/// their own, so that a cell that is compiled again does not collide with what is loaded already.
fn unit(header: &str, cell: &Declarations, space: &str, lines_before: usize, statements: &[String]) -> String {
    let mut text = header.to_owned();
    for piece in &cell.pieces {
        let line = format!("#line {} \"{}\"", piece.line + 1 + lines_before, compiler::CELL);
        text += &match piece.kind {
            PieceKind::Nothing | PieceKind::Statement => continue,
            PieceKind::Global => format!("{line}\n{}\n", piece.source),
            PieceKind::Declaration | PieceKind::Variable => {
                format!("inline namespace {space} {{\n{line}\n{}\n}}\n", piece.source)
            }
        };
    }
    text + &statements.concat()
}

/// The qualified name of a class that `name` means inside of `scope`.
fn find_class(classes: &[String], scope: &[String], name: &str) -> Option<String> {
    let name = name.trim_start_matches("::");
    (0..=scope.len()).rev().find_map(|depth| {
        let full =
            format!("::{}", scope[..depth].iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("::"));
        classes.contains(&full).then_some(full)
    })
}

fn compile_error(messages: &str, space: &str) -> MagicError {
    let messages = messages.replace(&format!("{space}::"), "");
    // The compiler's remarks about where it is (`In function …`) name the cell as well.
    let count = messages.matches("error:").count().max(1);
    let summary =
        if count == 1 { "the C++ cell has an error".to_owned() } else { format!("the C++ cell has {count} errors") };
    MagicError::Compile { summary, messages: messages.trim_end().to_owned() }
}

/// The first error in words, without colours.
fn first_error(messages: &str) -> String {
    let line = messages.lines().find(|line| line.contains("error:")).unwrap_or_default();
    let mut plain = String::new();
    let mut in_colour = false;
    for c in line.chars() {
        match c {
            '\u{1b}' => in_colour = true,
            'm' | 'K' if in_colour => in_colour = false,
            c if !in_colour => plain.push(c),
            _ => {}
        }
    }
    format!("the whole cell, because its Rust wrappers did not compile: {}", plain.trim())
}
