use std::sync::Arc;

use super::cost::CostKind;
use super::minimise::{Ending, Finish, Layout, Objective, Point, Stop, hesse, migrad};
use super::result::{FitResult, FitStatus, Fitted, FittedParameter};
use super::{Cost, FitError, FitOptions, Parameter};

/// Minimises a cost function: a closure of the parameters, or one of this module's.
///
/// ```
/// use rootlet::{FitOptions, minimize};
/// let rosenbrock = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
/// let fit = minimize(rosenbrock, [("x", -1.2), ("y", 1.0)], &FitOptions::default())?;
/// assert!((fit.value("x")? - 1.0).abs() < 1e-5);
/// # Ok::<(), rootlet::FitError>(())
/// ```
///
/// # Errors
/// The start is unusable (no free parameter, limits that exclude everything, a function that is not
/// finite there), or the user interrupted. A search that ends badly is a result whose status says so.
pub fn minimize<P: Into<Parameter>>(
    cost: impl Cost + 'static,
    parameters: impl IntoIterator<Item = P>,
    options: &FitOptions,
) -> Result<FitResult, FitError> {
    run(Arc::new(cost), parameters.into_iter().map(Into::into).collect(), options)
}

/// As [`minimize`], for shared cost functions; compiled once.
pub(crate) fn run(
    cost: Arc<dyn Cost>,
    parameters: Vec<Parameter>,
    options: &FitOptions,
) -> Result<FitResult, FitError> {
    check(&parameters, cost.points())?;
    let layout = Layout::new(&parameters);
    let up = cost.errordef() * options.sigmas * options.sigmas;
    let n = layout.dimension();
    let max_calls = options.max_calls.unwrap_or(2000 + 500 * n);
    let mut objective = Objective::new(cost.as_ref(), &layout, up, max_calls);
    let mut at = Start::new(&mut objective, &parameters)?;
    let searched =
        search(&mut objective, &mut at, options).map_err(|stop| stopped(stop, objective.calls, "the fit"))?;
    let (point, ending) = searched;
    let calls = objective.calls;
    drop(objective);
    let result = finish(cost, parameters, &layout, up, options, point, ending, calls);
    Ok(result)
}

/// Where a search begins.
struct Start {
    x: Vec<f64>,
    value: f64,
    steps: Vec<f64>,
}

impl Start {
    fn new(objective: &mut Objective<'_>, parameters: &[Parameter]) -> Result<Self, FitError> {
        let x = objective.layout.start(parameters);
        let steps = objective.layout.steps(parameters);
        let value = objective.value(&x).map_err(|stop| stopped(stop, 0, "the start"))?;
        if value.is_finite() {
            return Ok(Self { x, value, steps });
        }
        let values = objective.layout.external(&x);
        let at: Vec<String> = parameters.iter().zip(&values).map(|(p, v)| format!("{} = {v}", p.name)).collect();
        Err(FitError::NotFinite { value, at: at.join(", ") })
    }
}

fn search(objective: &mut Objective<'_>, at: &mut Start, options: &FitOptions) -> Result<(Point, Ending), Stop> {
    let goal = 0.002 * options.tolerance * objective.up;
    let finish = if options.hesse { Finish::Hesse } else { Finish::Search };
    migrad(objective, &at.x, at.value, &at.steps, goal, finish)
}

/// What every fit needs of its parameters.
fn check(parameters: &[Parameter], points: usize) -> Result<(), FitError> {
    let free = parameters.iter().filter(|parameter| parameter.is_free()).count();
    if free == 0 {
        return Err(FitError::NothingFree { model: "the model".to_owned() });
    }
    if points > 0 && points < free {
        return Err(FitError::TooFewPoints { points, parameters: free });
    }
    for (index, parameter) in parameters.iter().enumerate() {
        if parameters[..index].iter().any(|other| other.name == parameter.name) {
            return Err(FitError::DuplicateParameter { name: parameter.name.clone() });
        }
        let (lower, upper) = (parameter.lower.unwrap_or(f64::NEG_INFINITY), parameter.upper.unwrap_or(f64::INFINITY));
        if lower.is_nan() || upper.is_nan() || lower >= upper {
            return Err(FitError::Limits { name: parameter.name.clone(), lower, upper });
        }
        if !parameter.value.is_finite() && parameter.tie.is_none() {
            return Err(FitError::NotFinite {
                value: parameter.value,
                at: format!("{} = {}", parameter.name, parameter.value),
            });
        }
    }
    Ok(())
}

pub(super) fn stopped(stop: Stop, calls: usize, step: &'static str) -> FitError {
    match stop {
        Stop::Interrupted => FitError::Interrupted { calls },
        Stop::CallLimit => FitError::CallLimit { step, calls },
    }
}

#[expect(clippy::too_many_arguments, reason = "assembles the parts of a result")]
fn finish(
    cost: Arc<dyn Cost>,
    parameters: Vec<Parameter>,
    layout: &Layout,
    up: f64,
    options: &FitOptions,
    point: Point,
    ending: Ending,
    calls: usize,
) -> FitResult {
    let internal = internal_covariance(&point, up);
    let covariance = layout.covariance(&point.x, &internal);
    let errors = layout.errors(&point.x, &internal, &covariance);
    let values = layout.external(&point.x);
    let fitted = parameters
        .iter()
        .zip(values.iter().zip(&errors))
        .map(|(parameter, (&value, &error))| FittedParameter::new(parameter, value, error))
        .collect();
    let status = match ending {
        Ending::Converged => FitStatus::Converged,
        Ending::CallLimit => FitStatus::CallLimit,
        Ending::Stuck => FitStatus::NotConverged,
    };
    let kind = cost.kind();
    FitResult {
        function: None,
        parameters: fitted,
        minimum: point.value,
        chi2: matches!(kind, CostKind::ChiSquare | CostKind::LikelihoodRatio).then_some(point.value),
        points: cost.points(),
        edm: point.edm,
        calls,
        status,
        quality: point.quality.into(),
        covariance,
        kind,
        algorithm: options.algorithm,
        sigmas: options.sigmas,
        fitted: Fitted { cost, settings: parameters, point, up },
    }
}

/// `2 up H⁻¹`: for errordef `up`, one standard deviation raises the function by `up`.
pub(super) fn internal_covariance(point: &Point, up: f64) -> super::Matrix {
    let mut covariance =
        point.hessian.cholesky().map_or_else(|| super::Matrix::zeros(point.x.len()), |factor| factor.inverse());
    covariance.scale(2.0 * up);
    covariance
}
