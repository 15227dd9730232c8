//! Memory of a column that several threads fill, each a piece: nothing is zeroed before.

use std::mem::MaybeUninit;

use super::{Array, Type};

/// A numeric array whose values are not written yet.
pub(crate) struct Room {
    array: Array,
    length: usize,
}

/// Runs the same code for each kind of number: `$values` is the vector.
macro_rules! numbers {
    ($array:expr, $values:ident => $body:expr, else $other:expr) => {
        match $array {
            Array::I8($values) => $body,
            Array::I16($values) => $body,
            Array::I32($values) => $body,
            Array::I64($values) => $body,
            Array::U8($values) => $body,
            Array::U16($values) => $body,
            Array::U32($values) => $body,
            Array::U64($values) => $body,
            Array::F32($values) => $body,
            Array::F64($values) => $body,
            _ => $other,
        }
    };
}

impl Room {
    /// Memory for `length` values; `None` for types that are no numbers.
    pub(crate) fn new(ty: &Type, length: usize) -> Option<Self> {
        let mut array = Array::empty(ty);
        numbers!(&mut array, values => values.reserve_exact(length), else return None);
        Some(Self { array, length })
    }

    /// All of it.
    pub(crate) fn bytes(&mut self) -> &mut [MaybeUninit<u8>] {
        let length = self.length;
        numbers!(&mut self.array, values => as_bytes(&mut values.spare_capacity_mut()[..length]), else &mut [])
    }

    /// The array.
    ///
    /// # Safety
    /// Every byte of [`Room::bytes`] was written.
    #[expect(unsafe_code, reason = "the caller vouches for the values")]
    pub(crate) unsafe fn filled(mut self) -> Array {
        let length = self.length;
        // SAFETY: there is room for so many values; they are written, and numbers have no invalid bytes.
        numbers!(&mut self.array, values => unsafe { values.set_len(length) }, else ());
        self.array
    }
}

#[expect(unsafe_code, reason = "a view of the same memory")]
fn as_bytes<T: bytemuck::Pod>(values: &mut [MaybeUninit<T>]) -> &mut [MaybeUninit<u8>] {
    // SAFETY: the same memory, with nothing said about what is in it; bytes need no alignment.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "what is tested")]
    fn a_room_becomes_the_array_of_what_was_written() {
        let mut room = Room::new(&Type::I32, 3).unwrap();
        assert_eq!(room.bytes().len(), 12);
        for (number, word) in (7..).zip(room.bytes().as_chunks_mut::<4>().0) {
            word.write_copy_of_slice(&i32::to_ne_bytes(number));
        }
        // SAFETY: three words of four bytes were written.
        assert_eq!(unsafe { room.filled() }, Array::I32(vec![7, 8, 9]));
        assert!(Room::new(&Type::Bool, 3).is_none());
        assert_eq!(Room::new(&Type::F64, 0).unwrap().bytes().len(), 0);
    }
}
