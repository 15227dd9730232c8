use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use crate::frame::store::Store;
use crate::frame::{Builder, ColumnType, ElementType, Values};
use crate::hist::widest;

/// The types that expressions compute with. Integers of all sizes become [`Kind::Int`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Bool,
    Int,
    F32,
    F64,
    Str,
}

impl Kind {
    pub(super) fn of(element: ElementType) -> Self {
        match element {
            ElementType::Bool => Self::Bool,
            ElementType::F32 => Self::F32,
            ElementType::F64 => Self::F64,
            ElementType::Str => Self::Str,
            _ => Self::Int,
        }
    }

    pub(super) fn element(self) -> ElementType {
        match self {
            Self::Bool => ElementType::Bool,
            Self::Int => ElementType::I64,
            Self::F32 => ElementType::F32,
            Self::F64 => ElementType::F64,
            Self::Str => ElementType::Str,
        }
    }
}

/// Values of one kind: made by an operation, or those of a column where they stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data<'a> {
    Bool(Cow<'a, [bool]>),
    Int(Cow<'a, [i64]>),
    F32(Cow<'a, [f32]>),
    F64(Cow<'a, [f64]>),
    Str(Cow<'a, [String]>),
}

macro_rules! with_data {
    ($data:expr, $v:ident => $body:expr) => {
        match $data {
            Data::Bool($v) => $body,
            Data::Int($v) => $body,
            Data::F32($v) => $body,
            Data::F64($v) => $body,
            Data::Str($v) => $body,
        }
    };
}

/// As [`with_data`], with a body that gives values of the same type.
macro_rules! map_data {
    ($data:expr, $v:ident => $body:expr) => {
        match $data {
            Data::Bool($v) => Data::Bool($body.into()),
            Data::Int($v) => Data::Int($body.into()),
            Data::F32($v) => Data::F32($body.into()),
            Data::F64($v) => Data::F64($body.into()),
            Data::Str($v) => Data::Str($body.into()),
        }
    };
}
pub(super) use map_data;

impl<'a> Data<'a> {
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Bool => Self::Bool(Cow::default()),
            Kind::Int => Self::Int(Cow::default()),
            Kind::F32 => Self::F32(Cow::default()),
            Kind::F64 => Self::F64(Cow::default()),
            Kind::Str => Self::Str(Cow::default()),
        }
    }

    pub(super) fn len(&self) -> usize {
        with_data!(self, v => v.len())
    }

    /// The values as another kind. The compiler of expressions asks for numbers of numbers only.
    pub(super) fn to(self, kind: Kind) -> Self {
        match (kind, self) {
            (Kind::Int, Self::Bool(v)) => Self::Int(v.iter().map(|&x| i64::from(x)).collect()),
            (Kind::Int, Self::F32(v)) => Self::Int(v.iter().map(|&x| x as i64).collect()),
            (Kind::Int, Self::F64(v)) => Self::Int(v.iter().map(|&x| x as i64).collect()),
            (Kind::F32, Self::Bool(v)) => Self::F32(v.iter().map(|&x| f32::from(u8::from(x))).collect()),
            (Kind::F32, Self::Int(v)) => Self::F32(v.iter().map(|&x| x as f32).collect()),
            (Kind::F32, Self::F64(v)) => Self::F32(v.iter().map(|&x| x as f32).collect()),
            (Kind::F64, Self::Bool(v)) => Self::F64(v.iter().map(|&x| f64::from(u8::from(x))).collect()),
            (Kind::F64, Self::Int(v)) => Self::F64(v.iter().map(|&x| x as f64).collect()),
            (Kind::F64, Self::F32(v)) => Self::F64(v.iter().map(|&x| f64::from(x)).collect()),
            (Kind::Bool, Self::Int(v)) => Self::Bool(v.iter().map(|&x| x != 0).collect()),
            (Kind::Bool, Self::F32(v)) => Self::Bool(v.iter().map(|&x| x != 0.0).collect()),
            (Kind::Bool, Self::F64(v)) => Self::Bool(v.iter().map(|&x| x != 0.0).collect()),
            (_, same) => same,
        }
    }

    pub(super) fn bools(self) -> Cow<'a, [bool]> {
        match self.to(Kind::Bool) {
            Self::Bool(v) => v,
            _ => Cow::default(),
        }
    }

    pub(super) fn ints(self) -> Cow<'a, [i64]> {
        match self.to(Kind::Int) {
            Self::Int(v) => v,
            _ => Cow::default(),
        }
    }

    pub(super) fn f64s(self) -> Cow<'a, [f64]> {
        match self.to(Kind::F64) {
            Self::F64(v) => v,
            _ => Cow::default(),
        }
    }

    pub(super) fn f32s(self) -> Cow<'a, [f32]> {
        match self.to(Kind::F32) {
            Self::F32(v) => v,
            _ => Cow::default(),
        }
    }

    /// The same values where they stand.
    fn borrowed(&'a self) -> Self {
        match self {
            Self::Bool(v) => Self::Bool(Cow::Borrowed(v)),
            Self::Int(v) => Self::Int(Cow::Borrowed(v)),
            Self::F32(v) => Self::F32(Cow::Borrowed(v)),
            Self::F64(v) => Self::F64(Cow::Borrowed(v)),
            Self::Str(v) => Self::Str(Cow::Borrowed(v)),
        }
    }

    /// The values at `places`, in that order.
    pub(super) fn pick(&self, places: &[usize]) -> Self {
        map_data!(self, v => picked(v, places))
    }

    /// Appends `range` of other values of the same kind.
    pub(super) fn extend(&mut self, other: &Self, range: Range<usize>) {
        match (self, other) {
            (Self::Bool(to), Self::Bool(from)) => to.to_mut().extend_from_slice(&from[range]),
            (Self::Int(to), Self::Int(from)) => to.to_mut().extend_from_slice(&from[range]),
            (Self::F32(to), Self::F32(from)) => to.to_mut().extend_from_slice(&from[range]),
            (Self::F64(to), Self::F64(from)) => to.to_mut().extend_from_slice(&from[range]),
            (Self::Str(to), Self::Str(from)) => to.to_mut().extend_from_slice(&from[range]),
            _ => unreachable!("both sides were brought to one kind"),
        }
    }
}

/// How values belong to the rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// One value for all rows.
    Constant,
    /// One value per row.
    Flat,
    /// The values `offsets[i]..offsets[i + 1]` for row `i`.
    Lists(Rc<Vec<u32>>),
}

/// What an expression is in a block of rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value<'a> {
    pub(super) data: Data<'a>,
    pub(super) shape: Shape,
}

/// Lists that need not follow one another: those of row `i` are `data[ranges[i]]`.
pub(super) struct View<'a> {
    pub(super) data: Data<'a>,
    pub(super) ranges: Vec<Range<usize>>,
}

impl<'a> View<'a> {
    /// The lists of a column where they stand; `None` if its values have to be converted.
    pub(super) fn of(store: &'a Store, rows: &[u32]) -> Option<Self> {
        let data = match store.values() {
            Values::Bool(v) => Data::Bool(v.into()),
            Values::I64(v) => Data::Int(v.into()),
            Values::F32(v) => Data::F32(v.into()),
            Values::F64(v) => Data::F64(v.into()),
            _ => return None,
        };
        Some(Self { data, ranges: store.ranges(rows) })
    }
}

impl<'a> Value<'a> {
    pub(super) fn flat(data: Data<'a>) -> Self {
        Self { data, shape: Shape::Flat }
    }

    /// The same values where they stand.
    pub(super) fn borrowed(&'a self) -> Self {
        Self { data: self.data.borrowed(), shape: self.shape.clone() }
    }

    /// The values of a column in `rows`.
    pub(super) fn load(store: &'a Store, rows: &[u32], jagged: bool) -> Self {
        let (spans, offsets) = spans(store, rows, jagged);
        let data = of_spans(store, &spans);
        let shape = offsets.map_or(Shape::Flat, |offsets| Shape::Lists(Rc::new(offsets)));
        Self { data, shape }
    }

    /// The values of a column that stand at `places` of its buffer, one per row.
    pub(super) fn picked(store: &'a Store, places: &[usize]) -> Self {
        fn convert<T: Copy, U>(values: &[T], places: &[usize], convert: impl Fn(T) -> U) -> Vec<U> {
            places.iter().map(|&place| convert(values[place])).collect()
        }
        Self::flat(match store.values() {
            Values::Bool(v) => Data::Bool(picked(v, places).into()),
            Values::I8(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::I16(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::I32(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::I64(v) => Data::Int(picked(v, places).into()),
            Values::U8(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::U16(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::U32(v) => Data::Int(convert(v, places, i64::from).into()),
            Values::U64(v) => Data::Int(convert(v, places, |x| x as i64).into()),
            Values::F32(v) => Data::F32(picked(v, places).into()),
            Values::F64(v) => Data::F64(picked(v, places).into()),
            Values::Str(v) => Data::Str(picked(v, places).into()),
        })
    }

    /// The values as a constant for all rows, one per row, or as lists: appended to a column of type `kind`.
    pub(super) fn append_to(self, rows: usize, kind: ColumnType, out: &mut Builder) {
        let base = out.values.len() as i64;
        let (data, counts) = match self.shape {
            Shape::Constant => (self.data.pick(&vec![0; rows]), None),
            Shape::Flat => (self.data, None),
            Shape::Lists(offsets) => (self.data, Some(offsets)),
        };
        match &mut out.values {
            Values::Bool(v) => v.extend_from_slice(&data.bools()),
            Values::I8(v) => v.extend(data.ints().iter().map(|&x| x as i8)),
            Values::I16(v) => v.extend(data.ints().iter().map(|&x| x as i16)),
            Values::I32(v) => v.extend(data.ints().iter().map(|&x| x as i32)),
            Values::I64(v) => v.extend_from_slice(&data.ints()),
            Values::U8(v) => v.extend(data.ints().iter().map(|&x| x as u8)),
            Values::U16(v) => v.extend(data.ints().iter().map(|&x| x as u16)),
            Values::U32(v) => v.extend(data.ints().iter().map(|&x| x as u32)),
            Values::U64(v) => v.extend(data.ints().iter().map(|&x| x as u64)),
            Values::F32(v) => v.extend_from_slice(&data.f32s()),
            Values::F64(v) => v.extend_from_slice(&data.f64s()),
            Values::Str(v) => {
                if let Data::Str(text) = data {
                    v.extend(text.into_owned());
                }
            }
        }
        debug_assert_eq!(kind.element, out.values.element());
        if let (Some(ends), Some(counts)) = (&mut out.offsets, counts) {
            let before = ends.len();
            ends.resize(before + counts.len() - 1, 0);
            widened(&counts[1..], base, &mut ends[before..]);
        }
    }
}

fn picked<T: Clone>(values: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|&place| values[place].clone()).collect()
}

/// Where the values of `rows` stand, in as few pieces as possible, and the offsets of their lists.
fn spans(store: &Store, rows: &[u32], jagged: bool) -> (Vec<Range<usize>>, Option<Vec<u32>>) {
    let together = rows.first().is_none_or(|&first| rows[rows.len() - 1] - first == rows.len() as u32 - 1);
    let all = rows.first().map_or(0..0, |&first| first as usize..first as usize + rows.len());
    if together && let Some(span) = store.span(all.clone()) {
        if !jagged {
            return (vec![span], None);
        }
        if let Some(offsets) = store.offsets(all) {
            let base = span.start as i64;
            let mut relative = vec![0; offsets.len()];
            narrowed(offsets, base, &mut relative);
            return (vec![span], Some(relative));
        }
    }
    let mut pieces: Vec<Range<usize>> = Vec::with_capacity(if together { 1 } else { rows.len() });
    let mut offsets = jagged.then(|| {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        offsets.push(0u32);
        offsets
    });
    let mut count = 0;
    for &row in rows {
        let range = store.range(row as usize);
        if let Some(offsets) = &mut offsets {
            count += range.len() as u32;
            offsets.push(count);
        }
        match pieces.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => pieces.push(range),
        }
    }
    (pieces, offsets)
}

/// The values in some pieces of a column, in the type in which expressions compute: one piece stays where it is.
fn of_spans<'a>(store: &'a Store, spans: &[Range<usize>]) -> Data<'a> {
    fn same<'a, T: Copy + Default>(values: &'a [T], spans: &[Range<usize>]) -> Cow<'a, [T]> {
        match spans {
            [one] => Cow::Borrowed(&values[one.clone()]),
            spans => gather(values, spans, |x| x),
        }
    }
    match store.values() {
        Values::Bool(v) => Data::Bool(same(v, spans)),
        Values::I8(v) => Data::Int(gather(v, spans, i64::from)),
        Values::I16(v) => Data::Int(gather(v, spans, i64::from)),
        Values::I32(v) => Data::Int(gather(v, spans, i64::from)),
        Values::I64(v) => Data::Int(same(v, spans)),
        Values::U8(v) => Data::Int(gather(v, spans, i64::from)),
        Values::U16(v) => Data::Int(gather(v, spans, i64::from)),
        Values::U32(v) => Data::Int(gather(v, spans, i64::from)),
        Values::U64(v) => Data::Int(gather(v, spans, |x| x as i64)),
        Values::F32(v) => Data::F32(same(v, spans)),
        Values::F64(v) => Data::F64(same(v, spans)),
        Values::Str(v) => Data::Str(match spans {
            [one] => Cow::Borrowed(&v[one.clone()]),
            spans => spans.iter().flat_map(|span| v[span.clone()].iter().cloned()).collect(),
        }),
    }
}

fn gather<'a, T: Copy, U: Copy + Default>(
    values: &[T],
    spans: &[Range<usize>],
    convert: impl Fn(T) -> U + Copy,
) -> Cow<'a, [U]> {
    /// Most lists are short: so many values are copied without asking how many they are, and the next piece goes
    /// over what was too much.
    const SHORT: usize = 4;
    let total: usize = spans.iter().map(Range::len).sum();
    let mut out = vec![U::default(); total + SHORT];
    let mut at = 0;
    for span in spans {
        if span.len() <= SHORT
            && let (Some(from), Some(to)) = (values.get(span.start..span.start + SHORT), out.get_mut(at..at + SHORT))
        {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = convert(from);
            }
        } else {
            for (to, &from) in out[at..at + span.len()].iter_mut().zip(&values[span.clone()]) {
                *to = convert(from);
            }
        }
        at += span.len();
    }
    out.truncate(total);
    Cow::Owned(out)
}

widest! {
    /// Offsets relative to one of them: those of a block, which has few values.
    fn narrowed(offsets: &[i64], base: i64, out: &mut [u32]) {
        for (out, offset) in out.iter_mut().zip(offsets) {
            *out = (offset - base) as u32;
        }
    }
}

widest! {
    /// Offsets that begin at `base`.
    fn widened(offsets: &[u32], base: i64, out: &mut [i64]) {
        for (out, &offset) in out.iter_mut().zip(offsets) {
            *out = base + i64::from(offset);
        }
    }
}
