use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{CellError, Completeness, Output, OutputSink};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::{Sender, UnboundedSender};
use uuid::Uuid;

use super::content;
use super::iopub::IoPub;
use super::message::{Request, Wire, now};
use super::serve::Exit;
use super::stdin::{Asked, Stdin};
use super::stream::StreamBuffer;
use crate::session::{self, Access, Payload, Session};

/// Cells that arrive so soon after a failed one were sent before the user could see the failure.
const ABORT_TIME: Duration = Duration::from_millis(100);

/// What the executor does next.
pub(super) enum Event {
    Request(Work),
    /// The kernel ends.
    Stop,
}

/// A request of the shell channel.
pub(super) struct Work {
    pub(super) request: Request,
    /// When it arrived, which may be long before its turn.
    pub(super) arrived: Instant,
}

/// Runs the requests of the shell channel in a thread of its own, one after the other.
pub(super) struct Executor {
    pub(super) session: Session,
    pub(super) wire: Wire,
    pub(super) iopub: IoPub,
    pub(super) stream: Arc<StreamBuffer>,
    pub(super) stdin: Stdin,
    pub(super) replies: UnboundedSender<Vec<Bytes>>,
    pub(super) kernel_info: Value,
    pub(super) exit: Sender<Exit>,
    /// Set when the kernel ends: what still waits is not begun.
    pub(super) stopping: Arc<AtomicBool>,
    /// Cells that arrived before this moment are not run.
    pub(super) abort_until: Option<Instant>,
}

/// The type, metadata and content of a reply.
type Reply = (&'static str, Value, Value);

impl Executor {
    /// Works until the shell task ends or the kernel stops; then ends the session.
    pub(super) fn run(mut self, events: &Receiver<Event>) {
        while let Ok(Event::Request(work)) = events.recv()
            && !self.stopping.load(Ordering::SeqCst)
        {
            // A mistake of ours may cost the reply, but never the session.
            if catch_unwind(AssertUnwindSafe(|| self.handle(&work))).is_err() {
                self.stream.flush();
                self.fail(&work.request);
                self.iopub.status(&work.request.parent, "idle");
            }
        }
        self.stream.close();
        self.session.shutdown();
    }

    fn handle(&mut self, work: &Work) {
        let request = &work.request;
        self.iopub.status(&request.parent, "busy");
        let reply = match request.header.msg_type.as_str() {
            "execute_request" => self.with_content(request, |this, content| this.execute(work, &content)),
            "kernel_info_request" => Some(("kernel_info_reply", json!({}), self.kernel_info.clone())),
            "complete_request" => self.with_content(request, |this, content| this.complete(&content)),
            "inspect_request" => self.with_content(request, |this, content| this.inspect(&content)),
            "is_complete_request" => self.with_content(request, |this, content| this.is_complete(&content)),
            "history_request" => self.with_content(request, |this, content| this.history(&content)),
            "comm_info_request" => Some(("comm_info_reply", json!({}), json!({"status": "ok", "comms": {}}))),
            "comm_open" => {
                self.refuse_comm(request);
                None
            }
            // No comm is open, so these are for one that was refused.
            "comm_msg" | "comm_close" => None,
            // Until protocol 5.3 clients could send it here.
            "shutdown_request" => {
                let restart = request.content.get("restart").and_then(Value::as_bool).unwrap_or(false);
                let _ = self.exit.try_send(Exit::Requested);
                Some(("shutdown_reply", json!({}), json!({"status": "ok", "restart": restart})))
            }
            other => {
                tracing::warn!("shell: a message of the unknown type `{other}` was ignored");
                None
            }
        };
        if let Some((msg_type, metadata, content)) = reply {
            self.reply(request, msg_type, &metadata, &content);
        }
        self.iopub.status(&request.parent, "idle");
    }

    fn reply(&self, request: &Request, msg_type: &str, metadata: &Value, content: &Value) {
        // The shell task ends only with the kernel, and then nobody waits for replies.
        let _ = self.replies.send(self.wire.reply(request, msg_type, metadata, content));
    }

    /// Answers a request that ended in a panic of ours.
    fn fail(&self, request: &Request) {
        if let Some(kind) = request.header.msg_type.strip_suffix("_request") {
            let message = "the kernel made a mistake; its log tells more";
            let content = json!({
                "status": "error", "ename": "KernelError", "evalue": message, "traceback": [message],
                "execution_count": self.session.next_number(),
            });
            self.reply(request, &format!("{kind}_reply"), &json!({}), &content);
        }
    }

    /// Reads the content; a request with a wrong one is answered with an error.
    fn with_content<T: DeserializeOwned>(
        &mut self,
        request: &Request,
        answer: impl FnOnce(&mut Self, T) -> Reply,
    ) -> Option<Reply> {
        match T::deserialize(&request.content) {
            Ok(content) => Some(answer(self, content)),
            Err(error) => {
                let kind = request.header.msg_type.trim_end_matches("_request");
                tracing::warn!("shell: the content of a message of type `{kind}_request` is wrong: {error}");
                let message = error.to_string();
                let content = json!({
                    "status": "error", "ename": "InvalidRequest", "evalue": message, "traceback": [message],
                    "execution_count": self.session.next_number(),
                });
                self.reply(request, &format!("{kind}_reply"), &json!({}), &content);
                None
            }
        }
    }

    fn execute(&mut self, work: &Work, content: &content::Execute) -> Reply {
        let number = self.session.next_number();
        let metadata = json!({"started": now()});
        if self.abort_until.is_some_and(|until| work.arrived <= until) {
            return ("execute_reply", metadata, json!({"status": "aborted", "execution_count": number}));
        }
        let parent = &work.request.parent;
        if !content.silent {
            self.iopub.send("execute_input", parent, &json!({"code": content.code, "execution_count": number}));
        }

        let expressions: Vec<(String, String)> = content
            .user_expressions
            .iter()
            .map(|(name, code)| (name.clone(), code.as_str().unwrap_or_default().to_owned()))
            .collect();
        let mut sink = Sink {
            iopub: &self.iopub,
            stream: &self.stream,
            stdin: content.allow_stdin.then_some(&self.stdin),
            asked: Asked { identities: &work.request.identities, parent, interrupts: self.stdin.interrupts() },
            number,
            is_silent: content.silent,
        };
        let reply = self.session.execute(
            &session::Request {
                code: &content.code,
                store_history: content.store_history && !content.silent,
                allow_stdin: content.allow_stdin,
                user_expressions: &expressions,
            },
            &mut sink,
        );
        self.stream.flush();

        let mut body = match &reply.outcome {
            Ok(()) => json!({"status": "ok"}),
            Err(error) => {
                let fields = error_fields(error);
                if !content.silent {
                    self.iopub.send_paced("error", parent, &fields);
                }
                if content.stop_on_error {
                    self.abort_until = Some(Instant::now() + ABORT_TIME);
                }
                with_status("error", fields)
            }
        };
        body["execution_count"] = json!(reply.execution_count);
        body["payload"] = reply.payload.iter().map(payload).collect();
        body["user_expressions"] = reply.user_expressions.iter().map(user_expression).collect::<Map<_, _>>().into();
        ("execute_reply", metadata, body)
    }

    fn complete(&mut self, content: &content::Complete) -> Reply {
        let completion = self.session.complete(&content.code, content.cursor_pos);
        let (start, end) = (completion.start, completion.end);
        let types: Vec<Value> = completion
            .matches
            .iter()
            .map(|found| {
                let signature = found.signature.as_deref().unwrap_or_default();
                json!({"text": found.text, "type": found.kind, "signature": signature, "start": start, "end": end})
            })
            .collect();
        let matches: Vec<&str> = completion.matches.iter().map(|found| found.text.as_str()).collect();
        let body = json!({
            "status": "ok", "matches": matches, "cursor_start": start, "cursor_end": end,
            "metadata": {"_jupyter_types_experimental": types},
        });
        ("complete_reply", json!({}), body)
    }

    fn inspect(&mut self, content: &content::Inspect) -> Reply {
        let found = self.session.inspect(&content.code, content.cursor_pos, content.detail_level);
        let is_found = found.is_some();
        let MimeBundle { data, metadata } = found.unwrap_or_default();
        let body = json!({"status": "ok", "found": is_found, "data": data, "metadata": metadata});
        ("inspect_reply", json!({}), body)
    }

    fn is_complete(&mut self, content: &content::IsComplete) -> Reply {
        let body = match self.session.is_complete(&content.code) {
            Completeness::Complete => json!({"status": "complete"}),
            Completeness::Incomplete { indent } => json!({"status": "incomplete", "indent": indent}),
            Completeness::Invalid => json!({"status": "invalid"}),
        };
        ("is_complete_reply", json!({}), body)
    }

    fn history(&mut self, content: &content::History) -> Reply {
        use content::HistoryAccess::{Range, Search, Tail};
        let pattern = content.pattern.as_deref().unwrap_or("*");
        let access = match content.hist_access_type {
            Tail => Access::Tail { n: content.n.unwrap_or(usize::MAX) },
            Range => Access::Range { session: content.session, start: content.start, stop: content.stop },
            Search => Access::Search { pattern, n: content.n, unique: content.unique },
        };
        let entry = |entry: session::Entry| {
            if content.output {
                json!([entry.session, entry.line, [entry.source, entry.output]])
            } else {
                json!([entry.session, entry.line, entry.source])
            }
        };
        let entries: Vec<Value> = self.session.history(&access).into_iter().map(entry).collect();
        ("history_reply", json!({}), json!({"status": "ok", "history": entries}))
    }

    /// No target is known here; the front end must not wait for an answer of its comm.
    fn refuse_comm(&self, request: &Request) {
        use serde::Deserialize;
        match content::CommOpen::deserialize(&request.content) {
            Ok(content::CommOpen { comm_id, target_name }) => {
                tracing::info!("the comm target `{target_name}` is unknown");
                self.iopub.send("comm_close", &request.parent, &json!({"comm_id": comm_id, "data": {}}));
            }
            Err(error) => tracing::warn!("shell: the content of a comm_open is wrong: {error}"),
        }
    }
}

/// Publishes what a cell makes.
struct Sink<'a> {
    iopub: &'a IoPub,
    stream: &'a StreamBuffer,
    /// `None` where the client cannot be asked.
    stdin: Option<&'a Stdin>,
    asked: Asked<'a>,
    number: u32,
    is_silent: bool,
}

impl OutputSink for Sink<'_> {
    fn output(&mut self, output: Output) {
        if self.is_silent {
            return;
        }
        match output {
            Output::Stream { name, text } => self.stream.write(self.asked.parent, name, &text),
            Output::Display(event) => {
                self.stream.flush();
                let (msg_type, content) = display(event, self.number);
                self.iopub.send_paced(msg_type, self.asked.parent, &content);
            }
        }
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        let stdin = self.stdin.ok_or(InputError::NotAvailable)?;
        self.stream.flush();
        stdin.ask(&self.asked, prompt, password)
    }
}

/// The message of a display.
fn display(event: DisplayEvent, number: u32) -> (&'static str, Value) {
    match event {
        DisplayEvent::Display { bundle: MimeBundle { data, metadata }, id } => {
            // An id that was used before would make the front end show this output in both places.
            let id = id.map_or_else(|| Uuid::new_v4().to_string(), |id| id.0);
            ("display_data", json!({"data": data, "metadata": metadata, "transient": {"display_id": id}}))
        }
        DisplayEvent::Update { bundle: MimeBundle { data, metadata }, id } => {
            ("update_display_data", json!({"data": data, "metadata": metadata, "transient": {"display_id": id.0}}))
        }
        DisplayEvent::Result(MimeBundle { data, metadata }) => {
            ("execute_result", json!({"execution_count": number, "data": data, "metadata": metadata}))
        }
        DisplayEvent::ClearOutput { wait } => ("clear_output", json!({"wait": wait})),
    }
}

fn payload(payload: &Payload) -> Value {
    match payload {
        Payload::Page(bundle) => json!({"source": "page", "data": bundle.data, "start": 0}),
        Payload::NextInput(text) => json!({"source": "set_next_input", "text": text, "replace": false}),
    }
}

fn user_expression((name, value): &(String, Result<MimeBundle, CellError>)) -> (String, Value) {
    let value = match value {
        Ok(bundle) => json!({"status": "ok", "data": bundle.data, "metadata": bundle.metadata}),
        Err(error) => with_status("error", error_fields(error)),
    };
    (name.clone(), value)
}

fn error_fields(error: &CellError) -> Value {
    json!({"ename": error.name, "evalue": error.message, "traceback": error.traceback})
}

fn with_status(status: &str, mut fields: Value) -> Value {
    fields["status"] = json!(status);
    fields
}
