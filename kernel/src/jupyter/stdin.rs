use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc as blocking;

use bytes::Bytes;
use rootlet_display::InputError;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::message::{Parent, Wire};
use super::router::Router;

/// Asks users; clones reach the same socket.
#[derive(Clone)]
pub(super) struct Stdin {
    events: mpsc::UnboundedSender<Event>,
    /// How many interrupts there were so far.
    interrupts: Arc<AtomicU64>,
}

enum Event {
    Ask(Question),
    Interrupt,
}

struct Question {
    identities: Vec<Bytes>,
    parent: Parent,
    content: Value,
    /// How many interrupts there were when the cell started.
    interrupts: u64,
    answer: blocking::Sender<Result<String, InputError>>,
}

/// The task's side of [`Stdin`].
pub(super) struct StdinQueue {
    events: mpsc::UnboundedReceiver<Event>,
    interrupts: Arc<AtomicU64>,
}

/// Who is asked, and since when an interrupt counts.
pub(super) struct Asked<'a> {
    /// The client that sent the cell; its stdin socket has the same identity as its shell socket.
    pub(super) identities: &'a [Bytes],
    pub(super) parent: &'a Parent,
    /// [`Stdin::interrupts`] when the cell started.
    pub(super) interrupts: u64,
}

impl Stdin {
    pub(super) fn new() -> (Self, StdinQueue) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let interrupts = Arc::new(AtomicU64::new(0));
        (Self { events: sender, interrupts: Arc::clone(&interrupts) }, StdinQueue { events: receiver, interrupts })
    }

    /// How many interrupts there were so far.
    pub(super) fn interrupts(&self) -> u64 {
        self.interrupts.load(Ordering::SeqCst)
    }

    /// Asks one client and waits for the answer. Blocks: never call it in a task.
    pub(super) fn ask(&self, asked: &Asked<'_>, prompt: &str, password: bool) -> Result<String, InputError> {
        let (answer, receiver) = blocking::channel();
        let question = Question {
            identities: asked.identities.to_vec(),
            parent: asked.parent.clone(),
            content: json!({"prompt": prompt, "password": password}),
            interrupts: asked.interrupts,
            answer,
        };
        self.events.send(Event::Ask(question)).map_err(|_| InputError::NotAvailable)?;
        receiver.recv().unwrap_or(Err(InputError::NotAvailable))
    }

    /// Ends a pending question, and those that the running cell is about to ask.
    pub(super) fn interrupt(&self) {
        self.interrupts.fetch_add(1, Ordering::SeqCst);
        let _ = self.events.send(Event::Interrupt);
    }
}

impl StdinQueue {
    /// Sends questions and receives answers; one question is open at a time.
    pub(super) async fn serve(mut self, mut router: Router, wire: Wire) {
        let mut open: Option<Question> = None;
        loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Some(Event::Ask(question)) => open = self.send(question, &mut router, &wire),
                    Some(Event::Interrupt) => {
                        if let Some(question) = open.take() {
                            let _ = question.answer.send(Err(InputError::Interrupted));
                        }
                    }
                    None => return,
                },
                reply = router.receive() => {
                    let is_answer = reply.header.msg_type == "input_reply"
                        && open.as_ref().is_some_and(|question| question.identities == reply.identities);
                    // A reply names no question: one that comes too late must not answer the next.
                    let question = if is_answer { open.take() } else { None };
                    match (question, reply.content.get("value").and_then(Value::as_str)) {
                        (Some(question), Some(value)) => {
                            let _ = question.answer.send(Ok(value.to_owned()));
                        }
                        (question, _) => {
                            tracing::warn!("stdin: a message was dropped: it answers no question");
                            open = question.or(open);
                        }
                    }
                }
            }
        }
    }

    /// Sends the question and keeps it open, or answers it at once where nobody can.
    fn send(&self, question: Question, router: &mut Router, wire: &Wire) -> Option<Question> {
        if self.interrupts.load(Ordering::SeqCst) != question.interrupts {
            let _ = question.answer.send(Err(InputError::Interrupted));
            return None;
        }
        let frames = wire.ask(&question.identities, "input_request", &question.parent, &question.content);
        if router.send(&frames) {
            Some(question)
        } else {
            let _ = question.answer.send(Err(InputError::NotAvailable));
            None
        }
    }
}
