use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;

use super::system::{find_program, has_screen};

/// How a terminal shows the picture of a plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The graphics protocol of kitty, also spoken by Ghostty and Konsole.
    Kitty,
    /// The inline images of iTerm2, also spoken by WezTerm and mintty.
    Iterm2,
    /// A file whose path is printed, opened in the desktop's viewer.
    Open,
    /// A file whose path is printed.
    File,
    /// Not at all: the text form stands alone.
    None,
}

impl Way {
    /// What the user asked for by `ROOTLET_PICTURES`, else what the terminal is known to do.
    ///
    /// `files` says whether a terminal without pictures gets files instead.
    pub(crate) fn of_terminal(is_terminal: bool, files: bool) -> Self {
        let get = |name: &str| env::var(name).unwrap_or_default();
        let asked = Self::named(&get("ROOTLET_PICTURES"));
        let fallback = match (is_terminal && files, has_screen() && find_program(OPENER).is_some()) {
            (true, true) => Self::Open,
            (true, false) => Self::File,
            (false, _) => Self::None,
        };
        asked.unwrap_or_else(|| if is_terminal { Self::detect(&get).unwrap_or(fallback) } else { fallback })
    }

    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "kitty" => Self::Kitty,
            "iterm2" => Self::Iterm2,
            "open" => Self::Open,
            "file" => Self::File,
            "none" => Self::None,
            _ => return None,
        })
    }

    /// By the variables with which terminals say who they are; asking the terminal itself would
    /// need its answer on standard input.
    fn detect(get: &dyn Fn(&str) -> String) -> Option<Self> {
        let (term, program) = (get("TERM"), get("TERM_PROGRAM"));
        // A multiplexer does not pass pictures on unless it is told to.
        if !get("TMUX").is_empty() || term.starts_with("screen") || term.starts_with("tmux") {
            return None;
        }
        if !get("KITTY_WINDOW_ID").is_empty()
            || !get("KONSOLE_VERSION").is_empty()
            || term == "xterm-kitty"
            || term == "xterm-ghostty"
            || program == "ghostty"
        {
            return Some(Self::Kitty);
        }
        let iterm2 = ["iTerm.app", "WezTerm", "mintty"].contains(&program.as_str()) || get("LC_TERMINAL") == "iTerm2";
        iterm2.then_some(Self::Iterm2)
    }
}

/// Opens a file in the viewer that the user's desktop has for it.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Shows pictures in one way, and knows where it put those that became files.
pub(crate) struct Pictures {
    way: Way,
    /// Made for the first file; left behind, since a viewer may still show what is in it.
    folder: Option<PathBuf>,
    count: u32,
}

impl Pictures {
    /// Nothing is shown yet.
    pub(crate) fn new(way: Way) -> Self {
        Self { way, folder: None, count: 0 }
    }

    /// Shows a PNG, given as base64, `width` CSS pixels wide; returns its file where it became one.
    ///
    /// # Errors
    /// The terminal or the file cannot be written, or the text is not base64.
    pub(crate) fn show(&mut self, png: &str, width: Option<u64>, out: &mut dyn Write) -> io::Result<Option<PathBuf>> {
        let png: String = png.chars().filter(|c| !c.is_whitespace()).collect();
        match self.way {
            Way::None => return Ok(None),
            Way::Kitty => kitty(&png, out)?,
            Way::Iterm2 => iterm2(&png, width, out)?,
            Way::Open | Way::File => {
                self.count += 1;
                let path = self.folder()?.join(format!("plot-{}.png", self.count));
                save(&png, &path)?;
                writeln!(out, "{}", path.display())?;
                if self.way == Way::Open {
                    open(&path);
                }
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    fn folder(&mut self) -> io::Result<PathBuf> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = tempfile::Builder::new().prefix("rootlet-plots-").tempdir()?.keep();
        Ok(self.folder.insert(folder).clone())
    }
}

/// Writes the picture to a file; a viewer that watches it shows the new one.
///
/// # Errors
/// The file cannot be written, or the text is not base64.
pub(crate) fn save(png: &str, path: &Path) -> io::Result<()> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(png.trim()).map_err(io::Error::other)?;
    fs::write(path, bytes)
}

/// Transmits and displays (`a=T`) a PNG (`f=100`) in pieces of at most 4096 bytes, `m=1` on all but the
/// last, without asking for a reply (`q=2`): <https://sw.kovidgoyal.net/kitty/graphics-protocol/>.
fn kitty(png: &str, out: &mut dyn Write) -> io::Result<()> {
    const PIECE: usize = 4096;
    let mut rest = png;
    let mut keys = "a=T,f=100,";
    loop {
        let (piece, after) = rest.split_at(rest.len().min(PIECE));
        write!(out, "\x1b_G{keys}q=2,m={};{piece}\x1b\\", u8::from(!after.is_empty()))?;
        if after.is_empty() {
            return writeln!(out);
        }
        (rest, keys) = (after, "");
    }
}

/// One escape sequence with the whole file: <https://iterm2.com/documentation-images.html>.
fn iterm2(png: &str, width: Option<u64>, out: &mut dyn Write) -> io::Result<()> {
    let padding = png.bytes().rev().take_while(|byte| *byte == b'=').count();
    let size = (png.len() / 4 * 3).saturating_sub(padding);
    let width = width.map(|width| format!(";width={width}px")).unwrap_or_default();
    writeln!(out, "\x1b]1337;File=inline=1;size={size}{width};preserveAspectRatio=1:{png}\x07")
}

/// In a process of its own, which nobody waits for.
fn open(path: &Path) {
    let mut command = Command::new(OPENER);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    if let Ok(mut child) = command.spawn() {
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(variables: &[(&str, &str)]) -> Option<Way> {
        let get = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Way::detect(&get)
    }

    #[test]
    fn terminals_are_known_by_their_variables() {
        assert_eq!(detected(&[("TERM", "xterm-kitty")]), Some(Way::Kitty));
        assert_eq!(detected(&[("TERM_PROGRAM", "ghostty")]), Some(Way::Kitty));
        assert_eq!(detected(&[("TERM_PROGRAM", "WezTerm")]), Some(Way::Iterm2));
        assert_eq!(detected(&[("LC_TERMINAL", "iTerm2")]), Some(Way::Iterm2));
        assert_eq!(detected(&[("TERM", "xterm-256color")]), None);
    }

    #[test]
    fn multiplexer_between_hides_the_terminal() {
        assert_eq!(detected(&[("TERM", "tmux-256color"), ("KITTY_WINDOW_ID", "1")]), None);
        assert_eq!(detected(&[("TERM", "xterm-kitty"), ("TMUX", "/t")]), None);
    }

    #[test]
    fn kitty_takes_pieces_and_the_last_one_says_so() {
        let mut out = Vec::new();
        kitty(&"A".repeat(5000), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected =
            format!("\x1b_Ga=T,f=100,q=2,m=1;{}\x1b\\\x1b_Gq=2,m=0;{}\x1b\\\n", "A".repeat(4096), "A".repeat(904));
        assert_eq!(text, expected);
    }

    #[test]
    fn iterm2_is_told_the_bytes_and_the_width() {
        let mut out = Vec::new();
        iterm2("iVBORw==", Some(640), &mut out).unwrap();
        let expected = b"\x1b]1337;File=inline=1;size=4;width=640px;preserveAspectRatio=1:iVBORw==\x07\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn other_terminals_get_numbered_files() {
        let mut pictures = Pictures::new(Way::File);
        let mut out = Vec::new();
        let first = pictures.show("iVBORw==", None, &mut out).unwrap().unwrap();
        let second = pictures.show("iVBORw==\n", None, &mut out).unwrap().unwrap();
        assert_eq!(fs::read(&first).unwrap(), b"\x89PNG");
        assert_eq!(
            (first.file_name().unwrap(), second.file_name().unwrap()),
            ("plot-1.png".as_ref(), "plot-2.png".as_ref())
        );
        assert_eq!(String::from_utf8(out).unwrap(), format!("{}\n{}\n", first.display(), second.display()));
        assert!(pictures.show("not base64!", None, &mut Vec::new()).is_err());
        fs::remove_dir_all(first.parent().unwrap()).unwrap();
    }
}
