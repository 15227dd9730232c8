//! Runs the C++ compiler, and keeps what it made.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::xxh3_128;

use crate::shell::{Ended, Escalation, Program};
use crate::{Context, MagicError};

/// What the user chose for one cell.
#[derive(Clone, Debug)]
pub(crate) struct Flags {
    pub(crate) standard: String,
    pub(crate) level: String,
    /// `-I`, `-D` and the like.
    pub(crate) compile: Vec<String>,
    /// `-L`, `-l` and the like.
    pub(crate) link: Vec<String>,
}

const PREAMBLE: &str = include_str!("rootlet.hpp");

/// The name under which the compiler sees the cell.
pub(crate) const CELL: &str = "cell";

/// A short name for a text: the same text has the same name in every session.
pub(crate) fn digest(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

/// Where compiled cells are kept between sessions.
pub(crate) fn cache() -> PathBuf {
    crate::context::cache().join("cpp")
}

/// The compiler, and what tells it from others: part of every key.
pub(crate) fn find(context: &Context<'_>) -> Result<(String, String), MagicError> {
    let program = context.environment("CXX").filter(|name| !name.is_empty()).unwrap_or_else(|| "g++".to_owned());
    // Its file says as much as its `--version`, which takes as long as loading a library.
    let identity = which(context, &program).and_then(|path| {
        let metadata = path.metadata().ok()?;
        let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {} {}", path.display(), metadata.len(), changed.as_nanos()))
    });
    match identity {
        Some(identity) => Ok((program, identity)),
        None => Err(MagicError::refused(
            format!("there is no C++ compiler `{program}`"),
            "install g++ (`apt install g++`) or set the variable CXX",
        )),
    }
}

/// The file of a program, behind all links.
fn which(context: &Context<'_>, program: &str) -> Option<PathBuf> {
    let is_program = |path: &PathBuf| {
        path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
    };
    let found = if program.contains('/') {
        Some(context.path(program)).filter(is_program)
    } else {
        let folders = context.state.search_path();
        std::env::split_paths(&folders).map(|folder| folder.join(program)).find(is_program)
    };
    found?.canonicalize().ok()
}

/// A translation unit that is ready to be compiled.
pub(crate) struct Unit {
    program: String,
    command: Command,
    folder: tempfile::TempDir,
    target: PathBuf,
}

/// Writes a translation unit for a shared library at `target`. `cell` is what the messages quote.
pub(crate) fn prepare(
    context: &mut Context<'_>,
    (program, version): (&str, &str),
    flags: &Flags,
    source: &str,
    cell: &str,
    target: &Path,
) -> Result<Unit, MagicError> {
    let header = precompiled_header(context, program, version, flags)?;
    let parent = target.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(parent).map_err(MagicError::io("make the folder for compiled C++"))?;
    let folder = tempfile::tempdir_in(parent).map_err(MagicError::io("make a temporary folder"))?;
    let text = format!("#include \"rootlet.hpp\"\n{source}");
    std::fs::write(folder.path().join("unit.cpp"), text).map_err(MagicError::io("write the C++ source"))?;
    // The compiler quotes lines of this file in its messages.
    std::fs::write(folder.path().join(CELL), cell).map_err(MagicError::io("write the C++ source"))?;
    let mut command = context.program(program);
    command
        .current_dir(folder.path())
        .args(["-shared", "-fPIC", "-fdiagnostics-color=always"])
        .arg(format!("-std={}", flags.standard))
        .arg(format!("-O{}", flags.level))
        .arg(format!("-I{}", header.display()))
        .args(flags.compile.iter().map(|flag| absolute(context, flag)))
        .args(["unit.cpp", "-o", "unit.so"])
        .args(flags.link.iter().map(|flag| absolute(context, flag)));
    Ok(Unit { program: program.to_owned(), command, folder, target: target.to_owned() })
}

impl Unit {
    /// Compiles it; returns warnings about the cell.
    pub(crate) fn compile(self, escalation: &Arc<Escalation>) -> Result<String, CompileFailure> {
        let Self { program, command, folder, target } = self;
        let other = |source, action: String| CompileFailure::Other(MagicError::Io { action, source });
        let mut messages = String::new();
        let ended = Program::new(command)
            .run(escalation, &mut |_, text| messages += &text)
            .map_err(|source| other(source, format!("run `{program}`")))?;
        let mut messages = readable(&messages);
        match ended {
            Ended::Code(0) => {
                // Those about generated code are none of the user's business.
                if !messages.contains(&format!("{CELL}:")) {
                    messages.clear();
                }
                // A rename is atomic: another session that compiles the same cell sees all or nothing.
                std::fs::rename(folder.path().join("unit.so"), target)
                    .map_err(|source| other(source, "keep the compiled C++".to_owned()))?;
                Ok(messages)
            }
            Ended::Interrupted => Err(CompileFailure::Other(MagicError::Interrupted)),
            _ => Err(CompileFailure::Messages(messages)),
        }
    }
}

/// The compiler's messages without `ESC[K`, which only a terminal understands, and without the name of the function
/// that the cell became.
fn readable(messages: &str) -> String {
    let is_ours = |line: &&str| line.contains("In function") && line.contains("rl_run_cpp_");
    messages.replace("\u{1b}[K", "").split_inclusive('\n').filter(|line| !is_ours(line)).collect()
}

/// Compiles a translation unit to a shared library at `target`, as [`prepare`] and [`Unit::compile`].
pub(crate) fn compile(
    context: &mut Context<'_>,
    compiler: (&str, &str),
    flags: &Flags,
    source: &str,
    cell: &str,
    target: &Path,
) -> Result<(), CompileFailure> {
    let warnings =
        prepare(context, compiler, flags, source, cell, target)?.compile(&Arc::clone(&context.state.escalation))?;
    if !warnings.is_empty() {
        context.print_error(warnings);
    }
    Ok(())
}

/// Why nothing was compiled.
pub(crate) enum CompileFailure {
    /// The compiler's words.
    Messages(String),
    /// It did not come to compiling.
    Other(MagicError),
}

impl From<MagicError> for CompileFailure {
    fn from(error: MagicError) -> Self {
        Self::Other(error)
    }
}

/// The folder with `rootlet.hpp` and its compiled form: 1.7 s of headers once instead of in every cell.
fn precompiled_header(
    context: &mut Context<'_>,
    program: &str,
    version: &str,
    flags: &Flags,
) -> Result<PathBuf, MagicError> {
    let key = digest(&[PREAMBLE, version, &flags.standard, &flags.level].join("\n"));
    let folder = cache().join(format!("header-{}", &key[..16]));
    let has = |name: &str| folder.join(name).exists();
    if has("rootlet.hpp") && (has("rootlet.hpp.gch") || program.contains("clang")) {
        return Ok(folder);
    }
    std::fs::create_dir_all(&folder).map_err(MagicError::io("make the folder for compiled C++"))?;
    std::fs::write(folder.join("rootlet.hpp"), PREAMBLE).map_err(MagicError::io("write `rootlet.hpp`"))?;
    if program.contains("clang") {
        return Ok(folder);
    }
    const PREPARING: &str = "Preparing the C++ headers (once)…";
    context.print_error(format!("\r{PREPARING}"));
    let temporary = folder.join(format!("rootlet.hpp.{}", std::process::id()));
    let mut command = context.program(program);
    command
        .args(["-x", "c++-header", "-fPIC"])
        .arg(format!("-std={}", flags.standard))
        .arg(format!("-O{}", flags.level))
        .arg(folder.join("rootlet.hpp"))
        .arg("-o")
        .arg(&temporary);
    // Where it fails, cells compile without it and say what is wrong with the compiler.
    if Program::new(command).run(&context.state.escalation, &mut |_, _| {}).is_ok_and(Ended::is_success) {
        let _ = std::fs::rename(&temporary, folder.join("rootlet.hpp.gch"));
    }
    // Gone again: a page has the same outputs the first time and later.
    context.print_error(format!("\r{:width$}\r", "", width = PREPARING.chars().count()));
    Ok(folder)
}

/// `-Iinclude` as the user means it: relative to the session's directory, not to where the compiler runs.
fn absolute(context: &Context<'_>, flag: &str) -> String {
    for prefix in ["-I", "-L"] {
        if let Some(path) = flag.strip_prefix(prefix) {
            return format!("{prefix}{}", context.path(path).display());
        }
    }
    flag.to_owned()
}
