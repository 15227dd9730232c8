//! Three-dimensional histograms: boxes in perspective, painted from the back to the front.

use super::View;
use super::solid::Camera;
use crate::plot::scene::{Item, Path, Stroke};
use crate::plot::{Color, Volume};

/// More bins along an axis are joined: smaller boxes could not be told apart.
const FINEST: usize = 24;

/// One box: its corners as shares of the frame's sides, and its side as a share of the bin's.
struct Block {
    low: [f64; 3],
    high: [f64; 3],
}

pub(super) fn draw(view: &View<'_>, volume: &Volume, camera: &Camera, items: &mut Vec<Item>) {
    let color = view.theme.lone_histogram().lighten(0.7);
    let edge = Stroke::solid(view.theme.lone_histogram(), 0.6);
    for block in blocks(view, volume) {
        let ([x0, y0, z0], [x1, y1, z1]) = (block.low, block.high);
        let faces = [
            ([(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)], 0.88),
            ([(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)], 0.72),
            ([(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)], 1.0),
        ];
        for (corners, shade) in faces {
            let path = Path::polygon(corners.map(|(x, y, z)| camera.place(x, y, z)));
            let fill: Color = color.shade(shade);
            items.push(Item::Shape { path, fill: Some(fill), stroke: Some(edge) });
        }
    }
}

/// The boxes from the back to the front and from the bottom up; the fullest bin is filled whole.
fn blocks(view: &View<'_>, volume: &Volume) -> Vec<Block> {
    let Some(z) = &view.z else { return Vec::new() };
    let shown = [&view.x, &view.y, z];
    let counts = [0, 1, 2].map(|axis: usize| volume.axes[axis].count());
    let groups = counts.map(|count| count.div_ceil(FINEST).max(1));
    let sizes = [0, 1, 2].map(|axis: usize| counts[axis].div_ceil(groups[axis]));
    let mut sums = vec![0.0f64; sizes.iter().product()];
    for iz in 0..counts[2] {
        for iy in 0..counts[1] {
            for ix in 0..counts[0] {
                let content = volume.content([ix, iy, iz]);
                if content.is_finite() {
                    let [x, y, z] = [ix / groups[0], iy / groups[1], iz / groups[2]];
                    sums[(z * sizes[1] + y) * sizes[0] + x] += content;
                }
            }
        }
    }
    let largest = sums.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    let mut blocks = Vec::new();
    for iz in 0..sizes[2] {
        for iy in (0..sizes[1]).rev() {
            for ix in (0..sizes[0]).rev() {
                let content = sums[(iz * sizes[1] + iy) * sizes[0] + ix].abs();
                let side = (content / largest).cbrt();
                if !(side > 0.02) {
                    continue;
                }
                let edge = |axis: usize, index: usize| {
                    let value = volume.axes[axis].edge((index * groups[axis]).min(counts[axis]));
                    shown[axis].place(value)
                };
                let bin = [ix, iy, iz];
                let ends = |sign: f64| {
                    [0, 1, 2].map(|axis: usize| {
                        let (low, high) = (edge(axis, bin[axis]), edge(axis, bin[axis] + 1));
                        (f64::midpoint(low, high) + sign * side * (high - low) / 2.0).clamp(0.0, 1.0)
                    })
                };
                let block = Block { low: ends(-1.0), high: ends(1.0) };
                if block.low.iter().chain(&block.high).all(|end| end.is_finite()) {
                    blocks.push(block);
                }
            }
        }
    }
    blocks
}
