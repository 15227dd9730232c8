//! `rootlet-analyser`: answers questions about cells with rust-analyzer.
//!
//! The kernel starts it at the first Tab, feeds it the library's sources and asks; the language is in `wire.rs` of
//! `evaluator/src/complete/analyser`.
//! It ends when its standard input does, or after [`IDLE`] without a question.

mod complete;
mod describe;
mod standard;
#[path = "../../src/complete/analyser/wire.rs"]
mod wire;
mod world;

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use wire::{Question, Reply, Request};
use world::World;

/// How long nobody must have asked: its memory is worth more than the second of a new start.
const IDLE: Duration = Duration::from_mins(5);

fn main() -> io::Result<()> {
    let requests = read_requests();
    let mut stdout = io::stdout().lock();
    let mut world = None;
    // Both ends of the silence, a closed input and an idle user, are the end of this process.
    while let Ok(request) = requests.recv_timeout(IDLE) {
        let reply = match (request, &mut world) {
            (Request::Open { crates, standard }, world) => {
                let mut opened = World::open(crates, standard.as_deref());
                warm_up(&mut opened);
                *world = Some(opened);
                Reply::Ready
            }
            (Request::Complete(question), Some(world)) => {
                let id = question.id;
                let proposals = guarded(|| complete::complete(world, question)).unwrap_or_default();
                Reply::Proposals { id, proposals }
            }
            (Request::Describe(question), Some(world)) => {
                let id = question.id;
                let (markdown, text) = guarded(|| describe::describe(world, question)).unwrap_or_default();
                Reply::Description { id, markdown, text }
            }
            // Nothing is known before `Open`: a kernel that asks too early gets no answer and uses its tables.
            (_, None) => continue,
        };
        serde_json::to_writer(&mut stdout, &reply)?;
        stdout.write_all(b"\n")?;
        stdout.flush()?;
    }
    // Taking a database of this size apart would cost a second that nobody needs.
    std::process::exit(0)
}

fn read_requests() -> Receiver<Request> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            // A line of another version of the kernel is no reason to end.
            let Ok(request) = serde_json::from_str(&line) else { continue };
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    receiver
}

/// rust-analyzer panics on rare code; the next question deserves an answer all the same.
fn guarded<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

/// Reads the crates by asking what users ask first: a method, a name in scope, a trait's method.
fn warm_up(world: &mut World) {
    for before in ["let v = vec![1.0]; v.iter().", "H", "let h = Hist1D::new(\"h\", \"t\", 4, 0.0, 1.0); h."] {
        let text = format!("use rootlet::prelude::*;\nfn warm() {{\n{before}\n}}\n");
        let offset = text.find(before).map_or(0, |at| at + before.len());
        let question = Question { text, offset, needs: world.libraries(), ..Question::default() };
        let _ = guarded(|| complete::complete(world, question));
    }
}
