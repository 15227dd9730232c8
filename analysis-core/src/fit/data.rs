use std::sync::Arc;

use super::cost::{BinnedLikelihood, ChiSquare, Cost, Places, check_dimension, used};
use super::{FitError, FitOptions, Method, Model, Parameter, Problem};
use crate::function::{Function, Points};

/// The bins of a histogram that take part in a fit.
pub(crate) struct Bins {
    what: String,
    /// Centres, one list per variable.
    centres: Vec<Vec<f64>>,
    /// Lower and upper edges, one list per variable.
    edges: Vec<Vec<(f64, f64)>>,
    contents: Vec<f64>,
    errors: Vec<f64>,
}

impl Bins {
    pub(crate) fn new(what: String, dimension: usize) -> Self {
        let (centres, edges) = (vec![Vec::new(); dimension], vec![Vec::new(); dimension]);
        Self { what, centres, edges, contents: Vec::new(), errors: Vec::new() }
    }

    pub(crate) fn push(&mut self, centre: &[f64], edges: &[(f64, f64)], content: f64, error: f64) {
        for (list, value) in self.centres.iter_mut().zip(centre) {
            list.push(*value);
        }
        for (list, value) in self.edges.iter_mut().zip(edges) {
            list.push(*value);
        }
        self.contents.push(content);
        self.errors.push(error);
    }

    /// The fit of a model to these bins.
    pub(crate) fn problem(&self, model: Model, options: &FitOptions) -> Result<Problem, FitError> {
        if self.errors.iter().all(|&error| error == 0.0) {
            let hint = if self.contents.is_empty() { "the range contains no bin centre" } else { "every bin is empty" };
            return Err(FitError::NoData { what: self.what.clone(), hint });
        }
        let (function, mut parameters, chosen) = model.into_parts()?;
        check_dimension(&function, self.centres.len())?;
        if !options.use_start_values {
            guess(&function, &mut parameters, &chosen, &Points { x: &self.centres[0], y: &self.contents });
        }
        let all: Vec<usize> = (0..self.contents.len()).collect();
        let cost: Arc<dyn Cost> = match options.method {
            Method::ChiSquare => {
                let used = used(&self.errors)?;
                let errors = pick(&self.errors, &used);
                Arc::new(ChiSquare::at(&function, self.places(&used, options)?, pick(&self.contents, &used), &errors)?)
            }
            Method::Pearson => {
                Arc::new(ChiSquare::pearson(&function, self.places(&all, options)?, self.contents.clone())?)
            }
            Method::Likelihood => {
                let places = self.places(&all, options)?;
                Arc::new(BinnedLikelihood::at(&function, places, self.contents.clone(), None)?)
            }
            Method::WeightedLikelihood => {
                let variances: Vec<f64> = self.errors.iter().map(|error| error * error).collect();
                let places = self.places(&all, options)?;
                Arc::new(BinnedLikelihood::at(&function, places, self.contents.clone(), Some(&variances))?)
            }
        };
        Ok(Problem::new(cost, parameters, Some(function)))
    }

    fn places(&self, used: &[usize], options: &FitOptions) -> Result<Places, FitError> {
        if !options.integrate {
            return Ok(Places::points(self.centres.iter().map(|column| pick(column, used)).collect()));
        }
        if self.edges.len() != 1 {
            let needs = "bins of one variable";
            return Err(FitError::Unsuitable { algorithm: "the integral over bins", needs });
        }
        let intervals: Vec<(f64, f64)> = used.iter().map(|&i| self.edges[0][i]).collect();
        Ok(Places::intervals(&intervals))
    }
}

fn pick(values: &[f64], used: &[usize]) -> Vec<f64> {
    used.iter().map(|&i| values[i]).collect()
}

/// Points of a graph to fit; errors are slices as long as `x`, or empty.
pub(crate) struct GraphPoints<'a> {
    pub(crate) what: String,
    pub(crate) x: &'a [f64],
    pub(crate) y: &'a [f64],
    pub(crate) x_error: &'a [f64],
    pub(crate) y_below: &'a [f64],
    pub(crate) y_above: &'a [f64],
}

impl GraphPoints<'_> {
    /// The χ² of a model. Without any error every point counts with an error of 1, and the errors of the parameters
    /// come from the scatter of the points, as in ROOT.
    pub(crate) fn problem(&self, model: Model, options: &FitOptions) -> Result<Problem, FitError> {
        let ranges = ranges(&model, options)?;
        let inside: Vec<usize> = (0..self.x.len()).filter(|&i| inside(&ranges, self.x[i])).collect();
        let no_errors = self.y_above.iter().chain(self.y_below).chain(self.x_error).all(|error| *error == 0.0);
        let error_of = |i: usize| {
            if no_errors {
                1.0
            } else {
                self.y_above.get(i).copied().unwrap_or(0.0).max(self.y_below.get(i).copied().unwrap_or(0.0))
            }
        };
        let has_error = |i: &usize| error_of(*i) != 0.0 || self.x_error.get(*i).is_some_and(|error| *error != 0.0);
        let used: Vec<usize> = inside.into_iter().filter(has_error).collect();
        if used.is_empty() {
            return Err(FitError::NoData { what: self.what.clone(), hint: "no point is in the range" });
        }
        let (function, mut parameters, chosen) = model.into_parts()?;
        check_dimension(&function, 1)?;
        let (x, y) = (pick(self.x, &used), pick(self.y, &used));
        if !options.use_start_values {
            guess(&function, &mut parameters, &chosen, &Points { x: &x, y: &y });
        }
        super::cost::finite("x value", &x)?;
        // A point whose only error is that of x gets a y error far below any that counts.
        let errors: Vec<f64> = used.iter().map(|&i| error_of(i)).map(|e| if e == 0.0 { 1e-150 } else { e }).collect();
        let mut cost = ChiSquare::at(&function, Places::points(vec![x]), y, &errors)?;
        if no_errors {
            cost = cost.errors_from_scatter();
        }
        let different = |i: &usize| self.y_below.get(*i) != self.y_above.get(*i);
        if !no_errors && used.iter().any(different) {
            let side = |values: &[f64]| -> Vec<f64> {
                used.iter()
                    .map(|&i| values.get(i).copied().unwrap_or(0.0))
                    .map(|e| if e == 0.0 { 1e-150 } else { e })
                    .collect()
            };
            cost = cost.with_sides(&side(self.y_below), &side(self.y_above))?;
        }
        if !self.x_error.is_empty() {
            cost = cost.with_x_errors(&pick(self.x_error, &used))?;
        }
        Ok(Problem::new(Arc::new(cost), parameters, Some(function)))
    }
}

/// Start values from the data, for the parameters of known shapes that the user did not set.
fn guess(function: &Function, parameters: &mut [Parameter], chosen: &[bool], points: &Points<'_>) {
    for piece in &function.pieces {
        let Some(guess) = piece.shape.guess else { continue };
        for (index, value) in (piece.first..).zip(guess(points)) {
            if let Some(parameter) = parameters.get_mut(index)
                && !chosen[index]
                && value.is_finite()
            {
                let (low, high) = (parameter.lower.unwrap_or(value), parameter.upper.unwrap_or(value));
                parameter.value = value.max(low).min(high);
            }
        }
    }
}

/// The intervals to fit: those of the options, else that of the model.
pub(crate) fn ranges(model: &Model, options: &FitOptions) -> Result<Vec<(f64, f64)>, FitError> {
    let ranges = match (options.ranges.is_empty(), model.function().domain()) {
        (true, Some(domain)) => vec![domain],
        _ => options.ranges.clone(),
    };
    match ranges.iter().find(|(low, high)| low.is_nan() || high.is_nan() || low >= high) {
        Some(&(low, high)) => Err(FitError::Range { low, high }),
        None => Ok(ranges),
    }
}

pub(crate) fn inside(ranges: &[(f64, f64)], x: f64) -> bool {
    ranges.is_empty() || ranges.iter().any(|(low, high)| (*low..=*high).contains(&x))
}

/// From the lowest to the highest end of the ranges, within the data.
pub(crate) fn extent(ranges: &[(f64, f64)], data: (f64, f64)) -> (f64, f64) {
    if ranges.is_empty() {
        return data;
    }
    let low = ranges.iter().fold(f64::INFINITY, |low, range| low.min(range.0));
    let high = ranges.iter().fold(f64::NEG_INFINITY, |high, range| high.max(range.1));
    (low.max(data.0), high.min(data.1))
}
