//! Many structs as a table: a column for each member, and back.
//!
//! In a tree, members of inner structs have the names of NanoAOD: `best_pt`, and for a vector of structs
//! `Muon_pt` with the counter `nMuon`. In an RNTuple they are records and collections of records.

use std::{marker::PhantomData, ops::Range, sync::Arc};

use super::{Class, Layout, Persist};
use crate::{
    column::{Array, Batch, List, ReadOptions, Struct, Table, Type},
    container::RootFile,
    error::{Context, Error, Result, nearest},
    write::RootWriter,
};

impl RootWriter {
    /// Writes structs as a tree with a branch for each member.
    ///
    /// # Errors
    /// When a member has no form in a tree (vectors of vectors: use an RNTuple), or the disk is full.
    pub fn write_rows<T: Persist>(&mut self, path: &str, rows: &[T]) -> Result<()> {
        let mut columns = vec![];
        let mut counters = vec![];
        for (name, array) in fields(rows)? {
            flatten(name, array, &mut columns, &mut counters);
        }
        let types: Vec<(&str, Type)> = columns.iter().map(|(name, array)| (name.as_str(), array.ty())).collect();
        let mut tree = self.tree(path, "", &types)?;
        for (counter, counted) in &counters {
            let names: Vec<&str> = counted.iter().map(String::as_str).collect();
            if !names.is_empty() && !columns.iter().any(|(name, _)| name == counter) {
                tree.counter(counter, &names)?;
            }
        }
        let given: Vec<(&str, &Array)> = columns.iter().map(|(name, array)| (name.as_str(), array)).collect();
        tree.write(&given)?;
        tree.finish()
    }

    /// Writes structs as an RNTuple with a field for each member.
    ///
    /// # Errors
    /// When the type is no struct, or the disk is full.
    pub fn write_ntuple_rows<T: Persist>(&mut self, path: &str, rows: &[T]) -> Result<()> {
        let fields = fields(rows)?;
        let given: Vec<(&str, &Array)> = fields.iter().map(|(name, array)| (name.as_str(), array)).collect();
        self.write_ntuple(path, &given)
    }
}

impl RootFile {
    /// The entries of a tree or RNTuple as structs, read cluster by cluster. Members that other programs
    /// wrote may have the names `best_pt` or `best.pt`.
    ///
    /// ```no_run
    /// # use rootio::{RootFile, persist::Persist};
    /// # fn example<Event: Persist>() -> rootio::Result<()> {
    /// let events: Vec<Event> = RootFile::open("a.root")?.rows("Events")?.collect::<Result<_, _>>()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the table or a member's column is missing.
    pub fn rows<T: Persist>(&self, path: &str) -> Result<Rows<T>> {
        let table = self.table(path)?;
        let place = format!("`{path}` of `{}`", self.name());
        let layout = T::layout();
        let ty = layout.ty()?;
        let Layout::Class(class) = layout else {
            return Err(Error::WrongType { what: place, found: "rows".to_owned(), wanted: ty.to_string() });
        };
        let known: Vec<String> =
            table.columns().into_iter().filter(|column| column.ty.is_ok()).map(|column| column.name).collect();
        let plans = members(&place, &known, &[], class, |layout| layout)?;
        let mut columns = vec![];
        plans.iter().for_each(|(_, plan)| plan.columns(&mut columns));
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut clusters = table.clusters(&names)?;
        clusters.reverse();
        Ok(Rows { table, place, plans, columns, clusters, batch: None, length: 0, next: 0, kind: PhantomData })
    }
}

/// The entries of a table as structs, made by [`RootFile::rows`].
pub struct Rows<T> {
    table: Box<dyn Table>,
    place: String,
    plans: Vec<(String, Plan)>,
    columns: Vec<String>,
    /// Clusters that were not read yet, the next one last.
    clusters: Vec<Range<u64>>,
    /// The current cluster.
    batch: Option<Array>,
    length: usize,
    next: usize,
    kind: PhantomData<T>,
}

impl<T: Persist> Rows<T> {
    /// Number of entries in the table.
    pub fn entries(&self) -> u64 {
        self.table.entries()
    }

    fn load(&mut self, range: Range<u64>) -> Result<()> {
        let names: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let batch = self.table.read(&names, range, ReadOptions::default())?;
        let fields = self.plans.iter().map(|(name, plan)| Ok((name.clone(), plan.build(&batch)?)));
        let fields = fields.collect::<Result<_>>()?;
        self.batch = Some(Array::Struct(Struct { length: batch.entries, fields }));
        (self.length, self.next) = (batch.entries, 0);
        Ok(())
    }

    fn step(&mut self) -> Result<Option<T>> {
        while self.next >= self.length {
            let Some(range) = self.clusters.pop() else { return Ok(None) };
            self.load(range)?;
        }
        let Some(rows) = &self.batch else { return Ok(None) };
        self.next += 1;
        T::at(rows, self.next - 1).map(Some)
    }
}

impl<T: Persist> Iterator for Rows<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.place.clone();
        let step = self.step().at(|| place);
        if step.is_err() {
            // After an error there is nothing more.
            self.clusters.clear();
            self.length = 0;
        }
        step.transpose()
    }
}

/// The members of structs as columns.
fn fields<T: Persist>(rows: &[T]) -> Result<Vec<(String, Array)>> {
    let ty = T::layout().ty()?;
    let mut array = Array::empty(&ty);
    rows.iter().for_each(|row| row.append_to(&mut array));
    match array {
        Array::Struct(structs) => Ok(structs.fields),
        other => Err(Error::WrongType {
            what: "the rows of a table".to_owned(),
            found: other.ty().to_string(),
            wanted: "structs".to_owned(),
        }),
    }
}

/// Takes inner structs apart, and notes which columns have a common counter.
fn flatten(name: String, array: Array, columns: &mut Vec<(String, Array)>, counters: &mut Vec<(String, Vec<String>)>) {
    match array {
        Array::Struct(structs) => {
            for (field, array) in structs.fields {
                flatten(format!("{name}_{field}"), array, columns, counters);
            }
        }
        Array::List(List { offsets, values }) if matches!(*values, Array::Struct(_)) => {
            let mut inner = vec![];
            if let Array::Struct(structs) = *values {
                for (field, array) in structs.fields {
                    flatten(format!("{name}_{field}"), array, &mut inner, &mut vec![]);
                }
            }
            let counted = inner.iter().filter(|(_, array)| array.ty().width().is_some());
            counters.push((format!("n{name}"), counted.map(|(name, _)| name.clone()).collect()));
            let lists = inner
                .into_iter()
                .map(|(name, values)| (name, Array::List(List { offsets: offsets.clone(), values: Box::new(values) })));
            columns.extend(lists);
        }
        plain => columns.push((name, plain)),
    }
}

/// How a member comes from columns.
enum Plan {
    Column(String),
    Members(Vec<(String, Plan)>),
    /// A vector of structs from lists of equal lengths.
    Lists(Vec<(String, Plan)>),
}

fn plan(place: &str, known: &[String], path: &[String], layout: &Layout) -> Result<Plan> {
    for name in [path.join("_"), path.join(".")] {
        if known.contains(&name) {
            return Ok(Plan::Column(name));
        }
    }
    match layout {
        Layout::Class(class) => Ok(Plan::Members(members(place, known, path, *class, |layout| layout)?)),
        Layout::List(item) => match &**item {
            Layout::Class(class) => {
                Ok(Plan::Lists(members(place, known, path, *class, |layout| Layout::List(Box::new(layout)))?))
            }
            _ => Err(missing(place, known, path)),
        },
        _ => Err(missing(place, known, path)),
    }
}

/// Plans for the members of a struct, but for those that no column belongs to and that may be missing.
fn members(
    place: &str,
    known: &[String],
    path: &[String],
    class: Class,
    wrap: fn(Layout) -> Layout,
) -> Result<Vec<(String, Plan)>> {
    let mut plans = vec![];
    let mut first = None;
    for member in (class.members)() {
        let path = [path, &[member.name.to_owned()]].concat();
        if member.optional && !present(known, &path, &member.layout) {
            first.get_or_insert(path);
            continue;
        }
        plans.push((member.name.to_owned(), plan(place, known, &path, &wrap(member.layout))?));
    }
    // A struct of which nothing is there would otherwise be one of defaults, whatever the file is about.
    if plans.is_empty() {
        return Err(missing(place, known, first.as_deref().unwrap_or(path)));
    }
    Ok(plans)
}

/// Whether any column holds the member at `path`, or a member of it.
fn present(known: &[String], path: &[String], layout: &Layout) -> bool {
    let exact = |name: &String| *name == path.join("_") || *name == path.join(".");
    let mut inner = layout;
    while let Layout::List(item) = inner {
        inner = item;
    }
    known.iter().any(exact)
        || matches!(inner, Layout::Class(class) if (class.members)().iter().any(|member| {
            present(known, &[path, &[member.name.to_owned()]].concat(), &member.layout)
        }))
}

fn missing(place: &str, known: &[String], path: &[String]) -> Error {
    let name = path.join("_");
    let near = nearest(&name, known.iter().map(String::as_str));
    Error::NoColumn { table: place.to_owned(), name, near }
}

impl Plan {
    fn columns(&self, names: &mut Vec<String>) {
        match self {
            Plan::Column(name) if names.contains(name) => {}
            Plan::Column(name) => names.push(name.clone()),
            Plan::Members(parts) | Plan::Lists(parts) => parts.iter().for_each(|(_, plan)| plan.columns(names)),
        }
    }

    fn build(&self, batch: &Batch) -> Result<Array> {
        let parts = |parts: &[(String, Plan)]| -> Result<Vec<(String, Array)>> {
            parts.iter().map(|(name, plan)| Ok((name.clone(), plan.build(batch)?))).collect()
        };
        Ok(match self {
            Plan::Column(name) => batch.column(name).cloned().ok_or_else(|| Error::NoColumn {
                table: "a batch".to_owned(),
                name: name.clone(),
                near: vec![],
            })?,
            Plan::Members(members) => Array::Struct(Struct { length: batch.entries, fields: parts(members)? }),
            Plan::Lists(members) => {
                let parts = parts(members)?;
                // One struct for each entry: an `Option` of it takes that.
                if !parts.iter().any(|(_, array)| matches!(array, Array::List(_))) {
                    return Ok(Array::Struct(Struct { length: batch.entries, fields: parts }));
                }
                let mut common: Option<Arc<Vec<i64>>> = None;
                let mut fields = vec![];
                for (name, array) in parts {
                    let Array::List(list) = array else {
                        return Err(Error::WrongType {
                            what: format!("member `{name}`"),
                            found: array.ty().to_string(),
                            wanted: "a list".to_owned(),
                        });
                    };
                    if common.get_or_insert_with(|| list.offsets.clone()) != &list.offsets {
                        return Err(Error::corrupt(format!("member `{name}`"), "its lists have lengths of their own"));
                    }
                    fields.push((name, *list.values));
                }
                let offsets = common.unwrap_or_else(|| Arc::new(vec![0; batch.entries + 1]));
                let length = offsets.last().copied().unwrap_or(0) as usize;
                Array::List(List { offsets, values: Box::new(Array::Struct(Struct { length, fields })) })
            }
        })
    }
}
