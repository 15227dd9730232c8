use std::sync::Arc;

use polars::prelude::{DataFrame, DataType, Series};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::types::NativeType;

use rootlet::frame::{ColumnData, ColumnType, Element, ElementType, Error, Memory, Result, Values};

pub(crate) fn memory(frame: &DataFrame) -> Result<Memory> {
    let mut memory = Memory::empty(frame.height() as u64);
    for column in frame.columns() {
        memory = memory.with(column.name(), column_data(column.as_materialized_series())?)?;
    }
    Ok(memory)
}

/// What a frame makes of a type of polars; `None` if it has none.
pub(crate) fn column_type(kind: &DataType) -> Option<ColumnType> {
    let element = match kind {
        DataType::Boolean => ElementType::Bool,
        DataType::Int8 => ElementType::I8,
        DataType::Int16 => ElementType::I16,
        DataType::Int32 => ElementType::I32,
        DataType::Int64 => ElementType::I64,
        DataType::UInt8 => ElementType::U8,
        DataType::UInt16 => ElementType::U16,
        DataType::UInt32 => ElementType::U32,
        DataType::UInt64 => ElementType::U64,
        DataType::Float32 => ElementType::F32,
        DataType::Float64 => ElementType::F64,
        DataType::String => ElementType::Str,
        DataType::List(inner) => {
            return column_type(inner).filter(|inner| !inner.jagged).map(|inner| ColumnType { jagged: true, ..inner });
        }
        _ => return None,
    };
    Some(ColumnType { element, jagged: false })
}

/// Why a column has no place in a frame.
fn unreadable(name: &str, why: String) -> Error {
    Error::Unreadable { name: name.to_owned(), place: "a `DataFrame`".to_owned(), why }
}

/// The data of a column; one chunk of numbers, or of lists of numbers, is shared.
pub(crate) fn column_data(series: &Series) -> Result<ColumnData> {
    let name = series.name().as_str();
    let Some(kind) = column_type(series.dtype()) else {
        let why = format!("frames have no type for `{}`; cast it first", series.dtype());
        return Err(unreadable(name, why));
    };
    let series = series.rechunk();
    let Some(array) = series.chunks().first() else { return Ok(rootlet::frame::Builder::new(kind).finish()) };
    let made = if kind.jagged { lists(array.as_ref(), kind.element) } else { flat(array.as_ref(), kind.element) };
    made.ok_or_else(|| {
        let count = series.null_count();
        let why = if count > 0 {
            format!("{count} of its values are null; use `fill_null` or `drop_nulls` first")
        } else {
            "its lists hold nulls; use `list().drop_nulls()` first".to_owned()
        };
        unreadable(name, why)
    })
}

/// Runs one generic expression for the native type of an element.
macro_rules! native {
    ($element:expr, $t:ident => $numbers:expr, bool => $bool:expr, str => $str:expr) => {
        match $element {
            ElementType::Bool => $bool,
            ElementType::Str => $str,
            ElementType::I8 => native!(i8, $t => $numbers),
            ElementType::I16 => native!(i16, $t => $numbers),
            ElementType::I32 => native!(i32, $t => $numbers),
            ElementType::I64 => native!(i64, $t => $numbers),
            ElementType::U8 => native!(u8, $t => $numbers),
            ElementType::U16 => native!(u16, $t => $numbers),
            ElementType::U32 => native!(u32, $t => $numbers),
            ElementType::U64 => native!(u64, $t => $numbers),
            ElementType::F32 => native!(f32, $t => $numbers),
            ElementType::F64 => native!(f64, $t => $numbers),
        }
    };
    ($type:ty, $t:ident => $numbers:expr) => {{
        type $t = $type;
        $numbers
    }};
}

/// `None` if there are nulls that no number stands for.
fn flat(array: &dyn Array, element: ElementType) -> Option<ColumnData> {
    native!(element, T => numbers::<T>(array), bool => bools(array).map(ColumnData::from_values),
        str => texts(array).map(ColumnData::from_values))
}

fn numbers<T: Element + NativeType>(array: &dyn Array) -> Option<ColumnData> {
    let array = array.as_any().downcast_ref::<PrimitiveArray<T>>()?;
    if array.null_count() > 0 {
        // A missing floating-point number is NaN, as everywhere.
        let nan = nan::<T>()?;
        return Some(ColumnData::flat(array.iter().map(|value| value.copied().unwrap_or(nan)).collect()));
    }
    let buffer = array.values().clone();
    #[expect(unsafe_code, reason = "the buffer is polars's")]
    // SAFETY: the memory of a polars buffer neither moves nor changes while a clone of it lives.
    Some(unsafe { ColumnData::foreign::<T>(buffer.as_slice(), Arc::new(buffer.clone())) })
}

fn nan<T: Element>() -> Option<T> {
    let one = match T::TYPE {
        ElementType::F32 => f32::wrap(vec![f32::NAN]),
        ElementType::F64 => f64::wrap(vec![f64::NAN]),
        _ => return None,
    };
    T::unwrap(&one)?.first().cloned()
}

fn bools(array: &dyn Array) -> Option<Values> {
    let array = array.as_any().downcast_ref::<BooleanArray>()?;
    (array.null_count() == 0).then(|| Values::Bool(array.values().iter().collect()))
}

fn texts(array: &dyn Array) -> Option<Values> {
    let array = array.as_any().downcast_ref::<Utf8ViewArray>()?;
    (array.null_count() == 0).then(|| Values::Str(array.values_iter().map(str::to_owned).collect()))
}

fn lists(array: &dyn Array, element: ElementType) -> Option<ColumnData> {
    let array = array.as_any().downcast_ref::<ListArray<i64>>()?;
    if array.null_count() > 0 {
        return None;
    }
    let offsets = array.offsets().buffer().clone();
    #[expect(unsafe_code, reason = "the buffer is polars's")]
    // SAFETY: as for numbers.
    let offsets = || unsafe { rootlet::frame::foreign::foreign_offsets(offsets.as_slice(), Arc::new(offsets.clone())) };
    flat(array.values().as_ref(), element)?.with_offsets(offsets()).ok()
}
