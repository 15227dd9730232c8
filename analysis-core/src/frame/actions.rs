use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock};

use super::action::{
    Action, Aggregate, Fill, Filler, Histogram, Report, Scatter, Snapshot, Statistic, Statistics, TakeFlat, TakeLists,
    by_rows, histogram, histogram_with,
};
use super::graph::{Booking, Step, merged};
use super::{Batch, Booked, ColumnType, CutFlow, Element, ElementType, Error, Frame, Memory, Result, Row, run};
use crate::hist::{Hist1D, Hist2D, Hist3D, HistN, Profile1D, Profile2D};

/// Results. Each is booked and made by the next loop; arguments that name columns may be expressions as well.
impl Frame {
    /// A histogram of a column or expression; of all values if an entry has a list.
    ///
    /// # Errors
    /// If there is no such column or it holds texts.
    pub fn histo1d(&self, model: Hist1D, x: &str) -> Result<Booked<Hist1D>> {
        self.histogram(model, &[x])
    }

    /// A histogram in two dimensions. Lists must agree in length; a single value beside a list is repeated.
    ///
    /// # Errors
    /// As [`Frame::histo1d`].
    pub fn histo2d(&self, model: Hist2D, x: &str, y: &str) -> Result<Booked<Hist2D>> {
        self.histogram(model, &[x, y])
    }

    /// A histogram in three dimensions, with lists as in [`Frame::histo2d`].
    ///
    /// # Errors
    /// As [`Frame::histo1d`].
    pub fn histo3d(&self, model: Hist3D, x: &str, y: &str, z: &str) -> Result<Booked<Hist3D>> {
        self.histogram(model, &[x, y, z])
    }

    /// A histogram in as many dimensions as the model has, with lists as in [`Frame::histo2d`].
    ///
    /// # Errors
    /// As [`Frame::histo1d`], or if the numbers of columns and of axes differ.
    pub fn histo_nd(&self, model: HistN, columns: &[&str]) -> Result<Booked<HistN>> {
        self.histogram(model, columns)
    }

    /// The mean of `y` in bins of `x`, with lists as in [`Frame::histo2d`].
    ///
    /// # Errors
    /// As [`Frame::histo1d`].
    pub fn profile1d(&self, model: Profile1D, x: &str, y: &str) -> Result<Booked<Profile1D>> {
        self.histogram(model, &[x, y])
    }

    /// The mean of `z` in bins of `x` and `y`, with lists as in [`Frame::histo2d`].
    ///
    /// # Errors
    /// As [`Frame::histo1d`].
    pub fn profile2d(&self, model: Profile2D, x: &str, y: &str, z: &str) -> Result<Booked<Profile2D>> {
        self.histogram(model, &[x, y, z])
    }

    /// The points (x, y) of all values, in the order of the entries, with lists as in [`Frame::histo2d`].
    ///
    /// # Errors
    /// As [`Frame::histo1d`].
    pub fn scatter(&self, x: &str, y: &str) -> Result<Booked<crate::graph::Graph>> {
        let slots = [self.number(x, "graph")?, self.number(y, "graph")?];
        Ok(self.book(Arc::new(Scatter { slots, names: [x.to_owned(), y.to_owned()] }), &slots))
    }

    fn histogram<H: Histogram>(&self, model: H, columns: &[&str]) -> Result<Booked<H>> {
        if columns.len() != model.dimension() {
            let problem = format!("{} axes, but {} columns", model.dimension(), columns.len());
            return Err(Error::Invalid { operation: "histogram", problem });
        }
        let slots = columns.iter().map(|column| self.number(column, "histogram")).collect::<Result<Vec<_>>>()?;
        self.fits(&slots, columns)?;
        let action = histogram(model, &slots, self.weight, &columns.join(", "));
        Ok(self.book(action, &slots))
    }

    /// A list of weights needs a list to weigh.
    fn fits(&self, slots: &[u32], columns: &[&str]) -> Result<()> {
        if let Some(weight) = self.weight
            && self.kind(weight).jagged
            && !slots.iter().any(|&slot| self.kind(slot).jagged)
        {
            let problem =
                format!("the weight is a list per entry, but `{}` is one value per entry", columns.join("`, `"));
            return Err(Error::Invalid { operation: "weight", problem });
        }
        Ok(())
    }

    /// A histogram that a closure fills, once per row: `|row, h| for &pt in &row[jet_pt] { h.fill(pt as f64) }`.
    ///
    /// Weights of the frame do not apply: the closure gives its own.
    pub fn histo1d_with(
        &self,
        model: Hist1D,
        fill: impl Fn(&Row<'_>, &mut Fill<'_>) + Send + Sync + 'static,
    ) -> Booked<Hist1D> {
        self.filled(model, Filler::Rows(Box::new(fill)))
    }

    /// A histogram that a closure fills, once per batch: scratch buffers can live over its rows.
    pub fn histo1d_batches(
        &self,
        model: Hist1D,
        fill: impl Fn(&Batch<'_>, &mut Fill<'_>) + Send + Sync + 'static,
    ) -> Booked<Hist1D> {
        self.filled(model, Filler::Batch(Box::new(fill)))
    }

    // Without type parameters: compiled here, not in every cell with such a closure.
    fn filled(&self, model: Hist1D, filler: Filler) -> Booked<Hist1D> {
        self.book(histogram_with(model, filler), &self.opened())
    }

    /// The number of rows.
    pub fn count(&self) -> Booked<u64> {
        self.book(Arc::new(Statistics { statistic: Statistic::Count, slot: 0, name: String::new() }), &[])
    }

    /// The sum of all values; 0 of none.
    ///
    /// # Errors
    /// If there is no such column or it holds texts.
    pub fn sum(&self, column: &str) -> Result<Booked<f64>> {
        self.statistic(Statistic::Sum, column)
    }

    /// The mean of all values; NaN of none.
    ///
    /// # Errors
    /// As [`Frame::sum`].
    pub fn mean(&self, column: &str) -> Result<Booked<f64>> {
        self.statistic(Statistic::Mean, column)
    }

    /// The standard deviation of all values, with n − 1; 0 of less than two.
    ///
    /// # Errors
    /// As [`Frame::sum`].
    pub fn std_dev(&self, column: &str) -> Result<Booked<f64>> {
        self.statistic(Statistic::StdDev, column)
    }

    /// The smallest value, NaN left out; +∞ of none.
    ///
    /// # Errors
    /// As [`Frame::sum`].
    pub fn min(&self, column: &str) -> Result<Booked<f64>> {
        self.statistic(Statistic::Min, column)
    }

    /// The largest value, NaN left out; −∞ of none.
    ///
    /// # Errors
    /// As [`Frame::sum`].
    pub fn max(&self, column: &str) -> Result<Booked<f64>> {
        self.statistic(Statistic::Max, column)
    }

    fn statistic(&self, statistic: Statistic, column: &str) -> Result<Booked<f64>> {
        let slot = self.number(column, "statistics")?;
        Ok(self.book(Arc::new(Statistics { statistic, slot, name: column.to_owned() }), &[slot]))
    }

    /// All values of a column with one value per entry, in the order of the entries.
    ///
    /// # Errors
    /// If there is no such column or it does not hold `T`.
    pub fn take<T: Element>(&self, column: &str) -> Result<Booked<Vec<T>>> {
        let slot = self.typed(column, ColumnType { element: T::TYPE, jagged: false })?;
        Ok(self.book(Arc::new(TakeFlat::<T> { slot, name: column.to_owned(), kind: PhantomData }), &[slot]))
    }

    /// All lists of a column with a list per entry.
    ///
    /// # Errors
    /// If there is no such column or it does not hold `[T]`.
    pub fn take_lists<T: Element>(&self, column: &str) -> Result<Booked<Vec<Vec<T>>>> {
        let slot = self.typed(column, ColumnType { element: T::TYPE, jagged: true })?;
        Ok(self.book(Arc::new(TakeLists::<T> { slot, name: column.to_owned(), kind: PhantomData }), &[slot]))
    }

    /// Your own fold over rows: `add` runs on one of several totals that begin as `start`, and `merge` joins a
    /// later one to an earlier one.
    pub fn aggregate<T: Clone + Send + Sync + 'static>(
        &self,
        start: T,
        add: impl Fn(&mut T, &Row<'_>) + Send + Sync + 'static,
        merge: impl Fn(&mut T, T) + Send + Sync + 'static,
    ) -> Booked<T> {
        let action = Aggregate { start, add: by_rows(add), merge: Arc::new(merge) };
        self.book(Arc::new(action), &self.opened())
    }

    /// As [`Frame::aggregate`], with a closure that runs once per batch.
    pub fn aggregate_batches<T: Clone + Send + Sync + 'static>(
        &self,
        start: T,
        add: impl Fn(&mut T, &Batch<'_>) + Send + Sync + 'static,
        merge: impl Fn(&mut T, T) + Send + Sync + 'static,
    ) -> Booked<T> {
        let action = Aggregate { start, add: Arc::new(add), merge: Arc::new(merge) };
        self.book(Arc::new(action), &self.opened())
    }

    /// One value out of all: `join` takes two values to one, `start` must not change a value that it is joined with.
    pub fn reduce<T: Clone + Send + Sync + 'static>(
        &self,
        start: T,
        value: impl Fn(&Row<'_>) -> T + Send + Sync + 'static,
        join: impl Fn(T, T) -> T + Send + Sync + 'static,
    ) -> Booked<T> {
        let join = Arc::new(join);
        let first = join.clone();
        self.aggregate(
            start,
            move |total: &mut T, row: &Row<'_>| *total = first(total.clone(), value(row)),
            move |total: &mut T, later| *total = join(total.clone(), later),
        )
    }

    /// Runs a closure on every row, now, in order and on this thread.
    ///
    /// # Errors
    /// What went wrong in the loop.
    pub fn for_each(&self, each: &mut dyn FnMut(&Row<'_>)) -> Result<()> {
        run::each_batch(self, &mut |batch| {
            batch.each(each);
            Ok(())
        })
    }

    /// How many entries pass each filter on the way to this frame; of the frame without filters, every filter booked
    /// so far on this input, as in ROOT.
    pub fn report(&self) -> Booked<CutFlow> {
        let parts = self.graph.parts();
        let filter = |node: u32| {
            let here = &parts.nodes[node as usize];
            let label = || here.name().map_or_else(|| format!("filter {node}"), str::to_owned);
            matches!(here.step, Step::Filter { .. }).then(|| (node, label()))
        };
        let mut way: Vec<u32> =
            std::iter::successors(Some(self.node), |&node| (node != 0).then(|| parts.nodes[node as usize].parent))
                .collect();
        way.reverse();
        let filters: Vec<_> = match self.node {
            0 => (0..parts.nodes.len() as u32).filter_map(filter).collect(),
            _ => way.into_iter().filter_map(filter).collect(),
        };
        drop(parts);
        self.book(Arc::new(Report { filters }), &[])
    }

    /// The first `rows` rows of some columns or expressions, as a table to look at; all columns if none are named.
    ///
    /// The loop ends early if nothing else waits for it.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn display(&self, columns: &[&str], rows: usize) -> Result<Booked<Memory>> {
        self.rows_of(columns, Some(rows))
    }

    /// The selected rows of some columns or expressions in memory, as a source for further frames; all columns if
    /// none are named.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn snapshot(&self, columns: &[&str]) -> Result<Booked<Memory>> {
        self.rows_of(columns, None)
    }

    fn rows_of(&self, columns: &[&str], limit: Option<usize>) -> Result<Booked<Memory>> {
        let all: Vec<String>;
        let names: Vec<&str> = if columns.is_empty() {
            all = self.columns().into_iter().map(|(name, _)| name).collect();
            all.iter().map(String::as_str).collect()
        } else {
            columns.to_vec()
        };
        let find = |name: &&str| {
            let slot = self.input(name)?;
            Ok((slot, (*name).to_owned(), self.kind(slot)))
        };
        let columns = names.iter().map(find).collect::<Result<Vec<_>>>()?;
        let slots: Vec<u32> = columns.iter().map(|column| column.0).collect();
        Ok(self.book(Arc::new(Snapshot { columns, limit }), &slots))
    }

    /// The slot of a column or expression of numbers.
    fn number(&self, text: &str, operation: &'static str) -> Result<u32> {
        let slot = self.input(text)?;
        let found = self.kind(slot);
        if found.element == ElementType::Str {
            let wanted = "only numbers and `bool` can be filled";
            return Err(Error::Unusable { operation, name: text.to_owned(), found, wanted });
        }
        Ok(slot)
    }

    fn typed(&self, text: &str, wanted: ColumnType) -> Result<u32> {
        let slot = self.input(text)?;
        let found = self.kind(slot);
        if found == wanted { Ok(slot) } else { Err(Error::WrongType { name: text.to_owned(), found, wanted }) }
    }

    /// Books what `action` makes, a `T`.
    pub(super) fn book<T: Any + Send + Sync>(&self, action: Arc<dyn Action>, reads: &[u32]) -> Booked<T> {
        Booked::new(self.graph.clone(), self.booking(action, reads))
    }

    fn booking(&self, action: Arc<dyn Action>, reads: &[u32]) -> Arc<Booking> {
        let parts = self.graph.parts();
        let reads: Vec<u32> = reads.iter().copied().chain(self.weight).collect();
        let own = parts.universes_of(&reads, &self.scope);
        let of_rows = parts.nodes[self.node as usize].universes.iter().copied();
        let universes = merged(own.into_iter().chain(of_rows));
        drop(parts);
        self.graph.book(Booking {
            node: self.node,
            universe: 0,
            scope: self.scope.clone(),
            action,
            universes,
            outcome: OnceLock::new(),
            trouble: Mutex::default(),
        })
    }
}
