use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::CutFlow;
use crate::frame::cut_flow::Cut;

/// How many entries pass each of some filters.
pub(in crate::frame) struct Report {
    /// The filters in order: node and name.
    pub(in crate::frame) filters: Vec<(u32, String)>,
}

impl Action for Report {
    fn label(&self) -> String {
        "cut-flow".to_owned()
    }

    fn nodes(&self) -> Vec<u32> {
        self.filters.iter().map(|filter| filter.0).collect()
    }

    fn start(&self) -> Box<dyn Partial> {
        let filters = self.filters.iter().map(|(node, label)| (*node, Cut { label: label.clone(), all: 0, pass: 0 }));
        Box::new(Part { filters: filters.collect() })
    }
}

struct Part {
    filters: Vec<(u32, Cut)>,
}

impl Fold for Part {
    type Output = CutFlow;
    const COUNTS_NOTHING: bool = true;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        for (node, cut) in &mut self.filters {
            let parent = batch.chunk.plan.nodes[*node as usize].parent;
            // Most are there already.
            cut.all += batch.chunk.selection(parent, 0)?.len() as u64;
            cut.pass += batch.chunk.selection(*node, 0)?.len() as u64;
        }
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        for ((_, cut), (_, other)) in self.filters.iter_mut().zip(later.filters) {
            cut.all += other.all;
            cut.pass += other.pass;
        }
        Ok(())
    }

    fn finish(self) -> Result<CutFlow> {
        Ok(CutFlow { cuts: self.filters.into_iter().map(|(_, cut)| cut).collect() })
    }
}
