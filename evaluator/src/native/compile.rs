//! One call of rustc, one call of the linker.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::dependency::Dependencies;
use super::diagnostics::Diagnostic;
use super::interrupt::Interrupter;
use super::tables::names_tables;
use super::warm::{Order, WarmRustc};
use crate::{CellLibrary, Toolchain};

/// Compiles crates in the session's folder.
pub(super) struct Compiler {
    pub(super) toolchain: Toolchain,
    pub(super) library: CellLibrary,
    pub(super) folder: PathBuf,
    /// Crates that the session added.
    pub(super) dependencies: Dependencies,
    /// The rustc that waits for the next cell.
    pub(super) warm: Option<WarmRustc>,
    /// Crates of cells that name DataFrames: whoever names them needs polars, too.
    pub(super) with_tables: HashSet<String>,
    /// Whether the newest cell did; the next one will, as a rule.
    pub(super) tables_lately: bool,
}

/// A crate to compile.
pub(super) struct Job<'a> {
    pub(super) krate: &'a str,
    /// What its files are called; a crate that is compiled again gets new ones.
    pub(super) stem: &'a str,
    pub(super) source: &'a str,
    /// Earlier cells' crates that it names, and their metadata.
    pub(super) externs: &'a [(String, PathBuf)],
    /// What to make.
    pub(super) product: Product,
    /// `-C opt-level`.
    pub(super) opt_level: &'a str,
}

/// What a compile makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// A shared object.
    Code,
    /// A shared object, and metadata for later cells.
    CodeAndMetadata,
    /// Only metadata: rustc's opinion.
    Metadata,
}

/// How a compile came out.
pub(super) enum Compiled {
    /// The shared object is at this path (where one was asked for).
    Done { library: PathBuf, warnings: Vec<Diagnostic> },
    /// rustc said no.
    Refused(Vec<Diagnostic>),
    /// The user interrupted.
    Interrupted,
    /// rustc or the linker themselves failed.
    Broken(String),
}

impl Compiler {
    /// The generated file of a crate; diagnostics and panics name it.
    pub(super) fn source_path(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("{stem}.rs"))
    }

    /// The metadata of a crate.
    pub(super) fn metadata_path(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("lib{stem}.rmeta"))
    }

    /// Starts the rustc for the next cell, while the user reads.
    pub(super) fn warm_up(&mut self, krate: String, externs: Vec<(String, PathBuf)>, opt_level: &str, group: i32) {
        let order = Order { krate, externs, opt_level: opt_level.to_owned(), tables: self.tables_lately };
        if self.warm.as_ref().is_some_and(|warm| warm.order == order) {
            return;
        }
        self.warm = None;
        // What a cell exports is not known yet: metadata costs little, a second rustc much.
        let product = Product::CodeAndMetadata;
        let command = self.rustc(&order.krate, &order.krate, &order.externs, product, opt_level, order.tables);
        // Without it the next cell takes the plain way.
        self.warm = WarmRustc::start(order, &self.folder, command, group).ok();
    }

    pub(super) fn compile(&mut self, job: &Job<'_>, interrupter: &Interrupter) -> Compiled {
        let mut crates = job.externs.iter().map(|(name, _)| name.as_str()).chain([job.krate]);
        let tables = names_tables(job.source) || crates.any(|name| self.with_tables.contains(name));
        if !tables {
            return self.compile_as(job, false, interrupter);
        }
        // rustc loads only what is named. At the end, it moves no line of the cell.
        let source = format!("{}\nextern crate rootlet_library as _;\n", job.source);
        let compiled = self.compile_as(&Job { source: &source, ..*job }, true, interrupter);
        if matches!(compiled, Compiled::Done { .. }) && job.product == Product::CodeAndMetadata {
            self.with_tables.insert(job.krate.to_owned());
        }
        compiled
    }

    fn compile_as(&mut self, job: &Job<'_>, tables: bool, interrupter: &Interrupter) -> Compiled {
        self.tables_lately = tables;
        let object = self.object_path(job.stem);
        let output = match self.run_warm(job, tables, interrupter) {
            Some(output) => output,
            None => {
                if self.warm.as_ref().is_some_and(|warm| warm.order.krate == job.stem) {
                    // Started for another level; it must not find this source where its FIFO was.
                    self.warm = None;
                }
                let path = self.source_path(job.stem);
                // A FIFO of that name would wait for a reader.
                let _ = fs::remove_file(&path);
                if let Err(error) = fs::write(&path, job.source) {
                    return Compiled::Broken(format!("cannot write `{}`: {error}", path.display()));
                }
                let mut command = self.rustc(job.krate, job.stem, job.externs, job.product, job.opt_level, tables);
                run(command.arg(path), interrupter)
            }
        };
        let output = match output {
            Ok(Some(output)) => output,
            Ok(None) => return Compiled::Interrupted,
            Err(error) => return Compiled::Broken(format!("`{}`: {error}", self.toolchain.rustc.display())),
        };
        let diagnostics = Diagnostic::parse(&output.stderr);
        if !output.success {
            if diagnostics.iter().any(Diagnostic::is_error) {
                return Compiled::Refused(diagnostics);
            }
            return Compiled::Broken(format!("rustc failed without a diagnostic:\n{}", output.stderr));
        }
        if job.product == Product::Metadata {
            return Compiled::Done { library: object, warnings: diagnostics };
        }
        let library = self.folder.join(format!("lib{}.so", job.stem));
        match run(&mut self.toolchain.linker.command(&object, &library), interrupter) {
            Ok(Some(output)) if output.success => {
                // The object is as large as the library and of no further use.
                let _ = fs::remove_file(&object);
                Compiled::Done { library, warnings: diagnostics }
            }
            Ok(Some(output)) => Compiled::Broken(format!("the linker failed:\n{}", output.stderr)),
            Ok(None) => Compiled::Interrupted,
            Err(error) => Compiled::Broken(format!("the linker did not start: {error}")),
        }
    }

    /// Compiles with the waiting rustc, if it was started for a crate like this one.
    fn run_warm(
        &mut self,
        job: &Job<'_>,
        tables: bool,
        interrupter: &Interrupter,
    ) -> Option<std::io::Result<Option<Ran>>> {
        let fits = |order: &Order| {
            let named = job.externs.iter().all(|wanted| order.externs.contains(wanted));
            let crates = order.krate == job.krate && order.krate == job.stem && named;
            crates && order.opt_level == job.opt_level && order.tables == tables
        };
        // Attributes of a crate cannot stand in an included file.
        if job.product == Product::Metadata
            || job.source.starts_with("#!")
            || !self.warm.as_ref().is_some_and(|warm| fits(&warm.order))
        {
            return None;
        }
        let child = self.warm.take()?.release(job.source).ok()?;
        let finished = finish(child, interrupter);
        if job.product == Product::CodeAndMetadata {
            // rustc shows the source of an earlier cell's item only where it finds the file.
            let path = self.source_path(job.stem);
            let _ = fs::remove_file(&path).and_then(|()| fs::write(&path, job.source));
        }
        Some(finished)
    }

    fn object_path(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("{stem}.o"))
    }

    fn rustc(
        &self,
        krate: &str,
        stem: &str,
        externs: &[(String, PathBuf)],
        product: Product,
        opt_level: &str,
        tables: bool,
    ) -> Command {
        let object = self.object_path(stem);
        let metadata = self.metadata_path(stem);
        let emit = match product {
            Product::Code => format!("--emit=obj={}", object.display()),
            Product::CodeAndMetadata => format!("--emit=obj={},metadata={}", object.display(), metadata.display()),
            Product::Metadata => format!("--emit=metadata={}", metadata.display()),
        };
        let mut command = Command::new(&self.toolchain.rustc);
        command
            // rustc keeps intermediate files in its current directory, where two sessions may meet.
            .current_dir(&self.folder)
            .args(["--edition", "2024", "--crate-type", "dylib", "--crate-name", krate, "--error-format=json"])
            .args(["-C", "prefer-dynamic", "-C", "codegen-units=1", "-C", "debuginfo=0"])
            .args(["-C", &format!("opt-level={opt_level}")])
            .args(["-A", "unused", "-A", "nonstandard-style", "-W", "unused-must-use"])
            .arg(emit)
            .arg("-L")
            .arg(format!("dependency={}", self.library.folder.display()))
            .arg("-L")
            .arg(format!("dependency={}", self.folder.display()));
        for folder in &self.dependencies.search {
            command.arg("-L").arg(format!("dependency={}", folder.display()));
        }
        let library = if tables { &self.library.externs_with_tables } else { &self.library.externs };
        for (name, file) in library.iter().chain(&self.dependencies.externs) {
            command.arg("--extern").arg(format!("{name}={}", file.display()));
        }
        for (name, file) in externs {
            command.arg("--extern").arg(format!("{name}={}", file.display()));
        }
        command
    }
}

struct Ran {
    success: bool,
    stderr: String,
}

/// Runs a command to its end; `None` if the interrupter killed it.
fn run(command: &mut Command, interrupter: &Interrupter) -> std::io::Result<Option<Ran>> {
    finish(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?, interrupter)
}

fn finish(mut child: Child, interrupter: &Interrupter) -> std::io::Result<Option<Ran>> {
    interrupter.compiling(child.id());
    let mut bytes = Vec::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_end(&mut bytes)?;
    }
    // From here on the process id may be anyone's.
    let interrupted = interrupter.compiled();
    let status = child.wait()?;
    let stderr = String::from_utf8_lossy(&bytes).into_owned();
    Ok((!interrupted).then_some(Ran { success: status.success(), stderr }))
}
