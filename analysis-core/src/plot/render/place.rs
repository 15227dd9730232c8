//! Where the legend and the statistics box stand, so that they cover as little of the data as can be.

use super::boxes::{legend_size, stat_size};
use super::view::{View, errors_at};
use crate::plot::scene::Rect;
use crate::plot::{BinLook, Bins, CellLook, Cells, Curve, Layer, LegendPlace, Points, Scale, StatBox};

/// What is drawn, as rectangles in CSS pixels with a weight from 0 to 1.
pub(super) struct Obstacles(Vec<(Rect, f64)>);

impl Obstacles {
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut all = Self(Vec::new());
        for layer in &view.pad.layers {
            match layer {
                Layer::Bins(bins) => all.bins(view, bins),
                Layer::Stack(stacked) => all.stack(view, stacked),
                Layer::Cells(cells) => all.cells(view, cells),
                Layer::Points(points) => all.points(view, points),
                Layer::Curve(curve) => all.curve(view, curve),
                Layer::Volume(_) | Layer::Line(_) | Layer::Text(_) => {}
            }
        }
        all
    }

    fn add(&mut self, view: &View<'_>, left: f64, right: f64, top: f64, bottom: f64, weight: f64) {
        let frame = view.frame;
        let (left, right) = (left.min(right).max(frame.left), left.max(right).min(frame.right));
        let (top, bottom) = (top.min(bottom).max(frame.top), top.max(bottom).min(frame.bottom));
        // Thin things count as much as what is seen of them.
        let (right, bottom) = (right.max(left + 1.0), bottom.max(top + 1.0));
        if left.is_finite() && top.is_finite() && right <= frame.right + 1.0 && bottom <= frame.bottom + 1.0 {
            self.0.push((Rect { left, top, right, bottom }, weight));
        }
    }

    fn bins(&mut self, view: &View<'_>, bins: &Bins) {
        let floor = view.py(if view.y.scale == Scale::Linear { 0.0 } else { view.y.low });
        let area = matches!(bins.look, BinLook::Steps | BinLook::Bars) && !bins.profile;
        for i in 0..bins.edges.count() {
            let (content, error) = (bins.content(i), bins.error(i));
            if !content.is_finite() || (content == 0.0 && (area || error == 0.0)) {
                continue;
            }
            let (left, right) = (view.px(bins.edges.edge(i)), view.px(bins.edges.edge(i + 1)));
            if area {
                self.add(view, left, right, view.py(content), floor, 1.0);
            } else {
                let error = if error.is_finite() && bins.look != BinLook::Markers { error } else { 0.0 };
                let (top, bottom) = (view.py(content + error), view.py(content - error));
                self.add(view, left, right, top - 4.0, bottom + 4.0, 1.0);
            }
        }
        bins.fits.iter().for_each(|fit| self.curve(view, fit));
    }

    fn stack(&mut self, view: &View<'_>, stacked: &[Bins]) {
        let Some(first) = stacked.first() else { return };
        let floor = view.py(if view.y.scale == Scale::Linear { 0.0 } else { view.y.low });
        for i in 0..first.edges.count() {
            let sum: f64 = stacked.iter().map(|bins| bins.content(i)).filter(|content| content.is_finite()).sum();
            let (left, right) = (view.px(first.edges.edge(i)), view.px(first.edges.edge(i + 1)));
            if sum != 0.0 {
                self.add(view, left, right, view.py(sum), floor, 1.0);
            }
        }
    }

    fn cells(&mut self, view: &View<'_>, cells: &Cells) {
        let Some(z) = &view.z else { return };
        // Coarse is enough, and a picture of a million cells stays quick.
        let step = |count: usize| count.div_ceil(100).max(1);
        let (across, up) = (step(cells.x.count()), step(cells.y.count()));
        for iy in (0..cells.y.count()).step_by(up) {
            for ix in (0..cells.x.count()).step_by(across) {
                let content = cells.content(ix, iy);
                if content.is_finite() && content != 0.0 {
                    let (x, y) = (ix + across, iy + up);
                    let (left, right) = (view.px(cells.x.edge(ix)), view.px(cells.x.edge(x.min(cells.x.count()))));
                    let (bottom, top) = (view.py(cells.y.edge(iy)), view.py(cells.y.edge(y.min(cells.y.count()))));
                    self.add(view, left, right, top, bottom, z.place(content).clamp(0.05, 1.0));
                }
            }
        }
    }

    fn points(&mut self, view: &View<'_>, points: &Points) {
        let mut last = None;
        for (i, (x, y)) in points.x.iter().zip(&points.y).enumerate() {
            let (px, py) = (view.px(*x), view.py(*y));
            if !px.is_finite() || !y.is_finite() {
                continue;
            }
            let (mut top, mut bottom) = (py - 4.0, py + 4.0);
            if points.look.bars || points.look.band {
                let (below, above) = errors_at(points.y_errors.as_ref(), i);
                (top, bottom) = (top.min(view.py(y + above)), bottom.max(view.py(y - below)));
            }
            if let Some(from) = last.filter(|_| points.look.line || points.look.band) {
                self.segment(view, from, (px, py));
            }
            self.add(view, px - 4.0, px + 4.0, top, bottom, 1.0);
            last = Some((px, py));
        }
        points.fits.iter().for_each(|fit| self.curve(view, fit));
    }

    fn curve(&mut self, view: &View<'_>, curve: &Curve) {
        let mut last = None;
        for (x, y) in curve.x.iter().zip(&curve.y) {
            let at = (view.px(*x), view.py(*y));
            if !y.is_finite() || !at.0.is_finite() {
                last = None;
                continue;
            }
            if let Some(from) = last {
                self.segment(view, from, at);
            }
            last = Some(at);
        }
    }

    /// A straight line, in pieces that are not much larger than what they cover.
    fn segment(&mut self, view: &View<'_>, from: (f64, f64), to: (f64, f64)) {
        let pieces = ((to.0 - from.0).abs().min((to.1 - from.1).abs()) / 8.0).clamp(0.0, 40.0) as usize + 1;
        let at = |i: usize| {
            let share = i as f64 / pieces as f64;
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        for i in 0..pieces {
            let (a, b) = (at(i), at(i + 1));
            self.add(view, a.0, b.0, a.1, b.1, 1.0);
        }
    }

    /// How much of the data an area would cover, in square pixels.
    fn covered(&self, area: Rect) -> f64 {
        self.0
            .iter()
            .map(|(part, weight)| {
                let width = part.right.min(area.right) - part.left.max(area.left);
                let height = part.bottom.min(area.bottom) - part.top.max(area.top);
                width.max(0.0) * height.max(0.0) * weight
            })
            .sum()
    }

    /// The upper end of what stands between two places along x; the foot of the frame where nothing does.
    fn top(&self, view: &View<'_>, left: f64, right: f64) -> f64 {
        let across = self.0.iter().filter(|(part, _)| part.right > left && part.left < right);
        across.map(|(part, _)| part.top).fold(view.frame.bottom, f64::min)
    }
}

/// Room that boxes leave between themselves and the data, in CSS pixels.
const AIR: f64 = 6.0;

/// By how much the visible range along y grows at most for the sake of a box.
const MOST_HEADROOM: f64 = 2.0;

/// The factor on the length of the y axis that makes room for legend and statistics; 1 where there is room.
///
/// Only what chooses its own place asks for room, and only where the user has not said the range.
pub(super) fn headroom(view: &View<'_>) -> f64 {
    let flat = view.pad.layers.iter().any(|layer| matches!(layer, Layer::Cells(_) | Layer::Volume(_)));
    if flat || view.pad.y.range.is_some() {
        return 1.0;
    }
    let legend = (view.pad.legend == Some(LegendPlace::Free)).then(|| legend_size(view)).flatten();
    let stats = (view.stats && view.pad.stats == StatBox::Auto).then(|| stat_size(view)).flatten();
    let places = [legend.map(|size| legend_places(view, size)), stats.map(|size| stat_places(view, size))];
    if places.iter().all(Option::is_none) {
        return 1.0;
    }
    let obstacles = Obstacles::of(view);
    places.iter().flatten().map(|places| needed(view, &obstacles, places)).fold(1.0, f64::max)
}

fn needed(view: &View<'_>, obstacles: &Obstacles, places: &[Rect]) -> f64 {
    if places.iter().any(|place| obstacles.covered(*place) <= 0.0) {
        return 1.0;
    }
    let (frame, height) = (view.frame, view.frame.height());
    let least = places
        .iter()
        .filter(|place| place.top < frame.top + 0.3 * height)
        .map(|place| {
            let reached = (frame.bottom - obstacles.top(view, place.left, place.right)) / height;
            let free = (frame.bottom - place.bottom - AIR) / height;
            if free > 0.2 { reached / free } else { f64::INFINITY }
        })
        .fold(f64::INFINITY, f64::min);
    if least <= MOST_HEADROOM { least.max(1.0) } else { 1.0 }
}

/// The corners of the frame, the best first.
fn legend_places(view: &View<'_>, (width, height): (f64, f64)) -> Vec<Rect> {
    [LegendPlace::TopRight, LegendPlace::TopLeft, LegendPlace::BottomRight, LegendPlace::BottomLeft]
        .into_iter()
        .map(|corner| legend_corner(view, corner, (width, height)))
        .collect()
}

fn legend_corner(view: &View<'_>, corner: LegendPlace, (width, height): (f64, f64)) -> Rect {
    let frame = view.frame;
    let gap = 0.035 * frame.width().min(frame.height());
    let (left, top) = match corner {
        LegendPlace::TopRight | LegendPlace::Free => (frame.right - gap - width, frame.top + gap),
        LegendPlace::TopLeft => (frame.left + gap, frame.top + gap),
        LegendPlace::BottomRight => (frame.right - gap - width, frame.bottom - gap - height),
        LegendPlace::BottomLeft => (frame.left + gap, frame.bottom - gap - height),
    };
    Rect { left, top, right: left + width, bottom: top + height }
}

/// Where the statistics box may stand: ROOT's place over the upper right corner, then inside the frame.
fn stat_places(view: &View<'_>, (width, height): (f64, f64)) -> Vec<Rect> {
    let (area, frame) = (view.area, view.frame);
    let right = area.left + 0.98 * area.width();
    let mut top = area.top + 0.065 * area.height();
    // A long title would run into the box.
    if super::frame::title_right(view) > right - width - AIR {
        top = frame.top + 0.01 * area.height();
    }
    let at = |left: f64, top: f64| Rect { left, top, right: left + width, bottom: top + height };
    let (gap, inner) = (0.04 * frame.width(), 0.04 * frame.height());
    vec![
        at(right - width, top),
        at(frame.left + gap, frame.top + inner),
        at(f64::midpoint(frame.left, frame.right) - width / 2.0, frame.top + inner),
        at(frame.right - gap - width, frame.bottom - inner - height),
        at(frame.left + gap, frame.bottom - inner - height),
    ]
}

/// The place that covers least; the first of equals.
fn best(obstacles: &Obstacles, places: &[Rect]) -> Option<Rect> {
    let mut best: Option<(Rect, f64)> = None;
    for place in places {
        let covered = obstacles.covered(*place);
        // Clearly less, so that the usual place is kept where it is as good.
        if best.is_none_or(|(_, least)| covered < 0.8 * least) {
            best = Some((*place, covered));
        }
    }
    best.map(|(place, _)| place)
}

/// Where the legend and the statistics box stand.
pub(super) fn boxes(view: &View<'_>) -> (Option<Rect>, Option<Rect>) {
    let (wants_legend, wants_stats) = (view.pad.legend.is_some(), view.stats);
    if !wants_legend && !wants_stats {
        return (None, None);
    }
    let mut obstacles = Obstacles::of(view);
    let stats = wants_stats.then(|| stat_size(view)).flatten().and_then(|size| {
        let mut places = stat_places(view, size);
        // Beside perspective and colour bars there is one place only.
        let dense = |layer: &Layer| match layer {
            Layer::Cells(cells) => matches!(cells.look, CellLook::Colors | CellLook::ColorsText | CellLook::Contours),
            Layer::Volume(_) => true,
            _ => false,
        };
        if view.solid || view.pad.layers.iter().any(dense) {
            places.truncate(1);
        }
        best(&obstacles, &places)
    });
    if let Some(stats) = stats {
        obstacles.0.push((stats, 10.0));
    }
    let legend = view.pad.legend.and_then(|place| {
        let size = legend_size(view)?;
        match place {
            LegendPlace::Free => best(&obstacles, &legend_places(view, size)),
            corner => Some(legend_corner(view, corner, size)),
        }
    });
    (legend, stats)
}
