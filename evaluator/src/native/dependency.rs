//! Crates that a session adds with `%dep`: built once with cargo, cached across sessions.
//!
//! All of them are linked into one shared object, as the cell library is: its symbols are visible
//! to cells, which see the crates by their metadata.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::library::{self, Build, Progress};
use crate::{Error, Toolchain};

/// The crates that a session asked for, and what came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependencies {
    /// Name → the right side of its line in `[dependencies]`.
    wanted: BTreeMap<String, String>,
    /// Crate name and metadata, for `--extern`.
    pub(super) externs: Vec<(String, PathBuf)>,
    /// Where the metadata of everything behind them lies.
    pub(super) search: Vec<PathBuf>,
}

/// What a new dependency brought.
pub(super) struct Added {
    pub(super) dependencies: Dependencies,
    /// To be loaded before the next cell.
    pub(super) shared_object: PathBuf,
}

impl Dependencies {
    /// Builds the dependencies with one more, given as in `[dependencies]`; `folder` is where
    /// relative paths start.
    pub(super) fn with(
        &self,
        specification: &str,
        folder: &Path,
        toolchain: &Toolchain,
        progress: Progress<'_>,
    ) -> Result<Added, Error> {
        let (name, value) = parse(specification, folder)?;
        let mut wanted = self.wanted.clone();
        wanted.insert(name, value);
        let key = key(&wanted, toolchain);
        let cache = library::cache_folder()?;
        let home = cache.join("deps").join(&key);
        let cache_error = |source| Error::Cache { path: home.clone(), source };
        if let Some(added) = open(&home, &wanted) {
            return Ok(added);
        }
        fs::create_dir_all(home.join("src")).map_err(cache_error)?;
        let crate_name = format!("rootlet_deps_{}", key.replace(['-', '.'], "_"));
        fs::write(home.join("Cargo.toml"), manifest(&crate_name, &wanted)).map_err(cache_error)?;
        let uses = wanted.keys().map(|name| format!("pub extern crate {};\n", identifier(name)));
        fs::write(home.join("src/lib.rs"), uses.collect::<String>()).map_err(cache_error)?;
        let target = cache.join("build").join(&toolchain.version).join("deps-target");
        let what = format!("`{}`", specification.trim());
        let build = Build { toolchain, source: &home, target: &target, package: &crate_name, what: &what };
        let artifacts = build.run(progress)?;
        let mut lines = String::new();
        for (krate, file) in &artifacts {
            lines.push_str(&format!("{krate}={}\n", file.display()));
        }
        fs::write(home.join("artifacts"), lines).map_err(cache_error)?;
        open(&home, &wanted)
            .ok_or_else(|| Error::Dependency { name: what, reason: "cargo made no shared object of it".into() })
    }
}

/// What an earlier build left; `None` if any of its files is gone.
fn open(home: &Path, wanted: &BTreeMap<String, String>) -> Option<Added> {
    let text = fs::read_to_string(home.join("artifacts")).ok()?;
    let artifacts: Vec<(&str, PathBuf)> =
        text.lines().filter_map(|line| line.split_once('=')).map(|(krate, file)| (krate, file.into())).collect();
    if artifacts.is_empty() || !artifacts.iter().all(|(_, file)| file.is_file()) {
        return None;
    }
    let metadata = |name: &str| {
        let ending = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "rmeta" || ending == "so");
        artifacts.iter().find(|(krate, file)| *krate == name && ending(file)).map(|(_, file)| file.clone())
    };
    let externs = wanted.keys().map(|name| identifier(name)).map(|name| metadata(&name).map(|file| (name, file)));
    let externs: Vec<(String, PathBuf)> = externs.collect::<Option<_>>()?;
    let shared_object = metadata_of_whole(&artifacts)?;
    let mut search: Vec<PathBuf> =
        artifacts.iter().filter_map(|(_, file)| Some(file.parent()?.to_path_buf())).collect();
    search.sort();
    search.dedup();
    Some(Added { dependencies: Dependencies { wanted: wanted.clone(), externs, search }, shared_object })
}

fn metadata_of_whole(artifacts: &[(&str, PathBuf)]) -> Option<PathBuf> {
    let whole = artifacts.iter().find(|(krate, file)| {
        krate.starts_with("rootlet_deps_") && file.extension().is_some_and(|ending| ending == "so")
    });
    whole.map(|(_, file)| file.clone())
}

fn manifest(name: &str, wanted: &BTreeMap<String, String>) -> String {
    let lines: String = wanted.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"dylib\"]\n\n\
         [profile.release]\nopt-level = 2\n\n[workspace]\n\n[dependencies]\n{lines}"
    )
}

/// `name`, `name = "1"`, `name = { … }`; relative paths become absolute.
fn parse(specification: &str, folder: &Path) -> Result<(String, String), Error> {
    let (name, value) = specification.split_once('=').map_or((specification, "\"*\""), |(name, value)| (name, value));
    let (name, value) = (name.trim().trim_matches('"'), value.trim());
    let valid = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(valid) || value.is_empty() || value.contains('\n') {
        return Err(Error::Dependency {
            name: format!("`{}`", specification.trim()),
            reason: "write it as in Cargo.toml, for example `rand = \"0.9\"` or `mine = { path = \"../mine\" }`".into(),
        });
    }
    // A bare version needs no quotes.
    let bare = value.starts_with(|c: char| c.is_ascii_digit() || "^~=*".contains(c));
    let value = if bare { format!("\"{value}\"") } else { absolute_path(value, folder) };
    Ok((name.to_owned(), value))
}

fn absolute_path(value: &str, folder: &Path) -> String {
    let Some(at) = value.find("path") else { return value.to_owned() };
    let mut quotes = value[at..].match_indices('"').map(|(quote, _)| at + quote);
    let (Some(open), Some(close)) = (quotes.next(), quotes.next()) else { return value.to_owned() };
    let path = folder.join(&value[open + 1..close]);
    format!("{}{}{}", &value[..=open], path.display(), &value[close..])
}

fn identifier(name: &str) -> String {
    name.replace('-', "_")
}

fn key(wanted: &BTreeMap<String, String>, toolchain: &Toolchain) -> String {
    let mut hash = Sha256::new();
    hash.update(toolchain.verbose_version.as_bytes());
    for (name, value) in wanted {
        hash.update(format!("{name} = {value}\n"));
    }
    let digest: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{digest}", toolchain.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_are_lines_of_a_manifest() {
        let check = |text: &str, expected: (&str, &str)| {
            let (name, value) = parse(text, Path::new("/home/ada")).unwrap();
            assert_eq!((name.as_str(), value.as_str()), expected);
        };
        check("rand", ("rand", "\"*\""));
        check("rand = \"0.9\"", ("rand", "\"0.9\""));
        check("rand = 0.9", ("rand", "\"0.9\""));
        check(
            "serde = { version = \"1\", features = [\"derive\"] }",
            ("serde", "{ version = \"1\", features = [\"derive\"] }"),
        );
        check("mine = { path = \"../mine\" }", ("mine", "{ path = \"/home/ada/../mine\" }"));
        assert!(parse("two words = 1", Path::new("/")).is_err());
        assert!(parse("", Path::new("/")).is_err());
    }
}
