//! The ranges of axes that a pad leaves open, from what is drawn in it.

use super::view::errors_at;
use crate::plot::{BinLook, Bins, Curve, Edges, Layer, Pad, Points, Scale};

/// A range that grows with what it is told.
#[derive(Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
    /// The smallest value above zero.
    positive: f64,
}

impl Range {
    const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY, positive: f64::INFINITY };

    fn add(&mut self, value: f64) {
        // Half of the largest number: differences of two values must stay finite.
        if value.is_finite() && value.abs() < f64::MAX / 4.0 {
            self.low = self.low.min(value);
            self.high = self.high.max(value);
            if value > 0.0 {
                self.positive = self.positive.min(value);
            }
        }
    }

    fn or_unit(self) -> (f64, f64) {
        if self.low > self.high {
            (0.0, 1.0)
        } else if self.low == self.high {
            let reach = if self.low == 0.0 { 1.0 } else { self.low.abs() * 0.1 };
            (self.low - reach, self.high + reach)
        } else {
            (self.low, self.high)
        }
    }

    fn widened(self, share: f64) -> (f64, f64) {
        let (low, high) = self.or_unit();
        let reach = (high - low) * share;
        (low - reach, high + reach)
    }
}

pub(super) fn x_range(pad: &Pad) -> (f64, f64) {
    let mut exact = Range::EMPTY;
    let mut loose = Range::EMPTY;
    let log = pad.x.scale == Scale::Log;
    let mut edges = |edges: &Edges| {
        let count = edges.count();
        if let Edges::Variable(all) = edges {
            all.iter().for_each(|edge| exact.add(*edge));
        } else {
            exact.add(edges.edge(0));
            exact.add(edges.edge(count));
            if log && count > 0 {
                exact.add(edges.edge(1));
                exact.add(edges.center(0));
            }
        }
    };
    for layer in &pad.layers {
        match layer {
            Layer::Bins(bins) => edges(&bins.edges),
            Layer::Stack(all) => all.iter().for_each(|bins| edges(&bins.edges)),
            Layer::Cells(cells) => edges(&cells.x),
            Layer::Volume(volume) => edges(&volume.axes[0]),
            Layer::Curve(_) | Layer::Points(_) | Layer::Line(_) | Layer::Text(_) => {}
        }
    }
    for layer in &pad.layers {
        match layer {
            Layer::Curve(curve) => curve.x.iter().for_each(|x| exact.add(*x)),
            Layer::Points(points) => {
                for (i, x) in points.x.iter().enumerate() {
                    let (low, high) = errors_at(points.x_errors.as_ref(), i);
                    loose.add(x - low);
                    loose.add(x + high);
                }
            }
            _ => {}
        }
    }
    if log {
        let positive = exact.positive.min(loose.positive);
        let high = exact.high.max(loose.high);
        return if positive < high { (positive, high) } else { (positive.min(1.0) * 0.5, positive.min(1e300) * 2.0) };
    }
    if exact.low > exact.high {
        loose.widened(0.1)
    } else {
        if loose.low <= loose.high && (loose.low < exact.low || loose.high > exact.high) {
            exact.add(loose.low);
            exact.add(loose.high);
        }
        exact.or_unit()
    }
}

pub(super) fn y_range(pad: &Pad) -> (f64, f64) {
    let log = pad.y.scale == Scale::Log;
    let visible = pad.x.range;
    let inside = |x: f64| visible.is_none_or(|(low, high)| x >= low && x <= high);
    let mut range = Range::EMPTY;
    let mut from_zero = false;
    let mut points = false;
    let mut cells = None;
    for layer in &pad.layers {
        match layer {
            Layer::Bins(bins) => {
                from_zero |= !bins.profile;
                add_bins(&mut range, bins, &inside);
            }
            Layer::Stack(all) => {
                from_zero = true;
                let count = all.iter().map(|bins| bins.edges.count()).max().unwrap_or(0);
                let mut sums = vec![0.0; count];
                for bins in all {
                    for (i, sum) in sums.iter_mut().enumerate() {
                        if inside(bins.edges.center(i)) && bins.content(i).is_finite() {
                            *sum += bins.content(i);
                            range.add(*sum);
                        }
                    }
                }
            }
            Layer::Cells(two) => cells = Some(&two.y),
            Layer::Volume(volume) => cells = Some(&volume.axes[1]),
            Layer::Points(graph) => {
                points = true;
                add_points(&mut range, graph, &inside);
            }
            Layer::Curve(curve) => {
                points = true;
                add_curve(&mut range, curve, &inside);
            }
            Layer::Line(_) | Layer::Text(_) => {}
        }
    }
    if let Some(edges) = cells {
        let mut range = Range::EMPTY;
        (0..=edges.count().min(100_000)).for_each(|i| range.add(edges.edge(i)));
        range.add(edges.edge(edges.count()));
        return if log && range.positive < range.high { (range.positive, range.high) } else { range.or_unit() };
    }
    if log {
        let high = if range.high > 0.0 { range.high } else { 1.0 };
        let low = if range.positive.is_finite() { range.positive } else { high * 1e-3 };
        return (low * 0.5, (high * 2.0 * (0.9 / 0.95)).min(f64::MAX / 4.0));
    }
    let (low, high) = match (range.low <= range.high, from_zero) {
        (true, true) => (range.low.min(0.0), range.high.max(0.0)),
        _ => range.or_unit(),
    };
    let (low, high) = if low == high { (0.0, 1.0) } else { (low, high) };
    if from_zero {
        let top = if high > 0.0 { 0.05 * (high - low) } else { 0.0 };
        let foot = if low < 0.0 { 0.05 * (high - low) } else { 0.0 };
        (low - foot, high + top)
    } else {
        let reach = (high - low) * if points { 0.1 } else { 0.05 };
        (low - reach, high + reach)
    }
}

fn add_bins(range: &mut Range, bins: &Bins, inside: &dyn Fn(f64) -> bool) {
    let errors = matches!(bins.look, BinLook::Errors | BinLook::Points | BinLook::ErrorBand);
    for i in 0..bins.edges.count() {
        if !inside(bins.edges.center(i)) {
            continue;
        }
        let (content, error) = (bins.content(i), if errors { bins.error(i) } else { 0.0 });
        if bins.profile && content == 0.0 && bins.error(i) == 0.0 {
            continue;
        }
        let error = if error.is_finite() { error } else { 0.0 };
        range.add(content);
        range.add(content + error);
        // A bar that reaches below zero must not decide where a logarithmic axis starts.
        if content - error > 0.0 || content <= 0.0 || bins.profile {
            let positive = range.positive;
            range.add(content - error);
            range.positive = positive.min(range.positive.max(content * 0.1));
        }
    }
    for fit in &bins.fits {
        for (x, y) in fit.x.iter().zip(&fit.y) {
            if inside(*x) && *y >= 0.0 {
                let positive = range.positive;
                range.add(*y);
                range.positive = positive;
            }
        }
    }
}

fn add_points(range: &mut Range, graph: &Points, inside: &dyn Fn(f64) -> bool) {
    for (i, (x, y)) in graph.x.iter().zip(&graph.y).enumerate() {
        if inside(*x) {
            let (low, high) = errors_at(graph.y_errors.as_ref(), i);
            range.add(*y);
            range.add(y + high);
            if y - low > 0.0 || *y <= 0.0 {
                range.add(y - low);
            } else {
                range.low = range.low.min(y - low);
            }
        }
    }
}

fn add_curve(range: &mut Range, curve: &Curve, inside: &dyn Fn(f64) -> bool) {
    for (x, y) in curve.x.iter().zip(&curve.y) {
        if inside(*x) {
            range.add(*y);
        }
    }
}

pub(super) fn z_range(pad: &Pad) -> Option<(f64, f64)> {
    let volume = pad.layers.iter().find_map(|layer| match layer {
        Layer::Volume(volume) => Some(&volume.axes[2]),
        _ => None,
    });
    if let Some(edges) = volume {
        let mut range = Range::EMPTY;
        range.add(edges.edge(0));
        range.add(edges.edge(edges.count()));
        return Some(range.or_unit());
    }
    let cells = pad.layers.iter().find_map(|layer| match layer {
        Layer::Cells(cells) => Some(cells),
        _ => None,
    })?;
    let mut range = Range::EMPTY;
    for iy in 0..cells.y.count() {
        for ix in 0..cells.x.count() {
            range.add(cells.content(ix, iy));
        }
    }
    if pad.z.scale == Scale::Log {
        let high = if range.high > 0.0 { range.high } else { 1.0 };
        return Some((if range.positive < high { range.positive } else { high * 0.1 }, high));
    }
    if range.low > 0.0 {
        range.low = 0.0;
    }
    Some(if range.low >= range.high { (0.0, 1.0) } else { (range.low, range.high) })
}
