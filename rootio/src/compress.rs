//! ROOT's compressed blocks: a nine-byte header and up to 16 MB of payload, one after the other.

use std::io::Read;

use crate::error::{Error, Result};

/// How the bytes of a file are compressed when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// zlib, levels 1 to 9: read by every ROOT.
    Zlib(u8),
    /// LZ4: the fastest to read, the largest.
    Lz4,
    /// Zstandard, levels 1 to 19: the default, at level 5.
    Zstd(u8),
}

impl Default for Compression {
    fn default() -> Self {
        Compression::Zstd(5)
    }
}

impl Compression {
    /// ROOT's number: 100 × algorithm + level.
    pub(crate) fn code(self) -> u32 {
        match self {
            Compression::None => 0,
            Compression::Zlib(level) => 100 + u32::from(level),
            Compression::Lz4 => 401,
            Compression::Zstd(level) => 500 + u32::from(level),
        }
    }
}

/// A compression setting in words: `zstd 5` for 505.
pub fn setting_name(code: u32) -> String {
    if code.is_multiple_of(100) {
        return "none".to_owned();
    }
    let algorithm = match code / 100 {
        0 | 1 => "zlib",
        2 => "lzma",
        3 => "old deflate",
        4 => "lz4",
        5 => "zstd",
        _ => "unknown",
    };
    format!("{algorithm} {}", code % 100)
}

const HEADER: usize = 9;
/// The most that one block can hold: its lengths have three bytes.
const MAX_BLOCK: usize = 0xff_ffff;
/// More than any algorithm can reach on real data; a claim above it is refused before memory is taken.
const MAX_RATIO: usize = 40_000;

/// What one thread reuses from block to block.
#[derive(Default)]
pub(crate) struct Decompressor {
    zstd: Option<zstd::bulk::Decompressor<'static>>,
    /// Compressed bytes just read, and what is left of longer ones before.
    pub(crate) packed: Vec<u8>,
    /// Decompressed bytes, likewise.
    pub(crate) plain: Vec<u8>,
}

/// The first `length` bytes of a buffer that is grown where it must and never cut: what will be overwritten is zeroed
/// once.
pub(crate) fn at_least(buffer: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
    &mut buffer[..length]
}

fn length(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) | usize::from(bytes[1]) << 8 | usize::from(bytes[2]) << 16
}

fn failed(algorithm: &'static str, why: impl std::fmt::Display) -> Error {
    Error::Decompression { algorithm: algorithm.into(), why: why.to_string() }
}

/// Refuses an uncompressed length that `packed` bytes cannot hold.
pub(crate) fn check_claim(packed: usize, plain: usize) -> Result<()> {
    if plain > packed.saturating_mul(MAX_RATIO) {
        return Err(Error::corrupt("a compressed buffer", format!("{packed} bytes claim to hold {plain}")));
    }
    Ok(())
}

/// The most that a byte of a block can turn into.
fn most(tag: &[u8]) -> usize {
    match tag {
        b"L4" => 256,
        b"ZL" | b"CS" => 1033,
        b"XZ" => 10_000,
        _ => MAX_RATIO,
    }
}

/// Refuses an uncompressed length that the blocks do not announce, or that they cannot hold.
pub(crate) fn check_blocks(packed: &[u8], plain: usize) -> Result<()> {
    if packed.len() == plain {
        return Ok(());
    }
    let (mut rest, mut announced) = (packed, 0);
    while announced < plain {
        let Some((header, body)) = rest.split_at_checked(HEADER) else {
            return Err(Error::corrupt("a compressed buffer", format!("its blocks hold {announced} bytes of {plain}")));
        };
        let (from, to) = (length(&header[3..6]), length(&header[6..9]));
        if to > from.saturating_mul(most(&header[..2])) {
            return Err(Error::corrupt("a compressed block", format!("{from} bytes claim to hold {to}")));
        }
        announced += to;
        rest = body.get(from..).unwrap_or_default();
    }
    Ok(())
}

impl Decompressor {
    /// Decompresses `packed` into exactly `plain`; equal lengths mean stored as is.
    pub(crate) fn decompress(&mut self, packed: &[u8], plain: &mut [u8]) -> Result<()> {
        if packed.len() == plain.len() {
            plain.copy_from_slice(packed);
            return Ok(());
        }
        let (mut rest, mut done) = (packed, 0);
        while done < plain.len() {
            let Some((header, body)) = rest.split_at_checked(HEADER) else {
                return Err(Error::Truncated {
                    what: "a compressed buffer",
                    at: packed.len() - rest.len(),
                    need: HEADER,
                    left: rest.len(),
                });
            };
            let (from, to) = (length(&header[3..6]), length(&header[6..9]));
            let Some((block, next)) = body.split_at_checked(from) else {
                return Err(Error::Truncated {
                    what: "a compressed block",
                    at: packed.len() - body.len(),
                    need: from,
                    left: body.len(),
                });
            };
            let Some(target) = plain.get_mut(done..done + to).filter(|target| !target.is_empty()) else {
                return Err(Error::corrupt("a compressed block", "it holds more than its buffer"));
            };
            self.block([header[0], header[1]], block, target)?;
            rest = next;
            done += to;
        }
        Ok(())
    }

    fn block(&mut self, tag: [u8; 2], block: &[u8], target: &mut [u8]) -> Result<()> {
        let (algorithm, filled) = match &tag {
            b"ZS" => {
                if self.zstd.is_none() {
                    self.zstd = Some(zstd::bulk::Decompressor::new().map_err(|e| failed("zstd", e))?);
                }
                let Some(zstd) = &mut self.zstd else { return Err(failed("zstd", "no context")) };
                ("zstd", zstd.decompress_to_buffer(block, target).map_err(|e| failed("zstd", e))?)
            }
            // The first eight bytes are a checksum of the block, which the others do without.
            b"L4" => {
                let body = block.get(8..).ok_or_else(|| failed("lz4", "block shorter than its checksum"))?;
                let size = i32::try_from(target.len()).map_err(|e| failed("lz4", e))?;
                ("lz4", lz4::block::decompress_to_buffer(body, Some(size), target).map_err(|e| failed("lz4", e))?)
            }
            b"ZL" => ("zlib", inflate(&mut flate2::Decompress::new(true), block, target, "zlib")?),
            b"CS" => ("old deflate", inflate(&mut flate2::Decompress::new(false), block, target, "old deflate")?),
            b"XZ" => ("lzma", lzma(block, target)?),
            _ => {
                return Err(Error::Decompression {
                    algorithm: String::from_utf8_lossy(&tag).into_owned().into(),
                    why: "no such algorithm; known are ZS, L4, ZL, XZ and CS".to_owned(),
                });
            }
        };
        if filled == target.len() {
            Ok(())
        } else {
            Err(failed(algorithm, format!("{filled} bytes came out, {} were announced", target.len())))
        }
    }
}

/// The largest dictionary that is accepted, as xz spells its size: 128 MB, twice what its strongest preset takes.
const LARGEST_DICTIONARY: u8 = 30;

fn lzma(block: &[u8], target: &mut [u8]) -> Result<usize> {
    // A stream header of 12 bytes, then the block header: its size, no flags, filter 0x21 with one byte.
    if let Some([_, 0, 0x21, 1, dictionary]) = block.get(12..17)
        && *dictionary > LARGEST_DICTIONARY
    {
        return Err(failed("lzma", "its dictionary is larger than 128 MB"));
    }
    let decode = || {
        let mut stream = lzma_rust2::XzReader::new(block, true);
        let mut filled = 0;
        while filled < target.len() {
            match stream.read(&mut target[filled..])? {
                0 => break,
                more => filled += more,
            }
        }
        Ok::<usize, std::io::Error>(filled)
    };
    // Damaged blocks reach assertions of the decoder: that is the file's fault, not the program's.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
        Ok(filled) => filled.map_err(|e| failed("lzma", e)),
        Err(_) => Err(failed("lzma", "the block is damaged")),
    }
}

fn inflate(stream: &mut flate2::Decompress, block: &[u8], target: &mut [u8], algorithm: &'static str) -> Result<usize> {
    stream.decompress(block, target, flate2::FlushDecompress::Finish).map_err(|e| failed(algorithm, e))?;
    Ok(stream.total_out() as usize)
}

/// Compresses `plain` in blocks; returns it unchanged where that is not smaller.
pub(crate) fn compress(plain: &[u8], compression: Compression) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    for chunk in plain.chunks(MAX_BLOCK) {
        let (tag, method, block) = match compression {
            Compression::None => return Ok(plain.to_vec()),
            Compression::Zstd(level) => {
                let block = zstd::bulk::compress(chunk, i32::from(level)).map_err(|source| Error::Io {
                    action: "compress",
                    file: "a zstd block".to_owned(),
                    source,
                })?;
                (b"ZS", 1, block)
            }
            Compression::Lz4 => {
                let body = lz4::block::compress(chunk, None, false).map_err(|source| Error::Io {
                    action: "compress",
                    file: "an lz4 block".to_owned(),
                    source,
                })?;
                let mut block = xxhash_rust::xxh64::xxh64(&body, 0).to_be_bytes().to_vec();
                block.extend_from_slice(&body);
                (b"L4", 1, block)
            }
            Compression::Zlib(level) => {
                use std::io::Write;
                let level = flate2::Compression::new(u32::from(level.clamp(1, 9)));
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
                let block = encoder.write_all(chunk).and_then(|()| encoder.finish()).map_err(|source| Error::Io {
                    action: "compress",
                    file: "a zlib block".to_owned(),
                    source,
                })?;
                (b"ZL", 8, block)
            }
        };
        if block.len() >= MAX_BLOCK {
            return Ok(plain.to_vec());
        }
        packed.extend_from_slice(tag);
        packed.push(method);
        packed.extend_from_slice(&(block.len() as u32).to_le_bytes()[..3]);
        packed.extend_from_slice(&(chunk.len() as u32).to_le_bytes()[..3]);
        packed.extend_from_slice(&block);
    }
    Ok(if packed.len() < plain.len() { packed } else { plain.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_gives_back_what_it_got() {
        let plain: Vec<u8> = (0..50_000u32).flat_map(|i| (i / 7).to_be_bytes()).collect();
        for compression in [Compression::None, Compression::Zlib(4), Compression::Lz4, Compression::Zstd(3)] {
            let packed = compress(&plain, compression).unwrap();
            let mut back = vec![0; plain.len()];
            Decompressor::default().decompress(&packed, &mut back).unwrap();
            assert_eq!(back, plain, "{compression:?}");
        }
    }

    #[test]
    fn a_cut_block_is_an_error() {
        let packed = compress(&[7; 10_000], Compression::Zstd(3)).unwrap();
        let mut plain = vec![0; 10_000];
        assert!(Decompressor::default().decompress(&packed[..packed.len() - 3], &mut plain).is_err());
    }
}
