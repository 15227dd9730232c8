use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A Jupyter kernel for Rust with a ROOT-like analysis framework inside.
///
/// Without a command: the prompt, or a script if one is named.
#[derive(Debug, Parser)]
#[command(
    name = "rootlet",
    disable_version_flag = true,
    args_conflicts_with_subcommands = true,
    after_help = "Start with `rootlet --notebook`; `rootlet doctor` tells what is missing on this machine."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Open JupyterLab with this kernel, on DIR (or on one notebook), and nothing installed;
    /// without DIR, on the current folder, or on the gallery the first time
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, alone, or with a folder: what clap has for an optional value")]
    pub(crate) notebook: Option<Option<PathBuf>>,

    /// Do not open a browser; print the address only
    #[arg(long, requires = "notebook")]
    pub(crate) no_browser: bool,

    /// Run one piece of code
    #[arg(short, long, value_name = "CODE", conflicts_with = "notebook")]
    pub(crate) execute: Option<String>,

    /// Print the versions of rootlet and of the rustc that compiles cells
    #[arg(short = 'V', long)]
    pub(crate) version: bool,

    /// A script and its arguments; with `--notebook`, after `--`, arguments for Jupyter
    #[arg(value_name = "FILE.rs", trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}

impl Arguments {
    /// Where `--notebook` starts, and the words for Jupyter; `None` without `--notebook`.
    ///
    /// A folder may also stand after other options: `--notebook --no-browser DIR`.
    pub(crate) fn notebook(&self) -> Option<(Option<PathBuf>, &[OsString])> {
        match (self.notebook.as_ref()?, self.words.split_first()) {
            (Some(place), _) => Some((Some(place.clone()), &self.words)),
            (None, Some((first, rest))) if !first.to_string_lossy().starts_with('-') => {
                let is_mark = rest.first().is_some_and(|word| word == "--");
                Some((Some(first.into()), if is_mark { &rest[1..] } else { rest }))
            }
            (None, _) => Some((None, &self.words)),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What Jupyter starts: serve one connection file
    Kernel(Kernel),
    /// Install the kernel, and the renderer of plots, in an existing Jupyter
    Install(Install),
    /// Remove them
    Uninstall(Uninstall),
    /// Tell what is installed where
    Status,
    /// Run notebooks without a browser; the exit code tells
    Run(Run),
    /// List what is in ROOT files
    Ls(Ls),
    /// Turn a notebook into a script or a script into a notebook, by the file's ending; or either into a program
    Convert(Convert),
    /// Tell what rootlet finds on this machine and what is missing
    Doctor,
    /// Build the library that cells are compiled against, once per rustc
    BuildLibrary,
    /// Write the shell completions, the manual pages or the reference of all options
    #[command(hide = true)]
    Generate(Generate),
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// What
    #[arg(value_enum)]
    pub(crate) what: Generated,
    /// A folder for it that exists; without one, to standard output if it is one file
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

/// What `rootlet generate` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Generated {
    /// For bash.
    Bash,
    /// For zsh.
    Zsh,
    /// For fish.
    Fish,
    /// `rootlet.1` and a page per command.
    Man,
    /// All commands and options in Markdown: a chapter of the book.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct Kernel {
    /// The connection file that Jupyter wrote
    #[arg(short = 'f', long, value_name = "FILE")]
    pub(crate) connection_file: PathBuf,
    /// What runs the cells
    #[arg(long, env = "ROOTLET_ENGINE", value_enum, default_value_t = EngineKind::Native)]
    pub(crate) engine: EngineKind,
}

/// The engines of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineKind {
    /// rootlet's own: fast cells, checkpoints, the library
    Native,
    /// evcxr's, for plain Rust: no library, no plots, a crash loses the variables
    #[cfg(feature = "evcxr")]
    Evcxr,
}

/// Which Jupyter.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Where {
    /// For this user (the default)
    #[arg(long)]
    pub(crate) user: bool,
    /// In the environment of the `jupyter` on PATH
    #[arg(long)]
    pub(crate) sys_prefix: bool,
    /// In the environment with this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) prefix: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Install {
    #[command(flatten)]
    pub(crate) place: Where,
    /// The name by which Jupyter knows the kernel
    #[arg(long, value_name = "NAME", default_value = rootlet_kernelspec::KernelSpec::NAME)]
    pub(crate) name: String,
    /// What the launcher shows
    #[arg(long, value_name = "TEXT", default_value = rootlet_kernelspec::KernelSpec::DISPLAY_NAME)]
    pub(crate) display_name: String,
    /// A variable for the kernel's environment; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) env: Vec<(String, String)>,
    /// Replace a kernel of this name that is not rootlet's
    #[arg(long)]
    pub(crate) replace: bool,
    /// Leave the renderer of plots out
    #[arg(long)]
    pub(crate) no_labextension: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Uninstall {
    #[command(flatten)]
    pub(crate) place: Where,
    /// The kernel's name
    #[arg(long, value_name = "NAME", default_value = rootlet_kernelspec::KernelSpec::NAME)]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The notebooks
    #[arg(required = true, value_name = "NB.ipynb")]
    pub(crate) notebooks: Vec<PathBuf>,
    /// Set a variable of the cell tagged `parameters`; may be repeated
    #[arg(short, long = "parameter", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Fail where the outputs are not those stored
    #[arg(long)]
    pub(crate) check: bool,
    /// With `--check`, how far numbers may be apart, relatively
    #[arg(long, value_name = "X", default_value_t = crate::runner::Tolerance::default().relative, requires = "check")]
    pub(crate) tolerance: f64,
    /// Store the outputs in the notebook, if every cell passed
    #[arg(long, conflicts_with_all = ["output", "check"])]
    pub(crate) inplace: bool,
    /// Write the notebook with its outputs here: a file, `-` for standard output, or a folder
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// How long one cell may take, in seconds
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(crate) timeout: Option<std::time::Duration>,
    /// Go on after a cell that fails, and count it as passed
    #[arg(long)]
    pub(crate) allow_errors: bool,
    /// Write a report for CI
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// How many notebooks run at once
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// The ROOT files
    #[arg(required = true, value_name = "FILE.root")]
    pub(crate) files: Vec<PathBuf>,
    /// A line for each object, with class, date and size
    #[arg(short, long)]
    pub(crate) long: bool,
    /// Also the columns of trees and RNTuples
    #[arg(short, long)]
    pub(crate) tree: bool,
    /// As JSON, for programs
    #[arg(long, conflicts_with_all = ["long", "tree"])]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// A notebook (`.ipynb`) or a script (`.rs`)
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,
    /// Where to; `-` is standard output. By default beside the input, with the other ending
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Make a Cargo package with a `main` instead, in the folder OUT
    #[arg(long)]
    pub(crate) program: bool,
    /// With `--program`, a checkout of rootlet to depend on; by default its sources are unpacked in the cache
    #[arg(long, value_name = "FOLDER", requires = "program")]
    pub(crate) sources: Option<PathBuf>,
    /// Replace a file that is there; a notebook keeps the outputs of cells that are the same
    #[arg(long)]
    pub(crate) force: bool,
}

fn variable(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE"),
    }
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    std::time::Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "expected a number of seconds above zero".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(words: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("rootlet").chain(words.split_whitespace()))
    }

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn notebook_takes_a_folder_and_words_for_jupyter() {
        let check = |words: &str, place: Option<&str>, passed: &[&str]| {
            let arguments = parse(words).unwrap();
            let (found, rest) = arguments.notebook().unwrap();
            let passed: Vec<OsString> = passed.iter().map(OsString::from).collect();
            assert_eq!((found, rest), (place.map(PathBuf::from), passed.as_slice()));
        };
        check("--notebook", None, &[]);
        check("--notebook dir -- --port 9999", Some("dir"), &["--port", "9999"]);
        check("--notebook -- --port=1", None, &["--port=1"]);
        check("--notebook --no-browser dir -- --port=1", Some("dir"), &["--port=1"]);
        assert!(parse("a.rs").unwrap().notebook().is_none());
    }

    #[test]
    fn script_keeps_its_own_options() {
        let script = parse("a.rs --fast -e x").unwrap();
        assert_eq!(script.words, ["a.rs", "--fast", "-e", "x"]);
        assert!(script.execute.is_none() && script.command.is_none());
    }

    #[test]
    fn places_exclude_each_other() {
        assert!(parse("install --user").is_ok());
        assert!(parse("install --user --sys-prefix").is_err());
        assert!(parse("install --env A").unwrap_err().to_string().contains("NAME=VALUE"));
    }

    #[test]
    fn timeout_is_above_zero() {
        assert!(parse("run a.ipynb --timeout 0.5").is_ok());
        for bad in ["0", "-1", "x", "inf"] {
            assert!(parse(&format!("run a.ipynb --timeout={bad}")).is_err(), "{bad}");
        }
    }
}
