use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{Cell, CellKind, Error, Notebook};

/// Starts each cell of a script; the rest of the line says what the cell is.
const MARK: &str = "// %%";
/// Before every line of prose.
const COMMENT: &str = "//";

/// A notebook as a script in the percent format: every cell begins with a line
/// `// %% [markdown] id=a1 {"tags": ["x"]}`, prose is commented out.
///
/// Sources, ids, metadata and attachments survive the way back. Outputs are not part of a script;
/// [`keep_outputs`] finds them in the notebook that was there before.
pub(crate) fn to_script(notebook: &Notebook) -> String {
    let mut script = String::new();
    if !notebook.metadata.is_empty() {
        let _ = writeln!(script, "// %%notebook {}", Value::Object(notebook.metadata.clone()));
    }
    for cell in &notebook.cells {
        if !script.is_empty() {
            script.push('\n');
        }
        script.push_str(MARK);
        if cell.kind != CellKind::Code {
            let _ = write!(script, " [{}]", cell.kind.as_str());
        }
        let _ = write!(script, " id={}", cell.id);
        if !cell.metadata.is_empty() || cell.attachments().is_some() {
            let _ = write!(script, " {}", Value::Object(cell.metadata.clone()));
        }
        if let Some(attachments) = cell.attachments() {
            let _ = write!(script, " {attachments}");
        }
        script.push('\n');
        for line in cell.source.split('\n') {
            if cell.kind == CellKind::Code {
                // A line that looks like a mark is escaped, so that it comes back as text.
                let escape = if is_mark(line.trim_start_matches('\\')) { "\\" } else { "" };
                let _ = writeln!(script, "{escape}{line}");
            } else {
                let _ = writeln!(script, "{COMMENT}{}{line}", if line.is_empty() { "" } else { " " });
            }
        }
    }
    script
}

/// Reads a script: marked ones as [`to_script`] writes them, any other as one cell.
///
/// A `#!` line at the top is left out: it is for the shell.
///
/// # Errors
/// A mark whose rest cannot be read.
pub(crate) fn from_script(script: &str) -> Result<Notebook, Error> {
    let mut metadata = Map::new();
    let mut cells: Vec<(Cell, Vec<&str>)> = Vec::new();
    let lines: Vec<&str> = script.lines().collect();
    for (index, line) in lines.iter().copied().enumerate() {
        let number = index + 1;
        if index == 0 && line.starts_with("#!") && !line.starts_with("#![") {
            continue;
        }
        if let Some(json) = line.strip_prefix("// %%notebook ") {
            metadata = object(json, number)?;
        } else if is_mark(line) {
            // The blank line before a mark belongs to the mark.
            if let Some((_, text)) = cells.last_mut()
                && text.last().is_some_and(|line| line.is_empty())
            {
                text.pop();
            }
            cells.push((mark(&line[MARK.len()..], number)?, Vec::new()));
        } else if let Some((_, text)) = cells.last_mut() {
            text.push(line);
        } else if !line.trim().is_empty() {
            cells.push((Cell::new(CellKind::Code, "", ""), vec![line]));
        }
    }
    let cells = cells.into_iter().map(|(mut cell, text)| {
        let lines = text.into_iter().map(|line| match cell.kind {
            CellKind::Code if line.starts_with('\\') && is_mark(line.trim_start_matches('\\')) => &line[1..],
            CellKind::Code => line,
            _ => line.strip_prefix("// ").or_else(|| line.strip_prefix(COMMENT)).unwrap_or(line),
        });
        cell.source = lines.collect::<Vec<_>>().join("\n");
        cell
    });
    Ok(Notebook::new(cells.collect(), metadata))
}

fn is_mark(line: &str) -> bool {
    line.strip_prefix(MARK)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || rest.starts_with("notebook "))
}

/// Reads ` [markdown] id=a1 {"tags": []}`; every part may be missing, other words are a title.
fn mark(rest: &str, line: usize) -> Result<Cell, Error> {
    let mut cell = Cell::new(CellKind::Code, "", "");
    let mut rest = rest.trim();
    if let Some(inside) = rest.strip_prefix('[') {
        let (name, after) = inside.split_once(']').unwrap_or((inside, ""));
        cell.kind = CellKind::from_name(name).ok_or_else(|| Error::Script {
            line,
            what: format!("`[{name}]` is no kind of cell; `[markdown]` and `[raw]` are known"),
        })?;
        rest = after.trim_start();
    }
    if let Some(inside) = rest.strip_prefix("id=") {
        let (id, after) = inside.split_once(' ').unwrap_or((inside, ""));
        id.clone_into(&mut cell.id);
        rest = after.trim_start();
    }
    if rest.starts_with('{') {
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
        let mut next = || objects.next().transpose().map_err(|error| not_json(line, &error));
        cell.metadata = next()?.unwrap_or_default();
        if let Some(attachments) = next()? {
            cell.set_attachments(attachments.into());
        }
    } else if !rest.is_empty() {
        cell.metadata.insert("title".to_owned(), rest.into());
    }
    Ok(cell)
}

fn object(json: &str, line: usize) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(json).map_err(|error| not_json(line, &error))
}

fn not_json(line: usize, error: &serde_json::Error) -> Error {
    Error::Script { line, what: format!("the mark's metadata is not JSON: {error}") }
}

/// Gives the cells of a notebook that was a script the outputs that an earlier one of the same source has.
///
/// A cell is known by its id, else by its source alone.
pub(crate) fn keep_outputs(notebook: &mut Notebook, earlier: &Notebook) {
    for cell in notebook.cells.iter_mut().filter(|cell| cell.kind == CellKind::Code) {
        let same = |other: &&Cell| other.kind == CellKind::Code && other.source == cell.source;
        let found = earlier.cells.iter().find(|other| other.id == cell.id && same(other));
        if let Some(found) = found.or_else(|| earlier.cells.iter().find(same)) {
            cell.outputs.clone_from(&found.outputs);
            cell.execution_count = found.execution_count;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn script_reads_as_one() {
        let prose = Cell::new(CellKind::Markdown, "t", "# Title\n\nText");
        let code = Cell::new(CellKind::Code, "c", "let x = 1;").tagged("parameters");
        let metadata = json!({"language_info": {"name": "rust"}}).as_object().cloned().unwrap();
        let script = to_script(&Notebook::new(vec![prose, code], metadata));
        let expected = r#"// %%notebook {"language_info":{"name":"rust"}}

// %% [markdown] id=t
// # Title
//
// Text

// %% id=c {"tags":["parameters"]}
let x = 1;
"#;
        assert_eq!(script, expected);
    }

    #[test]
    fn plain_script_is_one_cell_without_its_shebang() {
        let notebook = from_script("#!/usr/bin/env rootlet\nlet x = 1;\n\nx\n").unwrap();
        assert_eq!(notebook.cells.len(), 1);
        assert_eq!(notebook.cells[0].source, "let x = 1;\n\nx");
        assert!(from_script("").unwrap().cells.is_empty());
    }

    #[test]
    fn foreign_marks_are_understood() {
        let notebook = from_script("// %% Load the data\n1\n\n// %% [markdown]\n// Prose\n").unwrap();
        assert_eq!(notebook.cells[0].metadata["title"], "Load the data");
        assert_eq!((notebook.cells[1].kind, notebook.cells[1].source.as_str()), (CellKind::Markdown, "Prose"));
    }

    #[test]
    fn broken_mark_names_its_line() {
        let error = from_script("1\n// %% [video]\n").unwrap_err().to_string();
        assert_eq!(error, "line 2 of the script: `[video]` is no kind of cell; `[markdown]` and `[raw]` are known");
        assert!(from_script("// %% {broken").unwrap_err().to_string().contains("not JSON"));
    }

    #[test]
    fn attachments_survive() {
        let text = r#"{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "![x](attachment:x.png)",
            "attachments": {"x.png": {"image/png": "iVBORw=="}}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;
        let notebook = Notebook::read(text).unwrap();
        let script = to_script(&notebook);
        assert!(script.starts_with("// %% [markdown] id=a {} {\"x.png\""), "{script}");
        assert_eq!(from_script(&script).unwrap(), notebook);
    }

    #[test]
    fn outputs_stay_where_the_source_does() {
        let mut earlier = from_script("// %% id=a\n1\n\n// %% id=b\n2\n").unwrap();
        earlier.cells[0].outputs = vec![json!("one")];
        earlier.cells[1].outputs = vec![json!("two")];
        let mut edited = from_script("// %% id=a\n3\n\n// %% id=c\n2\n").unwrap();
        keep_outputs(&mut edited, &earlier);
        assert!(edited.cells[0].outputs.is_empty());
        assert_eq!(edited.cells[1].outputs, [json!("two")]);
    }

    proptest! {
        #[test]
        fn way_there_and_back_loses_nothing(
            cells in prop::collection::vec((0..3_usize, prop::collection::vec("(// %%|\\\\// %% x|//|[a-z {}\"]{0,9})", 0..5)), 0..5)
        ) {
            let cells = cells.into_iter().enumerate().map(|(index, (kind, lines))| {
                let kind = [CellKind::Code, CellKind::Markdown, CellKind::Raw][kind];
                Cell::new(kind, format!("c{index}"), lines.join("\n")).tagged("t")
            });
            let notebook = Notebook::new(cells.collect(), Map::new());
            prop_assert_eq!(from_script(&to_script(&notebook)).unwrap(), notebook);
        }
    }
}
