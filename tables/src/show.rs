//! DataFrames as tables: text as polars prints it, HTML with the first and the last rows.

use polars::prelude::{AnyValue, Column, DataFrame, IntoColumn, LazyFrame, Series};

use rootlet_display::{MimeBundle, Show};

/// By whom the types of polars are shown.
#[derive(Clone, Copy, Debug)]
pub enum Tables {}

/// A longer table shows half of these rows from its beginning, half from its end.
const ROWS: usize = 10;
/// Columns beyond this are counted, not shown.
const COLUMNS: usize = 30;

impl Show<Tables> for DataFrame {
    fn mime_bundle(&self) -> MimeBundle {
        MimeBundle::text(self.to_string()).with("text/html", table(self))
    }
}

impl Show<Tables> for Series {
    fn mime_bundle(&self) -> MimeBundle {
        let html = table(&self.clone().into_frame());
        MimeBundle::text(self.to_string()).with("text/html", html)
    }
}

impl Show<Tables> for Column {
    fn mime_bundle(&self) -> MimeBundle {
        let text = format!("{self:?}");
        MimeBundle::text(text).with("text/html", table(&self.clone().into_column().into_frame()))
    }
}

/// The optimised plan; nothing is read or computed.
impl Show<Tables> for LazyFrame {
    fn mime_bundle(&self) -> MimeBundle {
        let plan = self.describe_optimized_plan().or_else(|_| self.describe_plan());
        let plan = plan.unwrap_or_else(|error| format!("no plan: {error}"));
        MimeBundle::text(format!("LazyFrame; `.collect()?` computes\n{plan}"))
    }
}

fn table(frame: &DataFrame) -> String {
    let (rows, width) = frame.shape();
    let columns = &frame.columns()[..width.min(COLUMNS)];
    let mut html = format!("<table><caption>{rows} rows × {width} columns</caption><thead><tr>");
    for column in columns {
        let (name, kind) = (escape(column.name()), escape(&column.dtype().to_string()));
        html.push_str(&format!("<th>{name}<br><small>{kind}</small></th>"));
    }
    if width > COLUMNS {
        html.push_str("<th>…</th>");
    }
    html.push_str("</tr></thead><tbody>");
    let half = ROWS / 2;
    let (first, last) = if rows <= ROWS { (0..rows, rows..rows) } else { (0..half, rows - half..rows) };
    for row in first {
        push_row(&mut html, columns, row, width > COLUMNS);
    }
    if rows > ROWS {
        html.push_str(&format!("<tr>{}</tr>", "<td>⋮</td>".repeat(columns.len())));
    }
    for row in last {
        push_row(&mut html, columns, row, width > COLUMNS);
    }
    html.push_str("</tbody></table>");
    html
}

fn push_row(html: &mut String, columns: &[Column], row: usize, more: bool) {
    html.push_str("<tr>");
    for column in columns {
        let text = match column.get(row) {
            Ok(AnyValue::Null) => "<i>null</i>".to_owned(),
            Ok(AnyValue::String(text)) => escape(text),
            Ok(value) => escape(&value.to_string()),
            Err(error) => escape(&error.to_string()),
        };
        html.push_str(&format!("<td>{text}</td>"));
    }
    html.push_str(if more { "<td>…</td></tr>" } else { "</tr>" });
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
