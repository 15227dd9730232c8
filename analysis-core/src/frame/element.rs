use super::{ColumnType, ElementType, Values};

/// A type that a column can hold, one value or a list of values per entry.
///
/// Implemented for `bool`, the integers from 8 to 64 bits, `f32`, `f64` and `String`.
pub trait Element: Clone + Default + PartialEq + Send + Sync + std::fmt::Debug + 'static {
    /// The name of the type at run time.
    const TYPE: ElementType;

    /// The values as a type-erased buffer.
    fn wrap(values: Vec<Self>) -> Values;

    /// The values of a buffer; `None` if it holds another type.
    fn unwrap(values: &Values) -> Option<&[Self]>;

    /// The vector inside a buffer; `None` if it holds another type.
    fn unwrap_mut(values: &mut Values) -> Option<&mut Vec<Self>>;
}

macro_rules! element {
    ($($type:ty => $variant:ident),*) => {$(
        impl Element for $type {
            const TYPE: ElementType = ElementType::$variant;

            fn wrap(values: Vec<Self>) -> Values {
                Values::$variant(values)
            }

            #[inline]
            fn unwrap(values: &Values) -> Option<&[Self]> {
                if let Values::$variant(values) = values { Some(values) } else { None }
            }

            #[inline]
            fn unwrap_mut(values: &mut Values) -> Option<&mut Vec<Self>> {
                if let Values::$variant(values) = values { Some(values) } else { None }
            }
        }
    )*};
}

element!(bool => Bool, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u8 => U8, u16 => U16, u32 => U32, u64 => U64,
    f32 => F32, f64 => F64, String => Str);

/// What a closure may return for one entry of a new column: an [`Element`], or a `Vec` of them.
pub trait Cell {
    /// The type of the column that such values make.
    const TYPE: ColumnType;

    /// Appends the value to a column under construction.
    fn push_to(self, builder: &mut super::Builder);
}

impl<T: Element> Cell for T {
    const TYPE: ColumnType = ColumnType { element: T::TYPE, jagged: false };

    #[inline]
    fn push_to(self, builder: &mut super::Builder) {
        builder.push(self);
    }
}

impl<T: Element> Cell for Vec<T> {
    const TYPE: ColumnType = ColumnType { element: T::TYPE, jagged: true };

    #[inline]
    fn push_to(self, builder: &mut super::Builder) {
        builder.push_list(&self);
    }
}
