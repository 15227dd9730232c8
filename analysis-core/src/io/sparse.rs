//! Sparse histograms.

use rootio::{
    Error, FromObject, Object,
    views::{self, SparseBin, ToObject},
};
use serde_json::{Value, json};

use super::{axis_from, axis_to, refused};
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

impl ToObject for HistSparse {
    fn to_object(&self) -> Object {
        let mut bins = vec![];
        self.each_filled_bin(&mut |numbers, content, error| {
            // Roots of whole numbers, squared, are not whole again: bins without weights keep their content.
            let variance =
                if (error * error - content).abs() < 1e-12 * content.abs() { content } else { error * error };
            bins.push(SparseBin { bins: numbers.to_vec(), content, variance });
        });
        let axes = self.axes().iter().enumerate().map(|(i, axis)| axis_to(axis, &format!("axis{i}"))).collect();
        let (name, title) = (ToObject::name(self).to_owned(), ToObject::title(self).to_owned());
        views::Sparse { name, title, axes, bins, entries: self.entries() }.to_object()
    }

    fn name(&self) -> &str {
        HistSparse::name(self)
    }

    fn title(&self) -> &str {
        HistSparse::title(self)
    }
}
