use std::ops::Range;
use std::sync::Arc;

use super::store::Store;
use super::{Batch, Error, Result, Values};

/// How many rows are converted at a time.
const BLOCK: usize = 2048;

/// Takes the values of the columns, and the weights.
pub(super) type Take<'a> = dyn FnMut(&[&[f64]], Option<&[f64]>) -> Result<()> + 'a;

/// Columns as `f64`, the type in which histograms and statistics are filled.
///
/// Lists are laid end to end. Where lists and single values stand side by side, the single value is repeated for
/// each value of the list; lists must agree in length.
pub(super) struct Numbers<'a> {
    batch: &'a Batch<'a>,
    /// The columns, then the weight.
    columns: Vec<Input>,
    weighted: bool,
    /// Which column has the lists; `None` if all are flat.
    lists: Option<usize>,
}

struct Input {
    slot: u32,
    store: Arc<Store>,
    jagged: bool,
}

impl<'a> Numbers<'a> {
    /// The data of some slots and of a weight.
    pub(super) fn of(batch: &'a Batch<'a>, slots: &[u32], weight: Option<u32>) -> Result<Self> {
        let input = |slot: u32| {
            let jagged = batch.chunk.plan.slots[slot as usize].kind.jagged;
            batch.input(slot).map(|store| Input { slot, store, jagged })
        };
        let columns = slots.iter().copied().chain(weight).map(input).collect::<Result<Vec<_>>>()?;
        let lists = columns.iter().position(|input| input.jagged);
        Ok(Self { batch, columns, weighted: weight.is_some(), lists })
    }

    /// Gives the values block by block: one slice per column, and the weights.
    pub(super) fn blocks(&self, take: &mut Take<'_>) -> Result<()> {
        let selection = self.batch.selection();
        let mut buffers = vec![Vec::with_capacity(BLOCK); self.columns.len()];
        let mut places = Vec::with_capacity(BLOCK);
        let mut begin = 0;
        while begin < self.batch.len() {
            self.batch.poll();
            let end = (begin + BLOCK).min(self.batch.len());
            let rows = selection.rows(begin..end);
            places.clear();
            places.extend(begin as u32..end as u32);
            let index = |input: &Input| if input.store.is_packed() { places.as_slice() } else { &rows };
            for (input, buffer) in self.columns.iter().zip(&mut buffers) {
                buffer.clear();
                match self.lists {
                    Some(lists) if self.columns.len() > 1 => {
                        let lists = &self.columns[lists];
                        self.beside((input, index(input)), (lists, index(lists)), &rows, buffer)?;
                    }
                    _ => alone(input, index(input), buffer),
                }
            }
            let slices: Vec<&[f64]> = buffers.iter().map(Vec::as_slice).collect();
            let (columns, weight) = slices.split_at(slices.len() - usize::from(self.weighted));
            take(columns, weight.first().copied())?;
            begin = end;
        }
        Ok(())
    }

    /// Values of a column whose lists, or repeated values, go along with the lists of another one. `input` and `lists`
    /// come with the rows as they count them; `rows` are those of the chunk, for messages.
    fn beside(
        &self,
        (input, at): (&Input, &[u32]),
        (lists, lists_at): (&Input, &[u32]),
        rows: &[u32],
        out: &mut Vec<f64>,
    ) -> Result<()> {
        for ((&at, &lists_at), &row) in at.iter().zip(lists_at).zip(rows) {
            let range = input.store.range(at as usize);
            let count = lists.store.range(lists_at as usize).len();
            if !input.jagged {
                append(input.store.values(), range, out);
                let value = out.pop().unwrap_or_default();
                out.resize(out.len() + count, value);
                continue;
            }
            if range.len() != count {
                let name = |input: &Input| self.batch.chunk.plan.slots[input.slot as usize].name.clone();
                return Err(Error::Counts {
                    operation: "fill",
                    first: name(lists),
                    second: name(input),
                    entry: self.batch.first_entry() + u64::from(row),
                    place: self.batch.chunk.plan.source.name(),
                });
            }
            append(input.store.values(), range, out);
        }
        Ok(())
    }
}

/// All values of some rows of a column.
fn alone(input: &Input, rows: &[u32], out: &mut Vec<f64>) {
    let Some(&first) = rows.first() else { return };
    let first = first as usize;
    if rows[rows.len() - 1] as usize - first == rows.len() - 1
        && let Some(range) = input.store.span(first..first + rows.len())
    {
        return append(input.store.values(), range, out);
    }
    if !input.jagged {
        // One type for all rows, and no range for each.
        let begin = input.store.range(0).start;
        return pick(input.store.values(), begin, rows, out);
    }
    // Values that follow one another are copied in one piece.
    let mut piece = 0..0;
    for &row in rows {
        let range = input.store.range(row as usize);
        if piece.end == range.start {
            piece.end = range.end;
        } else {
            append(input.store.values(), std::mem::replace(&mut piece, range), out);
        }
    }
    append(input.store.values(), piece, out);
}

/// One value per row; that of row 0 stands at `begin`.
fn pick(values: &Values, begin: usize, rows: &[u32], out: &mut Vec<f64>) {
    fn each<T: Copy>(values: &[T], rows: &[u32], out: &mut Vec<f64>, convert: impl Fn(T) -> f64) {
        out.extend(rows.iter().map(|&row| convert(values[row as usize])));
    }
    match values {
        Values::Bool(v) => each(&v[begin..], rows, out, |x| f64::from(u8::from(x))),
        Values::I8(v) => each(&v[begin..], rows, out, f64::from),
        Values::I16(v) => each(&v[begin..], rows, out, f64::from),
        Values::I32(v) => each(&v[begin..], rows, out, f64::from),
        Values::I64(v) => each(&v[begin..], rows, out, |x| x as f64),
        Values::U8(v) => each(&v[begin..], rows, out, f64::from),
        Values::U16(v) => each(&v[begin..], rows, out, f64::from),
        Values::U32(v) => each(&v[begin..], rows, out, f64::from),
        Values::U64(v) => each(&v[begin..], rows, out, |x| x as f64),
        Values::F32(v) => each(&v[begin..], rows, out, f64::from),
        Values::F64(v) => each(&v[begin..], rows, out, |x| x),
        // Texts are refused when the result is booked.
        Values::Str(_) => out.extend(rows.iter().map(|_| f64::NAN)),
    }
}

fn append(values: &Values, range: Range<usize>, out: &mut Vec<f64>) {
    match values {
        Values::Bool(v) => out.extend(v[range].iter().map(|&x| f64::from(u8::from(x)))),
        Values::I8(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::I16(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::I32(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::I64(v) => out.extend(v[range].iter().map(|&x| x as f64)),
        Values::U8(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::U16(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::U32(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::U64(v) => out.extend(v[range].iter().map(|&x| x as f64)),
        Values::F32(v) => out.extend(v[range].iter().map(|&x| f64::from(x))),
        Values::F64(v) => out.extend_from_slice(&v[range]),
        // Texts are refused when the result is booked.
        Values::Str(v) => out.extend(v[range].iter().map(|_| f64::NAN)),
    }
}
