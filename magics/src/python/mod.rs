//! Python cells: how they reach the interpreter in the evaluator process, and which names cross.

mod bridge;
mod items;
mod names;
mod report;

use std::path::PathBuf;

use rootlet_display::InputError;
use rootlet_evaluator::{Cell, CellError, Completion, Evaluator, Match, Output, OutputSink, Variable};
use serde_json::{Value, json};

use crate::{Context, MagicError};
pub(crate) use names::PythonSession;

/// The Python that the session uses: `$VIRTUAL_ENV`, `$CONDA_PREFIX`, `./.venv`, or `python3`.
pub(crate) fn interpreter(context: &Context<'_>) -> String {
    ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(|name| context.environment(name))
        .map(PathBuf::from)
        .chain([context.path(".venv")])
        .map(|folder| folder.join("bin").join("python"))
        .find(|path| path.exists())
        .map_or_else(|| "python3".to_owned(), |path| path.to_string_lossy().into_owned())
}

/// Runs Python code. An exception is the cell's error, and what the code did before it stays.
pub(crate) fn run(context: &mut Context<'_>, source: &str) -> Result<(), MagicError> {
    let rust = context.evaluator.variables();
    show_items(context, source, &rust)?;
    let names = context.state.python.given_to_python(source, &rust);
    let request = json!({
        "do": "run",
        "executable": interpreter(context),
        "cache": crate::context::cache().join("python"),
        "name": format!("In[{}]", context.number),
        "source": source,
        "names": names,
    });
    let mut found = None;
    let result = context.with_sink(
        |inner| report::Catch { inner, found: &mut found },
        |context| context.service("python", request, None),
    );
    if let Some(report) = found.as_ref().map(report::Report::from_json) {
        context.state.python.take_over(source, &report);
        if let Some(mut error) = report.error {
            error.traceback.extend(names::unseen_by_python(&error, &rust).map(|advice| crate::error::hint(&advice)));
            return Err(MagicError::Cell(error));
        }
    }
    result.map_err(without_rust)
}

/// Shows Python the functions and structs of Rust that its code mentions, and those behind its variables.
fn show_items(context: &mut Context<'_>, source: &str, rust: &[Variable]) -> Result<(), MagicError> {
    let glue = context.state.python.glue(source, rust);
    if glue.is_empty() {
        return Ok(());
    }
    let cache = crate::context::cache().join("python");
    let start = json!({"do": "start", "executable": interpreter(context), "cache": cache});
    context.service("python", start, None).map_err(without_rust)?;
    let code: String = glue.iter().map(|(_, code)| code.as_str()).collect();
    if context.rust(&format!("{{\n{code}}}")).is_ok() {
        return Ok(());
    }
    // One of them cannot be shown: the others can.
    for (name, code) in glue {
        if let Err(error) = context.rust(&format!("{{\n{code}}}")) {
            context.print_error(format!("Not visible in Python: `{name}` ({error})\n"));
        }
    }
    Ok(())
}

/// Gives Rust the Python variables that its code mentions and that Python assigned since.
pub(crate) fn bind_for_rust(context: &mut Context<'_>, code: &str) -> Result<(), MagicError> {
    let wanted = context.state.python.given_to_rust(code);
    if wanted.is_empty() {
        return Ok(());
    }
    let request = json!({"do": "bind", "names": wanted});
    context.service("python", request, None).map_err(without_rust)?;
    context.state.python.rust_has(wanted.into_iter().map(|(name, _)| name));
    Ok(())
}

/// Proposals in a Python cell; `line` from 1, `column` from 0, both in code points.
pub(crate) fn complete(
    evaluator: &mut dyn Evaluator,
    source: &str,
    (line, column): (usize, usize),
    cursor: usize,
) -> Completion {
    struct Nowhere;
    impl OutputSink for Nowhere {
        fn output(&mut self, _: Output) {}
        fn input(&mut self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAvailable)
        }
    }
    let nothing = Completion { matches: Vec::new(), start: cursor, end: cursor };
    let request = json!({"do": "complete", "source": source, "line": line, "column": column});
    let mut found: Option<Value> = None;
    let mut sink = report::Catch { inner: &mut Nowhere, found: &mut found };
    let asked =
        evaluator.service("python", request, None, &Cell { code: "", number: 0, allow_stdin: false }, &mut sink);
    let (Ok(()), Some(answer)) = (asked, found) else { return nothing };
    let matches = answer["matches"].as_array().into_iter().flatten().filter_map(|found| {
        let kind = found[1].as_str().unwrap_or_default().to_owned();
        Some(Match { text: found[0].as_str()?.to_owned(), kind, signature: None })
    });
    let prefix = answer["prefix"].as_u64().unwrap_or(0) as usize;
    Completion { matches: matches.collect(), start: cursor.saturating_sub(prefix), end: cursor }
}

impl PythonSession {
    /// The variables of Python, for `%whos`.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable> {
        self.known().iter().map(|variable| Variable {
            name: variable.name.clone(),
            type_name: variable.type_name.clone(),
            value: variable.value.clone(),
            language: "Python",
        })
    }
}

/// The user wrote no Rust here: an error that came through it is Python's.
fn without_rust(error: MagicError) -> MagicError {
    match error {
        MagicError::Cell(error) if error.name == "Error" => {
            let message = error.message.trim_start_matches("Error: ").to_owned();
            MagicError::Cell(CellError { name: "PythonError".to_owned(), traceback: vec![message.clone()], message })
        }
        error => error,
    }
}
