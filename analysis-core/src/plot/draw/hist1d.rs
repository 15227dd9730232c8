use super::titles::parted;
use super::{curve, edges, titles};
use crate::hist::Hist1D;
use crate::plot::number::general;
use crate::plot::{BinLook, Bins, Layer, Plot, Style, Summary};

impl Hist1D {
    /// A plot of the histogram with its fitted functions: steps, or points with errors if it has weights.
    pub fn draw(&self) -> Plot {
        Plot::of(Layer::Bins(bins(self)), summary(self))
    }

    /// The title of the x axis, as ROOT's `h->GetXaxis()->SetTitle("m [GeV]")`; every plot of the histogram has it.
    #[inline(never)]
    pub fn set_x_title(&mut self, title: &str) {
        self.core.axes[0].set_title(title);
        let (whole, [_, y]) = parted(&self.core.title, [""; 2]);
        self.core.title = joined(&whole, "", &y);
    }

    /// The title of the y axis, as ROOT's `h->GetYaxis()->SetTitle("Events")`.
    ///
    /// It is kept as the third part of the title, `"title;x;y"`.
    #[inline(never)]
    pub fn set_y_title(&mut self, title: &str) {
        let (whole, [x, _]) = parted(&self.core.title, [""; 2]);
        self.core.title = joined(&whole, &x, title);
    }
}

/// ROOT's title with those of the axes, without semicolons that say nothing.
fn joined(whole: &str, x: &str, y: &str) -> String {
    format!("{whole};{x};{y}").trim_end_matches(';').to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_titles_reach_the_plot() {
        let mut h = Hist1D::new("h", "mass;x", 4, 0.0, 1.0);
        let titles = |h: &Hist1D| {
            let bins = bins(h);
            (bins.title, bins.axis_titles.0, bins.axis_titles.1)
        };
        h.set_y_title("Events");
        assert_eq!(titles(&h), ("mass".to_owned(), "x".to_owned(), "Events".to_owned()));
        h.set_x_title("m [GeV]");
        assert_eq!(titles(&h), ("mass".to_owned(), "m [GeV]".to_owned(), "Events".to_owned()));
        h.set_y_title("");
        assert_eq!((h.title(), titles(&h).1.as_str()), ("mass", "m [GeV]"));
    }
}
