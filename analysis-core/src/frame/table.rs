use rootlet_display::{MimeBundle, Show};

/// A small table of texts: plain text and HTML.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    heads: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

impl Table {
    pub(super) fn new(heads: &[(&str, Align)]) -> Self {
        Self { heads: heads.iter().map(|(head, align)| ((*head).to_owned(), *align)).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(super) fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.chain([self.heads[column].0.chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.heads.len()).map(width).collect();
        let line = |cells: &mut dyn Iterator<Item = &String>| {
            let mut line = String::new();
            for ((cell, width), (_, align)) in cells.zip(&widths).zip(&self.heads) {
                let space = " ".repeat(width - cell.chars().count());
                match align {
                    Align::Left => line.extend([cell, &space, "  "]),
                    Align::Right => line.extend([&space, cell.as_str(), "  "]),
                }
            }
            line.trim_end().to_owned() + "\n"
        };
        let mut text = line(&mut self.heads.iter().map(|(head, _)| head));
        for row in &self.rows {
            text += &line(&mut row.iter());
        }
        text
    }

    fn html(&self) -> String {
        let side = |align| if align == Align::Left { "left" } else { "right" };
        let mut html = "<table><thead><tr>".to_owned();
        for (head, align) in &self.heads {
            html.extend(["<th style=\"text-align:", side(*align), "\">", &escape(head), "</th>"]);
        }
        html += "</tr></thead><tbody>";
        for row in &self.rows {
            html += "<tr>";
            for (cell, (_, align)) in row.iter().zip(&self.heads) {
                html.extend(["<td style=\"text-align:", side(*align), "\">", &escape(cell), "</td>"]);
            }
            html += "</tr>";
        }
        html + "</tbody></table>"
    }
}

impl Show for Table {
    fn mime_bundle(&self) -> MimeBundle {
        MimeBundle::text(self.text()).with("text/html", self.html())
    }
}

/// Text that is safe inside of HTML and SVG.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
