use std::sync::Arc;

use super::{Cost, CostKind};

/// The sum of cost functions that share parameters: a simultaneous fit.
pub(crate) struct Sum {
    /// Each with the places of its parameters among all.
    parts: Vec<(Arc<dyn Cost>, Vec<usize>)>,
}

impl Sum {
    pub(crate) fn new(parts: Vec<(Arc<dyn Cost>, Vec<usize>)>) -> Self {
        Self { parts }
    }
}

fn pick(parameters: &[f64], places: &[usize]) -> Vec<f64> {
    places.iter().map(|&place| parameters[place]).collect()
}

impl Cost for Sum {
    fn value(&self, parameters: &[f64]) -> f64 {
        // Every part in units of its own errordef, so that different kinds add up.
        self.parts.iter().map(|(cost, places)| cost.value(&pick(parameters, places)) / cost.errordef()).sum()
    }

    fn residuals(&self, parameters: &[f64], out: &mut Vec<f64>) -> bool {
        let mut all = Vec::new();
        for (cost, places) in &self.parts {
            if cost.errordef() != 1.0 || !cost.residuals(&pick(parameters, places), out) {
                return false;
            }
            all.append(out);
        }
        *out = all;
        true
    }

    fn points(&self) -> usize {
        self.parts.iter().map(|(cost, _)| cost.points()).sum()
    }

    fn kind(&self) -> CostKind {
        let mut kinds = self.parts.iter().map(|(cost, _)| cost.kind());
        let first = kinds.next().unwrap_or(CostKind::Other);
        kinds.fold(first, |all, kind| match (all, kind) {
            (a, b) if a == b => a,
            (CostKind::ChiSquare | CostKind::LikelihoodRatio, CostKind::ChiSquare | CostKind::LikelihoodRatio) => {
                CostKind::LikelihoodRatio
            }
            (CostKind::Other, _) | (_, CostKind::Other) => CostKind::Other,
            _ => CostKind::Likelihood,
        })
    }
}
