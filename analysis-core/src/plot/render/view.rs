//! A pad with everything decided that its description leaves open.

use super::along::{self, Along};
use super::place;
use super::range::{x_range, y_range, z_range};
use crate::plot::scene::Rect;
use crate::plot::ticks::{self, Exponent, Ticks};
use crate::plot::typeset::Label;
use crate::plot::{
    AxisStyle, BinLook, Bins, CellLook, Color, Edges, Figure, Layer, Margins, Marker, Pad, Scale, StatBox, Style, Theme,
};

/// A pad with everything decided that its description leaves open: ranges, marks, margins, colours.
///
/// Static and interactive outputs are both made from it, which is why they agree.
pub(crate) struct View<'a> {
    pub(crate) pad: &'a Pad,
    pub(crate) theme: Theme,
    /// The pad in CSS pixels.
    pub(crate) area: Rect,
    /// The frame in CSS pixels.
    pub(crate) frame: Rect,
    pub(crate) margins: Margins,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    /// The range of the contents of a two-dimensional histogram.
    pub(crate) z: Option<Axis>,
    pub(crate) title: String,
    /// Labels of x, y and z.
    pub(crate) titles: [String; 3],
    /// The final looks of every layer; a stack has one for each histogram.
    pub(crate) styles: Vec<Vec<Looks>>,
    /// How the labels of the x axis stand.
    pub(crate) along: Along,
    /// Whether the pad is drawn in perspective.
    pub(crate) solid: bool,
    /// Whether the statistics box of the first layer is drawn.
    pub(crate) stats: bool,
    /// Where the statistics box stands, in CSS pixels.
    pub(crate) stat_area: Option<Rect>,
    /// Where the legend stands.
    pub(crate) legend_area: Option<Rect>,
}

/// A style with nothing left open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Looks {
    pub(crate) color: Color,
    pub(crate) fill: Option<Color>,
    pub(crate) width: f64,
    pub(crate) dash: crate::plot::Dash,
    pub(crate) marker: Marker,
    pub(crate) marker_size: f64,
}

/// One axis with its range and marks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) scale: Scale,
    pub(crate) ticks: Ticks,
    /// The largest number of intervals between long marks.
    pub(crate) marks: usize,
    /// Names of bins stand in the middle between marks.
    pub(crate) named: bool,
}

impl Axis {
    /// The place of a value, 0 at the low end and 1 at the high end; NaN where it has none.
    pub(crate) fn place(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log if value > 0.0 => (value / self.low).ln() / (self.high / self.low).ln(),
            Scale::Log => f64::NAN,
        }
    }

    /// As `place`, but what lies below a logarithmic axis is at its foot.
    pub(crate) fn place_or_foot(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Log if value <= 0.0 => -0.02,
            _ => self.place(value),
        }
    }
}

impl<'a> View<'a> {
    /// A pad of a settled figure.
    pub(crate) fn of(figure: &Figure, pad: &'a Pad) -> Self {
        let (width, height) = (f64::from(figure.width), f64::from(figure.height));
        let area = Rect {
            left: pad.area.left * width,
            top: (1.0 - pad.area.top) * height,
            right: pad.area.right * width,
            bottom: (1.0 - pad.area.bottom) * height,
        };
        Self::new(pad, figure.theme, area)
    }

    fn new(pad: &'a Pad, theme: Theme, area: Rect) -> Self {
        let solid = pad.layers.iter().any(|layer| match layer {
            Layer::Cells(cells) => matches!(cells.look, CellLook::Lego | CellLook::Surface),
            Layer::Volume(_) => true,
            _ => false,
        });
        let titles = axis_titles(pad);
        let x = axis(&pad.x, x_range(pad), names(pad, true), MARKS);
        let y = axis(&pad.y, y_range(pad), names(pad, false), marks_upwards(pad, theme, area));
        let z = z_range(pad).map(|range| axis(&pad.z, range, None, MARKS));
        let title = pad.title.clone().unwrap_or_else(|| layer_title(pad));
        let mut view = Self {
            pad,
            theme,
            area,
            frame: area,
            margins: Margins { left: 0.1, right: 0.1, bottom: 0.1, top: 0.1 },
            x,
            y,
            z,
            title,
            titles,
            styles: styles(pad, theme),
            along: Along::default(),
            solid,
            stats: statistics(pad, theme),
            stat_area: None,
            legend_area: None,
        };
        view.lay_out();
        let marks = along::marks_across(&view);
        if marks < view.x.marks {
            view.x = axis(&pad.x, (view.x.low, view.x.high), None, marks);
            view.lay_out();
        }
        let factor = place::headroom(&view);
        if factor > 1.0 {
            let (low, high) = (view.y.low, view.y.high);
            let high = match view.y.scale {
                Scale::Linear => low + (high - low) * factor,
                Scale::Log => low * (high / low).powf(factor),
            };
            if high.is_finite() {
                view.y = axis(&pad.y, (low, high), names(pad, false), view.y.marks);
                view.lay_out();
            }
        }
        (view.legend_area, view.stat_area) = place::boxes(&view);
        view
    }

    /// Margins and frame, from the labels.
    fn lay_out(&mut self) {
        self.margins = self.pad.margins.map_or_else(|| self.automatic_margins(), sane_margins);
        let (area, margins) = (self.area, self.margins);
        let (width, height) = (area.width(), area.height());
        self.frame = Rect {
            left: area.left + margins.left * width,
            top: area.top + margins.top * height,
            right: area.right - margins.right * width,
            bottom: area.bottom - margins.bottom * height,
        };
        self.along = Along::of(self, self.frame.width(), margins.bottom * height);
    }

    /// A size of letters as a share of the pad, with the pad's factor.
    pub(crate) fn text_share(&self, share: f64) -> f64 {
        share * self.pad.text_scale.filter(|scale| scale.is_finite() && *scale > 0.0).unwrap_or(1.0)
    }

    /// Labels at the marks as a share of the pad.
    pub(crate) fn label_share(&self) -> f64 {
        self.text_share(self.theme.label_size())
    }

    /// The font size in CSS pixels that is this share of the pad.
    pub(crate) fn font(&self, share: f64) -> f64 {
        self.text_share(share) * self.area.width().min(self.area.height())
    }

    /// Font size of the labels at the marks.
    pub(crate) fn label_font(&self) -> f64 {
        self.font(self.theme.label_size())
    }

    pub(crate) fn px(&self, value: f64) -> f64 {
        self.frame.left + self.x.place(value) * self.frame.width()
    }

    pub(crate) fn py(&self, value: f64) -> f64 {
        let place = self.y.place_or_foot(value);
        // Far outside of the frame the exact place is of no use and would overflow the painter.
        self.frame.bottom - place.clamp(-20.0, 20.0) * self.frame.height()
    }

    /// How far the middle of the x axis's title lies below the frame, in CSS pixels.
    pub(crate) fn x_title_distance(&self) -> f64 {
        let font = self.label_font();
        let ascent = Label::new(&self.titles[0], font).ascent.max(font * 0.72);
        // Labels in one line take a letter.
        0.008 * self.area.height() + self.along.depth.max(font) + 0.45 * font + ascent - 0.36 * font
    }

    /// How far the middle of the y axis's title lies left of the frame, in CSS pixels.
    pub(crate) fn y_title_distance(&self) -> f64 {
        let font = self.label_font();
        let shown = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&self.y.place(value));
        let marks = self.y.ticks.major.iter().filter(|(value, _)| shown(*value)).take(60);
        let widest = marks.map(|(_, label)| Label::new(label, font).width).fold(0.0, f64::max);
        let room = self.frame.left - self.area.left - 0.5 * font;
        (0.007 * self.area.width() + widest + 0.96 * font).min(room.max(0.0))
    }

    /// Whether a colour bar stands beside the frame.
    pub(crate) fn color_bar(&self) -> bool {
        !self.solid
            && self.pad.layers.iter().any(|layer| {
                matches!(layer, Layer::Cells(cells) if matches!(cells.look, CellLook::Colors | CellLook::Contours | CellLook::ColorsText))
            })
    }

    fn automatic_margins(&self) -> Margins {
        let (width, height) = (self.area.width().max(1.0), self.area.height().max(1.0));
        let font = self.label_font();
        let widest = |axis: &Axis| {
            axis.ticks.major.iter().take(60).map(|(_, label)| Label::new(label, font).width).fold(0.0, f64::max)
        };
        let title = |text: &str, share: f64| {
            if text.is_empty() { 0.0 } else { Label::new(text, font).ascent.max(font) * share }
        };
        let left = widest(&self.y) + 0.012 * width + title(&self.titles[1], 1.35) + font * 0.5;
        let (least_side, least_top): (f64, f64) = match self.theme {
            Theme::Root => (0.1, 0.1),
            Theme::Mplhep => (0.04, 0.06),
        };
        let right = if self.color_bar() {
            let labels = self.z.as_ref().map_or(0.0, widest);
            0.05 * width + 0.02 * width + labels + title(&self.titles[2], 1.4) + font * 0.6
        } else {
            0.0
        };
        let along = Along::of(self, width - left.max(0.1 * width) - right.max(least_side * width), f64::INFINITY);
        let bottom = along.depth + font * 0.5 + title(&self.titles[0], 1.45) + 0.01 * height;
        let top = if self.title.is_empty() { least_top } else { least_top.max(0.1) };
        sane_margins(Margins {
            left: (left / width).max(0.1),
            right: (right / width).max(least_side),
            bottom: (bottom / height).max(0.1),
            top,
        })
    }
}

/// ROOT's default number of intervals between long marks.
const MARKS: usize = 10;

/// As many intervals along y as labels have room, at most the default.
fn marks_upwards(pad: &Pad, theme: Theme, area: Rect) -> usize {
    let scale = pad.text_scale.filter(|scale| scale.is_finite() && *scale > 0.0).unwrap_or(1.0);
    let font = theme.label_size() * scale * area.width().min(area.height());
    let margins = pad.margins.map_or(0.2, |margins| margins.bottom + margins.top);
    let height = area.height() * (1.0 - margins);
    let room = height / (1.5 * font.max(1.0));
    if room.is_finite() { (room as usize).clamp(4, MARKS) } else { MARKS }
}

/// Margins that leave a frame to draw in.
fn sane_margins(margins: Margins) -> Margins {
    let hold = |share: f64| if share.is_finite() { share.clamp(0.0, 0.45) } else { 0.1 };
    Margins {
        left: hold(margins.left),
        right: hold(margins.right),
        bottom: hold(margins.bottom),
        top: hold(margins.top),
    }
}

fn axis(style: &AxisStyle, automatic: (f64, f64), names: Option<Vec<(f64, String)>>, marks: usize) -> Axis {
    let (mut low, mut high) = match style.range {
        Some((low, high)) if low.is_finite() && high.is_finite() && low < high => (low, high),
        _ => automatic,
    };
    if style.scale == Scale::Log {
        if high <= 0.0 {
            high = 1.0;
        }
        if low <= 0.0 {
            low = if automatic.0 > 0.0 && automatic.0 < high { automatic.0 } else { high * 1e-4 };
        }
    }
    let named = names.is_some();
    let ticks = match (names, style.scale) {
        (Some(names), _) => Ticks { major: names, minor: Vec::new(), exponent: 0 },
        (None, Scale::Linear) => ticks::linear(low, high, marks, Exponent::Shared),
        (None, Scale::Log) => ticks::logarithmic(low, high),
    };
    Axis { low, high, scale: style.scale, ticks, named, marks }
}

/// The names of a category axis at the centres of their bins; at most fifty are shown.
fn names(pad: &Pad, along_x: bool) -> Option<Vec<(f64, String)>> {
    let labels = pad.layers.iter().find_map(|layer| match layer {
        Layer::Bins(Bins { edges: Edges::Labels(labels), .. }) if along_x => Some(labels),
        Layer::Stack(all) if along_x => all.iter().find_map(|bins| match &bins.edges {
            Edges::Labels(labels) => Some(labels),
            _ => None,
        }),
        Layer::Cells(cells) => match if along_x { &cells.x } else { &cells.y } {
            Edges::Labels(labels) => Some(labels),
            _ => None,
        },
        Layer::Volume(volume) => match if along_x { &volume.axes[0] } else { &volume.axes[1] } {
            Edges::Labels(labels) => Some(labels),
            _ => None,
        },
        _ => None,
    })?;
    let every = labels.len().div_ceil(50).max(1);
    Some(
        labels
            .iter()
            .enumerate()
            .step_by(every)
            .map(|(i, label)| (i as f64 + 0.5, label.chars().take(60).collect()))
            .collect(),
    )
}

/// Errors below and above of a point; 0 where there are none.
pub(super) fn errors_at(errors: Option<&(Vec<f64>, Vec<f64>)>, index: usize) -> (f64, f64) {
    let at = |values: &[f64]| values.get(index).copied().filter(|e| e.is_finite()).unwrap_or(0.0);
    errors.map_or((0.0, 0.0), |(low, high)| (at(low), at(high)))
}

fn layer_title(pad: &Pad) -> String {
    pad.layers
        .first()
        .map(|layer| match layer {
            Layer::Bins(bins) => bins.title.clone(),
            Layer::Cells(cells) => cells.title.clone(),
            Layer::Points(points) => points.title.clone(),
            Layer::Curve(curve) => curve.title.clone(),
            Layer::Volume(volume) => volume.title.clone(),
            Layer::Stack(_) | Layer::Line(_) | Layer::Text(_) => String::new(),
        })
        .unwrap_or_default()
}

fn axis_titles(pad: &Pad) -> [String; 3] {
    let known = pad.layers.iter().find_map(|layer| match layer {
        Layer::Bins(bins) => Some(&bins.axis_titles),
        Layer::Stack(all) => all.first().map(|bins| &bins.axis_titles),
        Layer::Cells(cells) => Some(&cells.axis_titles),
        Layer::Points(points) => Some(&points.axis_titles),
        Layer::Curve(_) | Layer::Volume(_) | Layer::Line(_) | Layer::Text(_) => None,
    });
    let own = |style: &AxisStyle, fallback: Option<&String>| {
        if style.title.is_empty() { fallback.cloned().unwrap_or_default() } else { style.title.clone() }
    };
    let volume = pad.layers.iter().find_map(|layer| match layer {
        Layer::Volume(volume) => Some(&volume.axis_titles),
        _ => None,
    });
    if let Some([x, y, z]) = volume {
        return [own(&pad.x, Some(x)), own(&pad.y, Some(y)), own(&pad.z, Some(z))];
    }
    [own(&pad.x, known.map(|titles| &titles.0)), own(&pad.y, known.map(|titles| &titles.1)), pad.z.title.clone()]
}

/// The box appears for a lone histogram; more than one would cover each other.
fn statistics(pad: &Pad, theme: Theme) -> bool {
    let first = match pad.layers.first() {
        Some(Layer::Bins(bins)) => bins.summary.is_some() || !bins.fits.is_empty(),
        // Beside a colour bar there is no room for the box.
        Some(Layer::Cells(cells)) => {
            cells.summary.is_some()
                && (pad.stats == StatBox::Show
                    || matches!(
                        cells.look,
                        CellLook::Scatter | CellLook::Boxes | CellLook::ContourLines | CellLook::Text
                    ))
        }
        Some(Layer::Points(points)) => !points.fits.is_empty(),
        Some(Layer::Volume(volume)) => volume.summary.is_some(),
        _ => false,
    };
    let lone =
        pad.layers.iter().filter(|layer| !matches!(layer, Layer::Curve(_) | Layer::Line(_) | Layer::Text(_))).count()
            == 1;
    match pad.stats {
        StatBox::Auto => first && lone && theme.statistics() && pad.legend.is_none(),
        StatBox::Show => first,
        StatBox::Hide => false,
    }
}

fn styles(pad: &Pad, theme: Theme) -> Vec<Vec<Looks>> {
    let objects: usize = pad
        .layers
        .iter()
        .map(|layer| match layer {
            Layer::Bins(_) | Layer::Points(_) => 1,
            Layer::Stack(all) => all.len(),
            _ => 0,
        })
        .sum();
    let mut next = 0;
    let mut cycle = |chosen: Option<Color>| {
        let color = chosen.unwrap_or_else(|| theme.cycle(next));
        next += usize::from(chosen.is_none());
        color
    };
    let open = |style: &Style, color: Color, fill: Option<Color>, marker: Marker| Looks {
        color,
        fill,
        width: style.width.filter(|w| w.is_finite() && *w >= 0.0).unwrap_or(theme.line_width()),
        dash: style.dash,
        marker: style.marker.unwrap_or(marker),
        marker_size: style.marker_size.filter(|s| s.is_finite() && *s > 0.0).unwrap_or(8.0),
    };
    pad.layers
        .iter()
        .map(|layer| match layer {
            Layer::Bins(bins) => {
                let lone = (objects == 1).then(|| theme.lone_histogram());
                let chosen = bins.style.color.or(bins.style.fill).or(lone);
                let color = cycle(chosen);
                let fill = bins.style.fill.or(match bins.look {
                    BinLook::ErrorBand => Some(color.with_alpha(0.35)),
                    BinLook::Bars => Some(color),
                    _ => None,
                });
                let points = matches!(bins.look, BinLook::Points | BinLook::Markers);
                let marker = if points { Marker::Circle } else { Marker::None };
                let mut looks = open(&bins.style, color, fill, marker);
                // Outlines must be told apart; bars of errors are told by their points.
                if objects > 1 && bins.style.width.is_none() && bins.look == BinLook::Steps {
                    looks.width = looks.width.max(2.0);
                }
                vec![looks]
            }
            Layer::Stack(all) => all
                .iter()
                .map(|bins| {
                    let fill = cycle(bins.style.fill.or(bins.style.color));
                    open(&bins.style, bins.style.color.unwrap_or(Color::BLACK), Some(fill), Marker::None)
                })
                .collect(),
            Layer::Points(points) => {
                let lone = (objects == 1).then_some(Color::BLACK);
                let color = cycle(points.style.color.or(lone));
                let band = points
                    .look
                    .band
                    .then(|| if points.look.markers || points.look.line { color.lighten(0.55) } else { color });
                let many = points.x.len() > 2000;
                let mut looks = open(
                    &points.style,
                    color,
                    points.style.fill.or(band),
                    if many { Marker::Dot } else { Marker::Circle },
                );
                if many && points.style.marker_size.is_none() {
                    looks.marker_size = 2.0;
                }
                vec![looks]
            }
            Layer::Curve(curve) => {
                let color = curve.style.color.unwrap_or_else(|| theme.fit());
                let mut looks = open(&curve.style, color, curve.style.fill, Marker::None);
                if curve.style.width.is_none() {
                    looks.width = 2.0;
                }
                vec![looks]
            }
            Layer::Line(line) => vec![open(&line.style, line.style.color.unwrap_or(Color::BLACK), None, Marker::None)],
            Layer::Cells(_) | Layer::Volume(_) | Layer::Text(_) => vec![],
        })
        .collect()
}
