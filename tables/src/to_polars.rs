use std::marker::PhantomData;

use polars::prelude::{DataFrame, DataType, IntoColumn, PlSmallStr, PolarsResult, Series};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::offset::OffsetsBuffer;
use polars_arrow::types::NativeType;
use polars_buffer::Buffer;
use rootlet::frame::{ColumnData, ColumnType, Element, ElementType, Memory, Source, Values};

/// Values of a column as an owner of memory that polars reads.
struct Numbers<T>(ColumnData, PhantomData<T>);

impl<T: Element> AsRef<[T]> for Numbers<T> {
    fn as_ref(&self) -> &[T] {
        T::unwrap(self.0.values()).unwrap_or_default()
    }
}

/// The same for the offsets of lists.
struct Offsets(ColumnData);

impl AsRef<[i64]> for Offsets {
    fn as_ref(&self) -> &[i64] {
        self.0.offsets().unwrap_or(&[0])
    }
}

pub(crate) fn data_frame(memory: &Memory) -> PolarsResult<DataFrame> {
    let mut columns = Vec::new();
    for info in memory.columns() {
        if let Some(data) = memory.column(&info.name) {
            columns.push(series(&info.name, data)?.into_column());
        }
    }
    DataFrame::new(memory.entries() as usize, columns)
}

/// A column over the same memory.
pub(crate) fn series(name: &str, data: &ColumnData) -> PolarsResult<Series> {
    let array: Box<dyn Array> = match data.offsets() {
        None => {
            let mut flat = values(data);
            flat.slice(data.first(), data.rows());
            flat
        }
        Some(_) => {
            let offsets = OffsetsBuffer::try_from(Buffer::from_owner(Offsets(data.clone())))?;
            let values = values(data);
            let kind = ListArray::<i64>::default_datatype(values.dtype().clone());
            Box::new(ListArray::<i64>::try_new(kind, offsets, values, None)?)
        }
    };
    Series::try_from((PlSmallStr::from(name), array))
}

/// All values of the buffer, those outside of the window as well.
fn values(data: &ColumnData) -> Box<dyn Array> {
    fn numbers<T: Element + NativeType>(data: &ColumnData) -> Box<dyn Array> {
        let buffer = Buffer::from_owner(Numbers::<T>(data.clone(), PhantomData));
        Box::new(PrimitiveArray::<T>::new(T::PRIMITIVE.into(), buffer, None))
    }
    match data.values() {
        Values::Bool(v) => {
            let bits: Bitmap = v.iter().copied().collect();
            Box::new(BooleanArray::new(polars_arrow::datatypes::ArrowDataType::Boolean, bits, None))
        }
        Values::Str(v) => Box::new(Utf8ViewArray::from_slice_values(v)),
        Values::I8(_) => numbers::<i8>(data),
        Values::I16(_) => numbers::<i16>(data),
        Values::I32(_) => numbers::<i32>(data),
        Values::I64(_) => numbers::<i64>(data),
        Values::U8(_) => numbers::<u8>(data),
        Values::U16(_) => numbers::<u16>(data),
        Values::U32(_) => numbers::<u32>(data),
        Values::U64(_) => numbers::<u64>(data),
        Values::F32(_) => numbers::<f32>(data),
        Values::F64(_) => numbers::<f64>(data),
    }
}

/// What polars calls a type of a frame.
pub(crate) fn data_type(kind: ColumnType) -> DataType {
    let element = match kind.element {
        ElementType::Bool => DataType::Boolean,
        ElementType::I8 => DataType::Int8,
        ElementType::I16 => DataType::Int16,
        ElementType::I32 => DataType::Int32,
        ElementType::I64 => DataType::Int64,
        ElementType::U8 => DataType::UInt8,
        ElementType::U16 => DataType::UInt16,
        ElementType::U32 => DataType::UInt32,
        ElementType::U64 => DataType::UInt64,
        ElementType::F32 => DataType::Float32,
        ElementType::F64 => DataType::Float64,
        ElementType::Str => DataType::String,
    };
    if kind.jagged { DataType::List(Box::new(element)) } else { element }
}
