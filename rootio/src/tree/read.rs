//! Columns out of baskets: what is where is known first, then every basket is independent.

use std::{collections::BTreeMap, mem::MaybeUninit, ops::Range, sync::Arc};

use super::{Tree, basket::Basket, basket::Content, branch::Branch, layout::Layout};
use crate::{
    bytes::Reader,
    column::{Array, Batch, Fixed, List, ReadOptions, Room, Type},
    compress::Decompressor,
    error::{Context, Error, Result},
    parallel,
    streamer::{Basic, Decoder},
    words,
};

/// The counts of one counter branch, summed up.
struct Counts {
    /// The entries that they cover: at least the range asked for.
    first: u64,
    /// Items before each entry, from `first` on; one more than entries.
    sums: Arc<Vec<i64>>,
    /// The same for the range asked for, from 0: mostly the same ones.
    offsets: Arc<Vec<i64>>,
}

impl Counts {
    /// The sums of a counter that was read, for `range` in its entries; `None` if they cannot be counts.
    fn of(column: &Pending, range: &Range<u64>) -> Option<Self> {
        let sums = Arc::new(column.direct.as_ref().and_then(sum_up)?);
        let first = column.range.start;
        let (from, to) = ((range.start - first) as usize, (range.end - first) as usize);
        let offsets = if from == 0 && to + 1 == sums.len() {
            sums.clone()
        } else {
            let base = sums[from];
            Arc::new(sums[from..=to].iter().map(|sum| sum - base).collect())
        };
        Some(Self { first, sums, offsets })
    }

    /// Sums over some entries, one more than entries.
    fn sums_of(&self, entries: Range<u64>) -> &[i64] {
        &self.sums[(entries.start - self.first) as usize..=(entries.end - self.first) as usize]
    }
}

/// One basket's part of a column.
struct Task<'t> {
    branch: &'t Branch,
    basket: &'t Basket,
    work: Work<'t>,
}

enum Work<'t> {
    /// Values that only need their bytes swapped, to a place known beforehand.
    Copy { skip: usize, whole: usize, width: usize, target: &'t mut [MaybeUninit<u8>] },
    /// The same for booleans.
    Bools { skip: usize, whole: usize, target: &'t mut [bool] },
    /// Values whose number shows only when they are decoded.
    Decode { wanted: Range<usize>, layout: &'t Layout, sums: Option<&'t [i64]>, out: &'t mut Option<Array> },
}

/// A column while it is being read.
struct Pending<'t> {
    /// The entries that are wanted.
    range: Range<u64>,
    branch: &'t Branch,
    layout: &'t Layout,
    baskets: &'t [Basket],
    /// The values of all baskets, for layouts that say where each goes.
    direct: Option<Array>,
    /// The same while they are being written.
    room: Option<Room>,
    /// One array for each basket, for the others.
    parts: Vec<Option<Array>>,
}

impl Tree {
    pub(super) fn read_columns(&self, columns: &[&str], range: Range<u64>, options: ReadOptions) -> Result<Batch> {
        let entries = crate::column::Table::entries(self);
        if range.start > range.end || range.end > entries {
            return Err(Error::Range { table: self.place(), start: range.start, end: range.end, entries });
        }
        let mut pending = vec![];
        for column in columns {
            let branch = &self.branches()[self.branch_index(column)?];
            let layout = branch
                .layout
                .as_ref()
                .map_err(|why| Error::unsupported(format!("column `{column}` of `{}`", self.place()), why.clone()))?;
            let baskets = branch.baskets_of(&range).at(|| self.place())?;
            pending.push(Pending {
                range: range.clone(),
                branch,
                layout,
                baskets,
                direct: None,
                room: None,
                parts: vec![],
            });
        }
        let counts = self.counts(&pending, &range, options)?;
        self.fill(&mut pending, &counts, options)?;
        let mut batch = Batch { start: range.start, entries: (range.end - range.start) as usize, columns: vec![] };
        for (name, column) in columns.iter().zip(pending) {
            let place = || format!("column `{name}` of `{}`", self.place());
            let array = finish(column, &counts, batch.entries).at(place)?;
            if array.len() != batch.entries {
                return Err(Error::corrupt(
                    place(),
                    format!("{} entries came out, not {}", array.len(), batch.entries),
                ));
            }
            batch.columns.push(((*name).to_owned(), array));
        }
        Ok(batch)
    }

    /// Reads the counters that the columns need, for all entries of the baskets that they touch.
    fn counts(&self, pending: &[Pending], range: &Range<u64>, options: ReadOptions) -> Result<BTreeMap<usize, Counts>> {
        let mut wanted = BTreeMap::<usize, Range<u64>>::new();
        for column in pending {
            if let Some(counter) = column.layout.counter() {
                let cover = wanted.entry(counter).or_insert(range.clone());
                if let (Some(first), Some(last)) = (column.baskets.first(), column.baskets.last()) {
                    cover.start = cover.start.min(first.first);
                    cover.end = cover.end.max(last.last);
                }
            }
        }
        let mut columns = vec![];
        for (index, cover) in &wanted {
            let branch = &self.branches()[*index];
            let Ok(layout @ Layout::Flat { basic, dimensions }) = &branch.layout else {
                return Err(Error::corrupt(format!("counter `{}`", branch.name), "it is not a number"));
            };
            if !dimensions.is_empty() || !basic.is_plain() || matches!(basic, Basic::F32 | Basic::F64) {
                return Err(Error::corrupt(format!("counter `{}`", branch.name), "it is not an integer"));
            }
            let (range, baskets) = (cover.clone(), branch.baskets_of(cover).at(|| self.place())?);
            columns.push(Pending { range, branch, layout, baskets, direct: None, room: None, parts: vec![] });
        }
        self.fill(&mut columns, &BTreeMap::new(), options)?;
        let mut sums: Vec<Option<Counts>> = columns.iter().map(|_| None).collect();
        let tasks: Vec<_> = columns.iter().zip(&mut sums).collect();
        parallel::run(tasks, options.threads, self.file.scratch(), |_, (column, sums)| {
            *sums = Some(Counts::of(column, range).ok_or_else(|| {
                // A damaged counter must not turn into an allocation: baskets are checked against it.
                Error::corrupt(format!("counter `{}`", column.branch.name), "it counts less than nothing, or too much")
            })?);
            Ok(())
        })?;
        Ok(wanted.into_keys().zip(sums.into_iter().flatten()).collect())
    }

    /// Makes a task of every basket, and runs them.
    fn fill(&self, pending: &mut [Pending], counts: &BTreeMap<usize, Counts>, options: ReadOptions) -> Result<()> {
        let mut tasks = vec![];
        for column in pending.iter_mut() {
            let (layout, branch, range) = (column.layout, column.branch, &column.range);
            let sums = layout.counter().and_then(|index| counts.get(&index));
            let Some((basic, items)) = direct_items(layout) else {
                column.parts = vec![None; column.baskets.len()];
                for (basket, out) in column.baskets.iter().zip(&mut column.parts) {
                    let wanted = clip(basket, range);
                    let local = (wanted.start - basket.first) as usize..(wanted.end - basket.first) as usize;
                    let sums = sums.map(|counts| counts.sums_of(basket.first..basket.last));
                    tasks.push(Task { branch, basket, work: Work::Decode { wanted: local, layout, sums, out } });
                }
                continue;
            };
            // Values before an entry, counted from the basket's first; a damaged file may claim too many to count.
            let before = |basket: &Basket, entry: u64| -> usize {
                let entries = sums.map_or((entry - basket.first) as usize, |counts| {
                    let sums = counts.sums_of(basket.first..entry);
                    (sums[sums.len() - 1] - sums[0]) as usize
                });
                entries.saturating_mul(items)
            };
            let width = basic.stored_width();
            let mut total = 0usize;
            for basket in column.baskets {
                let wanted = clip(basket, range);
                self.check_room(branch, basket, before(basket, basket.last), width)?;
                total += before(basket, wanted.end) - before(basket, wanted.start);
            }
            if basic == Basic::Bool {
                let values = column.direct.insert(Array::zeros(&Type::Bool, total));
                let mut rest = if let Array::Bool(values) = values { values.as_mut_slice() } else { &mut [] };
                for basket in column.baskets {
                    let wanted = clip(basket, range);
                    let (skip, end) = (before(basket, wanted.start), before(basket, wanted.end));
                    let (target, more) = rest.split_at_mut(end - skip);
                    rest = more;
                    let whole = before(basket, basket.last);
                    tasks.push(Task { branch, basket, work: Work::Bools { skip, whole, target } });
                }
            } else if let Some(room) = Room::new(&basic.ty(), total) {
                let mut rest = column.room.insert(room).bytes();
                for basket in column.baskets {
                    let wanted = clip(basket, range);
                    let (skip, end) = (before(basket, wanted.start), before(basket, wanted.end));
                    let (target, more) = rest.split_at_mut((end - skip) * width);
                    rest = more;
                    let (skip, whole) = (skip * width, before(basket, basket.last) * width);
                    tasks.push(Task { branch, basket, work: Work::Copy { skip, whole, width, target } });
                }
            }
        }
        // In the order of the file: the disk likes it, and neighbours are read ahead.
        tasks.sort_by_key(|task| task.basket.seek());
        parallel::run(tasks, options.threads, self.file.scratch(), |scratch, task| {
            let (branch, first) = (task.branch, task.basket.first);
            task.run(&self.file, scratch)
                .at(|| format!("branch `{}` of `{}`, basket at entry {first}", branch.path, self.place()))
        })?;
        for column in pending {
            if let Some(room) = column.room.take() {
                #[expect(unsafe_code, reason = "zeroing first what is overwritten costs a tenth of the whole")]
                // SAFETY: the targets of the tasks are the whole room, piece by piece, and each task that ended well
                // has written all of its target.
                let array = unsafe { room.filled() };
                column.direct = Some(array);
            }
        }
        Ok(())
    }

    /// Refuses counts that the basket's bytes cannot hold, before memory is taken for them.
    fn check_room(&self, branch: &Branch, basket: &Basket, values: usize, width: usize) -> Result<()> {
        let packed = match &basket.place {
            super::basket::Place::Record { bytes, .. } => *bytes as u64,
            super::basket::Place::Inside(inside) => inside.bytes(),
        };
        if packed > self.file.size() {
            return Err(Error::corrupt(format!("branch `{}`", branch.name), "a basket is larger than the file"));
        }
        crate::compress::check_claim(packed as usize, values.saturating_mul(width))
            .at(|| format!("branch `{}` of `{}`", branch.path, self.place()))
    }
}

/// Running sums of counts, from 0; none where one is negative or beyond 32 bits.
fn sum_up(counts: &Array) -> Option<Vec<i64>> {
    macro_rules! sums {
        ($counts:expr) => {{
            let mut sums = vec![0; $counts.len() + 1];
            let (mut sum, mut good) = (0i64, true);
            for (target, count) in sums[1..].iter_mut().zip($counts) {
                let count = i64::try_from(*count).unwrap_or(-1);
                good &= (0..=i64::from(i32::MAX)).contains(&count);
                sum = sum.wrapping_add(count);
                *target = sum;
            }
            good.then_some(sums)
        }};
    }
    match counts {
        Array::I8(counts) => sums!(counts),
        Array::I16(counts) => sums!(counts),
        Array::I32(counts) => sums!(counts),
        Array::I64(counts) => sums!(counts),
        Array::U8(counts) => sums!(counts),
        Array::U16(counts) => sums!(counts),
        Array::U32(counts) => sums!(counts),
        Array::U64(counts) => sums!(counts),
        _ => None,
    }
}

fn clip(basket: &Basket, range: &Range<u64>) -> Range<u64> {
    basket.first.max(range.start)..basket.last.min(range.end)
}

/// For layouts whose values only need their bytes swapped: the type, and the values in each item.
fn direct_items(layout: &Layout) -> Option<(Basic, usize)> {
    match layout {
        Layout::Flat { basic, dimensions } | Layout::Counted { basic, dimensions, .. } if basic.is_plain() => {
            let items = dimensions.iter().try_fold(1usize, |a, b| a.checked_mul(*b))?;
            i32::try_from(items).is_ok().then_some((*basic, items))
        }
        _ => None,
    }
}

/// Puts a column together.
fn finish(column: Pending, counts: &BTreeMap<usize, Counts>, entries: usize) -> Result<Array> {
    let Some(values) = column.direct else {
        let mut array = Array::empty(&column.layout.ty());
        for part in column.parts.into_iter().flatten() {
            array.append(part)?;
        }
        return Ok(array);
    };
    Ok(match column.layout {
        Layout::Counted { counter, dimensions, .. } => {
            let offsets = counts
                .get(counter)
                .map(|counts| counts.offsets.clone())
                .ok_or_else(|| Error::corrupt("a column", "its counter was not read"))?;
            let length = offsets.last().copied().unwrap_or(0) as usize;
            Array::List(List { offsets, values: Box::new(wrap(values, length, dimensions)) })
        }
        Layout::Flat { dimensions, .. } => wrap(values, entries, dimensions),
        _ => values,
    })
}

fn wrap(values: Array, length: usize, dimensions: &[usize]) -> Array {
    let Some((size, inner)) = dimensions.split_first() else { return values };
    Array::Fixed(Fixed { size: *size, length, values: Box::new(wrap(values, length * size, inner)) })
}

impl Task<'_> {
    fn run(self, file: &crate::container::RootFile, scratch: &mut Decompressor) -> Result<()> {
        let with_starts = matches!(self.work, Work::Decode { .. });
        let content = self.basket.content(file, scratch, with_starts)?;
        let cut = |skip: usize, count: usize, whole: usize| {
            if content.data.len() != whole {
                return Err(Error::corrupt(
                    "its data",
                    format!("{} bytes, its entries need {whole}", content.data.len()),
                ));
            }
            content
                .data
                .get(skip..skip + count)
                .ok_or_else(|| Error::corrupt("its data", "it ends before its entries do"))
        };
        match self.work {
            Work::Copy { skip, whole, width, target } => {
                swap_into(cut(skip, target.len(), whole)?, width, target);
                Ok(())
            }
            Work::Bools { skip, whole, target } => {
                let bytes = cut(skip, target.len(), whole)?;
                for (to, from) in target.iter_mut().zip(bytes) {
                    *to = *from != 0;
                }
                Ok(())
            }
            Work::Decode { wanted, layout, sums, out } => {
                *out = Some(decode(&content, wanted, layout, sums)?);
                Ok(())
            }
        }
    }
}

/// Big-endian values to the machine's order: writes all of `to`, which is as long as `from`.
fn swap_into(from: &[u8], width: usize, to: &mut [MaybeUninit<u8>]) {
    assert!(from.len() == to.len() && from.len().is_multiple_of(width), "whole values go to as many places");
    match width {
        2 => words::swap_2(from, to),
        4 => words::swap_4(from, to),
        8 => words::swap_8(from, to),
        _ => {
            to.write_copy_of_slice(from);
        }
    }
}

/// The entries `wanted` of a basket, decoded one after the other.
fn decode(content: &Content, wanted: Range<usize>, layout: &Layout, sums: Option<&[i64]>) -> Result<Array> {
    let mut reader = Reader::new(content.data, "a basket's data");
    // Without a table, entries before the first wanted one must be decoded, too.
    let first = match &content.starts {
        Some(starts) => {
            if let Some(start) = starts.get(wanted.start) {
                reader.seek(*start)?;
            }
            wanted.start
        }
        None => 0,
    };
    let mut array = Array::empty(&layout.ty());
    match (layout, &mut array) {
        (Layout::Vector { basic }, Array::List(list)) => {
            let offsets = Arc::make_mut(&mut list.offsets);
            offsets.reserve(wanted.end - first);
            reserve(&mut list.values, content.data.len() / basic.stored_width());
            for _ in first..wanted.end {
                let header = reader.object_header()?;
                let count = reader.count(basic.stored_width())?;
                basic.extend(&mut reader, count, &mut list.values)?;
                if let Some(end) = header.end {
                    reader.seek(end)?;
                }
                offsets.push(list.values.len() as i64);
            }
        }
        (Layout::Flat { basic, dimensions }, array) => {
            let decoder = Decoder::Basic(*basic).fixed(dimensions);
            decoder.decode_many(&mut reader, wanted.end - first, array)?;
        }
        (Layout::Entry(decoder), array) => {
            for entry in first..wanted.end {
                if let Some(start) = content.starts.as_ref().and_then(|starts| starts.get(entry)) {
                    reader.seek(*start)?;
                }
                decoder.decode(&mut reader, array)?;
            }
        }
        (Layout::Counted { basic, dimensions, .. }, Array::List(list)) => {
            let decoder = Decoder::Basic(*basic).fixed(dimensions);
            counted(&mut reader, content, &decoder, false, first..wanted.end, sums, list)?;
        }
        (Layout::CountedEntry { decoder, flagged, .. }, Array::List(list)) => {
            counted(&mut reader, content, decoder, *flagged, first..wanted.end, sums, list)?;
        }
        _ => return Err(Error::corrupt("a column", "its layout and its type differ")),
    }
    Ok(if first < wanted.start { array.slice(wanted.start - first, wanted.end - first) } else { array })
}

fn counted(
    reader: &mut Reader,
    content: &Content,
    decoder: &Decoder,
    flagged: bool,
    entries: Range<usize>,
    sums: Option<&[i64]>,
    list: &mut List,
) -> Result<()> {
    let sums = sums.ok_or_else(|| Error::corrupt("a column", "its counter was not read"))?;
    for entry in entries {
        let count = match sums.get(entry..entry + 2) {
            Some(pair) => pair[1] - pair[0],
            None => return Err(Error::corrupt("a basket", "it has more entries than its counter")),
        };
        if let Some(start) = content.starts.as_ref().and_then(|starts| starts.get(entry)) {
            reader.seek(*start)?;
        }
        // A byte says whether the array is there.
        let present = !flagged || reader.u8()? != 0;
        let count = reader.check_count(if present { count } else { 0 }, 1)?;
        if count > 0 {
            decoder.decode_column(reader, count, &mut list.values)?;
        }
        Arc::make_mut(&mut list.offsets).push(list.values.len() as i64);
    }
    Ok(())
}

fn reserve(array: &mut Array, count: usize) {
    match array {
        Array::I32(v) => v.reserve(count),
        Array::F32(v) => v.reserve(count),
        Array::F64(v) => v.reserve(count),
        _ => {}
    }
}
