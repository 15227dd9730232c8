//! What histograms of every dimension can do; one macro, so that each type documents all of its methods.

/// Writes the methods that do not depend on the number of axes.
macro_rules! shared_methods {
    ($type:ident, $dimension:expr) => {
        impl $type {
            /// The name.
            pub fn name(&self) -> &str {
                &self.core.name
            }

            /// The title.
            pub fn title(&self) -> &str {
                &self.core.title
            }

            /// Changes the name.
            pub fn set_name(&mut self, name: &str) {
                name.clone_into(&mut self.core.name);
            }

            /// Changes the title.
            pub fn set_title(&mut self, title: &str) {
                title.clone_into(&mut self.core.title);
            }

            /// The axes, x first.
            pub fn axes(&self) -> &[$crate::hist::Axis] {
                &self.core.axes
            }

            /// The number of axes.
            pub fn dimension(&self) -> usize {
                self.core.dimension()
            }

            /// How often the histogram was filled, flow included. A sum has the entries of both; after differences,
            /// products, quotients and slices it is the effective number, (Σw)²/Σw² of all bins.
            pub fn entries(&self) -> f64 {
                self.core.entries
            }

            /// Sets the number of entries, which arithmetic can only estimate.
            pub fn set_entries(&mut self, entries: f64) {
                self.core.entries = entries;
            }

            /// (Σw)²/Σw² of the entries inside of the axes.
            #[inline(never)]
            pub fn effective_entries(&self) -> f64 {
                self.core.moments().effective_entries()
            }

            /// What each bin keeps.
            pub fn storage(&self) -> $crate::hist::Storage {
                self.core.storage
            }

            /// Starts to keep Σw² (ROOT's `Sumw2`); what is there so far counts as filled with weight 1.
            #[inline(never)]
            pub fn keep_sumw2(&mut self) {
                self.core.keep_sumw2();
            }

            /// Σw² of all bins in the order of [`contents`](Self::contents); `None` where no weights are kept.
            pub fn sumw2(&self) -> Option<&[f64]> {
                self.core.sumw2.as_deref()
            }

            /// The contents of all bins with their flow bins; the first axis runs fastest.
            pub fn contents(&self) -> &[f64] {
                &self.core.contents
            }

            /// The sum of all bins without the flow bins.
            #[inline(never)]
            pub fn integral(&self) -> f64 {
                self.core.integral().0
            }

            /// [`integral`](Self::integral) with its uncertainty.
            #[inline(never)]
            pub fn integral_and_error(&self) -> $crate::hist::Estimate {
                let (value, variance) = self.core.integral();
                $crate::hist::Estimate { value, error: variance.sqrt() }
            }

            /// Whether nothing was filled.
            pub fn is_empty(&self) -> bool {
                self.core.entries == 0.0 && self.core.contents.iter().all(|content| *content == 0.0)
            }

            /// Empties all bins and sums; axes and names stay.
            #[inline(never)]
            pub fn reset(&mut self) {
                self.core = self.core.emptied();
            }

            /// All bins times `factor`, uncertainties too; the number of entries stays. A factor other than 1 makes the
            /// histogram keep Σw².
            #[inline(never)]
            pub fn scale(&mut self, factor: f64) {
                self.core.scale(factor);
            }

            /// Scales so that the sum of all bins (without flow) is `integral`, for example 1.
            ///
            /// # Errors
            /// Where the sum is 0 or not finite.
            #[inline(never)]
            pub fn normalise(&mut self, integral: f64) -> Result<(), $crate::hist::HistError> {
                let sum = self.integral();
                if sum == 0.0 || !sum.is_finite() {
                    let name = self.core.name.clone();
                    return Err($crate::hist::HistError::Empty { operation: "normalise", name });
                }
                self.core.scale(integral / sum);
                Ok(())
            }

            /// Adds another histogram, as if its entries had been filled here.
            ///
            /// # Errors
            /// Where the axes differ. Categories are matched by name, and added to growing axes.
            #[inline(never)]
            pub fn add(&mut self, other: &Self) -> Result<(), $crate::hist::HistError> {
                self.core.add_scaled(&other.core, 1.0)
            }

            /// Adds `factor` times another histogram, with the factor's square for its variances. After a negative
            /// factor mean and standard deviation come from the bins.
            ///
            /// # Errors
            /// Where the axes differ; categories as in [`add`](Self::add).
            #[inline(never)]
            pub fn add_scaled(&mut self, other: &Self, factor: f64) -> Result<(), $crate::hist::HistError> {
                self.core.add_scaled(&other.core, factor)
            }

            /// Bin by bin times another histogram; uncertainties as if the two were independent, kept as Σw².
            ///
            /// # Errors
            /// Where the axes differ.
            #[inline(never)]
            pub fn multiply(&mut self, other: &Self) -> Result<(), $crate::hist::HistError> {
                self.core.multiply(&other.core)
            }

            /// Bin by bin divided by another histogram; uncertainties as if the two were independent, kept as Σw².
            ///
            /// A bin where the other one is 0 becomes 0 ± 0.
            ///
            /// # Errors
            /// Where the axes differ.
            #[inline(never)]
            pub fn divide(&mut self, other: &Self) -> Result<(), $crate::hist::HistError> {
                self.core.divide(&other.core)
            }

            /// Bin by bin divided by another histogram that has all of this one's entries: binomial uncertainties
            /// (ROOT's option `B`), 0 where all or none pass. [`Efficiency`](crate::hist::Efficiency) has proper
            /// intervals.
            ///
            /// # Errors
            /// Where the axes differ.
            #[inline(never)]
            pub fn divide_binomial(&mut self, other: &Self) -> Result<(), $crate::hist::HistError> {
                self.core.divide_binomial(&other.core)
            }
        }

        $crate::hist::methods::operator!($type, Add, add, |a: &mut $type, b| a.add(b));
        $crate::hist::methods::operator!($type, Sub, sub, |a: &mut $type, b| a.add_scaled(b, -1.0));
        $crate::hist::methods::operator!($type, Mul, mul, |a: &mut $type, b| a.multiply(b));
        $crate::hist::methods::operator!($type, Div, div, |a: &mut $type, b| a.divide(b));

        impl std::ops::Mul<f64> for &$type {
            type Output = $type;

            #[inline(never)]
            fn mul(self, factor: f64) -> $type {
                let mut result = self.clone();
                result.scale(factor);
                result
            }
        }

        impl std::fmt::Debug for $type {
            #[inline(never)]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::hist::text::summary(stringify!($type), &self.core))
            }
        }

        impl rootlet_display::Show for $type {
            #[inline(never)]
            fn mime_bundle(&self) -> rootlet_display::MimeBundle {
                rootlet_display::MimeBundle::text($crate::hist::text::summary(stringify!($type), &self.core))
            }
        }

        impl serde::Serialize for $type {
            /// As UHI's JSON.
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::hist::uhi::to_value(&self.core).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            /// From UHI's JSON.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                Self::from_uhi_value(&value).map_err(serde::de::Error::custom)
            }
        }

        impl $type {
            /// The histogram as JSON of the Unified Histogram Interface: `boost_histogram` and `hist` read it.
            #[inline(never)]
            pub fn to_uhi_json(&self) -> String {
                $crate::hist::uhi::to_value(&self.core).to_string()
            }

            /// A histogram from UHI's JSON.
            ///
            /// # Errors
            /// Where the text is not JSON, not a histogram, or has another number of axes.
            #[inline(never)]
            pub fn from_uhi_json(json: &str) -> Result<Self, $crate::hist::HistError> {
                let value = serde_json::from_str(json)
                    .map_err(|error| $crate::hist::HistError::BadUhi { reason: error.to_string() })?;
                Self::from_uhi_value(&value)
            }

            fn from_uhi_value(value: &serde_json::Value) -> Result<Self, $crate::hist::HistError> {
                let core = $crate::hist::uhi::from_value(value)?;
                if Self::has_dimension(core.dimension()) {
                    Ok(Self { core })
                } else {
                    let reason = format!("{} axes do not make a {}", core.dimension(), stringify!($type));
                    Err($crate::hist::HistError::BadUhi { reason })
                }
            }

            fn has_dimension(dimension: usize) -> bool {
                let needed: Option<usize> = $dimension;
                needed.is_none_or(|needed| needed == dimension)
            }
        }
    };
}

/// `&a op &b` as a new histogram, or an error where the axes differ.
macro_rules! operator {
    ($type:ident, $trait:ident, $method:ident, $apply:expr) => {
        impl std::ops::$trait for &$type {
            /// An error where the axes differ.
            type Output = Result<$type, $crate::hist::HistError>;

            #[inline(never)]
            fn $method(self, other: Self) -> Self::Output {
                let mut result = self.clone();
                $apply(&mut result, other)?;
                Ok(result)
            }
        }
    };
}

/// Writes the methods of histograms with several axes.
macro_rules! several_axes {
    ($type:ident) => {
        impl $type {
            /// Merges groups of `group` bins along one axis (0 is x); left-over bins go to the overflow.
            ///
            /// # Errors
            /// Where there is no such axis, or `group` is 0 or more than its bins.
            #[inline(never)]
            pub fn rebin(&self, axis: usize, group: usize) -> Result<Self, $crate::hist::HistError> {
                Ok(Self { core: self.core.rebin(axis, group)? })
            }

            /// Merges bins along one axis so that the new ones end at `edges`, which must be edges already; the rest
            /// goes to the flow bins.
            ///
            /// # Errors
            /// Where there is no such axis, or an edge is not one of it.
            #[inline(never)]
            pub fn rebin_to(&self, axis: usize, edges: &[f64]) -> Result<Self, $crate::hist::HistError> {
                Ok(Self { core: self.core.rebin_to(axis, edges)? })
            }

            /// The bins `first..=last` of one axis alone. What lies beyond is dropped, so that projections onto the
            /// other axes are those of the slice (ROOT: `SetRange`, then `Project3D`); entries and moments are
            /// taken from the bins that stay. [`rebin_to`](Self::rebin_to) keeps the rest in the flow bins.
            ///
            /// # Errors
            /// Where there are no such bins.
            #[inline(never)]
            pub fn slice(&self, axis: usize, first: usize, last: usize) -> Result<Self, $crate::hist::HistError> {
                Ok(Self { core: self.core.slice(axis, first, last)? })
            }

            /// The bins of one axis that touch `low..high` alone, as [`slice`](Self::slice); ROOT's `SetRangeUser`.
            ///
            /// # Errors
            /// Where there are no such bins.
            #[inline(never)]
            pub fn slice_range(&self, axis: usize, low: f64, high: f64) -> Result<Self, $crate::hist::HistError> {
                Ok(Self { core: self.core.slice_range(axis, low, high)? })
            }

            /// The sum over all axes but one, flow bins included. For a part of the others, [`slice`](Self::slice)
            /// or [`slice_range`](Self::slice_range) before.
            ///
            /// # Errors
            /// Where there is no such axis.
            #[inline(never)]
            pub fn project(&self, axis: usize) -> Result<$crate::hist::Hist1D, $crate::hist::HistError> {
                Ok($crate::hist::Hist1D { core: self.core.project(&[axis], &[])? })
            }

            /// Mean along an axis; 0 where there is no such axis or nothing in it.
            #[inline(never)]
            pub fn mean(&self, axis: usize) -> f64 {
                self.mean_and_error(axis).value
            }

            /// [`mean`](Self::mean) with its uncertainty.
            #[inline(never)]
            pub fn mean_and_error(&self, axis: usize) -> $crate::hist::Estimate {
                if axis < self.dimension() { self.core.mean(axis) } else { $crate::hist::Estimate::NOTHING }
            }

            /// Standard deviation along an axis; 0 where there is no such axis or nothing in it.
            #[inline(never)]
            pub fn std_dev(&self, axis: usize) -> f64 {
                self.std_dev_and_error(axis).value
            }

            /// [`std_dev`](Self::std_dev) with its uncertainty.
            #[inline(never)]
            pub fn std_dev_and_error(&self, axis: usize) -> $crate::hist::Estimate {
                if axis < self.dimension() { self.core.std_dev(axis) } else { $crate::hist::Estimate::NOTHING }
            }

            /// Skewness along an axis from the bin centres, with its uncertainty.
            #[inline(never)]
            pub fn skewness(&self, axis: usize) -> $crate::hist::Estimate {
                if axis < self.dimension() { self.core.skewness(axis) } else { $crate::hist::Estimate::NOTHING }
            }

            /// Excess kurtosis along an axis from the bin centres, with its uncertainty.
            #[inline(never)]
            pub fn kurtosis(&self, axis: usize) -> $crate::hist::Estimate {
                if axis < self.dimension() { self.core.kurtosis(axis) } else { $crate::hist::Estimate::NOTHING }
            }

            /// Covariance of two axes; 0 where there is no such axis.
            #[inline(never)]
            pub fn covariance(&self, a: usize, b: usize) -> f64 {
                if a.max(b) < self.dimension() { self.core.covariance(a, b) } else { 0.0 }
            }

            /// Correlation of two axes; 0 where there is no such axis or no spread.
            #[inline(never)]
            pub fn correlation(&self, a: usize, b: usize) -> f64 {
                if a.max(b) < self.dimension() { self.core.correlation(a, b) } else { 0.0 }
            }

            /// The bin numbers of the highest bin inside; the first of equal ones.
            #[inline(never)]
            pub fn highest_bin(&self) -> Vec<usize> {
                let mut bins = vec![0; self.dimension()];
                self.core.bins_of(self.core.extreme(true), &mut bins);
                bins
            }

            /// The highest content inside.
            #[inline(never)]
            pub fn max(&self) -> f64 {
                self.core.contents[self.core.extreme(true)]
            }

            /// The lowest content inside.
            #[inline(never)]
            pub fn min(&self) -> f64 {
                self.core.contents[self.core.extreme(false)]
            }
        }
    };
}

pub(crate) use {operator, several_axes, shared_methods};
