use std::sync::Arc;

use rootlet_display::MimeBundle;
use rootlet_evaluator::{
    Cell, CellError, CellTiming, Completeness, Completion, EngineInfo, Evaluator, Interrupt, OutputSink, Variable,
};

use crate::cpp::CppSession;
use crate::python::PythonSession;
use crate::shell::Escalation;
use crate::sinks::Figures;
use crate::state::State;
use crate::{Context, MagicError, complete, help};

/// An evaluator whose cells may contain magics and shell lines.
///
/// It wraps an engine that knows only Rust and is an [`Evaluator`] itself, so that whoever runs
/// cells needs to know nothing of magics.
pub struct WithMagics {
    inner: Box<dyn Evaluator>,
    state: State,
}

impl WithMagics {
    /// Gives magics to an engine.
    pub fn new(inner: Box<dyn Evaluator>) -> Self {
        Self { inner, state: State::new() }
    }

    fn run(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), MagicError> {
        let mut figures = Figures { sink, interactive: Arc::clone(&self.state.interactive_figures) };
        let mut context = Context {
            evaluator: &mut *self.inner,
            sink: &mut figures,
            state: &mut self.state,
            number: cell.number,
            allow_stdin: cell.allow_stdin,
        };
        if context.state.always_time {
            crate::list::time::timed(&mut context, cell.code, 0)
        } else {
            context.run(cell.code, 0)
        }
    }
}

impl Evaluator for WithMagics {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.state.escalation.clear();
        self.state.history.push(cell.number, cell.code);
        self.run(cell, sink).map_err(CellError::from)
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        self.inner.evaluate(expression)
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        complete::complete(&mut *self.inner, &self.state, code, cursor)
    }

    fn inspect(&mut self, code: &str, cursor: usize, detail: u8) -> Option<MimeBundle> {
        match help::at_cursor(code, cursor, &self.state) {
            Some(bundle) => Some(bundle),
            None => self.inner.inspect(&complete::blanked(code), cursor, detail),
        }
    }

    fn is_complete(&self, code: &str) -> Completeness {
        match complete::completeness(code) {
            Some(completeness) => completeness,
            None => self.inner.is_complete(code),
        }
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::new(Both { program: Arc::clone(&self.state.escalation), rust: self.inner.interrupter() })
    }

    fn info(&self) -> EngineInfo {
        self.inner.info()
    }

    fn variables(&mut self) -> Vec<Variable> {
        let mut variables = self.inner.variables();
        variables.extend(self.state.cpp.variables());
        variables.extend(self.state.python.variables());
        variables
    }

    fn timing(&self) -> Option<CellTiming> {
        self.inner.timing()
    }

    fn process_id(&self) -> Option<u32> {
        self.inner.process_id()
    }

    fn reset(&mut self) -> Result<(), CellError> {
        self.state.has_sh_macro = false;
        self.state.python = PythonSession::default();
        self.state.cpp = CppSession::default();
        self.inner.reset()
    }

    fn add_dependency(&mut self, specification: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.inner.add_dependency(specification, sink)
    }

    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        self.inner.set_option(name, value)
    }

    fn execute_kept(
        &mut self,
        cell: &Cell<'_>,
        opt_level: Option<&str>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        self.inner.execute_kept(cell, opt_level, sink)
    }

    fn prepare_kept(&mut self, code: &str, opt_level: Option<&str>) {
        self.inner.prepare_kept(code, opt_level);
    }

    fn load_library(&mut self, path: &std::path::Path, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.inner.load_library(path, sink)
    }

    fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        library: Option<&std::path::Path>,
        cell: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        self.inner.service(name, request, library, cell, sink)
    }

    fn take_next_input(&mut self) -> Option<String> {
        self.state.next_input.take().or_else(|| self.inner.take_next_input())
    }

    fn shutdown(&mut self) {
        crate::list::bash::end_jobs(&mut self.state);
        self.inner.shutdown();
    }
}

/// Stops whichever runs: a program outside or Rust.
struct Both {
    program: Arc<Escalation>,
    rust: Arc<dyn Interrupt>,
}

impl Interrupt for Both {
    fn interrupt(&self) {
        self.program.interrupt();
        self.rust.interrupt();
    }
}
