//! ROOT's four-byte date.

use std::fmt;

/// A date and time to the second, in the writer's local time; years 1995 to 2058.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Datime(pub u32);

impl Datime {
    /// Now, in local time.
    pub fn now() -> Self {
        use chrono::{Datelike, Timelike};
        let now = chrono::Local::now();
        let year = (now.year() - 1995).clamp(0, 63) as u32;
        Self(year << 26 | now.month() << 22 | now.day() << 17 | now.hour() << 12 | now.minute() << 6 | now.second())
    }

    /// Year, month, day, hour, minute, second.
    pub fn parts(self) -> [u32; 6] {
        let word = self.0;
        [(word >> 26) + 1995, word >> 22 & 15, word >> 17 & 31, word >> 12 & 31, word >> 6 & 63, word & 63]
    }
}

impl fmt::Display for Datime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}
