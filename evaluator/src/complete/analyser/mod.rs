//! Completion by rust-analyzer, which runs in a process of its own: `rootlet-analyser`.
//!
//! It starts at the first question and takes seconds to read the library; until then, and whenever it is late, the
//! tables answer. It never holds up a cell: questions and cells have the same thread, it has a low priority,
//! and writing to it and reading from it have threads of their own.

mod document;
mod program;
mod wire;

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::Toolchain;
pub(crate) use document::{CellCrate, Scene};
pub(crate) use wire::Proposal;
use wire::{CrateText, Question, Reply, Request};

/// How long a question waits for its answer before the tables speak: the goal for a full answer.
const PATIENCE: Duration = Duration::from_millis(300);

/// The same where its last answer did not come in time: a busy machine must not make every Tab slow.
const LESS_PATIENCE: Duration = Duration::from_millis(50);

/// How long after a failed start the next one is tried. A missing program is built at that second try: whoever still
/// asks after a minute is a user, and no test or script.
const RETRY: Duration = Duration::from_mins(1);

/// The program that completes by rust-analyzer, if it is there: named by `ROOTLET_ANALYSER`, beside this program, or
/// built into the cache, which the second completion of a session starts.
pub fn program() -> Option<PathBuf> {
    program::find()
}

/// The way to the analyser's process, if one runs.
pub(crate) struct Analyser {
    toolchain: Toolchain,
    /// Where the program is.
    find: fn() -> Option<PathBuf>,
    running: Option<Running>,
    failed: Option<Instant>,
    next: u64,
}

struct Running {
    requests: Sender<Request>,
    replies: Receiver<Reply>,
    ready: bool,
    /// Whether its last answer did not come in time.
    late: bool,
    /// The crates of cells that it knows.
    cells: Vec<CrateText>,
}

impl Analyser {
    /// Starts nothing yet.
    pub(crate) fn new(toolchain: Toolchain) -> Self {
        Self { toolchain, find: program::find, running: None, failed: None, next: 0 }
    }

    /// What may stand at a byte of the code; `None` where the analyser does not know yet.
    pub(crate) fn complete(&mut self, scene: &Scene, code: &str, at: usize) -> Option<Vec<Proposal>> {
        match self.ask(scene, code, at, Request::Complete)? {
            Reply::Proposals { proposals, .. } => Some(proposals),
            _ => None,
        }
    }

    /// Markdown and text about what stands at a byte of the code.
    pub(crate) fn describe(&mut self, scene: &Scene, code: &str, at: usize) -> Option<(String, String)> {
        match self.ask(scene, code, at, Request::Describe)? {
            Reply::Description { markdown, text, .. } if !text.trim().is_empty() => Some((markdown, text)),
            _ => None,
        }
    }

    fn ask(&mut self, scene: &Scene, code: &str, at: usize, kind: fn(Question) -> Request) -> Option<Reply> {
        if !self.ready() {
            return None;
        }
        self.next += 1;
        let id = self.next;
        let running = self.running.as_mut()?;
        let (text, offset) = scene.text(code, at);
        let cells = scene.crates();
        let changed = (cells != running.cells).then(|| cells.clone());
        running.cells = cells;
        let question = Question { id, cells: changed, text, needs: scene.needs(), offset };
        if running.requests.send(kind(question)).is_err() {
            self.running = None;
            return None;
        }
        let deadline = Instant::now() + if running.late { LESS_PATIENCE } else { PATIENCE };
        loop {
            match running.replies.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                // An answer to an earlier question is late: nobody waits for it any more.
                Ok(reply) if reply.id() != Some(id) => {}
                Ok(reply) => {
                    running.late = false;
                    return Some(reply);
                }
                Err(RecvTimeoutError::Timeout) => {
                    running.late = true;
                    return None;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.running = None;
                    return None;
                }
            }
        }
    }

    /// Whether answers can be had; starts the analyser where it does not run.
    fn ready(&mut self) -> bool {
        if let Some(running) = &mut self.running {
            if running.ready {
                return true;
            }
            match running.replies.try_recv() {
                Ok(_) => running.ready = true,
                Err(mpsc::TryRecvError::Empty) => {}
                Err(mpsc::TryRecvError::Disconnected) => {
                    self.running = None;
                    self.failed = Some(Instant::now());
                }
            }
            return self.running.as_ref().is_some_and(|running| running.ready);
        }
        if self.failed.is_none_or(|when| when.elapsed() > RETRY) {
            self.running = Some(start(self.toolchain.clone(), self.find, self.failed.is_some()));
        }
        false
    }
}

impl Reply {
    fn id(&self) -> Option<u64> {
        match self {
            Self::Ready => None,
            Self::Proposals { id, .. } | Self::Description { id, .. } => Some(*id),
        }
    }
}

/// Starts the process in a thread, which then passes requests on. Both ends of the channels close when it ends.
fn start(toolchain: Toolchain, find: fn() -> Option<PathBuf>, build: bool) -> Running {
    let (requests, waiting) = mpsc::channel();
    let (answers, replies) = mpsc::channel();
    thread::spawn(move || {
        let Some(program) = find() else {
            if build && program::may_build() {
                // Where it cannot be built the tables go on; the log beside it says why.
                let _ = program::build(&toolchain);
            }
            return;
        };
        let Ok(mut child) = spawn(program) else { return };
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    let Ok(reply) = serde_json::from_str(&line) else { continue };
                    if answers.send(reply).is_err() {
                        return;
                    }
                }
            });
        }
        // Ends with the session, or when the process did.
        let _ = feed(&mut child, &waiting);
        drop(child.stdin.take());
        let _ = child.wait();
    });
    Running { requests, replies, ready: false, late: false, cells: Vec::new() }
}

fn spawn(program: PathBuf) -> std::io::Result<Child> {
    let command =
        |mut command: Command| command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut nice = Command::new("nice");
    nice.args(["-n", "10"]).arg(&program);
    command(nice).or_else(|_| command(Command::new(program)))
}

fn feed(child: &mut Child, requests: &Receiver<Request>) -> std::io::Result<()> {
    let Some(stdin) = &mut child.stdin else { return Ok(()) };
    let mut stdin = BufWriter::new(stdin);
    let open = Request::Open { crates: document::library(), standard: standard() };
    for request in [open].into_iter().chain(requests) {
        serde_json::to_writer(&mut stdin, &request)?;
        stdin.write_all(b"\n")?;
        stdin.flush()?;
    }
    Ok(())
}

/// The sources of the standard library, where the user asks for them: `ROOTLET_RUST_SRC` names the folder
/// `library` of the component rust-src.
///
/// Without it the analyser has signatures of our own: its memory is 90 MB instead of 540 MB, its start takes a fifth
/// of the time, and all that is missing is the long documentation.
fn standard() -> Option<PathBuf> {
    std::env::var_os("ROOTLET_RUST_SRC").map(PathBuf::from).filter(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A stand-in that is ready, answers one question, leaves the next one without an answer, and dies of the third.
    fn stand_in() -> Option<PathBuf> {
        let path = std::env::temp_dir().join(format!("rootlet-analyser-stand-in-{}", std::process::id()));
        let answer = r#"{"Proposals":{"id":1,"proposals":[{"text":"push","kind":"function","signature":"fn push()","summary":""}]}}"#;
        let script =
            format!("#!/bin/sh\nread open; echo '\"Ready\"'; read one; echo '{answer}'; read two; read three\n");
        fs::write(&path, script).ok()?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).ok()?;
        Some(path)
    }

    #[test]
    fn the_tables_never_wait_for_long() {
        let mut analyser = Analyser::new(Toolchain::find().expect("rustc is there"));
        analyser.find = stand_in;
        let scene = Scene::default();
        let started = Instant::now();
        assert_eq!(analyser.complete(&scene, "v.pu", 4), None, "it only starts");
        assert!(started.elapsed() < Duration::from_millis(150), "{:?}", started.elapsed());
        while !analyser.ready() {
            assert!(analyser.failed.is_none() && started.elapsed() < Duration::from_mins(1), "it does not start");
            thread::sleep(Duration::from_millis(5));
        }
        let proposals = analyser.complete(&scene, "v.pu", 4).expect("it answers");
        assert_eq!(proposals[0].text, "push");
        assert_eq!(analyser.complete(&scene, "v.pu", 4), None, "an answer that does not come is not waited for");
        assert_eq!(analyser.describe(&scene, "v.pu", 4), None, "nor is one of a process that dies");
        assert_eq!(analyser.complete(&scene, "v.pu", 4), None);
        let _ = fs::remove_file(stand_in().expect("written before"));
    }

    #[test]
    fn nothing_is_waited_for_where_there_is_no_analyser() {
        let mut analyser = Analyser::new(Toolchain::find().expect("rustc is there"));
        analyser.find = || None;
        for _ in 0..3 {
            assert_eq!(analyser.complete(&Scene::default(), "v.pu", 4), None);
            thread::sleep(Duration::from_millis(10));
        }
        assert!(analyser.running.is_none() && analyser.failed.is_some());
    }
}
