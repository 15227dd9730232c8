//! `%who`, `%whos` and `%reset`.

use rootlet_evaluator::Variable;

use crate::magic::{About, Call, Form, Group, Magic, Rest, flag};
use crate::{Context, MagicError};

/// `%who`.
pub(crate) struct Who;

impl Magic for Who {
    fn about(&self) -> &'static About {
        &About {
            name: "who",
            aliases: &[],
            form: Form::Line,
            group: Group::Session,
            summary: "Lists the names of the variables",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        let names: Vec<_> = variables(context).into_iter().map(|variable| variable.name).collect();
        context.print(if names.is_empty() { NONE.to_owned() } else { names.join("  ") + "\n" });
        Ok(())
    }
}

/// `%whos`.
pub(crate) struct Whos;

impl Magic for Whos {
    fn about(&self) -> &'static About {
        &About {
            name: "whos",
            aliases: &[":vars"],
            form: Form::Line,
            group: Group::Session,
            summary: "Lists the variables of every language with their types and values",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        let rows: Vec<[String; 4]> = variables(context)
            .into_iter()
            .map(|variable| {
                let value = variable.value.unwrap_or_default();
                [variable.name, variable.language.to_owned(), variable.type_name, shortened(&value)]
            })
            .collect();
        context.print(if rows.is_empty() { NONE.to_owned() } else { table(&rows) });
        Ok(())
    }
}

/// `%reset`.
pub(crate) struct Reset;

impl Magic for Reset {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "reset",
            aliases: &[":clear"],
            form: Form::Line,
            group: Group::Session,
            summary: "Forgets every variable, function and type",
            options: &[flag("force", Some('f'), "do not ask")],
            rest: Rest::Nothing,
            details: "",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        // evcxr does not ask either.
        let force = call.arguments.has("force") || call.written == ":clear";
        if !force && context.allow_stdin {
            // A front end that cannot answer counts as yes, as in a notebook that runs by itself.
            let answer = context.sink.input("Forget everything? [y/N] ", false).unwrap_or_else(|_| "y".to_owned());
            if !answer.trim().to_lowercase().starts_with('y') {
                context.print("Nothing was forgotten\n");
                return Ok(());
            }
        }
        context.evaluator.reset()?;
        context.state.has_sh_macro = false;
        context.state.cpp = crate::cpp::CppSession::default();
        context.state.python = crate::python::PythonSession::default();
        Ok(())
    }
}

const NONE: &str = "There are no variables\n";
const LONGEST_VALUE: usize = 60;

fn variables(context: &mut Context<'_>) -> Vec<Variable> {
    let mut variables = context.evaluator.variables();
    variables.extend(context.state.cpp.variables());
    variables.extend(context.state.python.variables());
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    variables
}

fn shortened(value: &str) -> String {
    let line = value.lines().next().unwrap_or_default();
    if line.chars().count() <= LONGEST_VALUE && line.len() == value.trim_end().len() {
        return line.to_owned();
    }
    line.chars().take(LONGEST_VALUE).chain(['…']).collect()
}

fn table(rows: &[[String; 4]]) -> String {
    const HEAD: [&str; 4] = ["Variable", "Language", "Type", "Value"];
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([HEAD[column].len()]).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let line = |cells: [&str; 4]| {
        let cells: Vec<_> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = line(HEAD);
    text += &("-".repeat(widths.iter().sum::<usize>() + 6) + "\n");
    for row in rows {
        text += &line([&row[0], &row[1], &row[2], &row[3]]);
    }
    text
}
