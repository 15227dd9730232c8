use std::sync::Mutex;

use crate::function::{Evaluate, Function};

/// Where a model is evaluated for each data point: at the point, or averaged over a bin.
pub(crate) struct Places {
    columns: Vec<Vec<f64>>,
    /// Weights of the nodes of one bin; empty for points.
    weights: Vec<f64>,
    count: usize,
    scratch: Mutex<Vec<f64>>,
}

/// Gauss and Legendre's rule with eight nodes on [−1, 1]: nodes and weights.
pub(crate) const GAUSS: [(f64, f64); 8] = [
    (-0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    (-0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (-0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (-0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

impl Places {
    /// At points: one slice per variable, all equally long.
    pub(crate) fn points(columns: Vec<Vec<f64>>) -> Self {
        let count = columns.first().map_or(0, Vec::len);
        Self { columns, weights: Vec::new(), count, scratch: Mutex::default() }
    }

    /// Means over intervals of one variable.
    pub(crate) fn intervals(intervals: &[(f64, f64)]) -> Self {
        let nodes = intervals
            .iter()
            .flat_map(|(low, high)| GAUSS.map(|(node, _)| 0.5 * (low + high) + 0.5 * (high - low) * node))
            .collect();
        let weights = GAUSS.map(|(_, weight)| 0.5 * weight).to_vec();
        Self { columns: vec![nodes], weights, count: intervals.len(), scratch: Mutex::default() }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Calls `use_it` with the model at every place.
    pub(crate) fn with_model<T>(&self, function: &Function, parameters: &[f64], use_it: impl FnOnce(&[f64]) -> T) -> T {
        // Another thread may hold the scratch space; then a fresh one serves.
        let mut own = Vec::new();
        let mut guard = self.scratch.try_lock();
        let model = guard.as_deref_mut().unwrap_or(&mut own);
        let nodes = self.columns.first().map_or(0, Vec::len);
        model.resize(nodes, 0.0);
        let columns: Vec<&[f64]> = self.columns.iter().map(Vec::as_slice).collect();
        let code: &dyn Evaluate = function.code().as_ref();
        code.evaluate(&columns, parameters, &mut model[..nodes]);
        if !self.weights.is_empty() {
            let per_bin = self.weights.len();
            for bin in 0..self.count {
                let nodes = &model[bin * per_bin..(bin + 1) * per_bin];
                model[bin] = nodes.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum();
            }
        }
        use_it(&model[..self.count])
    }

    /// The slope of the model along the only variable, at points.
    pub(crate) fn slopes(&self, function: &Function, parameters: &[f64], span: &[f64]) -> Vec<f64> {
        let shifted = |sign: f64| -> Vec<f64> {
            let x: Vec<f64> = self.columns[0].iter().zip(span).map(|(x, h)| x + sign * h).collect();
            let mut out = vec![0.0; x.len()];
            function.code().evaluate(&[&x], parameters, &mut out);
            out
        };
        let (above, below) = (shifted(1.0), shifted(-1.0));
        above
            .iter()
            .zip(&below)
            .zip(span)
            .map(|((a, b), h)| if *h == 0.0 { 0.0 } else { (a - b) / (2.0 * h) })
            .collect()
    }
}
