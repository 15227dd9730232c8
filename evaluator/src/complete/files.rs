use std::path::Path;

use crate::{Completion, Match};

/// Files and folders that a path may go on with; `directory` is what relative paths start from.
///
/// Names that start with a dot are shown where the path does too. In the order of their names; a folder ends in `/`.
pub fn files(directory: &Path, path: &str) -> Vec<Match> {
    let (folder, start) = path.rfind('/').map_or(("", path), |at| path.split_at(at + 1));
    let place = if folder.is_empty() { directory.to_path_buf() } else { directory.join(folder) };
    let Ok(entries) = std::fs::read_dir(place) else { return Vec::new() };
    let named = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let shown = name.starts_with(start) && (!name.starts_with('.') || start.starts_with('.'));
        let (slash, kind) = if entry.path().is_dir() { ("/", "folder") } else { ("", "file") };
        shown.then(|| Match { text: format!("{folder}{name}{slash}"), kind: kind.to_owned(), signature: None })
    });
    let mut matches: Vec<Match> = named.collect();
    matches.sort_by(|a, b| a.text.cmp(&b.text));
    matches
}

/// Proposals for a path in a string; `None` where the cursor (code points) is not in a string.
pub(crate) fn in_string(code: &str, cursor: usize, directory: &Path) -> Option<Completion> {
    let before = code.char_indices().nth(cursor).map_or(code, |(at, _)| &code[..at]);
    let start = crate::cell::open_string(before)?;
    // In `"{name}"` stand expressions.
    let text = before[start..].rsplit_once('{').is_none_or(|(_, rest)| rest.contains('}'));
    let matches = if text { files(directory, &before[start..]) } else { return None };
    Some(Completion { matches, start: before[..start].chars().count(), end: cursor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_strings_are_completed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("data.root"), "").unwrap();
        std::fs::write(folder.path().join(".hidden"), "").unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        let complete = |code: &str| {
            let found = in_string(code, code.chars().count(), folder.path())?;
            Some((found.start, found.matches.into_iter().map(|found| found.text).collect::<Vec<_>>()))
        };
        let both = vec!["data.root".to_owned(), "data/".to_owned()];
        assert_eq!(complete("/* \" */ open(\"da"), Some((14, both.clone())));
        assert_eq!(complete("open(r#\""), Some((8, both)));
        assert_eq!(complete("open(\"./data.r"), Some((6, vec!["./data.root".to_owned()])));
        assert_eq!(complete("open(\"da\", da"), None);
        assert_eq!(complete("println!(\"{da"), None);
    }
}
