//! Histograms and profiles of one to three dimensions.

use super::{ToObject, boxed, object, text};
use crate::{
    column::Array,
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
};

/// The type of the bin contents in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Storage {
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
}

impl Storage {
    fn letter(self) -> char {
        match self {
            Storage::I8 => 'C',
            Storage::I16 => 'S',
            Storage::I32 => 'I',
            Storage::I64 => 'L',
            Storage::F32 => 'F',
            Storage::F64 => 'D',
        }
    }

    fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'C' => Storage::I8,
            'S' => Storage::I16,
            'I' => Storage::I32,
            'L' => Storage::I64,
            'F' => Storage::F32,
            'D' => Storage::F64,
            _ => return None,
        })
    }

    fn array(self, values: &[f64]) -> Array {
        match self {
            Storage::I8 => Array::I8(values.iter().map(|x| *x as i8).collect()),
            Storage::I16 => Array::I16(values.iter().map(|x| *x as i16).collect()),
            Storage::I32 => Array::I32(values.iter().map(|x| *x as i32).collect()),
            Storage::I64 => Array::I64(values.iter().map(|x| *x as i64).collect()),
            Storage::F32 => Array::F32(values.iter().map(|x| *x as f32).collect()),
            Storage::F64 => Array::F64(values.to_vec()),
        }
    }
}

/// One axis.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Axis {
    /// `xaxis`, `yaxis`, `zaxis`.
    pub name: String,
    /// The label drawn beside it.
    pub title: String,
    /// Bins without underflow and overflow.
    pub bins: usize,
    /// Lower edge of the first bin.
    pub low: f64,
    /// Upper edge of the last bin.
    pub high: f64,
    /// All `bins + 1` edges when the bins differ in width; otherwise empty.
    pub edges: Vec<f64>,
    /// Names of bins: bin number from 1, and label.
    pub labels: Vec<(usize, String)>,
}

impl Axis {
    /// The middle of a bin, counted from 1; the outermost edge for underflow and overflow.
    pub(super) fn middle(&self, bin: usize) -> f64 {
        let edge = |i: usize| {
            let along = i as f64 / self.bins.max(1) as f64;
            self.edges.get(i).copied().unwrap_or(self.low + (self.high - self.low) * along)
        };
        match bin {
            0 => edge(0),
            bin if bin > self.bins => edge(self.bins),
            bin => 0.5 * (edge(bin - 1) + edge(bin)),
        }
    }
}

/// What a profile keeps beside its sums of w·y, which are the contents.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Profile {
    /// Sum of weights in each bin.
    pub bin_entries: Vec<f64>,
    /// Sum of squared weights in each bin; empty when all weights are 1.
    pub bin_sumw2: Vec<f64>,
    /// Values below are not filled; equal bounds mean no limits.
    pub low: f64,
    /// Values above are not filled.
    pub high: f64,
    /// 0: error of the mean, 1: spread, 2: spread with i, 3: 1/√sumw.
    pub error_mode: i32,
}

/// A histogram or profile as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// The type of the contents.
    pub storage: Storage,
    /// One to three axes.
    pub axes: Vec<Axis>,
    /// The contents with underflow and overflow on every axis; x varies fastest. For profiles: sums of w·y.
    pub contents: Vec<f64>,
    /// Sums of w² in the same order; empty when all weights are 1. For profiles: sums of w·y².
    pub sumw2: Vec<f64>,
    /// The number of fills.
    pub entries: f64,
    /// Sums over the fills inside of the axes, as ROOT orders them: w, w², wx, wx², then
    /// wy, wy², wxy in two dimensions, wz, wz², wxz, wyz in three; for profiles, the value's w·v, w·v² last.
    pub sums: Vec<f64>,
    /// For profiles.
    pub profile: Option<Profile>,
}

const SUMS_1D: [&str; 4] = ["fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2"];
const SUMS_2D: [&str; 3] = ["fTsumwy", "fTsumwy2", "fTsumwxy"];
const SUMS_3D: [&str; 4] = ["fTsumwz", "fTsumwz2", "fTsumwxz", "fTsumwyz"];

/// The members with the sums, in order.
fn sum_names(dimensions: usize, profile: bool) -> Vec<&'static str> {
    let mut names = SUMS_1D.to_vec();
    if dimensions >= 2 {
        names.extend(SUMS_2D);
    }
    if dimensions >= 3 {
        names.extend(SUMS_3D);
    }
    if profile {
        names.extend(match dimensions {
            1 => ["fTsumwy", "fTsumwy2"],
            2 => ["fTsumwz", "fTsumwz2"],
            _ => ["fTsumwt", "fTsumwt2"],
        });
    }
    names
}

/// Dimensions, storage, and whether it is a profile, from a class name.
fn kind(class: &str) -> Option<(usize, Storage, bool)> {
    match class {
        "TProfile" => return Some((1, Storage::F64, true)),
        "TProfile2D" => return Some((2, Storage::F64, true)),
        "TProfile3D" => return Some((3, Storage::F64, true)),
        _ => {}
    }
    let mut rest = class.strip_prefix("TH")?.chars();
    let dimensions = rest.next()?.to_digit(10)? as usize;
    let storage = Storage::of_letter(rest.next()?)?;
    (rest.next().is_none() && (1..=3).contains(&dimensions)).then_some((dimensions, storage, false))
}

impl Histogram {
    /// Whether a class is one of the histograms.
    pub fn is_class(class: &str) -> bool {
        kind(class).is_some()
    }

    /// The class in ROOT: `TH1D`, `TProfile2D`, ….
    pub fn class(&self) -> String {
        match (&self.profile, self.axes.len()) {
            (Some(_), 1) => "TProfile".to_owned(),
            (Some(_), n) => format!("TProfile{n}D"),
            (None, n) => format!("TH{n}{}", self.storage.letter()),
        }
    }

    /// The number of bins with underflow and overflow.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.bins + 2).product()
    }
}

impl FromObject for Histogram {
    fn from_object(object: &Object) -> Result<Self> {
        let (dimensions, storage, is_profile) = kind(&object.class).ok_or_else(|| Error::WrongClass {
            name: object.str("fName").unwrap_or_default().to_owned(),
            class: object.class.clone(),
            wanted: "a histogram".to_owned(),
        })?;
        let axes = ["fXaxis", "fYaxis", "fZaxis"][..dimensions]
            .iter()
            .map(|name| axis(object.object(name)?))
            .collect::<Result<Vec<_>>>()?;
        let contents = object.f64s("fArray")?;
        let cells = axes.iter().try_fold(1usize, |cells, axis: &Axis| cells.checked_mul(axis.bins.checked_add(2)?));
        if cells != Some(contents.len()) {
            return Err(Error::corrupt(
                format!("histogram `{}`", object.str("fName").unwrap_or_default()),
                format!("{} contents do not fit its axes", contents.len()),
            ));
        }
        let profile = is_profile
            .then(|| {
                // The value's range is that of the axis after the last.
                let limits = ["fYmin", "fYmax", "fZmin", "fZmax", "fTmin", "fTmax"];
                let limits = &limits[2 * (dimensions - 1)..2 * dimensions];
                Ok::<_, Error>(Profile {
                    bin_entries: object.f64s("fBinEntries")?,
                    bin_sumw2: object.f64s("fBinSumw2").unwrap_or_default(),
                    low: object.f64(limits[0])?,
                    high: object.f64(limits[1])?,
                    error_mode: object.i64("fErrorMode")? as i32,
                })
            })
            .transpose()?;
        Ok(Self {
            name: object.str("fName")?.to_owned(),
            title: object.str("fTitle")?.to_owned(),
            storage,
            axes,
            contents,
            sumw2: object.f64s("fSumw2")?,
            entries: object.f64("fEntries")?,
            sums: sum_names(dimensions, is_profile).into_iter().map(|n| object.f64(n).unwrap_or(0.0)).collect(),
            profile,
        })
    }
}

pub(super) fn axis(object: &Object) -> Result<Axis> {
    let mut labels = vec![];
    for item in object.items("fLabels").unwrap_or_default() {
        if let Value::Object(label) = item
            && let (Ok(bin), Ok(text)) = (label.i64("fUniqueID"), label.str("fString"))
        {
            labels.push((usize::try_from(bin).unwrap_or(0), text.to_owned()));
        }
    }
    Ok(Axis {
        name: object.str("fName")?.to_owned(),
        title: object.str("fTitle")?.to_owned(),
        bins: usize::try_from(object.i64("fNbins")?).unwrap_or(0),
        low: object.f64("fXmin")?,
        high: object.f64("fXmax")?,
        edges: object.f64s("fXbins")?,
        labels,
    })
}

pub(super) fn axis_object(axis: Option<&Axis>, name: &str) -> Value {
    let default = Axis { bins: 1, high: 1.0, ..Axis::default() };
    let used = axis.unwrap_or(&default);
    let labels = if used.labels.is_empty() {
        Value::Null
    } else {
        let items = used.labels.iter().map(|(bin, label)| {
            boxed(object("TObjString", vec![("fUniqueID", Value::UInt(*bin as u64)), ("fString", text(label))]))
        });
        boxed(object("THashList", vec![("arr", Value::List(items.collect()))]))
    };
    boxed(object(
        "TAxis",
        vec![
            ("fName", text(name)),
            ("fTitle", text(&used.title)),
            ("fNbins", Value::Int(used.bins as i64)),
            ("fXmin", Value::F64(used.low)),
            ("fXmax", Value::F64(used.high)),
            ("fXbins", Value::Array(Array::F64(used.edges.clone()))),
            ("fLabels", labels),
        ],
    ))
}

impl ToObject for Histogram {
    fn to_object(&self) -> Object {
        let dimensions = self.axes.len();
        let mut members = vec![
            ("fName", text(&self.name)),
            ("fTitle", text(&self.title)),
            ("fNcells", Value::Int(self.contents.len() as i64)),
            ("fXaxis", axis_object(self.axes.first(), "xaxis")),
            ("fYaxis", axis_object(self.axes.get(1), "yaxis")),
            ("fZaxis", axis_object(self.axes.get(2), "zaxis")),
            ("fEntries", Value::F64(self.entries)),
            ("fSumw2", Value::Array(Array::F64(self.sumw2.clone()))),
            ("fFunctions", boxed(object("TList", vec![("arr", Value::List(vec![]))]))),
            ("fArray", Value::Array(self.storage.array(&self.contents))),
        ];
        for (name, sum) in sum_names(dimensions, self.profile.is_some()).into_iter().zip(&self.sums) {
            members.push((name, Value::F64(*sum)));
        }
        if let Some(profile) = &self.profile {
            let limits = ["fYmin", "fYmax", "fZmin", "fZmax", "fTmin", "fTmax"];
            let first = 2 * (dimensions.clamp(1, 3) - 1);
            members.push((limits[first], Value::F64(profile.low)));
            members.push((limits[first + 1], Value::F64(profile.high)));
            members.push(("fBinEntries", Value::Array(Array::F64(profile.bin_entries.clone()))));
            members.push(("fBinSumw2", Value::Array(Array::F64(profile.bin_sumw2.clone()))));
            members.push(("fErrorMode", Value::Int(i64::from(profile.error_mode))));
        }
        object(&self.class(), members)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }
}
