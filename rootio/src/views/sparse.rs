//! Sparse histograms: only the bins that were filled.

use super::{
    ToObject, boxed,
    histogram::{Axis, axis, axis_object},
    object, text,
};
use crate::{
    column::Array,
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
};

/// A `THnSparse`, as it is stored.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sparse {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// Any number of axes.
    pub axes: Vec<Axis>,
    /// The filled bins, in the order of their first fills.
    pub bins: Vec<SparseBin>,
    /// The number of fills.
    pub entries: f64,
}

/// One filled bin.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SparseBin {
    /// Its number on each axis: 0 is the underflow.
    pub bins: Vec<usize>,
    /// Sum of weights.
    pub content: f64,
    /// Sum of squared weights.
    pub variance: f64,
}

impl Sparse {
    /// Whether a class is one of the sparse histograms.
    pub fn is_class(class: &str) -> bool {
        class.starts_with("THnSparseT<")
    }
}

impl FromObject for Sparse {
    fn from_object(object: &Object) -> Result<Self> {
        let name = object.str("fName").unwrap_or_default().to_owned();
        if !Self::is_class(&object.class) {
            let (class, wanted) = (object.class.clone(), "a sparse histogram".to_owned());
            return Err(Error::WrongClass { name, class, wanted });
        }
        let axes = object.items("fAxes")?.iter().filter_map(Value::as_object).map(axis).collect::<Result<Vec<_>>>()?;
        let mut bins = vec![];
        for chunk in object.items("fBinContent")?.iter().filter_map(Value::as_object) {
            read_chunk(chunk, &axes, &mut bins)
                .map_err(|error| Error::At { place: format!("sparse histogram `{name}`"), source: Box::new(error) })?;
        }
        Ok(Self { title: object.str("fTitle")?.to_owned(), entries: object.f64("fEntries")?, name, axes, bins })
    }
}

/// Bins in each chunk, as in ROOT, which finds bin `i` in chunk `i / 16384`.
const CHUNK: usize = 16_384;

impl ToObject for Sparse {
    /// Squares of weights are kept where one differs from its content, as after `Sumw2`. ROOT's sums over the fills are
    /// made from the middles of the bins.
    fn to_object(&self) -> Object {
        let weighted = self.bins.iter().any(|bin| bin.variance != bin.content);
        let axes = self.axes.iter().enumerate().map(|(i, axis)| axis_object(Some(axis), &format!("axis{i}")));
        let chunks = self.bins.chunks(CHUNK).map(|bins| write_chunk(bins, &self.axes, weighted));
        let sum = |of: &dyn Fn(&SparseBin) -> f64| self.bins.iter().map(of).sum::<f64>();
        let moments = |power: i32| {
            let of_axis = |axis: usize| {
                let middle = |bin: &SparseBin| self.axes[axis].middle(bin.bins.get(axis).copied().unwrap_or(0));
                sum(&|bin| bin.content * middle(bin).powi(power))
            };
            let sums = if weighted { (0..self.axes.len()).map(of_axis).collect() } else { vec![0.0; self.axes.len()] };
            Value::Array(Array::F64(sums))
        };
        object(
            "THnSparseT<TArrayD>",
            vec![
                ("fName", text(&self.name)),
                ("fTitle", text(&self.title)),
                ("fNdimensions", Value::Int(self.axes.len() as i64)),
                ("fAxes", obj_array(axes.collect())),
                ("fEntries", Value::F64(self.entries)),
                // Below zero: errors are not calculated.
                ("fTsumw", Value::F64(if weighted { sum(&|bin| bin.content) } else { 0.0 })),
                ("fTsumw2", Value::F64(if weighted { sum(&|bin| bin.variance) } else { -1.0 })),
                ("fTsumwx", moments(1)),
                ("fTsumwx2", moments(2)),
                ("fChunkSize", Value::Int(CHUNK as i64)),
                ("fFilledBins", Value::Int(self.bins.len() as i64)),
                ("fBinContent", obj_array(chunks.collect())),
            ],
        )
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }
}

fn obj_array(items: Vec<Value>) -> Value {
    boxed(object("TObjArray", vec![("arr", Value::List(items))]))
}

/// Bits of a bin number on each axis.
fn widths(axes: &[Axis]) -> Vec<u32> {
    axes.iter().map(|axis| usize::BITS - (axis.bins.saturating_add(2)).leading_zeros()).collect()
}

/// The reverse of [`read_chunk`]. Contents have room for a whole chunk: ROOT goes on filling there.
fn write_chunk(bins: &[SparseBin], axes: &[Axis], weighted: bool) -> Value {
    let widths = widths(axes);
    let bytes = widths.iter().sum::<u32>().div_ceil(8) as usize;
    let mut coordinates = vec![0u8; bytes * bins.len()];
    for (bin, packed) in bins.iter().zip(coordinates.chunks_exact_mut(bytes.max(1))) {
        let mut at = 0;
        for ((width, axis), number) in widths.iter().zip(axes).zip(&bin.bins) {
            let number = (*number).min(axis.bins + 1);
            for i in 0..*width {
                packed[(at + i) as usize / 8] |= ((number >> i & 1) as u8) << ((at + i) % 8);
            }
            at += width;
        }
    }
    let array = |of: &dyn Fn(&SparseBin) -> f64| {
        let mut values: Vec<f64> = bins.iter().map(of).collect();
        values.resize(CHUNK, 0.0);
        boxed(object("TArrayD", vec![("fArray", Value::Array(Array::F64(values)))]))
    };
    boxed(object(
        "THnSparseArrayChunk",
        vec![
            ("fSingleCoordinateSize", Value::Int(bytes as i64)),
            ("fCoordinatesSize", Value::Int(coordinates.len() as i64)),
            ("fCoordinates", Value::Array(Array::I8(coordinates.into_iter().map(u8::cast_signed).collect()))),
            ("fContent", array(&|bin| bin.content)),
            ("fSumw2", if weighted { array(&|bin| bin.variance) } else { Value::Null }),
        ],
    ))
}

/// Bins side by side: their numbers share as few bytes as they fit in, the first axis in the lowest bits.
fn read_chunk(chunk: &Object, axes: &[Axis], bins: &mut Vec<SparseBin>) -> Result<()> {
    let widths = widths(axes);
    let bytes = widths.iter().sum::<u32>().div_ceil(8) as usize;
    let stored = usize::try_from(chunk.i64("fSingleCoordinateSize")?).unwrap_or(0);
    if stored != bytes || bytes == 0 {
        return Err(Error::corrupt("its bin numbers", format!("they have {stored} bytes each, its axes need {bytes}")));
    }
    let coordinates = match chunk.member("fCoordinates")? {
        Value::Array(Array::I8(bytes)) => bytes,
        other => {
            return Err(Error::WrongType {
                what: "its bin numbers".to_owned(),
                found: other.kind().to_owned(),
                wanted: "bytes".to_owned(),
            });
        }
    };
    let contents = chunk.f64s("fContent")?;
    // Without weights, the squares are the weights.
    let squares = chunk.f64s("fSumw2").unwrap_or_default();
    for (index, packed) in coordinates.chunks_exact(bytes).enumerate() {
        let Some(content) = contents.get(index).copied() else {
            return Err(Error::corrupt("its contents", "they are fewer than its bins"));
        };
        let bit = |at: u32| packed.get(at as usize / 8).map_or(0, |byte| usize::from((*byte as u8) >> (at % 8) & 1));
        let mut at = 0;
        let mut numbers = vec![];
        for (width, axis) in widths.iter().zip(axes) {
            let number = (0..*width).map(|i| bit(at + i) << i).sum::<usize>();
            if number > axis.bins + 1 {
                return Err(Error::corrupt("its bin numbers", format!("{number} on an axis of {} bins", axis.bins)));
            }
            numbers.push(number);
            at += width;
        }
        bins.push(SparseBin { bins: numbers, content, variance: squares.get(index).copied().unwrap_or(content) });
    }
    Ok(())
}
