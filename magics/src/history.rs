/// The cells of a session, by their number.
#[derive(Default)]
pub(crate) struct History {
    cells: Vec<(u32, String)>,
}

/// A range of cells that could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoSuchCells(pub(crate) String);

impl History {
    /// Remembers a cell; silent ones (number 0) are not.
    pub(crate) fn push(&mut self, number: u32, code: &str) {
        if number > 0 {
            self.cells.push((number, code.to_owned()));
        }
    }

    /// The cells of `ranges`: `3`, `3-7`, `3-` or `-3` (the last three), in the order given.
    /// Without a range all but the running one.
    pub(crate) fn select(&self, ranges: &[String], running: u32) -> Result<Vec<&(u32, String)>, NoSuchCells> {
        let earlier: Vec<_> = self.cells.iter().filter(|(number, _)| *number != running).collect();
        if ranges.is_empty() {
            return Ok(earlier);
        }
        let mut selected = Vec::new();
        for range in ranges {
            let wrong = || NoSuchCells(range.clone());
            let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
            let before = selected.len();
            match range.split_once('-') {
                None => {
                    let wanted = number(range)?;
                    selected.extend(earlier.iter().filter(|(number, _)| *number == wanted));
                }
                Some(("", count)) => {
                    let count = number(count)? as usize;
                    selected.extend(&earlier[earlier.len().saturating_sub(count)..]);
                }
                Some((first, last)) => {
                    let first = number(first)?;
                    let last = if last.is_empty() { u32::MAX } else { number(last)? };
                    selected.extend(earlier.iter().filter(|(number, _)| (first..=last).contains(number)));
                }
            }
            if selected.len() == before {
                return Err(wrong());
            }
        }
        Ok(selected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ranges: &[&str], expected: Result<&[u32], &str>) {
        let mut history = History::default();
        for number in 1..=5 {
            history.push(number, "x");
        }
        let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        let selected = history.select(&ranges, 5).map(|cells| cells.iter().map(|cell| cell.0).collect::<Vec<_>>());
        assert_eq!(selected, expected.map(<[u32]>::to_vec).map_err(|range| NoSuchCells(range.to_owned())));
    }

    #[test]
    fn ranges_select_earlier_cells() {
        check(&[], Ok(&[1, 2, 3, 4]));
        check(&["2-3", "1"], Ok(&[2, 3, 1]));
        check(&["3-"], Ok(&[3, 4]));
        check(&["-2"], Ok(&[3, 4]));
    }

    #[test]
    fn ranges_without_cells_are_named() {
        check(&["5"], Err("5"));
        check(&["1", "a-b"], Err("a-b"));
    }
}
