//! String expressions over columns, evaluated a block of rows at a time.
//!
//! The language is the C++ that RDataFrame users write, as far as it computes values: operators with C++'s
//! precedence and promotions (`f32` stays `f32`, integers divide to integers), `list[place]`, `list[mask]`,
//! `condition ? yes : no`, and the functions of [`function::FUNCTIONS`]. Two things differ, for the better: integers
//! are signed 64-bit, so that `nJet - 3` can be negative, and a place outside of a list is an error.

mod call;
mod check;
mod compact;
mod evaluate;
mod function;
mod parse;
mod steady;
mod token;
mod value;

use check::{Operation, Typed};
use evaluate::{Block, Input};
use value::Kind;

use std::borrow::Cow;
use std::sync::Arc;

use super::selection::Selection;
use super::store::Store;
use super::{Batch, Builder, ColumnType, ElementType, Error, Frame, Result};

/// How many rows are computed at a time: the temporaries stay in the cache.
const BLOCK: usize = 2048;

/// What is wrong with an expression, and at which byte.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Problem {
    at: usize,
    text: String,
}

impl Problem {
    fn new(at: usize, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// An expression whose names and types are known to fit.
pub(super) struct Expression {
    text: String,
    typed: Typed,
    /// The slots of the columns in it.
    slots: Vec<u32>,
    /// The type of the values that [`Expression::compute`] makes.
    kind: ColumnType,
}

impl Expression {
    /// Finds names and types.
    ///
    /// # Errors
    /// [`Error::Expression`], pointing at the character.
    pub(super) fn compile(text: &str, frame: &Frame) -> Result<Self> {
        let wrong =
            |problem: Problem| Error::Expression { text: text.to_owned(), at: problem.at, problem: problem.text };
        let tree = parse::parse(text).map_err(wrong)?;
        let mut slots = Vec::new();
        let typed = check::check(&tree, frame, &mut slots).map_err(wrong)?;
        // A plain column keeps its type; computed integers are `i64`.
        let element = match typed.operation {
            Operation::Column(index) => frame.kind(slots[index]).element,
            _ => typed.kind.element(),
        };
        let kind = ColumnType { element, jagged: typed.jagged };
        Ok(Self { text: text.to_owned(), typed, slots, kind })
    }

    /// As a condition on entries: a number counts as "not 0".
    pub(super) fn condition(self) -> Result<Self> {
        let Self { typed, kind, .. } = &self;
        if typed.jagged || typed.kind == Kind::Str {
            let hint = if typed.jagged { "a condition on a list: say `Any(…)` or `All(…)`" } else { "a text" };
            return Err(Error::Expression {
                at: typed.at,
                problem: format!("a filter needs one `bool` per entry; this is {hint} (`{kind}`)"),
                text: self.text,
            });
        }
        Ok(self)
    }

    /// With values of the type of a column that it replaces.
    pub(super) fn converted(self, wanted: ColumnType, name: &str) -> Result<Self> {
        let text = |element| element == ElementType::Str;
        if self.kind.jagged != wanted.jagged || text(self.kind.element) != text(wanted.element) {
            return Err(Error::Expression {
                at: self.typed.at,
                problem: format!("this is `{}`, but column `{name}` holds `{wanted}`", self.kind),
                text: self.text,
            });
        }
        Ok(Self { kind: wanted, ..self })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn slots(&self) -> Vec<u32> {
        self.slots.clone()
    }

    pub(super) fn kind(&self) -> ColumnType {
        self.kind
    }

    /// One answer per selected row.
    pub(super) fn test(&self, batch: &Batch<'_>) -> Result<Vec<bool>> {
        let mut keep = Vec::with_capacity(batch.len());
        self.blocks(batch, &mut |value, rows| match value.shape {
            value::Shape::Constant => keep.resize(keep.len() + rows, value.data.bools()[0]),
            _ => keep.extend_from_slice(&value.data.bools()),
        })?;
        Ok(keep)
    }

    /// Appends one value per selected row.
    pub(super) fn compute(&self, batch: &Batch<'_>, out: &mut Builder) -> Result<()> {
        let mut done = 0;
        self.blocks(batch, &mut |value, rows| {
            value.append_to(rows, self.kind, out);
            if done == 0 {
                // The first block tells about how long the whole will be: growing would copy it several times.
                let rest = batch.len() - rows;
                out.values.reserve(out.values.len() * rest / rows + rest / 8);
                if let Some(offsets) = &mut out.offsets {
                    offsets.reserve(rest);
                }
            }
            done += rows;
        })
    }

    fn blocks(&self, batch: &Batch<'_>, take: &mut dyn FnMut(value::Value<'_>, usize)) -> Result<()> {
        let inputs = self.slots.iter().map(|&slot| self.source(batch, slot)).collect::<Result<Vec<_>>>()?;
        let mut begin = 0;
        while begin < batch.len() {
            batch.poll();
            let end = (begin + BLOCK).min(batch.len());
            let places: Vec<u32> = (begin as u32..end as u32).collect();
            let rows = match batch.selection().as_ref() {
                // Rows of a whole chunk are their own places.
                Selection::All(_) => Cow::Borrowed(places.as_slice()),
                selection @ Selection::Rows(_) => selection.rows(begin..end),
            };
            let place = Place { batch, rows: &rows, places: &places };
            let made = inputs.iter().map(|source| source.made(place)).collect::<Result<Vec<_>>>()?;
            let given = inputs.iter().zip(&made).map(|(source, made)| match (source, made) {
                (_, Some(value)) => Ok(Input::Made(value)),
                (Source::Store(store), _) => Ok(Input::new(store)),
                (Source::Expression(..), None) => unreachable!("its values were made"),
            });
            let value = self.in_block(place, given.collect::<Result<_>>()?)?;
            take(value, end - begin);
            begin = end;
        }
        Ok(())
    }

    fn in_block<'a>(&self, place: Place<'a>, inputs: Vec<Input<'a>>) -> Result<value::Value<'a>> {
        let Place { batch, rows, places } = place;
        let block = Block { inputs, rows: rows.into(), places: places.into() };
        block.value(&self.typed).map_err(|failure| Error::Evaluation {
            text: self.text.clone(),
            at: failure.at,
            problem: failure.text,
            entry: batch.first_entry() + u64::from(failure.row),
            place: batch.chunk.plan.source.name(),
        })
    }

    fn source<'a>(&self, batch: &Batch<'a>, slot: u32) -> Result<Source<'a>> {
        if let Some((expression, batch)) = batch.passing(slot)
            && !self.typed.looks_at_parts()
        {
            let stores = expression.slots.iter().map(|&slot| batch.input(slot)).collect::<Result<_>>()?;
            return Ok(Source::Expression(expression, stores));
        }
        batch.input(slot).map(Source::Store)
    }

    /// Whether it costs less to compute the values again than to keep them: a few operations on numbers that have a
    /// value in every entry.
    pub(super) fn is_cheap(&self) -> bool {
        let same = self.typed.kind.element() == self.kind.element;
        same && self.slots.len() == 1 && self.typed.is_arithmetic() && self.typed.size() <= 5
    }
}

/// Some rows of a batch, and their places in its selection.
#[derive(Clone, Copy)]
struct Place<'a> {
    batch: &'a Batch<'a>,
    rows: &'a [u32],
    places: &'a [u32],
}

/// Where an expression finds the values of a column.
enum Source<'a> {
    Store(Arc<Store>),
    /// They are made block by block.
    Expression(&'a Expression, Vec<Arc<Store>>),
}

impl Source<'_> {
    /// The values that have to be made.
    fn made<'a>(&'a self, place: Place<'a>) -> Result<Option<value::Value<'a>>> {
        let Self::Expression(expression, stores) = self else { return Ok(None) };
        let inputs = stores.iter().map(|store| Input::new(store)).collect();
        expression.in_block(place, inputs).map(Some)
    }
}

#[cfg(test)]
mod tests;
