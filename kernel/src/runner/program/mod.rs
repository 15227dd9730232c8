//! A notebook as an ordinary Rust program.

mod builder;
mod parts;

use std::path::Path;

use builder::Builder;

use super::{CellKind, Notebook};

/// The parts of a Cargo package that does what a notebook does.
#[derive(Debug)]
pub(crate) struct Program {
    /// `src/main.rs`.
    pub(crate) main: String,
    /// The crates that the notebook asks for with `%dep`, as lines of `[dependencies]`.
    pub(crate) dependencies: Vec<String>,
    /// What has no Rust form and stands as a comment, in words.
    pub(crate) omitted: Vec<String>,
}

/// `src/notebook.rs` of every such package: what a cell has and a program lacks.
pub(crate) const SUPPORT: &str = include_str!("support.rs");

/// The cells' statements stand in `main`, one after the other, their items beside it, the prose as comments.
///
/// Values that cells show are printed by their text. Shell lines and `%%bash` cells run as in the notebook;
/// cells in other languages, cells that must fail and other magics stay as comments and are listed.
pub(crate) fn to_program(notebook: &Notebook) -> Program {
    let mut builder = Builder::default();
    for (index, cell) in notebook.cells.iter().enumerate() {
        match cell.kind {
            CellKind::Code if cell.has_tag("skip-execution") || cell.has_tag("raises-exception") => {
                builder.omit(index + 1, &cell.source, "must fail or is skipped");
            }
            CellKind::Code => builder.code(index + 1, &cell.source),
            CellKind::Markdown | CellKind::Raw => builder.prose(&cell.source),
        }
    }
    builder.finish()
}

/// `Cargo.toml` of such a package; `name` becomes a valid name of a package.
///
/// `sources` is a workspace with the library's crates: a checkout, or what the binary unpacks.
pub(crate) fn manifest(name: &str, program: &Program, sources: &Path) -> String {
    let mut package: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    if !package.starts_with(|c: char| c.is_ascii_alphabetic()) {
        package = format!("notebook-{package}");
    }
    // Whoever names no DataFrame need not wait for polars.
    let library = if rootlet_evaluator::names_tables(&program.main) {
        ("rootlet", "package = \"rootlet-tables\", ", "tables")
    } else {
        ("rootlet", "", "analysis-core")
    };
    let mut crates = vec![library, ("rootlet-display", "", "display")];
    if program.main.contains("rootio::") {
        crates.push(("rootio", "", "rootio"));
    }
    let ours = crates.into_iter().map(|(name, package, folder)| {
        let path = serde_json::Value::from(sources.join(folder).to_string_lossy());
        format!("{name} = {{ {package}path = {path} }}")
    });
    let dependencies: Vec<String> = ours.chain(program.dependencies.iter().cloned()).collect();
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{}\n\n\
         [profile.dev]\nopt-level = 1\n\n# A package of its own, also inside the folder of another one.\n[workspace]\n",
        package.trim_end_matches('-').to_lowercase(),
        dependencies.join("\n"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::runner::Cell;

    fn program(cells: &[&str]) -> Program {
        let cells = cells.iter().map(|source| match source.strip_prefix("md:") {
            Some(text) => Cell::new(CellKind::Markdown, "", text),
            None => Cell::new(CellKind::Code, "", *source),
        });
        to_program(&Notebook::new(cells.collect(), Map::new()))
    }

    /// The program behind the lines that are always the same.
    fn check(cells: &[&str], expected: &str) {
        let program = program(cells);
        let body = program.main.split_once("use rootlet::prelude::*;\n").unwrap().1;
        assert_eq!(body, expected);
        assert!(syn::parse_file(&program.main).is_ok(), "{}", program.main);
    }

    #[test]
    fn statements_go_to_main_and_items_beside_it() {
        check(
            &[
                "md:# Title",
                "use std::fmt::Write;\n/// Twice.\nfn twice(x: i32) -> i32 { 2 * x }\n\nlet a = 1; // one",
                "// Now show it.\ntwice(a)",
            ],
            "
use std::fmt::Write;

/// Twice.
fn twice(x: i32) -> i32 { 2 * x }

fn main() -> notebook::Result {
    // # Title

    let a = 1; // one

    // Now show it.
    show!(twice(a));

    Ok(())
}
",
        );
    }

    #[test]
    fn item_of_an_earlier_name_opens_a_block_that_hides_it() {
        check(
            &["fn f() -> i32 { 1 }\nlet a = f();", "fn f() -> i32 { 2 }\nlet b = f();", "f() + a + b"],
            "
fn f() -> i32 { 1 }

fn main() -> notebook::Result {
    let a = f();

    {
    fn f() -> i32 { 2 }

    let b = f();

    show!(f() + a + b);

    Ok(())
    }
}
",
        );
    }

    #[test]
    fn repeated_use_is_dropped() {
        let program = program(&["use std::fmt::Write;", "use std::fmt::Write;\nlet x = 1;"]);
        assert_eq!(program.main.matches("use std::fmt::Write;").count(), 1);
        assert!(!program.main.contains("    {\n"));
    }

    #[test]
    fn text_over_several_lines_is_not_indented() {
        let program = program(&["let a = \"x\n  y\";\nlet b = 1;"]);
        assert!(program.main.contains("let a = \"x\n  y\";"), "{}", program.main);
    }

    #[test]
    fn shell_lines_run_and_fill_variables() {
        check(
            &[
                "let folder = \"/\";",
                "let files = !ls {folder} | awk '{print $1}'\n!echo \"{{}}\" done\nfiles.len()",
                "%%bash --out text\necho \"a\"\n",
            ],
            "
fn main() -> notebook::Result {
    let folder = \"/\";

    let files = notebook::lines(&format!(r#\"ls {folder} | awk '{{print $1}}'\"#))?;

    notebook::shell(r#\"echo \"{{}}\" done\"#)?;

    show!(files.len());

    let text = notebook::capture(r#\"echo \"a\"
\"#)?;

    Ok(())
}
",
        );
    }

    #[test]
    fn what_has_no_rust_form_is_a_comment_and_is_listed() {
        let program =
            program(&["%%cpp -d\nint f();", "%whos", "%opt 3", "%dep rand = \"0.9\"", ":dep fastrand", "Hist1D?"]);
        assert_eq!(program.omitted, ["cell 1 (`%%cpp -d`) has no Rust form", "cell 2 (`%whos`) has no Rust form"]);
        assert!(program.main.contains("    // %%cpp -d\n    // int f();\n"));
        assert_eq!(program.dependencies, ["rand = \"0.9\"", "fastrand = \"*\""]);
    }

    #[test]
    fn what_awaits_is_driven() {
        let program = program(&["async fn f() -> i32 { 1 }", "f().await"]);
        assert!(program.main.contains("fn main() -> notebook::Result {\n    notebook::block_on(async {"));
        assert!(syn::parse_file(&program.main).is_ok(), "{}", program.main);
    }

    #[test]
    fn package_has_a_valid_name() {
        let manifest = manifest("01 First (copy)", &program(&[]), Path::new("../rootlet"));
        assert!(manifest.starts_with("[package]\nname = \"notebook-01-first--copy\"\n"), "{manifest}");
        assert!(manifest.contains("\nrootlet = { path = \"../rootlet/analysis-core\" }\n"));
    }

    #[test]
    fn only_programs_with_dataframes_wait_for_polars() {
        let manifest = manifest("tables", &program(&["df!(\"x\" => [1])?"]), Path::new(".."));
        let expected = "\nrootlet = { package = \"rootlet-tables\", path = \"../tables\" }\n";
        assert!(manifest.contains(expected), "{manifest}");
    }

    #[test]
    fn support_is_rust() {
        assert!(syn::parse_file(SUPPORT).is_ok());
    }
}
