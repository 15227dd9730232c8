use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::arguments::Convert;
use super::error::CliError;
use super::run::{read_notebook, write_whole};
use crate::runner::{self, Notebook, SUPPORT, from_script, keep_outputs, manifest, to_program, to_script};

/// `rootlet convert`.
pub(crate) fn convert(options: &Convert) -> anyhow::Result<()> {
    let input = &options.input;
    let form = Form::of(input)?;
    if options.program {
        let notebook = form.read(input)?;
        return program(options, &notebook);
    }
    let output = options.output.clone().unwrap_or_else(|| input.with_extension(form.other()));
    let is_there = output.exists();
    if is_there && !options.force {
        return Err(CliError::Exists { path: output }.into());
    }
    let mut notebook = form.read(input)?;
    let text = match form {
        Form::Notebook => to_script(&notebook),
        Form::Script => {
            notebook.metadata.entry("kernelspec").or_insert_with(super::run::kernelspec);
            // What is there may be broken, which is no reason not to replace it.
            if let Some(earlier) = is_there.then(|| read_notebook(&output).ok()).flatten() {
                keep_outputs(&mut notebook, &earlier);
            }
            notebook.to_text()
        }
    };
    if output == Path::new("-") {
        io::stdout().write_all(text.as_bytes())?;
        return Ok(());
    }
    write_whole(&output, &text)?;
    writeln!(io::stderr(), "wrote {}", output.display())?;
    Ok(())
}

/// What a file holds, by its ending.
#[derive(Clone, Copy)]
enum Form {
    Notebook,
    Script,
}

impl Form {
    fn of(path: &Path) -> anyhow::Result<Self> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("ipynb") => Ok(Self::Notebook),
            Some("rs") => Ok(Self::Script),
            _ => Err(CliError::UnknownEnding { path: path.to_owned() }.into()),
        }
    }

    /// The ending of what it becomes.
    fn other(self) -> &'static str {
        match self {
            Self::Notebook => "rs",
            Self::Script => "ipynb",
        }
    }

    fn read(self, path: &Path) -> anyhow::Result<Notebook> {
        match self {
            Self::Notebook => read_notebook(path),
            Self::Script => {
                let script =
                    fs::read_to_string(path).map_err(|source| runner::Error::Read { path: path.to_owned(), source })?;
                from_script(&script).with_context(|| format!("cannot convert `{}`", path.display()))
            }
        }
    }
}

/// `rootlet convert --program`.
fn program(options: &Convert, notebook: &Notebook) -> anyhow::Result<()> {
    let folder = options.output.clone().unwrap_or_else(|| options.input.with_extension(""));
    let main = folder.join("src/main.rs");
    if main.exists() && !options.force {
        return Err(CliError::Exists { path: main }.into());
    }
    let sources: PathBuf = match &options.sources {
        Some(sources) => fs::canonicalize(sources).with_context(|| format!("cannot use `{}`", sources.display()))?,
        None => rootlet_evaluator::unpack_sources()?,
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let program = to_program(notebook);
    fs::create_dir_all(folder.join("src")).with_context(|| format!("cannot make `{}`", folder.display()))?;
    write_whole(&folder.join("Cargo.toml"), &manifest(&name, &program, &sources))?;
    write_whole(&folder.join("src/notebook.rs"), SUPPORT)?;
    write_whole(&main, &program.main)?;
    let mut talk = io::stderr().lock();
    for omitted in &program.omitted {
        writeln!(talk, "note: {omitted}; it is a comment in the program")?;
    }
    writeln!(talk, "wrote {}; `cargo run --release` in it runs it", folder.display())?;
    Ok(())
}
