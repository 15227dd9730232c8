use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};

use anyhow::Context;
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

use super::arguments::{Arguments, Generate, Generated};

/// `rootlet generate`: what packagers install beside the binary, made from the same table as `--help`.
pub(crate) fn generate(options: &Generate) -> anyhow::Result<()> {
    let files = match options.what {
        Generated::Bash => vec![("rootlet.bash".to_owned(), completion(Shell::Bash))],
        Generated::Zsh => vec![("_rootlet".to_owned(), completion(Shell::Zsh))],
        Generated::Fish => vec![("rootlet.fish".to_owned(), completion(Shell::Fish))],
        Generated::Man => manual()?,
        Generated::Markdown => vec![("commands.md".to_owned(), reference().into_bytes())],
    };
    match (&options.output, files.as_slice()) {
        (Some(folder), files) => {
            for (name, text) in files {
                let path = folder.join(name);
                fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
            }
        }
        // The first page of the manual, for `man -l -`.
        (None, [(_, text), ..]) => io::stdout().write_all(text)?,
        (None, []) => {}
    }
    Ok(())
}

fn completion(shell: Shell) -> Vec<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "rootlet", &mut text);
    text
}

/// `rootlet.1`, and `rootlet-run.1` and so on for the commands.
fn manual() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = Arguments::command();
    command.build();
    let mut pages = Vec::new();
    let visible = command.get_subcommands().filter(|command| !command.is_hide_set());
    for one in std::iter::once(&command).chain(visible.filter(|command| command.get_name() != "help")) {
        let name = one.get_display_name().unwrap_or_else(|| one.get_name()).to_owned();
        let mut text = Vec::new();
        clap_mangen::Man::new(one.clone().version(env!("CARGO_PKG_VERSION"))).render(&mut text)?;
        pages.push((format!("{name}.1"), text));
    }
    Ok(pages)
}

const INTRODUCTION: &str = "\
# Commands and options

This page is made from the code by `rootlet generate markdown`; do not edit it.
";

/// Every command with its options, as a page of the book.
fn reference() -> String {
    let mut command = Arguments::command();
    command.build();
    let mut page = INTRODUCTION.to_owned();
    section(&command, &mut page);
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        section(one, &mut page);
    }
    page
}

fn section(command: &Command, page: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let _ = write!(page, "\n## {name}\n\n{about}.\n\n```text\n{usage}\n```\n", about = about.trim_end_matches('.'));
    let arguments: Vec<&Arg> =
        command.get_arguments().filter(|one| !one.is_hide_set() && one.get_id() != "help").collect();
    if !arguments.is_empty() {
        page.push_str("\n| option | |\n| --- | --- |\n");
    }
    for argument in arguments {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let default: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let takes_value = argument.get_action().takes_values();
        let default = if default.is_empty() || !takes_value {
            String::new()
        } else {
            format!(" (default: `{}`)", default.join(" "))
        };
        let _ = writeln!(page, "| `{}` | {}{default} |", spelling(argument), help.replace('|', "\\|"));
    }
}

/// `-p, --parameter <NAME=VALUE>`, or `<NB.ipynb>…`.
fn spelling(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default();
    let value = values.first().map(ToString::to_string).unwrap_or_default();
    let many = argument.get_num_args().is_some_and(|count| count.max_values() > 1);
    if argument.is_positional() {
        return format!("<{value}>{}", if many { "…" } else { "" });
    }
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let value = if argument.get_action().takes_values() { format!(" <{value}>") } else { String::new() };
    format!("{}{value}", names.join(", "))
}

/// Where the book keeps the reference, seen from this package.
#[cfg(test)]
const CHAPTER: &str = "../docs/book/src/reference/commands.md";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn chapter_of_the_book_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CHAPTER);
        let page = reference();
        if fs::read_to_string(&path).is_ok_and(|there| there == page) {
            return;
        }
        fs::write(&path, page).unwrap();
        panic!("the reference of commands was out of date and is written anew: look at it and commit it");
    }

    #[test]
    fn manual_has_a_page_for_each_command() {
        let pages = manual().unwrap();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.starts_with(&["rootlet.1", "rootlet-kernel.1"]), "{names:?}");
        assert!(names.contains(&"rootlet-run.1") && !names.contains(&"rootlet-generate.1"), "{names:?}");
        let run = pages.iter().find(|(name, _)| name == "rootlet-run.1").map(|(_, text)| text.clone()).unwrap();
        assert!(String::from_utf8(run).unwrap().contains("tolerance"));
    }

    #[test]
    fn each_shell_completes_the_commands() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let text = String::from_utf8(completion(shell)).unwrap();
            assert!(text.contains("uninstall") && text.contains("junit"), "{shell}");
        }
    }
}
