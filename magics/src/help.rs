use std::fmt::Write as _;

use rootlet_display::MimeBundle;

use crate::magic::{About, Magic};
use crate::state::State;
use crate::{Context, MagicError, table};

/// `%name?` or `name?`: shows the help of a magic or the documentation of a Rust name.
pub(crate) fn show(context: &mut Context<'_>, name: &str, detail: bool) -> Result<(), MagicError> {
    let bare = name.trim_start_matches('%');
    if let Some(bundle) = of_user(bare, context.state) {
        context.display(bundle);
        return Ok(());
    }
    if name.starts_with('%') {
        let magic = table::find(bare)
            .ok_or_else(|| MagicError::Unknown { written: name.to_owned(), near: table::near(name, context.state) })?;
        context.display(bundle(magic));
        return Ok(());
    }
    let found = context.evaluator.inspect(name, name.chars().count(), u8::from(detail));
    match found.or_else(|| table::find(bare).map(bundle)) {
        Some(found) => context.display(found),
        None => context.print(format!("Nothing is known about `{name}`\n")),
    }
    Ok(())
}

/// Help of the magic whose name is under the cursor (code points).
pub(crate) fn at_cursor(code: &str, cursor: usize, state: &State) -> Option<MimeBundle> {
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let length = line.chars().count();
        if cursor >= start && cursor < start + length.max(1) || start + length == code.chars().count() {
            let sigils = line.chars().take_while(|c| *c == '%').count();
            let text = if line.starts_with(':') { line } else { &line[sigils..] };
            let name: String = text.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
            let is_magic = (1..=2).contains(&sigils) || line.starts_with(':');
            if is_magic && cursor <= start + sigils + name.chars().count() {
                return table::find(&name).map(bundle).or_else(|| of_user(&name, state));
            }
        }
        start += length;
    }
    None
}

fn of_user(name: &str, state: &State) -> Option<MimeBundle> {
    if let Some(command) = state.aliases.get(name) {
        return Some(MimeBundle::text(format!("%{name}: an alias of `{command}`")));
    }
    state.macros.get(name).map(|code| MimeBundle::text(format!("%{name}: a macro\n\n{code}")))
}

/// The help of one magic as text and Markdown.
pub(crate) fn bundle(magic: &dyn Magic) -> MimeBundle {
    let about = magic.about();
    MimeBundle::text(text(about)).with("text/markdown", markdown(about))
}

fn text(about: &About) -> String {
    let mut text = format!("{}\n{}\n", about.usage(), about.summary);
    if !about.options.is_empty() {
        let width = about.options.iter().map(|option| label(option).len()).max().unwrap_or(0);
        text += "\nOptions:\n";
        for option in about.options {
            let _ = writeln!(text, "  {:width$}  {}", label(option), option.help);
        }
    }
    if !about.aliases.is_empty() {
        let _ = writeln!(text, "\nAlso: {}", about.aliases.join(", "));
    }
    if !about.details.is_empty() {
        let _ = writeln!(text, "\n{}", about.details);
    }
    text
}

/// The help of one magic as a piece of the documentation.
pub(crate) fn markdown(about: &About) -> String {
    let mut text = format!("`{}`\n\n{}.\n", about.usage(), about.summary);
    if !about.options.is_empty() {
        text += "\n| option | |\n| --- | --- |\n";
        for option in about.options {
            let _ = writeln!(text, "| `{}` | {} |", label(option), option.help);
        }
    }
    if !about.aliases.is_empty() {
        let aliases: Vec<_> = about.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(text, "\nAlso: {}.", aliases.join(", "));
    }
    if !about.details.is_empty() {
        let _ = writeln!(text, "\n{}", about.details);
    }
    text
}

fn label(option: &crate::Opt) -> String {
    match option.value {
        Some(value) => format!("{} {value}", option.spellings()),
        None => option.spellings(),
    }
}
