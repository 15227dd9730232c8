//! Graphs: points with or without errors.

use super::{ToObject, boxed, object, text};
use crate::{
    column::Array,
    container::FromObject,
    error::{Error, Result},
    value::{Object, Value},
};

/// The errors of a graph's points.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum GraphErrors {
    /// None: `TGraph`.
    #[default]
    None,
    /// The same up and down: `TGraphErrors`.
    Symmetric {
        /// On x.
        x: Vec<f64>,
        /// On y.
        y: Vec<f64>,
    },
    /// Down and up: `TGraphAsymmErrors`.
    Asymmetric {
        /// On x, down.
        x_low: Vec<f64>,
        /// On x, up.
        x_high: Vec<f64>,
        /// On y, down.
        y_low: Vec<f64>,
        /// On y, up.
        y_high: Vec<f64>,
    },
}

/// Points in the plane.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Graph {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// Abscissas.
    pub x: Vec<f64>,
    /// Ordinates, as many.
    pub y: Vec<f64>,
    /// Errors, as many.
    pub errors: GraphErrors,
}

impl Graph {
    /// Whether a class is one of the graphs.
    pub fn is_class(class: &str) -> bool {
        matches!(class, "TGraph" | "TGraphErrors" | "TGraphAsymmErrors")
    }
}

impl FromObject for Graph {
    fn from_object(object: &Object) -> Result<Self> {
        let errors = match object.class.as_str() {
            "TGraph" => GraphErrors::None,
            "TGraphErrors" => GraphErrors::Symmetric { x: object.f64s("fEX")?, y: object.f64s("fEY")? },
            "TGraphAsymmErrors" => GraphErrors::Asymmetric {
                x_low: object.f64s("fEXlow")?,
                x_high: object.f64s("fEXhigh")?,
                y_low: object.f64s("fEYlow")?,
                y_high: object.f64s("fEYhigh")?,
            },
            class => {
                return Err(Error::WrongClass {
                    name: object.str("fName").unwrap_or_default().to_owned(),
                    class: class.to_owned(),
                    wanted: "a graph".to_owned(),
                });
            }
        };
        Ok(Self {
            name: object.str("fName")?.to_owned(),
            title: object.str("fTitle")?.to_owned(),
            x: object.f64s("fX")?,
            y: object.f64s("fY")?,
            errors,
        })
    }
}

impl ToObject for Graph {
    fn to_object(&self) -> Object {
        let numbers = |values: &Vec<f64>| Value::Array(Array::F64(values.clone()));
        let mut members = vec![
            ("fName", text(&self.name)),
            ("fTitle", text(&self.title)),
            ("fNpoints", Value::Int(self.x.len() as i64)),
            ("fX", numbers(&self.x)),
            ("fY", numbers(&self.y)),
            ("fFunctions", boxed(object("TList", vec![("arr", Value::List(vec![]))]))),
        ];
        let class = match &self.errors {
            GraphErrors::None => "TGraph",
            GraphErrors::Symmetric { x, y } => {
                members.extend([("fEX", numbers(x)), ("fEY", numbers(y))]);
                "TGraphErrors"
            }
            GraphErrors::Asymmetric { x_low, x_high, y_low, y_high } => {
                members.extend([
                    ("fEXlow", numbers(x_low)),
                    ("fEXhigh", numbers(x_high)),
                    ("fEYlow", numbers(y_low)),
                    ("fEYhigh", numbers(y_high)),
                ]);
                "TGraphAsymmErrors"
            }
        };
        object(class, members)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }
}
