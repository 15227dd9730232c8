use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rootlet_display::{DisplayEvent, InputError, MimeBundle};

/// One cell to run.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// The source text.
    pub code: &'a str,
    /// The execution count, as in `In[7]`; errors name the cell by it.
    pub number: u32,
    /// Whether the front end can answer [`OutputSink::input`].
    pub allow_stdin: bool,
}

/// Which stream a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamName {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl StreamName {
    /// Jupyter's name of the stream.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}

/// Something that a running cell made, in the order in which it was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Printed text, in pieces as they arrive.
    Stream {
        /// Which stream.
        name: StreamName,
        /// The text; not necessarily whole lines.
        text: String,
    },
    /// A display, an update, the value of the last expression, or a request to clear.
    Display(DisplayEvent),
}

/// Receives what a cell makes while it runs.
pub trait OutputSink {
    /// Takes one output. May block while the receiver is slow.
    fn output(&mut self, output: Output);

    /// Asks the user for a line (without its newline) and waits for the answer.
    ///
    /// # Errors
    /// Where nobody can be asked, or the user interrupted.
    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError>;
}

/// Why a cell failed, in Jupyter's three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The kind, for example `CompileError`, `Panic`, `Interrupted`.
    pub name: String,
    /// One sentence.
    pub message: String,
    /// What the user reads, with ANSI colours; a line or a block of lines each.
    pub traceback: Vec<String>,
}

impl CellError {
    /// An error whose traceback is one coloured line: its kind and what happened.
    pub fn simple(name: &str, message: &str) -> Self {
        let line = format!("\u{1b}[1m\u{1b}[31m{name}\u{1b}[0m: {message}");
        Self { name: name.to_owned(), message: message.to_owned(), traceback: vec![line] }
    }

    /// Says that this engine cannot do something, and what the user may do instead.
    pub fn unsupported(what: &str, instead: &str) -> Self {
        let message = format!("this engine does not support {what}; {instead}");
        Self { name: "Unsupported".to_owned(), traceback: vec![message.clone()], message }
    }
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl std::error::Error for CellError {}

/// One proposal of a completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// What replaces the text between the completion's `start` and `end`.
    pub text: String,
    /// `function`, `struct`, `variable`, `keyword`, `magic`, …; Jupyter shows it beside the text.
    pub kind: String,
    /// The signature or type, where known.
    pub signature: Option<String>,
}

/// Proposals for one place in the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The proposals, best first.
    pub matches: Vec<Match>,
    /// Where the replaced text starts, in code points.
    pub start: usize,
    /// Where the replaced text ends, in code points.
    pub end: usize,
}

/// Whether a console should run the code or wait for more lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Ready to run.
    Complete,
    /// More lines are needed; the next one starts with this indentation.
    Incomplete {
        /// Spaces for the next line.
        indent: String,
    },
    /// No continuation can make it valid.
    Invalid,
}

/// What kernel_info says of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineInfo {
    /// rustc's version, for example `1.95.0`.
    pub language_version: String,
    /// One line for the banner.
    pub banner: String,
}

/// Stops the running cell from another thread.
pub trait Interrupt: Send + Sync {
    /// Asks the running cell to stop; without one nothing happens. Returns at once.
    fn interrupt(&self);
}

/// A variable that outlived its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its type, as its language writes it.
    pub type_name: String,
    /// A short form of the value on one line, where one is known.
    pub value: Option<String>,
    /// `Rust`, `Python` or `C++`.
    pub language: &'static str,
}

/// Where the time of the last cell went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellTiming {
    /// From source text to loaded code.
    pub compile: Duration,
    /// The user's code itself.
    pub run: Duration,
}

/// Runs the cells of one session.
///
/// Every call blocks the calling thread; [`Evaluator::interrupter`] reaches a running cell.
pub trait Evaluator: Send {
    /// Runs a cell to its end and reports its outputs in order; all of them before it returns.
    ///
    /// # Errors
    /// The cell did not compile, panicked, returned an error, died or was interrupted.
    /// The session lives on.
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError>;

    /// The value of one expression, for `user_expressions`.
    ///
    /// # Errors
    /// As [`Evaluator::execute`].
    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError>;

    /// Proposals at `cursor`, which counts code points.
    fn complete(&mut self, code: &str, cursor: usize) -> Completion;

    /// Documentation of the name at `cursor` (code points); `detail` 1 asks for the source as well.
    fn inspect(&mut self, code: &str, cursor: usize, detail: u8) -> Option<MimeBundle>;

    /// Whether the code is ready to run.
    fn is_complete(&self, code: &str) -> Completeness;

    /// A handle that stops the running cell.
    fn interrupter(&self) -> Arc<dyn Interrupt>;

    /// The language's version and a banner.
    fn info(&self) -> EngineInfo;

    /// The variables that live now, in the order of their names.
    fn variables(&mut self) -> Vec<Variable> {
        Vec::new()
    }

    /// Where the time of the last cell went, for `%time`.
    fn timing(&self) -> Option<CellTiming> {
        None
    }

    /// The process that runs the cells; its current directory is that of the session.
    fn process_id(&self) -> Option<u32> {
        None
    }

    /// Forgets every variable and item.
    ///
    /// # Errors
    /// Where the engine cannot start again.
    fn reset(&mut self) -> Result<(), CellError> {
        Err(CellError::unsupported("resetting the session", "restart the kernel"))
    }

    /// Makes a crate usable, given as in `[dependencies]`: `rand`, `rand = "0.9"`, `mine = { path = "../mine" }`.
    /// Progress goes to `sink`.
    ///
    /// # Errors
    /// The crate was not found or did not build.
    fn add_dependency(&mut self, specification: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let _ = sink;
        Err(CellError::unsupported(&format!("the dependency `{specification}`"), "use the crates of the library"))
    }

    /// Sets an option of the engine (`opt` = `0`–`3`, `s`) or, with an empty value, tells it.
    ///
    /// # Errors
    /// The engine has no such option or value.
    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        let _ = value;
        Err(CellError::unsupported(&format!("the option `{name}`"), "leave it out"))
    }

    /// Runs a cell of items that name nothing of the session, at this level of optimisation if one is given
    /// (as [`Evaluator::set_option`] has them). An engine may keep what it compiled for later sessions.
    ///
    /// # Errors
    /// As [`Evaluator::execute`].
    fn execute_kept(
        &mut self,
        cell: &Cell<'_>,
        opt_level: Option<&str>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let before = opt_level.and_then(|level| {
            let before = self.set_option("opt", "").ok();
            self.set_option("opt", level).ok().and(before)
        });
        let result = self.execute(cell, sink);
        if let Some(before) = before {
            self.set_option("opt", &before)?;
        }
        result
    }

    /// Tells what [`Evaluator::execute_kept`] will be given soon: an engine may compile it now. What is wrong
    /// with it is said then.
    fn prepare_kept(&mut self, code: &str, opt_level: Option<&str>) {
        let _ = (code, opt_level);
    }

    /// Loads a shared library into the process of the cells, its symbols visible to later cells.
    ///
    /// # Errors
    /// What the dynamic linker says.
    fn load_library(&mut self, path: &Path, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let code = format!(
            r#"{{
    unsafe extern "C" {{
        fn dlopen(file: *const std::ffi::c_char, flags: i32) -> *mut std::ffi::c_void;
        fn dlerror() -> *const std::ffi::c_char;
    }}
    let path = std::ffi::CString::new({path:?}).unwrap();
    if unsafe {{ dlopen(path.as_ptr(), {flags}) }}.is_null() {{
        panic!("{{}}", unsafe {{ std::ffi::CStr::from_ptr(dlerror()) }}.to_string_lossy());
    }}
}}"#,
            path = path.to_string_lossy(),
            flags = libc::RTLD_NOW | libc::RTLD_GLOBAL,
        );
        self.execute(&Cell { code: &code, number: 0, allow_stdin: false }, sink)
    }

    /// Asks a part of the process of the cells, which needs no Rust to be compiled. `library` is loaded
    /// before, if given; `cell` gives the number and says whether the user can be asked.
    ///
    /// # Errors
    /// What the service says; the session goes back to what it was.
    fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        library: Option<&Path>,
        cell: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let _ = (request, library, cell, sink);
        Err(CellError::unsupported(&format!("the service `{name}`"), "write it in Rust"))
    }

    /// Text that the front end should put into the user's next cell (`%load`), once.
    fn take_next_input(&mut self) -> Option<String> {
        None
    }

    /// Ends the session and every process and file that belongs to it.
    fn shutdown(&mut self);
}
