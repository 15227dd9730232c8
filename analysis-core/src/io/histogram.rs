//! Histograms of one to three dimensions.

use rootio::{Error, FromObject, Object, views, views::ToObject};

use super::{AXIS_NAMES, axis_from, axis_to, function::with_fits, refused};
use crate::hist::{Core, Hist1D, Hist2D, Hist3D, Moments, Storage};

/// ROOT's order of running sums: w, w², then for each axis its x, x² and the products with the axes before.
pub(super) fn moments_from(sums: &[f64], dimension: usize) -> Moments {
    let mut moments = Moments::new(dimension);
    let sum = |i: usize| sums.get(i).copied().unwrap_or(0.0);
    moments.w = sum(0);
    moments.w2 = sum(1);
    let mut at = 2;
    for axis in 0..dimension {
        moments.x[axis] = sum(at);
        moments.x2[axis] = sum(at + 1);
        at += 2;
        for other in 0..axis {
            moments.xy[Moments::pair(other, axis)] = sum(at);
            at += 1;
        }
    }
    moments
}

pub(super) fn moments_to(moments: &Moments, dimension: usize) -> Vec<f64> {
    let mut sums = vec![moments.w, moments.w2];
    for axis in 0..dimension {
        sums.push(moments.x[axis]);
        sums.push(moments.x2[axis]);
        for other in 0..axis {
            sums.push(moments.xy[Moments::pair(other, axis)]);
        }
    }
    sums
}

fn core_from(object: &Object, dimension: usize) -> Result<Core, Error> {
    let stored = views::Histogram::from_object(object)?;
    if stored.axes.len() != dimension || stored.profile.is_some() {
        return Err(Error::WrongClass {
            name: stored.name,
            class: object.class.clone(),
            wanted: format!("a histogram in {dimension} dimensions"),
        });
    }
    let refuse = |error| refused(&stored.name, &error);
    let axes = stored.axes.iter().map(axis_from).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let storage = match stored.storage {
        _ if !stored.sumw2.is_empty() => Storage::Weight,
        views::Storage::F32 | views::Storage::F64 => Storage::Double,
        _ => Storage::Count,
    };
    let mut core = Core::checked(&stored.name, &stored.title, axes, storage).map_err(refuse)?;
    if core.contents.len() != stored.contents.len() {
        return Err(Error::Corrupt {
            what: format!("histogram `{}`", stored.name).into(),
            why: "its contents do not fit its axes".into(),
        });
    }
    // Without sums of their own, ROOT's numbers come from the bins: filled by hand, or projected.
    let known = stored.sums.iter().any(|sum| *sum != 0.0) || stored.contents.iter().all(|content| *content == 0.0);
    core.moments = known.then(|| moments_from(&stored.sums, dimension));
    if storage == Storage::Weight && stored.sumw2.len() == stored.contents.len() {
        core.sumw2 = Some(stored.sumw2);
    }
    core.contents = stored.contents;
    core.entries = stored.entries;
    Ok(core)
}

fn core_to(core: &Core) -> Object {
    let dimension = core.axes.len();
    let stored = views::Histogram {
        name: core.name.clone(),
        title: core.title.clone(),
        storage: storage_to(core),
        axes: core.axes.iter().zip(AXIS_NAMES).map(|(axis, name)| axis_to(axis, name)).collect(),
        contents: core.contents.clone(),
        sumw2: core.sumw2.clone().unwrap_or_default(),
        entries: core.entries,
        sums: core.moments.as_ref().map(|moments| moments_to(moments, dimension)).unwrap_or_default(),
        profile: None,
    };
    with_fits(stored.to_object(), &core.fits)
}

/// Counts become ROOT's `TH1I`, or `TH1L` where one is too big for it.
fn storage_to(core: &Core) -> views::Storage {
    match core.greatest_count() {
        Some(greatest) if greatest <= f64::from(i32::MAX) => views::Storage::I32,
        Some(_) => views::Storage::I64,
        None => views::Storage::F64,
    }
}

macro_rules! histogram {
    ($($type:ident $dimension:literal),*) => { $(
        impl FromObject for $type {
            fn from_object(object: &Object) -> Result<Self, Error> {
                core_from(object, $dimension).map(|core| Self { core })
            }
        }

        impl ToObject for $type {
            fn to_object(&self) -> Object {
                core_to(&self.core)
            }

            fn name(&self) -> &str {
                &self.core.name
            }

            fn title(&self) -> &str {
                &self.core.title
            }
        }
    )* };
}

histogram!(Hist1D 1, Hist2D 2, Hist3D 3);
