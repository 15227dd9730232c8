use super::titles;
use crate::hist::Efficiency;
use crate::plot::{Layer, Plot, PointLook, Points};

impl Efficiency {
    /// A plot of the efficiencies of all bins that have entries, with their intervals and the widths of the bins.
    pub fn draw(&self) -> Plot {
        let bins: Vec<usize> = (1..=self.nbins()).filter(|bin| self.total().bin_content(*bin) != 0.0).collect();
        let each = |value: &dyn Fn(usize) -> f64| -> Vec<f64> { bins.iter().map(|bin| value(*bin)).collect() };
        let half = |bin: usize| self.axis().width(bin) / 2.0;
        let (title, axis_titles) = titles(self.title(), self.axis().title(), "Efficiency");
        let points = Points {
            name: self.name().to_owned(),
            title,
            x: each(&|bin| self.axis().center(bin)),
            y: each(&|bin| self.efficiency(bin)),
            x_errors: Some((each(&half), each(&half))),
            y_errors: Some((each(&|bin| self.errors(bin).0), each(&|bin| self.errors(bin).1))),
            look: PointLook::default(),
            axis_titles,
            ..Points::default()
        };
        let (passed, total) = (self.passed().entries(), self.total().entries());
        Plot::of(Layer::Points(points), format!("Efficiency {}: {passed} of {total} passed", self.name()))
    }
}

impl From<&Efficiency> for Plot {
    fn from(efficiency: &Efficiency) -> Self {
        efficiency.draw()
    }
}
