//! One call of rustc, one call of the linker.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::diagnostics::Diagnostic;
use super::interrupt::Interrupter;
use crate::{CellLibrary, Toolchain};

/// Compiles crates in the session's folder.
pub(super) struct Compiler {
    pub(super) toolchain: Toolchain,
    pub(super) library: CellLibrary,
    pub(super) folder: PathBuf,
    /// `-C opt-level`.
    pub(super) opt_level: String,
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

    pub(super) fn compile(&self, job: &Job<'_>, interrupter: &Interrupter) -> Compiled {
        let path = self.source_path(job.stem);
        if let Err(error) = fs::write(&path, job.source) {
            return Compiled::Broken(format!("cannot write `{}`: {error}", path.display()));
        }
        let object = self.folder.join(format!("{}.o", job.stem));
        let mut command = self.rustc(job, &path, &object);
        let output = match run(&mut command, interrupter) {
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

    fn rustc(&self, job: &Job<'_>, source: &Path, object: &Path) -> Command {
        let metadata = self.metadata_path(job.stem);
        let emit = match job.product {
            Product::Code => format!("--emit=obj={}", object.display()),
            Product::CodeAndMetadata => format!("--emit=obj={},metadata={}", object.display(), metadata.display()),
            Product::Metadata => format!("--emit=metadata={}", metadata.display()),
        };
        let mut command = Command::new(&self.toolchain.rustc);
        command
            .args(["--edition", "2024", "--crate-type", "dylib", "--crate-name", job.krate, "--error-format=json"])
            .args(["-C", "prefer-dynamic", "-C", "codegen-units=1", "-C", "debuginfo=0"])
            .args(["-C", &format!("opt-level={}", self.opt_level)])
            .args(["-A", "warnings", "-W", "unused-must-use", "-W", "unconditional-recursion"])
            .arg(emit)
            .arg("-L")
            .arg(format!("dependency={}", self.library.folder.display()))
            .arg("-L")
            .arg(format!("dependency={}", self.folder.display()));
        for (name, file) in &self.library.externs {
            command.arg("--extern").arg(format!("{name}={}", file.display()));
        }
        for (name, file) in job.externs {
            command.arg("--extern").arg(format!("{name}={}", file.display()));
        }
        command.arg(source);
        command
    }
}

struct Ran {
    success: bool,
    stderr: String,
}

/// Runs a command to its end; `None` if the interrupter killed it.
fn run(command: &mut Command, interrupter: &Interrupter) -> std::io::Result<Option<Ran>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
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
