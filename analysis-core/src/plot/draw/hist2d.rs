use super::titles::parted;
use super::{edges, summary, titles};
use crate::hist::{Axis, Core, Hist2D};
use crate::plot::number::general;
use crate::plot::{CellLook, Cells, Edges, Layer, Plot, Summary};

/// More bins than this along an axis are joined for drawing: a screen could not show them, and a notebook would grow
/// by megabytes.
const FINEST: usize = 500;

impl Hist2D {
    /// A plot of the histogram: coloured cells with a colour bar.
    ///
    /// More than 500 bins along an axis are joined in equal groups for the plot; the histogram keeps them.
    pub fn draw(&self) -> Plot {
        let summary = summary(self.entries(), &self.core.moments());
        let text = format!(
            "Hist2D {}: {} entries, mean ({}, {})",
            self.name(),
            general(self.entries(), 15),
            general(summary.mean(), 2),
            general(summary.mean_y(), 2)
        );
        let plot = Plot::of(Layer::Cells(cells(&self.core, self.contents(), summary)), text);
        let (_, [_, _, contents]) = parted(self.title(), [""; 3]);
        plot.z_title(&contents)
    }
}

impl From<&Hist2D> for Plot {
    fn from(histogram: &Hist2D) -> Self {
        histogram.draw()
    }
}

/// Cells with the axes of `core` and any contents in its order.
pub(super) fn cells(core: &Core, contents: &[f64], summary: Summary) -> Cells {
    let [x, y] = &core.axes[..] else { unreachable!("a two-dimensional histogram has two axes") };
    let (groups, all) = ((group(x), group(y)), contents);
    let (x_edges, y_edges) = (joined(x, groups.0), joined(y, groups.1));
    let contents = if groups == (1, 1) {
        all.to_vec()
    } else {
        join(all, (x.nbins(), y.nbins()), groups, (x_edges.count(), y_edges.count()))
    };
    let (title, axis_titles) = titles(&core.title, x.title(), y.title());
    Cells {
        name: core.name.clone(),
        title,
        x: x_edges,
        y: y_edges,
        contents,
        summary: Some(summary),
        look: CellLook::default(),
        palette: None,
        axis_titles,
    }
}

fn group(axis: &Axis) -> usize {
    if axis.is_labelled() { 1 } else { axis.nbins().div_ceil(FINEST).max(1) }
}

/// The edges of bins in groups; the last group may be smaller.
fn joined(axis: &Axis, group: usize) -> Edges {
    let bins = edges(axis);
    match bins {
        _ if group == 1 => bins,
        Edges::Regular { count, low, high } if count % group == 0 => Edges::Regular { count: count / group, low, high },
        _ => {
            let count = bins.count();
            Edges::Variable((0..count).step_by(group).chain([count]).map(|i| bins.edge(i)).collect())
        }
    }
}

/// Sums over groups of bins; flow bins stay by themselves.
fn join(all: &[f64], (nx, ny): (usize, usize), groups: (usize, usize), (to_x, to_y): (usize, usize)) -> Vec<f64> {
    let target = |bin: usize, bins: usize, group: usize, to: usize| match bin {
        0 => 0,
        bin if bin > bins => to + 1,
        bin => (bin - 1) / group + 1,
    };
    let columns: Vec<usize> = (0..nx + 2).map(|ix| target(ix, nx, groups.0, to_x)).collect();
    let mut sums = vec![0.0; (to_x + 2) * (to_y + 2)];
    for (iy, row) in all.chunks(nx + 2).enumerate() {
        let start = target(iy, ny, groups.1, to_y) * (to_x + 2);
        for (column, content) in columns.iter().zip(row) {
            sums[start + column] += content;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_bins_keep_the_sum() {
        let (nx, ny) = (1001, 3);
        let all: Vec<f64> = (0..(nx + 2) * (ny + 2)).map(|i| f64::from(i % 7)).collect();
        let axis = Axis::regular(1001, 0.0, 1.0).unwrap();
        let edges = joined(&axis, group(&axis));
        assert_eq!(edges.count(), 334);
        assert_eq!(edges.range(), (0.0, 1.0));
        let sums = join(&all, (1001, 3), (3, 1), (334, 3));
        assert_eq!(sums.iter().sum::<f64>(), all.iter().sum::<f64>());
        assert_eq!(sums[0], all[0]);
    }
}
