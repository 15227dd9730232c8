use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use rootlet_display::{DisplayId, MimeBundle};

/// How often a shown bar changes.
const EVERY: Duration = Duration::from_millis(150);

/// Entries done, rate and time left, in a notebook as a bar and in a terminal as one line.
pub(super) struct Progress {
    /// `None`: nobody asked, or nobody looks.
    place: Option<Place>,
    total: u64,
    begin: Instant,
    last: Instant,
    shown: bool,
}

enum Place {
    Notebook(DisplayId),
    Terminal,
}

impl Progress {
    pub(super) fn new(asked: bool, total: u64) -> Self {
        let place = if !asked {
            None
        } else if rootlet_display::host().is_some() {
            let nanoseconds = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
            Some(Place::Notebook(DisplayId(format!("rootlet-progress-{nanoseconds}"))))
        } else {
            std::io::stderr().is_terminal().then_some(Place::Terminal)
        };
        let now = Instant::now();
        Self { place, total, begin: now, last: now, shown: false }
    }

    /// Shows that `done` entries are done, unless that was done a moment ago.
    pub(super) fn show(&mut self, done: u64) {
        if self.place.is_some() && self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            self.draw(done);
        }
    }

    /// Shows the last state, and ends the line in a terminal.
    pub(super) fn finish(&mut self, done: u64) {
        if self.place.is_some() {
            self.draw(done);
        }
        if matches!(self.place, Some(Place::Terminal)) {
            // A progress line that cannot be written is no reason to lose the results.
            let _ = writeln!(std::io::stderr());
        }
    }

    fn draw(&mut self, done: u64) {
        let text = line(done, self.total, self.begin.elapsed());
        match &self.place {
            Some(Place::Notebook(id)) => {
                let percent = done as f64 / self.total.max(1) as f64 * 100.0;
                let html = format!(
                    "<div style=\"font-family:monospace\"><progress value=\"{percent:.1}\" max=\"100\" \
                     style=\"width:16em;vertical-align:middle\"></progress> {text}</div>"
                );
                let bundle = MimeBundle::text(text).with("text/html", html);
                rootlet_display::update_display(id, bundle, !self.shown);
            }
            Some(Place::Terminal) => {
                let mut out = std::io::stderr();
                let _ = write!(out, "\r{text}\x1b[K").and_then(|()| out.flush());
            }
            None => {}
        }
        self.shown = true;
    }
}

/// "1.2 M of 2.0 M entries, 60 %, 3.1 M/s, 1 s left".
fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let rate = done as f64 / seconds.max(1e-9);
    let percent = if total == 0 { 100.0 } else { done as f64 / total as f64 * 100.0 };
    let tail = if done >= total {
        format!("{} in all", duration(seconds))
    } else if done == 0 {
        "time left unknown".to_owned()
    } else {
        format!("{} left", duration((total - done) as f64 / rate))
    };
    format!("{} of {} entries, {percent:.0} %, {}/s, {tail}", count(done as f64), count(total as f64), count(rate))
}

fn count(x: f64) -> String {
    match x {
        x if x >= 1e9 => format!("{:.1} G", x / 1e9),
        x if x >= 1e6 => format!("{:.1} M", x / 1e6),
        x if x >= 1e4 => format!("{:.1} k", x / 1e3),
        x => format!("{x:.0}"),
    }
}

fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..120 => format!("{whole} s"),
        120..7200 => format!("{} min", whole / 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_tells_rate_and_time_left() {
        let seconds = Duration::from_secs(2);
        assert_eq!(line(500_000, 2_000_000, seconds), "500.0 k of 2.0 M entries, 25 %, 250.0 k/s, 6.0 s left");
        assert_eq!(line(7, 7, seconds), "7 of 7 entries, 100 %, 4/s, 2.0 s in all");
        assert_eq!(line(0, 0, seconds), "0 of 0 entries, 100 %, 0/s, 2.0 s in all");
    }
}
