use std::ops::Range;

use serde_json::{Value, json};

use super::columns::{in_chunks, index_rows, same_length};
use super::kernel::{BLOCK, BlockMoments};
use super::moments::Moments;
use super::{Axis, Core, HistError, Storage, uhi};

/// What the uncertainty of a profile's bin stands for; ROOT's error options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfileError {
    /// The uncertainty of the mean: spread / √n. ROOT's default.
    #[default]
    OfMean,
    /// The spread of the values (ROOT's `s`).
    Spread,
    /// As `OfMean`; where all values are equal the width of whole numbers: 1/√(12 n) (ROOT's `i`).
    OfMeanInteger,
    /// 1/√Σw, for values whose weights are their inverse variances (ROOT's `g`).
    OfWeights,
}

/// Σw, Σw², Σwy and Σwy² per bin: what profiles of every dimension share.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ProfileCore {
    /// Σw in the contents, Σw² beside them.
    pub(crate) weights: Core,
    pub(crate) sum_y: Vec<f64>,
    pub(crate) sum_y2: Vec<f64>,
    /// Running sums of the coordinates, then of y.
    pub(crate) moments: Moments,
    pub(crate) error: ProfileError,
    /// Entries with y outside are left out.
    pub(crate) y_range: Option<(f64, f64)>,
}

impl ProfileCore {
    pub(crate) fn new(name: &str, title: &str, axes: Vec<Axis>) -> Result<Self, HistError> {
        let moments = Moments::new(axes.len() + 1);
        let weights = Core::checked(name, title, axes, Storage::Weight)?;
        let sums = vec![0.0; weights.contents.len()];
        Ok(Self { weights, sum_y: sums.clone(), sum_y2: sums, moments, error: ProfileError::OfMean, y_range: None })
    }

    /// Adds one entry; `point` holds the coordinates, then y.
    pub(crate) fn add(&mut self, point: &[f64], w: f64) {
        let (coordinates, y) = point.split_at(point.len() - 1);
        let y = y[0];
        if self.y_range.is_some_and(|(low, high)| !(low..=high).contains(&y)) {
            return;
        }
        let mut bins = [0; 2];
        let bins = &mut bins[..coordinates.len()];
        for ((bin, axis), x) in bins.iter_mut().zip(&self.weights.axes).zip(coordinates) {
            *bin = axis.index(*x);
        }
        let position = self.weights.position(bins);
        self.add_at(position, y, w, w * w);
        self.weights.entries += 1.0;
        if self.weights.is_inside(bins) {
            self.moments.add(point, w, w * w);
        }
    }

    pub(crate) fn add_at(&mut self, position: usize, y: f64, w: f64, w2: f64) {
        self.weights.contents[position] += w;
        if let Some(sumw2) = &mut self.weights.sumw2 {
            sumw2[position] += w2;
        }
        self.sum_y[position] += w * y;
        self.sum_y2[position] += w * y * y;
    }

    /// Adds one entry per row; the last column is y. The result is the same for every number of threads.
    #[inline(never)]
    pub(crate) fn fill_columns(
        &mut self,
        columns: &[&[f64]],
        weights: Option<&[f64]>,
        threads: usize,
    ) -> Result<(), HistError> {
        let entries = same_length(columns, weights)?;
        let (axes, y_range, size) = (self.weights.axes.clone(), self.y_range, self.sum_y.len());
        let part = |range: Range<usize>| {
            let columns: Vec<&[f64]> = columns.iter().map(|column| &column[range.clone()]).collect();
            fill_chunk(&axes, y_range, &columns, weights.map(|weights| &weights[range]))
        };
        // Each bin has four numbers.
        in_chunks(entries, 4 * size, threads, &part, &mut |part| self.absorb(&part));
        Ok(())
    }

    fn absorb(&mut self, part: &Partial) {
        self.weights.entries += part.entries as f64;
        for (position, cell) in part.cells.iter().enumerate() {
            self.weights.contents[position] += cell[0];
            if let Some(sumw2) = &mut self.weights.sumw2 {
                sumw2[position] += cell[1];
            }
            self.sum_y[position] += cell[2];
            self.sum_y2[position] += cell[3];
        }
        self.moments.add_scaled(&part.moments, 1.0);
    }

    /// Mean of y; 0 in an empty bin.
    pub(crate) fn mean(&self, position: usize) -> f64 {
        let w = self.weights.contents[position];
        if w == 0.0 { 0.0 } else { self.sum_y[position] / w }
    }

    /// Standard deviation of y; 0 in an empty bin.
    pub(crate) fn spread(&self, position: usize) -> f64 {
        let w = self.weights.contents[position];
        if w == 0.0 {
            return 0.0;
        }
        let mean = self.sum_y[position] / w;
        (self.sum_y2[position] / w - mean * mean).abs().sqrt()
    }

    pub(crate) fn effective_entries(&self, position: usize) -> f64 {
        let w2 = self.weights.variance(position);
        if w2 == 0.0 { 0.0 } else { self.weights.contents[position].powi(2) / w2 }
    }

    pub(crate) fn bin_error(&self, position: usize) -> f64 {
        let w = self.weights.contents[position];
        let n = self.effective_entries(position);
        if w == 0.0 || n == 0.0 {
            return 0.0;
        }
        let spread = self.spread(position);
        match self.error {
            ProfileError::Spread => spread,
            ProfileError::OfWeights => 1.0 / w.sqrt(),
            ProfileError::OfMeanInteger if spread == 0.0 => 1.0 / (12.0 * n).sqrt(),
            ProfileError::OfMean | ProfileError::OfMeanInteger => spread / n.sqrt(),
        }
    }

    #[inline(never)]
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), HistError> {
        self.weights.check_same_axes(&other.weights, "add")?;
        let entries = self.weights.entries + other.weights.entries;
        self.weights.add_scaled(&other.weights, 1.0)?;
        self.weights.entries = entries;
        for (sums, others) in [(&mut self.sum_y, &other.sum_y), (&mut self.sum_y2, &other.sum_y2)] {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += other;
            }
        }
        self.moments.add_scaled(&other.moments, 1.0);
        Ok(())
    }

    #[inline(never)]
    pub(crate) fn rebin(&self, axis: usize, group: usize) -> Result<Self, HistError> {
        let rebinned = |sums: &[f64]| -> Result<Core, HistError> {
            let mut core = self.weights.clone();
            core.contents.copy_from_slice(sums);
            core.rebin(axis, group)
        };
        let mut weights = self.weights.rebin(axis, group)?;
        weights.entries = self.weights.entries;
        let (sum_y, sum_y2) = (rebinned(&self.sum_y)?.contents, rebinned(&self.sum_y2)?.contents);
        Ok(Self { weights, sum_y, sum_y2, ..self.clone() })
    }

    /// Values and uncertainties as a plain histogram (ROOT's `ProjectionX`).
    #[inline(never)]
    pub(crate) fn to_core(&self) -> Core {
        let mut core = self.weights.clone();
        core.moments = None;
        for position in 0..core.contents.len() {
            core.contents[position] = self.mean(position);
        }
        core.sumw2 = Some((0..core.contents.len()).map(|position| self.bin_error(position).powi(2)).collect());
        core.storage = Storage::Weight;
        core
    }

    /// As UHI's `weighted_mean`; the exact sums travel beside it.
    #[inline(never)]
    pub(crate) fn to_value(&self) -> Value {
        let layout = uhi::Layout::new(&self.weights.axes);
        let sumw2 = self.weights.sumw2.clone().unwrap_or_default();
        let positions = 0..self.sum_y.len();
        let nest = |values: Vec<f64>| layout.nest(&uhi::numbers(&values));
        // boost-histogram's variance of a sample with reliability weights; 0 where one entry has none, so that
        // readers which multiply it out again find a sum of 0.
        let variance = |position: usize| {
            let w = self.weights.contents[position];
            let freedom = w - sumw2[position] / w;
            if freedom > 0.0 { self.spread(position).powi(2) * w / freedom } else { 0.0 }
        };
        let storage = json!({
            "type": "weighted_mean",
            "sum_of_weights": nest(self.weights.contents.clone()),
            "sum_of_weights_squared": nest(sumw2.clone()),
            "values": nest(positions.clone().map(|position| self.mean(position)).collect()),
            "variances": nest(positions.map(variance).collect()),
        });
        let moments = uhi::moments_to_value(&self.moments);
        let mut value = uhi::document(&(&self.weights).into(), &storage, Some(moments));
        let ours = &mut value["writer_info"]["rootlet"];
        ours["sum_y"] = json!(uhi::numbers(&self.sum_y));
        ours["sum_y2"] = json!(uhi::numbers(&self.sum_y2));
        ours["error"] = json!(format!("{:?}", self.error));
        if let Some((low, high)) = self.y_range {
            ours["y_range"] = json!([low, high]);
        }
        value
    }

    #[inline(never)]
    pub(crate) fn from_value(value: &Value) -> Result<Self, HistError> {
        let frame = uhi::frame_from_value(value)?;
        let layout = uhi::Layout::of(value, &frame.axes);
        let size = frame.contents.len();
        let storage = uhi::field(value, "storage")?;
        let read = |key: &str| layout.unnest(uhi::field(storage, key)?, size);
        let (w, w2) = match uhi::text(storage, "type")? {
            "mean" => (read("counts")?, read("counts")?),
            "weighted_mean" => (read("sum_of_weights")?, read("sum_of_weights_squared")?),
            other => return Err(uhi::bad(format!("storage `{other}` is no profile; `mean` and `weighted_mean` are"))),
        };
        let (means, variances) = (read("values")?, read("variances")?);
        let mut new = Self::new(&frame.name, &frame.title, frame.axes)?;
        for position in 0..size {
            // A single entry has no variance, and an empty bin no mean.
            let freedom = if w[position] > 0.0 { w[position] - w2[position] / w[position] } else { 0.0 };
            let spread = if freedom > 0.0 { variances[position] * freedom } else { 0.0 };
            if w[position] != 0.0 {
                new.sum_y[position] = w[position] * means[position];
                new.sum_y2[position] = spread + w[position] * means[position].powi(2);
            }
        }
        new.weights.contents = w;
        new.weights.sumw2 = Some(w2);
        new.read_own(&value["writer_info"]["rootlet"], size)?;
        Ok(new)
    }

    /// What only our own JSON has.
    fn read_own(&mut self, ours: &Value, size: usize) -> Result<(), HistError> {
        match ours["moments"].as_object() {
            Some(_) => self.moments = uhi::moments_from_value(&ours["moments"], self.moments.x.len())?,
            None => self.moments_from_bins(),
        }
        match ours["entries"].as_f64() {
            Some(entries) => self.weights.entries = entries,
            None => self.weights.count_from_bins(),
        }
        for (key, sums) in [("sum_y", &mut self.sum_y), ("sum_y2", &mut self.sum_y2)] {
            if let Some(values) = ours[key].as_array().filter(|values| values.len() == size) {
                *sums = values.iter().map(uhi::to_real).collect();
            }
        }
        self.error = match ours["error"].as_str() {
            Some("Spread") => ProfileError::Spread,
            Some("OfMeanInteger") => ProfileError::OfMeanInteger,
            Some("OfWeights") => ProfileError::OfWeights,
            _ => ProfileError::OfMean,
        };
        self.y_range = ours["y_range"][0].as_f64().zip(ours["y_range"][1].as_f64());
        Ok(())
    }

    pub(crate) fn moments_from_bins(&mut self) {
        let dimension = self.weights.dimension();
        let mut moments = Moments::new(dimension + 1);
        let coordinates = self.weights.moments_of_bins();
        (moments.w, moments.w2) = (coordinates.w, coordinates.w2);
        moments.x[..dimension].copy_from_slice(&coordinates.x);
        moments.x2[..dimension].copy_from_slice(&coordinates.x2);
        moments.xy[..coordinates.xy.len()].copy_from_slice(&coordinates.xy);
        self.weights.each_bin(&mut |position, bins| {
            if self.weights.is_inside(bins) {
                moments.x[dimension] += self.sum_y[position];
                moments.x2[dimension] += self.sum_y2[position];
                for (axis, bin) in bins.iter().enumerate() {
                    let x = self.weights.axes[axis].center(*bin);
                    moments.xy[Moments::pair(axis, dimension)] += x * self.sum_y[position];
                }
            }
        });
        self.moments = moments;
    }
}

/// What one chunk of entries adds to a profile.
struct Partial {
    /// Σw, Σw², Σwy, Σwy² per bin.
    cells: Vec<[f64; 4]>,
    moments: Moments,
    entries: usize,
}

#[inline(never)]
fn fill_chunk(axes: &[Axis], y_range: Option<(f64, f64)>, columns: &[&[f64]], weights: Option<&[f64]>) -> Partial {
    let (coordinates, y) = columns.split_at(columns.len() - 1);
    let (y, rows) = (y[0], columns[0].len());
    let size: usize = axes.iter().map(|axis| axis.nbins() + 2).product();
    let mut cells = vec![[0.0; 4]; size];
    let mut moments = BlockMoments::new(columns.len());
    let (mut index, mut inside) = ([0_u32; BLOCK], [0.0; BLOCK]);
    let mut entries = 0;
    for start in (0..rows).step_by(BLOCK) {
        let range = start..rows.min(start + BLOCK);
        let (index, inside) = (&mut index[..range.len()], &mut inside[..range.len()]);
        match weights {
            Some(weights) => inside.copy_from_slice(&weights[range.clone()]),
            None => inside.fill(1.0),
        }
        index_rows(axes, coordinates, range.clone(), index, inside);
        for (i, y) in y[range.clone()].iter().enumerate() {
            if y_range.is_some_and(|(low, high)| !(low..=high).contains(y)) {
                inside[i] = 0.0;
                continue;
            }
            let w = weights.map_or(1.0, |weights| weights[start + i]);
            let cell = &mut cells[index[i] as usize];
            let wy = w * y;
            *cell = [cell[0] + w, cell[1] + w * w, cell[2] + wy, cell[3] + wy * y];
            entries += 1;
        }
        moments.add(columns, range, inside);
    }
    Partial { cells, moments: moments.total(), entries }
}

/// Writes the methods that do not depend on the number of axes.
macro_rules! profile_methods {
    ($type:ident, $dimension:expr) => {
        impl $type {
            /// The name.
            pub fn name(&self) -> &str {
                &self.core.weights.name
            }

            /// The title.
            pub fn title(&self) -> &str {
                &self.core.weights.title
            }

            /// The axes, x first.
            pub fn axes(&self) -> &[$crate::hist::Axis] {
                &self.core.weights.axes
            }

            /// How often the profile was filled, flow included.
            pub fn entries(&self) -> f64 {
                self.core.weights.entries
            }

            /// Leaves out entries whose value (the last coordinate) is outside of `[low, high]`, or NaN, from now on
            /// (ROOT's `ymin`, `ymax`).
            pub fn set_y_range(&mut self, low: f64, high: f64) {
                self.core.y_range = Some((low, high));
            }

            /// Chooses what the uncertainty of a bin stands for.
            pub fn set_error_option(&mut self, option: $crate::hist::ProfileError) {
                self.core.error = option;
            }

            /// What the uncertainty of a bin stands for.
            pub fn error_option(&self) -> $crate::hist::ProfileError {
                self.core.error
            }

            /// Mean of the value (the last coordinate) over all entries inside of the axes; 0 where there are none.
            #[inline(never)]
            pub fn mean_y(&self) -> f64 {
                self.core.moments.mean($dimension)
            }

            /// Standard deviation of the value over all entries inside of the axes; 0 where there are none.
            #[inline(never)]
            pub fn std_dev_y(&self) -> f64 {
                self.core.moments.std_dev($dimension)
            }

            /// Adds another profile, as if its entries had been filled here.
            ///
            /// # Errors
            /// Where the axes differ.
            #[inline(never)]
            pub fn add(&mut self, other: &Self) -> Result<(), $crate::hist::HistError> {
                self.core.merge(&other.core)
            }

            /// The profile as JSON of the Unified Histogram Interface: a `weighted_mean` storage.
            #[inline(never)]
            pub fn to_uhi_json(&self) -> String {
                self.core.to_value().to_string()
            }

            /// A profile from UHI's JSON, of a `mean` or `weighted_mean` storage.
            ///
            /// # Errors
            /// Where the text is not JSON, not a profile, or has another number of axes.
            #[inline(never)]
            pub fn from_uhi_json(json: &str) -> Result<Self, $crate::hist::HistError> {
                let value: serde_json::Value =
                    serde_json::from_str(json).map_err(|error| $crate::hist::uhi::bad(error.to_string()))?;
                Self::from_uhi_value(&value)
            }

            fn from_uhi_value(value: &serde_json::Value) -> Result<Self, $crate::hist::HistError> {
                let core = $crate::hist::profile::ProfileCore::from_value(value)?;
                if core.weights.dimension() == $dimension {
                    return Ok(Self { core });
                }
                let found = core.weights.dimension();
                Err($crate::hist::uhi::bad(format!("{found} axes do not make a {}", stringify!($type))))
            }
        }

        impl std::fmt::Debug for $type {
            #[inline(never)]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::hist::text::profile(stringify!($type), &self.core))
            }
        }

        impl rootlet_display::Show for $type {
            #[inline(never)]
            fn mime_bundle(&self) -> rootlet_display::MimeBundle {
                rootlet_display::MimeBundle::text($crate::hist::text::profile(stringify!($type), &self.core))
            }
        }

        impl serde::Serialize for $type {
            /// As UHI's JSON.
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.core.to_value().serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            /// From UHI's JSON.
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                Self::from_uhi_value(&value).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use profile_methods;
