use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rootlet_evaluator::StreamName;

use super::{Escalation, text::Decoder};

/// How long output may still arrive after a program ended: a background job may hold the pipe for ever.
const DRAIN: Duration = Duration::from_millis(200);

/// A program to run, with its standard input.
pub(crate) struct Program {
    pub(crate) command: Command,
    pub(crate) stdin: Stdin,
    pub(crate) timeout: Option<Duration>,
}

/// Where a program reads from.
pub(crate) enum Stdin {
    Null,
    Text(String),
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It exited with this code.
    Code(i32),
    /// A signal ended it.
    Signal(i32),
    /// Its time was over.
    TimedOut(Duration),
    /// The user interrupted.
    Interrupted,
}

impl Ended {
    pub(crate) fn is_success(self) -> bool {
        self == Self::Code(0)
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(127) => f.write_str("ended with exit code 127 (command not found)"),
            Self::Code(code) => write!(f, "ended with exit code {code}"),
            Self::Signal(signal) => write!(f, "was ended by signal {signal}"),
            Self::TimedOut(limit) => write!(f, "did not end within {} s", limit.as_secs_f64()),
            Self::Interrupted => f.write_str("was interrupted"),
        }
    }
}

enum Event {
    Bytes(StreamName, Vec<u8>),
    Closed,
    Ended,
}

impl Program {
    pub(crate) fn new(command: Command) -> Self {
        Self { command, stdin: Stdin::Null, timeout: None }
    }

    /// Runs to the end in a process group of its own; `on_text` receives both streams as they are written.
    pub(crate) fn run(
        mut self,
        escalation: &Arc<Escalation>,
        on_text: &mut dyn FnMut(StreamName, String),
    ) -> io::Result<Ended> {
        let mut child = self
            .command
            .stdin(if matches!(self.stdin, Stdin::Null) { Stdio::null() } else { Stdio::piped() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        escalation.started(child.id().cast_signed());
        // A small bound: a program that prints for ever waits for the front end instead of filling memory.
        let (sender, receiver) = sync_channel(16);
        if let Some(stdout) = child.stdout.take() {
            read(stdout, StreamName::Stdout, sender.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            read(stderr, StreamName::Stderr, sender.clone());
        }
        if let (Stdin::Text(text), Some(mut stdin)) = (self.stdin, child.stdin.take()) {
            // The program may end before it has read everything: a broken pipe is no error.
            std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        }
        let id = child.id();
        std::thread::spawn(move || {
            wait_without_reaping(id);
            let _ = sender.send(Event::Ended);
        });
        let timed_out = pump(&receiver, self.timeout, escalation, on_text);
        let stopped = timed_out || escalation.was_asked();
        escalation.finished(stopped);
        let status = child.wait()?;
        Ok(match self.timeout {
            Some(limit) if timed_out => Ended::TimedOut(limit),
            _ if escalation.was_asked() => Ended::Interrupted,
            _ => ended(status),
        })
    }

    /// Starts the program and leaves it running; its output is thrown away. Returns its process id.
    pub(crate) fn spawn_in_background(mut self) -> io::Result<u32> {
        let mut child =
            self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?;
        let id = child.id();
        // Nobody asks how it ended, but somebody must wait for it, or else it stays a zombie.
        std::thread::spawn(move || child.wait());
        Ok(id)
    }
}

/// Passes output on until the program ended and both streams are closed; says whether its time was over.
fn pump(
    receiver: &Receiver<Event>,
    timeout: Option<Duration>,
    escalation: &Arc<Escalation>,
    on_text: &mut dyn FnMut(StreamName, String),
) -> bool {
    let deadline = timeout.map(|timeout| Instant::now() + timeout);
    let (mut out, mut err) = (Decoder::default(), Decoder::default());
    let (mut open, mut running, mut timed_out) = (2, true, false);
    while open > 0 || running {
        let patience = match deadline {
            _ if !running => DRAIN,
            Some(deadline) if !timed_out => deadline.saturating_duration_since(Instant::now()),
            _ => Duration::from_hours(1),
        };
        match receiver.recv_timeout(patience) {
            Ok(Event::Bytes(name, bytes)) => {
                let decoder = if name == StreamName::Stdout { &mut out } else { &mut err };
                let text = decoder.push(&bytes);
                // What a stopped program still had to say is of no interest, and may be endless.
                if !text.is_empty() && !escalation.was_asked() {
                    on_text(name, text);
                }
            }
            Ok(Event::Closed) => open -= 1,
            Ok(Event::Ended) => running = false,
            Err(RecvTimeoutError::Timeout) if !running => break,
            Err(RecvTimeoutError::Timeout) if deadline.is_some() && !timed_out => {
                timed_out = true;
                escalation.stop();
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if timeout.is_some() && !timed_out && running && deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            timed_out = true;
            escalation.stop();
        }
        if !running && (timed_out || escalation.was_asked()) {
            break;
        }
    }
    for (name, mut decoder) in [(StreamName::Stdout, out), (StreamName::Stderr, err)] {
        let text = decoder.finish();
        if !text.is_empty() {
            on_text(name, text);
        }
    }
    timed_out
}

fn read(mut stream: impl Read + Send + 'static, name: StreamName, sender: SyncSender<Event>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    if sender.send(Event::Bytes(name, buffer[..count].to_vec())).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let _ = sender.send(Event::Closed);
    });
}

/// Returns when the child has ended, and leaves it a zombie, so that its id cannot be given to another process
/// while its group may still be signalled.
#[expect(unsafe_code, reason = "the standard library always reaps")]
fn wait_without_reaping(id: u32) {
    loop {
        // SAFETY: siginfo_t is plain data, for which zeros are valid.
        let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
        // SAFETY: `info` lives through the call.
        let result = unsafe { libc::waitid(libc::P_PID, id, &raw mut info, libc::WEXITED | libc::WNOWAIT) };
        if result == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

fn ended(status: ExitStatus) -> Ended {
    match (status.code(), status.signal()) {
        (Some(code), _) => Ended::Code(code),
        (None, Some(signal)) => Ended::Signal(signal),
        (None, None) => Ended::Code(-1),
    }
}
