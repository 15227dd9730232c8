use std::sync::Arc;

use super::cost::CostKind;
use super::minimise::{
    Ending, Finish, Layout, LeastSquares, Objective, Point, Quality, Stop, hesse, levenberg, migrad, simplex,
    squared_covariance,
};
use super::result::{FitResult, FitStatus, Fitted, FittedParameter};
use super::{Algorithm, Cost, FitError, FitOptions, Minos, Parameter};

/// Minimises a cost function: a closure of the parameters, or one of this module's.
///
/// ```
/// use rootlet::{FitOptions, minimize};
/// let rosenbrock = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
/// let fit = minimize(rosenbrock, [("x", -1.2), ("y", 1.0)], &FitOptions::default())?;
/// assert!((fit.value("x")? - 1.0).abs() < 1e-3);
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
    // Steps of least squares are cheap, and bad starts may need many.
    let usual = if options.algorithm == Algorithm::LevenbergMarquardt { 100_000 } else { 2000 + 500 * n };
    let max_calls = options.max_calls.unwrap_or(usual);
    let mut objective = Objective::new(cost.as_ref(), &layout, up, max_calls);
    let start = Start::new(&mut objective, &parameters)?;
    let searched = search(&mut objective, &start, options)
        .and_then(|found| if options.improve { improve(&mut objective, &start, found, options) } else { Ok(found) });
    let (point, ending) = match searched {
        Ok(Some(found)) => found,
        Ok(None) => {
            let (algorithm, needs) = ("Levenberg-Marquardt", "a sum of squares");
            return Err(FitError::Unsuitable { algorithm, needs });
        }
        Err(stop) => return Err(stopped(stop, objective.calls, "the fit")),
    };
    let mut scaled = None;
    let freedom = cost.points().saturating_sub(n);
    if cost.errors_from_scatter() && freedom > 0 && point.value > 0.0 {
        scaled = Some((point.value / freedom as f64).sqrt());
    }
    let up = scaled.map_or(up, |scale| up * scale * scale);
    let mut internal = internal_covariance(&point, up);
    if let Some(squared) = cost.with_squared_weights() {
        let mut second = Objective::new(squared.as_ref(), &layout, up, 100_000);
        internal = squared_covariance(&mut second, &point, &internal)
            .map_err(|stop| stopped(stop, second.calls, "the correction for weights"))?;
        objective.calls += second.calls;
    }
    let calls = objective.calls;
    drop(objective);
    let mut result = finish(cost, parameters, &layout, up, options, point, ending, &internal);
    result.calls = calls;
    result.scaled = scaled;
    match &options.minos {
        Minos::No => {}
        Minos::All => {
            let names: Vec<String> = result.free_names().map(str::to_owned).collect();
            result.minos_into(&names)?;
        }
        Minos::Only(names) => result.minos_into(names)?,
    }
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
        Err(FitError::NotFinite { value: objective.plain_value(&x), at: at.join(", ") })
    }
}

type Found = Option<(Point, Ending)>;

/// `None`: the algorithm does not suit the cost function.
fn search(objective: &mut Objective<'_>, at: &Start, options: &FitOptions) -> Result<Found, Stop> {
    let goal = 0.002 * options.tolerance * objective.up;
    let finish = if options.hesse { Finish::Hesse } else { Finish::Search };
    match options.algorithm {
        Algorithm::Migrad => migrad(objective, &at.x, at.value, &at.steps, goal, finish).map(Some),
        Algorithm::Simplex => {
            let (x, value, ending) = simplex(objective, &at.x, at.value, &at.steps, goal)?;
            let steps: Vec<f64> = at.steps.iter().map(|step| 0.1 * step).collect();
            hesse(objective, &x, value, &steps).map(|point| Some((point, ending)))
        }
        Algorithm::Combined => {
            let (x, value, _) = simplex(objective, &at.x, at.value, &at.steps, 100.0 * goal)?;
            migrad(objective, &x, value, &at.steps, goal, finish).map(Some)
        }
        Algorithm::LevenbergMarquardt => {
            let Some(found) = levenberg(objective, &at.x, &at.steps)? else { return Ok(None) };
            let steps: Vec<f64> = found.x.iter().zip(&at.steps).map(|(x, s)| 1e-3 * x.abs().max(1e-3 * s)).collect();
            let LeastSquares { x, value, hessian, ending } = found;
            let point = match hesse(objective, &x, value, &steps) {
                Ok(point) if point.quality == Quality::Accurate => point,
                Err(Stop::Interrupted) => return Err(Stop::Interrupted),
                // Where differences of the sum drown in rounding, the Jacobian of the residuals still knows the curvature.
                Ok(_) | Err(Stop::CallLimit) => Point::from_curvature(x, value, &hessian),
            };
            Ok(Some((point, ending)))
        }
    }
}

/// Looks for lower minima from starts spread around the one found (a fixed, reproducible sequence).
fn improve(objective: &mut Objective<'_>, start: &Start, found: Found, options: &FitOptions) -> Result<Found, Stop> {
    let Some((mut best, mut ending)) = found else { return Ok(None) };
    let covariance = internal_covariance(&best, objective.up);
    for attempt in 1..=4 * best.x.len().max(2) {
        let x: Vec<f64> = (0..best.x.len())
            .map(|i| {
                // Additive recurrences fill the cube evenly.
                let unit = (attempt as f64 * (0.618_033_988_749_894_9 + 0.137 * i as f64)).fract() - 0.5;
                let spread = (10.0 * covariance[(i, i)].max(0.0).sqrt()).max(3.0 * start.steps[i]);
                best.x[i] + 2.0 * unit * spread
            })
            .collect();
        let value = objective.value(&x)?;
        if !value.is_finite() {
            continue;
        }
        let again = search(objective, &Start { x, value, steps: start.steps.clone() }, options)?;
        if let Some((point, end)) = again
            && end == Ending::Converged
            && point.value < best.value - 1e-3 * objective.up
        {
            (best, ending) = (point, end);
        }
    }
    Ok(Some((best, ending)))
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
    internal: &super::Matrix,
) -> FitResult {
    let covariance = layout.covariance(&point.x, internal);
    let errors = layout.errors(&point.x, internal, &covariance);
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
        calls: 0,
        status,
        quality: point.quality.into(),
        covariance,
        kind,
        algorithm: options.algorithm,
        sigmas: options.sigmas,
        scaled: None,
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
