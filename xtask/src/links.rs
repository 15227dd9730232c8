use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// The links between the checkout's Markdown files that lead nowhere, and the chapters of the book that its
/// table of contents lacks; links out of the checkout are not tried.
pub(crate) fn broken(files: &[(String, String)]) -> Vec<String> {
    let known: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let exists = |path: &Path| {
        let text = path.to_string_lossy();
        let folder = format!("{text}/");
        // Pictures are no text and so not in the list.
        known.contains(&*text) || known.iter().any(|file| file.starts_with(&folder)) || on_disk(path)
    };
    let mut breaches = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
        for (number, target) in links(text) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let folder = Path::new(path).parent().unwrap_or(Path::new(""));
            let place = if file.is_empty() { PathBuf::from(path) } else { normal(&folder.join(file)) };
            if !exists(&place) {
                breaches.push(format!("{path}:{number}: the link to `{target}` leads nowhere"));
                continue;
            }
            let page = text_of(files, &place).map(|page| included(files, &place, page).unwrap_or(page));
            if !anchor.is_empty() && page.is_some_and(|page| !anchors(page).contains(anchor)) {
                breaches.push(format!("{path}:{number}: `{}` has no heading `#{anchor}`", place.display()));
            }
        }
    }
    breaches.extend(chapters(files));
    breaches
}

fn text_of<'a>(files: &'a [(String, String)], place: &Path) -> Option<&'a str> {
    files.iter().find(|(path, _)| Path::new(path) == place).map(|(_, text)| text.as_str())
}

/// The text that a chapter of the book takes from another file, where it is nothing but that.
fn included<'a>(files: &'a [(String, String)], place: &Path, page: &str) -> Option<&'a str> {
    let target = page.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?;
    text_of(files, &normal(&place.parent()?.join(target)))
}

fn on_disk(path: &Path) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().is_some_and(|root| root.join(path).exists())
}

/// The chapters that `SUMMARY.md` of the book does not name: mdBook would leave them out.
fn chapters(files: &[(String, String)]) -> Vec<String> {
    const BOOK: &str = "docs/book/src/";
    let summary = files.iter().find(|(path, _)| path == "docs/book/src/SUMMARY.md");
    let Some((_, summary)) = summary else { return Vec::new() };
    let named: HashSet<&str> = links(summary).into_iter().map(|(_, target)| target).collect();
    let chapters = files.iter().filter_map(|(path, _)| path.strip_prefix(BOOK)).filter(|path| path.ends_with(".md"));
    chapters
        .filter(|path| *path != "SUMMARY.md" && !named.contains(path))
        .map(|path| format!("{BOOK}{path}: SUMMARY.md does not name it"))
        .collect()
}

/// Line and target of every link of a page that leads to a file or a heading; code is no link.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut links = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        // What stands between backticks is every second part.
        for part in line.split('`').step_by(2) {
            for (index, _) in part.match_indices("](") {
                let target = part[index + 2..].split([')', ' ']).next().unwrap_or_default();
                if !target.contains("://") && !target.starts_with("mailto:") && !target.is_empty() {
                    links.push((number + 1, target));
                }
            }
        }
    }
    links
}

/// The headings of a page as GitHub and mdBook name them.
fn anchors(text: &str) -> HashSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let name = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(name).collect()
}

/// Without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)]) -> Vec<String> {
        broken(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn links_to_files_folders_and_headings_are_followed() {
        let b = ("docs/b.md", "# One `two`, three!\n");
        assert!(
            check(&[("docs/a.md", "[b](b.md#one-two-three) [top](../docs) [web](https://x.y/z.md)"), b]).is_empty()
        );
        assert_eq!(check(&[("docs/a.md", "\n[c](c.md)"), b]), ["docs/a.md:2: the link to `c.md` leads nowhere"]);
        assert_eq!(check(&[("docs/a.md", "[b](./b.md#four)"), b]), ["docs/a.md:1: `docs/b.md` has no heading `#four`"]);
        let all = [("docs/a.md", "[b](c/b.md#one-two-three)"), ("docs/c/b.md", "{{#include ../b.md}}\n"), b];
        assert!(check(&all).is_empty());
        assert_eq!(check(&[("docs/a.md", "# x\n[x](#y)")]), ["docs/a.md:2: `docs/a.md` has no heading `#y`"]);
    }

    #[test]
    fn code_holds_no_links() {
        assert!(check(&[("a.md", "`m[1](2)` and\n```rust\nm[1](3)\n```\n")]).is_empty());
    }

    #[test]
    fn chapter_outside_the_table_of_contents_is_named() {
        let summary = ("docs/book/src/SUMMARY.md", "[a](a.md)");
        let found = check(&[summary, ("docs/book/src/a.md", ""), ("docs/book/src/b.md", "")]);
        assert_eq!(found, ["docs/book/src/b.md: SUMMARY.md does not name it"]);
    }
}
