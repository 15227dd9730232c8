//! The values of function calls in a block of rows.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::check::Typed;
use super::evaluate::{Block, Pair, Result, lists, spread, zip};
use super::function::Function;
use super::value::{Data, Kind, Shape, Value, View};
use crate::hist::widest;
use crate::vecops::{self, Number, Real};

/// The data of the first argument, which nobody needs any more.
fn taken<'a>(values: &mut [Value<'a>], kind: Kind) -> Data<'a> {
    std::mem::replace(&mut values[0].data, Data::new(Kind::Bool)).to(kind)
}

impl<'a> Block<'a> {
    pub(super) fn call(
        &self,
        function: Function,
        operands: Kind,
        arguments: &[Typed],
        typed: &Typed,
    ) -> Result<Value<'a>> {
        if let Function::At = function {
            return self.element(&arguments[0], &arguments[1], arguments.get(2), typed);
        }
        if function.of_one_list() {
            return self.of_one_list(function, self.view(&arguments[0], operands)?, typed);
        }
        let mut values = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>>>()?;
        match function {
            Function::Math(wide, narrow) => {
                let shape = values[0].shape.clone();
                let data = match taken(&mut values, operands) {
                    Data::F32(v) => Data::F32(v.iter().map(|&x| narrow(x)).collect()),
                    other => Data::F64(other.f64s().iter().map(|&x| wide(x)).collect()),
                };
                Ok(Value { data, shape })
            }
            Function::Abs => {
                let shape = values[0].shape.clone();
                let data = match taken(&mut values, operands) {
                    Data::Int(v) => Data::Int(v.iter().map(|x| x.wrapping_abs()).collect()),
                    Data::F32(v) => Data::F32(v.iter().map(|x| x.abs()).collect()),
                    other => Data::F64(other.f64s().iter().map(|x| x.abs()).collect()),
                };
                Ok(Value { data, shape })
            }
            Function::Cast(_) => {
                let shape = values[0].shape.clone();
                Ok(Value { data: taken(&mut values, operands), shape })
            }
            Function::Math2(wide, narrow) => self.pairwise(values, operands, typed.at, |a, b, constant| match (a, b) {
                (Data::F32(a), Data::F32(b)) => Data::F32(zip(&a, &b, constant, narrow).into()),
                (a, b) => Data::F64(zip(&a.f64s(), &b.f64s(), constant, wide).into()),
            }),
            Function::Lesser | Function::Greater => {
                fn choose<T: Number>(a: &[T], b: &[T], constant: (bool, bool), greater: bool) -> Vec<T> {
                    zip(a, b, constant, |a, b| if (b > a) == greater && a != b { b } else { a })
                }
                let greater = matches!(function, Function::Greater);
                self.pairwise(values, operands, typed.at, |a, b, constant| match (a, b) {
                    (Data::Int(a), Data::Int(b)) => Data::Int(choose(&a, &b, constant, greater).into()),
                    (Data::F32(a), Data::F32(b)) => Data::F32(choose(&a, &b, constant, greater).into()),
                    (a, b) => Data::F64(choose(&a.f64s(), &b.f64s(), constant, greater).into()),
                })
            }
            Function::DeltaPhi | Function::DeltaR | Function::TransverseMass | Function::InvariantMasses => {
                let (columns, shape) = self.all_together(values, typed.at)?;
                let data = if operands == Kind::F32 {
                    Data::F32(kinematics(function, &columns.into_iter().map(Data::f32s).collect::<Vec<_>>()).into())
                } else {
                    Data::F64(kinematics(function, &columns.into_iter().map(Data::f64s).collect::<Vec<_>>()).into())
                };
                Ok(Value { data, shape })
            }
            Function::InvariantMass | Function::Dot => {
                let Shape::Lists(offsets) = values[0].shape.clone() else { unreachable!("lists were asked for") };
                let (columns, _) = self.all_together(values, typed.at)?;
                Ok(Value::flat(if operands == Kind::F32 {
                    let columns: Vec<_> = columns.into_iter().map(Data::f32s).collect();
                    Data::F32(of_lists(function, &columns, &offsets).into())
                } else {
                    let columns: Vec<_> = columns.into_iter().map(Data::f64s).collect();
                    Data::F64(of_lists(function, &columns, &offsets).into())
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
                let chosen: Vec<_> = condition.data.bools().iter().copied().enumerate().map(choose).collect();
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
            Function::Sort => {
                let Shape::Lists(offsets) = values[0].shape.clone() else { unreachable!("a list was asked for") };
                let data = sorted(taken(&mut values, operands), &offsets);
                Ok(Value { data, shape: Shape::Lists(offsets) })
            }
            Function::Reverse => {
                let Shape::Lists(offsets) = &values[0].shape else { unreachable!("a list was asked for") };
                Ok(lists(&values[0].data, offsets, |range| range.rev().collect()))
            }
            _ => unreachable!("`Function::of_one_list` names the others"),
        }
    }

    /// A function that makes one value, or a list of places, of each list.
    fn of_one_list(&self, function: Function, view: View<'a>, typed: &Typed) -> Result<Value<'a>> {
        let View { data, ranges } = view;
        let each = |f: &mut dyn FnMut(Range<usize>)| {
            for range in &ranges {
                f(range.clone());
            }
        };
        let numbers = match function {
            Function::Size => Data::Int(ranges.iter().map(|range| range.len() as i64).collect()),
            Function::Empty => Data::Bool(ranges.iter().map(Range::is_empty).collect()),
            Function::Any | Function::All => {
                let (mask, mut out) = (data.bools(), Vec::with_capacity(ranges.len()));
                let any = matches!(function, Function::Any);
                each(&mut |range| out.push(if any { vecops::any(&mask[range]) } else { vecops::all(&mask[range]) }));
                Data::Bool(out.into())
            }
            Function::Nonzero => {
                let mask = data.bools();
                let (mut out, mut ends) = (Vec::new(), vec![0]);
                each(&mut |range| {
                    out.extend(vecops::nonzero(&mask[range]).into_iter().map(|place| place as i64));
                    ends.push(out.len() as u32);
                });
                return Ok(Value { data: Data::Int(out.into()), shape: Shape::Lists(Rc::new(ends)) });
            }
            Function::Argsort => {
                let (mut out, mut ends) = (Vec::new(), vec![0]);
                let mut places = |order: &dyn Fn(Range<usize>) -> Vec<usize>| {
                    each(&mut |range| {
                        out.extend(order(range).into_iter().map(|place| place as i64));
                        ends.push(out.len() as u32);
                    });
                };
                match &data {
                    Data::Int(v) => places(&|range| vecops::argsort(&v[range])),
                    Data::F32(v) => places(&|range| vecops::argsort(&v[range])),
                    Data::F64(v) => places(&|range| vecops::argsort(&v[range])),
                    Data::Bool(_) | Data::Str(_) => unreachable!("only numbers are sorted by place"),
                }
                return Ok(Value { data: Data::Int(out.into()), shape: Shape::Lists(Rc::new(ends)) });
            }
            Function::Max | Function::Min | Function::ArgMax | Function::ArgMin => {
                if let Some(row) = ranges.iter().position(Range::is_empty) {
                    return self.fail(typed.at, row, "this has no value for an empty list");
                }
                let largest = matches!(function, Function::Max | Function::ArgMax);
                let mut best = Vec::with_capacity(ranges.len());
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
            _ => reduce(function, &data, &ranges),
        };
        Ok(Value::flat(numbers))
    }

    fn pairwise(
        &self,
        values: Vec<Value<'a>>,
        kind: Kind,
        at: usize,
        f: impl FnOnce(Data<'a>, Data<'a>, (bool, bool)) -> Data<'a>,
    ) -> Result<Value<'a>> {
        let mut values = values.into_iter();
        let (Some(a), Some(b)) = (values.next(), values.next()) else { unreachable!("two arguments were checked") };
        let Pair { a, b, constant, shape } = self.together(a, b, kind, at)?;
        Ok(Value { data: f(a, b, constant), shape })
    }

    /// All values in one shape, constants repeated.
    fn all_together(&self, values: Vec<Value<'a>>, at: usize) -> Result<(Vec<Data<'a>>, Shape)> {
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

fn kinematics<T: Real>(function: Function, columns: &[Cow<'_, [T]>]) -> Vec<T> {
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

fn of_lists<T: Real>(function: Function, c: &[Cow<'_, [T]>], offsets: &[u32]) -> Vec<T> {
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

fn sorted<'a>(data: Data<'a>, offsets: &[u32]) -> Data<'a> {
    fn each<T: Clone>(v: &[T], offsets: &[u32], sort: impl Fn(&[T]) -> Vec<T>) -> Vec<T> {
        offsets.windows(2).flat_map(|pair| sort(&v[pair[0] as usize..pair[1] as usize])).collect()
    }
    fn plain<T: Clone + Ord>(part: &[T]) -> Vec<T> {
        let mut part = part.to_vec();
        part.sort_unstable();
        part
    }
    match data {
        Data::Bool(v) => Data::Bool(each(&v, offsets, plain).into()),
        Data::Int(v) => Data::Int(each(&v, offsets, plain).into()),
        Data::F32(v) => Data::F32(each(&v, offsets, vecops::sort).into()),
        Data::F64(v) => Data::F64(each(&v, offsets, vecops::sort).into()),
        text @ Data::Str(_) => text,
    }
}

/// Where the best value of a part of a list stands, counted from the start of the part.
trait Best {
    fn best(&self, range: Range<usize>, largest: bool) -> usize;
}

impl<T: Number> Best for &[T] {
    fn best(&self, range: Range<usize>, largest: bool) -> usize {
        let part = &self[range];
        let place = if largest { vecops::argmax(part) } else { vecops::argmin(part) };
        place.unwrap_or(0)
    }
}

fn with_numbers(data: &Data<'_>, f: &mut dyn FnMut(&dyn Best)) {
    match data {
        Data::Int(v) => f(&v.as_ref()),
        Data::F32(v) => f(&v.as_ref()),
        Data::F64(v) => f(&v.as_ref()),
        Data::Bool(_) | Data::Str(_) => {}
    }
}

fn reduce(function: Function, data: &Data<'_>, ranges: &[Range<usize>]) -> Data<'static> {
    fn each<T, U: Clone>(v: &[T], ranges: &[Range<usize>], f: impl Fn(&[T]) -> U) -> Cow<'static, [U]> {
        ranges.iter().map(|range| f(&v[range.clone()])).collect()
    }
    fn double<T: Number>(function: Function, v: &[T], ranges: &[Range<usize>]) -> Data<'static> {
        Data::F64(match function {
            Function::Mean => each(v, ranges, vecops::mean),
            Function::Var => each(v, ranges, vecops::var),
            _ => each(v, ranges, vecops::std_dev),
        })
    }
    let same = matches!(function, Function::Sum | Function::Product);
    let product = matches!(function, Function::Product);
    match data {
        Data::Int(v) if product => Data::Int(each(v, ranges, |v| v.iter().fold(1, |p: i64, &x| p.wrapping_mul(x)))),
        Data::Int(v) if same => Data::Int(each(v, ranges, |v| v.iter().fold(0, |s: i64, &x| s.wrapping_add(x)))),
        Data::F32(v) if product => Data::F32(each(v, ranges, vecops::product)),
        Data::F32(v) if same => {
            let mut out = vec![0.0; ranges.len()];
            sums_f32(v, ranges, &mut out);
            Data::F32(out.into())
        }
        Data::F64(v) if product => Data::F64(each(v, ranges, vecops::product)),
        Data::F64(v) if same => {
            let mut out = vec![0.0; ranges.len()];
            sums_f64(v, ranges, &mut out);
            Data::F64(out.into())
        }
        Data::Int(v) => double(function, v, ranges),
        Data::F32(v) => double(function, v, ranges),
        Data::F64(v) => double(function, v, ranges),
        Data::Bool(_) | Data::Str(_) => unreachable!("only numbers are reduced"),
    }
}

/// The sum of a list. Most lists are short, and how short is hard to predict: four values are added in any case,
/// zeros in place of those that follow the list. A sum that began with 0 is not changed by them.
#[inline(always)]
fn sum<T: Number>(values: &[T], range: &Range<usize>) -> T {
    const SHORT: usize = 4;
    match values.get(range.start..range.start + SHORT) {
        Some(four) if range.len() <= SHORT => {
            let own = |(place, &value): (usize, &T)| {
                std::hint::select_unpredictable(place < range.len(), value, T::default())
            };
            four.iter().enumerate().map(own).fold(T::default(), |sum, value| sum + value)
        }
        _ => vecops::sum(&values[range.clone()]),
    }
}

widest! {
    fn sums_f32(values: &[f32], ranges: &[Range<usize>], out: &mut [f32]) {
        for (out, range) in out.iter_mut().zip(ranges) {
            *out = sum(values, range);
        }
    }
}

widest! {
    fn sums_f64(values: &[f64], ranges: &[Range<usize>], out: &mut [f64]) {
        for (out, range) in out.iter_mut().zip(ranges) {
            *out = sum(values, range);
        }
    }
}
