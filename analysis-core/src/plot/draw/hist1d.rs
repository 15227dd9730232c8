use super::{curve, edges, titles};
use crate::hist::Hist1D;
use crate::plot::number::general;
use crate::plot::{BinLook, Bins, Layer, Plot, Style, Summary};

impl Hist1D {
    /// A plot of the histogram with its fitted functions: steps, or points with errors if it has weights.
    pub fn draw(&self) -> Plot {
        Plot::of(Layer::Bins(bins(self)), summary(self))
    }
}

impl From<&Hist1D> for Plot {
    fn from(histogram: &Hist1D) -> Self {
        histogram.draw()
    }
}

pub(super) fn bins(histogram: &Hist1D) -> Bins {
    let [sum_w, sum_w2, sum_wx, sum_wx2] = histogram.stats();
    let weighted = histogram.sumw2().is_some();
    let (title, axis_titles) = titles(histogram.title(), histogram.axis().title(), "");
    Bins {
        name: histogram.name().to_owned(),
        title,
        edges: edges(histogram.axis()),
        contents: histogram.contents().to_vec(),
        errors: histogram.sumw2().map(|sums| sums.iter().map(|sum| sum.max(0.0).sqrt()).collect()),
        summary: Some(Summary { entries: histogram.entries(), sum_w, sum_w2, sum_wx, sum_wx2, ..Summary::default() }),
        profile: false,
        look: if weighted { BinLook::Errors } else { BinLook::Steps },
        style: Style::default(),
        fits: histogram.core.fits.iter().filter_map(curve).collect(),
        axis_titles,
    }
}

fn summary(histogram: &Hist1D) -> String {
    let entries = general(histogram.entries(), 15);
    format!("Hist1D {}: {entries} entries, mean {}", histogram.name(), general(histogram.mean(), 2))
}
