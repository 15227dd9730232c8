use std::time::{Duration, Instant};

use rootlet_display::{DisplayId, MimeBundle};

use super::Layout;
use crate::fit::Cost;

/// The function to minimise, on internal coordinates, with its book-keeping.
pub(crate) struct Objective<'a> {
    cost: &'a dyn Cost,
    pub(crate) layout: &'a Layout,
    /// Rise of the function that means one standard deviation.
    pub(crate) up: f64,
    pub(crate) calls: usize,
    pub(crate) max_calls: usize,
    progress: Progress,
    /// Coordinates that stand still, for searches over the others.
    frame: Option<Frame>,
}

/// All coordinates, and which of them a search moves.
pub(crate) struct Frame {
    pub(crate) all: Vec<f64>,
    pub(crate) moving: Vec<usize>,
}

impl Frame {
    pub(crate) fn fill(&self, x: &[f64]) -> Vec<f64> {
        let mut all = self.all.clone();
        self.moving.iter().zip(x).for_each(|(&i, x)| all[i] = *x);
        all
    }
}

/// Why an evaluation did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    CallLimit,
    Interrupted,
}

impl<'a> Objective<'a> {
    pub(crate) fn new(cost: &'a dyn Cost, layout: &'a Layout, up: f64, max_calls: usize) -> Self {
        Self { cost, layout, up, calls: 0, max_calls, progress: Progress::new(), frame: None }
    }

    /// The function; `+∞` where it is not a number, so that searches turn back.
    pub(crate) fn value(&mut self, x: &[f64]) -> Result<f64, Stop> {
        self.admit()?;
        let value = match &self.frame {
            Some(frame) => self.cost.value(&self.layout.external(&frame.fill(x))),
            None => self.cost.value(&self.layout.external(x)),
        };
        self.progress.lowest = self.progress.lowest.min(value);
        Ok(if value.is_nan() { f64::INFINITY } else { value })
    }

    /// The function as the user wrote it, which may give NaN; for messages, and not counted.
    pub(crate) fn plain_value(&self, x: &[f64]) -> f64 {
        self.cost.value(&self.layout.external(x))
    }

    /// Sets which coordinates the points of further calls mean.
    pub(crate) fn set_frame(&mut self, frame: Option<Frame>) {
        self.frame = frame;
    }

    /// The residuals, where the function is a sum of squares; counts as one call.
    pub(crate) fn residuals(&mut self, x: &[f64], out: &mut Vec<f64>) -> Result<bool, Stop> {
        self.admit()?;
        Ok(self.cost.residuals(&self.layout.external(x), out))
    }

    /// What one evaluation is uncertain by, from rounding.
    pub(crate) fn noise(&self, value: f64) -> f64 {
        4.0 * f64::EPSILON * (value.abs() + self.up)
    }

    fn admit(&mut self) -> Result<(), Stop> {
        if rootlet_display::interrupted() {
            return Err(Stop::Interrupted);
        }
        if self.calls >= self.max_calls {
            return Err(Stop::CallLimit);
        }
        self.calls += 1;
        self.progress.report(self.calls);
        Ok(())
    }
}

/// A line that says how far a long fit is; fits under two seconds show nothing.
struct Progress {
    next: Option<Instant>,
    begin: Option<Instant>,
    id: Option<DisplayId>,
    /// The least value of the function so far.
    lowest: f64,
}

impl Progress {
    fn new() -> Self {
        let begin = rootlet_display::host().map(|_| Instant::now());
        Self { next: begin.map(|t| t + Duration::from_secs(2)), begin, id: None, lowest: f64::INFINITY }
    }

    fn report(&mut self, calls: usize) {
        let (Some(next), Some(begin)) = (self.next, self.begin) else { return };
        let now = Instant::now();
        if now < next {
            return;
        }
        self.next = Some(now + Duration::from_millis(500));
        let first = self.id.is_none();
        let id = self.id.get_or_insert_with(|| {
            let nanoseconds = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
            DisplayId(format!("rootlet-fit-{nanoseconds}"))
        });
        let (seconds, lowest) = ((now - begin).as_secs_f64(), self.lowest);
        let text = format!("fit: {calls} calls in {seconds:.1} s, lowest value {lowest:.6}");
        rootlet_display::update_display(id, MimeBundle::text(text), first);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            rootlet_display::update_display(id, MimeBundle::text(""), false);
        }
    }
}
