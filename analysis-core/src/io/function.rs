//! Functions of one variable.

use rootio::{Error, FromObject, Object, Value, views, views::ToObject};

use crate::{fit::FittedFunction, function::Function};

/// Points at which a function without a formula is kept.
const SAVED_POINTS: usize = 100;

impl FromObject for Function {
    fn from_object(object: &Object) -> Result<Self, Error> {
        let stored = views::Function::from_object(object)?;
        let unsupported = |why: String| Error::Unsupported {
            what: format!("function `{}` (`{}`)", stored.name, stored.formula).into(),
            why: why.into(),
        };
        if stored.formula.is_empty() {
            return Err(unsupported("it was compiled, so that the file holds values and no formula".to_owned()));
        }
        let mut function = Function::formula(&stored.formula).map_err(|error| unsupported(error.to_string()))?;
        let values: Vec<f64> = stored.parameters.iter().map(|(_, value)| *value).collect();
        if values.len() == function.parameter_values().len() {
            function = function.values(&values).map_err(|error| unsupported(error.to_string()))?;
        }
        Ok(function.named(&stored.name).range(stored.low, stored.high))
    }
}

fn stored(function: &Function, (low, high): (f64, f64)) -> views::Function {
    let names = function.parameter_names().iter().cloned();
    // A closure has no text: ROOT draws such functions from values at equal steps, with the range behind.
    let readable = Function::formula(function.expression()).is_ok();
    let mut saved = vec![];
    if !readable {
        let step = (high - low) / SAVED_POINTS as f64;
        saved.extend((0..=SAVED_POINTS).map(|i| function.eval(low + step * i as f64)));
        saved.extend([low, high]);
    }
    views::Function {
        name: function.name().to_owned(),
        title: function.expression().to_owned(),
        formula: if readable { function.expression().to_owned() } else { String::new() },
        low,
        high,
        points: SAVED_POINTS as i32,
        parameters: names.zip(function.parameter_values().iter().copied()).collect(),
        saved,
        ..views::Function::default()
    }
}

/// Puts what was fitted into the object's list of functions, where ROOT draws it with the object.
pub(super) fn with_fits(mut object: Object, fits: &[FittedFunction]) -> Object {
    let one = fits.iter().filter(|fit| fit.function.dimension() == 1);
    let functions: Vec<Value> = one
        .map(|fit| {
            let function = views::Function {
                errors: fit.parameters.iter().map(|parameter| parameter.error).collect(),
                chi_square: if fit.chi2.is_finite() { fit.chi2 } else { 0.0 },
                degrees: fit.ndf as i32,
                ..stored(&fit.function, fit.range)
            };
            Value::Object(Box::new(function.to_object()))
        })
        .collect();
    if !functions.is_empty() {
        object.members.retain(|(name, _)| &**name != "fFunctions");
        object.members.push(("fFunctions".into(), super::list(functions)));
    }
    object
}

impl ToObject for Function {
    fn to_object(&self) -> Object {
        stored(self, self.domain().unwrap_or((0.0, 1.0))).to_object()
    }

    fn name(&self) -> &str {
        Function::name(self)
    }

    fn title(&self) -> &str {
        self.expression()
    }
}
