use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::arguments::Convert;
use super::error::CliError;
use super::run::{read_notebook, write_whole};
use crate::runner::{self, from_script, to_script};

/// `rootlet convert`.
pub(crate) fn convert(options: &Convert) -> anyhow::Result<()> {
    let input = &options.input;
    let (text, ending) = match input.extension().and_then(|ending| ending.to_str()) {
        Some("ipynb") => (to_script(&read_notebook(input)?), "rs"),
        Some("rs") => {
            let script =
                fs::read_to_string(input).map_err(|source| runner::Error::Read { path: input.clone(), source })?;
            let mut notebook = from_script(&script)?;
            notebook.metadata.entry("kernelspec").or_insert_with(super::run::kernelspec);
            (notebook.to_text(), "ipynb")
        }
        _ => return Err(CliError::UnknownEnding { path: input.clone() }.into()),
    };
    let output = options.output.clone().unwrap_or_else(|| input.with_extension(ending));
    if output == Path::new("-") {
        io::stdout().write_all(text.as_bytes())?;
        return Ok(());
    }
    if output.exists() && !options.force {
        return Err(CliError::Exists { path: output }.into());
    }
    write_whole(&output, &text)?;
    writeln!(io::stderr(), "wrote {}", output.display())?;
    Ok(())
}
