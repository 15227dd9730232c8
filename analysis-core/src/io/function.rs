//! Functions of one variable.

use rootio::{Error, FromObject, Object, views, views::ToObject};

use crate::function::Function;

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

impl ToObject for Function {
    fn to_object(&self) -> Object {
        let (low, high) = self.domain().unwrap_or((0.0, 1.0));
        let names = self.parameter_names().iter().cloned();
        // A closure has no text: ROOT draws such functions from values at equal steps, with the range behind.
        let readable = Function::formula(self.expression()).is_ok();
        let mut saved = vec![];
        if !readable {
            let step = (high - low) / SAVED_POINTS as f64;
            saved.extend((0..=SAVED_POINTS).map(|i| self.eval(low + step * i as f64)));
            saved.extend([low, high]);
        }
        views::Function {
            name: self.name().to_owned(),
            title: self.expression().to_owned(),
            formula: if readable { self.expression().to_owned() } else { String::new() },
            low,
            high,
            points: SAVED_POINTS as i32,
            parameters: names.zip(self.parameter_values().iter().copied()).collect(),
            saved,
            ..views::Function::default()
        }
        .to_object()
    }

    fn name(&self) -> &str {
        Function::name(self)
    }

    fn title(&self) -> &str {
        self.expression()
    }
}
