//! evcxr as a second engine: `--engine evcxr`, and an independent opinion on the session suite.
//!
//! What it cannot do is its own affair: a panic or a crash loses variables, a display is printed text, there is no
//! stdin, and the library of notebooks is not there. This is the only file that names the crate.

use std::process::{Child, Command};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::evcxr::{CommandContext, EvalContext, EvalContextOutputs, EvalOutputs};
use rootlet_display::{DisplayEvent, MimeBundle};

use crate::{
    Cell, CellError, CellTiming, Completeness, Completion, EngineInfo, Error, Evaluator, Interrupt, Match, Output,
    OutputSink, StreamName, Toolchain, Variable,
};

/// How long a finished cell's last words on stderr may take; they come through a thread of evcxr's.
const LAST_WORDS: Duration = Duration::from_millis(15);

/// Must be called first in a program that [`EvcxrEvaluator::start`] is given: evcxr runs it as the process of the cells
/// and as a wrapper of rustc, and then does not return.
pub fn become_runtime() {
    ::evcxr::runtime_hook();
}

/// A session of evcxr.
pub struct EvcxrEvaluator {
    context: CommandContext,
    outputs: EvalContextOutputs,
    interrupter: Arc<Killer>,
    version: String,
    timing: CellTiming,
}

impl EvcxrEvaluator {
    /// Starts a session whose process is `program`, which calls [`become_runtime`].
    ///
    /// # Errors
    /// No rustc, or evcxr's own reason.
    pub fn start(program: &std::path::Path) -> Result<Self, Error> {
        let version = Toolchain::find()?.version;
        let (context, outputs) = EvalContext::with_subprocess_command(Command::new(program))
            .map_err(|error| Error::Start { reason: error.to_string() })?;
        let mut context = CommandContext::with_eval_context(context);
        // As quick a compile as ours.
        context.set_opt_level("0").map_err(|error| Error::Start { reason: error.to_string() })?;
        let interrupter = Arc::new(Killer { process: context.process_handle() });
        Ok(Self { context, outputs, interrupter, version, timing: CellTiming::default() })
    }

    /// Runs code in a thread of its own, as evcxr waits until somebody takes what the cell prints.
    fn run(&mut self, code: &str, sink: &mut dyn OutputSink) -> Result<EvalOutputs, CellError> {
        let started = Instant::now();
        let (context, outputs) = (&mut self.context, &self.outputs);
        let result = std::thread::scope(|scope| {
            let running = scope.spawn(move || context.execute(code));
            loop {
                let finished = running.is_finished();
                let printed = pass_on(outputs, sink);
                if finished && !printed {
                    break running.join();
                }
                if !printed {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
        });
        let silence = Instant::now();
        while silence.elapsed() < LAST_WORDS {
            if !pass_on(outputs, sink) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        self.timing.run = started.elapsed();
        match result {
            Ok(result) => result.map_err(|error| cell_error(&error)),
            Err(_) => Err(CellError::simple("EngineError", "evcxr panicked")),
        }
    }
}

/// Hands over the lines that are there; whether there was one.
fn pass_on(outputs: &EvalContextOutputs, sink: &mut dyn OutputSink) -> bool {
    let mut any = false;
    for (name, lines) in [(StreamName::Stdout, &outputs.stdout), (StreamName::Stderr, &outputs.stderr)] {
        while let Ok(line) = lines.try_recv() {
            any = true;
            sink.output(Output::Stream { name, text: line + "\n" });
        }
    }
    any
}

fn cell_error(error: &::evcxr::Error) -> CellError {
    match error {
        ::evcxr::Error::CompilationErrors(errors) => {
            let message = errors.first().map_or_else(String::new, |error| match error.code() {
                Some(code) => format!("{} [{code}]", error.message()),
                None => error.message(),
            });
            let traceback = errors.iter().map(|error| format!("{}\n{}", error.message(), error.rendered())).collect();
            CellError { name: "CompileError".into(), message, traceback }
        }
        ::evcxr::Error::SubprocessTerminated(reason) => {
            CellError::simple("Crash", &format!("{reason}; every variable is lost"))
        }
        other => CellError::simple("Error", &other.to_string()),
    }
}

impl Evaluator for EvcxrEvaluator {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let made = self.run(cell.code, sink)?;
        if let Some(text) = made.get("text/plain") {
            let mut bundle = MimeBundle::text(text);
            for (mime, content) in made.content_by_mime_type.iter().filter(|(mime, _)| *mime != "text/plain") {
                bundle = bundle.with(mime, content.clone());
            }
            sink.output(Output::Display(DisplayEvent::Result(bundle)));
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        let made = self.context.execute(expression).map_err(|error| cell_error(&error))?;
        Ok(made.get("text/plain").map_or_else(MimeBundle::new, MimeBundle::text))
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        let byte = |point: usize| code.char_indices().nth(point).map_or(code.len(), |(at, _)| at);
        let point = |byte: usize| code.get(..byte).unwrap_or(code).chars().count();
        let Ok(found) = self.context.completions(code, byte(cursor)) else {
            return Completion { matches: Vec::new(), start: cursor, end: cursor };
        };
        let matches = found.completions.into_iter().map(|found| Match {
            text: found.code,
            kind: found.kind.to_owned(),
            signature: Some(found.label),
        });
        Completion { matches: matches.collect(), start: point(found.start_offset), end: point(found.end_offset) }
    }

    fn inspect(&mut self, code: &str, cursor: usize, _: u8) -> Option<MimeBundle> {
        let byte = code.char_indices().nth(cursor).map_or(code.len(), |(at, _)| at);
        let (text, markdown) = self.context.hover_at(code, byte).ok()?;
        Some(MimeBundle::text(text).with("text/markdown", markdown))
    }

    fn is_complete(&self, code: &str) -> Completeness {
        crate::cell::completeness(code)
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.interrupter.clone()
    }

    fn info(&self) -> EngineInfo {
        EngineInfo {
            language_version: self.version.clone(),
            banner: format!("rootlet {} with evcxr and rustc {}", env!("CARGO_PKG_VERSION"), self.version),
        }
    }

    fn variables(&mut self) -> Vec<Variable> {
        let variable = |(name, type_name): (&str, &str)| Variable {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            value: None,
            language: "Rust",
        };
        let mut variables: Vec<_> = self.context.variables_and_types().map(variable).collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        variables
    }

    fn timing(&self) -> Option<CellTiming> {
        Some(self.timing)
    }

    fn process_id(&self) -> Option<u32> {
        Some(self.interrupter.process.lock().unwrap_or_else(PoisonError::into_inner).id())
    }

    fn reset(&mut self) -> Result<(), CellError> {
        self.context.execute(":clear").map(|_| ()).map_err(|error| cell_error(&error))
    }

    fn add_dependency(&mut self, specification: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.run(&format!(":dep {specification}"), sink).map(|_| ())
    }

    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        if !matches!(name, "opt" | "opt-level") || value.is_empty() {
            return Err(CellError::unsupported(
                &format!("the option `{name}`"),
                "`opt` with a value is one that it has",
            ));
        }
        self.context.set_opt_level(value).map_err(|error| cell_error(&error))?;
        Ok(value.to_owned())
    }

    fn shutdown(&mut self) {
        self.interrupter.interrupt();
    }
}

/// Stops a cell the only way that evcxr has.
struct Killer {
    process: Arc<Mutex<Child>>,
}

impl Interrupt for Killer {
    fn interrupt(&self) {
        // A process that is gone needs no end.
        let _ = self.process.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}
