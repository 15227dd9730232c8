//! Axes: how values become bin numbers.
//!
//! What to use when: [`Axis::regular`] for bins of one width, [`Axis::variable`] for chosen edges, [`Axis::log`],
//! [`Axis::sqrt`] and [`Axis::pow`] for bins of one width after a transformation, [`Axis::circular`] for angles,
//! [`Axis::integer`] for whole numbers of a range, [`Axis::int_categories`] and [`Axis::str_categories`] for
//! separate things, known before or growing as they come.

mod category;
mod integer;
mod regular;
mod slice;
mod variable;

use super::HistError;

pub use category::{Growth, IntCategory, StrCategory};
pub use integer::Integer;
pub use regular::{Regular, Transform};
pub use variable::Variable;

pub(crate) use variable::LookupGrid;

/// The most bins of one axis: indices with flow bins fit into an `i32`.
const MOST_BINS: usize = i32::MAX as usize - 2;

/// One dimension of a histogram: a kind, a title, and labels.
///
/// Bins are numbered as in ROOT: 0 is the underflow, 1 … [`nbins`](Self::nbins) are the bins, `nbins + 1` is the
/// overflow, where NaN goes too. Bins include their lower edge and exclude their upper one.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    title: String,
    kind: AxisKind,
    /// One label per bin, or empty. String categories are their own labels.
    labels: Vec<String>,
}

/// The kinds of axes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AxisKind {
    /// Bins of one width, possibly after a transformation or around a circle.
    Regular(Regular),
    /// Bins between given edges.
    Variable(Variable),
    /// One bin per whole number of a range.
    Integer(Integer),
    /// One bin per listed whole number.
    IntCategory(IntCategory),
    /// One bin per listed text.
    StrCategory(StrCategory),
}

impl Axis {
    /// `bins` bins of one width over `[low, high)`.
    ///
    /// # Errors
    /// Without bins, or where the range is not finite and increasing.
    #[inline(never)]
    pub fn regular(bins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Regular::new(bins, low, high, Transform::Linear).map(|axis| AxisKind::Regular(axis).into())
    }

    /// Bins between `edges`.
    ///
    /// # Errors
    /// With fewer than two edges, or where they are not finite and increasing.
    #[inline(never)]
    pub fn variable(edges: &[f64]) -> Result<Self, HistError> {
        Variable::new(edges).map(|axis| AxisKind::Variable(axis).into())
    }

    /// Bins of one width in the logarithm; values ≤ 0 go to the underflow.
    ///
    /// # Errors
    /// As [`regular`](Self::regular), and where `low` ≤ 0.
    #[inline(never)]
    pub fn log(bins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Regular::new(bins, low, high, Transform::Log).map(|axis| AxisKind::Regular(axis).into())
    }

    /// Bins of one width in the square root; values below 0 go to the underflow.
    ///
    /// # Errors
    /// As [`regular`](Self::regular), and where `low` < 0.
    #[inline(never)]
    pub fn sqrt(bins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Regular::new(bins, low, high, Transform::Sqrt).map(|axis| AxisKind::Regular(axis).into())
    }

    /// Bins of one width in `x` to a positive power.
    ///
    /// # Errors
    /// As [`regular`](Self::regular), and where the power or the ends do not give finite numbers.
    #[inline(never)]
    pub fn pow(bins: usize, low: f64, high: f64, power: f64) -> Result<Self, HistError> {
        Regular::new(bins, low, high, Transform::Pow(power)).map(|axis| AxisKind::Regular(axis).into())
    }

    /// Bins of one width around a circle: values are taken modulo `high - low`.
    ///
    /// NaN and infinities go to the overflow; nothing goes to the underflow.
    ///
    /// # Errors
    /// As [`regular`](Self::regular).
    #[inline(never)]
    pub fn circular(bins: usize, low: f64, high: f64) -> Result<Self, HistError> {
        Ok(AxisKind::Regular(Regular::new(bins, low, high, Transform::Linear)?.around_circle()).into())
    }

    /// One bin for each whole number from `low` up to, not including, `high`.
    ///
    /// A value goes to the bin of its floor; its bin reaches from `i` to `i + 1`.
    ///
    /// # Errors
    /// Where `low` ≥ `high`, or the range is too long.
    #[inline(never)]
    pub fn integer(low: i64, high: i64) -> Result<Self, HistError> {
        Integer::new(low, high).map(|axis| AxisKind::Integer(axis).into())
    }

    /// One bin for each listed number; others go to the overflow, or get a bin of their own.
    ///
    /// # Errors
    /// Where a number stands twice, or there is none and the axis does not grow.
    #[inline(never)]
    pub fn int_categories(categories: &[i64], growth: Growth) -> Result<Self, HistError> {
        IntCategory::new(categories, growth).map(|axis| AxisKind::IntCategory(axis).into())
    }

    /// One bin for each listed text; others go to the overflow, or get a bin of their own.
    ///
    /// # Errors
    /// Where a text stands twice, or there is none and the axis does not grow.
    #[inline(never)]
    pub fn str_categories(categories: &[&str], growth: Growth) -> Result<Self, HistError> {
        StrCategory::new(categories, growth).map(|axis| AxisKind::StrCategory(axis).into())
    }

    /// The same axis with a title, for example `"p_{T} [GeV]"`.
    pub fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Changes the title.
    pub fn set_title(&mut self, title: &str) {
        title.clone_into(&mut self.title);
    }

    /// The title; empty where none was given.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Which kind of axis this is, with its numbers.
    pub fn kind(&self) -> &AxisKind {
        &self.kind
    }

    /// The number of bins, without the flow bins.
    pub fn nbins(&self) -> usize {
        match &self.kind {
            AxisKind::Regular(axis) => axis.bins(),
            AxisKind::Variable(axis) => axis.bins(),
            AxisKind::Integer(axis) => axis.bins(),
            AxisKind::IntCategory(axis) => axis.categories().len(),
            AxisKind::StrCategory(axis) => axis.categories().len(),
        }
    }

    /// The bin of a value: 0 … `nbins + 1`, NaN in the overflow. Categories of text lie at 0–1, 1–2, …, in their order.
    pub fn index(&self, x: f64) -> usize {
        match &self.kind {
            AxisKind::Regular(axis) => axis.index(x),
            AxisKind::Variable(axis) => axis.index(x),
            AxisKind::Integer(axis) => axis.index(x),
            AxisKind::IntCategory(axis) => axis.index(x),
            AxisKind::StrCategory(axis) => axis.index_of_position(x),
        }
    }

    /// The bin with this label, if there is one.
    pub fn index_of(&self, label: &str) -> Option<usize> {
        match &self.kind {
            AxisKind::StrCategory(axis) => axis.index(label),
            _ => self.labels.iter().position(|known| known == label).map(|bin| bin + 1),
        }
    }

    /// The lower edge of the first bin.
    pub fn low(&self) -> f64 {
        self.low_edge(1)
    }

    /// The upper edge of the last bin.
    pub fn high(&self) -> f64 {
        self.low_edge(self.nbins() + 1)
    }

    /// The lower edge of a bin; −∞ for the underflow, the end of the axis for the overflow and beyond.
    ///
    /// Categories lie at 0–1, 1–2, ….
    pub fn low_edge(&self, bin: usize) -> f64 {
        if bin == 0 {
            return f64::NEG_INFINITY;
        }
        let edge = (bin - 1).min(self.nbins());
        match &self.kind {
            AxisKind::Regular(axis) => axis.edge(edge),
            AxisKind::Variable(axis) => axis.edges()[edge],
            AxisKind::Integer(axis) => axis.edge(edge),
            AxisKind::IntCategory(_) | AxisKind::StrCategory(_) => edge as f64,
        }
    }

    /// The upper edge of a bin; +∞ for the overflow.
    pub fn high_edge(&self, bin: usize) -> f64 {
        if bin > self.nbins() { f64::INFINITY } else { self.low_edge(bin + 1) }
    }

    /// The middle of a bin; for a flow bin half a bin outside of the axis, as in ROOT.
    pub fn center(&self, bin: usize) -> f64 {
        match &self.kind {
            AxisKind::Regular(axis) => axis.center(bin),
            AxisKind::Variable(axis) => axis.center(bin),
            _ => self.low() + bin as f64 - 0.5,
        }
    }

    /// The width of a bin; a flow bin is taken as wide as its neighbour.
    pub fn width(&self, bin: usize) -> f64 {
        match &self.kind {
            AxisKind::Regular(axis) => axis.width(bin),
            _ if self.nbins() == 0 => 1.0,
            _ => {
                let bin = bin.clamp(1, self.nbins());
                self.low_edge(bin + 1) - self.low_edge(bin)
            }
        }
    }

    /// All `nbins + 1` edges, in the unit of the data.
    #[inline(never)]
    pub fn edges(&self) -> Vec<f64> {
        (1..=self.nbins() + 1).map(|bin| self.low_edge(bin)).collect()
    }

    /// The middles of all bins.
    #[inline(never)]
    pub fn centers(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.center(bin)).collect()
    }

    /// The widths of all bins, in the unit of the data.
    #[inline(never)]
    pub fn widths(&self) -> Vec<f64> {
        (1..=self.nbins()).map(|bin| self.width(bin)).collect()
    }

    /// The label of a bin: the category, or what [`set_label`](Self::set_label) gave.
    #[inline(never)]
    pub fn label(&self, bin: usize) -> Option<String> {
        let position = bin.checked_sub(1)?;
        match &self.kind {
            AxisKind::IntCategory(axis) => axis.categories().get(position).map(i64::to_string),
            AxisKind::StrCategory(axis) => axis.categories().get(position).cloned(),
            _ => self.labels.get(position).filter(|label| !label.is_empty()).cloned(),
        }
    }

    /// Whether the bins have labels.
    pub fn is_labelled(&self) -> bool {
        self.is_category() || self.labels.iter().any(|label| !label.is_empty())
    }

    /// Whether the bins are categories, so that their order and width mean nothing.
    pub fn is_category(&self) -> bool {
        matches!(self.kind, AxisKind::IntCategory(_) | AxisKind::StrCategory(_))
    }

    /// Whether all bins have the same width in the unit of the data.
    pub fn is_uniform(&self) -> bool {
        match &self.kind {
            AxisKind::Regular(axis) => axis.transform() == Transform::Linear,
            AxisKind::Variable(_) => false,
            _ => true,
        }
    }

    /// Gives a bin of a numeric axis a label.
    ///
    /// # Errors
    /// Where there is no such bin, or the axis has categories.
    #[inline(never)]
    pub fn set_label(&mut self, bin: usize, label: &str) -> Result<(), HistError> {
        if self.is_category() {
            let found = self.kind_name();
            return Err(HistError::WrongAxis { operation: "set_label", needed: "a numeric axis", found });
        }
        let bins = self.nbins();
        if bin == 0 || bin > bins {
            return Err(HistError::NoSuchBin { bin, bins });
        }
        self.labels.resize(bins, String::new());
        label.clone_into(&mut self.labels[bin - 1]);
        Ok(())
    }

    /// Adds the category of a value to a growing axis; `true` where it is new.
    pub(crate) fn grow(&mut self, x: f64) -> bool {
        match &mut self.kind {
            AxisKind::IntCategory(axis) => axis.grow(x),
            _ => false,
        }
    }

    /// Adds a text to a growing axis; `true` where it is new.
    pub(crate) fn grow_label(&mut self, label: &str) -> bool {
        match &mut self.kind {
            AxisKind::StrCategory(axis) => axis.grow(label),
            _ => false,
        }
    }

    /// Whether unknown values get a bin of their own.
    pub fn is_growing(&self) -> bool {
        match &self.kind {
            AxisKind::IntCategory(axis) => axis.growth() == Growth::Growing,
            AxisKind::StrCategory(axis) => axis.growth() == Growth::Growing,
            _ => false,
        }
    }

    /// The word for the kind, as error messages use it.
    pub(crate) fn kind_name(&self) -> &'static str {
        match &self.kind {
            AxisKind::Regular(axis) if axis.is_circular() => "circular",
            AxisKind::Regular(axis) => match axis.transform() {
                Transform::Linear => "regular",
                Transform::Log => "logarithmic",
                Transform::Sqrt => "square-root",
                Transform::Pow(_) => "power",
            },
            AxisKind::Variable(_) => "variable",
            AxisKind::Integer(_) => "integer",
            AxisKind::IntCategory(_) => "integer categories",
            AxisKind::StrCategory(_) => "string categories",
        }
    }

    /// Where two axes differ in their bins, in words; titles do not matter.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        if self.kind == other.kind {
            return None;
        }
        if self.nbins() != other.nbins() {
            return Some(format!("{} and {} bins", self.nbins(), other.nbins()));
        }
        if self.is_category() || other.is_category() {
            return Some(format!("{} and {} with other bins", self.kind_name(), other.kind_name()));
        }
        // ROOT's tolerance: edges may differ by 1e-10 of a bin.
        let differs = |bin: &usize| {
            let (a, b) = (self.low_edge(*bin), other.low_edge(*bin));
            (a - b).abs() > 1e-10 * self.width(*bin)
        };
        (1..=self.nbins() + 1)
            .find(differs)
            .map(|bin| format!("edge {} is {} and {}", bin - 1, self.low_edge(bin), other.low_edge(bin)))
    }
}

impl From<AxisKind> for Axis {
    fn from(kind: AxisKind) -> Self {
        Self { title: String::new(), kind, labels: Vec::new() }
    }
}

/// Checks a number of bins.
fn check_bins(bins: usize) -> Result<(), HistError> {
    match bins {
        0 => Err(HistError::NoBins),
        _ if bins > MOST_BINS => Err(HistError::TooManyBins { bins }),
        _ => Ok(()),
    }
}
