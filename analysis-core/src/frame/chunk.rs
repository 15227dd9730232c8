use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::expression::Expression;
use super::graph::{Formula, Origin, Plan, Predicate, Scope, Step, effective};
use super::selection::Selection;
use super::store::Store;
use super::{Batch, Builder, Error, Result};

/// A stretch of entries on its way through the graph: what was read and computed so far.
///
/// One thread works on a chunk; everything is made when it is first asked for.
pub(super) struct Chunk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) entries: Range<u64>,
    shared: &'a Shared,
    stores: RefCell<HashMap<(u32, u32), Arc<Store>>>,
    selections: RefCell<HashMap<(u32, u32), Arc<Selection>>>,
}

/// What the chunks of one loop share.
#[derive(Default)]
pub(super) struct Shared {
    /// Rows that counted ranges have seen, by node and variation. Only a loop on one thread has such ranges.
    pub(super) seen: std::sync::Mutex<HashMap<(u32, u32), u64>>,
    /// Slots of the source that chunks have needed so far.
    pub(super) used: std::sync::Mutex<std::collections::BTreeSet<u32>>,
    pub(super) done: AtomicU64,
    pub(super) total: u64,
    pub(super) stop: AtomicBool,
}

impl Shared {
    /// The error to end with if the user interrupted.
    pub(super) fn interrupted(&self) -> Option<Error> {
        if !rootlet_display::interrupted() {
            return None;
        }
        self.stop.store(true, Ordering::Relaxed);
        Some(Error::Interrupted { done: self.done.load(Ordering::Relaxed), total: self.total })
    }
}

impl<'a> Chunk<'a> {
    pub(super) fn new(plan: &'a Plan, shared: &'a Shared, entries: Range<u64>) -> Self {
        Self { plan, entries, shared, stores: RefCell::default(), selections: RefCell::default() }
    }

    pub(super) fn rows(&self) -> usize {
        (self.entries.end - self.entries.start) as usize
    }

    pub(super) fn stop_asked(&self) -> Option<Error> {
        self.shared.interrupted()
    }

    /// Drops what only this variation needed.
    pub(super) fn forget(&self, universe: u32) {
        self.stores.borrow_mut().retain(|key, _| key.1 != universe);
        self.selections.borrow_mut().retain(|key, _| key.1 != universe);
    }

    /// The rows of a node, seen through a scope.
    pub(super) fn batch<'b>(&'b self, node: u32, scope: &'b Scope, universe: u32) -> Result<Batch<'b>>
    where
        'a: 'b,
    {
        Ok(Batch::new(self, scope, universe, self.selection(node, universe)?))
    }

    /// The rows that reach a node.
    pub(super) fn selection(&self, node: u32, universe: u32) -> Result<Arc<Selection>> {
        let here = &self.plan.nodes[node as usize];
        let key = (node, effective(&here.universes, universe));
        if let Some(known) = self.selections.borrow().get(&key) {
            return Ok(known.clone());
        }
        let selection = match &here.step {
            Step::Root => Arc::new(Selection::All(self.rows())),
            Step::Filter { predicate, scope } => {
                let above = self.selection(here.parent, universe)?;
                let keep = if above.len() == 0 {
                    Vec::new()
                } else {
                    self.test(predicate, &Batch::new(self, scope, key.1, above.clone()))?
                };
                above.kept(&keep)
            }
            &Step::Range { begin, end, stride, counted } => {
                let above = self.selection(here.parent, universe)?;
                let before = if counted {
                    let mut seen = self.shared.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    let before = seen.entry(key).or_default();
                    *before += above.len() as u64;
                    *before - above.len() as u64
                } else {
                    self.entries.start
                };
                // Without a filter above, the rows are counted by entry even if another range took some away.
                let number = |place: usize| if counted { place as u64 } else { above.row(place) as u64 } + before;
                let inside = |n: u64| n >= begin && n < end && (n - begin).is_multiple_of(stride);
                let keep: Vec<bool> = (0..above.len()).map(|place| inside(number(place))).collect();
                above.kept(&keep)
            }
        };
        self.selections.borrow_mut().insert(key, selection.clone());
        Ok(selection)
    }

    fn test(&self, predicate: &Predicate, batch: &Batch<'_>) -> Result<Vec<bool>> {
        match predicate {
            Predicate::Rows(test) => {
                let mut keep = Vec::with_capacity(batch.len());
                batch.each(&mut |row| keep.push(test(row)));
                Ok(keep)
            }
            Predicate::Batch(test) => {
                let keep = test(batch);
                self.answers("filter_batches", keep.len(), batch)?;
                Ok(keep)
            }
            Predicate::Expression(expression) => expression.test(batch),
        }
    }

    /// Whether a batch closure gave one answer per row.
    fn answers(&self, operation: &'static str, found: usize, batch: &Batch<'_>) -> Result<()> {
        if found == batch.len() {
            return Ok(());
        }
        let problem = format!(
            "the closure gave {found} values for the {} selected rows of entries {}..{}; give one per row",
            batch.len(),
            self.entries.start,
            self.entries.end
        );
        Err(Error::Invalid { operation, problem })
    }

    /// The data of a slot, at least for the selected rows; packed ([`Store::Packed`]) or counted by rows.
    pub(super) fn column(
        &self,
        slot: u32,
        scope: &Scope,
        universe: u32,
        selection: &Arc<Selection>,
    ) -> Result<Arc<Store>> {
        let key = self.key(slot, scope, universe);
        let slot = key.0;
        let definition = &self.plan.slots[slot as usize];
        let old = self.stores.borrow().get(&key).cloned();
        if let Some(store) = &old
            && store.covers(selection)
        {
            return Ok(store.clone());
        }
        let store = match &definition.origin {
            Origin::Source(index) => {
                self.read_ahead(slot);
                if let Some(store) = self.stores.borrow().get(&key) {
                    return Ok(store.clone());
                }
                let data = self.plan.source.read(*index, self.entries.clone())?;
                Store::Whole(self.checked(*index, data)?)
            }
            Origin::Entry => {
                let numbers: Vec<u64> = self.entries.clone().collect();
                Store::Whole(super::ColumnData::flat(numbers))
            }
            Origin::Sample(value) => {
                let index = self.plan.samples.partition_point(|sample| sample.entries.end <= self.entries.start);
                let mut one = Builder::new(definition.kind);
                value(&self.plan.samples[index.min(self.plan.samples.len() - 1)], &mut one);
                let one = one.finish();
                let mut all = Builder::new(definition.kind);
                all.extend(&one, std::iter::repeat_n(0, self.rows()));
                Store::Whole(all.finish())
            }
            Origin::Computed { formula, scope, .. } => {
                let old = old.map(|store| self.by_rows(key, store));
                let missing = match &old {
                    Some(store) => Arc::new(store.missing(selection)),
                    None => selection.clone(),
                };
                let mut made = Builder::new(definition.kind);
                let batch = Batch::new(self, scope, key.1, missing.clone());
                match formula {
                    Formula::Rows(formula) => batch.each(&mut |row| formula(row, &mut made)),
                    Formula::Batch(formula) => formula(&batch, &mut made),
                    Formula::Expression(expression) => expression.compute(&batch, &mut made)?,
                }
                if !matches!(formula, Formula::Expression(_)) {
                    made.assert_sound();
                }
                self.answers("define_batches", made.rows(), &batch)?;
                // The formula may have asked for its own slot's inputs only, so `old` is still the latest.
                let old = self.stores.borrow_mut().remove(&key).or(old);
                Store::with(old.map(Arc::unwrap_or_clone), self.rows(), &missing, made)
            }
        };
        let store = Arc::new(store);
        self.stores.borrow_mut().insert(key, store.clone());
        Ok(store)
    }

    /// The data of a slot for the selected rows, counted by rows.
    pub(super) fn column_by_rows(
        &self,
        slot: u32,
        scope: &Scope,
        universe: u32,
        selection: &Arc<Selection>,
    ) -> Result<Arc<Store>> {
        let store = self.column(slot, scope, universe, selection)?;
        Ok(self.by_rows(self.key(slot, scope, universe), store))
    }

    /// The expression behind a slot that one variation has in the place of another, if it costs less to compute it than
    /// to keep its values; with what it sees.
    pub(super) fn passing(&self, slot: u32, scope: &Scope, universe: u32) -> Option<(&'a Expression, &'a Scope, u32)> {
        let key = self.key(slot, scope, universe);
        if key.1 == 0 || self.stores.borrow().contains_key(&key) {
            return None;
        }
        match &self.plan.slots[key.0 as usize].origin {
            Origin::Computed { formula: Formula::Expression(expression), scope, .. } if expression.is_cheap() => {
                Some((expression, scope, key.1))
            }
            _ => None,
        }
    }

    /// Where the data of a slot stand: the slot that a variation has in its place, and the universe that they are of.
    fn key(&self, slot: u32, scope: &Scope, universe: u32) -> (u32, u32) {
        // The replacement sees the variations of its own scope, which end before itself.
        let replacement = if universe == 0 { None } else { scope.replacement(slot, universe) };
        let slot = replacement.unwrap_or(slot);
        (slot, effective(&self.plan.slots[slot as usize].universes, universe))
    }

    /// From now on, a store counts by rows.
    fn by_rows(&self, key: (u32, u32), store: Arc<Store>) -> Arc<Store> {
        if !store.is_packed() {
            return store;
        }
        self.stores.borrow_mut().remove(&key);
        let store = Arc::new(Arc::unwrap_or_clone(store).unpacked(self.rows()));
        self.stores.borrow_mut().insert(key, store.clone());
        store
    }

    /// Reads at once what earlier chunks needed one after the other, if this chunk has none of it yet.
    fn read_ahead(&self, slot: u32) {
        let mut used = self.shared.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = !used.insert(slot);
        let missing: Vec<u32> =
            used.iter().copied().filter(|&slot| !self.stores.borrow().contains_key(&(slot, 0))).collect();
        drop(used);
        if !known || missing.len() < 2 {
            return;
        }
        let index = |slot: &u32| match self.plan.slots[*slot as usize].origin {
            Origin::Source(index) => index,
            _ => unreachable!("only columns of the source are noted"),
        };
        let columns: Vec<usize> = missing.iter().map(index).collect();
        // An error comes again when the broken column is asked for, with its name.
        let Ok(data) = self.plan.source.read_all(&columns, self.entries.clone()) else { return };
        for ((slot, index), data) in missing.into_iter().zip(columns).zip(data) {
            if let Ok(data) = self.checked(index, data) {
                self.stores.borrow_mut().insert((slot, 0), Arc::new(Store::Whole(data)));
            }
        }
    }

    /// A source is not part of this module, and rows read through pointers.
    fn checked(&self, index: usize, data: super::ColumnData) -> Result<super::ColumnData> {
        let source = &self.plan.source;
        let info = &source.columns()[index];
        if data.column_type() != info.kind {
            let (found, wanted) = (data.column_type(), info.kind);
            return Err(Error::WrongType { name: info.name.clone(), found, wanted });
        }
        if data.rows() != self.rows() {
            return Err(Error::Lengths {
                what: format!("column `{}` of {}", info.name, source.name()),
                found: data.rows() as u64,
                other: format!("the stretch {}..{}", self.entries.start, self.entries.end),
                wanted: self.rows() as u64,
            });
        }
        Ok(data)
    }
}
