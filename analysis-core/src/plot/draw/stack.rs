use super::hist1d::bins;
use crate::hist::Hist1D;
use crate::plot::{Bins, Color, Layer, Plot};

/// Histograms on top of each other, like ROOT's `THStack`.
///
/// # Examples
/// ```
/// use rootlet::Hist1D;
/// use rootlet::plot::Stack;
///
/// let (signal, background) = (Hist1D::new("s", "signal", 10, 0.0, 1.0), Hist1D::new("b", "background", 10, 0.0, 1.0));
/// let plot = Stack::new().add(&background).add(&signal).draw().legend();
/// plot.to_svg();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stack {
    histograms: Vec<Bins>,
}

impl Stack {
    /// An empty stack.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a histogram on top.
    pub fn add(mut self, histogram: &Hist1D) -> Self {
        self.histograms.push(bins(histogram));
        self
    }

    /// Puts a histogram on top, filled with a colour of its own.
    pub fn add_colored(mut self, histogram: &Hist1D, color: Color) -> Self {
        let mut bins = bins(histogram);
        bins.style.fill = Some(color);
        self.histograms.push(bins);
        self
    }

    /// The plot of the stack.
    pub fn draw(&self) -> Plot {
        let entries: f64 = self.histograms.iter().filter_map(|bins| bins.summary).map(|summary| summary.entries).sum();
        let text = format!("Stack of {} histograms, {entries} entries", self.histograms.len());
        Plot::of(Layer::Stack(self.histograms.clone()), text)
    }
}

impl From<&Stack> for Plot {
    fn from(stack: &Stack) -> Self {
        stack.draw()
    }
}
