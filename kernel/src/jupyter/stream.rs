use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rootlet_evaluator::StreamName;
use serde_json::json;

use super::iopub::IoPub;
use super::message::Parent;

/// Between two messages of a stream: a front end draws no faster.
const PERIOD: Duration = Duration::from_millis(50);

/// Text waits so long for more; a cell that prints a few lines and ends sends one message.
const PATIENCE: Duration = Duration::from_millis(5);

/// Text of this length is sent at once, in bytes.
const FULL: usize = 64 << 10;

/// Joins what a cell prints into few messages, without holding it back for longer than [`PERIOD`].
///
/// 200 000 lines become some hundred messages. Whatever must come after the text calls
/// [`StreamBuffer::flush`] first.
pub(super) struct StreamBuffer {
    iopub: IoPub,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Printed and not yet sent.
    pending: Option<Pending>,
    last_sent: Option<Instant>,
    is_closed: bool,
}

struct Pending {
    name: StreamName,
    text: String,
    parent: Parent,
    due: Instant,
}

impl StreamBuffer {
    /// An empty buffer, and the thread that sends its text in time; [`StreamBuffer::close`] ends it.
    pub(super) fn start(iopub: IoPub) -> Arc<Self> {
        let state = Mutex::new(State { pending: None, last_sent: None, is_closed: false });
        let buffer = Arc::new(Self { iopub, state, changed: Condvar::new() });
        let sender = Arc::clone(&buffer);
        thread::spawn(move || sender.send_in_time());
        buffer
    }

    /// Takes text; blocks while subscribers are slow.
    pub(super) fn write(&self, parent: &Parent, name: StreamName, text: &str) {
        let mut state = self.lock();
        if state.pending.as_ref().is_some_and(|pending| pending.name != name) {
            self.send(&mut state);
        }
        if let Some(pending) = &mut state.pending {
            pending.text.push_str(text);
        } else {
            let now = Instant::now();
            let due = state.last_sent.map_or(now, |last| last + PERIOD).max(now + PATIENCE);
            state.pending = Some(Pending { name, text: text.to_owned(), parent: parent.clone(), due });
            self.changed.notify_one();
        }
        if state.pending.as_ref().is_some_and(|pending| pending.text.len() >= FULL) {
            self.send(&mut state);
        }
    }

    /// Sends what is there.
    pub(super) fn flush(&self) {
        self.send(&mut self.lock());
    }

    /// Sends what is there and ends the thread.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        self.send(&mut state);
        state.is_closed = true;
        self.changed.notify_one();
    }

    fn send_in_time(&self) {
        let mut state = self.lock();
        while !state.is_closed {
            let now = Instant::now();
            state = match &state.pending {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(pending) if pending.due > now => {
                    let wait = pending.due - now;
                    self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => {
                    self.send(&mut state);
                    state
                }
            };
        }
    }

    /// Publishes while the state is locked, so that nothing overtakes the text.
    fn send(&self, state: &mut State) {
        if let Some(Pending { name, text, parent, .. }) = state.pending.take() {
            self.iopub.send_paced("stream", &parent, &json!({"name": name.as_str(), "text": text}));
            state.last_sent = Some(Instant::now());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
