use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rootlet_display::{DisplayEvent, DisplayId, InputError, MimeBundle};
use rootlet_evaluator::{
    Cell, CellError, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Match, Output, OutputSink, StreamName,
};
use rootlet_kernel::session::Engine;

/// Longer than any test.
const FOREVER: Duration = Duration::from_hours(1);

/// Starts evaluators that do what the lines of a cell say, without a compiler.
///
/// | line | does |
/// | --- | --- |
/// | `print TEXT`, `eprint TEXT` | a line on stdout or stderr |
/// | `write TEXT` | text without a newline |
/// | `value TEXT` | the cell's result |
/// | `display TEXT`, `display-as ID TEXT`, `update ID TEXT` | displays |
/// | `clear`, `clear wait` | empties the output |
/// | `flood LINES LENGTH` | numbered lines of that length on stdout, one output each |
/// | `blocks N BYTES`, `pictures N BYTES` | N large texts on stdout, N large displays |
/// | `input PROMPT`, `password PROMPT` | asks, and prints the answer |
/// | `sleep MS`, `wait` | until the time is over, or an interrupt |
/// | `deaf MS` | the same without hearing interrupts |
/// | `next TEXT` | proposes the next cell |
/// | `fail TEXT` | ends the cell with an error |
/// | `panic` | a mistake of the evaluator itself |
#[derive(Clone, Default)]
pub struct FakeEngine {
    /// Where given, a start says that it builds, and ends when this does.
    gate: Option<Arc<Gate>>,
    /// How many starts fail before one succeeds.
    failing_starts: Arc<Mutex<u32>>,
}

impl FakeEngine {
    /// An engine that does not start before the gate is opened, and says so.
    pub fn gated(gate: &Arc<Gate>) -> Self {
        Self { gate: Some(Arc::clone(gate)), ..Self::default() }
    }

    /// An engine whose first starts fail.
    pub fn failing(times: u32) -> Self {
        Self { failing_starts: Arc::new(Mutex::new(times)), ..Self::default() }
    }
}

/// Something to wait for.
#[derive(Default)]
pub struct Gate {
    is_open: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    /// Lets everybody through, also those who come later.
    pub fn open(&self) {
        self.set(true);
    }

    fn set(&self, is_open: bool) {
        *lock(&self.is_open) = is_open;
        self.changed.notify_all();
    }

    /// Waits until it is open or the time is over; `true` if it is open.
    fn wait(&self, time: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(lock(&self.is_open), time, |is_open| !*is_open);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Engine for FakeEngine {
    fn info(&self) -> EngineInfo {
        EngineInfo { language_version: "1.95.0".to_owned(), banner: "a fake".to_owned() }
    }

    fn start(&self, progress: &mut dyn FnMut(&str)) -> Result<Box<dyn Evaluator>, CellError> {
        if let Some(gate) = &self.gate {
            progress("building the library");
            gate.wait(FOREVER);
        }
        let mut failing = lock(&self.failing_starts);
        if *failing > 0 {
            *failing -= 1;
            return Err(failure("StartError", "no rustc on PATH"));
        }
        Ok(Box::new(FakeEvaluator::default()))
    }
}

#[derive(Default)]
struct FakeEvaluator {
    /// Open after an interrupt.
    interrupt: Arc<FakeInterrupt>,
    next_input: Option<String>,
}

#[derive(Default)]
struct FakeInterrupt(Gate);

impl Interrupt for FakeInterrupt {
    fn interrupt(&self) {
        self.0.open();
    }
}

impl FakeEvaluator {
    fn run_line(&mut self, line: &str, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = |text: &str| text.parse::<usize>().map_err(|_| failure("SyntaxError", line));
        let mut stream = |name, text: String| sink.output(Output::Stream { name, text });
        match word {
            "print" => stream(StreamName::Stdout, format!("{rest}\n")),
            "eprint" => stream(StreamName::Stderr, format!("{rest}\n")),
            "write" => stream(StreamName::Stdout, rest.to_owned()),
            "flood" => {
                let filling = "x".repeat(number(second)?);
                for index in 0..number(first)? {
                    stream(StreamName::Stdout, format!("{index} {filling}\n"));
                }
            }
            "blocks" => {
                for _ in 0..number(first)? {
                    stream(StreamName::Stdout, "x".repeat(number(second)?));
                }
            }
            "value" => sink.output(Output::Display(DisplayEvent::Result(MimeBundle::text(rest)))),
            "display" => {
                sink.output(Output::Display(DisplayEvent::Display { bundle: MimeBundle::text(rest), id: None }));
            }
            "display-as" => {
                let (bundle, id) = (MimeBundle::text(second), Some(DisplayId(first.to_owned())));
                sink.output(Output::Display(DisplayEvent::Display { bundle, id }));
            }
            "update" => {
                let (bundle, id) = (MimeBundle::text(second), DisplayId(first.to_owned()));
                sink.output(Output::Display(DisplayEvent::Update { bundle, id }));
            }
            "pictures" => {
                for _ in 0..number(first)? {
                    let bundle = MimeBundle::text("a picture").with("image/png", "A".repeat(number(second)?));
                    sink.output(Output::Display(DisplayEvent::Display { bundle, id: None }));
                }
            }
            "clear" => sink.output(Output::Display(DisplayEvent::ClearOutput { wait: rest == "wait" })),
            "input" | "password" => match sink.input(rest, word == "password") {
                Ok(answer) => {
                    sink.output(Output::Stream { name: StreamName::Stdout, text: format!("got {answer}\n") });
                }
                Err(InputError::Interrupted) => return Err(failure("Interrupted", "interrupted while asking")),
                Err(error @ InputError::NotAvailable) => return Err(failure("InputError", &error.to_string())),
            },
            "sleep" | "wait" => {
                let time = if word == "wait" { FOREVER } else { Duration::from_millis(number(first)? as u64) };
                if self.interrupt.0.wait(time) {
                    return Err(failure("Interrupted", "interrupted"));
                }
            }
            "deaf" => thread::sleep(Duration::from_millis(number(first)? as u64)),
            "next" => self.next_input = Some(rest.to_owned()),
            "fail" => return Err(failure("Failure", rest)),
            "panic" => panic!("the fake evaluator was asked to panic"),
            _ => return Err(failure("SyntaxError", line)),
        }
        Ok(())
    }
}

impl Evaluator for FakeEvaluator {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        self.interrupt.0.set(false);
        cell.code.lines().try_for_each(|line| self.run_line(line, sink))
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        match expression {
            "unknown" => Err(failure("NameError", "no such name")),
            _ => Ok(MimeBundle::text(format!("<{expression}>"))),
        }
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        let before: String = code.chars().take(cursor).collect();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let matches = ["fail", "flood"].iter().filter(|name| name.starts_with(word)).map(|name| Match {
            text: (*name).to_owned(),
            kind: "function".to_owned(),
            signature: Some("(text)".to_owned()),
        });
        Completion { matches: matches.collect(), start: cursor - word.chars().count(), end: cursor }
    }

    fn inspect(&mut self, code: &str, _cursor: usize, detail: u8) -> Option<MimeBundle> {
        (code == "flood").then(|| MimeBundle::text(if detail == 0 { "prints lines" } else { "prints lines: source" }))
    }

    fn is_complete(&self, code: &str) -> Completeness {
        match code.chars().last() {
            Some('{') => Completeness::Incomplete { indent: "    ".to_owned() },
            Some('!') => Completeness::Invalid,
            _ => Completeness::Complete,
        }
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::clone(&self.interrupt) as Arc<dyn Interrupt>
    }

    fn info(&self) -> EngineInfo {
        FakeEngine::default().info()
    }

    fn take_next_input(&mut self) -> Option<String> {
        self.next_input.take()
    }

    fn shutdown(&mut self) {}
}

fn failure(name: &str, message: &str) -> CellError {
    CellError { name: name.to_owned(), message: message.to_owned(), traceback: vec![format!("{name}: {message}")] }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
