//! `%lsmagic` and `%magic`.

use rootlet_display::MimeBundle;

use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MAGICS, MagicError};

/// `%lsmagic`.
pub(crate) struct Lsmagic;

impl Magic for Lsmagic {
    fn about(&self) -> &'static About {
        &About {
            name: "lsmagic",
            aliases: &[":help"],
            form: Form::Line,
            group: Group::Help,
            summary: "Lists the magics",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        let names = |sigil: &str, other: Form| {
            let list = MAGICS.iter().map(|magic| magic.about()).filter(|about| about.form != other);
            let mut names: Vec<_> = list.map(|about| format!("{sigil}{}", about.name)).collect();
            names.sort();
            names
        };
        let own = context.state.aliases.keys().chain(context.state.macros.keys()).map(|name| format!("%{name}"));
        let mut lines = names("%", Form::Cell);
        lines.extend(own);
        context.print(format!(
            "Line magics:\n{}\n\nCell magics:\n{}\n\n`!command` runs a command; `%name?` shows help\n",
            wrapped(&lines),
            wrapped(&names("%%", Form::Line)),
        ));
        Ok(())
    }
}

/// `%magic`.
pub(crate) struct MagicHelp;

impl Magic for MagicHelp {
    fn about(&self) -> &'static About {
        &About {
            name: "magic",
            aliases: &[],
            form: Form::Line,
            group: Group::Help,
            summary: "Shows the documentation of all magics",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        let page = crate::documentation();
        context.display(MimeBundle::text(page.clone()).with("text/markdown", page));
        Ok(())
    }
}

/// Words in lines of at most 100 characters.
fn wrapped(words: &[String]) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in words {
        if length > 0 && length + word.len() + 2 > 100 {
            text.push('\n');
            length = 0;
        }
        if length > 0 {
            text += "  ";
        }
        text += word;
        length += word.len() + 2;
    }
    text
}
