use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::commands::run as run_command;
use crate::tidy;
use crate::workspace::Workspace;

/// One part of `cargo xtask test`; a later one may use what an earlier one made.
pub(crate) struct Step {
    /// By which the command line knows it.
    pub(crate) name: &'static str,
    /// In words.
    pub(crate) what: &'static str,
    action: fn(&Workspace) -> anyhow::Result<()>,
}

impl Step {
    /// All of them, in order: quick answers first.
    pub(crate) const ALL: &[Self] = &[
        Self { name: "format", what: "rustfmt finds nothing to change", action: format },
        Self { name: "tidy", what: "the rules of ARCHITECTURE.md hold", action: tidy::tidy },
        Self { name: "lints", what: "clippy finds nothing", action: lints },
        Self { name: "build", what: "the binary", action: build },
        Self { name: "library", what: "the library that cells are compiled against", action: library },
        Self { name: "unit", what: "every package's own tests, and the examples in the docs", action: unit },
        Self { name: "clients", what: "jupyter_kernel_test, nbclient and the other Python clients", action: clients },
        Self { name: "notebooks", what: "`rootlet run --check` of the gallery", action: notebooks },
        Self {
            name: "peers",
            what: "ROOT, uproot and JSROOT read what we write, and we what they wrote",
            action: peers,
        },
        Self {
            name: "scripts",
            what: "what plots emit, drawn by JSROOT and Vega-Lite",
            action: Workspace::script_tests,
        },
        Self { name: "browser", what: "JupyterLab in a real browser", action: Workspace::browser_tests },
    ];
}

/// The second engine, which is linted and compared wherever everything is: another set of features would build
/// rust-analyzer twice.
const EVCXR: &str = "rootlet-evaluator/evcxr";

/// The packages that need polars, which only the build of the cell library compiles.
const WITH_POLARS: [&str; 4] = ["--exclude", "rootlet-library", "--exclude", "rootlet-tables"];

/// The steps of these names, or all of them.
pub(crate) fn select(names: &[&str]) -> anyhow::Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(Step::ALL.iter().collect());
    }
    let find = |name: &&str| {
        let step = Step::ALL.iter().find(|step| step.name == *name);
        step.with_context(|| format!("no step `{name}`; `cargo xtask steps` lists them"))
    };
    names.iter().map(find).collect()
}

/// Runs the steps until one fails, and tells how long each took.
pub(crate) fn run(workspace: &Workspace, steps: &[&Step]) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut times = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        eprintln!("\n=== [{}/{}] {}: {}", index + 1, steps.len(), step.name, step.what);
        let begun = Instant::now();
        let outcome = (step.action)(workspace);
        times.push((step.name, begun.elapsed(), outcome.is_ok()));
        if let Err(error) = outcome {
            summary(&times, start.elapsed());
            return Err(
                error.context(format!("step `{}` failed; `cargo xtask test {}` repeats it", step.name, step.name))
            );
        }
        eprintln!("=== {} passed in {}", step.name, seconds(begun.elapsed()));
    }
    summary(&times, start.elapsed());
    Ok(())
}

fn summary(times: &[(&str, Duration, bool)], total: Duration) {
    eprintln!("\nsummary");
    for (name, time, passed) in times {
        eprintln!("  {} {name:<12} {:>9}", if *passed { "ok  " } else { "FAIL" }, seconds(*time));
    }
    eprintln!("  {:<17} {:>9}", "together", seconds(total));
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn format(workspace: &Workspace) -> anyhow::Result<()> {
    workspace.cargo(["fmt", "--all", "--check"])
}

fn lints(workspace: &Workspace) -> anyhow::Result<()> {
    let all = ["clippy", "--workspace", "--all-targets", "--features", EVCXR, "--locked", "--quiet"];
    workspace.cargo(all.into_iter().chain(WITH_POLARS).chain(["--", "-D", "warnings"]))
}

pub(crate) fn build(workspace: &Workspace) -> anyhow::Result<()> {
    workspace.cargo(["build", "--package", "rootlet-kernel", "--locked"])
}

fn unit(workspace: &Workspace) -> anyhow::Result<()> {
    // Tests may start the binary and so need the environment of the product.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let all = ["test", "--workspace", "--features", EVCXR, "--locked", "--quiet"];
    run_command(workspace.command(cargo).args(all).args(WITH_POLARS))
}

pub(crate) fn library(workspace: &Workspace) -> anyhow::Result<()> {
    run_command(workspace.command(workspace.rootlet()).arg("build-library"))
}

fn peers(workspace: &Workspace) -> anyhow::Result<()> {
    run_command(workspace.command("python3").args(["rootio/tests/peers/run.py", "--quick"]))
}

/// Installs the kernel where only the tests see it.
pub(crate) fn install(workspace: &Workspace) -> anyhow::Result<()> {
    let install = ["install", "--replace", "--prefix"];
    run_command(workspace.command(workspace.rootlet()).args(install).arg(workspace.private("jupyter")))
}

fn clients(workspace: &Workspace) -> anyhow::Result<()> {
    let python = workspace.python()?;
    install(workspace)?;
    run_command(workspace.command(python).args([
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--durations=5",
        "tests/python",
    ]))
}

fn notebooks(workspace: &Workspace) -> anyhow::Result<()> {
    let notebooks = workspace.notebooks()?;
    if notebooks.is_empty() {
        bail!("no notebook in `notebooks`");
    }
    run_command(workspace.command(workspace.rootlet()).args(["run", "--check", "--timeout", "300"]).args(notebooks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_by_name_in_the_order_given() {
        let names = |steps: Vec<&Step>| steps.into_iter().map(|step| step.name).collect::<Vec<_>>();
        assert_eq!(names(select(&["unit", "tidy"]).unwrap()), ["unit", "tidy"]);
        assert_eq!(select(&[]).unwrap().len(), Step::ALL.len());
        assert!(select(&["x"]).is_err());
    }
}
