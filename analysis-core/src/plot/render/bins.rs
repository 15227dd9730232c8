//! One-dimensional histograms, profiles and stacks.

use super::View;
use super::points::{curve, stroke};
use super::view::Looks;
use crate::plot::scene::{Item, Path};
use crate::plot::{BinLook, Bins, Marker, Scale};

pub(super) fn draw(view: &View<'_>, histogram: &Bins, looks: &Looks, items: &mut Vec<Item>) {
    match histogram.look {
        BinLook::Steps => steps(view, histogram, looks, items),
        BinLook::Errors => errors(view, histogram, looks, true, items),
        BinLook::Points => errors(view, histogram, looks, false, items),
        BinLook::ErrorBand => band(view, histogram, looks, items),
        BinLook::Bars => bars(view, histogram, looks, items),
        BinLook::Markers => {
            let points = (0..histogram.edges.count())
                .filter(|i| histogram.content(*i) != 0.0)
                .map(|i| (view.px(histogram.edges.center(i)), view.py(histogram.content(i))))
                .collect();
            items.push(Item::Markers { points, marker: looks.marker, size: looks.marker_size, color: looks.color });
        }
    }
    for fit in &histogram.fits {
        let looks = Looks {
            color: fit.style.color.unwrap_or_else(|| view.theme.fit()),
            width: fit.style.width.unwrap_or(2.0),
            dash: fit.style.dash,
            fill: None,
            ..looks.clone()
        };
        curve(view, fit, &looks, items);
    }
}

/// Where the area under a histogram ends: at zero, or at the lower end of a logarithmic axis.
fn floor(view: &View<'_>) -> f64 {
    match view.y.scale {
        Scale::Linear => view.py(0.0f64.clamp(view.y.low, view.y.high)),
        Scale::Log => view.frame.bottom,
    }
}

/// Corners of the outline from left to right; bins without a finite content stand at zero.
fn outline(
    view: &View<'_>,
    count: usize,
    edge: &dyn Fn(usize) -> f64,
    content: &dyn Fn(usize) -> f64,
) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::with_capacity(2 * count + 2);
    // More bins than pixels: the extremes in each pixel say all that can be seen.
    let per_pixel = count as f64 / view.frame.width().max(1.0);
    let value = |i: usize| {
        let content = content(i);
        view.py(if content.is_finite() { content } else { 0.0 })
    };
    if per_pixel > 4.0 {
        let group = per_pixel.floor() as usize;
        let mut i = 0;
        while i < count {
            let end = (i + group).min(count);
            let (low, high) =
                (i..end).map(value).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| (a.min(y), b.max(y)));
            let x = view.px(edge(i));
            corners.push((x, low));
            corners.push((x, high));
            i = end;
        }
        return corners;
    }
    for i in 0..count {
        let (left, right, y) = (view.px(edge(i)), view.px(edge(i + 1)), value(i));
        // On a logarithmic axis the first edge may be zero: it is at the left side then.
        let left = if left.is_finite() { left } else { view.frame.left };
        let right = if right.is_finite() { right } else { view.frame.left };
        if corners.last().is_some_and(|last| last.1 == y) {
            corners.pop();
        } else {
            corners.push((left, y));
        }
        corners.push((right, y));
    }
    corners
}

fn steps(view: &View<'_>, histogram: &Bins, looks: &Looks, items: &mut Vec<Item>) {
    let edges = &histogram.edges;
    let corners = outline(view, edges.count(), &|i| edges.edge(i), &|i| histogram.content(i));
    let (Some(first), Some(last)) = (corners.first().copied(), corners.last().copied()) else { return };
    let floor = floor(view);
    let closed = [(first.0, floor)].into_iter().chain(corners).chain([(last.0, floor)]);
    let path = Path::polyline(closed);
    if looks.fill.is_some() {
        items.push(Item::Shape { path: path.clone(), fill: looks.fill, stroke: None });
    }
    items.push(Item::Shape { path, fill: None, stroke: Some(stroke(looks)) });
}

/// Points with bars: along y the error, along x the width of the bin where `across` says so.
fn errors(view: &View<'_>, histogram: &Bins, looks: &Looks, across: bool, items: &mut Vec<Item>) {
    let mut bars = Path::default();
    let mut points = Vec::new();
    for i in 0..histogram.edges.count() {
        let (content, error) = (histogram.content(i), histogram.error(i));
        if !content.is_finite() || (content == 0.0 && error == 0.0) {
            continue;
        }
        let (x, y) = (view.px(histogram.edges.center(i)), view.py(content));
        if view.y.scale == Scale::Log && content <= 0.0 {
            continue;
        }
        let error = if error.is_finite() { error } else { 0.0 };
        if across {
            bars.move_to(view.px(histogram.edges.edge(i)), y);
            bars.line_to(view.px(histogram.edges.edge(i + 1)), y);
        }
        bars.move_to(x, view.py(content - error));
        bars.line_to(x, view.py(content + error));
        points.push((x, y));
    }
    items.push(Item::Shape { path: bars, fill: None, stroke: Some(stroke(looks)) });
    if looks.marker != Marker::None {
        items.push(Item::Markers { points, marker: looks.marker, size: looks.marker_size, color: looks.color });
    }
}

fn band(view: &View<'_>, histogram: &Bins, looks: &Looks, items: &mut Vec<Item>) {
    let mut path = Path::default();
    for i in 0..histogram.edges.count() {
        let (content, error) = (histogram.content(i), histogram.error(i));
        if !content.is_finite() || !error.is_finite() || error == 0.0 {
            continue;
        }
        let (left, right) = (view.px(histogram.edges.edge(i)), view.px(histogram.edges.edge(i + 1)));
        let (low, high) = (view.py(content - error), view.py(content + error));
        path.move_to(left, low);
        path.line_to(right, low);
        path.line_to(right, high);
        path.line_to(left, high);
        path.close();
    }
    items.push(Item::Shape { path, fill: looks.fill, stroke: None });
}

/// Bars of four fifths of a bin.
fn bars(view: &View<'_>, histogram: &Bins, looks: &Looks, items: &mut Vec<Item>) {
    let floor = floor(view);
    let mut path = Path::default();
    for i in 0..histogram.edges.count() {
        let content = histogram.content(i);
        if !content.is_finite() || content == 0.0 {
            continue;
        }
        let (left, right) = (view.px(histogram.edges.edge(i)), view.px(histogram.edges.edge(i + 1)));
        let gap = (right - left) * 0.1;
        let top = view.py(content);
        path.move_to(left + gap, floor);
        path.line_to(left + gap, top);
        path.line_to(right - gap, top);
        path.line_to(right - gap, floor);
        path.close();
    }
    items.push(Item::Shape { path, fill: looks.fill, stroke: None });
}

/// Histograms on top of each other; the last is on top. Painted from the top down, each to the floor.
pub(super) fn stack(view: &View<'_>, histograms: &[Bins], looks: &[Looks], items: &mut Vec<Item>) {
    let count = histograms.iter().map(|histogram| histogram.edges.count()).max().unwrap_or(0);
    let mut sums = vec![0.0; count];
    let mut layers = Vec::with_capacity(histograms.len());
    for histogram in histograms {
        for (i, sum) in sums.iter_mut().enumerate() {
            let content = histogram.content(i);
            *sum += if content.is_finite() { content } else { 0.0 };
        }
        layers.push(sums.clone());
    }
    let floor = floor(view);
    for ((histogram, sums), looks) in histograms.iter().zip(&layers).zip(looks).rev() {
        let edges = &histogram.edges;
        let corners = outline(view, edges.count(), &|i| edges.edge(i), &|i| sums[i]);
        let (Some(first), Some(last)) = (corners.first().copied(), corners.last().copied()) else { continue };
        let path = Path::polyline([(first.0, floor)].into_iter().chain(corners).chain([(last.0, floor)]));
        items.push(Item::Shape { path, fill: looks.fill, stroke: Some(stroke(looks)) });
    }
}
