use super::titles::parted;
use super::{edges, summary};
use crate::hist::{Axis, Hist3D};
use crate::plot::number::general;
use crate::plot::{Edges, Layer, Plot, Volume};

/// More bins than this along an axis are joined for drawing: a notebook would grow by megabytes.
const FINEST: usize = 40;

impl Hist3D {
    /// A plot of the histogram: a box in each bin with a volume in proportion to its content.
    ///
    /// More than 40 bins along an axis are joined in equal groups for the plot; the histogram keeps them.
    pub fn draw(&self) -> Plot {
        let axes = [self.x_axis(), self.y_axis(), self.z_axis()];
        let groups = axes.map(|axis| if axis.is_labelled() { 1 } else { axis.nbins().div_ceil(FINEST).max(1) });
        let joined = [0, 1, 2].map(|i: usize| group(axes[i], groups[i]));
        let (title, axis_titles) = parted(self.title(), axes.map(Axis::title));
        let volume = Volume {
            name: self.name().to_owned(),
            title,
            contents: join(
                &self.core.contents,
                axes.map(Axis::nbins),
                groups,
                [0, 1, 2].map(|i: usize| joined[i].count()),
            ),
            axes: joined,
            summary: Some(summary(self.entries(), &self.core.moments())),
            axis_titles,
        };
        let text = format!("Hist3D {}: {} entries", self.name(), general(self.entries(), 15));
        Plot::of(Layer::Volume(volume), text)
    }
}

impl From<&Hist3D> for Plot {
    fn from(histogram: &Hist3D) -> Self {
        histogram.draw()
    }
}

fn group(axis: &Axis, group: usize) -> Edges {
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
fn join(all: &[f64], from: [usize; 3], groups: [usize; 3], to: [usize; 3]) -> Vec<f64> {
    if groups == [1; 3] {
        return all.to_vec();
    }
    let target = |axis: usize, bin: usize| match bin {
        0 => 0,
        bin if bin > from[axis] => to[axis] + 1,
        bin => (bin - 1) / groups[axis] + 1,
    };
    let mut sums = vec![0.0; to.iter().map(|count| count + 2).product()];
    let (nx, ny) = (from[0] + 2, from[1] + 2);
    for (row, contents) in all.chunks(nx).enumerate() {
        let start = (target(2, row / ny) * (to[1] + 2) + target(1, row % ny)) * (to[0] + 2);
        for (ix, content) in contents.iter().enumerate() {
            sums[start + target(0, ix)] += content;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_bins_keep_the_sum_and_their_place() {
        let mut h = Hist3D::new("h", "t;a;b;c", (81, 0.0, 81.0), (2, 0.0, 2.0), (3, 0.0, 3.0));
        h.fill_weight(80.5, 1.5, 2.5, 4.0);
        h.fill(0.5, 0.5, 0.5);
        h.fill(-1.0, 0.5, 0.5);
        let plot = h.draw();
        let Layer::Volume(volume) = &plot.figure().pads[0].layers[0] else { panic!("no volume") };
        plot.settle();
        assert_eq!([0, 1, 2].map(|i: usize| volume.axes[i].count()), [27, 2, 3]);
        assert_eq!(volume.contents.iter().sum::<f64>(), 6.0);
        assert_eq!((volume.content([26, 1, 2]), volume.content([0, 0, 0])), (4.0, 1.0));
        assert_eq!(volume.axis_titles, ["a", "b", "c"]);
    }
}
