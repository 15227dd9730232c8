use super::hist2d::cells;
use super::{curve, edges, summary, titles};
use crate::hist::{Profile1D, Profile2D};
use crate::plot::number::general;
use crate::plot::{BinLook, Bins, Layer, Plot, Style};

impl Profile1D {
    /// A plot of the means with their errors.
    pub fn draw(&self) -> Plot {
        let moments = &self.core.moments;
        let flow = 0..self.nbins() + 2;
        let (title, axis_titles) = titles(self.title(), self.axis().title(), "");
        let bins = Bins {
            name: self.name().to_owned(),
            title,
            edges: edges(self.axis()),
            contents: flow.clone().map(|bin| self.bin_content(bin)).collect(),
            errors: Some(flow.map(|bin| self.bin_error(bin)).collect()),
            summary: Some(summary(self.entries(), moments)),
            profile: true,
            look: BinLook::Errors,
            style: Style::default(),
            fits: self.fitted_functions().iter().filter_map(curve).collect(),
            axis_titles,
        };
        let text = format!(
            "Profile1D {}: {} entries, mean {}, mean y {}",
            self.name(),
            general(self.entries(), 15),
            general(self.mean(), 2),
            general(self.mean_y(), 2)
        );
        Plot::of(Layer::Bins(bins), text)
    }
}

impl From<&Profile1D> for Plot {
    fn from(profile: &Profile1D) -> Self {
        profile.draw()
    }
}

impl Profile2D {
    /// A plot of the means as coloured cells.
    pub fn draw(&self) -> Plot {
        let core = &self.core.weights;
        let means: Vec<f64> = (0..core.contents.len()).map(|position| self.core.mean(position)).collect();
        let summary = summary(self.entries(), &self.core.moments);
        let text = format!("Profile2D {}: {} entries", self.name(), general(self.entries(), 15));
        Plot::of(Layer::Cells(cells(core, &means, summary)), text)
    }
}

impl From<&Profile2D> for Plot {
    fn from(profile: &Profile2D) -> Self {
        profile.draw()
    }
}
