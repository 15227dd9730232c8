//! Small sessions as data, in `sessions/*.txt`.
//!
//! `=== name` starts a session, `---` a cell. Lines that start with a sign say what the cell makes:
//! `//>` the value, `//|` a line of stdout, `//e` a part of stderr, `//!` a part of the error,
//! `//?` an answer to a question. What no line mentions must not be there.
//!
//! With the feature `evcxr` the sessions also run through evcxr, an independent opinion on what Rust in a notebook
//! means. `//= evcxr: reason` says why one does not; of errors only what Rust says is compared, their places and our
//! advice are ours.

use std::fs;
use std::path::Path;

use rootlet_evaluator::{CellError, Evaluator};

use crate::harness::{engine, run_in};

#[derive(Default)]
struct Expected {
    code: String,
    value: Option<String>,
    stdout: String,
    stderr: Vec<String>,
    errors: Vec<String>,
    answers: Vec<String>,
}

#[test]
fn every_session_does_what_it_says() {
    let (count, failures) = all(|session| {
        let mut engine = engine();
        Some(check(&session.cells, &mut *engine, Opinion::Ours))
    });
    assert!(count >= 100 || std::env::var_os("SESSION").is_some(), "only {count} sessions were found");
    assert!(failures.is_empty(), "{} of {count} sessions failed:\n{}", failures.len(), failures.join("\n"));
}

#[cfg(feature = "evcxr")]
#[test]
fn evcxr_agrees_on_plain_rust() {
    let program = Path::new(env!("CARGO_BIN_EXE_rootlet-evaluator"));
    let mut engine = rootlet_evaluator::second::EvcxrEvaluator::start(program).expect("evcxr starts");
    let (count, failures) = all(|session| {
        // The library of notebooks is ours.
        if session.file == "library.txt" || session.evcxr.is_some() {
            return None;
        }
        engine.reset().expect("evcxr starts again");
        Some(check(&session.cells, &mut engine, Opinion::Rusts))
    });
    engine.shutdown();
    assert!(count >= 80 || std::env::var_os("SESSION").is_some(), "only {count} sessions were compared");
    assert!(failures.is_empty(), "evcxr disagrees in {} of {count} sessions:\n{}", failures.len(), failures.join("\n"));
}

/// A session of a file.
struct Session {
    #[cfg_attr(not(feature = "evcxr"), expect(dead_code, reason = "only the comparison asks"))]
    file: String,
    cells: String,
    /// Why evcxr does not run it.
    #[cfg_attr(not(feature = "evcxr"), expect(dead_code, reason = "only the comparison asks"))]
    evcxr: Option<String>,
}

/// What is compared of errors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opinion {
    /// Everything.
    Ours,
    /// What Rust itself says.
    Rusts,
}

/// Runs every session whose name contains `SESSION`; how many ran, and what failed.
fn all(mut run: impl FnMut(&Session) -> Option<Result<(), String>>) -> (usize, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sessions");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let only = std::env::var("SESSION").ok();
    let mut failures = Vec::new();
    let mut count = 0;
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for session in text.split("=== ").skip(1) {
            let (name, cells) = session.split_once('\n').unwrap();
            if only.as_ref().is_some_and(|only| !name.contains(only)) {
                continue;
            }
            let reason = cells.lines().next().and_then(|line| line.strip_prefix("//= evcxr: "));
            let cells = reason.map_or(cells, |_| cells.split_once('\n').map_or("", |(_, rest)| rest));
            let session = Session { file: file.clone(), cells: cells.to_owned(), evcxr: reason.map(str::to_owned) };
            if let Some(result) = run(&session) {
                count += 1;
                failures.extend(result.err().map(|failure| format!("{file}, {name}: {failure}")));
            }
        }
    }
    (count, failures)
}

fn check(text: &str, engine: &mut dyn Evaluator, opinion: Opinion) -> Result<(), String> {
    for (index, cell) in text.split("---\n").enumerate() {
        let expected = parse(cell);
        let answers: Vec<&str> = expected.answers.iter().map(String::as_str).collect();
        let number = index as u32 + 1;
        let (made, result) = run_in(engine, number, &expected.code, &answers);
        let fail = |what: &str| {
            Err(format!(
                "In[{number}]: {what}\n{made:?}\n{}",
                result.as_ref().err().map_or_else(String::new, |e| e.traceback.join("\n"))
            ))
        };
        if opinion == Opinion::Rusts {
            // A failure of running code is no error there, but a text.
            let said = plain(&format!("{}\n{}", result.as_ref().err().map_or_else(String::new, full), made.stderr));
            let rusts = expected.errors.first().filter(|part| !part.contains("In["));
            if result.is_err() && expected.errors.is_empty() || !expected.errors.is_empty() && said.trim().is_empty() {
                return fail("an error too many or too few");
            }
            if rusts.is_some_and(|part| !said.contains(part.as_str())) {
                return fail("another error");
            }
        }
        match &result {
            _ if opinion == Opinion::Rusts => {}
            Err(_) if expected.errors.is_empty() => return fail("an error"),
            Ok(()) if !expected.errors.is_empty() => return fail("no error"),
            _ => {}
        }
        if let (Err(error), Opinion::Ours) = (&result, opinion) {
            let all = plain(&full(error));
            for part in &expected.errors {
                if !all.contains(part.as_str()) {
                    return fail(&format!("no `{part}` in the error"));
                }
            }
            for ours in ["__rt", "__store", "rootlet_run_", "cell_"] {
                if all.contains(ours) {
                    return fail(&format!("generated code (`{ours}`) in the error"));
                }
            }
        }
        let value = made.result.as_ref().and_then(|bundle| bundle.plain_text()).map(str::to_owned);
        // evcxr shows that a block has no value.
        let value = value.filter(|value| opinion == Opinion::Ours || value != "()");
        if value != expected.value {
            return fail(&format!("expected the value {:?}", expected.value));
        }
        if made.stdout != expected.stdout {
            return fail(&format!("expected stdout {:?}", expected.stdout));
        }
        let stderr = plain(&made.stderr);
        if opinion == Opinion::Rusts && !expected.errors.is_empty() {
            continue;
        }
        if expected.stderr.is_empty() != stderr.is_empty()
            || !expected.stderr.iter().all(|part| stderr.contains(part.as_str()))
        {
            return fail(&format!("expected stderr with {:?}", expected.stderr));
        }
    }
    Ok(())
}

fn full(error: &CellError) -> String {
    format!("{error}\n{}", error.traceback.join("\n"))
}

fn parse(cell: &str) -> Expected {
    let mut expected = Expected::default();
    for line in cell.lines() {
        if let Some(value) = line.strip_prefix("//> ") {
            expected.value = Some(match expected.value.take() {
                Some(before) => format!("{before}\n{value}"),
                None => value.to_owned(),
            });
        } else if let Some(text) = line.strip_prefix("//|") {
            expected.stdout.push_str(text.strip_prefix(' ').unwrap_or(text));
            expected.stdout.push('\n');
        } else if let Some(text) = line.strip_prefix("//e ") {
            expected.stderr.push(text.to_owned());
        } else if let Some(text) = line.strip_prefix("//! ") {
            expected.errors.push(text.to_owned());
        } else if let Some(text) = line.strip_prefix("//? ") {
            expected.answers.push(text.to_owned());
        } else {
            expected.code.push_str(line);
            expected.code.push('\n');
        }
    }
    expected
}

/// Text without ANSI colours.
fn plain(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        result.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').map_or("", |(_, after)| after);
    }
    result + rest
}
