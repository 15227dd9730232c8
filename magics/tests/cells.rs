//! Cells in, outputs out: every case of `cells.txt` runs in a session of its own with a fake engine.
//!
//! A case is `=== name`, cells separated by `+++`, `---`, and what the session made of them.
//! `UPDATE_CASES=1 cargo test -p rootlet-magics` writes what it makes now; read the difference before you commit it.

#[path = "common/transcript.rs"]
mod transcript;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use rootlet_display::{DisplayEvent, InputError, MimeBundle};
use rootlet_evaluator::{
    Cell, CellError, CellTiming, Completeness, Completion, EngineInfo, Evaluator, Interrupt, Output, OutputSink,
    StreamName, Variable,
};
use rootlet_magics::WithMagics;

use transcript::Transcript;

/// Understands nothing, and says what it was given.
#[derive(Default)]
struct Fake {
    level: String,
}

impl Evaluator for Fake {
    fn execute(&mut self, cell: &Cell<'_>, sink: &mut dyn OutputSink) -> Result<(), CellError> {
        let skipped = cell.code.len() - cell.code.trim_start_matches('\n').len();
        let code = cell.code.trim();
        let shown = if code.contains("rootlet_measure") { "<measuring code>" } else { code };
        let shown = if code.contains("macro_rules! sh") { "<the sh macro>" } else { shown };
        let line = if skipped > 0 { format!("@{}", skipped + 1) } else { String::new() };
        sink.output(Output::Stream { name: StreamName::Stdout, text: format!("<rust{line}> {shown}\n") });
        if code.contains("FAIL") {
            let message = "it failed".to_owned();
            return Err(CellError { name: "Panic".to_owned(), traceback: vec![message.clone()], message });
        }
        if code.contains("eprintln") {
            sink.output(Output::Stream { name: StreamName::Stderr, text: "something on stderr\n".to_owned() });
        }
        if code.contains("figure") {
            let bundle = MimeBundle::text("a figure").with("image/png", "…").with("application/vnd.root+json", "…");
            sink.output(Output::Display(DisplayEvent::Display { bundle, id: None }));
        }
        if !code.ends_with([';', '}']) {
            sink.output(Output::Display(DisplayEvent::Result(MimeBundle::text(format!("value of {code}")))));
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, CellError> {
        Ok(MimeBundle::text(if expression.contains("folder") { "\"data\"" } else { "7" }))
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completion {
        let signature = Some(code.to_owned());
        let matches = vec![rootlet_evaluator::Match { text: "rust".to_owned(), kind: "fn".to_owned(), signature }];
        Completion { matches, start: cursor, end: cursor }
    }

    fn inspect(&mut self, code: &str, _: usize, detail: u8) -> Option<MimeBundle> {
        code.contains("known").then(|| MimeBundle::text(format!("about {}, detail {detail}", code.trim())))
    }

    fn is_complete(&self, _: &str) -> Completeness {
        Completeness::Complete
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        struct Nothing;
        impl Interrupt for Nothing {
            fn interrupt(&self) {}
        }
        Arc::new(Nothing)
    }

    fn info(&self) -> EngineInfo {
        EngineInfo { language_version: "1.0.0".to_owned(), banner: String::new() }
    }

    fn variables(&mut self) -> Vec<Variable> {
        let variable = |name: &str, type_name: &str, value: Option<&str>| Variable {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            value: value.map(str::to_owned),
            language: "Rust",
        };
        vec![
            variable("flag", "bool", Some("true")),
            variable("folder", "String", Some("\"data\"")),
            variable("h", "Hist1D", None),
        ]
    }

    fn timing(&self) -> Option<CellTiming> {
        None
    }

    fn reset(&mut self) -> Result<(), CellError> {
        Ok(())
    }

    fn service(
        &mut self,
        name: &str,
        request: serde_json::Value,
        _: Option<&Path>,
        _: &Cell<'_>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let request = ["do", "source", "names"].map(|key| request[key].to_string()).join(" ");
        sink.output(Output::Stream { name: StreamName::Stdout, text: format!("<{name}> {request}\n") });
        Ok(())
    }

    fn set_option(&mut self, name: &str, value: &str) -> Result<String, CellError> {
        if name != "opt" || value == "9" {
            return Err(CellError::unsupported("this level", "use 0 to 3 or s"));
        }
        if !value.is_empty() {
            value.clone_into(&mut self.level);
        }
        Ok(if self.level.is_empty() { "auto".to_owned() } else { self.level.clone() })
    }

    fn shutdown(&mut self) {}
}

fn session(cells: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut evaluator = WithMagics::new(Box::new(Fake::default()));
    let mut transcript = Transcript::default();
    let enter = format!("%cd {}", folder.path().display());
    evaluator.execute(&Cell { code: &enter, number: 0, allow_stdin: true }, &mut Transcript::default()).unwrap();
    for (number, code) in (1..).zip(cells.split("\n+++\n")) {
        let result = evaluator.execute(&Cell { code, number, allow_stdin: true }, &mut transcript);
        if let Err(error) = result {
            transcript.error(&error);
        }
        if let Some(text) = evaluator.take_next_input() {
            transcript.line(&format!("next input: {text:?}"));
        }
    }
    evaluator.shutdown();
    let path = folder.path().canonicalize().unwrap();
    without_times(&transcript.shown().replace(&*path.to_string_lossy(), "DIR"))
}

/// Times differ from run to run.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| match line.find("Wall ") {
        Some(at) => format!("{}Wall TIME", &line[..at]),
        None => line.to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn cells_make_the_outputs_that_are_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cells.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let (mut written, mut wrong, mut count) = (String::new(), Vec::new(), 0);
    for case in text.split("=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (cells, expected) = rest.split_once("\n---\n").unwrap();
        let made = session(cells);
        if made.trim() != expected.trim() {
            wrong.push(format!("{name}\n--- expected\n{}\n--- made\n{made}", expected.trim()));
        }
        let _ = write!(written, "=== {name}\n{cells}\n---\n{made}\n");
        count += 1;
    }
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(&path, written).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count >= 60);
}

#[test]
fn documentation_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/book/src/reference/magics.md");
    let page = rootlet_magics::documentation();
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page, "run with UPDATE_CASES=1");
}

#[track_caller]
fn check_completion(text: &str, expected: &[&str]) {
    let mut evaluator = WithMagics::new(Box::new(Fake::default()));
    let cursor = text.chars().position(|c| c == '|').unwrap();
    let completion = evaluator.complete(&text.replacen('|', "", 1), cursor);
    let matches: Vec<_> = completion.matches.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(matches, expected);
}

#[test]
fn completion_proposes_magics_at_line_starts() {
    check_completion("%tim|", &["%%time", "%%timeit", "%time", "%timeit", "%timing"]);
    check_completion("%%wr|", &["%%writefile"]);
    check_completion("let a = 1;\n%tim|", &["%time", "%timeit", "%timing"]);
    check_completion(":d|", &[":dep"]);
}

#[test]
fn completion_proposes_options() {
    check_completion("%%bash --per|", &["--persist"]);
}

#[test]
fn completion_of_rust_sees_magics_as_spaces() {
    let mut evaluator = WithMagics::new(Box::new(Fake::default()));
    let completion = evaluator.complete("%cd µ\n%time h.fi", 13);
    assert_eq!(completion.matches[0].signature.as_deref(), Some("     \n      h.fi"));
}

#[test]
fn inspection_of_a_magic_shows_its_help() {
    let mut evaluator = WithMagics::new(Box::new(Fake::default()));
    let bundle = evaluator.inspect("%timeit f()", 3, 0).unwrap();
    assert!(bundle.plain_text().unwrap().starts_with("%timeit or %%timeit"));
    assert!(evaluator.inspect("%timeit f()", 10, 0).is_none());
}

#[test]
fn cell_magics_are_complete_after_an_empty_line() {
    let evaluator = WithMagics::new(Box::new(Fake::default()));
    assert_eq!(evaluator.is_complete("%%bash"), Completeness::Incomplete { indent: String::new() });
    assert_eq!(evaluator.is_complete("%%bash\nls\n"), Completeness::Complete);
    assert_eq!(evaluator.is_complete("!ls"), Completeness::Complete);
}

#[test]
fn interrupt_ends_a_shell_that_ignores_it() {
    struct InterruptAtFirstOutput(Arc<dyn Interrupt>);
    impl OutputSink for InterruptAtFirstOutput {
        fn output(&mut self, _: Output) {
            self.0.interrupt();
        }
        fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAvailable)
        }
    }
    let mut evaluator = WithMagics::new(Box::new(Fake::default()));
    let interrupter = evaluator.interrupter();
    let code = "%%bash\ntrap '' INT\nsleep 1000 &\necho started\nwhile true; do sleep 0.05; done";
    let mut sink = InterruptAtFirstOutput(interrupter);
    let error = evaluator.execute(&Cell { code, number: 1, allow_stdin: false }, &mut sink).unwrap_err();
    assert_eq!(error.name, "Interrupted");
}
