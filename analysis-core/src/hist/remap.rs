use super::{Axis, Core, HistError};

/// For each bin of an old axis its bin on the new one; `None` leaves the bin out.
pub(crate) type BinMap = Vec<Option<usize>>;

impl Core {
    /// Moves every bin to its place on new axes. `keep` names the old axis behind each new one; the bins of the
    /// other axes are summed where their map is not `None`. Moments and entries are taken from the new bins.
    #[inline(never)]
    pub(crate) fn remapped(&self, axes: Vec<Axis>, maps: &[BinMap], keep: &[usize]) -> Self {
        let mut new = Self::new(&self.name, &self.title, axes, self.storage);
        let mut target = vec![0; keep.len()];
        self.each_bin(&mut |position, bins| {
            if maps.iter().zip(bins).any(|(map, bin)| map[*bin].is_none()) {
                return;
            }
            for (target, axis) in target.iter_mut().zip(keep) {
                *target = maps[*axis][bins[*axis]].unwrap_or(0);
            }
            let place = new.position(&target);
            new.contents[place] += self.contents[position];
            if let (Some(new), Some(old)) = (&mut new.sumw2, &self.sumw2) {
                new[place] += old[position];
            }
        });
        new.moments = None;
        new.count_from_bins();
        new
    }

    fn identity_maps(&self) -> Vec<BinMap> {
        self.axes.iter().map(|axis| (0..axis.nbins() + 2).map(Some).collect()).collect()
    }

    /// Replaces one axis, moving its bins by `map`.
    fn with_axis(&self, axis: usize, new_axis: Axis, map: BinMap) -> Self {
        let mut axes = self.axes.clone();
        let title = axes[axis].title().to_owned();
        axes[axis] = new_axis.titled(&title);
        let mut maps = self.identity_maps();
        maps[axis] = map;
        let keep: Vec<usize> = (0..self.dimension()).collect();
        self.remapped(axes, &maps, &keep)
    }

    /// Merges groups of `group` bins along one axis; bins left over at the end go to the overflow.
    #[inline(never)]
    pub(crate) fn rebin(&self, axis: usize, group: usize) -> Result<Self, HistError> {
        let old = self.check_axis(axis)?;
        let bins = old.nbins();
        if group == 0 || group > bins {
            return Err(HistError::BadGrouping { groups: group, bins });
        }
        let groups = bins / group;
        let edges: Vec<f64> = (0..=groups).map(|i| old.low_edge(i * group + 1)).collect();
        let linear = old.is_uniform() && !old.is_category();
        let whole = bins % group == 0;
        let axis_of_groups = match old.kind() {
            super::AxisKind::Regular(regular) if regular.is_circular() && whole => {
                Axis::circular(groups, edges[0], edges[groups])?
            }
            _ if linear => Axis::regular(groups, edges[0], edges[groups])?,
            _ => Axis::variable(&edges)?,
        };
        let map = (0..bins + 2).map(|bin| Some(if bin == 0 { 0 } else { ((bin - 1) / group + 1).min(groups + 1) }));
        let mut new = self.with_axis(axis, axis_of_groups, map.collect());
        if whole {
            // All entries stay inside or outside, so that the running sums still hold.
            new.moments.clone_from(&self.moments);
        }
        new.entries = self.entries;
        Ok(new)
    }

    /// Merges bins along one axis so that the new ones end at `edges`, which must be edges already.
    #[inline(never)]
    pub(crate) fn rebin_to(&self, axis: usize, edges: &[f64]) -> Result<Self, HistError> {
        let old = self.check_axis(axis)?;
        let new_axis = Axis::variable(edges)?;
        let bins = old.nbins();
        let mut starts = Vec::new();
        for edge in edges {
            let distance = |bin: usize| (old.low_edge(bin) - edge).abs();
            let nearest = (1..=bins + 1).min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap_or(1);
            if distance(nearest) > 1e-7 * old.width(nearest) {
                return Err(HistError::EdgeNotFound { edge: *edge, nearest: old.low_edge(nearest) });
            }
            starts.push(nearest);
        }
        let map = (0..bins + 2).map(|bin| Some(starts.partition_point(|start| *start <= bin)));
        let mut new = self.with_axis(axis, new_axis, map.collect());
        if starts[0] == 1 && starts[starts.len() - 1] == bins + 1 {
            new.moments.clone_from(&self.moments);
        }
        new.entries = self.entries;
        Ok(new)
    }

    /// Keeps the bins `first..=last` of one axis and drops the others, flow bins included: ROOT's `SetRange` for all
    /// that is done with the result.
    #[inline(never)]
    pub(crate) fn slice(&self, axis: usize, first: usize, last: usize) -> Result<Self, HistError> {
        let old = self.check_axis(axis)?;
        let new_axis = old.slice(first, last)?;
        let map = (0..old.nbins() + 2).map(|bin| (first..=last).contains(&bin).then(|| bin + 1 - first));
        let mut new = self.with_axis(axis, new_axis, map.collect());
        let filled = |core: &Self| (0..core.contents.len()).filter(|position| core.variance(*position) != 0.0).count();
        if filled(&new) == filled(self) {
            // Nothing was dropped.
            new.moments.clone_from(&self.moments);
            new.entries = self.entries;
        }
        Ok(new)
    }

    /// [`slice`](Self::slice) by values: the bins that hold `low` up to the bin that ends at or after `high`.
    #[inline(never)]
    pub(crate) fn slice_range(&self, axis: usize, low: f64, high: f64) -> Result<Self, HistError> {
        let (first, last) = self.check_axis(axis)?.bins_between(low, high)?;
        self.slice(axis, first, last)
    }

    /// Sums over all axes but `keep`, given in the order of the result; over their flow bins too, as in ROOT.
    ///
    /// `ranges` restricts axes to bins `first..=last`.
    #[inline(never)]
    pub(crate) fn project(&self, keep: &[usize], ranges: &[(usize, usize, usize)]) -> Result<Self, HistError> {
        let mut axes = Vec::new();
        for (i, axis) in keep.iter().enumerate() {
            axes.push(self.check_axis(*axis)?.clone());
            if keep[..i].contains(axis) {
                return Err(HistError::NoSuchAxis { axis: *axis, dimension: self.dimension() });
            }
        }
        let mut maps = self.identity_maps();
        for (axis, first, last) in ranges {
            let bins = self.check_axis(*axis)?.nbins();
            if first > last || *last > bins + 1 {
                return Err(HistError::EmptyRange { low: *first as f64, high: *last as f64 });
            }
            for (bin, target) in maps[*axis].iter_mut().enumerate() {
                if !(first..=last).contains(&&bin) {
                    *target = None;
                }
            }
        }
        let mut new = self.remapped(axes, &maps, keep);
        if ranges.is_empty() {
            new.entries = self.entries;
            new.moments = self.moments.as_ref().and_then(|moments| self.projected_moments(moments, keep));
        }
        Ok(new)
    }

    /// The running sums of a projection: those of the whole, unless flow bins of the summed axes come in.
    fn projected_moments(&self, moments: &super::moments::Moments, keep: &[usize]) -> Option<super::moments::Moments> {
        let mut flow_comes_in = false;
        self.each_bin(&mut |position, bins| {
            let is_flow = |axis: usize| bins[axis] == 0 || bins[axis] > self.axes[axis].nbins();
            let inside = keep.iter().all(|axis| !is_flow(*axis));
            if inside && self.contents[position] != 0.0 && (0..bins.len()).any(is_flow) {
                flow_comes_in = true;
            }
        });
        if flow_comes_in {
            return None;
        }
        let mut new = super::moments::Moments::new(keep.len());
        (new.w, new.w2) = (moments.w, moments.w2);
        for (i, axis) in keep.iter().enumerate() {
            new.x[i] = moments.x[*axis];
            new.x2[i] = moments.x2[*axis];
            for (j, other) in keep[..i].iter().enumerate() {
                new.xy[super::moments::Moments::pair(i, j)] = moments.xy[super::moments::Moments::pair(*axis, *other)];
            }
        }
        Some(new)
    }
}
