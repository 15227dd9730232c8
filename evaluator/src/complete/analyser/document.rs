//! A cell and what it may name, as crates for rust-analyzer.

use super::wire::CrateText;
use crate::library::library_files;

/// What rust-analyzer must know to answer about a cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// Earlier cells with items, as they were compiled.
    pub(crate) cells: Vec<CellCrate>,
    /// Items of earlier cells that live: crate and name.
    pub(crate) imports: Vec<(String, String)>,
    /// `use` items of earlier cells.
    pub(crate) uses: Vec<String>,
    /// Variables: name, type as source, whether it is mutable.
    pub(crate) variables: Vec<(String, String, bool)>,
}

/// An earlier cell's crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct CellCrate {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Crates of cells that it names.
    pub(crate) needs: Vec<String>,
}

/// Folder of the workspace, crate, and what that names.
const LIBRARY: [(&str, &str, &[&str]); 4] = [
    ("display", "rootlet_display", &[]),
    ("rootio", "rootio", &[]),
    ("analysis-core", "rootlet", &["rootlet_display", "rootio"]),
    ("tables", "rootlet_tables", &["rootlet", "rootlet_display"]),
];

/// What cells use of the runtime; its own sources would say more than users want to know.
const RUNTIME: &str = "
#[macro_export] macro_rules! print { ($($arg:tt)*) => { std::print!($($arg)*) }; }
#[macro_export] macro_rules! println { ($($arg:tt)*) => { std::println!($($arg)*) }; }
#[macro_export] macro_rules! eprint { ($($arg:tt)*) => { std::eprint!($($arg)*) }; }
#[macro_export] macro_rules! eprintln { ($($arg:tt)*) => { std::eprintln!($($arg)*) }; }
#[macro_export] macro_rules! show { ($($arg:tt)*) => { $($arg)* }; }
pub struct Failure;
impl<E: std::error::Error> From<E> for Failure { fn from(_: E) -> Self { Self } }
pub type CellResult = Result<(), Failure>;
pub struct Store;
";

/// The crates that every cell may name.
pub(super) fn library() -> Vec<CrateText> {
    let mut crates: Vec<CrateText> = LIBRARY
        .iter()
        .map(|(folder, name, needs)| {
            let file = |(path, text): (&str, &str)| (format!("/{name}/{path}"), text.to_owned());
            let mut files: Vec<_> = library_files(folder).map(file).collect();
            files.sort_by_key(|(path, _)| !path.ends_with(&format!("{name}/lib.rs")));
            CrateText { name: (*name).to_owned(), files, needs: owned(needs) }
        })
        .collect();
    let files = vec![("/rootlet_runtime/lib.rs".to_owned(), RUNTIME.to_owned())];
    crates.push(CrateText { name: "rootlet_runtime".to_owned(), files, needs: Vec::new() });
    crates
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn library_names() -> Vec<String> {
    let names = LIBRARY.iter().map(|(_, name, _)| (*name).to_owned());
    names.chain(["rootlet_runtime".to_owned()]).collect()
}

impl Scene {
    /// Earlier cells' crates.
    pub(super) fn crates(&self) -> Vec<CrateText> {
        let text = |cell: &CellCrate| CrateText {
            name: cell.name.clone(),
            files: vec![(format!("/{}/lib.rs", cell.name), cell.text.clone())],
            needs: library_names().into_iter().chain(cell.needs.iter().cloned()).collect(),
        };
        self.cells.iter().map(text).collect()
    }

    /// The crates that the cell may name.
    pub(super) fn needs(&self) -> Vec<String> {
        library_names().into_iter().chain(self.cells.iter().map(|cell| cell.name.clone())).collect()
    }

    /// The crate of a cell, and where a byte of the cell is in it.
    ///
    /// All of the cell, items too, stands in a function: rust-analyzer finds its way in text that does not parse.
    pub(super) fn text(&self, code: &str, at: usize) -> (String, usize) {
        let mut text =
            String::from("use rootlet_tables::prelude::*;\nuse rootlet_runtime::{eprint, eprintln, print, println};\n");
        for line in &self.uses {
            text.push_str(line);
            text.push('\n');
        }
        for (krate, name) in &self.imports {
            text.push_str(&format!("use {krate}::{name};\n"));
        }
        text.push_str("async fn __cell(");
        for (name, ty, mutable) in &self.variables {
            text.push_str(&format!("{}{name}: {ty}, ", if *mutable { "mut " } else { "" }));
        }
        text.push_str(") -> rootlet_runtime::CellResult {\n");
        let start = text.len();
        text.push_str(code);
        text.push_str("\n}\n");
        (text, start + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stands_in_a_function_with_its_variables() {
        let scene = Scene {
            imports: vec![("cell_1".into(), "P".into())],
            uses: vec!["use std::fmt;".into()],
            variables: vec![("v".into(), "std::vec::Vec<f64>".into(), true), ("p".into(), "cell_1::P".into(), false)],
            ..Scene::default()
        };
        let (text, at) = scene.text("v.pu", 4);
        assert!(
            text.contains("use std::fmt;\nuse cell_1::P;\nasync fn __cell(mut v: std::vec::Vec<f64>, p: cell_1::P, )")
        );
        assert_eq!(&text[at - 4..at + 3], "v.pu\n}\n");
    }

    #[test]
    fn the_library_is_there_with_its_root_first() {
        let library = library();
        for (name, root) in [("rootlet", "/rootlet/lib.rs"), ("rootio", "/rootio/lib.rs")] {
            let krate = library.iter().find(|krate| krate.name == name).unwrap();
            assert_eq!(krate.files[0].0, root);
            assert!(krate.files.len() > 20);
        }
    }
}
