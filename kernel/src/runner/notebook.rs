use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Error, json};

/// A notebook of format 4, in memory: text is joined, everything unknown is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notebook {
    /// Its cells, in order.
    pub(crate) cells: Vec<Cell>,
    /// `kernelspec`, `language_info` and what else tools put there.
    pub(crate) metadata: Map<String, Value>,
    /// The top level's other keys, without the format's version.
    rest: Map<String, Value>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// Unique in its notebook: letters, digits, `-` and `_`.
    pub(crate) id: String,
    /// Code, text or raw.
    pub(crate) kind: CellKind,
    /// The text.
    pub(crate) source: String,
    /// Tags and what else tools put there.
    pub(crate) metadata: Map<String, Value>,
    /// What it showed, as `nbformat` stores it; empty for a cell that is not code.
    pub(crate) outputs: Vec<Value>,
    /// The number in `In [7]`.
    pub(crate) execution_count: Option<u64>,
    /// Other keys, `attachments` among them.
    rest: Map<String, Value>,
}

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Runs.
    Code,
    /// Prose.
    Markdown,
    /// Passed through by converters.
    Raw,
}

impl CellKind {
    /// The format's name of it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Markdown => "markdown",
            Self::Raw => "raw",
        }
    }

    /// The kind of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Code, Self::Markdown, Self::Raw].into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Cell {
    /// A new cell; a notebook gives it another `id` where this one is taken.
    pub(crate) fn new(kind: CellKind, id: impl Into<String>, source: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            source: source.into(),
            metadata: Map::new(),
            outputs: Vec::new(),
            execution_count: None,
            rest: Map::new(),
        }
    }

    /// Whether the cell has this tag.
    pub(crate) fn has_tag(&self, tag: &str) -> bool {
        self.metadata.get("tags").and_then(Value::as_array).is_some_and(|tags| tags.iter().any(|t| t == tag))
    }

    /// The files inside a Markdown cell, by name.
    pub(crate) fn attachments(&self) -> Option<&Value> {
        self.rest.get("attachments")
    }

    /// Replaces them.
    pub(crate) fn set_attachments(&mut self, attachments: Value) {
        self.rest.insert("attachments".to_owned(), attachments);
    }

    /// The same cell with one more tag.
    pub(crate) fn tagged(mut self, tag: &str) -> Self {
        if let Value::Array(tags) = self.metadata.entry("tags").or_insert_with(|| json!([])) {
            tags.push(tag.into());
        }
        self
    }

    fn read(value: Value, index: usize) -> Result<Self, Error> {
        let invalid = |what| Error::Invalid { what: format!("cell {} {what}", index + 1) };
        let Value::Object(mut map) = value else { return Err(invalid("is not an object")) };
        let name = map.shift_remove("cell_type").unwrap_or_default();
        let kind = name.as_str().and_then(CellKind::from_name).ok_or_else(|| invalid("has no known `cell_type`"))?;
        let source = map.shift_remove("source").map(joined);
        let Some(Value::String(source)) = source else { return Err(invalid("has no `source` text")) };
        let mut outputs = match map.shift_remove("outputs") {
            None => Vec::new(),
            Some(Value::Array(outputs)) => outputs,
            Some(_) => return Err(invalid("has `outputs` that are no list")),
        };
        for output in &mut outputs {
            on_texts(output, |_, text| joined(text));
        }
        if let Some(Value::Object(attachments)) = map.get_mut("attachments") {
            attachments.values_mut().for_each(|bundle| on_bundle(bundle, &|_, text| joined(text)));
        }
        let id = map.shift_remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
        let execution_count = map.shift_remove("execution_count").and_then(|count| count.as_u64());
        let metadata = object(map.shift_remove("metadata"));
        Ok(Self { id, kind, source, metadata, outputs, execution_count, rest: map })
    }

    fn to_value(&self) -> Value {
        let mut map = self.rest.clone();
        if let Some(Value::Object(attachments)) = map.get_mut("attachments") {
            attachments.values_mut().for_each(|bundle| on_bundle(bundle, &split_mime));
        }
        let mut metadata = self.metadata.clone();
        metadata.shift_remove("trusted");
        map.insert("cell_type".to_owned(), self.kind.as_str().into());
        map.insert("id".to_owned(), self.id.as_str().into());
        map.insert("metadata".to_owned(), metadata.into());
        map.insert("source".to_owned(), lines(&self.source));
        if self.kind == CellKind::Code {
            let mut outputs = self.outputs.clone();
            for output in &mut outputs {
                on_texts(output, split_mime);
            }
            map.insert("execution_count".to_owned(), self.execution_count.into());
            map.insert("outputs".to_owned(), outputs.into());
        }
        Value::Object(map)
    }
}

impl Notebook {
    /// A notebook of these cells.
    pub(crate) fn new(cells: Vec<Cell>, metadata: Map<String, Value>) -> Self {
        let mut notebook = Self { cells, metadata, rest: Map::new() };
        notebook.complete_ids();
        notebook
    }

    /// Reads the text of an `.ipynb` file. Cells without an id get `cell-1`, `cell-2`, ….
    ///
    /// # Errors
    /// Text that is not JSON, JSON that is not a notebook, and formats before 4.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(Error::NotJson)?;
        let Value::Object(mut map) = value else { return Err(Error::NotANotebook) };
        let major = map.shift_remove("nbformat").and_then(|version| version.as_u64());
        map.shift_remove("nbformat_minor");
        match major {
            Some(4) => {}
            Some(version) => return Err(Error::Format { version }),
            None => return Err(Error::NotANotebook),
        }
        let Some(Value::Array(cells)) = map.shift_remove("cells") else { return Err(Error::NotANotebook) };
        let cells = cells.into_iter().enumerate().map(|(index, cell)| Cell::read(cell, index));
        let mut metadata = object(map.shift_remove("metadata"));
        for transient in ["orig_nbformat", "orig_nbformat_minor", "signature"] {
            metadata.shift_remove(transient);
        }
        let mut notebook = Self { cells: cells.collect::<Result<_, _>>()?, metadata, rest: map };
        notebook.complete_ids();
        Ok(notebook)
    }

    /// The text of an `.ipynb` file of format 4.5, as nbformat writes it.
    pub(crate) fn to_text(&self) -> String {
        let mut map = self.rest.clone();
        map.insert("cells".to_owned(), self.cells.iter().map(Cell::to_value).collect());
        map.insert("metadata".to_owned(), self.metadata.clone().into());
        map.insert("nbformat".to_owned(), 4.into());
        map.insert("nbformat_minor".to_owned(), 5.into());
        json::to_text(&Value::Object(map))
    }

    /// Gives every cell an id that no other one has, the same ones each time.
    pub(crate) fn complete_ids(&mut self) {
        let mut used = HashSet::new();
        for cell in &mut self.cells {
            if !valid_id(&cell.id) || !used.insert(cell.id.clone()) {
                cell.id.clear();
            }
        }
        let mut next = 1..;
        for cell in self.cells.iter_mut().filter(|cell| cell.id.is_empty()) {
            cell.id =
                next.by_ref().map(|number| format!("cell-{number}")).find(|id| !used.contains(id)).unwrap_or_default();
        }
    }
}

/// The rule of the notebook format for ids.
fn valid_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Applies `change` to every text of an output that the format may split into lines.
fn on_texts(output: &mut Value, change: impl Fn(&str, Value) -> Value) {
    let Value::Object(output) = output else { return };
    match output.get("output_type").and_then(Value::as_str) {
        Some("display_data" | "execute_result") => {
            if let Some(data) = output.get_mut("data") {
                on_bundle(data, &change);
            }
        }
        Some("stream") => {
            if let Some(text) = output.get_mut("text") {
                *text = change("text/plain", text.take());
            }
        }
        _ => {}
    }
}

fn on_bundle(bundle: &mut Value, change: &impl Fn(&str, Value) -> Value) {
    let Value::Object(bundle) = bundle else { return };
    for (mime, content) in bundle.iter_mut() {
        let is_json = mime == "application/json" || (mime.starts_with("application/") && mime.ends_with("+json"));
        if !is_json {
            *content = change(mime, content.take());
        }
    }
}

/// A list of lines becomes one text; anything else stays.
fn joined(value: Value) -> Value {
    match value {
        Value::Array(lines) if lines.iter().all(Value::is_string) => {
            lines.iter().filter_map(Value::as_str).collect::<String>().into()
        }
        other => other,
    }
}

/// Text forms become lists of lines; base64 stays one string.
fn split_mime(mime: &str, content: Value) -> Value {
    match content {
        Value::String(text)
            if mime.starts_with("text/") || mime == "application/javascript" || mime == "image/svg+xml" =>
        {
            lines(&text)
        }
        other => other,
    }
}

/// The lines of a text with their ends, cut where Python's `splitlines` cuts.
fn lines(text: &str) -> Value {
    const ENDS: [char; 10] =
        ['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = rest.match_indices(ENDS).next() {
        let length = if rest[start..].starts_with("\r\n") { 2 } else { end.len() };
        let (line, after) = rest.split_at(start + length);
        lines.push(Value::from(line));
        rest = after;
    }
    if !rest.is_empty() {
        lines.push(rest.into());
    }
    lines.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by nbformat 5.10 (`nbformat.write`).
    const NBFORMAT: &str = include_str!("testdata/nbformat.ipynb");

    #[test]
    fn nbformats_file_comes_back_byte_for_byte() {
        assert_eq!(Notebook::read(NBFORMAT).unwrap().to_text(), NBFORMAT);
    }

    #[test]
    fn missing_and_double_ids_are_completed_and_others_kept() {
        let cell = |id: &str| Cell::new(CellKind::Code, id, "1");
        let cells = vec![cell("cell-1"), cell(""), cell("x"), cell("x"), cell("no space")];
        let notebook = Notebook::new(cells, Map::new());
        let ids: Vec<_> = notebook.cells.iter().map(|cell| cell.id.as_str()).collect();
        assert_eq!(ids, ["cell-1", "cell-2", "x", "cell-3", "cell-4"]);
    }

    #[test]
    fn lines_are_cut_like_pythons() {
        assert_eq!(lines("a\r\nb\rc\u{2028}d\n"), json!(["a\r\n", "b\r", "c\u{2028}", "d\n"]));
        assert_eq!(lines(""), json!([]));
    }

    #[test]
    fn what_is_no_notebook_says_why() {
        let error = |text: &str| Notebook::read(text).unwrap_err().to_string();
        assert!(error("hello").starts_with("not JSON: "));
        assert_eq!(error("[]"), "JSON, but not a notebook: no `nbformat` and `cells`");
        assert_eq!(
            error(r#"{"nbformat": 3, "worksheets": []}"#),
            "notebook format 3 is too old or too new; 4 is known"
        );
        assert_eq!(
            error(r#"{"nbformat": 4, "cells": [{"cell_type": "code"}]}"#),
            "not a valid notebook: cell 1 has no `source` text"
        );
    }

    #[test]
    fn tags_are_read_and_added() {
        let cell = Cell::new(CellKind::Code, "a", "").tagged("parameters").tagged("x");
        assert!(cell.has_tag("parameters") && cell.has_tag("x") && !cell.has_tag("y"));
    }
}
