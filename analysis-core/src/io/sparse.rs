//! Sparse histograms.

use rootio::{Error, FromObject, Object, views};
use serde_json::{Value, json};

use super::{axis_from, refused};
use crate::hist::HistSparse;

impl FromObject for HistSparse {
    fn from_object(object: &Object) -> Result<Self, Error> {
        let stored = views::Sparse::from_object(object)?;
        let refuse = |error| refused(&stored.name, &error);
        let axes = stored.axes.iter().map(axis_from).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
        let empty = HistSparse::new(&stored.name, &stored.title, &axes).map_err(refuse)?;
        // The bins go in by the form that keeps contents and variances apart, counted from the underflow.
        let mut form: Value = serde_json::from_str(&empty.to_uhi_json()).unwrap_or_default();
        let of_axis = |axis: usize| stored.bins.iter().map(|bin| bin.bins[axis]).collect::<Vec<_>>();
        form["storage"]["index"] = (0..axes.len()).map(of_axis).collect();
        form["storage"]["values"] = stored.bins.iter().map(|bin| bin.content).collect();
        form["storage"]["variances"] = stored.bins.iter().map(|bin| bin.variance).collect();
        form["writer_info"]["rootlet"]["entries"] = json!(stored.entries);
        HistSparse::from_uhi_json(&form.to_string()).map_err(refuse)
    }
}
