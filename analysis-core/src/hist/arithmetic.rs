use super::{Core, HistError};

impl Core {
    /// All bins times `factor`; variances times its square. A factor other than 1 starts to keep Σw².
    #[inline(never)]
    pub(crate) fn scale(&mut self, factor: f64) {
        if factor != 1.0 {
            self.keep_sumw2();
        }
        for content in &mut self.contents {
            *content *= factor;
        }
        for variance in self.sumw2.iter_mut().flatten() {
            *variance *= factor * factor;
        }
        if let Some(moments) = &mut self.moments {
            moments.scale(factor);
        }
    }

    /// `self + factor * other`.
    #[inline(never)]
    pub(crate) fn add_scaled(&mut self, other: &Self, factor: f64) -> Result<(), HistError> {
        if self.axes.iter().any(super::Axis::is_category) && self.dimension() == other.dimension() {
            self.adopt_categories(other);
        }
        if self.axes != other.axes
            && let Some(aligned) = other.aligned_to(self)
        {
            return self.add_scaled(&aligned, factor);
        }
        self.check_same_axes(other, "add")?;
        if factor != 1.0 || other.sumw2.is_some() {
            self.keep_sumw2();
        }
        let moments = match (&self.moments, &other.moments) {
            (Some(ours), Some(theirs)) if factor >= 0.0 => {
                let mut sum = ours.clone();
                sum.add_scaled(theirs, factor);
                Some(sum)
            }
            // What is left after a subtraction has no running sums; ROOT takes the bins, too.
            _ => None,
        };
        for (content, other) in self.contents.iter_mut().zip(&other.contents) {
            *content += factor * other;
        }
        if let Some(sumw2) = &mut self.sumw2 {
            for (position, variance) in sumw2.iter_mut().enumerate() {
                *variance += factor * factor * other.variance(position);
            }
        }
        self.entries = (self.entries + factor * other.entries).abs();
        self.moments = moments;
        if self.moments.is_none() {
            self.count_from_bins();
        }
        Ok(())
    }

    /// Bin by bin `self * other`, errors propagated as uncorrelated.
    #[inline(never)]
    pub(crate) fn multiply(&mut self, other: &Self) -> Result<(), HistError> {
        self.check_same_axes(other, "multiply")?;
        self.combine(other, &|a, va, b, vb| (a * b, va * b * b + vb * a * a));
        Ok(())
    }

    /// Bin by bin `self / other`, errors propagated as uncorrelated; 0 ± 0 where `other` is 0.
    #[inline(never)]
    pub(crate) fn divide(&mut self, other: &Self) -> Result<(), HistError> {
        self.check_same_axes(other, "divide")?;
        self.combine(other, &|a, va, b, vb| {
            if b == 0.0 {
                return (0.0, 0.0);
            }
            let b2 = b * b;
            (a / b, (va * b2 + vb * a * a) / (b2 * b2))
        });
        Ok(())
    }

    /// Bin by bin `self / other` where the entries of `self` are among those of `other`: binomial errors.
    #[inline(never)]
    pub(crate) fn divide_binomial(&mut self, other: &Self) -> Result<(), HistError> {
        self.check_same_axes(other, "divide_binomial")?;
        self.combine(other, &|a, va, b, vb| {
            if b == 0.0 {
                return (0.0, 0.0);
            }
            let w = a / b;
            // 0 where all pass, as in ROOT; an `Efficiency` gives better intervals.
            let variance = if a == b { 0.0 } else { (((1.0 - 2.0 * w) * va + w * w * vb) / (b * b)).abs() };
            (w, variance)
        });
        // The trials are what was counted.
        self.entries = other.entries;
        Ok(())
    }

    fn combine(&mut self, other: &Self, f: &dyn Fn(f64, f64, f64, f64) -> (f64, f64)) {
        self.keep_sumw2();
        let Some(sumw2) = &mut self.sumw2 else { return };
        for (position, (content, variance)) in self.contents.iter_mut().zip(sumw2).enumerate() {
            (*content, *variance) = f(*content, *variance, other.contents[position], other.variance(position));
        }
        self.moments = None;
        self.count_from_bins();
    }

    /// The number of entries that the bins stand for, flow included: ROOT's choice after an operation that loses it.
    pub(crate) fn count_from_bins(&mut self) {
        let (mut sum, mut variance) = (0.0, 0.0);
        for position in 0..self.contents.len() {
            sum += self.contents[position];
            variance += self.variance(position);
        }
        self.entries = if self.sumw2.is_some() && variance > 0.0 { sum * sum / variance } else { sum.abs() };
    }

    /// Gives growing axes the categories that only `other` has, so that the two can be added.
    fn adopt_categories(&mut self, other: &Self) {
        for axis in 0..self.dimension() {
            for bin in 1..=other.axes[axis].nbins() {
                if let Some(label) = other.axes[axis].label(bin) {
                    match self.axes[axis].kind() {
                        super::AxisKind::StrCategory(_) => drop(self.bin_of_label(axis, &label)),
                        super::AxisKind::IntCategory(_) => self.adopt_number(axis, &label),
                        _ => {}
                    }
                }
            }
        }
    }

    fn adopt_number(&mut self, axis: usize, label: &str) {
        if let Ok(number) = label.parse::<i64>() {
            self.grow(axis, number as f64);
        }
    }

    /// This histogram with its categories in the order of `other`, where all of them are there.
    fn aligned_to(&self, other: &Self) -> Option<Self> {
        if self.dimension() != other.dimension() {
            return None;
        }
        let mut maps = Vec::new();
        for (ours, theirs) in self.axes.iter().zip(&other.axes) {
            let bins = ours.nbins();
            if !(ours.is_category() && theirs.is_category()) {
                maps.push((0..bins + 2).map(Some).collect::<Vec<_>>());
                continue;
            }
            let mut map = vec![Some(0)];
            for bin in 1..=bins {
                let label = ours.label(bin)?;
                let target = (1..=theirs.nbins()).find(|bin| theirs.label(*bin).as_ref() == Some(&label))?;
                map.push(Some(target));
            }
            map.push(Some(theirs.nbins() + 1));
            maps.push(map);
        }
        let keep: Vec<usize> = (0..self.dimension()).collect();
        let mut aligned = self.remapped(other.axes.clone(), &maps, &keep);
        aligned.moments.clone_from(&self.moments);
        aligned.entries = self.entries;
        Some(aligned)
    }
}
