use std::rc::Rc;
use std::sync::Arc;

use super::check::{Operation, Typed};
use super::function::Function;
use super::value::{Data, Kind, Shape, Value, map_data, with_data};
use crate::frame::store::Store;
use crate::vecops::{self, Number, Real};

/// Why an expression has no value in a row.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) text: String,
    pub(super) row: u32,
}

type Result<T> = std::result::Result<T, Failure>;

/// The values of an expression in some rows. `stores` are the columns that [`Operation::Column`] counts.
pub(super) fn evaluate(typed: &Typed, stores: &[Arc<Store>], rows: &[u32]) -> Result<Value> {
    Block { stores, rows }.value(typed)
}

struct Block<'a> {
    stores: &'a [Arc<Store>],
    rows: &'a [u32],
}

impl Block<'_> {
    /// The error for the row at `place` of the block.
    fn fail<T>(&self, at: usize, place: usize, text: impl Into<String>) -> Result<T> {
        Err(Failure { at, text: text.into(), row: self.rows[place] })
    }

    fn value(&self, typed: &Typed) -> Result<Value> {
        match &typed.operation {
            Operation::Constant(data) => Ok(Value { data: data.clone(), shape: Shape::Constant }),
            Operation::Column(index) => Ok(Value::load(&self.stores[*index], self.rows, typed.jagged)),
            Operation::Not(inner) => {
                let Value { data, shape } = self.value(inner)?;
                Ok(Value { data: Data::Bool(data.bools().into_iter().map(|x| !x).collect()), shape })
            }
            Operation::Flip(inner) => {
                let Value { data, shape } = self.value(inner)?;
                Ok(Value { data: Data::Int(data.ints().into_iter().map(|x| !x).collect()), shape })
            }
            Operation::Negate(inner) => {
                let Value { data, shape } = self.value(inner)?;
                let data = match data.to(typed.kind) {
                    Data::Int(v) => Data::Int(v.into_iter().map(i64::wrapping_neg).collect()),
                    Data::F32(v) => Data::F32(v.into_iter().map(|x| -x).collect()),
                    Data::F64(v) => Data::F64(v.into_iter().map(|x| -x).collect()),
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
                Ok(Value { data: Data::Bool(compare(sign, &pair)), shape: pair.shape })
            }
            Operation::Logic { and, sides } => self.logic(*and, sides, typed.at),
            Operation::Element(both) => self.element(&both[0], &both[1], None, typed),
            Operation::Mask(both) => {
                let (list, mask) = (self.value(&both[0])?, self.value(&both[1])?);
                let offsets = self.same_counts(&list, &mask, typed.at)?;
                let mask = mask.data.bools();
                Ok(lists(&list.data, &offsets, |range| range.filter(|&index| mask[index]).collect()))
            }
            Operation::Places(both) => self.places(&both[0], &both[1], typed),
            Operation::Choice(parts) => self.choice(parts, typed),
            Operation::Call { function, operands, arguments } => self.call(*function, *operands, arguments, typed),
        }
    }

    /// The same expression in some rows of the block only.
    fn subset(&self, typed: &Typed, places: &[usize]) -> Result<Value> {
        let rows: Vec<u32> = places.iter().map(|&place| self.rows[place]).collect();
        Block { stores: self.stores, rows: &rows }.value(typed)
    }

    fn logic(&self, and: bool, sides: &[Typed; 2], at: usize) -> Result<Value> {
        let left = self.value(&sides[0])?;
        if left.shape != Shape::Flat || sides[1].jagged {
            let right = self.value(&sides[1])?;
            let pair = self.together(left, right, Kind::Bool, at)?;
            let (a, b) = (pair.a.bools(), pair.b.bools());
            let join = |a: bool, b: bool| if and { a && b } else { a || b };
            return Ok(Value { data: Data::Bool(zip(&a, &b, pair.constant, join)), shape: pair.shape });
        }
        // Only where the left side leaves the answer open: `nMuon > 0 && Muon_pt[0] > 20` must not fail.
        let mut answer = left.data.bools();
        let open: Vec<usize> = (0..answer.len()).filter(|&place| answer[place] == and).collect();
        if !open.is_empty() {
            let Value { data, shape } = self.subset(&sides[1], &open)?;
            let right = data.bools();
            for (index, &place) in open.iter().enumerate() {
                answer[place] = right[if shape == Shape::Constant { 0 } else { index }];
            }
        }
        Ok(Value::flat(Data::Bool(answer)))
    }

    fn choice(&self, parts: &[Typed; 3], typed: &Typed) -> Result<Value> {
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
        for &yes in &condition {
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
    fn per_row(&self, typed: &Typed) -> Result<Data> {
        let Value { data, shape } = self.value(typed)?;
        Ok(if shape == Shape::Constant { data.pick(&vec![0; self.rows.len()]) } else { data })
    }

    fn element(&self, list: &Typed, place: &Typed, fallback: Option<&Typed>, typed: &Typed) -> Result<Value> {
        let places = self.per_row(place)?.ints();
        let Value { data, shape: Shape::Lists(offsets) } = self.value(list)? else {
            unreachable!("only lists are indexed")
        };
        let data = data.to(typed.kind);
        let mut found = Vec::with_capacity(places.len());
        let mut outside = Vec::new();
        for (row, &place) in places.iter().enumerate() {
            let (begin, end) = (offsets[row] as usize, offsets[row + 1] as usize);
            match usize::try_from(place) {
                Ok(place) if place < end - begin => found.push(begin + place),
                _ if fallback.is_some() => {
                    outside.push(row);
                    found.push(0);
                }
                _ => {
                    let text = format!("place {place} of a list with {} values", end - begin);
                    return self.fail(typed.at, row, text);
                }
            }
        }
        let Some(fallback) = fallback else { return Ok(Value::flat(data.pick(&found))) };
        let other = self.per_row(fallback)?.to(typed.kind);
        // Both behind one another: a place in the list, or (behind its end) one in the fallback.
        let length = data.len();
        for row in outside {
            found[row] = length + row;
        }
        let mut both = data;
        both.extend(&other, 0..other.len());
        Ok(Value::flat(both.pick(&found)))
    }

    fn places(&self, list: &Typed, places: &Typed, typed: &Typed) -> Result<Value> {
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
    fn together(&self, a: Value, b: Value, kind: Kind, at: usize) -> Result<Pair> {
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
    fn same_counts(&self, a: &Value, b: &Value, at: usize) -> Result<Rc<Vec<u32>>> {
        let (Shape::Lists(x), Shape::Lists(y)) = (&a.shape, &b.shape) else { unreachable!("only lists are compared") };
        if x == y {
            return Ok(x.clone());
        }
        let differs = (0..self.rows.len()).find(|&row| x[row + 1] - x[row] != y[row + 1] - y[row]).unwrap_or(0);
        let (n, m) = (x[differs + 1] - x[differs], y[differs + 1] - y[differs]);
        self.fail(at, differs, format!("lists of {n} and of {m} values"))
    }

    fn arithmetic(&self, sign: &str, pair: Pair, at: usize) -> Result<Value> {
        let Pair { a, b, constant, shape } = pair;
        let data = match (a, b) {
            (Data::Bool(a), Data::Bool(b)) => Data::Bool(match sign {
                "&" => zip(&a, &b, constant, |a, b| a & b),
                "|" => zip(&a, &b, constant, |a, b| a | b),
                _ => zip(&a, &b, constant, |a, b| a ^ b),
            }),
            (Data::Int(a), Data::Int(b)) => {
                if matches!(sign, "/" | "%")
                    && let Some(index) = b.iter().position(|&b| b == 0)
                    && !a.is_empty()
                {
                    let place = if constant.1 { 0 } else { row_of(&shape, index) };
                    return self.fail(at, place, "an integer is divided by 0");
                }
                Data::Int(match sign {
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
                })
            }
            (Data::F32(a), Data::F32(b)) => Data::F32(floats(sign, &a, &b, constant)),
            (Data::F64(a), Data::F64(b)) => Data::F64(floats(sign, &a, &b, constant)),
            _ => unreachable!("both sides were brought to one kind"),
        };
        Ok(Value { data, shape })
    }

    fn call(&self, function: Function, operands: Kind, arguments: &[Typed], typed: &Typed) -> Result<Value> {
        if let Function::At = function {
            return self.element(&arguments[0], &arguments[1], arguments.get(2), typed);
        }
        let mut values = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>>>()?;
        let first = || values[0].data.clone().to(operands);
        match function {
            Function::Math(wide, narrow) => {
                let shape = values[0].shape.clone();
                let data = match first() {
                    Data::F32(v) => Data::F32(v.into_iter().map(narrow).collect()),
                    other => Data::F64(other.f64s().into_iter().map(wide).collect()),
                };
                Ok(Value { data, shape })
            }
            Function::Abs => {
                let shape = values[0].shape.clone();
                let data = match first() {
                    Data::Int(v) => Data::Int(v.into_iter().map(i64::wrapping_abs).collect()),
                    Data::F32(v) => Data::F32(v.into_iter().map(f32::abs).collect()),
                    other => Data::F64(other.f64s().into_iter().map(f64::abs).collect()),
                };
                Ok(Value { data, shape })
            }
            Function::Math2(wide, narrow) => self.pairwise(values, operands, typed.at, |a, b, constant| match (a, b) {
                (Data::F32(a), Data::F32(b)) => Data::F32(zip(&a, &b, constant, narrow)),
                (a, b) => Data::F64(zip(&a.f64s(), &b.f64s(), constant, wide)),
            }),
            Function::Lesser | Function::Greater => {
                fn choose<T: Number>(a: &[T], b: &[T], constant: (bool, bool), greater: bool) -> Vec<T> {
                    zip(a, b, constant, |a, b| if (b > a) == greater && a != b { b } else { a })
                }
                let greater = matches!(function, Function::Greater);
                self.pairwise(values, operands, typed.at, |a, b, constant| match (a, b) {
                    (Data::Int(a), Data::Int(b)) => Data::Int(choose(&a, &b, constant, greater)),
                    (Data::F32(a), Data::F32(b)) => Data::F32(choose(&a, &b, constant, greater)),
                    (a, b) => Data::F64(choose(&a.f64s(), &b.f64s(), constant, greater)),
                })
            }
            Function::DeltaPhi | Function::DeltaR | Function::TransverseMass | Function::InvariantMasses => {
                let (columns, shape) = self.all_together(values, typed.at)?;
                let data = if operands == Kind::F32 {
                    Data::F32(kinematics(function, &columns.into_iter().map(Data::f32s).collect::<Vec<_>>()))
                } else {
                    Data::F64(kinematics(function, &columns.into_iter().map(Data::f64s).collect::<Vec<_>>()))
                };
                Ok(Value { data, shape })
            }
            Function::InvariantMass | Function::Dot => {
                let Shape::Lists(offsets) = values[0].shape.clone() else { unreachable!("lists were asked for") };
                let (columns, _) = self.all_together(values, typed.at)?;
                Ok(Value::flat(if operands == Kind::F32 {
                    let columns: Vec<_> = columns.into_iter().map(Data::f32s).collect();
                    Data::F32(of_lists(function, &columns, &offsets))
                } else {
                    let columns: Vec<_> = columns.into_iter().map(Data::f64s).collect();
                    Data::F64(of_lists(function, &columns, &offsets))
                }))
            }
            Function::Where => {
                let condition = values.remove(0);
                let Shape::Lists(offsets) = condition.shape.clone() else { unreachable!("a list was asked for") };
                for value in &values {
                    if matches!(value.shape, Shape::Lists(_)) {
                        self.same_counts(&condition, value, typed.at)?;
                    }
                }
                let shape = Shape::Lists(offsets);
                let mut sides = values.into_iter().map(|value| {
                    let constant = value.shape == Shape::Constant;
                    let data = spread(value, &shape);
                    let count = condition.data.len();
                    if constant { data.pick(&vec![0; count]) } else { data }.to(operands)
                });
                let (Some(yes), Some(no)) = (sides.next(), sides.next()) else { unreachable!("two sides") };
                let count = yes.len();
                let mut both = yes;
                both.extend(&no, 0..no.len());
                let choose = |(index, yes): (usize, bool)| if yes { index } else { count + index };
                let chosen: Vec<_> = condition.data.bools().into_iter().enumerate().map(choose).collect();
                Ok(Value { data: both.pick(&chosen), shape })
            }
            Function::Concatenate => {
                let (Shape::Lists(x), Shape::Lists(y)) = (&values[0].shape, &values[1].shape) else {
                    unreachable!("lists were asked for")
                };
                let (a, b) = (values[0].data.clone().to(operands), values[1].data.clone().to(operands));
                let (mut data, mut offsets) = (Data::new(operands), vec![0]);
                for row in 0..self.rows.len() {
                    data.extend(&a, x[row] as usize..x[row + 1] as usize);
                    data.extend(&b, y[row] as usize..y[row + 1] as usize);
                    offsets.push(data.len() as u32);
                }
                Ok(Value { data, shape: Shape::Lists(Rc::new(offsets)) })
            }
            Function::Take | Function::Drop => {
                let counts = self.per_row(&arguments[1])?.ints();
                let Shape::Lists(offsets) = &values[0].shape else { unreachable!("a list was asked for") };
                let mut row = 0;
                Ok(lists(&values[0].data, offsets, |range| {
                    // A negative number counts from the end.
                    let count = counts[row];
                    row += 1;
                    let some = (count.unsigned_abs() as usize).min(range.len());
                    let (begin, end) = match (matches!(function, Function::Take), count >= 0) {
                        (true, true) => (range.start, range.start + some),
                        (true, false) => (range.end - some, range.end),
                        (false, true) => (range.start + some, range.end),
                        (false, false) => (range.start, range.end - some),
                    };
                    (begin..end).collect()
                }))
            }
            _ => self.of_one_list(function, first(), &values[0].shape, typed),
        }
    }

    /// A function of one list per row.
    fn of_one_list(&self, function: Function, data: Data, shape: &Shape, typed: &Typed) -> Result<Value> {
        let Shape::Lists(offsets) = shape else { unreachable!("a list was asked for") };
        let each = |f: &mut dyn FnMut(std::ops::Range<usize>)| {
            for pair in offsets.windows(2) {
                f(pair[0] as usize..pair[1] as usize);
            }
        };
        let numbers = match function {
            Function::Size => Data::Int(offsets.windows(2).map(|pair| i64::from(pair[1] - pair[0])).collect()),
            Function::Empty => Data::Bool(offsets.windows(2).map(|pair| pair[1] == pair[0]).collect()),
            Function::Any | Function::All => {
                let (mask, mut out) = (data.bools(), Vec::with_capacity(self.rows.len()));
                let any = matches!(function, Function::Any);
                each(&mut |range| out.push(if any { vecops::any(&mask[range]) } else { vecops::all(&mask[range]) }));
                Data::Bool(out)
            }
            Function::Nonzero => {
                let mask = data.bools();
                let (mut out, mut ends) = (Vec::new(), vec![0]);
                each(&mut |range| {
                    out.extend(vecops::nonzero(&mask[range]).into_iter().map(|place| place as i64));
                    ends.push(out.len() as u32);
                });
                return Ok(Value { data: Data::Int(out), shape: Shape::Lists(Rc::new(ends)) });
            }
            Function::Argsort => {
                let places = |order: &mut dyn FnMut(std::ops::Range<usize>) -> Vec<usize>| {
                    let mut out = Vec::with_capacity(data.len());
                    each(&mut |range| out.extend(order(range).into_iter().map(|place| place as i64)));
                    out
                };
                let sorted = match &data {
                    Data::Int(v) => places(&mut |range| vecops::argsort(&v[range])),
                    Data::F32(v) => places(&mut |range| vecops::argsort(&v[range])),
                    Data::F64(v) => places(&mut |range| vecops::argsort(&v[range])),
                    Data::Bool(_) | Data::Str(_) => Vec::new(),
                };
                return Ok(Value { data: Data::Int(sorted), shape: shape.clone() });
            }
            Function::Sort => {
                let data = match data {
                    Data::Bool(mut v) => {
                        each(&mut |range| v[range].sort_unstable());
                        Data::Bool(v)
                    }
                    Data::Int(mut v) => {
                        each(&mut |range| v[range].sort_unstable());
                        Data::Int(v)
                    }
                    Data::F32(v) => {
                        let mut sorted = Vec::with_capacity(v.len());
                        each(&mut |range| sorted.append(&mut vecops::sort(&v[range])));
                        Data::F32(sorted)
                    }
                    Data::F64(v) => {
                        let mut sorted = Vec::with_capacity(v.len());
                        each(&mut |range| sorted.append(&mut vecops::sort(&v[range])));
                        Data::F64(sorted)
                    }
                    text @ Data::Str(_) => text,
                };
                return Ok(Value { data, shape: shape.clone() });
            }
            Function::Reverse => return Ok(lists(&data, offsets, |range| range.rev().collect())),
            Function::Max | Function::Min | Function::ArgMax | Function::ArgMin => {
                if let Some(row) = (0..self.rows.len()).find(|&row| offsets[row] == offsets[row + 1]) {
                    return self.fail(typed.at, row, "this has no value for an empty list");
                }
                let largest = matches!(function, Function::Max | Function::ArgMax);
                let mut best = Vec::with_capacity(self.rows.len());
                with_numbers(&data, &mut |list: &dyn Best| {
                    each(&mut |range| best.push((range.start, list.best(range, largest))));
                });
                if matches!(function, Function::ArgMax | Function::ArgMin) {
                    Data::Int(best.into_iter().map(|(_, place)| place as i64).collect())
                } else {
                    let places: Vec<usize> = best.into_iter().map(|(start, place)| start + place).collect();
                    data.pick(&places)
                }
            }
            _ => reduce(function, &data, offsets),
        };
        Ok(Value::flat(numbers))
    }

    fn pairwise(
        &self,
        values: Vec<Value>,
        kind: Kind,
        at: usize,
        f: impl FnOnce(Data, Data, (bool, bool)) -> Data,
    ) -> Result<Value> {
        let mut values = values.into_iter();
        let (Some(a), Some(b)) = (values.next(), values.next()) else { unreachable!("two arguments were checked") };
        let Pair { a, b, constant, shape } = self.together(a, b, kind, at)?;
        Ok(Value { data: f(a, b, constant), shape })
    }

    /// All values in one shape, constants repeated.
    fn all_together(&self, values: Vec<Value>, at: usize) -> Result<(Vec<Data>, Shape)> {
        let list = values.iter().find(|value| matches!(value.shape, Shape::Lists(_))).cloned();
        let shape = match &list {
            Some(list) => list.shape.clone(),
            None if values.iter().all(|value| value.shape == Shape::Constant) => Shape::Constant,
            None => Shape::Flat,
        };
        let count = match (&list, &shape) {
            (Some(list), _) => list.data.len(),
            (None, Shape::Constant) => 1,
            (None, _) => self.rows.len(),
        };
        let mut columns = Vec::with_capacity(values.len());
        for value in values {
            if let (Some(list), Shape::Lists(_)) = (&list, &value.shape) {
                self.same_counts(list, &value, at)?;
            }
            let constant = value.shape == Shape::Constant;
            let data = spread(value, &shape);
            columns.push(if constant { data.pick(&vec![0; count]) } else { data });
        }
        Ok((columns, shape))
    }
}

/// Two operands; where one is `constant`, it has one value for all of the other.
struct Pair {
    a: Data,
    b: Data,
    constant: (bool, bool),
    shape: Shape,
}

/// The row to which value `index` belongs.
fn row_of(shape: &Shape, index: usize) -> usize {
    match shape {
        Shape::Lists(offsets) => offsets.partition_point(|&offset| offset as usize <= index) - 1,
        _ => index,
    }
}

/// One value per row becomes one per value of the row's list; everything else stays.
fn spread(value: Value, shape: &Shape) -> Data {
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
fn lists(data: &Data, offsets: &[u32], mut choose: impl FnMut(std::ops::Range<usize>) -> Vec<usize>) -> Value {
    let mut places = Vec::with_capacity(data.len());
    let mut ends = Vec::with_capacity(offsets.len());
    ends.push(0);
    for pair in offsets.windows(2) {
        places.append(&mut choose(pair[0] as usize..pair[1] as usize));
        ends.push(places.len() as u32);
    }
    Value { data: data.pick(&places), shape: Shape::Lists(Rc::new(ends)) }
}

#[inline]
fn zip<T: Copy, U>(a: &[T], b: &[T], constant: (bool, bool), f: impl Fn(T, T) -> U) -> Vec<U> {
    match constant {
        (true, _) => b.iter().map(|&b| f(a[0], b)).collect(),
        (_, true) => a.iter().map(|&a| f(a, b[0])).collect(),
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

fn compare(sign: &str, pair: &Pair) -> Vec<bool> {
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

fn kinematics<T: Real>(function: Function, columns: &[Vec<T>]) -> Vec<T> {
    let c = columns;
    let count = c[0].len();
    match function {
        Function::DeltaPhi => (0..count).map(|i| vecops::delta_phi(c[0][i], c[1][i])).collect(),
        Function::DeltaR => (0..count).map(|i| vecops::delta_r(c[0][i], c[1][i], c[2][i], c[3][i])).collect(),
        Function::TransverseMass => {
            (0..count).map(|i| vecops::transverse_mass(c[0][i], c[1][i], c[2][i], c[3][i])).collect()
        }
        _ => vecops::invariant_masses([&c[0], &c[1], &c[2], &c[3]], [&c[4], &c[5], &c[6], &c[7]]),
    }
}

fn of_lists<T: Real>(function: Function, c: &[Vec<T>], offsets: &[u32]) -> Vec<T> {
    let of_row = |pair: &[u32]| {
        let r = pair[0] as usize..pair[1] as usize;
        if let Function::Dot = function {
            vecops::dot(&c[0][r.clone()], &c[1][r])
        } else {
            vecops::invariant_mass(&c[0][r.clone()], &c[1][r.clone()], &c[2][r.clone()], &c[3][r])
        }
    };
    offsets.windows(2).map(of_row).collect()
}

/// Where the best value of a part of a list stands, counted from the start of the part.
trait Best {
    fn best(&self, range: std::ops::Range<usize>, largest: bool) -> usize;
}

impl<T: Number> Best for Vec<T> {
    fn best(&self, range: std::ops::Range<usize>, largest: bool) -> usize {
        let part = &self[range];
        let place = if largest { vecops::argmax(part) } else { vecops::argmin(part) };
        place.unwrap_or(0)
    }
}

fn with_numbers(data: &Data, f: &mut dyn FnMut(&dyn Best)) {
    match data {
        Data::Int(v) => f(v),
        Data::F32(v) => f(v),
        Data::F64(v) => f(v),
        Data::Bool(_) | Data::Str(_) => {}
    }
}

fn reduce(function: Function, data: &Data, offsets: &[u32]) -> Data {
    fn each<T, U>(v: &[T], offsets: &[u32], f: impl Fn(&[T]) -> U) -> Vec<U> {
        offsets.windows(2).map(|pair| f(&v[pair[0] as usize..pair[1] as usize])).collect()
    }
    fn double<T: Number>(function: Function, v: &[T], offsets: &[u32]) -> Data {
        Data::F64(match function {
            Function::Mean => each(v, offsets, vecops::mean),
            Function::Var => each(v, offsets, vecops::var),
            _ => each(v, offsets, vecops::std_dev),
        })
    }
    let same = matches!(function, Function::Sum | Function::Product);
    let product = matches!(function, Function::Product);
    match data {
        Data::Int(v) if product => Data::Int(each(v, offsets, |v| v.iter().fold(1, |p: i64, &x| p.wrapping_mul(x)))),
        Data::Int(v) if same => Data::Int(each(v, offsets, |v| v.iter().fold(0, |s: i64, &x| s.wrapping_add(x)))),
        Data::F32(v) if same => Data::F32(each(v, offsets, if product { vecops::product } else { vecops::sum })),
        Data::F64(v) if same => Data::F64(each(v, offsets, if product { vecops::product } else { vecops::sum })),
        Data::Int(v) => double(function, v, offsets),
        Data::F32(v) => double(function, v, offsets),
        Data::F64(v) => double(function, v, offsets),
        Data::Bool(_) | Data::Str(_) => with_data!(data, v => Data::F64(vec![0.0; v.len()])),
    }
}
