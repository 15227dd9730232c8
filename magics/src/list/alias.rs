//! `%alias`, `%unalias` and `%macro`.

use std::fmt::Write as _;

use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MagicError, table};

/// `%alias`.
pub(crate) struct Alias;

impl Magic for Alias {
    fn about(&self) -> &'static About {
        &About {
            name: "alias",
            aliases: &[],
            form: Form::Line,
            group: Group::Shell,
            summary: "Makes a magic of a command line",
            options: &[],
            rest: Rest::Text { name: "NAME COMMAND", required: false },
            details: "`%alias tree rootls -t %l`: `%l` stands for what follows `%tree`; without it that is added at \
                the end. Without a name: lists the aliases.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let text = &call.arguments.text;
        if text.is_empty() {
            let mut list = String::new();
            for (name, command) in &context.state.aliases {
                let _ = writeln!(list, "%{name} = {command}");
            }
            context.print(list);
            return Ok(());
        }
        let (name, command) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        checked_name(self, name)?;
        if command.trim().is_empty() {
            return Err(MagicError::Usage {
                magic: "%alias".to_owned(),
                problem: "COMMAND is missing".to_owned(),
                usage: self.about().usage(),
            });
        }
        context.state.aliases.insert(name.to_owned(), command.trim().to_owned());
        Ok(())
    }
}

/// `%unalias`.
pub(crate) struct Unalias;

impl Magic for Unalias {
    fn about(&self) -> &'static About {
        &About {
            name: "unalias",
            aliases: &[],
            form: Form::Line,
            group: Group::Shell,
            summary: "Removes an alias or a macro",
            options: &[],
            rest: Rest::Words { name: "NAME", least: 1, most: 1 },
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let name = call.arguments.words[0].trim_start_matches('%');
        let removed = context.state.aliases.remove(name).is_some() | context.state.macros.remove(name).is_some();
        if removed {
            return Ok(());
        }
        Err(MagicError::refused(format!("there is no alias or macro `{name}`"), "`%alias` and `%macro` list them"))
    }
}

/// `%macro`.
pub(crate) struct Macro;

impl Magic for Macro {
    fn about(&self) -> &'static About {
        &About {
            name: "macro",
            aliases: &[],
            form: Form::Line,
            group: Group::Files,
            summary: "Makes a magic of earlier cells",
            options: &[],
            rest: Rest::Words { name: "NAME CELLS", least: 0, most: usize::MAX },
            details: "`%macro refit 4-6`, then `%refit`. Without a name: lists the macros.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let Some((name, ranges)) = call.arguments.words.split_first() else {
            for name in context.state.macros.keys().cloned().collect::<Vec<_>>() {
                context.print(format!("%{name}\n"));
            }
            return Ok(());
        };
        checked_name(self, name)?;
        let code = super::history::selected(context, ranges)?;
        context.state.macros.insert(name.clone(), code);
        Ok(())
    }
}

/// The command line of an alias with its arguments.
pub(crate) fn expand(command: &str, arguments: &str) -> String {
    if command.contains("%l") { command.replace("%l", arguments) } else { format!("{command} {arguments}") }
}

fn checked_name(magic: &dyn Magic, name: &str) -> Result<(), MagicError> {
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
    if is_name && table::find(name).is_none() {
        return Ok(());
    }
    let problem = if is_name { format!("`%{name}` is a magic already") } else { format!("`{name}` cannot be a name") };
    Err(MagicError::Usage { magic: magic.about().written(), problem, usage: magic.about().usage() })
}
