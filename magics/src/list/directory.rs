//! The directory and the environment of the session, which all languages share.

use std::fmt::Write as _;
use std::path::Path;

use crate::context::shell_program;
use crate::magic::{About, Call, Form, Group, Magic, Rest, flag};
use crate::shell::Program;
use crate::{Context, MagicError};

/// `%cd`.
pub(crate) struct Cd;

impl Magic for Cd {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "cd",
            aliases: &[],
            form: Form::Line,
            group: Group::Shell,
            summary: "Changes the directory of the session, for every language",
            options: &[flag("quiet", Some('q'), "does not print the new directory")],
            rest: Rest::Words { name: "DIRECTORY", least: 0, most: 1 },
            details: "Without a directory: home. `-` is the directory before. `{name}` stands for a variable of Rust.",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let before = context.directory();
        let target = match call.arguments.words.first().map(String::as_str) {
            None => context.path("~"),
            Some("-") => context.path(&context.environment("OLDPWD").unwrap_or_else(|| ".".to_owned())),
            Some(text) => context.path(text),
        };
        let target =
            target.canonicalize().map_err(MagicError::io(format!("change the directory to `{}`", target.display())))?;
        let before = ("OLDPWD".to_owned(), Some(before.to_string_lossy().into_owned()));
        change(context, Some(&target), &[before])?;
        if !call.arguments.has("quiet") {
            context.print(format!("{}\n", target.display()));
        }
        Ok(())
    }
}

/// `%pwd`.
pub(crate) struct Pwd;

impl Magic for Pwd {
    fn about(&self) -> &'static About {
        &About {
            name: "pwd",
            aliases: &[],
            form: Form::Line,
            group: Group::Shell,
            summary: "Prints the directory of the session",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        let directory = context.directory();
        context.print(format!("{}\n", directory.display()));
        Ok(())
    }
}

/// `%ls`.
pub(crate) struct Ls;

impl Magic for Ls {
    fn about(&self) -> &'static About {
        &About {
            name: "ls",
            aliases: &["ll"],
            form: Form::Line,
            group: Group::Shell,
            summary: "Lists files",
            options: &[],
            rest: Rest::Text { name: "PATTERN", required: false },
            details: "Everything is given to `ls`: `%ls -l *.root`. `%ll` is `%ls -l`.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let mut command = context.program(shell_program());
        let long = if call.written.ends_with("ll") { "-l " } else { "" };
        command.arg("-c").arg(format!("ls {long}{}", call.arguments.text));
        let ended = context.run_program(Program::new(command))?;
        Context::ended("`ls`", ended)
    }
}

/// `%env`.
pub(crate) struct Env;

impl Magic for Env {
    fn about(&self) -> &'static About {
        &About {
            name: "env",
            aliases: &["set_env"],
            form: Form::Line,
            group: Group::Shell,
            summary: "Lists, reads or sets variables of the environment, for every language",
            options: &[],
            rest: Rest::Text { name: "NAME[=VALUE]", required: false },
            details: "`%env`, `%env HOME`, `%env THREADS=2` or `%env THREADS 2`; `%env THREADS=` removes it.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let text = call.arguments.text.as_str();
        let name_end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let (name, rest) = text.split_at(name_end);
        if text.is_empty() {
            let mut names: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
            names.extend(context.state.environment.keys().cloned());
            names.sort();
            names.dedup();
            let mut list = String::new();
            for name in names {
                if let Some(value) = context.environment(&name) {
                    let _ = writeln!(list, "{name}={value}");
                }
            }
            context.print(list);
            return Ok(());
        }
        if rest.trim().is_empty() {
            let value = context.environment(name).ok_or_else(|| {
                MagicError::refused(
                    format!("the environment has no variable `{name}`"),
                    format!("set it: `%env {name}=value`"),
                )
            })?;
            context.print(format!("{value}\n"));
            return Ok(());
        }
        let value = rest.trim().trim_start_matches('=').trim();
        let value = if value.is_empty() { None } else { Some(value.to_owned()) };
        change(context, None, &[(name.to_owned(), value)])
    }
}

/// Changes directory and environment of the shells and of the evaluator process.
pub(crate) fn change(
    context: &mut Context<'_>,
    directory: Option<&Path>,
    environment: &[(String, Option<String>)],
) -> Result<(), MagicError> {
    let mut code = String::new();
    if let Some(directory) = directory {
        let _ = writeln!(code, "std::env::set_current_dir({:?}).unwrap();", directory.to_string_lossy());
    }
    for (name, value) in environment {
        // Writing to a String cannot fail.
        let _ = match value {
            Some(value) => writeln!(code, "unsafe {{ std::env::set_var({name:?}, {value:?}) }};"),
            None => writeln!(code, "unsafe {{ std::env::remove_var({name:?}) }};"),
        };
    }
    if code.is_empty() {
        return Ok(());
    }
    context.rust(&code)?;
    if let Some(directory) = directory {
        directory.clone_into(&mut context.state.directory);
    }
    context.state.environment.extend(environment.iter().cloned());
    Ok(())
}
