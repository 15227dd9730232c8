use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rootlet_evaluator::{CellLibrary, Linker, Toolchain};

use super::error::CliError;
use super::install::{everywhere, executable};
use super::notebook;
use super::system::{ask, find_program};

/// One thing that rootlet needs or can use.
struct Check {
    name: &'static str,
    need: Need,
    /// What was found, or why not.
    state: Result<String, String>,
    /// The command that mends it.
    remedy: &'static str,
}

/// What does not work without it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// No cell runs.
    Cells,
    /// Only this.
    Only(&'static str),
}

/// `rootlet doctor`.
pub(crate) fn doctor() -> anyhow::Result<()> {
    let checks = checks()?;
    let mut out = io::stdout().lock();
    for check in &checks {
        write!(out, "{}", line(check))?;
    }
    let broken = checks.iter().any(|check| check.need == Need::Cells && check.state.is_err());
    if broken { Err(CliError::Unwell.into()) } else { Ok(()) }
}

fn checks() -> anyhow::Result<Vec<Check>> {
    let toolchain = Toolchain::find();
    let mut checks = vec![Check {
        name: "rustc",
        need: Need::Cells,
        state: match &toolchain {
            Ok(toolchain) => Ok(format!("{} ({})", toolchain.version, toolchain.rustc.display())),
            Err(error) => Err(error.to_string()),
        },
        remedy: "install rustup from https://rustup.rs, then `rustup default stable`",
    }];
    if let Ok(toolchain) = &toolchain {
        let linker = match &toolchain.linker {
            Linker::Direct { program, .. } | Linker::Driver(program) => program.display().to_string(),
        };
        checks.push(Check { name: "linker", need: Need::Cells, state: Ok(linker), remedy: "" });
        let named = std::env::var_os("ROOTLET_LIBRARY").map(PathBuf::from);
        let location = named.map_or_else(|| CellLibrary::location(toolchain), Ok);
        checks.push(Check {
            name: "cell library",
            need: Need::Only("the first cell builds it"),
            state: match location {
                Ok(folder) if folder.is_dir() => Ok(folder.display().to_string()),
                Ok(_) => Err("not built for this rustc".to_owned()),
                Err(error) => Err(error.to_string()),
            },
            remedy: "`rootlet build-library`",
        });
    }
    checks.extend([analyser(), python(), libpython(), compiler(), jupyter(), kernel()?]);
    Ok(checks)
}

fn analyser() -> Check {
    let found = rootlet_evaluator::analyser_program().map(|path| path.display().to_string());
    Check {
        name: "rust-analyzer",
        need: Need::Only("without it completion knows the library and the session, not every expression"),
        state: found.ok_or_else(|| "`rootlet-analyser` is neither beside this program nor in the cache".to_owned()),
        remedy: "press Tab in two cells a minute apart: it is built in the background, ten minutes once",
    }
}

fn python() -> Check {
    Check {
        name: "python3",
        need: Need::Only("`%%python` cells and a private Jupyter need it"),
        state: program("python3", &["--version"]),
        remedy: "Debian: `apt install python3 python3-venv`",
    }
}

/// A Python built without its shared library cannot live inside the evaluator.
fn libpython() -> Check {
    const WHERE: &str = "import os, sysconfig as s; \
        print(os.path.join(s.get_config_var('LIBDIR') or '', s.get_config_var('LDLIBRARY') or ''))";
    let path = find_program("python3").and_then(|python| ask(&python, &["-c", WHERE]));
    Check {
        name: "libpython",
        need: Need::Only("`%%python` cells need it"),
        state: match path {
            Some(path) if !is_static(&path) && Path::new(&path).is_file() => Ok(path),
            _ => Err("no shared `libpython` beside this `python3`".to_owned()),
        },
        remedy: "Debian: `apt install libpython3-dev`; pyenv: build with `--enable-shared`",
    }
}

fn is_static(library: &str) -> bool {
    Path::new(library).extension().is_some_and(|ending| ending == "a")
}

fn compiler() -> Check {
    let found = ["g++", "clang++"].into_iter().find_map(|name| program(name, &["--version"]).ok());
    Check {
        name: "C++ compiler",
        need: Need::Only("`%%cpp` cells need it"),
        state: found.ok_or_else(|| "neither `g++` nor `clang++` is on PATH".to_owned()),
        remedy: "Debian: `apt install g++`",
    }
}

fn jupyter() -> Check {
    let private = || notebook::private_jupyter().map(|path| format!("{} (rootlet's own)", path.display()));
    let state = notebook::found_jupyter().map(|path| path.display().to_string()).or_else(private);
    Check {
        name: "Jupyter",
        need: Need::Only("`rootlet run` works without; `rootlet --notebook` makes a private one"),
        state: state.ok_or_else(|| "neither `jupyter-lab` nor `jupyter-notebook` is on PATH".to_owned()),
        remedy: "`rootlet --notebook`, or `pip install jupyterlab`",
    }
}

fn kernel() -> anyhow::Result<Check> {
    let found = rootlet_kernelspec::find(&everywhere(), &executable()?);
    let works: Vec<String> =
        found.iter().filter(|kernel| kernel.program_exists).map(|kernel| kernel.kernel.display().to_string()).collect();
    Ok(Check {
        name: "kernel",
        need: Need::Only("`rootlet --notebook` needs no installation"),
        state: if works.is_empty() { Err("not installed in a Jupyter".to_owned()) } else { Ok(works.join(", ")) },
        remedy: "`rootlet install`",
    })
}

fn program(name: &str, arguments: &[&str]) -> Result<String, String> {
    let path = find_program(name).ok_or_else(|| format!("no `{name}` on PATH"))?;
    let version = ask(&path, arguments).ok_or_else(|| format!("`{}` does not work", path.display()))?;
    Ok(format!("{} ({})", version.lines().next().unwrap_or_default(), path.display()))
}

fn line(check: &Check) -> String {
    match &check.state {
        Ok(found) => format!("ok       {:<13} {found}\n", check.name),
        Err(reason) => {
            let (mark, note) = match check.need {
                Need::Cells => ("MISSING ", "no cell runs without it"),
                Need::Only(what) => ("missing ", what),
            };
            format!("{mark} {:<13} {reason}; {note}\n{:23}mend: {}\n", check.name, "", check.remedy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_thing_says_what_it_costs_and_what_mends_it() {
        let check = Check {
            name: "C++ compiler",
            need: Need::Only("`%%cpp` cells need it"),
            state: Err("no `g++`".to_owned()),
            remedy: "`apt install g++`",
        };
        let expected =
            "missing  C++ compiler  no `g++`; `%%cpp` cells need it\n                       mend: `apt install g++`\n";
        assert_eq!(line(&check), expected);
    }
}
