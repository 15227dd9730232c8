//! The evaluator process as the kernel sees it: requests in, reports and streams out.

#![expect(unsafe_code, reason = "socketpair, poll and descriptors for the child have no safe wrapper in std")]

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rootlet_display::control::{End, Marker, Report, Request, StoredVariable};
use rootlet_display::{DisplayEvent, InputError};
use serde_json::json;

use super::demux::{Demux, Piece};
use super::engine::Options;
use super::interrupt::Interrupter;
use super::stdin::StdinPipe;
use super::supervisor::CONTROL;
use crate::{CellLibrary, Error, Output, OutputSink, StreamName, Toolchain};

/// What the user hears when the process died between two pieces of Rust.
const CAME_BACK: &str = "The process of the cells had ended; its checkpoint took over: every variable has the value that \
    it had after the last Rust before.\n";

/// How long a cell has to stop by itself before its checkpoint takes over.
const GRACE: Duration = Duration::from_millis(700);
/// How long output may be missing once a cell has reported its end.
const STRAGGLE: Duration = Duration::from_millis(500);
/// How often a running cell is looked at: interrupts, questions.
const TICK: Duration = Duration::from_millis(40);
/// How long a restored evaluator may take to answer.
const READY: Duration = Duration::from_secs(20);
const LARGEST: usize = 1 << 20;

/// How a request ended.
pub(super) enum Ended {
    Done {
        stored: Vec<StoredVariable>,
        end: End,
    },
    /// The evaluator process died; whether its checkpoint took over.
    Died {
        status: i32,
        restored: bool,
    },
    /// As `Died`, because the user interrupted and the cell did not stop by itself.
    Interrupted {
        restored: bool,
    },
}

pub(super) struct Process {
    supervisor: Child,
    control: OwnedFd,
    streams: [Stream; 2],
    stdin: StdinPipe,
    folder: PathBuf,
    /// The evaluator itself; 0 while none is known.
    pub(super) pid: i32,
    /// Whether a restored evaluator has yet to report.
    awaits_ready: bool,
    buffer: Vec<u8>,
}

struct Stream {
    name: StreamName,
    pipe: Pipe,
    demux: Demux,
    /// The last end marker that came by.
    seen: u64,
    /// The last switch marker that came by.
    switch: u64,
    /// What waits for the other stream to come to the same switch.
    held: VecDeque<Piece>,
    open: bool,
}

enum Pipe {
    Stdout(ChildStdout),
    Stderr(ChildStderr),
}

impl Pipe {
    fn descriptor(&self) -> RawFd {
        match self {
            Self::Stdout(pipe) => pipe.as_raw_fd(),
            Self::Stderr(pipe) => pipe.as_raw_fd(),
        }
    }
}

impl Process {
    /// Starts a supervisor and its evaluator; returns before they are ready.
    pub(super) fn start(
        options: &Options,
        toolchain: &Toolchain,
        library: &CellLibrary,
        folder: &Path,
    ) -> Result<Self, Error> {
        let failed = |error: io::Error| Error::Start { reason: error.to_string() };
        let token = token();
        let (control, theirs) = socket_pair().map_err(failed)?;
        let [program, arguments @ ..] = options.host.as_slice() else {
            return Err(Error::Start { reason: "no program to host the evaluator is known".into() });
        };
        let config = json!({"folder": folder, "token": token, "pools": library.pools});
        let mut command = Command::new(program);
        command
            .args(arguments)
            .arg(&toolchain.libstd)
            .arg(&library.shared_object)
            .arg(config.to_string())
            .args(&options.words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        let descriptor = theirs.as_raw_fd();
        let memory_limit = options.memory_limit;
        // SAFETY: between fork and exec only system calls that are safe there.
        unsafe {
            command.pre_exec(move || {
                if libc::dup2(descriptor, CONTROL) < 0 {
                    return Err(io::Error::last_os_error());
                }
                if descriptor == CONTROL {
                    libc::fcntl(CONTROL, libc::F_SETFD, 0);
                }
                // Deep recursion and large arrays of a cell live on the main thread's stack.
                let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
                libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit);
                limit.rlim_cur = limit.rlim_max.min(256 << 20);
                libc::setrlimit(libc::RLIMIT_STACK, &raw const limit);
                if let Some(bytes) = memory_limit {
                    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
                    libc::setrlimit(libc::RLIMIT_DATA, &raw const limit);
                }
                Ok(())
            });
        }
        let stdin = StdinPipe::create(folder).or_else(|_| {
            let _ = fs::remove_file(folder.join("stdin"));
            StdinPipe::create(folder)
        });
        let stdin = stdin.map_err(failed)?;
        let mut supervisor =
            command.spawn().map_err(|error| Error::Start { reason: format!("`{}`: {error}", program.display()) })?;
        let (Some(stdout), Some(stderr)) = (supervisor.stdout.take(), supervisor.stderr.take()) else {
            return Err(Error::Start { reason: "its output has no pipes".into() });
        };
        let stream = |name, pipe| Stream {
            name,
            pipe,
            demux: Demux::new(&token),
            seen: 0,
            switch: 0,
            held: VecDeque::new(),
            open: true,
        };
        Ok(Self {
            streams: [
                stream(StreamName::Stdout, Pipe::Stdout(stdout)),
                stream(StreamName::Stderr, Pipe::Stderr(stderr)),
            ],
            supervisor,
            control,
            stdin,
            folder: folder.to_path_buf(),
            pid: 0,
            awaits_ready: true,
            buffer: vec![0; LARGEST],
        })
    }

    /// The process group of the evaluator and everything that it starts.
    pub(super) fn group(&self) -> i32 {
        self.supervisor.id() as i32
    }

    /// The path of the cells' standard input.
    pub(super) fn stdin_path(&self) -> &Path {
        self.stdin.path()
    }

    /// Waits until the evaluator takes requests.
    pub(super) fn wait_ready(&mut self) -> Result<(), Error> {
        let end = Instant::now() + READY;
        while self.awaits_ready {
            match self.receive(end.saturating_duration_since(Instant::now())) {
                Some(Report::Ready { pid, .. }) => {
                    self.pid = pid;
                    self.awaits_ready = false;
                }
                Some(Report::Died { status, restored: false }) => {
                    let words = self.last_words();
                    return Err(Error::Start { reason: format!("it ended with status {status:#x}; {words}") });
                }
                Some(_) => {}
                None => return Err(Error::Start { reason: format!("it does not answer; {}", self.last_words()) }),
            }
        }
        Ok(())
    }

    /// Learns what happened since the last request: an idle evaluator may have died and come back.
    ///
    /// Whether it did.
    fn settle(&mut self) -> Result<bool, Error> {
        let mut came_back = false;
        while let Some(report) = self.receive(Duration::ZERO) {
            match report {
                Report::Died { status, restored } => {
                    self.awaits_ready = true;
                    if !restored {
                        return Err(Error::Start { reason: format!("it died while idle, with status {status:#x}") });
                    }
                    came_back = true;
                }
                Report::Ready { pid, .. } => {
                    self.pid = pid;
                    self.awaits_ready = false;
                }
                _ => {}
            }
        }
        self.wait_ready().map(|()| came_back)
    }

    /// Sends a request and passes its outputs on until it is done.
    pub(super) fn run(
        &mut self,
        request: &Request,
        ask: bool,
        sink: &mut dyn OutputSink,
        interrupter: &Interrupter,
    ) -> Result<Ended, Error> {
        if self.settle()? {
            sink.output(Output::Stream { name: StreamName::Stderr, text: CAME_BACK.to_owned() });
        }
        self.stdin.drain();
        self.send(request)?;
        interrupter.running(self.group());
        let mut killed = false;
        let mut quiet_since = Instant::now();
        loop {
            if self.pump(TICK, sink) {
                quiet_since = Instant::now();
            }
            match self.receive(Duration::ZERO) {
                Some(Report::Done { marker, stored, end }) => {
                    self.drain_to(marker, sink);
                    // A failed cell's process goes back to its checkpoint.
                    self.awaits_ready = false;
                    return Ok(Ended::Done { stored, end });
                }
                Some(Report::Input { marker, prompt, password }) => {
                    self.drain_to(marker, sink);
                    let reply = sink.input(&prompt, password);
                    let reply = reply.map_err(|error| error == InputError::Interrupted);
                    self.send(&Request::InputReply(reply))?;
                }
                Some(Report::Died { status, restored }) => {
                    self.drain_rest(sink);
                    self.awaits_ready = restored;
                    return Ok(if killed { Ended::Interrupted { restored } } else { Ended::Died { status, restored } });
                }
                Some(Report::Ready { pid, .. }) => self.pid = pid,
                None => {}
            }
            if interrupter.requested().is_some_and(|asked| asked.elapsed() > GRACE) && !killed && self.pid > 0 {
                killed = true;
                kill(self.pid);
            }
            if ask && quiet_since.elapsed() > TICK && self.stdin.is_awaited(self.pid) {
                self.drain_rest(sink);
                match sink.input("", false) {
                    Ok(line) => self.stdin.answer(&line).map_err(|error| Error::Start { reason: error.to_string() })?,
                    Err(_) if interrupter.requested().is_none() => {
                        // Nobody can answer: a reader would wait for ever.
                        killed = true;
                        kill(self.pid);
                    }
                    Err(_) => {}
                }
            }
        }
    }

    /// A failed cell's evaluator goes back to its checkpoint; learn that from its supervisor.
    pub(super) fn expect_rollback(&mut self) {
        let end = Instant::now() + Duration::from_secs(2);
        while Instant::now() < end {
            match self.receive(end.saturating_duration_since(Instant::now())) {
                Some(Report::Died { restored, .. }) => {
                    self.awaits_ready = true;
                    if !restored {
                        self.pid = 0;
                    }
                    return;
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Passes on what the streams hold, waiting at most so long for the first of it.
    fn pump(&mut self, wait: Duration, sink: &mut dyn OutputSink) -> bool {
        let mut events =
            [self.control.as_raw_fd(), self.streams[0].pipe.descriptor(), self.streams[1].pipe.descriptor()]
                .map(|fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 });
        for (event, stream) in events[1..].iter_mut().zip(&self.streams) {
            if !stream.open {
                event.fd = -1;
            }
        }
        // SAFETY: the array is valid for its length.
        if unsafe { libc::poll(events.as_mut_ptr(), 3, wait.as_millis() as i32) } <= 0 {
            return false;
        }
        let mut any = false;
        for index in 0..2 {
            if events[index + 1].revents != 0 {
                any |= self.read_stream(index, sink);
            }
        }
        any
    }

    fn read_stream(&mut self, index: usize, sink: &mut dyn OutputSink) -> bool {
        let stream = &mut self.streams[index];
        let mut buffer = [0u8; 16384];
        // SAFETY: the buffer is valid for its length; the descriptor is ours.
        let count = unsafe { libc::read(stream.pipe.descriptor(), buffer.as_mut_ptr().cast(), buffer.len()) };
        if count <= 0 {
            stream.open = count < 0 && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
            if let Some(text) = stream.demux.finish() {
                sink.output(Output::Stream { name: stream.name, text });
            }
            return false;
        }
        let pieces = stream.demux.feed(&buffer[..count as usize]);
        stream.held.extend(pieces);
        self.pass_on_both(sink);
        true
    }

    /// Passes on what both streams hold, each going on where the other comes to its switch.
    fn pass_on_both(&mut self, sink: &mut dyn OutputSink) {
        while self.pass_on(0, sink) | self.pass_on(1, sink) {}
    }

    /// Passes on what a stream holds, up to a switch that the other one has not come to.
    fn pass_on(&mut self, index: usize, sink: &mut dyn OutputSink) -> bool {
        let other = self.streams[1 - index].switch;
        let stream = &mut self.streams[index];
        let before = stream.held.len();
        while stream.switch <= other
            && let Some(piece) = stream.held.pop_front()
        {
            match piece {
                Piece::Text(text) => sink.output(Output::Stream { name: stream.name, text }),
                Piece::Marker(Marker::End(number)) => stream.seen = number,
                Piece::Marker(Marker::Switch(number)) => stream.switch = number,
                Piece::Marker(Marker::Display(number)) => {
                    if let Some(event) = read_display(&self.folder, number) {
                        sink.output(Output::Display(event));
                    }
                }
            }
        }
        stream.held.len() < before
    }

    /// Gives up waiting for a stream that will not come to a switch: a cell closed or lost it.
    fn release_held(&mut self, sink: &mut dyn OutputSink) {
        while self.streams.iter().any(|stream| !stream.held.is_empty()) {
            let last = self.streams[0].switch.max(self.streams[1].switch);
            self.streams.iter_mut().for_each(|stream| stream.switch = last);
            self.pass_on_both(sink);
        }
    }

    /// Passes on everything up to a marker in both streams, or what comes before it is overdue.
    fn drain_to(&mut self, marker: u64, sink: &mut dyn OutputSink) {
        let mut overdue = Instant::now() + STRAGGLE;
        while self.streams.iter().any(|stream| stream.open && stream.seen < marker) && Instant::now() < overdue {
            if self.pump_streams(Duration::from_millis(20), sink) {
                overdue = Instant::now() + STRAGGLE;
            }
        }
        self.release_held(sink);
    }

    /// Passes on what is there now.
    fn drain_rest(&mut self, sink: &mut dyn OutputSink) {
        while self.pump_streams(Duration::ZERO, sink) {}
        self.release_held(sink);
    }

    fn pump_streams(&mut self, wait: Duration, sink: &mut dyn OutputSink) -> bool {
        let mut events = [0, 1].map(|index| libc::pollfd {
            fd: if self.streams[index].open { self.streams[index].pipe.descriptor() } else { -1 },
            events: libc::POLLIN,
            revents: 0,
        });
        // SAFETY: the array is valid for its length.
        if unsafe { libc::poll(events.as_mut_ptr(), 2, wait.as_millis() as i32) } <= 0 {
            return false;
        }
        let mut any = false;
        for (index, event) in events.iter().enumerate() {
            if event.revents != 0 {
                any |= self.read_stream(index, sink);
            }
        }
        any
    }

    fn send(&self, request: &Request) -> Result<(), Error> {
        let packet = serde_json::to_vec(request).map_err(|error| Error::Start { reason: error.to_string() })?;
        // SAFETY: the packet is valid for its length.
        let count =
            unsafe { libc::send(self.control.as_raw_fd(), packet.as_ptr().cast(), packet.len(), libc::MSG_NOSIGNAL) };
        if count < 0 {
            return Err(Error::Start { reason: format!("it takes no requests: {}", io::Error::last_os_error()) });
        }
        Ok(())
    }

    fn receive(&mut self, wait: Duration) -> Option<Report> {
        let mut event = libc::pollfd { fd: self.control.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid entry; the buffer is valid for its length.
        unsafe {
            if libc::poll(&raw mut event, 1, wait.as_millis() as i32) <= 0 {
                return None;
            }
            let count = libc::recv(self.control.as_raw_fd(), self.buffer.as_mut_ptr().cast(), self.buffer.len(), 0);
            if count <= 0 {
                // The supervisor is gone, and everything with it.
                return Some(Report::Died { status: 0, restored: false });
            }
            serde_json::from_slice(&self.buffer[..count as usize]).ok()
        }
    }

    /// What the evaluator printed before it failed to start.
    fn last_words(&mut self) -> String {
        struct Words(String);
        impl OutputSink for Words {
            fn output(&mut self, output: Output) {
                if let Output::Stream { text, .. } = output {
                    self.0.push_str(&text);
                }
            }
            fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
                Err(InputError::NotAvailable)
            }
        }
        let mut words = Words(String::new());
        self.drain_rest(&mut words);
        if words.0.is_empty() { "it printed nothing".into() } else { words.0.trim().to_owned() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SAFETY: the group was made for the supervisor, which is not reaped yet.
        unsafe { libc::kill(-self.group(), libc::SIGKILL) };
        let _ = self.supervisor.wait();
    }
}

fn read_display(folder: &Path, number: u64) -> Option<DisplayEvent> {
    let path = folder.join(format!("{number}.json"));
    let json = fs::read(&path).ok()?;
    let _ = fs::remove_file(&path);
    serde_json::from_slice(&json).ok()
}

fn kill(process: i32) {
    // SAFETY: a plain system call on a process of ours.
    unsafe { libc::kill(process, libc::SIGKILL) };
}

fn socket_pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: the call fills the array; both descriptors are new and ours.
    unsafe {
        let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
        if libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok((OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])))
    }
}

/// A secret that no cell's output contains by chance.
fn token() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let word = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", word(), word())
}
