use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use rootlet_evaluator::CellError;

use super::Difference;

/// How one notebook went.
#[derive(Debug)]
pub(crate) struct NotebookReport {
    /// The file.
    pub(crate) path: PathBuf,
    /// Its code cells, in order.
    pub(crate) cells: Vec<CellReport>,
    /// From the start of the session to its end.
    pub(crate) time: Duration,
}

/// How one code cell went.
#[derive(Debug)]
pub(crate) struct CellReport {
    /// Its place among all cells of the notebook, from 1, as a reader counts them.
    pub(crate) position: usize,
    /// The first line of its text that says something.
    pub(crate) title: String,
    /// How long it ran.
    pub(crate) time: Duration,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Where its new outputs are not those stored; empty where nobody compared.
    pub(crate) differences: Vec<Difference>,
}

/// How a cell ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// As it should.
    Passed,
    /// With an error that its tag `raises-exception` or the options allow.
    Tolerated,
    /// With an error.
    Failed(CellError),
    /// Not run: its tag says so, or an earlier cell failed.
    Skipped,
}

impl CellReport {
    /// Whether somebody has to look at it.
    pub(crate) fn is_bad(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_)) || !self.differences.is_empty()
    }

    /// How messages name the cell.
    pub(crate) fn name(&self) -> String {
        let Self { position, title, .. } = self;
        if title.is_empty() { format!("cell {position}") } else { format!("cell {position} (`{title}`)") }
    }
}

impl NotebookReport {
    /// Whether every cell passed and nothing differs.
    pub(crate) fn passed(&self) -> bool {
        !self.cells.iter().any(CellReport::is_bad)
    }

    /// One line: how many cells, how long, and what is wrong.
    pub(crate) fn summary(&self) -> String {
        let count = |test: &dyn Fn(&CellReport) -> bool| self.cells.iter().filter(|cell| test(cell)).count();
        let passed = count(&|cell| !cell.is_bad() && !matches!(cell.outcome, Outcome::Skipped));
        let failed = count(&|cell| matches!(cell.outcome, Outcome::Failed(_)));
        let differ = count(&|cell| !cell.differences.is_empty());
        let skipped = count(&|cell| matches!(cell.outcome, Outcome::Skipped));
        let mut line = format!("{passed} passed");
        for (number, word) in [(failed, "failed"), (differ, "differ"), (skipped, "not run")] {
            if number > 0 {
                let _ = write!(line, ", {number} {word}");
            }
        }
        let _ = write!(line, " in {:.1} s", self.time.as_secs_f64());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(outcome: Outcome, differences: Vec<Difference>) -> CellReport {
        CellReport { position: 2, title: "let x = 1;".into(), time: Duration::ZERO, outcome, differences }
    }

    #[test]
    fn summary_counts_each_kind() {
        let error = CellError { name: "Panic".into(), message: "no".into(), traceback: Vec::new() };
        let difference = Difference { what: "stdout".into(), stored: "1".into(), new: "2".into() };
        let mut report =
            NotebookReport { path: "a.ipynb".into(), cells: Vec::new(), time: Duration::from_millis(1250) };
        report.cells.push(cell(Outcome::Passed, Vec::new()));
        report.cells.push(cell(Outcome::Tolerated, Vec::new()));
        assert!(report.passed());
        report.cells.push(cell(Outcome::Passed, vec![difference]));
        report.cells.push(cell(Outcome::Failed(error), Vec::new()));
        report.cells.push(cell(Outcome::Skipped, Vec::new()));
        assert!(!report.passed());
        assert_eq!(report.summary(), "2 passed, 1 failed, 1 differ, 1 not run in 1.2 s");
        assert_eq!(report.cells[0].name(), "cell 2 (`let x = 1;`)");
    }
}
