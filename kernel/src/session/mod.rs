//! A session: cells in, outputs out, without a socket.
//!
//! The kernel, the headless runner and the prompt all hold a [`Session`]. It counts cells,
//! keeps the history, answers `name?`, and hands everything else to an [`Evaluator`].

mod deferred;
mod engine;
mod glob;
mod help;
mod history;

use std::sync::Arc;

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{
    Cell, CellError, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Output, OutputSink,
};
use rootlet_magics::WithMagics;

pub use deferred::DeferredEvaluator;
pub use engine::Engine;
pub use history::{Access, Entry, History};

use help::HelpRequest;

/// One cell to run, as Jupyter's `execute_request` describes it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The source text.
    pub code: &'a str,
    /// Whether the cell gets a number of its own and a place in the history.
    pub store_history: bool,
    /// Whether somebody can answer a question of the cell.
    pub allow_stdin: bool,
    /// Name and expression: evaluated after the cell, if it succeeded.
    pub user_expressions: &'a [(String, String)],
}

impl<'a> Request<'a> {
    /// A cell that is numbered and remembered and cannot ask for input.
    pub fn new(code: &'a str) -> Self {
        Self { code, store_history: true, allow_stdin: false, user_expressions: &[] }
    }
}

/// How a cell ended.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The number of the cell, as in `In[7]`.
    pub execution_count: u32,
    /// What went wrong, if anything.
    pub outcome: Result<(), CellError>,
    /// What the front end should do besides showing outputs.
    pub payload: Vec<Payload>,
    /// The values of the user expressions; empty after an error.
    pub user_expressions: Vec<(String, Result<MimeBundle, CellError>)>,
}

/// Something that the front end should do besides showing outputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// Show this in a pager.
    Page(MimeBundle),
    /// Put this text into the user's next cell.
    NextInput(String),
}

/// One user's cells, in order.
pub struct Session {
    evaluator: Box<dyn Evaluator>,
    history: History,
    /// How many cells were counted so far.
    count: u32,
}

impl Session {
    /// A session that has run nothing yet; it gives magics to an evaluator that knows only Rust.
    pub fn new(evaluator: Box<dyn Evaluator>, history: History) -> Self {
        Self { evaluator: Box::new(WithMagics::new(evaluator)), history, count: 0 }
    }

    /// The number that the next cell will carry; the first is 1.
    pub fn next_number(&self) -> u32 {
        self.count + 1
    }

    /// Runs one cell to its end; its outputs reach `sink` in order, all before this returns.
    pub fn execute(&mut self, request: &Request<'_>, sink: &mut dyn OutputSink) -> Reply {
        let number = self.next_number();
        if request.code.trim().is_empty() {
            let user_expressions = self.evaluate_all(request.user_expressions);
            return Reply { execution_count: number, outcome: Ok(()), payload: Vec::new(), user_expressions };
        }
        if request.store_history {
            self.count = number;
            self.history.record(number, request.code);
        }

        let mut sink = ResultCatcher { sink, result: None };
        let mut payload = Vec::new();
        let outcome = if let Some(page) = self.help(request.code) {
            payload.push(Payload::Page(page));
            Ok(())
        } else {
            // A cell without a place in the history has no number that anybody could refer to.
            let number = if request.store_history { number } else { 0 };
            let cell = Cell { code: request.code, number, allow_stdin: request.allow_stdin };
            self.evaluator.execute(&cell, &mut sink)
        };
        payload.extend(self.evaluator.take_next_input().map(Payload::NextInput));
        if let (true, Some(result)) = (request.store_history, sink.result) {
            self.history.record_result(number, result);
        }

        let user_expressions = if outcome.is_ok() { self.evaluate_all(request.user_expressions) } else { Vec::new() };
        Reply { execution_count: number, outcome, payload, user_expressions }
    }

    /// Proposals at `cursor`, which counts code points.
    pub fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        self.evaluator.complete(code, cursor)
    }

    /// Documentation of the name at `cursor` (code points); `detail` 1 asks for the source as well.
    pub fn inspect(&mut self, code: &str, cursor: usize, detail: u8) -> Option<MimeBundle> {
        self.evaluator.inspect(code, cursor, detail)
    }

    /// Whether a console should run the code or wait for more lines.
    pub fn is_complete(&self, code: &str) -> Completeness {
        if HelpRequest::parse(code).is_some() {
            return Completeness::Complete;
        }
        self.evaluator.is_complete(code)
    }

    /// Earlier inputs, oldest first.
    pub fn history(&self, access: &Access<'_>) -> Vec<Entry> {
        self.history.entries(access)
    }

    /// A handle that stops the running cell.
    pub fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.evaluator.interrupter()
    }

    /// The language's version and a banner.
    pub fn info(&self) -> EngineInfo {
        self.evaluator.info()
    }

    /// Ends the session and everything that belongs to it.
    pub fn shutdown(&mut self) {
        self.evaluator.shutdown();
    }

    /// The page for a cell that is `name?`; `None` where the cell is something else or the name is unknown.
    fn help(&mut self, code: &str) -> Option<MimeBundle> {
        let request = HelpRequest::parse(code)?;
        self.evaluator.inspect(request.name, request.name.chars().count(), request.detail)
    }

    fn evaluate_all(&mut self, expressions: &[(String, String)]) -> Vec<(String, Result<MimeBundle, CellError>)> {
        expressions.iter().map(|(name, code)| (name.clone(), self.evaluator.evaluate(code))).collect()
    }
}

/// Passes everything on and keeps the text of the cell's result for the history.
struct ResultCatcher<'a> {
    sink: &'a mut dyn OutputSink,
    result: Option<String>,
}

impl OutputSink for ResultCatcher<'_> {
    fn output(&mut self, output: Output) {
        if let Output::Display(DisplayEvent::Result(bundle)) = &output {
            self.result = bundle.plain_text().map(str::to_owned);
        }
        self.sink.output(output);
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.sink.input(prompt, password)
    }
}
