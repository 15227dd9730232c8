use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MagicError};

/// `%%rust`.
pub(crate) struct Rust;

impl Magic for Rust {
    fn about(&self) -> &'static About {
        &About {
            name: "rust",
            aliases: &[],
            form: Form::Cell,
            group: Group::Languages,
            summary: "Runs the cell as Rust, which it would be without this line",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        context.run(call.body.unwrap_or_default(), call.lines_before)
    }
}
