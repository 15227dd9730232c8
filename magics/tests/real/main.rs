//! Cells of every language with the real engine: every case of `*.txt` is a session.
//!
//! A case is `=== name`, cells separated by `+++`, `---`, and what the session made of them. `=== name, needs numpy`
//! is left out where the session's Python has no such module. A cell that begins with `#interrupt 500` is interrupted
//! after so many milliseconds; one that begins with `#quiet` prints too much to be written down.
//! `UPDATE_CASES=1 cargo test -p rootlet-magics --test real` writes what it makes now; read the difference before you
//! commit it. An argument chooses the cases whose names contain it.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

#[path = "../common/transcript.rs"]
mod transcript;

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use rootlet_display::InputError;
use rootlet_evaluator::native::{NativeEvaluator, Options, supervise};
use rootlet_evaluator::{Cell, Evaluator, Output, OutputSink};
use rootlet_magics::WithMagics;

use transcript::Transcript;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|word| word == "supervise") {
        std::process::exit(supervise(&arguments[2..]));
    }
    let only = arguments.iter().skip(1).filter_map(|word| word.to_str()).find(|word| !word.starts_with('-'));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let mut sessions = Sessions::start();
    let (mut count, mut left_out, mut wrong) = (0, 0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let mut written = String::new();
        for case in text.split("=== ").skip(1) {
            let (name, rest) = case.split_once('\n').expect("a name and a line");
            let (cells, expected) = rest.split_once("\n---\n").expect("what the cells make");
            let needs = name.split_once(", needs ").map(|(_, module)| module);
            let runs = only.is_none_or(|only| name.contains(only)) && needs.is_none_or(|module| sessions.has(module));
            let made = if runs { sessions.run(cells) } else { expected.to_owned() };
            left_out += usize::from(!runs);
            count += usize::from(runs);
            if made.trim() != expected.trim() {
                wrong.push(format!("{name}\n--- expected\n{}\n--- made\n{made}", expected.trim()));
            }
            let _ = write!(written, "=== {name}\n{cells}\n---\n{}\n\n", made.trim_end());
        }
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&file, written.trim_end().to_owned() + "\n").expect("a writable file");
        }
    }
    sessions.evaluator.shutdown();
    println!("{count} sessions, {} of them differ, {left_out} left out", wrong.len());
    if wrong.is_empty() || std::env::var_os("UPDATE_CASES").is_some() {
        return ExitCode::SUCCESS;
    }
    println!("\n{}", wrong.join("\n\n"));
    ExitCode::FAILURE
}

/// One engine for all sessions: starting one costs more than most sessions.
struct Sessions {
    evaluator: WithMagics,
    modules: HashMap<String, bool>,
}

impl Sessions {
    fn start() -> Self {
        let program = std::env::current_exe().expect("the path of this program");
        let options = Options { host: vec![program.into(), "supervise".into()], memory_limit: None, words: Vec::new() };
        let engine = NativeEvaluator::start(options, &mut |line| eprintln!("{line}")).expect("the engine starts");
        Self { evaluator: WithMagics::new(Box::new(engine)), modules: HashMap::new() }
    }

    /// Whether the Python of the sessions has a module.
    fn has(&mut self, module: &str) -> bool {
        let ask = || {
            let folder = std::env::var("VIRTUAL_ENV").or_else(|_| std::env::var("CONDA_PREFIX"));
            let python = folder.map_or_else(|_| PathBuf::from("python3"), |path| Path::new(&path).join("bin/python"));
            Command::new(python).args(["-c", &format!("import {module}")]).output().is_ok_and(|it| it.status.success())
        };
        *self.modules.entry(module.to_owned()).or_insert_with(ask)
    }

    fn run(&mut self, cells: &str) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        self.evaluator.reset().expect("the engine starts again");
        let mut transcript = Transcript::default();
        let enter = format!("%cd {}", folder.path().display());
        let entered = self.evaluator.execute(&cell(0, &enter), &mut Transcript::default());
        entered.expect("the folder can be entered");
        for (number, code) in (1..).zip(cells.split("\n+++\n")) {
            let (code, patience) = directive(code, "#interrupt ");
            let (code, quiet) = directive(code, "#quiet");
            if let Some(patience) = patience {
                let interrupter = self.evaluator.interrupter();
                let patience = Duration::from_millis(patience.parse().expect("milliseconds"));
                thread::spawn(move || {
                    thread::sleep(patience);
                    interrupter.interrupt();
                });
            }
            let result = if quiet.is_some() {
                self.evaluator.execute(&cell(number, code), &mut Nowhere)
            } else {
                self.evaluator.execute(&cell(number, code), &mut transcript)
            };
            if let Err(error) = result {
                transcript.error(&error);
            }
        }
        let path = folder.path().canonicalize().expect("the folder is there");
        without_marks(&plain(&transcript.shown())).replace(&*path.to_string_lossy(), "DIR")
    }
}

fn cell(number: u32, code: &str) -> Cell<'_> {
    Cell { code, number, allow_stdin: true }
}

/// Takes `#word value` off the first line.
fn directive<'a>(code: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let (first, rest) = code.split_once('\n').unwrap_or((code, ""));
    match first.strip_prefix(word) {
        Some(value) => (rest, Some(value)),
        None => (code, None),
    }
}

/// Text without ANSI colours.
fn plain(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        result.push_str(&rest[..at]);
        rest = rest[at..].split_once(['m', 'K']).map_or("", |(_, after)| after);
    }
    result + rest
}

/// Text without the lines that mark a place with `^`: each version of Python and of g++ marks in its own way.
fn without_marks(text: &str) -> String {
    let is_mark = |line: &str| line.contains('^') && line.chars().all(|c| " |^~".contains(c));
    text.lines().filter(|line| !is_mark(line)).fold(String::new(), |text, line| text + line + "\n")
}

struct Nowhere;

impl OutputSink for Nowhere {
    fn output(&mut self, _: Output) {}

    fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAvailable)
    }
}
