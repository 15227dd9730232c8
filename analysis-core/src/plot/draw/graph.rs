use super::{curve, titles};
use crate::graph::{Graph, MultiGraph};
use crate::plot::{Layer, Pad, Plot, PointLook, Points, Style};

impl Graph {
    /// A plot of the points with their error bars.
    pub fn draw(&self) -> Plot {
        let what = format!("Graph {}", self.name());
        let text = format!("{}: {} points", what.trim_end(), self.len());
        Plot::of(Layer::Points(points(self)), text)
    }
}

impl From<&Graph> for Plot {
    fn from(graph: &Graph) -> Self {
        graph.draw()
    }
}

impl MultiGraph {
    /// A plot of all graphs in one frame, each in a colour of its own.
    pub fn draw(&self) -> Plot {
        let what = format!("MultiGraph {}", self.name);
        let text = format!("{}: {} graphs", what.trim_end(), self.graphs.len());
        let mut plot = Plot::new(crate::plot::Figure::default());
        let layers = self.graphs.iter().map(|graph| Layer::Points(points(graph))).collect();
        plot.figure_mut().pads.push(Pad { layers, ..Pad::default() });
        let plot = plot.grouped(self.graphs.len());
        plot.x_title(&self.x_title).y_title(&self.y_title).title(&self.title).described(text)
    }
}

impl From<&MultiGraph> for Plot {
    fn from(graphs: &MultiGraph) -> Self {
        graphs.draw()
    }
}

fn points(graph: &Graph) -> Points {
    let errors = |errors: Option<(&[f64], &[f64])>| errors.map(|(low, high)| (low.to_vec(), high.to_vec()));
    let (x_title, y_title) = graph.axis_titles();
    let (title, axis_titles) = titles(graph.title(), x_title, y_title);
    Points {
        name: graph.name().to_owned(),
        title,
        x: graph.x().to_vec(),
        y: graph.y().to_vec(),
        x_errors: errors(graph.x_errors()),
        y_errors: errors(graph.y_errors()),
        look: PointLook::default(),
        style: Style::default(),
        fits: graph.fits.iter().filter_map(curve).collect(),
        axis_titles,
    }
}
