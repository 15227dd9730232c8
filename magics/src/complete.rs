use rootlet_evaluator::{Completeness, Completion, Evaluator, Match};

use crate::magic::Form;
use crate::scan::Scanner;
use crate::state::State;
use crate::{MAGICS, table};

/// Proposals at `cursor` (code points): magics, their options, files, or Rust.
pub(crate) fn complete(evaluator: &mut dyn Evaluator, state: &State, code: &str, cursor: usize) -> Completion {
    let before: String = code.chars().take(cursor).collect();
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let first_line = before[..before.len() - line.len()].trim().is_empty();
    let word_start = line.rfind(|c: char| c.is_whitespace() || c == '=').map_or(0, |at| at + 1);
    let word = &line[word_start..];
    let at =
        |matches: Vec<Match>, word: &str| Completion { matches, start: cursor - word.chars().count(), end: cursor };
    if line.starts_with(['%', ':']) && word_start == 0 {
        return at(names(word, first_line, state), word);
    }
    if let Some(about) = line.strip_prefix('%').and_then(|text| {
        let name = text.trim_start_matches('%').split_whitespace().next()?;
        table::find(name).map(crate::Magic::about)
    }) {
        if word.starts_with('-') {
            let options = about.options.iter().filter(|option| option.spelling().starts_with(word));
            let matches = options.map(|option| proposal(option.spelling(), "option", option.help)).collect();
            return at(matches, word);
        }
        if matches!(about.name, "cd" | "ls" | "load" | "run" | "image" | "writefile" | "save" | "bash" | "env") {
            return at(files(state, word), word);
        }
    }
    let trimmed = code.trim_start();
    if ["%%python", "%%py", "%%python3"]
        .iter()
        .any(|magic| trimmed.strip_prefix(magic).is_some_and(|rest| rest.starts_with(char::is_whitespace)))
    {
        // The first line stays as an empty one, so that lines and columns are the cell's.
        let blank_lines = code[..code.len() - trimmed.len()].matches('\n').count();
        let body = trimmed.find('\n').map_or("", |end| &trimmed[end..]);
        let source = "\n".repeat(blank_lines) + body;
        let place = (before.matches('\n').count() + 1, line.chars().count());
        return crate::python::complete(evaluator, &source, place, cursor);
    }
    let in_shell_cell = ["%%bash", "%%sh"]
        .iter()
        .any(|magic| code.trim_start().strip_prefix(magic).is_some_and(|rest| rest.starts_with(char::is_whitespace)));
    if line.starts_with('!') || in_shell_cell {
        return at(files(state, word), word.trim_start_matches('!'));
    }
    if code.trim_start().starts_with("%%")
        && !["%%time", "%%timeit", "%%capture", "%%rust"].iter().any(|magic| {
            code.trim_start().strip_prefix(magic).is_some_and(|rest| rest.starts_with(char::is_whitespace))
        })
    {
        return Completion { matches: Vec::new(), start: cursor, end: cursor };
    }
    evaluator.complete(&blanked(code), cursor)
}

fn names(word: &str, first_line: bool, state: &State) -> Vec<Match> {
    let mut matches = Vec::new();
    for about in MAGICS.iter().map(|magic| magic.about()) {
        let mut written = Vec::new();
        if about.form != Form::Cell && !word.starts_with("%%") {
            written.push(format!("%{}", about.name));
        }
        if about.form != Form::Line && first_line {
            written.push(format!("%%{}", about.name));
        }
        written.extend(about.aliases.iter().filter(|alias| alias.starts_with(':')).map(ToString::to_string));
        let begins = |name: &String| match word.trim_start_matches('%') {
            bare if word.starts_with('%') => name.trim_start_matches('%').starts_with(bare),
            _ => name.starts_with(word),
        };
        matches.extend(written.into_iter().filter(begins).map(|name| proposal(name, "magic", about.summary)));
    }
    let own = state.aliases.keys().chain(state.macros.keys()).map(|name| format!("%{name}"));
    matches.extend(own.filter(|name| name.starts_with(word)).map(|name| proposal(name, "magic", "yours")));
    matches.sort_by(|a, b| a.text.cmp(&b.text));
    matches
}

fn proposal(text: String, kind: &str, signature: &str) -> Match {
    Match { text, kind: kind.to_owned(), signature: Some(signature.to_owned()) }
}

/// Files and folders that begin with `word`.
fn files(state: &State, word: &str) -> Vec<Match> {
    rootlet_evaluator::files(&state.directory, word.trim_start_matches('!'))
}

/// The code with everything that is no Rust turned into as many spaces, so that positions stay.
pub(crate) fn blanked(code: &str) -> String {
    let mut text = String::with_capacity(code.len());
    let mut scanner = Scanner::new(code);
    let mut done = 0;
    while let Some(offset) = scanner.next_line() {
        let line = code[offset..].lines().next().unwrap_or_default();
        let name = line.trim_start_matches(['%', ':']).split_whitespace().next().unwrap_or_default();
        let is_magic = match line.as_bytes().first() {
            Some(b'%') => table::find(name).is_some(),
            Some(b':') => table::find(&format!(":{name}")).is_some(),
            Some(b'!') => true,
            _ => false,
        };
        if !is_magic {
            continue;
        }
        text += &code[done..offset];
        // What follows `%time` is Rust.
        let blank =
            if matches!(name, "time" | "timeit") { line.find(name).unwrap_or(0) + name.len() } else { line.len() };
        text.extend(line[..blank].chars().map(|_| ' '));
        text += &line[blank..];
        done = offset + line.len();
        scanner.skip_to(code[done..].find('\n').map_or(code.len(), |at| done + at + 1));
    }
    text + &code[done..]
}

/// Whether a cell with a cell magic is ready: after an empty line, as in IPython. `None`: ask the engine.
pub(crate) fn completeness(code: &str) -> Option<Completeness> {
    let trimmed = code.trim_start();
    if trimmed.starts_with("%%") {
        let ready = code.ends_with("\n\n") || (code.ends_with('\n') && trimmed.trim_end().contains('\n'));
        return Some(if ready { Completeness::Complete } else { Completeness::Incomplete { indent: String::new() } });
    }
    let only_magics = code.lines().filter(|line| !line.trim().is_empty()).all(|line| {
        line.starts_with('!')
            || line
                .strip_prefix('%')
                .is_some_and(|text| table::find(text.split_whitespace().next().unwrap_or_default()).is_some())
    });
    (only_magics && !trimmed.is_empty()).then_some(Completeness::Complete)
}
