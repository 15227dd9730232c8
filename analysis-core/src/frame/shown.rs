use rootlet_display::{MimeBundle, Show};

use super::table::{Align, Table};
use super::{Memory, Source};

/// How many values of a list are shown.
const VALUES: usize = 6;

impl Memory {
    fn table(&self) -> Table {
        let heads: Vec<_> = self.columns().iter().map(|c| (format!("{}: {}", c.name, c.kind), c.kind.jagged)).collect();
        let align = |jagged: bool| if jagged { Align::Left } else { Align::Right };
        let heads: Vec<_> = std::iter::once(("", Align::Right))
            .chain(heads.iter().map(|(head, jagged)| (head.as_str(), align(*jagged))))
            .collect();
        let mut table = Table::new(&heads);
        let data: Vec<_> = self.columns().iter().filter_map(|column| self.column(&column.name)).collect();
        for row in 0..self.entries() as usize {
            let cell = |column: &&super::ColumnData| {
                let range = column.range(row);
                let dots = if range.len() > VALUES { ", …" } else { "" };
                let shown = range.start..range.end.min(range.start + VALUES);
                let values: Vec<_> = shown.map(|index| column.values().text(index)).collect();
                if column.column_type().jagged { format!("[{}{dots}]", values.join(", ")) } else { values.concat() }
            };
            table.row(std::iter::once(row.to_string()).chain(data.iter().map(cell)).collect());
        }
        table
    }
}

impl std::fmt::Display for Memory {
    /// All rows as a table of text; lists show six values.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.table().text())
    }
}

impl Show for Memory {
    /// All rows as a table: ask for a few only, with [`crate::frame::Frame::display`].
    fn mime_bundle(&self) -> MimeBundle {
        self.table().mime_bundle()
    }
}
