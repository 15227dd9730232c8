use std::ops::Range;

use rootlet_display::control::FileLines;

/// Generated text that remembers where each piece came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    origin: Origin,
}

/// Where a piece of generated text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The cell's text from this byte on.
    Cell(usize),
    /// The generator.
    Generated(Role),
}

/// What a generated piece is for; errors in it mean something to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing in particular.
    Frame,
    /// Takes this variable from the store.
    Take(String),
    /// Puts this variable back.
    Put(String),
    /// Imports a name from an earlier cell.
    Import(String),
}

impl Source {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn generated(&mut self, role: Role, text: &str) {
        self.piece(Origin::Generated(role), text);
    }

    pub(crate) fn frame(&mut self, text: &str) {
        self.generated(Role::Frame, text);
    }

    /// Copies a range of the cell.
    pub(crate) fn cell(&mut self, code: &str, range: Range<usize>) {
        self.piece(Origin::Cell(range.start), &code[range]);
    }

    /// Copies a range of the cell with edits, which lie inside it, in order, without overlap.
    pub(crate) fn edited(&mut self, code: &str, range: Range<usize>, edits: &[Edit]) {
        let mut at = range.start;
        for edit in edits.iter().filter(|edit| edit.range.start >= range.start && edit.range.end <= range.end) {
            if edit.range.start < at {
                continue;
            }
            self.cell(code, at..edit.range.start);
            self.frame(edit.text);
            at = edit.range.end;
        }
        self.cell(code, at..range.end);
    }

    fn piece(&mut self, origin: Origin, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece { start: self.text.len(), origin });
            self.text.push_str(text);
        }
    }

    /// Where a byte of the generated text came from.
    #[cfg(test)]
    pub(crate) fn origin(&self, byte: usize) -> Option<Origin> {
        let index = self.pieces.partition_point(|piece| piece.start <= byte).checked_sub(1)?;
        let piece = &self.pieces[index];
        Some(match &piece.origin {
            Origin::Cell(start) => Origin::Cell(start + (byte - piece.start)),
            generated @ Origin::Generated(_) => generated.clone(),
        })
    }

    /// The range of the cell that a generated range shows; `None` where it is all generated.
    pub(crate) fn cell_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let mut result: Option<Range<usize>> = None;
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.start);
            let Origin::Cell(offset) = piece.origin else { continue };
            let (low, high) = (range.start.max(piece.start), range.end.min(end));
            let empty_inside = range.is_empty() && piece.start <= range.start && range.start <= end;
            if low < high || empty_inside {
                let part = offset + (low - piece.start)..offset + (high.max(low) - piece.start);
                result = Some(result.map_or(part.clone(), |all| all.start.min(part.start)..all.end.max(part.end)));
            }
        }
        result
    }

    /// The roles of generated pieces that a range touches.
    pub(crate) fn roles(&self, range: Range<usize>) -> impl Iterator<Item = &Role> {
        let ends = self.pieces.iter().skip(1).map(|piece| piece.start).chain([self.text.len()]);
        let touched =
            self.pieces.iter().zip(ends).filter(move |(piece, end)| piece.start < range.end && range.start < *end);
        touched.filter_map(|(piece, _)| match &piece.origin {
            Origin::Generated(role) => Some(role),
            Origin::Cell(_) => None,
        })
    }

    /// Which generated lines show which lines of the cell.
    pub(crate) fn lines(&self, file: &str, cell: &str, code: &str) -> FileLines {
        let mut runs: Vec<(u32, u32, u32)> = Vec::new();
        let line_of = |text: &str, byte: usize| text[..byte].matches('\n').count() as u32 + 1;
        let mut generated_line = 1;
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.start);
            let newlines = self.text[piece.start..end].matches('\n').count() as u32;
            if let Origin::Cell(offset) = piece.origin {
                let cell_line = line_of(code, offset);
                match runs.last_mut() {
                    // Pieces of one line: the first one speaks for it.
                    Some((first, start, count))
                        if generated_line < *first + *count && *start + (generated_line - *first) == cell_line =>
                    {
                        *count = (*count).max(generated_line - *first + newlines + 1);
                    }
                    _ => runs.push((generated_line, cell_line, newlines + 1)),
                }
            }
            generated_line += newlines;
        }
        FileLines { file: file.to_owned(), cell: cell.to_owned(), runs }
    }
}

/// A change of the cell's text: `range` becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (&'static str, Source) {
        let code = "let a = 1;\nfn f() {}\na";
        let mut source = Source::default();
        source.frame("// generated\n");
        source.edited(code, 11..20, &[Edit { range: 11..11, text: "pub " }]);
        source.frame("\nfn cell() {\n");
        source.cell(code, 0..10);
        source.frame("\n}\n");
        (code, source)
    }

    #[test]
    fn positions_map_back_to_the_cell() {
        let (_, source) = sample();
        let start = source.text().find("fn f").unwrap();
        assert_eq!(source.origin(start), Some(Origin::Cell(11)));
        assert_eq!(source.cell_range(&(start..start + 4)), Some(11..15));
        assert_eq!(source.cell_range(&(0..5)), None);
        assert_eq!(source.cell_range(&(start - 4..start + 2)), Some(11..13));
    }

    #[test]
    fn lines_map_back_to_the_cell() {
        let (code, source) = sample();
        assert_eq!(source.lines("x.rs", "In[1]", code).runs, vec![(2, 2, 1), (4, 1, 1)]);
    }
}
