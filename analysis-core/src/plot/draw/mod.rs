//! How the library's own types are described as layers.

mod efficiency;
mod function;
mod graph;
mod hist1d;
mod hist2d;
mod profile;
mod stack;
mod titles;

pub use stack::Stack;

pub(crate) use titles::titles;

use crate::fit::FittedFunction;
use crate::hist::Axis;
use crate::plot::{Curve, Edges, FitSummary, Style};

/// The bins of an axis.
fn edges(axis: &Axis) -> Edges {
    if axis.is_labelled() {
        return Edges::Labels((1..=axis.nbins()).map(|bin| axis.label(bin).unwrap_or_default()).collect());
    }
    if axis.is_uniform() {
        return Edges::Regular { count: axis.nbins(), low: axis.low(), high: axis.high() };
    }
    Edges::Variable(axis.edges())
}

/// A fitted function as a curve with its parameters; `None` where it was not sampled.
fn curve(fitted: &FittedFunction) -> Option<Curve> {
    if fitted.curve.is_empty() {
        return None;
    }
    let (x, y) = fitted.curve.iter().copied().unzip();
    let parameters = fitted.parameters.iter().map(|p| (p.name.clone(), p.value, p.error)).collect();
    Some(Curve {
        name: fitted.function.name().to_owned(),
        title: fitted.function.name().to_owned(),
        x,
        y,
        style: Style::default(),
        fit: Some(FitSummary { chi2: fitted.chi2, ndf: fitted.ndf, parameters }),
    })
}
