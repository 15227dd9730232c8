use std::path::Path;

use crate::magic::{About, Call, Form, Group, Magic, Rest, valued};
use crate::{Context, MagicError, cpp};

/// `%%rust`.
pub(crate) struct Rust;

impl Magic for Rust {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "rust",
            aliases: &[],
            form: Form::Cell,
            group: Group::Languages,
            summary: "Runs the cell as Rust, which it would be without this line, or keeps it as a library",
            options: &[valued(
                "library",
                Some('a'),
                "NAME",
                "an optimised library, kept as a crate in `.rootlet/lib/NAME`; an empty cell loads it",
            )],
            rest: Rest::Nothing,
            details: "A library is a module of the session: later cells name its public items as they are, or with `NAME::` \
                before them. A later session loads it with an empty `%%rust -a NAME`; a program names the folder in its \
                `Cargo.toml`: `NAME = { path = \".rootlet/lib/NAME\" }`. Structs with `#[derive(Persist)]` go to ROOT files \
                and come back.\n\n```text\n%%rust -a shapes\n#[derive(Persist, Clone, Debug)]\npub struct Circle { pub radius: f64 }\n```",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let body = call.body.unwrap_or_default();
        let Some(name) = call.arguments.value("library") else { return context.run(body, call.lines_before) };
        if syn::parse_str::<syn::Ident>(name).is_err() {
            return Err(MagicError::Usage {
                magic: call.written.to_owned(),
                problem: format!("`{name}` cannot be the name of a library: a Rust identifier can"),
                usage: self.about().usage(),
            });
        }
        let folder = cpp::library_folder(context, name);
        let source = if body.trim().is_empty() {
            let text = cpp::library_source(context, name, |_| "src/lib.rs".to_owned())?;
            text.strip_prefix(PRELUDE).map_or(text.clone(), str::to_owned)
        } else {
            body.to_owned()
        };
        compile(context, name, &source, call.lines_before)?;
        if !body.trim().is_empty() {
            keep(&folder, name, body).map_err(MagicError::io(format!("keep the library `{name}`")))?;
        }
        Ok(())
    }
}

/// What every cell sees, and what the crate of a library has to say itself.
const PRELUDE: &str = "#[allow(unused_imports)]\nuse rootlet::prelude::*;\n\n";

/// Compiles a library at the highest level; it is a module whose items are used.
fn compile(context: &mut Context<'_>, name: &str, source: &str, lines_before: usize) -> Result<(), MagicError> {
    // The first line is that of the magic, so that errors stand in the lines of the cell.
    let lines = "\n".repeat(lines_before.saturating_sub(1));
    let code = format!(
        "{lines}pub mod {name} {{ #[allow(unused_imports)] use rootlet::prelude::*;\n{source}\n}}\n#[allow(unused_imports)] pub use {name}::*;"
    );
    context.kept_rust(&code, Some("3"))?;
    context.state.python.rust_ran(source);
    Ok(())
}

/// Writes the library as a crate.
fn keep(folder: &Path, name: &str, source: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             # Or `{{ path = … }}` of a checkout.\nrootlet = \"0.1\"\n"
        ),
    )?;
    std::fs::write(folder.join("src/lib.rs"), format!("{PRELUDE}{source}"))
}
