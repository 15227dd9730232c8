//! How the library's own types are described as layers.

mod efficiency;
mod function;
mod graph;
mod hist1d;
mod hist2d;
mod hist3d;
mod profile;
mod stack;
mod titles;

pub use stack::Stack;

pub(crate) use titles::titles;

use crate::fit::FittedFunction;
use crate::hist::{Axis, Moments};
use crate::plot::{Curve, Edges, FitSummary, Style, Summary};

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

/// Running sums as the statistics box reads them; what the histogram has no axis for stays 0.
fn summary(entries: f64, moments: &Moments) -> Summary {
    let at = |sums: &[f64], axis: usize| sums.get(axis).copied().unwrap_or(0.0);
    Summary {
        entries,
        sum_w: moments.w,
        sum_w2: moments.w2,
        sum_wx: at(&moments.x, 0),
        sum_wx2: at(&moments.x2, 0),
        sum_wy: at(&moments.x, 1),
        sum_wy2: at(&moments.x2, 1),
        sum_wxy: at(&moments.xy, 0),
        sum_wz: at(&moments.x, 2),
        sum_wz2: at(&moments.x2, 2),
    }
}
