use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use super::action::Action;
use super::expression::Expression;
use super::{Batch, Builder, ColumnType, Error, Row, Sample, Source};

/// The definitions, filters and results that belong together because one loop serves them all.
///
/// It only grows, and everything in it refers to earlier entries: there are no cycles.
pub(super) struct Graph {
    /// Tells handles of different graphs apart.
    pub(super) id: u32,
    pub(super) source: Arc<dyn Source>,
    pub(super) threads: AtomicUsize,
    pub(super) progress: AtomicBool,
    /// Event loops so far.
    pub(super) runs: AtomicU64,
    /// Held while a loop runs.
    pub(super) running: Mutex<()>,
    parts: Mutex<Parts>,
}

#[derive(Default)]
pub(super) struct Parts {
    pub(super) slots: Vec<Arc<Slot>>,
    pub(super) nodes: Vec<Arc<Node>>,
    /// Names of the variations; index 0 is the nominal one.
    pub(super) universes: Vec<String>,
    /// Results that wait for the next loop; dropped ones are forgotten.
    pub(super) pending: Vec<Weak<Booking>>,
    /// Every result ever booked, for the picture.
    pub(super) booked: Vec<Weak<Booking>>,
    /// Slots that closures may read.
    pub(super) opened: Vec<u32>,
    /// Source column → slot.
    from_source: HashMap<usize, u32>,
}

/// One column: where its values come from.
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) kind: ColumnType,
    pub(super) origin: Origin,
    /// The variations that change it, ascending.
    pub(super) universes: Vec<u32>,
}

pub(super) enum Origin {
    /// A column of the source, by index.
    Source(usize),
    /// The number of the entry.
    Entry,
    /// One value per sample.
    Sample(SampleFormula),
    /// Computed from other columns; `node` is where it was defined, for the picture ([`HIDDEN`] if not by the user).
    Computed { formula: Formula, scope: Arc<Scope>, node: u32 },
}

/// No node: a column that the picture does not show.
pub(super) const HIDDEN: u32 = u32::MAX;

/// How a defined column is computed.
pub(super) enum Formula {
    Rows(RowFormula),
    Batch(BatchFormula),
    Expression(Expression),
}

/// Appends the value of one row.
pub(super) type RowFormula = Box<dyn Fn(&Row<'_>, &mut Builder) + Send + Sync>;
/// Appends the values of a batch.
pub(super) type BatchFormula = Box<dyn Fn(&Batch<'_>, &mut Builder) + Send + Sync>;

/// Appends the value of a sample.
pub(super) type SampleFormula = Box<dyn Fn(&Sample, &mut Builder) + Send + Sync>;
/// Whether a row stays.
pub(super) type RowTest = Box<dyn Fn(&Row<'_>) -> bool + Send + Sync>;
/// Which rows of a batch stay.
pub(super) type BatchTest = Box<dyn Fn(&Batch<'_>) -> Vec<bool> + Send + Sync>;

/// Which rows a filter keeps.
pub(super) enum Predicate {
    Rows(RowTest),
    Batch(BatchTest),
    Expression(Expression),
}

/// A set of rows: the input, or what a filter or a range leaves of its parent's.
pub(super) struct Node {
    pub(super) parent: u32,
    pub(super) step: Step,
    /// The variations that change it, ascending.
    pub(super) universes: Vec<u32>,
    /// What the user calls it.
    pub(super) label: OnceLock<String>,
}

impl Node {
    /// What the cut-flow and the picture call it: its name, or its expression.
    pub(super) fn name(&self) -> Option<&str> {
        let expression = match &self.step {
            Step::Filter { predicate: Predicate::Expression(expression), .. } => Some(expression.text()),
            _ => None,
        };
        self.label.get().map(String::as_str).or(expression)
    }
}

pub(super) enum Step {
    /// All entries.
    Root,
    Filter {
        predicate: Predicate,
        scope: Arc<Scope>,
    },
    /// Rows `begin`, `begin + stride`, … below `end`, counted among the parent's. `counted` if a filter stands
    /// above: then the chunks must run in order.
    Range {
        begin: u64,
        end: u64,
        stride: u64,
        counted: bool,
    },
}

/// The variations that can be seen from a place in the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// (slot, universe, slot with the varied values).
    pub(super) variations: Vec<(u32, u32, u32)>,
}

impl Scope {
    pub(super) fn replacement(&self, slot: u32, universe: u32) -> Option<u32> {
        // The last one counts: a column may be varied again under the same name.
        self.variations.iter().rev().find(|v| v.0 == slot && v.1 == universe).map(|v| v.2)
    }
}

/// A result that was asked for.
pub(super) struct Booking {
    pub(super) node: u32,
    pub(super) universe: u32,
    pub(super) scope: Arc<Scope>,
    pub(super) action: Arc<dyn Action>,
    /// The variations that change it.
    pub(super) universes: Vec<u32>,
    pub(super) outcome: OnceLock<Box<dyn Any + Send + Sync>>,
    /// Why the last loop did not make it.
    pub(super) trouble: Mutex<Option<Error>>,
}

impl Booking {
    /// The sets of rows that it looks at.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        self.action.nodes().into_iter().chain([self.node])
    }

    pub(super) fn trouble(&self) -> MutexGuard<'_, Option<Error>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a loop needs of the graph, unchanged while it runs.
pub(super) struct Plan {
    pub(super) id: u32,
    pub(super) source: Arc<dyn Source>,
    pub(super) slots: Vec<Arc<Slot>>,
    pub(super) nodes: Vec<Arc<Node>>,
    pub(super) samples: Vec<Sample>,
}

impl Plan {
    /// The source's columns that the graph knows, by index.
    pub(super) fn columns(&self) -> Vec<usize> {
        let of_slot = |slot: &Arc<Slot>| if let Origin::Source(index) = slot.origin { Some(index) } else { None };
        self.slots.iter().filter_map(of_slot).collect()
    }
}

impl Graph {
    pub(super) fn new(source: Arc<dyn Source>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let root = Node { parent: 0, step: Step::Root, universes: Vec::new(), label: OnceLock::new() };
        let parts = Parts { nodes: vec![Arc::new(root)], universes: vec!["nominal".to_owned()], ..Parts::default() };
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            source,
            threads: AtomicUsize::new(0),
            progress: AtomicBool::new(false),
            runs: AtomicU64::new(0),
            running: Mutex::new(()),
            parts: Mutex::new(parts),
        }
    }

    /// The growing lists. No user code runs while they are locked.
    pub(super) fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn plan(&self) -> Plan {
        let parts = self.parts();
        Plan {
            id: self.id,
            source: self.source.clone(),
            slots: parts.slots.clone(),
            nodes: parts.nodes.clone(),
            samples: self.source.samples(),
        }
    }

    /// Lets a result wait for the next loop.
    pub(super) fn book(&self, booking: Booking) -> Arc<Booking> {
        let booking = Arc::new(booking);
        let weak = Arc::downgrade(&booking);
        let mut parts = self.parts();
        parts.pending.push(weak.clone());
        parts.booked.retain(|known| known.strong_count() > 0);
        parts.booked.push(weak);
        booking
    }

    /// The same result in every variation that changes it, with its name.
    pub(super) fn book_variations(&self, nominal: &Booking) -> Vec<(String, Arc<Booking>)> {
        let names = self.parts().universes.clone();
        let varied = nominal.universes.iter().map(|&universe| {
            let booking = Booking {
                node: nominal.node,
                universe,
                scope: nominal.scope.clone(),
                action: nominal.action.clone(),
                universes: nominal.universes.clone(),
                outcome: OnceLock::new(),
                trouble: Mutex::default(),
            };
            (names[universe as usize].clone(), self.book(booking))
        });
        varied.collect()
    }

    /// The error for a name that nobody knows.
    pub(super) fn unknown<'a>(&'a self, name: &str, defined: impl Iterator<Item = &'a str>) -> Error {
        if let Some(why) = self.source.unreadable(name) {
            return Error::Unreadable { name: name.to_owned(), place: self.source.name(), why };
        }
        let columns = self.source.columns().iter().map(|column| column.name.as_str());
        Error::NoColumn {
            name: name.to_owned(),
            place: self.source.name(),
            near: super::error::similar(name, columns.chain(defined)),
        }
    }
}

impl Parts {
    /// The slot of a source column.
    pub(super) fn open(&mut self, index: usize, source: &dyn Source) -> u32 {
        if let Some(&slot) = self.from_source.get(&index) {
            return slot;
        }
        let column = &source.columns()[index];
        let slot = self.add_slot(Slot {
            name: column.name.clone(),
            kind: column.kind,
            origin: Origin::Source(index),
            universes: Vec::new(),
        });
        self.from_source.insert(index, slot);
        slot
    }

    pub(super) fn add_slot(&mut self, slot: Slot) -> u32 {
        self.slots.push(Arc::new(slot));
        self.slots.len() as u32 - 1
    }

    pub(super) fn add_node(&mut self, node: Node) -> u32 {
        self.nodes.push(Arc::new(node));
        self.nodes.len() as u32 - 1
    }

    /// The number of a variation, given a new one if the name is new.
    pub(super) fn universe(&mut self, name: String) -> u32 {
        let index = self.universes.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.universes.push(name);
            self.universes.len() - 1
        });
        index as u32
    }

    /// The variations that change at least one of `reads` as seen through `scope`, ascending.
    pub(super) fn universes_of(&self, reads: &[u32], scope: &Scope) -> Vec<u32> {
        let of_slots = reads.iter().flat_map(|&slot| self.slots[slot as usize].universes.iter().copied());
        let replaced = scope.variations.iter().filter(|v| reads.contains(&v.0)).map(|v| v.1);
        merged(of_slots.chain(replaced))
    }
}

/// The numbers in ascending order, each once.
pub(super) fn merged(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut all: Vec<u32> = numbers.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The variation in which something is to be computed: itself if it matters there, else the nominal one.
#[inline]
pub(super) fn effective(universes: &[u32], universe: u32) -> u32 {
    if universe != 0 && universes.contains(&universe) { universe } else { 0 }
}
