use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::numbers::Numbers;

/// Which number of a column is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frame) enum Statistic {
    Count,
    Sum,
    Mean,
    StdDev,
    Min,
    Max,
}

/// One number out of all values of a column.
pub(in crate::frame) struct Statistics {
    pub(in crate::frame) statistic: Statistic,
    /// The column; of no use for [`Statistic::Count`].
    pub(in crate::frame) slot: u32,
    pub(in crate::frame) name: String,
}

impl Action for Statistics {
    fn label(&self) -> String {
        match self.statistic {
            Statistic::Count => "count".to_owned(),
            other => format!("{} of {}", format!("{other:?}").to_lowercase(), self.name),
        }
    }

    fn start(&self) -> Box<dyn Partial> {
        if self.statistic == Statistic::Count {
            return Box::new(Rows(0));
        }
        Box::new(Moments {
            statistic: self.statistic,
            slot: self.slot,
            count: 0.0,
            sum: 0.0,
            mean: 0.0,
            squares: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        })
    }
}

struct Rows(u64);

impl Fold for Rows {
    type Output = u64;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        self.0 += batch.len() as u64;
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.0 += later.0;
        Ok(())
    }

    fn finish(self) -> Result<u64> {
        Ok(self.0)
    }
}

struct Moments {
    statistic: Statistic,
    slot: u32,
    count: f64,
    sum: f64,
    mean: f64,
    /// Σ(x − mean)².
    squares: f64,
    min: f64,
    max: f64,
}

impl Moments {
    /// Adds the moments of other values: Chan, Golub, LeVeque, Stanford report STAN-CS-79-773.
    fn add(&mut self, count: f64, sum: f64, mean: f64, squares: f64) {
        if count == 0.0 {
            return;
        }
        let total = self.count + count;
        let step = mean - self.mean;
        self.squares += squares + step * step * self.count * count / total;
        self.mean += step * count / total;
        self.sum += sum;
        self.count = total;
    }
}

impl Fold for Moments {
    type Output = f64;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        Numbers::of(batch, &[self.slot], None)?.blocks(&mut |columns, _| {
            let x = columns[0];
            let count = x.len() as f64;
            let sum: f64 = x.iter().sum();
            let mean = if x.is_empty() { 0.0 } else { sum / count };
            let squares =
                if self.statistic == Statistic::StdDev { x.iter().map(|x| (x - mean).powi(2)).sum() } else { 0.0 };
            self.add(count, sum, mean, squares);
            self.min = x.iter().copied().fold(self.min, f64::min);
            self.max = x.iter().copied().fold(self.max, f64::max);
            Ok(())
        })
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.add(later.count, later.sum, later.mean, later.squares);
        self.min = self.min.min(later.min);
        self.max = self.max.max(later.max);
        Ok(())
    }

    fn finish(self) -> Result<f64> {
        Ok(match self.statistic {
            Statistic::Mean if self.count == 0.0 => f64::NAN,
            Statistic::Mean => self.sum / self.count,
            Statistic::StdDev if self.count < 2.0 => 0.0,
            Statistic::StdDev => (self.squares / (self.count - 1.0)).sqrt(),
            Statistic::Min => self.min,
            Statistic::Max => self.max,
            Statistic::Count | Statistic::Sum => self.sum,
        })
    }
}
