use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rootio::RootFile;
use rootio::ls::{Detail, Listing, Style, list, render, to_json};

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
        let (path, inside) = parts(path);
        let file = RootFile::open(&path).with_context(|| format!("cannot list `{name}`"))?;
        let mut listing = list(&file, detail).with_context(|| format!("cannot list `{name}`"))?;
        if let Some(inside) = inside {
            narrow(&mut listing, &inside)?;
        }
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

/// `a.root:dir` as `rootls` takes it: the file, and what is asked for in it.
fn parts(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    match text.split_once(".root:") {
        Some((file, inside)) if !path.exists() => {
            let inside = inside.trim_matches('/');
            (format!("{file}.root").into(), (!inside.is_empty()).then(|| inside.to_owned()))
        }
        _ => (path.to_owned(), None),
    }
}

/// Leaves what is in a directory, or one object.
fn narrow(listing: &mut Listing, inside: &str) -> anyhow::Result<()> {
    let below = format!("{inside}/");
    let is_directory = listing.entries.iter().any(|entry| entry.path.starts_with(&below));
    listing.entries.retain(|entry| if is_directory { entry.path.starts_with(&below) } else { entry.path == inside });
    if listing.entries.is_empty() {
        bail!("there is no `{inside}` in `{}`; `rootlet ls -l` shows all of it", listing.file);
    }
    let level = inside.matches('/').count() + usize::from(is_directory);
    for entry in &mut listing.entries {
        entry.depth = entry.depth.saturating_sub(level);
    }
    Ok(())
}
