use super::{Axis, AxisKind, Growth};
use crate::hist::HistError;

impl Axis {
    /// The axis of the bins `first..=last` alone, with their labels.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn slice(&self, first: usize, last: usize) -> Result<Self, HistError> {
        if first == 0 || last > self.nbins() || first > last {
            return Err(HistError::EmptyRange { low: first as f64, high: last as f64 });
        }
        let size = last - first + 1;
        let mut new = match self.kind() {
            AxisKind::Integer(integer) => Self::integer(integer.low() + first as i64 - 1, integer.low() + last as i64)?,
            AxisKind::IntCategory(axis) => Self::int_categories(&axis.categories()[first - 1..last], Growth::Fixed)?,
            AxisKind::StrCategory(axis) => {
                let texts: Vec<&str> = axis.categories()[first - 1..last].iter().map(String::as_str).collect();
                Self::str_categories(&texts, Growth::Fixed)?
            }
            _ if self.is_uniform() => Self::regular(size, self.low_edge(first), self.low_edge(last + 1))?,
            _ => Self::variable(&(first..=last + 1).map(|bin| self.low_edge(bin)).collect::<Vec<_>>())?,
        };
        if !new.is_category() {
            for bin in first..=last {
                if let Some(label) = self.label(bin) {
                    new.set_label(bin + 1 - first, &label)?;
                }
            }
        }
        Ok(new.titled(self.title()))
    }

    /// The first and the last bin that touch `low..high`.
    ///
    /// # Errors
    /// Where the range is empty, NaN, or touches no bin.
    #[inline(never)]
    pub fn bins_between(&self, low: f64, high: f64) -> Result<(usize, usize), HistError> {
        let first = self.index(low).max(1);
        let mut last = self.index(high).min(self.nbins());
        if last > first && self.low_edge(last) >= high {
            last -= 1;
        }
        if low.is_nan() || high.is_nan() || low >= high || first > last {
            return Err(HistError::EmptyRange { low, high });
        }
        Ok((first, last))
    }
}
