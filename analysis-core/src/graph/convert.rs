use super::Graph;
use crate::hist::{Efficiency, Hist1D, Profile1D};

impl From<&Hist1D> for Graph {
    /// The contents at the middles of the bins; half a bin as uncertainty of x.
    fn from(h: &Hist1D) -> Self {
        let axis = h.axis();
        let half: Vec<f64> = axis.widths().into_iter().map(|width| 0.5 * width).collect();
        let mut graph = Self {
            x: axis.centers(),
            y: h.values().to_vec(),
            x_errors: Some((half.clone(), half)),
            y_errors: Some((h.errors(), h.errors())),
            ..Self::default()
        };
        graph.set_axis_titles(axis.title(), "");
        graph.named(h.name(), h.title())
    }
}

impl From<&Profile1D> for Graph {
    /// The means at the middles of the bins that are not empty; half a bin as uncertainty of x.
    fn from(p: &Profile1D) -> Self {
        let axis = p.axis();
        let mut graph = Self::default().named(p.name(), p.title());
        graph.set_axis_titles(axis.title(), "");
        for bin in (1..=axis.nbins()).filter(|bin| p.bin_entries(*bin) != 0.0) {
            let (half, error) = (0.5 * axis.width(bin), p.bin_error(bin));
            graph.push_with_errors(axis.center(bin), p.bin_content(bin), (half, half), (error, error));
        }
        graph
    }
}

impl From<&Efficiency> for Graph {
    /// The efficiencies of the bins that are not empty with their intervals; half a bin as uncertainty of x.
    fn from(efficiency: &Efficiency) -> Self {
        let axis = efficiency.axis();
        let mut graph = Self::default().named(efficiency.name(), efficiency.title());
        graph.set_axis_titles(axis.title(), "");
        for bin in (1..=axis.nbins()).filter(|bin| efficiency.total().bin_content(*bin) != 0.0) {
            let half = 0.5 * axis.width(bin);
            let value = efficiency.efficiency(bin);
            graph.push_with_errors(axis.center(bin), value, (half, half), efficiency.errors(bin));
        }
        graph
    }
}
