use rootlet_display::{MimeBundle, Show};

use super::table::{Align, Table};

/// How many entries pass each filter on the way to a frame, in order; or each filter of a graph, as they were booked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CutFlow {
    /// The filters.
    pub cuts: Vec<Cut>,
}

/// One line of a [`CutFlow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The name or expression of the filter.
    pub label: String,
    /// Entries that reach the filter.
    pub all: u64,
    /// Entries that pass it.
    pub pass: u64,
}

impl Cut {
    /// The part that passes, in percent; NaN if nothing reaches the filter.
    pub fn efficiency(&self) -> f64 {
        100.0 * self.pass as f64 / self.all as f64
    }
}

impl CutFlow {
    fn table(&self) -> Table {
        let first = self.cuts.first().map_or(0, |cut| cut.all);
        let percent = |x: f64| if x.is_nan() { "–".to_owned() } else { format!("{x:.2} %") };
        let mut table = Table::new(&[
            ("filter", Align::Left),
            ("all", Align::Right),
            ("pass", Align::Right),
            ("efficiency", Align::Right),
            ("cumulative", Align::Right),
        ]);
        for cut in &self.cuts {
            table.row(vec![
                cut.label.clone(),
                cut.all.to_string(),
                cut.pass.to_string(),
                percent(cut.efficiency()),
                percent(100.0 * cut.pass as f64 / first as f64),
            ]);
        }
        table
    }
}

impl std::fmt::Display for CutFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.table().text())
    }
}

impl Show for CutFlow {
    fn mime_bundle(&self) -> MimeBundle {
        self.table().mime_bundle()
    }
}
