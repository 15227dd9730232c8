//! Fields out of pages: index columns first, then what they point to, level by level.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    NTuple, encoding,
    field_type::{MAX_DEPTH, convert, field_type, path_type},
    pages::{active, check_pages, read_page},
    schema::Role,
};
use crate::{
    column::{Array, Batch, Fixed, List, ReadOptions, Strings, Struct, Table, Type},
    error::{Context, Error, Result},
    parallel, words,
};

/// Elements of one column in one cluster, counted from the cluster's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) cluster: usize,
    pub(super) elements: Range<u64>,
    /// All elements of the cluster, where known: a column that came later lacks the first ones.
    pub(super) whole: Option<u64>,
}

type Segments = Arc<Vec<Segment>>;

fn count(segments: &[Segment]) -> u64 {
    segments.iter().map(|s| s.elements.end - s.elements.start).sum()
}

/// A physical column to read: one for each representation.
struct Read {
    columns: Vec<usize>,
    /// What was asked for.
    wanted: Segments,
    /// What is read: for index columns one element more in front.
    segments: Segments,
    array: Array,
    /// Plans that take the array: the last one gets it without a copy.
    uses: usize,
    /// For index columns, when read: offsets of the lists, and where their items are.
    lists: Option<(Arc<Vec<i64>>, Segments)>,
}

/// How an array is put together from reads.
enum Plan {
    Leaf {
        read: usize,
        ty: Type,
    },
    Cardinality {
        read: usize,
        ty: Type,
    },
    List {
        read: usize,
        what: Items,
        child: Option<Box<Plan>>,
    },
    Fixed {
        size: usize,
        length: usize,
        child: Box<Plan>,
    },
    Struct {
        length: usize,
        fields: Vec<(String, Plan)>,
    },
    /// One of several fields in each entry; their plans when the switch was read.
    Variant {
        read: usize,
        fields: Vec<usize>,
        alternatives: Option<(Vec<u8>, Vec<Alternative>)>,
    },
}

/// An alternative of a variant, as lists of one item or none.
struct Alternative {
    name: String,
    offsets: Arc<Vec<i64>>,
    items: Plan,
}

/// What the lists are of.
#[derive(Clone, Debug)]
enum Items {
    Field(usize),
    /// The rest of a selected path.
    Path(Vec<usize>),
    Chars(Vec<usize>),
    Bytes(Vec<usize>),
}

struct Reader<'n> {
    table: &'n NTuple,
    reads: Vec<Read>,
    known: HashMap<(Vec<usize>, usize), usize>,
    /// Reads before this were done.
    done: usize,
}

pub(super) fn read(table: &NTuple, columns: &[&str], range: Range<u64>, options: ReadOptions) -> Result<Batch> {
    let entries = table.entries();
    if range.start > range.end || range.end > entries {
        return Err(Error::Range { table: table.place(), start: range.start, end: range.end, entries });
    }
    let segments: Vec<Segment> = table
        .clusters
        .iter()
        .enumerate()
        .filter(|(_, c)| c.first < range.end && c.first + c.entries > range.start)
        .map(|(cluster, c)| Segment {
            cluster,
            elements: range.start.max(c.first) - c.first..range.end.min(c.first + c.entries) - c.first,
            whole: Some(c.entries),
        })
        .collect();
    let segments = Arc::new(segments);
    let mut reader = Reader { table, reads: vec![], known: HashMap::new(), done: 0 };
    let mut plans = vec![];
    for column in columns {
        let path = table.path(column)?;
        path_type(&table.schema, path)
            .map_err(|why| Error::unsupported(format!("column `{column}` of `{}`", table.place()), why))?;
        plans.push(reader.plan_path(path, &segments)?);
    }
    while reader.done < reader.reads.len() {
        reader.run(options)?;
        for plan in &mut plans {
            reader.expand(plan)?;
        }
    }
    let mut batch = Batch { start: range.start, entries: (range.end - range.start) as usize, columns: vec![] };
    for (name, plan) in columns.iter().zip(plans) {
        let array = reader.finish(plan).at(|| format!("column `{name}` of `{}`", table.place()))?;
        if array.len() != batch.entries {
            return Err(Error::corrupt(format!("column `{name}`"), format!("{} entries came out", array.len())));
        }
        batch.columns.push(((*name).to_owned(), array));
    }
    Ok(batch)
}

impl Reader<'_> {
    fn add(&mut self, columns: Vec<usize>, segments: &Segments) -> Result<usize> {
        let key = (columns, Arc::as_ptr(segments) as usize);
        if let Some(read) = self.known.get(&key) {
            self.reads[*read].uses += 1;
            return Ok(*read);
        }
        let (columns, _) = key.clone();
        let first = columns.first().ok_or_else(|| Error::corrupt("an RNTuple field", "it has no column"))?;
        let column = &self.table.schema.columns[*first];
        let ty = encoding::element_type(column)
            .ok_or_else(|| Error::unsupported("an RNTuple column", format!("type {:#x}", column.kind)))?;
        for other in &columns {
            if encoding::element_type(&self.table.schema.columns[*other]).as_ref() != Some(&ty) {
                return Err(Error::unsupported("an RNTuple field", "its representations differ in type"));
            }
        }
        let wanted = segments.clone();
        let mut segments = segments.clone();
        if encoding::is_index(column) {
            // The end before the first gives the start of the first.
            let with_one_before = segments
                .iter()
                .map(|s| Segment { elements: s.elements.start.saturating_sub(1)..s.elements.end, ..s.clone() });
            segments = Arc::new(with_one_before.collect());
        }
        self.reads.push(Read { columns, wanted, segments, array: Array::empty(&ty), uses: 1, lists: None });
        self.known.insert(key, self.reads.len() - 1);
        Ok(self.reads.len() - 1)
    }

    /// The columns in position `which` of each representation.
    fn columns_of(&self, field: usize, which: usize) -> Vec<usize> {
        let field = &self.table.schema.fields[field];
        field.columns.iter().filter_map(|columns| columns.get(which).copied()).collect()
    }

    fn plan_path(&mut self, path: &[usize], segments: &Segments) -> Result<Plan> {
        match path {
            [] => Err(Error::corrupt("an RNTuple", "an empty path")),
            [field] => self.plan(*field, segments, 0),
            [first, rest @ ..] => {
                if self.table.schema.fields[*first].role == Role::Collection {
                    let read = self.add(self.columns_of(*first, 0), segments)?;
                    Ok(Plan::List { read, what: Items::Path(rest.to_vec()), child: None })
                } else {
                    self.plan_path(rest, segments)
                }
            }
        }
    }

    fn plan(&mut self, id: usize, segments: &Segments, depth: usize) -> Result<Plan> {
        let schema = &self.table.schema;
        let field = &schema.fields[id];
        let ty = field_type(schema, id, 0).map_err(|why| Error::unsupported(format!("field `{}`", field.name), why))?;
        if depth > MAX_DEPTH {
            return Err(Error::corrupt("an RNTuple field", "it is nested too deeply"));
        }
        let length = count(segments) as usize;
        if let Type::Fixed(item, size) = &ty
            && field.repetition.is_some()
        {
            let factor = *size as u64;
            let scale = |x: u64| {
                x.checked_mul(factor).ok_or_else(|| Error::corrupt("an RNTuple array", "it has too many elements"))
            };
            let mut scaled = vec![];
            for s in segments.iter() {
                scaled.push(Segment {
                    cluster: s.cluster,
                    elements: scale(s.elements.start)?..scale(s.elements.end)?,
                    whole: s.whole.map(scale).transpose()?,
                });
            }
            let scaled = Arc::new(scaled);
            let child = if field.children.is_empty() {
                Plan::Leaf { read: self.add(self.columns_of(id, 0), &scaled)?, ty: (**item).clone() }
            } else {
                self.plan(field.children[0], &scaled, depth + 1)?
            };
            return Ok(Plan::Fixed { size: *size, length, child: Box::new(child) });
        }
        let has_columns = !field.columns.is_empty();
        Ok(match field.role {
            Role::Collection => {
                let what = Items::Field(field.children[0]);
                Plan::List { read: self.add(self.columns_of(id, 0), segments)?, what, child: None }
            }
            Role::Record => {
                let mut fields = vec![];
                for child in field.children.clone() {
                    fields.push((self.table.schema.fields[child].name.clone(), self.plan(child, segments, depth + 1)?));
                }
                Plan::Struct { length, fields }
            }
            Role::Variant => {
                let read = self.add(self.columns_of(id, 0), segments)?;
                Plan::Variant { read, fields: field.children.clone(), alternatives: None }
            }
            Role::Leaf if !has_columns => self.plan(field.children[0], segments, depth + 1)?,
            Role::Leaf if ty == Type::String => {
                let what = Items::Chars(self.columns_of(id, 1));
                Plan::List { read: self.add(self.columns_of(id, 0), segments)?, what, child: None }
            }
            Role::Streamer => {
                let what = Items::Bytes(self.columns_of(id, 1));
                Plan::List { read: self.add(self.columns_of(id, 0), segments)?, what, child: None }
            }
            _ => {
                let read = self.add(self.columns_of(id, 0), segments)?;
                if field.type_name.starts_with("ROOT::RNTupleCardinality") {
                    Plan::Cardinality { read, ty }
                } else {
                    Plan::Leaf { read, ty }
                }
            }
        })
    }

    /// Plans the items of lists whose index columns were read.
    fn expand(&mut self, plan: &mut Plan) -> Result<()> {
        match plan {
            Plan::List { read, what, child } => {
                if let Some(child) = child {
                    return self.expand(child);
                }
                let Some((_, items)) = self.reads[*read].lists.clone() else { return Ok(()) };
                let planned = match what {
                    Items::Field(field) => self.plan(*field, &items, 1)?,
                    Items::Path(path) => self.plan_path(path, &items)?,
                    Items::Chars(columns) | Items::Bytes(columns) => {
                        Plan::Leaf { read: self.add(columns.clone(), &items)?, ty: Type::U8 }
                    }
                };
                *child = Some(Box::new(planned));
                Ok(())
            }
            Plan::Fixed { child, .. } => self.expand(child),
            Plan::Variant { alternatives: Some((_, alternatives)), .. } => {
                alternatives.iter_mut().try_for_each(|alternative| self.expand(&mut alternative.items))
            }
            Plan::Variant { read, fields, alternatives } if *read < self.done => {
                let (tags, found) = switched(&self.reads[*read], fields.len())?;
                let mut planned = vec![];
                for (field, (offsets, items)) in fields.iter().zip(found) {
                    let name = self.table.schema.fields[*field].name.clone();
                    planned.push(Alternative { name, offsets, items: self.plan(*field, &items, 1)? });
                }
                *alternatives = Some((tags, planned));
                Ok(())
            }
            Plan::Struct { fields, .. } => fields.iter_mut().try_for_each(|(_, plan)| self.expand(plan)),
            _ => Ok(()),
        }
    }

    /// Reads the columns that were added since the last run.
    fn run(&mut self, options: ReadOptions) -> Result<()> {
        let table = self.table;
        let mut tasks = vec![];
        for read in &mut self.reads[self.done..] {
            let elements = count(&read.segments);
            let ty = read.array.ty();
            let width = ty.width().unwrap_or(1);
            check_pages(table, &read.columns, &read.segments, elements)?;
            // Ends of lists become offsets where they are: those start with a zero.
            let front = usize::from(encoding::is_index(&table.schema.columns[read.columns[0]]));
            read.array = Array::zeros(&ty, elements as usize + front);
            let Read { columns, segments, array, .. } = read;
            // Booleans are one byte each; they become `bool` after the run.
            if let Array::Bool(_) = array {
                *array = Array::U8(vec![0; elements as usize]);
            }
            let mut rest = array.as_bytes_mut().and_then(|bytes| bytes.get_mut(front * width..)).unwrap_or_default();
            for segment in segments.iter() {
                let length = (segment.elements.end - segment.elements.start) as usize;
                let (mut target, more) = rest.split_at_mut(length * width);
                rest = more;
                let column = active(table, columns, segment.cluster)?;
                let Some(stored) = table.clusters[segment.cluster].columns.get(column) else {
                    // The column came later: these are zeros.
                    continue;
                };
                let stored_elements: u64 = stored.pages.iter().map(|page| page.elements).sum();
                let missing = if table.schema.columns[column].deferred {
                    segment.whole.map_or(0, |whole| whole.saturating_sub(stored_elements))
                } else {
                    0
                };
                let zeros = missing.saturating_sub(segment.elements.start).min(length as u64) as usize;
                target = &mut target[zeros * width..];
                let mut first = missing;
                for page in &stored.pages {
                    let last = first + page.elements;
                    let from = first.max(segment.elements.start);
                    let to = last.min(segment.elements.end);
                    if from < to {
                        let (part, more) = target.split_at_mut((to - from) as usize * width);
                        target = more;
                        tasks.push((column, *page, from - first, part));
                    }
                    first = last;
                }
                if !target.is_empty() {
                    return Err(Error::corrupt(
                        format!("a column of `{}`", table.place()),
                        format!("its pages end at element {first}, {} are wanted", segment.elements.end),
                    ));
                }
            }
        }
        tasks.sort_by_key(|(_, page, _, _)| page.at.offset);
        parallel::run(tasks, options.threads, table.file.scratch(), |scratch, (column, page, skip, target)| {
            read_page(table, column, page, skip, target, scratch)
                .at(|| format!("`{}`, a page at offset {}", table.place(), page.at.offset))
        })?;
        // What is left to do for whole columns is work as well: one task each.
        let tasks: Vec<&mut Read> = self.reads[self.done..].iter_mut().collect();
        parallel::run(tasks, options.threads, table.file.scratch(), |_, read| {
            let column = &table.schema.columns[read.columns[0]];
            if column.kind == 0
                && let Array::U8(bits) = &read.array
            {
                read.array = Array::Bool(bits.iter().map(|bit| *bit != 0).collect());
            }
            if encoding::is_index(column) {
                read.lists = Some(lists(read)?);
            }
            Ok(())
        })?;
        self.done = self.reads.len();
        Ok(())
    }

    fn finish(&mut self, plan: Plan) -> Result<Array> {
        Ok(match plan {
            Plan::Leaf { read, ty } => {
                let read = &mut self.reads[read];
                read.uses = read.uses.saturating_sub(1);
                let array = if read.uses == 0 {
                    std::mem::replace(&mut read.array, Array::I8(vec![]))
                } else {
                    read.array.clone()
                };
                convert(array, &ty)?
            }
            Plan::Cardinality { read, ty } => {
                let (offsets, _) = self.reads[read].lists.as_ref().ok_or_else(not_read)?;
                let sizes: Vec<i64> = offsets.windows(2).map(|w| w[1] - w[0]).collect();
                convert(Array::I64(sizes), &ty)?
            }
            Plan::List { read, what, child } => {
                let (offsets, _) = self.reads[read].lists.clone().ok_or_else(not_read)?;
                let values = self.finish(*child.ok_or_else(not_read)?)?;
                match (what, values) {
                    (Items::Chars(_), Array::U8(bytes)) => Array::String(Strings { offsets: offsets.to_vec(), bytes }),
                    (_, values) => Array::List(List { offsets, values: Box::new(values) }),
                }
            }
            Plan::Fixed { size, length, child } => {
                Array::Fixed(Fixed { size, length, values: Box::new(self.finish(*child)?) })
            }
            Plan::Struct { length, fields } => {
                let mut arrays = vec![];
                for (name, plan) in fields {
                    arrays.push((name, self.finish(plan)?));
                }
                Array::Struct(Struct { length, fields: arrays })
            }
            Plan::Variant { alternatives, .. } => {
                let (tags, alternatives) = alternatives.ok_or_else(not_read)?;
                let length = tags.len();
                let mut fields = vec![("tag".to_owned(), Array::U8(tags))];
                for Alternative { name, offsets, items } in alternatives {
                    fields.push((name, Array::List(List { offsets, values: Box::new(self.finish(items)?) })));
                }
                Array::Struct(Struct { length, fields })
            }
        })
    }
}

fn not_read() -> Error {
    Error::corrupt("an RNTuple column", "it was not read")
}

/// The tags of a variant, and for each alternative its lists and where their items are.
type Switched = (Vec<u8>, Vec<(Arc<Vec<i64>>, Segments)>);

/// Takes a switch column apart: the items of an alternative stand side by side, in the order of the entries.
fn switched(read: &Read, alternatives: usize) -> Result<Switched> {
    let Array::U64(packed) = &read.array else { return Err(not_read()) };
    let wrong = |why: &'static str| Error::corrupt("an RNTuple variant", why);
    let mut tags = Vec::with_capacity(packed.len());
    let mut offsets = vec![Vec::with_capacity(packed.len() + 1); alternatives];
    let mut segments = vec![vec![]; alternatives];
    offsets.iter_mut().for_each(|offsets| offsets.push(0i64));
    let mut rest = packed.as_slice();
    for segment in read.segments.iter() {
        let (part, more) = rest.split_at((segment.elements.end - segment.elements.start) as usize);
        rest = more;
        let mut ranges: Vec<Option<Range<u64>>> = vec![None; alternatives];
        for word in part {
            let (tag, index) = encoding::switch(*word);
            tags.push(u8::try_from(tag).map_err(|_| wrong("its tag is too large"))?);
            if let Some(which) = tag.checked_sub(1) {
                match ranges.get_mut(which).ok_or_else(|| wrong("its tag names no alternative"))? {
                    Some(range) if range.end == index => range.end += 1,
                    Some(_) => return Err(wrong("its items are not in order")),
                    none => *none = Some(index..index + 1),
                }
            }
            for (which, offsets) in offsets.iter_mut().enumerate() {
                let last = offsets.last().copied().unwrap_or(0);
                offsets.push(last + i64::from(tag == which + 1));
            }
        }
        for (segments, range) in segments.iter_mut().zip(ranges) {
            segments.push(Segment { cluster: segment.cluster, elements: range.unwrap_or(0..0), whole: None });
        }
    }
    let offsets = offsets.into_iter().map(Arc::new);
    Ok((tags, offsets.zip(segments.into_iter().map(Arc::new)).collect()))
}

/// Ends of lists, counted in each cluster, become offsets over all, and the places of the items.
fn lists(read: &mut Read) -> Result<(Arc<Vec<i64>>, Segments)> {
    let Array::I64(mut ends) = std::mem::replace(&mut read.array, Array::I8(vec![])) else { return Err(not_read()) };
    if read.wanted.iter().all(|wanted| wanted.elements.start == 0) {
        let items = offsets_in_place(&read.segments, &mut ends)?;
        return Ok((Arc::new(ends), items));
    }
    let ends = ends.get(1..).unwrap_or_default();
    let mut offsets = Vec::with_capacity(ends.len() + 1);
    offsets.push(0i64);
    let mut items = vec![];
    let (mut at, mut base) = (0usize, 0i64);
    for (segment, wanted) in read.segments.iter().zip(read.wanted.iter()) {
        let length = (segment.elements.end - segment.elements.start) as usize;
        let mut ends = &ends[at..at + length];
        at += length;
        // A segment that starts inside of its cluster has the end before its first list in front.
        let mut start = 0;
        if wanted.elements.start > 0
            && let Some((first, rest)) = ends.split_first()
        {
            start = *first;
            ends = rest;
        }
        let mut last = start;
        for end in ends {
            if *end < last {
                return Err(Error::corrupt("an RNTuple index", "it runs backwards"));
            }
            last = *end;
            offsets.push(base + (end - start));
        }
        base =
            base.checked_add(last - start).ok_or_else(|| Error::corrupt("an RNTuple index", "it counts too much"))?;
        if start < 0 {
            return Err(Error::corrupt("an RNTuple index", "it is negative"));
        }
        items.push(Segment { cluster: segment.cluster, elements: start as u64..last as u64, whole: None });
    }
    Ok((Arc::new(offsets), Arc::new(items)))
}

/// The same for clusters from their first list on, behind the zero that the offsets start with.
fn offsets_in_place(segments: &[Segment], offsets: &mut [i64]) -> Result<Segments> {
    let mut rest = offsets.get_mut(1..).unwrap_or_default();
    let mut base = 0i64;
    let mut items = vec![];
    for segment in segments {
        let length = (segment.elements.end - segment.elements.start) as usize;
        let (ends, more) = rest.split_at_mut(length);
        rest = more;
        let last = ends.last().copied().unwrap_or(0);
        let mut ordered = true;
        words::shift_ends(ends, base, &mut ordered);
        if !ordered {
            return Err(Error::corrupt("an RNTuple index", "it runs backwards"));
        }
        base = base.checked_add(last).ok_or_else(|| Error::corrupt("an RNTuple index", "it counts too much"))?;
        items.push(Segment { cluster: segment.cluster, elements: 0..last as u64, whole: None });
    }
    Ok(Arc::new(items))
}
