use super::{super::HistError, check_bins};

/// Bins of one width over `[low, high)`, possibly of a transformed value, possibly around a circle.
#[derive(Clone, Debug, PartialEq)]
pub struct Regular {
    bins: usize,
    /// Ends in the unit of the data.
    low: f64,
    high: f64,
    /// Ends after the transformation; bins have one width between them.
    from: f64,
    to: f64,
    transform: Transform,
    circular: bool,
}

/// In which function of the value the bins of a [`Regular`] axis have one width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transform {
    /// In the value itself.
    Linear,
    /// In its natural logarithm.
    Log,
    /// In its square root.
    Sqrt,
    /// In this power of it; the power is positive.
    Pow(f64),
}

impl Transform {
    #[inline]
    fn forward(self, x: f64) -> f64 {
        match self {
            Self::Linear => x,
            Self::Log => x.ln(),
            Self::Sqrt => x.sqrt(),
            Self::Pow(power) => x.powf(power),
        }
    }

    fn backward(self, z: f64) -> f64 {
        match self {
            Self::Linear => z,
            Self::Log => z.exp(),
            Self::Sqrt => z * z,
            Self::Pow(power) => z.powf(1.0 / power),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Linear => "regular",
            Self::Log => "log",
            Self::Sqrt => "sqrt",
            Self::Pow(_) => "pow",
        }
    }
}

impl Regular {
    /// Checks and makes an axis; see [`Axis::regular`](super::Axis::regular).
    ///
    /// # Errors
    /// Without bins, or where an end or its transform is not finite, or the ends do not increase.
    pub fn new(bins: usize, low: f64, high: f64, transform: Transform) -> Result<Self, HistError> {
        check_bins(bins)?;
        // The width must be finite too: ±1e308 has none.
        if !(low < high && (high - low).is_finite()) {
            return Err(HistError::BadRange { low, high });
        }
        let (from, to) = (transform.forward(low), transform.forward(high));
        let positive_power = !matches!(transform, Transform::Pow(power) if power <= 0.0 || !power.is_finite());
        if !(positive_power && from < to && (to - from).is_finite()) {
            return Err(HistError::BadTransform { transform: transform.name(), low, high });
        }
        Ok(Self { bins, low, high, from, to, transform, circular: false })
    }

    pub(super) fn around_circle(mut self) -> Self {
        self.circular = true;
        self
    }

    /// The number of bins.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The lower end.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// In which function of the value the bins have one width.
    pub fn transform(&self) -> Transform {
        self.transform
    }

    /// Whether values are taken modulo the range.
    pub fn is_circular(&self) -> bool {
        self.circular
    }

    pub(super) fn index(&self, x: f64) -> usize {
        if self.circular {
            return self.index_on_circle(x);
        }
        let x = match self.transform {
            Transform::Linear => x,
            // Values without a real transform lie below the axis; NaN stays NaN.
            transform if x < 0.0 => transform.forward(0.0).min(self.from - 1.0),
            transform => transform.forward(x),
        };
        linear_index(self.bins, self.from, self.to, x)
    }

    fn index_on_circle(&self, x: f64) -> usize {
        let turns = (x - self.low) / (self.high - self.low);
        if !turns.is_finite() {
            return self.bins + 1;
        }
        // A value just below the end may round to a whole turn: that is the first bin again.
        let bin = ((turns - turns.floor()) * self.bins as f64) as usize;
        if bin >= self.bins { 1 } else { bin + 1 }
    }

    /// Edge `i` of `0..=bins`.
    pub(super) fn edge(&self, i: usize) -> f64 {
        if i == 0 {
            self.low
        } else if i >= self.bins {
            self.high
        } else {
            self.transform.backward(self.from + i as f64 * ((self.to - self.from) / self.bins as f64))
        }
    }

    pub(super) fn center(&self, bin: usize) -> f64 {
        let width = (self.to - self.from) / self.bins as f64;
        match self.transform {
            // ROOT's order of operations, so that moments from bins agree to the last bit.
            Transform::Linear => self.from + (bin as f64 - 1.0) * width + 0.5 * width,
            _ if bin == 0 => self.low - 0.5 * self.width(1),
            _ if bin > self.bins => self.high + 0.5 * self.width(self.bins),
            _ => 0.5 * (self.edge(bin - 1) + self.edge(bin)),
        }
    }

    pub(super) fn width(&self, bin: usize) -> f64 {
        if self.transform == Transform::Linear {
            return (self.high - self.low) / self.bins as f64;
        }
        let bin = bin.clamp(1, self.bins);
        self.edge(bin) - self.edge(bin - 1)
    }
}

/// ROOT's formula, rounding included: `1 + int(bins * (x - low) / (high - low))` inside of the range.
#[inline]
pub(super) fn linear_index(bins: usize, low: f64, high: f64, x: f64) -> usize {
    if x < low {
        0
    } else if x < high {
        // Just below the end the quotient may round up to the number of bins, or overflow on a huge range.
        1 + ((bins as f64 * (x - low) / (high - low)) as usize).min(bins)
    } else {
        bins + 1
    }
}
