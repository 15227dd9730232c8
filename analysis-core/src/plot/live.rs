use std::time::{Duration, Instant};

use rootlet_display::{DisplayId, Show, update_display};

use super::Plot;

/// Faster than this no front end draws; what comes sooner waits for its turn.
const PAUSE: Duration = Duration::from_millis(90);

/// One place in the output of a cell, in which a plot is replaced while a loop runs.
///
/// Plots may come as often as they like: at most about ten a second are drawn, and the last one always is.
///
/// # Examples
/// ```
/// use rootlet::plot::Live;
/// use rootlet::Hist1D;
///
/// let mut h = Hist1D::new("h", "while it fills", 50, 0.0, 1.0);
/// let mut live = Live::new();
/// for i in 0..1000 {
///     h.fill(f64::from(i % 97) / 97.0);
///     live.update(&h);
/// }
/// ```
#[derive(Debug)]
pub struct Live {
    id: DisplayId,
    shown: Option<Instant>,
    waiting: Option<Plot>,
}

impl Live {
    /// A new place; it appears with the first plot.
    #[allow(clippy::new_without_default, reason = "a new place each time is no default value")]
    pub fn new() -> Self {
        Self { id: DisplayId(uuid::Uuid::new_v4().simple().to_string()), shown: None, waiting: None }
    }

    /// Shows a plot in the place, instead of the one before.
    pub fn update(&mut self, plot: impl Into<Plot>) {
        if self.shown.is_some_and(|shown| shown.elapsed() < PAUSE) {
            // Not yet: replacing the one that waits must not show that one.
            let plot = plot.into();
            plot.settle();
            self.waiting = Some(plot);
            return;
        }
        self.waiting = None;
        self.publish(&plot.into());
    }

    fn publish(&mut self, plot: &Plot) {
        plot.settle();
        if rootlet_display::host().is_some() {
            update_display(&self.id, plot.mime_bundle(), self.shown.is_none());
        }
        self.shown = Some(Instant::now());
    }
}

impl Drop for Live {
    /// Shows the plot that still waits.
    fn drop(&mut self) {
        if let Some(plot) = self.waiting.take()
            && !std::thread::panicking()
        {
            self.publish(&plot);
        }
    }
}
