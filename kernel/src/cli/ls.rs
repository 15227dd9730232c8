use std::io::{self, Write};

use anyhow::Context;
use rootio::RootFile;
use rootio::ls::{Detail, Style, list, render, to_json};

use super::arguments::Ls;

/// `rootlet ls`: the names of several files stand above their lists.
pub(crate) fn ls(options: &Ls) -> anyhow::Result<()> {
    let detail = if options.tree || options.json { Detail::Trees } else { Detail::Keys };
    let style = match (options.tree, options.long) {
        (true, _) => Style::Tree,
        (false, true) => Style::Long,
        (false, false) => Style::Short,
    };
    let mut out = io::stdout().lock();
    let mut all = Vec::new();
    for path in &options.files {
        let name = path.display();
        let file = RootFile::open(path).with_context(|| format!("cannot list `{name}`"))?;
        let listing = list(&file, detail).with_context(|| format!("cannot list `{name}`"))?;
        if options.json {
            all.push(to_json(&listing));
            continue;
        }
        if options.files.len() > 1 {
            writeln!(out, "{name}:")?;
        }
        write!(out, "{}", render(&listing, style))?;
    }
    if options.json {
        writeln!(out, "{}", serde_json::Value::from(all))?;
    }
    Ok(())
}
