/// How values become places on an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// In proportion.
    #[default]
    Linear,
    /// In proportion to the logarithm. Values that are not above zero are left out.
    Log,
}

/// What the user says about one axis; everything else follows from what is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AxisStyle {
    /// The label, in TLatex's mathematics: `p_{T} [GeV]`.
    pub title: String,
    /// The visible range, in the unit of the data.
    pub range: Option<(f64, f64)>,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Whether lines are drawn across the frame at the marks.
    pub grid: bool,
}
