use crate::scan::Scanner;

/// One part of a cell, in the order in which the parts run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Rust. Blank lines stand for what came before, so that the compiler's lines are the cell's.
    Rust(String),
    /// `%name arguments`, or an alias of evcxr such as `:dep`.
    Line {
        /// The name without `%`.
        name: String,
        /// What follows it.
        arguments: String,
    },
    /// `%%name arguments` and the rest of the cell.
    Cell {
        /// The name without `%%`.
        name: String,
        /// What follows it on its line.
        arguments: String,
        /// Everything after that line.
        body: String,
        /// How many lines of the cell stand before the body.
        lines_before: usize,
    },
    /// `!command`.
    Shell(String),
    /// `let name = !command` or `let name = %magic arguments`: the output is kept instead of shown.
    Assign {
        /// The variable, with `mut ` before it where the user wrote so.
        binding: String,
        /// A [`Segment::Shell`] or [`Segment::Line`].
        source: Box<Segment>,
    },
    /// `%name?`, `name?`, `name??` or `?name`.
    Help {
        /// What to explain; with `%` where the user wrote it.
        name: String,
        /// Two question marks: with the source.
        detail: bool,
    },
}

/// What the splitter asks of its surroundings.
pub trait Names {
    /// Whether a magic, alias or macro of this name exists.
    fn is_magic(&self, name: &str) -> bool;
    /// Whether the session has a variable of this name.
    fn is_variable(&self, name: &str) -> bool;
    /// Whether the shell would find this command.
    fn is_command(&self, word: &str) -> bool;
}

/// Splits a cell into Rust, magics and shell lines.
///
/// A line is a magic only where it starts at column 0, outside strings, comments and brackets.
/// Where the whole cell parses as Rust it stays Rust, but for lines that can hardly be meant so:
/// `!ls -l` with no variable `ls`, or `%whos` after an expression.
pub fn split_cell(code: &str, names: &dyn Names) -> Vec<Segment> {
    if let Some(segment) = cell_magic(code) {
        return vec![segment];
    }
    if let Some(segment) = help_line(code.trim()) {
        return vec![segment];
    }
    if !code.lines().any(may_be_magic) {
        return vec![Segment::Rust(code.to_owned())];
    }
    let lines = Lines { code, names, is_rust: parses(code) };
    let mut segments = Vec::new();
    let mut scanner = Scanner::new(code);
    let mut rust_from = 0;
    while let Some(offset) = scanner.next_line() {
        let line = shell_line(code, offset);
        let Some(segment) = lines.classify(line, &scanner) else { continue };
        push_rust(&mut segments, code, rust_from, offset);
        segments.push(segment);
        rust_from = (offset + line.len() + 1).min(code.len());
        scanner.skip_to(rust_from);
    }
    push_rust(&mut segments, code, rust_from, code.len());
    segments
}

/// Whether a line could be anything but Rust; cheap, and true too often.
fn may_be_magic(line: &str) -> bool {
    match line.as_bytes().first() {
        Some(b'%' | b'!' | b':' | b'?') => true,
        Some(b'l') => assignment(line).is_some(),
        _ => false,
    }
}

struct Lines<'a> {
    code: &'a str,
    names: &'a dyn Names,
    is_rust: bool,
}

impl Lines<'_> {
    fn classify(&self, line: &str, scanner: &Scanner<'_>) -> Option<Segment> {
        let open = line.trim_end().ends_with(';');
        if let Some(help) = line.starts_with(['%', '?']).then(|| help_line(line.trim_end())).flatten() {
            return Some(help);
        }
        if let Some(text) = line.strip_prefix('%') {
            let (name, arguments) = name_and_arguments(text.strip_prefix('%').unwrap_or(text))?;
            let known = self.names.is_magic(name);
            let meant = if self.is_rust {
                known && !open && !self.is_rust_name(name)
            } else {
                known || scanner.starts_statement()
            };
            return meant.then(|| Segment::Line {
                name: if text.starts_with('%') { format!("%{name}") } else { name.to_owned() },
                arguments: arguments.to_owned(),
            });
        }
        if let Some(text) = line.strip_prefix(':') {
            let (name, arguments) = name_and_arguments(text)?;
            let name = format!(":{name}");
            return self.names.is_magic(&name).then(|| Segment::Line { name, arguments: arguments.to_owned() });
        }
        if let Some(command) = line.strip_prefix('!') {
            let word = command.split_whitespace().next()?;
            let rust_word = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            let meant = if self.is_rust {
                !open && scanner.starts_statement() && !self.is_rust_name(rust_word) && self.names.is_command(word)
            } else if scanner.starts_statement() {
                !(self.is_rust_name(rust_word) && parses(line))
            } else {
                scanner.ends_expression() && self.names.is_command(word)
            };
            return meant.then(|| Segment::Shell(command.trim().to_owned()));
        }
        if self.is_rust || open || !scanner.ends_expression() {
            return None;
        }
        let (binding, source) = assignment(line)?;
        let source = if let Some(command) = source.strip_prefix('!') {
            Segment::Shell(command.trim().to_owned())
        } else {
            let (name, arguments) = name_and_arguments(&source[1..])?;
            Segment::Line { name: name.to_owned(), arguments: arguments.to_owned() }
        };
        Some(Segment::Assign { binding, source: Box::new(source) })
    }

    /// Whether Rust knows this name: a variable of the session, or the cell mentions it elsewhere.
    fn is_rust_name(&self, name: &str) -> bool {
        let mentions = self.code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| *word == name).count();
        mentions > 1 || self.names.is_variable(name)
    }
}

fn parses(code: &str) -> bool {
    syn::parse_str::<syn::Block>(&format!("{{{code}\n}}")).is_ok() || syn::parse_file(code).is_ok()
}

/// `%%name` on the first line that is neither blank nor a comment.
fn cell_magic(code: &str) -> Option<Segment> {
    let mut offset = 0;
    for (index, line) in code.split_inclusive('\n').enumerate() {
        offset += line.len();
        if line.trim().is_empty() || line.starts_with("//") {
            continue;
        }
        let first = line.strip_prefix("%%")?.trim_end();
        if let Some(help) = help_line(line.trim_end()) {
            return Some(help);
        }
        let (name, arguments) = name_and_arguments(first)?;
        return Some(Segment::Cell {
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            body: code[offset..].to_owned(),
            lines_before: index + 1,
        });
    }
    None
}

/// `name?`, `name??`, `?name`, with or without `%`; `text` is one trimmed line.
fn help_line(text: &str) -> Option<Segment> {
    let name = if text.starts_with('?') { text.trim_start_matches('?') } else { text.trim_end_matches('?') };
    let marks = text.len() - name.len();
    let name = name.trim();
    let bare = name.trim_start_matches('%');
    let sigils = name.len() - bare.len();
    let is_path = !bare.is_empty()
        && bare.split("::").flat_map(|part| part.split('.')).all(|part| {
            part.chars().all(|c| c.is_alphanumeric() || c == '_') && !part.starts_with(|c: char| c.is_ascii_digit())
        })
        && bare.split("::").all(|part| !part.is_empty());
    ((1..=2).contains(&marks) && sigils <= 2 && is_path)
        .then(|| Segment::Help { name: name.to_owned(), detail: marks == 2 })
}

/// `let name = !…` or `let name = %…`: the binding and what stands right of `=`.
fn assignment(line: &str) -> Option<(String, &str)> {
    let (left, right) = line.strip_prefix("let ")?.split_once('=')?;
    let right = right.trim();
    let name = left.trim();
    let bare = name.strip_prefix("mut ").unwrap_or(name).trim();
    let is_name = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && right.starts_with(['!', '%'])).then(|| (name.to_owned(), right))
}

/// Splits after the name, which ends at the first character that cannot be part of one.
fn name_and_arguments(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let well_formed = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    well_formed.then(|| (name, rest.trim()))
}

/// The line at `offset`, without its newline; a shell line goes on after a final backslash.
fn shell_line(code: &str, offset: usize) -> &str {
    let text = &code[offset..];
    let goes_on = text.starts_with('!') || assignment(text.lines().next().unwrap_or("")).is_some();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        if !(goes_on && bare.ends_with('\\')) {
            return &text[..end + bare.len()];
        }
        end += line.len();
    }
    text
}

fn push_rust(segments: &mut Vec<Segment>, code: &str, from: usize, to: usize) {
    if code[from..to].trim().is_empty() {
        return;
    }
    let before = code[..from].matches('\n').count();
    segments.push(Segment::Rust("\n".repeat(before) + &code[from..to]));
}
