use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::commands::output;
use crate::links;
use crate::workspace::Workspace;

/// A file that is longer holds more than one concept.
const LONGEST_FILE: usize = 600;

/// Crates that the kernel process must not carry: they belong into the cell library.
const HEAVY: [&str; 3] = ["polars", "arrow", "plotters"];

/// Checks what a program can check of ARCHITECTURE.md; prints each breach.
pub(crate) fn tidy(workspace: &Workspace) -> anyhow::Result<()> {
    let tree = Tree::read(workspace)?;
    let mut breaches = Vec::new();
    breaches.extend(heavy_dependencies(&kernel_dependencies(workspace)?));
    // The integration tests speak to the kernel over sockets of their own.
    let is_product = |path: &str| path.ends_with("/Cargo.toml") && path != "tests/Cargo.toml";
    breaches.extend(only_one_names(&tree, "zeromq", "kernel/Cargo.toml", is_product));
    breaches.extend(evcxr_files(&tree));
    for (path, text) in &tree.files {
        breaches.extend(too_long(path, text));
        breaches.extend(machine_paths(path, text));
        breaches.extend(left_over(path, text));
    }
    breaches.extend(members_in_architecture(&tree));
    breaches.extend(links::broken(&tree.files));
    for breach in &breaches {
        eprintln!("{breach}");
    }
    if breaches.is_empty() { Ok(()) } else { bail!("{} breaches of the rules", breaches.len()) }
}

/// The text files of the checkout, `(path, text)`.
struct Tree {
    files: Vec<(String, String)>,
}

impl Tree {
    /// Tracked files and new ones, not the ignored.
    fn read(workspace: &Workspace) -> anyhow::Result<Self> {
        let list = output(
            Command::new("git")
                .args(["ls-files", "--cached", "--others", "--exclude-standard"])
                .current_dir(&workspace.root),
        )
        .context("the files of the checkout are unknown")?;
        let paths: BTreeSet<&str> = list.lines().collect();
        let text = |path: &str| fs::read_to_string(workspace.root.join(path)).ok();
        Ok(Self { files: paths.into_iter().filter_map(|path| Some((path.to_owned(), text(path)?))).collect() })
    }

    fn text(&self, wanted: &str) -> &str {
        self.files.iter().find(|(path, _)| path == wanted).map_or("", |(_, text)| text)
    }
}

fn kernel_dependencies(workspace: &Workspace) -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = ["tree", "--package", "rootlet-kernel", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    output(Command::new(cargo).args(tree).current_dir(&workspace.root))
}

fn heavy_dependencies(tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let heavy = names.into_iter().filter(|name| HEAVY.iter().any(|heavy| name.starts_with(heavy)));
    heavy.map(|name| format!("kernel: depends on `{name}`, which belongs into the cell library")).collect()
}

/// The manifests beside `allowed` that name a dependency; the workspace's own list does not count.
fn only_one_names(tree: &Tree, name: &str, allowed: &str, is_file: impl Fn(&str) -> bool) -> Vec<String> {
    let others = tree.files.iter().filter(|(path, text)| path != allowed && is_file(path) && text.contains(name));
    others.map(|(path, _)| format!("{path}: only `{allowed}` may name `{name}`")).collect()
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "rs")
}

fn evcxr_files(tree: &Tree) -> Option<String> {
    let needle = concat!("evc", "xr::");
    let files: Vec<&str> = tree
        .files
        .iter()
        .filter(|(path, text)| is_rust(path) && text.contains(needle))
        .map(|(path, _)| path.as_str())
        .collect();
    (files.len() > 1).then(|| format!("{}: only one file may name `{needle}`", files.join(", ")))
}

fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    // Generated files end in `generated.rs` and say how.
    let counts = is_rust(path) && !path.ends_with("generated.rs");
    (counts && lines > LONGEST_FILE)
        .then(|| format!("{path}: {lines} lines; more than {LONGEST_FILE} hold two concepts"))
}

/// Folders that exist only on the machine where something was written.
fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let private = [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/tmp/bash", "_jobs"), concat!("/fa", "rm/")];
    let mut breaches = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for folder in private {
            let absolute = line.match_indices(folder).any(|(index, _)| {
                let before = line[..index].chars().next_back();
                before.is_none_or(|c| !(c.is_alphanumeric() || "._-/>}$)~*".contains(c)))
            });
            if absolute {
                breaches.push(format!("{path}:{}: a path of one machine (`{folder}`)", number + 1));
            }
        }
    }
    breaches
}

fn left_over(path: &str, text: &str) -> Vec<String> {
    if !is_rust(path) {
        return Vec::new();
    }
    let marks = [concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("db", "g!("), concat!("#[ign", "ore")];
    let lines = text.lines().enumerate();
    let found = lines.flat_map(|(number, line)| {
        let hits = marks.iter().filter(move |mark| line.contains(*mark));
        hits.map(move |mark| format!("{path}:{}: `{mark}` was left", number + 1))
    });
    found.collect()
}

/// Every member of the workspace has its place on the map.
fn members_in_architecture(tree: &Tree) -> Vec<String> {
    let manifest = tree.text("Cargo.toml");
    let members =
        manifest.split_once("members = [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    let architecture = tree.text("ARCHITECTURE.md");
    let members = members.split(',').map(|member| member.trim().trim_matches('"')).filter(|member| !member.is_empty());
    let missing = members.filter(|member| !architecture.contains(&format!("`{member}/`")));
    missing.map(|member| format!("ARCHITECTURE.md: says nothing of `{member}/`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        Tree { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    #[test]
    fn heavy_crate_in_the_kernel_is_named() {
        assert!(heavy_dependencies("anyhow v1.0\nserde v1\n").is_empty());
        let breach = heavy_dependencies("anyhow v1.0\npolars-core v0.55\npolars-core v0.55 (*)\n");
        assert_eq!(breach, ["kernel: depends on `polars-core`, which belongs into the cell library"]);
    }

    #[test]
    fn second_manifest_with_zeromq_is_named() {
        let files = [("Cargo.toml", "zeromq"), ("kernel/Cargo.toml", "zeromq"), ("magics/Cargo.toml", "zeromq")];
        let breaches =
            only_one_names(&tree(&files), "zeromq", "kernel/Cargo.toml", |path| path.ends_with("/Cargo.toml"));
        assert_eq!(breaches, ["magics/Cargo.toml: only `kernel/Cargo.toml` may name `zeromq`"]);
    }

    #[test]
    fn machine_path_is_told_from_a_relative_one() {
        let absolute = format!("see {}x", concat!("/ro", "ot/"));
        assert_eq!(machine_paths("a.md", &absolute).len(), 1);
        assert!(machine_paths("a.md", "target/work/x and jroot.root/root/x").is_empty());
    }

    #[test]
    fn leftovers_and_long_files_are_found_in_rust_only() {
        let mark = concat!("to", "do!(");
        assert_eq!(left_over("a.rs", &format!("\n{mark})")).len(), 1);
        assert!(left_over("a.md", mark).is_empty());
        let long = "\n".repeat(LONGEST_FILE + 1);
        assert!(too_long("a.rs", &long).is_some() && too_long("a.json", &long).is_none());
    }

    #[test]
    fn member_without_a_place_is_named() {
        let files = [("Cargo.toml", "members = [\n \"kernel\",\n \"xtask\",\n]"), ("ARCHITECTURE.md", "`kernel/` is")];
        assert_eq!(members_in_architecture(&tree(&files)), ["ARCHITECTURE.md: says nothing of `xtask/`"]);
    }
}
