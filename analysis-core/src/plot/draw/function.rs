use crate::function::Function;
use crate::plot::{CellLook, Cells, Curve, Edges, Layer, Plot};

/// Points of a drawn function.
const POINTS: usize = 501;
/// Cells of a drawn function of two variables, along each.
const CELLS: usize = 60;

impl Function {
    /// A plot of the function over its range, or over 0–1 where it has none.
    pub fn draw(&self) -> Plot {
        let (low, high) = self.domain().unwrap_or((0.0, 1.0));
        self.draw_over(low, high)
    }

    /// A plot of the function from `low` to `high`; of one with `y`, coloured cells over that range of both.
    pub fn draw_over(&self, low: f64, high: f64) -> Plot {
        if self.dimension() > 1 {
            return self.draw_cells(low, high);
        }
        let x: Vec<f64> = (0..POINTS)
            .map(|i| {
                let share = i as f64 / (POINTS - 1) as f64;
                low * (1.0 - share) + high * share
            })
            .collect();
        let y = self.eval_many(&x);
        let curve = Curve { name: self.name().to_owned(), title: self.shown_title(), x, y, ..Curve::default() };
        Plot::of(Layer::Curve(curve), format!("Function {} from {low} to {high}", self.name()))
    }

    fn draw_cells(&self, low: f64, high: f64) -> Plot {
        let edges = Edges::Regular { count: CELLS, low, high };
        let x: Vec<f64> = (0..CELLS).map(|i| edges.center(i)).collect();
        let zeros = [0.0; CELLS];
        let mut contents = vec![0.0; (CELLS + 2) * (CELLS + 2)];
        for (row, y) in contents.chunks_exact_mut(CELLS + 2).skip(1).zip(&x) {
            let y = [*y; CELLS];
            let mut columns: Vec<&[f64]> = vec![&x, &y];
            columns.resize(self.dimension(), &zeros);
            self.code().evaluate(&columns, self.parameter_values(), &mut row[1..=CELLS]);
        }
        let cells = Cells {
            name: self.name().to_owned(),
            title: self.shown_title(),
            x: edges.clone(),
            y: edges,
            contents,
            summary: None,
            look: CellLook::default(),
            palette: None,
            axis_titles: (String::new(), String::new()),
        };
        Plot::of(Layer::Cells(cells), format!("Function {} of x and y from {low} to {high}", self.name()))
    }

    fn shown_title(&self) -> String {
        if self.expression().is_empty() { self.name() } else { self.expression() }.to_owned()
    }
}

impl From<&Function> for Plot {
    fn from(function: &Function) -> Self {
        function.draw()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_the_function_at_their_centres() {
        let function = Function::formula("x*y*y").map(|function| function.range(-1.0, 1.0)).unwrap();
        let plot = function.draw();
        let Some(Layer::Cells(cells)) = plot.figure().pads[0].layers.first() else { panic!("cells are drawn") };
        let edge: f64 = 59.0 / 60.0;
        // Behind the row of the underflow, and its own underflow.
        let lower_left = cells.contents[(CELLS + 2) + 1];
        let lower_right = cells.contents[(CELLS + 2) + CELLS];
        assert!((lower_left + edge.powi(3)).abs() < 1e-9 && (lower_right - edge.powi(3)).abs() < 1e-9);
    }
}
