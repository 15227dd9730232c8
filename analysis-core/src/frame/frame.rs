use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use super::expression::Expression;
use super::graph::{
    BatchFormula, Formula, Graph, HIDDEN, Node, Origin, Parts, Predicate, RowFormula, SampleFormula, Scope, Slot, Step,
    merged,
};
use super::{
    Batch, Builder, Cell, Chain, Column, ColumnType, ElementType, Error, Friends, Memory, Readable, Result, Row,
    Sample, Source,
};

/// A lazy view of a data set: filters and definitions on the way from the input to results.
///
/// Every step gives a new frame and leaves the old one usable, so frames branch freely. Nothing is read until the
/// first [`crate::frame::Booked::value`]; then one loop over the input makes all results booked so far.
#[derive(Clone)]
pub struct Frame {
    pub(super) graph: Arc<Graph>,
    /// The rows of this frame.
    pub(super) node: u32,
    /// Defined columns and aliases: name → slot. Other names are columns of the source.
    pub(super) names: Arc<BTreeMap<String, u32>>,
    pub(super) scope: Arc<Scope>,
    /// The slot of the weight.
    pub(super) weight: Option<u32>,
}

/// The name of the column with the number of the entry, as in RDataFrame.
const ENTRY: &str = "rdfentry_";

impl Frame {
    /// A frame over a source.
    pub fn new(source: impl Source + 'static) -> Self {
        Self::from_source(Arc::new(source))
    }

    /// A frame over a shared source.
    pub fn from_source(source: Arc<dyn Source>) -> Self {
        Self {
            graph: Arc::new(Graph::new(source)),
            node: 0,
            names: Arc::default(),
            scope: Arc::default(),
            weight: None,
        }
    }

    /// A frame of `entries` entries without columns, to fill by definitions.
    pub fn empty(entries: u64) -> Self {
        Self::new(Memory::empty(entries))
    }

    /// A frame over several sources, one after the other.
    ///
    /// # Errors
    /// Without a source.
    pub fn chain(sources: Vec<Arc<dyn Source>>) -> Result<Self> {
        Ok(Self::new(Chain::new(sources)?))
    }

    /// A frame with the columns of `friend` beside those of this frame's source, as `alias.column`.
    ///
    /// Begin with friends: definitions and filters made before are not kept.
    ///
    /// # Errors
    /// If the numbers of entries differ.
    pub fn with_friend(&self, friend: Arc<dyn Source>, alias: &str) -> Result<Self> {
        Ok(Self::new(Friends::new(self.graph.source.clone(), friend, alias)?))
    }

    /// The number of threads of the loops over this input; 0 (the default) takes all cores.
    ///
    /// Results do not depend on it, to the last bit.
    pub fn threads(&self, threads: usize) -> Self {
        self.graph.threads.store(threads, Ordering::Relaxed);
        self.clone()
    }

    /// Shows a bar (in a notebook) or a line (in a terminal) while a loop runs.
    pub fn with_progress(&self) -> Self {
        self.graph.progress.store(true, Ordering::Relaxed);
        self.clone()
    }

    /// How many event loops ran over this input.
    pub fn runs(&self) -> u64 {
        self.graph.runs.load(Ordering::Relaxed)
    }

    /// The number of entries of the input, before any filter.
    pub fn entries(&self) -> u64 {
        self.graph.source.entries()
    }

    /// Name and type of every column: those of the source, then definitions and aliases.
    pub fn columns(&self) -> Vec<(String, ColumnType)> {
        let parts = self.graph.parts();
        let source = self.graph.source.columns().iter().filter(|column| !self.names.contains_key(&column.name));
        let defined = self.names.iter().map(|(name, &slot)| (name.clone(), parts.slots[slot as usize].kind));
        source.map(|column| (column.name.clone(), column.kind)).chain(defined).collect()
    }

    /// A column for closures: `row[column]`.
    ///
    /// # Errors
    /// If there is no such column, or it holds another type.
    pub fn column<T: Readable + ?Sized>(&self, name: &str) -> Result<Column<T>> {
        Ok(Column::new(self.graph.id, self.readable(name, T::TYPE)?))
    }

    fn readable(&self, name: &str, wanted: ColumnType) -> Result<u32> {
        let slot = self.slot(name)?;
        let mut parts = self.graph.parts();
        let found = parts.slots[slot as usize].kind;
        if found != wanted {
            return Err(Error::WrongType { name: name.to_owned(), found, wanted });
        }
        if !parts.opened.contains(&slot) {
            parts.opened.push(slot);
        }
        Ok(slot)
    }

    /// Keeps the entries for which an expression is true: `"nMuon == 2 && Muon_charge[0] != Muon_charge[1]"`.
    ///
    /// # Errors
    /// If the expression cannot be understood or is no condition on the entry.
    pub fn filter(&self, expression: &str) -> Result<Self> {
        let expression = self.compile(expression)?.condition()?;
        let reads = expression.slots();
        Ok(self.add_filter(Predicate::Expression(expression), &reads))
    }

    /// Keeps the rows for which a closure is true.
    pub fn filter_with(&self, keep: impl Fn(&Row<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.filter_by(Predicate::Rows(Box::new(keep)))
    }

    /// Keeps the rows for which a closure over a batch, called once per stretch of entries, answers `true`: one answer
    /// per selected row.
    pub fn filter_batches(&self, keep: impl Fn(&Batch<'_>) -> Vec<bool> + Send + Sync + 'static) -> Self {
        self.filter_by(Predicate::Batch(Box::new(keep)))
    }

    // Functions with a closure only box it: what they call is compiled here, not in every cell.
    fn filter_by(&self, closure: Predicate) -> Self {
        self.add_filter(closure, &self.opened())
    }

    fn add_filter(&self, predicate: Predicate, reads: &[u32]) -> Self {
        let mut parts = self.graph.parts();
        let step = Step::Filter { predicate, scope: self.scope.clone() };
        let node = self.add_node(&mut parts, step, reads);
        drop(parts);
        Self { node, ..self.clone() }
    }

    fn add_node(&self, parts: &mut Parts, step: Step, reads: &[u32]) -> u32 {
        let own = parts.universes_of(reads, &self.scope);
        let above = &parts.nodes[self.node as usize].universes;
        let universes = merged(own.into_iter().chain(above.iter().copied()));
        parts.add_node(Node { parent: self.node, step, universes, label: OnceLock::new() })
    }

    /// Names the last filter, for the cut-flow and the picture; without a name an expression stands for itself.
    /// The first name stays.
    pub fn named(&self, label: &str) -> Self {
        let parts = self.graph.parts();
        let _ = parts.nodes[self.node as usize].label.set(label.to_owned());
        drop(parts);
        self.clone()
    }

    /// Keeps the rows `begin..end` of those that reach this frame.
    ///
    /// Below a filter the rows must be counted one after the other: such a loop takes one thread.
    pub fn range(&self, rows: std::ops::Range<u64>) -> Self {
        self.range_by(rows, 1)
    }

    /// Keeps every `stride`-th of the rows `begin..end`, from the first on. A stride of 0 counts as 1.
    pub fn range_by(&self, rows: std::ops::Range<u64>, stride: u64) -> Self {
        let mut parts = self.graph.parts();
        let counted = !matches!(parts.nodes[self.node as usize].step, Step::Root);
        let step = Step::Range { begin: rows.start, end: rows.end, stride: stride.max(1), counted };
        let node = self.add_node(&mut parts, step, &[]);
        drop(parts);
        Self { node, ..self.clone() }
    }

    /// Defines a column by an expression: `"Sum(Jet_pt[abs(Jet_eta) < 2.4])"`.
    ///
    /// # Errors
    /// If the expression cannot be understood, or the name is taken or is none.
    pub fn define(&self, name: &str, expression: &str) -> Result<Self> {
        self.fresh(name)?;
        self.define_expression(name, expression)
    }

    /// Replaces a column from here on.
    ///
    /// # Errors
    /// If the expression cannot be understood or there is no such column.
    pub fn redefine(&self, name: &str, expression: &str) -> Result<Self> {
        self.taken(name)?;
        self.define_expression(name, expression)
    }

    /// Defines a column by a closure on a row. It may return a number, a `bool`, a `String` or a `Vec` of them.
    ///
    /// Columns are found by name and type first, and indexed with in the closure:
    /// ```
    /// # use rootlet::{Frame, frame::{ColumnData, Memory}};
    /// # fn main() -> Result<(), rootlet::frame::Error> {
    /// let frame = Frame::new(Memory::new().with("x", ColumnData::flat(vec![1.0, 2.0]))?);
    /// let x = frame.column::<f64>("x")?;
    /// let squares = frame.define_with("x2", move |row| row[x] * row[x])?;
    /// assert_eq!(*squares.sum("x2")?.value()?, 5.0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the name is taken or is none.
    pub fn define_with<T: Cell>(
        &self,
        name: &str,
        value: impl Fn(&Row<'_>) -> T + Send + Sync + 'static,
    ) -> Result<Self> {
        self.define_by_rows(name, T::TYPE, Box::new(move |row, out| value(row).push_to(out)))
    }

    /// Replaces a column by a closure on a row, from here on.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn redefine_with<T: Cell>(
        &self,
        name: &str,
        value: impl Fn(&Row<'_>) -> T + Send + Sync + 'static,
    ) -> Result<Self> {
        self.redefine_by_rows(name, T::TYPE, Box::new(move |row, out| value(row).push_to(out)))
    }

    /// Defines a column of type `T` by a closure over a batch, called once per stretch of entries: it pushes one
    /// value (or list) per selected row. `define_batches::<[f32]>(…)` makes a jagged column.
    ///
    /// # Errors
    /// If the name is taken or is none.
    pub fn define_batches<T: Readable + ?Sized>(
        &self,
        name: &str,
        values: impl Fn(&Batch<'_>, &mut Builder) + Send + Sync + 'static,
    ) -> Result<Self> {
        self.define_by_batches(name, T::TYPE, Box::new(values))
    }

    fn define_by_rows(&self, name: &str, kind: ColumnType, formula: RowFormula) -> Result<Self> {
        self.fresh(name)?;
        Ok(self.add_definition(name, kind, Formula::Rows(formula), &self.opened()))
    }

    fn redefine_by_rows(&self, name: &str, kind: ColumnType, formula: RowFormula) -> Result<Self> {
        self.taken(name)?;
        Ok(self.add_definition(name, kind, Formula::Rows(formula), &self.opened()))
    }

    fn define_by_batches(&self, name: &str, kind: ColumnType, formula: BatchFormula) -> Result<Self> {
        self.fresh(name)?;
        Ok(self.add_definition(name, kind, Formula::Batch(formula), &self.opened()))
    }

    /// Defines a column with one value per sample (file of a chain): cross sections, flags for data.
    ///
    /// # Errors
    /// If the name is taken or is none.
    pub fn define_per_sample<T: Cell>(
        &self,
        name: &str,
        value: impl Fn(&Sample) -> T + Send + Sync + 'static,
    ) -> Result<Self> {
        self.define_by_sample(name, T::TYPE, Box::new(move |sample, out| value(sample).push_to(out)))
    }

    fn define_by_sample(&self, name: &str, kind: ColumnType, formula: SampleFormula) -> Result<Self> {
        self.fresh(name)?;
        let slot = Slot { name: name.to_owned(), kind, origin: Origin::Sample(formula), universes: Vec::new() };
        let slot = self.graph.parts().add_slot(slot);
        Ok(self.with_name(name, slot))
    }

    /// A second name for a column.
    ///
    /// # Errors
    /// If the new name is taken or is none, or there is no such column.
    pub fn alias(&self, name: &str, column: &str) -> Result<Self> {
        self.fresh(name)?;
        let slot = self.slot(column)?;
        Ok(self.with_name(name, slot))
    }

    /// Weights the histograms and profiles made from here on; weights of several calls multiply.
    ///
    /// # Errors
    /// If the expression cannot be understood or is no number per entry.
    pub fn weight(&self, expression: &str) -> Result<Self> {
        let slot = match self.weight {
            None => self.input(expression)?,
            Some(before) => {
                let parts = self.graph.parts();
                let name = parts.slots[before as usize].name.clone();
                drop(parts);
                let both = self.with_name("weight_so_far_", before);
                both.input(&format!("weight_so_far_ * ({expression})")).map_err(|error| match error {
                    Error::Expression { problem, .. } => Error::Expression {
                        problem: format!("{problem} (multiplied with the weight `{name}`)"),
                        text: expression.to_owned(),
                        at: 0,
                    },
                    other => other,
                })?
            }
        };
        let kind = self.kind(slot);
        if kind.element == ElementType::Str || kind.element == ElementType::Bool {
            let wanted = "a weight is a number per entry, or per value of the histogrammed list";
            return Err(Error::Unusable { operation: "weight", name: expression.to_owned(), found: kind, wanted });
        }
        Ok(Self { weight: Some(slot), ..self.clone() })
    }

    /// Varies a column: each `(tag, expression)` gives a variation `column:tag`. Results that depend on the column can
    /// then be had for every variation, in the same loop: [`crate::frame::Booked::variations`].
    ///
    /// # Errors
    /// If an expression cannot be understood or has another type than the column.
    pub fn vary(&self, column: &str, variations: &[(&str, &str)]) -> Result<Self> {
        let mut frame = self.clone();
        for (tag, expression) in variations {
            frame = frame.vary_as(&format!("{column}:{tag}"), &[(column, expression)])?;
        }
        Ok(frame)
    }

    /// Varies several columns together: the variation `name` (say `"jes:up"`) replaces each column by its expression.
    ///
    /// # Errors
    /// As [`Frame::vary`].
    pub fn vary_as(&self, name: &str, replacements: &[(&str, &str)]) -> Result<Self> {
        let mut found = Vec::new();
        for &(column, expression) in replacements {
            let slot = self.slot(column)?;
            let expression = self.compile(expression)?.converted(self.kind(slot), column)?;
            let reads = expression.slots();
            found.push((slot, self.add_slot(name, expression.kind(), Formula::Expression(expression), &reads)));
        }
        Ok(self.with_variation(name, &found))
    }

    /// Varies a column by a closure on a row: the variation `column:tag`.
    ///
    /// # Errors
    /// If the closure gives another type than the column holds.
    pub fn vary_with<T: Cell>(
        &self,
        column: &str,
        tag: &str,
        value: impl Fn(&Row<'_>) -> T + Send + Sync + 'static,
    ) -> Result<Self> {
        self.vary_by_rows(column, tag, T::TYPE, Box::new(move |row, out| value(row).push_to(out)))
    }

    fn vary_by_rows(&self, column: &str, tag: &str, wanted: ColumnType, formula: RowFormula) -> Result<Self> {
        let slot = self.slot(column)?;
        let found = self.kind(slot);
        if found != wanted {
            return Err(Error::WrongType { name: column.to_owned(), found, wanted });
        }
        let name = format!("{column}:{tag}");
        let varied = self.add_slot(&name, wanted, Formula::Rows(formula), &self.opened());
        Ok(self.with_variation(&name, &[(slot, varied)]))
    }

    fn with_variation(&self, name: &str, replacements: &[(u32, u32)]) -> Self {
        let universe = self.graph.parts().universe(name.to_owned());
        let mut scope = Scope::clone(&self.scope);
        scope.variations.extend(replacements.iter().map(|&(slot, varied)| (slot, universe, varied)));
        Self { scope: Arc::new(scope), ..self.clone() }
    }

    // What follows is the same for closures and expressions.

    pub(super) fn compile(&self, text: &str) -> Result<Expression> {
        let expression = Expression::compile(text, self)?;
        let mut parts = self.graph.parts();
        // Where the rows differ between variations, a part would be computed piece by piece.
        if !parts.nodes[self.node as usize].universes.is_empty() {
            return Ok(expression);
        }
        let mut varying = expression.slots();
        varying.retain(|&slot| !parts.universes_of(&[slot], &self.scope).is_empty());
        Ok(expression.without_steady(&|slot| varying.contains(&slot), &mut |part| {
            let (name, kind) = (part.text().to_owned(), part.kind());
            let origin =
                Origin::Computed { formula: Formula::Expression(part), scope: self.scope.clone(), node: HIDDEN };
            parts.add_slot(Slot { name, kind, origin, universes: Vec::new() })
        }))
    }

    fn define_expression(&self, name: &str, text: &str) -> Result<Self> {
        let expression = self.compile(text)?;
        let reads = expression.slots();
        Ok(self.add_definition(name, expression.kind(), Formula::Expression(expression), &reads))
    }

    fn add_definition(&self, name: &str, kind: ColumnType, formula: Formula, reads: &[u32]) -> Self {
        let slot = self.add_slot(name, kind, formula, reads);
        self.with_name(name, slot)
    }

    fn add_slot(&self, name: &str, kind: ColumnType, formula: Formula, reads: &[u32]) -> u32 {
        let mut parts = self.graph.parts();
        let universes = parts.universes_of(reads, &self.scope);
        let origin = Origin::Computed { formula, scope: self.scope.clone(), node: self.node };
        parts.add_slot(Slot { name: name.to_owned(), kind, origin, universes })
    }

    fn with_name(&self, name: &str, slot: u32) -> Self {
        let mut names = BTreeMap::clone(&self.names);
        names.insert(name.to_owned(), slot);
        Self { names: Arc::new(names), ..self.clone() }
    }

    /// The slots that a closure made now may read.
    pub(super) fn opened(&self) -> Vec<u32> {
        self.graph.parts().opened.clone()
    }

    pub(super) fn kind(&self, slot: u32) -> ColumnType {
        self.graph.parts().slots[slot as usize].kind
    }

    /// The slot of a name, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        if let Some(&slot) = self.names.get(name) {
            return Some(slot);
        }
        let source = self.graph.source.as_ref();
        if let Some(index) = source.columns().iter().position(|column| column.name == name) {
            return Some(self.graph.parts().open(index, source));
        }
        (name == ENTRY).then(|| {
            let kind = ColumnType { element: ElementType::U64, jagged: false };
            let slot = Slot { name: name.to_owned(), kind, origin: Origin::Entry, universes: Vec::new() };
            self.graph.parts().add_slot(slot)
        })
    }

    pub(super) fn slot(&self, name: &str) -> Result<u32> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    pub(super) fn unknown(&self, name: &str) -> Error {
        self.graph.unknown(name, self.names.keys().map(String::as_str))
    }

    /// The slot of a column or of the value of an expression.
    pub(super) fn input(&self, text: &str) -> Result<u32> {
        if let Some(slot) = self.find(text.trim()) {
            return Ok(slot);
        }
        if is_name(text.trim()) {
            return Err(self.unknown(text.trim()));
        }
        let expression = self.compile(text)?;
        let reads = expression.slots();
        Ok(self.add_slot(text, expression.kind(), Formula::Expression(expression), &reads))
    }

    fn fresh(&self, name: &str) -> Result<()> {
        if !is_name(name) {
            return Err(Error::BadName { name: name.to_owned() });
        }
        let in_source = || self.graph.source.columns().iter().any(|column| column.name == name);
        if self.names.contains_key(name) || in_source() {
            return Err(Error::Defined { name: name.to_owned(), exists: true });
        }
        Ok(())
    }

    fn taken(&self, name: &str) -> Result<()> {
        match self.find(name) {
            Some(_) => Ok(()),
            None => Err(Error::Defined { name: name.to_owned(), exists: false }),
        }
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let source = &self.graph.source;
        let columns = self.columns().len();
        let plural = if columns == 1 { "" } else { "s" };
        write!(f, "Frame({}, {} entries, {columns} column{plural})", source.name(), source.entries())
    }
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}
