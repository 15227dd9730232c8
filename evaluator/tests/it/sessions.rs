//! Small sessions as data, in `sessions/*.txt`.
//!
//! `=== name` starts a session, `---` a cell. Lines that start with a sign say what the cell makes:
//! `//>` the value, `//|` a line of stdout, `//e` a part of stderr, `//!` a part of the error,
//! `//?` an answer to a question. What no line mentions must not be there.

use std::fs;
use std::path::Path;

use crate::harness::{engine, run};

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sessions");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let only = std::env::var("SESSION").ok();
    let mut failures = Vec::new();
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for session in text.split("=== ").skip(1) {
            let (name, cells) = session.split_once('\n').unwrap();
            if only.as_ref().is_some_and(|only| !name.contains(only)) {
                continue;
            }
            count += 1;
            if let Err(failure) = check(cells) {
                failures.push(format!("{}, {name}: {failure}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(count >= 100 || only.is_some(), "only {count} sessions were found");
    assert!(failures.is_empty(), "{} of {count} sessions failed:\n{}", failures.len(), failures.join("\n"));
}

fn check(text: &str) -> Result<(), String> {
    let mut engine = engine();
    for (index, cell) in text.split("---\n").enumerate() {
        let expected = parse(cell);
        let answers: Vec<&str> = expected.answers.iter().map(String::as_str).collect();
        let number = index as u32 + 1;
        let (made, result) = run(&mut engine, number, &expected.code, &answers);
        let fail = |what: &str| {
            Err(format!(
                "In[{number}]: {what}\n{made:?}\n{}",
                result.as_ref().err().map_or_else(String::new, |e| e.traceback.join("\n"))
            ))
        };
        match &result {
            Err(_) if expected.errors.is_empty() => return fail("an error"),
            Ok(()) if !expected.errors.is_empty() => return fail("no error"),
            _ => {}
        }
        if let Err(error) = &result {
            let all = plain(&format!("{error}\n{}", error.traceback.join("\n")));
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
        if value != expected.value {
            return fail(&format!("expected the value {:?}", expected.value));
        }
        if made.stdout != expected.stdout {
            return fail(&format!("expected stdout {:?}", expected.stdout));
        }
        let stderr = plain(&made.stderr);
        if expected.stderr.is_empty() != stderr.is_empty()
            || !expected.stderr.iter().all(|part| stderr.contains(part.as_str()))
        {
            return fail(&format!("expected stderr with {:?}", expected.stderr));
        }
    }
    Ok(())
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
