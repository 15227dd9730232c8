//! What rustc says, said about the cell: its own messages and labels, drawn by the renderer that
//! rustc's team maintains, over the cell's text instead of the generated crate's.

use std::collections::HashMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use serde::Deserialize;

use crate::cell::{Role, Source};

/// A message of rustc's `--error-format=json`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Diagnostic {
    pub(super) message: String,
    pub(super) code: Option<Code>,
    pub(super) level: String,
    pub(super) spans: Vec<Span>,
    children: Vec<Diagnostic>,
    rendered: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Code {
    pub(super) code: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Span {
    pub(super) file_name: String,
    byte_start: usize,
    byte_end: usize,
    pub(super) line_start: usize,
    pub(super) is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: Span,
}

/// A generated file, and the cell that it shows.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// What the user calls the cell: `In[3]`.
    pub(super) cell: String,
    pub(super) code: String,
    pub(super) source: Source,
}

/// Generated files by the name that rustc knows.
pub(super) type Views = HashMap<String, View>;

/// A span on the generated line that puts a variable back.
pub(super) struct Put<'a> {
    pub(super) name: &'a str,
    pub(super) is_primary: bool,
    pub(super) label: &'a str,
}

impl Diagnostic {
    /// Reads rustc's stderr, one JSON object a line.
    pub(super) fn parse(stderr: &str) -> Vec<Self> {
        let read = |line: &str| serde_json::from_str(line).ok().map(Self::said_to_the_user);
        stderr.lines().filter_map(read).collect()
    }

    /// The library under the one name that cells have for it, whatever crate the waiting rustc loaded.
    fn said_to_the_user(mut self) -> Self {
        self.message = public(&self.message);
        if self.message == "expected `;`, found `Ok`" {
            // What follows the cell is ours.
            self.message.truncate("expected `;`".len());
        }
        for span in &mut self.spans {
            span.label = span.label.as_deref().map(public);
            span.suggested_replacement = span.suggested_replacement.as_deref().map(imported);
        }
        self.children = self.children.into_iter().map(Self::said_to_the_user).collect();
        self
    }

    /// Whether it is an error with something to say.
    pub(super) fn is_error(&self) -> bool {
        self.level.starts_with("error") && !self.message.starts_with("aborting due to")
    }

    pub(super) fn is_warning(&self) -> bool {
        self.level == "warning" && !self.spans.is_empty()
    }

    pub(super) fn code(&self) -> &str {
        self.code.as_ref().map_or("", |code| &code.code)
    }

    /// The variables that it speaks of in code that puts them back, with the span's label.
    pub(super) fn puts<'a>(&'a self, file: &str, source: &'a Source) -> Vec<Put<'a>> {
        let mut puts = Vec::new();
        for span in self.spans.iter().filter(|span| span.file_name == file) {
            for role in source.roles(span.range()) {
                if let Role::Put(name) = role {
                    puts.push(Put {
                        name,
                        is_primary: span.is_primary,
                        label: span.label.as_deref().unwrap_or_default(),
                    });
                }
            }
        }
        puts
    }

    /// Whether rustc points at something that the user wrote.
    pub(super) fn is_in_cell(&self, views: &Views) -> bool {
        self.spans.iter().any(|span| span.is_primary && span.place(views).is_some())
    }

    /// Where in the cell something would have to live for ever: at the label that says so, or else at the primary span.
    pub(super) fn static_range(&self, views: &Views) -> Option<Range<usize>> {
        let says = |span: &&Span| span.label.as_ref().is_some_and(|label| label.contains("`'static`"));
        let spans = self.spans.iter().filter(says).chain(self.spans.iter().filter(|span| span.is_primary));
        spans.filter_map(|span| span.place(views)).map(|(_, range)| range).next()
    }

    /// Whether something would have to live for ever, as what the store keeps must.
    pub(super) fn mentions_static(&self) -> bool {
        let labels = self.spans.iter().filter_map(|span| span.label.as_deref());
        let notes = self.children.iter().map(|child| child.message.as_str());
        labels.chain(notes).any(|text| text.contains("`'static`"))
    }

    /// The text that its primary span covers, in the cell.
    pub(super) fn primary_text<'a>(&self, views: &'a Views) -> Option<&'a str> {
        let (view, range) = self.spans.iter().find(|span| span.is_primary)?.place(views)?;
        view.code.get(range)
    }

    /// What stands before and after its primary span on the same line of the cell, without the blanks between.
    pub(super) fn around<'a>(&self, views: &'a Views) -> (&'a str, &'a str) {
        let primary = self.spans.iter().find(|span| span.is_primary).and_then(|span| span.place(views));
        let around =
            primary.and_then(|(view, range)| Some((view.code.get(..range.start)?, view.code.get(range.end..)?)));
        let (before, after) = around.unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        (before.trim_end(), after.lines().next().unwrap_or_default().trim_start())
    }

    /// The function or method whose arguments are wrong, as the cell names it.
    pub(super) fn called<'a>(&self, views: &'a Views) -> Option<&'a str> {
        let is_call = |span: &&Span| span.label.as_deref().is_some_and(|label| label.starts_with("arguments to this"));
        let (view, range) = self.spans.iter().find(is_call)?.place(views)?;
        view.code.get(range)
    }

    /// Whether rustc's help or a note has these words.
    pub(super) fn adds(&self, words: &str) -> bool {
        self.children.iter().any(|child| child.message.contains(words))
    }

    /// Whether a span's label has these words.
    pub(super) fn labels(&self, words: &str) -> bool {
        self.spans.iter().filter_map(|span| span.label.as_deref()).any(|label| label.contains(words))
    }

    /// The message as rustc would draw it over the cell, with ANSI colours.
    pub(super) fn render(&self, views: &Views) -> String {
        let level = level(&self.level);
        let mut title = level.primary_title(self.message.as_str());
        if let Some(code) = &self.code
            && code.code.starts_with('E')
        {
            title = title.id(code.code.as_str());
        }
        let mut main = Group::with_title(title).elements(snippets(&self.spans, views));
        let mut groups = Vec::new();
        let home = self.spans.iter().filter(|span| span.is_primary).find_map(|span| span.place(views));
        let home = home.map(|(view, _)| view);
        for child in &self.children {
            let level = self::level(&child.level);
            let patches = patches(child, views, home);
            if !patches.is_empty() {
                groups.push(level.secondary_title(child.message.as_str()).elements(patches));
                continue;
            }
            let snippets = snippets(&child.spans, views);
            // A list of places in other crates that the user does not see.
            let is_list = !child.spans.is_empty() && child.message.contains("other types implement trait");
            if snippets.is_empty() && !is_list && !mentions_generated(&child.message) {
                main = main.element(level.message(child.message.as_str()));
            } else if !snippets.is_empty() {
                groups.push(level.secondary_title(child.message.as_str()).elements(snippets));
            }
        }
        groups.insert(0, main);
        Renderer::styled().render(&groups)
    }

    /// rustc's own text, for what has no place in a cell.
    pub(super) fn raw(&self) -> &str {
        self.rendered.as_deref().unwrap_or(&self.message)
    }
}

impl Span {
    fn range(&self) -> Range<usize> {
        self.byte_start..self.byte_end
    }

    /// The cell and the range in it that this span shows; a macro's inside stands for its call.
    fn place<'a>(&self, views: &'a Views) -> Option<(&'a View, Range<usize>)> {
        let here = views.get(&self.file_name).and_then(|view| Some((view, view.source.cell_range(&self.range())?)));
        here.or_else(|| self.expansion.as_ref()?.span.place(views))
    }
}

fn level(name: &str) -> Level<'static> {
    match name {
        "warning" => Level::WARNING,
        "note" => Level::NOTE,
        "help" => Level::HELP,
        _ => Level::ERROR,
    }
}

/// Names of our own never belong into a message to the user.
fn mentions_generated(message: &str) -> bool {
    message.contains("__rt") || message.contains("__store") || message.contains("rootlet_run_")
}

/// A text of rustc's without paths that nobody can write: `_::Hist1D`, which the waiting rustc loaded without a name,
/// and `{closure@/tmp/…/cell_3.rs:7:9: 7:12}`.
fn public(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['_', '{', 'r']) {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        let starts_word = !result.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = if let Some(path) = from.strip_prefix("_::").filter(|_| starts_word) {
            path.strip_prefix("prelude::").unwrap_or(path)
        } else if let Some(path) = from.strip_prefix("rootlet_tables::").filter(|_| starts_word) {
            result.push_str("rootlet::");
            path
        } else if let Some((_, after)) = from.strip_prefix("{closure@").and_then(|place| place.split_once('}')) {
            result.push_str("{closure}");
            after
        } else {
            result.push_str(&from[..1]);
            &from[1..]
        };
    }
    result.push_str(rest);
    result
}

/// What rustc would write into the cell, with the library's own name.
fn imported(text: &str) -> String {
    text.replace("use crate::_::", "use rootlet::").replace("use rootlet_tables::", "use rootlet::")
}

/// One snippet for each cell that the spans point into.
fn snippets<'a>(spans: &'a [Span], views: &'a Views) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut cells: Vec<(&View, Vec<Annotation<'a>>)> = Vec::new();
    for span in spans {
        let Some((view, range)) = span.place(views) else { continue };
        let kind = if span.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut annotation = kind.span(range);
        if let Some(label) = span.label.as_deref().filter(|label| !label.is_empty() && !mentions_generated(label)) {
            annotation = annotation.label(label);
        }
        match cells.iter_mut().find(|(other, _)| std::ptr::eq(*other, view)) {
            Some((_, annotations)) => annotations.push(annotation),
            None => cells.push((view, vec![annotation])),
        }
    }
    let snippet = |(view, annotations): (&'a View, Vec<_>)| {
        Snippet::source(view.code.as_str()).path(view.cell.as_str()).annotations(annotations)
    };
    cells.into_iter().map(snippet).collect()
}

/// The changes that a child suggests, where all of them lie in a cell; `home` is the cell that has the error.
fn patches<'a>(child: &'a Diagnostic, views: &'a Views, home: Option<&'a View>) -> Vec<Snippet<'a, Patch<'a>>> {
    let mut cells: Vec<(&View, Vec<Patch<'a>>)> = Vec::new();
    for span in &child.spans {
        let Some(text) = span.suggested_replacement.as_deref() else { return Vec::new() };
        let imports = text.trim_start().starts_with("use ");
        let place = match views.get(&span.file_name) {
            // An import goes to the top of the file: to the top of the cell.
            Some(view) if imports => Some((view, 0..0)),
            // That file may be the one through which the waiting rustc reads the cell.
            None if imports => home.map(|view| (view, 0..0)),
            _ => span.place(views),
        };
        let Some((view, range)) = place else { return Vec::new() };
        if mentions_generated(text) {
            return Vec::new();
        }
        // Several imports are alternatives; the first line of each is enough.
        let text = if imports { &text[..=text.find('\n').unwrap_or(text.len() - 1)] } else { text };
        let patch = Patch::new(range, text);
        match cells.iter_mut().find(|(other, _)| std::ptr::eq(*other, view)) {
            Some((_, patches)) if !imports => patches.push(patch),
            _ => cells.push((view, vec![patch])),
        }
    }
    let snippet = |(view, patches): (&'a View, Vec<_>)| {
        Snippet::source(view.code.as_str()).path(view.cell.as_str()).patches(patches)
    };
    cells.into_iter().map(snippet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_nobody_can_write_are_shortened() {
        for (text, expected) in [
            (
                "no function named `new` found for struct `_::Canvas`",
                "no function named `new` found for struct `Canvas`",
            ),
            ("method not found in `Booked<_::Hist1D>`", "method not found in `Booked<Hist1D>`"),
            ("struct `_::prelude::DataFrame`", "struct `DataFrame`"),
            ("found reference `&rootlet_tables::Hist1D`", "found reference `&rootlet::Hist1D`"),
            ("closure `{closure@/tmp/rootlet-x/cell_3.rs:7:9: 7:12}` é", "closure `{closure}` é"),
            ("found `Vec<_>`, `<_>::new`, `my_::x`, `{integer}`", "found `Vec<_>`, `<_>::new`, `my_::x`, `{integer}`"),
        ] {
            assert_eq!(public(text), expected);
        }
        assert_eq!(imported("use crate::_::random::Generator;\n"), "use rootlet::random::Generator;\n");
    }
}
