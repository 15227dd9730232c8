//! What a user says about a plot, in the order in which one says it: `h.draw().log_y().title("…")`.
//!
//! Methods about axes and boxes change the last pad; methods about looks change what was drawn last.

use super::draw::titles;
use super::{
    Area, AxisStyle, BinLook, CellLook, Color, Coordinates, Curve, Dash, Layer, LegendPlace, Line, Margins, Marker,
    Pad, Palette, Plot, Points, Scale, StatBox, Style, Text, Theme,
};

impl Plot {
    /// Draws another object into the same frame.
    ///
    /// What is a plot or can become one: `h.draw().same(&g)`, `h.draw().same(g.draw().color(Color::RED))`.
    pub fn same(mut self, other: impl Into<Plot>) -> Self {
        let other = other.into();
        let group = other.group();
        let other = other.into_figure();
        let pad = self.pad_mut();
        for other in other.pads {
            pad.layers.extend(other.layers);
            pad.legend = pad.legend.or(other.legend);
        }
        self.grouped(group)
    }

    /// The title above the frame, and as in ROOT those of the axes behind semicolons:
    /// `"Mass;m [GeV];events"`. TLatex's mathematics: `#sqrt{s} = 13 TeV`.
    pub fn title(mut self, title: &str) -> Self {
        let pad = self.pad_mut();
        let (whole, (x, y)) = titles(title, &pad.x.title, &pad.y.title);
        (pad.title, pad.x.title, pad.y.title) = (Some(whole), x, y);
        self
    }

    /// The label of the x axis.
    pub fn x_title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.pad_mut().x.title);
        self
    }

    /// The label of the y axis.
    pub fn y_title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.pad_mut().y.title);
        self
    }

    /// The label of the colour bar, or of the axis of contents.
    pub fn z_title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.pad_mut().z.title);
        self
    }

    /// The visible range along x, in the unit of the data. A range that is empty or not finite changes nothing.
    pub fn x_range(self, low: f64, high: f64) -> Self {
        self.with_axis(|pad| &mut pad.x, |axis| axis.range = range(low, high).or(axis.range))
    }

    /// The visible range along y, as [`x_range`](Self::x_range).
    pub fn y_range(self, low: f64, high: f64) -> Self {
        self.with_axis(|pad| &mut pad.y, |axis| axis.range = range(low, high).or(axis.range))
    }

    /// The range of contents that the colours of a two-dimensional histogram span.
    pub fn z_range(self, low: f64, high: f64) -> Self {
        self.with_axis(|pad| &mut pad.z, |axis| axis.range = range(low, high).or(axis.range))
    }

    /// A logarithmic x axis. What is not above zero is left out.
    pub fn log_x(self) -> Self {
        self.with_axis(|pad| &mut pad.x, |axis| axis.scale = Scale::Log)
    }

    /// A logarithmic y axis. Empty bins stand at its foot.
    pub fn log_y(self) -> Self {
        self.with_axis(|pad| &mut pad.y, |axis| axis.scale = Scale::Log)
    }

    /// A logarithmic scale of colours.
    pub fn log_z(self) -> Self {
        self.with_axis(|pad| &mut pad.z, |axis| axis.scale = Scale::Log)
    }

    /// Dotted lines across the frame at the marks of both axes.
    pub fn grid(mut self) -> Self {
        let pad = self.pad_mut();
        pad.x.grid = true;
        pad.y.grid = true;
        self
    }

    /// Width and height of the whole figure in CSS pixels, held to 50–10000.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        let figure = self.figure_mut();
        figure.width = width.clamp(50, 10_000);
        figure.height = height.clamp(50, 10_000);
        self
    }

    /// The looks that the figure starts from.
    pub fn theme(mut self, theme: Theme) -> Self {
        self.figure_mut().theme = theme;
        self
    }

    /// Free space around the frame, as shares of the pad.
    pub fn margins(mut self, margins: Margins) -> Self {
        self.pad_mut().margins = Some(margins);
        self
    }

    /// A legend with the label or title of every object, in the corner that covers least of the data.
    ///
    /// Where every corner is taken and no range along y was said, the axis grows to make room.
    pub fn legend(self) -> Self {
        self.legend_at(LegendPlace::Free)
    }

    /// A legend in a corner of one's choice.
    pub fn legend_at(mut self, place: LegendPlace) -> Self {
        self.pad_mut().legend = Some(place);
        self
    }

    /// Whether the box with entries, mean and standard deviation is drawn.
    pub fn stats(mut self, stats: StatBox) -> Self {
        self.pad_mut().stats = stats;
        self
    }

    /// What the legend says of the object drawn last.
    pub fn label(mut self, label: &str) -> Self {
        let pad = self.pad_mut();
        // The first object's title is the pad's: it stays there.
        if pad.layers.len() == 1 && pad.title.is_none() {
            pad.title = Some(title_of(&pad.layers[0]));
        }
        match pad.layers.last_mut() {
            Some(Layer::Bins(bins)) => label.clone_into(&mut bins.title),
            Some(Layer::Cells(cells)) => label.clone_into(&mut cells.title),
            Some(Layer::Points(points)) => label.clone_into(&mut points.title),
            Some(Layer::Curve(curve)) => label.clone_into(&mut curve.title),
            Some(Layer::Volume(volume)) => label.clone_into(&mut volume.title),
            _ => {}
        }
        self
    }

    /// Writes a text into the pad; `x` and `y` are shares of the pad from its lower left corner.
    pub fn text(self, x: f64, y: f64, text: &str) -> Self {
        self.with_text(x, y, text, Coordinates::Pad)
    }

    /// Writes a text at a place of the data's coordinates.
    pub fn text_at(self, x: f64, y: f64, text: &str) -> Self {
        self.with_text(x, y, text, Coordinates::Data)
    }

    fn with_text(mut self, x: f64, y: f64, text: &str, coordinates: Coordinates) -> Self {
        let text = Text { text: text.to_owned(), at: (x, y), coordinates, size: 0.04, color: Color::BLACK };
        self.push(Layer::Text(text));
        self
    }

    /// Draws a straight line between two points of the data's coordinates.
    pub fn line(mut self, from: (f64, f64), to: (f64, f64)) -> Self {
        self.push(Layer::Line(Line { from, to, style: Style::default() }));
        self
    }

    /// Draws a function of x over the visible range or, without one, over the range of what was drawn first.
    pub fn function(mut self, name: &str, function: impl Fn(f64) -> f64) -> Self {
        let pad = self.pad_mut();
        let (low, high) = pad.x.range.or_else(|| pad.layers.first().and_then(x_extent)).unwrap_or((0.0, 1.0));
        self.push(Layer::Curve(Curve::sample(name, low, high, 401, function)));
        self
    }

    /// The colour of lines and markers of the object drawn last.
    pub fn color(self, color: Color) -> Self {
        self.with_style(|style| style.color = Some(color))
    }

    /// Fills the area of the object drawn last.
    pub fn fill(self, color: Color) -> Self {
        self.with_style(|style| style.fill = Some(color))
    }

    /// The width of its lines in CSS pixels.
    pub fn line_width(self, width: f64) -> Self {
        self.with_style(|style| style.width = Some(width))
    }

    /// How its lines are interrupted.
    pub fn dash(self, dash: Dash) -> Self {
        self.with_style(|style| style.dash = dash)
    }

    /// What stands at its points.
    pub fn marker(self, marker: Marker) -> Self {
        self.with_style(|style| style.marker = Some(marker))
    }

    /// The diameter of its markers in CSS pixels.
    pub fn marker_size(self, size: f64) -> Self {
        self.with_style(|style| style.marker_size = Some(size))
    }

    /// A histogram as an outline of steps.
    pub fn steps(self) -> Self {
        self.with_bins(BinLook::Steps)
    }

    /// A histogram as points with error bars, a graph with its bars.
    pub fn errors(self) -> Self {
        self.with_points(|points| points.look.bars = true).with_bins(BinLook::Errors)
    }

    /// A histogram or graph as a filled band of its errors.
    pub fn band(self) -> Self {
        let plot = self.with_points(|points| {
            points.look.band = true;
            points.look.bars = false;
        });
        plot.with_bins(BinLook::ErrorBand)
    }

    /// A histogram as separate bars.
    pub fn bars(self) -> Self {
        self.with_bins(BinLook::Bars)
    }

    /// A histogram as points with the bars of their errors, a graph as points that nothing joins.
    ///
    /// Without the bars: `.points().no_errors()`.
    pub fn points(self) -> Self {
        let plot = self.with_points(|points| {
            points.look.markers = true;
            points.look.line = false;
        });
        plot.with_bins(BinLook::Points)
    }

    /// Joins the points of a graph by straight lines.
    pub fn joined(self) -> Self {
        self.with_points(|points| points.look.line = true)
    }

    /// A graph without markers.
    pub fn no_markers(self) -> Self {
        self.with_points(|points| points.look.markers = false)
    }

    /// A graph without error bars, a histogram of points as markers alone.
    pub fn no_errors(mut self) -> Self {
        for layer in self.last_layers() {
            match layer {
                Layer::Points(points) => points.look.bars = false,
                Layer::Bins(bins) if matches!(bins.look, BinLook::Points | BinLook::Errors) => {
                    bins.look = BinLook::Markers;
                }
                _ => {}
            }
        }
        self
    }

    /// A two-dimensional histogram as coloured cells with a colour bar (`COLZ`).
    pub fn colz(self) -> Self {
        self.with_cells(CellLook::Colors)
    }

    /// A two-dimensional histogram as filled contours (`CONTZ`).
    pub fn contours(self) -> Self {
        self.with_cells(CellLook::Contours)
    }

    /// A two-dimensional histogram as columns in perspective (`LEGO2`).
    pub fn lego(self) -> Self {
        self.with_cells(CellLook::Lego)
    }

    /// A two-dimensional histogram as a surface in perspective (`SURF1`).
    pub fn surf(self) -> Self {
        self.with_cells(CellLook::Surface)
    }

    /// A two-dimensional histogram in any of its looks.
    pub fn cells(self, look: CellLook) -> Self {
        self.with_cells(look)
    }

    /// The colours of a two-dimensional histogram.
    pub fn palette(mut self, palette: Palette) -> Self {
        for layer in &mut self.pad_mut().layers {
            if let Layer::Cells(cells) = layer {
                cells.palette = Some(palette);
            }
        }
        self
    }

    /// Adds a second pad below with `lower` in it, usually a ratio; both share their x axis.
    pub fn ratio(mut self, lower: impl Into<Plot>) -> Self {
        const SPLIT: f64 = 0.3;
        let lower = lower.into().into_figure();
        let Some(mut below) = lower.pads.into_iter().next() else { return self };
        let (left, right) = (0.12, 0.1);
        let upper = self.pad_mut();
        upper.text_scale = Some(1.0 / (1.0 - SPLIT));
        let title = std::mem::take(&mut upper.x.title);
        if below.x.title.is_empty() {
            below.x.title = title;
        }
        let known = axis_title(upper.layers.first());
        if below.x.title.is_empty() {
            below.x.title = known;
        }
        upper.hide_x_labels = true;
        upper.area = Area { bottom: SPLIT, ..Area::default() };
        // The lowest label above and the highest below stand beside each other.
        upper.margins = Some(Margins { left, right, bottom: 0.025, top: 0.1 });
        below.shares_x = true;
        below.title = Some(String::new());
        below.stats = StatBox::Hide;
        below.area = Area { top: SPLIT, ..Area::default() };
        below.margins = Some(Margins { left, right, bottom: 0.35, top: 0.06 });
        // The letters are as tall as in one pad over the whole figure.
        below.text_scale = Some(1.0 / SPLIT);
        let figure = self.figure_mut();
        figure.height = (f64::from(figure.height) * 1.2) as u32;
        // In front, so that what is said afterwards is still about the upper pad.
        self.figure_mut().pads.insert(0, below);
        self
    }

    pub(crate) fn pad_mut(&mut self) -> &mut Pad {
        let pads = &mut self.figure_mut().pads;
        if pads.is_empty() {
            pads.push(Pad::default());
        }
        let last = pads.len() - 1;
        &mut pads[last]
    }

    fn with_axis(mut self, axis: fn(&mut Pad) -> &mut AxisStyle, change: impl FnOnce(&mut AxisStyle)) -> Self {
        change(axis(self.pad_mut()));
        self
    }

    fn with_style(mut self, change: impl Fn(&mut Style)) -> Self {
        for layer in self.last_layers() {
            match layer {
                Layer::Bins(bins) => change(&mut bins.style),
                Layer::Points(points) => change(&mut points.style),
                Layer::Curve(curve) => change(&mut curve.style),
                Layer::Line(line) => change(&mut line.style),
                Layer::Text(text) => {
                    let mut style = Style::default();
                    change(&mut style);
                    text.color = style.color.unwrap_or(text.color);
                }
                Layer::Stack(all) => all.iter_mut().for_each(|bins| change(&mut bins.style)),
                Layer::Cells(_) | Layer::Volume(_) => {}
            }
        }
        self
    }

    fn with_points(mut self, change: impl Fn(&mut Points)) -> Self {
        for layer in self.last_layers() {
            if let Layer::Points(points) = layer {
                change(points);
            }
        }
        self
    }

    fn with_bins(mut self, look: BinLook) -> Self {
        for layer in self.last_layers() {
            if let Layer::Bins(bins) = layer {
                bins.look = look;
            }
        }
        self
    }

    fn with_cells(mut self, look: CellLook) -> Self {
        if let Some(Layer::Cells(cells)) = self.pad_mut().layers.last_mut() {
            cells.look = look;
        }
        self
    }
}

/// A range that an axis can have.
fn range(low: f64, high: f64) -> Option<(f64, f64)> {
    (low.is_finite() && high.is_finite() && low < high).then_some((low, high))
}

fn title_of(layer: &Layer) -> String {
    match layer {
        Layer::Bins(bins) => bins.title.clone(),
        Layer::Cells(cells) => cells.title.clone(),
        Layer::Points(points) => points.title.clone(),
        Layer::Curve(curve) => curve.title.clone(),
        Layer::Volume(volume) => volume.title.clone(),
        Layer::Stack(_) | Layer::Line(_) | Layer::Text(_) => String::new(),
    }
}

fn axis_title(layer: Option<&Layer>) -> String {
    match layer {
        Some(Layer::Bins(bins)) => bins.axis_titles.0.clone(),
        Some(Layer::Stack(all)) => all.first().map(|bins| bins.axis_titles.0.clone()).unwrap_or_default(),
        Some(Layer::Points(points)) => points.axis_titles.0.clone(),
        _ => String::new(),
    }
}

fn x_extent(layer: &Layer) -> Option<(f64, f64)> {
    let ends = |values: &[f64]| {
        let finite = || values.iter().copied().filter(|v| v.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        (low < high).then_some((low, high))
    };
    match layer {
        Layer::Bins(bins) => Some(bins.edges.range()),
        Layer::Stack(all) => all.first().map(|bins| bins.edges.range()),
        Layer::Cells(cells) => Some(cells.x.range()),
        Layer::Volume(volume) => Some(volume.axes[0].range()),
        Layer::Points(points) => ends(&points.x),
        Layer::Curve(curve) => ends(&curve.x),
        Layer::Line(_) | Layer::Text(_) => None,
    }
}
