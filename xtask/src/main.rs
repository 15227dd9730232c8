//! Build steps in Rust: `cargo xtask test`, `cargo xtask dist`, `cargo xtask tidy`.

mod bench;
mod browser;
mod commands;
mod dist;
mod links;
mod python;
mod steps;
mod tidy;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use dist::Profile;
use steps::Step;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  test [STEP…]  everything that CI checks, or only the named steps; does its own set-up
  bench [WHAT…]  `cells` (the default): latency through a Jupyter client; `soak`: two thousand cells in one
                session; `languages`: Python and C++ cells
  dist [--dev] [ROOT]
                the archive that runs where it is unpacked, tried in an empty home and in the system at ROOT;
                `--dev` with the binaries of the tests, which need no compiling
  steps         the names of these steps, in order
  tidy          the rules of ARCHITECTURE.md that a program can check
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> anyhow::Result<()> {
    match words {
        ["test", names @ ..] => steps::run(&Workspace::find()?, &steps::select(names)?),
        ["bench", words @ ..] => bench::bench(&Workspace::find()?, words),
        ["steps"] => {
            let names: Vec<_> = Step::ALL.iter().map(|step| format!("{:<14} {}", step.name, step.what)).collect();
            eprintln!("{}", names.join("\n"));
            Ok(())
        }
        ["dist", "--dev", rest @ ..] if rest.len() < 2 => {
            dist::dist(&Workspace::find()?, Profile::DEV, rest.first().map(Path::new))
        }
        ["dist", rest @ ..] if rest.len() < 2 => {
            dist::dist(&Workspace::find()?, Profile::RELEASE, rest.first().map(Path::new))
        }
        ["tidy"] => tidy::tidy(&Workspace::find()?),
        [] | ["help" | "--help" | "-h"] => {
            eprint!("{HELP}");
            Ok(())
        }
        [word, ..] => anyhow::bail!("no command `{word}`; `cargo xtask help` lists them"),
    }
}
