use crate::function::Function;
use crate::plot::{Curve, Layer, Plot};

/// Points of a drawn function.
const POINTS: usize = 501;

impl Function {
    /// A plot of the function over its range, or over 0–1 where it has none.
    pub fn draw(&self) -> Plot {
        let (low, high) = self.domain().unwrap_or((0.0, 1.0));
        self.draw_over(low, high)
    }

    /// A plot of the function from `low` to `high`.
    pub fn draw_over(&self, low: f64, high: f64) -> Plot {
        let x: Vec<f64> = (0..POINTS)
            .map(|i| {
                let share = i as f64 / (POINTS - 1) as f64;
                low * (1.0 - share) + high * share
            })
            .collect();
        let y = self.eval_many(&x);
        let title = if self.expression().is_empty() { self.name() } else { self.expression() };
        let curve = Curve { name: self.name().to_owned(), title: title.to_owned(), x, y, ..Curve::default() };
        Plot::of(Layer::Curve(curve), format!("Function {} from {low} to {high}", self.name()))
    }
}

impl From<&Function> for Plot {
    fn from(function: &Function) -> Self {
        function.draw()
    }
}
