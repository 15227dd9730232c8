use std::sync::Arc;

use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::Error;
use crate::frame::numbers::Numbers;
use crate::graph::Graph;

/// The points of two columns, in the order of the entries.
pub(in crate::frame) struct Scatter {
    /// The slots of x and y.
    pub(in crate::frame) slots: [u32; 2],
    /// What they are called.
    pub(in crate::frame) names: [String; 2],
}

impl Action for Scatter {
    fn label(&self) -> String {
        format!("graph of {} over {}", self.names[1], self.names[0])
    }

    fn start(&self) -> Box<dyn Partial> {
        let names = Arc::new(self.names.clone());
        Box::new(Part { slots: self.slots, names, x: Vec::new(), y: Vec::new() })
    }
}

struct Part {
    slots: [u32; 2],
    names: Arc<[String; 2]>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Fold for Part {
    type Output = Graph;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        Numbers::of(batch, &self.slots, None)?.blocks(&mut |columns, _| {
            self.x.extend_from_slice(columns[0]);
            self.y.extend_from_slice(columns[1]);
            Ok(())
        })
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.x.extend(later.x);
        self.y.extend(later.y);
        Ok(())
    }

    fn finish(self) -> Result<Graph> {
        let failed = |error: crate::GraphError| Error::Invalid { operation: "graph", problem: error.to_string() };
        let mut graph = Graph::new(&self.x, &self.y).map_err(failed)?;
        graph.set_axis_titles(&self.names[0], &self.names[1]);
        Ok(graph)
    }
}
