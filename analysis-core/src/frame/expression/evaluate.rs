//! The values of an expression in a block of rows: operators, places, choices.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use super::check::{Operation, Typed};
use super::compact::compacted;
use super::value::{Data, Kind, Shape, Value, View, map_data};
use crate::frame::store::Store;
use crate::vecops::Real;

/// Why an expression has no value in a row.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) text: String,
    pub(super) row: u32,
}

pub(super) type Result<T> = std::result::Result<T, Failure>;

/// A column of an expression in one block.
pub(super) enum Input<'a> {
    Column(Column<'a>),
    /// Values that were made for this block only.
    Made(&'a Value<'a>),
}

/// A column that was read or computed for the whole chunk.
pub(super) struct Column<'a> {
    store: &'a Store,
    /// Whether the store has the values of the selected rows only ([`Store::Packed`]).
    packed: bool,
    /// What was loaded already, where that costs no copy.
    loaded: OnceCell<Value<'a>>,
}

impl<'a> Input<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self::Column(Column { store, packed: store.is_packed(), loaded: OnceCell::new() })
    }
}

/// Some rows of a chunk, for which an expression is to be evaluated.
pub(super) struct Block<'a> {
    /// The columns that [`Operation::Column`] counts.
    pub(super) inputs: Vec<Input<'a>>,
    /// The rows, and at which places of the selection they are.
    pub(super) rows: Cow<'a, [u32]>,
    pub(super) places: Cow<'a, [u32]>,
}

impl<'a> Block<'a> {
    /// The error for the row at `place` of the block.
    pub(super) fn fail<T>(&self, at: usize, place: usize, text: impl Into<String>) -> Result<T> {
        Err(Failure { at, text: text.into(), row: self.rows[place] })
    }

    /// How a column counts the rows of this block.
    fn index(&self, input: &Column<'_>) -> &[u32] {
        if input.packed { &self.places } else { &self.rows }
    }

    /// The column that an operation is, if it is one that was not made for this block.
    fn column(&self, operation: &Operation) -> Option<&Column<'a>> {
        match operation {
            Operation::Column(index) => match &self.inputs[*index] {
                Input::Column(column) => Some(column),
                Input::Made(_) => None,
            },
            _ => None,
        }
    }

    fn load(&self, index: usize, jagged: bool) -> Value<'a> {
        let input = match &self.inputs[index] {
            Input::Column(column) => column,
            Input::Made(value) => return value.borrowed(),
        };
        if let Some(value) = input.loaded.get() {
            return value.clone();
        }
        let value = Value::load(input.store, self.index(input), jagged);
        if let Data::F32(Cow::Borrowed(_)) | Data::F64(Cow::Borrowed(_)) | Data::Bool(Cow::Borrowed(_)) = value.data {
            return input.loaded.get_or_init(|| value).clone();
        }
        value
    }

    /// Lists in some kind, for functions that look at each row's alone: those of a column are not brought together
    /// before, if they need no conversion.
    pub(super) fn view(&self, typed: &Typed, kind: Kind) -> Result<View<'a>> {
        if let Some(input) = self.column(&typed.operation)
            && typed.kind == kind
            && let Some(view) = View::of(input.store, self.index(input))
        {
            return Ok(view);
        }
        let Value { data, shape: Shape::Lists(offsets) } = self.value(typed)? else {
            unreachable!("only lists are looked at")
        };
        let data = data.to(kind);
        Ok(View { data, ranges: offsets.windows(2).map(|pair| pair[0] as usize..pair[1] as usize).collect() })
    }

    pub(super) fn value(&self, typed: &Typed) -> Result<Value<'a>> {
        match &typed.operation {
            Operation::Constant(data) => Ok(Value { data: data.clone(), shape: Shape::Constant }),
            Operation::Column(index) => Ok(self.load(*index, typed.jagged)),
            Operation::Not(inner) => {
                let Value { data, shape } = self.value(inner)?;
                Ok(Value { data: Data::Bool(data.bools().iter().map(|x| !x).collect()), shape })
            }
            Operation::Flip(inner) => {
                let Value { data, shape } = self.value(inner)?;
                Ok(Value { data: Data::Int(data.ints().iter().map(|x| !x).collect()), shape })
            }
            Operation::Negate(inner) => {
                let Value { data, shape } = self.value(inner)?;
                let data = match data.to(typed.kind) {
                    Data::Int(v) => Data::Int(v.iter().map(|x| x.wrapping_neg()).collect()),
                    Data::F32(v) => Data::F32(v.iter().map(|x| -x).collect()),
                    Data::F64(v) => Data::F64(v.iter().map(|x| -x).collect()),
                    other => other,
                };
                Ok(Value { data, shape })
            }
            Operation::Arithmetic(sign, sides) => {
                let (a, b) = (self.value(&sides[0])?, self.value(&sides[1])?);
                let pair = self.together(a, b, typed.kind, typed.at)?;
                self.arithmetic(sign, pair, typed.at)
            }
            Operation::Compare { sign, operands, sides } => {
                let (a, b) = (self.value(&sides[0])?, self.value(&sides[1])?);
                let pair = self.together(a, b, *operands, typed.at)?;
                Ok(Value { data: Data::Bool(compare(sign, &pair).into()), shape: pair.shape })
            }
            Operation::Logic { and, sides } => self.logic(*and, sides, typed.at),
            Operation::Element(both) => self.element(&both[0], &both[1], None, typed),
            Operation::Mask(both) => {
                let (list, mask) = (self.value(&both[0])?, self.value(&both[1])?);
                let offsets = self.same_counts(&list, &mask, typed.at)?;
                Ok(masked(&list.data, &offsets, &mask.data.bools()))
            }
            Operation::Places(both) => self.places(&both[0], &both[1], typed),
            Operation::Choice(parts) => self.choice(parts, typed),
            Operation::Call { function, operands, arguments } => self.call(*function, *operands, arguments, typed),
        }
    }

    /// The same expression in some rows of the block only.
    fn subset(&self, typed: &Typed, places: &[usize]) -> Result<Value<'a>> {
        let some = |all: &[u32]| places.iter().map(|&place| all[place]).collect::<Vec<_>>();
        let column = |input: &Input<'a>| match input {
            Input::Column(column) => Input::new(column.store),
            Input::Made(_) => unreachable!("`Expression::looks_at_parts` said so"),
        };
        let inputs = self.inputs.iter().map(column).collect();
        Block { inputs, rows: some(&self.rows).into(), places: some(&self.places).into() }.value(typed)
    }

    fn logic(&self, and: bool, sides: &[Typed; 2], at: usize) -> Result<Value<'a>> {
        let left = self.value(&sides[0])?;
        if left.shape != Shape::Flat || sides[1].jagged {
            let right = self.value(&sides[1])?;
            let pair = self.together(left, right, Kind::Bool, at)?;
            let (a, b) = (pair.a.bools(), pair.b.bools());
            // Two loops, each with one operation on bytes: they vectorise.
            let data =
                if and { zip(&a, &b, pair.constant, |a, b| a & b) } else { zip(&a, &b, pair.constant, |a, b| a | b) };
            return Ok(Value { data: Data::Bool(data.into()), shape: pair.shape });
        }
        // Only where the left side leaves the answer open: `nMuon > 0 && Muon_pt[0] > 20` must not fail.
        let mut answer = left.data.bools().into_owned();
        let open: Vec<usize> = (0..answer.len()).filter(|&place| answer[place] == and).collect();
        if !open.is_empty() {
            let Value { data, shape } = self.subset(&sides[1], &open)?;
            let right = data.bools();
            for (index, &place) in open.iter().enumerate() {
                answer[place] = right[if shape == Shape::Constant { 0 } else { index }];
            }
        }
        Ok(Value::flat(Data::Bool(answer.into())))
    }

    fn choice(&self, parts: &[Typed; 3], typed: &Typed) -> Result<Value<'a>> {
        let condition = self.per_row(&parts[0])?.bools();
        let mut sides = [Vec::new(), Vec::new()];
        for (place, &yes) in condition.iter().enumerate() {
            sides[usize::from(!yes)].push(place);
        }
        // (place in the block → place in the value of its side)
        let mut answers = Vec::new();
        for (side, places) in parts[1..].iter().zip(&sides) {
            let Value { data, shape } = self.subset(side, places)?;
            let data = data.to(typed.kind);
            answers.push(if shape == Shape::Constant {
                Value::flat(data.pick(&vec![0; places.len()]))
            } else {
                Value { data, shape }
            });
        }
        let mut data = Data::new(typed.kind);
        let mut offsets = vec![0];
        let mut next = [0, 0];
        for &yes in condition.iter() {
            let side = usize::from(!yes);
            let range = match &answers[side].shape {
                Shape::Lists(offsets) => offsets[next[side]] as usize..offsets[next[side] + 1] as usize,
                _ => next[side]..next[side] + 1,
            };
            next[side] += 1;
            data.extend(&answers[side].data, range);
            offsets.push(data.len() as u32);
        }
        let shape = if typed.jagged { Shape::Lists(Rc::new(offsets)) } else { Shape::Flat };
        Ok(Value { data, shape })
    }

    /// One value per row, for constants as well.
    pub(super) fn per_row(&self, typed: &Typed) -> Result<Data<'a>> {
        let Value { data, shape } = self.value(typed)?;
        Ok(if shape == Shape::Constant { data.pick(&vec![0; self.rows.len()]) } else { data })
    }

    pub(super) fn element(
        &self,
        list: &Typed,
        place: &Typed,
        fallback: Option<&Typed>,
        typed: &Typed,
    ) -> Result<Value<'a>> {
        let places = self.per_row(place)?.ints();
        let mut found = Vec::with_capacity(places.len());
        let outside = |row: usize, place: i64, count: usize| {
            self.fail(typed.at, row, format!("place {place} of a list with {count} values"))
        };
        if let (Some(input), None) = (self.column(&list.operation), fallback) {
            // Only the values that are asked for.
            for (row, (&place, range)) in places.iter().zip(input.store.ranges(self.index(input))).enumerate() {
                match usize::try_from(place) {
                    Ok(place) if place < range.len() => found.push(range.start + place),
                    _ => return outside(row, place, range.len()),
                }
            }
            let Value { data, shape } = Value::picked(input.store, &found);
            return Ok(Value { data: data.to(typed.kind), shape });
        }
        let View { data, ranges } = self.view(list, typed.kind)?;
        let mut missing = Vec::new();
        for (row, (&place, range)) in places.iter().zip(ranges).enumerate() {
            match usize::try_from(place) {
                Ok(place) if place < range.len() => found.push(range.start + place),
                _ if fallback.is_some() => {
                    missing.push(row);
                    found.push(0);
                }
                _ => return outside(row, place, range.len()),
            }
        }
        let Some(fallback) = fallback else { return Ok(Value::flat(data.pick(&found))) };
        let other = self.per_row(fallback)?.to(typed.kind);
        // Both behind one another: a place in the list, or (behind its end) one in the fallback.
        let length = data.len();
        for row in missing {
            found[row] = length + row;
        }
        let mut both = data;
        both.extend(&other, 0..other.len());
        Ok(Value::flat(both.pick(&found)))
    }

    fn places(&self, list: &Typed, places: &Typed, typed: &Typed) -> Result<Value<'a>> {
        let (list, places) = (self.value(list)?, self.value(places)?);
        let (Shape::Lists(from), Shape::Lists(to)) = (&list.shape, &places.shape) else {
            unreachable!("both were checked to be lists")
        };
        let places = places.data.ints();
        let mut found = Vec::with_capacity(places.len());
        for row in 0..self.rows.len() {
            let (begin, count) = (from[row] as usize, (from[row + 1] - from[row]) as usize);
            for &place in &places[to[row] as usize..to[row + 1] as usize] {
                match usize::try_from(place) {
                    Ok(place) if place < count => found.push(begin + place),
                    _ => return self.fail(typed.at, row, format!("place {place} of a list with {count} values")),
                }
            }
        }
        Ok(Value { data: list.data.pick(&found), shape: Shape::Lists(to.clone()) })
    }

    /// Both values in one kind and one shape; a constant stays one value.
    pub(super) fn together(&self, a: Value<'a>, b: Value<'a>, kind: Kind, at: usize) -> Result<Pair<'a>> {
        let constant = (a.shape == Shape::Constant, b.shape == Shape::Constant);
        let shape = match (&a.shape, &b.shape) {
            (Shape::Lists(x), Shape::Lists(_)) => {
                self.same_counts(&a, &b, at)?;
                Shape::Lists(x.clone())
            }
            (Shape::Lists(x), _) | (_, Shape::Lists(x)) => Shape::Lists(x.clone()),
            (Shape::Constant, Shape::Constant) => Shape::Constant,
            _ => Shape::Flat,
        };
        let constant = if shape == Shape::Constant { (false, false) } else { constant };
        let (a, b) = (spread(a, &shape).to(kind), spread(b, &shape).to(kind));
        Ok(Pair { a, b, constant, shape })
    }

    /// The offsets of two lists that have the same number of values in every row.
    pub(super) fn same_counts(&self, a: &Value<'_>, b: &Value<'_>, at: usize) -> Result<Rc<Vec<u32>>> {
        let (Shape::Lists(x), Shape::Lists(y)) = (&a.shape, &b.shape) else { unreachable!("only lists are compared") };
        if Rc::ptr_eq(x, y) || x == y {
            return Ok(x.clone());
        }
        let differs = (0..self.rows.len()).find(|&row| x[row + 1] - x[row] != y[row + 1] - y[row]).unwrap_or(0);
        let (n, m) = (x[differs + 1] - x[differs], y[differs + 1] - y[differs]);
        self.fail(at, differs, format!("lists of {n} and of {m} values"))
    }

    fn arithmetic(&self, sign: &str, pair: Pair<'a>, at: usize) -> Result<Value<'a>> {
        let Pair { a, b, constant, shape } = pair;
        let data = match (a, b) {
            (Data::Bool(a), Data::Bool(b)) => Data::Bool(
                match sign {
                    "&" => zip(&a, &b, constant, |a, b| a & b),
                    "|" => zip(&a, &b, constant, |a, b| a | b),
                    _ => zip(&a, &b, constant, |a, b| a ^ b),
                }
                .into(),
            ),
            (Data::Int(a), Data::Int(b)) => {
                if matches!(sign, "/" | "%")
                    && let Some(index) = b.iter().position(|&b| b == 0)
                    && !a.is_empty()
                {
                    let place = if constant.1 { 0 } else { row_of(&shape, index) };
                    return self.fail(at, place, "an integer is divided by 0");
                }
                Data::Int(
                    match sign {
                        "+" => zip(&a, &b, constant, i64::wrapping_add),
                        "-" => zip(&a, &b, constant, i64::wrapping_sub),
                        "*" => zip(&a, &b, constant, i64::wrapping_mul),
                        "/" => zip(&a, &b, constant, i64::wrapping_div),
                        "%" => zip(&a, &b, constant, i64::wrapping_rem),
                        "&" => zip(&a, &b, constant, |a, b| a & b),
                        "|" => zip(&a, &b, constant, |a, b| a | b),
                        "^" => zip(&a, &b, constant, |a, b| a ^ b),
                        "<<" => zip(&a, &b, constant, |a, b| a.wrapping_shl(b as u32)),
                        _ => zip(&a, &b, constant, |a, b| a.wrapping_shr(b as u32)),
                    }
                    .into(),
                )
            }
            (Data::F32(a), Data::F32(b)) => Data::F32(floats(sign, &a, &b, constant).into()),
            (Data::F64(a), Data::F64(b)) => Data::F64(floats(sign, &a, &b, constant).into()),
            _ => unreachable!("both sides were brought to one kind"),
        };
        Ok(Value { data, shape })
    }
}

/// Two operands; where one is `constant`, it has one value for all of the other.
pub(super) struct Pair<'a> {
    pub(super) a: Data<'a>,
    pub(super) b: Data<'a>,
    pub(super) constant: (bool, bool),
    pub(super) shape: Shape,
}

/// The row to which value `index` belongs.
fn row_of(shape: &Shape, index: usize) -> usize {
    match shape {
        Shape::Lists(offsets) => offsets.partition_point(|&offset| offset as usize <= index) - 1,
        _ => index,
    }
}

/// One value per row becomes one per value of the row's list; everything else stays.
pub(super) fn spread<'a>(value: Value<'a>, shape: &Shape) -> Data<'a> {
    match (&value.shape, shape) {
        (Shape::Flat, Shape::Lists(offsets)) => {
            let counts: Vec<usize> = offsets.windows(2).map(|pair| (pair[1] - pair[0]) as usize).collect();
            map_data!(&value.data, v => repeated(v, &counts))
        }
        _ => value.data,
    }
}

fn repeated<T: Clone>(values: &[T], counts: &[usize]) -> Vec<T> {
    values.iter().zip(counts).flat_map(|(x, &count)| std::iter::repeat_n(x, count)).cloned().collect()
}

/// New lists from places in the old values: `choose` gets the range of each row.
pub(super) fn lists<'a>(
    data: &Data<'a>,
    offsets: &[u32],
    mut choose: impl FnMut(std::ops::Range<usize>) -> Vec<usize>,
) -> Value<'a> {
    let mut places = Vec::with_capacity(data.len());
    let mut ends = Vec::with_capacity(offsets.len());
    ends.push(0);
    for pair in offsets.windows(2) {
        places.append(&mut choose(pair[0] as usize..pair[1] as usize));
        ends.push(places.len() as u32);
    }
    Value { data: data.pick(&places), shape: Shape::Lists(Rc::new(ends)) }
}

/// The values for which the mask is true.
fn masked<'a>(data: &Data<'a>, offsets: &[u32], mask: &[bool]) -> Value<'a> {
    // How many are kept before each value.
    let mut before = vec![0; mask.len() + 1];
    let data = map_data!(data, v => compacted(v, mask, &mut before));
    let ends = offsets.iter().map(|&offset| before[offset as usize]).collect();
    Value { data, shape: Shape::Lists(Rc::new(ends)) }
}

#[inline]
pub(super) fn zip<T: Copy, U>(a: &[T], b: &[T], constant: (bool, bool), f: impl Fn(T, T) -> U) -> Vec<U> {
    match (constant, a, b) {
        ((true, _), &[a, ..], b) => b.iter().map(|&b| f(a, b)).collect(),
        ((_, true), a, &[b, ..]) => a.iter().map(|&a| f(a, b)).collect(),
        _ => a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect(),
    }
}

fn floats<T: Real>(sign: &str, a: &[T], b: &[T], constant: (bool, bool)) -> Vec<T> {
    match sign {
        "+" => zip(a, b, constant, |a, b| a + b),
        "-" => zip(a, b, constant, |a, b| a - b),
        "*" => zip(a, b, constant, |a, b| a * b),
        "/" => zip(a, b, constant, |a, b| a / b),
        _ => zip(a, b, constant, |a, b| a % b),
    }
}

fn compare(sign: &str, pair: &Pair<'_>) -> Vec<bool> {
    fn by<T: PartialOrd + Copy>(sign: &str, a: &[T], b: &[T], constant: (bool, bool)) -> Vec<bool> {
        match sign {
            "==" => zip(a, b, constant, |a, b| a == b),
            "!=" => zip(a, b, constant, |a, b| a != b),
            "<" => zip(a, b, constant, |a, b| a < b),
            "<=" => zip(a, b, constant, |a, b| a <= b),
            ">" => zip(a, b, constant, |a, b| a > b),
            _ => zip(a, b, constant, |a, b| a >= b),
        }
    }
    let constant = pair.constant;
    match (&pair.a, &pair.b) {
        (Data::Bool(a), Data::Bool(b)) => by(sign, a, b, constant),
        (Data::Int(a), Data::Int(b)) => by(sign, a, b, constant),
        (Data::F32(a), Data::F32(b)) => by(sign, a, b, constant),
        (Data::F64(a), Data::F64(b)) => by(sign, a, b, constant),
        (Data::Str(a), Data::Str(b)) => {
            let (a, b): (Vec<&str>, Vec<&str>) =
                (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
            by(sign, &a, &b, constant)
        }
        _ => unreachable!("both sides were brought to one kind"),
    }
}
