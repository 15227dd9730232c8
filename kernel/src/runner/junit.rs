use std::fmt::Write as _;

use super::{CellReport, NotebookReport, Outcome};

/// The reports as JUnit XML: a suite per notebook, a case per code cell.
pub(crate) fn junit(reports: &[NotebookReport]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let cells = || reports.iter().flat_map(|report| &report.cells);
    let _ = writeln!(xml, "<testsuites {}>", counts(cells(), reports.iter().map(|r| r.time.as_secs_f64()).sum()));
    for report in reports {
        let name = escape(&report.path.to_string_lossy());
        let _ =
            writeln!(xml, "  <testsuite name=\"{name}\" {}>", counts(report.cells.iter(), report.time.as_secs_f64()));
        report.cells.iter().for_each(|cell| case(&name, cell, &mut xml));
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn counts<'a>(cells: impl Iterator<Item = &'a CellReport>, seconds: f64) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for cell in cells {
        tests += 1;
        match cell.outcome {
            Outcome::Failed(_) => errors += 1,
            Outcome::Skipped => skipped += 1,
            _ if !cell.differences.is_empty() => failures += 1,
            _ => {}
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{seconds:.3}\"")
}

fn case(class: &str, cell: &CellReport, xml: &mut String) {
    let (name, seconds) = (escape(&cell.name()), cell.time.as_secs_f64());
    let _ = write!(xml, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.3}\"");
    match &cell.outcome {
        Outcome::Failed(error) => {
            let (kind, message) = (escape(&error.name), escape(&error.message));
            let text = escape(&error.traceback.join("\n"));
            let _ =
                writeln!(xml, ">\n      <error type=\"{kind}\" message=\"{message}\">{text}</error>\n    </testcase>");
        }
        Outcome::Skipped => xml.push_str(">\n      <skipped/>\n    </testcase>\n"),
        _ if !cell.differences.is_empty() => {
            let text: Vec<String> = cell.differences.iter().map(ToString::to_string).collect();
            let (message, text) = ("outputs are not those stored", escape(&text.join("\n")));
            let _ = writeln!(
                xml,
                ">\n      <failure type=\"Difference\" message=\"{message}\">{text}</failure>\n    </testcase>"
            );
        }
        _ => xml.push_str("/>\n"),
    }
}

/// Text for XML; colours and other characters that XML forbids are left out.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{1b}' => {
                // A colour: everything up to its final letter.
                characters.by_ref().find(char::is_ascii_alphabetic);
            }
            '\n' | '\t' => out.push(c),
            c if c < ' ' || ('\u{7f}'..='\u{9f}').contains(&c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rootlet_evaluator::CellError;

    use super::*;
    use crate::runner::Difference;

    #[test]
    fn each_outcome_has_its_element() {
        let error = CellError {
            name: "Panic".into(),
            message: "a < b & \"c\"".into(),
            traceback: vec!["\u{1b}[31mred\u{1b}[0m\u{0}".into()],
        };
        let difference = Difference { what: "stdout line 1".into(), stored: "1".into(), new: "2".into() };
        let cell = |position, outcome, differences| CellReport {
            position,
            title: String::new(),
            time: Duration::from_millis(1500),
            outcome,
            differences,
        };
        let cells = vec![
            cell(1, Outcome::Passed, vec![]),
            cell(2, Outcome::Failed(error), vec![]),
            cell(3, Outcome::Passed, vec![difference]),
            cell(4, Outcome::Skipped, vec![]),
        ];
        let report = NotebookReport { path: "n.ipynb".into(), cells, time: Duration::from_secs(3) };
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" errors="1" skipped="1" time="3.000">
  <testsuite name="n.ipynb" tests="4" failures="1" errors="1" skipped="1" time="3.000">
    <testcase classname="n.ipynb" name="cell 1" time="1.500"/>
    <testcase classname="n.ipynb" name="cell 2" time="1.500">
      <error type="Panic" message="a &lt; b &amp; &quot;c&quot;">red</error>
    </testcase>
    <testcase classname="n.ipynb" name="cell 3" time="1.500">
      <failure type="Difference" message="outputs are not those stored">stdout line 1
  - 1
  + 2</failure>
    </testcase>
    <testcase classname="n.ipynb" name="cell 4" time="1.500">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(junit(&[report]), expected);
    }
}
