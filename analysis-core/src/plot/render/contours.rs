//! Contours of two-dimensional histograms, through the centres of their bins.

use super::View;
use super::cells::{LEVELS, level_color, palette};
use crate::plot::scene::{Item, Path, Stroke};
use crate::plot::{Cells, Color, Scale};

/// A corner: pixels and the place of the content between low (0) and high (1), times the number of levels.
pub(super) type Corner = (f64, f64, f64);

/// More centres than this in a row are not all used: contours of smaller cells could not be told apart.
const FINEST: usize = 160;

/// Filled areas between neighbouring levels.
pub(super) fn filled(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let palette = palette(view, cells);
    let mut bands = vec![Path::default(); LEVELS];
    for triangle in triangles(view, cells) {
        split(&triangle, |level, polygon| {
            bands[level].steps.extend(Path::polygon(polygon.iter().map(|(x, y, _)| (*x, *y))).steps);
        });
    }
    // ROOT leaves the ground below the first level white.
    for (level, path) in bands.into_iter().enumerate().skip(1) {
        if !path.is_empty() {
            let color = level_color(palette, level);
            // The thin outline closes the seams between triangles.
            items.push(Item::Shape { path, fill: Some(color), stroke: Some(Stroke::solid(color, 0.5)) });
        }
    }
}

/// Lines along the levels, in their colours.
pub(super) fn lines(view: &View<'_>, cells: &Cells, items: &mut Vec<Item>) {
    let palette = palette(view, cells);
    let mut levels = vec![Path::default(); LEVELS];
    for triangle in triangles(view, cells) {
        let (low, high) = extremes(&triangle);
        for level in (low.floor().max(0.0) as usize + 1)..=(high.floor().clamp(0.0, (LEVELS - 1) as f64) as usize) {
            let at = level as f64;
            let mut ends = Vec::with_capacity(2);
            for (a, b) in [(0, 1), (1, 2), (2, 0)] {
                let (from, to) = (triangle[a], triangle[b]);
                if (from.2 < at) != (to.2 < at) {
                    let share = (at - from.2) / (to.2 - from.2);
                    ends.push((from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share));
                }
            }
            if let [a, b] = ends[..] {
                levels[level].steps.extend(Path::segment(a.0, a.1, b.0, b.1).steps);
            }
        }
    }
    for (level, path) in levels.into_iter().enumerate() {
        if !path.is_empty() {
            let color: Color = level_color(palette, level);
            items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(color, 1.3)) });
        }
    }
}

/// Cuts a triangle along the levels and hands over each part that is not empty.
pub(super) fn split(triangle: &[Corner], mut part: impl FnMut(usize, &[Corner])) {
    let (low, high) = extremes(triangle);
    if !(low.is_finite() && high.is_finite()) {
        return;
    }
    let last = (LEVELS - 1) as f64;
    for level in (low.floor().clamp(0.0, last) as usize)..=(high.floor().clamp(0.0, last) as usize) {
        // The lowest and the highest level take what lies beyond.
        let bottom = if level == 0 { f64::NEG_INFINITY } else { level as f64 };
        let top = if level == LEVELS - 1 { f64::INFINITY } else { (level + 1) as f64 };
        let polygon = cut(&cut(triangle, bottom, 1.0), top, -1.0);
        if polygon.len() >= 3 {
            part(level, &polygon);
        }
    }
}

/// What of a polygon lies above (`side` 1) or below (−1) a level.
fn cut(polygon: &[Corner], level: f64, side: f64) -> Vec<Corner> {
    if level.is_infinite() {
        return polygon.to_vec();
    }
    let inside = |corner: &Corner| (corner.2 - level) * side >= 0.0;
    let mut kept = Vec::with_capacity(polygon.len() + 2);
    for (i, corner) in polygon.iter().enumerate() {
        let next = &polygon[(i + 1) % polygon.len()];
        if inside(corner) {
            kept.push(*corner);
        }
        if inside(corner) != inside(next) {
            let share = (level - corner.2) / (next.2 - corner.2);
            kept.push((corner.0 + (next.0 - corner.0) * share, corner.1 + (next.1 - corner.1) * share, level));
        }
    }
    kept
}

fn extremes(corners: &[Corner]) -> (f64, f64) {
    corners
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), corner| (low.min(corner.2), high.max(corner.2)))
}

/// Every four neighbouring centres as four triangles around their middle.
fn triangles(view: &View<'_>, cells: &Cells) -> Vec<[Corner; 3]> {
    let Some(z) = &view.z else { return Vec::new() };
    let every = |count: usize| count.div_ceil(FINEST).max(1);
    let columns: Vec<usize> = (0..cells.x.count()).step_by(every(cells.x.count())).collect();
    let rows: Vec<usize> = (0..cells.y.count()).step_by(every(cells.y.count())).collect();
    let corner = |ix: usize, iy: usize| {
        let content = cells.content(ix, iy);
        let place = match z.scale {
            Scale::Log if content <= 0.0 => 0.0,
            _ => z.place(content),
        };
        (view.px(cells.x.center(ix)), view.py(cells.y.center(iy)), place * LEVELS as f64)
    };
    let mut triangles = Vec::new();
    for rows in rows.windows(2) {
        for columns in columns.windows(2) {
            let quad = [
                corner(columns[0], rows[0]),
                corner(columns[1], rows[0]),
                corner(columns[1], rows[1]),
                corner(columns[0], rows[1]),
            ];
            if quad.iter().any(|c| !(c.0.is_finite() && c.1.is_finite() && c.2.is_finite())) {
                continue;
            }
            // Where all four are empty, nothing is painted, as in the other views.
            if quad.iter().all(|c| c.2 == 0.0) {
                continue;
            }
            let sum = quad.iter().fold((0.0, 0.0, 0.0), |a, c| (a.0 + c.0, a.1 + c.1, a.2 + c.2));
            let middle = (sum.0 / 4.0, sum.1 / 4.0, sum.2 / 4.0);
            for i in 0..4 {
                triangles.push([quad[i], quad[(i + 1) % 4], middle]);
            }
        }
    }
    triangles
}
