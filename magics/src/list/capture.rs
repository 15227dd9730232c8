use rootlet_evaluator::{Output, StreamName};

use crate::magic::{About, Call, Form, Group, Magic, Rest, flag, valued};
use crate::sinks::{self, Captured};
use crate::{Context, MagicError};

/// `%%capture`.
pub(crate) struct Capture;

impl Magic for Capture {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "capture",
            aliases: &[],
            form: Form::Cell,
            group: Group::Display,
            summary: "Runs the cell and hides what it prints and shows",
            options: &[
                flag("no-stdout", None, "let the standard output through"),
                flag("no-stderr", None, "let the standard error through"),
                flag("no-display", None, "let figures, tables and results through"),
                valued("err", None, "NAME", "bind the standard error as a `String`"),
            ],
            rest: Rest::Words { name: "NAME", least: 0, most: 1 },
            details: "With a name, the standard output is bound as a `String`.",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let arguments = &call.arguments;
        let hidden = [!arguments.has("no-stdout"), !arguments.has("no-stderr"), !arguments.has("no-display")];
        // A plain function cannot hold the three choices: everything is kept and the rest let through afterwards
        // would lose the order, so each choice has its own function.
        let keep: fn(&Output) -> bool = match hidden {
            [true, true, true] => |_| true,
            [true, true, false] => |output| matches!(output, Output::Stream { .. }),
            [true, false, true] => |output| !is(output, StreamName::Stderr),
            [false, true, true] => |output| !is(output, StreamName::Stdout),
            [true, false, false] => |output| is(output, StreamName::Stdout),
            [false, true, false] => |output| is(output, StreamName::Stderr),
            [false, false, true] => |output| matches!(output, Output::Display(_)),
            [false, false, false] => |_| false,
        };
        let mut captured = Captured::default();
        let body = call.body.unwrap_or_default();
        context.with_sink(
            |inner| sinks::Capture { inner, captured: &mut captured, keep },
            |context| context.run(body, call.lines_before),
        )?;
        if let Some(name) = arguments.words.first() {
            context.bind_text(name, &captured.text(StreamName::Stdout))?;
        }
        if let Some(name) = arguments.value("err") {
            context.bind_text(name, &captured.text(StreamName::Stderr))?;
        }
        Ok(())
    }
}

fn is(output: &Output, wanted: StreamName) -> bool {
    matches!(output, Output::Stream { name, .. } if *name == wanted)
}
