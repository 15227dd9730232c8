//! Memory of a column that several threads fill, each a piece: nothing is zeroed before.

use std::mem::MaybeUninit;

use super::{Array, Type, array::each_primitive};

/// A numeric array whose values are not written yet.
pub(crate) struct Room {
    array: Array,
    length: usize,
}

impl Room {
    /// Memory for `length` values; `None` for types that are no numbers.
    pub(crate) fn new(ty: &Type, length: usize) -> Option<Self> {
        // Not every byte is a boolean.
        if *ty == Type::Bool {
            return None;
        }
        let mut array = Array::empty(ty);
        each_primitive!(&mut array, values => values.reserve_exact(length), _ => return None);
        Some(Self { array, length })
    }

    /// All of it.
    pub(crate) fn bytes(&mut self) -> &mut [MaybeUninit<u8>] {
        let length = self.length;
        each_primitive!(&mut self.array, values => as_bytes(&mut values.spare_capacity_mut()[..length]), _ => &mut [])
    }

    /// The array.
    ///
    /// # Safety
    /// Every byte of [`Room::bytes`] was written.
    #[expect(unsafe_code, reason = "the caller vouches for the values")]
    pub(crate) unsafe fn filled(mut self) -> Array {
        let length = self.length;
        // SAFETY: there is room for so many values; they are written, and numbers have no invalid bytes.
        each_primitive!(&mut self.array, values => unsafe { values.set_len(length) }, _ => ());
        self.array
    }
}

#[expect(unsafe_code, reason = "a view of the same memory")]
fn as_bytes<T>(values: &mut [MaybeUninit<T>]) -> &mut [MaybeUninit<u8>] {
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
