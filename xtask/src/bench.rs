use anyhow::bail;

use crate::commands::run;
use crate::steps::{build, install, library};
use crate::workspace::Workspace;

/// Runs benchmarks through real Jupyter clients; each prints its own table.
pub(crate) fn bench(workspace: &Workspace, words: &[&str]) -> anyhow::Result<()> {
    let words = if words.is_empty() { &["cells"] } else { words };
    let scripts = words.iter().map(|word| match *word {
        "cells" => Ok("tests/python/bench_cells.py"),
        "soak" => Ok("tests/python/soak.py"),
        "languages" => Ok("tests/python/bench_languages.py"),
        other => bail!("no benchmark `{other}`; there are cells, soak and languages"),
    });
    let scripts: Vec<_> = scripts.collect::<Result<_, _>>()?;
    build(workspace)?;
    library(workspace)?;
    let python = workspace.python()?;
    install(workspace)?;
    scripts.into_iter().try_for_each(|script| run(workspace.command(&python).arg(script)))
}
