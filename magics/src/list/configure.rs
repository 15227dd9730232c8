//! The engine's options and dependencies, and magics of Python notebooks that need no doing here.

use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::shell::Program;
use crate::{Context, MagicError};

/// `%dep`.
pub(crate) struct Dep;

impl Magic for Dep {
    fn about(&self) -> &'static About {
        &About {
            name: "dep",
            aliases: &[":dep"],
            form: Form::Line,
            group: Group::Session,
            summary: "Makes a crate usable in the following cells",
            options: &[],
            rest: Rest::Text { name: "CRATE", required: true },
            details: "As in `[dependencies]` of `Cargo.toml`: `%dep rand`, `%dep rand = \"0.9\"`, \
                `%dep mine = { path = \"../mine\" }`.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        Ok(context.evaluator.add_dependency(&call.arguments.text, context.sink)?)
    }
}

/// `%opt`.
pub(crate) struct Opt;

impl Magic for Opt {
    fn about(&self) -> &'static About {
        &About {
            name: "opt",
            aliases: &[":opt"],
            form: Form::Line,
            group: Group::Session,
            summary: "Sets or tells how much cells are optimised",
            options: &[],
            rest: Rest::Words { name: "auto|0|1|2|3|s", least: 0, most: 1 },
            details: "Without a level: tells it.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let level = call.arguments.words.first().map_or("", String::as_str);
        let level = context.evaluator.set_option("opt", level)?;
        context.print(format!("Optimisation: {level}\n"));
        Ok(())
    }
}

/// `%matplotlib`.
pub(crate) struct Matplotlib;

impl Magic for Matplotlib {
    fn about(&self) -> &'static About {
        &About {
            name: "matplotlib",
            aliases: &[],
            form: Form::Line,
            group: Group::Help,
            summary: "Accepted and not needed: open figures of matplotlib are always shown after a cell",
            options: &[],
            rest: Rest::Text { name: "BACKEND", required: false },
            details: "",
        }
    }

    fn run(&self, _: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        Ok(())
    }
}

/// `%pip`.
pub(crate) struct Pip;

impl Magic for Pip {
    fn about(&self) -> &'static About {
        &About {
            name: "pip",
            aliases: &[],
            form: Form::Line,
            group: Group::Session,
            summary: "Runs pip of the Python that `%%python` uses",
            options: &[],
            rest: Rest::Text { name: "ARGUMENTS", required: true },
            details: "`%pip install mplhep`.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let python = crate::python::interpreter(context);
        let mut command = context.program(crate::context::shell_program());
        command.arg("-c").arg(format!("\"$0\" -m pip {}", call.arguments.text)).arg(python);
        let ended = context.run_program(Program::new(command))?;
        Context::ended("`pip`", ended)
    }
}
