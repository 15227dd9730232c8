use std::sync::Arc;

use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::numbers::Numbers;
use crate::frame::{Error, Row};
use crate::hist::{Hist1D, Hist2D, Hist3D, HistError, HistN, Profile1D, Profile2D};

/// Values are handed to a histogram in at least this many at once.
const MANY: usize = 8192;

/// What an event loop can fill.
pub(in crate::frame) trait Histogram: Clone + Send + Sync + 'static {
    /// How many columns it takes.
    fn dimension(&self) -> usize;

    /// Its name.
    fn label(&self) -> String;

    /// The number of bins in all.
    fn size(&self) -> usize;

    /// The same without entries.
    fn emptied(&self) -> Self;

    /// Adds one entry per value of the columns, which have one length.
    fn fill_values(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<(), HistError>;

    /// Adds the entries of another one with the same axes.
    fn add_entries(&mut self, other: &Self) -> Result<(), HistError>;
}

macro_rules! histogram {
    ($($type:ty),*) => {$(
        impl Histogram for $type {
            fn dimension(&self) -> usize {
                self.core.axes.len()
            }

            fn label(&self) -> String {
                format!("{} {}", stringify!($type), self.name())
            }

            fn size(&self) -> usize {
                self.core.contents.len()
            }

            fn emptied(&self) -> Self {
                let mut copy = self.clone();
                copy.reset();
                copy
            }

            fn fill_values(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<(), HistError> {
                self.core.fill_columns(columns, weights, 1)
            }

            fn add_entries(&mut self, other: &Self) -> Result<(), HistError> {
                self.add(other)
            }
        }
    )*};
}

histogram!(Hist1D, Hist2D, Hist3D, HistN);

/// `$axes` and `$new`: the number of axes, and how the same profile is made anew.
macro_rules! profile {
    ($type:ty, $axes:literal, $new:expr) => {
        impl Histogram for $type {
            fn dimension(&self) -> usize {
                $axes + 1
            }

            fn label(&self) -> String {
                format!("{} {}", stringify!($type), self.name())
            }

            fn size(&self) -> usize {
                self.core.sum_y.len()
            }

            fn emptied(&self) -> Self {
                let anew: fn(&Self) -> Result<Self, HistError> = $new;
                let Ok(mut empty) = anew(self) else { unreachable!("the axes are those of a profile already") };
                empty.set_error_option(self.error_option());
                empty.core.y_range = self.core.y_range;
                empty
            }

            fn fill_values(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<(), HistError> {
                self.core.fill_columns(columns, weights, 1)
            }

            fn add_entries(&mut self, other: &Self) -> Result<(), HistError> {
                self.add(other)
            }
        }
    };
}

profile!(Profile1D, 1, |p| Profile1D::with_axis(p.name(), p.title(), p.axes()[0].clone()));
profile!(Profile2D, 2, |p| Profile2D::with_axes(p.name(), p.title(), p.axes()[0].clone(), p.axes()[1].clone()));

/// A histogram in the making, and values that it does not hold yet.
///
/// A histogram with a million bins must not be cloned and added up for every chunk: values wait until they are as
/// many as the bins, if need be over many chunks.
struct Part<H> {
    /// Without entries.
    model: Arc<H>,
    histogram: Option<H>,
    columns: Vec<Vec<f64>>,
    /// As long as the columns, or empty without weights.
    weights: Vec<f64>,
    many: usize,
}

impl<H: Histogram> Part<H> {
    fn new(model: &Arc<H>) -> Self {
        Self {
            model: model.clone(),
            histogram: None,
            columns: vec![Vec::new(); model.dimension()],
            weights: Vec::new(),
            many: MANY.max(model.size()),
        }
    }

    fn append(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<()> {
        let before = self.columns[0].len();
        if weights.is_some() || !self.weights.is_empty() {
            self.weights.resize(before, 1.0);
            match weights {
                Some(weights) => self.weights.extend_from_slice(weights),
                None => self.weights.resize(before + columns[0].len(), 1.0),
            }
        }
        for (waiting, column) in self.columns.iter_mut().zip(columns) {
            waiting.extend_from_slice(column);
        }
        if self.columns[0].len() >= self.many { self.flush() } else { Ok(()) }
    }

    #[inline(never)]
    fn flush(&mut self) -> Result<()> {
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        let weights = (!self.weights.is_empty()).then_some(self.weights.as_slice());
        let histogram = self.histogram.get_or_insert_with(|| H::clone(&self.model));
        histogram.fill_values(&columns, weights).map_err(|error| failed(&error))?;
        self.columns.iter_mut().for_each(Vec::clear);
        self.weights.clear();
        Ok(())
    }

    fn absorb(&mut self, later: Self) -> Result<()> {
        match (&mut self.histogram, later.histogram) {
            (_, None) => {}
            (Some(ours), Some(theirs)) => ours.add_entries(&theirs).map_err(|error| failed(&error))?,
            (ours, theirs) => *ours = theirs,
        }
        let columns: Vec<&[f64]> = later.columns.iter().map(Vec::as_slice).collect();
        self.append(&columns, (!later.weights.is_empty()).then_some(later.weights.as_slice()))
    }

    fn total(mut self) -> Result<H> {
        self.flush()?;
        Ok(self.histogram.unwrap_or_else(|| H::clone(&self.model)))
    }
}

fn failed(error: &HistError) -> Error {
    Error::Invalid { operation: "fill", problem: error.to_string() }
}

/// A histogram of columns. What the model holds already stays in the result.
pub(in crate::frame) fn histogram<H: Histogram>(
    model: H,
    slots: &[u32],
    weight: Option<u32>,
    names: &str,
) -> Arc<dyn Action> {
    let label = format!("{} of {names}", model.label());
    Arc::new(OfColumns { empty: Arc::new(model.emptied()), model, slots: slots.to_vec(), weight, label })
}

struct OfColumns<H> {
    model: H,
    empty: Arc<H>,
    slots: Vec<u32>,
    weight: Option<u32>,
    label: String,
}

struct ColumnsPart<H> {
    part: Part<H>,
    /// What the histogram held before.
    before: H,
    slots: Vec<u32>,
    weight: Option<u32>,
}

impl<H: Histogram> Action for OfColumns<H> {
    fn label(&self) -> String {
        self.label.clone()
    }

    fn start(&self) -> Box<dyn Partial> {
        let part = Part::new(&self.empty);
        Box::new(ColumnsPart { part, before: self.model.clone(), slots: self.slots.clone(), weight: self.weight })
    }
}

impl<H: Histogram> Fold for ColumnsPart<H> {
    type Output = H;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        let part = &mut self.part;
        Numbers::of(batch, &self.slots, self.weight)?.blocks(&mut |columns, weights| part.append(columns, weights))
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.part.absorb(later.part)
    }

    fn finish(mut self) -> Result<H> {
        self.before.add_entries(&self.part.total()?).map_err(|error| failed(&error))?;
        Ok(self.before)
    }
}

/// Takes the values for a histogram from a user's closure.
pub struct Fill<'a> {
    values: &'a mut Vec<f64>,
    weights: &'a mut Vec<f64>,
}

impl Fill<'_> {
    /// Adds an entry.
    #[inline]
    pub fn fill(&mut self, x: f64) {
        if !self.weights.is_empty() {
            self.weights.push(1.0);
        }
        self.values.push(x);
    }

    /// Adds an entry with a weight.
    #[inline]
    pub fn fill_weight(&mut self, x: f64, weight: f64) {
        self.weights.resize(self.values.len(), 1.0);
        self.values.push(x);
        self.weights.push(weight);
    }
}

/// Fills from one row.
pub(in crate::frame) type FillRow = Box<dyn Fn(&Row<'_>, &mut Fill<'_>) + Send + Sync>;
/// Fills from a batch.
pub(in crate::frame) type FillBatch = Box<dyn Fn(&Batch<'_>, &mut Fill<'_>) + Send + Sync>;

/// How a user's closure fills: row by row, or a whole batch.
pub(in crate::frame) enum Filler {
    Rows(FillRow),
    Batch(FillBatch),
}

/// A histogram that a closure fills.
pub(in crate::frame) fn histogram_with(model: Hist1D, filler: Filler) -> Arc<dyn Action> {
    Arc::new(ByClosure { empty: Arc::new(model.emptied()), model, filler: Arc::new(filler) })
}

struct ByClosure {
    model: Hist1D,
    empty: Arc<Hist1D>,
    filler: Arc<Filler>,
}

struct ClosurePart {
    part: Part<Hist1D>,
    before: Hist1D,
    filler: Arc<Filler>,
}

impl Action for ByClosure {
    fn label(&self) -> String {
        format!("{} by a closure", self.model.label())
    }

    fn start(&self) -> Box<dyn Partial> {
        let part = Part::new(&self.empty);
        Box::new(ClosurePart { part, before: self.model.clone(), filler: self.filler.clone() })
    }
}

impl Fold for ClosurePart {
    type Output = Hist1D;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        let part = &mut self.part;
        let mut fill = Fill { values: &mut part.columns[0], weights: &mut part.weights };
        match self.filler.as_ref() {
            Filler::Rows(f) => batch.each(&mut |row| f(row, &mut fill)),
            Filler::Batch(f) => f(batch, &mut fill),
        }
        if part.columns[0].len() >= part.many { part.flush() } else { Ok(()) }
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.part.absorb(later.part)
    }

    fn finish(mut self) -> Result<Hist1D> {
        self.before.add_entries(&self.part.total()?).map_err(|error| failed(&error))?;
        Ok(self.before)
    }
}
