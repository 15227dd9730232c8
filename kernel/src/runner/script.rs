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
/// Sources, ids and metadata survive the way back; outputs are not part of a script.
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
        if !cell.metadata.is_empty() {
            let _ = write!(script, " {}", Value::Object(cell.metadata.clone()));
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
        cell.metadata = object(rest, line)?;
    } else if !rest.is_empty() {
        cell.metadata.insert("title".to_owned(), rest.into());
    }
    Ok(cell)
}

fn object(json: &str, line: usize) -> Result<Map<String, Value>, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Script { line, what: format!("the mark's metadata is not JSON: {error}") })
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
