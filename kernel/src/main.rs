//! The `rootlet` binary: a Jupyter kernel for Rust with a ROOT-like analysis framework inside.

mod cli;
mod runner;
#[cfg(test)]
mod testing;

fn main() -> std::process::ExitCode {
    cli::main()
}
