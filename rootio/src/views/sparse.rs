//! Sparse histograms: only the bins that were filled.

use super::histogram::{Axis, axis};
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

/// Bins side by side: their numbers share as few bytes as they fit in, the first axis in the lowest bits.
fn read_chunk(chunk: &Object, axes: &[Axis], bins: &mut Vec<SparseBin>) -> Result<()> {
    let widths: Vec<u32> =
        axes.iter().map(|axis| usize::BITS - (axis.bins.saturating_add(2)).leading_zeros()).collect();
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
