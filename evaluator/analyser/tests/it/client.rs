//! Starts the real analyser and asks it, as the kernel does.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::wire::{CrateText, Proposal, Question, Reply, Request};

/// A process that has read the library.
pub(crate) struct Client {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    next: u64,
}

/// Where questions put the cursor.
pub(crate) const CURSOR: char = '‸';

const CRATES: [(&str, &str, &[&str]); 3] = [
    ("display", "rootlet_display", &[]),
    ("rootio", "rootio", &[]),
    ("analysis-core", "rootlet", &["rootlet_display", "rootio"]),
];

impl Client {
    /// Starts a process and waits until it is ready; `standard` as in [`Request::Open`].
    pub(crate) fn start(standard: Option<&Path>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rootlet-analyser"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the analyser starts");
        let stdin = child.stdin.take().expect("piped");
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut client = Self { child, stdin, stdout, next: 0 };
        client.send(&Request::Open { crates: library(), standard: standard.map(Path::to_path_buf) });
        assert!(matches!(client.receive(), Reply::Ready), "the first answer says that it is ready");
        client
    }

    /// The process's number.
    #[allow(dead_code, reason = "the benchmark asks, the tests do not")]
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The proposals at the cursor of a cell with these variables, after cells with items.
    pub(crate) fn complete(&mut self, cells: &[&str], variables: &str, cell: &str) -> Vec<Proposal> {
        let question = self.question(cells, variables, cell);
        self.send(&Request::Complete(question));
        match self.receive() {
            Reply::Proposals { id, proposals } if id == self.next => proposals,
            other => panic!("not an answer: {other:?}"),
        }
    }

    /// Markdown and text about the cursor.
    #[allow(dead_code, reason = "the tests ask, the benchmark does not")]
    pub(crate) fn describe(&mut self, cells: &[&str], variables: &str, cell: &str) -> (String, String) {
        let question = self.question(cells, variables, cell);
        self.send(&Request::Describe(question));
        match self.receive() {
            Reply::Description { id, markdown, text } if id == self.next => (markdown, text),
            other => panic!("not an answer: {other:?}"),
        }
    }

    fn question(&mut self, cells: &[&str], variables: &str, cell: &str) -> Question {
        self.next += 1;
        let libraries = ["rootlet", "rootio", "rootlet_display"].map(str::to_owned);
        let name = |index: usize| format!("cell_{}", index + 1);
        let crates = cells.iter().enumerate().map(|(index, text)| CrateText {
            name: name(index),
            files: vec![(format!("/{}/lib.rs", name(index)), format!("use rootlet::prelude::*;\n{text}"))],
            needs: libraries.iter().cloned().chain((0..index).map(name)).collect(),
        });
        let imports: String = (0..cells.len()).map(|index| format!("use {}::*;\n", name(index))).collect();
        let head = format!(
            "use rootlet::prelude::*;\n{imports}async fn __cell({variables}) -> Result<(), Box<dyn std::error::Error>> {{\n"
        );
        let at = cell.find(CURSOR).expect("a cursor");
        let offset = head.len() + at;
        let text = format!("{head}{}\n}}\n", cell.replace(CURSOR, ""));
        let needs = libraries.iter().cloned().chain((0..cells.len()).map(name)).collect();
        Question { id: self.next, cells: Some(crates.collect()), text, needs, offset }
    }

    fn send(&mut self, request: &Request) {
        serde_json::to_writer(&mut self.stdin, request).expect("the analyser listens");
        self.stdin.write_all(b"\n").expect("the analyser listens");
    }

    fn receive(&mut self) -> Reply {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("the analyser answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // What it still computes interests nobody.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sources of the library in this checkout.
fn library() -> Vec<CrateText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |(folder, name, needs): &(&str, &str, &[&str])| {
        let mut files = Vec::new();
        collect(&root.join(folder).join("src"), &format!("/{name}"), &mut files);
        files.sort_by_key(|(path, _)| *path != format!("/{name}/lib.rs"));
        CrateText { name: (*name).to_owned(), files, needs: needs.iter().map(|&need| need.to_owned()).collect() }
    };
    CRATES.iter().map(read).collect()
}

fn collect(folder: &Path, path: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the checkout is complete").flatten() {
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &path, files);
        } else if path.ends_with(".rs") {
            files.push((path, fs::read_to_string(entry.path()).expect("sources are text")));
        }
    }
}
