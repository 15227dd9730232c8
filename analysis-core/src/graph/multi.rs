use super::Graph;

/// Several graphs for one frame, like ROOT's `TMultiGraph`.
#[derive(Clone, PartialEq, Default)]
pub struct MultiGraph {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// The title of the horizontal axis.
    pub x_title: String,
    /// The title of the vertical axis.
    pub y_title: String,
    /// The graphs, in the order in which they are drawn.
    pub graphs: Vec<Graph>,
}

impl MultiGraph {
    /// Without graphs.
    pub fn new(name: &str, title: &str) -> Self {
        Self { name: name.to_owned(), title: title.to_owned(), ..Self::default() }
    }

    /// Adds a graph.
    pub fn add(&mut self, graph: Graph) -> &mut Self {
        self.graphs.push(graph);
        self
    }

    /// From the lowest to the highest x (`axis` 0) or y of all graphs; `None` without finite points.
    #[inline(never)]
    pub fn range(&self, axis: usize) -> Option<(f64, f64)> {
        self.graphs
            .iter()
            .filter_map(|graph| graph.range(axis))
            .reduce(|(low, high), (from, to)| (low.min(from), high.max(to)))
    }

    /// All points of all graphs as one graph, for a common fit.
    #[inline(never)]
    pub fn merged(&self) -> Graph {
        let mut all = Graph::default().named(&self.name, &self.title);
        all.set_axis_titles(&self.x_title, &self.y_title);
        for graph in &self.graphs {
            for i in 0..graph.len() {
                let error =
                    |errors: Option<(&[f64], &[f64])>| errors.map_or((0.0, 0.0), |(low, high)| (low[i], high[i]));
                all.push_with_errors(graph.x[i], graph.y[i], error(graph.x_errors()), error(graph.y_errors()));
            }
        }
        all
    }

    fn summary(&self) -> String {
        let mut text = format!("MultiGraph `{}` {}: {} graphs", self.name, self.title, self.graphs.len());
        for graph in &self.graphs {
            text += "\n";
            text += graph.summary().lines().next().unwrap_or_default();
        }
        text
    }
}

impl std::fmt::Debug for MultiGraph {
    #[inline(never)]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl rootlet_display::Show for MultiGraph {
    #[inline(never)]
    fn mime_bundle(&self) -> rootlet_display::MimeBundle {
        rootlet_display::MimeBundle::text(self.summary())
    }
}
