use std::path::PathBuf;
use std::process::Command;

use rootlet_display::{DisplayEvent, MimeBundle};
use rootlet_evaluator::{Cell, Evaluator, Output, OutputSink, StreamName};

use crate::magic::{Call, Group};
use crate::segment::{Segment, split_cell};
use crate::shell::{Ended, Program};
use crate::sinks::{Capture, Captured, WithoutResults};
use crate::state::State;
use crate::{MagicError, names::KnownNames, options, python, table};

/// What a magic may use while it runs.
pub struct Context<'a> {
    /// Runs Rust.
    pub evaluator: &'a mut dyn Evaluator,
    /// Receives outputs.
    pub sink: &'a mut dyn OutputSink,
    /// What the session's magics remember.
    pub(crate) state: &'a mut State,
    /// The number of the cell.
    pub number: u32,
    /// Whether the user can be asked.
    pub allow_stdin: bool,
}

/// The text for Rust strings longer than this goes through a file: rustc reads literals slowly.
const LONGEST_LITERAL: usize = 32 * 1024;

impl Context<'_> {
    /// Prints to the cell's standard output.
    pub fn print(&mut self, text: impl Into<String>) {
        self.stream(StreamName::Stdout, text.into());
    }

    /// Prints to the cell's standard error.
    pub fn print_error(&mut self, text: impl Into<String>) {
        self.stream(StreamName::Stderr, text.into());
    }

    fn stream(&mut self, name: StreamName, text: String) {
        self.sink.output(Output::Stream { name, text });
    }

    /// Shows something.
    pub fn display(&mut self, bundle: MimeBundle) {
        self.sink.output(Output::Display(DisplayEvent::Display { bundle, id: None }));
    }

    /// Runs Rust, and nothing but Rust.
    ///
    /// # Errors
    /// As [`Evaluator::execute`].
    pub fn rust(&mut self, code: &str) -> Result<(), MagicError> {
        let cell = Cell { code, number: self.number, allow_stdin: self.allow_stdin };
        Ok(self.evaluator.execute(&cell, self.sink)?)
    }

    /// Runs Rust items that name nothing of the session; their compiled form is kept for later ones.
    pub(crate) fn kept_rust(&mut self, code: &str, opt_level: Option<&str>) -> Result<(), MagicError> {
        let cell = Cell { code, number: self.number, allow_stdin: self.allow_stdin };
        Ok(self.evaluator.execute_kept(&cell, opt_level, self.sink)?)
    }

    /// Asks the process of the cells, without compiling Rust.
    pub(crate) fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        library: Option<&std::path::Path>,
    ) -> Result<(), MagicError> {
        let cell = Cell { code: "", number: self.number, allow_stdin: self.allow_stdin };
        Ok(self.evaluator.service(name, request, library, &cell, self.sink)?)
    }

    /// Runs a cell or a part of one: Rust, magics and shell lines.
    ///
    /// `lines_before` blank lines are put before Rust text, so that errors name lines of the cell.
    ///
    /// # Errors
    /// The first one; unknown magics are found before anything runs.
    pub fn run(&mut self, code: &str, lines_before: usize) -> Result<(), MagicError> {
        let segments = split_cell(code, &KnownNames::new(self.evaluator, self.state));
        for segment in &segments {
            self.check(segment)?;
            // What follows may be a name that these define.
            if matches!(segment, Segment::Line { name, .. } if ["alias", "macro", "run", "rerun"].contains(&name.as_str()))
            {
                break;
            }
        }
        let count = segments.len();
        for (index, segment) in segments.into_iter().enumerate() {
            if self.state.escalation.was_asked() {
                return Err(MagicError::Interrupted);
            }
            if index + 1 < count {
                self.with_sink(WithoutResults, |context| context.segment(segment, lines_before))?;
            } else {
                self.segment(segment, lines_before)?;
            }
        }
        Ok(())
    }

    fn check(&self, segment: &Segment) -> Result<(), MagicError> {
        match segment {
            Segment::Line { name, .. } => table::check_line(name, self.state),
            Segment::Cell { name, .. } => table::check_cell(name),
            Segment::Assign { source, .. } => self.check(source),
            Segment::Rust(_) | Segment::Shell(_) | Segment::Help { .. } => Ok(()),
        }
    }

    fn segment(&mut self, segment: Segment, lines_before: usize) -> Result<(), MagicError> {
        match segment {
            Segment::Rust(code) => {
                self.give_sh_macro(&code)?;
                python::bind_for_rust(self, &code)?;
                let result = self.rust(&("\n".repeat(lines_before) + &code));
                if result.is_ok() {
                    self.state.python.rust_ran(&code);
                }
                result.map_err(|error| self.explain(error))
            }
            Segment::Line { name, arguments } => self.line(&name, &arguments, lines_before),
            Segment::Cell { name, arguments, body, lines_before: own } => {
                self.magic(&format!("%%{name}"), &arguments, Some(&body), lines_before + own)
            }
            Segment::Shell(command) => self.shell(&command),
            Segment::Help { name, detail } => crate::help::show(self, &name, detail),
            Segment::Assign { binding, source } => {
                let is_shell = matches!(*source, Segment::Shell(_));
                let text = self.captured_stdout(|context| context.segment(*source, lines_before))?;
                if is_shell { self.bind_lines(&binding, &text) } else { self.bind_text(&binding, text.trim_end()) }
            }
        }
    }

    /// The error of Rust code, with a word on a name that means something elsewhere.
    fn explain(&self, error: MagicError) -> MagicError {
        let MagicError::Cell(mut error) = error else { return error };
        let unknown = error.message.strip_prefix("cannot find value `").and_then(|rest| rest.split_once('`'));
        if let Some((name, _)) = unknown {
            let macros = self.state.macros.contains_key(name).then(|| format!("`{name}` is a macro: `%{name}`"));
            let advice = macros.or_else(|| self.state.python.unseen_by_rust(name));
            error.traceback.extend(advice.map(|advice| crate::error::hint(&advice)));
        }
        MagicError::Cell(error)
    }

    /// A line magic, an alias or a macro.
    fn line(&mut self, name: &str, arguments: &str, lines_before: usize) -> Result<(), MagicError> {
        if let Some(command) = self.state.aliases.get(name) {
            let command = crate::list::alias::expand(command, arguments);
            return self.shell(&command);
        }
        if let Some(code) = self.state.macros.get(name) {
            let code = code.clone();
            return self.run(&code, 0);
        }
        let written = if name.starts_with(':') { name.to_owned() } else { format!("%{name}") };
        self.magic(&written, arguments, None, lines_before)
    }

    fn magic(
        &mut self,
        written: &str,
        arguments: &str,
        body: Option<&str>,
        lines_before: usize,
    ) -> Result<(), MagicError> {
        let magic = table::find(written.trim_start_matches('%')).ok_or_else(|| MagicError::Unknown {
            written: written.to_owned(),
            near: table::near(written, self.state),
        })?;
        let about = magic.about();
        let names_files = matches!(about.group, Group::Shell | Group::Files) || about.name == "image";
        let arguments = &if body.is_none() && names_files {
            crate::list::bash::interpolate(self, arguments)
        } else {
            arguments.to_owned()
        };
        let usage = |problem: String| MagicError::Usage { magic: written.to_owned(), problem, usage: about.usage() };
        let arguments = options::parse(about, arguments).map_err(usage)?;
        magic.run(self, &Call { written, arguments, body, lines_before })
    }

    /// Runs a command line with the user's shell and shows its output.
    ///
    /// # Errors
    /// It ended with another code than 0.
    pub fn shell(&mut self, command: &str) -> Result<(), MagicError> {
        let command = crate::list::bash::interpolate(self, command);
        let mut program = self.program(shell_program());
        program.arg("-c").arg(&command);
        let ended = self.run_program(Program::new(program))?;
        Self::ended(&format!("`{command}`"), ended)
    }

    /// An error unless the program ended well.
    pub(crate) fn ended(command: &str, ended: Ended) -> Result<(), MagicError> {
        match ended {
            ended if ended.is_success() => Ok(()),
            Ended::Interrupted => Err(MagicError::Interrupted),
            ended => Err(MagicError::Command { command: command.to_owned(), ended }),
        }
    }

    /// A program with the session's directory and environment.
    pub(crate) fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.directory());
        for (name, value) in &self.state.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("PATH", self.state.search_path());
        command
    }

    /// Runs a program and shows its output while it is written.
    pub(crate) fn run_program(&mut self, program: Program) -> Result<Ended, MagicError> {
        let name = program.command.get_program().to_string_lossy().into_owned();
        let sink = &mut *self.sink;
        program
            .run(&self.state.escalation, &mut |name, text| sink.output(Output::Stream { name, text }))
            .map_err(MagicError::io(format!("run `{name}`")))
    }

    /// The directory of the session: that of the evaluator process, which user code may change.
    pub(crate) fn directory(&self) -> PathBuf {
        self.evaluator
            .process_id()
            .and_then(|id| std::fs::read_link(format!("/proc/{id}/cwd")).ok())
            .unwrap_or_else(|| self.state.directory.clone())
    }

    /// A path as the user means it: relative to the session's directory, `~` is home.
    pub(crate) fn path(&self, text: &str) -> PathBuf {
        let path = match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                PathBuf::from(self.environment("HOME").unwrap_or_default()).join(rest.trim_start_matches('/'))
            }
            _ => PathBuf::from(text),
        };
        self.directory().join(path)
    }

    /// A variable of the session's environment.
    pub(crate) fn environment(&self, name: &str) -> Option<String> {
        match self.state.environment.get(name) {
            Some(value) => value.clone(),
            None => std::env::var(name).ok(),
        }
    }

    /// Binds a Rust `String`.
    pub(crate) fn bind_text(&mut self, binding: &str, text: &str) -> Result<(), MagicError> {
        if text.len() <= LONGEST_LITERAL {
            return self.rust(&format!("let {binding}: String = String::from({text:?});"));
        }
        self.bind_by_file(binding, text, |file| format!("String = std::fs::read_to_string({file:?}).unwrap()"))
    }

    /// Binds the lines of a text as a Rust `Vec<String>`.
    pub(crate) fn bind_lines(&mut self, binding: &str, text: &str) -> Result<(), MagicError> {
        if text.len() <= LONGEST_LITERAL {
            let lines: Vec<&str> = text.lines().collect();
            return self.rust(&format!(
                "let {binding}: Vec<String> = {lines:?}.into_iter().map(|line: &str| String::from(line)).collect();"
            ));
        }
        self.bind_by_file(binding, text, |file| {
            format!("Vec<String> = std::fs::read_to_string({file:?}).unwrap().lines().map(String::from).collect()")
        })
    }

    fn bind_by_file(&mut self, binding: &str, text: &str, code: impl FnOnce(&str) -> String) -> Result<(), MagicError> {
        let file = tempfile::NamedTempFile::new().map_err(MagicError::io("make a temporary file"))?;
        std::fs::write(file.path(), text).map_err(MagicError::io("write a temporary file"))?;
        let code = code(&file.path().to_string_lossy());
        self.rust(&format!("let {binding}: {code};"))
    }

    /// Runs something and keeps what it prints to standard output.
    pub(crate) fn captured_stdout(
        &mut self,
        body: impl FnOnce(&mut Context<'_>) -> Result<(), MagicError>,
    ) -> Result<String, MagicError> {
        let mut captured = Captured::default();
        let keep = |output: &Output| matches!(output, Output::Stream { name: StreamName::Stdout, .. });
        self.with_sink(|inner| Capture { inner, captured: &mut captured, keep }, body)?;
        Ok(captured.text(StreamName::Stdout))
    }

    /// Runs something with another sink around this one.
    pub(crate) fn with_sink<'s, S: OutputSink, R>(
        &'s mut self,
        wrap: impl FnOnce(&'s mut dyn OutputSink) -> S,
        body: impl FnOnce(&mut Context<'_>) -> R,
    ) -> R {
        let mut sink = wrap(&mut *self.sink);
        body(&mut Context {
            evaluator: &mut *self.evaluator,
            sink: &mut sink,
            state: &mut *self.state,
            number: self.number,
            allow_stdin: self.allow_stdin,
        })
    }

    /// Defines `sh!` before the first cell that uses it.
    fn give_sh_macro(&mut self, code: &str) -> Result<(), MagicError> {
        if !self.state.has_sh_macro && code.contains("sh!") && !code.contains("macro_rules! sh") {
            self.state.has_sh_macro = true;
            self.rust(include_str!("sh_macro.rs"))?;
        }
        Ok(())
    }
}

/// Where sessions keep what the next one needs again.
pub(crate) fn cache() -> PathBuf {
    rootlet_evaluator::cache_folder().unwrap_or_else(|_| std::env::temp_dir().join("rootlet"))
}

/// `bash` where there is one, or else `sh`.
pub(crate) fn shell_program() -> &'static str {
    if ["/bin/bash", "/usr/bin/bash"].iter().any(|path| std::path::Path::new(path).exists()) { "bash" } else { "sh" }
}
