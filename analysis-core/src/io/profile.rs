//! Profiles in one and two dimensions.

use rootio::{Error, FromObject, Object, views, views::ToObject};

use super::{AXIS_NAMES, axis_from, axis_to, histogram::moments_from, histogram::moments_to, refused};
use crate::hist::{Moments, Profile1D, Profile2D, ProfileCore, ProfileError};

fn core_from(object: &Object, dimension: usize) -> Result<ProfileCore, Error> {
    let stored = views::Histogram::from_object(object)?;
    let Some(profile) = stored.profile.filter(|_| stored.axes.len() == dimension) else {
        return Err(Error::WrongClass {
            name: stored.name,
            class: object.class.clone(),
            wanted: format!("a profile in {dimension} dimensions"),
        });
    };
    let refuse = |error| refused(&stored.name, &error);
    let axes = stored.axes.iter().map(axis_from).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let mut core = ProfileCore::new(&stored.name, &stored.title, axes).map_err(refuse)?;
    let cells = core.weights.contents.len();
    if [&stored.contents, &stored.sumw2, &profile.bin_entries].iter().any(|values| values.len() != cells) {
        return Err(Error::Corrupt {
            what: format!("profile `{}`", stored.name).into(),
            why: "its contents do not fit its axes".into(),
        });
    }
    // The sums of the coordinates, then those of the value, which stand last and without products.
    let coordinates = moments_from(&stored.sums, dimension);
    let mut moments = Moments::new(dimension + 1);
    moments.w = coordinates.w;
    moments.w2 = coordinates.w2;
    moments.x[..dimension].copy_from_slice(&coordinates.x);
    moments.x2[..dimension].copy_from_slice(&coordinates.x2);
    moments.xy[..coordinates.xy.len()].copy_from_slice(&coordinates.xy);
    if let [.., y, y2] = stored.sums[..] {
        moments.x[dimension] = y;
        moments.x2[dimension] = y2;
    }
    core.moments = moments;
    // Without weights, the squares are the weights.
    core.weights.sumw2 =
        Some(if profile.bin_sumw2.len() == cells { profile.bin_sumw2 } else { profile.bin_entries.clone() });
    core.weights.contents = profile.bin_entries;
    core.weights.entries = stored.entries;
    core.sum_y = stored.contents;
    core.sum_y2 = stored.sumw2;
    core.error = match profile.error_mode {
        1 => ProfileError::Spread,
        2 => ProfileError::OfMeanInteger,
        3 => ProfileError::OfWeights,
        _ => ProfileError::OfMean,
    };
    core.y_range = (profile.low < profile.high).then_some((profile.low, profile.high));
    Ok(core)
}

fn core_to(core: &ProfileCore) -> Object {
    let weights = &core.weights;
    let dimension = weights.axes.len();
    let mut sums = moments_to(&core.moments, dimension);
    sums.extend([core.moments.x[dimension], core.moments.x2[dimension]]);
    let (low, high) = core.y_range.unwrap_or_default();
    let error_mode = match core.error {
        ProfileError::OfMean => 0,
        ProfileError::Spread => 1,
        ProfileError::OfMeanInteger => 2,
        ProfileError::OfWeights => 3,
    };
    views::Histogram {
        name: weights.name.clone(),
        title: weights.title.clone(),
        storage: views::Storage::F64,
        axes: weights.axes.iter().zip(AXIS_NAMES).map(|(axis, name)| axis_to(axis, name)).collect(),
        contents: core.sum_y.clone(),
        sumw2: core.sum_y2.clone(),
        entries: weights.entries,
        sums,
        profile: Some(views::Profile {
            bin_entries: weights.contents.clone(),
            bin_sumw2: weights.sumw2.clone().unwrap_or_default(),
            low,
            high,
            error_mode,
        }),
    }
    .to_object()
}

macro_rules! profile {
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
                &self.core.weights.name
            }

            fn title(&self) -> &str {
                &self.core.weights.title
            }
        }
    )* };
}

profile!(Profile1D 1, Profile2D 2);
