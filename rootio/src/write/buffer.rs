//! Big-endian bytes, with byte counts filled in afterwards.

use crate::bytes::BYTE_COUNT;

/// Bytes that are being put together.
#[derive(Default)]
pub(crate) struct Buffer {
    pub(crate) bytes: Vec<u8>,
}

macro_rules! put {
    ($($name:ident $type:ty),*) => { $(
        pub(crate) fn $name(&mut self, value: $type) {
            self.bytes.extend_from_slice(&value.to_be_bytes());
        }
    )* };
}

impl Buffer {
    put!(u8 u8, u16 u16, u32 u32, i32 i32, u64 u64, i64 i64, f32 f32, f64 f64);

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A `TString`: one length byte, or 255 and four.
    pub(crate) fn string(&mut self, text: &str) {
        match u8::try_from(text.len()) {
            Ok(short) if short < 255 => self.u8(short),
            _ => {
                self.u8(255);
                self.u32(text.len() as u32);
            }
        }
        self.put(text.as_bytes());
    }

    /// An offset in 4 or 8 bytes.
    pub(crate) fn offset(&mut self, offset: u64, wide: bool) {
        if wide { self.u64(offset) } else { self.u32(offset as u32) }
    }

    /// Leaves room for a byte count; [`Buffer::end`] fills it in.
    pub(crate) fn begin(&mut self) -> usize {
        self.u32(0);
        self.len()
    }

    /// Byte count and version.
    pub(crate) fn begin_object(&mut self, version: u16) -> usize {
        let start = self.begin();
        self.u16(version);
        start
    }

    /// Fills in the byte count that was left out at `start`.
    pub(crate) fn end(&mut self, start: usize) {
        let count = (self.len() - start) as u32 | BYTE_COUNT;
        self.bytes[start - 4..start].copy_from_slice(&count.to_be_bytes());
    }

    /// A `TObject`.
    pub(crate) fn tobject(&mut self, unique_id: u32, bits: u32) {
        self.u16(1);
        self.u32(unique_id);
        self.u32(bits);
    }
}
