use thiserror::Error;

/// Why a histogram could not be made, filled, combined or read.
#[derive(Clone, Error, PartialEq)]
#[non_exhaustive]
pub enum HistError {
    /// An axis needs at least one bin.
    #[error("an axis needs at least 1 bin, got 0")]
    NoBins,
    /// More bins than an index can count.
    #[error("an axis of {bins} bins is too long: at most 2147483645")]
    TooManyBins {
        /// What was asked for.
        bins: usize,
    },
    /// All axes together have more bins than fit into memory.
    #[error("{bins} bins are too many for a dense histogram (at most 268435456); `HistSparse` keeps only filled ones")]
    TooBig {
        /// What was asked for.
        bins: usize,
    },
    /// The range of an axis is empty, reversed or not finite.
    #[error("the range of an axis must be finite with low < high, got {low} to {high}")]
    BadRange {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A transformed axis cannot show this range.
    #[error("a {transform} axis cannot reach from {low} to {high}: both ends need a finite transform")]
    BadTransform {
        /// `log`, `sqrt` or `pow`.
        transform: &'static str,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Edges must be finite and strictly increasing.
    #[error("the edges of an axis must increase, but edge {index} is {value} after {before}")]
    EdgesNotIncreasing {
        /// Position of the offending edge, from 0.
        index: usize,
        /// The edge.
        value: f64,
        /// The edge before it.
        before: f64,
    },
    /// A category stands twice.
    #[error("category `{category}` stands twice")]
    DuplicateCategory {
        /// The category.
        category: String,
    },
    /// Two slices that belong together differ in length.
    #[error("{what}: {found} values for {expected} entries")]
    LengthMismatch {
        /// Which slice.
        what: &'static str,
        /// Length of the first slice.
        expected: usize,
        /// Length of the other one.
        found: usize,
    },
    /// Two histograms do not have the same axes.
    #[error("{operation}: the axes differ: {difference}")]
    AxesDiffer {
        /// What was tried.
        operation: &'static str,
        /// Where they differ.
        difference: String,
    },
    /// An axis number beyond the dimension.
    #[error("no axis {axis} in a histogram of {dimension} dimensions; the first one is axis 0")]
    NoSuchAxis {
        /// What was asked for.
        axis: usize,
        /// How many there are.
        dimension: usize,
    },
    /// A bin number beyond the overflow bin.
    #[error("no bin {bin} on an axis of {bins} bins; 0 is the underflow, {} the overflow", bins + 1)]
    NoSuchBin {
        /// What was asked for.
        bin: usize,
        /// Regular bins of the axis.
        bins: usize,
    },
    /// The axis has labels, but not this one.
    #[error("no label `{label}` on this axis; known: {known}")]
    NoSuchLabel {
        /// What was asked for.
        label: String,
        /// The labels there are.
        known: String,
    },
    /// Bins cannot be merged so.
    #[error("{groups} bins cannot be merged into one on an axis of {bins}")]
    BadGrouping {
        /// Bins per group.
        groups: usize,
        /// Bins there are.
        bins: usize,
    },
    /// A new edge is not an edge of the finer axis.
    #[error("{edge} is not an edge of this axis; the nearest is {nearest}")]
    EdgeNotFound {
        /// What was asked for.
        edge: f64,
        /// The nearest edge.
        nearest: f64,
    },
    /// A range of bins or values holds nothing.
    #[error("the range {low} to {high} holds no bin of this axis")]
    EmptyRange {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// There is nothing to normalise, draw from or compare.
    #[error("{operation}: `{name}` is empty")]
    Empty {
        /// What was tried.
        operation: &'static str,
        /// The histogram.
        name: String,
    },
    /// A bin content that the operation cannot use.
    #[error("{operation}: bin {bin} holds {value}")]
    BadContent {
        /// What was tried.
        operation: &'static str,
        /// Which bin.
        bin: usize,
        /// What it holds.
        value: f64,
    },
    /// The axis has the wrong kind for this operation.
    #[error("{operation} needs {needed}, this axis is {found}")]
    WrongAxis {
        /// What was tried.
        operation: &'static str,
        /// The kinds that would do.
        needed: &'static str,
        /// The kind it is.
        found: &'static str,
    },
    /// A probability, level or parameter outside of its range.
    #[error("{what} must be {range}, got {value}")]
    OutOfRange {
        /// Which parameter.
        what: &'static str,
        /// What it may be.
        range: &'static str,
        /// What it was.
        value: f64,
    },
    /// The integral of a function over the axis is not a positive number.
    #[error("cannot draw from a function whose integral over the axis is {integral}")]
    BadIntegral {
        /// What it is.
        integral: f64,
    },
    /// No function has this name, and it is no formula.
    #[error("no function `{text}` to draw from: {reason}")]
    BadFunction {
        /// What was asked for.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// JSON that is not a histogram.
    #[error("not a histogram in UHI's JSON: {reason}")]
    BadUhi {
        /// What is wrong with it.
        reason: String,
    },
}

impl std::fmt::Debug for HistError {
    /// The message: what `unwrap` and a cell without `?` show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
