use std::fmt::Write as _;

use crate::magic::Group;
use crate::{MAGICS, help};

const INTRODUCTION: &str = "\
# Magics

This page is made from the table of magics by `UPDATE_CASES=1 cargo test -p rootlet-magics`; do not edit it.

A cell whose first line starts with `%%` is a cell magic: the rest of the cell belongs to it.
A line that starts with `%` is a line magic; one that starts with `!` runs in the shell.
Both start at column 0 and stand between Rust statements, outside strings, comments and brackets.
What parses as Rust stays Rust: `!flag` is a negation where `flag` is a variable.

`let files = !ls *.root` binds a `Vec<String>` of lines, `let here = %pwd` a `String`, and
`sh!(\"ls {folder}\")` returns a `String` anywhere in Rust.
In shell lines, and in line magics that take files or folders (`%cd {folder}`), `{name}` stands for the value of the
variable `name`, where there is one. Shells find `rootlet` itself, also where it is not on `PATH`.
`%name?` and `name?` show help.
";

/// The documentation of all magics as a Markdown page (`docs/book/src/reference/magics.md`).
pub fn documentation() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut groups: Vec<Group> = MAGICS.iter().map(|magic| magic.about().group).collect();
    groups.sort();
    groups.dedup();
    for group in groups {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}\n", group.title());
        for about in MAGICS.iter().map(|magic| magic.about()).filter(|about| about.group == group) {
            let _ = write!(page, "\n### {}\n{}", about.name, help::markdown(about));
        }
    }
    page
}
