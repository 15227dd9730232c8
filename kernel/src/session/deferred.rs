use std::cell::RefCell;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rootlet_display::MimeBundle;
use rootlet_evaluator::{
    Cell, CellError, CellTiming, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Output, OutputSink,
    StreamName, Variable,
};

use super::Engine;

/// How long a question that is not a cell waits for the start: clients give up after about a second.
const PATIENCE: Duration = Duration::from_millis(700);

/// An evaluator that starts in the background, so that the kernel answers at once.
///
/// The first cell waits for the start and shows its progress. If the start fails, that cell fails
/// with the reason, and the next cell tries again: the user may have installed rustc meanwhile.
pub struct DeferredEvaluator {
    engine: Arc<dyn Engine>,
    state: RefCell<State>,
    interrupter: Arc<DeferredInterrupt>,
}

enum State {
    Starting { events: Receiver<Event>, progress: String },
    Running(Box<dyn Evaluator>),
    Failed,
}

enum Event {
    Progress(String),
    Started(Result<Box<dyn Evaluator>, CellError>),
    /// The user does not want to wait any longer.
    Interrupted,
}

impl DeferredEvaluator {
    /// Begins to start `engine` and returns at once.
    pub fn start(engine: Arc<dyn Engine>) -> Self {
        let interrupter = Arc::new(DeferredInterrupt::default());
        let state = RefCell::new(start(&engine, &interrupter));
        Self { engine, state, interrupter }
    }

    /// The evaluator, for calls that a cell makes; shows the progress of the start.
    fn wait_for_cell(&mut self, sink: &mut dyn OutputSink) -> Result<&mut Box<dyn Evaluator>, CellError> {
        let state = self.state.get_mut();
        if matches!(state, State::Failed) {
            *state = start(&self.engine, &self.interrupter);
        }
        if let State::Starting { events, progress } = state {
            let show = |sink: &mut dyn OutputSink, text| {
                sink.output(Output::Stream { name: StreamName::Stderr, text });
            };
            // An interrupt from before this cell is none of its business.
            let mut started = None;
            for event in events.try_iter() {
                match event {
                    Event::Progress(text) => progress.push_str(&text),
                    Event::Started(result) => started = Some(result),
                    Event::Interrupted => {}
                }
            }
            if !progress.is_empty() {
                show(sink, std::mem::take(progress));
            }
            let result = loop {
                if let Some(result) = started.take() {
                    break result;
                }
                match events.recv() {
                    Ok(Event::Progress(text)) => show(sink, text),
                    Ok(Event::Started(result)) => started = Some(result),
                    Ok(Event::Interrupted) => return Err(interrupted()),
                    Err(_) => started = Some(Err(start_panicked())),
                }
            };
            *state = match adopt(&self.interrupter, result) {
                Ok(running) => running,
                Err(error) => {
                    *state = State::Failed;
                    return Err(error);
                }
            };
        }
        match state {
            State::Running(evaluator) => Ok(evaluator),
            State::Starting { .. } | State::Failed => Err(start_panicked()),
        }
    }

    /// Asks the evaluator, if it runs before the patience ends.
    fn ask<T>(&self, question: impl FnOnce(&mut dyn Evaluator) -> T) -> Option<T> {
        let mut state = self.state.borrow_mut();
        if let State::Starting { events, progress } = &mut *state {
            let deadline = Instant::now() + PATIENCE;
            let result = loop {
                match events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                    Ok(Event::Progress(text)) => progress.push_str(&text),
                    Ok(Event::Started(result)) => break result,
                    Ok(Event::Interrupted) | Err(RecvTimeoutError::Timeout) => return None,
                    Err(RecvTimeoutError::Disconnected) => break Err(start_panicked()),
                }
            };
            *state = match adopt(&self.interrupter, result) {
                Ok(running) => running,
                Err(error) => {
                    tracing::warn!("the evaluator did not start: {error}");
                    State::Failed
                }
            };
        }
        match &mut *state {
            State::Running(evaluator) => Some(question(evaluator.as_mut())),
            State::Starting { .. } | State::Failed => None,
        }
    }
}

/// Starts the engine in a thread of its own.
fn start(engine: &Arc<dyn Engine>, interrupter: &DeferredInterrupt) -> State {
    let (sender, events) = mpsc::channel();
    interrupter.set(Target::Starting(sender.clone()));
    let engine = Arc::clone(engine);
    thread::spawn(move || {
        let result = engine.start(&mut |line| {
            let _ = sender.send(Event::Progress(format!("{line}\n")));
        });
        // Nobody listens any more when the session ended meanwhile; then the evaluator ends here.
        if let Err(mpsc::SendError(Event::Started(Ok(mut unwanted)))) = sender.send(Event::Started(result)) {
            unwanted.shutdown();
        }
    });
    State::Starting { events, progress: String::new() }
}

/// The state after a start; a failed start is told once and tried again by the next cell.
fn adopt(interrupter: &DeferredInterrupt, result: Result<Box<dyn Evaluator>, CellError>) -> Result<State, CellError> {
    let evaluator = result?;
    interrupter.set(Target::Running(evaluator.interrupter()));
    Ok(State::Running(evaluator))
}

fn interrupted() -> CellError {
    let message = "interrupted before the evaluator had started; it goes on starting".to_owned();
    CellError { name: "Interrupted".to_owned(), traceback: vec![message.clone()], message }
}

fn start_panicked() -> CellError {
    let message = "the evaluator did not start; run the cell again to retry".to_owned();
    CellError { name: "StartError".to_owned(), traceback: vec![message.clone()], message }
}

/// Reaches whatever runs at present: the start or the evaluator.
#[derive(Default)]
struct DeferredInterrupt {
    target: Mutex<Target>,
}

#[derive(Default)]
enum Target {
    #[default]
    Nothing,
    Starting(Sender<Event>),
    Running(Arc<dyn Interrupt>),
}

impl DeferredInterrupt {
    fn set(&self, target: Target) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }
}

impl Interrupt for DeferredInterrupt {
    fn interrupt(&self) {
        match &*self.target.lock().unwrap_or_else(PoisonError::into_inner) {
            Target::Nothing => {}
            Target::Starting(events) => {
                let _ = events.send(Event::Interrupted);
            }
            Target::Running(interrupt) => interrupt.interrupt(),
        }
    }
}

impl Evaluator for DeferredEvaluator {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.wait_for_cell(sink)?.execute(cell, sink)
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        self.ask(|evaluator| evaluator.evaluate(expression)).unwrap_or_else(|| Err(start_panicked()))
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        let nothing = Completion { matches: Vec::new(), start: cursor, end: cursor };
        self.ask(|evaluator| evaluator.complete(code, cursor)).unwrap_or(nothing)
    }

    fn inspect(&mut self, code: &str, cursor: usize, detail: u8) -> Option<MimeBundle> {
        self.ask(|evaluator| evaluator.inspect(code, cursor, detail))?
    }

    fn is_complete(&self, code: &str) -> Completeness {
        self.ask(|evaluator| evaluator.is_complete(code)).unwrap_or(Completeness::Complete)
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::clone(&self.interrupter) as Arc<dyn Interrupt>
    }

    fn info(&self) -> EngineInfo {
        self.engine.info()
    }

    fn variables(&mut self) -> Vec<Variable> {
        self.ask(|evaluator| evaluator.variables()).unwrap_or_default()
    }

    fn timing(&self) -> Option<CellTiming> {
        self.ask(|evaluator| evaluator.timing())?
    }

    fn process_id(&self) -> Option<u32> {
        self.ask(|evaluator| evaluator.process_id())?
    }

    fn reset(&mut self) -> Result<(), CellError> {
        self.ask(|evaluator| evaluator.reset()).unwrap_or_else(|| Err(start_panicked()))
    }

    fn add_dependency(&mut self, specification: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.wait_for_cell(sink)?.add_dependency(specification, sink)
    }

    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        self.ask(|evaluator| evaluator.set_option(name, value)).unwrap_or_else(|| Err(start_panicked()))
    }

    fn execute_kept(
        &mut self,
        cell: &Cell<'_>,
        opt_level: Option<&str>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        self.wait_for_cell(sink)?.execute_kept(cell, opt_level, sink)
    }

    fn prepare_kept(&mut self, code: &str, opt_level: Option<&str>) {
        self.ask(|evaluator| evaluator.prepare_kept(code, opt_level));
    }

    fn load_library(&mut self, path: &Path, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.wait_for_cell(sink)?.load_library(path, sink)
    }

    fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        library: Option<&Path>,
        cell: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        self.wait_for_cell(sink)?.service(name, request, library, cell, sink)
    }

    fn take_next_input(&mut self) -> Option<String> {
        match self.state.get_mut() {
            State::Running(evaluator) => evaluator.take_next_input(),
            State::Starting { .. } | State::Failed => None,
        }
    }

    fn shutdown(&mut self) {
        self.interrupter.set(Target::Nothing);
        if let State::Running(mut evaluator) = std::mem::replace(self.state.get_mut(), State::Failed) {
            evaluator.shutdown();
        }
    }
}
