use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rootlet_display::control::{End, Request, Run, Service};
use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use tempfile::TempDir;

use super::advice;
use super::compile::{Compiled, Compiler, Job, Product};
use super::dependency::Dependencies;
use super::diagnostics::{Diagnostic, View, Views};
use super::interrupt::Interrupter;
use super::learn::learn;
use super::outcome::{cell_name, death_error, ended_error, engine_error, interrupted};
use super::process::{Ended, Process};
use super::session::{ItemCrate, Loadable, Session};
use super::types::PublicPaths;
use crate::cell::{self, Context, Generated, Parts, Without};
use crate::complete::{Analyser, Names};
use crate::library::Progress;
use crate::{
    Cell, CellError, CellLibrary, CellTiming, Completeness, Completion, EngineInfo, Error, Evaluator, Interrupt,
    Output, OutputSink, StreamName, Toolchain, Variable,
};

/// How often a cell is compiled again because an attempt taught something about its variables.
const ATTEMPTS: usize = 8;

/// `-C opt-level` of ordinary cells: the quickest compile.
pub(super) const QUICK: &str = "0";
/// `-C opt-level` of cells that may run long: loops at nearly full speed for some 20 ms more.
pub(super) const THOROUGH: &str = "1";

/// How to start a native engine.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program and first arguments that call [`super::supervise`], for example `rootlet __evaluator`.
    pub host: Vec<OsString>,
    /// How much memory the session may allocate, in bytes; an allocation beyond it fails, and the
    /// session goes back to its checkpoint.
    pub memory_limit: Option<u64>,
    /// What `std::env::args()` gives in cells: a script's path and its words. Without any, the program's name.
    pub words: Vec<OsString>,
}

/// The native engine: compiles each cell with rustc and runs it in a process of the session.
pub struct NativeEvaluator {
    pub(super) compiler: Compiler,
    pub(super) interrupter: Arc<Interrupter>,
    pub(super) session: Session,
    pub(super) views: Views,
    pub(super) paths: PublicPaths,
    options: Options,
    process: Option<Process>,
    /// `-C opt-level` for every cell; chosen by the look of the cell where nothing is set.
    pub(super) opt_level: Option<String>,
    /// Numbers crates; a cell that is run again is a new crate.
    pub(super) sequence: u32,
    timing: CellTiming,
    analyser: Analyser,
    folder: TempDir,
}

/// A compiled cell, ready to run.
pub(super) struct Ready {
    symbol: Option<String>,
    context: Context,
    without: Without,
}

impl NativeEvaluator {
    /// Finds rustc, finds or builds the cell library, and starts the evaluator process.
    ///
    /// # Errors
    /// Where there is no working rustc or linker, the library cannot be built, or no process starts.
    pub fn start(options: Options, progress: Progress<'_>) -> Result<Self, Error> {
        let toolchain = Toolchain::find()?;
        let library = CellLibrary::ensure(&toolchain, progress)?;
        // Sources and displays of a session are nobody else's business.
        let private = std::fs::Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().prefix("rootlet-").permissions(private).tempdir();
        let folder = folder.map_err(|source| Error::Cache { path: std::env::temp_dir(), source })?;
        let process = Process::start(&options, &toolchain, &library, folder.path())?;
        let paths = PublicPaths::open(&library.folder.join("paths"));
        let analyser = Analyser::new(toolchain.clone());
        crate::complete::prepare(library.folder.clone());
        let compiler = Compiler {
            toolchain,
            library,
            folder: folder.path().to_path_buf(),
            dependencies: Dependencies::default(),
            warm: None,
            with_tables: HashSet::new(),
            tables_lately: false,
        };
        let mut engine = Self {
            compiler,
            interrupter: Arc::new(Interrupter::default()),
            session: Session::default(),
            views: Views::new(),
            paths,
            options,
            process: Some(process),
            opt_level: None,
            sequence: 0,
            timing: CellTiming::default(),
            analyser,
            folder,
        };
        engine.warm_up();
        Ok(engine)
    }

    /// Starts the rustc for the next cell.
    pub(super) fn warm_up(&mut self) {
        let Some(process) = &self.process else { return };
        let externs = self.session.crates.iter().map(|krate| (krate.name.clone(), krate.metadata.clone())).collect();
        self.compiler.warm_up(
            format!("cell_{}", self.sequence + 1),
            externs,
            self.opt_level.as_deref().unwrap_or(QUICK),
            process.group(),
        );
    }

    pub(super) fn run_cell(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let started = Instant::now();
        let parts = cell::split(cell.code);
        if parts.is_empty() {
            return Ok(());
        }
        let name = cell_name(cell.number);
        self.learn_types(cell.code)?;
        let rest = self.add_impls(cell.code, &parts, &name)?;
        let parts = rest.as_ref().unwrap_or(&parts);
        if parts.is_empty() {
            return self.execute_loaded(None, None, cell, sink);
        }
        self.sequence += 1;
        let krate = format!("cell_{}", self.sequence);
        let ready = self.compile_cell(&krate, cell.code, parts, &name, sink);
        let ready = ready.inspect_err(|_| advice::remember_failed(&mut self.session, parts, &name))?;
        self.session.declare(&krate, cell.code, parts);
        self.timing = CellTiming { compile: started.elapsed(), run: Duration::ZERO };
        let ran = self.execute_loaded(Some((parts, ready)), None, cell, sink);
        ran.inspect_err(|_| advice::remember_failed(&mut self.session, parts, &name))
    }

    /// Compiles a cell, again without what an attempt showed to be impossible.
    fn compile_cell(
        &mut self,
        krate: &str,
        code: &str,
        parts: &Parts,
        name: &str,
        sink: &mut dyn OutputSink,
    ) -> Result<Ready, CellError> {
        let context = self.session.context(krate, code, parts, &self.paths);
        let externs = self.session.externs(&context);
        let exports = !parts.items.is_empty();
        let product = if exports { Product::CodeAndMetadata } else { Product::Code };
        let automatic = if parts.heavy { THOROUGH } else { QUICK };
        let opt_level = self.opt_level.clone().unwrap_or_else(|| automatic.to_owned());
        let mut without = Without::default();
        let path = self.compiler.source_path(krate).display().to_string();
        for _ in 0..ATTEMPTS {
            let Generated { source, symbol } = cell::generate(code, parts, &context, &without);
            let job =
                Job { krate, stem: krate, source: source.text(), externs: &externs, product, opt_level: &opt_level };
            let compiled = self.compiler.compile(&job, &self.interrupter);
            let view = View { cell: name.to_owned(), code: code.to_owned(), source };
            self.views.insert(path.clone(), view);
            match compiled {
                Compiled::Done { library, warnings } => {
                    self.warn(&warnings, sink);
                    let files = vec![self.views[&path].source.lines(&path, name, code)];
                    self.session.libraries.push(Loadable { library, files, named: exports, loaded: false });
                    if exports {
                        self.session.crates.push(ItemCrate {
                            name: krate.to_owned(),
                            metadata: self.compiler.metadata_path(krate),
                            cell: name.to_owned(),
                            code: code.to_owned(),
                            parts: parts.clone(),
                            needs: externs.into_iter().map(|(name, _)| name).collect(),
                            context: context.clone(),
                            additions: Vec::new(),
                        });
                    }
                    return Ok(Ready { symbol, context, without });
                }
                Compiled::Refused(diagnostics) => {
                    if !learn(&diagnostics, &path, &self.views, parts, &mut without) {
                        return Err(self.compile_error(&diagnostics));
                    }
                }
                Compiled::Interrupted => return Err(interrupted("the compile was stopped; nothing has changed")),
                Compiled::Broken(reason) => return Err(engine_error(&reason)),
            }
        }
        Err(engine_error("the cell's variables could not be sorted out; please report this cell"))
    }

    /// Loads what is not loaded yet and runs the cell's function, if it has one.
    pub(super) fn execute_loaded(
        &mut self,
        ready: Option<(&Parts, Ready)>,
        service: Option<Service>,
        cell: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let started = Instant::now();
        let pending = self.session.libraries.iter().filter(|library| !library.loaded);
        let mut libraries: Vec<String> = pending.clone().map(|library| library.library.display().to_string()).collect();
        let files = pending.flat_map(|library| library.files.clone()).collect();
        let symbol = ready.as_ref().and_then(|(_, ready)| ready.symbol.clone());
        if libraries.is_empty() && symbol.is_some() {
            libraries.extend(self.session.libraries.last().map(|library| library.library.display().to_string()));
        }
        let private = self.session.libraries.last().is_some_and(|library| !library.named);
        let is_rust = service.is_none();
        let ended = self.with_process(|process, interrupter| {
            let stdin = cell.allow_stdin.then(|| process.stdin_path().display().to_string());
            let run = Run { number: cell.number, libraries, symbol, private, stdin, files, service };
            process.run(&Request::Run(run), cell.allow_stdin, sink, interrupter)
        })?;
        self.timing.run = started.elapsed();
        match ended {
            Ended::Done { stored, end: End::Finished } => {
                for library in &mut self.session.libraries {
                    library.loaded = true;
                }
                if let Some((parts, ready)) = ready {
                    let name = cell_name(cell.number);
                    let bindings = parts.bindings();
                    let mutable = |name: &str| bindings.iter().find(|binding| binding.name == name).map(|b| b.mutable);
                    // A cell of items alone names variables without taking them.
                    let taken = if ready.symbol.is_some() { ready.context.variables.as_slice() } else { &[] };
                    self.session.store(taken, stored, mutable, &name);
                    self.say_what_ended(&ready.without, &name);
                } else {
                    // What a service stored.
                    self.session.store(&[], stored, |_| None, &cell_name(cell.number));
                }
                self.forget_plain_cell();
                Ok(())
            }
            Ended::Done { end, .. } => {
                self.with_process(|process, _| {
                    process.expect_rollback();
                    Ok(())
                })?;
                self.forget_plain_cell();
                // Whatever error the library or the cell made of it. Other languages have their own words.
                if is_rust && self.interrupter.requested().is_some() {
                    return Err(interrupted("every variable has the value that it had before this cell"));
                }
                Err(ended_error(end))
            }
            Ended::Interrupted { restored } => {
                self.forget_plain_cell();
                Err(interrupted(&self.after_death(restored)))
            }
            Ended::Died { status, restored } => {
                self.forget_plain_cell();
                let state = self.after_death(restored);
                Err(death_error(status, &state))
            }
        }
    }

    /// A cell's statements do not run again: only libraries that other cells name stay on disk.
    fn forget_plain_cell(&mut self) {
        for library in self.session.libraries.extract_if(.., |library| !library.named) {
            let _ = std::fs::remove_file(library.library);
        }
    }

    fn after_death(&mut self, restored: bool) -> String {
        if restored {
            return "every variable has the value that it had before this cell".into();
        }
        self.process = None;
        self.session.variables.clear();
        for library in &mut self.session.libraries {
            library.loaded = false;
        }
        "there was no checkpoint to go back to: the variables are lost, functions and types remain".into()
    }

    fn with_process<T>(
        &mut self,
        work: impl FnOnce(&mut Process, &Interrupter) -> Result<T, Error>,
    ) -> Result<T, CellError> {
        let fail = |error: Error| CellError::simple("EngineError", &error.to_string());
        if self.process.is_none() {
            let Compiler { toolchain, library, folder, .. } = &self.compiler;
            self.process = Some(Process::start(&self.options, toolchain, library, folder).map_err(fail)?);
        }
        let Some(process) = &mut self.process else { unreachable!("started above") };
        match work(process, &self.interrupter) {
            Ok(value) => Ok(value),
            Err(error) => {
                self.after_death(false);
                Err(fail(error))
            }
        }
    }

    /// Asks rustc for the public paths of types that the cell's variables have.
    fn learn_types(&mut self, code: &str) -> Result<(), CellError> {
        let types = self.session.mentioned_types(code);
        let unknown: BTreeSet<String> = types.into_iter().flat_map(|name| self.paths.unknown(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let (source, asked) = PublicPaths::question(&unknown);
        let externs: Vec<_> =
            self.session.crates.iter().map(|krate| (krate.name.clone(), krate.metadata.clone())).collect();
        let job = Job {
            krate: "paths",
            stem: "paths",
            source: &source,
            externs: &externs,
            product: Product::Metadata,
            opt_level: QUICK,
        };
        let wrong = match self.compiler.compile(&job, &self.interrupter) {
            Compiled::Done { .. } => BTreeSet::new(),
            Compiled::Refused(diagnostics) => {
                let spans = diagnostics.iter().filter(|d| d.is_error()).flat_map(|d| &d.spans);
                spans.filter(|span| span.is_primary).map(|span| span.line_start).collect()
            }
            Compiled::Interrupted => return Err(interrupted("the compile was stopped; nothing has changed")),
            Compiled::Broken(reason) => return Err(engine_error(&reason)),
        };
        self.paths.answer(&asked, &wrong);
        Ok(())
    }

    fn warn(&self, warnings: &[Diagnostic], sink: &mut dyn OutputSink) {
        for warning in warnings.iter().filter(|warning| warning.is_warning() && warning.is_in_cell(&self.views)) {
            let text = format!("{}\n", warning.render(&self.views));
            sink.output(Output::Stream { name: StreamName::Stderr, text });
        }
    }

    pub(super) fn compile_error(&self, diagnostics: &[Diagnostic]) -> CellError {
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
        // Errors in generated code alone follow from one in the cell, as a rule.
        let in_cell: Vec<&Diagnostic> = errors.iter().copied().filter(|error| error.is_in_cell(&self.views)).collect();
        let shown = if in_cell.is_empty() { &errors } else { &in_cell };
        let mut traceback = Vec::new();
        for error in shown {
            traceback.push(error.render(&self.views));
            if let Some(advice) = advice::advise(error, &self.views, &self.session, &self.paths) {
                traceback.push(format!("\u{1b}[1m\u{1b}[36mhint\u{1b}[0m: {advice}"));
            }
        }
        let first = shown.first();
        let message = first.map_or_else(String::new, |error| match error.code() {
            "" => error.message.clone(),
            code => format!("{} [{code}]", error.message),
        });
        if traceback.is_empty() {
            traceback.extend(diagnostics.iter().map(|diagnostic| diagnostic.raw().to_owned()));
        }
        CellError { name: "CompileError".into(), message, traceback }
    }

    /// What completion and inspection may offer.
    fn names(&self) -> Names {
        let variables = self.session.variables.iter().map(|(name, stored)| (name.clone(), stored.type_name.clone()));
        let items = self.session.items.iter().map(|(name, item)| {
            let source = self.session.source_of(name, &item.krate);
            (name.clone(), item.kind.word(), source)
        });
        Names { variables: variables.collect(), items: items.collect() }
    }

    /// The current directory of the session.
    fn directory(&self) -> PathBuf {
        let folder = self.process_id().and_then(|pid| std::fs::read_link(format!("/proc/{pid}/cwd")).ok());
        folder.or_else(|| std::env::current_dir().ok()).unwrap_or_default()
    }

    /// Remembers why variables of this cell are not there later.
    fn say_what_ended(&mut self, without: &Without, cell: &str) {
        for name in &without.borrowed {
            self.session.variables.remove(name);
            let reason = format!(
                "`{name}` borrowed from {cell} and ended with it; keep an owned value (`.to_owned()`, `move |…|`)"
            );
            self.session.gone.insert(name.clone(), reason);
        }
        for name in without.moved.difference(&without.borrowed) {
            self.session.variables.remove(name);
            self.session.gone.insert(name.clone(), format!("`{name}` was moved away in {cell}"));
        }
        let unnamed: Vec<String> =
            self.session.variables.iter().filter(|(_, v)| v.type_name.contains('{')).map(|(n, _)| n.clone()).collect();
        for name in unnamed {
            self.session.variables.remove(&name);
            let reason = format!(
                "the type of `{name}` has no name that a later cell could write; box it (`Box<dyn …>`) or collect it"
            );
            self.session.gone.insert(name, reason);
        }
    }
}

impl Evaluator for NativeEvaluator {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.interrupter.begin();
        let result = self.run_cell(cell, sink);
        self.interrupter.end();
        self.warm_up();
        result
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        struct Value(MimeBundle);
        impl OutputSink for Value {
            fn output(&mut self, output: Output) {
                if let Output::Display(DisplayEvent::Result(bundle)) = output {
                    self.0 = bundle;
                }
            }
            fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
                Err(InputError::NotAvailable)
            }
        }
        let mut value = Value(MimeBundle::new());
        self.execute(&Cell { code: expression, number: 0, allow_stdin: false }, &mut value)?;
        Ok(value.0)
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        let (scene, names) = (self.session.scene(&self.paths), self.names());
        let directory = self.directory();
        crate::complete::complete(&mut self.analyser, &scene, &names, &directory, code, cursor)
    }

    fn inspect(&mut self, code: &str, cursor: usize, detail: u8) -> Option<MimeBundle> {
        let (scene, names) = (self.session.scene(&self.paths), self.names());
        crate::complete::inspect(&mut self.analyser, &scene, &names, code, cursor, detail)
    }

    fn is_complete(&self, code: &str) -> Completeness {
        cell::completeness(code)
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.interrupter.clone()
    }

    fn info(&self) -> EngineInfo {
        let version = &self.compiler.toolchain.version;
        EngineInfo {
            language_version: version.clone(),
            banner: format!("rootlet {} with rustc {version}", env!("CARGO_PKG_VERSION")),
        }
    }

    fn variables(&mut self) -> Vec<Variable> {
        let variable = |(name, stored): (&String, &super::session::Stored)| Variable {
            name: name.clone(),
            type_name: Session::pretty_type(&stored.type_name),
            value: None,
            language: "Rust",
        };
        self.session.variables.iter().map(variable).collect()
    }

    fn timing(&self) -> Option<CellTiming> {
        Some(self.timing)
    }

    fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(|process| process.pid as u32).filter(|&pid| pid > 0)
    }

    fn reset(&mut self) -> Result<(), CellError> {
        self.process = None;
        self.session = Session::default();
        self.with_process(|process, _| process.wait_ready())
    }

    fn add_dependency(&mut self, specification: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let folder = self.directory();
        let mut progress = |line: &str| {
            // One line that replaces itself; padded, as front ends keep what is longer.
            sink.output(Output::Stream { name: StreamName::Stderr, text: format!("\r{line:<100}") });
        };
        let added = self.compiler.dependencies.with(specification, &folder, &self.compiler.toolchain, &mut progress);
        let added = added.map_err(|error| CellError::simple("DependencyError", &error.to_string()))?;
        // The same words whether it was built or found, and no time: a stored output stays as it is.
        let name = specification.split(['=', ' ']).next().unwrap_or(specification);
        progress(&format!("`{name}` is ready"));
        sink.output(Output::Stream { name: StreamName::Stderr, text: "\n".to_owned() });
        self.compiler.dependencies = added.dependencies;
        self.session.libraries.push(Loadable {
            library: added.shared_object,
            files: Vec::new(),
            named: true,
            loaded: false,
        });
        self.compiler.warm = None;
        self.warm_up();
        Ok(())
    }

    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        if !matches!(name, "opt" | "opt-level") {
            return Err(CellError::unsupported(&format!("the option `{name}`"), "`opt` is one that it has"));
        }
        match value {
            "" => {}
            "auto" => self.opt_level = None,
            "0" | "1" | "2" | "3" | "s" | "z" => self.opt_level = Some(value.to_owned()),
            other => {
                let message = format!("`opt` is one of auto, 0, 1, 2, 3, s and z, not `{other}`");
                return Err(CellError::simple("ValueError", &message));
            }
        }
        self.warm_up();
        Ok(self.opt_level.clone().unwrap_or_else(|| "auto".to_owned()))
    }

    fn execute_kept(
        &mut self,
        cell: &Cell<'_>,
        opt_level: Option<&str>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        self.interruptible(|engine| engine.run_kept(cell, opt_level, sink))
    }

    fn prepare_kept(&mut self, code: &str, opt_level: Option<&str>) {
        self.interruptible(|engine| engine.prepare_kept(code, opt_level));
    }

    fn load_library(&mut self, path: &Path, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        if self.session.libraries.iter().any(|library| library.library == path && library.loaded) {
            return Ok(());
        }
        self.session.libraries.push(Loadable {
            library: path.to_owned(),
            files: Vec::new(),
            named: true,
            loaded: false,
        });
        self.interrupter.begin();
        let result = self.execute_loaded(None, None, &Cell { code: "", number: 0, allow_stdin: false }, sink);
        self.interrupter.end();
        if result.is_err() {
            self.session.libraries.retain(|library| library.library != path);
        }
        result
    }

    fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        library: Option<&Path>,
        cell: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let known = |path: &Path| self.session.libraries.iter().any(|library| library.library == path);
        if let Some(path) = library.filter(|path| !known(path)) {
            let library = path.to_owned();
            self.session.libraries.push(Loadable { library, files: Vec::new(), named: true, loaded: false });
        }
        let service = Some(Service { name: name.to_owned(), request });
        self.interrupter.begin();
        let result = self.execute_loaded(None, service, cell, sink);
        let interrupted = self.interrupter.requested().is_some();
        self.interrupter.end();
        if interrupted || result.is_err() {
            // An interrupt ended the rustc that waits, too; its FIFO has no reader any more.
            self.compiler.warm = None;
        }
        self.warm_up();
        result
    }

    fn shutdown(&mut self) {
        self.process = None;
        // The folder goes with the engine; what cells left in it goes with the folder.
        let _ = std::fs::remove_dir_all(self.folder.path());
    }
}
