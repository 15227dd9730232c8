//! The frame, its axes, the grid and the title.

use super::View;
use super::along::Turn;
use crate::plot::scene::{Item, Path, Rect, Stroke};
use crate::plot::typeset::{Align, Label, Stand};
use crate::plot::{Color, Dash};

/// As ROOT and JSROOT draw it; thin, so that it stays behind the data.
const GRID: Color = Color::BLACK;

/// Lines across the frame at the marks, behind everything.
pub(super) fn grid(view: &View<'_>, items: &mut Vec<Item>) {
    let frame = view.frame;
    let mut path = Path::default();
    if view.pad.x.grid {
        for (value, _) in &view.x.ticks.major {
            let x = view.px(*value);
            path.move_to(x, frame.top);
            path.line_to(x, frame.bottom);
        }
    }
    if view.pad.y.grid {
        for (value, _) in &view.y.ticks.major {
            let y = view.py(*value);
            path.move_to(frame.left, y);
            path.line_to(frame.right, y);
        }
    }
    if !path.is_empty() {
        let stroke = Stroke { color: GRID, width: 0.5, dash: Dash::Dotted };
        items.push(Item::Shape { path, fill: None, stroke: Some(stroke) });
    }
}

/// The frame with marks, labels and titles of both axes.
pub(super) fn axes(view: &View<'_>, items: &mut Vec<Item>) {
    let mut path = view.frame.path();
    x_marks(view, &mut path);
    y_marks(view, &mut path);
    items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(Color::BLACK, 1.0)) });
    if !view.pad.hide_x_labels {
        x_labels(view, items);
    }
    y_labels(view, items);
}

pub(super) fn visible(place: f64) -> bool {
    (-1e-9..=1.0 + 1e-9).contains(&place)
}

/// Marks are 3 % of the frame's other side, short ones half of that.
fn x_marks(view: &View<'_>, path: &mut Path) {
    let Rect { left, top, bottom, .. } = view.frame;
    let length = 0.03 * view.area.height();
    let all_around = view.theme.ticks_all_around();
    let mut mark = |value: f64, length: f64| {
        let place = view.x.place(value);
        if visible(place) {
            let x = left + place * view.frame.width();
            path.move_to(x, bottom);
            path.line_to(x, bottom - length);
            if all_around {
                path.move_to(x, top);
                path.line_to(x, top + length);
            }
        }
    };
    if view.x.named {
        return;
    }
    view.x.ticks.major.iter().for_each(|(value, _)| mark(*value, length));
    view.x.ticks.minor.iter().for_each(|value| mark(*value, length / 2.0));
}

fn y_marks(view: &View<'_>, path: &mut Path) {
    let Rect { left, right, bottom, .. } = view.frame;
    let length = 0.03 * view.area.width() * 0.68;
    let all_around = view.theme.ticks_all_around();
    let mut mark = |value: f64, length: f64| {
        let place = view.y.place(value);
        if visible(place) {
            let y = bottom - place * view.frame.height();
            path.move_to(left, y);
            path.line_to(left + length, y);
            if all_around {
                path.move_to(right, y);
                path.line_to(right - length, y);
            }
        }
    };
    if view.y.named {
        return;
    }
    view.y.ticks.major.iter().for_each(|(value, _)| mark(*value, length));
    view.y.ticks.minor.iter().for_each(|value| mark(*value, length / 2.0));
}

fn x_labels(view: &View<'_>, items: &mut Vec<Item>) {
    let font = view.label_font();
    let frame = view.frame;
    let gap = 0.008 * view.area.height();
    let letters = font * view.along.scale;
    let mut free_from = f64::NEG_INFINITY;
    for (value, text) in &view.x.ticks.major {
        if !visible(view.x.place(*value)) || text.is_empty() {
            continue;
        }
        let (x, label) = (view.px(*value), Label::new(text, letters));
        let (from, to) = match view.along.turn {
            Turn::Flat => (x - label.width / 2.0, x + label.width / 2.0 + 2.0),
            Turn::Upright => (x, x + 0.9 * letters),
        };
        if from < free_from {
            continue;
        }
        let (at, anchor, angle) = match view.along.turn {
            Turn::Flat => ((x, frame.bottom + gap + font * 0.85), (Align::Center, Stand::Baseline), 0.0),
            Turn::Upright => ((x, frame.bottom + gap), (Align::Right, Stand::Middle), 90.0),
        };
        label.place(items, at, anchor, angle, Color::BLACK);
        free_from = to;
    }
    if view.x.ticks.exponent != 0 {
        let label = Label::new(&format!("#times10^{{{}}}", view.x.ticks.exponent), font);
        label.place(items, (frame.right + 3.0, frame.bottom), (Align::Left, Stand::Baseline), 0.0, Color::BLACK);
    }
    if !view.titles[0].is_empty() {
        let title = Label::new(&view.titles[0], font);
        let at = (frame.right, frame.bottom + view.x_title_distance() + 0.36 * font);
        title.place(items, at, (Align::Right, Stand::Baseline), 0.0, Color::BLACK);
    }
}

fn y_labels(view: &View<'_>, items: &mut Vec<Item>) {
    let font = view.label_font();
    let frame = view.frame;
    let gap = 0.007 * view.area.width();
    let mut free_below = f64::INFINITY;
    for (value, text) in &view.y.ticks.major {
        let place = view.y.place(*value);
        if !visible(place) || text.is_empty() {
            continue;
        }
        let y = frame.bottom - place * frame.height();
        if y > free_below {
            continue;
        }
        let label = Label::new(text, font);
        label.place(items, (frame.left - gap, y), (Align::Right, Stand::Middle), 0.0, Color::BLACK);
        free_below = y - font * 0.9;
    }
    if view.y.ticks.exponent != 0 {
        let label = Label::new(&format!("#times10^{{{}}}", view.y.ticks.exponent), font);
        label.place(items, (frame.left, frame.top - font * 0.45), (Align::Left, Stand::Baseline), 0.0, Color::BLACK);
    }
    if !view.titles[1].is_empty() {
        let title = Label::new(&view.titles[1], font);
        let x = (frame.left - view.y_title_distance() + 0.36 * font).max(view.area.left + title.ascent + 1.0);
        title.place(items, (x, frame.top), (Align::Right, Stand::Baseline), 90.0, Color::BLACK);
    }
}

/// The title, centred above the frame.
pub(super) fn title(view: &View<'_>, items: &mut Vec<Item>) {
    if let Some((label, at)) = placed_title(view) {
        label.place(items, at, (Align::Center, Stand::Middle), 0.0, Color::BLACK);
    }
}

/// Where the title ends on the right, in CSS pixels.
pub(super) fn title_right(view: &View<'_>) -> f64 {
    placed_title(view).map_or(f64::NEG_INFINITY, |(label, at)| at.0 + label.width / 2.0)
}

fn placed_title(view: &View<'_>) -> Option<(Label, (f64, f64))> {
    if view.title.is_empty() {
        return None;
    }
    let room = view.frame.top - view.area.top;
    let size = view.font(0.05).min(room * 0.75);
    let mut label = Label::new(&view.title, size);
    let widest = view.area.width() * 0.96;
    if label.width > widest {
        label = Label::new(&view.title, size * (widest / label.width).max(0.4));
    }
    let middle = f64::midpoint(view.area.left, view.area.right);
    Some((label, (middle, view.area.top + room * 0.5)))
}
