use super::piped::PipedSums;
use super::{LANES, widest};
use crate::hist::moments::Moments;

/// Σwx and Σwx² in lanes.
#[derive(Clone, Copy, Default)]
pub(crate) struct LaneSums {
    pub(super) x: [f64; LANES],
    pub(super) x2: [f64; LANES],
}

impl LaneSums {
    pub(super) fn total(&self) -> (f64, f64) {
        (self.x.iter().sum(), self.x2.iter().sum())
    }
}

widest! {
    /// Adds Σwx and Σwx²; values with weight 0 may be infinite or NaN.
    fn add_sums(xs: &[f64], weights: &[f64], sums: &mut LaneSums) {
        let (groups, rest) = xs.as_chunks::<LANES>();
        let (group_weights, rest_weights) = weights.as_chunks::<LANES>();
        let LaneSums { mut x, mut x2 } = *sums;
        for (group, weights) in groups.iter().zip(group_weights) {
            for lane in 0..LANES {
                let value = if weights[lane] == 0.0 { 0.0 } else { group[lane] };
                let product = weights[lane] * value;
                x[lane] += product;
                x2[lane] += product * value;
            }
        }
        for (lane, (value, weight)) in rest.iter().zip(rest_weights).enumerate() {
            if *weight != 0.0 {
                x[lane] += weight * value;
                x2[lane] += weight * value * value;
            }
        }
        *sums = LaneSums { x, x2 };
    }
}

widest! {
    /// Adds Σwxy; values with weight 0 may be infinite or NaN.
    fn add_products(xs: &[f64], ys: &[f64], weights: &[f64], sums: &mut [f64; LANES]) {
        let (x_groups, x_rest) = xs.as_chunks::<LANES>();
        let (y_groups, y_rest) = ys.as_chunks::<LANES>();
        let (w_groups, w_rest) = weights.as_chunks::<LANES>();
        for ((x, y), w) in x_groups.iter().zip(y_groups).zip(w_groups) {
            for lane in 0..LANES {
                let product = w[lane] * x[lane] * y[lane];
                sums[lane] += if w[lane] == 0.0 { 0.0 } else { product };
            }
        }
        for (lane, ((x, y), w)) in x_rest.iter().zip(y_rest).zip(w_rest).enumerate() {
            sums[lane] += if *w == 0.0 { 0.0 } else { w * x * y };
        }
    }
}

widest! {
    /// Adds Σw and Σw².
    fn add_weight_sums(weights: &[f64], sums: &mut LaneSums) {
        let (groups, rest) = weights.as_chunks::<LANES>();
        for group in groups {
            for (lane, w) in group.iter().enumerate() {
                sums.x[lane] += w;
                sums.x2[lane] += w * w;
            }
        }
        for (lane, w) in rest.iter().enumerate() {
            sums.x[lane] += w;
            sums.x2[lane] += w * w;
        }
    }
}

/// Running sums over two axes, in lanes.
#[derive(Clone, Copy, Default)]
pub(crate) struct PairSums {
    w: LaneSums,
    pub(super) x: LaneSums,
    pub(super) y: LaneSums,
    pub(super) xy: [f64; LANES],
}

widest! {
    /// Adds the sums of two axes in one pass; values with weight 0 may be infinite or NaN.
    fn add_pair_sums(xs: &[f64], ys: &[f64], weights: &[f64], sums: &mut PairSums) {
        let mut new = *sums;
        let mut add = |lane: usize, x: f64, y: f64, w: f64| {
            let x = if w == 0.0 { 0.0 } else { x };
            let y = if w == 0.0 { 0.0 } else { y };
            let (wx, wy) = (w * x, w * y);
            new.w.x[lane] += w;
            new.w.x2[lane] += w * w;
            new.x.x[lane] += wx;
            new.x.x2[lane] += wx * x;
            new.y.x[lane] += wy;
            new.y.x2[lane] += wy * y;
            new.xy[lane] += wx * y;
        };
        let (x_groups, x_rest) = xs.as_chunks::<LANES>();
        let (y_groups, y_rest) = ys.as_chunks::<LANES>();
        let (w_groups, w_rest) = weights.as_chunks::<LANES>();
        for ((x, y), w) in x_groups.iter().zip(y_groups).zip(w_groups) {
            for lane in 0..LANES {
                add(lane, x[lane], y[lane], w[lane]);
            }
        }
        for (lane, ((x, y), w)) in x_rest.iter().zip(y_rest).zip(w_rest).enumerate() {
            add(lane, *x, *y, *w);
        }
        *sums = new;
    }
}

impl PairSums {
    pub(super) fn take(&mut self, piped: &PipedSums<2>) {
        ([self.x, self.y], self.xy) = (piped.axes, piped.xy);
    }

    /// All sums but Σw and Σw², which the bins give.
    pub(crate) fn total(&self) -> Moments {
        let mut moments = Moments::new(2);
        (moments.x[0], moments.x2[0]) = self.x.total();
        (moments.x[1], moments.x2[1]) = self.y.total();
        moments.xy[0] = self.xy.iter().sum();
        moments
    }
}

/// Running sums over several axes, in lanes.
pub(crate) struct BlockMoments {
    pair: PairSums,
    w: LaneSums,
    x: Vec<LaneSums>,
    xy: Vec<[f64; LANES]>,
}

impl BlockMoments {
    pub(crate) fn new(dimension: usize) -> Self {
        let pairs = Moments::new(dimension).xy.len();
        let (pair, w) = (PairSums::default(), LaneSums::default());
        Self { pair, w, x: vec![LaneSums::default(); dimension], xy: vec![[0.0; LANES]; pairs] }
    }

    /// Adds a block of rows; `weights` are 0 for rows that lie outside of an axis.
    pub(crate) fn add(&mut self, columns: &[&[f64]], range: std::ops::Range<usize>, weights: &[f64]) {
        if let [x, y] = columns {
            return add_pair_sums(&x[range.clone()], &y[range], weights, &mut self.pair);
        }
        add_weight_sums(weights, &mut self.w);
        for (i, column) in columns.iter().enumerate() {
            let x = &column[range.clone()];
            add_sums(x, weights, &mut self.x[i]);
            for (j, other) in columns[..i].iter().enumerate() {
                add_products(x, &other[range.clone()], weights, &mut self.xy[Moments::pair(i, j)]);
            }
        }
    }

    pub(crate) fn total(mut self) -> Moments {
        let mut moments = Moments::new(self.x.len());
        if let [x, y] = &mut self.x[..] {
            (self.w, *x, *y, self.xy[0]) = (self.pair.w, self.pair.x, self.pair.y, self.pair.xy);
        }
        (moments.w, moments.w2) = self.w.total();
        for (i, sums) in self.x.iter().enumerate() {
            (moments.x[i], moments.x2[i]) = sums.total();
        }
        for (sum, lanes) in moments.xy.iter_mut().zip(&self.xy) {
            *sum = lanes.iter().sum();
        }
        moments
    }
}
