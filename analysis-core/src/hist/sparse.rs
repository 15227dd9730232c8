use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Axis, Core, Hist1D, Hist2D, HistError, HistN, Storage, text, uhi};

/// A histogram with many axes that keeps only filled bins, like ROOT's `THnSparse`.
#[derive(Clone, PartialEq)]
pub struct HistSparse {
    name: String,
    title: String,
    axes: Vec<Axis>,
    /// (Σw, Σw²) by position, the first axis running fastest.
    bins: BTreeMap<u64, [f64; 2]>,
    entries: f64,
}

impl HistSparse {
    /// Over these axes; they must not grow, and all bins together must be countable in 64 bits.
    ///
    /// # Errors
    /// Without axes, or where one grows, or there would be too many bins.
    #[inline(never)]
    pub fn new(name: &str, title: &str, axes: &[Axis]) -> Result<Self, HistError> {
        if axes.is_empty() {
            return Err(HistError::NoSuchAxis { axis: 0, dimension: 0 });
        }
        if let Some(axis) = axes.iter().find(|axis| axis.is_growing()) {
            let (needed, found) = ("axes that do not grow", axis.kind_name());
            return Err(HistError::WrongAxis { operation: "a sparse histogram", needed, found });
        }
        if axes.iter().try_fold(1_u64, |size, axis| size.checked_mul(axis.nbins() as u64 + 2)).is_none() {
            return Err(HistError::TooBig { bins: usize::MAX });
        }
        let (name, title) = (name.to_owned(), title.to_owned());
        Ok(Self { name, title, axes: axes.to_vec(), bins: BTreeMap::new(), entries: 0.0 })
    }

    /// Adds one entry at a point with one coordinate per axis. NaN goes to the overflow of its axis.
    ///
    /// # Errors
    /// Where there are more or fewer coordinates than axes.
    #[inline(never)]
    pub fn fill(&mut self, point: &[f64]) -> Result<(), HistError> {
        self.fill_weight(point, 1.0)
    }

    /// Adds one entry with a weight.
    ///
    /// # Errors
    /// Where there are more or fewer coordinates than axes.
    #[inline(never)]
    pub fn fill_weight(&mut self, point: &[f64], weight: f64) -> Result<(), HistError> {
        if point.len() != self.axes.len() {
            let (expected, found) = (self.axes.len(), point.len());
            return Err(HistError::LengthMismatch { what: "coordinates", expected, found });
        }
        let mut position = 0;
        for (axis, x) in self.axes.iter().zip(point).rev() {
            position = position * (axis.nbins() as u64 + 2) + axis.index(*x) as u64;
        }
        let bin = self.bins.entry(position).or_default();
        bin[0] += weight;
        bin[1] += weight * weight;
        self.entries += 1.0;
        Ok(())
    }

    /// Adds one entry per row; one column per axis, all of one length.
    ///
    /// # Errors
    /// Where the number of columns or their lengths do not fit; nothing is filled then.
    #[inline(never)]
    pub fn fill_columns(&mut self, columns: &[&[f64]], weights: Option<&[f64]>) -> Result<(), HistError> {
        let entries = columns.first().map_or(0, |column| column.len());
        for column in columns.iter().chain(&weights) {
            if column.len() != entries {
                let what = "columns of one length are needed";
                return Err(HistError::LengthMismatch { what, expected: entries, found: column.len() });
            }
        }
        let mut point = vec![0.0; columns.len()];
        for row in 0..entries {
            for (x, column) in point.iter_mut().zip(columns) {
                *x = column[row];
            }
            self.fill_weight(&point, weights.map_or(1.0, |weights| weights[row]))?;
        }
        Ok(())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The axes.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How often the histogram was filled.
    pub fn entries(&self) -> f64 {
        self.entries
    }

    /// How many bins were filled, flow bins included.
    pub fn filled_bins(&self) -> usize {
        self.bins.len()
    }

    /// The content of the bin with one number per axis; missing numbers are 0, and bins never filled hold 0.
    #[inline(never)]
    pub fn bin_content(&self, bins: &[usize]) -> f64 {
        self.at(bins)[0]
    }

    /// The uncertainty √Σw² of the bin with one number per axis.
    #[inline(never)]
    pub fn bin_error(&self, bins: &[usize]) -> f64 {
        self.at(bins)[1].sqrt()
    }

    fn at(&self, bins: &[usize]) -> [f64; 2] {
        let mut position = 0;
        for (i, axis) in self.axes.iter().enumerate().rev() {
            let bin = bins.get(i).copied().unwrap_or(0).min(axis.nbins() + 1);
            position = position * (axis.nbins() as u64 + 2) + bin as u64;
        }
        self.bins.get(&position).copied().unwrap_or_default()
    }

    /// Calls `f` with the bin numbers (one per axis), content and uncertainty of every filled bin; the first axis runs
    /// fastest.
    #[inline(never)]
    pub fn each_filled_bin(&self, f: &mut dyn FnMut(&[usize], f64, f64)) {
        let mut bins = vec![0; self.axes.len()];
        for (position, [content, variance]) in &self.bins {
            self.bins_of(*position, &mut bins);
            f(&bins, *content, variance.sqrt());
        }
    }

    fn bins_of(&self, mut position: u64, bins: &mut [usize]) {
        for (axis, bin) in self.axes.iter().zip(bins) {
            let size = axis.nbins() as u64 + 2;
            *bin = (position % size) as usize;
            position /= size;
        }
    }

    /// Adds another histogram, as if its entries had been filled here.
    ///
    /// # Errors
    /// Where the axes differ.
    #[inline(never)]
    pub fn add(&mut self, other: &Self) -> Result<(), HistError> {
        let differs = self.axes.len() != other.axes.len()
            || self.axes.iter().zip(&other.axes).any(|(a, b)| a.difference(b).is_some());
        if differs {
            let difference = "the sparse histograms have other bins".to_owned();
            return Err(HistError::AxesDiffer { operation: "add", difference });
        }
        for (position, [content, variance]) in &other.bins {
            let bin = self.bins.entry(*position).or_default();
            bin[0] += content;
            bin[1] += variance;
        }
        self.entries += other.entries;
        Ok(())
    }

    /// The sum over all axes but these, flow bins included; they keep this order.
    ///
    /// # Errors
    /// Where there is no such axis, one stands twice, or the result is too big to keep all bins.
    #[inline(never)]
    pub fn project_n(&self, axes: &[usize]) -> Result<HistN, HistError> {
        let mut kept = Vec::new();
        for (i, axis) in axes.iter().enumerate() {
            let found = self.axes.get(*axis).filter(|_| !axes[..i].contains(axis));
            kept.push(found.ok_or(HistError::NoSuchAxis { axis: *axis, dimension: self.axes.len() })?.clone());
        }
        let mut new = HistN::with_storage(&self.name, &self.title, &kept, Storage::Weight)?;
        let mut bins = vec![0; self.axes.len()];
        let core: &mut Core = &mut new.core;
        for (position, [content, variance]) in &self.bins {
            self.bins_of(*position, &mut bins);
            let target: Vec<usize> = axes.iter().map(|axis| bins[*axis]).collect();
            let place = core.position(&target);
            core.contents[place] += content;
            if let Some(sumw2) = &mut core.sumw2 {
                sumw2[place] += variance;
            }
        }
        core.moments = None;
        core.entries = self.entries;
        Ok(new)
    }

    /// The bins `first..=last` of one axis alone; what lies beyond is dropped, and entries are taken from what stays.
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn slice(&self, axis: usize, first: usize, last: usize) -> Result<Self, HistError> {
        let dimension = self.axes.len();
        let mut axes = self.axes.clone();
        let axis_of = axes.get_mut(axis).ok_or(HistError::NoSuchAxis { axis, dimension })?;
        *axis_of = axis_of.slice(first, last)?;
        let mut new = Self::new(&self.name, &self.title, &axes)?;
        let mut bins = vec![0; dimension];
        let (mut sum, mut variance) = (0.0, 0.0);
        for (position, bin) in &self.bins {
            self.bins_of(*position, &mut bins);
            if (first..=last).contains(&bins[axis]) {
                bins[axis] -= first - 1;
                let position = axes
                    .iter()
                    .zip(&bins)
                    .rev()
                    .fold(0, |position, (axis, bin)| position * (axis.nbins() as u64 + 2) + *bin as u64);
                new.bins.insert(position, *bin);
                sum += bin[0];
                variance += bin[1];
            }
        }
        // The effective number, which for weights of 1 is the number itself.
        new.entries = if variance > 0.0 { sum * sum / variance } else { 0.0 };
        Ok(new)
    }

    /// The bins of one axis that touch `low..high` alone, as [`slice`](Self::slice).
    ///
    /// # Errors
    /// Where there are no such bins.
    #[inline(never)]
    pub fn slice_range(&self, axis: usize, low: f64, high: f64) -> Result<Self, HistError> {
        let dimension = self.axes.len();
        let axis_of = self.axes.get(axis).ok_or(HistError::NoSuchAxis { axis, dimension })?;
        let (first, last) = axis_of.bins_between(low, high)?;
        self.slice(axis, first, last)
    }

    /// The sum over all axes but two, flow bins included; `x` becomes the horizontal one.
    ///
    /// # Errors
    /// Where there is no such axis, or the two are the same.
    #[inline(never)]
    pub fn project_2d(&self, x: usize, y: usize) -> Result<Hist2D, HistError> {
        Ok(Hist2D { core: self.project_n(&[x, y])?.core })
    }

    /// The sum over all axes but one, flow bins included. For a part of the others, [`slice`](Self::slice) before.
    ///
    /// # Errors
    /// Where there is no such axis.
    #[inline(never)]
    pub fn project(&self, axis: usize) -> Result<Hist1D, HistError> {
        Ok(Hist1D { core: self.project_n(&[axis])?.core })
    }

    /// The histogram as JSON of the Unified Histogram Interface, in its sparse form: `index` holds one list per
    /// axis with the bins of the values, counted from the underflow.
    #[inline(never)]
    pub fn to_uhi_json(&self) -> String {
        let mut index = vec![Vec::new(); self.axes.len()];
        let (mut values, mut variances) = (Vec::new(), Vec::new());
        let mut bins = vec![0; self.axes.len()];
        for (position, [content, variance]) in &self.bins {
            self.bins_of(*position, &mut bins);
            for ((list, bin), axis) in index.iter_mut().zip(&bins).zip(&self.axes) {
                // Axes without an underflow start at their first bin.
                list.push(bin - uhi::first_bin(axis));
            }
            values.push(uhi::number(*content));
            variances.push(uhi::number(*variance));
        }
        let storage = json!({"type": "weighted", "index": index, "values": values, "variances": variances});
        let frame = uhi::Frame { name: &self.name, title: &self.title, axes: &self.axes, entries: self.entries };
        uhi::document(&frame, &storage, None).to_string()
    }

    /// A histogram from UHI's JSON in its sparse form.
    ///
    /// # Errors
    /// Where the text is not JSON, or not a sparse histogram.
    #[inline(never)]
    pub fn from_uhi_json(text: &str) -> Result<Self, HistError> {
        let value: Value = serde_json::from_str(text).map_err(|error| uhi::bad(error.to_string()))?;
        let (name, title, axes) = uhi::frame_of(&value)?;
        let mut new = Self::new(&name, &title, &axes)?;
        let storage = uhi::field(&value, "storage")?;
        let index: Vec<Vec<usize>> = serde_json::from_value(uhi::field(storage, "index")?.clone())
            .map_err(|error| uhi::bad(error.to_string()))?;
        let values = uhi::reals(storage, "values")?;
        let variances =
            if storage["variances"].is_array() { uhi::reals(storage, "variances")? } else { values.clone() };
        let fits = index.len() == axes.len() && index.iter().all(|list| list.len() == values.len());
        if !fits || variances.len() != values.len() {
            return Err(uhi::bad("the index does not have one list per axis and one entry per value"));
        }
        for (i, (content, variance)) in values.iter().zip(&variances).enumerate() {
            let mut position = 0;
            for (axis, list) in axes.iter().zip(&index).rev() {
                let bin = (list[i] + uhi::first_bin(axis)).min(axis.nbins() + 1);
                position = position * (axis.nbins() as u64 + 2) + bin as u64;
            }
            let bin = new.bins.entry(position).or_default();
            *bin = [bin[0] + content, bin[1] + variance];
        }
        new.entries =
            value.pointer("/writer_info/rootlet/entries").and_then(Value::as_f64).unwrap_or(values.iter().sum());
        Ok(new)
    }

    fn summary(&self) -> String {
        use std::fmt::Write as _;
        let possible: f64 = self.axes.iter().map(|axis| axis.nbins() as f64 + 2.0).product();
        let mut summary = format!(
            "HistSparse `{}`: {} entries in {} of {} bins",
            self.name,
            text::number(self.entries),
            self.bins.len(),
            text::number(possible)
        );
        for (i, axis) in self.axes.iter().enumerate() {
            let _ = write!(summary, "\naxis {i}: {}", text::describe(axis));
        }
        summary
    }
}

impl serde::Serialize for HistSparse {
    /// As UHI's JSON.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error as _;
        serde_json::from_str::<Value>(&self.to_uhi_json()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for HistSparse {
    /// From UHI's JSON.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        Self::from_uhi_json(&Value::deserialize(deserializer)?.to_string()).map_err(D::Error::custom)
    }
}

impl std::fmt::Debug for HistSparse {
    #[inline(never)]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl rootlet_display::Show for HistSparse {
    #[inline(never)]
    fn mime_bundle(&self) -> rootlet_display::MimeBundle {
        rootlet_display::MimeBundle::text(self.summary())
    }
}
