//! What stands on top of a frame: statistics, fit parameters, legend, texts.

use super::View;
use super::view::Looks;
use crate::plot::number::{general, with_error};
use crate::plot::scene::{Item, Path, Rect, Stroke};
use crate::plot::typeset::{Align, Label, Stand};
use crate::plot::{BinLook, Color, Coordinates, Curve, Layer, Marker, Summary, Text};

/// The lines of a statistics box: a heading and pairs of name and value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StatText {
    pub(crate) heading: String,
    pub(crate) lines: Vec<(String, String)>,
    /// Whether fit parameters are among them, which makes the box wider.
    pub(crate) fit: bool,
}

/// What the box of a pad says; `None` where there is none.
pub(crate) fn stat_box(view: &View<'_>) -> Option<StatText> {
    if !view.stats {
        return None;
    }
    // ROOT says of x without its name where y is the value.
    let (name, summary, axes, fits): (&str, Option<&Summary>, &[&str], &[Curve]) = match view.pad.layers.first()? {
        Layer::Bins(bins) if bins.profile => (&bins.name, bins.summary.as_ref(), &["", " y"], &bins.fits),
        Layer::Bins(bins) => (&bins.name, bins.summary.as_ref(), &[""], &bins.fits),
        Layer::Cells(cells) => (&cells.name, cells.summary.as_ref(), &[" x", " y"], &[]),
        Layer::Points(points) => (&points.name, None, &[], &points.fits),
        Layer::Volume(volume) => (&volume.name, volume.summary.as_ref(), &[" x", " y", " z"], &[]),
        _ => return None,
    };
    let mut text = StatText { heading: name.to_owned(), ..StatText::default() };
    let mut line = |name: &str, value: String| text.lines.push((name.to_owned(), value));
    if let Some(summary) = summary {
        let entries = if summary.entries.fract() == 0.0 && summary.entries.abs() < 1e15 {
            format!("{}", summary.entries)
        } else {
            general(summary.entries, 4)
        };
        line("Entries", entries);
        for (axis, mean) in axes.iter().zip([summary.mean(), summary.mean_y(), summary.mean_z()]) {
            line(&format!("Mean{axis}"), general(mean, 4));
        }
        for (axis, spread) in axes.iter().zip([summary.std_dev(), summary.std_dev_y(), summary.std_dev_z()]) {
            line(&format!("Std Dev{axis}"), general(spread, 4));
        }
    }
    if let Some(fit) = fits.iter().rev().find_map(|curve| curve.fit.as_ref()) {
        line("#chi^{2} / ndf", format!("{} / {}", general(fit.chi2, 4), fit.ndf));
        for (name, value, error) in &fit.parameters {
            let (value, error) = with_error(*value, *error);
            line(name, format!("{value} #pm {error}"));
        }
        text.fit = true;
    }
    Some(text)
}

/// Height of a line of the statistics box as a share of the pad.
const STAT_ROW: f64 = 0.04;

/// Width and height of the statistics box in CSS pixels; `None` where there is none.
pub(super) fn stat_size(view: &View<'_>) -> Option<(f64, f64)> {
    let text = stat_box(view)?;
    let rows = text.lines.len() + usize::from(!text.heading.is_empty());
    // As wide as its lines need, so that it covers no more than it must; ROOT's width where that is enough.
    let widest = if text.fit { 0.36 } else { 0.3 };
    let share = (needed_width(view, &text) / view.area.width()).clamp(0.2, widest);
    Some((share * view.area.width(), STAT_ROW * rows as f64 * view.area.height()))
}

/// Size of the letters in a statistics box in CSS pixels.
fn stat_font(view: &View<'_>) -> f64 {
    (STAT_ROW * view.area.height() * 0.78).min(view.font(0.032)).max(6.0)
}

/// The width that the longest line asks for, with room between name and value.
fn needed_width(view: &View<'_>, text: &StatText) -> f64 {
    let size = stat_font(view);
    let between = if text.fit { size } else { 0.4 * size };
    longest(text, size) + between + 2.0 * 0.03 * view.area.width() * 0.36
}

/// The width of the longest line without any room between name and value.
fn longest(text: &StatText, size: f64) -> f64 {
    let line = |(name, value): &(String, String)| Label::new(name, size).width + Label::new(value, size).width;
    text.lines.iter().map(line).fold(0.0, f64::max)
}

/// The box with the numbers of the histogram.
pub(super) fn statistics(view: &View<'_>, items: &mut Vec<Item>) {
    let (Some(text), Some(area)) = (stat_box(view), view.stat_area) else { return };
    let width = view.area.width();
    let row = STAT_ROW * view.area.height();
    let top = area.top;
    items.push(Item::Shape {
        path: area.path(),
        fill: Some(Color::WHITE),
        stroke: Some(Stroke::solid(Color::BLACK, 1.0)),
    });
    let margin = 0.03 * area.width().max(0.1 * width);
    let size = stat_font(view);
    let mut y = top;
    if !text.heading.is_empty() {
        let middle = f64::midpoint(area.left, area.right);
        fitting(&text.heading, size, area.width() - 2.0 * margin).place(
            items,
            (middle, y + row / 2.0),
            (Align::Center, Stand::Middle),
            0.0,
            Color::BLACK,
        );
        y += row;
        items.push(Item::Shape {
            path: Path::segment(area.left, y, area.right, y),
            fill: None,
            stroke: Some(Stroke::solid(Color::BLACK, 1.0)),
        });
    }
    // All lines in one size of letters.
    let size = size * ((area.width() - 3.0 * margin) / longest(&text, size).max(1.0)).clamp(0.3, 1.0);
    for (name, value) in &text.lines {
        let (name, value) = (Label::new(name, size), Label::new(value, size));
        name.place(items, (area.left + margin, y + row / 2.0), (Align::Left, Stand::Middle), 0.0, Color::BLACK);
        value.place(items, (area.right - margin, y + row / 2.0), (Align::Right, Stand::Middle), 0.0, Color::BLACK);
        y += row;
    }
}

/// A label in a smaller font if it would be wider than its room.
fn fitting(text: &str, size: f64, room: f64) -> Label {
    let label = Label::new(text, size);
    if label.width > room && label.width > 0.0 { Label::new(text, size * (room / label.width).max(0.3)) } else { label }
}

/// One entry of a legend: its text, its looks, and whether it stands for an area, a line, points.
pub(crate) struct Entry<'a> {
    pub(crate) text: &'a str,
    pub(crate) looks: Looks,
    pub(crate) area: bool,
    pub(crate) line: bool,
    pub(crate) points: bool,
    pub(crate) bars: bool,
}

/// The entries of the legend, from the top.
pub(crate) fn legend_entries<'a>(view: &'a View<'_>) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (index, layer) in view.pad.layers.iter().enumerate() {
        let entry = |text: &'a str, which: usize, area: bool, line: bool, points: bool, bars: bool| Entry {
            text,
            looks: view.styles[index][which].clone(),
            area,
            line,
            points,
            bars,
        };
        match layer {
            Layer::Bins(bins) => {
                let bar = matches!(bins.look, BinLook::Errors | BinLook::Points);
                let area = view.styles[index][0].fill.is_some();
                entries.push(entry(
                    label_of(&bins.title, &bins.name),
                    0,
                    area,
                    !area,
                    bins.look != BinLook::Steps,
                    bar,
                ));
                for fit in &bins.fits {
                    let mut fitted = entry(label_of(&fit.title, &fit.name), 0, false, true, false, false);
                    fitted.looks.color = fit.style.color.unwrap_or_else(|| view.theme.fit());
                    fitted.looks.width = 2.0;
                    fitted.looks.marker = Marker::None;
                    entries.push(fitted);
                }
            }
            // A stack reads from the top, as its legend does.
            Layer::Stack(all) => entries.extend(
                all.iter()
                    .enumerate()
                    .rev()
                    .map(|(i, bins)| entry(label_of(&bins.title, &bins.name), i, true, false, false, false)),
            ),
            Layer::Points(points) => {
                let look = points.look;
                let bars = look.bars && points.y_errors.is_some();
                entries.push(entry(label_of(&points.title, &points.name), 0, look.band, look.line, look.markers, bars));
            }
            Layer::Curve(curve) => {
                entries.push(entry(label_of(&curve.title, &curve.name), 0, false, true, false, false));
            }
            Layer::Cells(_) | Layer::Volume(_) | Layer::Line(_) | Layer::Text(_) => {}
        }
    }
    entries.retain(|entry| !entry.text.is_empty());
    entries.truncate(40);
    entries
}

fn label_of<'a>(title: &'a str, name: &'a str) -> &'a str {
    if title.is_empty() { name } else { title }
}

/// Width and height of the legend in CSS pixels; `None` where it has no entry.
pub(super) fn legend_size(view: &View<'_>) -> Option<(f64, f64)> {
    let entries = legend_entries(view);
    if entries.is_empty() {
        return None;
    }
    let font = view.label_font();
    let text = entries.iter().map(|entry| Label::new(entry.text, font).width).fold(0.0, f64::max);
    let frame = view.frame;
    let width = (text + font * 3.4).min(frame.width() * 0.9);
    let height = (entries.len() as f64 * font * 1.45 + font * 0.4).min(frame.height() * 0.95);
    Some((width, height))
}

pub(super) fn legend(view: &View<'_>, items: &mut Vec<Item>) {
    let Some(area) = view.legend_area else { return };
    let entries = legend_entries(view);
    items.push(Item::Shape { path: area.path(), fill: Some(Color::WHITE.with_alpha(0.85)), stroke: None });
    let font = view.label_font();
    let row = (area.height() - font * 0.4) / entries.len() as f64;
    for (i, entry) in entries.iter().enumerate() {
        let y = area.top + font * 0.2 + row * (i as f64 + 0.5);
        let (left, right) = (area.left + font * 0.4, area.left + font * 2.5);
        symbol(entry, left, right, y, row, items);
        let label = fitting(entry.text, font.min(row * 0.8), area.right - right - font * 0.6);
        label.place(items, (right + font * 0.5, y), (Align::Left, Stand::Middle), 0.0, Color::BLACK);
    }
}

fn symbol(entry: &Entry<'_>, left: f64, right: f64, y: f64, row: f64, items: &mut Vec<Item>) {
    let looks = &entry.looks;
    let line = Stroke { color: looks.color, width: looks.width, dash: looks.dash };
    let middle = f64::midpoint(left, right);
    let half = row * 0.32;
    if entry.area {
        let area = Rect { left, top: y - half, right, bottom: y + half };
        items.push(Item::Shape {
            path: area.path(),
            fill: looks.fill,
            stroke: Some(Stroke { width: line.width.min(1.0), ..line }),
        });
    }
    if entry.line {
        items.push(Item::Shape { path: Path::segment(left, y, right, y), fill: None, stroke: Some(line) });
    }
    if entry.bars {
        items.push(Item::Shape {
            path: Path::segment(middle, y - half, middle, y + half),
            fill: None,
            stroke: Some(line),
        });
    }
    if entry.points && looks.marker != Marker::None {
        items.push(Item::Markers {
            points: vec![(middle, y)],
            marker: looks.marker,
            size: looks.marker_size,
            color: looks.color,
        });
    }
}

/// A text of the user.
pub(super) fn text(view: &View<'_>, text: &Text, items: &mut Vec<Item>) {
    let at = match text.coordinates {
        Coordinates::Pad => {
            (view.area.left + text.at.0 * view.area.width(), view.area.bottom - text.at.1 * view.area.height())
        }
        Coordinates::Data => (view.px(text.at.0), view.py(text.at.1)),
    };
    if at.0.is_finite() && at.1.is_finite() && text.size.is_finite() {
        let label = Label::new(&text.text, view.font(text.size.clamp(0.0, 1.0)));
        label.place(items, at, (Align::Left, Stand::Baseline), 0.0, text.color);
    }
}
