//! One call of cargo that makes a shared object and the metadata behind it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::Progress;
use crate::{Error, Toolchain};

/// How much of cargo's output an error shows, in bytes.
const SHOWN: usize = 4000;

/// A package to build as a dylib, in a target folder of its own.
pub(crate) struct Build<'a> {
    pub(crate) toolchain: &'a Toolchain,
    /// The folder of the workspace.
    pub(crate) source: &'a Path,
    pub(crate) target: &'a Path,
    pub(crate) package: &'a str,
    /// What is built, in words.
    pub(crate) what: &'a str,
}

impl Build<'_> {
    /// Runs cargo; returns crate names and files: metadata of every crate, procedural macros
    /// (metadata refers to them) and the shared object.
    pub(crate) fn run(&self, progress: Progress<'_>) -> Result<Vec<(String, PathBuf)>, Error> {
        let failed = |reason: String| self.error(reason);
        let mut child = self.command().spawn().map_err(|error| failed(error.to_string()))?;
        let mut stderr = child.stderr.take();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            if let Some(stderr) = &mut stderr {
                // What could be read is shown; an unreadable rest is no error of its own.
                let _ = stderr.read_to_string(&mut text);
            }
            text
        });
        let started = Instant::now();
        let mut artifacts = Vec::new();
        let mut count = 0;
        let stdout = child.stdout.take().map(BufReader::new);
        for line in stdout.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
            let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
            if message["reason"] != "compiler-artifact" {
                continue;
            }
            count += 1;
            let name = message["target"]["name"].as_str().unwrap_or_default();
            progress(&format!(
                "rootlet: building {}, once for rustc {}: {count} crates, {name}, {} s",
                self.what,
                self.toolchain.version,
                started.elapsed().as_secs()
            ));
            let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let name = name.replace('-', "_");
            artifacts.extend(files.filter(|file| wanted(file)).map(|file| (name.clone(), PathBuf::from(file))));
        }
        let status = child.wait().map_err(|error| failed(error.to_string()))?;
        let errors = errors.join().unwrap_or_default();
        if status.success() {
            progress(&format!("rootlet: {} is built, {count} crates in {} s", self.what, started.elapsed().as_secs()));
            return Ok(artifacts);
        }
        let cut = errors.len().saturating_sub(SHOWN);
        let start = (cut..errors.len()).find(|&i| errors.is_char_boundary(i)).unwrap_or(0);
        Err(failed(errors[start..].trim().to_owned()))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.toolchain.cargo);
        command
            .args([
                "rustc",
                "--release",
                "--package",
                self.package,
                "--lib",
                "--message-format=json-render-diagnostics",
            ])
            .args(["--", "-C", "prefer-dynamic"])
            .current_dir(self.source)
            .env("CARGO_TARGET_DIR", self.target)
            .env("RUSTC", &self.toolchain.rustc)
            // An error should not drown in warnings that no user can mend.
            .env("RUSTFLAGS", "--cap-lints=allow")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("RUSTC_WRAPPER")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Build scripts ask for them: under `cargo run` or `cargo test` they would run again, and all behind them.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"].contains(&&*text) {
                command.env_remove(name);
            }
        }
        command
    }

    fn error(&self, reason: String) -> Error {
        if self.package == super::build::PACKAGE {
            return Error::LibraryBuild { version: self.toolchain.version.clone(), output: reason };
        }
        Error::Dependency { name: self.what.to_owned(), reason: in_short(&reason) }
    }
}

/// cargo's error without the lines about progress.
fn in_short(output: &str) -> String {
    let start = output.find("error").unwrap_or(0);
    output[start..].trim().to_owned()
}

fn wanted(file: &str) -> bool {
    [".rmeta", ".so", ".dylib"].iter().any(|end| file.ends_with(end))
}
