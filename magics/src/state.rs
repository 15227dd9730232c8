use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cpp::CppSession;
use crate::history::History;
use crate::python::PythonSession;
use crate::shell::Escalation;

/// What the magics of one session remember.
pub(crate) struct State {
    /// Where shells start, unless the evaluator process says otherwise.
    pub(crate) directory: PathBuf,
    /// Changes to the environment: a value, or `None` where the variable was removed.
    pub(crate) environment: BTreeMap<String, Option<String>>,
    /// `%alias`: name → command.
    pub(crate) aliases: BTreeMap<String, String>,
    /// `%macro`: name → code.
    pub(crate) macros: BTreeMap<String, String>,
    /// The cells so far.
    pub(crate) history: History,
    /// Programs started with `--bg`, by process id.
    pub(crate) jobs: Vec<Job>,
    /// Whether figures carry their interactive form.
    pub(crate) interactive_figures: Arc<AtomicBool>,
    /// Whether every cell tells its times (`:timing`).
    pub(crate) always_time: bool,
    /// Whether the `sh!` macro was given to the evaluator.
    pub(crate) has_sh_macro: bool,
    /// Text for the user's next cell.
    pub(crate) next_input: Option<String>,
    /// What stops the running program.
    pub(crate) escalation: Arc<Escalation>,
    /// What C++ cells declared.
    pub(crate) cpp: CppSession,
    /// Which names Python has.
    pub(crate) python: PythonSession,
}

/// A program in the background.
pub(crate) struct Job {
    pub(crate) id: u32,
    pub(crate) command: String,
}

impl State {
    /// The folders of programs: those of the session's `PATH`, then that of this program, so that cells find `rootlet`.
    pub(crate) fn search_path(&self) -> OsString {
        let path = match self.environment.get("PATH") {
            Some(changed) => changed.as_ref().map(OsString::from),
            None => std::env::var_os("PATH"),
        };
        let path = path.unwrap_or_default();
        let own = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_owned));
        let folders = std::env::split_paths(&path).chain(own);
        std::env::join_paths(folders).unwrap_or(path)
    }

    pub(crate) fn new() -> Self {
        Self {
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
            environment: BTreeMap::new(),
            aliases: BTreeMap::new(),
            macros: BTreeMap::new(),
            history: History::default(),
            jobs: Vec::new(),
            interactive_figures: Arc::new(AtomicBool::new(true)),
            always_time: false,
            has_sh_macro: false,
            next_input: None,
            escalation: Arc::default(),
            cpp: CppSession::default(),
            python: PythonSession::default(),
        }
    }
}
