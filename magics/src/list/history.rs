//! `%history`, `%save` and `%rerun`.

use std::fmt::Write as _;

use crate::history::NoSuchCells;
use crate::magic::{About, Call, Form, Group, Magic, Rest, flag, valued};
use crate::{Context, MagicError};

const RANGES: &str = "`3`, `3-7`, `5-`, `-3` (the last three).";

/// `%history`.
pub(crate) struct History;

impl Magic for History {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "history",
            aliases: &["hist"],
            form: Form::Line,
            group: Group::Files,
            summary: "Prints earlier cells",
            options: &[
                flag("numbers", Some('n'), "with their numbers"),
                valued("grep", Some('g'), "TEXT", "only those that contain a text"),
                flag("unique", Some('u'), "each text only once, the last time"),
            ],
            rest: Rest::Words { name: "CELLS", least: 0, most: usize::MAX },
            details: RANGES,
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let arguments = &call.arguments;
        let wanted = arguments.value("grep").unwrap_or_default();
        let cells = context.state.history.select(&arguments.words, context.number).map_err(MagicError::from)?;
        let mut text = String::new();
        for (index, (number, code)) in cells.iter().enumerate() {
            let repeated = arguments.has("unique") && cells[index + 1..].iter().any(|(_, later)| later == code);
            if !code.contains(wanted) || repeated {
                continue;
            }
            if arguments.has("numbers") {
                let _ = writeln!(text, "{number:4}: {}", code.trim_end().replace('\n', "\n      "));
            } else {
                let _ = writeln!(text, "{}", code.trim_end());
            }
        }
        context.print(text);
        Ok(())
    }
}

/// `%save`.
pub(crate) struct Save;

impl Magic for Save {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "save",
            aliases: &[],
            form: Form::Line,
            group: Group::Files,
            summary: "Writes earlier cells to a file",
            options: &[flag("force", Some('f'), "overwrite the file"), flag("append", Some('a'), "add to the file")],
            rest: Rest::Words { name: "FILE CELLS", least: 1, most: usize::MAX },
            details: RANGES,
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let arguments = &call.arguments;
        let name = if arguments.words[0].contains('.') {
            arguments.words[0].clone()
        } else {
            format!("{}.rs", arguments.words[0])
        };
        let path = context.path(&name);
        if path.exists() && !arguments.has("force") && !arguments.has("append") {
            return Err(MagicError::refused(
                format!("`{name}` exists"),
                "overwrite it with `-f` or add to it with `-a`",
            ));
        }
        let mut text = selected(context, &arguments.words[1..])?;
        if arguments.has("append") {
            text = std::fs::read_to_string(&path).unwrap_or_default() + &text;
        }
        std::fs::write(&path, text).map_err(MagicError::io(format!("write `{name}`")))?;
        context.print(format!("Saved {name}\n"));
        Ok(())
    }
}

/// `%rerun`.
pub(crate) struct Rerun;

impl Magic for Rerun {
    fn about(&self) -> &'static About {
        &About {
            name: "rerun",
            aliases: &[],
            form: Form::Line,
            group: Group::Files,
            summary: "Runs earlier cells again; without a range the last one",
            options: &[],
            rest: Rest::Words { name: "CELLS", least: 0, most: usize::MAX },
            details: RANGES,
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let last = ["-1".to_owned()];
        let ranges: &[String] = if call.arguments.words.is_empty() { &last } else { &call.arguments.words };
        let cells = context.state.history.select(ranges, context.number).map_err(MagicError::from)?;
        let cells: Vec<String> = cells.into_iter().map(|(_, code)| code.clone()).collect();
        for code in cells {
            if code.lines().any(|line| line.trim_start().starts_with("%rerun")) {
                return Err(MagicError::refused(
                    "a cell with `%rerun` cannot be run again",
                    "name its cells: `%rerun 3-5`",
                ));
            }
            context.print(format!("> {}\n", code.lines().next().unwrap_or_default()));
            context.run(&code, 0)?;
        }
        Ok(())
    }
}

/// The text of earlier cells, one after the other.
pub(super) fn selected(context: &Context<'_>, ranges: &[String]) -> Result<String, MagicError> {
    let cells = context.state.history.select(ranges, context.number).map_err(MagicError::from)?;
    Ok(cells.iter().map(|(_, code)| code.trim_end().to_owned() + "\n").collect())
}

impl From<NoSuchCells> for MagicError {
    fn from(NoSuchCells(range): NoSuchCells) -> Self {
        Self::refused(format!("there are no earlier cells `{range}`"), "`%history -n` lists them")
    }
}
