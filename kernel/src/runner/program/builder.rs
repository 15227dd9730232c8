use std::collections::HashSet;
use std::fmt::Write as _;

use proc_macro2::{TokenStream, TokenTree};
use rootlet_magics::{Names, Segment, split_cell};

use super::Program;
use super::parts::{Part, parts};

/// Puts the cells of a notebook together to a program, in order.
#[derive(Default)]
pub(super) struct Builder {
    items: String,
    body: String,
    dependencies: Vec<String>,
    omitted: Vec<String>,
    /// Names of the items so far, with their namespace.
    names: HashSet<String>,
    /// Texts of the items so far.
    texts: HashSet<String>,
    variables: HashSet<String>,
    /// How many blocks are open, each since an item took the name of an earlier one.
    blocks: usize,
    awaits: bool,
}

impl Builder {
    /// A Markdown cell.
    pub(super) fn prose(&mut self, text: &str) {
        self.statement(&commented(text));
    }

    /// A code cell; `position` counts all cells from 1.
    pub(super) fn code(&mut self, position: usize, source: &str) {
        let known = Known { variables: &self.variables };
        for segment in split_cell(source, &known) {
            self.segment(position, &segment);
        }
    }

    /// A cell that cannot be part of the program.
    pub(super) fn omit(&mut self, position: usize, source: &str, reason: &str) {
        let first = source.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
        self.omitted.push(format!("cell {position} (`{first}`) {reason}"));
        self.statement(&commented(source));
    }

    /// The whole program.
    pub(super) fn finish(self) -> Program {
        let mut main = String::from(
            "//! Made from a notebook by `rootlet convert --program`.\n\n\
             #![allow(unused, reason = \"a notebook leaves values for later cells\")]\n\n\
             #[macro_use]\nmod notebook;\n\nuse rootlet::prelude::*;\n",
        );
        main.push_str(&self.items);
        main.push_str("\nfn main() -> notebook::Result {\n");
        let (open, close) = if self.awaits { ("    notebook::block_on(async {\n", "    })\n") } else { ("", "") };
        main.push_str(open);
        if self.body.contains("display(") || self.body.contains("input(") || self.body.contains("Live") {
            main.push_str("    notebook::start();\n\n");
        }
        main.push_str(&self.body);
        main.push_str("    Ok(())\n");
        main.push_str(&"    }\n".repeat(self.blocks));
        main.push_str(close);
        main.push_str("}\n");
        Program { main, dependencies: self.dependencies, omitted: self.omitted }
    }

    fn segment(&mut self, position: usize, segment: &Segment) {
        match segment {
            Segment::Rust(code) => self.rust(position, code),
            Segment::Shell(command) => {
                let command = self.command(command);
                self.statement(&format!("notebook::shell({command})?;"));
            }
            Segment::Assign { binding, source } => match &**source {
                Segment::Shell(command) => {
                    let command = self.command(command);
                    self.statement(&format!("let {binding} = notebook::lines({command})?;"));
                    self.variables.insert(binding.trim_start_matches("mut ").to_owned());
                }
                other => {
                    let line = written(other);
                    self.omit(position, &format!("let {binding} = {line}"), "has no Rust form");
                }
            },
            Segment::Line { name, arguments } if name == "dep" || name == ":dep" => {
                let line = if arguments.contains('=') { arguments.clone() } else { format!("{arguments} = \"*\"") };
                if !self.dependencies.contains(&line) {
                    self.dependencies.push(line);
                }
            }
            // How the engine works and what it explains is nothing to a program.
            Segment::Line { name, .. }
                if ["opt", ":opt", "timing", ":timing", "matplotlib"].contains(&name.as_str()) => {}
            Segment::Help { .. } => {}
            Segment::Cell { name, arguments, body, .. } if name == "bash" || name == "sh" => {
                let body = raw_string(body);
                let words: Vec<&str> = arguments.split_whitespace().collect();
                match words.as_slice() {
                    [] => self.statement(&format!("notebook::shell({body})?;")),
                    ["--out", variable] => {
                        self.statement(&format!("let {variable} = notebook::capture({body})?;"));
                        self.variables.insert((*variable).to_owned());
                    }
                    _ => self.omit(position, &written(segment), "has no Rust form"),
                }
            }
            Segment::Cell { name, arguments, body, .. } if name == "rust" && arguments.is_empty() => {
                self.rust(position, body);
            }
            other => self.omit(position, &written(other), "has no Rust form"),
        }
    }

    fn rust(&mut self, position: usize, code: &str) {
        if code.trim().is_empty() {
            return;
        }
        let Some(parts) = parts(code) else {
            return self.omit(position, code.trim(), "is not whole Rust");
        };
        self.awaits |= code.contains(".await");
        let names = parts.iter().flat_map(|part| match part {
            Part::Item { text, names } if !self.texts.contains(text) => names.as_slice(),
            _ => &[],
        });
        if names.clone().any(|name| self.names.contains(name)) {
            self.body.push_str("    {\n");
            self.blocks += 1;
            self.names.clear();
        }
        // Statements that follow each other stay together.
        let mut run = String::new();
        for part in parts {
            match part {
                Part::Item { text, names } => {
                    self.names.extend(names);
                    if !self.texts.insert(text.clone()) {
                        continue;
                    }
                    if self.blocks == 0 {
                        let _ = writeln!(self.items, "\n{text}");
                    } else {
                        self.statement(&text);
                    }
                }
                Part::Statement { text, binds } => {
                    self.variables.extend(binds);
                    let _ = write!(run, "{}{text}", if run.is_empty() { "" } else { "\n" });
                }
                Part::Tail { before, expression } => {
                    let newline = if run.is_empty() { "" } else { "\n" };
                    let end = if before.is_empty() { "" } else { "\n" };
                    let _ = write!(run, "{newline}{before}{end}show!({expression});");
                }
            }
        }
        self.statement(&run);
    }

    fn statement(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = writeln!(self.body, "{}\n", indented(text));
        }
    }

    /// A shell line as an argument of type `&str`: `{name}` stands for a variable's value.
    fn command(&self, command: &str) -> String {
        let mut format = String::new();
        let mut uses_variables = false;
        let mut rest = command;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            format.push_str(before);
            let name = brace[1..].split_once('}').map(|(name, _)| name).filter(|_| brace.starts_with('{'));
            if let Some(name) = name.filter(|name| self.variables.contains(*name)) {
                format.push_str(&format!("{{{name}}}"));
                uses_variables = true;
                rest = &brace[name.len() + 2..];
            } else {
                format.push_str(if brace.starts_with('{') { "{{" } else { "}}" });
                rest = &brace[1..];
            }
        }
        format.push_str(rest);
        if uses_variables { format!("&format!({})", raw_string(&format)) } else { raw_string(command) }
    }
}

/// What decides between a shell line and Rust, without a session.
struct Known<'a> {
    variables: &'a HashSet<String>,
}

impl Names for Known<'_> {
    fn is_magic(&self, name: &str) -> bool {
        rootlet_magics::find(name).is_some()
    }

    fn is_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// The notebook was run where its commands are; here they may be missing.
    fn is_command(&self, _: &str) -> bool {
        true
    }
}

/// A segment as the user wrote it.
fn written(segment: &Segment) -> String {
    match segment {
        Segment::Rust(text) => text.clone(),
        Segment::Line { name, arguments } if name.starts_with(':') => {
            format!("{name} {arguments}").trim_end().to_owned()
        }
        Segment::Line { name, arguments } => format!("%{name} {arguments}").trim_end().to_owned(),
        Segment::Cell { name, arguments, body, .. } => {
            format!("%%{name} {arguments}").trim_end().to_owned() + "\n" + body
        }
        Segment::Shell(command) => format!("!{command}"),
        Segment::Assign { binding, source } => format!("let {binding} = {}", written(source)),
        Segment::Help { name, .. } => format!("{name}?"),
    }
}

fn commented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "//".to_owned() } else { format!("// {line}") };
    text.trim_end().split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Four spaces before each line, but for those inside a string or a comment over several lines.
fn indented(text: &str) -> String {
    let inside = inside_literals(text);
    let line = |(index, line): (usize, &str)| {
        if line.is_empty() || inside.contains(&index) { line.to_owned() } else { format!("    {line}") }
    };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// The lines, counted from 0, that begin inside a literal.
fn inside_literals(text: &str) -> HashSet<usize> {
    fn collect(tokens: TokenStream, lines: &mut HashSet<usize>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), lines),
                // Lines are counted from 1.
                TokenTree::Literal(literal) => lines.extend(literal.span().start().line..literal.span().end().line),
                _ => {}
            }
        }
    }
    let mut lines = HashSet::new();
    collect(text.parse().unwrap_or_default(), &mut lines);
    lines
}

/// A literal that holds the text as it is.
fn raw_string(text: &str) -> String {
    let longest =
        text.split('"').skip(1).map(|part| part.len() - part.trim_start_matches('#').len()).max().unwrap_or(0);
    let hashes = "#".repeat(longest + 1);
    format!("r{hashes}\"{text}\"{hashes}")
}
