//! Generic code that cells use all the time, compiled once here so that cells share it.
//!
//! At the optimisation level of this crate (1) rustc exports the generic functions that it
//! instantiates, and a cell at level 0 or 1 links to them instead of compiling its own copies. Nothing
//! here is ever called; it only has to be compiled. Measured on a ten-line cell with a `HashMap`:
//! see `docs/benchmarks.md`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Debug;
use std::hint::black_box;
use std::ops::Range;

use rootlet::frame::{Batch, Builder};
use rootlet::prelude::*;
use rootlet::vecops::{delta_phi, delta_r, four_vectors, transverse_mass};

use crate::{ByDebug as _, ByShow as _, CellResult, Shown, Store, show_value};

/// What a cell does with a variable of any kind: take it, show it, put it back.
macro_rules! variables {
    ($name:ident: $($ty:ty),* $(,)?) => {
        #[doc(hidden)]
        pub fn $name(store: &mut Store) {
            $(
                let value = store.take::<$ty>("");
                show_value((&&&Shown(&value)).bundle());
                store.put("", value);
            )*
        }
    };
}

variables!(scalars: (), i32, i64, u8, u32, u64, usize, f32, f64, bool, char, &'static str, String);
variables!(vectors: Vec<i32>, Vec<i64>, Vec<u64>, Vec<usize>, Vec<f64>, Vec<f32>, Vec<String>, Vec<&'static str>, Vec<Vec<f64>>, Vec<(f64, f64)>);
variables!(options: Option<i32>, Option<i64>, Option<f64>, Option<usize>, Option<String>, (i32, i32), (f64, f64), (usize, f64));
variables!(maps: HashMap<String, i32>, HashMap<String, i64>, HashMap<String, f64>, HashMap<String, Vec<f64>>, HashMap<String, Vec<i64>>, HashMap<String, String>, BTreeMap<String, f64>, BTreeMap<String, Vec<f64>>);
variables!(library: Hist1D, Hist2D, Hist3D, Profile1D, Efficiency, Graph, MultiGraph, FitResult, Function, Frame, Plot, Canvas);
variables!(booked: Booked<Hist1D>, Booked<Hist2D>, Booked<u64>, Booked<f64>, Column<f32>, Column<f64>, Column<i32>, Column<u32>, Column<[f32]>, Column<[f64]>, Column<[i32]>, [Column<[i32]>; 2], [Column<[f32]>; 4]);

/// The everyday life of a vector.
macro_rules! vector_life {
    ($name:ident: $($ty:ty),* $(,)?) => {
        #[doc(hidden)]
        pub fn $name(count: usize) {
            $(
                let mut values: Vec<$ty> = Vec::new();
                values.push(<$ty>::default());
                values.extend((0..count).map(|_| <$ty>::default()));
                values.extend_from_slice(&vec![<$ty>::default(); count]);
                values.insert(0, <$ty>::default());
                values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
                values.reserve(count);
                values.truncate(count);
                values.reverse();
                values.dedup();
                black_box((values.pop(), values.first().cloned(), values.last().cloned(), values.get(1).cloned(), values.len()));
                for value in &values { black_box(value); }
                for value in &mut values { black_box(value); }
                for (index, value) in values.iter().enumerate() { black_box((index, value)); }
                for (a, b) in values.iter().zip(values.iter()) { black_box((a, b)); }
                black_box(values.iter().cloned().collect::<Vec<$ty>>());
                black_box(values.clone().into_iter().collect::<Vec<$ty>>());
                for value in values.clone() { black_box(value); }
                values.remove(0);
                values[0] = <$ty>::default();
                black_box(&values[..1]);
                debug(&values);
            )*
        }
    };
}

vector_life!(vector_lives: i32, i64, u64, usize, f64, f32, u8, String, Vec<f64>, Vec<i64>, (f64, f64), (String, f64), (String, i64));

/// The everyday life of a map.
macro_rules! map_life {
    ($name:ident: $($key:ty => $value:ty),* $(,)?) => {
        #[doc(hidden)]
        pub fn $name() {
            $(
                let mut map: HashMap<$key, $value> = HashMap::new();
                map.insert(<$key>::default(), <$value>::default());
                black_box(map.entry(<$key>::default()).or_default());
                black_box(map.entry(<$key>::default()).or_insert(<$value>::default()));
                black_box((map.get(&<$key>::default()), map.contains_key(&<$key>::default()), map.len(), map.is_empty()));
                black_box(&map[&<$key>::default()]);
                black_box(map.get_mut(&<$key>::default()));
                for (key, value) in &map { black_box((key, value)); }
                for (key, value) in &mut map { black_box((key, value)); }
                for value in map.values() { black_box(value); }
                let mut keys: Vec<_> = map.keys().cloned().collect();
                keys.sort();
                black_box(keys.iter().collect::<Vec<_>>());
                let mut borrowed: Vec<_> = map.keys().collect();
                borrowed.sort();
                black_box(borrowed);
                let mut pairs: Vec<_> = map.clone().into_iter().collect();
                pairs.sort_by(|a, b| a.0.cmp(&b.0));
                black_box(map.remove(&<$key>::default()));
                debug(&map);
                black_box(pairs.into_iter().collect::<HashMap<_, _>>());
            )*
        }
    };
}

map_life!(text_maps: String => i32, String => i64, String => f64, String => usize, String => String, String => Vec<f64>, String => Vec<i64>);
map_life!(number_maps: i32 => i32, i64 => i64, usize => usize, i32 => f64, i64 => f64, usize => f64, i32 => String, i64 => Vec<f64>);

/// Looking up text by a borrowed key.
#[doc(hidden)]
pub fn lookups(
    map: &mut HashMap<String, f64>,
    other: &mut HashMap<String, Vec<i64>>,
    count: &mut HashMap<String, usize>,
) {
    black_box((map.get("a"), map["a"], map.contains_key("a")));
    black_box(map.remove("a"));
    black_box((other.get("a"), &other["a"], other.contains_key("a")));
    black_box((count.get("a"), count["a"]));
    *count.entry("a".to_owned()).or_insert(0) += 1;
}

/// Loops over ranges, and sums.
#[doc(hidden)]
pub fn loops(small: Range<i32>, middle: Range<i64>, large: Range<usize>, unsigned: Range<u64>) -> f64 {
    let mut total = 0.0;
    for i in small.clone() {
        total += f64::from(i);
    }
    for i in middle.clone() {
        total += i as f64;
    }
    for i in large.clone() {
        total += i as f64;
    }
    for i in unsigned {
        total += i as f64;
    }
    for i in 0..=large.end {
        total += i as f64;
    }
    for i in 0..=small.end {
        total += f64::from(i);
    }
    for i in (0..large.end).rev().step_by(2) {
        total += i as f64;
    }
    let floats: Vec<f64> = large.clone().map(|i| i as f64).collect();
    let integers: Vec<i64> = middle.clone().collect();
    let texts: Vec<String> = small.map(|i| i.to_string()).collect();
    total += floats.iter().sum::<f64>() + floats.iter().copied().fold(0.0, f64::max) + floats.iter().product::<f64>();
    total += integers.iter().sum::<i64>() as f64 + integers.iter().copied().sum::<i64>() as f64;
    total += middle.sum::<i64>() as f64 + large.sum::<usize>() as f64;
    black_box((integers.iter().max(), integers.iter().min(), integers.iter().count()));
    black_box((texts.join(", "), texts.concat(), texts.iter().map(String::as_str).collect::<Vec<_>>()));
    black_box(integers.iter().copied().collect::<HashSet<i64>>());
    total
}

/// Text, numbers from text, and `?` on what goes wrong there.
///
/// # Errors
/// Where the text is no number.
#[doc(hidden)]
pub fn texts(text: &str) -> crate::CellResult {
    black_box((text.parse::<i64>()?, text.parse::<f64>()?, text.parse::<i32>()?, text.parse::<usize>()?));
    black_box((
        text.to_string(),
        text.to_owned() + text,
        String::from(text),
        format!("{text} {:?} {:.3} {}", text, 1.0, 1),
    ));
    black_box((
        text.lines().collect::<Vec<_>>(),
        text.split(' ').collect::<Vec<_>>(),
        text.split_whitespace().collect::<Vec<_>>(),
    ));
    black_box((
        text.chars().collect::<Vec<_>>(),
        text.chars().rev().collect::<String>(),
        text.replace('a', "b"),
        text.trim(),
        text.contains('a'),
    ));
    let mut input = String::new();
    std::io::stdin().read_line(&mut input)?;
    black_box(std::fs::read_to_string(text)?);
    Err("a text".into())
}

fn debug(value: &dyn Debug) {
    black_box(format!("{value:?}"));
}

/// Closures over events: columns, the lists of a batch, four-vectors.
///
/// # Errors
/// As those of a frame.
#[doc(hidden)]
pub fn events(frame: &Frame, batch: &Batch<'_>, out: &mut Builder) -> CellResult {
    macro_rules! lists {
        ($($ty:ty),*) => {$(
            let lists = batch.lists(frame.column::<[$ty]>("")?);
            black_box((lists.values(), &lists[0], lists.range(0), lists.len()));
            for row in batch.rows() {
                black_box((&row[frame.column::<[$ty]>("")?], &row[frame.column::<$ty>("")?]));
            }
            black_box(batch.values(frame.column::<$ty>("")?).iter().enumerate().count());
            out.push_list::<$ty>(&lists[0]);
            out.push::<$ty>(<$ty>::default());
            out.list::<$ty>().push(<$ty>::default());
        )*};
    }
    lists!(f32, f64, i32, u32, bool);
    let of = |name: &str| frame.column::<[f32]>(name);
    let (pt, eta, phi, mass) = (batch.lists(of("")?), batch.lists(of("")?), batch.lists(of("")?), batch.lists(of("")?));
    let vectors: Vec<PxPyPzE> = four_vectors(pt.values(), eta.values(), phi.values(), mass.values());
    let sum = vectors[0] + vectors[1];
    black_box((sum.mass(), sum.pt(), delta_r(0.0f32, 0.0, 0.0, 0.0), delta_phi(0.0f32, 0.0)));
    black_box((transverse_mass(0.0f32, 0.0, 0.0, 0.0), transverse_mass(0.0f64, 0.0, 0.0, 0.0)));
    for (place, row) in batch.rows().enumerate() {
        black_box((place, row.entry()));
    }
    Ok(())
}
