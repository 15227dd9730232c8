//! ROOT files in the library's own types.
//!
//! ```no_run
//! use rootlet::Hist1D;
//! use rootlet::io::{RootFile, RootWriter};
//!
//! let h: Hist1D = RootFile::open("a.root")?.get("dir/h")?;
//! let mut out = RootWriter::create("b.root")?;
//! out.write("copies/h", &h)?;
//! out.finish()?;
//! # Ok::<(), rootlet::io::Error>(())
//! ```

mod function;
mod graph;
mod histogram;
mod profile;
mod sparse;
mod titles;

pub use rootio::persist::Persist;
pub use rootio::persist::{self, Rows};
pub use rootio::views::ToObject;
pub use rootio::{
    Array, Compression, Error, FromObject, NTuple, NTupleWriter, Object, ReadOptions, RootFile, RootWriter, Table,
    Tree, TreeWriter, Type, Value, WriteOptions, keep_freed_memory, ls, views,
};
pub use rootlet_derive::Persist;

use crate::hist::{Axis, HistError};

/// What a file holds that a histogram here cannot be made of.
fn refused(name: &str, error: &HistError) -> Error {
    Error::Corrupt { what: format!("histogram `{name}`").into(), why: error.to_string().into() }
}

fn axis_from(stored: &views::Axis) -> Result<Axis, HistError> {
    let mut axis = if stored.edges.is_empty() {
        Axis::regular(stored.bins, stored.low, stored.high)?
    } else {
        Axis::variable(&stored.edges)?
    };
    axis.set_title(&stored.title);
    for (bin, label) in &stored.labels {
        // Labels of bins that are not there are left out: they do not change any number.
        if (1..=stored.bins).contains(bin) {
            axis.set_label(*bin, label)?;
        }
    }
    Ok(axis)
}

fn axis_to(axis: &Axis, name: &str) -> views::Axis {
    let bins = axis.nbins();
    views::Axis {
        name: name.to_owned(),
        title: axis.title().to_owned(),
        bins,
        low: axis.low(),
        high: axis.high(),
        edges: if axis.is_uniform() { vec![] } else { axis.edges() },
        labels: (1..=bins).filter_map(|bin| Some((bin, axis.label(bin)?))).collect(),
    }
}

/// A list of objects, as ROOT keeps them.
fn list(items: Vec<Value>) -> Value {
    let members = vec![("arr".into(), Value::List(items))];
    Value::Object(Box::new(Object { class: "TList".to_owned(), members, ..Object::default() }))
}

const AXIS_NAMES: [&str; 3] = ["xaxis", "yaxis", "zaxis"];

#[cfg(test)]
mod tests;
