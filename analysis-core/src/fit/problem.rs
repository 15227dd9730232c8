use std::ops::Add;
use std::sync::Arc;

use super::cost::Sum;
use super::{Cost, FitError, FitOptions, FitResult, Parameter, run};
use crate::function::Function;

/// A cost function with its parameters, ready to fit, alone or added to others.
///
/// Parameters of the same name are shared: `(a + b).fit(&options)` is a simultaneous fit.
#[derive(Clone)]
pub struct Problem {
    cost: Arc<dyn Cost>,
    parameters: Vec<Parameter>,
    function: Option<Function>,
    /// Parts of a sum and the places of their parameters.
    parts: Vec<(Arc<dyn Cost>, Vec<usize>)>,
}

impl Problem {
    pub(crate) fn new(cost: Arc<dyn Cost>, parameters: Vec<Parameter>, function: Option<Function>) -> Self {
        let parts = vec![(cost.clone(), (0..parameters.len()).collect())];
        Self { cost, parameters, function, parts }
    }

    /// A cost function of your own with its parameters.
    pub fn from_cost<P: Into<Parameter>>(cost: impl Cost + 'static, parameters: impl IntoIterator<Item = P>) -> Self {
        Self::new(Arc::new(cost), parameters.into_iter().map(Into::into).collect(), None)
    }

    /// The parameters.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Runs the fit.
    ///
    /// # Errors
    /// The start is unusable, or the user interrupted; see [`FitError`].
    pub fn fit(&self, options: &FitOptions) -> Result<FitResult, FitError> {
        if self.parameters.is_empty() {
            let model = self.function.as_ref().map_or("the cost function", Function::expression).to_owned();
            return Err(FitError::NothingFree { model });
        }
        let mut result = run::run(self.cost.clone(), self.parameters.clone(), options)?;
        let values = result.values();
        result.function = self.function.clone().map(|function| function.values(&values)).transpose()?;
        Ok(result)
    }
}

/// A simultaneous fit: parameters of the same name are shared, with the settings of the first.
impl Add for Problem {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut parameters = self.parameters;
        let names: Vec<String> = other.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let mut places: Vec<usize> = Vec::new();
        let mut next = parameters.len()..;
        for name in &names {
            let known = parameters.iter().position(|known| known.name == *name);
            places.extend(known.or_else(|| next.next()));
        }
        for (mut parameter, &place) in other.parameters.into_iter().zip(&places) {
            if place < parameters.len() {
                continue;
            }
            // A tie goes on to see the parameters in the order that it knows.
            if let Some(tie) = parameter.tie.take() {
                let places = places.clone();
                parameter = parameter.tied(move |all| {
                    let own: Vec<f64> = places.iter().map(|&place| all[place]).collect();
                    tie(&own)
                });
            }
            parameters.push(parameter);
        }
        let mut parts = self.parts;
        parts.extend(
            other.parts.into_iter().map(|(cost, own)| (cost, own.into_iter().map(|place| places[place]).collect())),
        );
        Self { cost: Arc::new(Sum::new(parts.clone())), parameters, function: None, parts }
    }
}
