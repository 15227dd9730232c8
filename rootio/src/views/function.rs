//! Functions of one variable.

use super::{ToObject, boxed, object, text};
use crate::{
    column::Array,
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
};

/// A `TF1`: a formula with parameters, or values saved at equal steps.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Function {
    /// The name.
    pub name: String,
    /// The title: mostly the formula as it was typed.
    pub title: String,
    /// The formula in ROOT's spelling, such as `[0]*exp(-0.5*((x-[1])/[2])^2)`; empty for compiled functions.
    pub formula: String,
    /// Lower end of the range.
    pub low: f64,
    /// Upper end of the range.
    pub high: f64,
    /// Points that are drawn.
    pub points: i32,
    /// Names and values of the parameters.
    pub parameters: Vec<(String, f64)>,
    /// Errors of the parameters.
    pub errors: Vec<f64>,
    /// χ² of the fit that set them; 0 without one.
    pub chi_square: f64,
    /// Degrees of freedom of that fit.
    pub degrees: i32,
    /// Values at equal steps over the range, for functions without a formula; the last two are the range.
    pub saved: Vec<f64>,
}

impl FromObject for Function {
    fn from_object(object: &Object) -> Result<Self> {
        if object.class != "TF1" {
            return Err(Error::WrongClass {
                name: object.str("fName").unwrap_or_default().to_owned(),
                class: object.class.clone(),
                wanted: "a TF1".to_owned(),
            });
        }
        let mut formula = String::new();
        let mut parameters = vec![];
        if let Ok(stored) = object.object("fFormula") {
            stored.str("fFormula").unwrap_or_default().clone_into(&mut formula);
            let values = stored.f64s("fClingParameters").unwrap_or_default();
            let mut names = vec![String::new(); values.len()];
            if let Some(Value::Array(Array::Struct(pairs))) = stored.get("fParams")
                && let [(_, Array::String(texts)), (_, positions)] = &pairs.fields[..]
            {
                for (at, position) in texts.offsets.windows(2).zip(positions.to_i64().unwrap_or_default()) {
                    let name = String::from_utf8_lossy(&texts.bytes[at[0] as usize..at[1] as usize]).into_owned();
                    if let Some(slot) = usize::try_from(position).ok().and_then(|p| names.get_mut(p)) {
                        *slot = name;
                    }
                }
            }
            parameters = names.into_iter().zip(values).collect();
        } else if let Ok(stored) = object.object("fParams") {
            let values = stored.f64s("fParameters").unwrap_or_default();
            let names = match stored.get("fParNames") {
                Some(Value::Array(Array::String(texts))) => texts
                    .offsets
                    .windows(2)
                    .map(|at| String::from_utf8_lossy(&texts.bytes[at[0] as usize..at[1] as usize]).into_owned())
                    .collect(),
                _ => vec![String::new(); values.len()],
            };
            parameters = names.into_iter().zip(values).collect();
        }
        Ok(Self {
            name: object.str("fName")?.to_owned(),
            title: object.str("fTitle")?.to_owned(),
            formula,
            low: object.f64("fXmin")?,
            high: object.f64("fXmax")?,
            points: object.i64("fNpx")? as i32,
            parameters,
            errors: object.f64s("fParErrors").unwrap_or_default(),
            chi_square: object.f64("fChisquare").unwrap_or(0.0),
            degrees: object.i64("fNDF").unwrap_or(0) as i32,
            saved: object.f64s("fSave").unwrap_or_default(),
        })
    }
}

impl ToObject for Function {
    fn to_object(&self) -> Object {
        let numbers = |values: Vec<f64>| Value::Array(Array::F64(values));
        let count = self.parameters.len();
        let names: Vec<String> = self.parameters.iter().map(|(name, _)| name.clone()).collect();
        let values: Vec<f64> = self.parameters.iter().map(|(_, value)| *value).collect();
        let mut errors = self.errors.clone();
        errors.resize(count, 0.0);
        let mut members = vec![
            ("fName", text(&self.name)),
            ("fTitle", text(&self.title)),
            ("fLineColor", Value::Int(2)),
            ("fLineWidth", Value::Int(2)),
            ("fFillColor", Value::Int(19)),
            ("fFillStyle", Value::Int(0)),
            ("fXmin", Value::F64(self.low)),
            ("fXmax", Value::F64(self.high)),
            ("fNpar", Value::Int(count as i64)),
            ("fNdim", Value::Int(1)),
            ("fNpx", Value::Int(i64::from(if self.points > 0 { self.points } else { 100 }))),
            ("fNDF", Value::Int(i64::from(self.degrees))),
            ("fChisquare", Value::F64(self.chi_square)),
            ("fMinimum", Value::F64(-1111.0)),
            ("fMaximum", Value::F64(-1111.0)),
            ("fParErrors", numbers(errors)),
            ("fParMin", numbers(vec![0.0; count])),
            ("fParMax", numbers(vec![0.0; count])),
            ("fSave", numbers(self.saved.clone())),
        ];
        if self.formula.is_empty() {
            // 2: a compiled function, known by its saved values only.
            members.push(("fType", Value::Int(2)));
            let parameters = vec![("fParameters", numbers(values)), ("fParNames", Value::Array(Array::from(names)))];
            members.push(("fParams", boxed(object("TF1Parameters", parameters))));
        } else {
            let pairs = crate::column::Struct {
                length: count,
                fields: vec![
                    ("key".to_owned(), Array::from(names)),
                    ("value".to_owned(), Array::I32((0..count as i32).collect())),
                ],
            };
            let formula = vec![
                // Bit 10: not in ROOT's list of global formulas, which would delete it a second time.
                ("fBits", Value::UInt(1 << 10)),
                ("fName", text(&self.name)),
                ("fTitle", text(&self.title)),
                ("fClingParameters", numbers(values)),
                ("fAllParametersSetted", Value::Bool(true)),
                ("fParams", Value::Array(Array::Struct(pairs))),
                ("fFormula", text(&self.formula)),
                ("fNdim", Value::Int(1)),
            ];
            members.push(("fFormula", boxed(object("TFormula", formula))));
        }
        object("TF1", members)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }
}
