use super::{Axis, HistError, moments::Moments};

/// What a histogram keeps in each bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// A whole number, exact up to 2⁵³; JSON and ROOT files (`TH1I`, `TH1L`) say so, too. A weight other than 1 turns
    /// the storage into [`Weight`](Self::Weight).
    Count,
    /// A number whose variance is taken to be its absolute value, as in ROOT without `Sumw2`.
    /// A weight other than 1 turns the storage into [`Weight`](Self::Weight).
    Double,
    /// Σw and Σw².
    Weight,
}

/// The most bins of one histogram with all of its axes: 2 GiB of numbers.
const MOST_BINS: usize = 1 << 28;

/// Axes, bins and running sums: what histograms of every dimension share.
///
/// Bins lie in ROOT's order, flow bins included: the first axis runs fastest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Core {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) axes: Vec<Axis>,
    pub(crate) storage: Storage,
    /// Σw per bin.
    pub(crate) contents: Vec<f64>,
    /// Σw² per bin; present with [`Storage::Weight`].
    pub(crate) sumw2: Option<Vec<f64>>,
    pub(crate) entries: f64,
    /// `None` where the bins were changed by hand: moments then come from the bin centres.
    pub(crate) moments: Option<Moments>,
    /// What was fitted to it; drawn with it.
    pub(crate) fits: Vec<crate::fit::FittedFunction>,
}

impl Core {
    /// Checks that the bins of some axes fit into memory.
    pub(crate) fn checked(name: &str, title: &str, axes: Vec<Axis>, storage: Storage) -> Result<Self, HistError> {
        let bins = axes.iter().try_fold(1_usize, |size, axis| size.checked_mul(axis.nbins() + 2));
        match bins {
            Some(bins) if bins <= MOST_BINS => Ok(Self::new(name, title, axes, storage)),
            bins => Err(HistError::TooBig { bins: bins.unwrap_or(usize::MAX) }),
        }
    }

    #[inline(never)]
    pub(crate) fn new(name: &str, title: &str, axes: Vec<Axis>, storage: Storage) -> Self {
        let size = axes.iter().map(|axis| axis.nbins() + 2).product();
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            storage,
            contents: vec![0.0; size],
            sumw2: (storage == Storage::Weight).then(|| vec![0.0; size]),
            entries: 0.0,
            moments: Some(Moments::new(axes.len())),
            fits: Vec::new(),
            axes,
        }
    }

    /// An empty histogram with the same axes and storage.
    pub(crate) fn emptied(&self) -> Self {
        Self::new(&self.name, &self.title, self.axes.clone(), self.storage)
    }

    pub(crate) fn dimension(&self) -> usize {
        self.axes.len()
    }

    /// The position of a bin, given its number on each axis; numbers beyond the overflow are taken as the overflow.
    pub(crate) fn position(&self, bins: &[usize]) -> usize {
        let mut position = 0;
        for (axis, bin) in self.axes.iter().zip(bins).rev() {
            position = position * (axis.nbins() + 2) + (*bin).min(axis.nbins() + 1);
        }
        position
    }

    /// The bin numbers of a position.
    pub(crate) fn bins_of(&self, mut position: usize, bins: &mut [usize]) {
        for (axis, bin) in self.axes.iter().zip(bins) {
            *bin = position % (axis.nbins() + 2);
            position /= axis.nbins() + 2;
        }
    }

    /// Calls `f` with every position and its bin numbers, flow bins included.
    pub(crate) fn each_bin(&self, f: &mut dyn FnMut(usize, &[usize])) {
        let mut bins = vec![0; self.dimension()];
        for position in 0..self.contents.len() {
            f(position, &bins);
            for (axis, bin) in self.axes.iter().zip(&mut bins) {
                *bin += 1;
                if *bin < axis.nbins() + 2 {
                    break;
                }
                *bin = 0;
            }
        }
    }

    /// Whether no bin number is that of a flow bin.
    pub(crate) fn is_inside(&self, bins: &[usize]) -> bool {
        self.axes.iter().zip(bins).all(|(axis, bin)| (1..=axis.nbins()).contains(bin))
    }

    pub(crate) fn variance(&self, position: usize) -> f64 {
        match &self.sumw2 {
            Some(sumw2) => sumw2[position],
            None => self.contents[position].abs(),
        }
    }

    /// The greatest absolute content of a storage of counts; `None` for other storages, and where a bin was set to
    /// what is no whole number.
    pub(crate) fn greatest_count(&self) -> Option<f64> {
        const EXACT: f64 = (1_u64 << 53) as f64;
        let counts =
            self.storage == Storage::Count && self.contents.iter().all(|n| n.fract() == 0.0 && n.abs() <= EXACT);
        counts.then(|| self.contents.iter().fold(0.0, |greatest: f64, n| greatest.max(n.abs())))
    }

    pub(crate) fn error(&self, position: usize) -> f64 {
        self.variance(position).sqrt()
    }

    /// Starts to keep Σw²; what is there so far counts as filled with weight 1.
    pub(crate) fn keep_sumw2(&mut self) {
        if self.sumw2.is_none() {
            self.sumw2 = Some(self.contents.iter().map(|content| content.abs()).collect());
            self.storage = Storage::Weight;
        }
    }

    /// Adds one entry at `point`; `bins` is room for its bin numbers.
    #[inline]
    pub(crate) fn add(&mut self, point: &[f64], bins: &mut [usize], w: f64) {
        for i in 0..point.len() {
            bins[i] = self.axes[i].index(point[i]);
            if bins[i] > self.axes[i].nbins() && self.axes[i].is_growing() && self.grow(i, point[i]) {
                bins[i] = self.axes[i].index(point[i]);
            }
        }
        self.add_to(point, bins, w);
    }

    /// Adds one entry to the bin with these numbers.
    #[inline]
    pub(crate) fn add_to(&mut self, point: &[f64], bins: &[usize], w: f64) {
        if w != 1.0 && self.sumw2.is_none() {
            self.keep_sumw2();
        }
        let position = self.position(bins);
        self.entries += 1.0;
        self.contents[position] += w;
        if let Some(sumw2) = &mut self.sumw2 {
            sumw2[position] += w * w;
        }
        if self.is_inside(bins)
            && let Some(moments) = &mut self.moments
        {
            moments.add(point, w, w * w);
        }
    }

    pub(crate) fn grow(&mut self, axis: usize, x: f64) -> bool {
        let before = self.axes[axis].nbins();
        let grown = self.axes[axis].grow(x);
        if grown {
            self.make_room(axis, before);
        }
        grown
    }

    /// Adds the category of a text; returns its bin.
    pub(crate) fn bin_of_label(&mut self, axis: usize, label: &str) -> usize {
        let before = self.axes[axis].nbins();
        if let Some(bin) = self.axes[axis].index_of(label) {
            return bin;
        }
        if self.axes[axis].grow_label(label) {
            self.make_room(axis, before);
        }
        // A growing axis puts the new category last; a fixed one has its overflow there.
        before + 1
    }

    /// Moves the bins to where they belong after an axis of `before` bins has got one more.
    #[inline(never)]
    fn make_room(&mut self, axis: usize, before: usize) {
        let run: usize = self.axes[..axis].iter().map(|axis| axis.nbins() + 2).product();
        let insert = |old: &[f64]| {
            let mut new = Vec::with_capacity(old.len() / (before + 2) * (before + 3));
            for part in old.chunks_exact(run * (before + 2)) {
                let (bins, overflow) = part.split_at(run * (before + 1));
                new.extend_from_slice(bins);
                new.resize(new.len() + run, 0.0);
                new.extend_from_slice(overflow);
            }
            new
        };
        let sumw2 = self.sumw2.as_deref().map(&insert);
        (self.contents, self.sumw2) = (insert(&self.contents), sumw2);
    }

    /// The running sums, or the sums over the bin centres where the bins were changed by hand.
    #[inline(never)]
    pub(crate) fn moments(&self) -> Moments {
        match &self.moments {
            // ROOT decides by Σw = 0; an empty histogram gives zeros either way.
            Some(moments) if moments.w != 0.0 => moments.clone(),
            _ => self.moments_of_bins(),
        }
    }

    pub(crate) fn moments_of_bins(&self) -> Moments {
        let mut moments = Moments::new(self.dimension());
        let mut point = vec![0.0; self.dimension()];
        self.each_bin(&mut |position, bins| {
            if self.is_inside(bins) && self.contents[position] != 0.0 {
                for (x, (axis, bin)) in point.iter_mut().zip(self.axes.iter().zip(bins)) {
                    *x = axis.center(*bin);
                }
                moments.add(&point, self.contents[position], self.variance(position));
            }
        });
        moments
    }

    /// Σ of contents and variance over the bins without flow.
    pub(crate) fn integral(&self) -> (f64, f64) {
        let (mut sum, mut variance) = (0.0, 0.0);
        self.each_bin(&mut |position, bins| {
            if self.is_inside(bins) {
                sum += self.contents[position];
                variance += self.variance(position);
            }
        });
        (sum, variance)
    }

    pub(crate) fn check_axis(&self, axis: usize) -> Result<&Axis, HistError> {
        self.axes.get(axis).ok_or(HistError::NoSuchAxis { axis, dimension: self.dimension() })
    }

    /// Checks that `other` has the same bins.
    pub(crate) fn check_same_axes(&self, other: &Self, operation: &'static str) -> Result<(), HistError> {
        if self.dimension() != other.dimension() {
            let difference = format!("{} and {} dimensions", self.dimension(), other.dimension());
            return Err(HistError::AxesDiffer { operation, difference });
        }
        for (i, (a, b)) in self.axes.iter().zip(&other.axes).enumerate() {
            if let Some(difference) = a.difference(b) {
                let difference = if self.dimension() == 1 { difference } else { format!("axis {i}: {difference}") };
                return Err(HistError::AxesDiffer { operation, difference });
            }
        }
        Ok(())
    }
}
