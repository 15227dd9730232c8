//! How the labels along x stand where there is little room: by the rules of JSROOT, so that both views agree.

use super::View;
use super::frame::visible;
use crate::plot::Scale;
use crate::plot::ticks::{self, Exponent, Ticks};
use crate::plot::typeset::Label;

/// How the labels of the x axis are turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Side by side.
    #[default]
    Flat,
    /// Upwards, ending at the axis: names that would run into each other.
    Upright,
}

/// How the labels along x stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Along {
    pub(crate) turn: Turn,
    /// A factor on the size of their letters, at most 1.
    pub(crate) scale: f64,
    /// How far they reach below the place of their upper edge, in CSS pixels.
    pub(super) depth: f64,
}

impl Along {
    /// The stance in a frame of `width` with at most `room` CSS pixels below.
    pub(super) fn of(view: &View<'_>, width: f64, room: f64) -> Self {
        let font = view.label_font();
        let flat = Self { turn: Turn::Flat, scale: 1.0, depth: font };
        if !view.x.named || view.pad.hide_x_labels || view.solid {
            return flat;
        }
        let labels = measured(view, &view.x.ticks, font);
        let widest = labels.iter().map(|label| label.width).fold(1.0, f64::max);
        let longest = labels.iter().map(|label| label.letters).max().unwrap_or(0);
        let Some(pitch) = pitch(&labels, width) else { return flat };
        let fitting = 0.9 * pitch / widest;
        if fitting >= 0.7 && !is_upright(labels.len(), longest, font, width) {
            return Self { scale: fitting.clamp(SMALLEST, 1.0), ..flat };
        }
        let room = room.min(MOST_BELOW * view.area.height());
        let scale = (pitch / font).min(room / widest).clamp(SMALLEST, 1.0);
        Self { turn: Turn::Upright, scale, depth: widest * scale }
    }
}

/// The share of a pad that names may take below the frame.
const MOST_BELOW: f64 = 0.3;

/// Letters are not made smaller than this share of their size.
const SMALLEST: f64 = 0.4;

/// As many intervals along x as labels have room, at most what there are.
pub(super) fn marks_across(view: &View<'_>) -> usize {
    let (x, font, width) = (&view.x, view.label_font(), view.frame.width());
    if x.named || x.scale != Scale::Linear || view.solid {
        return x.marks;
    }
    let fits = |marks: usize| {
        let ticks = ticks::linear(x.low, x.high, marks, Exponent::Shared);
        let labels = measured(view, &ticks, font);
        let longest = labels.iter().map(|label| label.letters).max().unwrap_or(0);
        let widest = labels.iter().map(|label| label.width).fold(0.0, f64::max);
        let apart = pitch(&labels, width).is_none_or(|pitch| widest <= 0.9 * pitch);
        apart && !is_upright(labels.len(), longest, font, width)
    };
    (2..=x.marks).rev().find(|marks| fits(*marks)).unwrap_or(2)
}

/// Whether JSROOT turns short labels upright.
fn is_upright(labels: usize, longest: usize, font: f64, width: f64) -> bool {
    (3..=5).contains(&longest) && labels as f64 * font > width / 2.0
}

/// A label with its place on the axis, 0 to 1.
struct Measured {
    place: f64,
    width: f64,
    letters: usize,
}

fn measured(view: &View<'_>, ticks: &Ticks, font: f64) -> Vec<Measured> {
    ticks
        .major
        .iter()
        .map(|(value, text)| (view.x.place(*value), text))
        .filter(|(place, text)| visible(*place) && !text.is_empty())
        .map(|(place, text)| Measured { place, width: Label::new(text, font).width, letters: text.chars().count() })
        .collect()
}

/// The smallest distance between neighbours in CSS pixels.
fn pitch(labels: &[Measured], width: f64) -> Option<f64> {
    labels.windows(2).map(|pair| (pair[1].place - pair[0].place).abs() * width).reduce(f64::min)
}
