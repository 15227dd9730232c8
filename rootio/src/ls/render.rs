//! A listing as text.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Branch, Entry, Listing};

/// How a listing looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Names side by side, as `rootls` does.
    Short,
    /// A line for each object: class, date, size, name, cycle, title.
    Long,
    /// Lines, and the columns of trees below.
    Tree,
}

/// The listing as text, each line ended.
pub fn render(listing: &Listing, style: Style) -> String {
    let mut out = String::new();
    match style {
        Style::Short => {
            let top = listing.entries.iter().filter(|entry| entry.depth == 0);
            let names: Vec<&str> = top.map(|entry| entry.key.name.as_str()).collect();
            if !names.is_empty() {
                let _ = writeln!(out, "{}", names.join("  "));
            }
        }
        Style::Long | Style::Tree => {
            let _ = writeln!(
                out,
                "{}: {}, format {}, {}",
                listing.file,
                size(listing.size),
                listing.version,
                listing.compression
            );
            let width = listing.entries.iter().map(|entry| entry.key.class.chars().count()).max().unwrap_or(0);
            for entry in &listing.entries {
                line(&mut out, entry, width);
                if style == Style::Tree {
                    table(&mut out, entry);
                }
            }
        }
    }
    out
}

fn line(out: &mut String, entry: &Entry, width: usize) {
    let key = &entry.key;
    let title = if key.title.is_empty() { String::new() } else { format!("  \"{}\"", key.title) };
    let _ = writeln!(
        out,
        "{:width$}  {}  {:>9}  {};{}{title}",
        key.class,
        key.datime,
        size(u64::from(key.bytes)),
        entry.path,
        key.cycle
    );
}

fn table(out: &mut String, entry: &Entry) {
    match &entry.table {
        None => {}
        Some(Err(why)) => {
            let _ = writeln!(out, "  not readable: {why}");
        }
        Some(Ok(table)) => {
            let plural = if table.branches.len() == 1 { "column" } else { "columns" };
            let _ = writeln!(out, "  {} entries, {} {plural}", table.entries, table.branches.len());
            let wide = |branch: &Branch| 2 * branch.depth + branch.name.chars().count();
            let names = table.branches.iter().map(wide).max().unwrap_or(0).min(48);
            let types = table.branches.iter().map(|b| b.type_name.chars().count()).max().unwrap_or(0).min(32);
            for branch in &table.branches {
                let name = format!("{}{}", "  ".repeat(branch.depth), branch.name);
                let ratio = if branch.zip_bytes > 0 {
                    format!("{:.2}", branch.total_bytes as f64 / branch.zip_bytes as f64)
                } else {
                    "-".to_owned()
                };
                let _ = writeln!(
                    out,
                    "  {name:names$}  {:types$}  {:>9}  ×{ratio:<6}  {}",
                    branch.type_name,
                    size(branch.zip_bytes),
                    branch.compression
                );
            }
        }
    }
}

/// Bytes for people: `812 B`, `3.4 kB`, `1.2 GB`.
fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    format!("{value:.1} {unit}")
}

/// The listing as JSON.
pub fn to_json(listing: &Listing) -> Json {
    let entries: Vec<Json> = listing.entries.iter().map(entry).collect();
    json!({
        "file": listing.file,
        "size": listing.size,
        "format": listing.version,
        "compression": listing.compression,
        "objects": entries,
    })
}

fn entry(entry: &Entry) -> Json {
    let key = &entry.key;
    let mut out = json!({
        "path": entry.path,
        "class": key.class,
        "title": key.title,
        "cycle": key.cycle,
        "date": key.datime.to_string(),
        "bytes": key.bytes,
        "object_bytes": key.object_bytes,
    });
    match &entry.table {
        None => {}
        Some(Err(why)) => out["error"] = json!(why),
        Some(Ok(table)) => {
            out["entries"] = json!(table.entries);
            out["columns"] = table
                .branches
                .iter()
                .map(|branch| {
                    json!({
                        "name": branch.name,
                        "title": branch.title,
                        "depth": branch.depth,
                        "type": branch.type_name,
                        "rust_type": branch.rust_type,
                        "total_bytes": branch.total_bytes,
                        "zip_bytes": branch.zip_bytes,
                        "baskets": branch.baskets,
                        "compression": branch.compression,
                    })
                })
                .collect();
        }
    }
    out
}
