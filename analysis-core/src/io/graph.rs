//! Graphs, one or several.

use rootio::{Error, FromObject, Object, Value, views, views::ToObject};

use super::{function::with_fits, titles};
use crate::graph::{Graph, MultiGraph};

impl FromObject for Graph {
    fn from_object(object: &Object) -> Result<Self, Error> {
        let stored = views::Graph::from_object(object)?;
        let refuse = |error: crate::graph::GraphError| Error::Corrupt {
            what: format!("graph `{}`", stored.name).into(),
            why: error.to_string().into(),
        };
        let (x, y) = (&stored.x, &stored.y);
        let graph = match &stored.errors {
            views::GraphErrors::None => Graph::new(x, y),
            views::GraphErrors::Symmetric { x: dx, y: dy } => Graph::with_errors(x, y, dx, dy),
            views::GraphErrors::Asymmetric { x_low, x_high, y_low, y_high } => {
                Graph::with_asymmetric_errors(x, y, x_low, x_high, y_low, y_high)
            }
        };
        let (title, x_title, y_title) = titles::apart(&stored.title);
        let mut graph = graph.map_err(refuse)?.named(&stored.name, title);
        graph.set_axis_titles(x_title, y_title);
        Ok(graph)
    }
}

impl ToObject for Graph {
    fn to_object(&self) -> Object {
        let zeros = || vec![0.0; self.x.len()];
        let pair = |errors: &Option<(Vec<f64>, Vec<f64>)>| errors.clone().unwrap_or_else(|| (zeros(), zeros()));
        let errors = if self.x_errors.is_none() && self.y_errors.is_none() {
            views::GraphErrors::None
        } else {
            let ((x_low, x_high), (y_low, y_high)) = (pair(&self.x_errors), pair(&self.y_errors));
            if self.is_asymmetric() {
                views::GraphErrors::Asymmetric { x_low, x_high, y_low, y_high }
            } else {
                views::GraphErrors::Symmetric { x: x_low, y: y_low }
            }
        };
        let stored = views::Graph {
            name: self.name.clone(),
            title: titles::together(&self.title, &self.x_title, &self.y_title),
            x: self.x.clone(),
            y: self.y.clone(),
            errors,
        };
        with_fits(stored.to_object(), &self.fits)
    }

    fn name(&self) -> &str {
        Graph::name(self)
    }

    fn title(&self) -> &str {
        Graph::title(self)
    }
}

impl FromObject for MultiGraph {
    fn from_object(object: &Object) -> Result<Self, Error> {
        if object.class != "TMultiGraph" {
            return Err(Error::WrongClass {
                name: object.str("fName").unwrap_or_default().to_owned(),
                class: object.class.clone(),
                wanted: "a TMultiGraph".to_owned(),
            });
        }
        let (title, x_title, y_title) = titles::apart(object.str("fTitle")?);
        let mut all = MultiGraph::new(object.str("fName")?, title);
        (all.x_title, all.y_title) = (x_title.to_owned(), y_title.to_owned());
        for graph in object.items("fGraphs")?.iter().filter_map(Value::as_object) {
            all.add(Graph::from_object(graph)?);
        }
        Ok(all)
    }
}

impl ToObject for MultiGraph {
    fn to_object(&self) -> Object {
        let graphs = self.graphs.iter().map(|graph| Value::Object(Box::new(graph.to_object()))).collect();
        let title = titles::together(&self.title, &self.x_title, &self.y_title);
        let members = [
            ("fName", Value::String(self.name.clone())),
            ("fTitle", Value::String(title)),
            ("fGraphs", super::list(graphs)),
            ("fMaximum", Value::F64(-1111.0)),
            ("fMinimum", Value::F64(-1111.0)),
        ];
        Object {
            class: "TMultiGraph".to_owned(),
            members: members.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            ..Object::default()
        }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }
}
