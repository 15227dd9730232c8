use rootlet_display::MimeBundle;

use super::Names;
use super::catalog::{Entry, catalog};
use super::cursor::{Before, at};
use super::matches::{receiver_type, short_name};

/// Documentation of the name at a cursor given in code points.
pub(crate) fn inspect(code: &str, cursor: usize, detail: u8, names: &Names) -> Option<MimeBundle> {
    let mut cursor = at(code, cursor);
    if cursor.word.is_empty() {
        // Behind an opening parenthesis people ask about the function that they call.
        let before = code.chars().take(cursor.start).collect::<String>();
        let open = before.rfind('(')?;
        cursor = at(code, before[..open].trim_end().chars().count());
    }
    let word = cursor.word;
    if word.is_empty() {
        return None;
    }
    let entries: Vec<&Entry> = match cursor.before {
        Before::Dot(receiver) => {
            let ty = receiver_type(receiver, names)?;
            catalog().methods.get(&ty)?.iter().filter(|entry| entry.name == word).collect()
        }
        Before::Path(path) => {
            let owner = path.rsplit("::").next().unwrap_or(path);
            let methods = catalog().methods.get(owner).into_iter().flatten();
            methods.chain(&catalog().items).filter(|entry| entry.name == word).collect()
        }
        Before::Nothing => {
            if let Some((_, ty)) = names.variables.iter().find(|(name, _)| name == word) {
                return Some(variable(word, ty));
            }
            if let Some((_, kind, source)) = names.items.iter().find(|(name, _, _)| name == word) {
                return Some(item(word, kind, source, detail));
            }
            catalog().items.iter().filter(|entry| entry.name == word).collect()
        }
    };
    let entry = entries.first()?;
    let mut markdown = format!("```rust\n{}\n```\n\n{}\n", entry.signature, entry.docs);
    let mut text = format!("{}\n\n{}\n", entry.signature, entry.docs);
    if let Some(methods) = catalog().methods.get(&entry.name).filter(|_| matches!(&*entry.kind, "struct" | "enum")) {
        markdown.push_str("\n**Methods**\n\n");
        text.push_str("\nMethods:\n");
        for method in methods {
            let first = method.docs.lines().next().unwrap_or_default();
            markdown.push_str(&format!("- `{}` — {first}\n", method.signature));
            text.push_str(&format!("  {}  {first}\n", method.signature));
        }
    }
    Some(MimeBundle::text(text).with("text/markdown", markdown))
}

/// Whether the library has a type of this name with methods.
pub(super) fn is_type(word: &str) -> bool {
    catalog().methods.contains_key(word)
}

fn variable(name: &str, ty: &str) -> MimeBundle {
    let short = short_name(ty);
    let docs = catalog().items.iter().find(|entry| entry.name == short).map_or("", |entry| &entry.docs);
    let ty = crate::native::pretty_type(ty);
    MimeBundle::text(format!("{name}: {ty}\n\n{docs}\n"))
        .with("text/markdown", format!("```rust\n{name}: {ty}\n```\n\n{docs}\n"))
}

fn item(name: &str, kind: &str, source: &str, detail: u8) -> MimeBundle {
    let head = source.find('{').map_or(source, |at| &source[..at]).trim_end();
    let shown = if detail > 0 || kind != "function" { source } else { head };
    MimeBundle::text(format!("{kind} {name}\n\n{shown}\n")).with("text/markdown", format!("```rust\n{shown}\n```\n"))
}
