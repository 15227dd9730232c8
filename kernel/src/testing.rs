//! An evaluator without a compiler, for the tests of this binary.

use std::sync::{Arc, Condvar, Mutex};

use rootlet_display::{DisplayEvent, MimeBundle};
use rootlet_evaluator::{
    Cell, CellError, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Output, OutputSink, StreamName,
};

/// Understands `print TEXT`, `value TEXT`, `fail TEXT` and `wait` (until interrupted).
#[derive(Default)]
pub(crate) struct FakeEvaluator {
    interrupt: Arc<FakeInterrupt>,
}

#[derive(Default)]
struct FakeInterrupt {
    asked: Mutex<bool>,
    changed: Condvar,
}

impl Interrupt for FakeInterrupt {
    fn interrupt(&self) {
        *self.asked.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

fn error(name: &str, message: &str) -> CellError {
    CellError { name: name.to_owned(), message: message.to_owned(), traceback: vec![format!("{name}: {message}")] }
}

impl Evaluator for FakeEvaluator {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let (word, rest) = cell.code.split_once(' ').unwrap_or((cell.code, ""));
        match word {
            "print" => sink.output(Output::Stream { name: StreamName::Stdout, text: rest.to_owned() }),
            "value" => sink.output(Output::Display(DisplayEvent::Result(MimeBundle::text(rest)))),
            "wait" => {
                let asked = self.interrupt.asked.lock().unwrap();
                let mut asked = self.interrupt.changed.wait_while(asked, |asked| !*asked).unwrap();
                *asked = false;
                return Err(error("Interrupted", "interrupted"));
            }
            _ => return Err(error("Fake", rest)),
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        Ok(MimeBundle::text(expression))
    }

    fn complete(&mut self, _code: &str, cursor: usize) -> Completion {
        Completion { matches: Vec::new(), start: cursor, end: cursor }
    }

    fn inspect(&mut self, _code: &str, _cursor: usize, _detail: u8) -> Option<MimeBundle> {
        None
    }

    fn is_complete(&self, _code: &str) -> Completeness {
        Completeness::Complete
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::clone(&self.interrupt) as Arc<dyn Interrupt>
    }

    fn info(&self) -> EngineInfo {
        EngineInfo { language_version: "1.0.0".to_owned(), banner: "fake".to_owned() }
    }

    fn shutdown(&mut self) {}
}
