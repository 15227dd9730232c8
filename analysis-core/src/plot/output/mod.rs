//! From a drawing to bytes, and from a figure to what interactive viewers read.

pub(crate) mod jsroot;
pub(crate) mod pdf;
pub(crate) mod png;
pub(crate) mod raster;
pub(crate) mod root;
pub(crate) mod svg;
pub(crate) mod vega;
