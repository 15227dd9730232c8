use std::collections::HashMap;
use std::io::Write;

use base64::Engine;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::plot::Color;

/// Pixels as a PNG file: with a palette where 256 colours are enough, as plots mostly have them.
///
/// `pixels` holds red, green and blue of `width * height` pixels, row by row from the top.
pub(crate) fn encode(width: usize, height: usize, pixels: &[[u8; 3]]) -> Vec<u8> {
    match indexed(pixels) {
        Some((palette, indices)) => {
            // A palette of at most 16 colours would need half of the bits, but plots with text have more.
            let mut rows = Vec::with_capacity((width + 1) * height);
            for row in indices.chunks(width.max(1)) {
                rows.push(0);
                rows.extend_from_slice(row);
            }
            file(width, height, 3, &[(b"PLTE", palette)], &rows)
        }
        None => {
            let mut rows = Vec::with_capacity((3 * width + 1) * height);
            for row in pixels.chunks(width.max(1)) {
                // "Sub": each byte less the one to the left; smooth areas compress well so.
                rows.push(1);
                let mut left = [0u8; 3];
                for pixel in row {
                    rows.extend((0..3).map(|i| pixel[i].wrapping_sub(left[i])));
                    left = *pixel;
                }
            }
            file(width, height, 2, &[], &rows)
        }
    }
}

/// The colours in the order in which they appear, and the number of each pixel's.
fn indexed(pixels: &[[u8; 3]]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut numbers: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(pixels.len());
    let mut last: Option<([u8; 3], u8)> = None;
    for pixel in pixels {
        let number = match last {
            Some((color, number)) if color == *pixel => number,
            _ => match numbers.get(pixel) {
                Some(number) => *number,
                None => {
                    let number = u8::try_from(numbers.len()).ok()?;
                    numbers.insert(*pixel, number);
                    palette.extend_from_slice(pixel);
                    number
                }
            },
        };
        last = Some((*pixel, number));
        indices.push(number);
    }
    Some((palette, indices))
}

fn file(width: usize, height: usize, color_type: u8, extra: &[(&[u8; 4], Vec<u8>)], rows: &[u8]) -> Vec<u8> {
    let mut out = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&(width as u32).to_be_bytes());
    header.extend_from_slice(&(height as u32).to_be_bytes());
    header.extend_from_slice(&[8, color_type, 0, 0, 0]);
    chunk(&mut out, b"IHDR", &header);
    for (name, data) in extra {
        chunk(&mut out, name, data);
    }
    chunk(&mut out, b"IDAT", &deflated(rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(data).and_then(|()| encoder.finish()).expect("writing to memory cannot fail")
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(data);
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    out.extend_from_slice(&crc.sum().to_be_bytes());
}

/// A picture for use inside an SVG; cells without a colour are transparent.
pub(crate) fn data_url(columns: usize, rows: usize, pixels: &[Option<Color>]) -> String {
    let mut palette: Vec<[u8; 3]> = vec![[255; 3]];
    let mut data = Vec::with_capacity((columns + 1) * rows);
    for row in pixels.chunks(columns.max(1)) {
        data.push(0);
        for pixel in row {
            let index = match pixel {
                None => 0,
                Some(color) => {
                    let color = [color.red, color.green, color.blue];
                    palette[1..].iter().position(|known| *known == color).map_or_else(
                        || {
                            palette.push(color);
                            palette.len() - 1
                        },
                        |at| at + 1,
                    )
                }
            };
            data.push(index.min(255) as u8);
        }
    }
    palette.truncate(256);
    let png = file(columns, rows, 3, &[(b"PLTE", palette.concat()), (b"tRNS", vec![0])], &data);
    format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png))
}
