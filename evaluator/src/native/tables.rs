//! Which cells need the library with DataFrames.
//!
//! rustc reads all that a named crate depends on. polars is 290 crates, and a cell that is compiled with them takes
//! half as long again; so they are only named where the cell, or an item of an earlier cell that it uses, does.

/// Names that only the library with DataFrames has: those of its prelude, its methods, and polars itself.
const NAMES: [&str; 30] = [
    "DataFrame",
    "DataFrameJoinOps",
    "DataType",
    "FrameTables",
    "IntoLazy",
    "JoinArgs",
    "JoinType",
    "LazyCsvReader",
    "LazyFileListReader",
    "LazyFrame",
    "MemoryTables",
    "NamedFrom",
    "PolarsError",
    "PolarsResult",
    "Series",
    "SortMultipleOptions",
    "book_parquet",
    "col",
    "df",
    "from_csv",
    "from_ipc",
    "from_lazy",
    "from_parquet",
    "from_polars",
    "lit",
    "polars",
    "scan_rntuple",
    "scan_root",
    "snapshot_parquet",
    "to_polars",
];

/// Whether a crate's source may need DataFrames. A text that names them costs time, nothing else.
pub fn names_tables(source: &str) -> bool {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut words = code.flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.any(|word| NAMES.binary_search(&word).is_ok())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::library::library_files;

    #[test]
    fn names_are_those_of_the_prelude_and_the_traits() {
        let text = |name: &str| library_files("tables").find(|(path, _)| *path == name).unwrap().1;
        let prelude = text("prelude.rs");
        let mut wanted: BTreeSet<&str> = prelude
            .lines()
            .filter(|line| !line.starts_with("//"))
            .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')))
            .filter(|word| !["", "pub", "use", "crate", "prelude", "rootlet", "self"].contains(word))
            .collect();
        for file in ["frame.rs", "memory.rs"] {
            let body = text(file).split("\nimpl ").next().unwrap();
            let methods = body.lines().filter_map(|line| line.trim().strip_prefix("fn "));
            wanted.extend(methods.map(|rest| rest.split('(').next().unwrap()));
        }
        let known: BTreeSet<&str> = NAMES.into_iter().collect();
        assert_eq!(known, wanted, "the names that only DataFrames have");
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn only_cells_that_name_them_need_dataframes() {
        for code in
            ["let x = 1;", "h.fill(2.0);", "let column = 3; column + 1", "use rootlet::prelude::*;", "  // no df!"]
        {
            assert!(!names_tables(code), "{code}");
        }
        for code in ["df!(\"x\" => [1])?", "let f: polars::frame::DataFrame = g;", "Frame::from_parquet(\"a\")?"] {
            assert!(names_tables(code), "{code}");
        }
    }
}
