//! Python cells: how they reach the interpreter in the evaluator process, and which names cross.

mod names;
mod report;

use std::fmt::Write as _;
use std::path::PathBuf;

use rootlet_evaluator::{CellError, Completion, Evaluator, Match, Variable};

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
    let given = context.state.python.given_to_python(source, &rust);
    let mut code =
        format!("rootlet_runtime::python::run({:?}, {}, {source:?}, vec![", interpreter(context), context.number);
    for name in &given {
        // Writing to a String cannot fail.
        let _ = write!(code, "({name:?}, rootlet_runtime::share!({name})), ");
    }
    code += "])?;";
    let mut found = None;
    let result = context.with_sink(|inner| report::Catch { inner, found: &mut found }, |context| context.rust(&code));
    if let Some(report) = found {
        context.state.python.take_over(source, &report);
        if let Some(error) = report.error {
            return Err(MagicError::Cell(error));
        }
    }
    result.map_err(without_rust)
}

/// Gives Rust the Python variables that its code mentions and that Python assigned since.
pub(crate) fn bind_for_rust(context: &mut Context<'_>, code: &str) -> Result<(), MagicError> {
    let wanted = context.state.python.given_to_rust(code);
    if wanted.is_empty() {
        return Ok(());
    }
    let mut binding = String::new();
    for (name, kind) in &wanted {
        let _ = write!(binding, "let {name}: {kind} = rootlet_runtime::python::get({name:?})?; ");
    }
    context.rust(&binding).map_err(without_rust)?;
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
    let nothing = Completion { matches: Vec::new(), start: cursor, end: cursor };
    let code = format!("rootlet_runtime::python::complete({source:?}, {line}, {column}).unwrap_or_default()");
    let Ok(bundle) = evaluator.evaluate(&code) else { return nothing };
    let text = bundle.plain_text().and_then(|text| syn::parse_str::<syn::LitStr>(text).ok()).map(|text| text.value());
    let Some(answer) = text.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()) else {
        return nothing;
    };
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
