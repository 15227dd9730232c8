use super::migrad::descend;
use super::objective::Frame;
use super::whiten::{self, Directions};
use super::{Gradient, Objective, Point, Quality, Stop};
use crate::fit::Matrix;
use crate::fit::matrix::{dot, make_positive};

/// A line through the minimum: the `held` coordinates move along `direction`, the others minimise.
pub(crate) struct Line<'a> {
    pub(crate) centre: &'a Point,
    pub(crate) held: &'a [usize],
    /// As long as the quadratic approximation says that the crossing is.
    pub(crate) direction: &'a [f64],
    /// How far the function rises at the crossing.
    pub(crate) rise: f64,
    /// The longest multiple of the direction that stays within limits.
    pub(crate) longest: f64,
    /// The multiple to try first.
    pub(crate) guess: f64,
}

/// Why there is no crossing.
#[derive(Debug)]
pub(crate) enum CrossingFailure {
    Stop(Stop),
    /// The function is lower there than at the minimum.
    NewMinimum(Vec<f64>),
    /// The function does not rise as far, or the search did not settle.
    NotFound,
}

impl From<Stop> for CrossingFailure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Searches where, on a line, the function minimised over the other coordinates has risen by what was asked, or the
/// limit that comes first; all internal coordinates there.
///
/// At each trial length the slopes over the free coordinates both correct them and tell how far the trial is above
/// the minimum over them. The profile and the free coordinates as functions of the length are then interpolated,
/// beginning with what the second derivatives at the centre say: two trials are usual.
pub(crate) fn crossing(objective: &mut Objective<'_>, line: &Line<'_>) -> Result<Vec<f64>, CrossingFailure> {
    let free: Vec<usize> = (0..line.centre.x.len()).filter(|i| !line.held.contains(i)).collect();
    let hessian = line.centre.hessian.submatrix(&free);
    let mut valley = Valley::new(Directions::of(&hessian));
    let mut track = Track::new(line, &free, &hessian);
    let mut length = line.guess.min(line.longest);
    let noise = objective.noise(line.centre.value);
    let (mut good, mut refused) = (0.0, 0);
    for _trial in 0..12 {
        let x = track.point(line, &free, length);
        let value = objective.value(&x)?;
        if value < line.centre.value - 0.01 * line.rise - noise {
            return Err(CrossingFailure::NewMinimum(x));
        }
        // Too far for what is known so far: a nearer trial teaches how the free coordinates bend.
        let too_far = !value.is_finite() || value - line.centre.value > 5.0 * line.rise;
        let found = if too_far { None } else { valley.correct(objective, &free, &track, length, &x, value)? };
        let Some(Correction { best, above, left }) = found.filter(|found| found.above < 0.5 * line.rise) else {
            refused += 1;
            if refused > 2 {
                break;
            }
            length = good + 0.4 * (length - good);
            continue;
        };
        good = length;
        track.add(length, value - above, &best);
        let next = track.solve(line.rise).clamp(0.3 * length, 2.5 * length);
        if next >= line.longest && length >= line.longest {
            return Ok(track.point(line, &free, length));
        }
        let next = next.min(line.longest);
        // What is left of `above` is known to a part of itself, the better the more the last corrections did.
        let (enough, near) = if valley.always { (1e-3, 0.02) } else { (4e-4, 0.008) };
        let settled = (above < enough * line.rise || left < 5e-5 * line.rise) && (next - length).abs() < near * length;
        if settled || (above < 1e-3 * line.rise && (next - length).abs() < 1e-4 * length) {
            return Ok(track.point(line, &free, next));
        }
        length = next;
    }
    patient_crossing(objective, line, &free, hessian)
}

/// The same for profiles far from a parabola: a full minimisation over the free coordinates at each trial.
fn patient_crossing(
    objective: &mut Objective<'_>,
    line: &Line<'_>,
    free: &[usize],
    hessian: Matrix,
) -> Result<Vec<f64>, CrossingFailure> {
    let mut walker = Walker {
        line,
        free,
        hessian,
        x: free.iter().map(|&i| line.centre.x[i]).collect(),
        before: None,
        steps: free.iter().map(|&i| line.centre.gradient.step[i]).collect(),
    };
    // Heights less the rise: below at `low`, above at `high`, once that is known.
    let (mut low, mut high) = ((0.0, -line.rise), None);
    let mut length = 0.5_f64.min(line.longest);
    for trial in 0..60 {
        let height = walker.settle(objective, length)? - line.centre.value - line.rise;
        if height < -1.01 * line.rise - objective.noise(line.centre.value) {
            return Err(CrossingFailure::NewMinimum(walker.full(length)));
        }
        if height.abs() < 1e-4 * line.rise || (height < 0.0 && length >= line.longest) {
            return Ok(walker.full(length));
        }
        if height < 0.0 {
            low = (length, height);
        } else {
            high = Some((length, height));
        }
        length = match high {
            // Square roots of heights are nearly straight.
            Some(high) => {
                let root = |height: f64| (height + line.rise).max(0.0).sqrt();
                let (a, b, target) = (root(low.1), root(high.1), line.rise.sqrt());
                let part = if b.is_finite() { (target - a) / (b - a) } else { 0.3 };
                // Bisection now and then guards against creeping.
                let part = if trial % 4 == 3 { 0.5 } else { part.clamp(0.02, 0.98) };
                low.0 + part * (high.0 - low.0)
            }
            None => (1.6 * length).min(line.longest),
        };
        if high.is_some_and(|high| high.0 - low.0 < 1e-7 * high.0) {
            return Ok(walker.full(length));
        }
        if length > 1e4 {
            return Err(CrossingFailure::NotFound);
        }
    }
    Err(CrossingFailure::NotFound)
}

/// Follows the minimum over the free coordinates.
struct Walker<'a> {
    line: &'a Line<'a>,
    free: &'a [usize],
    hessian: Matrix,
    x: Vec<f64>,
    /// Two lengths and their minima, from which the next minimum is extrapolated.
    before: Option<[(f64, Vec<f64>); 2]>,
    steps: Vec<f64>,
}

impl Walker<'_> {
    fn frame(&self, length: f64) -> Frame {
        let mut all = self.line.centre.x.clone();
        self.line.held.iter().zip(self.line.direction).for_each(|(&i, d)| all[i] += length * d);
        Frame { all, moving: self.free.to_vec() }
    }

    fn full(&self, length: f64) -> Vec<f64> {
        self.frame(length).fill(&self.x)
    }

    /// The least value over the free coordinates at a length.
    fn settle(&mut self, objective: &mut Objective<'_>, length: f64) -> Result<f64, CrossingFailure> {
        if let Some([(a, first), (b, second)]) = &self.before {
            let part = ((length - b) / (b - a)).clamp(-2.0, 2.0);
            self.x = first.iter().zip(second).map(|(first, second)| second + part * (second - first)).collect();
        }
        objective.set_frame(Some(self.frame(length)));
        let settled = self.search(objective);
        objective.set_frame(None);
        let last = match self.before.take() {
            Some([_, last]) => last,
            None => (0.0, self.free.iter().map(|&i| self.line.centre.x[i]).collect()),
        };
        self.before = Some([last, (length, self.x.clone())]);
        settled
    }

    fn search(&mut self, objective: &mut Objective<'_>) -> Result<f64, CrossingFailure> {
        let value = objective.value(&self.x)?;
        if !value.is_finite() || self.free.is_empty() {
            return Ok(value);
        }
        let gradient = Gradient::new(objective, &self.x, value, &self.steps)?;
        let (x, hessian) = (self.x.clone(), self.hessian.clone());
        let quality = Quality::Approximate;
        let mut point = Point { x, value, gradient, hessian, edm: f64::INFINITY, bend: 0.0, quality };
        descend(objective, &mut point, 3e-5 * self.line.rise)?;
        self.x = point.x;
        self.hessian = point.hessian;
        self.steps = point.gradient.step;
        Ok(point.value - point.edm.max(0.0))
    }
}

/// Where the minimum over the free coordinates is, and how far the trial is above it.
struct Correction {
    best: Vec<f64>,
    above: f64,
    /// What of `above` may be wrong, if corrections go on as the last one did.
    left: f64,
}

/// What is known of how the slopes over the free coordinates change, from the second derivatives at the centre and
/// from each trial since.
///
/// Coordinates are those along the whitened directions at the centre, from where the track of the centre leads: there
/// the derivatives begin as a unit matrix. Each trial measures the diagonal; Broyden's update learns the rest.
struct Valley {
    directions: Directions,
    /// Derivative of slope i by coordinate j; the last column is that by the length.
    derivatives: Vec<Vec<f64>>,
    /// Coordinates with the length, and slopes of the last trial.
    last: (Vec<f64>, Vec<f64>),
    /// How far the last trial was above the minimum.
    above: f64,
    /// Whether each trial was much nearer to the minimum than the one before.
    always: bool,
    /// Whether the next trial measures curvatures.
    measure: bool,
}

impl Valley {
    fn new(directions: Directions) -> Self {
        let n = directions.along.len();
        let derivatives = (0..n).map(|i| (0..=n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        Self {
            directions,
            derivatives,
            last: (vec![0.0; n + 1], vec![0.0; n]),
            above: 0.0,
            always: true,
            measure: true,
        }
    }

    fn correct(
        &mut self,
        objective: &mut Objective<'_>,
        free: &[usize],
        track: &Track,
        length: f64,
        x: &[f64],
        value: f64,
    ) -> Result<Option<Correction>, Stop> {
        let h = whiten::span(objective, value);
        let n = free.len();
        let (mut slopes, mut curvatures) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut full = vec![0.0; x.len()];
        for direction in &self.directions.along {
            for (&i, d) in free.iter().zip(direction) {
                full[i] = *d;
            }
            let (slope, curvature) = if self.measure {
                let (slope, second, _) = whiten::along(objective, x, value, &full, h)?;
                (slope, second.max(0.1))
            } else {
                // One call less: the curvature is known well enough for what it adds to so short a difference.
                let curvature = self.derivatives[curvatures.len()][curvatures.len()];
                let beside: Vec<f64> = x.iter().zip(&full).map(|(x, d)| x + h * d).collect();
                ((objective.value(&beside)? - value) / h - 0.5 * curvature * h, curvature)
            };
            if !slope.is_finite() || !curvature.is_finite() {
                return Ok(None);
            }
            slopes.push(slope);
            curvatures.push(curvature);
        }
        let from_track: Vec<f64> = (0..n).map(|slot| x[free[slot]] - track.straight(slot, length)).collect();
        let mut place = self.directions.coordinates(&from_track);
        place.push(length);
        self.learn(place, &slopes, &curvatures);
        let (step, above) = self.newton(&slopes);
        // Where the last correction did not bring the trial much nearer, curvatures have changed; right after they
        // were measured it is more likely that the trial went far.
        self.measure = above > if self.measure { 3.0 } else { 0.4 } * self.above;
        self.always &= self.above == 0.0 || above < 0.15 * self.above;
        let left = if self.above > 0.0 { above * (above / self.above).min(1.0) } else { above };
        self.above = above;
        let mut best: Vec<f64> = free.iter().map(|&i| x[i]).collect();
        for (direction, step) in self.directions.along.iter().zip(&step) {
            best.iter_mut().zip(direction).for_each(|(best, d)| *best += step * d);
        }
        Ok(Some(Correction { best, above, left }))
    }

    fn learn(&mut self, place: Vec<f64>, slopes: &[f64], curvatures: &[f64]) {
        let moved: Vec<f64> = place.iter().zip(&self.last.0).map(|(new, old)| new - old).collect();
        let square = dot(&moved, &moved);
        for (i, row) in self.derivatives.iter_mut().enumerate() {
            if self.measure {
                // The change by the coordinate itself is known, and the rest has to explain what is left.
                row[i] = 0.5 * (row[i] + curvatures[i]);
            }
            let surprise = slopes[i] - self.last.1[i] - dot(row, &moved);
            let others = square - if self.measure { moved[i] * moved[i] } else { 0.0 };
            if others > 0.05 * square {
                row.iter_mut().zip(&moved).for_each(|(d, moved)| *d += surprise * moved / others);
            }
            row[i] = if self.measure { curvatures[i] } else { row[i].max(0.1) };
        }
        self.last = (place, slopes.to_vec());
    }

    /// The step to the minimum over the free coordinates, and how far down it is.
    fn newton(&self, slopes: &[f64]) -> (Vec<f64>, f64) {
        let n = slopes.len();
        let mut second = Matrix::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                second.set_symmetric(i, j, 0.5 * (self.derivatives[i][j] + self.derivatives[j][i]));
            }
        }
        let down: Vec<f64> = slopes.iter().map(|slope| -slope).collect();
        let factor = make_positive(&second).0.cholesky();
        let step = factor.map_or_else(|| down.clone(), |factor| factor.solve(&down));
        let above = 0.5 * dot(&step, &down);
        (step, above)
    }
}

/// The profile and the free coordinates as functions of the length, by divided differences.
struct Track {
    lengths: Vec<f64>,
    /// Profile: rise over length².
    curvature: Vec<f64>,
    /// Free coordinates: distance from the centre over length.
    slopes: Vec<Vec<f64>>,
    centre: Vec<f64>,
    value: f64,
}

impl Track {
    fn new(line: &Line<'_>, free: &[usize], hessian: &Matrix) -> Self {
        // d free / d length = −H_ff⁻¹ H_fh · direction.
        let pull: Vec<f64> = free
            .iter()
            .map(|&i| -line.held.iter().zip(line.direction).map(|(&h, d)| line.centre.hessian[(i, h)] * d).sum::<f64>())
            .collect();
        let slope = hessian.cholesky().map_or_else(|| vec![0.0; free.len()], |factor| factor.solve(&pull));
        Self {
            lengths: vec![0.0],
            curvature: vec![line.rise],
            slopes: vec![slope],
            centre: free.iter().map(|&i| line.centre.x[i]).collect(),
            value: line.centre.value,
        }
    }

    fn add(&mut self, length: f64, value: f64, best: &[f64]) {
        // At most the expansion at the centre and the last three trials, and none of those so near that the
        // difference to the new one, which knows better, is that of their errors.
        while let Some(near) = (1..self.lengths.len())
            .find(|&i| (self.lengths[i] - length).abs() < 0.1 * length || self.lengths.len() > 3 && i == 1)
        {
            self.lengths.remove(near);
            self.curvature.remove(near);
            self.slopes.remove(near);
        }
        self.lengths.push(length);
        self.curvature.push((value - self.value) / (length * length));
        self.slopes.push(best.iter().zip(&self.centre).map(|(b, c)| (b - c) / length).collect());
    }

    /// A free coordinate at a length, as far as the second derivatives at the centre tell.
    fn straight(&self, slot: usize, length: f64) -> f64 {
        self.centre[slot] + length * self.slopes[0][slot]
    }

    /// Coordinates at a length.
    fn point(&self, line: &Line<'_>, free: &[usize], length: f64) -> Vec<f64> {
        let mut x = line.centre.x.clone();
        for (&h, d) in line.held.iter().zip(line.direction) {
            x[h] += length * d;
        }
        for (slot, &i) in free.iter().enumerate() {
            let slopes: Vec<f64> = self.slopes.iter().map(|slope| slope[slot]).collect();
            x[i] = self.centre[slot] + length * interpolate(&self.lengths, &slopes, length);
        }
        x
    }

    /// The length at which the profile has risen by `rise`.
    fn solve(&self, rise: f64) -> f64 {
        let height = |length: f64| interpolate(&self.lengths, &self.curvature, length) * length * length - rise;
        let last = self.lengths[self.lengths.len() - 1];
        let quadratic = {
            let curvature = self.curvature[self.curvature.len() - 1];
            if curvature > 0.0 { last.max(1e-9).min((rise / curvature).sqrt() + last) } else { 2.0 * last }
        };
        // The root nearest to the last trial, by steps outwards and bisection.
        let here = height(last);
        let (mut low, mut high) = (last, last);
        for _ in 0..40 {
            if here > 0.0 {
                low *= 0.93;
                if height(low) <= 0.0 {
                    break;
                }
            } else {
                high *= 1.07;
                if height(high) >= 0.0 {
                    break;
                }
            }
        }
        if !(height(low) <= 0.0 && height(high) >= 0.0) {
            // A profile that rises like length² / (1 + b length), through the last trial.
            let b = (rise / self.curvature[self.curvature.len() - 1] - 1.0) / last;
            let root = 0.5 * (b + (b * b + 4.0).sqrt());
            return if root.is_finite() && b > 0.0 { root } else { quadratic };
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if height(middle) < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The polynomial through all points, at `at` (Neville's scheme).
fn interpolate(x: &[f64], y: &[f64], at: f64) -> f64 {
    let mut values = y.to_vec();
    for level in 1..x.len() {
        for i in 0..x.len() - level {
            let (left, right) = (x[i], x[i + level]);
            if right != left {
                values[i] = ((at - right) * values[i] + (left - at) * values[i + 1]) / (left - right);
            }
        }
    }
    values[0]
}
