use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use rootlet_display::{MimeBundle, Show};
use serde_json::json;

use super::output::{jsroot, raster, svg, vega};
use super::{Figure, Layer, Pad, render};

/// A figure on its way to the reader.
///
/// As the value of a cell it is shown there. As a statement of its own (`h.draw();`) it is shown where it stands.
/// Once it was shown, saved or made part of another plot, dropping it shows nothing.
pub struct Plot {
    figure: Figure,
    /// The first line of the text form.
    summary: String,
    /// Whether somebody has seen it, or will through another value.
    settled: AtomicBool,
    vega: bool,
    /// How many layers at the end of the last pad are what was drawn last: a group of graphs is several.
    last: usize,
}

/// In a tuple or a list of plots each is one line, not all that it draws.
impl fmt::Debug for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plot({})", self.summary)
    }
}

thread_local! {
    static QUIET: Cell<u32> = const { Cell::new(0) };
}

/// Runs `action`; plots that it drops are not shown.
///
/// For whoever drops variables on the user's behalf: the end of a session, a variable that is replaced.
pub fn quietly<T>(action: impl FnOnce() -> T) -> T {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            QUIET.with(|quiet| quiet.set(quiet.get() - 1));
        }
    }
    QUIET.with(|quiet| quiet.set(quiet.get() + 1));
    let _guard = Guard;
    action()
}

impl Plot {
    /// A plot of a whole figure.
    pub fn new(figure: Figure) -> Self {
        let pads = figure.pads.len();
        let summary = format!("Plot {}: {pads} pad{}", figure.name, if pads == 1 { "" } else { "s" });
        Self { figure, summary, settled: AtomicBool::new(false), vega: false, last: 1 }
    }

    /// A plot with one layer; `summary` is its text form.
    pub fn of(layer: Layer, summary: impl Into<String>) -> Self {
        let pad = Pad { layers: vec![layer], ..Pad::default() };
        let figure = Figure { pads: vec![pad], ..Figure::default() };
        let mut plot = Self::new(figure);
        plot.summary = summary.into();
        plot
    }

    /// The same plot with another text form, for front ends that show nothing else.
    pub fn described(mut self, text: impl Into<String>) -> Self {
        self.summary = text.into();
        self
    }

    /// The same plot, where the last `layers` layers are one object to the methods about looks.
    pub(crate) fn grouped(mut self, layers: usize) -> Self {
        self.last = layers.max(1);
        self
    }

    /// What was drawn last: one layer, or all of a group of graphs.
    pub(crate) fn last_layers(&mut self) -> impl Iterator<Item = &mut Layer> {
        let last = self.last;
        self.pad_mut().layers.iter_mut().rev().take(last)
    }

    /// Draws one more thing, which the methods about looks mean from now on.
    pub(crate) fn push(&mut self, layer: Layer) {
        self.pad_mut().layers.push(layer);
        self.last = 1;
    }

    pub(crate) fn group(&self) -> usize {
        self.last
    }

    /// What is drawn.
    pub fn figure(&self) -> &Figure {
        &self.figure
    }

    /// What is drawn, to be changed; the last pad is the one that the methods of a plot change.
    pub fn figure_mut(&mut self) -> &mut Figure {
        &mut self.figure
    }

    /// Takes the figure out; the plot itself is not shown any more.
    pub fn into_figure(mut self) -> Figure {
        self.settle();
        std::mem::take(&mut self.figure)
    }

    /// Shows the plot now, in order with the text around it. Outside of a notebook nothing happens.
    pub fn show(&self) {
        rootlet_display::display(self);
        self.settle();
    }

    /// The picture as an SVG document, with real text.
    pub fn to_svg(&self) -> String {
        self.settle();
        svg::write(&render::scene(&self.figure))
    }

    /// The picture as a PNG file with `scale` pixels for each CSS pixel: 1, or 2 for fine displays and print.
    pub fn to_png(&self, scale: f64) -> Vec<u8> {
        self.settle();
        raster::png(&render::scene(&self.figure), scale)
    }

    /// The canvas in ROOT's JSON, as JSROOT reads it.
    pub fn to_root_json(&self) -> serde_json::Value {
        self.settle();
        jsroot::canvas(&self.figure)
    }

    /// Marks the plot as dealt with: dropping it shows nothing.
    pub(crate) fn settle(&self) {
        self.settled.store(true, Ordering::Relaxed);
    }

    /// Adds a Vega-Lite form, which JupyterLab and VS Code draw interactively without an extension.
    ///
    /// It is larger than the other forms: one object for each bin.
    pub fn vega(mut self) -> Self {
        self.vega = true;
        self
    }

    /// The figure as a Vega-Lite specification, version 5.
    pub fn to_vega_json(&self) -> serde_json::Value {
        self.settle();
        vega::spec(&self.figure)
    }
}

impl Show for Plot {
    /// ROOT's JSON for JSROOT, a PNG for everyone else, and one line of text.
    fn mime_bundle(&self) -> MimeBundle {
        self.settle();
        let (width, height) = (self.figure.width, self.figure.height);
        let scene = render::scene(&self.figure);
        let bundle = if self.vega {
            MimeBundle::new().with("application/vnd.vegalite.v5+json", vega::spec(&self.figure))
        } else {
            MimeBundle::new()
        };
        bundle
            .with("application/vnd.root+json", jsroot::canvas(&self.figure))
            .with_bytes("image/png", &raster::png(&scene, 1.0))
            .with("text/plain", self.summary.clone())
            .with_metadata(
                "application/vnd.root+json",
                json!({"width": width, "height": height, "option": jsroot::OPTION}),
            )
            .with_size("image/png", width, height)
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        let quiet = QUIET.with(|quiet| quiet.get() > 0);
        if !self.settled.load(Ordering::Relaxed) && !quiet && !std::thread::panicking() {
            self.show();
        }
    }
}

/// A copy that was not shown yet.
impl Clone for Plot {
    fn clone(&self) -> Self {
        Self {
            figure: self.figure.clone(),
            summary: self.summary.clone(),
            settled: AtomicBool::new(false),
            vega: self.vega,
            last: self.last,
        }
    }
}
