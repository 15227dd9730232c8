//! The command line: one file per command.

mod arguments;
mod convert;
mod doctor;
mod engine;
mod error;
mod generate;
mod install;
mod kernel;
mod ls;
mod notebook;
mod picture;
mod progress;
mod prompt;
mod run;
mod script;
mod system;
mod terminal;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use error::CliError;

/// Runs the program: errors go to standard error as one sentence, with the remedy on a line of its own.
pub(crate) fn main() -> ExitCode {
    #[cfg(feature = "evcxr")]
    rootlet_evaluator::second::become_runtime();
    let words: Vec<_> = std::env::args_os().collect();
    if let Some(code) = engine::become_evaluator(&words) {
        return ExitCode::from(u8::try_from(code).unwrap_or(1));
    }
    let arguments = Arguments::parse_from(words);
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(stderr, "error: {}", error::sentence(&error));
            if let Some(hint) = error::hint(&error) {
                let _ = writeln!(stderr, "hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.version {
        return version();
    }
    if let Some((place, words)) = arguments.notebook() {
        return notebook::notebook(place.as_deref(), arguments.no_browser, words);
    }
    if let Some(code) = &arguments.execute {
        return script::execute(code);
    }
    match &arguments.command {
        Some(Command::Kernel(options)) => kernel::kernel(options),
        Some(Command::Install(options)) => install::install(options),
        Some(Command::Uninstall(options)) => install::uninstall(options),
        Some(Command::Status) => install::status(),
        Some(Command::Run(options)) => run::run(options),
        Some(Command::Ls(options)) => ls::ls(options),
        Some(Command::Convert(options)) => convert::convert(options),
        Some(Command::Doctor) => doctor::doctor(),
        Some(Command::BuildLibrary) => engine::build_library(),
        Some(Command::Generate(options)) => generate::generate(options),
        None => match arguments.words.split_first() {
            None => prompt::prompt(),
            Some((file, _)) if !Path::new(file).exists() => Err(unknown_word(&file.to_string_lossy()).into()),
            Some((file, words)) => script::file(Path::new(file), words),
        },
    }
}

/// A word that is neither a command nor a file: probably a typing error.
fn unknown_word(word: &str) -> CliError {
    let command = Arguments::command();
    let near = command
        .get_subcommands()
        .map(|command| (strsim::damerau_levenshtein(word, command.get_name()), command.get_name()))
        .filter(|(distance, name)| *distance <= name.len() / 3 + 1 && *distance < name.len())
        .min();
    CliError::UnknownWord { word: word.to_owned(), near: near.map(|(_, name)| name.to_owned()) }
}

fn version() -> anyhow::Result<()> {
    let rustc = engine::rustc_version().unwrap_or_else(|error| error.to_string());
    writeln!(io::stdout(), "rootlet {} (cells: {rustc})", env!("CARGO_PKG_VERSION"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_error_names_the_near_command() {
        let near = |word| unknown_word(word).to_string();
        assert_eq!(near("instal"), "no command and no script `instal`; near: `install`");
        assert_eq!(near("a.rs"), "no command and no script `a.rs`");
    }
}
