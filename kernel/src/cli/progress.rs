use std::io::{self, IsTerminal, Write};

/// A line on standard error that says how far a long work is.
///
/// On a terminal each text replaces the last; elsewhere only what begins and ends is written, so
/// that a log stays short.
pub(crate) struct Progress {
    live: bool,
    shown: bool,
}

/// Longer texts would wrap and could not be replaced.
const WIDTH: usize = 76;

impl Progress {
    /// Nothing is shown yet.
    pub(crate) fn new() -> Self {
        Self { live: io::stderr().is_terminal(), shown: false }
    }

    /// A text that stays.
    pub(crate) fn say(&mut self, text: &str) {
        self.clear();
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// A text that the next one replaces.
    pub(crate) fn show(&mut self, text: &str) {
        if self.live {
            let _ = write!(io::stderr(), "\r\x1b[K{}", shortened(text));
            self.shown = true;
        }
    }

    /// Removes the text that `show` left.
    pub(crate) fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
            self.shown = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn shortened(text: &str) -> String {
    let line = text.lines().next_back().unwrap_or_default().trim_end();
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_many_lines_become_one_short_line() {
        assert_eq!(shortened("a\nb \n"), "b");
        assert_eq!(shortened(&"é".repeat(100)).chars().count(), WIDTH + 1);
    }
}
