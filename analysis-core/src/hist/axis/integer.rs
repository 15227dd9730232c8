use super::{super::HistError, check_bins};

/// One bin per whole number of `low..high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer {
    low: i64,
    high: i64,
}

impl Integer {
    /// Checks and makes an axis; see [`Axis::integer`](super::Axis::integer).
    ///
    /// # Errors
    /// Where `low` ≥ `high`, or the range is too long.
    pub fn new(low: i64, high: i64) -> Result<Self, HistError> {
        if low >= high {
            return Err(HistError::BadRange { low: low as f64, high: high as f64 });
        }
        check_bins(high.abs_diff(low) as usize)?;
        Ok(Self { low, high })
    }

    /// The first number.
    pub fn low(&self) -> i64 {
        self.low
    }

    /// The number after the last one.
    pub fn high(&self) -> i64 {
        self.high
    }

    /// The number of bins.
    pub fn bins(&self) -> usize {
        self.high.abs_diff(self.low) as usize
    }

    pub(super) fn index(&self, x: f64) -> usize {
        if x < self.low as f64 {
            0
        } else if x < self.high as f64 {
            (x.floor() as i64).abs_diff(self.low) as usize + 1
        } else {
            self.bins() + 1
        }
    }

    pub(super) fn edge(&self, i: usize) -> f64 {
        (self.low + i as i64) as f64
    }
}
