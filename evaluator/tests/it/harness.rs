use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::native::{NativeEvaluator, Options};
use rootlet_evaluator::{Cell, CellError, Evaluator, Output, OutputSink, StreamName};

/// What a cell made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) result: Option<MimeBundle>,
    pub(crate) displays: Vec<MimeBundle>,
    /// Everything in the order of its arrival, in short.
    pub(crate) order: Vec<String>,
    pub(crate) answers: Vec<String>,
}

impl OutputSink for Made {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name: StreamName::Stdout, text } => {
                self.order.push(format!("out {text}"));
                self.stdout.push_str(&text);
            }
            Output::Stream { name: StreamName::Stderr, text } => {
                self.order.push(format!("err {text}"));
                self.stderr.push_str(&text);
            }
            Output::Display(DisplayEvent::Result(bundle)) => self.result = Some(bundle),
            Output::Display(DisplayEvent::Display { bundle, .. }) => {
                self.order.push(format!("display {}", bundle.plain_text().unwrap_or_default()));
                self.displays.push(bundle);
            }
            Output::Display(_) => {}
        }
    }

    fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
        if self.answers.is_empty() { Err(InputError::NotAvailable) } else { Ok(self.answers.remove(0)) }
    }
}

/// One engine for all tests of this program: starting one costs more than most sessions.
pub(crate) fn engine() -> MutexGuard<'static, NativeEvaluator> {
    static ENGINE: LazyLock<Mutex<NativeEvaluator>> = LazyLock::new(|| Mutex::new(start()));
    let mut engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
    engine.reset().expect("the engine starts again");
    engine
}

pub(crate) fn start() -> NativeEvaluator {
    let options =
        Options { host: vec![env!("CARGO_BIN_EXE_rootlet-evaluator").into()], memory_limit: None, words: Vec::new() };
    NativeEvaluator::start(options, &mut |line| eprintln!("{line}")).expect("the engine starts")
}

/// Runs one cell that may ask for input.
pub(crate) fn run(
    engine: &mut NativeEvaluator,
    number: u32,
    code: &str,
    answers: &[&str],
) -> (Made, Result<(), CellError>) {
    run_in(engine, number, code, answers)
}

/// The same in any engine.
pub(crate) fn run_in(
    engine: &mut dyn Evaluator,
    number: u32,
    code: &str,
    answers: &[&str],
) -> (Made, Result<(), CellError>) {
    let mut made = Made { answers: answers.iter().map(|&answer| answer.to_owned()).collect(), ..Made::default() };
    let result = engine.execute(&Cell { code, number, allow_stdin: !answers.is_empty() }, &mut made);
    (made, result)
}

/// The plain text of a cell's value.
pub(crate) fn value(engine: &mut NativeEvaluator, code: &str) -> String {
    let (made, result) = run(engine, 1, code, &[]);
    if let Err(error) = result {
        panic!("`{code}`: {}", error.traceback.join("\n"));
    }
    made.result.and_then(|bundle| bundle.plain_text().map(str::to_owned)).unwrap_or_default()
}
